"""Who earns what under each plan, by place in the tree: one grown tree, several kinds of tree, and when growth ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from experiments import wording
from experiments.claim import TREES, Claim, Study
from experiments.claims_figures import BAND, courses, heat_tables, lorenz_and_tenths, tenth_shares
from experiments.evidence import mean_told, means_table
from experiments.figure_style import Caption
from experiments.inequality import gini, top_share
from experiments.laboratory import Laboratory, month_of
from model.plans import PLANS

YEAR = 52  # weeks
NEWCOMERS = 40  # a week
UNIFORM: dict[str, Any] = {"pure__recruiting": "uniform", "pure__newcomers": NEWCOMERS}
TREE_KINDS: dict[str, dict[str, Any]] = {
    "uniform": UNIFORM,
    "Multiply": {"pure__chance": 0.9},
    "binary": {**UNIFORM, "tree__placement": "breadth_first", "tree__width": 2},
    "chain": {**UNIFORM, "tree__placement": "random_place", "tree__width": 1},
}
LEGARA_PLANS: dict[str, dict[str, Any]] = {
    "binary": {"plan__name": "binary"},
    "unilevel": {"plan__name": "unilevel"},
    "unilevel, one level": {"plan__name": "unilevel", "plan__level_percents": (10,)},
}
ALIKE: dict[str, Any] = {  # nobody sells better for having joined earlier: only the position is left
    "trade__practice": 0.0, "trade__handed_down": 0.0, "recruitment__first_energy": 0.0,
    "recruitment__founder_strength": 0.0,
}  # fmt: skip
FULL = 2_000  # persons: all have joined before the month that is looked at
WATCHED = 65  # weeks
INDIFFERENT = 0.1  # largest rank correlation of income with order of joining that counts as none (assumption)


def compare_plans(laboratory: Laboratory) -> Study:
    """Income under every plan on the same trees with the same sales."""
    earned: dict[str, list[np.ndarray]] = {}
    rows = []
    for name in PLANS:
        changes: dict[str, Any] = {"plan__name": name, **UNIFORM}
        if name == "star":
            changes |= {"ranks__rule": "stars", "ranks__entry": 1}
        for replicate in range(laboratory.replicates):
            model = laboratory.pure(replicate, **changes)
            model.run_for(YEAR)
            income = model.table.column("commission_total").astype(float)
            if income.any():
                earned.setdefault(name, []).append(income)
                rows.append({"plan": name, "replicate": replicate} | inequality(income))
    runs = pd.DataFrame(rows)
    first = runs.groupby("plan", sort=False)["first_tenth"].mean()
    claim = Claim(
        TREES,
        "Opportunity is open to everyone: a place in the tree sets no limit",
        f"Commissions of one year under each plan that pays any, on the same trees (uniform recruiting, {NEWCOMERS} a"
        f" week) of people who are all alike and sell alike; {laboratory.replicates} trees",
        "share of all commissions that goes to the tenth that joined first: "
        + "; ".join(
            f"{plan} {mean_told(group['first_tenth'].to_numpy(), percent=True)}"
            for plan, group in runs.groupby("plan", sort=False)
        ),
        opportunity_verdict(_by_name(first)),
    )
    columns = {
        "gini": "Gini", "top_hundredth": "Top 1 % get", "top_fifth": "Top 20 % get", "nothing": "Earn nothing",
        "first_tenth": "First tenth to join get", "order": "Rank correlation with order of joining",
    }  # fmt: skip
    shares = ("top_hundredth", "top_fifth", "nothing", "first_tenth")
    caption = Caption(
        "Commissions of one year under each plan on the same trees: Lorenz curves (the grey line is equality), and the"
        " share of each tenth of the members in order of joining",
        f"{laboratory.replicates} runs of each plan",
        BAND,
        f"the tenth that joined first gets {100 * first.min():.0f} % of all commissions under {first.idxmin()} and"
        f" {100 * first.max():.0f} % under {first.idxmax()}",
    )
    return Study(
        "Income under each plan",
        [claim],
        tables={
            "One year's commissions: mean over runs [95 % interval]": means_table(
                runs, ["plan"], columns, percent=shares
            )
        },
        figures={"claims_plans": lorenz_and_tenths(earned, caption)},
    )


def inequality(income: np.ndarray) -> dict[str, float]:
    """How unequal incomes are, and how far they follow the order of joining, in which they are given."""
    return {
        "gini": gini(income),
        "top_hundredth": top_share(income, 0.01),
        "top_fifth": top_share(income, 0.2),
        "nothing": float(np.mean(income == 0)),
        "first_tenth": float(tenth_shares(income)[0]),
        "order": float(stats.spearmanr(np.arange(len(income)), income).statistic),
    }


def _by_name(values: pd.Series) -> dict[str, float]:
    return {str(name): float(value) for name, value in values.items()}


def opportunity_verdict(first_tenth: Mapping[str, float]) -> str:
    """Verdict on the share of all commissions that goes to the first tenth to join, by plan; a fifth leads."""
    even = [plan for plan, share in first_tenth.items() if share <= 0.2]
    if len(even) == len(first_tenth):
        return "holds"
    if even:
        return f"holds only under {wording.enumeration(even)}"
    return "fails: among people who are all alike, under every plan, income goes to those who came early"


def legara(laboratory: Laboratory) -> Study:
    """Whether binary is unequal and unilevel indifferent to position (Legara et al. 2008), on four kinds of tree."""
    rows = []
    for tree, growth in TREE_KINDS.items():
        for plan, changes in LEGARA_PLANS.items():
            for replicate in range(laboratory.replicates):
                model = laboratory.pure(replicate, persons=FULL, **ALIKE, **growth, **changes)
                model.run_for(WATCHED)
                income = model.table.column("commission").astype(float)  # of the last month
                if income.any():
                    rows.append({"tree": tree, "plan": plan, "replicate": replicate} | inequality(income))
    runs = pd.DataFrame(rows)
    means = runs.groupby(["tree", "plan"], sort=False)[["top_fifth", "order", "first_tenth"]].mean()
    binary = means.xs("binary", level="plan")["top_fifth"]
    claims = [
        Claim(
            TREES,
            "Legara et al. (2008): earnings under a binary plan follow the Pareto rule, 80 % to the top 20 %",
            f"Commissions of a month in which all {FULL:,} persons are members, and sell alike, under the binary"
            f" plan on four"
            " kinds of tree: uniform recruiting, Multiply (90 % recruit each month), binary (two legs, filled from"
            f" above) and a chain (which pays none); {laboratory.replicates} of each",
            "; ".join(f"{tree}: top 20 % get {100 * share:.0f} %" for tree, share in binary.items()),
            pareto_verdict(_by_name(binary)),
        )
    ]  # fmt: skip
    for plan in ("unilevel", "unilevel, one level"):
        of_plan = means.xs(plan, level="plan")
        claims.append(
            Claim(
                TREES,
                "Legara et al. (2008): earning potential under a unilevel plan does not depend on a member's position"
                + (" (paid on the first level alone)" if plan != "unilevel" else " (paid on five levels)"),
                "The same month and trees, so that everybody is paid for the same time and only the position"
                " differs; no"
                f" dependence is a rank correlation with the order of joining below {INDIFFERENT}",
                "; ".join(
                    f"{tree}: correlation {wording.number(row['order'], 2)}, first tenth to join get"
                    f" {100 * row['first_tenth']:.0f} %"
                    for tree, row in of_plan.iterrows()
                ),
                position_verdict(_by_name(of_plan["order"])),
            )
        )  # fmt: skip
    unilevel = _by_name(means.xs("unilevel", level="plan")["order"])
    caption = Caption(
        "Dependence of a month's commissions on position, by tree and plan: rank correlation with the order of joining"
        " (negative: who joined early earns more), and the share of the top fifth; empty: nobody is paid",
        f"{laboratory.replicates} runs of each, of which the mean is shown",
        "No interval is drawn; 95 % intervals stand in the table",
        "under unilevel the correlation is "
        + wording.enumeration([f"{wording.number(value, 2)} on {tree}" for tree, value in unilevel.items()]),
    )
    pictures = {
        "Correlation with order of joining (−1 to 1)": means["order"]
        .unstack("plan")
        .reindex(index=list(TREE_KINDS), columns=list(LEGARA_PLANS)),
        "Share of the top 20 % (0 to 1)": means["top_fifth"]
        .unstack("plan")
        .reindex(index=list(TREE_KINDS), columns=list(LEGARA_PLANS)),
    }
    figure = heat_tables(pictures, caption, x_label="Plan (one month)", y_label=f"Tree ({FULL:,} members)")
    columns = {"gini": "Gini", "top_fifth": "Top 20 % get", "first_tenth": "First tenth to join get",
               "order": "Rank correlation with order of joining"}  # fmt: skip
    table = means_table(runs, ["tree", "plan"], columns, percent=("top_fifth", "first_tenth"))
    return Study(
        "Position and income on four kinds of tree",
        claims,
        tables={"A month's commissions on four kinds of tree: mean over runs [95 % interval]": table},
        figures={"claims_position": figure},
    )


def pareto_verdict(top_fifth: Mapping[str, float]) -> str:
    """Verdict on the share of the top fifth under the binary plan, by kind of tree."""
    unequal = [tree for tree, share in top_fifth.items() if share >= 0.8]
    if len(unequal) == len(top_fifth):
        return "holds, and it is more unequal than that" if min(top_fifth.values()) > 0.9 else "holds"
    return f"holds only on some trees: {wording.enumeration(unequal)}" if unequal else "fails"


def position_verdict(order: Mapping[str, float]) -> str:
    """Verdict on the rank correlation of income with the order of joining, by kind of tree."""
    indifferent = [tree for tree, value in order.items() if abs(value) < INDIFFERENT]
    if len(indifferent) == len(order):
        return "holds"
    if indifferent:
        return (
            f"holds only on some trees: {wording.enumeration(indifferent)}; on the others who joined early earns more"
        )
    return "fails: who joined early earns more"


def recruiting_or_volume(laboratory: Laboratory) -> Study:
    """What is left of commissions when recruiting ends, by what a plan rewards."""
    persons, plans = 2_000, ("enrolment", "geometric", "stairstep", "unilevel")
    rows = []
    for plan in plans:
        for replicate in range(laboratory.replicates):
            model = laboratory.pure(replicate, persons=persons, plan__name=plan, pure__chance=0.8)
            model.run_for(3 * YEAR)
            weekly = model.weekly
            paid = weekly["commissions"].groupby(month_of(weekly["week"].to_numpy())).mean() / 1e6
            rows.append(
                pd.DataFrame({"variant": plan, "replicate": replicate, "month": paid.index, "paid": paid.to_numpy()})
            )
    table = pd.concat(rows, ignore_index=True)
    late = table[table["month"] > 24].groupby(["variant", "replicate"], sort=False)["paid"].sum()
    share = late / table.groupby(["variant", "replicate"], sort=False)["paid"].sum()
    third_year = {plan: share[plan].to_numpy() for plan in plans}
    claim = Claim(
        TREES,
        "The upline earns from recruiting as well as from the downline's purchases",
        f"Every member recruits one a month with a chance of 80 % in a society of {persons:,}; three years;"
        f" {laboratory.replicates} runs of each; enrolment and geometric pay for recruits, stairstep and unilevel for"
        " volume",
        "share of all commissions paid in the third year: "
        + "; ".join(f"{plan} {mean_told(values, percent=True)}" for plan, values in third_year.items()),
        reward_verdict({plan: float(values.mean()) for plan, values in third_year.items()}),
    )
    caption = Caption(
        f"Commissions paid to all members, by month and per week (months have four or five), in a society of"
        f" {persons:,}; enrolment and geometric pay for"
        " recruits, stairstep and unilevel for volume",
        f"{laboratory.replicates} runs of each",
        BAND,
        "of all commissions of three years, enrolment pays"
        f" {100 * third_year['enrolment'].mean():.0f} % in the third and stairstep"
        f" {100 * third_year['stairstep'].mean():.0f} %",
    )
    figure = courses(table, {"paid": "Commissions (million rupiah a week)"}, caption)
    return Study("Reward for recruiting and reward for volume", [claim], figures={"claims_rewards": figure})


def reward_verdict(third_year: Mapping[str, float]) -> str:
    """Verdict on the share of three years' commissions that each plan pays in the third."""
    recruits = max(third_year["enrolment"], third_year["geometric"])
    volume = min(third_year["stairstep"], third_year["unilevel"])
    if recruits >= 0.1:
        return "holds"
    if volume >= 0.1:
        return "holds only while there is somebody to recruit; what volume earns goes on"
    return "fails: neither lasts"
