"""What a set of runs says: means, paired differences, bands over time.

The unit of analysis is the run, never the member: members of one tree influence each other, so only runs are
independent. Run `r` of every scenario shares its random draws with run `r` of every other (common random
numbers; Law 2015, Simulation Modeling and Analysis, 5th ed., section 11.2), so differences are taken within
replicates. Means get bias-corrected and accelerated (BCa) bootstrap intervals (Efron 1987), curves over time
percentile intervals.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

CONFIDENCE = 0.95
FEW_PAIRS = 10  # with fewer, bootstrap intervals are markedly too narrow
EFFECT_SIZE = "paired standardised difference d_z: mean over standard deviation of the paired differences (Cohen 1988)"
SUMMARY_COLUMNS = [
    *(
        "outcome",
        "scenario",
        "runs",
        "mean",
        "low",
        "high",
        "pairs",
        "difference",
        "difference_low",
        "difference_high",
    ),
    *("effect_size", "effect_low", "effect_high", "correlation", "runs_saved"),
]

Array = NDArray[np.float64]


def paired_summary(runs: pd.DataFrame, outcomes: list[str], baseline: str, seed: int = 0) -> pd.DataFrame:
    """Each scenario's mean outcome and its paired difference from the baseline scenario.

    Parameters
    ----------
    runs
        One row per (`scenario`, `replicate`) with `status` and a column per outcome. Rows whose status is not
        "done" are left out; a value that is not finite is left out, and with it the pair it belongs to.
    outcomes
        Columns to summarise.
    baseline
        Scenario the others are compared with.
    seed
        Seed of the resampling: the same seed and runs give the same table.

    Returns
    -------
    DataFrame
        One row per (outcome, scenario), in the order given and of first appearance: `runs` with a value;
        `mean`, `low`, `high` (95 % BCa interval of the mean over runs); `pairs` with two values;
        `difference`, `difference_low`, `difference_high` (likewise, of the mean paired difference, scenario
        minus baseline); `effect_size` (d_z, see `EFFECT_SIZE`), with `effect_low`, `effect_high`, the
        difference's interval on the same scale; `correlation` of the pairs; `runs_saved`, the factor by which
        pairing lowers the number of runs that give this precision, (var x + var y) / var(x - y). What is
        undefined is NaN: intervals of fewer than two or of constant values, the baseline's difference from
        itself.

    Raises
    ------
    ValueError
        When the baseline is not among the scenarios, or a (scenario, replicate) occurs twice.
    """
    scenarios = list(dict.fromkeys(runs["scenario"]))
    if baseline not in scenarios:
        raise ValueError(f"baseline = {baseline!r} is not one of the scenarios {', '.join(map(repr, scenarios))}.")
    done = runs[runs["status"] == "done"]
    rows, means, differences = [], [], []
    for outcome in outcomes:
        values = done.pivot(index="replicate", columns="scenario", values=outcome).astype(float)
        values = values.reindex(columns=scenarios)
        base = values[baseline].to_numpy()
        for scenario in scenarios:
            own = values[scenario].to_numpy()
            pair = _pair(own, base) if scenario != baseline else _pair(own[:0], base[:0])
            means.append(own[np.isfinite(own)])
            differences.append(pair.difference)
            rows.append(
                {"outcome": outcome, "scenario": scenario, "runs": len(means[-1]), "mean": _mean(means[-1])} | pair.row
            )
    table = pd.DataFrame(rows)
    table["low"], table["high"] = mean_intervals(means, seed=seed)
    table["difference_low"], table["difference_high"] = mean_intervals(differences, seed=seed)
    for end in ("low", "high"):
        table[f"effect_{end}"] = table[f"difference_{end}"] / table["deviation"]
    return table[SUMMARY_COLUMNS]


class _Pair(NamedTuple):
    difference: Array
    row: dict[str, float]


def _pair(own: Array, base: Array) -> _Pair:
    """Compare two series of one replicate each place."""
    both = np.isfinite(own) & np.isfinite(base)
    own, base = own[both], base[both]
    difference = own - base
    row = {"pairs": len(difference), "difference": _mean(difference)}
    row |= dict.fromkeys(("deviation", "effect_size", "correlation", "runs_saved"), math.nan)
    if _varies(own) and _varies(base):
        row["correlation"] = float(np.corrcoef(own, base)[0, 1])
    # Differences of equal noise are rounding, not variation: judge them on the scale of what was subtracted.
    if _varies(difference, scale=float(np.abs([own, base]).max(initial=0.0))):
        variance = difference.var(ddof=1)
        row["deviation"] = math.sqrt(variance)
        row["effect_size"] = float(difference.mean() / row["deviation"])
        row["runs_saved"] = float((own.var(ddof=1) + base.var(ddof=1)) / variance)
    return _Pair(difference, row)


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else math.nan


def _varies(values: Array, scale: float | None = None) -> bool:
    if len(values) < 2:
        return False
    return bool(np.ptp(values) > 1e-12 * (np.abs(values).max() if scale is None else scale))


def mean_intervals(
    series: Sequence[Array], *, seed: int = 0, confidence: float = CONFIDENCE, resamples: int = 9_999
) -> tuple[Array, Array]:
    """BCa bootstrap intervals of the means of several series (Efron 1987; `scipy.stats.bootstrap`).

    Series of one length are resampled together and alike, so a series gets the same interval in any company.

    Parameters
    ----------
    series
        Finite values, one array per series; lengths may differ.
    seed, confidence, resamples
        Of the bootstrap.

    Returns
    -------
    low, high
        Shape (number of series,); NaN for a series of fewer than two or of constant values.
    """
    low, high = np.full((2, len(series)), math.nan)
    groups: dict[int, list[int]] = {}
    for place, values in enumerate(series):
        if _varies(values):
            groups.setdefault(len(values), []).append(place)
    for length in sorted(groups):
        places = groups[length]
        with warnings.catch_warnings():
            # All resampled means on one side of the mean leave BCa undefined: scipy says so and returns NaN.
            warnings.simplefilter("ignore", stats.DegenerateDataWarning)
            interval = stats.bootstrap(
                (np.stack([series[place] for place in places]),),
                np.mean,
                axis=1,
                n_resamples=resamples,
                batch=500,  # bounds memory: batch x runs x series numbers at a time
                confidence_level=confidence,
                method="BCa",
                rng=np.random.default_rng(seed),
            ).confidence_interval
        low[places], high[places] = interval.low, interval.high
    return low, high


def run_weights(runs: int, *, seed: int = 0, resamples: int = 1_000) -> Array:
    """How often each run is drawn in each bootstrap resample of the runs; shape (resamples, runs).

    Rows sum to `runs`. A product of this matrix with any table of sums by run resamples whole runs at once,
    however long the table is.
    """
    return np.random.default_rng(seed).multinomial(runs, np.full(runs, 1 / runs), size=resamples).astype(float)


class Band(NamedTuple):
    """A mean over runs at each time and the interval around it; three arrays of shape (times,)."""

    mean: Array
    low: Array
    high: Array


def mean_band(values: ArrayLike, *, seed: int = 0, confidence: float = CONFIDENCE, resamples: int = 1_000) -> Band:
    """Mean over runs at each time, with a pointwise percentile bootstrap interval over runs (Efron 1979).

    Parameters
    ----------
    values
        Shape (runs, times). NaN is "no value in this run at this time" (nobody left to average over): the
        mean is over the runs with a value, NaN where there is none; the interval needs at least two.
    seed, confidence, resamples
        Of the bootstrap.
    """
    table = np.asarray(values, dtype=float)
    known = np.isfinite(table)
    count = known.sum(axis=0)
    mean, low, high = np.full((3, table.shape[1]), math.nan)
    filled = np.where(known, table, 0.0)
    some, several = count > 0, count > 1
    mean[some] = filled.sum(axis=0)[some] / count[some]
    if several.any():
        weights = run_weights(len(table), seed=seed, resamples=resamples)
        totals, counts = weights @ filled[:, several], weights @ known[:, several].astype(float)
        means = np.divide(totals, counts, out=np.full_like(totals, math.nan), where=counts > 0)
        tails = [(1 - confidence) / 2, (1 + confidence) / 2]
        limits = np.quantile(means, tails, axis=0)
        holed = np.isnan(limits[0])  # a few resamples drew no run with a value; nanquantile for all would be slow
        limits[:, holed] = np.nanquantile(means[:, holed], tails, axis=0)
        low[several], high[several] = limits
    return Band(mean, low, high)
