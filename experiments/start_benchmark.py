"""How long it takes until a run has ended in a fresh process: the first time, when all is compiled, and later on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from experiments.measures import Measure
from model import compilation

ROOT = compilation.SOURCES.parent
WARM_STARTS = 3
_PROGRAM = """
from model import Scenario, SolidarityModel
model = SolidarityModel(Scenario.preset("mechanical").replace({"persons": 1000, "founders": 333}))
model.run_for(60)
model.weekly, model.distributors
"""


def time_starts(*, cold: bool) -> Iterator[Measure]:
    """Seconds of a fresh process that runs a thousand persons for sixty weeks.

    Warm: the least of a few, with everything compiled on disk; `cold`: also in a copy of the model in which nothing is.
    """
    if cold:
        with tempfile.TemporaryDirectory() as folder:
            for name in ("model", "conf"):
                shutil.copytree(ROOT / name, Path(folder) / name, ignore=shutil.ignore_patterns("__pycache__"))
            yield Measure("start, nothing compiled", _seconds(Path(folder)), "s")
    warm = min(_seconds(ROOT) for _ in range(WARM_STARTS))
    yield Measure("start, all compiled", warm, "s")


def _seconds(root: Path) -> float:
    """Wall time of a process that imports the model from `root`."""
    environment = {**os.environ, "PYTHONPATH": str(root)}
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", _PROGRAM], cwd=root, env=environment, check=True)
    return time.perf_counter() - start
