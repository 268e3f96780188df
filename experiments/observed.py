"""Simulated joining against what was observed, where a society's file says who joined in reality.

A modest comparison of one run: is who joined in reality likelier to join, and earlier, in the run; and do the
communities in which many joined in reality have many who join? That everybody joins with the same share everywhere
gives an area of 0.5 and no correlation. Founders are left out: they are given, not found.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.society import Society


def against_observed(distributors: pd.DataFrame, society: Society) -> dict[str, float | None]:
    """Compare who joined in a run with who joined in reality.

    Parameters
    ----------
    distributors
        One row per membership, as `SolidarityModel.distributors`.
    society
        Its society.

    Returns
    -------
    dict
        `observed_area`: area under the receiver operating characteristic, the chance that of two persons of whom one
        joined in reality that one joins the run earlier, or alone (a tie counts half; Hanley & McNeil 1982).
        `observed_communities`: correlation (Pearson), over communities, of the shares that join. None where nothing
        was observed, or one side does not vary.
    """
    nothing: dict[str, float | None] = {"observed_area": None, "observed_communities": None}
    if len(society.observed) == 0:
        return nothing
    joined = np.full(len(society.observed), np.inf)
    first = distributors.drop_duplicates("person")
    joined[first["person"]] = first["joined"]
    asked = (society.observed >= 0) & (joined > 0)
    really, week = society.observed[asked] == 1, joined[asked]
    if really.all() or not really.any():
        return nothing
    ranks = pd.Series(-week).rank().to_numpy()  # who never joins is last
    pairs = really.sum() * (~really).sum()
    area = (ranks[really].sum() - really.sum() * (really.sum() + 1) / 2) / pairs
    shares = pd.DataFrame({"really": really, "here": np.isfinite(week)}).groupby(society.communities[asked]).mean()
    varies = len(shares) > 2 and (shares.nunique() > 1).all()
    correlation = float(shares["really"].corr(shares["here"])) if varies else None
    return {"observed_area": float(area), "observed_communities": correlation}
