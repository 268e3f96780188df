"""What holds for every plan: money conserved, the cap, those who left, names."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_month import EVERY_PLAN, months

from experiments.one_month import paid_by
from model import Scenario, ScenarioError, SolidarityModel
from model.plans import PLANS
from model.plans.plan import hold_to

by_name = pytest.mark.parametrize("plan", EVERY_PLAN, ids=lambda plan: plan.name)


@by_name
@settings(max_examples=60)
@given(month=months())
def test_commissions_are_never_negative_and_volumes_add_up(plan, month):
    paid = paid_by(plan, month)
    assert min(paid.commission) >= 0
    roots = [row for row, upline in enumerate(month.parent) if upline < 0]
    assert sum(paid.group_volume[row] for row in roots) == int(month.volume.sum())


@by_name
@settings(max_examples=60)
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
@settings(max_examples=60)
@given(month=months(), data=st.data())
def test_those_who_left_are_paid_nothing_and_the_others_what_they_would_be(plan, month, data):
    all_paid = paid_by(plan, month).commission
    here = data.draw(st.lists(st.booleans(), min_size=len(all_paid), max_size=len(all_paid)))
    some_paid = paid_by(plan, month._replace(paid=np.flatnonzero(here).astype(np.int32))).commission
    assert some_paid == [each * inside for each, inside in zip(all_paid, here, strict=True)]


@by_name
@settings(max_examples=60)
@given(month=months(), data=st.data())
def test_rows_outside_the_tree_neither_count_nor_change(plan, month, data):
    """Rows of those who left and were rolled up lie between the others, with remains of their own."""
    size = len(month.parent)
    rows = np.cumsum(data.draw(st.lists(st.integers(1, 3), min_size=size, max_size=size))).astype(np.int32)
    remains = 12_345_678

    def spread(column):
        wide = np.full(rows[-1] + 2, remains, column.dtype)
        wide[rows] = column
        return wide

    columns = ("joined", "volume", "rank", "group_volume", "commission", "reached")
    wide = month._replace(
        rows=rows,
        paid=rows,
        parent=spread(np.where(month.parent >= 0, rows[month.parent], -1).astype(np.int32)),
        sponsor=spread(np.where(month.sponsor >= 0, rows[month.sponsor], 0).astype(np.int32)),  # row 0 is outside
        **{name: spread(getattr(month, name)) for name in columns},
    )
    expected, paid = paid_by(plan, month), paid_by(plan, wide)
    outside = np.setdiff1d(np.arange(len(wide.parent)), rows).tolist()
    for name in ("commission", "group_volume", "reached"):
        filled = getattr(paid, name)
        assert [filled[row] for row in rows] == getattr(expected, name)
        assert all(filled[row] == remains for row in outside)


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
