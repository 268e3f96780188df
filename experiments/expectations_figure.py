"""The forest plot of what theory said of each variant: differences on one scale, and on which side they should lie."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments import wording
from experiments.expectations import AS_SAID, NOT_SEEN, OPPOSITE, tally
from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, plain, styled
from experiments.outcomes import BY_NAME

_ROW = 0.145  # inches
_MOST_ROWS = 50  # in a figure, so that it fits a page
_LINEAR_TO = 2.0  # standardised differences; a log scale beyond
_MARKS = {AS_SAID: ("o", 0), OPPOSITE: ("X", 3), NOT_SEEN: ("D", 7)}  # marker, and place in the palette


def expectations_figures(table: pd.DataFrame, baseline: str) -> list[Figure]:
    """Draw a table on as many pages as it needs, all on the same scale; see `expectations_figure`.

    The list is empty where no pair of runs has a value for any sentence: there is nothing to draw.
    """
    if not (table["pairs"] > 0).any():
        return []
    rows = table.groupby("variant", sort=False).size() + 1  # a variant's name takes a row
    pages = math.ceil(rows.sum() / _MOST_ROWS)
    page = ((rows.cumsum() - rows / 2) * pages / rows.sum()).astype(int)
    return [
        expectations_figure(
            table[table["variant"].isin(part.index)],
            baseline=baseline,
            reach=_reach(table),
            part=f" (part {number} of {pages})" if pages > 1 else "",
        )
        for number, (_, part) in enumerate(rows.groupby(page), 1)
    ]


def _reach(table: pd.DataFrame) -> float:
    drawn = table[["effect_size", "effect_low", "effect_high"]].abs().to_numpy(float)
    return 1.6 * max(float(np.nanmax(drawn, initial=0.0)), 1.0)


@styled
def expectations_figure(
    table: pd.DataFrame,
    *,
    baseline: str = "the whole model",
    reach: float | None = None,
    part: str = "",
) -> Figure:
    """Draw what theory said of variants: a row for each sentence, an arrow for what it says.

    Parameters
    ----------
    table
        As `expected.csv` has it (`expectations.expectation_table`).
    baseline
        What the caption calls the scenario without changes.
    reach
        How far the scale goes to either side; None: as far as what is drawn needs.
    part
        Which part of the whole it is, for the caption.
    """
    height = len(table) + table["variant"].nunique()
    figure = Figure(figsize=(WIDTH, 0.9 + _ROW * height), layout="constrained")
    axes = figure.add_subplot()
    reach = _reach(table) if reach is None else reach
    ticks, names = [], []
    place = 0
    for shade, (variant, rows) in enumerate(table.groupby("variant", sort=False)):
        if shade % 2 == 0:
            axes.axhspan(place - 0.5, place + len(rows) + 0.5, color="0.95", linewidth=0, zorder=0)
        ticks.append(place)
        names.append(plain(str(variant)))
        for _, row in rows.iterrows():
            place += 1
            _draw(axes, place, row, reach)
            ticks.append(place)
            outcome = BY_NAME[row["outcome"]]
            names.append(plain(f"{outcome.label} ({outcome.unit})"))
        place += 1
    axes.axvline(0, color="0.3", linewidth=0.8, zorder=1)
    variants = {plain(str(name)) for name in table["variant"]}
    axes.set_yticks(ticks, names, fontsize=6.5)
    for text in axes.get_yticklabels():
        text.set_fontweight("bold" if text.get_text() in variants else "normal")
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(place - 0.4, -0.8)
    if reach > 10 * _LINEAR_TO:
        axes.set_xscale("symlog", linthresh=_LINEAR_TO)
    axes.set_xlim(-reach, reach)
    axes.xaxis.set_major_formatter(lambda value, _: wording.number(float(f"{value:.6g}")))
    axes.set_xlabel("Paired standardised difference $d_z$\n(standard deviations of the paired differences)")
    axes.set_ylabel("Variant, outcome (unit)")
    axes.text(1.03, 1.0, "Difference [95 % interval]\n", transform=axes.transAxes, fontsize=7, linespacing=0.6)
    signs = [Line2D([], [], color=_colour(verdict), marker=_MARKS[verdict][0], markersize=4) for verdict in _MARKS]
    add_legend(figure, signs, list(_MARKS))
    return add_caption(figure, _caption(table, baseline, part, logarithmic=reach > 10 * _LINEAR_TO))


def _colour(verdict: str) -> tuple[float, float, float]:
    colours = seaborn.color_palette("colorblind")
    return colours[_MARKS.get(verdict, _MARKS[NOT_SEEN])[1]]


def _draw(axes: Axes, height: float, row: pd.Series, reach: float) -> None:
    sign = 1 if row["expected"] == "higher" else -1
    edge = sign * reach * 0.985
    axes.plot([edge], [height], marker=">" if sign > 0 else "<", color="0.45", markersize=3.5, clip_on=False)
    if np.isfinite(row["effect_size"]):
        colour, (marker, _) = _colour(row["verdict"]), _MARKS.get(row["verdict"], _MARKS[NOT_SEEN])
        axes.plot([row["effect_low"], row["effect_high"]], [height, height], color=colour, linewidth=1.2)
        axes.plot([row["effect_size"]], [height], marker, color=colour, markersize=4)
    words = wording.with_interval(row["difference"], row["low"], row["high"], signed=True)
    axes.text(1.03, height, words, transform=axes.get_yaxis_transform(), fontsize=6.5, va="center")


def _caption(table: pd.DataFrame, baseline: str, part: str, *, logarithmic: bool) -> Caption:
    pairs = table["pairs"].dropna()
    few, many = (int(pairs.min()), int(pairs.max())) if len(pairs) else (0, 0)
    counts = f"{many:,}" if few == many else f"{few:,} to {many:,}"
    scale = f" (logarithmic beyond ±{_LINEAR_TO:g})" if logarithmic else ""
    return Caption(
        f"Paired differences from {baseline} when one mechanism is taken out{part}: points on the scale of their"
        f" standard deviation{scale}, numbers in the outcome's own unit; grey arrows show the side on which theory says"
        " the difference lies; without a point the differences do not vary or have no value",
        f"{counts} {'pair of runs' if many == 1 else 'pairs of runs'} per variant, with common random numbers",
        "Bars and brackets: 95 % bootstrap interval (BCa) of the mean paired difference, not corrected for the number"
        " of comparisons",
        f"of {len(table)} sentences of theory, {tally(table)}",
    )
