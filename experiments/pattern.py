"""A pattern of solidarity: what is asked of the model, what came out, and whether that is enough.

A pattern is asked in parts, each a quantity that must lie in a range. A part is *inside* when the whole 99 % interval
of its mean over runs (Student's t, runs being independent) lies in the range, *outside* when none of it does, and
*open* otherwise. A pattern is met when all parts are inside: one that is not so is called met with a probability of at
most 0.5 %, however many parts it has, since every one of them would have to err (intersection-union test; Berger 1982,
Technometrics 24). It is missed when a part is outside, and not decided by these runs otherwise.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from experiments import wording

ERROR_RATE = 0.005  # chance of calling a pattern met that is not so
LEVEL = 1 - 2 * ERROR_RATE
INSIDE, OPEN, OUTSIDE = "inside", "open", "outside"
MET, MISSED, NOT_DECIDED = "met", "missed", "not decided"
CHECKED = {MET: "passed", MISSED: "failed", NOT_DECIDED: "not decided"}
CHECK = "implementation check"
TRIED_SHARE = 2  # what is tried after a miss is tried on one in so many of the runs

Array = NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Part:
    """One quantity of a pattern: its value with an interval, and the range in which it must lie.

    Attributes
    ----------
    quantity
        What it is, with its unit in brackets.
    value, low, high
        Mean over runs and its 99 % interval, unless `quantity` says otherwise; NaN where undefined.
    runs
        Runs that have a value.
    above, below
        The open range; a part without bounds is only reported.
    """

    quantity: str
    value: float
    low: float
    high: float
    runs: int
    above: float = -math.inf
    below: float = math.inf

    @property
    def state(self) -> str:
        """Where the interval lies: inside the range, outside, or neither."""
        if self.only_reported or (self.low > self.above and self.high < self.below):
            return INSIDE
        return OUTSIDE if self.high <= self.above or self.low >= self.below else OPEN

    @property
    def only_reported(self) -> bool:
        """Whether nothing is asked of it."""
        return math.isinf(self.above) and math.isinf(self.below)

    def unasked(self) -> Part:
        """The same, only reported."""
        return dataclasses.replace(self, above=-math.inf, below=math.inf)

    @property
    def asked(self) -> str:
        """The range in words."""
        if self.only_reported:
            return "reported"
        if math.isinf(self.below):
            return f"above {wording.number(self.above)}"
        if math.isinf(self.above):
            return f"below {wording.number(self.below)}"
        return f"{wording.number(self.above)} to {wording.number(self.below)}"

    @property
    def told(self) -> str:
        """Value and interval in words."""
        return wording.with_interval(self.value, self.low, self.high)


def part(
    quantity: str, values: ArrayLike, *, above: float = -math.inf, below: float = math.inf, share: bool = False
) -> Part:
    """A part from one value per run; runs without a value (None, NaN) are left out.

    Of a `share`, which lies in [0, 1], the interval is cut off there, as the mean is; that moves no verdict, since all
    that is asked of shares lies inside. Where all runs have one value the interval has no width: the runs then tell
    nothing of how far other runs may be from them.
    """
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    value = float(known.mean()) if len(known) else math.nan
    low, high = student_interval(known)
    if share:
        low, high = max(low, 0.0), min(high, 1.0)
    return Part(quantity, value, low, high, len(known), above, below)


def student_interval(values: Array, level: float = LEVEL) -> tuple[float, float]:
    """Student's interval of the mean of finite values; NaN with fewer than two, no width where all are alike."""
    if len(values) < 2:
        return math.nan, math.nan
    mean = float(values.mean())
    error = float(stats.sem(values)) if np.ptp(values) > 0 else 0.0
    if error == 0:
        return mean, mean
    low, high = stats.t.interval(level, len(values) - 1, loc=mean, scale=error)
    return float(low), float(high)


def least_clear(parts: Sequence[Part]) -> Part:
    """Of parts that must all be inside, the one that decides: outside before open before inside, then the tightest."""
    order = (OUTSIDE, OPEN, INSIDE)
    return min(parts, key=lambda each: (order.index(each.state), min(each.low - each.above, each.below - each.high)))


@dataclasses.dataclass(frozen=True)
class Pattern:
    """A pattern, what is asked, and what came out.

    Attributes
    ----------
    name, title, asked
        As "P1"; what it is called; what is asked in words, with how it was put to the model.
    parts
        The quantities.
    built_in
        Whether a parameter builds it in: then it is an implementation check.
    unjudged
        Why it is not judged ("for information until ..."), empty where it is.
    note
        What else a reader should know: for a miss why, and what was tried.
    """

    name: str
    title: str
    asked: str
    parts: Sequence[Part]
    built_in: bool = False
    unjudged: str = ""
    note: str = ""

    @property
    def outcome(self) -> str:
        """Met, missed or not decided, whatever the pattern counts for."""
        states = {each.state for each in self.parts}
        return MISSED if OUTSIDE in states else NOT_DECIDED if OPEN in states else MET

    @property
    def verdict(self) -> str:
        """The outcome as the table shows it."""
        if self.unjudged:
            return self.unjudged
        return f"{CHECK}: {CHECKED[self.outcome]}" if self.built_in else self.outcome

    def rows(self) -> list[dict[str, object]]:
        """One row per part, as the CSV file has them."""
        common = {"pattern": self.name, "title": self.title, "asked": self.asked, "verdict": self.verdict}
        end = {"error_rate": math.nan if self.unjudged else ERROR_RATE, "note": self.note}
        return [
            {**common, **dataclasses.asdict(each), "state": "" if each.only_reported else each.state, **end}
            for each in self.parts
        ]
