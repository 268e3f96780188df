"""The rules of gatherings against the theory they are written after."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from small_worlds import REPLICATES, assert_higher, run, small_world

from model import draws, ritual
from model.ritual import (
    attendance_probability,
    attendance_pull,
    barrier,
    centrality,
    co_presence,
    crowd,
    energy_after,
    entrainment,
    first_gathering,
    freshness,
    remaining,
    ritual_gain,
    scepticism,
    towards,
    undisturbed,
)
from model.ritual_parameters import RitualParameters

RATES = RitualParameters().rates
SHARE = st.floats(0, 1)


def long_gathering(focus_gain, mood_gain, rates=RATES):
    """Focus and mood of a gathering that never ends: each evening begins as the last one ended."""
    rates = rates._replace(length_hours=12.0, settling=2.0)
    for _ in range(400):
        focus, mood = entrainment(focus_gain, mood_gain, rates)
        rates = rates._replace(first_focus=focus, first_mood=mood)
    return focus, mood


@settings(max_examples=60)
@given(st.floats(0.1, 12), st.floats(0.1, 12))
def test_focus_and_mood_come_to_rest_where_theory_says(focus_gain, mood_gain):
    product = focus_gain * mood_gain
    focus, mood = long_gathering(focus_gain, mood_gain)
    if product <= 1.0:
        assert focus < 0.02 + 0.2 * (product > 0.95)
        assert mood < 0.02 + 0.2 * (product > 0.95)
    elif product > 1.05:
        assert focus == pytest.approx((product - 1) / (mood_gain * (1 + focus_gain)), abs=1e-6)
        assert mood == pytest.approx((product - 1) / (focus_gain * (1 + mood_gain)), abs=1e-6)


@settings(max_examples=60)
@given(st.floats(0.001, 1), st.floats(0.001, 1))
def test_the_rest_point_does_not_depend_on_how_a_gathering_opens(focus, mood):
    rates = RATES._replace(first_focus=focus, first_mood=mood)
    assert long_gathering(3.0, 2.0, rates) == pytest.approx(long_gathering(3.0, 2.0), abs=1e-9)


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(0.25, 12), st.floats(0.01, 100))
def test_focus_and_mood_stay_shares(focus_gain, mood_gain, hours, settling):
    focus, mood = entrainment(focus_gain, mood_gain, RATES._replace(length_hours=hours, settling=settling))
    assert 0.0 <= focus <= 1.0
    assert 0.0 <= mood <= 1.0


def test_a_failing_ritual_fades_and_a_longer_one_fades_more():
    evenings = [entrainment(0.5, 0.5, RATES._replace(length_hours=hours)) for hours in (0.5, 1.0, 2.0, 4.0)]
    focus = [each[0] for each in evenings]
    assert focus == sorted(focus, reverse=True)
    assert focus[0] < RATES.first_focus


def test_returns_to_length_diminish():
    hours = np.arange(1.0, 10.0)
    focus = np.array([entrainment(5.0, 5.0, RATES._replace(length_hours=each))[0] for each in hours])
    gained = np.diff(focus)
    assert np.all(gained > 0)
    assert np.all(np.diff(gained) < 0)


@pytest.mark.parametrize("half_life", [0.5, 7.0, 75.0, 10_000.0])
def test_half_lives_are_exact(half_life):
    assert remaining(half_life, half_life) == 0.5
    assert remaining(half_life, 0.0) == 1.0
    assert remaining(half_life, 2 * half_life) == 0.25
    assert remaining(half_life, 3.0) * remaining(half_life, 4.0) == pytest.approx(remaining(half_life, 7.0), rel=1e-14)


def test_centrality_is_beta_two_two_between_edge_and_core():
    words = draws.weekly_words(draws.run_key(5, 0), draws.ATTENDANCE, 1, np.arange(100_000, dtype=np.int32))
    numbers = [[draws.unit(word) for word in row] for row in words[1:]]
    places = np.array([centrality(a, b, c, RATES) for a, b, c in zip(*numbers, strict=True)])
    inner = (places - RATES.edge_centrality) / (1.0 - RATES.edge_centrality)
    assert stats.kstest(inner, stats.beta(2, 2).cdf).pvalue > 1e-7
    assert inner.mean() == pytest.approx(0.5, abs=6 * np.sqrt(0.05 / 100_000))
    assert inner.var() == pytest.approx(0.05, abs=0.002)


@pytest.mark.parametrize("numbers", [(0.1, 0.5, 0.9), (0.9, 0.1, 0.5), (0.5, 0.9, 0.1), (0.9, 0.5, 0.1)])
def test_centrality_takes_the_middle_of_three(numbers):
    assert centrality(*numbers, RATES._replace(edge_centrality=0.0)) == 0.5


def test_co_presence_starts_at_nothing_and_reaches_63_percent_at_its_scale():
    assert co_presence(1.0, RATES) == 0.0
    assert co_presence(1.0 + RATES.density_scale, RATES) == pytest.approx(1 - np.exp(-1))
    assert co_presence(1000.0, RATES) == pytest.approx(1.0)


def test_guests_lower_the_barrier():
    assert barrier(10.0, 0.0, RATES) == 1.0
    assert barrier(10.0, 10.0, RATES) == pytest.approx(1 - RATES.guest_dilution / 2)
    assert barrier(10.0, 3.0, RATES) > barrier(10.0, 4.0, RATES)


def test_gain_rises_with_density_likeness_and_what_is_brought():
    base = ritual_gain(0.5, 0.5, 0.5, RATES)
    assert ritual_gain(0.6, 0.5, 0.5, RATES) > base
    assert ritual_gain(0.5, 0.6, 0.5, RATES) > base
    assert ritual_gain(0.5, 0.5, 0.6, RATES) > base
    assert ritual_gain(0.0, 0.5, 0.5, RATES) == 0.0
    assert ritual_gain(1.0, 1.0, 0.0, RATES) == pytest.approx(
        RATES.gain * (RATES.likeness_base + RATES.likeness_gain) * RATES.gain_floor
    )


@settings(max_examples=200)
@given(SHARE, SHARE, SHARE)
def test_energy_is_charged_above_the_price_and_drained_below(energy, intensity, central):
    after = energy_after(energy, intensity, central, RATES)
    assert 0.0 <= after <= 1.0
    if intensity * central > RATES.energy_price:
        assert after >= energy
    else:
        assert after <= energy


def test_attendance_rises_with_bonds_and_reminders_and_falls_with_cost_and_crowd():
    base = attendance_pull(0.3, 0.3, 0.0, 0.0, 8.0, 0.0, RATES)
    assert attendance_pull(0.4, 0.3, 0.0, 0.0, 8.0, 0.0, RATES) > base
    assert attendance_pull(0.3, 0.4, 0.0, 0.0, 8.0, 0.0, RATES) > base
    assert attendance_pull(0.3, 0.3, 0.0, 0.0, 9.0, 0.0, RATES) > base
    assert attendance_pull(0.3, 0.3, 0.0, 0.0, 8.0, crowd(21.0, RATES), RATES) < base
    assert attendance_pull(0.3, 0.3, 0.0, 0.0, 8.0, 0.0, RATES._replace(length_hours=4.0)) < base
    assert attendance_probability(base, 1.0, RATES) > attendance_probability(base, 0.0, RATES)


def test_attendance_has_the_stated_slope_in_the_logarithm_of_size():
    def logit(size):
        chance = attendance_probability(attendance_pull(0.3, 0.3, 0.0, 0.0, 8.0, crowd(size, RATES), RATES), 0.0, RATES)
        return np.log(chance / (1 - chance))

    assert logit(20.0) - logit(20.0 * np.e) == pytest.approx(RATES.attendance_size)
    assert crowd(20.0, RATES) == 0.0


@settings(max_examples=200)
@given(st.floats(0, 2000), st.floats(0, 60), st.floats(2, 60))
def test_the_first_gathering_since_a_day_is_the_first(start, day_of_team, interval):
    number = first_gathering(start, day_of_team, interval)
    assert number == int(number) >= 0
    assert day_of_team + number * interval >= start - 1e-9
    assert number == 0 or day_of_team + (number - 1) * interval < start + 1e-9


@given(SHARE, SHARE, SHARE)
def test_towards_goes_a_share_of_the_way(value, share, target):
    moved = towards(value, share, target)
    assert min(value, target) - 1e-12 <= moved <= max(value, target) + 1e-12
    assert towards(value, 0.0, target) == value
    assert towards(value, 1.0, target) == pytest.approx(target)


@pytest.mark.parametrize("interval", [2.0, 3.5, 10.0, 28.0, 45.5, 60.0])
def test_teams_gather_at_their_interval(interval):
    founders_only = {"recruitment.contact": 0.0, "retention.hazard": 0.0, "ritual.attendance_base": 20.0}
    founders_only |= {"society.hours_median": 80.0}
    weeks = 120
    model = run(small_world(changes={**founders_only, "ritual.interval_days": interval}), weeks)
    teams = len(set(model.table.column("team").tolist()))
    assert model.weekly["gatherings"].sum() == pytest.approx(teams * weeks * 7 / interval, abs=teams)
    assert model.weekly["attendance"].dropna().min() > 0.9


def test_more_gatherings_in_a_week_than_numbered_cannot_happen():
    assert int(np.ceil(7 / 2)) <= ritual.MOST_GATHERINGS


def test_nobody_gathers_when_gatherings_are_off():
    weekly = run(small_world(changes={"ritual.gatherings": False}), 20).weekly
    assert weekly["gatherings"].sum() == 0
    assert weekly["guests"].sum() == 0
    assert weekly["attendance"].isna().all()
    assert weekly["ritual_intensity"].isna().all()


def test_without_gatherings_bonds_of_ritual_only_fade():
    lonely = {
        "ritual.gatherings": False,
        "recruitment.contact": 0.0,
        "retention.hazard": 0.0,
        "boundary.offence": 0.0,
    }
    scenario = small_world(changes=lonely)
    model = run(scenario, 10)
    days, strength = 70.0, scenario.recruitment.founder_strength
    for name, half_life in (("energy", RATES.energy_half_life), ("symbol_attachment", RATES.symbol_half_life)):
        expected = strength * 0.5 ** (days / half_life)
        assert model.agents.get(name) == pytest.approx([expected] * scenario.founders, rel=1e-5)


# Sceptical guests


@given(SHARE, SHARE)
def test_who_would_never_join_is_a_sceptic_wholly_others_by_reason_and_warnings(rationality, warned):
    assert scepticism(False, rationality, warned, RATES) == 1.0
    open_one = scepticism(True, rationality, warned, RATES)
    assert RATES.guest_reserve * rationality - 1e-12 <= open_one <= 1.0
    assert open_one >= scepticism(True, rationality, 0.9 * warned, RATES) - 1e-12
    assert scepticism(True, rationality, 1.0, RATES) == pytest.approx(1.0)


def test_sceptics_disturb_in_proportion():
    assert undisturbed(0.0, RATES) == 1.0
    assert undisturbed(0.25, RATES) == pytest.approx(1.0 - 0.25 * RATES.sceptic_disturbance)


def disturbed(**changes):
    """Replicates with open doors and many guests."""
    base = {"boundary.closure": 0.0, "recruitment.contact": 8.0, "recruitment.yield_strong": 0.05}
    dotted = {name.replace("__", "."): value for name, value in changes.items()}
    return [run(small_world("mechanical", {**base, **dotted}), 40, replicate=each) for each in range(REPLICATES)]


@pytest.mark.parametrize("feedback", [True, False])
def test_sceptics_lower_focus_and_mood(feedback):
    """Nobody would join, so that every guest is a sceptic; or sceptics are not felt."""
    sceptical = {"society__never_open": 0.9, "retention__hazard": 0.0, "founders": 60, "ritual__feedback": feedback}
    felt, unfelt = (disturbed(ritual__sceptic_disturbance=each, **sceptical) for each in (1.0, 0.0))
    for name in ("ritual_intensity", "shared_focus", "shared_emotion"):
        assert_higher(*([model.weekly[name].mean() for model in models] for models in (unfelt, felt)))


def test_brushes_with_sceptics_teach_distrust():
    wary, calm = (disturbed(boundary__distrust_sceptic=each, boundary__distrust_refusal=0.0) for each in (1.0, 0.0))
    assert max(model.weekly["distrust"].max() for model in calm) == 0.0
    assert_higher(*([model.weekly["distrust"].mean() for model in models] for models in (wary, calm)))


def test_closed_doors_keep_sceptics_out():
    closed = {"boundary.closure": 1.0, "ritual.sceptic_disturbance": 0.0, "boundary.distrust_sceptic": 0.0}
    strongly = {"ritual.sceptic_disturbance": 1.0, "boundary.distrust_sceptic": 1.0}
    calm, disturbed_world = (run(small_world("mechanical", {**closed, **each}), 40) for each in ({}, strongly))
    assert calm.weekly.equals(disturbed_world.weekly)


# Habituation


def test_what_is_known_by_heart_charges_less():
    assert freshness(0.0, RATES) == 1.0
    assert freshness(1.0, RATES) == pytest.approx(1.0 - RATES.habituation_loss)


SETTLED = {"recruitment.contact": 0.0, "retention.hazard": 0.0, "boundary.offence": 0.0, "rallies.convention_months": 0}


def habituation_of(model):
    """Of each team, by its leader."""
    return model.table.column("habituation")[np.unique(model.table.column("team")[model.table.active])]


@pytest.mark.parametrize("interval", [7.0, 14.0])
def test_habituation_comes_to_rest_where_rising_meets_fading(interval):
    changes = {**SETTLED, "founders": 20, "ritual.team_minimum": 20, "ritual.interval_days": interval}
    model = run(small_world("mechanical", {**changes, "ritual.attendance_base": 20.0}), 80)
    kept = remaining(RATES.habituation_half_life, interval)
    before = kept * RATES.habituation_rise / (1.0 - kept * (1.0 - RATES.habituation_rise))
    highest = before + RATES.habituation_rise * (1.0 - before)
    assert len(habituation_of(model)) == 1
    seen = []
    for _ in range(4):
        model.run_for(1)
        seen.append(float(habituation_of(model)[0]))
    week = remaining(RATES.habituation_half_life, 7.0)
    assert max(seen) == pytest.approx(highest, rel=1e-5)
    assert min(seen) == pytest.approx(highest * week ** (interval / 7.0 - 1), rel=1e-5)


def test_more_frequent_gatherings_habituate_more():
    rare, often = (
        [
            run(
                small_world("mechanical", {**SETTLED, "founders": 60, "ritual.interval_days": days}), 30, replicate=each
            )
            for each in range(REPLICATES)
        ]
        for days in (14.0, 3.5)
    )
    assert_higher(*([habituation_of(model).mean() for model in models] for models in (often, rare)))


def test_habituation_costs_charge():
    fresh, dull = (
        [
            run(small_world("mechanical", {"ritual.habituation_loss": loss}), 52, replicate=each)
            for each in range(REPLICATES)
        ]
        for loss in (0.0, 0.6)
    )
    for name in ("energy", "symbol_attachment"):
        assert_higher(*([model.weekly[name].iloc[-1] for model in models] for models in (fresh, dull)))


EAGER = {"recruitment.yield_strong": 0.9, "recruitment.yield_weak": 0.3}


def test_new_faces_refresh_a_team():
    """Among many newcomers, teams whom each of them refreshes wholly know little by heart."""
    kept, refreshed = (
        [
            run(small_world("mechanical", {"ritual.habituation_newcomer": share, **EAGER}), 40, replicate=each)
            for each in range(REPLICATES)
        ]
        for share in (0.0, 1.0)
    )
    assert_higher(*([habituation_of(model).mean() for model in models] for models in (kept, refreshed)))


def attendance_of_settled(size, interval, strength, loss=RATES.habituation_loss):
    """Attendance of a team of this size in its fourth half-year, from a start in low or high spirits."""
    changes = {
        **SETTLED, "founders": size, "persons": 400, "ritual.team_minimum": size, "ritual.interval_days": interval,
        "recruitment.founder_strength": strength, "ritual.habituation_loss": loss,
    }  # fmt: skip
    runs = [run(small_world("mechanical", changes), 104, replicate=each).weekly for each in range(4)]
    return float(np.mean([weekly["came"][78:].sum() / weekly["called"][78:].sum() for weekly in runs]))


def test_with_habituation_there_is_still_a_threshold_in_frequency_and_size():
    """Shapes, not numbers: gatherings take hold when frequent and large; between, the start decides."""
    assert attendance_of_settled(12, 3.5, 0.8) > 0.8
    assert attendance_of_settled(12, 28.0, 0.8) < 0.4
    assert attendance_of_settled(60, 10.0, 0.05) > 0.7
    assert attendance_of_settled(5, 10.0, 0.05) < 0.4
