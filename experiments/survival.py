"""How long members stay: Kaplan-Meier curves and a log-rank test that respect the tree.

Members of one tree recruit, gather and leave together, so a thousand members are not a thousand independent
observations and the usual formulas (Greenwood's variance, the log-rank's hypergeometric one) claim far too
much precision. Here whole runs are resampled instead (cluster bootstrap; Davison & Hinkley 1997, Bootstrap
Methods and their Application, section 3.8).

The tables are counts: one row per (`scenario`, `replicate`, `duration`) with `duration` in weeks as an active
member, `ceased` (members whose activity ended at it) and `censored` (members still active when the run
ended).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test
from numpy.typing import NDArray

from experiments.statistics import CONFIDENCE, run_weights

Array = NDArray[np.float64]


class _Counts(NamedTuple):
    """Members by run and duration in weeks (0, 1, ...); both arrays of shape (runs, durations)."""

    ceased: Array
    censored: Array

    @property
    def at_risk(self) -> Array:
        """Members whose duration is at least so many weeks."""
        return np.cumsum((self.ceased + self.censored)[:, ::-1], axis=1)[:, ::-1]

    def resampled(self, weights: Array) -> _Counts:
        """The same for sets of runs: one row per row of `weights`, shape (sets, runs)."""
        return _Counts(weights @ self.ceased, weights @ self.censored)


def _counts(survival: pd.DataFrame, replicates: pd.Index, weeks: int) -> _Counts:
    """Counts of one scenario, its runs in the order of `replicates` (all zero where it has none)."""
    rows = replicates.get_indexer(pd.Index(survival["replicate"]))
    columns = survival["duration"].to_numpy(dtype=int)
    counts = np.zeros((2, len(replicates), weeks + 1))
    for layer, name in enumerate(("ceased", "censored")):
        np.add.at(counts[layer], (rows, columns), survival[name].to_numpy(dtype=float))
    return _Counts(*counts)


def _staying(counts: _Counts) -> Array:
    """Kaplan-Meier estimate for each row of counts, shape (rows, durations); flat once nobody is at risk."""
    at_risk = counts.at_risk
    ceasing = np.divide(counts.ceased, at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)
    return np.cumprod(1 - ceasing, axis=1)


def kaplan_meier(
    survival: pd.DataFrame, *, seed: int = 0, confidence: float = CONFIDENCE, resamples: int = 1_000
) -> pd.DataFrame:
    """Share of members still active by weeks since joining (Kaplan & Meier 1958), runs pooled.

    Parameters
    ----------
    survival
        Counts, see the module's opening.
    seed, confidence, resamples
        Of the bootstrap over runs.

    Returns
    -------
    DataFrame
        One row per (`scenario`, `week` since joining): `at_risk` (members active for at least so long),
        `ceased`, `survival` (share), and `low`, `high`, its pointwise percentile interval over runs (NaN with
        fewer than two).
    """
    tables = []
    for scenario, group in survival.groupby("scenario", sort=False, observed=True):
        replicates = pd.Index(group["replicate"].unique()).sort_values()
        counts = _counts(group, replicates, int(group["duration"].max()))
        weeks = np.arange(counts.ceased.shape[1])
        low = high = np.full(len(weeks), math.nan)
        if len(replicates) > 1:
            weights = run_weights(len(replicates), seed=seed, resamples=resamples)
            tail = (1 - confidence) / 2
            low, high = np.quantile(_staying(counts.resampled(weights)), [tail, 1 - tail], axis=0)
        pooled = counts.resampled(np.ones((1, len(replicates))))
        columns: dict[str, Any] = {"scenario": scenario, "week": weeks}
        columns |= {"at_risk": pooled.at_risk[0].astype(np.int64), "ceased": pooled.ceased[0].astype(np.int64)}
        columns |= {"survival": _fitted(pooled), "low": low, "high": high}
        tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True)


def _fitted(pooled: _Counts) -> Array:
    """Kaplan-Meier estimate of one row of counts, by lifelines; shape (durations,)."""
    weeks = np.arange(pooled.ceased.shape[1])
    durations, ended = np.tile(weeks, 2), np.repeat([True, False], len(weeks))
    members = np.concatenate([pooled.ceased[0], pooled.censored[0]])
    some = members > 0
    fitter = KaplanMeierFitter().fit(durations[some], ended[some], weights=members[some], timeline=weeks)
    return np.asarray(fitter.survival_function_.iloc[:, 0])


def log_rank(survival: pd.DataFrame, baseline: str, *, seed: int = 0, resamples: int = 4_999) -> pd.DataFrame:
    """Do members stay equally long? Log-rank test against the baseline, by bootstrap over runs.

    The statistic is Mantel's (1966) observed minus expected number who ceased. Its null distribution is that
    of the resampled statistics about the observed one; runs are resampled as pairs, both scenarios of a
    replicate together.

    Parameters
    ----------
    survival
        Counts, see the module's opening; replicates that only one of the two scenarios has are left out.
    baseline
        Scenario the others are compared with.
    seed, resamples
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row per other scenario: `pairs` of runs; `observed` and `expected` numbers who ceased; `p_value`
        (NaN with fewer than two pairs, at least 1 / (resamples + 1)); and, for comparison,
        `independent_p_value`, what the test would claim if members were independent (lifelines), and
        `variance_inflation`, the factor by which that understates the variance.

    Raises
    ------
    ValueError
        When the baseline is not among the scenarios.
    """
    groups = dict(iter(survival.groupby("scenario", sort=False, observed=True)))
    if baseline not in groups:
        raise ValueError(f"baseline = {baseline!r} is not one of the scenarios {', '.join(map(repr, groups))}.")
    weeks = int(survival["duration"].max())
    rows = []
    for scenario, group in groups.items():
        if scenario == baseline:
            continue
        shared = set(group["replicate"]) & set(groups[baseline]["replicate"])
        replicates = pd.Index(sorted(shared))
        both = [_counts(each[each["replicate"].isin(shared)], replicates, weeks) for each in (group, groups[baseline])]
        rows.append({"scenario": scenario} | _compared(*both, seed=seed, resamples=resamples))
    return pd.DataFrame(rows)


def _compared(own: _Counts, other: _Counts, *, seed: int, resamples: int) -> dict[str, float]:
    pairs = len(own.ceased)
    all_runs = np.ones((1, pairs))
    excess = float(_excess(own.resampled(all_runs), other.resampled(all_runs))[0])
    observed = float(own.ceased.sum())
    row = {"pairs": pairs, "observed": observed, "expected": observed - excess}
    chi_square, independent = _as_if_independent(own, other) if pairs else (math.nan, math.nan)
    row |= {"p_value": math.nan, "independent_p_value": independent, "variance_inflation": math.nan}
    if pairs < 2:
        return row
    weights = run_weights(pairs, seed=seed, resamples=resamples)
    excesses = _excess(own.resampled(weights), other.resampled(weights))
    row["p_value"] = float((1 + np.sum(np.abs(excesses - excess) >= abs(excess))) / (1 + resamples))
    if chi_square > 0:
        row["variance_inflation"] = float(excesses.var() / (excess**2 / chi_square))
    return row


def _excess(own: _Counts, other: _Counts) -> Array:
    """Observed minus expected number who ceased in the first group, for each row."""
    at_risk = own.at_risk
    everyone = at_risk + other.at_risk
    share = np.divide(at_risk, everyone, out=np.zeros_like(everyone), where=everyone > 0)
    return (own.ceased - (own.ceased + other.ceased) * share).sum(axis=1)


def _as_if_independent(own: _Counts, other: _Counts) -> tuple[float, float]:
    """Chi-square and p value of the ordinary log-rank test on the pooled members."""
    weeks = np.tile(np.arange(own.ceased.shape[1]), 2)
    events = np.repeat([True, False], own.ceased.shape[1])
    first, second = (np.concatenate([each.ceased.sum(axis=0), each.censored.sum(axis=0)]) for each in (own, other))
    some, others = first > 0, second > 0
    result = logrank_test(
        weeks[some],
        weeks[others],
        events[some],
        events[others],
        weights_A=first[some],
        weights_B=second[others],
    )
    return float(result.test_statistic), float(result.p_value)
