"""The figures of a comparison, each one function over the stored tables.

Every function takes the tables as `experiments.store` gives them and returns a matplotlib Figure, in a
notebook too. Scenarios appear in the order of the table. Curves are means over runs; a run counts once,
however many members it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import SymmetricalLogLocator

from experiments import wording
from experiments.differences_figure import differences_figure
from experiments.figure_style import (
    WIDTH,
    Caption,
    add_caption,
    add_legend,
    plain,
    save,
    scenario_looks,
    styled,
    week_axis,
)
from experiments.outcomes import Outcome
from experiments.recruiting import recruits_figure
from experiments.solidarity_outcomes import SOLIDARITY_OUTCOMES
from experiments.statistics import Array, Band, mean_band
from experiments.survival import kaplan_meier, log_rank

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
_MEAN_BAND = "Shaded: 95 % bootstrap interval of the mean over runs (percentile, pointwise)"


def write_comparison_figures(
    folder: Path,
    runs: pd.DataFrame,
    weekly: pd.DataFrame,
    survival: pd.DataFrame,
    ledger: pd.DataFrame,
    summary: pd.DataFrame,
    labels: Mapping[str, Outcome],
) -> list[Path]:
    """Draw and save the figures as PNG and PDF; runs whose status is not "done" are left out.

    Returns
    -------
    list of Path
        growth.png, survival.png, recruits.png, solidarity.png, differences.png and differences_of_solidarity.png in
        `folder`; without survival when nobody was ever recruited, without differences when there is one scenario only.

    Raises
    ------
    ValueError
        When no run is done.
    """
    done = runs.loc[runs["status"] == "done", ["scenario", "replicate"]]
    if done.empty:
        raise ValueError("no run is done: there is nothing to draw.")
    weekly, survival, ledger = (table.merge(done, on=["scenario", "replicate"]) for table in (weekly, survival, ledger))
    scenarios = [str(name) for name in summary["scenario"].unique()]
    drawn = {"growth": growth_figure(weekly, scenarios=scenarios)}
    if len(survival):
        drawn["survival"] = survival_figure(survival, scenarios=scenarios)
    drawn["recruits"] = recruits_figure(ledger, scenarios=scenarios)
    drawn["solidarity"] = solidarity_figure(weekly, scenarios=scenarios)
    if len(scenarios) > 1:
        of_solidarity = summary["outcome"].isin([outcome.name for outcome in SOLIDARITY_OUTCOMES])
        for name, rows in (("differences", ~of_solidarity), ("differences_of_solidarity", of_solidarity)):
            if rows.any():
                drawn[name] = differences_figure(summary[rows], labels)
    return [save(figure, folder, name) for name, figure in drawn.items()]


@styled
def growth_figure(weekly: pd.DataFrame, *, scenarios: Sequence[str] = (), seed: int = 0) -> Figure:
    """Active members over time; the count axis is logarithmic when scenarios differ more than twentyfold."""
    weeks = np.sort(weekly["week"].unique())
    bands = {scenario: _band(group, "active", weeks, seed) for scenario, group in _by_scenario(weekly)}
    figure = Figure(figsize=(WIDTH, 3.4), layout="constrained")
    axes = figure.add_subplot()
    looks = _looks(scenarios, bands)
    for scenario, band in bands.items():
        _draw_band(axes, weeks, band, looks[scenario])
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
    add_legend(figure, _lines(looks), list(looks))
    shows = "Active members over time, mean over runs"
    shows += " (logarithmic above 10)" if logarithmic else ""
    if any(band.mean[-1] == 0 for band in bands.values()):
        shows += "; a cross marks where the last run of a scenario has died out"
    reading = _growth_reading(bands, weekly[weekly["week"] == weeks[-1]])
    return add_caption(figure, Caption(shows, _runs(weekly), _MEAN_BAND, reading))


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


@styled
def survival_figure(survival: pd.DataFrame, *, scenarios: Sequence[str] = (), seed: int = 0) -> Figure:
    """Kaplan-Meier curves of membership with the numbers at risk below."""
    curves = kaplan_meier(survival, seed=seed)
    looks = _looks(scenarios, curves["scenario"].unique())
    last = int(curves["week"].max())
    figure = Figure(figsize=(WIDTH, 3.3 + 0.17 * len(looks)), layout="constrained")
    axes, table = figure.subplots(2, 1, sharex=True, height_ratios=[2.9, 0.17 * len(looks)])
    for scenario, curve in _by_scenario(curves):
        band = Band(*curve[["survival", "low", "high"]].to_numpy().T)
        _draw_band(axes, curve["week"].to_numpy(), band, looks[scenario], steps=True)
    axes.set_ylim(0, 1)
    week_axis(axes, last)
    axes.tick_params(labelbottom=True)
    axes.set_xlabel("Time since joining (weeks)")
    axes.set_ylabel("Still active (share of members)")
    _draw_at_risk(table, curves, list(looks), [tick for tick in axes.get_xticks() if 0 <= tick <= axes.get_xlim()[1]])
    add_legend(figure, _lines(looks), list(looks))
    caption = Caption(
        "Share of members still active by time since joining, all runs of a scenario pooled (Kaplan-Meier); "
        "members active at the end are censored",
        _runs(survival),
        "Shaded: 95 % bootstrap interval over runs, since members of one tree are not independent "
        f"(percentile, pointwise){_log_rank_words(survival, next(iter(looks)), seed)}",
        _survival_reading(curves, last),
    )
    return add_caption(figure, caption)


def _draw_at_risk(axes: Axes, curves: pd.DataFrame, scenarios: list[str], ticks: list[float]) -> None:
    axes.set_gid("table")
    axes.set_title("Members at risk (persons, all runs)", loc="left", fontsize=7.5)
    at_risk = curves.set_index(["scenario", "week"])["at_risk"].to_dict()
    for row, scenario in enumerate(scenarios):
        for tick in ticks:
            axes.text(tick, row, f"{at_risk.get((scenario, int(tick)), 0):,}", ha="center", va="center", fontsize=7)
    axes.set_yticks(range(len(scenarios)), [plain(scenario) for scenario in scenarios])
    axes.set_ylim(len(scenarios) - 0.4, -0.6)
    axes.tick_params(length=0, labelbottom=False)
    axes.tick_params(axis="y", pad=22, labelsize=7)  # the first number stands astride the axis
    seaborn.despine(ax=axes, left=True, bottom=True)


def _log_rank_words(survival: pd.DataFrame, baseline: str, seed: int) -> str:
    """A sentence with the p values of the tests against the first scenario; empty where there is no test."""
    tests = log_rank(survival, baseline, seed=seed)
    if tests.empty or tests["p_value"].isna().all():
        return ""
    values = tests.dropna(subset="p_value").set_index("scenario")["p_value"]
    words = ", ".join(f"{name} p {'< 0.001' if p < 0.001 else f'= {p:.2g}'}" for name, p in values.items())
    return f". Log-rank test against {baseline}, by bootstrap over pairs of runs, uncorrected: {words}"


def _survival_reading(curves: pd.DataFrame, last: int) -> str:
    week = min(52, last)
    staying = {name: curve.loc[curve["week"] <= week, "survival"].iloc[-1] for name, curve in _by_scenario(curves)}
    best, worst = max(staying, key=staying.__getitem__), min(staying, key=staying.__getitem__)
    period = "one year" if week == 52 else f"{week} weeks"
    more, fewer = (wording.number(100 * staying[name], 0) for name in (best, worst))
    sentence = f"of 100 who join under {best}, {more} are still active after {period}"
    return sentence if best == worst else f"{sentence}, of 100 under {worst} {fewer}"


@styled
def solidarity_figure(weekly: pd.DataFrame, *, scenarios: Sequence[str] = (), seed: int = 0) -> Figure:
    """The six ritual variables of the survey, emotional energy and interdependence over time."""
    groups = dict(_by_scenario(weekly))
    looks = _looks(scenarios, groups)
    weeks = np.sort(weekly["week"].unique())
    figure = Figure(figsize=(WIDTH, 4.9), layout="constrained")
    panels = figure.subplots(3, 3, sharex=True, sharey=True).ravel()
    ends: dict[str, float] = {}
    for axes, (column, title) in zip(panels, SOLIDARITY.items(), strict=False):
        for scenario, group in groups.items():
            band = _band(group, column, weeks, seed)
            _draw_band(axes, weeks, band, looks[scenario])
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
    panels[-1].legend(_lines(looks), names, loc="center", handlelength=3.2, frameon=False)
    caption = Caption(
        "What a ritual is made of (first row), what it leaves behind (second row), the boundary and the "
        "exchange (third row): means over active members, then over the runs that still have any; a line "
        "ends where no run has",
        _runs(weekly),
        _MEAN_BAND,
        _solidarity_reading(ends, weeks[-1]),
    )
    return add_caption(figure, caption)


def _solidarity_reading(ends: dict[str, float], last: int) -> str:
    if not ends:
        return f"in week {last} no run of any scenario has members left"
    most, least = max(ends, key=ends.__getitem__), min(ends, key=ends.__getitem__)
    sentence = f"in week {last} the members' emotional energy is highest under {most} ({ends[most]:.2f})"
    return sentence if most == least else f"{sentence} and lowest under {least} ({ends[least]:.2f})"


def _by_scenario(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(str(name), group) for name, group in table.groupby("scenario", sort=False, observed=True)]


def _looks(scenarios: Sequence[str], present: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Looks of the scenarios present, the same whichever of all the study's are absent."""
    found = [str(name) for name in present]
    looks = scenario_looks(scenarios or found)
    return {name: looks[name] for name in found}


def _band(weekly: pd.DataFrame, column: str, weeks: Array, seed: int) -> Band:
    table = weekly.pivot(index="replicate", columns="week", values=column).reindex(columns=weeks)
    return mean_band(table.to_numpy(), seed=seed)


def _draw_band(axes: Axes, weeks: Array, band: Band, look: dict[str, Any], *, steps: bool = False) -> None:
    colour, shape = look["color"], "steps-post" if steps else "default"
    axes.plot(weeks, band.mean, color=colour, linestyle=look["linestyle"], drawstyle=shape)
    step: Literal["post"] | None = "post" if steps else None
    axes.fill_between(weeks, band.low, band.high, step=step, color=colour, alpha=0.22, linewidth=0)


def _lines(looks: dict[str, dict[str, Any]]) -> list[Line2D]:
    return [Line2D([], [], color=look["color"], linestyle=look["linestyle"]) for look in looks.values()]


def _runs(table: pd.DataFrame) -> str:
    counts = table.groupby("scenario", sort=False, observed=True)["replicate"].nunique()
    few, many = int(counts.min()), int(counts.max())
    number = f"{many:,}" if few == many else f"{few:,} to {many:,}"
    return f"{number} {'run' if many == 1 else 'runs'} per scenario"
