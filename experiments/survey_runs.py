"""What a run of the survey's study leaves behind: what everybody would truly answer, and the indices of solidarity.

The questionnaire is put to that census afterwards, so that another questionnaire needs no new runs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from experiments.outcome import Outcome
from experiments.solidarity_outcomes import INDEX_OUTCOMES as OF_THE_WHOLE
from experiments.worker import Result
from model import Scenario, SolidarityModel
from model.census import take_census
from model.indices import WHOLE, solidarity

CENSUS = "distributors"  # the stored table with one row a person
_IN_TEAMS = (
    "likeness", "complementarity", "mechanical_strength", "mechanical_strength_without_sanctions", "organic_strength",
    "organic_strength_without_sanctions",
)  # fmt: skip
TEAMS = "_in_teams"
INDEX_OUTCOMES = (
    *OF_THE_WHOLE.values(),
    *(
        Outcome(
            name + TEAMS, f"{OF_THE_WHOLE[name].label}, in teams", "0 to 1", "Mean over members of their team's index."
        )
        for name in _IN_TEAMS
    ),
)


def run_and_ask(changes: dict[str, Any], seed: int, replicate: int, keep: Iterable[str], threads: int = 1) -> Result:
    """Run the model once; its outcomes are the indices of the organisation (None where undefined)."""
    scenario = Scenario.from_mapping(changes)
    model = SolidarityModel(scenario, rng=seed, replicate=replicate, threads=threads)
    model.run_for(scenario.weeks)
    table = solidarity(model)
    teams = table.drop(index=WHOLE)
    values = {name: float(table[name].iloc[0]) for name in OF_THE_WHOLE}
    values |= {name + TEAMS: _mean_over_members(teams[name], teams["members"]) for name in _IN_TEAMS}
    outcomes = {name: None if math.isnan(value) else value for name, value in values.items()}
    return Result(outcomes, {CENSUS: take_census(model).people})


def _mean_over_members(index: pd.Series, members: pd.Series) -> float:
    """Mean over teams in which the index is defined, each counted by its members; NaN when there is none."""
    defined = index.notna()
    return float(np.average(index[defined], weights=members[defined])) if defined.any() else math.nan
