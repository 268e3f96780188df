"""Curves over time with their bands: what figures of stored tables share.

Curves are means over runs; a run counts once, however many members it has. Scenarios appear in the order of the
table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from experiments.figure_style import scenario_looks
from experiments.statistics import Array, Band, mean_band
from model.months import WEEKS_PER_YEAR

MEAN_BAND = "Shaded: 95 % bootstrap interval of the mean over runs (percentile, pointwise)"


def in_run(table: pd.DataFrame, scenario: str = "this run", replicate: int = 0) -> pd.DataFrame:
    """Name the scenario and the replicate of a model's own table, so that it is drawn like a stored one.

    Parameters
    ----------
    table
        Such as `SolidarityModel.weekly`.
    scenario, replicate
        What the run is called in the figure, and its number.
    """
    return table.assign(scenario=scenario, replicate=replicate)


def by_scenario(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Names of the scenarios in a table, in its order, each with its rows."""
    return [(str(name), group) for name, group in table.groupby("scenario", sort=False, observed=True)]


def looks_of(scenarios: Sequence[str], present: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Looks of the scenarios present, the same whichever of all the study's are absent."""
    found = [str(name) for name in present]
    looks = scenario_looks(scenarios or found)
    return {name: looks[name] for name in found}


def band_of(table: pd.DataFrame, column: str, places: Array, *, along: str = "week", seed: int = 0) -> Band:
    """Mean over a scenario's runs of a column, and its interval, at each of the places `along`."""
    runs = table.pivot(index="replicate", columns=along, values=column).reindex(columns=places)
    return mean_band(runs.to_numpy(), seed=seed)


def draw_band(axes: Axes, x: Array, band: Band, look: Mapping[str, Any], *, steps: bool = False) -> None:
    """Draw a mean and shade its interval; with `steps` each value holds until the next."""
    shape: Literal["steps-post", "default"] = "steps-post" if steps else "default"
    axes.plot(x, band.mean, color=look["color"], linestyle=look["linestyle"], drawstyle=shape)
    step: Literal["post"] | None = "post" if steps else None
    axes.fill_between(x, band.low, band.high, step=step, color=look["color"], alpha=0.22, linewidth=0)


def line_signs(looks: Mapping[str, Mapping[str, Any]]) -> list[Line2D]:
    """Signs of a legend for lines."""
    return [Line2D([], [], color=look["color"], linestyle=look["linestyle"]) for look in looks.values()]


def point_signs(looks: Mapping[str, Mapping[str, Any]]) -> list[Line2D]:
    """Signs of a legend for points."""
    return [
        Line2D([], [], color=look["color"], marker=look["marker"], linestyle="none", markersize=4.5)
        for look in looks.values()
    ]


def runs_in_words(table: pd.DataFrame) -> str:
    """How many runs each scenario of a table has, as a caption says it."""
    counts = table.groupby("scenario", sort=False, observed=True)["replicate"].nunique()
    few, many = int(counts.min()), int(counts.max())
    number = f"{many:,}" if few == many else f"{few:,} to {many:,}"
    return f"{number} {'run' if many == 1 else 'runs'} per scenario"


def last_year(weekly: pd.DataFrame, weeks: int = WEEKS_PER_YEAR) -> pd.DataFrame:
    """The last year of a weekly table, or all of a shorter one."""
    return weekly[weekly["week"] > np.max(weekly["week"]) - weeks]
