"""Figures of a sweep: lines along what varies, heat maps over two parameters, ways there and back."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn
from matplotlib.figure import Figure

from experiments import wording
from experiments.claims_figures import BAND, BARS, courses, grid_of_panels, side_by_side
from experiments.figure_style import Caption, add_caption, plain, styled
from experiments.outcomes import BY_NAME
from experiments.statistics import mean_band
from model import Scenario
from model.schedule import Change

SHOWN = ("members", "annual_retention", "attendance", "energy", "interdependence", "net_income_per_member")
MOST_LEVELS = 12  # of a factor; of more, runs are put together in tenths of its range
_UNITS = {each.name: each.unit or "value" for each in Scenario.all_parameters()}
_WAYS = ("first way", "way back")
_TAIL = 26  # weeks at the end of a step over which it is measured, or half of a shorter step
_BACK_AND_FORTH = {
    "attendance": "Attendance (share of those called)",
    "energy": "Emotional energy (0 to 1)",
    "symbol_attachment": "Attachment to symbols (0 to 1)",
    "active": "Active members (persons)",
}


def called(name: str) -> str:
    """What a factor is called in figures: its own name, without the unit."""
    words = name.rsplit(".", 1)[-1].replace("_", " ")
    return words.removesuffix(f" {_UNITS.get(name, '').split(' ')[0]}")


def axis_label(name: str) -> str:
    """A factor with its unit, for an axis."""
    return f"{called(name).capitalize()} ({_UNITS.get(name, 'option')})"


def outcome_label(name: str) -> str:
    """An outcome with its unit, for an axis."""
    return f"{BY_NAME[name].label} ({BY_NAME[name].unit})"


def sweep_lines_figure(
    runs: pd.DataFrame, factor: str, *, by: str | None = None, outcomes: Sequence[str] = SHOWN
) -> Figure:
    """Outcomes along a parameter that was varied.

    Parameters
    ----------
    runs
        Rows of `Study.runs` with a result: `point`, `replicate`, what varies, outcomes.
    factor
        A column of numbers. Where it has more than twelve levels, points are put together in tenths of their order.
    by
        A column, of which each value gets a line of its own; None: one line, a mean over all else that varies.
    outcomes
        Columns to draw, a panel each.
    """
    binned = runs[factor].nunique() > MOST_LEVELS
    table = runs.assign(variant=option_names(runs, [by]) if by else "all", x=runs[factor].astype(float))
    if binned:
        table = table.groupby(["variant", "point"], sort=False)[["x", *outcomes]].mean().reset_index()
        table["x"] = table.groupby(pd.qcut(table["x"], 10, duplicates="drop"), observed=True)["x"].transform("mean")
        table["replicate"] = table.groupby(["variant", "x"]).cumcount()
    else:
        table = table.groupby(["variant", "x", "replicate"], sort=False)[list(outcomes)].mean().reset_index()
    caption = Caption(
        f"Outcomes along {called(factor)}, mean over "
        + ("the points of the design in each tenth of its range" if binned else "runs at each level")
        + (f", by {called(by)}" if by else " and over all else that varies"),
        f"{len(runs):,} runs at {runs['point'].nunique():,} points of the design",
        BAND.replace("runs", "points") if binned else BAND,
        _lines_reading(table, factor, outcomes[0]),
    )
    panels = {name: outcome_label(name) for name in outcomes}
    return courses(table, panels, caption, x="x", x_label=axis_label(factor), below_zero=True, marked=True)


def _lines_reading(table: pd.DataFrame, factor: str, outcome: str) -> str:
    variant = table["variant"].iloc[0]
    means = table[table["variant"] == variant].groupby("x")[outcome].mean().dropna()
    label, where = BY_NAME[outcome].label.lower(), f" ({variant})" if table["variant"].nunique() > 1 else ""
    if means.empty:
        return f"{label}{where} has no value anywhere"
    ends = " to ".join(wording.number(float(means.loc[at])) for at in (means.index.min(), means.index.max()))
    return (
        f"from the lowest {called(factor)} ({means.index.min():.3g}) to the highest ({means.index.max():.3g}) {label}"
        f"{where} goes from {ends} {BY_NAME[outcome].unit}"
    )


@styled
def sweep_map_figure(runs: pd.DataFrame, down: str, across: str, *, outcomes: Sequence[str] = SHOWN) -> Figure:
    """Heat maps of outcomes over two parameters: mean over runs and over all else that varies.

    Parameters
    ----------
    runs
        Rows of `Study.runs` with a result.
    down, across
        Columns that were varied.
    outcomes
        Columns to draw, a panel each.
    """
    levels = runs[down].nunique(), runs[across].nunique()
    figure, panels = grid_of_panels(len(outcomes), height=1.0 + 0.26 * levels[0])
    written = max(levels) <= 7
    for axes, outcome in zip(panels, outcomes, strict=True):
        cells = runs.groupby([down, across])[outcome]
        table = cells.mean().unstack()
        seaborn.heatmap(
            table.astype(float), ax=axes, cmap="flare", linewidths=0.5, cbar=not written, annot_kws={"size": 6.5},
            annot=table.astype(float).map(wording.short) if written else None,
            fmt="", cbar_kws=None if written else {"label": f"({BY_NAME[outcome].unit})"},
        )  # fmt: skip
        axes.invert_yaxis()
        title = "\n".join(textwrap.wrap(f"{outcome_label(outcome)}, ±\u00a0{_half_width(cells)}", 30))
        axes.set_title(plain(title), fontsize=7.5, loc="left")
        axes.set(xlabel=axis_label(across), ylabel=axis_label(down))
        axes.set_yticklabels(axes.get_yticklabels(), rotation=0)
        axes.tick_params(length=0, labelsize=6.5)
    first = runs.groupby([down, across])[outcomes[0]].mean()
    best: Any = first.idxmax()
    caption = Caption(
        f"Outcomes over {called(down)} and {called(across)}, mean over runs and over all else that varies",
        f"{len(runs):,} runs, {len(runs) / len(first):.3g} in a cell",
        "±: median half-width, over the cells of a map, of the 95 % bootstrap interval of the mean over runs"
        " (percentile), not known for single runs",
        f"{BY_NAME[outcomes[0]].label.lower()}: highest, {wording.number(float(first.max()))}, at {called(down)}"
        f" {best[0]:g} and {called(across)} {best[1]:g}",
    )
    return add_caption(figure, caption)


def _half_width(cells: Any) -> str:
    """Median over cells of half the width of the mean's interval."""
    widths = []
    for _, values in cells:
        band = mean_band(values.to_numpy(float)[:, None])
        widths.append(float(band.high[0] - band.low[0]) / 2)
    known = [width for width in widths if np.isfinite(width)]
    return wording.short(float(f"{np.median(known):.2g}")) if known else "not known"


