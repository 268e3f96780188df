"""Small societies in which the tests run, and the rule by which tests about averages decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

from model import Scenario, SolidarityModel
from model.society_parameters import SocietyParameters

PERSONS = 800
FOUNDERS = 20
REPLICATES = 40
OF_OTHER_NETWORKS = {  # parameters of the society that the default network does not read
    "society.neighbours_each_side", "society.rewiring", "society.ties_of_newcomer", "society.degree_exponent",
    "society.mean_ties", "society.kin_share", "society.friend_share", "society.community_share",
    *(each.name for each in SocietyParameters.parameters() if each.unit in ("path", "column")),
}  # fmt: skip
ERROR_OF_ONE_TEST = 1e-8  # fewer than a hundred comparisons decide by it: at most 1e-6 for all


def small_world(preset: str = "hybrid", changes: Mapping[str, Any] | None = None) -> Scenario:
    """A preset in a society of a few hundred, with `changes` made to it."""
    size = {"persons": PERSONS, "founders": FOUNDERS, "weeks": 52}
    return Scenario.preset(preset).replace({**size, **(changes or {})})


def run(scenario: Scenario, weeks: int = 30, **arguments: Any) -> SolidarityModel:
    """A model that has run for so many weeks."""
    model = SolidarityModel(scenario, **arguments)
    model.run_for(weeks)
    return model


def pairs_of_runs(scenario: Scenario, changed: Scenario, weeks: int) -> list[tuple[SolidarityModel, SolidarityModel]]:
    """Replicates of two scenarios that share the draws they have in common."""
    return [
        (run(scenario, weeks, replicate=replicate), run(changed, weeks, replicate=replicate))
        for replicate in range(REPLICATES)
    ]


def assert_higher(higher: Sequence[float], lower: Sequence[float]) -> None:
    """Sign test of paired replicates: `higher` must exceed `lower` in nearly every pair.

    Were there no difference, the sign of each pair would be a fair coin at best (ties count against), and the test
    would pass by chance with a probability of at most `ERROR_OF_ONE_TEST`: 37 of 40 pairs are needed.
    """
    wins = int(np.sum(np.asarray(higher) > np.asarray(lower)))
    chance = stats.binomtest(wins, len(higher), 0.5, alternative="greater").pvalue
    assert chance <= ERROR_OF_ONE_TEST, f"higher in {wins} of {len(higher)} pairs only"
