"""The model as a whole: a Mesa model, weeks and months, tables, and money to the last rupiah."""

import mesa
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import OF_OTHER_NETWORKS, run, small_world

from model import Scenario, SolidarityModel
from model.draws import run_key
from model.society import build_society

CORNERS = Scenario.presets()[:4]
WEEKLY = [
    "week", "registered", "active", "dormant", "joined", "ceased", "left", "lines_alive", "gatherings",
    "gatherings_failed", "attendance", "ritual_intensity", "physical_density", "shared_focus", "shared_emotion",
    "symbol_attachment", "violation_response", "distrust", "energy", "interdependence", "team_trust", "satisfaction",
    "skill", "inside_ties", "favours_asked", "favours_given", "contacts", "guests", "refusals", "violations",
    "harsh_answers", "restoring_answers", "lenient_answers", "harsh_by_uplines", "restoring_by_uplines",
    "lenient_by_uplines", "promises_broken", "promises_restored", "units_sold", "units_bought", "customer_payments",
    "member_payments", "production_cost", "commissions", "retail_margins", "supplier_payments", "company_residual",
]  # fmt: skip
SHARES = [
    "physical_density", "shared_focus", "shared_emotion", "symbol_attachment", "violation_response", "distrust",
    "energy", "interdependence", "team_trust", "skill",
]  # fmt: skip
DISTRIBUTORS = [
    "member", "person", "sponsor", "parent", "line", "team", "level", "status", "joined", "ceased", "left", "reason",
    "recruits", "downline", "rank", "occupation", "rationality", "means", "hours", *SHARES, "satisfaction",
    "identification", "kinship", "restoring_response",
    "commission_total", "retail_margin_total", "cost_total", "net_income", "volume_total",
]  # fmt: skip
PAID_IN = ["customer_payments", "member_payments"]
PAID_OUT = ["production_cost", "commissions", "retail_margins", "supplier_payments", "company_residual"]


def test_is_a_mesa_model_on_mesas_clock():
    model = run(small_world(), 10)
    assert isinstance(model, mesa.Model)
    assert model.week == model.time == model.steps == 10
    model.run_for(7)
    assert model.week == model.time == 17
    model.step()
    assert model.week == model.time == 18
    assert model.weekly["week"].tolist() == list(range(1, 19))


def test_scenario_stays_what_was_given():
    scenario = small_world()
    model = run(scenario, 3)
    assert model.scenario is scenario
    assert scenario == small_world()


@pytest.mark.parametrize("name", CORNERS)
def test_tables_have_their_columns_and_ranges(name):
    model = run(small_world(name), 60)
    weekly, table = model.weekly, model.distributors
    assert set(WEEKLY) <= set(weekly.columns)
    assert set(DISTRIBUTORS) <= set(table.columns)
    assert table["member"].tolist() == list(range(len(table)))
    for name in SHARES:
        assert weekly[name].dropna().between(0, 1).all(), name
        assert table[name].dropna().between(0, 1).all(), name
    for name in ("satisfaction", "identification"):
        assert weekly[name].between(-1, 1).all()
        assert table[name].between(-1, 1).all()
    assert weekly["attendance"].dropna().between(0, 1).all()
    assert weekly["ritual_intensity"].dropna().between(0, 1).all()
    assert weekly["inside_ties"].between(0, 1).all()
    counts = weekly[WEEKLY[1:10] + WEEKLY[24:]]
    assert (counts.dtypes == np.int64).all()
    assert (counts.drop(columns="company_residual") >= 0).all(axis=None)
    assert (weekly["gatherings_failed"] <= weekly["gatherings"]).all()
    answers = weekly["harsh_answers"] + weekly["restoring_answers"] + weekly["lenient_answers"]
    assert (answers <= weekly["violations"]).all()
    assert (table["joined"].diff().dropna() >= 0).all()
    of_some = ["violation_response", "restoring_response", "exhausted"]
    assert not table.drop(columns=of_some).isna().any(axis=None), "who never answered has no way of it"
    assert (table["exhausted"].notna() <= (table["status"] == "active")).all()


def test_weekly_means_are_means_over_the_active_members():
    model = run(small_world(), 33)
    last, table = model.weekly.iloc[-1], model.distributors
    active = table[table["status"] == "active"]
    assert last["active"] == len(active)
    assert last["lines_alive"] == active["line"].nunique()
    for name in SHARES:
        assert last[name] == pytest.approx(active[name].mean(), rel=1e-6)


