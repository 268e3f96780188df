"""What a design varies: parameters by range, list or log scale, and config groups, from `design.vary`.

design.vary:
  ritual.interval_days: [3, 28]                       # two numbers: a range to sampling designs, else two
  values boundary.closure: {range: [0, 1], levels: 11}       # a range in any design; levels for grids
  exchange.need: {range: [0.01, 1], scale: log} society.network: {list: [communities, well_mixed]}  # as the
  plain list scenario: [mechanical, organic]                     # a config group, option by option
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.config import WORLD_GROUPS, read_option
from experiments.errors import SettingsError
from model import Scenario, ScenarioError
from model.parameter import Parameter, nearest
from model.schedule import plain

DUMMY = "dummy"  # a factor that no rule of the model reads: it numbers the draws of a run, see `design.Design`
_KEYS = ("range", "list", "scale", "levels")
_SCALES = ("linear", "log")


@dataclasses.dataclass(frozen=True)
class Factor:
    """One thing that varies: either `values`, or the numbers from `low` to `high`.

    Attributes
    ----------
    name
        Dotted name of a parameter, or a config group.
    kind
        Type of the values: bool, int, float, str, or tuple.
    values
        The values, where they are listed.
    low, high, logarithmic, levels
        Ends of a range (both included), its scale, and into how many levels a grid cuts it (None: the design
        says).
    """

    name: str
    kind: type
    values: tuple[Any, ...] = ()
    low: float = math.nan
    high: float = math.nan
    logarithmic: bool = False
    levels: int | None = None

    @property
    def column(self) -> str:
        """Arrow type of the factor's column in the table of runs."""
        return {bool: "bool_", int: "int64", float: "float64"}.get(self.kind, "string")

    def at(self, share: float) -> Any:
        """The value at a share of the way, from 0 to 1; whole numbers and listed values get equal shares."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        low, high = self.low, self.high + (self.kind is int)
        value = low * (high / low) ** share if self.logarithmic else low + share * (high - low)
        return min(int(value), int(self.high)) if self.kind is int else float(min(max(value, low), high))

    def share_of(self, value: float) -> float:
        """The share of the way at which a range has this value, the middle of its step for a whole number."""
        low, high = self.low, self.high + (self.kind is int)
        number = value + 0.5 * (self.kind is int)
        return math.log(number / low) / math.log(high / low) if self.logarithmic else (number - low) / (high - low)

    def cut(self, levels: int) -> tuple[Any, ...]:
        """The values of a grid: those listed, or a range cut into levels, both ends among them."""
        if self.values:
            return self.values
        spaced = np.geomspace if self.logarithmic else np.linspace
        numbers = np.clip(spaced(self.low, self.high, self.levels or levels), self.low, self.high)
        if self.kind is int:
            return tuple(dict.fromkeys(int(number) for number in np.rint(numbers)))
        return tuple(float(number) for number in numbers)

    @property
    def ends(self) -> tuple[Any, ...]:
        """Both ends of a range, or all the values listed."""
        return self.values or (self.kind(self.low), self.kind(self.high))


def column_value(value: Any) -> Any:
    """A factor's value as it stands in a column: lists as JSON."""
    return json.dumps(plain(value)) if isinstance(value, (list, tuple)) else value


def read_factors(vary: Any, *, sampled: bool) -> tuple[Factor, ...]:
    """Read `design.vary`.

    Parameters
    ----------
    vary
        Names to lists, or to mappings with `range` or `list`; see the module's opening.
    sampled
        Whether two numbers in a list are the ends of a range.

    Raises
    ------
    SettingsError
        With a line for everything that is wrong.
    """
    if vary is None:
        return ()
    if not isinstance(vary, Mapping):
        raise SettingsError(f"design.vary = {vary!r} is not allowed: it must be {{name: [values], ...}}.")
    factors, problems = [], []
    for name, wanted in vary.items():
        try:
            factors.append(_factor(str(name), wanted, sampled=sampled))
        except (SettingsError, ScenarioError) as error:
            problems += [line if "design.vary" in line else f"design.vary: {line}" for line in str(error).splitlines()]
    if problems:
        raise SettingsError("\n".join(problems))
    return tuple(factors)


