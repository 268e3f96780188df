"""Outcomes of solidarity: indices of the bonds, answers to violations, promises, identification."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

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
    Outcome(
        "harsh_by_uplines",
        "Harsh answers of uplines",
        "share",
        "Share of the answers that uplines gave to violations by their downlines in the last year.",
    ),
    Outcome(
        "harsh_by_peers",
        "Harsh answers of peers",
        "share",
        "Share of the answers that teammates other than the upline gave to violations in the last year.",
    ),
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
        "Share of the last year's violations of symbols that were let pass by who had to answer.",
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
    by_uplines = {kind: last_year[f"{kind}_by_uplines"] for kind in ("harsh", "restoring", "lenient")}
    by_all = {kind: last_year[f"{kind}_answers"] for kind in by_uplines}
    uplines, everybody = (pd.DataFrame(each).sum(axis=1) for each in (by_uplines, by_all))
    kept = last_year["favours_given"] - last_year["promises_restored"]
    return {
        "harsh_by_uplines": share(by_uplines["harsh"], uplines),
        "harsh_by_peers": share(by_all["harsh"] - by_uplines["harsh"], everybody - uplines),
        "restoring_answers": share(by_all["restoring"], last_year["violations"]),
        "lenient_answers": share(by_all["lenient"], last_year["violations"]),
        "promises_broken": share(last_year["promises_broken"], last_year["promises_broken"] + kept),
        "promises_restored": share(last_year["promises_restored"], last_year["promises_broken"]),
        "identification": mean_over(last_year, "identification", last_year["active"] > 0),
        **{name: None if math.isnan(indices[name]) else indices[name] for name in STRENGTHS},
    }