def check_books(model):
    weekly, table = model.weekly, model.distributors
    assert (weekly[PAID_IN].sum(axis=1) == weekly[PAID_OUT].sum(axis=1)).all()
    books = model.books
    assert sum(books[name] for name in PAID_IN) == sum(books[name] for name in PAID_OUT)
    for name in (*PAID_IN, *PAID_OUT):
        assert books[name] == weekly[name].sum()
    assert table["cost_total"].sum() == books["member_payments"] - weekly["kin_losses"].sum()
    assert table["retail_margin_total"].sum() == books["retail_margins"]
    assert table["commission_total"].sum() == books["commissions"]
    assert (table["commission_total"] >= 0).all()
    net = table["commission_total"] + table["retail_margin_total"] - table["cost_total"]
    assert (table["net_income"] == net).all()
    prices = model.scenario.trade
    sold, bought = weekly["units_sold"].sum(), weekly["units_bought"].sum()
    kits = weekly["joined"].sum() * prices.kit_cost
    assert books["customer_payments"] == sold * prices.consumer_price
    assert books["retail_margins"] == sold * (prices.consumer_price - prices.member_price)
    assert books["production_cost"] == (sold + bought) * prices.production_cost + kits
    assert table["volume_total"].sum() == (sold + bought) * prices.unit_volume
    assert books["commissions"] * 100 <= 25 * table["volume_total"].sum()


@pytest.mark.parametrize("name", CORNERS)
def test_books_balance_every_week_and_member_by_member(name):
    model = run(small_world(name), 1)
    for weeks in (2, 1, 1, 9, 17, 40, 60):  # within a month, at its end and after
        model.run_for(weeks)
        check_books(model)
    assert model.books["commissions"] > 0


PRICE = st.integers(0, 10**6)


@settings(max_examples=25)
@given(st.data(), st.integers(1, 30))
def test_books_balance_at_odd_prices(data, weeks):
    names = ("production_cost", "unit_volume", "starter_kit", "kit_cost", "renewal_fee", "gathering_fee", "tools")
    changes = {f"trade.{name}": data.draw(PRICE, label=name) for name in names}
    changes["trade.member_price"] = data.draw(st.integers(1, 10**6))
    changes["trade.consumer_price"] = data.draw(st.integers(changes["trade.member_price"], 2 * 10**6))
    changes |= {"retention.dormant_weeks": data.draw(st.integers(1, 20)), "retention.hazard": 0.1, "persons": 300}
    changes["exchange.brokering"] = data.draw(st.floats(0, 1))
    check_books(run(small_world(changes=changes), weeks))


def test_commissions_flow_when_a_month_ends():
    model = run(small_world(), 60)
    month_ends = {52 * month // 12 for month in range(1, 20)}
    paid = model.weekly.loc[model.weekly["commissions"] > 0, "week"]
    assert len(paid) > 3
    assert set(paid) <= month_ends


def test_fees_and_costs_are_paid_by_whom_they_concern():
    no_rallies = {"rallies.rally_months": 0, "rallies.convention_months": 0}
    nothing_else = {"trade.own_use": 0.0, "trade.tools": 0, "trade.gathering_fee": 0, "ties.own_funds": 100.0}
    scenario = small_world(changes={**nothing_else, **no_rallies})
    table = run(scenario, 60).distributors
    year_over = table["joined"] <= 60 - 52 - 4
    founder = table["sponsor"] < 0
    still = table["status"] == "active"
    prices = scenario.trade
    assert (table.loc[founder & still & year_over, "cost_total"] == prices.renewal_fee).all()
    assert (table.loc[~founder & (table["joined"] > 10), "cost_total"] == prices.starter_kit).all()
    assert (table.loc[~founder & still & year_over, "cost_total"] == prices.starter_kit + prices.renewal_fee).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"society.never_open": 1.0},
        {"retention.hazard": 10.0, "recruitment.contact": 0.0, "retention.dormant_weeks": 4},
        {"persons": 20, "founders": 10},
        {"society.friends": 0.0, "society.community_ties": 0.0, "society.work_ties": 0.0, "society.kin_clique": 1},
    ],
)
def test_an_extinct_or_tiny_organisation_is_a_valid_outcome(changes):
    model = run(small_world(changes=changes), 60)
    assert len(model.weekly) == 60
    check_books(model)
    assert len(model.agents) == model.weekly["active"].iloc[-1]
    if "society.never_open" in changes:
        assert (model.distributors["sponsor"] < 0).all(), "founders alone, where nobody else would ever join"
    if "retention.hazard" in changes:
        assert len(model.agents) == 0
        assert model.weekly["lines_alive"].iloc[-1] == 0
        assert model.weekly["energy"].isna().iloc[-1]


