"""Who prospers, over the runs of a study: by how much net income differs between high and low standing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments import wording
from experiments.side_table import SideTable
from experiments.standing import STANDINGS
from experiments.statistics import mean_intervals

_LABELS = {each.name: f"{each.label} ({each.unit})" for each in STANDINGS}
ENDS = ("", "_low", "_high")
THOUSAND = 1000.0
MEASURES = ("correlation", "lowest", "highest", "gap")


def standing_summary(standing: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Means over runs of how net income follows each standing.

    Parameters
    ----------
    standing
        As `Study.standing`.
    seed
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row per `scenario` and `standing`: `runs` with a value, and of `correlation`, `lowest`, `highest` (rupiah)
        and their `gap` the mean over runs with `_low` and `_high`, its 95 % BCa bootstrap interval.
    """
    table = standing.assign(gap=standing["highest"] - standing["lowest"])
    groups = list(table.groupby(["scenario", "standing"], sort=False))
    summary = pd.DataFrame([key for key, _ in groups], columns=["scenario", "standing"])
    for measure in MEASURES:
        series = [group[measure].dropna().to_numpy(np.float64) for _, group in groups]
        summary["runs"] = list(map(len, series))
        summary[measure] = [values.mean() if len(values) else np.nan for values in series]
        summary[f"{measure}_low"], summary[f"{measure}_high"] = mean_intervals(series, seed=seed)
    return summary


def standing_table(summary: pd.DataFrame) -> SideTable:
    """The summary in words."""
    rows = []
    for row in summary.to_dict("records"):
        cells = [wording.with_interval(*(row[f"correlation{end}"] for end in ENDS))]
        cells += [wording.number(row[each] / THOUSAND) for each in ("lowest", "highest")]
        cells.append(wording.with_interval(*(row[f"gap{end}"] / THOUSAND for end in ENDS), signed=True))
        rows.append((f"{row['scenario']}: {_LABELS[row['standing']]}", [*cells, wording.number(row["runs"])]))
    return SideTable(
        "Who prospers: net income by means, by position in the network, by place in the tree",
        "Scenario: standing (unit)",
        ["rank correlation", "lowest quarter", "highest quarter", "gap", "runs"],
        rows,
        "Net income over the whole run of all who ever joined, in thousand rupiah. Rank correlation (Spearman) with the"
        " standing; mean of the members at or below its lower quartile, of those at or above its upper quartile, and"
        " the gap between them: means over runs [95 % bootstrap interval over runs, BCa]. Positions are those of the"
        " person in society: harmonic closeness to a sample, share of ties that stay in the community, steps to a"
        " founder.",
    )
