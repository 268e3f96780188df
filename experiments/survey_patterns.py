"""P12: the source's survey comes out of mechanical practice, and not of organic practice."""

from __future__ import annotations

import pandas as pd

from experiments.claim import Study
from experiments.claims_figures import BARS, side_by_side
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory, practice_of
from experiments.pattern import Pattern, part
from experiments.survey_accuracy import SurveyedRun, accuracy, shares_high
from model.census import take_census
from model.questionnaire import VARIABLES
from model.survey_parameters import SurveyParameters

PRACTICES = ("mechanical", "organic")
RESPONDENTS, SURVEYS = 30, 20  # persons asked in a survey, and surveys of each run
RIGHT = 0.9  # share of surveys that must find all six directions as the source reports them
POPULATION_WORDS = {"stayers": "members who stay", "ever_joined": "all who ever joined"}


def survey(laboratory: Laboratory) -> Study[Pattern]:
    """P12, of stayers and of all who ever joined."""
    runs = [
        _surveyed(laboratory, practice, replicate)
        for practice in PRACTICES
        for replicate in range(laboratory.replicates)
    ]
    p = SurveyParameters()
    found = accuracy(runs, p, sizes=[RESPONDENTS], surveys=SURVEYS)
    found = found[found["sampling"] == "random"]
    parts = []
    for practice in PRACTICES:
        for population, words in POPULATION_WORDS.items():
            chosen = found[(found["scenario"] == practice) & (found["population"] == population)]
            bound = {"above": RIGHT} if practice == "mechanical" else {"below": RIGHT}
            label = f"{practice.capitalize()}, {words}: surveys with all six directions (share)"
            parts.append(part(label, chosen["as_source"].to_numpy(float), **bound))
    truth = shares_high(runs, p)
    wrong = _wrong(truth)
    pattern = Pattern(
        "P12",
        "The source's survey",
        f"Of surveys of {RESPONDENTS} persons drawn at random at least {RIGHT:.0%} find all six directions as the source"
        " reports them under mechanical practice, and fewer under organic practice",
        parts,
        note=f"In the whole population, without error, of mechanical practice: {wrong}" if wrong else "",
    )
    shown = found.assign(scenario=found["scenario"] + ", " + found["population"].map(POPULATION_WORDS))
    means = shown.groupby("scenario", sort=False)["as_source"].mean()
    caption = Caption(
        f"Share of surveys of {RESPONDENTS} persons, drawn at random, that find all six directions as the source reports"
        " them",
        f"{laboratory.replicates} runs of each, {SURVEYS} surveys of each run",
        BARS,
        "; ".join(f"{name} {value:.0%}" for name, value in means.items()),
    )
    figure = side_by_side(shown, {"as_source": "Surveys as the source's (share)"}, caption)
    return Study("The survey", [pattern], {"Share who truly score high": _table(truth)}, {"patterns_survey": figure})


def _surveyed(laboratory: Laboratory, practice: str, replicate: int) -> SurveyedRun:
    model = laboratory.whole(replicate, practice_of(practice))
    model.run_for(model.scenario.weeks)
    return SurveyedRun(practice, replicate, take_census(model), model.key, model.week)


def _wrong(truth: pd.DataFrame) -> str:
    """Variables on which a whole population of mechanical practice differs from the source in most runs."""
    found = []
    for population, words in POPULATION_WORDS.items():
        rows = truth[(truth["scenario"] == "mechanical") & (truth["source"] == population)]
        means = rows.groupby("variable")["share_high"].mean()
        for variable in VARIABLES:
            high = means[variable.name] > 0.5
            if high != (variable.found == variable.high):
                direction = variable.high if high else variable.low
                found.append(f"{variable.label.lower()} {direction} among {words} ({means[variable.name]:.0%} high)")
    return "; ".join(found)


def _table(truth: pd.DataFrame) -> pd.DataFrame:
    """Mean share scoring high on each variable without error, by practice and population."""
    chosen = truth[truth["source"].isin(POPULATION_WORDS)]
    wide = chosen.pivot_table(index="variable", columns=["scenario", "source"], values="share_high", sort=False)
    wide.columns = pd.Index([f"{scenario}, {POPULATION_WORDS[source]}" for scenario, source in wide.columns])
    labels = {variable.name: variable.label for variable in VARIABLES}
    table = wide.map(lambda share: f"{share:.0%}").rename(index=labels)
    return table.rename_axis("Variable").reset_index()
