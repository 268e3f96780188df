"""What holds for every plan: money conserved, the cap, those who left, names."""

import numpy as np
import pytest
from hypothesis import given, settings
from one_month import EVERY_PLAN, month_of, months, paid_by

from model import Scenario, ScenarioError, SolidarityModel
from model.plans import PLANS
from model.plans.plan import hold_to

by_name = pytest.mark.parametrize("plan", EVERY_PLAN, ids=lambda plan: plan.name)


@by_name
@settings(derandomize=True, deadline=None, max_examples=60)
@given(month=months())
def test_commissions_are_never_negative_and_volumes_add_up(plan, month):
    paid = paid_by(plan, month)
    assert min(paid.commission) >= 0
    roots = [row for row, upline in enumerate(month.parent) if upline < 0]
    assert sum(paid.group_volume[row] for row in roots) == int(month.volume.sum())


@by_name
@settings(derandomize=True, deadline=None, max_examples=60)
@given(month=months())
def test_a_cap_holds_and_cuts_all_alike(plan, month):
    free = np.array(paid_by(plan, month).commission)
    plan = type(plan)(payout_cap_percent=1)
    cut = np.array(paid_by(plan, month).commission)
    allowed = month.sales // 100
    assert cut.sum() <= allowed
    if free.sum() <= allowed:
        assert cut.tolist() == free.tolist()
    else:
        assert cut.sum() >= allowed - len(cut) - free.sum() / 2**20
        assert np.all(np.abs(cut - free * (allowed / free.sum())) <= 1 + free / 2**20)


def test_the_cap_does_not_overflow():
    commission = np.array([2**43 - 1, 1], np.int64)
    hold_to(2**42, np.arange(2), commission)
    assert commission.tolist() == [2**42 - 1, 0]


@by_name
def test_those_who_left_are_paid_nothing(plan):
    month = month_of([-1, 0, 0, 1, 1], [20_000_000] * 5, joined=[1] * 5, rank=[8, 6, 2, 2, 2], paid=[1, 2, 3, 4])
    assert paid_by(plan, month).commission[0] == 0


@by_name
def test_runs_and_the_books_balance(plan):
    changes = {"persons": 600, "founders": 12, "plan.name": plan.name, "recruitment.yield_strong": 0.9}
    if plan.name == "star":
        changes["ranks.rule"] = "pins"
    model = SolidarityModel(Scenario.preset("hybrid").replace(changes), rng=1)
    model.run_for(40)
    books = model.books
    paid_in = books["customer_payments"] + books["member_payments"]
    assert paid_in == sum(books.values()) - paid_in > 0
    assert books["commissions"] == int(model.table.column("commission_total").sum())
    assert (books["commissions"] > 0) == (plan.name != "retail")


def test_plans_are_chosen_by_name_and_bring_their_own_parameters():
    scenario = Scenario.from_mapping({"plan": {"name": "unilevel", "level_percents": [7, 1]}})
    assert scenario.plan == PLANS["unilevel"](level_percents=(7, 1))
    assert Scenario.from_mapping(scenario.to_mapping()) == scenario
    assert scenario.replace({"plan.name": "retail"}).plan == PLANS["retail"]()
    assert scenario.differences() == {
        "plan.name": ("unilevel", "stairstep"),
        "plan.level_percents": ([7, 1], [10, 5, 4, 3, 2]),
    }


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"plan.name": "unilevle"}, "nearest valid name is 'unilevel'"),
        ({"plan.name": ["star"]}, "it must be one of stairstep, star"),
        ({"plan.level_percents": [1]}, "it belongs to unilevel"),
        ({"plan.name": "binary", "plan.bracket_percents": [1] * 7}, "with plan.name = 'binary'"),
        ({"plan.name": "binary", "plan.weaker_leg_procent": 3}, "'plan.weaker_leg_percent'"),
        ({"plan.name": "unilevel", "plan.level_percents": []}, "a list of 1 to 20 whole numbers"),
        ({"plan.name": "unilevel", "plan.level_percents": [101]}, "a list of 1 to 20 whole numbers"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said(mapping, message):
    with pytest.raises(ScenarioError) as raised:
        Scenario.from_mapping(mapping)
    assert message in str(raised.value)


def test_a_name_that_plans_share_means_the_same():
    described = {}
    for kind in PLANS.values():
        for each in kind.parameters():
            assert each.name == "plan.name" or described.setdefault(each.name, each) == each
