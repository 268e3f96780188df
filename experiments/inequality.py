"""How unequally something is shared out: Lorenz curve, Gini coefficient, top shares.

Values must not be negative (commissions, volumes, recruits): with negative ones, such as net incomes, the
Lorenz curve dips below zero and the Gini coefficient loses its bounds. Keep the denominator in mind:
registered, active or paid members.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Lorenz(NamedTuple):
    """Points of a Lorenz curve, from 0 to 1: the poorest share of persons and their share of the total.

    Both arrays have shape (persons + 1,).
    """

    persons: NDArray[np.float64]
    total: NDArray[np.float64]


def lorenz(values: ArrayLike) -> Lorenz:
    """Lorenz curve (Lorenz 1905) of one non-negative value per person.

    `total` is NaN when everything is zero.

    Raises
    ------
    ValueError
        When a value is negative or not finite, or there is none.
    """
    amounts = np.sort(np.asarray(values, dtype=float).ravel())
    if len(amounts) == 0:
        raise ValueError("values are empty: a Lorenz curve needs at least one.")
    if not np.isfinite(amounts).all() or amounts[0] < 0:
        raise ValueError("values must be finite and not negative.")
    running = np.concatenate([[0.0], np.cumsum(amounts)])
    shares = running / running[-1] if running[-1] > 0 else np.full_like(running, math.nan)
    return Lorenz(np.linspace(0.0, 1.0, len(running)), shares)


def gini(values: ArrayLike) -> float:
    """Gini coefficient (Gini 1912): twice the area between equality and the Lorenz curve.

    From 0 (all the same) to 1 - 1/n (one of n has everything); NaN when everything is zero. Errors as in
    `lorenz`.
    """
    curve = lorenz(values)
    return float(1 - 2 * np.trapezoid(curve.total, curve.persons))


def top_share(values: ArrayLike, share: float = 0.01) -> float:
    """Part of the total held by the richest `share` of persons, interpolated within a person.

    Raises
    ------
    ValueError
        When `share` is outside [0, 1]; otherwise as in `lorenz`.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share = {share} is not allowed: it must be from 0 to 1.")
    curve = lorenz(values)
    return float(1 - np.interp(1 - share, curve.persons, curve.total))
