"""Figures of a calibration: the posterior in pairs, known parameters recovered, and the check against the targets."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from experiments import wording
from experiments.factors import Factor
from experiments.field_facts import CHOSEN
from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, plain, styled
from experiments.fitting import Fitted
from experiments.posterior import LEVELS, quantile_levels
from model import Scenario

_COLOURS = seaborn.color_palette("colorblind")
_POSTERIOR, _POINT, _PRIOR = _COLOURS[0], _COLOURS[3], "0.75"
_UNITS = {each.name: each.unit for each in Scenario.all_parameters()}
_BINS = 16
_WIDE = 8  # ratio of the ends of a range on a log scale from which a tick a decade is enough


@styled
def posterior_figure(factors: Sequence[Factor], fitted: Fitted) -> Figure:
    """The posterior: each parameter by itself along the diagonal, each two of them below it."""
    count = len(factors)
    figure = Figure(figsize=(WIDTH, max(2.6, WIDTH * min(1.0, 0.35 + 0.13 * count))), layout="constrained")
    grid = figure.subplots(count, count, squeeze=False)
    values = [[factor.at(float(share)) for share in fitted.posterior.shares[:, k]] for k, factor in enumerate(factors)]
    point = [factor.at(float(share)) for factor, share in zip(factors, fitted.point, strict=True)]
    weights = fitted.posterior.weights
    for row in range(count):
        for column in range(count):
            axes = grid[row, column]
            if column > row:
                axes.set_axis_off()
                continue
            axes.sharex(grid[column, column])
            _scale(axes, "x", factors[column])
            if row == column:
                edges = [factors[row].at(float(share)) for share in np.linspace(0, 1, _BINS + 1)]
                axes.hist(values[row], bins=edges, weights=weights, color=_POSTERIOR)
                axes.axhline(1 / _BINS, color="0.4", linestyle=(0, (1.2, 1.2)))
                axes.axvline(point[row], color=_POINT, linestyle=(0, (5, 1.6)))
                axes.set_ylabel("Weight\n(share)", fontsize=6, labelpad=1)
            else:
                axes.sharey(grid[row, 0])
                _scale(axes, "y", factors[row])
                axes.scatter(
                    values[column], values[row], s=90 * weights / weights.max() / count, color=_POSTERIOR, alpha=0.5,
                    linewidths=0,
                )  # fmt: skip
                axes.plot(point[column], point[row], marker="X", color=_POINT, markersize=5, linestyle="none")
                axes.tick_params(labelleft=column == 0)
                if column == 0:
                    axes.set_ylabel(_label(factors[row]), fontsize=6.5)
            axes.tick_params(labelsize=6, labelbottom=row == count - 1)
            if row == count - 1:
                axes.set_xlabel(_label(factors[column]), fontsize=6.5)
    narrowest = int(np.ptp(fitted.posterior.quantiles(np.array([0.05, 0.95])), axis=0).argmin())
    factor = factors[narrowest]
    low, high = (factor.at(float(share)) for share in fitted.posterior.quantiles(np.array([0.05, 0.95]))[:, narrowest])
    return add_caption(
        figure,
        Caption(
            "Posterior of the free parameters over the whole of their priors: weights by parameter (dotted: the prior),"
            " and pairs of them, larger where they weigh more; cross and dashed line: the point estimate",
            f"{len(weights):,} accepted of {len(fitted.prior):,} runs",
            "The spread of the points is the posterior; 90 % intervals are in the table",
            f"best known is {_words(factor)}, with 90 % between {wording.number(low)} and {wording.number(high)}",
        ),
    )


@styled
def recovery_figure(factors: Sequence[Factor], fitted: Fitted) -> Figure:
    """Known parameters against what the fit says of them."""
    count = len(factors)
    columns = min(3, count)
    rows = -(-count // columns)
    figure = Figure(figsize=(WIDTH, 2.3 * rows), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    shown = slice(0, 150)  # more strokes would lie on one another
    for k, (axes, factor) in enumerate(zip(grid, factors, strict=False)):
        truth, low, median, high = (
            np.array([factor.at(float(each)) for each in shares])
            for shares in (fitted.truth[shown, k], *(fitted.quantiles[shown, place, k] for place in (0, 2, 4)))
        )
        _scale(axes, "x", factor)
        _scale(axes, "y", factor)
        axes.vlines(truth, low, high, color=_POSTERIOR, alpha=0.25, linewidth=0.8)
        axes.plot(truth, median, "o", markersize=2, color=_POSTERIOR)
        ends = [factor.low, factor.high]
        axes.plot(ends, ends, color="0.3", linewidth=0.8)
        axes.set_xlabel("Known:\n" + _label(factor), fontsize=7)
        axes.set_ylabel("Estimated: " + _words(factor) + f"\n({_unit(factor)})", fontsize=7)
        axes.tick_params(labelsize=6)
    for axes in grid[count:]:
        axes.set_axis_off()
    held = {level: group["held"] for level, group in fitted.coverage.groupby("level")}
    half, nine = (" to ".join(f"{100 * end:.0f}" for end in (held[each].min(), held[each].max())) for each in LEVELS)
    levels = quantile_levels()
    return add_caption(
        figure,
        Caption(
            "Parameters estimated from runs made with known ones: medians, and the line on which they would be right",
            f"{len(fitted.truth):,} runs taken for the data in turn, {min(150, len(fitted.truth))} of them drawn",
            f"Strokes: {100 * (levels[-1] - levels[0]):.0f} % intervals of the posterior",
            f"{nine} % of the 90 % intervals and {half} % of the 50 % intervals hold the known parameter",
        ),
    )


@styled
def targets_figure(targets: pd.DataFrame, fitted: Fitted) -> Figure:
    """Runs from the posterior against the targets and against what was left out, in scales of each."""
    figure = Figure(figsize=(WIDTH, 1.0 + 0.27 * len(targets)), layout="constrained")
    axes = figure.add_subplot()
    axes.axvspan(-1, 1, color="0.92", zorder=0)
    axes.axvline(0, color="0.4", linewidth=0.8)
    reach = 12.0
    for place, row in enumerate(targets.to_dict("records")):
        colour = _POSTERIOR if row["role"] == CHOSEN else _COLOURS[1]
        low_90, low_50, median, high_50, high_90 = (
            float(np.clip((row[name] - row["target"]) / row["scale"], -reach, reach))
            for name in ("low_90", "low_50", "median", "high_50", "high_90")
        )
        axes.plot([low_90, high_90], [place, place], color=colour, linewidth=1)
        axes.plot([low_50, high_50], [place, place], color=colour, linewidth=3)
        axes.plot(median, place, marker="o" if row["role"] == CHOSEN else "s", color=colour, markersize=5)
    labels = [
        textwrap.shorten(f"{row['fact']} {row['label']}".strip(), 62, placeholder=" ..")
        for row in targets.to_dict("records")
    ]
    axes.set_yticks(range(len(targets)), [plain(each) for each in labels], fontsize=6.5)
    axes.set_ylabel("Quantity (unit: its own scale)", fontsize=7)
    axes.invert_yaxis()
    axes.set_xlabel("Distance from the target (scales)")
    signs = [Line2D([], [], color=_POSTERIOR, marker="o"), Line2D([], [], color=_COLOURS[1], marker="s")]
    add_legend(figure, signs, ["aimed at", "left out"])
    inside, left_out = int(targets["met_within_90"].sum()), targets[targets["role"] != CHOSEN]
    return add_caption(
        figure,
        Caption(
            "Posterior predictive check: runs at points drawn from the posterior, as distances from the target in the"
            " scale of each (a fact is met within the grey band, one that is a bound on one side of zero), cut off at"
            " twelve",
            f"{len(fitted.predictive):,} runs",
            "Thick and thin: 50 % and 90 % intervals of single runs (between their quantiles), dot their median",
            f"the 90 % interval of the runs holds values that meet {inside} of {len(targets)} quantities,"
            f" {int(left_out['met_within_90'].sum())} of the {len(left_out)} left out among them",
        ),
    )


def _scale(axes: Axes, side: str, factor: Factor) -> None:
    """Let an axis show the prior's range, on its scale."""
    if side == "x":
        axes.set_xscale("log" if factor.logarithmic else "linear")
        axes.set_xlim(factor.low, factor.high)
    else:
        axes.set_yscale("log" if factor.logarithmic else "linear")
        axes.set_ylim(factor.low, factor.high)
    if factor.logarithmic:
        axis = axes.xaxis if side == "x" else axes.yaxis
        axis.set_major_locator(LogLocator(subs=(1,) if factor.high / factor.low > _WIDE else (1, 2, 5)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axis.set_minor_locator(NullLocator())


def _label(factor: Factor) -> str:
    return f"{_words(factor)}\n({_unit(factor)})"


def _words(factor: Factor) -> str:
    return factor.name.rsplit(".", 1)[-1].replace("_", " ")


def _unit(factor: Factor) -> str:
    return _UNITS[factor.name]
