"""How often a survey is right: surveys of many sizes and designs, each held against a census without error.

*Right* is the verdict (or all six directions) that the whole population gives when everybody answers as they truly
are. Stayers and all who ever joined are two populations with a truth each. A survey that finds nobody to ask is not
right; a population of nobody has no truth, and its run is left out.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from experiments.statistics import mean_intervals
from model.census import Census
from model.draws import run_key
from model.questionnaire import VARIABLES
from model.respondents import choose
from model.survey import ask, directions, scores, true_scores, verdict_of
from model.survey_parameters import POPULATIONS, SAMPLINGS, SurveyParameters

MEASURES = ("right_verdict", "right_directions", "as_source")
AS_SOURCE = np.array([variable.found == variable.high for variable in VARIABLES])


@dataclasses.dataclass(frozen=True)
class SurveyedRun:
    """One run and its census; `key` and `week` are those of its draws."""

    scenario: str
    replicate: int
    census: Census
    key: np.uint64
    week: int


def surveyed_runs(people: pd.DataFrame, *, seed: int, weeks: int) -> list[SurveyedRun]:
    """The runs in a table of censuses (`model.census.Census.people` with `scenario` and `replicate`), in its order."""
    runs = []
    for _, rows in people.groupby(["scenario", "replicate"], sort=False):
        scenario, replicate = str(rows["scenario"].iloc[0]), int(rows["replicate"].iloc[0])
        census = Census(rows.reset_index(drop=True))
        runs.append(SurveyedRun(scenario, replicate, census, run_key(seed, replicate), weeks))
    return runs


def accuracy(
    runs: Sequence[SurveyedRun], parameters: SurveyParameters, *, sizes: Sequence[int], surveys: int
) -> pd.DataFrame:
    """Share of surveys that are right, run by run.

    Parameters
    ----------
    runs
        Who can be asked.
    parameters
        How surveys are done, apart from sampling, population and size, which are varied.
    sizes
        Numbers of respondents, rising.
    surveys
        How many surveys of each kind.

    Returns
    -------
    DataFrame
        One row per run, `population`, `sampling` and `size`: the `truth` (a verdict), number of `surveys`, how many
        were `asked` on average, and shares of the surveys: `right_verdict`, `right_directions` (all six), `as_source`
        (all six as the source reports them).
    """
    rows = [
        row
        for run in tqdm(runs, unit="run", desc="Asking", disable=None)
        for row in _of_one_run(run, parameters, sizes, surveys)
    ]
    return pd.DataFrame(rows)


def _of_one_run(
    run: SurveyedRun, parameters: SurveyParameters, sizes: Sequence[int], surveys: int
) -> Iterator[dict[str, Any]]:
    for population, sampling in itertools.product(POPULATIONS, SAMPLINGS):
        truth = directions(true_scores(run.census, population))
        if truth is None:
            continue
        p = dataclasses.replace(parameters, sampling=sampling, population=population, respondents=max(sizes))
        right = np.zeros((len(sizes), len(MEASURES)))
        asked = np.zeros(len(sizes))
        for number in range(surveys):
            draws: dict[str, Any] = {"key": run.key, "week": run.week, "number": number}
            met = choose(run.census, p, **draws)
            # A smaller sample is the beginning of a larger one: one set of answers serves all sizes.
            scored = scores(ask(run.census, met, p, **draws), p.points)
            for place, size in enumerate(sizes):
                found = directions(scored[:size])
                asked[place] += len(scored[:size])
                right[place] += _judge(found, truth)
        for place, size in enumerate(sizes):
            yield {
                "scenario": run.scenario,
                "replicate": run.replicate,
                "population": population,
                "sampling": sampling,
                "size": size,
                "truth": verdict_of(truth),
                "surveys": surveys,
                "asked": asked[place] / surveys,
                **dict(zip(MEASURES, right[place] / surveys, strict=True)),
            }


def _judge(found: np.ndarray | None, truth: np.ndarray) -> tuple[bool, bool, bool]:
    """Whether a survey has the right verdict, the right directions, and the source's directions."""
    if found is None:
        return False, False, False
    return (
        verdict_of(found) == verdict_of(truth),
        bool((found == truth).all()),
        bool((found == AS_SOURCE).all()),
    )


def summary_of(by_run: pd.DataFrame) -> pd.DataFrame:
    """Means over runs with 95 % bootstrap intervals (BCa) for each scenario, population, sampling and size.

    Returns
    -------
    DataFrame
        `runs`, mean `asked`, and for each of `MEASURES` the mean, `..._low` and `..._high` (NaN where all runs agree).
    """
    kinds = ["scenario", "population", "sampling", "size"]
    groups = by_run.groupby(kinds, sort=False)
    table = groups.agg(
        runs=("replicate", "size"), asked=("asked", "mean"), **{name: (name, "mean") for name in MEASURES}
    ).reset_index()
    for name in MEASURES:
        table[f"{name}_low"], table[f"{name}_high"] = mean_intervals([rows[name].to_numpy() for _, rows in groups])
    return table


def shares_high(runs: Sequence[SurveyedRun], parameters: SurveyParameters) -> pd.DataFrame:
    """Share scoring high on each variable, run by run: in one survey, and in truth.

    Returns
    -------
    DataFrame
        One row per run, `source` ("survey", "stayers" or "ever_joined", the last two without error) and `variable`:
        `share_high`, NaN when there was nobody to ask.
    """
    rows = []
    for run in runs:
        draws: dict[str, Any] = {"key": run.key, "week": run.week}
        met = choose(run.census, parameters, **draws)
        found = {"survey": scores(ask(run.census, met, parameters, **draws), parameters.points)}
        found |= {population: true_scores(run.census, population) for population in POPULATIONS}
        for source, scored in found.items():
            for place, variable in enumerate(VARIABLES):
                share = float((scored[:, place] > 0.5).mean()) if len(scored) else np.nan
                rows.append(
                    {
                        "scenario": run.scenario,
                        "replicate": run.replicate,
                        "source": source,
                        "variable": variable.name,
                        "share_high": share,
                    }
                )
    return pd.DataFrame(rows)
