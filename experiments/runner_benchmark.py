"""What the runner itself costs: time per run when a run does nothing, and how much two workers gain over one."""

from __future__ import annotations

import dataclasses
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from experiments import runner, store
from experiments.design import Design, expand
from experiments.measures import Measure
from experiments.sources import results_hash
from experiments.worker import Result
from model import Scenario
from model.parameter import flatten


def nothing(changes: dict[str, Any], seed: int, replicate: int, keep: tuple[str, ...]) -> Result:
    """A run that does nothing, so that all the time it takes is the runner's."""
    return Result({"value": float(replicate)})


class Timing(NamedTuple):
    """Seconds from the start of the workers until the first run begins, and until all are stored."""

    start: float
    total: float


def cost_of_runner(runs: int) -> Iterator[Measure]:
    """What the runner costs a run: so many runs that do nothing against a tenth of them, so that its start cancels."""
    few = runs // 10
    cost = (seconds_of_empty_runs(runs) - seconds_of_empty_runs(few)) / (runs - few)
    yield Measure("runner, each run", 1e3 * cost, "ms")


def gain_of_workers(runs: int) -> Iterator[Measure]:
    """How long ordinary runs take one worker and two, from the command to the last run stored."""
    ordinary = flatten(Scenario.preset_mapping("hybrid"))
    scenario = Scenario.from_mapping(ordinary)
    of = f"{runs} ordinary runs of {scenario.weeks} weeks"
    for workers in (1, 2):
        timing = time_of_ordinary_runs(runs, workers, ordinary)
        name = f"{of}, {workers} worker{'s' if workers > 1 else ''}"
        yield Measure(name, timing.total, "s", persons=scenario.persons)
        yield Measure("first run begins", timing.start, "s", f"{workers} worker{'s' if workers > 1 else ''}")


def seconds_of_empty_runs(runs: int) -> float:
    """Seconds that the runner needs for so many runs that do nothing, in one local worker."""
    return _timed({}, runs, workers=1, function=f"{__name__}:nothing", outcomes=("value",)).total


def time_of_ordinary_runs(runs: int, workers: int, scenario: dict[str, Any]) -> Timing:
    """Time for so many runs of a scenario (its parameters by name) in local processes."""
    return _timed(scenario, runs, workers=workers)


def _timed(parameters: dict[str, Any], runs: int, workers: int, **context: Any) -> Timing:
    design = Design("single", parameters, (), [()], replicates=runs, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        settings = {"output": str(Path(folder) / "runs"), "engine.kind": "local", "engine.workers": workers}
        settings |= {"engine.threads": 1, "engine.chunk": None, "engine.time_limit": None, "engine.address": None}
        study = runner.prepare(expand(design, results_hash()), settings, ())
        study = dataclasses.replace(study, context=dataclasses.replace(study.context, **context), progress=False)
        began = time.time()  # the clock of the log
        study.carry_out()
        ended = time.time()
        return Timing(float(store.load(study.folder).log["started"].min()) - began, ended - began)
