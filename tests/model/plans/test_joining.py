"""Rewards for recruiting, and none at all."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from one_month import months, uplines

from experiments.one_month import month_of, paid_by
from model.plans.joining import EnrolmentPlan, GeometricPlan, RetailPlan


def test_a_newcomer_at_distance_d_pays_b_times_a_to_the_d():
    month = paid_by(GeometricPlan(reward=1_000), month_of([-1, 0, 1, 2], [0] * 4, joined=[0, 0, 0, 1]))
    assert month.commission == [125, 250, 500, 0]


@settings(max_examples=200)
@given(months())
def test_geometric_agrees_with_walking_up_from_every_newcomer(month):
    exact = [Fraction(0)] * len(month.parent)
    for row in range(len(month.parent)):
        if month.joined[row] > 0:
            for distance, above in enumerate(uplines(month.parent, row), 1):
                exact[above] += 30_000 * Fraction(1, 2) ** distance
    for paid, due in zip(paid_by(GeometricPlan(), month).commission, exact, strict=True):
        assert due - 1 < paid <= due


@pytest.mark.parametrize("percent", [10, 50, 90])
def test_no_newcomer_costs_more_than_the_limit_of_the_series(percent):
    chain = month_of([-1, *range(199)], [0] * 200, joined=[0] * 199 + [1])
    paid = sum(paid_by(GeometricPlan(reward=100_000, reward_percent=percent), chain).commission)
    limit = 100_000 * percent / (100 - percent)
    assert limit - 200 <= paid <= limit


def test_enrolment_bonus_goes_to_the_sponsor_wherever_the_recruit_is_placed():
    month = month_of([-1, 0, 1, 2], [9] * 4, sponsor=[-1, 0, 0, 0], joined=[1, 0, 1, 1])
    assert paid_by(EnrolmentPlan(bonus=500), month).commission == [1_000, 0, 0, 0]


def test_retail_only_pays_nobody():
    assert paid_by(RetailPlan(), month_of([-1, 0], [10**9, 10**9], joined=[1, 1])).commission == [0, 0]
