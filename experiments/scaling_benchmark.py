"""How time grows with what a run is made of: population, ties per person, weeks, team size.

Each quantity is doubled or more several times while the others stay; a line through the logarithms has the exponent as
its slope (1: twice as much takes twice as long), with a 95 % interval by Student's t. Time is processor time of the one
thread, the least of a few repetitions, so that what else the machine does hardly counts.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Iterator, Sequence

import pandas as pd
from scipy import stats

from experiments.engine_benchmark import with_founders
from experiments.measures import Measure
from model import Scenario, SolidarityModel
from model.draws import run_key
from model.society import build_society

PERSONS = 30_000  # where the population does not vary
FIRST_WEEKS, WEEKS = 26, 52
REPETITIONS = 3


@dataclasses.dataclass(frozen=True)
class Quantity:
    """Something that grows: its name and unit, its values, and the parameters that each value sets."""

    name: str
    unit: str
    values: tuple[int, ...]
    parameter: str
    fixed: tuple[tuple[str, str], ...] = ()


QUANTITIES = (
    Quantity("population", "persons", (10_000, 30_000, 100_000, 300_000, 1_000_000), "persons"),
    Quantity("ties", "ties a person", (5, 10, 20, 40, 80), "society.mean_ties", (("society.network", "random"),)),
    Quantity("weeks", "weeks", (13, 26, 52, 104, 208), "weeks"),
    Quantity("team size", "members", (10, 20, 40, 80, 160), "ritual.team_minimum"),
)


def time_growth(scenario: Scenario, seed: int, quantities: Sequence[Quantity] = QUANTITIES) -> pd.DataFrame:
    """One row per quantity and value: `seconds` of the weeks timed, `agent_weeks` in them, `building` the society."""
    rows = []
    for quantity in quantities:
        for value in quantity.values:
            changed = scenario.replace({**dict(quantity.fixed), quantity.parameter: value})
            persons = value if quantity.parameter == "persons" else min(PERSONS, scenario.persons)
            weeks = value if quantity.parameter == "weeks" else WEEKS
            measured = [_measured(with_founders(changed, persons), weeks, seed) for _ in range(REPETITIONS)]
            building, seconds = (min(each[place] for each in measured) for place in (0, 1))
            rows.append((quantity.name, value, quantity.unit, seconds, measured[0][2], building))
    return pd.DataFrame(rows, columns=["quantity", "value", "unit", "seconds", "agent_weeks", "building"])


def _measured(scenario: Scenario, weeks: int, seed: int) -> tuple[float, float, int]:
    """Seconds to build the society, seconds of the weeks after the first ones, and agent-weeks in them."""
    start = time.thread_time()
    society = build_society(scenario.society, scenario.persons, run_key(seed, 0))
    building = time.thread_time() - start
    model = SolidarityModel(scenario, rng=seed, society=society)
    model.run_for(FIRST_WEEKS)
    agent_weeks, start = 0, time.thread_time()
    for _ in range(weeks):
        agent_weeks += len(model.agents)
        model.run_for(1)
    return building, time.thread_time() - start, agent_weeks


def exponents(growth: pd.DataFrame) -> Iterator[Measure]:
    """Exponents of a run's time, of its time per agent-week, and of the time to build the society.

    Parameters
    ----------
    growth
        As `time_growth` returns it.
    """
    for name, rows in growth.groupby("quantity", sort=False):
        each = rows["seconds"] / rows["agent_weeks"]
        for what, seconds in (("run", rows["seconds"]), ("agent-week", each), ("building", rows["building"])):
            yield _exponent(f"exponent of {what} time", str(name), rows["value"], seconds)


def _exponent(what: str, part: str, values: pd.Series[float], seconds: pd.Series[float]) -> Measure:
    line = stats.linregress([math.log(value) for value in values], [math.log(each) for each in seconds])
    half = float(stats.t.ppf(0.975, len(values) - 2) * line.stderr)
    slope = float(line.slope)
    return Measure(what, slope, "exponent", part, low=slope - half, high=slope + half)
