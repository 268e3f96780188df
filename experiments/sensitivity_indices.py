"""Effects and indices of a sensitivity analysis, for several outcomes at once.

*Elementary effects* (Morris 1991; mu* after Campolongo, Cariboni & Saltelli 2007): by how much an outcome changes when
one parameter is moved by a step of its range, wherever the others are, taken for the whole range: mu* is the mean of
the sizes, mu the mean with signs, sigma the standard deviation (interaction, or a curve). *Sobol indices* (Saltelli et
al. 2010): the share of an outcome's variance that a parameter causes alone (S1) and with whatever it interacts with
(ST). Outcomes are compared in their own standard deviations over all points of the sample.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from SALib.analyze import sobol
from scipy import stats

from experiments.factors import Factor
from experiments.sampling import salib_problem
from experiments.statistics import CONFIDENCE, Array, run_weights

RESAMPLES = 1000
STEPS_RESAMPLES = 200  # for intervals of smaller samples, of which only the size is shown
_NORMAL = float(stats.norm.ppf(0.5 + CONFIDENCE / 2))
LEAST_TRAJECTORIES, LEAST_BASE = 4, 16  # from which convergence is shown


def elementary_effects(
    factors: Sequence[Factor], shares: np.ndarray, values: pd.DataFrame, *, seed: int = 0, resamples: int = RESAMPLES
) -> pd.DataFrame:
    """Mean elementary effects of every factor on every outcome.

    What SALib's `morris.analyze` gives where all runs have all outcomes; here an organisation may have died out, and a
    trajectory that passes through such a point keeps its other effects.

    Parameters
    ----------
    factors
        What moves.
    shares
        The sample, (trajectories x (factors + 1), factors), in shares of each range.
    values
        Outcomes at each point; NaN where one is undefined: both effects that begin or end there are left out.
    seed, resamples
        Of the bootstrap.

    Returns
    -------
    DataFrame
        A row for each outcome and factor, in standard deviations of the outcome: `mu_star` with `low` and `high` (95 %
        bootstrap interval over trajectories, from the normal distribution), `mu`, `sigma`; `effects` of them used, of
        `trajectories`; `deviation` in the outcome's own unit. An outcome that does not vary, or of which a factor has
        fewer than two effects, has no rows.
    """
    length = len(factors) + 1
    steps = np.diff(shares.reshape(-1, length, len(factors)), axis=1)
    moved = np.abs(steps).argmax(axis=2)  # (trajectories, steps): each moves one factor
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    weights = run_weights(len(moved), seed=seed, resamples=resamples)
    tables = []
    for outcome in values:
        rows = values[outcome].to_numpy(np.float64)
        deviation = float(np.nanstd(rows)) if np.isfinite(rows).any() else 0.0
        effects = np.full(moved.shape, np.nan)
        if deviation > 0.0:
            slopes = np.diff(rows.reshape(-1, length), axis=1) / size / deviation
            np.put_along_axis(effects, moved, slopes, axis=1)
        used = np.isfinite(effects).sum(axis=0)
        if used.min() < 2:
            continue
        half = _NORMAL * _resampled_means(np.abs(effects), weights).std(axis=0, ddof=1)
        table = pd.DataFrame({"outcome": outcome, "parameter": [each.name for each in factors]})
        table["mu_star"] = np.nanmean(np.abs(effects), axis=0)
        table["low"], table["high"] = table["mu_star"] - half, table["mu_star"] + half
        table["mu"], table["sigma"] = np.nanmean(effects, axis=0), np.nanstd(effects, axis=0, ddof=1)
        table["effects"], table["trajectories"], table["deviation"] = used, len(moved), deviation
        tables.append(table)
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _resampled_means(effects: Array, weights: Array) -> Array:
    """Mean size of the effects of each factor in every resample of trajectories, (resamples, factors)."""
    there = np.isfinite(effects)
    counts = weights @ there
    sums = weights @ np.where(there, effects, 0.0)
    return np.divide(sums, counts, out=np.zeros_like(sums), where=counts > 0)


def sobol_indices(
    factors: Sequence[Factor],
    values: pd.DataFrame,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """First-order and total indices of every factor for every outcome.

    Parameters
    ----------
    factors
        What moves.
    values
        Outcomes at each point of Saltelli's sample without second order, (base x (factors + 2)); NaN where one is
        undefined: its row of the base sample is left out.
    seed, resamples
        Of the bootstrap.

    Returns
    -------
    DataFrame
        A row for each outcome and factor: `S1` and `ST` with `S1_low`, `S1_high`, `ST_low`, `ST_high` (95 % bootstrap
        intervals over rows of the base sample, from the normal distribution), `deviation` of the outcome, `base` used.
    """
    length = len(factors) + 2
    tables = []
    for outcome in values:
        rows = values[outcome].to_numpy(np.float64)
        whole = np.isfinite(rows).reshape(-1, length).all(axis=1)
        used = rows[np.repeat(whole, length)]
        if whole.sum() < 2 or used.std() == 0.0:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a resample may hold one row alone
            found = sobol.analyze(
                salib_problem(factors),
                used,
                calc_second_order=False,
                num_resamples=resamples,
                conf_level=CONFIDENCE,
                seed=seed + 1,  # SALib takes 0 for none
            )
        table = pd.DataFrame({"outcome": outcome, "parameter": [each.name for each in factors]})
        for name in ("S1", "ST"):
            table[name], half = found[name], found[f"{name}_conf"]
            table[f"{name}_low"], table[f"{name}_high"] = found[name] - half, found[name] + half
        tables.append(table.assign(deviation=float(used.std()), base=int(whole.sum())))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def effects_by_size(factors: Sequence[Factor], shares: np.ndarray, values: pd.DataFrame) -> pd.DataFrame:
    """Elementary effects of the first 4, 8, 16 ... trajectories, with a column `trajectories_made`."""
    length = len(factors) + 1
    tables = [
        elementary_effects(factors, shares[: size * length], values[: size * length], resamples=STEPS_RESAMPLES).assign(
            trajectories_made=size
        )
        for size in _doubling(LEAST_TRAJECTORIES, len(values) // length)
    ]
    return pd.concat(tables, ignore_index=True)


def indices_by_size(factors: Sequence[Factor], values: pd.DataFrame) -> pd.DataFrame:
    """Sobol indices of the first 16, 32, 64 ... rows of the base sample, with a column `base_made`."""
    length = len(factors) + 2
    tables = [
        sobol_indices(factors, values[: size * length], resamples=STEPS_RESAMPLES).assign(base_made=size)
        for size in _doubling(LEAST_BASE, len(values) // length)
    ]
    return pd.concat(tables, ignore_index=True)


def _doubling(size: int, most: int) -> Iterator[int]:
    while size < most:
        yield size
        size *= 2
    yield most


def overall(table: pd.DataFrame, measure: str) -> pd.Series:
    """Mean of a measure over outcomes, by parameter, the largest first; the dummy among them."""
    return table.groupby("parameter", sort=False)[measure].mean().sort_values(ascending=False, kind="stable")
