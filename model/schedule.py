"""Changes of parameters during a run: bans, caps, shocks, a pause of gatherings, a practice taken up and down again.

    schedule: [{week: 53, ritual.interval_days: 28}, {week: 105, ritual.interval_days: 3.5, boundary.closure: 0}]

A change holds from the beginning of its week until another one. What the society and the tree are built on does not
change, nor does what is read at the founding only. Prices by which a member's month is settled hold for whole months.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from model.months import month_end
from model.parameter import Form, Parameter, ScenarioError, flatten, nearest

_FIRST_WEEK = 2  # what holds from week 1 on is no change
_FIXED = ("name", "persons", "weeks", "founders", "panel", "schedule", "tree.placement", "tree.leavers")
_AT_FOUNDING = ("recruitment.founder_strength",)
_BY_MONTHS = ("trade.consumer_price", "trade.member_price", "trade.unit_volume", "trade.gathering_fee")
_ALLOWED = "a list of changes {week: .., parameter: value, ..}, each week once and later than the one before"


class Change(NamedTuple):
    """New values from the beginning of a week; names are dotted and sorted."""

    week: int
    values: tuple[tuple[str, Any], ...]

    @property
    def mapping(self) -> dict[str, Any]:
        """The change as it is written: the week and the parameters by name."""
        return {"week": self.week} | {name: plain(value) for name, value in self.values}


def plain(value: Any) -> Any:
    """Return a parameter's value ready for JSON or YAML: lists for tuples, mappings for changes."""
    if isinstance(value, Change):
        return value.mapping
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, tuple) else value


def read_schedule(name: str, given: Any) -> tuple[Change, ...]:
    """Check a schedule by itself: its form, and name and value of each parameter.

    Raises
    ------
    ScenarioError
        With a line for everything that is not allowed.
    """
    from model.scenario import Scenario  # which has a schedule itself

    if isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
        raise ScenarioError(f"{name} = {given!r} is not allowed: it must be {_ALLOWED}.")
    known = {each.name: each for each in Scenario.all_parameters()}
    changes: list[Change] = []
    problems: list[str] = []
    for entry in given:
        try:
            changes.append(_read_change(name, entry, known))
        except ScenarioError as error:
            problems.append(str(error))
    weeks = [change.week for change in changes]
    problems += [
        f"{name} is not allowed: week {week} comes after week {before}; it must be {_ALLOWED}."
        for before, week in itertools.pairwise(weeks)
        if week <= before
    ]
    if problems:
        raise ScenarioError("\n".join(problems))
    return tuple(changes)


SCHEDULE = Form(_ALLOWED, read_schedule)


def _read_change(name: str, entry: Any, known: Mapping[str, Parameter]) -> Change:
    if isinstance(entry, Change):
        entry = entry.mapping
    if not isinstance(entry, Mapping) or "week" not in entry or len(entry) < 2:
        raise ScenarioError(f"{name}: {plain(entry)!r} is not allowed: it must be {{week: .., parameter: value, ..}}.")
    flat = flatten({str(key): value for key, value in entry.items()})
    week = _WEEK.check(flat.pop("week"))
    values, problems = {}, []
    for each, value in sorted(flat.items()):
        try:
            values[each] = _read_value(each, value, week, known)
        except ScenarioError as error:
            problems += [f"{name}, week {week}: {line}" for line in str(error).splitlines()]
    if problems:
        raise ScenarioError("\n".join(problems))
    return Change(week, tuple(values.items()))


_WEEK = Parameter(
    name="schedule: week", default=_FIRST_WEEK, unit="week", about="When a change begins.", source="", low=_FIRST_WEEK,
    high=5200, choices=None,
)  # fmt: skip


def _read_value(name: str, value: Any, week: int, known: Mapping[str, Parameter]) -> Any:
    """Check that a parameter may change in a week, and to this value."""
    if name in _FIXED or name.startswith("society."):
        raise ScenarioError(f"{name} is not allowed: it cannot change during a run.")
    if name in _AT_FOUNDING:
        raise ScenarioError(f"{name} is not allowed: it is read when the organisation is founded, and never again.")
    if name not in known:
        changeable = [each for each in known if each not in _FIXED and not each.startswith("society.")]
        raise ScenarioError(f"{name} is not a parameter.{nearest(name, changeable)}")
    if name in _BY_MONTHS and week not in (first := {month_end(month) + 1 for month in range(1, 1200)}):
        close = min(first, key=lambda each: abs(each - week))
        raise ScenarioError(
            f"{name} is not allowed: months are settled by it, so it must change in the first week of one; the nearest"
            f" is week {close}."
        )
    return known[name].check(value)


def contradictions(values: Mapping[str, Any]) -> list[str]:
    """One sentence for each change that comes after the run has ended; `values` by dotted name."""
    return [
        f"schedule: week = {change.week} is not allowed with weeks = {values['weeks']}: a change must come before the"
        " run ends."
        for change in values["schedule"]
        if change.week > values["weeks"]
    ]
