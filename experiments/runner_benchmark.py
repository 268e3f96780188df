"""What the runner itself costs: time per run when a run does nothing, and how much two workers gain over one."""

from __future__ import annotations

import dataclasses
import tempfile
import time
from pathlib import Path
from typing import Any

from experiments import runner
from experiments.design import Design, expand
from experiments.worker import Result
from model import source_hash


def nothing(changes: dict[str, Any], seed: int, replicate: int, keep: tuple[str, ...]) -> Result:
    """A run that does nothing, so that all the time it takes is the runner's."""
    return Result({"value": float(replicate)})


def seconds_of_empty_runs(runs: int) -> float:
    """Seconds that the runner needs for so many runs that do nothing, in one local worker."""
    return _seconds({}, runs, workers=1, function=f"{__name__}:nothing", outcomes=("value",))


def seconds_of_ordinary_runs(runs: int, workers: int, scenario: dict[str, Any]) -> float:
    """Seconds for so many runs of a scenario (its parameters by name) in local processes, start and store included."""
    return _seconds(scenario, runs, workers=workers)


def _seconds(parameters: dict[str, Any], runs: int, workers: int, **context: Any) -> float:
    design = Design("single", parameters, (), [()], replicates=runs, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        settings = {"output": str(Path(folder) / "runs"), "engine.kind": "local", "engine.workers": workers}
        settings |= {"engine.chunk": None, "engine.time_limit": None, "engine.address": None}
        study = runner.prepare(expand(design, source_hash()), settings, ())
        study = dataclasses.replace(study, context=dataclasses.replace(study.context, **context), progress=False)
        start = time.perf_counter()
        study.carry_out()
        return time.perf_counter() - start
