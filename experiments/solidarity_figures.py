"""The bonds of an organisation: the survey's six variables over time and as a profile, and the social battery."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.curves import (
    MEAN_BAND,
    band_of,
    by_scenario,
    draw_band,
    last_year,
    line_signs,
    looks_of,
    point_signs,
    runs_in_words,
)
from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, plain, styled, week_axis
from experiments.statistics import mean_band

# Row by row: what a ritual is made of, what it leaves behind, the boundary and the exchange.
SOLIDARITY = {
    "physical_density": "Physical density",
    "shared_focus": "Shared focus",
    "shared_emotion": "Shared emotion",
    "energy": "Emotional energy",
    "symbol_attachment": "Attachment to symbols",
    "violation_response": "Response to violations",
    "distrust": "Distrust of non-members",
    "interdependence": "Interdependence",
}
# The survey's six from above, then what carries the two kinds of solidarity.
PROFILE = {
    "physical_density": "Physical density",
    "shared_focus": "Shared focus",
    "shared_emotion": "Shared emotion",
    "symbol_attachment": "Attachment to symbols",
    "violation_response": "Response to violations (1: harsh)",
    "distrust": "Distrust of non-members",
    "energy": "Emotional energy",
    "interdependence": "Interdependence",
}
_SIX = 6


@styled
def solidarity_figure(weekly: pd.DataFrame, *, scenarios: Sequence[str] = (), seed: int = 0) -> Figure:
    """The six ritual variables of the survey, emotional energy and interdependence over time."""
    groups = dict(by_scenario(weekly))
    looks = looks_of(scenarios, groups)
    weeks = np.sort(weekly["week"].unique())
    figure = Figure(figsize=(WIDTH, 4.9), layout="constrained")
    panels = figure.subplots(3, 3, sharex=True, sharey=True).ravel()
    ends: dict[str, float] = {}
    for axes, (column, title) in zip(panels, SOLIDARITY.items(), strict=False):
        for scenario, group in groups.items():
            band = band_of(group, column, weeks, seed=seed)
            draw_band(axes, weeks, band, looks[scenario])
            if column == "energy" and np.isfinite(band.mean[-1]):
                ends[scenario] = band.mean[-1]
        axes.set_title(title, loc="left")
    week_axis(panels[0], weeks[-1])
    panels[0].set_ylim(0, 1)
    for axes in panels[::3]:
        axes.set_ylabel("Mean (index 0 to 1)")
    for axes in panels[5:8]:
        axes.set_xlabel("Time (weeks)")
    panels[5].tick_params(labelbottom=True)  # below it there is only the legend
    panels[-1].set_axis_off()
    names = [plain(scenario) for scenario in looks]
    panels[-1].legend(line_signs(looks), names, loc="center", handlelength=3.2, frameon=False)
    caption = Caption(
        "What a ritual is made of (first row), what it leaves behind (second row), the boundary and the "
        "exchange (third row): means over active members, then over the runs that still have any; a line "
        "ends where no run has",
        runs_in_words(weekly),
        MEAN_BAND,
        _solidarity_reading(ends, weeks[-1]),
    )
    return add_caption(figure, caption)


def _solidarity_reading(ends: dict[str, float], last: int) -> str:
    if not ends:
        return f"in week {last} no run of any scenario has members left"
    most, least = max(ends, key=ends.__getitem__), min(ends, key=ends.__getitem__)
    sentence = f"in week {last} the members' emotional energy is highest under {most} ({ends[most]:.2f})"
    return sentence if most == least else f"{sentence} and lowest under {least} ({ends[least]:.2f})"


@styled
def profile_figure(weekly: pd.DataFrame, *, scenarios: Sequence[str] = (), seed: int = 0) -> Figure:
    """The six variables of the survey side by side, in the last year: the profile of each scenario's solidarity.

    Parameters
    ----------
    weekly
        As `Study.weekly`.
    scenarios
        All scenarios of the study, so that each keeps its colour.
    seed
        Of the bootstrap.
    """
    year = last_year(weekly)
    means = year.groupby(["scenario", "replicate"], sort=False, observed=True)[list(PROFILE)].mean().reset_index()
    looks = looks_of(scenarios, means["scenario"].unique())
    figure = Figure(figsize=(WIDTH, 3.5), layout="constrained")
    axes = figure.add_subplot()
    rows = np.arange(len(PROFILE)) + (np.arange(len(PROFILE)) >= _SIX) * 0.5  # a gap below the six
    found: dict[str, dict[str, float]] = {}
    for step, (name, group) in enumerate(by_scenario(means)):
        look, band = looks[name], mean_band(group[list(PROFILE)].to_numpy(), seed=seed)
        heights = rows + 0.5 * ((step + 0.5) / len(looks) - 0.5)
        axes.hlines(heights, band.low, band.high, color=look["color"], linewidth=2.2)
        for part in (slice(0, _SIX), slice(_SIX, None)):
            axes.plot(
                band.mean[part], heights[part], color=look["color"], linestyle=look["linestyle"], linewidth=0.8,
                marker=look["marker"], markersize=4.5, clip_on=False, zorder=3,
            )  # fmt: skip
        found[name] = dict(zip(PROFILE, band.mean.tolist(), strict=True))
    axes.set_yticks(rows, list(PROFILE.values()))
    axes.set_ylim(rows[-1] + 0.6, -0.6)
    axes.set_xlim(0, 1)
    axes.grid(axis="x", color="0.9", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("Mean of active members (index 0 to 1)")
    axes.set_ylabel("Variable (of the survey: the upper six)")
    add_legend(figure, point_signs(looks), list(looks))
    first, last = int(year["week"].min()), int(year["week"].max())
    caption = Caption(
        f"Profile of solidarity in weeks {first} to {last}: means over active members and weeks, then over the runs"
        " that have any; the survey's six variables, then energy and interdependence",
        runs_in_words(means),
        "Thick strokes: 95 % bootstrap interval of the mean over runs (percentile)",
        _profile_reading(found),
    )
    return add_caption(figure, caption)


def _profile_reading(found: dict[str, dict[str, float]]) -> str:
    known = {name: values for name, values in found.items() if np.isfinite(list(values.values())).all()}
    if not known:
        return "no scenario has members left in all its variables"
    first, *others = known
    if not others:
        highest = max(list(PROFILE)[:_SIX], key=known[first].__getitem__)
        return f"of the six variables {PROFILE[highest].lower()} is highest under {first} ({known[first][highest]:.2f})"
    gaps = {name: known[first][name] - known[others[0]][name] for name in PROFILE}
    widest = max(list(PROFILE)[:_SIX], key=lambda name: abs(gaps[name]))
    return (
        f"{first} and {others[0]} lie furthest apart in {PROFILE[widest].split(' (')[0].lower()}"
        f" ({known[first][widest]:.2f} and {known[others[0]][widest]:.2f}), and in interdependence they have"
        f" {known[first]['interdependence']:.2f} and {known[others[0]]['interdependence']:.2f}"
    )


@styled
def battery_figure(weekly: pd.DataFrame, *, scenarios: Sequence[str] = (), seed: int = 0) -> Figure:
    """The social battery, week by week through the last year: what charges members, and the charge they have.

    Parameters
    ----------
    weekly
        As `Study.weekly`.
    scenarios
        All scenarios of the study, so that each keeps its colour.
    seed
        Of the bootstrap.
    """
    year = last_year(weekly)
    members = year["active"].where(year["active"] > 0)
    year = year.assign(charges=(year["came"] + year["rally_came"]) / members)
    looks = looks_of(scenarios, year["scenario"].unique())
    weeks = np.sort(year["week"].unique())
    figure = Figure(figsize=(WIDTH, 4.2), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    swings: dict[str, tuple[float, float]] = {}
    for name, group in by_scenario(year):
        for axes, column in ((above, "energy"), (below, "charges")):
            band = band_of(group, column, weeks, seed=seed)
            draw_band(axes, weeks, band, looks[name])
            if axes is above and np.isfinite(band.mean).any():
                swings[name] = float(np.nanmin(band.mean)), float(np.nanmax(band.mean))
    above.set_ylim(0, min(1.0, 1.2 * max((high for _, high in swings.values()), default=1.0)))
    below.set_ylim(bottom=0)
    above.set_ylabel("Emotional energy\n(mean, index 0 to 1)")
    below.set_ylabel("Rituals attended\n(per member and week)")
    week_axis(below, int(weeks[-1]))
    below.set_xlim(weeks[0] - 0.5, weeks[-1] + 0.5)
    below.set_xticks([week for week in weeks if (week - weeks[0] + 1) % 4 == 0])
    below.set_xlabel("Time (weeks)")
    add_legend(figure, line_signs(looks), list(looks))
    caption = Caption(
        "The social battery in the last year: emotional energy at each week's end and the gatherings, rallies and"
        " conventions attended that week, means over active members, then over the runs that have any",
        runs_in_words(year),
        MEAN_BAND,
        _battery_reading(swings),
    )
    return add_caption(figure, caption)


def _battery_reading(swings: dict[str, tuple[float, float]]) -> str:
    if not swings:
        return "no run has members left"
    name = max(swings, key=lambda each: swings[each][1] - swings[each][0])
    low, high = swings[name]
    return f"the charge moves most under {name}, between {low:.2f} and {high:.2f} within the year"