def sweep_options_figure(runs: pd.DataFrame, by: str, *, outcomes: Sequence[str] = SHOWN) -> Figure:
    """Outcomes of options side by side, single runs and their mean, where no number varies."""
    table = runs.assign(scenario=runs[by].map(str))
    first = table.groupby("scenario", sort=False)[outcomes[0]].mean()
    caption = Caption(
        f"Outcomes by {called(by)}, mean over runs",
        f"{len(runs):,} runs",
        BARS,
        f"{BY_NAME[outcomes[0]].label.lower()}: highest, {wording.number(float(first.max()))}, with {first.idxmax()}",
    )
    return side_by_side(table, {name: outcome_label(name) for name in outcomes}, caption, rows=called(by).capitalize())


def ways_of(scenario: Scenario) -> pd.DataFrame:
    """The steps of a schedule that takes one parameter up and down again, or down and up.

    Returns
    -------
    DataFrame
        One row per step: `way`, `value`, `begin` and `end` (weeks, both included) and, in `attrs`, the `parameter`;
        empty when the schedule does something else.
    """
    changes: tuple[Change, ...] = scenario.schedule
    names = {name for change in changes for name, _ in change.values}
    nothing = pd.DataFrame(columns=["way", "value", "begin", "end"])
    if len(names) != 1 or len(changes) < 2:
        return nothing
    (name,) = names
    first: Any = scenario
    for part in name.split("."):
        first = getattr(first, part)
    values = [first, *(change.values[0][1] for change in changes)]
    if any(isinstance(value, bool) or not isinstance(value, (int, float)) for value in values):
        return nothing
    moves = np.sign(np.diff(values))
    turns = np.flatnonzero(moves[1:] != moves[:-1])
    if len(turns) != 1 or 0 in moves:
        return nothing
    turn = int(turns[0]) + 1
    begins = [1, *(change.week for change in changes), scenario.weeks + 1]
    steps = pd.DataFrame({"value": np.array(values, float), "begin": begins[:-1], "end": np.array(begins[1:]) - 1})
    there, back = steps.iloc[: turn + 1].assign(way=_WAYS[0]), steps.iloc[turn:].assign(way=_WAYS[1])
    both = pd.concat([there, back], ignore_index=True)
    both.attrs["parameter"] = name
    return both


