"""The figures of a survey's study: how often surveys are right, and what they find against what is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, plain, save, scenario_looks, styled
from experiments.survey_tables import POPULATION_NAMES, SAMPLING_NAMES
from model.questionnaire import VARIABLES
from model.survey_parameters import SurveyParameters

MEASURES = {
    "right_verdict": "Right verdict\n(% of surveys)",
    "right_directions": "All six directions\nright (% of surveys)",
}
BARS = "Bars: 95 % bootstrap interval of the mean over runs (percentile); none where all runs agree"
_SOURCES = {"stayers": "all stayers, no error", "ever_joined": "all who ever joined, no error"}


def write_figures(
    folder: Path, by_run: pd.DataFrame, summary: pd.DataFrame, shares: pd.DataFrame, parameters: SurveyParameters
) -> list[Path]:
    """Draw and save both figures as PNG and PDF; tables as `survey_accuracy` and `shares_high` give them."""
    drawn = {
        "accuracy": accuracy_figure(by_run, summary),
        "shares_high": shares_figure(shares.dropna(), parameters),
    }
    return [save(figure, folder, name) for name, figure in drawn.items()]


@styled
def accuracy_figure(by_run: pd.DataFrame, summary: pd.DataFrame) -> Figure:
    """Share of surveys that are right by number of respondents, one line for each sampling design."""
    panels = list(by_run.groupby(["scenario", "population"], sort=False))
    looks = scenario_looks(SAMPLING_NAMES)
    figure = Figure(figsize=(WIDTH, 2 * 1.75), layout="constrained")
    grid = figure.subplots(len(MEASURES), len(panels), squeeze=False, sharex=True, sharey=True)
    for place, (measure, label) in enumerate(MEASURES.items()):
        for axes, ((scenario, population), runs) in zip(grid[place], panels, strict=True):
            _lines(axes, runs.assign(percent=100 * runs[measure]), looks)
            axes.set_ylabel(label)
            axes.set_ylim(-4, 104)
            if place == 0:
                axes.set_title(f"{plain(str(scenario))},\n{POPULATION_NAMES[str(population)]}")
            axes.set_xlabel("Sample size\n(respondents)")
            axes.label_outer()
    signs = [
        Line2D([], [], color=look["color"], linestyle=look["linestyle"], marker=look["marker"], markersize=4)
        for look in looks.values()
    ]
    add_legend(figure, signs, list(SAMPLING_NAMES.values()))
    return add_caption(figure, _accuracy_caption(by_run, summary))


def _lines(axes: Axes, runs: pd.DataFrame, looks: dict[str, dict[str, Any]]) -> None:
    for place, (sampling, look) in enumerate(looks.items()):
        seaborn.pointplot(
            runs[runs["sampling"] == sampling], x="size", y="percent", errorbar=("ci", 95), seed=0, ax=axes,
            color=look["color"], linestyle=look["linestyle"], marker=look["marker"], markersize=3.5, linewidth=1,
            err_kws={"linewidth": 1.2}, native_scale=False, zorder=2 + place,
        )  # fmt: skip
    axes.set_xticks(axes.get_xticks(), [f"{size:,}" for size in sorted(runs["size"].unique())])


def _accuracy_caption(by_run: pd.DataFrame, summary: pd.DataFrame) -> Caption:
    first = summary[(summary["sampling"] == "random") & (summary["population"] == "stayers")]
    first = first if len(first) else summary
    row = first.iloc[0]
    return Caption(
        shows="How often a survey reaches the verdict of the whole population asked without error (above) and its six"
        " directions (below), by number of respondents and sampling design; where fewer can be met, all of them are"
        " asked",
        runs=_runs_in_words(by_run),
        interval=BARS,
        reading=f"{row['size']:,} members of {row['scenario']} drawn at random from its stayers give the right verdict"
        f" in {row['right_verdict']:.0%} of surveys and all six directions in {row['right_directions']:.0%}".replace(
            "%", " %"
        ),
    )


@styled
def shares_figure(shares: pd.DataFrame, parameters: SurveyParameters) -> Figure:
    """Share scoring high on each variable: in one survey of each run, and in truth."""
    scenarios = list(dict.fromkeys(shares["scenario"]))
    names = {"survey": f"survey of {parameters.respondents:,}", **_SOURCES}
    looks = scenario_looks(names)
    labels = {variable.name: f"{variable.label}:\n{variable.high}" for variable in VARIABLES}
    figure = Figure(figsize=(WIDTH, 3.6), layout="constrained")
    for axes, scenario in zip(
        figure.subplots(1, len(scenarios), squeeze=False, sharey=True)[0], scenarios, strict=True
    ):
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
        axes.set_ylabel("Variable (its high end)" if scenario == scenarios[0] else "")
    signs = [Line2D([], [], color=look["color"], marker=look["marker"], linestyle="none") for look in looks.values()]
    add_legend(figure, signs, list(names.values()))
    return add_caption(figure, _shares_caption(shares, parameters))


def _shares_caption(shares: pd.DataFrame, parameters: SurveyParameters) -> Caption:
    first = shares["scenario"].iloc[0]
    distrust = shares[(shares["scenario"] == first) & (shares["variable"] == "distrust")]
    found = 100 * distrust.groupby("source")["share_high"].mean()
    asked = f"{SAMPLING_NAMES[parameters.sampling]}, {POPULATION_NAMES[parameters.population]}"
    return Caption(
        shows="Share of those asked who score above the scale's midpoint on each of the six variables: in one survey of"
        f" {parameters.respondents:,} in each run ({asked}) with wording, wish to please and error, and in truth."
        " Dashed: half, above which the direction is the high end",
        runs=_runs_in_words(shares),
        interval=BARS,
        reading=f"in {first}, {found['stayers']:.0f} % of the stayers truly score high on distrust of non-members, and"
        f" {found['survey']:.0f} % of the respondents do",
    )


def _runs_in_words(table: pd.DataFrame) -> str:
    counts = table.groupby("scenario", sort=False)["replicate"].nunique()
    if counts.nunique() == 1:
        return f"{counts.iloc[0]} runs of each scenario"
    return ", ".join(f"{count} runs of {name}" for name, count in counts.items())
