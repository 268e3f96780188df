"""How fast this machine moves memory: copy and triad as in STREAM (McCalpin 1995), on one thread and on several.

Bytes are counted as STREAM counts them: those read and those written, not what a processor fetches in order to write.
"""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np

ELEMENTS = 16_000_000  # of float64 in each of three arrays: 128 MB, more than caches hold
REPETITIONS = 5
BYTES = {"copy": 16, "triad": 24}  # of an element


@numba.njit(nogil=True)
def _copy(a, b, c):
    for place in range(len(a)):
        a[place] = b[place]


@numba.njit(nogil=True)
def _triad(a, b, c):
    for place in range(len(a)):
        a[place] = b[place] + 3.0 * c[place]


def bandwidth(threads: int) -> dict[str, float]:
    """Bytes a second moved by copy and triad: the best of a few repetitions.

    Parameters
    ----------
    threads
        Threads that share the arrays.
    """
    arrays = np.zeros(ELEMENTS), np.ones(ELEMENTS), np.full(ELEMENTS, 2.0)
    bounds = np.linspace(0, ELEMENTS, threads + 1).astype(int)
    pieces = [tuple(array[first:last] for array in arrays) for first, last in itertools.pairwise(bounds)]
    found = {}
    with ThreadPoolExecutor(threads) as pool:
        for name, kernel in (("copy", _copy), ("triad", _triad)):
            kernel(*(array[:8] for array in arrays))  # compiled before the clock starts
            seconds = []
            for _ in range(REPETITIONS):
                start = time.perf_counter()
                list(pool.map(lambda piece: kernel(*piece), pieces))  # noqa: B023
                seconds.append(time.perf_counter() - start)
            found[name] = BYTES[name] * ELEMENTS / min(seconds)
    return found
