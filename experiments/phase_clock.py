"""Where a week's time goes: the functions of each phase, timed from outside.

The model knows nothing of it: while a clock runs, the functions named in `PHASES` are replaced by ones that look at the
time before and after. Time is charged to the innermost phase that is under way, so that the parts add up to the whole.
"""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from unittest import mock

from model import SolidarityModel, boundary, coaching, exchange, gatherings, retention, trade
from model import model as engine

# What a week consists of: its phases as the model's opening names them, what prepares and what records a week.
PHASES: dict[str, tuple[tuple[Any, str], ...]] = {
    "begin": ((engine, "begin_week"),),
    "gather": ((gatherings, "gather"),),
    "exchange": ((exchange, "exchange"), (coaching, "help_stalled")),
    "sell": ((trade, "sell"),),
    "recruit": ((SolidarityModel, "_recruit"), (SolidarityModel, "_place"), (SolidarityModel, "_join")),
    "offend": ((boundary, "offend_and_answer"),),
    "leave": ((retention, "leave"),),
    "month": ((SolidarityModel, "_rally"), (SolidarityModel, "_close_month")),
    "record": ((SolidarityModel, "_close_week"),),
}
REST = "rest"
PARTS = (*PHASES, REST)


class PhaseClock:
    """Seconds by phase, of all models that are made and run inside `with PhaseClock() as clock:`.

    A model made inside must not be run outside: its months are booked with functions that are timed.

    Attributes
    ----------
    seconds
        By phase, and for the rest of the time between each `start` and `stop`.
    """

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PARTS, 0.0)
        self._under_way = [REST]
        self._since = time.perf_counter()
        self._patches = contextlib.ExitStack()

    def __enter__(self) -> Self:
        for phase, functions in PHASES.items():
            for owner, name in functions:
                timed = self._timed(phase, getattr(owner, name))
                self._patches.enter_context(mock.patch.object(owner, name, timed))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._patches.close()

    def reset(self) -> None:
        """Forget what was before."""
        self.seconds = dict.fromkeys(PARTS, 0.0)

    def start(self) -> None:
        """Let time count from now on, until the next `stop`."""
        self._since = time.perf_counter()

    def stop(self) -> None:
        """Charge what has passed since the last change of phase."""
        now = time.perf_counter()
        self.seconds[self._under_way[-1]] += now - self._since
        self._since = now

    def _timed(self, phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            self.stop()
            self._under_way.append(phase)
            try:
                return function(*arguments, **named)
            finally:
                self.stop()
                self._under_way.pop()

        return timed
