"""From paired differences and repeated measurements to words and directions, on which verdicts rest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments import wording
from experiments.laboratory import LABELS
from experiments.statistics import mean_intervals

MORE, SAME, LESS = 1, 0, -1


def direction(summary: pd.DataFrame, outcome: str, variant: str) -> int:
    """Whether an outcome is higher (1) or lower (-1) than in the first variant, or not clearly either (0).

    Clear is a 95 % interval of the mean paired difference that leaves out zero, or the same difference in every pair.
    """
    row = _row(summary, outcome, variant)
    low, high = row["difference_low"], row["difference_high"]
    if not math.isfinite(low):
        return int(np.sign(row["difference"])) if math.isfinite(row["difference"]) else SAME
    return MORE if low > 0 else LESS if high < 0 else SAME


def told(summary: pd.DataFrame, outcome: str, variants: Sequence[str] | None = None) -> str:
    """An outcome under each variant in words: the first's mean, the others' means and differences with intervals."""
    parts = []
    for variant in variants or summary.loc[outcome].index:
        row = _row(summary, outcome, variant)
        text = f"{variant} {wording.number(row['mean'])}"
        if math.isfinite(row["difference"]):
            interval = wording.with_interval(
                row["difference"], row["difference_low"], row["difference_high"], signed=True
            )
            text += f" ({interval})"
        parts.append(text)
    label = LABELS[outcome]
    return f"{label.label.lower()} ({label.unit}): {', '.join(parts)}"


def _row(summary: pd.DataFrame, outcome: str, variant: str) -> dict[str, float]:
    return {str(name): float(value) for name, value in summary.xs((outcome, variant)).items()}


def mean_told(values: Sequence[float] | np.ndarray, *, percent: bool = False) -> str:
    """The mean of one value per run with its 95 % interval, in words; a dash when no run has a value."""
    finite = np.asarray(values, float)
    finite = finite[np.isfinite(finite)] * (100 if percent else 1)
    if len(finite) == 0:
        return wording.NOTHING
    mean = float(finite.mean())
    decimals = _decimals(mean)
    low, high = mean_intervals([finite])
    text = wording.number(mean, decimals)
    if math.isfinite(low[0]):
        text += f" [{wording.number(float(low[0]), decimals)}, {wording.number(float(high[0]), decimals)}]"
    return f"{text} %" if percent else text


def _decimals(value: float) -> int | None:
    """Decimals that show three significant digits; a whole number needs none."""
    if value == round(value) or not math.isfinite(value):
        return None
    return max(0, 2 - math.floor(math.log10(abs(value))))


def means_table(
    runs: pd.DataFrame, by: Sequence[str], columns: Mapping[str, str], *, percent: Sequence[str] = ()
) -> pd.DataFrame:
    """Means over runs with their intervals, in words, a row for each group.

    Parameters
    ----------
    runs
        One row per group and replicate.
    by
        Columns that make a group, kept as columns.
    columns
        Headings of the columns that are averaged, by name.
    percent
        Columns that are shares, shown in per cent.
    """
    rows = []
    for key, group in runs.groupby(list(by), sort=False):
        told_values = {
            heading: mean_told(group[name].to_numpy(float), percent=name in percent)
            for name, heading in columns.items()
        }
        rows.append(dict(zip(by, key, strict=True)) | told_values)
    return pd.DataFrame(rows)
