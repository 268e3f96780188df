"""Outcomes of solidarity: indices of the bonds, answers to violations, promises, identification."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from experiments.answer_outcomes import ANSWER_OUTCOMES, measure_answers
from experiments.outcome import Outcome, mean_over, share
from model.indices import INDICES

_INDEX_LABELS = {
    "input_index": "Input index of ritual",
    "output_index": "Output index of ritual",
    "output_index_without_sanctions": "Output index, sanctions left out",
    "likeness": "Likeness",
    "common_conscience": "Common conscience",
    "repressive_share": "Repressive share of answers",
    "mechanical_strength": "Mechanical strength",
    "mechanical_strength_without_sanctions": "Mechanical, sanctions left out",
    "dependence": "Dependence",
    "complementarity": "Complementarity",
    "restitutive_share": "Restitutive share of answers",
    "organic_strength": "Organic strength",
    "organic_strength_without_sanctions": "Organic, sanctions left out",
}
_DEFINITIONS = {index.__name__: str(index.__doc__).splitlines()[0] for index in INDICES}
INDEX_OUTCOMES = {name: Outcome(name, label, "0 to 1", _DEFINITIONS[name]) for name, label in _INDEX_LABELS.items()}
# Of the whole organisation at the end of any run; the survey's study stores all of them, and those in teams.
STRENGTHS = (
    "input_index", "output_index", "mechanical_strength", "mechanical_strength_without_sanctions", "organic_strength",
    "organic_strength_without_sanctions",
)  # fmt: skip
SOLIDARITY_OUTCOMES = (
    *ANSWER_OUTCOMES,
    Outcome(
        "restoring_answers",
        "Restoring answers",
        "share",
        "Share of the last year's violations of symbols whose offender was asked to make good.",
    ),
    Outcome(
        "lenient_answers",
        "Lenient answers to violations",
        "share",
        "Share of the last year's violations of symbols let pass by those who had to answer.",
    ),
    Outcome("promises_broken", "Promises broken", "share", "Share of the favours promised in the last year."),
    Outcome(
        "promises_restored",
        "Broken promises made good",
        "per promise broken",
        "Promises made good in the last year over those broken in it; above 1 when old ones are made good.",
    ),
    Outcome(
        "identification",
        "Identification",
        "-1 to 1",
        "Pride in belonging (1) or disappointment with it (-1): mean over active members, averaged over the weeks of"
        " the last year that had any.",
    ),
    Outcome(
        "kinship",
        "Kinship with the upline",
        "0 to 1",
        "How nearly the upline is kin (1: kin outside too): mean over active members, averaged over the weeks of the"
        " last year that had any; founders, who have no upline, count as 0.",
    ),
    *(INDEX_OUTCOMES[name] for name in STRENGTHS),
)


def measure_solidarity(last_year: pd.DataFrame, indices: Mapping[str, float]) -> dict[str, float | None]:
    """Values of `SOLIDARITY_OUTCOMES`; None where undefined.

    Parameters
    ----------
    last_year
        The last rows of `SolidarityModel.weekly`.
    indices
        As `model.indices.solidarity_of_all` gives them.
    """
    kept = last_year["favours_given"] - last_year["promises_restored"]
    return {
        **measure_answers(last_year),
        "restoring_answers": share(last_year["restoring_answers"], last_year["violations"]),
        "lenient_answers": share(last_year["lenient_answers"], last_year["violations"]),
        "promises_broken": share(last_year["promises_broken"], last_year["promises_broken"] + kept),
        "promises_restored": share(last_year["promises_restored"], last_year["promises_broken"]),
        "identification": mean_over(last_year, "identification", last_year["active"] > 0),
        "kinship": mean_over(last_year, "kinship", last_year["active"] > 0),
        **{name: None if math.isnan(indices[name]) else indices[name] for name in STRENGTHS},
    }
