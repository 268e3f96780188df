"""The kinds of figure that claims and patterns need: courses, variants side by side, Lorenz curves, shares by place.

Every point and curve is a mean over runs with a 95 % bootstrap interval; captions come from the study that draws.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator

from experiments import wording
from experiments.curves import MEAN_BAND, draw_band, line_signs
from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, plain, scenario_looks, styled
from experiments.inequality import lorenz
from experiments.statistics import Array, mean_band

BAND = MEAN_BAND
BARS = "Bars: 95 % bootstrap interval of the mean over runs (percentile); thin strokes are single runs"
_PANEL_HEIGHT = 2.2  # inches
_LABEL = 22  # characters of a line of an axis label


@styled
def courses(
    data: pd.DataFrame,
    panels: Mapping[str, str],
    caption: Caption,
    *,
    x: str = "month",
    x_label: str = "Time (months)",
    logarithmic: Sequence[str] = (),
    steps: bool = False,
    below_zero: bool = False,
    marked: bool = False,
) -> Figure:
    """Curves over time (or a parameter), one panel for each quantity, one line for each variant.

    Parameters
    ----------
    data
        One row per `variant`, `replicate` and `x`, with a column for each panel; NaN where nothing is defined.
    panels
        Axis labels with units, by column.
    caption, x, x_label
        What stands below; the column of the horizontal axis and its label.
    logarithmic
        Columns on a logarithmic scale; `x` itself may be one, and then has a tick at every value.
    steps
        Whether values hold until the next time rather than pass over into it.
    below_zero
        Whether the vertical axes need not begin at zero.
    marked
        Whether the places that there are values of are marked on the lines.
    """
    figure, places = grid_of_panels(len(panels), height=_PANEL_HEIGHT if len(panels) > 1 else 2.8)
    looks = scenario_looks(dict.fromkeys(data["variant"]))
    whole = bool((data[x] % 1 == 0).all())
    for axes, (column, label) in zip(places, panels.items(), strict=True):
        for variant, group in data.groupby("variant", sort=False):
            table = group.pivot(index="replicate", columns=x, values=column)
            levels, values = table.columns.to_numpy(float), table.to_numpy(float)
            _band(axes, levels, values, looks[str(variant)], steps=steps)
            if marked:
                look = looks[str(variant)] | {"linestyle": "none"}
                axes.plot(levels, mean_band(values).mean, markersize=4, clip_on=False, zorder=3, **look)
        if column in logarithmic:
            axes.set_yscale("log")
        elif not below_zero or data[column].min() >= 0:
            axes.set_ylim(bottom=0)
        if column in logarithmic or data[column].max() >= 1000:
            axes.yaxis.set_major_formatter(lambda value, _: wording.number(value, 0))
        if x in logarithmic:
            axes.set_xscale("log")
            axes.set_xticks(np.unique(data[x]), [f"{value:g}" for value in np.unique(data[x])])
            axes.xaxis.set_minor_locator(NullLocator())
        else:
            axes.xaxis.set_major_locator(MaxNLocator(6, integer=whole))
        axes.set_xlabel(x_label)
        axes.set_ylabel(_broken(label))
    if len(looks) > 1:
        _legend(figure, looks)
    return add_caption(figure, caption)


@styled
def side_by_side(
    runs: pd.DataFrame,
    panels: Mapping[str, str],
    caption: Caption,
    *,
    rows: str = "Variant",
    asked: float | None = None,
) -> Figure:
    """Variants side by side, one panel for each outcome: single runs, their mean and its interval.

    Parameters
    ----------
    runs
        One row per `scenario` (variant) and replicate, with a column for each panel.
    panels
        Axis labels with units, by column.
    caption
        What stands below.
    rows
        What the rows are.
    asked
        Where a line is drawn in every panel, for what is asked.
    """
    variants = [str(name) for name in runs["scenario"].unique()]
    looks = scenario_looks(variants)
    height = 0.8 + 0.24 * max(3, len(variants))
    figure, places = grid_of_panels(len(panels), height=height, sharey=True)
    for axes, (column, label) in zip(places, panels.items(), strict=True):
        data = runs.assign(value=runs[column].astype(float), scenario=runs["scenario"].map(plain))
        common: dict[str, Any] = {
            "data": data, "x": "value", "y": "scenario", "hue": "scenario", "order": variants, "hue_order": variants,
            "palette": [looks[name]["color"] for name in variants], "legend": False, "ax": axes,
        }  # fmt: skip
        # No jitter: it would be drawn from NumPy's global generator, and the same runs must give the same bytes.
        seaborn.stripplot(**common, jitter=False, marker="|", size=9, linewidth=0.8, alpha=0.5, zorder=1)
        seaborn.pointplot(
            **common, errorbar=("ci", 95), seed=0, markers=[looks[name]["marker"] for name in variants], markersize=4,
            linestyle="none", err_kws={"linewidth": 1.6}, zorder=3,
        )  # fmt: skip
        if asked is not None:
            axes.axvline(asked, color="0.35", linewidth=0.8, linestyle=(0, (4, 2)), zorder=0)
        large = data["value"].abs().max() >= 1000
        axes.xaxis.set_major_locator(MaxNLocator(2 if large and len(panels) > 2 else 4))
        if large:
            axes.xaxis.set_major_formatter(lambda value, _: wording.number(value, 0))
        axes.set_xlabel(_broken(label))
        axes.set_ylabel("")
    for axes in places[:: _columns(len(panels))]:
        axes.set_ylabel(f"{rows}\n({runs['replicate'].nunique()} runs each)")
    return add_caption(figure, caption)


@styled
def lorenz_and_tenths(earned: Mapping[str, Sequence[Array]], caption: Caption) -> Figure:
    """Lorenz curves of income, and the share of all income that each tenth to join has.

    Parameters
    ----------
    earned
        For each variant the incomes of every run, members in order of joining.
    caption
        What stands below.
    """
    looks = scenario_looks(earned)
    figure = Figure(figsize=(WIDTH, 3.3), layout="constrained")
    left, right = figure.subplots(1, 2)
    grid = np.linspace(0, 1, 101)
    left.plot([0, 1], [0, 1], color="0.7", linewidth=0.8)
    for variant, runs in earned.items():
        curves = [lorenz(income) for income in runs]
        table = np.array([np.interp(grid, curve.persons, curve.total) for curve in curves])
        _band(left, grid, table, looks[variant])
        tenths = 100 * np.array([tenth_shares(income) for income in runs])
        _band(right, np.arange(1.0, 11.0), tenths, looks[variant])
    left.set(xlim=(0, 1), ylim=(0, 1), xlabel="Members, poorest first (cumulative share)")
    left.set_ylabel("Commissions (cumulative share)")
    right.set(xlim=(1, 10), ylim=(0, None), xlabel="Order of joining (tenths; 1 joined first)")
    right.set_ylabel("Share of all commissions (%)")
    right.set_xticks(range(1, 11))
    _legend(figure, looks)
    return add_caption(figure, caption)


@styled
def heat_tables(tables: Mapping[str, pd.DataFrame], caption: Caption, *, x_label: str, y_label: str) -> Figure:
    """Tables of numbers as shades with the numbers written in, side by side; keys are titles with units."""
    figure = Figure(figsize=(WIDTH, 0.9 + 0.42 * len(next(iter(tables.values())))), layout="constrained")
    for place, (axes, (title, table)) in enumerate(
        zip(figure.subplots(1, len(tables), sharey=True), tables.items(), strict=True)
    ):
        largest = float(np.nanmax(np.abs(table.to_numpy(float))))
        written = table.map(lambda value: wording.number(value, 2))
        diverging = bool((table.to_numpy(float) < 0).any())
        seaborn.heatmap(
            table, ax=axes, annot=written, fmt="", cbar=False, linewidths=1, annot_kws={"size": 7.5},
            cmap="vlag" if diverging else "Blues", vmin=-largest if diverging else 0, vmax=largest,
        )  # fmt: skip
        axes.set_title(title, loc="left")
        axes.set_xlabel(x_label)
        axes.set_ylabel(y_label if place == 0 else "")
        axes.tick_params(length=0)
        axes.tick_params(axis="y", rotation=0)
    return add_caption(figure, caption)


def tenth_shares(income: Array) -> Array:
    """Share of all income that each tenth of the members has, in the order given; shape (10,)."""
    return np.array([part.sum() for part in np.array_split(income, 10)]) / income.sum()


def in_thousands(runs: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Runs with some columns in thousands, for axes whose numbers must be short."""
    return runs.assign(**{column: runs[column].astype(float) / 1e3 for column in columns})


