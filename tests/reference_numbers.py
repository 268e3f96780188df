"""What the whole reference model counts with: draws, the calendar, numbers rounded as columns of the engine are.

Draws come from an object called as `draw(stream, time, who, other)` that returns four uniform numbers: `KeyedDraws`,
the engine's own (`model/draws.py`), for the comparison; `OrdinaryDraws` when a benchmark times the model as "plain
Mesa".
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from model import draws

DAYS_IN_WEEK = 7.0
DAYS_IN_MONTH = DAYS_IN_WEEK * 52.0 / 12.0
MONTH_ENDS = {52 * month // 12 for month in range(1, 12 * 100 + 1)}  # weeks

type Draw = Callable[..., tuple[float, float, float, float]]


def f32(number: float) -> float:
    """The number as a column of float32 would keep it."""
    return float(np.float32(number))


def below(number: float, limit: int) -> int:
    """A whole number from 0 to `limit` - 1 from a uniform one."""
    return min(int(number * limit), limit - 1)


def pick[T](items: list[T], number: float) -> T:
    """The item at which a uniform number points."""
    return items[below(number, len(items))]


def added(numbers: Iterable[float]) -> float:
    """Sum in the order given; `sum` would correct for rounding."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def summed(numbers: Iterable[float]) -> float:
    """Sum in whole steps of 2^-30, as the weekly record takes it: the same in any order."""
    return sum(int(number * 2.0**30) for number in numbers) * 2.0**-30


class KeyedDraws:
    """The engine's draws: the same four numbers for the same seed, replicate, stream, time and persons."""

    def __init__(self, rng: int = 1, replicate: int = 0) -> None:
        self.key = draws.run_key(rng, replicate)

    def __call__(self, stream: Any, time: int, who: int, other: int = 0) -> tuple[float, float, float, float]:
        return draws.draw(self.key, stream, time, who, other)


class OrdinaryDraws:
    """Ordinary random numbers in (0, 1], whatever they are for."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed).random

    def __call__(self, stream: int, time: int, who: int, other: int = 0) -> tuple[float, float, float, float]:
        number = self._random
        return 1.0 - number(), 1.0 - number(), 1.0 - number(), 1.0 - number()
