"""What happens inside a worker: one run after another, then one part written, and a few numbers sent back.

A run that raises, or gives no number where a number is due, is a row like any other, with its status and the
class of its error. A run past its time limit cannot be argued with: a watchdog thread of the interpreter
itself (faulthandler, which needs no lock that a compiled loop may hold) writes down where it hangs and ends
the process. The coordinator then sees a dead worker.
"""

from __future__ import annotations

import contextlib
import dataclasses
import faulthandler
import importlib
import os
import socket
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from experiments.errors import StoreError
from experiments.outcomes import BY_NAME, undefined_by_mistake
from experiments.parts import write_part
from experiments.run import DIED, DONE, FAILED, INVALID, TIMED_OUT, Run
from experiments.sources import results_hash


@dataclasses.dataclass(frozen=True)
class Result:
    """What one run gives: its outcomes (None: not defined in this run), and tables by name."""

    outcomes: dict[str, float | None]
    tables: dict[str, pd.DataFrame] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Context:
    """What all runs of a study have in common, sent along with every chunk.

    `keep` are the tables stored of every run, `keep_first` those stored of replicate 0 alone. `function` is the
    importable name ("module:name") of what carries out a run, on so many `threads` where that is more than one; it is
    fixed by the command, never read from a configuration.
    """

    parts: str
    writing: str
    seed: int
    source: str
    keep: tuple[str, ...]
    keep_first: tuple[str, ...] = ()
    factors: tuple[tuple[str, str], ...] = ()
    time_limit: float | None = None
    threads: int = 1
    function: str = "experiments.simulation:simulate"
    outcomes: tuple[str, ...] = tuple(BY_NAME)


@dataclasses.dataclass(frozen=True)
class Report:
    """What a chunk sends back: how many runs are stored, how many of them have no result, the seconds taken.

    It is small for a reason: the system passes a short message on whole or not at all, so a worker killed while it
    reports cannot leave half a message to the others.
    """

    runs: int
    unsuccessful: int
    seconds: float


def execute(context: Context, runs: Sequence[Run]) -> Report:
    """Carry out a chunk of runs and store their tables as one part.

    Raises
    ------
    StoreError
        When the part cannot be written, this worker holds another version of the model than the coordinator, or a
        network file has been edited since the runs were planned.
    """
    if results_hash() != context.source:
        raise StoreError(
            "A worker holds another version of the model or of its outcomes than the command:"
            " edited meanwhile, or different there."
        )
    module, name = context.function.split(":")
    function = getattr(importlib.import_module(module), name)
    rows, log = [], []
    tables: dict[str, list[pa.Table]] = {table: [] for table in (*context.keep, *context.keep_first)}
    began = time.perf_counter()
    with _watched(context, runs[0]) as watch:
        for run in runs:
            row, entry, kept = _attempt(function, context, run, watch)
            _check_content(run)  # after the run, which has read it by now
            rows.append(row)
            log.append(entry)
            for table, piece in kept.items():
                tables[table].append(piece)
    seconds = time.perf_counter() - began
    arrow = {"runs": runs_table(context, rows), "log": _log_table(log)}
    arrow |= {table: pa.concat_tables(pieces) for table, pieces in tables.items() if pieces}
    write_part(Path(context.parts), Path(context.writing), arrow)
    return Report(len(runs), sum(row["status"] != DONE for row in rows), seconds)


def _check_content(run: Run) -> None:
    if not run.content:
        return
    from model.network_files import content_hash  # here, since few studies need what it loads
    from model.parameter import ScenarioError
    from model.society_parameters import SocietyParameters

    society = {name.removeprefix("society."): value for name, value in run.changes.items() if "society." in name}
    try:
        unedited = content_hash(SocietyParameters(**society)) == run.content
    except ScenarioError:  # it is gone
        unedited = False
    if not unedited:
        raise StoreError(
            f"{society['ties_file']!r}, or the people's file beside it, was edited or removed while runs were under"
            " way: what is stored comes from the file as it was. The same command in another output= takes the new one."
        )


