"""Approximate Bayesian computation over a table of stored runs: a posterior, and whether its intervals can be trusted.

Parameters are drawn from the prior, each with one run of the model; those whose outcomes lie nearest to what was
observed are kept (Pritchard et al. 1999) and weighted by nearness (Epanechnikov's kernel), and what of a parameter goes
linearly with the outcomes that are still off is taken out (Beaumont, Zhang & Balding 2002, Genetics 162). Parameters
are shares of the way through the prior's range, on the scale of the prior, and adjusted as logits, so that they stay
in it. Nothing is extrapolated: where no accepted run gives as much of an outcome as was observed, parameters are
adjusted to the nearest that some run gives.

Distance is Cauchy's: the root of the sum of ln(1 + z^2) over the targets, z being how many scales a target is missed
by. Near the targets it is the Euclidean one; a target that the model cannot give at all costs less for each further
step away, and does not spoil all others.

Known parameters are recovered when each stored run in turn is taken for the data and the rest for the table: 50 % and
90 % of such intervals must hold the parameter the run was made with (Prangle et al. 2014, Australian & New Zealand
Journal of Statistics 56).
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

LEVELS = (0.5, 0.9)
LEAST_ACCEPTED = 20
ACCEPTED_EACH = 8  # at least, for each coefficient of the regression: with fewer it fits the runs' own noise
_EDGE = 1e-6  # a share this near to an end of the prior counts as this far from it

Array = NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Posterior:
    """A weighted sample.

    Attributes
    ----------
    shares
        Parameters as shares of the prior's range, adjusted, shape (accepted, parameters).
    weights
        Of each, summing to 1.
    places
        Which runs were accepted, nearest first.
    tolerance
        Distance of the farthest of them, in scales of the targets.
    """

    shares: Array
    weights: Array
    places: NDArray[np.int64]
    tolerance: float

    def quantiles(self, levels: Array) -> Array:
        """Weighted quantiles of each parameter, shape (levels, parameters)."""
        return np.stack(
            [np.quantile(each, levels, weights=self.weights, method="inverted_cdf") for each in self.shares.T], axis=1
        )

    def draws(self, count: int, *, seed: int) -> Array:
        """So many parameters drawn from it, shape (count, parameters)."""
        chosen = np.random.default_rng(seed).choice(len(self.weights), size=count, p=self.weights)
        return self.shares[chosen]


def distances(outcomes: Array, observed: Array, scales: Array) -> Array:
    """Cauchy's distance of each run's outcomes from those observed, in scales; infinite where one is undefined."""
    off = (outcomes - observed) / scales
    return np.where(np.isnan(off).any(axis=1), np.inf, np.sqrt(np.nansum(np.log1p(off**2), axis=1)))


def posterior(shares: Array, outcomes: Array, observed: Array, scales: Array, accept: float) -> Posterior:
    """The posterior of the parameters, given what was observed.

    Parameters
    ----------
    shares, outcomes
        Of each run: its parameters as shares of the prior's range, shape (runs, parameters), and its outcomes, shape
        (runs, targets); NaN where undefined.
    observed, scales
        Of each target.
    accept
        Share of the runs accepted; 20 of them at least, and 8 for each target.

    Raises
    ------
    ValueError
        When fewer than 20 runs have all outcomes.
    """
    away = distances(outcomes, observed, scales)
    count = max(LEAST_ACCEPTED, ACCEPTED_EACH * (1 + len(observed)), round(accept * len(away)))
    if np.isfinite(away).sum() < LEAST_ACCEPTED:
        raise ValueError(f"fewer than {LEAST_ACCEPTED} runs have a value for every target")
    count = min(count, int(np.isfinite(away).sum()))
    places = np.argsort(away, kind="stable")[:count]
    tolerance = float(away[places[-1]])
    nearness = 1.0 - (away[places] / tolerance) ** 2 if tolerance > 0 else np.ones(count)
    weights = np.maximum(nearness, 1e-12)
    near = outcomes[places]
    attainable = np.clip(observed, near.min(axis=0), near.max(axis=0))
    adjusted = _adjusted(shares[places], (near - attainable) / scales, weights)
    return Posterior(adjusted, weights / weights.sum(), places, tolerance)


def _adjusted(shares: Array, off: Array, weights: Array) -> Array:
    """Take out what of the parameters' logits goes with how far the outcomes are off (local linear regression).

    What is left is too small by the coefficients that were fitted to it, and they are uncertain themselves: it is
    widened by both.
    """
    logits = special.logit(np.clip(shares, _EDGE, 1 - _EDGE))
    root = np.sqrt(weights)[:, None]
    regressors = np.column_stack([np.ones(len(off)), off])
    coefficients = np.linalg.lstsq(root * regressors, root * logits, rcond=None)[0]
    residuals = logits - regressors @ coefficients
    effective = weights.sum() ** 2 / (weights**2).sum()
    fitted = regressors.shape[1]
    widened = np.sqrt((effective + fitted) / max(effective - fitted, 1.0))
    return np.asarray(special.expit(coefficients[0] + residuals * widened))


def recovery(
    shares: Array, outcomes: Array, scales: Array, accept: float, *, trials: int, seed: int
) -> tuple[Array, Array]:
    """Take stored runs for the data in turn, the others for the table.

    Returns
    -------
    truth, quantiles
        Parameters that the runs were made with, shape (trials, parameters), and quantiles of their posteriors: lower
        and upper ends of the intervals of `LEVELS` and the median, shape (trials, 5, parameters), as `quantile_levels`.
    """
    complete = np.flatnonzero(np.isfinite(outcomes).all(axis=1))
    if len(complete) <= LEAST_ACCEPTED:
        raise ValueError(f"{LEAST_ACCEPTED} runs or fewer have a value for every target")
    chosen = np.random.default_rng(seed).permutation(complete)[:trials]
    found = []
    for place in chosen:
        others = np.arange(len(shares)) != place
        found.append(
            posterior(shares[others], outcomes[others], outcomes[place], scales, accept).quantiles(quantile_levels())
        )
    return shares[chosen], np.array(found)


def quantile_levels() -> Array:
    """Lower ends of the intervals of `LEVELS`, the median, upper ends; rising."""
    tails = sorted((1 - level) / 2 for level in LEVELS)
    return np.array([*tails, 0.5, *(1 - tail for tail in reversed(tails))])


def coverage_table(names: list[str], truth: Array, quantiles: Array) -> pd.DataFrame:
    """How often intervals held the known parameter.

    Returns
    -------
    DataFrame
        One row per parameter and level: `parameter`, `level`, `trials`, `held` (share of the intervals that hold it),
        `low` and `high` (its exact 95 % binomial interval; Clopper & Pearson 1934), `as_stated` (whether that holds the
        level), and `explained`: the share of the prior's variance that the medians explain.
    """
    rows = []
    for place, name in enumerate(names):
        own, known = quantiles[:, :, place], truth[:, place]
        error = float(np.mean((own[:, len(LEVELS)] - known) ** 2))
        for level in LEVELS:
            low, high = (own[:, _place_of(level, upper=upper)] for upper in (False, True))
            inside = int(((low <= known) & (known <= high)).sum())
            interval = stats.binomtest(inside, len(known)).proportion_ci(0.95, method="exact")
            rows.append(
                {"parameter": name, "level": level, "trials": len(known), "held": inside / len(known),
                 "low": interval.low, "high": interval.high, "as_stated": interval.low <= level <= interval.high,
                 "explained": 1 - error / float(known.var())}
            )  # fmt: skip
    return pd.DataFrame(rows)


def _place_of(level: float, *, upper: bool) -> int:
    """Place among `quantile_levels` of an end of the interval of this level."""
    tail = (1 - level) / 2
    return int(np.abs(quantile_levels() - (1 - tail if upper else tail)).argmin())
