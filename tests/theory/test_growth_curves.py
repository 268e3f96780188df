"""Growth in a finite society: S-shaped, by imitation, and slowed first where ties are clustered.

Averages over pairs of runs that share their draws; see `small_worlds.assert_higher` for the rule of decision.
"""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.diffusion import bass_curve, fit_bass
from tests.model.small_worlds import REPLICATES, assert_higher, run, small_world

WEEKS = 200
CLOSED_WORLD = {"ties.turnover": 0.0, "recruitment.refusal_weeks": 520}
# Thirteen ties a person either way: neighbours, who know one another, in the place of people from work anywhere.
CLUSTERED = {"society.friends_outside": 0.0, "society.work_ties": 0.2, "society.community_ties": 9.8}


@settings(max_examples=30)
@given(st.floats(0, 0.02), st.floats(0.02, 0.3), st.floats(50, 5000), st.floats(0.01, 0.1))
def test_a_bass_curve_is_found_again(innovation, imitation, market, seed):
    curve = bass_curve(np.arange(400), innovation, imitation, market, seed)
    assert curve[0] == pytest.approx(market * seed)
    assert (np.diff(curve) >= -1e-9 * market).all()
    assert curve[-1] <= market * (1 + 1e-9)
    found = fit_bass(np.round(curve, 6))
    assert found.innovation == pytest.approx(innovation, abs=1e-4 + 0.02 * innovation)
    assert found.imitation == pytest.approx(imitation, rel=0.02)
    assert found.market == pytest.approx(market, rel=0.02)
    assert found.explained > 0.9999


def test_what_is_no_growth_curve_is_refused():
    for curve in ([1, 1, 1, 1, 1, 1], [1, 2, 3], [1, 2, 3, 2, 5, 6]):
        with pytest.raises(ValueError, match="joined"):
            fit_bass(np.array(curve))


@cache
def curves(**changes):
    """Persons who ever joined, by week, of each replicate."""
    found = []
    for replicate in range(REPLICATES):
        named = {name.replace("__", "."): value for name, value in changes.items()}
        scenario = small_world("hybrid", {**CLOSED_WORLD, "persons": 1500, "founders": 20, **named})
        first = run(scenario, WEEKS, replicate=replicate).distributors.drop_duplicates("person")
        found.append(np.bincount(first["joined"], minlength=WEEKS + 1).cumsum())
    return found


def joined_between(curve, start, end):
    return curve[int(end * WEEKS)] - curve[int(start * WEEKS)]


def week_of_half(curve):
    return int(np.argmax(curve >= curve[-1] / 2))


def test_growth_in_a_finite_society_is_s_shaped():
    """A quarter of the time in the middle of growth brings more than the first weeks and more than the last ones."""
    middle = [
        max(joined_between(curve, start, start + 0.1) for start in np.arange(0.1, 0.6, 0.05)) for curve in curves()
    ]
    assert_higher(middle, [1.2 * joined_between(curve, 0.0, 0.1) for curve in curves()])
    assert_higher(middle, [2.0 * joined_between(curve, 0.9, 1.0) for curve in curves()])


def test_growth_is_imitation():
    """Bosley & McKeage (2015): the innovation coefficient of multi-level marketing is about 0 (F10)."""
    together = np.mean(curves(), axis=0)
    fit = fit_bass(together)
    assert fit.explained > 0.99
    assert fit.innovation < 0.15 * fit.imitation
    assert fit.innovation < 0.005


def test_growth_slows_first_where_ties_are_clustered():
    clustered = curves(**{name.replace(".", "__"): value for name, value in CLUSTERED.items()})
    assert_higher([week_of_half(curve) for curve in curves()], [week_of_half(curve) for curve in clustered])
    assert_higher([curve[-1] for curve in curves()], [curve[-1] for curve in clustered])
