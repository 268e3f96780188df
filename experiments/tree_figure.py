"""The tree of sponsors drawn radially: founders around the middle, a ring for each level, an angle for each leaf.

Every membership keeps its place after leaving, so that the tree shows what has been recruited and what is left of it.
"""

from __future__ import annotations

import itertools
import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import BoundaryNorm, Colormap, ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.curves import by_scenario, in_run
from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, plain, styled

SHADES = {
    "energy": "Emotional energy (0 to 1)",
    "symbol_attachment": "Attachment to symbols (0 to 1)",
    "rank": "Rank (steps of the plan)",
    "joined": "Time of joining (week)",
}
MOST_PANELS = 9
_SHADES, _TURNS = 12, 5  # of lines: drawn in turns, so that in a crowd the darkest do not hide the others
_MANY = 3_000  # members from which a PDF holds the tree as an image, since a viewer would take minutes over so many
_COLOURS = "flare"  # rising in darkness only, so that it reads in grey and with any kind of colour vision
_DORMANT, _LEFT = "0.62", "0.86"


class Layout(NamedTuple):
    """Where members lie, each array of shape (members,): `x`, `y` with rings one apart, and their `level`, from 1."""

    x: np.ndarray
    y: np.ndarray
    level: np.ndarray


def radial_layout(sponsor: np.ndarray) -> Layout:
    """Lay a forest out in rings: every leaf gets the same angle, every other member the middle of its own leaves'.

    Parameters
    ----------
    sponsor
        Row of each member's sponsor, above the member's own; -1: a founder.
    """
    above = sponsor.tolist()
    members = len(above)
    leaves = [0] * members
    for row in range(members - 1, -1, -1):
        leaves[row] = leaves[row] or 1
        if above[row] >= 0:
            leaves[above[row]] += leaves[row]
    begin, taken, level = [0] * members, [0] * members, [1] * members
    around = 0
    for row, upline in enumerate(above):
        if upline < 0:
            begin[row] = around
            around += leaves[row]
        else:
            begin[row] = begin[upline] + taken[upline]
            taken[upline] += leaves[row]
            level[row] = level[upline] + 1
    angle = 2 * math.pi * (np.array(begin) + np.array(leaves) / 2) / max(around, 1)
    rings = np.array(level, float)
    return Layout(rings * np.sin(angle), rings * np.cos(angle), rings)


