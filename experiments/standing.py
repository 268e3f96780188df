"""Who prospers: how net income follows what a member has and where a member stands, in one run.

Unequal access stratifies (Damsar 2009): means brought along, the position in the network of society, and the place in
the tree - the time of entry and the level - are unequal before anybody works. Net income is that of a membership over
the whole run, of all who ever joined.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.outcomes import rank_correlation

FEWEST = 8  # members with a value; of fewer no quarters are made


@dataclasses.dataclass(frozen=True)
class Standing:
    """Something by which members stand high or low: its name, and how tables call and measure it."""

    name: str
    label: str
    unit: str


STANDINGS = (
    Standing("means", "means, income from outside", "rupiah a month"),
    Standing("ties", "network, number of ties", "ties"),
    Standing("closeness", "network, closeness to everybody", "harmonic closeness"),
    Standing("inside_community", "network, core (high) or edge of the community", "share of ties"),
    Standing("founder_distance", "network, distance from a founder", "steps"),
    Standing("entry", "tree, time of entry", "week"),
    Standing("level", "tree, sponsors up to a founder", "levels"),
)


def standings(distributors: pd.DataFrame, positions: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """How net income follows each standing.

    Parameters
    ----------
    distributors
        One row per membership, in order of joining, as `SolidarityModel.distributors`.
    positions
        Everybody's position in the network, by person, as `model.position.positions`.

    Returns
    -------
    DataFrame
        One row per standing, in the order of `STANDINGS`: `standing`; `members`, who have a value; `correlation`
        (Spearman, with net income); `lowest` and `highest`, mean net income in rupiah of the members at or below the
        lower quartile of the standing and of those at or above the upper one. NaN where it does not vary or fewer than
        eight have a value.
    """
    values = {name: measure[distributors["person"].to_numpy()] for name, measure in positions.items()}
    values["means"] = distributors["means"].to_numpy(np.float64)
    values["entry"] = distributors["joined"].to_numpy(np.float64)
    values["level"] = levels(distributors["sponsor"].to_numpy())
    net = distributors["net_income"].to_numpy(np.float64)
    rows = [{"standing": each.name, **_row(values[each.name], net)} for each in STANDINGS]
    return pd.DataFrame(rows).astype({"members": "int32"})


def _row(standing: np.ndarray, net: np.ndarray) -> dict[str, float]:
    known = ~np.isnan(standing)
    row = {"members": int(known.sum()), "correlation": np.nan, "lowest": np.nan, "highest": np.nan}
    if row["members"] < FEWEST:
        return row
    standing, net = standing[known], net[known]
    correlation = rank_correlation(pd.Series(net), pd.Series(standing))
    if correlation is None:
        return row
    low, high = np.quantile(standing, (0.25, 0.75))
    return row | {
        "correlation": correlation,
        "lowest": float(net[standing <= low].mean()),
        "highest": float(net[standing >= high].mean()),
    }


def levels(sponsor: np.ndarray) -> np.ndarray:
    """Number of sponsors up to a founder, whose sponsor is -1 ((memberships,) float64); sponsors come first."""
    found = np.zeros(len(sponsor))
    for row, above in enumerate(sponsor.tolist()):
        if above >= 0:
            found[row] = found[above] + 1.0
    return found
