"""Taking a mechanism out, or turning it up, changes what theory says it should.

Averages are compared over pairs of runs that share their draws; see `small_worlds.assert_higher` for the rule of
decision and its error rate. Each test fails when its mechanism is taken out of the engine.
"""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from small_worlds import REPLICATES, assert_higher, run, small_world

WEEKS = 52
SETTLED = {"recruitment.contact": 0.0, "retention.hazard": 0.0}  # nobody joins or leaves: bonds alone move


@cache
def runs(preset, weeks=WEEKS, **changes):
    """Replicates of a preset; `ritual__gain=1` stands for the parameter `ritual.gain`."""
    dotted = {name.replace("__", "."): value for name, value in changes.items()}
    scenario = small_world(preset, dotted)
    return [run(scenario, weeks, replicate=replicate) for replicate in range(REPLICATES)]


def last(models, name):
    return [model.weekly[name].iloc[-1] for model in models]


def total(models, name):
    return [model.weekly[name].sum() for model in models]


def mean(models, name):
    return [model.weekly[name].mean() for model in models]


def test_without_gatherings_the_mechanical_line_does_not_hold_together():
    """Compared among the founders alone, since without gatherings hardly anybody joins them."""
    gathered = runs("mechanical", 104, recruitment__contact=0.0, founders=100)
    scattered = runs("mechanical", 104, recruitment__contact=0.0, founders=100, ritual__gatherings=False)
    assert_higher(last(gathered, "active"), last(scattered, "active"))
    assert_higher(last(gathered, "energy"), [100 * energy for energy in last(scattered, "energy")])
    assert_higher(
        last(gathered, "symbol_attachment"), [10 * symbols for symbols in last(scattered, "symbol_attachment")]
    )


def test_without_gatherings_the_mechanical_line_does_not_grow_as_it_did():
    assert_higher(last(runs("mechanical"), "active"), last(runs("mechanical", ritual__gatherings=False), "active"))


def test_with_one_occupation_exchange_earns_nothing():
    divided, alike = runs("organic"), runs("organic", society__occupations=1)
    assert total(alike, "favours_asked") == [0] * REPLICATES
    assert total(alike, "favours_given") == [0] * REPLICATES
    assert max(last(alike, "interdependence")) < 0.02
    assert_higher(last(divided, "interdependence"), [10 * bond for bond in last(alike, "interdependence")])
    assert_higher(total(divided, "units_sold"), total(alike, "units_sold"))


def test_with_every_gathering_closed_fewer_outsiders_join():
    open_doors, closed = runs("mechanical", boundary__closure=0.0), runs("mechanical", boundary__closure=1.0)
    assert total(closed, "guests") == [0] * REPLICATES
    assert_higher(total(open_doors, "joined"), total(closed, "joined"))
    assert np.mean(total(closed, "joined")) < 0.6 * np.mean(total(open_doors, "joined"))


def test_closed_gatherings_teach_distrust():
    levels = [runs("mechanical", boundary__closure=closure) for closure in (0.0, 0.3, 0.6, 1.0)]
    for less, more in pairwise(levels):
        assert_higher(mean(more, "distrust"), mean(less, "distrust"))


def test_distrust_lowers_pitches_to_strangers():
    def strangers(models):
        found = []
        for model in models:
            table, society = model.distributors, model.society
            recruits = table[table["sponsor"] >= 0]
            sponsors = table["person"].to_numpy()[recruits["sponsor"]]
            tied = [
                person in society.neighbour[society.ties[sponsor] : society.ties[sponsor + 1]]
                for sponsor, person in zip(sponsors, recruits["person"], strict=True)
            ]
            found.append(1 - np.mean(tied))
        return found

    easy = {"recruitment__yield_stranger": 0.5, "recruitment__push_distrust": 0.0, "boundary__closure": 1.0}
    trusting = runs("mechanical", boundary__distrust_closed=0.0, boundary__distrust_refusal=0.0, **easy)
    distrusting = runs("mechanical", boundary__distrust_closed=1.0, **easy)
    assert_higher(strangers(trusting), strangers(distrusting))


def test_distrust_puts_guests_off():
    trusting, distrusting = (runs("mechanical", recruitment__push_distrust=push) for push in (0.0, 6.0))
    assert_higher(total(trusting, "joined"), total(distrusting, "joined"))


