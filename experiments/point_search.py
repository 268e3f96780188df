"""The search for the point whose runs come nearest to what was observed, by Optuna's tree-structured Parzen estimator.

Points are asked for in batches, so that their runs can be spread over workers and stored; the sampler is seeded, and
told the same values it asks for the same points again: that is how an interrupted search resumes from stored runs.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import optuna
import pandas as pd
from numpy.typing import NDArray

BATCH = 12  # points

Array = NDArray[np.float64]


def search(
    evaluate: Callable[[Array], Array],
    known: tuple[Array, Array],
    starts: Array,
    *,
    points: int,
    seed: int,
) -> pd.DataFrame:
    """Try points and learn from them.

    Parameters
    ----------
    evaluate
        Distances of points from the targets, given their shares of the prior's range, shape (points, parameters).
    known
        Points known beforehand and their distances; infinite ones are left out.
    starts
        Points that are tried first.
    points
        How many are tried.
    seed
        Of the sampler.

    Returns
    -------
    DataFrame
        One row per point tried, in order: a column for each parameter by its place, and `distance`.
    """
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            seed=seed % 2**32, multivariate=True, n_startup_trials=0, constant_liar=True
        )
        study = optuna.create_study(sampler=sampler)
        _tell_known(study, *known)
        for start in starts[:points]:
            study.enqueue_trial(_named(start))
        tried: list[Array] = []
        values: list[float] = []
        while len(tried) < points:
            trials = [study.ask(_distributions(starts.shape[1])) for _ in range(min(BATCH, points - len(tried)))]
            asked = np.array([list(trial.params.values()) for trial in trials])
            found = evaluate(asked)
            for trial, value in zip(trials, found, strict=True):
                if np.isfinite(value):
                    study.tell(trial, float(value))
                else:
                    study.tell(trial, state=optuna.trial.TrialState.FAIL)
            tried += list(asked)
            values += found.tolist()
    return pd.DataFrame(np.array(tried)).assign(distance=values)


def _tell_known(study: optuna.Study, shares: Array, values: Array) -> None:
    distributions = _distributions(shares.shape[1])
    study.add_trials(
        [
            optuna.create_trial(params=_named(point), distributions=distributions, value=float(value))
            for point, value in zip(shares, values, strict=True)
            if np.isfinite(value)
        ]
    )


def _distributions(count: int) -> dict[str, optuna.distributions.BaseDistribution]:
    return {f"{place:04}": optuna.distributions.FloatDistribution(0.0, 1.0) for place in range(count)}


def _named(point: Array) -> dict[str, float]:
    return {f"{place:04}": float(min(max(share, 0.0), 1.0)) for place, share in enumerate(point)}
