"""What a calibration aims at: facts from the field by their number, or any outcome with a value that somebody types."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.errors import SettingsError
from experiments.field_facts import FACTS, IMPLEMENTATION_CHECKS, quantities_of
from experiments.field_outcomes import FIELD_OUTCOMES
from experiments.outcomes import OUTCOMES
from model.parameter import nearest

OUTCOMES_KNOWN = {outcome.name: outcome for outcome in (*OUTCOMES, *FIELD_OUTCOMES)}
ALLOWED = [each for each in FACTS if each not in IMPLEMENTATION_CHECKS]
_KEYS = ("value", "scale")

Array = NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Target:
    """An outcome and the value it should have.

    Attributes
    ----------
    outcome, label, unit
        Its name, and how tables call and measure it.
    value
        What it should be.
    scale
        The unit in which distance from it is counted; NaN: the spread over the runs.
    fact
        The fact it belongs to, if any.
    low, high
        Where it is met: the range of a fact, the value itself of any other.
    """

    outcome: str
    label: str
    unit: str
    value: float
    scale: float = math.nan
    fact: str = ""
    low: float = math.nan
    high: float = math.nan

    def met_within(self, low: float, high: float) -> bool:
        """Whether some value between `low` and `high` meets it."""
        least, most = (self.value, self.value) if math.isnan(self.low) else (self.low, self.high)
        return low <= most and least <= high


def read_targets(name: str, wanted: Any) -> tuple[Target, ...]:
    """Read `targets` or `left_out`: a list of facts, or outcomes (and facts) with their values.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    if wanted is None:
        return ()
    if isinstance(wanted, str):
        wanted = [wanted]
    if isinstance(wanted, list):
        wanted = dict.fromkeys(map(str, wanted))
    if not isinstance(wanted, Mapping):
        raise SettingsError(
            f"{name} = {wanted!r} is not allowed: it must be a list of facts, or {{outcome: value, ...}}."
        )
    targets: list[Target] = []
    problems = []
    for each, value in wanted.items():
        try:
            targets += _of_fact(name, str(each), value) if str(each) in FACTS else [_of_outcome(name, str(each), value)]
        except SettingsError as error:
            problems.append(str(error))
    names = [target.outcome for target in targets]
    problems += [f"{name}: {each} is there twice." for each in dict.fromkeys(names) if names.count(each) > 1]
    if problems:
        raise SettingsError("\n".join(problems))
    return tuple(targets)


def _of_fact(name: str, fact: str, value: Any) -> list[Target]:
    if fact in IMPLEMENTATION_CHECKS:
        raise SettingsError(
            f"{name} = {fact!r} is not allowed: it goes into the model as a parameter; it must be one of"
            f" {', '.join(ALLOWED)}."
        )
    if value is not None:
        raise SettingsError(f"{name}: {fact} = {value!r} is not allowed: a fact has its own value; name its outcome.")
    return [
        Target(each.outcome, each.fact, OUTCOMES_KNOWN[each.outcome].unit, each.middle, each.scale, fact, *each.range)
        for each in quantities_of([fact])
    ]


def _of_outcome(name: str, outcome: str, wanted: Any) -> Target:
    if outcome not in OUTCOMES_KNOWN:
        raise SettingsError(
            f"{name} = {outcome!r} is not allowed: it must be a fact ({', '.join(ALLOWED)}) or an outcome."
            f"{nearest(outcome, [*OUTCOMES_KNOWN, *ALLOWED])}"
        )
    given = wanted if isinstance(wanted, Mapping) else {"value": wanted}
    for key in given:
        if key not in _KEYS:
            raise SettingsError(
                f"{name}: {outcome}: {key} is not allowed: it must be one of {', '.join(_KEYS)}."
                f"{nearest(str(key), _KEYS)}"
            )
    value: Any = given.get("value")
    scale: Any = given.get("scale", math.nan)
    if not _is_number(value) or not math.isfinite(value):
        raise SettingsError(f"{name}: {outcome} = {value!r} is not allowed: it must be a number.")
    if not _is_number(scale) or ("scale" in given and not 0 < scale < math.inf):
        raise SettingsError(f"{name}: {outcome}: scale = {scale!r} is not allowed: it must be a number above 0.")
    known = OUTCOMES_KNOWN[outcome]
    return Target(outcome, known.label, known.unit, float(value), float(scale))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def facts_left_out(targets: Sequence[Target]) -> list[str]:
    """Facts on which a fit to these targets is checked unless told: all others, if any is aimed at."""
    chosen = {target.fact for target in targets} - {""}
    return [fact for fact in ALLOWED if fact not in chosen] if chosen else []


def scales_of(targets: Sequence[Target], runs: pd.DataFrame) -> Array:
    """The scale of each target; where none is stated, the median absolute deviation over `runs`.

    Raises
    ------
    SettingsError
        When an outcome without a stated scale is the same in nearly all runs, or has no value in any.
    """
    scales, problems = [], []
    for target in targets:
        scale = target.scale
        if math.isnan(scale):
            values = runs[target.outcome].to_numpy(float)
            values = values[np.isfinite(values)]
            scale = float(np.median(np.abs(values - np.median(values)))) if len(values) else 0.0
            if scale == 0:
                problems.append(
                    f"targets: {target.outcome} hardly varies over the runs: state a scale,"
                    f" {{{target.outcome}: {{value: {target.value:g}, scale: ...}}}}."
                )
        scales.append(scale)
    if problems:
        raise SettingsError("\n".join(problems))
    return np.array(scales)


def table_of(targets: Sequence[Target], runs: pd.DataFrame) -> Array:
    """Outcomes of runs as an array, shape (runs, targets); NaN where undefined."""
    return runs[[target.outcome for target in targets]].to_numpy(float)
