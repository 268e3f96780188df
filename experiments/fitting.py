"""The fit itself: posterior and its trustworthiness from stored runs, point estimate by search, check on other runs."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import store
from experiments.calibration_runs import CONFIRM, PREDICTIVE, SEARCH, Runs
from experiments.calibration_targets import Target, scales_of, table_of
from experiments.point_search import search
from experiments.posterior import Posterior, coverage_table, distances, posterior, recovery

if TYPE_CHECKING:
    from experiments.calibrating import Plan

STARTS = 12  # points that the search tries first: the posterior's median and the nearest runs

Array = NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Fitted:
    """What a calibration found.

    Attributes
    ----------
    posterior
        The posterior, in shares of the prior's ranges.
    point
        The point estimate likewise.
    tried
        Points of the search.
    truth, quantiles
        Of known parameters, see `posterior.recovery`.
    coverage
        See `posterior.coverage_table`.
    scales
        Of each target.
    prior
        Runs from the prior that are done, one row a point.
    predictive, confirm
        Runs at points drawn from the posterior, and at the point estimate.
    """

    posterior: Posterior
    point: Array
    tried: pd.DataFrame
    truth: Array
    quantiles: Array
    coverage: pd.DataFrame
    scales: Array
    prior: pd.DataFrame
    predictive: pd.DataFrame
    confirm: pd.DataFrame


def fit(plan: Plan, runs: Runs, study: store.Study) -> Fitted:
    """Fit the free parameters of a plan to its targets.

    Raises
    ------
    ValueError
        When too few runs have a value for every target.
    SettingsError
        When a target without a scale does not vary.
    """
    settings, targets = plan.settings, plan.targets
    names = [factor.name for factor in plan.factors]
    prior = _by_point(study.done, names)
    scales = scales_of(targets, prior)
    observed = np.array([target.value for target in targets])
    shares, outcomes = runs.shares(prior), table_of(targets, prior)
    found = posterior(shares, outcomes, observed, scales, settings["accept"])
    seed = plan.expansion.design.seed
    truth, quantiles = recovery(shares, outcomes, scales, settings["accept"], trials=settings["trials"], seed=seed)

    def away(points: Array) -> Array:
        tried = runs.at(points, SEARCH, replicates=settings["search.replicates"])
        means = tried.groupby("place").mean(numeric_only=True).reindex(range(len(points)))
        return distances(table_of(targets, means), observed, scales)

    print(f"Searching for the point estimate: {settings['search.points']:,} points.", flush=True)
    starts = np.vstack([found.quantiles(np.array([0.5])), shares[found.places[: STARTS - 1]]])
    tried = search(
        away, (shares, distances(outcomes, observed, scales)), starts, points=settings["search.points"], seed=seed
    )
    point = tried.iloc[int(tried["distance"].argmin())].drop("distance").to_numpy(float)
    print("Runs at points of the posterior and at the point estimate.", flush=True)
    predictive = runs.at(found.draws(settings["predictive"], seed=seed), PREDICTIVE, pairing="independent")
    confirm = runs.at(point[None, :], CONFIRM, replicates=settings["confirm"])
    return Fitted(
        posterior=found,
        point=point,
        tried=tried,
        truth=truth,
        quantiles=quantiles,
        coverage=coverage_table(names, truth, quantiles),
        scales=scales,
        prior=prior,
        predictive=predictive,
        confirm=confirm,
    )


def _by_point(done: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Means over the replicates of each point; a value that a replicate lacks is left out."""
    return done.groupby("point").mean(numeric_only=True).reset_index()[[*names, *_measured(done, names)]]


def _measured(done: pd.DataFrame, names: list[str]) -> list[str]:
    numbers = done.select_dtypes("number").columns
    return [each for each in numbers if each not in (*names, "point", "replicate")]


def predicted(targets: tuple[Target, ...], scales: Array, fitted: Fitted) -> pd.DataFrame:
    """What runs from the posterior, and at the point estimate, give for each target.

    Returns
    -------
    DataFrame
        One row per target: `fact`, `outcome`, `label`, `unit`, `target`, `scale`; `prior_median`; `median`, `low_50`,
        `high_50`, `low_90`, `high_90` of the predictive runs, and `met_within_90`, whether some value between the last
        two meets the target; `tail`, twice the smaller share of these runs on either side of the target; `at_point`,
        the mean of the runs at the point estimate.
    """
    rows = []
    for target, scale in zip(targets, scales, strict=True):
        drawn = fitted.predictive[target.outcome].to_numpy(float)
        drawn = drawn[np.isfinite(drawn)]
        quantiles = np.quantile(drawn, [0.5, 0.25, 0.75, 0.05, 0.95]) if len(drawn) else np.full(5, np.nan)
        below, above = np.mean(drawn <= target.value), np.mean(drawn >= target.value)
        rows.append(
            {"fact": target.fact, "outcome": target.outcome, "label": target.label, "unit": target.unit,
             "target": target.value, "scale": scale, "prior_median": float(fitted.prior[target.outcome].median()),
             **dict(zip(("median", "low_50", "high_50", "low_90", "high_90"), quantiles, strict=True)),
             "met_within_90": target.met_within(float(quantiles[3]), float(quantiles[4])),
             "tail": float(min(1.0, 2 * min(below, above))) if len(drawn) else np.nan,
             "at_point": float(fitted.confirm[target.outcome].mean())}
        )  # fmt: skip
    return pd.DataFrame(rows)
