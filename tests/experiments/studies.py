"""Studies of tiny runs, for tests of the runner."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import tiny_runs

from experiments import runner, store
from experiments.design import Design, expand
from experiments.runner import Study
from experiments.sources import results_hash


def make_study(
    folder: Path,
    *,
    function: str = "quick",
    weeks: Sequence[int] = (1, 2, 3, 4, 5),
    replicates: int = 4,
    engine: str = "serial",
    workers: int = 2,
    chunk: int | None = None,
    shard: tuple[int, int] = (1, 1),
    time_limit: float | None = None,
    keep: Sequence[str] = ("weekly",),
    retry: str | None = None,
    address: str | None = None,
) -> Study:
    """Prepare a study that varies `weeks`, carried out by a function of `tiny_runs`."""
    design = Design("grid", {}, ("weeks",), [(each,) for each in weeks], replicates=replicates, seed=1)
    settings = {
        "output": str(folder),
        "engine.kind": engine,
        "engine.workers": workers,
        "engine.threads": 1,
        "engine.chunk": chunk,
    }
    settings |= {"engine.time_limit": time_limit, "engine.address": address, "retry": retry}
    study = runner.prepare(expand(design, results_hash()), settings, keep, factors=[("weeks", "int64")], shard=shard)
    context = dataclasses.replace(study.context, function=f"tiny_runs:{function}", outcomes=tiny_runs.OUTCOMES)
    return dataclasses.replace(study, context=context, progress=False)


def same_tables(one: Path, other: Path) -> bool:
    """Whether two results folders hold equal tables (their logs aside)."""
    first, second = store.load(one), store.load(other)
    return all(first.table(name).equals(second.table(name)) for name in ("runs", "weekly"))
