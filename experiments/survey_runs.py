"""What a run of the survey's study leaves behind: what everybody would truly answer, and the indices of solidarity.

The questionnaire is put to that census afterwards, so that another questionnaire needs no new runs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from experiments.outcomes import Outcome
from experiments.worker import Result
from model import Scenario, SolidarityModel
from model.census import take_census
from model.indices import INDICES, WHOLE, solidarity

CENSUS = "distributors"  # the stored table with one row a person
_LABELS = {
    "input_index": "Input index of ritual",
    "output_index": "Output index of ritual",
    "output_index_without_sanctions": "Output index, sanctions left out",
    "likeness": "Likeness",
    "common_conscience": "Common conscience",
    "repressive_share": "Repressive share of answers",
    "mechanical_strength": "Mechanical strength",
    "mechanical_strength_without_sanctions": "Mechanical strength, sanctions left out",
    "dependence": "Dependence",
    "complementarity": "Complementarity",
    "restitutive_share": "Restitutive share of answers",
    "organic_strength": "Organic strength",
    "organic_strength_without_sanctions": "Organic strength, sanctions left out",
}
INDEX_OUTCOMES = tuple(
    Outcome(index.__name__, _LABELS[index.__name__], "0 to 1", str(index.__doc__).splitlines()[0]) for index in INDICES
)


def run_and_ask(changes: dict[str, Any], seed: int, replicate: int, keep: Iterable[str]) -> Result:
    """Run the model once; its outcomes are the indices of the whole organisation (None where undefined)."""
    scenario = Scenario.from_mapping(changes)
    model = SolidarityModel(scenario, rng=seed, replicate=replicate)
    model.run_for(scenario.weeks)
    whole = {name: float(values[WHOLE]) for name, values in solidarity(model).to_dict().items() if name != "members"}
    values = {str(name): None if math.isnan(value) else value for name, value in whole.items()}
    return Result(values, {CENSUS: take_census(model).people})
