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
from experiments.source_survey import EXPECTED
from experiments.survey_accuracy import SurveyedRun, accuracy, shares_high
from model.census import take_census
from model.questionnaire import VARIABLES
from model.survey_parameters import SurveyParameters

VARIANTS: dict[str, dict[str, Any]] = {name: practice_of(name) for name in ("mechanical", "organic")}
TRIED: dict[str, dict[str, Any]] = {
    "mechanical, every gathering closed": {**VARIANTS["mechanical"], "boundary.closure": 1.0},
    "mechanical, closed and every 3.5 days": {
        **VARIANTS["mechanical"], "boundary.closure": 1.0, "ritual.interval_days": 3.5,
    },
    "mechanical, six years": {**VARIANTS["mechanical"], "weeks": quiet_week(312)},
}  # fmt: skip
RESPONDENTS, SURVEYS = 30, 20  # persons asked in a survey, and surveys of each run
RIGHT = 0.9  # share of surveys that must find all six directions as the source reports them
POPULATION_WORDS = {"stayers": "members who stay", "ever_joined": "all who ever joined"}


def survey(laboratory: Laboratory) -> Study[Pattern]:
    """P12, of stayers and of all who ever joined."""
    calibrated = amway()
    calibrated["weeks"] = quiet_week(calibrated["weeks"])
    asked_of = {**VARIANTS, "amway": calibrated}
    runs = _surveyed(laboratory, asked_of)
    p = SurveyParameters()
    found, tried = _found(runs, p), _found(_surveyed(laboratory, TRIED), p)
    parts = []
    for practice in asked_of:
        for population, words in POPULATION_WORDS.items():
            chosen = found[(found["scenario"] == practice) & (found["population"] == population)]
            bound = {"above": RIGHT} if EXPECTED[practice] else {"below": RIGHT}
            label = f"{practice.capitalize()}, {words}: surveys with all six directions (share)"
            parts.append(part(label, chosen["as_source"].to_numpy(float), **bound))
    truth = shares_high(runs, p)
    wrong = _wrong(truth)
    pattern = Pattern(
        "P12",
        "The source's survey",
        f"Of surveys of {RESPONDENTS} persons drawn at random in week {quiet_week(laboratory.weeks)}, half a year"
        f" after the convention and between two rallies, at least {RIGHT:.0%} find all six directions as the"
        f" source reports them under mechanical practice, and fewer under organic practice; and in amway, week"
        f" {calibrated['weeks']}, at the size at which it was fitted",
        parts,
        note=_why(wrong, tried) if wrong else "",
    )
    shown = pd.concat([found, tried])
    shown = shown[shown["population"] == "stayers"]
    means = shown.groupby("scenario", sort=False)["as_source"].mean()
    caption = Caption(
        f"Share of surveys of {RESPONDENTS} members who stay, drawn at random, that find all six directions as the"
        f" source reports them; dashed: the {RIGHT:.0%} asked of mechanical practice and of amway",
        f"{laboratory.replicates} runs of each, {SURVEYS} surveys of each run",
        BARS,
        "; ".join(f"{name}: {value:.0%}" for name, value in means.items()),
    )
    figure = side_by_side(shown, {"as_source": "Surveys as the source's (share)"}, caption, asked=RIGHT)
    return Study("The survey", [pattern], {"Share who truly score high": _table(truth)}, {"patterns_survey": figure})


def _surveyed(laboratory: Laboratory, variants: Mapping[str, Mapping[str, Any]]) -> list[SurveyedRun]:
    runs = []
    for name, changes in variants.items():
        for replicate in range(laboratory.replicates):
            model = laboratory.whole(replicate, {"weeks": quiet_week(laboratory.weeks), **changes})
            model.run_for(model.scenario.weeks)
            runs.append(SurveyedRun(name, replicate, take_census(model), model.key, model.week))
    return runs


def _found(runs: Sequence[SurveyedRun], p: SurveyParameters) -> pd.DataFrame:
    """How often surveys of persons drawn at random find what the source found, by run and population."""
    found = accuracy(runs, p, sizes=[RESPONDENTS], surveys=SURVEYS)
    return found[found["sampling"] == "random"]


def _why(wrong: str, tried: pd.DataFrame) -> str:
    stayers = tried[tried["population"] == "stayers"].groupby("scenario", sort=False)["as_source"].mean()
    shares = "; ".join(f"{name}: {share:.0%}" for name, share in stayers.items())
    return (
        f"In the whole population, without error: {wrong}. Tried (surveys of stayers with all six directions): {shares}"
    )


def _wrong(truth: pd.DataFrame) -> str:
    """Variables on which whole populations that should be as the source differ from it in most runs."""
    found = []
    for practice, population in itertools.product(("mechanical", "amway"), POPULATION_WORDS):
        rows = truth[(truth["scenario"] == practice) & (truth["source"] == population)]
        means = rows.groupby("variable")["share_high"].mean()
        for variable in VARIABLES:
            high = means[variable.name] > 0.5
            if high != (variable.found == variable.high):
                direction = variable.high if high else variable.low
                words = f"{practice}, {POPULATION_WORDS[population]}"
                found.append(f"{words}: {variable.label.lower()} {direction} ({means[variable.name]:.0%} high)")
    return "; ".join(found)


def _table(truth: pd.DataFrame) -> pd.DataFrame:
    """Mean share scoring high on each variable without error, by practice and population."""
    chosen = truth[truth["source"].isin(POPULATION_WORDS)]
    wide = chosen.pivot_table(index="variable", columns=["scenario", "source"], values="share_high", sort=False)
    wide.columns = pd.Index([f"{each[0]}, {POPULATION_WORDS[each[1]]}" for each in wide.columns.to_list()])
    labels = {variable.name: variable.label for variable in VARIABLES}
    table = wide.map(lambda share: f"{share:.0%}").rename(index=labels)
    return table.rename_axis("Variable").reset_index()
