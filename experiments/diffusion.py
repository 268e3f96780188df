"""Growth curves: the Bass model of diffusion, fitted to how an organisation grew.

Bass (1969, "A new product growth model for consumer durables"): of those who have not yet joined, a share p + q F joins
in a unit of time, where F is the share that has; p is innovation, q imitation. Multi-level marketing grows by imitation
alone, p about 0 (Bosley & McKeage 2015).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import curve_fit

LEAST_IMITATION = 1e-6  # per week: the lower bound of q in the search
LARGEST_MARKET = 50.0  # times those who had joined by the end: the upper bound of the market


class BassFit(NamedTuple):
    """Coefficients per week, how many join in the end, and the share of the variance that the curve explains.

    `at_bound` says that imitation is nil or the market as large as the search allows: growth shows no bend that would
    tell the coefficients. That of an exponential, which has not slowed yet, fits any large market.
    """

    innovation: float
    imitation: float
    market: float
    explained: float
    at_bound: bool


def bass_curve(weeks: np.ndarray, innovation: float, imitation: float, market: float, seed: float) -> np.ndarray:
    """Members ever joined after so many weeks, when the share `seed` of the market were members at the start."""
    together = innovation + imitation
    growing = np.exp(np.minimum(together * np.asarray(weeks), 500.0)) * (innovation + imitation * seed) / (1.0 - seed)
    return market * (growing - innovation) / (growing + imitation)


def fit_bass(joined: np.ndarray) -> BassFit:
    """Fit a Bass curve by least squares.

    Parameters
    ----------
    joined
        Members ever joined at the start and after each week, (weeks + 1,); not falling, and rising somewhere.

    Raises
    ------
    ValueError
        When nobody joins or the curve cannot be fitted.
    """
    joined = np.asarray(joined, np.float64)
    weeks, last = np.arange(len(joined)), joined[-1]
    if len(joined) < 5 or last <= joined[0] or (np.diff(joined) < 0).any():
        raise ValueError("joined must hold at least five numbers that do not fall, and rise")
    share = joined / last

    def curve(week: np.ndarray, innovation: float, imitation: float, market: float) -> np.ndarray:
        return bass_curve(week, innovation, imitation, market, min(share[0] / market, 1.0 - 1e-9))

    try:
        bounds = ((0.0, LEAST_IMITATION, 0.5), (1.0, 5.0, LARGEST_MARKET))
        found, _ = curve_fit(curve, weeks, share, p0=(1e-3, 0.05, 1.0), bounds=bounds, max_nfev=20_000)
    except RuntimeError as error:
        raise ValueError(f"no Bass curve fits: {error}") from None
    left_over = share - curve(weeks, *found)
    explained = 1.0 - left_over.var() / share.var()
    innovation, imitation, market = map(float, found)
    at_bound = imitation < 10.0 * LEAST_IMITATION or market > 0.99 * LARGEST_MARKET  # the search stops just short of it
    return BassFit(innovation, imitation, market * float(last), float(explained), at_bound)
