"""An outcome: one number that sums up a run, and the arithmetic that several of them share."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd


@dataclasses.dataclass(frozen=True)
class Outcome:
    """One number that sums up a run: its column, and how tables and figures call, measure and explain it."""

    name: str
    label: str
    unit: str
    definition: str


def mean_over(weekly: pd.DataFrame, column: str, weeks: pd.Series) -> float | None:
    """Mean of a column over the chosen weeks; NaN if one of them holds none, None if there are no weeks."""
    return float(np.mean(weekly[column].to_numpy(np.float64)[weeks.to_numpy()])) if weeks.any() else None


def share(part: pd.Series, whole: pd.Series) -> float | None:
    """Sum of a part over the sum of its whole; None when the whole is nil."""
    return float(part.sum() / whole.sum()) if whole.sum() else None
