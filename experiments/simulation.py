"""One run: the model run once and summed up in what is stored of it."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from experiments.outcomes import measure
from experiments.tenure import survival_counts
from experiments.worker import Result
from model import Scenario, SolidarityModel, draws
from model.indices import solidarity_of_all
from model.society import build_society
from model.society_parameters import SocietyParameters


def simulate(changes: dict[str, Any], seed: int, replicate: int, keep: Iterable[str]) -> Result:
    """Run the model once and sum it up.

    Parameters
    ----------
    changes
        Parameters against the defaults.
    seed, replicate
        Of the draws.
    keep
        Tables wanted beside the outcomes: weekly, survival, distributors.
    """
    scenario = Scenario.from_mapping(changes)
    society = _society(json.dumps(scenario.to_mapping()["society"], sort_keys=True), scenario.persons, seed, replicate)
    model = SolidarityModel(scenario, rng=seed, replicate=replicate, society=society)
    model.run_for(scenario.weeks)
    weekly, distributors = model.weekly, model.distributors
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "weekly": lambda: weekly,
        "survival": lambda: survival_counts(distributors, scenario.weeks),
        "distributors": lambda: distributors,
    }
    outcomes = measure(weekly, distributors, model.reach, solidarity_of_all(model))
    return Result(outcomes, {name: makers[name]() for name in keep})


@functools.lru_cache(maxsize=1)
def _society(parameters: str, persons: int, seed: int, replicate: int) -> Any:
    """The society of a replicate, kept for the next scenario of the same family."""
    return build_society(SocietyParameters(**json.loads(parameters)), persons, draws.run_key(seed, replicate))
