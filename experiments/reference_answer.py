"""What the model says today to the question it was made for: README's answer, from the tables of named studies."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments import wording
from experiments.cells import LESS, MORE
from experiments.outcomes import BY_NAME

_TOLD = ("members", "annual_retention", "energy", "interdependence", "net_income_per_member")
_DIVISION = "society.occupations"


def answer(folder: Path) -> str:
    """The answer, in Markdown, from `summary.csv` of the corners and the tables of the age of reason in `folder`."""
    summary = pd.read_csv(folder / "corners" / "summary.csv")
    reason = folder / "age_of_reason"
    verdicts, cells = pd.read_csv(reason / "verdicts.csv"), pd.read_csv(reason / "cells.csv")
    parts = (
        corners_in_words(summary),
        corners_in_a_table(summary),
        reason_in_words(verdicts, "mechanical", "organic"),
        reason_in_a_table(cells, "mechanical"),
    )
    return "\n\n".join(parts)


def corners_in_words(summary: pd.DataFrame) -> str:
    """Which of the scenarios keeps most members, which is the largest, and how the others compare with the first."""
    table = summary.set_index(["outcome", "scenario"])
    kept, size = table.loc["annual_retention"], table.loc["members"]
    shares, members = dict(kept["mean"]), dict(size["mean"])
    first, best, largest = kept.index[0], max(shares, key=shares.__getitem__), max(members, key=members.__getitem__)
    clear = [
        f"`{scenario}` {'more' if row['difference'] > 0 else 'fewer'}"
        for scenario, row in kept.iterrows()
        if row["difference_low"] * row["difference_high"] > 0
    ]
    against = f"Of its members over a year `{first}` keeps {_percent(shares[first])}"
    if clear:
        against += f"; {wording.enumeration(clear)} (the 95 % interval of the paired difference leaves out zero)"
    return (
        f"**`{best}` keeps most of its members over a year ({_percent(shares[best])}), and `{largest}` is the"
        f" largest after five years ({wording.number(members[largest], 0)} active members).** {against}."
    )


def corners_in_a_table(summary: pd.DataFrame) -> str:
    """The comparison of the corners: means, and the paired differences from the first with their intervals."""
    scenarios = list(dict.fromkeys(summary["scenario"]))
    lines = ["| mean over runs | " + " | ".join(scenarios) + " |", "|---" * (len(scenarios) + 1) + "|"]
    for name in _TOLD:
        rows = summary[summary["outcome"] == name].set_index("scenario")
        cells = [_cell(rows.loc[scenario]) for scenario in scenarios]
        lines.append(f"| {BY_NAME[name].label} ({BY_NAME[name].unit}) | " + " | ".join(cells) + " |")
    pairs = int(summary["pairs"].max())
    note = (
        f"In brackets the paired difference from {scenarios[0]} and its 95 % bootstrap interval, {pairs} pairs of runs."
    )
    return "\n".join([*lines, "", note])


def reason_in_words(verdicts: pd.DataFrame, scenario: str, first: str) -> str:
    """In how many kinds of society a scenario is ahead of the first, behind it, or neither."""
    own = verdicts.loc[verdicts["scenario"] == scenario]
    ahead, behind = int((own["verdict"] == MORE).sum()), int((own["verdict"] == LESS).sum())
    return (
        f"**And in an age of reason?** The same in {len(own)} kinds of society, by the number of occupations, by median"
        " rationality and by sobriety (how far reason discounts feeling). Counting the table's outcomes alike,"
        f" `{scenario}` is ahead of `{first}` in {ahead} of them, behind in {behind} and neither in"
        f" {len(own) - ahead - behind}. The table says in how many `{scenario}` lies clearly above / below `{first}`"
        " (95 % interval of the paired difference)."
    )


def reason_in_a_table(cells: pd.DataFrame, scenario: str) -> str:
    """In how many kinds of society each outcome is clearly higher or lower, by the division of labour."""
    own = cells[cells["scenario"] == scenario]
    counts = own.assign(above=own["difference_low"] > 0, below=own["difference_high"] < 0).groupby(
        ["outcome", _DIVISION], sort=False
    )[["above", "below"]]
    found = counts.sum().join(counts.size().rename("all"))
    levels = list(dict.fromkeys(own[_DIVISION]))
    heads = [f"{level:g} occupations ({found['all'].xs(level, level=_DIVISION).max()})" for level in levels]
    lines = [f"| {scenario}: above / below | " + " | ".join(heads) + " |", "|---" * (len(levels) + 1) + "|"]
    for name in dict.fromkeys(own["outcome"]):
        rows = [found.loc[(name, level)] for level in levels]
        lines.append(
            f"| {BY_NAME[name].label} | " + " | ".join(f"{row['above']} / {row['below']}" for row in rows) + " |"
        )
    return "\n".join(lines)


def _cell(row: pd.Series) -> str:
    """A mean and, where there is one, the difference with its interval."""
    mean = wording.number(row["mean"], 0 if abs(row["mean"]) >= 1 else 2)
    if pd.isna(row["difference_low"]):
        return mean
    difference = wording.with_interval(row["difference"], row["difference_low"], row["difference_high"], signed=True)
    return f"{mean} ({difference})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
