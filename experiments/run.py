"""One run of a study, as the coordinator hands it to a worker, and what may become of it."""

from __future__ import annotations

import dataclasses
from typing import Any

DONE, FAILED, INVALID, TIMED_OUT, DIED = "done", "failed", "invalid", "timed out", "died"


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """One run to do: `changes` are its parameters against the defaults, `values` those of the factors.

    `content` is the hash of its society's files as they were when the run was planned; empty where there are none.
    """

    key: str
    point: int
    replicate: int
    scenario: str
    parameters: str
    values: tuple[Any, ...]
    changes: dict[str, Any]
    content: str = ""