def grid_of_panels(count: int, *, height: float, sharey: bool = False) -> tuple[Figure, list[Axes]]:
    """A figure of so many panels, each `height` inches high, in up to three columns."""
    columns = _columns(count)
    rows = math.ceil(count / columns)
    figure = Figure(figsize=(WIDTH, height * rows + 0.2), layout="constrained")
    places = list(figure.subplots(rows, columns, squeeze=False, sharey=sharey).ravel())
    for axes in places[count:]:
        axes.set_axis_off()
    return figure, places[:count]


def _columns(count: int) -> int:
    return count if count < 4 else 2 if count == 4 else 3


def _band(axes: Axes, x: Array, table: Array, look: Mapping[str, Any], *, steps: bool = False) -> None:
    if steps:  # the last value lasts as long as the others
        x, table = np.append(x, 2 * x[-1] - x[-2]), np.column_stack([table, table[:, -1]])
    draw_band(axes, x, mean_band(table), look, steps=steps)


def _legend(figure: Figure, looks: Mapping[str, Mapping[str, Any]]) -> None:
    add_legend(figure, line_signs(looks), list(looks))


def _broken(label: str) -> str:
    """A label on as many lines as a small panel needs, a short unit in one piece."""
    words, _, unit = label.partition(" (")
    if len(unit) < _LABEL - 2:
        label = f"{words} (" + unit.replace(" ", "\u00a0")  # where textwrap does not break
    return plain("\n".join(textwrap.wrap(label, _LABEL)))
