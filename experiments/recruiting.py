"""Recruiting by type of tie: whom members asked, who came, joined and refused, and what each kind of tie yields.

Weak ties are said to bring most recruits and strong ties the best yield per contact (Granovetter 1973; Stark &
Bainbridge 1980): volume and yield stand side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments import wording
from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, scenario_looks, styled
from experiments.side_table import SideTable
from experiments.statistics import CONFIDENCE, run_weights

COUNTS = ("asked", "came", "joined", "refused")
TIES = {
    "kin": "kin", "friend": "friends", "community": "neighbours", "work": "work", "referral": "referrals",
    "stranger": "strangers",
}  # fmt: skip
RATIOS = ("share", "yield")
WEAK = ("community", "work", "referral")
_INTERVAL = "95 % bootstrap interval over runs (percentile) of the ratio of all runs' totals"


def recruits_summary(ledger: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Sum a study's ledgers up.

    Parameters
    ----------
    ledger
        As `Study.ledger`: one row per run and type of `tie` with persons `asked`, `came`, `joined`, `refused`.
    seed
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row per `scenario` and `tie`: `runs`; the counts' means over runs; `share` of all recruits and `yield`
        (joined of those asked), ratios of all runs' totals, each with `_low` and `_high`, the 95 % percentile bootstrap
        interval over whole runs. NaN where nobody joined, or nobody was asked.
    """
    rows = []
    for scenario, group in ledger.groupby("scenario", sort=False):
        tables = {count: group.pivot(index="replicate", columns="tie", values=count)[list(TIES)] for count in COUNTS}
        asked, joined = (tables[count].to_numpy(np.float64) for count in ("asked", "joined"))
        weights = run_weights(len(asked), seed=seed)
        whole = joined.sum(axis=1, keepdims=True)
        for place, tie in enumerate(TIES):
            row = {"scenario": scenario, "tie": tie, "runs": len(asked)}
            row |= {count: float(tables[count][tie].mean()) for count in COUNTS}
            row |= _ratio("share", joined[:, [place]], whole, weights)
            rows.append(row | _ratio("yield", joined[:, [place]], asked[:, [place]], weights))
    return pd.DataFrame(rows)


def _ratio(name: str, part: np.ndarray, whole: np.ndarray, weights: np.ndarray) -> dict[str, float]:
    names = (name, f"{name}_low", f"{name}_high")
    if not whole.sum():
        return dict.fromkeys(names, np.nan)
    totals = weights @ whole
    ratios = np.divide(weights @ part, totals, out=np.full_like(totals, np.nan), where=totals > 0)
    tails = np.nanquantile(ratios, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return dict(zip(names, (float(part.sum() / whole.sum()), *map(float, tails)), strict=True))


def recruits_table(summary: pd.DataFrame) -> SideTable:
    """The summary in words."""
    rows = []
    for row in summary.to_dict("records"):
        counts = [wording.number(row[count]) for count in COUNTS]
        ratios = [wording.with_interval(row[each], row[f"{each}_low"], row[f"{each}_high"]) for each in RATIOS]
        rows.append((f"{row['scenario']}: {TIES[row['tie']]}", [*counts, *ratios]))
    return SideTable(
        "Recruiting by type of tie",
        "Scenario: type of tie",
        ["asked", "came", "joined", "refused", "share of recruits", "yield"],
        rows,
        "Persons asked; who of them came to a gathering, joined, refused: means over runs (a guest still invited has"
        f" done neither). Share of recruits; yield: joined of those asked [{_INTERVAL}]. Referrals are whom one's ties"
        " name.",
    )


@styled
def recruits_figure(ledger: pd.DataFrame, *, scenarios: Sequence[str] = (), seed: int = 0) -> Figure:
    """Share of recruits won through each type of tie, and what each type yields."""
    summary = recruits_summary(ledger, seed=seed)
    names = [str(name) for name in summary["scenario"].unique()]
    looks = scenario_looks(scenarios or names)
    figure = Figure(figsize=(WIDTH, 3.2), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    labels = ("Share of recruits (of all who joined)", "Yield (joined of those asked)")
    for axes, ratio, label in zip(panels, RATIOS, labels, strict=True):
        for step, name in enumerate(names):
            part, look = summary[summary["scenario"] == name], looks[name]
            height = np.arange(len(TIES)) + 0.7 * ((step + 0.5) / len(names) - 0.5)
            axes.hlines(height, part[f"{ratio}_low"], part[f"{ratio}_high"], color=look["color"], linewidth=1.2)
            points = {"color": look["color"], "markersize": 4, "linestyle": "none"}
            axes.plot(part[ratio], height, look["marker"], clip_on=False, zorder=3, **points)
        axes.set_xlabel(label)
        axes.set_xlim(left=0)
        axes.grid(axis="x", color="0.9", linewidth=0.6)
        axes.set_axisbelow(True)
    panels[0].set_yticks(range(len(TIES)), [TIES[tie] for tie in TIES])
    panels[0].set_ylim(len(TIES) - 0.5, -0.5)
    panels[0].set_ylabel("Tie through which one is asked (type)")
    signs = [
        panels[0].plot([], [], color=looks[name]["color"], marker=looks[name]["marker"], linestyle="none")[0]
        for name in names
    ]
    add_legend(figure, signs, names)
    runs = summary.groupby("scenario", sort=False)["runs"].first()
    number = f"{runs.max():,}" if runs.min() == runs.max() else f"{runs.min():,} to {runs.max():,}"
    caption = Caption(
        "Recruits by the tie through which they were asked, and how many of those asked through it join",
        f"{number} {'run' if runs.max() == 1 else 'runs'} per scenario",
        f"Bars: {_INTERVAL}",
        _reading(summary, names[0]),
    )
    return add_caption(figure, caption)


def _reading(summary: pd.DataFrame, name: str) -> str:
    part = summary[summary["scenario"] == name].set_index("tie")
    if not part["joined"].sum():
        return f"under {name} nobody is recruited"
    weak = 100 * float(part.loc[list(WEAK), "share"].sum())
    referred = 100 * float(part.loc[["referral"], "share"].sum())
    best = str(part["yield"].idxmax())
    of_hundred = wording.number(100 * float(part["yield"].max()), 0)
    return (
        f"under {name} {wording.number(weak, 0)} % of recruits are won through weak ties (neighbours, work and"
        f" referrals, these alone {wording.number(referred, 0)} %), while {TIES[best]} yield most, {of_hundred} of 100"
        " asked"
    )
