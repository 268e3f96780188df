"""Pride in belonging and disappointment with it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import assert_higher, pairs_of_runs, run, small_world

from model.identification import identification_after
from model.identification_parameters import IdentificationParameters
from model.months import DAYS_PER_MONTH
from model.ritual import remaining

RATES = IdentificationParameters().rates
KEPT = remaining(RATES.half_life, DAYS_PER_MONTH)
SIGNED, SHARE = st.floats(-1, 1), st.floats(0, 1)
ANY_RATES = st.fixed_dictionaries(
    {each.name.split(".")[1]: st.floats(each.low, each.high) for each in IdentificationParameters.parameters()}
)


def after(identification=0.1, gatherings=2.0, mood=0.5, satisfaction=0.0):
    return identification_after(identification, gatherings, mood, satisfaction, KEPT, RATES)


def test_ritual_makes_proud_the_more_the_stronger_its_mood():
    assert after() > 0.1 * KEPT
    assert after(gatherings=3.0) > after()
    assert after(mood=0.6) > after()
    assert after(gatherings=0.0) == 0.1 * KEPT
    assert after(mood=0.0) == 0.1 * KEPT


def test_dreams_met_make_proud_and_dreams_broken_disappoint():
    assert after(satisfaction=0.1) > after() > after(satisfaction=-0.1)
    assert after(identification=0.0, gatherings=0.0, satisfaction=-1.0) == -RATES.fulfilment
    assert after(identification=0.0, gatherings=0.0, satisfaction=1.0) == RATES.fulfilment


def test_it_halves_in_its_half_life():
    assert KEPT ** (RATES.half_life / DAYS_PER_MONTH) == pytest.approx(0.5, rel=1e-12)
    assert after(identification=-0.8, gatherings=0.0) == -0.8 * KEPT


@settings(max_examples=200)
@given(SIGNED, st.integers(0, 16), SHARE, SIGNED, ANY_RATES)
def test_it_stays_between_its_ends(identification, gatherings, mood, satisfaction, rates):
    p = IdentificationParameters(**rates).rates
    kept = remaining(p.half_life, DAYS_PER_MONTH)
    assert -1.0 <= identification_after(identification, float(gatherings), mood, satisfaction, kept, p) <= 1.0


def test_newcomers_begin_indifferent_and_the_tables_tell():
    model = run(small_world(changes={"exchange.need": 0.0}), 3)
    assert (model.distributors["identification"] == 0).all(), "it moves at the month's end"
    model.run_for(30)
    table = model.distributors
    assert table["identification"].between(-1, 1).all()
    active = table["status"] == "active"
    assert model.weekly["identification"].iloc[-1] == pytest.approx(table.loc[active, "identification"].mean())


def last(pairs):
    return np.array([[model.weekly["identification"].iloc[-1] for model in pair] for pair in pairs]).T


SETTLED = {"recruitment.contact": 0.0, "retention.hazard": 0.0, "founders": 60, "boundary.offence": 0.0}


@pytest.mark.parametrize(
    ("prouder", "less_proud"),
    [
        ({}, {"ritual.gatherings": False}),
        ({}, {"identification.pride": 0.0}),
        ({}, {"trade.first_aspiration": 3.0}),
        ({"exchange.break_base": -20.0}, {"exchange.break_base": 20.0}),
    ],
    ids=lambda changes: "-".join(changes) or "as it is",
)
def test_ritual_hopes_met_and_promises_kept_make_proud_in_the_whole_model(prouder, less_proud):
    first, second = (small_world("hybrid", {**SETTLED, **changes}) for changes in (prouder, less_proud))
    assert_higher(*last(pairs_of_runs(first, second, 14)))
