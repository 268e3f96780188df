"""How an organisation grows: active members over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import SymmetricalLogLocator

from experiments import wording
from experiments.curves import MEAN_BAND, band_of, by_scenario, draw_band, line_signs, looks_of, runs_in_words
from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, styled, week_axis
from experiments.statistics import Band


@styled
def growth_figure(weekly: pd.DataFrame, *, scenarios: Sequence[str] = (), seed: int = 0) -> Figure:
    """Active members over time; the count axis is logarithmic when scenarios differ more than twentyfold."""
    weeks = np.sort(weekly["week"].unique())
    bands = {scenario: band_of(group, "active", weeks, seed=seed) for scenario, group in by_scenario(weekly)}
    figure = Figure(figsize=(WIDTH, 3.4), layout="constrained")
    axes = figure.add_subplot()
    looks = looks_of(scenarios, bands)
    for scenario, band in bands.items():
        draw_band(axes, weeks, band, looks[scenario])
        if band.mean[-1] == 0:
            _mark_extinction(axes, weeks[np.flatnonzero(np.append(1, band.mean))[-1]], looks[scenario])
    peaks = [band.mean.max() for band in bands.values()]
    logarithmic = max(peaks) > 20 * max(min(peaks), 1)
    if logarithmic:
        axes.set_yscale("symlog", linthresh=10, linscale=0.5)
        axes.yaxis.set_minor_locator(SymmetricalLogLocator(base=10, linthresh=10, subs=range(2, 10)))
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_xlabel("Time (weeks)")
    axes.set_ylabel("Active members (persons)")
    week_axis(axes, weeks[-1])
    add_legend(figure, line_signs(looks), list(looks))
    shows = "Active members over time, mean over runs"
    shows += " (logarithmic above 10)" if logarithmic else ""
    if any(band.mean[-1] == 0 for band in bands.values()):
        shows += "; a cross marks where the last run of a scenario has died out"
    reading = _growth_reading(bands, weekly[weekly["week"] == weeks[-1]])
    return add_caption(figure, Caption(shows, runs_in_words(weekly), MEAN_BAND, reading))


def _mark_extinction(axes: Axes, week: float, look: dict[str, Any]) -> None:
    """Put a cross where a curve comes to lie on the axis, since a line along it is easily overlooked."""
    axes.plot([week], [0], "x", color=look["color"], markersize=7, markeredgewidth=2, clip_on=False, zorder=5)


def _growth_reading(bands: dict[str, Band], end: pd.DataFrame) -> str:
    """Read the growth figure; `end` is the last week's rows."""
    ends = {scenario: band.mean[-1] for scenario, band in bands.items()}
    most, fewest = max(ends, key=ends.__getitem__), min(ends, key=ends.__getitem__)
    interval = wording.with_interval(ends[most], bands[most].low[-1], bands[most].high[-1])
    sentence = f"in week {end['week'].iloc[0]} {most} has {interval} active members"
    if most == fewest:
        return sentence
    active = end.loc[end["scenario"] == fewest, "active"]
    extinct = f" (none is left in {(active == 0).sum()} of {len(active)} runs)" if (active == 0).any() else ""
    return f"{sentence}, the most, and {fewest} {wording.number(ends[fewest])}, the fewest{extinct}"
