"""Settings of a command that are not the model's: type, allowed range and meaning, checked like parameters.

Their defaults stand in `conf/`, where they can be read; here stands what is allowed. A refused setting is
reported in the same words as a refused parameter: field, value, what is allowed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from model import ScenarioError
from model.parameter import Parameter, nearest


def setting(
    name: str,
    kind: type,
    about: str,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] | None = None,
) -> Parameter:
    """Describe a setting; `kind()` stands in for the default and only says of what type it is."""
    return Parameter(name=name, default=kind(), unit=unit, about=about, source="", low=low, high=high, choices=choices)


COMMON = (
    setting(
        "replicates",
        int,
        "Runs of each point, each with its own draws.",
        unit="runs a point",
        low=1,
        high=1_000_000,
    ),
    setting("seed", int, "Master seed of all draws.", unit="seed", low=0, high=2**63 - 1),
    setting("name", str, "What the study is called."),
    setting("output", str, "Folder for the results."),
    setting("retry", str, "Stored runs to do again; null: none.", choices=("failed",)),
)
TABLES = ("weekly", "survival", "ledger", "standing", "lorenz", "ranks", "panel", "distributors", "ties")
ENGINE = (
    setting("engine.kind", str, "What carries the runs out.", choices=("serial", "local", "dask")),
    setting(
        "engine.workers",
        int,
        "Worker processes; null: one for each processor, over the threads of a run.",
        unit="processes",
        low=1,
        high=4096,
    ),
    setting(
        "engine.threads",
        int,
        "Threads of each run, which only large societies use; results are the same.",
        unit="threads",
        low=1,
        high=256,
    ),
    setting(
        "engine.chunk",
        int,
        "Runs handed out at a time; null: about a second's work.",
        unit="runs",
        low=1,
        high=100_000,
    ),
    setting(
        "engine.time_limit",
        float,
        "Seconds after which a run is ended; null: never.",
        unit="seconds",
        low=0.01,
        high=1e8,
    ),
    setting("engine.address", str, "Address of a running Dask scheduler; null: a cluster of its own."),
)
MAY_BE_NULL = frozenset(
    {"retry", "shard", "show", "engine.workers", "engine.chunk", "engine.time_limit", "engine.address"}
)

_NO_FOLDER_NAME = re.compile(r'^$|^\s|[/\\<>:"|?*\x00-\x1f]|[\s.]$')


def checked(settings: Iterable[Parameter], values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Check flat `values` against the settings they name.

    Returns
    -------
    dict, list
        The values in their own types, and a sentence for each that is not allowed.
    """
    good: dict[str, Any] = {}
    problems = []
    for each in settings:
        if each.name not in values:
            continue
        value = values[each.name]
        if value is None and each.name in MAY_BE_NULL:
            good[each.name] = None
            continue
        if isinstance(each.default, str) and each.choices is None and isinstance(value, (int, float)):
            value = str(value)  # a folder or a study may be called 2026
        try:
            good[each.name] = each.check(value)
        except ScenarioError as error:
            problems.append(str(error))
    if _NO_FOLDER_NAME.search(name := good.get("name", "default")):
        problems.append(
            f"name = {name!r} is not allowed: it must be a plain folder name (not empty, no / or \\ or other"
            " character that a file system forbids, no dot or space at its end); output= takes a path."
        )
    return good, problems


def check_tables(tables: Any) -> list[str]:
    """A sentence for each table asked for in `keep` that does not exist."""
    if not isinstance(tables, list):
        return [f"keep = {tables!r} is not allowed: it must be a list of tables, of {', '.join(TABLES)}."]
    return [
        f"keep = {each!r} is not allowed: it must be one of {', '.join(TABLES)}.{nearest(str(each), TABLES)}"
        for each in tables
        if each not in TABLES
    ]


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
