"""Maps of the difference between two scenarios over a grid: one row of panels for each outcome, and one for the sum.

Each panel lies over the last two factors, panels side by side over the others. Colour is the mean paired difference,
centred on zero; a dot is drawn where its interval leaves out zero, and a line where it passes through zero
among such cells.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from experiments import cells, wording
from experiments.cells import LESS, MORE, NEITHER
from experiments.figure_style import WIDTH, Caption, add_caption, plain, styled
from experiments.outcomes import BY_NAME, Outcome
from experiments.statistics import Array
from model import Scenario

_ROW = 1.15  # inches
_COLOURS = "PuOr"  # told apart with any kind of colour vision


@styled
def advantage_map_figure(summary: pd.DataFrame, verdicts: pd.DataFrame, scenario: str) -> Figure:
    """Draw where one scenario does better than the first.

    Parameters
    ----------
    summary, verdicts
        As `cells.csv` and `verdicts.csv` have them (`cells.cell_summary`, `cells.verdicts`).
    scenario
        The scenario drawn.
    """
    called, baseline = cells.called(verdicts), str(summary["scenario"].iloc[0])
    *across, _, _ = called
    own = summary[summary["scenario"] == scenario]
    marks = verdicts[verdicts["scenario"] == scenario]
    columns = [values for values, _ in own.groupby(across, sort=True)] if across else [()]
    outcomes = list(dict.fromkeys(own["outcome"]))
    figure = Figure(figsize=(WIDTH, 0.5 + _ROW * (len(outcomes) + 1)), layout="constrained")
    grid = figure.subplots(len(outcomes) + 1, len(columns), squeeze=False, sharex=True, sharey=True)
    for place, values in enumerate(columns):
        _draw_verdicts(grid[0, place], _chosen(marks, across, values), list(called))
        title = "\n".join(f"{called[name]} {_level(value)}" for name, value in zip(across, values, strict=True))
        grid[0, place].set_title(plain(title), fontsize=8)
    _name_row(grid[0, -1], "Balance of\noutcomes")
    for row, outcome in zip(grid[1:], outcomes, strict=True):
        rows = own[own["outcome"] == outcome]
        reach = float(np.nanmax(np.abs(rows["difference"].to_numpy(float)), initial=0.0)) or 1.0
        for axes, values in zip(row, columns, strict=True):
            image = _draw_differences(axes, _chosen(rows, across, values), list(called), reach)
        bar = figure.colorbar(image, ax=list(row), fraction=0.03, pad=0.16 / len(columns), aspect=10)
        bar.ax.set_gid("table")  # its unit stands beside it
        bar.ax.tick_params(labelsize=6)
        bar.ax.yaxis.set_major_formatter(lambda value, _: wording.number(float(f"{value:.3g}")))
        _name_row(row[-1], _row_name(BY_NAME[outcome]))
    _label_axes(grid, called)
    return add_caption(figure, _caption(own, marks, scenario, baseline))


def _chosen(table: pd.DataFrame, names: list[str], values: tuple[Any, ...]) -> pd.DataFrame:
    for name, value in zip(names, values, strict=True):
        table = table[table[name] == value]
    return table


def _table(rows: pd.DataFrame, names: list[str], values: str) -> Array:
    return rows.pivot(index=names[-2], columns=names[-1], values=values).to_numpy()


def _draw_verdicts(axes: Axes, rows: pd.DataFrame, names: list[str]) -> None:
    codes = _table(rows.assign(code=rows["verdict"].map({LESS: 0, NEITHER: 1, MORE: 2})), names, "code")
    palette = seaborn.color_palette(_COLOURS, 7)
    colours = ListedColormap([palette[1], palette[3], palette[5]])
    axes.imshow(codes.astype(float), origin="lower", aspect="auto", cmap=colours, vmin=0, vmax=2)
    higher, lower = _table(rows, names, "higher"), _table(rows, names, "lower")
    for (down, along), plus in np.ndenumerate(higher):
        axes.text(along, down, f"+{plus:.0f}\n−{lower[down, along]:.0f}", ha="center", va="center", fontsize=6)
    _ticks(axes, rows, names)


def _draw_differences(axes: Axes, rows: pd.DataFrame, names: list[str], reach: float) -> AxesImage:
    differences = _table(rows, names, "difference").astype(float)
    axes.set_facecolor("0.82")  # where there is no value
    image = axes.imshow(differences, origin="lower", aspect="auto", cmap=_COLOURS, vmin=-reach, vmax=reach)
    clear = (_table(rows, names, "difference_low") > 0) | (_table(rows, names, "difference_high") < 0)
    sure = np.ma.masked_where(~clear | ~np.isfinite(differences), differences)  # elsewhere a line would be luck
    if sure.count() and sure.min() < 0 < sure.max() and min(differences.shape) > 1:
        axes.contour(sure, levels=[0], colors="black", linewidths=1.2)
    down, along = np.nonzero(clear)
    axes.plot(along, down, "o", color="black", markersize=2.8, markeredgecolor="white", markeredgewidth=0.5)
    _ticks(axes, rows, names)
    return image


def _ticks(axes: Axes, rows: pd.DataFrame, names: list[str]) -> None:
    for axis, name in ((axes.yaxis, names[-2]), (axes.xaxis, names[-1])):
        levels = np.sort(rows[name].unique())
        axis.set_ticks(range(len(levels)), [_level(level) for level in levels], fontsize=6.5)


def _level(value: Any) -> str:
    return f"{value:.2g}" if isinstance(value, float) else str(value)


def _row_name(outcome: Outcome) -> str:
    return "\n".join([*textwrap.wrap(outcome.label, 16), *textwrap.wrap(f"({outcome.unit})", 16)])


def _name_row(axes: Axes, words: str) -> None:
    """Write beside a row of panels what it shows."""
    axes.text(1.04, 0.5, plain(words), transform=axes.transAxes, fontsize=6.5, va="center")


def _label_axes(grid: Any, called: Mapping[str, str]) -> None:
    units = {each.name: each.unit for each in Scenario.all_parameters()}
    *_, down, across = called
    for axes in grid[-1]:
        axes.set_xlabel(f"{called[across].capitalize()} ({units[across]})")
    for axes in grid[:, 0]:
        axes.set_ylabel(f"{called[down].capitalize()}\n({units[down]})", fontsize=6.5)


def _caption(own: pd.DataFrame, marks: pd.DataFrame, scenario: str, baseline: str) -> Caption:
    pairs = own.loc[own["difference"].notna(), "pairs"]
    few, many = (int(pairs.min()), int(pairs.max())) if len(pairs) else (0, 0)
    counts = f"{many:,}" if few == many else f"{few:,} to {many:,}"
    return Caption(
        f"{scenario.capitalize()} less {baseline} in {len(marks)} cells: how many outcomes are clearly higher (+) and"
        " lower (−) (first row; violet: more are higher, orange: more are lower) and the mean paired difference in each"
        " (dots: its interval leaves out zero; black line: it passes through zero among cells with dots; grey: no"
        " value)",
        f"{counts} {'pair of runs' if many == 1 else 'pairs of runs'} in a cell, with common random numbers",
        "95 % bootstrap interval (BCa) of the mean paired difference, not corrected for the number of comparisons",
        cells.where_effective(marks, scenario, baseline),
    )
