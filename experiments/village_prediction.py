"""Choosing parameters on half of the communities, predicting the other half, and nulls that know no network.

The nulls are fitted to the same half: *same share everywhere* (its mean), *number of founders* (those told first) and
*number of persons*, each a straight line by least squares. A model that does not beat them has learnt nothing from the
network. Errors are taken over the communities held out; their intervals by resampling those.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments.statistics import Array

SAME, FOUNDERS, PERSONS = "same share everywhere", "number of founders", "number of persons"
NULLS = (SAME, FOUNDERS, PERSONS)
RESAMPLES = 2000


def chosen_half(communities: np.ndarray, seed: int) -> np.ndarray:
    """Which communities parameters are chosen on (bool): the half whose keyed draws are lowest, whatever the order."""
    draws = [hashlib.blake2b(f"{seed}/community {number}".encode(), digest_size=8).digest() for number in communities]
    half = np.zeros(len(draws), np.bool_)
    half[np.argsort(np.array(draws))[: len(draws) // 2]] = True
    return half


def losses(predicted: Array, observed: Array, among: np.ndarray) -> Array:
    """Mean squared error of each parameter set over some communities; `predicted` is (sets, communities)."""
    return np.mean((predicted[:, among] - observed[among]) ** 2, axis=1)


def null_predictions(table: pd.DataFrame, half: np.ndarray) -> dict[str, Array]:
    """What the nulls predict for all communities, fitted to `half` of them.

    `table` has a row for each community: `observed` share, `founders`, `persons`.
    """
    observed = table["observed"].to_numpy(np.float64)
    found = {SAME: np.full(len(table), observed[half].mean())}
    for name, column in ((FOUNDERS, "founders"), (PERSONS, "persons")):
        numbers = table[column].to_numpy(np.float64)
        if np.ptp(numbers[half]) == 0:
            found[name] = found[SAME]
            continue
        slope, intercept = np.polyfit(numbers[half], observed[half], 1)
        found[name] = np.clip(intercept + slope * numbers, 0.0, 1.0)
    return found


def errors(predictions: Mapping[str, Array], observed: Array, held: np.ndarray, *, seed: int = 0) -> pd.DataFrame:
    """How well each prediction does on the communities held out.

    Returns
    -------
    DataFrame
        A row for each prediction: `correlation` (Pearson; NaN where nothing varies), mean absolute `error`, and `gain`,
        the mean absolute error of the null "same share everywhere" less its own; each with `_low` and `_high`, a 95 %
        percentile bootstrap interval over communities.
    """
    places = np.flatnonzero(held)
    random = np.random.default_rng(seed)
    resamples = places[random.integers(len(places), size=(RESAMPLES, len(places)))]
    rows = []
    for name, predicted in predictions.items():
        away, away_of_null = np.abs(predicted - observed), np.abs(predictions[SAME] - observed)
        own: dict[str, tuple[Any, Array]] = {
            "correlation": (_correlation(predicted[places], observed[places]),
                            _correlation(predicted[resamples], observed[resamples])),
            "error": (away[places].mean(), away[resamples].mean(axis=1)),
            "gain": ((away_of_null - away)[places].mean(), (away_of_null - away)[resamples].mean(axis=1)),
        }  # fmt: skip
        row: dict[str, object] = {"prediction": name, "communities": len(places)}
        for what, (value, resampled) in own.items():
            usable = resampled[~np.isnan(resampled)]
            low, high = np.percentile(usable, [2.5, 97.5]) if len(usable) and np.isfinite(value) else (np.nan, np.nan)
            row |= {what: float(value), f"{what}_low": float(low), f"{what}_high": float(high)}
        rows.append(row)
    return pd.DataFrame(rows)


def _correlation(first: Array, second: Array) -> Array:
    """Pearson's, along the last axis; NaN where one side does not vary."""
    one, other = (each - each.mean(axis=-1, keepdims=True) for each in (first, second))
    size: Array = np.sum(one**2, axis=-1) * np.sum(other**2, axis=-1)
    size **= 0.5
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(size > 1e-12, (one * other).sum(axis=-1) / size, np.nan)


def over_splits(predicted: Mapping[str, Array], table: pd.DataFrame, splits: int, seed: int) -> pd.DataFrame:
    """The same on many other random halves: choose, predict, compare.

    Parameters
    ----------
    predicted
        By contagion, shares predicted by every parameter set, (sets, communities).
    table
        As `null_predictions` takes it.
    splits, seed
        How many halves, drawn from which seed.

    Returns
    -------
    DataFrame
        A row for each split and prediction: `correlation` and `gain` over the communities held out.
    """
    observed = table["observed"].to_numpy(np.float64)
    rows = []
    random = np.random.default_rng(seed)
    for split in range(splits):
        half = np.zeros(len(table), np.bool_)
        half[random.permutation(len(table))[: len(table) // 2]] = True
        predictions = null_predictions(table, half)
        for name, shares in predicted.items():
            predictions[name] = shares[int(losses(shares, observed, half).argmin())]
        error_of_null = np.abs(predictions[SAME] - observed)[~half].mean()
        for name, shares in predictions.items():
            error = np.abs(shares - observed)[~half].mean()
            correlation = float(_correlation(shares[~half], observed[~half]))
            rows.append((split, name, correlation, float(error_of_null - error)))
    return pd.DataFrame(rows, columns=["split", "prediction", "correlation", "gain"])
