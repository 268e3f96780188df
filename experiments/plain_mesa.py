"""The model in plain Mesa, with ordinary random numbers and interpreted rules, to measure the engine against."""

from __future__ import annotations

import statistics
import time

import numpy as np

from model import Scenario

FIRST_WEEKS = 4  # not timed
RESAMPLES = 2000


class PlainMesa:
    """The reference model (tests/reference_model.py), timed week by week.

    Parameters
    ----------
    scenario
        What is run.
    seed
        Of the ordinary random numbers.

    Attributes
    ----------
    rates
        Agent-weeks a second of each week timed.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        from tests.reference_model import ReferenceModel
        from tests.reference_numbers import OrdinaryDraws

        self.scenario = scenario
        self.rates: list[float] = []
        self._model = ReferenceModel(scenario, draw=OrdinaryDraws(seed))
        for _ in range(FIRST_WEEKS):
            self._week()

    def time_a_week(self) -> None:
        """Run a week, and note how fast."""
        active, start = len(self._model.agents), time.perf_counter()
        self._week()
        self.rates.append(active / (time.perf_counter() - start))

    @property
    def rate(self) -> float:
        """Agent-weeks a second: the median of the weeks timed."""
        return statistics.median(self.rates)

    def rate_interval(self) -> tuple[float, float]:
        """95 % bootstrap interval of the rate over the weeks timed."""
        weeks = np.array(self.rates)
        chosen = np.random.default_rng(0).integers(0, len(weeks), (RESAMPLES, len(weeks)))
        low, high = np.quantile(np.median(weeks[chosen], axis=1), (0.025, 0.975))
        return float(low), float(high)

    def _week(self) -> None:
        from tests.reference_model import interpreted_rules

        with interpreted_rules():
            self._model.run_for(1)
