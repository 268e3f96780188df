"""P12: the source's survey comes out of mechanical practice, and not of organic practice."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from experiments.claim import Study
from experiments.claims_figures import BARS, side_by_side
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory, amway, practice_of, quiet_week
from experiments.pattern import Pattern, part
from experiments.source_survey import found_as_source
from experiments.survey_accuracy import SurveyedRun, accuracy, shares_high
from model import SolidarityModel
from model.census import take_census
from model.questionnaire import VARIABLES
from model.survey_parameters import SurveyParameters

ORGANIC, AMWAY = "organic", "amway"  # the first must not give what the source found, the second must
MECHANICAL = practice_of("mechanical")
TRIED: dict[str, dict[str, Any]] = {
    "mechanical, every 3.5 days": {**MECHANICAL, "ritual.interval_days": 3.5},
    "mechanical, members leave half as readily": {**MECHANICAL, "retention.hazard": 0.015},
    "mechanical, six years": {**MECHANICAL, "weeks": quiet_week(312)},
}  # fmt: skip
RESPONDENTS, SURVEYS = 30, 20  # persons asked in a survey, and surveys of each run
RIGHT = 0.9  # share of surveys that must find all six directions as the source reports them
POPULATION_WORDS = {"stayers": "members who stay", "ever_joined": "all who ever joined"}


def survey(laboratory: Laboratory) -> Study[Pattern]:
    """P12, of stayers and of all who ever joined."""
    asked = laboratory.practice
    as_source = practices_asked(laboratory)
    practices = {asked: as_source[asked], ORGANIC: practice_of(ORGANIC), **as_source}
    runs = surveyed(laboratory, practices)
    p = SurveyParameters()
    found = _found(runs, p)
    tried = _found(surveyed(laboratory, TRIED), p) if laboratory.thorough else None
    parts = []
    for practice in practices:
        for population, words in POPULATION_WORDS.items():
            chosen = found[(found["scenario"] == practice) & (found["population"] == population)]
            bound: dict[str, Any] = {"above": RIGHT} if practice in as_source else {"below": RIGHT}
            label = f"{practice.capitalize()}, {words}: surveys with all six directions (share)"
            parts.append(part(label, chosen["as_source"].to_numpy(float), share=True, **bound))
    truth = shares_high(runs, p)
    wrong = _wrong(runs, p, asked)
    pattern = Pattern(
        "P12",
        "The source's survey",
        f"Of surveys of {RESPONDENTS} persons drawn at random in week {quiet_week(laboratory.weeks)}, half a year"
        f" after the convention and between two rallies, at least {RIGHT:.0%} find all six directions as the"
        f" source reports them under {asked} practice, and fewer under organic practice; and in amway, week"
        f" {as_source[AMWAY].get('weeks', laboratory.weeks)}, at the size at which it was fitted",
        parts,
        note=_why(wrong, tried) if wrong else "",
    )
    if tried is None:
        return Study("The survey", [pattern])
    shown = pd.concat([found, tried])
    shown = shown[shown["population"] == "stayers"]
    means = shown.groupby("scenario", sort=False)["as_source"].mean()
    caption = Caption(
        f"Share of surveys of {RESPONDENTS} members who stay, drawn at random, that find all six directions as the"
        f" source reports them; dashed: the {RIGHT:.0%} asked of {asked} practice and of amway",
        f"{laboratory.replicates} runs of each, {SURVEYS} surveys of each run",
        BARS,
        "; ".join(f"{name}: {value:.0%}" for name, value in means.items()),
    )
    figure = side_by_side(shown, {"as_source": "Surveys as the source's (share)"}, caption, asked=RIGHT)
    return Study("The survey", [pattern], {"Share who truly score high": _table(truth)}, {"patterns_survey": figure})


def surveyed(laboratory: Laboratory, variants: Mapping[str, Mapping[str, Any]]) -> list[SurveyedRun]:
    """A census of every run of each variant, half a year after the convention."""
    week = {"weeks": quiet_week(laboratory.weeks)}
    runs = laboratory.each({name: {**week, **changes} for name, changes in variants.items()}, _census)
    return [
        SurveyedRun(str(name), int(replicate), *asked)
        for name, replicate, asked in zip(runs["variant"], runs["replicate"], runs["asked"], strict=True)
    ]


def _census(model: SolidarityModel) -> dict[str, Any]:
    return {"asked": (take_census(model), model.key, model.week)}  # one cell: a table would change the key's type


def practices_asked(laboratory: Laboratory) -> dict[str, dict[str, Any]]:
    """What is set for each practice whose surveys must find what the source found: the one asked of, and `amway`."""
    calibrated = amway()
    calibrated["weeks"] = quiet_week(calibrated["weeks"])
    return {AMWAY: calibrated} | {laboratory.practice: {}}


def _found(runs: Sequence[SurveyedRun], p: SurveyParameters) -> pd.DataFrame:
    """How often surveys of persons drawn at random find what the source found, by run and population."""
    found = accuracy(runs, p, sizes=[RESPONDENTS], surveys=SURVEYS)
    return found[found["sampling"] == "random"]


def _why(wrong: str, tried: pd.DataFrame | None) -> str:
    why = f"Found as the source reports it by too few surveys: {wrong}"
    if tried is None:
        return why
    stayers = tried[tried["population"] == "stayers"].groupby("scenario", sort=False)["as_source"].mean()
    shares = "; ".join(f"{name}: {share:.0%}" for name, share in stayers.items())
    return f"{why}. Tried (surveys of stayers with all six directions): {shares}"


def _wrong(runs: Sequence[SurveyedRun], p: SurveyParameters, asked: str) -> str:
    """Directions that too few surveys find as the source reports them, by practice and population."""
    by_run = found_as_source(runs, p, surveys=SURVEYS)
    shares = by_run.groupby(["scenario", "population"])[[variable.name for variable in VARIABLES]].mean()
    return "; ".join(
        f"{practice}, {words}: {variable.label.lower()} {variable.found} by {share:.0%}"
        for practice, (population, words) in itertools.product(dict.fromkeys((asked, AMWAY)), POPULATION_WORDS.items())
        for variable in VARIABLES
        if (share := shares.loc[(practice, population), variable.name]) < RIGHT
    )


def _table(truth: pd.DataFrame) -> pd.DataFrame:
    """Mean share scoring high on each variable without error, by practice and population."""
    chosen = truth[truth["source"].isin(POPULATION_WORDS)]
    wide = chosen.pivot_table(index="variable", columns=["scenario", "source"], values="share_high", sort=False)
    wide.columns = pd.Index([f"{each[0]}, {POPULATION_WORDS[each[1]]}" for each in wide.columns.to_list()])
    labels = {variable.name: variable.label for variable in VARIABLES}
    table = wide.map(lambda share: f"{share:.0%}").rename(index=labels)
    return table.rename_axis("Variable").reset_index()
