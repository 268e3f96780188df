"""Outcomes of a run small enough to sum up by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from experiments.outcomes import OF_OBSERVED, OUTCOMES, measure, undefined_by_mistake
from experiments.rally_outcomes import RALLY_OUTCOMES
from experiments.solidarity_outcomes import SOLIDARITY_OUTCOMES
from experiments.tenure import share_surviving, survival_counts

WEEKS = 60
INDICES = {
    "input_index": 0.4, "output_index": 0.3, "output_index_without_sanctions": 0.2, "mechanical_strength": math.nan,
    "mechanical_strength_without_sanctions": 0.1, "organic_strength": 0.6,
    "organic_strength_without_sanctions": 0.5, "likeness": 0.7,
}  # fmt: skip
REACH = {
    "asked": 0.3, "exhausted": 0.7, "exhausted_lower": 0.6, "exhausted_median": 0.7, "exhausted_upper": 0.9,
    "weak_ties": 0.25, "joined": 0.2, "former": 0.15, "burnt": 0.05,
}  # fmt: skip
OBSERVED = {"observed_area": 0.6, "observed_communities": None}


@pytest.fixture
def weekly() -> pd.DataFrame:
    week = np.arange(1, WEEKS + 1)
    table = pd.DataFrame({"week": week, "active": 2, "registered": 3, "lines_alive": 1, "gatherings": 1})
    table["called"], table["came"] = 4, np.where(week <= 8, 0, 3)
    table["violations"], table["harsh_answers"] = 2, np.where(week <= 8, 2, 1)
    table["energy"] = np.where(week <= 8, 1.0, 0.25)
    table["restoring_answers"], table["lenient_answers"] = np.where(week <= 8, 0, week % 2), 0
    table["harsh_by_uplines"], table["restoring_by_uplines"] = np.where(week <= 8, 2, week % 4 == 1), 1 * (week == 9)
    table["lenient_by_uplines"] = 0
    table["favours_given"], table["promises_broken"], table["promises_restored"] = 5, 2, 1
    for name in ("symbol_attachment", "distrust", "interdependence"):
        table[name] = 0.5
    table["identification"], table["kinship"] = -0.25, 0.125
    table["rally_called"], table["rally_came"], table["rally_payments"] = (
        np.where(week == 56, 4, 0),
        1 * (week == 56),
        7,
    )
    table["joined"], table["kin_losses"] = week <= 3, np.where(week == 5, 500, 0)
    return table.assign(customer_payments=1000, company_residual=200)


@pytest.fixture
def distributors() -> pd.DataFrame:
    """Two founders; below the first a chain of three, of whom one leaves after 4 weeks and one rests after 54."""
    return pd.DataFrame({
        "sponsor": [-1, -1, 0, 2, 3],
        "line": [0, 1, 0, 0, 0],
        "joined": [0, 0, 2, 4, 10],
        "ceased": [-1, 30, 56, -1, -1],
        "left": [-1, 40, -1, 8, -1],
        "recruits": [1, 0, 1, 1, 0],
        "commission_total": [400, 0, 0, 0, 0],
        "net_income": [300, -50, -50, -50, 0],
        "reason": ["", "drained", "drawn away", "", ""],
        "means": [10.0, 20.0, 20.0, 20.0, 15.0],
    })  # fmt: skip


def test_every_outcome_by_hand(weekly: pd.DataFrame, distributors: pd.DataFrame) -> None:
    values = measure(weekly, distributors, REACH, INDICES, OBSERVED)
    assert list(values) == [outcome.name for outcome in OUTCOMES]
    assert values == pytest.approx({
        "members": 2, "registered": 3, "ever_joined": 5, "extinct_lines": 1, "annual_retention": 2 / 3,
        "attendance": 0.75, "harsh_answers": 0.5,
        "energy": 0.25, "symbol_attachment": 0.5, "distrust": 0.5, "interdependence": 0.5,
        "sales_per_member": 52_000 / (104 * 12 / 52),
        "net_income_per_member": 150 / (120 * 12 / 52),
        "commission_gini": 0.8, "share_net_loss": 3 / 5, "tree_depth": 3, "share_recruiting_nobody": 2 / 5,
        "share_asked": 0.3, "share_joined": 0.2, "share_former": 0.15, "share_burnt": 0.05, "exhaustion": 0.7,
        "weak_tie_recruits": 0.25, "kin_losses": 500 / 3,
        "income_by_means": -1.0,
        # of 52 harsh answers uplines gave 13, of 26 restoring ones 1
        "harsh_by_uplines": 13 / 14, "harsh_by_peers": 39 / 64, "restoring_by_uplines": 1 / 14,
        "restoring_by_peers": 25 / 64, "lenient_by_uplines": 0.0, "lenient_by_peers": 0.0,
        "restoring_answers": 26 / 104, "lenient_answers": 0.0,
        "promises_broken": 2 / 6, "promises_restored": 0.5, "identification": -0.25,
        "input_index": 0.4, "output_index": 0.3, "mechanical_strength": None,
        "mechanical_strength_without_sanctions": 0.1, "organic_strength": 0.6,
        "organic_strength_without_sanctions": 0.5,
        "member_weeks": 120, "sales": 60_000 / (60 * 12 / 52), "company_residual": 12_000 / (60 * 12 / 52),
        "net_income_founders": 250 / (90 * 12 / 52), "net_income_uplines": -100 / (58 * 12 / 52),
        "net_income_no_downline": 0,
        "ceased_drained": 0.5, "ceased_disappointed": 0.0, "ceased_drawn_away": 0.5, "ceased_expelled": 0.0,
        "rally_calls": 2.0, "rally_turnout": 0.25, "rally_payments": 7 * 52 / 24, "kinship": 0.125,
        "exhaustion_lower": 0.6, "exhaustion_median": 0.7, "exhaustion_upper": 0.9, **OBSERVED,
    })  # fmt: skip


def test_survival_counts_leave_founders_out(distributors: pd.DataFrame) -> None:
    counts = survival_counts(distributors, WEEKS)
    assert counts.to_dict("list") == {"duration": [4, 50, 54], "ceased": [1, 0, 1], "censored": [0, 1, 0]}


def test_an_extinct_line_is_undefined_not_wrong(weekly: pd.DataFrame, distributors: pd.DataFrame) -> None:
    counted = [
        name for name in weekly if "_answers" in name or "_by_uplines" in name or "promises" in name or "rally" in name
    ]
    weekly.loc[5:, ["active", "called", "came", "violations", "lines_alive", "favours_given", *counted]] = 0
    weekly.loc[5:, ["energy", "symbol_attachment", "distrust", "interdependence", "identification", "kinship"]] = (
        math.nan
    )
    nobody = dict.fromkeys(INDICES, math.nan)
    values = measure(weekly, distributors.assign(commission_total=0), REACH, nobody)
    undefined = {name for name, value in values.items() if value is None}
    assert undefined == {
        "attendance",
        "harsh_answers",
        "energy",
        "symbol_attachment",
        "distrust",
        "interdependence",
        "sales_per_member",
        "commission_gini",
        *(outcome.name for outcome in SOLIDARITY_OUTCOMES),
        *(outcome.name for outcome in RALLY_OUTCOMES),
        *OF_OBSERVED,
    }
    assert undefined_by_mistake(values) == []
    assert values["extinct_lines"] == 2


def test_where_nobody_has_a_tie_or_recruits_nothing_is_exhausted_or_burnt(
    weekly: pd.DataFrame, distributors: pd.DataFrame
) -> None:
    tieless = {**dict.fromkeys(REACH), "asked": 0.0, "joined": 0.1, "former": 0.0}
    values = measure(weekly.assign(joined=0), distributors, tieless, INDICES)
    undefined = ("share_burnt", "exhaustion", "exhaustion_upper", "weak_tie_recruits", "kin_losses")
    assert [values[name] for name in undefined] == [None] * 5
    assert (values["share_asked"], values["share_joined"], values["share_former"]) == (0.0, 0.1, 0.0)
    assert undefined_by_mistake(values) == []


@pytest.mark.filterwarnings("error")
def test_of_nobody_no_share_is_taken(weekly: pd.DataFrame, distributors: pd.DataFrame) -> None:
    values = measure(weekly.assign(active=0, called=0, violations=0), distributors.iloc[:0], REACH, INDICES)
    assert values["share_net_loss"] is values["share_recruiting_nobody"] is values["commission_gini"] is None
    assert values["ceased_drained"] is values["rally_calls"] is None
    assert undefined_by_mistake(values) == []


@pytest.mark.parametrize("column", ["energy", "symbol_attachment", "distrust"])
def test_a_missing_number_is_told_from_an_undefined_one(
    weekly: pd.DataFrame, distributors: pd.DataFrame, column: str
) -> None:
    weekly.loc[WEEKS - 5, column] = math.nan
    assert undefined_by_mistake(measure(weekly, distributors, REACH, INDICES)) == [column]


def test_a_missing_income_is_told(weekly: pd.DataFrame, distributors: pd.DataFrame) -> None:
    distributors = distributors.assign(net_income=[300.0, math.nan, -50, -50, 0])
    missing = ["net_income_per_member", "share_net_loss", "income_by_means", "net_income_founders"]
    assert undefined_by_mistake(measure(weekly, distributors, REACH, INDICES)) == missing


@pytest.mark.parametrize(("duration", "ceased", "censored", "share"), [
    ([], [], [], None),
    ([10, 20], [1, 0], [0, 3], None),
    ([10, 20], [1, 3], [0, 0], 0.0),
    ([10, 52, 80], [1, 1, 1], [0, 0, 1], 0.5),
    ([10, 30, 60], [1, 0, 0], [0, 2, 1], 0.75),
])  # fmt: skip
def test_kaplan_meier_share(duration: list[int], ceased: list[int], censored: list[int], share: float | None) -> None:
    counts = pd.DataFrame({"duration": duration, "ceased": ceased, "censored": censored}).astype("int32")
    assert share_surviving(counts, 52) == share
