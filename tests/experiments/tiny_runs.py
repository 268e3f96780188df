"""Stand-ins for the model in tests of the runner: each carries out "a run" in microseconds, or misbehaves."""

from __future__ import annotations

import math
import os
import signal
import time
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.worker import Result

OUTCOMES = ("value", "other")
RAISES, NOT_A_NUMBER, HANGS, KILLS, EXTINCT = 11, 12, 13, 14, 15


def quick(changes: dict[str, Any], seed: int, replicate: int, keep: tuple[str, ...]) -> Result:
    """Numbers that depend on the point, the seed and the replicate, and a short weekly table if wanted."""
    value = math.sin(changes.get("weeks", 0) + 10 * replicate + 1000 * seed)
    weekly = pd.DataFrame({"week": [1, 2], "active": [replicate, round(1000 * value)]})
    return Result({"value": value, "other": None}, {"weekly": weekly} if "weekly" in keep else {})


def slow(changes: dict[str, Any], seed: int, replicate: int, keep: tuple[str, ...]) -> Result:
    """As quick, but long enough to be interrupted."""
    time.sleep(0.02)
    return quick(changes, seed, replicate, keep)


def troublesome(changes: dict[str, Any], seed: int, replicate: int, keep: tuple[str, ...]) -> Result:
    """Misbehaves in a way of its own for some lengths of a run."""
    weeks = changes["weeks"]
    if weeks == RAISES:
        raise ZeroDivisionError("nothing to divide")
    if weeks == NOT_A_NUMBER:
        return Result({"value": math.nan, "other": 1.0})
    if weeks == HANGS:
        while True:
            pass
    if weeks == KILLS:
        os.kill(os.getpid(), signal.SIGKILL)
    if weeks == EXTINCT:
        return Result({"value": 0.0, "other": None})
    return quick(changes, seed, replicate, keep)


def dies_once(changes: dict[str, Any], seed: int, replicate: int, keep: tuple[str, ...]) -> Result:
    """Kills its worker the first time one run is tried, and works the second time."""
    trace = Path(os.environ["TINY_RUNS_TRACE"])
    if changes["weeks"] == KILLS and not trace.exists():
        trace.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(changes, seed, replicate, keep)
