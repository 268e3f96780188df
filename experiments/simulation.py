"""One run: the model run once and summed up in what is stored of it."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from experiments.distribution import lorenz_points, rank_counts
from experiments.member_ties import member_ties
from experiments.observed import against_observed
from experiments.outcomes import measure
from experiments.standing import standings
from experiments.tenure import survival_counts
from experiments.worker import Result
from model import Scenario, SolidarityModel, draws
from model.founding import founders_of
from model.indices import solidarity_of_all
from model.position import positions
from model.society import Society, build_society
from model.society_parameters import SocietyParameters


def simulate(changes: dict[str, Any], seed: int, replicate: int, keep: Iterable[str], threads: int = 1) -> Result:
    """Run the model once and sum it up.

    Parameters
    ----------
    changes
        Parameters against the defaults.
    seed, replicate
        Of the draws.
    keep
        Tables wanted beside the outcomes, of `settings.TABLES`.
    threads
        Of the run, which change no result.
    """
    scenario = Scenario.from_mapping(changes)
    society = society_of(scenario, seed, replicate)
    model = SolidarityModel(scenario, rng=seed, replicate=replicate, society=society, threads=threads)
    model.run_for(scenario.weeks)
    weekly, distributors = model.weekly, model.distributors
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "weekly": lambda: weekly,
        "survival": lambda: survival_counts(distributors, scenario.weeks),
        "ledger": lambda: model.ledger.rename_axis("tie").reset_index(),
        "standing": lambda: standings(distributors, _positions(*_drawn(scenario, seed, replicate), scenario.founders)),
        "panel": lambda: model.panel,
        "lorenz": lambda: lorenz_points(distributors),
        "ranks": lambda: rank_counts(distributors),
        "distributors": lambda: distributors,
        "ties": lambda: member_ties(model),
    }
    outcomes = measure(
        weekly, distributors, model.reach, solidarity_of_all(model), against_observed(distributors, society)
    )
    return Result(outcomes, {name: makers[name]() for name in keep})


def society_of(scenario: Scenario, seed: int, replicate: int) -> Society:
    """The society of a run; the last one made is remembered."""
    return _society(*_drawn(scenario, seed, replicate))


def _drawn(scenario: Scenario, seed: int, replicate: int) -> tuple[str, int, int, int]:
    """What a society depends on."""
    return json.dumps(scenario.to_mapping()["society"], sort_keys=True), scenario.persons, seed, replicate


@functools.lru_cache(maxsize=1)
def _society(parameters: str, persons: int, seed: int, replicate: int) -> Society:
    """The society of a replicate, kept for the next scenario of the same family."""
    return build_society(SocietyParameters(**json.loads(parameters)), persons, draws.run_key(seed, replicate))


@functools.lru_cache(maxsize=1)
def _positions(parameters: str, persons: int, seed: int, replicate: int, founders: int) -> Any:
    """Everybody's position in the society of a replicate, kept likewise: all scenarios have the same founders."""
    society = _society(parameters, persons, seed, replicate)
    return positions(society, founders_of(society, draws.run_key(seed, replicate), founders))
