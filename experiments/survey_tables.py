"""What the survey's command prints and its page shows: one survey of each, how often surveys are right, indices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments import wording
from experiments.statistics import mean_intervals
from experiments.survey_accuracy import SurveyedRun
from experiments.survey_runs import INDEX_OUTCOMES, TEAMS
from model.questionnaire import QUESTIONS, VARIABLES
from model.survey import NOBODY_ASKED, SurveyResult, conduct
from model.survey_parameters import SurveyParameters

POPULATION_NAMES = {"stayers": "stayers", "ever_joined": "all who ever joined"}
SAMPLING_NAMES = {
    "random": "at random", "line": "along a line", "meeting": "meeting-goers", "informants": "key informants",
}  # fmt: skip
WITHOUT = "_without_sanctions"


class Block(NamedTuple):
    """How often surveys of one scenario and population are right: for each design, a text for each size."""

    scenario: str
    population: str
    rows: dict[str, list[str]]


def one_survey_each(runs: Sequence[SurveyedRun], parameters: SurveyParameters) -> dict[str, SurveyResult]:
    """The survey of each scenario's first run."""
    first = {run.scenario: run for run in reversed(runs)}
    ordered = dict.fromkeys(run.scenario for run in runs)
    return {
        name: conduct(first[name].census, parameters, key=first[name].key, week=first[name].week) for name in ordered
    }


def index_summary(done: pd.DataFrame) -> pd.DataFrame:
    """Mean of each index over the runs in which it is defined, with a 95 % bootstrap interval (BCa)."""
    rows = []
    for name, group in done.groupby("scenario", sort=False):
        values = [group[outcome.name].dropna().to_numpy(float) for outcome in INDEX_OUTCOMES]
        low, high = mean_intervals(values)
        for place, outcome in enumerate(INDEX_OUTCOMES):
            mean = float(values[place].mean()) if len(values[place]) else np.nan
            row = {"index": outcome.name, "scenario": name, "runs": len(values[place]), "mean": mean}
            rows.append({**row, "low": low[place], "high": high[place]})
    return pd.DataFrame(rows)


def index_rows(indices: pd.DataFrame) -> list[tuple[str, str, list[str]]]:
    """Label and definition of each index, and its value with interval in each scenario."""
    rows = []
    for outcome in INDEX_OUTCOMES:
        own = indices[indices["index"] == outcome.name]
        cells = [
            wording.with_interval(mean, low, high)
            for mean, low, high in zip(own["mean"], own["low"], own["high"], strict=True)
        ]
        rows.append((outcome.label, outcome.definition, cells))
    return rows


def verdicts_and_indices(by_run: pd.DataFrame, shares: pd.DataFrame, done: pd.DataFrame) -> dict[str, str]:
    """For each scenario in words: the verdict on all stayers, and which bond the indices find the stronger.

    Parameters
    ----------
    by_run, shares
        As `survey_accuracy.accuracy` and `shares_high` give them.
    done
        The runs and their indices.
    """
    sentences = {}
    truths = by_run.drop_duplicates(["scenario", "replicate", "population"])
    for name, group in done.groupby("scenario", sort=False):
        stayers = truths[(truths["scenario"] == name) & (truths["population"] == "stayers")]
        counts = stayers["truth"].value_counts().to_dict()
        if len(stayers) < len(group):
            counts[NOBODY_ASKED] = len(group) - len(stayers)
        verdict = wording.enumeration([f"{each} in {count}" for each, count in counts.items()])
        stronger = [_stronger(group, ending) for ending in ("", WITHOUT, TEAMS, WITHOUT + TEAMS)]
        sentences[str(name)] = (
            f"verdict on all stayers, asked without error: {verdict} of {len(group)} runs; directions unlike"
            f" the source's: {_unlike_the_source(shares[shares['scenario'] == name])}. Mechanical strength exceeds"
            f" organic strength in {stronger[0]} runs (with sanctions left out in {stronger[1]}), within teams in"
            f" {stronger[2]} (with sanctions left out in {stronger[3]})"
        )
    return sentences


def _unlike_the_source(shares: pd.DataFrame) -> str:
    """Variables whose direction among all stayers is not the source's, and in how many runs."""
    true = shares[shares["source"] == "stayers"].dropna()
    found = []
    for variable in VARIABLES:
        high = true.loc[true["variable"] == variable.name, "share_high"] > 0.5
        runs = int((high != (variable.found == variable.high)).sum())
        if runs:
            found.append(f"{variable.label.lower()} in {runs}")
    return wording.enumeration(found) or "none"


def _stronger(runs: pd.DataFrame, ending: str) -> str:
    """In how many runs mechanical strength is the greater, of those in which both are defined."""
    both = runs[[f"mechanical_strength{ending}", f"organic_strength{ending}"]].dropna().astype(float)
    return f"{int((both.iloc[:, 0] > both.iloc[:, 1]).sum())} of {len(both)}"


def accuracy_blocks(summary: pd.DataFrame) -> list[Block]:
    """How often surveys are right, as text: verdict, all six directions, all six as the source found them."""
    return [
        Block(
            str(scenario),
            POPULATION_NAMES[str(population)],
            {
                SAMPLING_NAMES[str(sampling)]: [
                    f"{row.right_verdict:.0%} / {row.right_directions:.0%} / {row.as_source:.0%}"
                    for row in rows.itertuples()
                ]
                for sampling, rows in group.groupby("sampling", sort=False)
            },
        )
        for (scenario, population), group in summary.groupby(["scenario", "population"], sort=False)
    ]


def questionnaire() -> list[tuple[str, list[str]]]:
    """Label of each variable and its questions."""
    return [
        (variable.label, [question.words for question in QUESTIONS if question.variable == variable.name])
        for variable in VARIABLES
    ]


def printed(
    surveys: Mapping[str, SurveyResult], summary: pd.DataFrame, indices: pd.DataFrame, verdicts: Mapping[str, str]
) -> str:
    """Everything for a terminal."""
    lines = []
    for name, result in surveys.items():
        lines += [f"{name}, first run: {result}", ""]
    sizes = summary["size"].drop_duplicates()
    lines.append("Surveys with the right verdict / all six directions right / all six as the source found them")
    for block in accuracy_blocks(summary):
        heading = f"{block.scenario}, {block.population}"
        lines.append(f"{heading:34}" + "".join(f"{f'n = {size:,}':>20}" for size in sizes))
        lines += [f"  {name:32}" + "".join(f"{cell:>20}" for cell in cells) for name, cells in block.rows.items()]
    lines += [
        "Right: as the whole population, asked without error. Means over runs; intervals are in accuracy.csv.",
        "",
        f"{'Index, mean over runs [95 % BCa]':54}" + "".join(f"{name:>26}" for name in verdicts),
        *(f"  {label:52}" + "".join(f"{cell:>26}" for cell in cells) for label, _, cells in index_rows(indices)),
        "",
        *(f"{name}: {sentence}." for name, sentence in verdicts.items()),
    ]
    return "\n".join(lines)
