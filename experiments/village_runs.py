"""What a run of the study of communities leaves behind: how many joined in each, in the run and in reality."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from experiments.outcome import Outcome
from experiments.simulation import society_of
from experiments.worker import Result
from model import Scenario, SolidarityModel
from model.society import Society

COMMUNITIES = "communities"  # the stored table with a row for each community
VILLAGE_OUTCOMES = (
    Outcome("share_joining", "Share joining", "share", "Of all but the founders, the share who ever join."),
    Outcome("share_from_elsewhere", "Recruited from elsewhere", "share", "Of those, by members of another community."),
)


def run_villages(changes: dict[str, Any], seed: int, replicate: int, keep: Iterable[str], threads: int = 1) -> Result:
    """Run the model once and count who joined in each community; shares are None where nobody was there to join."""
    scenario = Scenario.from_mapping(changes)
    society = society_of(scenario, seed, replicate)
    model = SolidarityModel(scenario, rng=seed, replicate=replicate, society=society, threads=threads)
    model.run_for(scenario.weeks)
    distributors = model.distributors
    recruited = distributors[distributors["joined"] > 0]
    sponsors = distributors["person"].to_numpy()[recruited["sponsor"].to_numpy()]
    elsewhere = society.communities[sponsors] != society.communities[recruited["person"].to_numpy()]
    joined = np.zeros(len(society.communities), np.bool_)
    joined[recruited["person"].to_numpy()] = True
    table = joining_by_community(society, joined)
    outcomes = {
        "share_joining": float(table["joined"].sum() / table["asked"].sum()) if table["asked"].sum() else None,
        "share_from_elsewhere": float(elsewhere.mean()) if len(elsewhere) else None,
    }
    return Result(outcomes, {COMMUNITIES: table})


def joining_by_community(society: Society, joined: np.ndarray) -> pd.DataFrame:
    """Count, in each community, who joined here and in reality.

    Parameters
    ----------
    society
        A society of which it was observed who joined.
    joined
        Who joined in the run, (N,) bool.

    Returns
    -------
    DataFrame
        A row for each `community` (number) in which joining was observed: `persons`, `founders`, and of those who are
        no founders and were observed: `asked` (how many), `joined` in the run, `really` in reality.
    """
    founder = np.zeros(len(joined), np.bool_)
    founder[society.founders] = True
    asked = (society.observed >= 0) & ~founder
    rows = pd.DataFrame(
        {
            "community": society.communities,
            "persons": 1,
            "founders": founder,
            "asked": asked,
            "joined": joined & asked,
            "really": (society.observed == 1) & asked,
        }
    )
    table = rows.groupby("community", as_index=False).sum().astype("int32")
    return table[table["asked"] > 0].reset_index(drop=True)
