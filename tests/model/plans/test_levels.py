"""Unilevel and forced matrix against walking up from every purchase."""

from collections import Counter

import numpy as np
from hypothesis import given
from one_month import months, uplines

from experiments.one_month import month_of, paid_by
from model.plans.levels import MatrixPlan, UnilevelPlan


def volume_at(month, row, distance, parent):
    """Volume that is `distance` levels below a member."""
    return sum(
        int(volume)
        for below, volume in enumerate(month.volume)
        if len(uplines(parent, below)) >= distance and uplines(parent, below)[distance - 1] == row
    )


def paid_on_levels(month, percents, parent):
    return [
        sum(volume_at(month, row, distance, parent) * percent // 100 for distance, percent in enumerate(percents, 1))
        for row in range(len(month.parent))
    ]


@given(months())
def test_unilevel_pays_fixed_shares_by_level(month):
    assert paid_by(UnilevelPlan(), month).commission == paid_on_levels(month, (10, 5, 4, 3, 2), month.parent)


@given(months())
def test_matrix_pays_within_its_width_and_depth(month):
    legs, inside = Counter(), []
    for upline in month.parent.tolist():
        legs[upline] += 1
        inside.append(upline if legs[upline] <= 2 else -1)
    plan = MatrixPlan(matrix_width=2, matrix_percents=(7, 3))
    assert paid_by(plan, month).commission == paid_on_levels(month, (7, 3), inside)


def test_a_full_four_leg_tree_of_five_levels_has_1365_members():
    """The star plan's published four-leg variant: 4^5 = 1,024 at the bottom, 1,365 in all."""
    size = sum(4**level for level in range(6))
    parent = [-1] + [(row - 1) // 4 for row in range(1, size)]
    level = np.zeros(size, int)
    for row in range(1, size):
        level[row] = level[parent[row]] + 1
    assert size == 1_365
    assert np.bincount(level).tolist() == [1, 4, 16, 64, 256, 1_024]
    plan = MatrixPlan(matrix_width=4, matrix_percents=(5, 4, 3, 2, 1))
    month = paid_by(plan, month_of(parent, [1_000] * size))
    assert month.commission[0] == 5 * 40 + 4 * 160 + 3 * 640 + 2 * 2_560 + 1 * 10_240
    assert month.group_volume[0] == 1_365_000


def test_position_in_the_tree_does_not_matter_beyond_the_levels_paid():
    """Legara et al. (2008): under unilevel the early and the late earn alike when they have the same levels below."""
    chain = [-1, *range(49)]
    commission = paid_by(UnilevelPlan(), month_of(chain, [1_000] * 50)).commission
    assert set(commission[:-5]) == {240}
