"""Effects in a two-level factorial design: which factor does what, and which work only together.

With every factor at -1 (its first level) or +1 (its second), the effect of a factor is the mean of an outcome at +1
less that at -1, over all combinations of the others; the interaction of two is half the difference between the effect
of one where the other is at +1 and where it is at -1; and so on for any number. All are contrasts of the same 2^k
means: sum of outcome times product of signs, over 2^(k-1) (Box, Hunter & Hunter 2005, Statistics for Experimenters,
ch. 5). Replicate r of every combination shares its draws with replicate r of every other, so each replicate gives one
value of every effect; intervals are over replicates.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.statistics import Array, mean_intervals

COLUMNS = ["outcome", "effect", "order", "estimate", "low", "high", "standardised", "mean", "replicates"]
BETWEEN = " × "


def signs(levels: Sequence[int]) -> Array:
    """Signs of all effects of a combination: products over every set of factors, the empty one left out.

    Parameters
    ----------
    levels
        -1 or +1 for each factor.
    """
    return np.array([np.prod([levels[each] for each in group]) for group in groups(len(levels))])


def groups(factors: int) -> list[tuple[int, ...]]:
    """Every set of factors that has an effect: single ones first, then pairs, then three at a time."""
    return [group for order in range(1, factors + 1) for group in itertools.combinations(range(factors), order)]


def effects(
    runs: pd.DataFrame, factors: Mapping[str, tuple[Any, Any]], outcomes: Sequence[str], seed: int = 0
) -> pd.DataFrame:
    """Estimate the main effects and the interactions of all orders.

    Parameters
    ----------
    runs
        One row for each combination and `replicate`: a column for each factor and outcome.
    factors
        Names to their two levels; the second counts as +1.
    outcomes
        Columns to explain.
    seed
        Of the bootstrap.

    Returns
    -------
    DataFrame
        A row for each outcome and effect: `effect` (names of its factors), `order` (how many), `estimate` with `low`
        and `high` (95 % BCa bootstrap interval over replicates, not corrected for the number of effects),
        `standardised` (over the outcome's standard deviation in all runs), the grand `mean`, and `replicates`: those
        in which every combination has a value of the outcome. NaN where there are none.

    Raises
    ------
    ValueError
        When a (combination, replicate) occurs twice.
    """
    names = list(factors)
    combinations = list(itertools.product(*factors.values()))
    table = np.array([
        signs([1 if value == factors[name][1] else -1 for name, value in zip(names, combination, strict=True)])
        for combination in combinations
    ])  # fmt: skip
    rows, series = [], []
    for outcome in outcomes:
        wide = runs.pivot(index="replicate", columns=names, values=outcome).astype(float)
        wide = wide.reindex(columns=_columns(combinations, names)).dropna()
        values = wide.to_numpy()
        found = values @ table / (len(combinations) / 2)
        spread = float(runs[outcome].astype(float).std(ddof=1))
        for place, group in enumerate(groups(len(names))):
            estimate = float(found[:, place].mean()) if len(found) else np.nan
            series.append(found[:, place])
            rows.append(
                {"outcome": outcome, "effect": BETWEEN.join(names[each] for each in group), "order": len(group)}
                | {"estimate": estimate, "standardised": estimate / spread if spread > 0 else np.nan}
                | {"mean": float(values.mean()) if len(values) else np.nan, "replicates": len(values)}
            )
    result = pd.DataFrame(rows)
    result["low"], result["high"] = mean_intervals(series, seed=seed)
    return result[COLUMNS]


def _columns(combinations: list[tuple[Any, ...]], names: list[str]) -> pd.Index:
    if len(names) == 1:
        return pd.Index([each[0] for each in combinations], name=names[0])
    return pd.MultiIndex.from_tuples(combinations, names=names)


def clear(table: pd.DataFrame) -> pd.Series[bool]:
    """Which effects have an interval that leaves out zero."""
    return (table["low"] > 0) | (table["high"] < 0)
