"""What carries chunks of runs out: this process, local processes or Dask; the tables are the same.

An engine takes calls and gives back futures; everything that makes results trustworthy (keys, parts, retries)
is the runner's and the store's, so another engine needs nothing but `submit`.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, InvalidStateError
from multiprocessing import resource_tracker
from typing import Any, Protocol, Self

from pebble import ProcessExpired, ProcessPool

from experiments.errors import EngineError, SettingsError

ANSWER_SECONDS = 4


class Engine(Protocol):
    """Carries out calls, `workers` at a time; `deaths` are the errors that mean a worker died of a call."""

    workers: int
    deaths: tuple[type[BaseException], ...]

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand in a call."""

    def is_broken(self) -> bool:
        """Whether calls handed in so far will not be answered."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *details: object) -> None:
        """Stop at once; what is under way is lost."""


class SerialEngine:
    """Runs in this very process, for debugging; a run that hangs or crashes takes the command along."""

    workers = 1
    deaths: tuple[type[BaseException], ...] = ()

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Carry out the call now."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:  # handed on through the future, as by any executor
            future.set_exception(error)
        return future

    def is_broken(self) -> bool:
        """Never."""
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        pass


class LocalEngine:
    """Processes of this machine, spawned afresh (never forked: threads do not survive a fork)."""

    deaths: tuple[type[BaseException], ...] = (ProcessExpired,)

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPool | None = None

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand in a call, in a new pool should the old one be broken (an idle worker was killed, say)."""
        if self.is_broken():
            self._stop()
            self._start()
        assert self._pool is not None
        return self._pool.schedule(function, args=arguments)

    def is_broken(self) -> bool:
        """Whether the pool has lost the threads that serve it."""
        return self._pool is None or not self._pool.active

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *details: object) -> None:
        self._stop()

    def _start(self) -> None:
        self._pool = ProcessPool(max_workers=self.workers, context=multiprocessing.get_context("spawn"))
        with _no_interrupts():
            assert self._pool.active  # asking starts the workers

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None


class DaskEngine:
    """Dask workers: a running scheduler's (`address`), or a cluster of our own on loopback only.

    Raises
    ------
    SettingsError
        When no scheduler answers at the address, at once rather than when the runs begin.
    """

    def __init__(self, workers: int, address: str | None) -> None:
        self.workers = workers
        self._address = address
        self._stack = contextlib.ExitStack()
        if address is not None:
            _connected(address).close()

    def __enter__(self) -> Self:
        # Imported here: Dask takes as long to load as everything else together, and few runs need it.
        import dask
        from distributed import Client, KilledWorker, LocalCluster

        self.deaths: tuple[type[BaseException], ...] = (KilledWorker,)
        if self._address is None:
            self._stack.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": 0}))
            with _no_interrupts():
                cluster = LocalCluster(
                    n_workers=self.workers,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,  # whatever is lost when it stops it calls an error; we ask futures
                )
            self._stack.enter_context(cluster)
            client = Client(cluster)
        else:
            client = _connected(self._address)
            self.workers = max(1, sum(client.nthreads().values()))
        self._stack.enter_context(client)
        self._client = client
        return self

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand in a call.

        Raises
        ------
        EngineError
            When the scheduler is gone.
        """
        if self.is_broken():
            raise EngineError("The Dask scheduler does not answer any more; what is stored stays.")
        answer: Future[Any] = Future()
        # Not Dask's own executor: it never answers when a worker dies between finishing a call and handing it over.
        self._client.submit(function, *arguments, pure=False, retries=0).add_done_callback(
            functools.partial(_pass_on, answer)
        )
        return answer

    def is_broken(self) -> bool:
        """Whether the scheduler is gone."""
        return self._client.status != "running"

    def __exit__(self, *details: object) -> None:
        self._stack.close()


def _connected(address: str) -> Any:
    """A client of the scheduler at `address`."""
    from distributed import Client

    try:
        return Client(address, timeout=ANSWER_SECONDS)
    except (OSError, ValueError, TypeError) as error:  # TypeError: tls:// without certificates
        raise SettingsError(f"engine.address = {address!r} is not allowed: no scheduler answers ({error}).") from None


def _pass_on(answer: Future[Any], source: Any) -> None:
    """Give `answer` what became of the Dask future `source`, unless nobody waits for it any more."""
    with contextlib.suppress(InvalidStateError):
        try:
            answer.set_result(source.result())
        except BaseException as error:
            answer.set_exception(error)


def make_engine(kind: str, workers: int, address: str | None = None) -> Engine:
    """Return the engine of that name: serial, local or dask."""
    if kind == "serial":
        return SerialEngine()
    return LocalEngine(workers) if kind == "local" else DaskEngine(workers, address)


@contextlib.contextmanager
def _no_interrupts() -> Iterator[None]:
    """Let threads and processes begun within never see Ctrl-C: a terminal tells all, and one must answer."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # it unblocks interrupts as it starts, so it must not start within
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
