"""Legara et al. (2008) on position and earnings, put to several kinds of tree.

Legara, Monterola, Juanico, Litong-Palima & Saloma (2008, Physica A 387:4889, "Earning potential in multilevel marketing
enterprises") find that earnings under a binary plan follow the Pareto rule, biased against the most recent members, and
that earning potential under a unilevel plan does not depend on a member's position (from the abstract). Position is
taken here as order of joining, earnings as those of one month in which everybody is a member; and, since a *potential*
may mean what one earns in equal time, as those of the first half-year of each member while growth lasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from experiments import wording
from experiments.claim import TREES, Claim, Study
from experiments.claims_figures import heat_tables
from experiments.evidence import mean_told, means_table
from experiments.figure_style import Caption
from experiments.income_claims import UNIFORM, by_name, inequality
from experiments.laboratory import Laboratory, month_of, months

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
    "recruitment__founder_strength": 0.0, "trade__awareness_gain": 0.0, "trade__saturation": 0.0,
}  # fmt: skip
FULL = 2_000  # persons: all have joined before the month that is looked at
WATCHED = 65  # weeks
INDIFFERENT = 0.1  # largest rank correlation of income with order of joining that counts as none (assumption)
GROWING = 18  # months of growth in which income in equal time is compared
TENURE = 6  # months


def legara(laboratory: Laboratory) -> Study[Claim]:
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
            f"Commissions of a month in which all {FULL:,} persons are members, and sell alike, under the binary plan"
            " on four kinds of tree: uniform recruiting, Multiply (90 % recruit each month), binary (two legs,"
            f" filled from above) and a chain (which pays none); {laboratory.replicates} of each",
            "; ".join(f"{tree}: top 20 % get {100 * share:.0f} %" for tree, share in binary.items()),
            pareto_verdict(by_name(binary)),
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
                f" differs; no dependence is a rank correlation with the order of joining below {INDIFFERENT}",
                "; ".join(
                    f"{tree}: correlation {wording.number(row['order'], 2)}, first tenth to join get"
                    f" {100 * row['first_tenth']:.0f} %"
                    for tree, row in of_plan.iterrows()
                ),
                position_verdict(by_name(of_plan["order"])),
            )
        )  # fmt: skip
    early = {plan: equal_tenure(laboratory, changes) for plan, changes in LEGARA_PLANS.items()}
    claims.append(
        Claim(
            TREES,
            "Legara et al. (2008), potential read as income in equal time: it does not depend on when one joins",
            f"Commissions in the first {TENURE} months after joining, while every member recruits one a month with a"
            f" chance of 50 % in a society not yet used up ({GROWING} months); rank correlation with the month of"
            f" joining; {laboratory.replicates} runs of each",
            "; ".join(f"{plan}: {mean_told(values)}" for plan, values in early.items()),
            tenure_verdict({plan: float(np.mean(values)) for plan, values in early.items()}),
        )
    )
    unilevel = by_name(means.xs("unilevel", level="plan")["order"])
    caption = Caption(
        "Dependence of a month's commissions on position, by tree and plan: rank correlation with the order of joining"
        " (negative: early joiners earn more), and the share of the top fifth; empty: nobody is paid",
        f"{laboratory.replicates} runs of each, of which the mean is shown",
        "No interval: means are shown as colours and numbers, their intervals stand in the table",
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


def equal_tenure(laboratory: Laboratory, changes: Mapping[str, Any]) -> list[float]:
    """Rank correlation, by run, of the month of joining with the income of the first months after it, during growth."""
    found = []
    for replicate in range(laboratory.replicates):
        model = laboratory.pure(replicate, pure__chance=0.5, **ALIKE, **changes)
        totals = [np.zeros(1)]
        totals += [model.table.column("commission_total").astype(float) for _ in months(model, GROWING)]
        joined = month_of(model.table.column("joined"))
        members = np.flatnonzero(joined <= GROWING - TENURE)
        income = [totals[joined[row] + TENURE][row] - totals[joined[row]][row] for row in members]
        found.append(float(stats.spearmanr(joined[members], income).statistic))
    return found


def tenure_verdict(order: Mapping[str, float]) -> str:
    """Verdict on the rank correlation of income in equal time with the month of joining, by plan."""
    even = [plan for plan, value in order.items() if abs(value) < INDIFFERENT]
    if len(even) == len(order):
        return "holds only while growth lasts, and then under the binary plan as well as under unilevel"
    return f"holds only under {wording.enumeration(even)}, while growth lasts" if even else "fails"
