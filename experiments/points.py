"""Points of a design, each a value for every factor: made when they are asked for, or read from a CSV file."""

from __future__ import annotations

import abc
import csv
import itertools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np
import yaml
from numpy.typing import NDArray

from experiments.errors import SettingsError
from experiments.factors import Factor, read_factors

Points = Sequence[tuple[Any, ...]]
MOST_POINTS = 10_000_000


class _MadeWhenAsked(Sequence[tuple[Any, ...]], abc.ABC):
    """A sequence of points none of which is stored."""

    @abc.abstractmethod
    def _at(self, index: int) -> tuple[Any, ...]:
        """The point at a place from 0."""

    @overload
    def __getitem__(self, index: int) -> tuple[Any, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[Any, ...]]: ...
    def __getitem__(self, index: int | slice) -> Any:
        places = range(len(self))[index]  # raises what a list raises beyond its end
        return [self._at(place) for place in places] if isinstance(places, range) else self._at(places)


class Combinations(_MadeWhenAsked):
    """All combinations of some values a factor, the last factor running fastest; none is stored."""

    def __init__(self, values: Sequence[tuple[Any, ...]]) -> None:
        self._values = values
        self._length = math.prod(map(len, values))
        if self._length > MOST_POINTS:
            raise SettingsError(f"design.vary makes {self._length:,} points: at most {MOST_POINTS:,} are allowed.")

    def __len__(self) -> int:
        return self._length

    def _at(self, index: int) -> tuple[Any, ...]:
        point = []
        for values in reversed(self._values):
            index, place = divmod(index, len(values))
            point.append(values[place])
        return tuple(reversed(point))


class Sampled(_MadeWhenAsked):
    """Points of the unit cube as the factors' values, one by one; shares have shape (points, k)."""

    def __init__(self, factors: tuple[Factor, ...], shares: NDArray[np.float64]) -> None:
        self._factors = factors
        self.shares = shares

    def __len__(self) -> int:
        return len(self.shares)

    def _at(self, index: int) -> tuple[Any, ...]:
        shares = self.shares[index].tolist()
        return tuple(factor.at(share) for factor, share in zip(self._factors, shares, strict=True))


def points_from_csv(name: str) -> tuple[tuple[Factor, ...], Points]:
    """Points listed in a CSV file: the header names parameters or config groups, each row is a point.

    Raises
    ------
    SettingsError
        With a line for each of the first ten things that cannot be read or are not allowed.
    """
    try:
        with Path(name).open(encoding="utf-8-sig", newline="") as file:
            header, *rows = [row for row in csv.reader(file) if any(cell.strip() for cell in row)] or [[]]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"design.file = {name!r} cannot be read: {error}.") from None
    header = [cell.strip() for cell in header]
    if not rows or len(set(header)) != len(header):
        raise SettingsError(
            f"design.file = {name!r} is not allowed: it needs a header of distinct names and a row of values."
        )
    factors: dict[str, Factor] = {}
    points, problems = [], []
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            problems.append(f"design.file, line {number}: {len(row)} values for {len(header)} names.")
            continue
        try:
            read = read_factors({each: [_cell(cell)] for each, cell in zip(header, row, strict=True)}, sampled=False)
        except SettingsError as error:
            problems += [
                line.replace("design.vary", f"design.file, line {number}", 1) for line in str(error).splitlines()
            ]
            continue
        factors |= {factor.name: factor for factor in read}
        points.append(tuple(factor.values[0] for factor in read))
    if problems:
        raise SettingsError("\n".join(itertools.islice(problems, 10)))
    return tuple(factors.values()), points


def _cell(text: str) -> Any:
    """What stands in a cell, as YAML reads it: 3, 0.5, true, word, [1, 2]."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text