def test_likeness_charges_the_ritual():
    settled = {name.replace(".", "__"): value for name, value in SETTLED.items()}
    alike = runs("mechanical", founders=60, society__trait_categories=1, **settled)
    mixed = runs("mechanical", founders=60, society__trait_categories=200, **settled)
    assert_higher(mean(alike, "ritual_intensity"), mean(mixed, "ritual_intensity"))
    assert_higher(last(alike, "symbol_attachment"), last(mixed, "symbol_attachment"))
    same = {"ritual__likeness_gain": 0.0, **settled}
    alike, mixed = (runs("mechanical", founders=60, society__trait_categories=n, **same) for n in (1, 200))
    assert mean(alike, "ritual_intensity") == mean(mixed, "ritual_intensity"), "likeness works elsewhere than it says"


def test_a_loop_too_weak_is_a_ritual_that_fails():
    strong, weak = runs("mechanical"), runs("mechanical", ritual__gain=1.0)
    assert [model.weekly["gatherings_failed"].sum() / model.weekly["gatherings"].sum() for model in weak] == [1.0] * 40
    assert_higher(mean(strong, "attendance"), mean(weak, "attendance"))
    assert_higher(mean(strong, "ritual_intensity"), [4 * each for each in mean(weak, "ritual_intensity")])


def test_guests_dilute_the_ritual():
    pure, diluted = (runs("mechanical", ritual__guest_dilution=share, boundary__closure=0.0) for share in (0.0, 1.0))
    assert_higher(mean(pure, "ritual_intensity"), mean(diluted, "ritual_intensity"))


def test_a_gathering_seen_persuades():
    impressed, unmoved = (runs("mechanical", recruitment__pull_ritual=pull) for pull in (6.0, 0.0))
    assert_higher(total(impressed, "joined"), total(unmoved, "joined"))


def test_harsh_answers_renew_the_symbols_of_the_team():
    settled = {"recruitment__contact": 0.0, "retention__hazard": 0.0, "boundary__offence": 0.2, "founders": 60}
    renewed = runs("mechanical", boundary__harsh_symbol_gain=0.1, boundary__harsh_base=2.0, **settled)
    not_renewed = runs("mechanical", boundary__harsh_symbol_gain=0.0, boundary__harsh_base=2.0, **settled)
    assert_higher(last(renewed, "symbol_attachment"), last(not_renewed, "symbol_attachment"))


def test_harsh_answers_drive_offenders_out():
    often = {"boundary__offence": 0.2, "recruitment__contact": 0.0, "founders": 100}
    harsh, mild = (runs("mechanical", boundary__harsh_base=base, **often) for base in (20.0, -20.0))
    assert_higher(last(mild, "active"), last(harsh, "active"))
    for model in mild:
        assert "expelled" not in set(model.distributors["reason"])


def test_uplines_with_more_at_stake_are_milder():
    often = {"boundary__offence": 0.2, "boundary__peer_answers": 0.0, "trade__unit_volume": 2_000_000}
    careful, careless = (runs("hybrid", boundary__lenient_stake=stake, **often) for stake in (20.0, 0.0))

    def harshness(models):
        return [model.weekly["harsh_answers"].sum() / model.weekly["violations"].sum() for model in models]

    assert_higher(harshness(careless), harshness(careful))


def test_brokering_raises_favours_and_interdependence():
    brokered, unbrokered = runs("organic"), runs("organic", exchange__brokering=0.0)

    def per_member(models):
        return [model.weekly["favours_given"].sum() / model.weekly["active"].sum() for model in models]

    assert_higher(per_member(brokered), [2 * each for each in per_member(unbrokered)])
    assert_higher(last(brokered, "interdependence"), last(unbrokered, "interdependence"))


def test_unreturned_favours_stop_coming():
    trusting, strict = (runs("organic", exchange__help_reciprocity=each) for each in (0.0, 5.0))

    def granted(models):
        return [model.weekly["favours_given"].sum() / model.weekly["favours_asked"].sum() for model in models]

    assert_higher(granted(trusting), granted(strict))


def test_favours_help_to_sell():
    helped, unhelped = (runs("organic", exchange__selling_gain=gain) for gain in (2.0, 0.0))

    def a_member(models):
        return [model.weekly["units_sold"].sum() / model.weekly["active"].sum() for model in models]

    assert_higher(a_member(helped), a_member(unhelped))


def test_hours_are_one_budget():
    """Ceremony takes hours from selling and asking."""
    settled = {"recruitment__contact": 0.0, "retention__hazard": 0.0, "founders": 100, "trade__awareness_gain": 0.0}
    still = {**settled, "ritual__energy_charge": 0.0, "ritual__attendance_base": 20.0}  # energy does not confuse
    short, long = (runs("mechanical", 12, ritual__length_hours=hours, **still) for hours in (1.0, 7.0))
    assert_higher(total(short, "units_sold"), total(long, "units_sold"))


