"""The figures of a survey's study: how often surveys are right, and what they find against what is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments import wording
from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, plain, save, scenario_looks, styled
from experiments.survey_tables import POPULATION_NAMES, SAMPLING_NAMES
from model.questionnaire import VARIABLES
from model.survey_parameters import SurveyParameters

MEASURES = {"right_verdict": "Right verdict", "right_directions": "All six directions"}
BARS = "Bars: 95 % bootstrap interval of the mean over runs (percentile); none where all runs agree"
_SOURCES = {"stayers": "all stayers, no error", "ever_joined": "all who ever joined, no error"}


def write_figures(
    folder: Path, by_run: pd.DataFrame, summary: pd.DataFrame, shares: pd.DataFrame, parameters: SurveyParameters
) -> list[Path]:
    """Draw and save both figures as PNG and PDF; tables as `survey_accuracy` and `shares_high` give them."""
    drawn = {
        "accuracy": accuracy_figure(by_run, summary, parameters.respondents),
        "shares_high": shares_figure(shares.dropna(), parameters),
    }
    return [save(figure, folder, name) for name, figure in drawn.items()]


@styled
def accuracy_figure(by_run: pd.DataFrame, summary: pd.DataFrame, usual: int) -> Figure:
    """Share of surveys that are right by number of respondents, one line for each sampling design.

    Parameters
    ----------
    by_run, summary
        As `survey_accuracy.accuracy` and `summary_of` give them.
    usual
        Number of respondents of which the caption speaks, or the nearest there is.
    """
    scenarios = list(dict.fromkeys(by_run["scenario"]))
    columns = [(measure, population) for measure in MEASURES for population in POPULATION_NAMES]
    looks = scenario_looks(SAMPLING_NAMES)
    figure = Figure(figsize=(WIDTH, 0.8 + 1.5 * len(scenarios)), layout="constrained")
    grid = figure.subplots(len(scenarios), len(columns), squeeze=False, sharex=True, sharey=True)
    for row, scenario in zip(grid, scenarios, strict=True):
        for axes, (measure, population) in zip(row, columns, strict=True):
            runs = by_run[(by_run["scenario"] == scenario) & (by_run["population"] == population)]
            _lines(axes, runs.assign(percent=100 * runs[measure]), looks)
            axes.set(ylim=(-5, 105), xlabel="Sample size\n(respondents)", ylabel=f"{plain(scenario)}\n(% of surveys)")
            axes.label_outer()
    for axes, (measure, population) in zip(grid[0], columns, strict=True):
        axes.set_title(f"{MEASURES[measure]},\n{POPULATION_NAMES[population]}")
    add_legend(figure, [_sign(look) for look in looks.values()], list(SAMPLING_NAMES.values()))
    return add_caption(figure, _accuracy_caption(by_run, summary, usual))


def _lines(axes: Axes, runs: pd.DataFrame, looks: dict[str, dict[str, Any]]) -> None:
    seaborn.pointplot(
        runs, x="size", y="percent", hue="sampling", hue_order=list(looks), dodge=0.45, errorbar=("ci", 95), seed=0,
        palette=[look["color"] for look in looks.values()], markers=[look["marker"] for look in looks.values()],
        linestyles=[look["linestyle"] for look in looks.values()], markersize=3, linewidth=0.9,
        err_kws={"linewidth": 1.1}, legend=False, ax=axes,
    )  # fmt: skip


def _sign(look: dict[str, Any]) -> Line2D:
    return Line2D([], [], markersize=4, **look)


def _accuracy_caption(by_run: pd.DataFrame, summary: pd.DataFrame, usual: int) -> Caption:
    # the first there is: of the first scenario, of stayers unless none is left, at random
    row = summary.loc[(summary["size"] - usual).abs().sort_values(kind="stable").index[0]]
    own = by_run[(by_run["scenario"] == row["scenario"]) & (by_run["population"] == row["population"])]
    truths = own.drop_duplicates("replicate")["truth"].value_counts()
    return Caption(
        shows="How often surveys agree with the whole population asked without error, on the verdict and on all six"
        " directions, by number of respondents and sampling design (drawn side by side); where fewer can be met, all of"
        " them are asked. Those who have left are asked about the time of stopping, and are met at no gathering",
        runs=f"{_runs_in_words(by_run)}, {by_run['surveys'].iloc[0]:,} surveys of each kind in each run",
        interval=BARS,
        reading=f"{row['size']:,} respondents drawn at random from the {POPULATION_NAMES[row['population']]} of"
        f" {row['scenario']} give the right verdict ({wording.enumeration(list(truths.index))}) in"
        f" {100 * row['right_verdict']:.0f} % of surveys and all six directions in"
        f" {100 * row['right_directions']:.0f} %",
    )


@styled
def shares_figure(shares: pd.DataFrame, parameters: SurveyParameters) -> Figure:
    """Share scoring high on each variable: in one survey of each run, and in truth."""
    scenarios = list(dict.fromkeys(shares["scenario"]))
    names = {"survey": f"survey of {parameters.respondents:,}", **_SOURCES}
    looks = scenario_looks(names)
    labels = {variable.name: f"{variable.label}:\n{variable.high}" for variable in VARIABLES}
    rows = -(-len(scenarios) // 2)
    figure = Figure(figsize=(WIDTH, 0.6 + 3 * rows), layout="constrained")
    places = figure.subplots(rows, min(2, len(scenarios)), squeeze=False, sharex=True, sharey=True).ravel()
    for axes in places[len(scenarios) :]:
        axes.set_axis_off()
    for axes, scenario in zip(places, scenarios, strict=False):
        own = shares[shares["scenario"] == scenario]
        axes.axvline(50, color="0.6", linewidth=0.8, linestyle="--", zorder=0)
        seaborn.pointplot(
            own.assign(percent=100 * own["share_high"], label=own["variable"].map(labels)), x="percent", y="label",
            hue="source", order=list(labels.values()), hue_order=list(names), dodge=0.5, errorbar=("ci", 95), seed=0,
            palette=[look["color"] for look in looks.values()], markers=[look["marker"] for look in looks.values()],
            markersize=4, linestyle="none", err_kws={"linewidth": 1.2}, legend=False, ax=axes,
        )  # fmt: skip
        axes.set_xlim(-4, 104)
        axes.set_title(plain(scenario), loc="left")
        axes.set_xlabel("Respondents who score high (%)")
        axes.set_ylabel("Variable (its high end)")
        axes.label_outer()
    for axes in places[max(0, len(scenarios) - 2) : len(scenarios)]:  # the lowest of its column
        axes.set_xlabel("Respondents who score high (%)")
        axes.tick_params(labelbottom=True)
    signs = [Line2D([], [], color=look["color"], marker=look["marker"], linestyle="none") for look in looks.values()]
    add_legend(figure, signs, list(names.values()))
    return add_caption(figure, _shares_caption(shares, parameters, names))


def _shares_caption(shares: pd.DataFrame, parameters: SurveyParameters, names: dict[str, str]) -> Caption:
    first = shares["scenario"].iloc[0]
    distrust = shares[(shares["scenario"] == first) & (shares["variable"] == "distrust")]
    found = 100 * distrust.groupby("source", sort=False)["share_high"].mean()
    asked = f"{SAMPLING_NAMES[parameters.sampling]}, {POPULATION_NAMES[parameters.population]}"
    return Caption(
        shows="Share of those asked who score above the scale's midpoint on each of the six variables: in one survey of"
        f" {parameters.respondents:,} in each run ({asked}) with wording, wish to please and error, and in truth."
        " Dashed: half, above which the direction is the high end",
        runs=_runs_in_words(shares),
        interval=BARS,
        reading=f"distrust of non-members is high in {first} among "
        + wording.enumeration([f"{share:.0f} % ({names[str(source)]})" for source, share in found.items()]),
    )


def _runs_in_words(table: pd.DataFrame) -> str:
    counts = table.groupby("scenario", sort=False)["replicate"].nunique()
    if counts.nunique() == 1:
        return f"{counts.iloc[0]} runs of each scenario"
    return ", ".join(f"{count} runs of {name}" for name, count in counts.items())
