"""Carries out the runs of a study: what is stored is skipped, what fails is recorded, what is cut resumes.

The coordinating process holds no results: workers store their own (`experiments.worker`) and count them. Its
memory does not grow with the number of runs, and a run costs it a fraction of a millisecond, because runs
travel in chunks.
"""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from tqdm import tqdm

from experiments import store, study_folder, worker
from experiments.coordinator import Chunks, Coordinator
from experiments.design import Expansion
from experiments.engines import Engine, make_engine
from experiments.errors import SettingsError
from experiments.parts import stored_keys
from experiments.run import DONE, Run
from experiments.settings import processors
from model import Scenario

# What a run costs, measured once on a machine of two cores: a start, and a person-week's work.
RUN_SECONDS = 0.02
PERSON_WEEK_SECONDS = 5e-8
RUN_BYTES = 1500
ROW_BYTES = {
    "weekly": 130,
    "survival": 4,
    "ledger": 100,
    "standing": 60,
    "lorenz": 10,
    "ranks": 10,
    "panel": 50,
    "communities": 20,
    "distributors": 90,
    "ties": 10,
}


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during the runs; the message says what is stored and how to go on."""


@dataclasses.dataclass(frozen=True)
class Estimate:
    """About what a study costs: runs, seconds, bytes; the progress bar soon knows better."""

    runs: int
    seconds: float
    bytes: float

    def __str__(self) -> str:
        return f"{self.runs:,} runs, about {_duration(self.seconds)}, about {_size(self.bytes)} on disk"


@dataclasses.dataclass
class Tally:
    """Runs `present` in the store before, `done` now, and `unsuccessful` among those done now."""

    present: int = 0
    done: int = 0
    unsuccessful: int = 0


class Work(Protocol):
    """Runs to do, in order: an expanded design, or whatever else has runs with keys."""

    def __len__(self) -> int:
        """Number of runs."""

    @property
    def families(self) -> list[list[int]]:
        """Points that belong together in a chunk."""

    def keys(self, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Keys of the runs from place `first` up to `last`."""

    def runs(self, first: int = 0, last: int | None = None, *, skip: Collection[bytes] = ...) -> Iterator[Run]:
        """The runs themselves, less those with keys in `skip`."""


@dataclasses.dataclass(frozen=True)
class Study:
    """Checked work, its opened folder and its engine: ready to run."""

    expansion: Work
    folder: Path
    context: worker.Context
    engine: Engine
    estimate: Estimate
    chunk: int | None = None
    shard: tuple[int, int] = (1, 1)
    retry: bool = False
    progress: bool = True

    def carry_out(self) -> Tally:
        """Do all runs of this shard that are not stored yet; with `retry`, also those stored without a result.

        Raises
        ------
        StoreError
            When results cannot be written; what was stored before stays and is resumed from.
        Interrupted
            On Ctrl-C.
        """
        places = shard_range(len(self.expansion), *self.shard)
        try:
            return self._carry_out(places)
        finally:
            with contextlib.suppress(OSError):
                shutil.rmtree(self.context.writing)

    def carry_out_aloud(self, what: str) -> None:
        """The same, having said `what` is run and what it costs; then how many runs were there already."""
        print(f"{what}: {self.estimate}.", flush=True)
        if present := self.carry_out().present:
            print(f"{present:,} runs were there already.")

    def _carry_out(self, places: tuple[int, int]) -> Tally:
        present = stored_keys(Path(self.context.parts), with_result=self.retry)
        total = places[1] - places[0]
        remaining = sum(key not in present for key in self.expansion.keys(*places))
        progress = _Progress(total, Tally(present=total - remaining), shown=self.progress and remaining > 0)
        if remaining:
            family = max(map(len, self.expansion.families))
            runs = self.expansion.runs(*places, skip=present)
            chunks = Chunks(runs, total=remaining, family=family, fixed=self.chunk)
            try:
                with progress.bar, self.engine:
                    Coordinator(self.context, self.engine, chunks, progress).work()
            except KeyboardInterrupt:
                raise Interrupted(progress.interruption(self.folder)) from None
        return progress.tally


