"""How organisations grow: a Bass curve fitted to each run of a study, and when growth was fastest.

In a finite society growth is S-shaped; multi-level marketing grows by imitation, so the coefficient of innovation p is
to be near 0 (Bosley & McKeage 2015).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments import wording
from experiments.diffusion import LARGEST_MARKET, fit_bass
from experiments.side_table import SideTable
from experiments.statistics import mean_intervals

QUARTER = 13  # weeks over which joining is smoothed to find where it was fastest
MEASURES = ("innovation", "imitation", "explained", "fastest", "share_then")


def growth_curves(weekly: pd.DataFrame, founders: Mapping[str, int]) -> pd.DataFrame:
    """Fit every run's growth.

    Parameters
    ----------
    weekly
        As `Study.weekly`.
    founders
        Number of founders in each scenario.

    Returns
    -------
    DataFrame
        One row per run: `scenario`, `replicate`; p (`innovation`) and q (`imitation`) per week, share of the variance
        `explained`; `fastest`, the week in the middle of the quarter of a year in which most joined, and `share_then`,
        the share of all who ever joined who had by then (half for a symmetric S; near 1 for growth that is still
        speeding up at the end). NaN where nobody joins; the first three also where no curve fits or the fit is at a
        bound (`diffusion.BassFit`).
    """
    rows = []
    for (scenario, replicate), run in weekly.groupby(["scenario", "replicate"], sort=False):
        joined = np.concatenate([[0], np.cumsum(run["joined"].to_numpy())]) + founders[str(scenario)]
        rows.append({"scenario": scenario, "replicate": replicate, **_curve(joined)})
    return pd.DataFrame(rows, columns=["scenario", "replicate", *MEASURES])


def _curve(joined: np.ndarray) -> dict[str, float]:
    nothing = dict.fromkeys(MEASURES, np.nan)
    if len(joined) <= QUARTER or joined[-1] == joined[0]:
        return nothing
    fastest = int(np.argmax(joined[QUARTER:] - joined[:-QUARTER])) + QUARTER // 2
    nothing |= {"fastest": float(fastest), "share_then": float(joined[fastest] / joined[-1])}
    try:
        fit = fit_bass(joined)
    except ValueError:
        return nothing
    if fit.at_bound:
        return nothing
    return nothing | {"innovation": fit.innovation, "imitation": fit.imitation, "explained": fit.explained}


def growth_table(curves: pd.DataFrame, *, seed: int = 0) -> SideTable:
    """Means over runs in words."""
    rows = []
    for scenario, group in curves.groupby("scenario", sort=False):
        series = [group[measure].dropna().to_numpy(np.float64) for measure in MEASURES]
        intervals = zip(series, *mean_intervals(series, seed=seed), strict=True)
        cells = [wording.with_interval(v.mean() if len(v) else np.nan, low, high) for v, low, high in intervals]
        rows.append((str(scenario), [*cells, f"{len(series[0])} of {len(group)}"]))
    return SideTable(
        "Growth: the Bass model",
        "Scenario",
        ["innovation p (per week)", "imitation q (per week)", "variance explained", "fastest growth (week)",
         "joined by then (share)", "runs fitted"],
        rows,
        "Of those who have not joined yet, a share p + q F joins in a week, F being the share that has (Bass 1969):"
        " least squares, run by run. Fastest growth: middle of the 13 weeks in which most joined, and how many of all"
        " who ever joined had by then: about half where growth is S-shaped, nearly all where it has not slowed yet."
        " Runs fitted: without those in which growth has not slowed yet, so that the market fitted is at its bound of"
        f" {LARGEST_MARKET:g} times those who joined and p that of an exponential, or in which q is nil;"
        f" {wording.NOTHING} where no run is left."
        " Means over runs [95 % bootstrap interval over runs, BCa].",
    )  # fmt: skip
