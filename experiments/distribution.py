"""How one run shares out commissions and ranks: small tables of a few rows a run, for figures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.inequality import lorenz

POINTS = 101  # of a stored Lorenz curve


def lorenz_points(distributors: pd.DataFrame) -> pd.DataFrame:
    """Points of the Lorenz curve of commissions among all who ever joined, those with none included.

    Parameters
    ----------
    distributors
        One row per membership, as `SolidarityModel.distributors`.

    Returns
    -------
    DataFrame
        `members`, the poorest share of them (0, 0.01, ... 1), and `commissions`, the share that they have; NaN when
        none were paid.
    """
    places = np.linspace(0.0, 1.0, POINTS)
    curve = lorenz(distributors["commission_total"])
    shares = np.interp(places, curve.persons, curve.total)
    return pd.DataFrame({"members": places.round(4), "commissions": shares})


def rank_counts(distributors: pd.DataFrame) -> pd.DataFrame:
    """Number of active `members` at each `rank` that occurs, from 0 up to the highest."""
    active = distributors.loc[distributors["status"] == "active", "rank"].to_numpy(np.int64)
    counts = np.bincount(active)
    return pd.DataFrame({"rank": np.arange(len(counts)), "members": counts}).astype("int32")
