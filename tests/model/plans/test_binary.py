"""The binary plan: the weaker leg, and nothing but it."""

from hypothesis import given, settings
from one_month import months

from experiments.one_month import month_of, paid_by
from model.plans.binary import BinaryPlan


def test_pays_ten_percent_of_the_weaker_leg():
    month = paid_by(BinaryPlan(), month_of([-1, 0, 0, 1], [500, 100, 250, 60]))
    assert month.commission == [16, 0, 0, 0]


def test_one_leg_earns_nothing():
    assert paid_by(BinaryPlan(), month_of([-1, 0, 1, 2], [10_000] * 4)).commission == [0] * 4


@settings(max_examples=200)
@given(months())
def test_agrees_with_the_definition(month):
    paid = paid_by(BinaryPlan(), month)
    for row, commission in enumerate(paid.commission):
        legs = [paid.group_volume[below] for below in range(len(month.parent)) if month.parent[below] == row]
        assert commission == (sum(legs) - max(legs, default=0)) // 10
