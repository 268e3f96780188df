"""Who earns what under each plan, by place in one grown tree, and what is left when growth ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from experiments import wording
from experiments.claim import TREES, Claim, Study
from experiments.claims_figures import BAND, courses, lorenz_and_tenths, tenth_shares
from experiments.evidence import mean_told, means_table
from experiments.figure_style import Caption
from experiments.inequality import gini, top_share
from experiments.laboratory import Laboratory, month_of
from experiments.price_table import price_table
from model.months import WEEKS_PER_YEAR
from model.plans import PLANS

NEWCOMERS = 40  # a week
UNIFORM: dict[str, Any] = {"pure__recruiting": "uniform", "pure__newcomers": NEWCOMERS}


def compare_plans(laboratory: Laboratory) -> Study[Claim]:
    """Income under every plan on the same trees with the same sales."""
    earned: dict[str, list[np.ndarray]] = {}
    rows, firsts = [], []
    for name in PLANS:
        changes: dict[str, Any] = {"plan__name": name, **UNIFORM}
        if name == "star":
            changes |= {"ranks__rule": "stars", "ranks__entry": 1}
        for replicate in range(laboratory.replicates):
            model = laboratory.pure(replicate, **changes)
            model.run_for(WEEKS_PER_YEAR)
            income = model.table.column("commission_total").astype(float)
            if replicate == 0:
                firsts.append(model)
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
        opportunity_verdict(by_name(first)),
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
            ),
            "Where the price of a unit goes, by the books of one run (rupiah a unit; parts add up)": (
                price_table(firsts).rename(columns=lambda name: name.replace("_", " ").capitalize()).reset_index()
            ),
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


def by_name(values: pd.Series) -> dict[str, float]:
    """Values by the names of their index."""
    return {str(name): float(value) for name, value in values.items()}


def opportunity_verdict(first_tenth: Mapping[str, float]) -> str:
    """Verdict on the share of all commissions that goes to the first tenth to join, by plan; a fifth leads."""
    even = [plan for plan, share in first_tenth.items() if share <= 0.2]
    if len(even) == len(first_tenth):
        return "holds"
    if even:
        return f"holds only under {wording.enumeration(even)}"
    return "fails: among people who are all alike, under every plan, income goes to those who came early"


def recruiting_or_volume(laboratory: Laboratory) -> Study[Claim]:
    """What is left of commissions when recruiting ends, by what a plan rewards."""
    persons, plans = 2_000, ("enrolment", "geometric", "stairstep", "unilevel")
    rows = []
    for plan in plans:
        for replicate in range(laboratory.replicates):
            model = laboratory.pure(replicate, persons=persons, plan__name=plan, pure__chance=0.8)
            model.run_for(3 * WEEKS_PER_YEAR)
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
        "Commissions paid to all members, by month and per week (months have four or five), in a society of"
        f" {persons:,}; enrolment and geometric pay for recruits, stairstep and unilevel for volume",
        f"{laboratory.replicates} runs of each",
        BAND,
        f"of all commissions of three years, enrolment pays {100 * third_year['enrolment'].mean():.0f} % in the third"
        f" and stairstep {100 * third_year['stairstep'].mean():.0f} %",
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
