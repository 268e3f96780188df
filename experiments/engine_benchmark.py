"""How fast the engine runs, by size of society and threads, where the time goes, and what a person costs in memory."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from experiments.footprint import POPULATION, footprint
from experiments.measures import Measure
from experiments.phase_bytes import bytes_by_phase
from experiments.phase_clock import PARTS, PhaseClock
from model import Scenario, SolidarityModel
from model.draws import run_key
from model.society import Society, build_society

FIRST_WEEKS = 26  # not timed: in them the society of the founders' friends is asked for the first time
FOUNDERS = 3  # one in so many persons founds, so that many are active
BLOCKS = 13
RESAMPLES = 2000


@dataclasses.dataclass(frozen=True)
class Timing:
    """The weeks of one model: agent-weeks and seconds of each block of weeks ((blocks,) float64)."""

    weeks: int
    active: int  # at the end
    agent_weeks: np.ndarray
    seconds: np.ndarray
    by_phase: dict[str, float]  # seconds
    tables: dict[str, int]  # bytes

    @property
    def rate(self) -> float:
        """Agent-weeks a second."""
        return float(self.agent_weeks.sum() / self.seconds.sum())

    def rate_interval(self) -> tuple[float, float]:
        """95 % bootstrap interval of the rate over the blocks: how steady machine and model were."""
        chosen = np.random.default_rng(0).integers(0, len(self.seconds), (RESAMPLES, len(self.seconds)))
        rates = self.agent_weeks[chosen].sum(axis=1) / self.seconds[chosen].sum(axis=1)
        low, high = np.quantile(rates, (0.025, 0.975))
        return float(low), float(high)


def with_founders(scenario: Scenario, persons: int) -> Scenario:
    """The scenario in a society of that size, of which a third founds the organisation."""
    return scenario.replace({"persons": persons, "founders": persons // FOUNDERS})


def time_engine(
    scenario: Scenario, society: Society, *, weeks: int, threads: int, seed: int, between: Callable[[], None]
) -> Timing:
    """Run a model for the first weeks and then time it, calling `between` after each block of weeks."""
    agent_weeks, seconds = [], []
    with PhaseClock() as clock:
        model = SolidarityModel(scenario, rng=seed, society=society, threads=threads)
        model.run_for(FIRST_WEEKS)
        clock.reset()
        for block in np.array_split(np.arange(weeks), min(BLOCKS, weeks)):
            done, start = 0, time.perf_counter()
            clock.start()
            for _ in block:
                done += len(model.agents)
                model.run_for(1)
            clock.stop()
            seconds.append(time.perf_counter() - start)
            agent_weeks.append(done)
            between()
        return Timing(
            weeks, len(model.agents), np.array(agent_weeks, float), np.array(seconds), clock.seconds, footprint(model)
        )


def warm_up(scenario: Scenario, weeks: int, seed: int) -> None:
    """Load everything compiled: some of it is needed after a year only."""
    SolidarityModel(with_founders(scenario, 1000), rng=seed).run_for(FIRST_WEEKS + weeks)


def measure_size(
    scenario: Scenario, *, weeks: int, threads: tuple[int, ...], seed: int, plain: Any, bandwidth: dict[int, float]
) -> Iterator[Measure]:
    """Measure one size of society on each number of threads.

    Parameters
    ----------
    scenario
        With its size.
    weeks, threads, seed
        Weeks that are timed; numbers of threads; master seed.
    plain
        The same model in plain Mesa, of which a week is timed after each block.
    bandwidth
        Bytes a second that the machine moves, by number of threads.
    """
    before = _watch_peak()
    persons, start = scenario.persons, time.perf_counter()
    society = build_society(scenario.society, persons, run_key(seed, 0))
    yield Measure("society built", time.perf_counter() - start, "s", persons=persons)
    for each in threads:
        timing = time_engine(scenario, society, weeks=weeks, threads=each, seed=seed, between=plain.time_a_week)
        at: dict[str, Any] = {"persons": persons, "threads": each, "weeks": weeks}
        low, high = timing.rate_interval()
        yield Measure("active", timing.active, "members", **at)
        yield Measure("speed", timing.rate, "agent-weeks/s", low=low, high=high, **at)
        yield Measure("time", 1e9 / timing.rate, "ns/agent-week", low=1e9 / high, high=1e9 / low, **at)
        yield Measure("times plain Mesa", timing.rate / plain.rate, "times", **at)
        yield from _by_phase(timing, bandwidth[each], at)
        if each == threads[0]:
            yield from _in_memory(timing, persons, before)


def _by_phase(timing: Timing, bandwidth: float, at: dict[str, Any]) -> Iterator[Measure]:
    agent_weeks = float(timing.agent_weeks.sum())
    moved = bytes_by_phase()
    for part in PARTS:
        each = timing.by_phase[part] / agent_weeks
        yield Measure("time by phase", 1e9 * each, "ns/agent-week", part, **at)
        if part in moved:
            yield Measure("bytes by phase, at most", moved[part], "bytes/agent-week", part, **at)
            yield Measure("share of bandwidth, at most", moved[part] / each / bandwidth, "share", part, **at)


def _in_memory(timing: Timing, persons: int, before: int | None) -> Iterator[Measure]:
    for table in POPULATION:
        yield Measure("memory", timing.tables[table] / persons, "bytes/person", table, persons)
    total = sum(timing.tables[table] for table in POPULATION)
    yield Measure("memory", total / persons, "bytes/person", "all tables", persons)
    yield Measure("memory", timing.tables["room"] / persons, "bytes/person", "room", persons)
    if before is not None:
        highest = _resident("VmHWM") - before
        yield Measure("memory at its highest, society and run", highest / 2**30, "GiB", persons=persons)


_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def _watch_peak() -> int | None:
    """Watch the highest use of memory from now on; returns the bytes in use now, None where the system cannot."""
    try:
        _RESET.write_text("5", encoding="ascii")
    except OSError:
        return None
    return _resident("VmRSS")


def _resident(name: str) -> int:
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024
