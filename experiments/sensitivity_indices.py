"""Effects and indices of a sensitivity analysis, computed by SALib, for several outcomes at once.

*Elementary effects* (Morris 1991; mu* after Campolongo, Cariboni & Saltelli 2007): by how much an outcome changes when one
parameter is moved by two thirds of its range, wherever the others are, taken per whole range: mu* is the mean of the
sizes, mu the mean with signs, sigma the standard deviation (interaction, or a curve). *Sobol indices* (Saltelli et al. 2010): the
share of an outcome's variance that a parameter causes alone (S1) and with whatever it interacts with (ST). Outcomes are
compared in their own standard deviations over all points of the sample.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from SALib.analyze import morris, sobol

from experiments.factors import Factor
from experiments.sampling import salib_problem
from experiments.statistics import CONFIDENCE

RESAMPLES = 1000
STEPS_RESAMPLES = 200  # for intervals of smaller samples, of which only the size is shown
LEAST = 4  # trajectories from which convergence is shown


def elementary_effects(
    factors: Sequence[Factor],
    shares: np.ndarray,
    values: pd.DataFrame,
    *,
    levels: int,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """Mean elementary effects of every factor on every outcome.

    Parameters
    ----------
    factors
        What moves.
    shares
        The sample, (trajectories x (factors + 1), factors), in shares of each range.
    values
        Outcomes at each point; NaN where one is undefined: its trajectory is left out.
    levels
        Levels of the sample.
    seed, resamples
        Of the bootstrap.

    Returns
    -------
    DataFrame
        A row for each outcome and factor, in standard deviations of the outcome: `mu_star` with `low` and `high` (95 %
        bootstrap interval over trajectories), `mu`, `sigma`; `deviation` in the outcome's own unit; `trajectories` used.
        An outcome with fewer than two whole trajectories, or that does not vary, has no rows.
    """
    length = len(factors) + 1
    tables = []
    for outcome in values:
        rows = values[outcome].to_numpy(np.float64)
        whole = np.isfinite(rows).reshape(-1, length).all(axis=1)
        used = np.repeat(whole, length)
        deviation = float(rows[used].std()) if whole.sum() > 1 else 0.0
        if deviation == 0.0:
            continue
        found = morris.analyze(
            salib_problem(factors),
            shares[used],
            rows[used] / deviation,
            num_resamples=resamples,
            conf_level=CONFIDENCE,
            num_levels=levels,
            seed=seed,
        )
        columns = {name: np.asarray(found[name], np.float64) for name in ("mu_star", "mu", "sigma", "mu_star_conf")}
        half = columns.pop("mu_star_conf")
        table = pd.DataFrame({"outcome": outcome, "parameter": [each.name for each in factors], **columns})
        table["low"], table["high"] = table["mu_star"] - half, table["mu_star"] + half
        tables.append(table.assign(deviation=deviation, trajectories=int(whole.sum())))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


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


def effects_by_size(
    factors: Sequence[Factor], shares: np.ndarray, values: pd.DataFrame, *, levels: int
) -> pd.DataFrame:
    """Elementary effects of the first 4, 8, 16 ... trajectories, with a column `trajectories_made`."""
    length = len(factors) + 1
    tables = [
        elementary_effects(
            factors, shares[: size * length], values[: size * length], levels=levels, resamples=STEPS_RESAMPLES
        ).assign(trajectories_made=size)
        for size in _doubling(len(values) // length)
    ]
    return pd.concat(tables, ignore_index=True)


def indices_by_size(factors: Sequence[Factor], values: pd.DataFrame) -> pd.DataFrame:
    """Sobol indices of the first 4, 8, 16 ... rows of the base sample, with a column `base_made`."""
    length = len(factors) + 2
    tables = [
        sobol_indices(factors, values[: size * length], resamples=STEPS_RESAMPLES).assign(base_made=size)
        for size in _doubling(len(values) // length)
    ]
    return pd.concat(tables, ignore_index=True)


def _doubling(most: int) -> Iterator[int]:
    size = LEAST
    while size < most:
        yield size
        size *= 2
    yield most


def overall(table: pd.DataFrame, measure: str) -> pd.Series:
    """Mean of a measure over outcomes, by parameter, the largest first; the dummy among them."""
    return table.groupby("parameter", sort=False)[measure].mean().sort_values(ascending=False, kind="stable")
