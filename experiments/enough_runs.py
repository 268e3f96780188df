"""Are there enough runs? How an answer settles as runs are added, and how many a given effect needs.

Simulations are cheap compared with experiments on people, so that Secchi & Seri (2017, Comput. Math. Organ.
Theory 23:94-121) ask more of them: an error rate of 0.01 and a power of 0.95, which are the defaults here.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import optimize, stats

from experiments.statistics import CONFIDENCE, mean_intervals

MOST_PAIRS = 10_000


def convergence(values: ArrayLike, *, seed: int = 0, confidence: float = CONFIDENCE, steps: int = 50) -> pd.DataFrame:
    """Return the mean and its interval for growing numbers of runs, in order of replicate.

    Parameters
    ----------
    values
        One outcome, one finite value per run, in order of replicate.
    seed, confidence
        Of the BCa bootstrap.
    steps
        At most so many numbers of runs, evenly spaced on a log scale, from 2 to all.

    Returns
    -------
    DataFrame
        `runs`, `mean`, `low`, `high` of the first runs and their `coefficient_of_variation`, whose levelling
        off is the criterion of Lorscheid, Heine & Meyer (2012, Comput. Math. Organ. Theory 18:22-62).
    """
    series = np.asarray(values, dtype=float)
    if len(series) < 2:
        return pd.DataFrame(columns=["runs", "mean", "low", "high", "coefficient_of_variation"], dtype=float)
    sizes = np.unique(np.geomspace(2, len(series), steps).round().astype(int))
    firsts = [series[:size] for size in sizes]
    low, high = mean_intervals(firsts, seed=seed, confidence=confidence)
    means = np.array([first.mean() for first in firsts])
    spread = np.array([first.std(ddof=1) for first in firsts])
    variation = np.divide(spread, np.abs(means), out=np.full_like(means, math.nan), where=means != 0)
    return pd.DataFrame({"runs": sizes, "mean": means, "low": low, "high": high, "coefficient_of_variation": variation})


def runs_needed(effect: float, *, configurations: int = 2, error_rate: float = 0.01, power: float = 0.95) -> int:
    """Runs per configuration so that an analysis of variance finds an effect of Cohen's f, without pairing.

    Seri & Secchi (2017, in Edmonds & Meyer, Simulating Social Complexity, ch. 11) approximate it at these
    defaults by 14.091 configurations^-0.640 f^-1.986; this is the exact number, from the noncentral F
    distribution (Cohen 1988).

    Parameters
    ----------
    effect
        Cohen's f: standard deviation of the configurations' means over that within configurations (two
        configurations: half the standardised difference d). Small 0.1, medium 0.2 and large 0.4 in ch. 11.
    configurations
        Number of scenarios or parameter points compared.
    error_rate, power
        Of the test.

    Raises
    ------
    ValueError
        When the effect is not positive, there are fewer than two configurations, or a rate is not inside (0,
        1).
    """
    if configurations < 2:
        raise ValueError(f"configurations = {configurations} is not allowed: a comparison needs at least 2.")

    def achieved(runs: float) -> float:
        within = configurations * (runs - 1)
        critical = stats.f.isf(error_rate, configurations - 1, within)
        return float(stats.ncf.sf(critical, configurations - 1, within, runs * configurations * effect**2))

    return _fewest(achieved, effect, error_rate, power)


def pairs_needed(effect: float, *, error_rate: float = 0.01, power: float = 0.95) -> int:
    """Pairs of runs so that a two-sided paired t test finds a paired standardised difference d_z.

    Parameters and errors are those of `runs_needed`. A pilot's `effect_size`
    (`statistics.paired_summary`) already contains what the pairing saves.
    """

    def achieved(pairs: float) -> float:
        # The square of the noncentral t, which scipy knows for all effects: its own nct gives NaN for large ones.
        critical = stats.f.isf(error_rate, 1, pairs - 1)
        return float(stats.ncf.sf(critical, 1, pairs - 1, pairs * effect**2))

    return _fewest(achieved, abs(effect), error_rate, power)


def pairs_for_half(effect_size: float) -> float:
    """Pairs of runs that would show half of a paired difference found (two-sided 5 % level, power 80 %).

    Parameters
    ----------
    effect_size
        The difference found, as d_z (`statistics.paired_summary`); as uncertain as that is the answer.

    Returns
    -------
    float
        A whole number; infinite above `MOST_PAIRS`; NaN where there is no effect size.
    """
    if math.isnan(effect_size):
        return math.nan
    half = abs(effect_size) / 2
    if half < 3 / math.sqrt(MOST_PAIRS):  # it takes some (2.8 / half)^2 pairs
        return math.inf
    return pairs_needed(half, error_rate=0.05, power=0.8)


def _fewest(achieved: Callable[[float], float], effect: float, error_rate: float, power: float) -> int:
    """Smallest whole number of runs, at least 2, whose power reaches the wanted one."""
    if not (effect > 0 and math.isfinite(effect)):
        raise ValueError(f"effect = {effect} is not allowed: it must be a positive number.")
    for name, rate in (("error_rate", error_rate), ("power", power)):
        if not 0 < rate < 1:
            raise ValueError(f"{name} = {rate} is not allowed: it must be inside (0, 1).")
    if achieved(2) >= power:
        return 2
    most = 4.0
    while achieved(most) < power:
        most *= 2
    return math.ceil(optimize.brentq(lambda runs: achieved(runs) - power, 2, most))
