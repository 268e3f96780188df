"""The summary of a sweep: what was asked for, how many runs there are, how outcomes vary over the points."""

from __future__ import annotations

import pandas as pd

from experiments import wording
from experiments.outcomes import OUTCOMES
from experiments.run import DONE
from experiments.store import Multirun, Study

MOST_ROWS = 20
SHOWN = (
    "members",
    "ever_joined",
    "annual_retention",
    "attendance",
    "energy",
    "interdependence",
    "net_income_per_member",
)


def sweep_table(study: Study) -> str:
    """Lay out a study for a terminal: outcomes point by point, or their spread when points are many."""
    runs = study.runs
    lines = [_heading(study)]
    if runs.empty:
        return "\n".join([*lines, "no runs are stored yet."])
    counts = runs["status"].value_counts()
    lines.append(
        f"{len(runs):,} runs are stored: " + ", ".join(f"{count:,} {status}" for status, count in counts.items())
    )
    done = runs[runs["status"] == DONE]
    points = ["job", "point"] if isinstance(study, Multirun) else ["point"]
    if len(done):
        few = done.groupby(points).ngroups <= MOST_ROWS
        lines += ["", _by_point(done, points, study.description["factors"]) if few else _spread(done)]
    return "\n".join(lines)


def _heading(study: Study) -> str:
    if isinstance(study, Multirun):
        return f"Multirun: {len(study.jobs):,} jobs"
    description = study.description
    return (
        f"design={description['design']} over {', '.join(description['factors']) or 'nothing'}:"
        f" {description['points']:,} points, {description['replicates']:,} replicates,"
        f" {description['pairing']} draws"
    )


def _by_point(done: pd.DataFrame, points: list[str], factors: list[str]) -> str:
    names = factors or ["scenario"]
    groups = done.groupby(points, sort=True)
    table = groups[names].first().join(groups[list(SHOWN)].mean().map(wording.number))
    table.insert(len(names), "runs", groups.size())
    return "Means over runs:\n" + table.to_string(index=False)


def _spread(done: pd.DataFrame) -> str:
    outcomes = [outcome.name for outcome in OUTCOMES]
    table = done[outcomes].quantile([0, 0.25, 0.5, 0.75, 1]).T
    table.columns = ["least", "first quartile", "median", "third quartile", "most"]
    table.insert(0, "mean", done[outcomes].mean())
    return "Spread over runs:\n" + table.map(wording.number).to_string()
