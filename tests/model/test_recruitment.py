"""Recruiting: published yields, who is asked, and the books kept about who can be asked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_worlds import assert_higher, pairs_of_runs, run, small_world

from model.recruitment import (
    REFERENCE_ENERGY,
    REFERENCE_HOURS,
    appeal_of_likeness,
    base_yield,
    burnt_trust,
    distrust_towards,
    joining_probability,
    pitch_rate,
    stranger_probability,
    within_week,
)
from model.recruitment_parameters import RecruitmentParameters
from model.society import COMMUNITY, FRIEND, KIN, STRANGER, WORK

RATES = RecruitmentParameters().rates
TIES = (STRANGER, WORK, COMMUNITY, FRIEND, KIN)
SHARE = st.floats(0, 1)
BRIEF = {"retention.dormant_weeks": 8, "recruitment.refusal_weeks": 4, "retention.hazard": 0.1}


def chance(base=0.075, energy=REFERENCE_ENERGY, ritual=0.0, bond=0.0, peers=0.0, distrust=0.0, income=0.0, **others):
    reason, burnt, talent = others.get("reason", 0.5), others.get("burnt", 0.0), others.get("talent", 0.0)
    pulls = (energy, ritual, bond, peers, 0.0, distrust, income, reason, 0.0, burnt, talent)
    return joining_probability(base, *pulls, RATES)


@pytest.mark.parametrize("rationality", [0.0, 0.5, 1.0])
def test_base_yields_come_out_at_the_reference_energy_with_no_pulls(rationality):
    yields = [chance(base_yield(tie, RATES), reason=rationality) for tie in TIES]
    assert yields == pytest.approx([0.001, 0.075, 0.075, 0.5, 0.5])
    stranger, weak, strong = yields[0], yields[1], yields[-1]
    assert [weak / stranger, strong / stranger] == pytest.approx([75, 500])


def test_each_pull_pulls_and_distrust_pushes():
    assert chance(energy=0.6) > chance()
    assert chance(ritual=0.1) > chance()
    assert chance(bond=0.1) > chance()
    assert chance(peers=0.1) > chance()
    assert chance(distrust=0.1) < chance()
    assert chance(income=0.1) > chance()
    assert chance(income=-0.1) < chance()
    assert chance(income=0.1, reason=0.0) == chance()
    assert chance(burnt=0.1) < chance()
    assert chance(talent=-0.1) < chance() < chance(talent=0.1)


def test_talent_multiplies_the_odds():
    usual, gifted = (each / (1.0 - each) for each in (chance(), chance(talent=np.log(3.0))))
    assert gifted == pytest.approx(3.0 * usual)


def test_burnt_trust_is_the_share_that_is_gone():
    assert burnt_trust(0.6, 0.6) == 0.0
    assert burnt_trust(0.3, 0.6) == 0.5
    assert burnt_trust(0.0, 0.0) == 0.0, "where there never was trust none is burnt"


@given(st.tuples(*(SHARE,) * 7), st.floats(-1e6, 1e6), SHARE, SHARE, st.floats(-15, 15))
def test_chances_are_chances(shares, income, reason, burnt, talent):
    assert 0.0 <= joining_probability(*shares, income, reason, 2.0, burnt, talent, RATES) <= 1.0


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_certainty_stays_certain(certain):
    assert chance(certain, energy=1.0, ritual=1.0) == certain
    assert chance(certain, distrust=1.0) == certain


def test_pitches_rise_with_hours_and_energy():
    def pitch_probability(hours, energy, rates):
        return within_week(pitch_rate(hours, energy, rates))

    assert pitch_probability(0.0, 1.0, RATES) == 0.0
    assert pitch_probability(2.0, 0.6, RATES) > pitch_probability(2.0, 0.5, RATES) > pitch_probability(1.0, 0.5, RATES)
    rate = -np.log(1 - pitch_probability(REFERENCE_HOURS / 4, 1.0, RATES))
    assert rate == pytest.approx(RATES.contact / 4)
    floor = -np.log(1 - pitch_probability(REFERENCE_HOURS / 4, 0.0, RATES))
    assert floor / rate == pytest.approx(RATES.contact_floor)


def test_distrust_keeps_from_strangers():
    assert stranger_probability(0.0, RATES) == RATES.stranger
    assert stranger_probability(1.0, RATES) == 0.0


def test_likeness_appeals_as_far_as_the_practice_says():
    assert appeal_of_likeness(1.0, RATES) == 1.0
    mechanical = RATES._replace(likeness_preference=2.0)
    assert appeal_of_likeness(1.0, mechanical) / appeal_of_likeness(0.0, mechanical) == pytest.approx(np.exp(2.0))


def check_members(model):
    """Nobody is a member twice, and everybody's ties inside are counted right."""
    table, society = model.table, model.society
    registered, active = table.registered, table.active
    person = table.column("person")
    assert len(set(person[registered].tolist())) == len(registered)
    is_active = np.zeros(len(society.occupation), bool)
    is_active[person[active]] = True
    owner = np.repeat(np.arange(len(is_active)), np.diff(society.ties))
    inside = np.bincount(owner, weights=is_active[society.neighbour], minlength=len(is_active))
    assert np.array_equal(model.people.inside_ties, inside)
    guests = table.column("guest")[active]
    guests = guests[guests >= 0]
    assert len(set(guests.tolist())) == len(guests), "a guest of two members"
    assert not set(guests.tolist()) & set(person[registered].tolist()), "a member is a guest"
    assert np.all(table.column("guest")[table.column("status") != 0] == -1), "who ceased still has a guest"


