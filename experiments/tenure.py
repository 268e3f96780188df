"""How long memberships of one run lasted: counts by duration, and the share still active after so many weeks."""

from __future__ import annotations

import numpy as np
import pandas as pd


def survival_counts(distributors: pd.DataFrame, weeks: int) -> pd.DataFrame:
    """Count memberships by the weeks they stayed active; founders are the start, not a result, and left out.

    Parameters
    ----------
    distributors
        One row per membership, as `SolidarityModel.distributors`.
    weeks
        Length of the run, at whose end the memberships still active are censored.

    Returns
    -------
    DataFrame
        Rising `duration` (weeks from joining to becoming dormant or leaving, or to the end), `ceased`
        (memberships that ended then) and `censored` (memberships whose end the run did not see). Only
        durations that occur.
    """
    recruited = distributors[distributors["joined"] > 0]
    joined = recruited["joined"].to_numpy(np.int64)
    ends = recruited[["ceased", "left"]].to_numpy(np.int64)
    first_end = np.where(ends >= 0, ends, np.iinfo(np.int64).max).min(axis=1) if len(recruited) else joined
    ceased = first_end <= weeks
    duration = np.minimum(first_end, weeks) - joined
    counts_ceased = np.bincount(duration[ceased], minlength=weeks + 1)
    counts_censored = np.bincount(duration[~ceased], minlength=weeks + 1)
    occurring = np.flatnonzero(counts_ceased + counts_censored)
    return pd.DataFrame(
        {"duration": occurring, "ceased": counts_ceased[occurring], "censored": counts_censored[occurring]}
    ).astype("int32")


def share_surviving(counts: pd.DataFrame, weeks: int) -> float | None:
    """Kaplan-Meier share still active after `weeks`; None when nobody was followed so long."""
    followed = int(counts["ceased"].sum() + counts["censored"].sum())
    total = counts["ceased"].to_numpy() + counts["censored"].to_numpy()
    at_risk = followed - np.concatenate([[0], np.cumsum(total)[:-1]]) if len(counts) else np.empty(0)
    by_then = counts["duration"].to_numpy() <= weeks
    share = float(np.prod(1 - counts["ceased"].to_numpy()[by_then] / at_risk[by_then]))
    all_ceased = followed > 0 and not counts["censored"].any()
    return share if all_ceased or (counts["duration"] >= weeks).any() else None