@functools.cache
def varied_names() -> dict[str, Parameter | None]:
    """What can be varied: parameters with their descriptions, and config groups without."""
    names: dict[str, Parameter | None] = dict.fromkeys(WORLD_GROUPS)
    return names | {each.name: each for each in Scenario.all_parameters() if each.name != "name"}


def _factor(name: str, wanted: Any, *, sampled: bool) -> Factor:
    if name not in varied_names():
        raise SettingsError(f"{name} is not a parameter or config group.{nearest(name, varied_names())}")
    parameter = varied_names()[name]
    if isinstance(wanted, Mapping):
        return _from_mapping(name, parameter, wanted)
    if not isinstance(wanted, list):
        raise SettingsError(f"{name} = {wanted!r} is not allowed: it must be a list, or {{range: [low, high]}}.")
    if sampled and len(wanted) == 2 and _is_numeric(parameter):
        return _from_range(name, parameter, wanted, scale="linear", levels=None)
    return _from_list(name, parameter, wanted)


def _from_mapping(name: str, parameter: Parameter | None, wanted: Mapping[Any, Any]) -> Factor:
    for key in wanted:
        if key not in _KEYS:
            allowed = f"one of {', '.join(_KEYS)}"
            raise SettingsError(f"{name}: {key} is not allowed: it must be {allowed}.{nearest(str(key), _KEYS)}")
    if ("range" in wanted) == ("list" in wanted):
        raise SettingsError(f"{name} = {dict(wanted)} is not allowed: it must hold either range or list.")
    if "list" in wanted:
        if len(wanted) > 1:
            raise SettingsError(f"{name} = {dict(wanted)} is not allowed: a list takes no scale and no levels.")
        return _from_list(name, parameter, wanted["list"])
    scale, levels = wanted.get("scale", "linear"), wanted.get("levels")
    if scale not in _SCALES:
        allowed = f"one of {', '.join(_SCALES)}"
        raise SettingsError(
            f"{name}: scale = {scale!r} is not allowed: it must be {allowed}.{nearest(str(scale), _SCALES)}"
        )
    if levels is not None and (type(levels) is not int or not 2 <= levels <= 1_000_000):
        raise SettingsError(f"{name}: levels = {levels!r} is not allowed: it must be a whole number from 2 to 1000000.")
    return _from_range(name, parameter, wanted["range"], scale=scale, levels=levels)


def _from_list(name: str, parameter: Parameter | None, values: Any) -> Factor:
    if not isinstance(values, list) or not values:
        raise SettingsError(f"{name} = {values!r} is not allowed: it must be a list of one value or more.")
    checked = []
    for value in values:
        if parameter is None:
            read_option(name, value)
        checked.append(value if parameter is None else parameter.check(value))
        if checked[-1] in checked[:-1]:
            raise SettingsError(f"{name} = {values!r} is not allowed: {value!r} is there twice.")
    return Factor(name, str if parameter is None else type(parameter.default), tuple(checked))


def _from_range(name: str, parameter: Parameter | None, ends: Any, *, scale: str, levels: int | None) -> Factor:
    if not _is_numeric(parameter):
        raise SettingsError(f"{name} = {ends!r} is not allowed: it takes a list of values, not a range.")
    assert parameter is not None
    if not isinstance(ends, list) or len(ends) != 2:
        raise SettingsError(f"{name} = {ends!r} is not allowed: a range must be [low, high], {parameter.allowed}.")
    low, high = (parameter.check(end) for end in ends)
    if low >= high:
        raise SettingsError(f"{name} = {ends!r} is not allowed: the low end of a range must be below the high end.")
    if scale == "log" and low <= 0:
        raise SettingsError(f"{name} = {ends!r} is not allowed: a log scale must begin above 0.")
    return Factor(name, type(parameter.default), (), low, high, scale == "log", levels)


def _is_numeric(parameter: Parameter | None) -> bool:
    return parameter is not None and type(parameter.default) in (int, float)
