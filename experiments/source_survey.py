"""Pattern P12: how often a survey of thirty finds in the model what the survey of Amway distributors found.

*As found* is a survey in which all six directions are the source's: density, focus and symbols high, emotion strong,
violations answered leniently, non-members distrusted. The pattern is met when nine in ten surveys of `mechanical` (and
of `amway`) are as found, and those of `organic` are not. Stayers and all who ever joined are told apart.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments import wording
from experiments.statistics import mean_intervals
from experiments.survey_accuracy import AS_SOURCE, SurveyedRun
from experiments.survey_tables import POPULATION_NAMES
from model.questionnaire import VARIABLES
from model.respondents import choose, reachable_in
from model.survey import ask, directions, scores
from model.survey_parameters import POPULATIONS, SurveyParameters

LEAST_SHARE = 0.9
EXPECTED = {"mechanical": True, "amway": True, "organic": False}  # of other scenarios the source says nothing
COLUMNS = ("Surveys as found [95 % interval]", "Expected", "P12", *(variable.label for variable in VARIABLES))
_NAMES = [variable.name for variable in VARIABLES]


def found_as_source(runs: Sequence[SurveyedRun], parameters: SurveyParameters, *, surveys: int) -> pd.DataFrame:
    """Share of surveys that find what the source found, run by run.

    Parameters
    ----------
    runs
        Who can be asked.
    parameters
        How surveys are done; both populations are asked.
    surveys
        How many surveys of each population of a run.

    Returns
    -------
    DataFrame
        One row per run and `population` that has anybody: `as_source`, the share with all six directions, and a column
        for each variable (its name), the share with that direction. A survey that meets nobody finds nothing.
    """
    rows = []
    for run in runs:
        for population in POPULATIONS:
            if not reachable_in(run.census, population).any():
                continue
            p = dataclasses.replace(parameters, population=population)
            found = np.array([_as_source(run, p, number) for number in range(surveys)])
            shares = dict(zip(_NAMES, found.mean(axis=0), strict=True))
            known = {"scenario": run.scenario, "replicate": run.replicate, "population": population}
            rows.append({**known, "as_source": found.all(axis=1).mean(), **shares})
    return pd.DataFrame(rows, columns=["scenario", "replicate", "population", "as_source", *_NAMES])


def _as_source(run: SurveyedRun, p: SurveyParameters, number: int) -> np.ndarray:
    """For each variable whether one survey finds the source's direction, (variables,) bool."""
    met = choose(run.census, p, key=run.key, week=run.week, number=number)
    high = directions(scores(ask(run.census, met, p, key=run.key, week=run.week, number=number), p.points))
    return np.zeros(len(VARIABLES), np.bool_) if high is None else high == AS_SOURCE


def p12(by_run: pd.DataFrame) -> pd.DataFrame:
    """The pattern, from what `found_as_source` gave.

    Returns
    -------
    DataFrame
        One row per scenario and population: `runs`, mean `as_source` with its 95 % bootstrap interval (BCa) `low` to
        `high` (NaN where all runs agree), `expected` and `met` (True, False, or None where nothing is expected), and
        the mean share for each variable.
    """
    groups = by_run.groupby(["scenario", "population"], sort=False)
    means = {name: (name, "mean") for name in ("as_source", *_NAMES)}
    table = groups.agg(runs=("replicate", "size"), **means).reset_index()
    table["low"], table["high"] = mean_intervals([rows["as_source"].to_numpy() for _, rows in groups])
    expected = [EXPECTED.get(str(name)) for name in table["scenario"]]
    met = [
        None if should is None else bool(share >= LEAST_SHARE) == should
        for should, share in zip(expected, table["as_source"], strict=True)
    ]
    table["expected"], table["met"] = pd.Series(expected, dtype=object), pd.Series(met, dtype=object)
    return table


def p12_rows(table: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Heading of each row of `p12` and its cells, in the order of `COLUMNS`, as people read them."""
    rows = []
    for row in table.to_dict("records"):
        share = f"{row['as_source']:.0%}"
        if np.isfinite(row["low"]):
            share += f" [{row['low']:.0%}, {row['high']:.0%}]"
        expected = {True: f"{LEAST_SHARE:.0%} or more", False: f"below {LEAST_SHARE:.0%}"}
        verdict = {True: "met", False: "missed"}
        cells = [share, expected.get(row["expected"], wording.NOTHING), verdict.get(row["met"], wording.NOTHING)]
        heading = f"{row['scenario']}, {POPULATION_NAMES[row['population']]}"
        rows.append((heading, [*cells, *(f"{row[name]:.0%}" for name in _NAMES)]))
    return rows


def p12_text(table: pd.DataFrame, *, respondents: int, design: str) -> str:
    """The pattern for a terminal; `design` says in words how respondents are met."""
    short = ("density", "focus", "emotion", "symbols", "violation", "distrust")
    lines = [
        f"P12: surveys of {respondents:,} ({design}) with all six directions as the source found them, and with each",
        f"{'':34}{'all six':>20}{'expected':>14}{'P12':>9}" + "".join(f"{name:>10}" for name in short),
    ]
    for heading, (share, expected, met, *each) in p12_rows(table):
        lines.append(f"{heading:34}{share:>20}{expected:>14}{met:>9}" + "".join(f"{one:>10}" for one in each))
    return "\n".join(lines)