def prepare(
    expansion: Expansion,
    settings: Mapping[str, Any],
    keep: Sequence[str],
    *,
    keep_first: Sequence[str] = (),
    factors: Sequence[tuple[str, str]] = (),
    shard: tuple[int, int] = (1, 1),
    function: str = worker.Context.function,
    outcomes: Sequence[str] = worker.Context.outcomes,
) -> Study:
    """Open the folder of a study and say what it will cost.

    Parameters
    ----------
    expansion
        The checked design.
    settings
        The common settings and those of the engine, checked.
    keep
        Tables to store beside `runs` and `log`.
    keep_first
        Tables to store of the first replicate of each point alone.
    factors
        Names of the varied columns and their Arrow types.
    shard
        Which part of the runs, counted from 1, and of how many.
    function, outcomes
        What carries out a run ("module:name"), and the names of the outcomes that it gives.

    Raises
    ------
    SettingsError
        When no engine can be had, or the folder cannot be used or has too little room.
    """
    folder = Path(settings["output"])
    threads = settings["engine.threads"]
    workers = settings["engine.workers"] or max(1, processors() // threads)
    engine = make_engine(settings["engine.kind"], workers, settings["engine.address"])
    if study_folder.open_folder(folder, expansion.description() | {"keep": [*keep, *keep_first]}):
        earlier = folder / study_folder.SUPERSEDED
        print(f"The model, or how it is summed up, has changed: runs of the earlier version now stand in {earlier}.")
    first, last = shard_range(len(expansion), *shard)
    estimated = estimate(last - first, Scenario.from_mapping(expansion.design.changes(0)), keep, workers)
    if (free := shutil.disk_usage(folder).free) < estimated.bytes:
        raise SettingsError(f"output = {str(folder)!r} has {_size(free)} of room; {estimated} are needed.")
    context = worker.Context(
        parts=str(study_folder.parts_folder(folder, expansion.source)),
        writing=str(study_folder.writing_folder(folder)),
        seed=expansion.design.seed,
        source=expansion.source,
        keep=tuple(keep),
        keep_first=tuple(keep_first),
        factors=tuple(factors),
        time_limit=settings["engine.time_limit"],
        threads=threads,
        function=function,
        outcomes=tuple(outcomes),
    )
    retry = settings.get("retry") == "failed"
    chunk = settings["engine.chunk"]
    return Study(expansion, folder, context, engine, estimated, chunk=chunk, shard=shard, retry=retry)


def tell_failures(study: store.Study) -> int:
    """Name the runs that gave no result; return how many."""
    failures = study.runs[study.runs["status"] != DONE]
    for (scenario, status, error), rows in failures.groupby(["scenario", "status", "error"], dropna=False):
        print(
            f"{len(rows)} of {scenario}'s runs {status} ({error}), left out; see the table log."
            " With retry=failed they are done again.",
            file=sys.stderr,
        )
    return len(failures)


def estimate(runs: int, scenario: Scenario, keep: Sequence[str], workers: int) -> Estimate:
    """Guess time and disk from the size of a run."""
    rows = {"weekly": scenario.weeks, "survival": scenario.weeks, "distributors": scenario.persons}
    rows |= {
        "ledger": 6,
        "standing": 7,
        "lorenz": 101,
        "ranks": 10,
        "ties": scenario.persons,
        "communities": 100,
        "panel": round(scenario.panel * scenario.persons * scenario.weeks),
    }
    seconds = runs * (RUN_SECONDS + scenario.persons * scenario.weeks * PERSON_WEEK_SECONDS) / workers
    return Estimate(runs, seconds, runs * (RUN_BYTES + sum(rows[table] * ROW_BYTES[table] for table in keep)))


def shard_range(runs: int, shard: int, shards: int) -> tuple[int, int]:
    """First place, and the one after the last, of a shard counted from 1: neighbours stay together."""
    return runs * (shard - 1) // shards, runs * shard // shards


class _Progress:
    """Counts stored runs and shows a bar with rate and time left."""

    def __init__(self, total: int, tally: Tally, *, shown: bool) -> None:
        self.tally = tally
        self._total = total
        # A terminal is redrawn often; a log file gets a line's worth now and then.
        interval = 0.5 if sys.stderr.isatty() else 5
        self.bar = tqdm(total=total, initial=tally.present, unit="run", disable=not shown, mininterval=interval)

    def stored(self, runs: int, unsuccessful: int) -> None:
        """Take note of runs that are stored."""
        self.tally.done += runs
        self.tally.unsuccessful += unsuccessful
        self.bar.update(runs)
        if self.tally.unsuccessful:
            self.bar.set_postfix_str(f"{self.tally.unsuccessful} unsuccessful")

    def interruption(self, folder: Path) -> str:
        """What to say after Ctrl-C."""
        stored = self.tally.present + self.tally.done
        return (
            f"Stopped by Ctrl-C: {stored:,} of {self._total:,} runs are stored in {folder};"
            " nothing half-written counts. The same command resumes."
        )


def _duration(seconds: float) -> str:
    for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(2, seconds):.0f} seconds"


def _size(amount: float) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6)):
        if amount >= 2 * size:
            return f"{amount / size:.0f} {unit}"
    return "2 MB"