def ways_figure(weekly: pd.DataFrame, scenario: Scenario) -> Figure:
    """The same parameter on the way there and on the way back: where the lines differ, history decides (hysteresis).

    Parameters
    ----------
    weekly
        Weekly table of runs of one scenario.
    scenario
        The scenario, whose schedule takes one parameter there and back (`ways_of`).

    Raises
    ------
    ValueError
        When it does not.
    """
    steps = ways_of(scenario)
    if steps.empty:
        raise ValueError("the schedule does not take one parameter there and back.")
    rows = []
    for way, value, begin, end in zip(
        *(steps[name].tolist() for name in ("way", "value", "begin", "end")), strict=True
    ):
        tail = end - min(_TAIL, (end - begin + 1) // 2)
        ends = weekly[(weekly["week"] > tail) & (weekly["week"] <= end)]
        means = ends.groupby("replicate")[list(_BACK_AND_FORTH)].mean().reset_index()
        rows.append(means.assign(variant=way, x=value))
    table = pd.concat(rows, ignore_index=True)
    parameter = str(steps.attrs["parameter"])
    weeks = int((steps["end"] - steps["begin"] + 1).median())
    caption = Caption(
        f"One organisation there and back along {called(parameter)}, about {weeks} weeks at each value: means over the"
        " last half-year at it, or the last half of the weeks",
        f"{weekly['replicate'].nunique():,} runs",
        BAND,
        _ways_reading(table, parameter),
    )
    return courses(table, _BACK_AND_FORTH, caption, x="x", x_label=axis_label(parameter), marked=True)


def _ways_reading(table: pd.DataFrame, parameter: str) -> str:
    means = table.groupby(["x", "variant"])["attendance"].mean().unstack().dropna()
    apart = (means[_WAYS[0]] - means[_WAYS[1]]).abs()
    if apart.empty or apart.max() == 0:
        return "attendance is the same on both ways"
    at = apart.idxmax()
    there, back = (f"{means.loc[at, way]:.2f}" for way in _WAYS)
    return f"at {called(parameter)} {at:g} attendance is {there} on the first way and {back} on the way back"


def option_names(runs: pd.DataFrame, factors: Sequence[str]) -> pd.Series:
    """What the point of each run is called: the values of its factors, or their number where they are long."""
    names: dict[str, Mapping[Any, str]] = {}
    for factor in factors:
        values = list(dict.fromkeys(runs[factor]))
        long = any(len(str(value)) > 24 for value in values)
        names[factor] = {
            value: f"{called(factor)} {number}" if long else _short(factor, value)
            for number, value in enumerate(values, 1)
        }
    columns = [[names[factor][value] for value in runs[factor]] for factor in factors]
    return pd.Series([", ".join(each) for each in itertools.zip_longest(*columns)], runs.index, dtype=object)


def _short(factor: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    return f"{called(factor)} {value:g}" if not isinstance(value, (bool, np.bool_)) else f"{called(factor)}: {value}"
