"""Rising in the tree, against an organisation with fixed vacancies, and how far work decides income; in whole runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import wording
from experiments.claim import TREES, Claim, Study
from experiments.claims_figures import BAND, BARS, courses, side_by_side
from experiments.evidence import mean_told
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory, month_of, months
from model.months import MONTHS_PER_YEAR, WEEKS_PER_YEAR

STARS: dict[str, Any] = {"plan.name": "star", "ranks.rule": "stars", "ranks.entry": 1}
WITHIN = 12  # months after joining in which a promotion is looked for
SPANS = (3, 10)  # places below each place of a fixed organisation; 3: as many as the downlines that make a star
HOURS = ("fewest hours", "middle hours", "most hours")
ENTRANTS = 6  # groups of members in order of joining


def vacancies(laboratory: Laboratory) -> Study[Claim]:
    """The same members in a tree without fixed positions, and in a pyramid where a place must empty first."""
    count = laboratory.weeks * MONTHS_PER_YEAR // WEEKS_PER_YEAR
    rows = []
    for replicate in range(laboratory.replicates):
        model = laboratory.whole(replicate, STARS)
        risen = np.full(0, -1)
        for month in months(model, count):
            rank = model.table.column("rank")
            risen = np.append(risen, np.full(len(rank) - len(risen), -1))
            risen[(risen < 0) & (rank > 1)] = month
        people = model.distributors
        joined = month_of(people["joined"].to_numpy())
        left = np.where(people["ceased"] >= 0, month_of(people["ceased"].to_numpy()), count + 1)
        organisations = {
            "tree": risen,
            **{
                f"fixed places, {span} below each": fixed_vacancies(
                    joined, left, count, span=span, rng=np.random.default_rng((laboratory.seed, replicate))
                )
                for span in SPANS
            },
        }
        followed = (joined > 0) & (joined <= count - WITHIN)
        for variant, month_risen in organisations.items():
            soon = (month_risen >= 0) & (month_risen <= joined + WITHIN)
            parts = np.array_split(soon[followed], ENTRANTS)
            rows += [
                {"variant": variant, "replicate": replicate, "entrants": place + 1,
                 "risen": 100 * part.mean() if len(part) else np.nan,
                 "ever": 100 * np.mean(month_risen[joined > 0] >= 0)}
                for place, part in enumerate(parts)
            ]  # fmt: skip
    table = pd.DataFrame(rows)
    late = table[table["entrants"] > ENTRANTS // 2].groupby(["variant", "replicate"], sort=False)["risen"].mean()
    ever = table.groupby(["variant", "replicate"], sort=False)["ever"].first()
    variants = list(dict.fromkeys(table["variant"]))
    claim = Claim(
        TREES,
        "Rising is not limited by the number of positions, as it is in an ordinary organisation",
        f"Share promoted (to star 2, by three downlines) within {WITHIN} months of joining, {laboratory.setting};"
        f" against the same members, joining and leaving as they did, in a pyramid of fixed places ({SPANS[0]} or"
        f" {SPANS[1]} below each, sized to the largest membership) where one rises, by lot, only into a place that is"
        " empty",
        "of the later half of the entrants rise within a year: "
        + "; ".join(f"{name} {mean_told(late[name].to_numpy())} %" for name in variants)
        + "; ever promoted: "
        + "; ".join(f"{name} {mean_told(ever[name].to_numpy())} %" for name in variants),
        vacancy_verdict({name: float(late[name].mean()) for name in variants}),
    )
    last_sixth = table[table["entrants"] == ENTRANTS].groupby("variant", sort=False)["risen"].mean()
    caption = Caption(
        f"Share of members promoted within {WITHIN} months of joining, by order of joining: in the tree, and the same"
        " members in an organisation with a fixed pyramid of places, filled by lot",
        f"{laboratory.replicates} runs of each",
        BAND,
        "of the last sixth to join, "
        + wording.enumeration([f"{wording.number(share, 0)} % rise in {name}" for name, share in last_sixth.items()]),
    )
    figure = courses(
        table, {"risen": f"Promoted within {WITHIN} months (%)"}, caption, x="entrants",
        x_label="Order of joining (sixths of the members; 1 joined first)",
    )  # fmt: skip
    return Study("Fixed vacancies", [claim], figures={"claims_vacancies": figure})


def fixed_vacancies(
    joined: np.ndarray, left: np.ndarray, count: int, *, span: int, rng: np.random.Generator
) -> np.ndarray:
    """Month in which each member first rises in an organisation with a fixed number of places; -1: never.

    Places form a pyramid with `span` below each, as many as the largest membership of the same people. Monthly, from
    the top, each empty place goes to one of those a grade below, drawn by lot.

    Parameters
    ----------
    joined, left
        Months in which each member joins and leaves, in order of joining.
    count
        Months that are played.
    span, rng
        Places below each place; what draws the lots.
    """
    size = max(int(np.sum((joined <= month) & (left > month))) for month in range(count + 1))
    places: list[int] = []  # from the top; the lowest grade takes everybody else
    while (number := int(size * (span - 1) / span ** (len(places) + 2))) > 0:
        places.insert(0, number)
    grade = np.full(len(joined), len(places))
    risen = np.full(len(joined), -1)
    for month in range(count + 1):
        there = (joined <= month) & (left > month)
        for level, number in enumerate(places):
            free = number - int(np.sum(there & (grade == level)))
            below = np.flatnonzero(there & (grade == level + 1))
            chosen = rng.permutation(below)[:free]
            grade[chosen] = level
            risen[chosen[risen[chosen] < 0]] = month
    return risen


def vacancy_verdict(late: Mapping[str, float]) -> str:
    """Verdict on the late entrants' chance to rise, by organisation; the tree first."""
    tree, *fixed = late.values()
    if tree > max(fixed):
        return "holds: late entrants rise more often than into fixed places"
    if tree > min(fixed):
        beaten = [name for name, chance in late.items() if chance < tree]
        return f"holds only against {wording.enumeration(beaten)}"
    return "fails: late entrants rise no more often than into fixed places, for want of people below them"


