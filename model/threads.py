"""Threads for one large run: a loop over many members is carried out in parts, some at a time.

A compiled loop holds no lock of the interpreter, so that parts of it run side by side. Results are the same bits
whatever the number of threads: a part writes nothing but rows of its own and what it hands back, draws are hashes that
know no order, whole numbers are summed over parts, sums of fractions stay in order of rows or are taken in whole steps.
Small societies run in one part: to list the members of each would take longer than it saves.
"""

from __future__ import annotations

import functools
import numbers
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

SMALLEST_PART = 80_000  # members; what a loop remembers of as many stays in the cache, on one thread too
NOT_YET = -1  # instead of a number: the list is still to be made
_USUAL_PARTS = 8  # at most, unless there are more threads: some loops look at everybody to list those of a part


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

    def parts(self, size: int) -> list[tuple[int, int]]:
        """Parts of `size` members, from the first to before the last; one when they are few."""
        parts = max(1, min(max(_USUAL_PARTS, self.count), size // SMALLEST_PART))
        return [(size * each // parts, size * (each + 1) // parts) for each in range(parts)]

    def over[Found](self, parts: list[tuple[int, int]], loop: Callable[[int, int], Found]) -> list[Found]:
        """Carry out `loop(first, last)` for each part; returns what it gives, in order of parts."""
        return self._share(parts, lambda part: loop(*part))

    def listing(self, parts: list[tuple[int, int]], lists: np.ndarray, loop: Callable[[int, int], int]) -> int:
        """Carry out `loop(first, last)`, which lists some of each part's members, from place `first` of `lists` on.

        The lists ((any, size) array) of the parts are moved together; returns how many members are listed. One part
        is `NOT_YET` listed: the loop that goes on with the lists makes them as well, which spares a call.
        """
        if len(parts) == 1:
            return NOT_YET
        numbers = self.over(parts, loop)
        places = [np.arange(first, first + number) for (first, _), number in zip(parts, numbers, strict=True)]
        together = np.concatenate(places)
        lists[:, : len(together)] = lists[:, together]
        return len(together)

    def counting[Found](
        self, parts: list[tuple[int, int]], counts: np.ndarray, loop: Callable[[int, int, np.ndarray], Found]
    ) -> list[Found]:
        """Carry out `loop(first, last, counts)` for each part, which counts whole numbers; adds them up in `counts`.

        Returns what the loop gives, in order of parts.
        """
        if len(parts) == 1:
            return [loop(*parts[0], counts)]

        def count_apart(first: int, last: int) -> tuple[Found, np.ndarray]:
            counted = np.zeros_like(counts)
            return loop(first, last, counted), counted

        found = self.over(parts, count_apart)
        for _, counted in found:
            counts += counted
        return [each for each, _ in found]

    def together(self, size: int, tasks: Sequence[Callable[[], Any]]) -> list[Any]:
        """Carry out tasks that know nothing of each other, each a loop over all of `size` members.

        Returns what they give, in their order.
        """
        return self._share(tasks, lambda task: task()) if size >= 2 * SMALLEST_PART else [task() for task in tasks]

    def _share[Given, Found](self, given: Sequence[Given], loop: Callable[[Given], Found]) -> list[Found]:
        """Let all threads, the calling one among them, take one thing after the other until none is left.

        A thread that waits for work takes as long to wake as a small loop to run, so that none is woken for each part.
        """
        found: dict[int, Found] = {}
        left = iter(range(len(given)))  # whose next number one thread gets at a time, by the interpreter's lock

        def work() -> None:
            for place in left:
                found[place] = loop(given[place])

        helping = [_pool(self.count).submit(work) for _ in range(min(self.count, len(given)) - 1)]
        work()
        for helper in helping:
            helper.result()
        return [found[place] for place in range(len(given))]


@functools.cache
def _pool(count: int) -> ThreadPoolExecutor:
    """Threads that wait for work, shared by all models of this process."""
    return ThreadPoolExecutor(count, "solidaritas")
