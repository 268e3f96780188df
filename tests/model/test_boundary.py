"""Violations and how they are answered; distrust of non-members."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import run, small_world

from model.boundary import (
    commission_at_stake,
    distrust_after,
    harsh_probability,
    offence_probability,
    renewed_symbols,
)
from model.parameters import BoundaryParameters
from model.ritual import DAYS_PER_WEEK, remaining

RATES = BoundaryParameters().rates
SHARE = st.floats(0, 1)
SETTLED = {"recruitment.contact": 0.0, "retention.hazard": 0.0, "founders": 60, "exchange.need": 0.0}


def harsh(symbols=0.5, severity=0.5, stake=0.0, trust=0.0, contagion=0.0):
    return harsh_probability(symbols, severity, stake, trust, contagion, RATES)


def test_full_symbols_are_answered_harshly_more_often_than_not():
    assert harsh(symbols=1.0) > 0.5


def test_anger_rises_with_symbols_and_severity_and_is_held_back_by_stakes_trust_and_contagion():
    assert harsh(symbols=0.6) > harsh()
    assert harsh(severity=0.6) > harsh()
    assert harsh(stake=0.1) < harsh()
    assert harsh(trust=0.1) < harsh()
    assert harsh(contagion=0.1) < harsh()


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.floats(0, 1e12), st.floats(0, 1e12), st.floats(0, 1e12), st.floats(1, 1e9))
def test_stakes_are_a_share(commission, group_volume, line_volume, means):
    assert 0.0 <= commission_at_stake(commission, group_volume, line_volume, means) <= 1.0


def test_stakes_are_the_lines_part_of_the_commission():
    assert commission_at_stake(1e6, 4e6, 1e6, 1e6) == 0.25
    assert commission_at_stake(1e6, 0.0, 0.0, 1e6) == 0.0
    assert commission_at_stake(9e9, 1.0, 1.0, 1.0) == 1.0


def test_symbols_restrain():
    assert offence_probability(0.0, RATES) == RATES.offence
    assert offence_probability(1.0, RATES) == pytest.approx(RATES.offence * np.exp(-RATES.offence_restraint))


@settings(derandomize=True, deadline=None, max_examples=100)
@given(SHARE, st.integers(0, 50))
def test_harsh_answers_renew_symbols(symbols, answers):
    after = renewed_symbols(symbols, answers, RATES.witnesses, RATES)
    assert symbols <= after <= 1.0
    assert renewed_symbols(symbols, 0, RATES.witnesses, RATES) == symbols
    assert 1 - after == pytest.approx((1 - symbols) * (1 - RATES.harsh_symbol_gain) ** answers)


def test_a_harsh_answer_has_so_many_witnesses_however_large_the_team():
    renewed = [renewed_symbols(0.0, 1, size, RATES) for size in (5.0, RATES.witnesses, 4 * RATES.witnesses)]
    assert renewed == pytest.approx([RATES.harsh_symbol_gain, RATES.harsh_symbol_gain, RATES.harsh_symbol_gain / 4])


def test_distrust_halves_among_outsiders_and_stays_among_members():
    loss = 1 - remaining(RATES.distrust_half_life, DAYS_PER_WEEK)
    distrust = 0.8
    for _ in range(90):
        distrust = distrust_after(distrust, 0.0, loss)
    assert distrust == pytest.approx(0.8 * 0.5**7)
    assert distrust_after(0.8, 1.0, loss) == 0.8


def test_violations_come_at_their_rate():
    """Refused by chance with a probability below 1e-6 (six standard deviations of a binomial count)."""
    still = {
        **SETTLED,
        "ritual.gatherings": False,
        "recruitment.founder_strength": 0.0,
        "boundary.harsh_symbol_gain": 0.0,
    }
    scenario = small_world(changes=still)
    violations, trials = run(scenario, 200).weekly["violations"].sum(), 200 * 60
    expected = trials * scenario.boundary.offence
    assert abs(violations - expected) < 6 * np.sqrt(expected)


def test_everybody_or_nobody_is_harsh_at_the_extremes():
    harsh_world, mild_world = (small_world(changes={**SETTLED, "boundary.harsh_base": base}) for base in (20.0, -20.0))
    harshly, mildly = run(harsh_world, 60), run(mild_world, 60)
    assert mildly.weekly["harsh_answers"].sum() == 0
    # who is met by himself as a peer goes unanswered
    assert harshly.weekly["harsh_answers"].sum() > 0.8 * harshly.weekly["violations"].sum()
    assert mildly.weekly["violation_response"].iloc[-1] < 0.5 < harshly.weekly["violation_response"].iloc[-1]


def test_the_offender_answered_harshly_loses_energy_and_trust():
    changes = {
        **SETTLED, "ritual.gatherings": False, "boundary.harsh_base": 20.0, "boundary.offence": 0.2,
        "boundary.offence_restraint": 0.0,
    }  # fmt: skip
    model = run(small_world(changes=changes), 1)
    column, kept = model.table.column, remaining(7.0, DAYS_PER_WEEK)
    rebuked = column("rebuked") == 1
    assert 0 < rebuked.sum() < 60
    assert column("energy")[rebuked] == pytest.approx(0.5 * kept * (1 - RATES.harsh_energy_loss))
    assert column("energy")[~rebuked] == pytest.approx(0.5 * kept)
    assert column("team_trust")[rebuked] == pytest.approx(0.5 * (1 - RATES.harsh_trust_loss))
    assert column("team_trust")[~rebuked] == pytest.approx(0.5)


def test_a_harsh_answer_renews_the_symbols_of_teammates_and_not_the_offenders():
    changes = {
        **SETTLED,
        "ritual.gatherings": False,
        "boundary.harsh_base": 20.0,
        "founders": 10,
        "boundary.offence": 0.1,
    }
    model = run(small_world(changes=changes), 1)
    symbols = model.table.column("symbol_attachment")
    start = symbols.copy()
    for _ in range(40):
        start = model.table.column("symbol_attachment").copy() * np.float32(remaining(75.0, DAYS_PER_WEEK))
        model.run_for(1)
        now, rebuked = model.table.column("symbol_attachment"), model.table.column("rebuked") == 1
        if rebuked.sum() == 1:
            assert now[rebuked] == pytest.approx(start[rebuked], rel=1e-5)
            others = start[~rebuked] + RATES.harsh_symbol_gain * (1 - start[~rebuked])
            assert now[~rebuked] == pytest.approx(others, rel=1e-5)
            return
    raise AssertionError("no week with one harsh answer")
