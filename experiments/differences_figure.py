"""The forest plot of a comparison: paired differences from the first scenario, outcome by outcome.

Outcomes have different units, so the points lie on the scale of the paired standardised difference; beside
each stands the difference itself, in the outcome's own unit.
"""

from __future__ import annotations

import math
import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments import wording
from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, plain, scenario_looks, styled
from experiments.outcomes import BY_NAME
from experiments.statistics import FEW_PAIRS

_ROW = 0.125  # inches for a scenario's row
_MOST_ROWS = 60  # of them in a figure, so that it fits a page
_LINEAR_TO = 2.0  # standardised differences: a log scale takes over beyond, when some are far larger


def differences_figures(summary: pd.DataFrame) -> list[Figure]:
    """Draw the differences on as many pages as they need, all on the same scale; see `differences_figure`."""
    outcomes = list(dict.fromkeys(summary["outcome"]))
    pages = math.ceil(len(outcomes) * _spacing(summary["scenario"].nunique() - 1) / _MOST_ROWS)
    largest = _largest(summary)
    return [
        differences_figure(
            summary[summary["outcome"].isin(part.tolist())],
            largest=largest,
            part=f" (part {number} of {pages})" if pages > 1 else "",
        )
        for number, part in enumerate(np.array_split(np.array(outcomes, dtype=object), pages), 1)
    ]


def _spacing(others: int) -> float:
    """Rows that an outcome takes: one for each scenario compared, and room for two lines of label."""
    return max(others, 2) + 0.6


def _largest(summary: pd.DataFrame) -> float:
    return float(summary[["effect_size", "effect_low", "effect_high"]].abs().max().max())


@styled
def differences_figure(summary: pd.DataFrame, *, largest: float | None = None, part: str = "") -> Figure:
    """Draw paired differences from the first scenario.

    Parameters
    ----------
    summary
        As `summary.csv` has it (`statistics.paired_summary`).
    largest
        Standardised difference that the scale must reach; None: the largest drawn.
    part
        Which part of the whole it is, for the caption.

    Raises
    ------
    ValueError
        When the summary has one scenario only: there is nothing to compare.
    """
    scenarios = [str(name) for name in summary["scenario"].unique()]
    baseline, others = scenarios[0], scenarios[1:]
    if not others:
        raise ValueError(f"only {baseline!r} was run: differences need at least two scenarios.")
    looks = scenario_looks(scenarios)
    outcomes = list(dict.fromkeys(summary["outcome"]))
    spacing = _spacing(len(others))
    figure = Figure(figsize=(WIDTH, 0.75 + _ROW * spacing * len(outcomes)), layout="constrained")
    axes = figure.add_subplot()
    rows = summary.set_index(["outcome", "scenario"])
    for place, outcome in enumerate(outcomes):
        middle = (place + 0.5) * spacing
        if place % 2 == 0:
            axes.axhspan(middle - spacing / 2, middle + spacing / 2, color="0.95", linewidth=0, zorder=0)
        for step, scenario in enumerate(others):
            height = middle + step - (len(others) - 1) / 2
            _draw_row(axes, height, rows.loc[(outcome, scenario)], looks[scenario])
    axes.axvline(0, color="0.3", linewidth=0.8, zorder=1)
    axes.set_ylim(spacing * len(outcomes), 0)
    axes.set_yticks((np.arange(len(outcomes)) + 0.5) * spacing, [_row_label(outcome) for outcome in outcomes])
    axes.tick_params(axis="y", length=0)
    largest = _largest(summary) if largest is None else largest
    _scale(axes, largest)
    axes.set_xlabel("Paired standardised difference $d_z$\n(standard deviations of the paired differences)")
    axes.set_ylabel("Outcome (unit)")
    axes.text(1.03, 1.0, "Difference [95 % interval]\n", transform=axes.transAxes, fontsize=7, linespacing=0.6)
    signs = [
        axes.plot([], [], color=looks[name]["color"], marker=looks[name]["marker"], markersize=4)[0] for name in others
    ]
    add_legend(figure, signs, others)
    return add_caption(figure, _caption(summary, baseline, part, logarithmic=_is_logarithmic(largest)))


