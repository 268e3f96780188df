"""Gini, Lorenz curve, top shares: exact small cases and closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.inequality import gini, lorenz, top_share

amounts = st.lists(st.integers(0, 10**9), min_size=1, max_size=50).filter(lambda values: sum(values) > 0)


def test_exact_cases():
    assert gini([5, 5, 5]) == pytest.approx(0)
    assert gini([0, 0, 0, 1]) == pytest.approx(0.75)
    assert gini([4, 1, 3, 2]) == pytest.approx(0.25)
    curve = lorenz([3, 1, 0])
    np.testing.assert_allclose(curve.persons, [0, 1 / 3, 2 / 3, 1])
    np.testing.assert_allclose(curve.total, [0, 0, 0.25, 1])


def test_top_shares():
    assert top_share([1] * 99 + [101], 0.01) == pytest.approx(0.505)
    assert top_share([0, 0, 0, 8], 0.125) == pytest.approx(0.5)  # half of the richest person
    assert top_share([1, 2, 3], 1) == 1
    assert top_share([1, 2, 3], 0) == 0


def test_closed_forms():
    """Quantiles of the uniform (Gini 1/3) and of a Pareto with exponent 3 (Gini 1/5, top share s^(2/3))."""
    rank = (np.arange(200_000) + 0.5) / 200_000
    assert gini(rank) == pytest.approx(1 / 3, abs=1e-4)
    pareto = (1 - rank) ** (-1 / 3)
    assert gini(pareto) == pytest.approx(1 / 5, abs=1e-3)
    assert top_share(pareto, 0.1) == pytest.approx(0.1 ** (2 / 3), abs=1e-3)


def test_nothing_to_share_is_undefined():
    assert np.isnan(gini([0, 0]))
    assert np.isnan(top_share([0, 0]))


@pytest.mark.parametrize("wrong", [[], [1, -1], [1, np.nan], [np.inf]])
def test_what_has_no_lorenz_curve_is_refused(wrong):
    with pytest.raises(ValueError, match="values"):
        gini(wrong)


def test_share_outside_its_range_is_refused():
    with pytest.raises(ValueError, match=r"share = 1.5 is not allowed"):
        top_share([1, 2], 1.5)


@given(amounts, st.integers(1, 1000))
def test_bounds_and_invariance(values, factor):
    coefficient = gini(values)
    assert -1e-12 <= coefficient <= 1 - 1 / len(values) + 1e-12
    assert gini([factor * value for value in reversed(values)]) == pytest.approx(coefficient, abs=1e-12)
    assert gini(values * 2) == pytest.approx(coefficient, abs=1e-12)  # the population principle
