"""Hands chunks of runs to an engine and deals with what comes back: reports, deaths, breakdowns.

A chunk whose worker dies is taken apart and its runs are retried one at a time; a run that takes its worker
down twice, or hangs past its time limit alone, is given up and stored as a row that says so.
"""

from __future__ import annotations

import collections
import itertools
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from typing import Protocol

from experiments import worker
from experiments.engines import Engine
from experiments.errors import EngineError
from experiments.run import Run

CHUNK_SECONDS = 1.0
LARGEST_CHUNK = 250
LARGEST_WHOLE_FAMILY = 16
DEATHS_ALLOWED = 2
BREAKDOWNS_ALLOWED = 10
HEALTH_SECONDS = 1.0


class Listener(Protocol):
    """Is told of runs that are stored."""

    def stored(self, runs: int, unsuccessful: int) -> None:
        """So many more runs are stored, so many of them without a result."""


class Chunks:
    """Cuts a stream of runs into chunks of about a second's work, and smaller ones towards the end.

    Parameters
    ----------
    runs
        What is to be done, neighbours sharing a society.
    total
        How many runs there are.
    family
        Runs that share a society; chunks hold whole families where these are small.
    fixed
        Runs a chunk, if the user has decided; None otherwise.
    """

    def __init__(self, runs: Iterator[Run], *, total: int, family: int, fixed: int | None) -> None:
        self._runs = runs
        self._remaining = total
        self._family = family if family <= LARGEST_WHOLE_FAMILY else 1
        self._fixed = fixed
        self._seconds_per_run: float | None = None

    def next(self, workers: int) -> list[Run]:
        """The next chunk; empty when there are no more runs."""
        chunk = list(itertools.islice(self._runs, self._fixed or self._automatic(workers)))
        self._remaining -= len(chunk)
        return chunk

    def _automatic(self, workers: int) -> int:
        if self._seconds_per_run is None:
            return self._family  # the first chunks are there to be timed
        wanted = CHUNK_SECONDS / max(self._seconds_per_run, 1e-6)
        share = self._remaining / (2 * workers)
        families = max(1, round(min(wanted, share, LARGEST_CHUNK) / self._family))
        return families * self._family

    def learn(self, report: worker.Report) -> None:
        """Take a chunk's time into account; loading and compiling make the first too slow, which fades."""
        latest = report.seconds / report.runs
        before = self._seconds_per_run
        self._seconds_per_run = latest if before is None else min(latest, (before + latest) / 2)


class Coordinator:
    """Keeps an engine busy until all chunks are stored."""

    def __init__(self, context: worker.Context, engine: Engine, chunks: Chunks, listener: Listener) -> None:
        self._context = context
        self._engine = engine
        self._chunks = chunks
        self._listener = listener
        self._retries: collections.deque[Run] = collections.deque()
        self._deaths: collections.Counter[str] = collections.Counter()
        self._breakdowns = 0
        self._under_way: dict[Future[worker.Report], list[Run]] = {}

    def work(self) -> None:
        """Do all runs.

        Raises
        ------
        StoreError
            When results cannot be written.
        EngineError
            When workers keep dying before they start.
        """
        self._hand_out()
        while self._under_way:
            finished, _ = wait(self._under_way, timeout=HEALTH_SECONDS, return_when=FIRST_COMPLETED)
            if not finished and self._engine.is_broken():
                finished = set(self._under_way)  # a pool that breaks as it starts forgets calls it has not seen
                for future in finished:
                    future.cancel()
            for future in finished:
                self._take(future, self._under_way.pop(future))
            self._hand_out()

    def _hand_out(self) -> None:
        # Twice as many chunks as workers: one under way, one waiting, so that no worker waits for us.
        while len(self._under_way) < 2 * self._engine.workers:
            chunk = [self._retries.popleft()] if self._retries else self._chunks.next(self._engine.workers)
            if not chunk:
                return
            self._under_way[self._engine.submit(worker.execute, self._context, chunk)] = chunk

    def _take(self, future: Future[worker.Report], chunk: list[Run]) -> None:
        try:
            report = future.result()
        except self._engine.deaths as error:
            self._after_death(chunk, error)
        except (BrokenExecutor, CancelledError) as error:
            self._after_breakdown(chunk, error)
        else:
            self._breakdowns = 0
            self._chunks.learn(report)
            self._listener.stored(report.runs, report.unsuccessful)

    def _after_death(self, chunk: list[Run], error: BaseException) -> None:
        notes = worker.attempt_notes(self._context, chunk[0])
        if notes is None:
            self._after_breakdown(chunk, error)
            return
        run = chunk[0]
        if len(chunk) == 1:
            self._deaths[run.key] += 1
            if notes or self._deaths[run.key] >= DEATHS_ALLOWED:
                self._give_up(run, error, notes)
                return
        self._retries.extend(chunk)

    def _give_up(self, run: Run, error: BaseException, notes: str) -> None:
        cause = type(error).__name__
        worker.store_lost(self._context, run, cause, notes or str(error), timed_out=bool(notes))
        self._listener.stored(1, unsuccessful=1)

    def _after_breakdown(self, chunk: list[Run], error: BaseException) -> None:
        """A chunk was lost before it was begun (an idle worker was killed, say), which is no run's fault."""
        self._breakdowns += 1
        if self._breakdowns > BREAKDOWNS_ALLOWED * self._engine.workers:
            raise EngineError(f"Workers keep dying before they start any run ({error}); what is stored stays.")
        self._retries.extend(chunk)
