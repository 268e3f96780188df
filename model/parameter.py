"""Parameters that describe and defend themselves: unit, allowed range, default and source on every field.

A group of parameters is a frozen dataclass made by `parameter_group`; each field is made by `parameter`. Creating
a group checks every value, so an object that exists is valid. `group.rates` is the same group as a named tuple of
numbers, the form in which compiled rules receive it.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import math
import numbers
import sys
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, NamedTuple, dataclass_transform


class ScenarioError(ValueError):
    """A scenario that cannot be run; the message names field, value, what is allowed and the nearest valid name."""


class Form(NamedTuple):
    """A kind of value that is neither a number nor a word: what is allowed, in words, and how it is read.

    `read` takes a parameter's name and what was given; it returns what is kept, or raises ScenarioError.
    """

    allowed: str
    read: Callable[[str, Any], Any]


def parameter(
    *,
    default: Any,
    unit: str,
    about: str,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] | None = None,
    longest: int | None = None,
    form: Form | None = None,
    source: str = "assumption",
) -> Any:
    """Declare one parameter of a group.

    Parameters
    ----------
    default
        Value used when a scenario is silent; its type (bool, int, float, str or a tuple of ints) is the field's type.
    unit
        Unit in words, such as "days" or "share".
    about
        What it stands for, in one sentence.
    low, high
        Allowed range, both ends included.
    choices
        The allowed words of a text parameter.
    longest
        Most numbers that a list may hold, which then has at least one, in any order; without it a list has as many
        numbers as its default, rising.
    form
        How a value is read that is none of these.
    source
        Where the value comes from (author, year), or "assumption".
    """
    return dataclasses.field(
        default=default,
        metadata={
            "unit": unit,
            "about": about,
            "low": low,
            "high": high,
            "choices": choices,
            "longest": longest,
            "form": form,
            "source": source,
        },
    )


@dataclasses.dataclass(frozen=True)
class Parameter:
    """One parameter as documentation and designs see it: `name` is dotted (`ritual.interval_days`)."""

    name: str
    default: Any
    unit: str
    about: str
    source: str
    low: float | None
    high: float | None
    choices: tuple[str, ...] | None
    longest: int | None = None
    form: Form | None = None

    @property
    def allowed(self) -> str:
        """What is allowed, in words."""
        if self.form is not None:
            return self.form.allowed
        if self.choices is not None:
            return "one of " + ", ".join(self.choices)
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, str):
            return "a text"
        low, high = _written(self.low), _written(self.high)
        if isinstance(self.default, tuple):
            kind = f"a rising list of {len(self.default)}" if self.longest is None else f"a list of 1 to {self.longest}"
            return f"{kind} whole numbers from {low} to {high} {self.unit}"
        kind = "a whole number" if isinstance(self.default, int) else "a number"
        return f"{kind} from {low} to {high} ({self.unit})"

    def check(self, value: Any) -> Any:
        """Return `value` in the field's own type.

        Raises
        ------
        ScenarioError
            When the type is wrong, the value is not finite, or it is outside the range.
        """
        if self.form is not None:
            return self.form.read(self.name, value)
        checked = self._converted(value)
        if checked is None:
            hint = nearest(str(value), self.choices or ())
            raise ScenarioError(f"{self.name} = {value!r} is not allowed: it must be {self.allowed}.{hint}")
        return checked

    def _converted(self, value: Any) -> Any:
        if isinstance(self.default, bool):
            return value if isinstance(value, bool) else None
        if isinstance(self.default, str):
            good = isinstance(value, str) and (self.choices is None or value in self.choices)
            return value if good else None
        if isinstance(self.default, tuple):
            return self._converted_list(value)
        return self._converted_number(value, whole=isinstance(self.default, int))

    def _converted_list(self, value: Any) -> tuple[int, ...] | None:
        if isinstance(value, str) or not isinstance(value, Iterable):
            return None
        numbers = [self._converted_number(each, whole=True) for each in value]
        if None in numbers:
            return None
        if self.longest is not None:
            return tuple(numbers) if 1 <= len(numbers) <= self.longest else None
        return tuple(numbers) if len(numbers) == len(self.default) and sorted(numbers) == numbers else None

    def _converted_number(self, value: Any, *, whole: bool) -> Any:
        if isinstance(value, bool) or not isinstance(value, numbers.Real) or not math.isfinite(value):
            return None
        value = int(value) if isinstance(value, numbers.Integral) else float(value)
        if whole and value != int(value):
            return None
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            return None
        return int(value) if whole else float(value)


def _written(bound: float | None) -> str:
    """A bound in digits: 1,000,000 rather than 1e+06."""
    return f"{bound:,.0f}" if bound is not None and bound == int(bound) else f"{bound:g}"


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a sentence that names the valid name nearest to `name`, or the empty string when none is near."""
    names = list(names)
    by_last = {each.rsplit(".", 1)[-1]: each for each in names}
    last = name.rsplit(".", 1)[-1]
    if last in by_last:  # the right parameter in a wrong group, or without one
        return f" The nearest valid name is {by_last[last]!r}."
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    close = close or [by_last[word] for word in difflib.get_close_matches(last, by_last, n=1)]
    return f" The nearest valid name is {close[0]!r}." if close else ""


class ParameterGroup:
    """Base of all groups: validation on creation, and the numbers of the group for compiled rules."""

    GROUP: ClassVar[str] = ""
    _rates_type: ClassVar[Any]

    @classmethod
    @functools.cache  # asked for at every scenario that is made
    def parameters(cls) -> tuple[Parameter, ...]:
        """All parameters of the group, with dotted names, in order of declaration."""
        prefix = f"{cls.GROUP}." if cls.GROUP else ""
        return tuple(
            Parameter(name=prefix + field.name, default=field.default, **field.metadata)
            for field in dataclasses.fields(cls)  # type: ignore[arg-type]
            if field.metadata
        )

    def __post_init__(self) -> None:
        for each in type(self).parameters():
            name = each.name.rsplit(".", 1)[-1]
            object.__setattr__(self, name, each.check(getattr(self, name)))

    @property
    def rates(self) -> Any:
        """The numeric parameters as a named tuple (text and list parameters left out), for compiled rules."""
        kind = type(self)._rates_type
        return kind(*(getattr(self, name) for name in kind._fields))


@dataclass_transform(frozen_default=True, field_specifiers=(parameter,))
def parameter_group[T](cls: type[T]) -> type[T]:
    """Make `cls` a frozen dataclass of parameters and give it the named tuple type of its numbers.

    The tuple type is stored in the module of `cls`, because Numba's cache on disk must be able to import it.
    """
    cls = dataclasses.dataclass(frozen=True)(cls)
    fields = dataclasses.fields(cls)  # type: ignore[arg-type]
    numeric = [field.name for field in fields if isinstance(field.default, (bool, int, float))]
    kind = namedtuple(f"{cls.__name__}Rates", numeric, module=cls.__module__)  # type: ignore[misc]
    setattr(sys.modules[cls.__module__], kind.__name__, kind)
    cls._rates_type = kind  # type: ignore[attr-defined]
    return cls


def flatten(mapping: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Turn nested mappings into one level of dotted names."""
    flat: dict[str, Any] = {}
    for key, value in mapping.items():
        if isinstance(value, Mapping):
            flat.update(flatten(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = value
    return flat