def test_a_society_of_another_size_is_refused():
    scenario = small_world()
    other = build_society(scenario.society, 600, run_key(1, 0))
    with pytest.raises(ValueError, match=r"800|600"):
        SolidarityModel(scenario, society=other)


@pytest.mark.parametrize("seed", [None, 1.5, "seven", np.random.default_rng(1)], ids=lambda seed: type(seed).__name__)
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    with pytest.raises((TypeError, ValueError)):
        SolidarityModel(small_world(), rng=seed)


def test_a_whole_number_is_the_same_seed_in_every_type():
    keys = {int(SolidarityModel(small_world(), rng=seed).key) for seed in (7, np.int64(7))}
    assert keys == {int(run_key(7, 0))}


def test_tables_are_copies():
    model = run(small_world(), 10)
    before = model.distributors
    table, weekly = model.distributors, model.weekly
    table["energy"] = 0.0
    weekly["active"] = 0
    pd.testing.assert_frame_equal(model.distributors, before)
    assert (model.weekly["active"] > 0).all()


def test_every_parameter_has_an_effect():
    """A parameter that changes nothing in a year and a half is a parameter that does not exist.

    Left out: what the organisation is called, who is only looked at, what moves trust among members alone (tested in
    `test_ties`), what is felt only where a line of the top bracket grows (in `test_stairstep`) or under another
    network, placement, rank rule, way of recruiting, plan or rule of leaving (in `test_reference_model`).
    """
    leadership = {"plan.leadership_percent", "plan.leadership_bracket"}
    of_other_trees = {
        each.name for each in Scenario.all_parameters() if each.name.split(".")[0] in ("tree", "ranks", "pure")
    }
    of_rivals = {"retention.shape", "retention.monthly_leaving"}
    elsewhere = of_rivals | {"name", "weeks", "panel", "schedule", "plan.name", "ties.shared_trust"}
    idle = elsewhere | leadership | of_other_trees | set(OF_OTHER_NETWORKS)
    base = small_world(
        changes={
            "boundary.closure": 0.3,
            "society.customer_share": 0.2,
            "boundary.offence": 0.2,
            "recruitment.refusal_weeks": 8,
            "recruitment.yield_stranger": 0.2,
            "recruitment.referral": 0.3,
            "recruitment.pull_income": 8.0,
            "retention.hazard": 0.06,
            "retention.dormant_weeks": 8,
            "ties.own_funds": 0.02,
            "ties.lending_trust": 0.1,
            "ties.hearsay": 0.9,
            "ties.rosiness": 0.9,
            "ties.neighbourly": 1.0,
            "founders": 60,
        }
    )
    reference = run(base, 78)

    def unchanged(value, name):
        model = run(base.replace({name: value}), 78)
        return model.weekly.equals(reference.weekly) and model.distributors.equals(reference.distributors)

    def other_values(each):
        if isinstance(each.default, bool):
            return [not each.default]
        if each.choices:
            return [choice for choice in each.choices if choice != each.default]
        if isinstance(each.default, tuple):
            return [tuple(value // 2 for value in each.default)]
        if each.name == "trade.consumer_price":
            return [each.default * 2]
        if each.name == "trade.member_price":
            return [each.default // 2]
        if each.name in ("recruitment.stranger", "recruitment.referral"):  # together at most 1
            return [0.5]
        kind = type(each.default)
        candidates = (each.default * 4, each.default / 4, 0.5, 2, 8)
        return [kind(min(max(value, each.low), each.high)) for value in candidates]

    without = [
        each.name
        for each in Scenario.all_parameters("stairstep")
        if each.name not in idle and all(unchanged(value, each.name) for value in other_values(each))
    ]
    assert not without