def _attempt(
    function: Callable[..., Result], context: Context, run: Run, watch: Callable[[], None]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, pa.Table]]:
    """One run: its row, its log entry and its tables."""
    row = {**_identity(context, run), "status": DONE, "error": None}
    entry = {
        "key": run.key,
        "point": run.point,
        "replicate": run.replicate,
        "host": socket.gethostname(),
        "process": os.getpid(),
    }
    started = time.time()
    entry |= {"started": started, "message": None, "traceback": None}
    kept: dict[str, pa.Table] = {}
    watch()
    try:
        keep = context.keep if run.replicate else (*context.keep, *context.keep_first)
        threads = {"threads": context.threads} if context.threads > 1 else {}
        result = function(run.changes, context.seed, run.replicate, keep, **threads)
        if wrong := undefined_by_mistake(result.outcomes):
            row["status"], row["error"] = INVALID, "NotANumber"
            entry["message"] = f"no number in {', '.join(wrong)}"
        else:
            row |= {name: result.outcomes[name] for name in context.outcomes}
            kept = {table: _identified(frame, run) for table, frame in result.tables.items()}
    except Exception as error:  # any mistake of a model is that run's own: it becomes a row and the others go on
        row["status"], row["error"] = FAILED, type(error).__name__
        entry["message"], entry["traceback"] = str(error), traceback.format_exc()
    finally:
        faulthandler.cancel_dump_traceback_later()
    return row, entry | {"seconds": time.time() - started}, kept


@contextlib.contextmanager
def _watched(context: Context, first: Run) -> Iterator[Callable[[], None]]:
    """A function that starts the clock for a run. A file says that the chunk is under way, until it is through.

    If the watchdog strikes, it writes into that file where the run hangs.
    """
    path = _attempt_file(context, first)
    with path.open("w", encoding="utf-8") as file:

        def start_clock() -> None:
            if context.time_limit is not None:
                faulthandler.dump_traceback_later(context.time_limit, exit=True, file=file)

        yield start_clock
    path.unlink()


def _attempt_file(context: Context, first: Run) -> Path:
    """The file of a chunk under way; the chunk is known by its first run."""
    return Path(context.writing) / f"attempt-{first.key}"


def attempt_notes(context: Context, first: Run) -> str | None:
    """What a dead worker left of the chunk that begins with `first`; gone once read.

    Returns
    -------
    str or None
        Where it hung, if the watchdog ended it; empty, if it died of something else; None, if the chunk was not begun
        or is through: an engine may blame what merely waited for that worker.
    """
    path = _attempt_file(context, first)
    if not path.exists():
        return None
    notes = path.read_text(encoding="utf-8")
    path.unlink()
    return notes


def store_lost(context: Context, run: Run, error: str, message: str, *, timed_out: bool) -> None:
    """Store the row of a run that took its worker down, on behalf of that worker; when it started nobody knows."""
    row = {**_identity(context, run), "status": TIMED_OUT if timed_out else DIED, "error": error}
    entry = {"key": run.key, "point": run.point, "replicate": run.replicate, "started": time.time(), "message": message}
    arrow = {"runs": runs_table(context, [row]), "log": _log_table([entry])}
    write_part(Path(context.parts), Path(context.writing), arrow)


def _identity(context: Context, run: Run) -> dict[str, Any]:
    named = {name: value for (name, _), value in zip(context.factors, run.values, strict=True)}
    named |= {"key": run.key, "point": run.point, "scenario": run.scenario, "replicate": run.replicate}
    return named | {"parameters": run.parameters}


def runs_table(context: Context, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows of runs with the same columns and types in every part, whatever happened to these runs."""
    fields = {"key": pa.string(), "point": pa.int32(), "scenario": pa.string(), "replicate": pa.int32()}
    fields |= {"parameters": pa.string(), "status": pa.string(), "error": pa.string()}
    fields |= {name: getattr(pa, kind)() for name, kind in context.factors if name not in fields}
    fields |= {name: pa.float64() for name in context.outcomes}
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


def _log_table(entries: list[dict[str, Any]]) -> pa.Table:
    fields = {
        "key": pa.string(),
        "point": pa.int32(),
        "replicate": pa.int32(),
        "host": pa.string(),
        "process": pa.int64(),
    }
    fields |= {
        "started": pa.float64(),
        "seconds": pa.float64(),
        "message": pa.string(),
        "traceback": pa.string(),
    }
    return pa.Table.from_pylist(entries, schema=pa.schema(fields))


def _identified(frame: pd.DataFrame, run: Run) -> pa.Table:
    """A table of one run with the columns that say which run."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    identity = {"key": run.key, "point": run.point, "scenario": run.scenario, "replicate": run.replicate}
    types = {"key": pa.string(), "point": pa.int32(), "scenario": pa.string(), "replicate": pa.int32()}
    for place, (name, value) in enumerate(identity.items()):
        table = table.add_column(place, name, pa.repeat(pa.scalar(value, types[name]), len(table)))
    return table
