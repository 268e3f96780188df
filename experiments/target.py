"""A target of the validation table: what is asked, by whom, what came out, whether it is met, and what it counts for.

Every criterion is fixed in code with its source before any number is looked at; where patterns, claims or the survey
have one already, it is that same one.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from numpy.typing import ArrayLike

from experiments import wording
from experiments.pattern import INSIDE, MET, MISSED, NOT_DECIDED, OUTSIDE, Part
from experiments.tree_theory import LIMIT

EXACT, RULE, CHECK, DEFAULTS, HELD_OUT = (
    "exact theory", "published rule", "implementation check", "used for defaults", "held out",
)  # fmt: skip
ROLES = {
    EXACT: "proved; must hold to sampling error, else the code is wrong",
    RULE: "a plan's published schedule or worked figure, which the code must reproduce",
    CHECK: "built in by a parameter; counts for no validation",
    DEFAULTS: "looked at when defaults were chosen; counts as fitted",
    HELD_OUT: "never looked at when a default was chosen",
}
NOT_ASKED = "not asked"
VERDICTS = (MET, MISSED, NOT_DECIDED, NOT_ASKED)
STANDARD_ERRORS, STUDENT, EVERY, BOOTSTRAP = (
    f"{LIMIT:.1f} standard errors", "99 % Student", "no chance in it", "95 % bootstrap",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Target:
    """One row of the table.

    Attributes
    ----------
    section, name
        "Theory", "Patterns" ...; as "T1" or "P7".
    asked
        What is asked, in words.
    source
        Author and year, or where else the target stands.
    role
        What the row counts for, of `ROLES`.
    verdict
        Of `VERDICTS`.
    quantity
        What `value` is, with its unit in brackets; for a claim what came out, in words.
    value, low, high, interval
        Mean over runs with its interval, and the kind of interval; NaN where there is no number.
    expected, above, below
        The number that the interval must hold, or the open range in which all of it must lie.
    runs
        Runs (or trees) that have a value.
    note
        Why it is missed, or what else a reader should know.
    """

    section: str
    name: str
    asked: str
    source: str
    role: str
    verdict: str
    quantity: str = ""
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    interval: str = ""
    expected: float = math.nan
    above: float = -math.inf
    below: float = math.inf
    runs: int = 0
    note: str = ""

    @property
    def told(self) -> str:
        """Value and interval in words."""
        return wording.with_interval(self.value, self.low, self.high)

    @property
    def target(self) -> str:
        """The number or range that is asked for, in words."""
        if math.isfinite(self.expected):
            return wording.number(self.expected)
        return Part("", math.nan, math.nan, math.nan, 0, self.above, self.below).asked if self.has_range else ""

    @property
    def has_range(self) -> bool:
        """Whether a range is asked for."""
        return math.isfinite(self.above) or math.isfinite(self.below)

    @property
    def margin(self) -> float:
        """How far inside the target the value lies, in half-widths of its interval: positive where the value is inside.

        Of a range, the distance to the nearer bound; it is met above 1. Of an expected number, 1 less the distance from
        it; it is met above 0. Infinite where the interval has no width, NaN where there is no number.
        """
        if math.isnan(self.value):
            return math.nan
        half = (self.high - self.low) / 2
        if math.isfinite(self.expected):
            apart = abs(self.value - self.expected)
            return 1 - apart / half if half > 0 else math.inf if apart <= _tiny(self.expected) else -math.inf
        inside = min(self.value - self.above, self.below - self.value)
        return inside / half if half > 0 else math.inf if inside > 0 else -math.inf


def equals(
    section: str, name: str, asked: str, source: str, quantity: str, values: ArrayLike, expected: float,
    *, role: str = EXACT, note: str = "", half: float | None = None,
) -> Target:  # fmt: skip
    """A target that the mean of `values`, one a tree or run, must meet to sampling error.

    The interval is `LIMIT` standard errors to each side, or `half` where that follows from something else than how the
    values vary: of 200 such comparisons none misses by chance with a probability above 1e-6. Values that do not vary
    must be equal to what is expected.
    """
    numbers = np.atleast_1d(np.asarray(values, float))
    value = float(numbers.mean())
    if half is None:
        half = LIMIT * float(numbers.std(ddof=1)) / math.sqrt(len(numbers)) if len(numbers) > 1 else 0.0
    met = abs(value - expected) <= half + _tiny(expected)
    interval = STANDARD_ERRORS if half > 0 else EVERY
    return Target(
        section, name, asked, source, role, MET if met else MISSED, quantity, value, value - half, value + half,
        interval, expected, runs=len(numbers), note=note,
    )  # fmt: skip


def within(
    section: str, name: str, asked: str, source: str, quantity: str, values: ArrayLike,
    *, above: float = -math.inf, below: float = math.inf, role: str = EXACT, note: str = "",
) -> Target:  # fmt: skip
    """A target whose whole interval, of `LIMIT` standard errors to each side, must lie in an open range."""
    same = equals(section, name, asked, source, quantity, values, 0.0, role=role, note=note)
    part = Part(quantity, same.value, same.low, same.high, same.runs, above, below)
    return dataclasses.replace(same, verdict=verdict_of(part), expected=math.nan, above=above, below=below)


def from_part(section: str, name: str, asked: str, source: str, role: str, part: Part, note: str = "") -> Target:
    """A quantity of a pattern as a target of its own, with the criterion of patterns."""
    return Target(
        section, name, asked, source, role, verdict_of(part), part.quantity, part.value, part.low, part.high, STUDENT,
        above=part.above, below=part.below, runs=part.runs, note=note,
    )  # fmt: skip


def verdict_of(part: Part) -> str:
    """Met, missed or not decided, of one quantity."""
    return {INSIDE: MET, OUTSIDE: MISSED}.get(part.state, NOT_DECIDED)


def _tiny(expected: float) -> float:
    """What rounding in sums may leave."""
    return 1e-9 * max(1.0, abs(expected))
