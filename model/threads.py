"""Threads for one large run: a loop over many members is carried out in parts, some at a time.

A compiled loop holds no lock of the interpreter, so that parts of it run side by side. Results are the same bits
whatever the number of threads: a part writes nothing but rows of its own and what it hands back, draws are hashes that
know no order, whole numbers are summed over parts, sums of fractions stay in order of rows. Small societies run in
one part: beginning the others would take longer than they save.
"""

from __future__ import annotations

import functools
import numbers
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

SMALLEST_PART = 50_000  # members for whom a thread of their own pays
_PARTS_EACH = 4  # of each thread, so that one that is held up leaves its last parts to the others


class Threads:
    """So many threads, which carry out loops in parts.

    Parameters
    ----------
    count
        How many, from 1.

    Raises
    ------
    TypeError, ValueError
        When `count` is no whole number, or below 1.
    """

    count: int

    def __init__(self, count: int) -> None:
        if isinstance(count, bool) or not isinstance(count, numbers.Integral):
            raise TypeError(f"threads = {count!r} is not allowed: it must be a whole number from 1.")
        if count < 1:
            raise ValueError(f"threads = {count} is not allowed: it must be a whole number from 1.")
        self.count = int(count)

    def bounds(self, size: int) -> np.ndarray:
        """Bounds of the parts of `size` members ((parts + 1,) int64); one part on one thread, or when they are few."""
        parts = max(1, min(self.count * _PARTS_EACH, size // SMALLEST_PART)) if self.count > 1 else 1
        return size * np.arange(parts + 1) // parts

    def over[Found](self, bounds: np.ndarray, loop: Callable[[int, int], Found]) -> list[Found]:
        """Carry out `loop(first, last)` for each part; returns what it gives, in order of parts."""
        firsts, lasts = bounds[:-1].tolist(), bounds[1:].tolist()
        if len(firsts) == 1:
            return [loop(firsts[0], lasts[0])]
        return list(_pool(self.count).map(loop, firsts, lasts))

    def counting(
        self, bounds: np.ndarray, counts: np.ndarray, loop: Callable[[int, int, np.ndarray], Any]
    ) -> list[Any]:
        """Carry out `loop(first, last, counts)` for each part, which counts whole numbers apart; adds them up.

        Returns what the loop gives, in order of parts.
        """

        def count_apart(first: int, last: int) -> tuple[Any, np.ndarray]:
            counted = np.zeros_like(counts)
            return loop(first, last, counted), counted

        found = self.over(bounds, count_apart)
        for _, counted in found:
            counts += counted
        return [each for each, _ in found]


@functools.cache
def _pool(count: int) -> ThreadPoolExecutor:
    """Threads that wait for work, shared by all models of this process."""
    return ThreadPoolExecutor(count, "solidaritas")
