"""Sections D and F of the targets: the survey's six directions, and the patterns, each by its own criterion."""

from __future__ import annotations

import dataclasses

from experiments.laboratory import Laboratory
from experiments.pattern import Pattern, least_clear, part
from experiments.patterns_table import PATTERNS
from experiments.source_survey import LEAST_SHARE, found_as_source
from experiments.survey_patterns import RESPONDENTS, SURVEYS, practices_asked, surveyed
from experiments.target import CHECK, DEFAULTS, HELD_OUT, NOT_ASKED, STUDENT, Target, from_part
from model.questionnaire import VARIABLES
from model.survey_parameters import SurveyParameters

SECTION, SURVEY_SECTION = "Patterns", "Survey"
SURVEY = "survey of Amway distributors, Indonesia"
SOURCES = {
    "P1": "Collins 2004", "P2": "Collins 2004", "P3": "Collins 2004", "P4": "AARP 2018; regulators", "P5": "paper",
    "P6": "Collins 2004", "P7": "Collins 2004, ch. 2; Durkheim 1893", "P8": "strict churches (Iannaccone 1994)",
    "P9": "Granovetter 1973; Stark & Bainbridge 1980", "P10": "Collins 2004; Pratt 2000", "P11": "Pratt 2000",
    "P12": SURVEY,
}  # fmt: skip
# P2: the starting values of the ritual's rules were tried for a threshold, alone and without the rest of the model.
# P9: the proportions of the society's ties and of referrals were chosen in view of it (README, "Honest limits").
# P12, and the survey's sixth direction: how much distrust a closed gathering teaches was chosen in view of it.
FITTED_PATTERNS, FITTED_DIRECTIONS = ("P2", "P9", "P12"), ("distrust",)


def pattern_rows(name: str, laboratory: Laboratory) -> list[Target]:
    """One row for each pattern of a study; its numbers are those of the quantity that decides.

    The survey's six directions come with P12, which asks the same members.
    """
    rows = [_row(pattern) for pattern in PATTERNS[name](laboratory).answers]
    return [*rows, *survey_rows(laboratory)] if name == "P12" else rows


def _row(pattern: Pattern) -> Target:
    asked = [each for each in pattern.parts if not each.only_reported]
    row = from_part(
        SECTION, pattern.name, f"{pattern.title}. {pattern.asked}", SOURCES[pattern.name],
        CHECK if pattern.built_in else DEFAULTS if pattern.name in FITTED_PATTERNS else HELD_OUT, least_clear(asked),
    )  # fmt: skip
    parts = "; ".join(f"{each.quantity} {each.told} ({each.asked}: {each.state})" for each in asked)
    note = ". ".join(filter(None, [f"All that is asked: {parts}", pattern.note]))
    return dataclasses.replace(
        row, verdict=NOT_ASKED if pattern.unjudged else pattern.outcome, interval=STUDENT, note=note
    )


def survey_rows(laboratory: Laboratory) -> list[Target]:
    """One row for each practice and variable: how often surveys of members who stay find what the source found."""
    runs = surveyed(laboratory, practices_asked(laboratory))
    p = SurveyParameters(sampling="random", respondents=RESPONDENTS)
    found = found_as_source(runs, p, surveys=SURVEYS)
    found = found[found["population"] == "stayers"]
    return [
        from_part(
            SURVEY_SECTION, variable.label, f"the source found it {variable.found}", SURVEY,
            DEFAULTS if variable.name in FITTED_DIRECTIONS else HELD_OUT,
            part(f"{practice}: surveys of {RESPONDENTS} members who stay that find it {variable.found} (share)",
                 found.loc[found["scenario"] == practice, variable.name].to_numpy(float), above=LEAST_SHARE,
                 share=True),
            note="The criterion of P12, for one direction",
        )
        for practice in practices_asked(laboratory)
        for variable in VARIABLES
    ]  # fmt: skip