@pytest.mark.parametrize("changes", [{}, BRIEF, {"society.network": "well_mixed", "recruitment.yield_stranger": 0.3}])
def test_memberships_and_ties_inside_are_kept_straight(changes):
    model = run(small_world(changes=changes), 1)
    for _ in range(25):
        check_members(model)
        model.run_for(3)
    assert model.weekly["joined"].sum() > 30
    assert model.weekly["ceased"].sum() > 5


def test_only_open_persons_join_and_some_return():
    model = run(small_world(changes=BRIEF | {"ties.turnover": 0.0}), 150)  # another in the same place owes no waiting
    table = model.distributors
    assert model.society.open[table["person"]].all()
    again = table[table["person"].duplicated()]
    assert len(again) > 3, "nobody returned: the test tests nothing"
    for row, person in again["person"].items():
        before = table[(table["person"] == person) & (table.index < row)]
        assert (before["status"] == "left").all()
        assert (before["left"] + 4 <= again.loc[row, "joined"]).all(), "asked again too soon"


def test_a_sponsor_was_active_when_the_recruit_joined():
    table = run(small_world(changes=BRIEF), 100).distributors
    recruits = table[table["sponsor"] >= 0]
    sponsors = table.loc[recruits["sponsor"]]
    assert (sponsors["joined"].to_numpy() < recruits["joined"].to_numpy()).all()
    ceased = sponsors["ceased"].to_numpy()
    assert ((ceased == -1) | (ceased >= recruits["joined"].to_numpy())).all()
    counted = recruits["sponsor"].value_counts().reindex(table.index, fill_value=0)
    assert (counted == table["recruits"]).all()


def test_joined_are_counted_and_founders_are_not():
    model = run(small_world(), 40)
    assert model.weekly["joined"].sum() == len(model.distributors) - model.scenario.founders
    founders = model.distributors.head(model.scenario.founders)
    assert (founders["joined"] == 0).all()
    assert (founders["sponsor"] == -1).all()
    assert founders["line"].tolist() == founders["member"].tolist()


def test_founders_are_the_same_whatever_their_number():
    few, many = (run(small_world(changes={"founders": number}), 1).distributors["person"] for number in (5, 30))
    assert set(few[:5]) < set(many[:30])
    assert many[:30].is_monotonic_increasing


def test_who_refused_is_not_asked_again_for_a_while():
    """With no second asking within the run, refusals and joinings cannot exceed the persons there are."""
    weekly = run(small_world("transactional", {"recruitment.refusal_weeks": 520}), 200).weekly
    assert weekly["refusals"].sum() + weekly["joined"].sum() <= 800
    soon = run(small_world("transactional", {"recruitment.refusal_weeks": 0}), 200).weekly
    assert soon["refusals"].sum() > 1.2 * weekly["refusals"].sum()


