"""Simulated joining against observed joining, where the answer is known."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from experiments.observed import against_observed


class Observed(NamedTuple):
    observed: np.ndarray
    communities: np.ndarray


def compare(observed, joined, communities=(0, 0, 0, 1, 1, 1, 2, 2, 2)):
    society = Observed(np.array(observed, np.int8), np.array(communities, np.int32))
    return against_observed(pd.DataFrame({"person": list(joined), "joined": list(joined.values())}), society)


REALLY = [1, 1, 0, 1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("joined", "area"),
    [
        ({0: 1, 1: 2, 3: 3}, 1.0),
        ({2: 1, 4: 2, 5: 2, 6: 2, 7: 2, 8: 9}, 0.0),
        ({}, 0.5),
        ({0: 5, 2: 5}, (0.5 + 5 + 2 * 5 * 0.5) / 18),
    ],
)
def test_area_under_the_curve(joined, area):
    assert compare(REALLY, joined)["observed_area"] == pytest.approx(area)


def test_communities_and_founders():
    both = compare(REALLY, {0: 1, 1: 2, 3: 3})
    assert both["observed_communities"] == pytest.approx(1.0)
    assert compare(REALLY, {})["observed_communities"] is None, "nobody joins anywhere"
    assert compare(REALLY, {0: 0, 1: 2})["observed_area"] == pytest.approx((6 + 3) / 12), "who founds is left out"
    assert compare([-1] * 3 + REALLY[3:], {3: 1})["observed_area"] == 1.0, "who is not known is left out"


@pytest.mark.parametrize("observed", [[], [0] * 9, [1] * 9, [-1] * 9])
def test_nothing_to_compare_is_none(observed):
    assert set(compare(observed, {0: 1}).values()) == {None}