def hard_work(laboratory: Laboratory) -> Study[Claim]:
    """How much of income goes with the hours given, how much with the time of joining, and how much with neither."""
    rows = []
    for replicate in range(laboratory.replicates):
        model = laboratory.whole(replicate)
        model.run_for(laboratory.weeks)
        people = model.distributors
        recruited = people[people["joined"] > 0]
        for income in ("commission_total", "net_income"):
            parts = shares_of_variance(recruited[income], recruited["hours"], recruited["joined"])
            for effort, third in enumerate(np.array_split(recruited.sort_values("hours")[income].to_numpy(float), 3)):
                effects = {"median": float(np.median(third)) / 1e3, "mean": float(third.mean()) / 1e3, **parts}
                rows.append({"scenario": HOURS[effort], "replicate": replicate, "income": income, **effects})
    runs = pd.DataFrame(rows)
    shares = {name: runs.loc[runs["income"] == name].groupby("replicate").first() for name in runs["income"].unique()}
    names = {"commission_total": "commissions", "net_income": "net income"}
    claim = Claim(
        TREES,
        "With hard work it becomes a significant income",
        "Income of all who were ever recruited, by the hours they give a week, the week they joined and the rest (luck,"
        f" ties, bonds): shares of the variance of ranks (Shapley values); {laboratory.setting}",
        "; ".join(
            f"{names[name]}: "
            + ", ".join(
                f"{label} {mean_told(part[column].to_numpy(), percent=True)}"
                for column, label in {"hours": "hours", "joining": "time of joining", "rest": "the rest"}.items()
            )
            for name, part in shares.items()
        ),
        work_verdict(
            **{name: float(shares["net_income"][name].mean()) for name in ("hours", "joining", "rest", "slope")}
        ),
    )
    net = runs[runs["income"] == "net_income"]
    most = net.loc[net["scenario"] == "most hours", "mean"]
    caption = Caption(
        "Net income of members recruited, over the whole run, by thirds of the hours that they give a week",
        f"{laboratory.replicates} runs",
        BARS,
        f"the third with the most hours nets {wording.number(float(most.mean()))} thousand rupiah in the mean and"
        f" {wording.number(float(net.loc[most.index, 'median'].mean()))} thousand in the median",
    )
    panels = {"mean": "Mean net income (thousand rupiah)", "median": "Median net income (thousand rupiah)"}
    return Study("Work, time of joining and luck", [claim], figures={"claims_work": side_by_side(net, panels, caption)})


def shares_of_variance(income: pd.Series, hours: pd.Series, joined: pd.Series) -> dict[str, float]:
    """Shares of the variance of income's ranks that go with hours, with the week of joining, and with neither.

    A predictor's share is what it adds to the explained variance, averaged over the two orders in which the two can be
    added (Shapley 1953; Lindeman, Merenda & Gold 1980). `slope` is the rank correlation of income with hours.
    """
    table = pd.DataFrame({"income": income, "hours": hours, "joined": joined}).corr("spearman").fillna(0.0)
    correlation = table.to_numpy(float)
    by_hours, by_joining, both = correlation[0, 1], correlation[0, 2], correlation[1, 2]
    explained = (by_hours**2 + by_joining**2 - 2 * by_hours * by_joining * both) / (1 - both**2)
    share = (by_hours**2 + explained - by_joining**2) / 2
    return {"hours": share, "joining": explained - share, "rest": 1 - explained, "slope": by_hours}


def work_verdict(*, hours: float, joining: float, rest: float, slope: float) -> str:
    """Verdict on the shares of variance, and on the sign of income's correlation with hours."""
    if slope <= 0 or hours < 0.01:
        return "fails: more hours do not go with more income"
    if hours >= max(joining, rest):
        return "holds"
    main = "luck and circumstances" if rest >= joining else "the time of joining"
    than = "less than" if hours < joining else "more than"
    return (
        f"holds only in part: hours count, {than} the time of joining, and most is {main}"
        f" ({wording.number(100 * max(rest, joining), 0)} %)"
    )