def test_guests_who_wait_in_vain_are_asked_alone_when_patience_ends():
    waiting = {"ritual.gatherings": False, "recruitment.bring": 1.0, "recruitment.patience": 3, "retention.hazard": 0.0}
    model = run(small_world("transactional", waiting), 1)
    for week in range(2, 41):
        column = model.table.column
        asked = (column("guest") >= 0) & (model.week - column("guest_since") == 2)
        model.run_for(1)
        now = model.weekly.iloc[-1]
        assert now["joined"] + now["refusals"] == asked.sum(), week
        assert np.all(model.week - column("guest_since")[column("guest") >= 0] < 3)
    assert model.weekly["joined"].sum() > 0
    assert model.weekly["guests"].sum() == 0


def test_behind_closed_doors_guests_see_nothing_and_are_asked_alone():
    closed = small_world("mechanical", {"boundary.closure": 1.0, "recruitment.bring": 1.0})
    model = run(closed, 40)
    assert model.ledger["asked"].sum() > 0
    assert model.ledger["came"].sum() == model.weekly["guests"].sum() == 0
    assert model.ledger["joined"].sum() + model.ledger["refused"].sum() > 0


def test_where_half_of_the_gatherings_are_closed_guests_wait_for_an_open_one():
    """Closing loses no invitation: most who would have seen a gathering see a later one, and hardly fewer are asked."""

    def seen(model):
        ledger = model.ledger.sum()
        return ledger["came"] / (ledger["joined"] + ledger["refused"])

    def asked(model):
        return model.ledger["asked"].sum() / model.weekly["active"].sum()

    patient = {"recruitment.bring": 1.0, "recruitment.patience": 4}
    opened, half = (small_world("mechanical", {"boundary.closure": each, **patient}) for each in (0.0, 0.5))
    pairs = pairs_of_runs(opened, half, 40)
    assert_higher([seen(second) for _, second in pairs], [0.6 * seen(first) for first, _ in pairs])
    assert_higher([seen(first) for first, _ in pairs], [seen(second) for _, second in pairs])
    assert_higher([asked(second) for _, second in pairs], [0.72 * asked(first) for first, _ in pairs])


@given(SHARE, SHARE)
def test_whom_one_trusts_in_person_one_does_not_distrust_as_an_outsider(distrust, trust):
    assert distrust_towards(distrust, 0.0) == distrust
    assert distrust_towards(distrust, 1.0) == 0.0
    assert 0.0 <= distrust_towards(distrust, trust) <= distrust


def test_distrust_of_outsiders_spares_whom_one_trusts_and_not_who_is_named_by_others():
    """Were all distrusted alike, kin and friends would mostly keep less than a third of their yield."""
    pushes = [small_world("mechanical", {"recruitment.push_distrust": push}) for push in (0.0, 6.0)]

    def yields(models, ties):
        answers = [model.ledger.loc[ties].sum() for model in models]
        return [each["joined"] / max(1, each["joined"] + each["refused"]) for each in answers]

    free, pushed = zip(*pairs_of_runs(*pushes, 52), strict=True)
    trusted, named = ["kin", "friend"], ["referral"]
    assert_higher(yields(pushed, trusted), [each / 3 for each in yields(free, trusted)])
    assert_higher([each / 3 for each in yields(free, named)], yields(pushed, named))


def test_likeness_preference_makes_lines_alike():
    scenario, alike = (small_world("organic", {"recruitment.likeness_preference": value}) for value in (0.0, 8.0))

    def likeness(model):
        table = model.distributors
        recruits = table[table["sponsor"] >= 0]
        traits = model.society.traits
        sponsors = table.loc[recruits["sponsor"], "person"]
        return np.mean(traits[recruits["person"]] == traits[sponsors.to_numpy()])

    pairs = pairs_of_runs(scenario, alike, 40)
    assert_higher([likeness(second) for _, second in pairs], [likeness(first) for first, _ in pairs])
