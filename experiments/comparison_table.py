"""The table a comparison prints: a block for each of the main outcomes, a line for each scenario."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments import wording
from experiments.enough_runs import MOST_PAIRS, pairs_for_half
from experiments.outcomes import BY_NAME, OF_OBSERVED

MAIN = (
    *("members", "ever_joined", "extinct_lines", "annual_retention", "attendance", "energy", "symbol_attachment"),
    *("distrust", "interdependence", "sales_per_member", "net_income_per_member", "commission_gini", "share_net_loss"),
    *("tree_depth", "share_recruiting_nobody", *OF_OBSERVED),
)  # what is printed; all others stand in summary.csv and on the page


def comparison_table(summary: pd.DataFrame, baseline: str) -> str:
    """Lay out the main outcomes of a paired summary for a terminal.

    Parameters
    ----------
    summary
        As `statistics.paired_summary` gives it.
    baseline
        The scenario from which differences are taken.
    """
    main = summary[summary["outcome"].isin(MAIN)]
    lines = []
    for name, rows in main.groupby("outcome", sort=False):
        outcome = BY_NAME[str(name)]
        lines.append(f"{outcome.label} ({outcome.unit})")
        lines += [_line(row, baseline) for _, row in rows.iterrows()]
    difference = "difference [95 % interval]"
    heading = f"{'':18}{'mean':>12}{difference:>38}{'effect size':>13}{'correlation':>13}{'runs':>6}"
    explanation = (
        f"Difference: from {baseline}, paired by replicate (common random numbers); BCa bootstrap interval\n"
        "over runs. Effect size: mean over standard deviation of differences. Correlation: of the pairs.\n"
        "A run in which an outcome is undefined is left out of its mean, and its pair out of the difference."
    )
    pairs = main["effect_size"].map(pairs_for_half).dropna()
    if len(pairs):
        median = f"{pairs.median():,.0f} pairs" if np.isfinite(pairs.median()) else f"over {MOST_PAIRS:,} pairs"
        explanation += (
            f"\nHalf of the difference would show in {median} of runs (median over differences; two-sided 5 % level,"
            "\n80 % power); the report says it for each."
        )
    return "\n".join([heading, *lines, "", explanation])


def _line(row: pd.Series, baseline: str) -> str:
    text = f"  {row['scenario']:16}{wording.number(row['mean']):>12}"
    if row["scenario"] == baseline:
        return f"{text}{'':64}{row['runs']:>6}"
    interval = row["difference_low"], row["difference_high"]
    text += f"{wording.with_interval(row['difference'], *interval, signed=True):>38}"
    text += "".join(f"{wording.number(row[name], 2):>13}" for name in ("effect_size", "correlation"))
    return f"{text}{row['runs']:>6}"
