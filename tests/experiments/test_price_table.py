"""The parts of a unit's price, read off the books, sum to the consumer price under every plan."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.price_table import PARTS, price_table
from model import Scenario, SolidarityModel
from model.months import month_end
from model.plans import PLANS

BUSY = {"persons": 300, "founders": 10, "recruitment.yield_strong": 0.9, "ranks.rule": "pins", "ranks.entry": 5}


def run(plan, weeks, **changes):
    model = SolidarityModel(Scenario.preset("hybrid").replace({**BUSY, "plan.name": plan, **changes}))
    model.run_for(weeks)
    return model


@pytest.fixture(scope="module")
def runs():
    return [run(name, 30) for name in PLANS]


@pytest.mark.parametrize("month", [None, 4, 6])
def test_parts_sum_to_the_consumer_price_under_every_plan(runs, month):
    table = price_table(runs, month)
    assert table.index.tolist() == list(PLANS)
    assert (table[list(PARTS)].sum(axis=1) == table["consumer_price"]).all()
    assert (table["production_cost"] == 30_000).all()
    assert (table["retail_margin"] == 23_000).all()
    assert (table["commissions"] > 0).tolist() == [name != "retail" for name in PLANS]
    assert table.loc["retail", "company_margin"] == 47_000


@settings(max_examples=40)
@given(
    st.sampled_from(list(PLANS)),
    st.tuples(*[st.integers(1, 200_000)] * 3).map(sorted),
    st.integers(0, 100_000),
    st.integers(5, 30),
    st.sampled_from([0, 1, 35]),
    st.sampled_from([0, 3]),
)
def test_parts_sum_to_any_consumer_price(plan, prices, kit, weeks, cap, goods_for_rank):
    cost, member, consumer = prices
    changes = {"trade.production_cost": cost, "trade.member_price": member, "trade.consumer_price": consumer}
    changes |= {"trade.unit_volume": member, "trade.starter_kit": kit, "trade.kit_cost": kit // 2}
    changes |= {"plan.payout_cap_percent": cap, "ranks.purchase_units": goods_for_rank}
    model = run(plan, weeks, **changes)
    settled = [month for month in range(1, 8) if month_end(month) <= weeks]
    for month in (None, *settled):
        parts = price_table([model], month).iloc[0]
        assert parts["units"] > 0
        assert sum(parts[part] for part in PARTS) == consumer
        assert parts["production_cost"] == cost
        assert parts["retail_margin"] == consumer - member


def test_commissions_are_what_the_run_paid_for_each_unit():
    model = run("unilevel", month_end(5))
    units = model.weekly["units_sold"].sum() + model.weekly["units_bought"].sum()
    parts = price_table([model]).iloc[0]
    assert parts["units"] == units
    assert parts["commissions"] == model.books["commissions"] // units > 0


def test_a_rupiah_that_is_not_booked_shows(monkeypatch):
    model = run("stairstep", 13)
    weekly = model.weekly
    weekly.loc[3, "company_residual"] -= 2 * (weekly["units_sold"].sum() + weekly["units_bought"].sum())
    monkeypatch.setattr(SolidarityModel, "weekly", weekly)
    parts = price_table([model]).iloc[0]
    assert sum(parts[part] for part in PARTS) == parts["consumer_price"] - 2


def test_without_sales_there_are_no_parts_and_without_a_month_no_table():
    model = run("retail", 5, **{"trade.sales_rate": 0.0, "trade.own_use": 0.0})
    table = price_table([model])
    assert table["units"].tolist() == [0]
    assert table[list(PARTS)].isna().all(axis=None)
    with pytest.raises(ValueError, match="month 2 is not settled after 5 weeks: 1 months are"):
        price_table([model], 2)
    with pytest.raises(ValueError, match="month 1 is not settled after 3 weeks"):
        price_table([run("retail", 3)])