@styled
def tree_figure(
    distributors: pd.DataFrame, *, colour: str = "energy", run: str = "the first of each scenario"
) -> Figure:
    """Draw the sponsor tree of one run of each scenario, leavers faded; made for up to some 100,000 members.

    Parameters
    ----------
    distributors
        One row per membership in order of joining, as `SolidarityModel.distributors` or `Study.distributors`; of a
        stored table with several runs of a scenario the first is drawn, of several scenarios the first nine.
    colour
        By what members are coloured: energy, symbol_attachment, rank or joined.
    run
        Which run of how many it is, for the caption.

    Raises
    ------
    ValueError
        When members cannot be coloured by it.
    """
    if colour not in SHADES:
        raise ValueError(f"colour = {colour!r} is not allowed: it must be one of {', '.join(SHADES)}.")
    table = distributors if "scenario" in distributors else in_run(distributors)
    groups = dict(by_scenario(table)[:MOST_PANELS])
    columns = min(len(groups), 2 if len(groups) in (2, 4) else 3)
    rows = math.ceil(len(groups) / columns)
    figure = Figure(figsize=(WIDTH, rows * (WIDTH - 0.9) / columns), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    drawn = {name: group[group["replicate"] == group["replicate"].min()] for name, group in groups.items()}
    colours, norm = _scale(pd.concat(drawn.values()), colour)
    for axes, (name, members) in zip(panels, drawn.items(), strict=False):
        marks = _draw_tree(axes, members, colour, colours, norm, columns)
        counts = members["status"].value_counts()
        title = f"{name}: {counts.get('active', 0):,} active of {len(members):,}" if len(drawn) > 1 else ""
        axes.set_title(plain(title), fontsize=8)
    for axes in panels:
        axes.set_axis_off()
    bar = figure.colorbar(marks, ax=list(panels), fraction=0.03, pad=0.02, shrink=0.6, aspect=25)
    bar.set_label(SHADES[colour])
    bar.outline.set_visible(False)
    if colour == "rank":
        bar.set_ticks(range(int(norm.vmax or 0) + 1))
    signs = [_dot(colours(0.6), 5.0), _dot(_DORMANT, 4.0), _dot(_LEFT, 4.0)]
    add_legend(figure, signs, ["active (coloured)", "dormant", "left"])
    return add_caption(figure, _caption(drawn, colour, run))


def _dot(colour: Any, size: float) -> Line2D:
    return Line2D([], [], marker="o", color=colour, linestyle="none", markersize=size)


def _scale(members: pd.DataFrame, colour: str) -> tuple[Colormap, Normalize]:
    """Colours and what they stand for, the same for all panels."""
    if colour == "rank":
        highest = max(1, int(members["rank"].max()))
        return ListedColormap(seaborn.color_palette(_COLOURS, highest + 1)), BoundaryNorm(
            np.arange(highest + 2) - 0.5, highest + 1
        )
    largest = float(max(1, members["joined"].max())) if colour == "joined" else 1.0
    return seaborn.color_palette(_COLOURS, as_cmap=True), Normalize(0.0, largest)


def _draw_tree(
    axes: Axes, members: pd.DataFrame, colour: str, colours: Colormap, norm: Normalize, columns: int
) -> PathCollection:
    """Draw one run's tree in one of so many columns of panels, and return the marks that carry the colours."""
    sponsor = members["sponsor"].to_numpy(np.int64)
    place = radial_layout(sponsor)
    rings = place.level.max(initial=1.0)
    fine = len(members) > _MANY
    size = float(np.clip(9_000 / max(len(members), 1) / columns**2, 0.25, 14.0))
    status = members["status"].astype(str).to_numpy()
    values = members[colour].to_numpy(float)
    active = np.flatnonzero(status == "active")
    shade = np.full(len(members), -1)
    shade[active] = np.minimum(_SHADES - 1, _SHADES * values[active] / max(float(norm.vmax or 1.0), 1e-9))
    for which, grey in (("left", _LEFT), ("dormant", _DORMANT)):  # what is faded lies below
        some = np.flatnonzero(status == which)
        _draw_lines(axes, place, sponsor, some, grey, fine=fine)
        axes.scatter(place.x[some], place.y[some], s=0.6 * size, color=grey, linewidths=0, rasterized=fine, zorder=2)
    turn = np.arange(len(members)) % _TURNS
    for now, step in itertools.product(range(_TURNS), range(_SHADES)):
        some = np.flatnonzero((shade == step) & (turn == now))  # a line has its lower end's colour
        _draw_lines(axes, place, sponsor, some, colours((step + 0.5) / _SHADES), fine=fine)
    axes.set(xlim=(-rings - 0.3, rings + 0.3), ylim=(-rings - 0.3, rings + 0.3), aspect="equal")
    return axes.scatter(
        place.x[active], place.y[active], s=size, c=values[active], cmap=colours, norm=norm, linewidths=0,
        rasterized=fine, zorder=3,
    )  # fmt: skip


def _draw_lines(axes: Axes, place: Layout, sponsor: np.ndarray, rows: np.ndarray, colour: Any, *, fine: bool) -> None:
    """Draw the lines from sponsors to members in one stroke, which is much faster than one by one."""
    rows = rows[sponsor[rows] >= 0]
    above, nothing = sponsor[rows], np.full(len(rows), np.nan)
    x, y = (np.column_stack([at[above], at[rows], nothing]).ravel() for at in (place.x, place.y))
    axes.plot(x, y, color=colour, linewidth=0.2 if fine else 0.6, alpha=0.8, rasterized=fine, zorder=1)


def _caption(drawn: dict[str, pd.DataFrame], colour: str, run: str) -> Caption:
    one = next(iter(drawn.values()))
    return Caption(
        "Who recruited whom: founders in the innermost ring, everybody in the ring outside the sponsor's, active"
        f" members coloured by {SHADES[colour].split(' (')[0].lower()}, those who left faded in their places",
        f"1 run of each scenario, {run}, not chosen by its looks"
        if len(drawn) > 1
        else f"1 run of {len(one):,} members",
        "No interval: every member of one run is drawn",
        _reading(drawn),
    )


def _reading(drawn: dict[str, pd.DataFrame]) -> str:
    largest = max(drawn, key=lambda name: len(drawn[name]))
    members = drawn[largest]
    founders = members["sponsor"].to_numpy() < 0
    line = members.loc[~founders, "line"].value_counts()
    left = 100 * float((members["status"] == "left").mean())
    where = f"under {largest} " if len(drawn) > 1 else ""
    widest = f"one founder's line holds {100 * line.iloc[0] / line.sum():.0f} % of all recruits" if len(line) else ""
    return f"{where}{widest or 'nobody was recruited'}, and {left:.0f} % of all {len(members):,} members have left"
