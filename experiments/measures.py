"""What a benchmark has measured, a row each: one table whatever the numbers are of."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import pandas as pd


@dataclasses.dataclass(frozen=True)
class Measure:
    """One number that was measured.

    Attributes
    ----------
    what
        What was measured, such as "speed" or "time by phase".
    value, unit
        The number, and what it is a number of.
    part
        Of what it is a part: a phase, a table, a plan.
    persons, threads, weeks
        Size of the society, threads and weeks timed, where they matter.
    low, high
        Ends of its 95 % interval, where it has one.
    """

    what: str
    value: float
    unit: str
    part: str = ""
    persons: int | None = None
    threads: int | None = None
    weeks: int | None = None
    low: float | None = None
    high: float | None = None


def as_table(measures: Iterable[Measure]) -> pd.DataFrame:
    """One row per measure, in the order in which they were taken; whole numbers stay whole."""
    names = [field.name for field in dataclasses.fields(Measure)]
    table = pd.DataFrame([dataclasses.astuple(each) for each in measures], columns=names)
    order = ["what", "part", "persons", "threads", "weeks", "value", "low", "high", "unit"]
    return table[order].astype(
        {"persons": "Int64", "threads": "Int64", "weeks": "Int64"} | dict.fromkeys(("value", "low", "high"), "float64")
    )