def _draw_row(axes: Axes, height: float, row: pd.Series[Any], look: dict[str, Any]) -> None:
    colour = look["color"]
    if np.isfinite(row["effect_size"]):
        ends, point = [row["effect_low"], row["effect_high"]], [row["effect_size"]]
        axes.plot(ends, [height, height], color=colour, linewidth=1.2, solid_capstyle="butt")
        axes.plot(point, [height], look["marker"], color=colour, markersize=4, markeredgewidth=0.8)
        if row["pairs"] < FEW_PAIRS:
            axes.plot(point, [height], look["marker"], color="white", markersize=2.6, markeredgewidth=0)
    words = wording.with_interval(row["difference"], row["difference_low"], row["difference_high"], signed=True)
    beside = axes.get_yaxis_transform()
    axes.text(1.03, height, words, transform=beside, fontsize=6.5, verticalalignment="center")


def _row_label(outcome: str) -> str:
    return plain("\n".join([*textwrap.wrap(BY_NAME[outcome].label, 30), f"({BY_NAME[outcome].unit})"]))


def _is_logarithmic(largest: float) -> bool:
    return largest > 10 * _LINEAR_TO


def _scale(axes: Axes, largest: float) -> None:
    """Keep small differences visible beside huge ones, and the scale symmetric about zero."""
    reach = 1.15 * (largest if np.isfinite(largest) and largest > 0 else 1.0)
    if _is_logarithmic(largest):
        reach *= 1.3
        axes.set_xscale("symlog", linthresh=_LINEAR_TO)
        steps = [step * 10.0**power for power in range(9) for step in range(1, 10)]
        steps = [step for step in steps if _LINEAR_TO < step <= reach]
        named = [_LINEAR_TO, *(step for step in steps if math.log10(step).is_integer())]
        axes.set_xticks([*(-step for step in reversed(named)), 0, *named])
        axes.set_xticks([*(-step for step in steps), *steps], minor=True)
    axes.set_xlim(-reach, reach)
    axes.xaxis.set_major_formatter(lambda value, _: wording.number(float(f"{value:.6g}")))


def _caption(summary: pd.DataFrame, baseline: str, part: str, *, logarithmic: bool) -> Caption:
    compared = summary[summary["scenario"] != baseline]
    few, many = int(compared["pairs"].min()), int(compared["pairs"].max())
    counts = f"{many:,}" if few == many else f"{few:,} to {many:,}"
    pairs = "pair of runs" if many == 1 else "pairs of runs"
    drawn = compared[compared["effect_size"].notna()]
    hollow = f"; hollow points have fewer than {FEW_PAIRS} pairs" if (drawn["pairs"] < FEW_PAIRS).any() else ""
    scale = f" (logarithmic beyond ±{_LINEAR_TO:g})" if logarithmic else ""
    return Caption(
        f"Paired differences from {baseline}{part}: points are standardised by the standard deviation of the "
        f"differences{scale}, numbers are in the outcome's own unit; without a point the differences do not "
        f"vary or have no value{hollow}",
        f"{counts} {pairs} per scenario and outcome, with common random numbers",
        "Bars and brackets: 95 % bootstrap interval (BCa) of the mean paired difference, not corrected for "
        "the number of comparisons",
        _reading(compared, baseline),
    )


def _reading(compared: pd.DataFrame, baseline: str) -> str:
    sizes = compared["effect_size"].abs()
    if sizes.isna().all():
        return "no difference varies between the pairs of runs, so none has an interval"
    row = compared.iloc[int(np.nanargmax(sizes))]
    known = compared.dropna(subset=["difference_low", "difference_high"])
    clear = int(((known["difference_low"] > 0) | (known["difference_high"] < 0)).sum())
    outcome = BY_NAME[row["outcome"]]
    change = wording.with_interval(row["difference"], row["difference_low"], row["difference_high"], signed=True)
    return (
        f"the clearest difference from {baseline} is under {row['scenario']} in {outcome.label.lower()}, "
        f"{change} (unit: {outcome.unit}); {clear} of {len(known)} intervals leave out zero"
    )