def test_a_reminding_upline_raises_attendance():
    reminded, unreminded = (runs("organic", ritual__reminder=each, ritual__interval_days=7.0) for each in (2.0, 0.0))
    assert_higher(mean(reminded, "attendance"), mean(unreminded, "attendance"))


def test_larger_teams_lower_attendance_and_only_by_their_size():
    settled = {"recruitment__contact": 0.0, "retention__hazard": 0.0, "founders": 200, "ritual__gain": 0.0}
    settled |= {"ritual__attendance_base": 0.0, "ritual__interval_days": 7.0}  # small teams too can gather every week
    settled |= {"boundary__offence": 0.0}  # each harsh answer renews the symbols of a whole team, however large
    small, large = (runs("organic", ritual__team_minimum=size, **settled) for size in (10, 100))
    assert_higher(mean(small, "attendance"), mean(large, "attendance"))
    unfelt = {**settled, "ritual__attendance_size": 0.0}
    small, large = (runs("organic", ritual__team_minimum=size, **unfelt) for size in (10, 100))
    assert np.mean(mean(small, "attendance")) == pytest.approx(np.mean(mean(large, "attendance")), abs=0.02)


def test_more_frequent_gatherings_hold_more_energy():
    levels = [runs("mechanical", ritual__interval_days=days) for days in (21.0, 7.0, 3.5)]
    for rare, frequent in pairwise(levels):
        assert_higher(mean(frequent, "energy"), mean(rare, "energy"))


def test_energy_is_a_battery():
    """Between gatherings three weeks apart it halves every week; at a gathering it is charged."""
    changes = {
        **SETTLED,
        "ritual.interval_days": 21.0,
        "founders": 20,
        "ritual.team_minimum": 20,
        "boundary.offence": 0.0,
        "rallies.convention_months": 0,
    }
    model = run(small_world("mechanical", {**changes, "ritual.attendance_base": 20.0}), 60)
    energy, gatherings = model.weekly["energy"].to_numpy(), model.weekly["gatherings"].to_numpy()
    assert set(gatherings.tolist()) == {0, 1}
    fading = energy[1:][gatherings[1:] == 0] / energy[:-1][gatherings[1:] == 0]
    assert fading == pytest.approx(np.full(len(fading), 0.5), rel=1e-5)
    assert np.all(energy[1:][gatherings[1:] == 1] > energy[:-1][gatherings[1:] == 1])


def test_speakers_are_charged_most():
    """Energy is stratified by centrality: leaders stand at the centre of every gathering they attend."""
    advantages = []
    for model in runs("mechanical", 26, recruitment__contact=0.0, retention__hazard=0.0, founders=60):
        table = model.distributors
        leads = table["member"] == table["team"]
        advantages.append((table.loc[leads, "symbol_attachment"].mean(), table.loc[~leads, "symbol_attachment"].mean()))
    assert_higher([leader for leader, _ in advantages], [other for _, other in advantages])


def test_dreams_raise_hopes_and_cost_satisfaction():
    dreaming, sober = (runs("mechanical", trade__dream=each, trade__dream_ceiling=3.0) for each in (0.2, 0.0))
    assert_higher(last(sober, "satisfaction"), last(dreaming, "satisfaction"))


def test_symbols_raise_own_use():
    devoted, plain = (runs("mechanical", trade__symbol_use=each) for each in (4.0, 0.0))
    assert_higher(total(devoted, "units_bought"), total(plain, "units_bought"))


def test_a_circle_filled_with_members_buys_less():
    full, fresh = (runs("hybrid", trade__saturation=each) for each in (1.0, 0.0))
    assert_higher(total(fresh, "units_sold"), total(full, "units_sold"))


def test_refusals_cost_trust_in_ties():
    refusals_alone = {"ties__default_burn": 0.0, "ties__neighbourly": 0.0, "ties__shared_trust": 0.0}
    model = runs("hybrid", recruitment__formal_refusal_trust=0.3, **refusals_alone)[0]
    start, now = model.society.trust, np.asarray(model.trust)
    assert np.all(now <= start)
    lost = np.sum(now < start)
    assert lost > 50
    share = model.scenario.recruitment.refusal_trust
    ratio = now[now < start] / start[now < start]
    powers = np.log(ratio) / np.log(1 - share)
    assert powers == pytest.approx(np.round(powers), abs=1e-4), "trust is lost by whole refusals"


def test_only_through_ties_and_gatherings_do_organisations_grow():
    """A well-mixed society has strangers only, who hardly ever say yes (Stark & Bainbridge 1980)."""
    tied, mixed = runs("mechanical"), runs("mechanical", society__network="well_mixed")
    assert_higher(total(tied, "joined"), [5 * each for each in total(mixed, "joined")])
