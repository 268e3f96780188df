"""What theory said beforehand of each variant, against what came out.

A variant takes one mechanism out (or puts another in its place); `expected` of the study names the outcomes that
theory says it changes, and which way. Every line of the table is one such sentence put to the runs: the outcome with
the mechanism (the first scenario) and without it (the variant), their paired difference, and whether its 95 % interval
lies where theory says, on the other side of zero, or across it. No line is left out because it came out otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import wording
from experiments.outcomes import BY_NAME, Outcome
from experiments.statistics import FEW_PAIRS

AS_SAID, OPPOSITE, NOT_SEEN, UNDEFINED = "as said", "opposite", "not seen", "undefined"
COLUMNS = [
    *("variant", "outcome", "baseline", "without", "difference", "low", "high", "effect_size", "effect_low"),
    *("effect_high", "pairs", "expected", "verdict"),
]


def expectation_table(summary: pd.DataFrame, expected: Mapping[str, Mapping[str, str]], baseline: str) -> pd.DataFrame:
    """Put what was expected to a paired summary.

    Parameters
    ----------
    summary
        As `statistics.paired_summary` gives it.
    expected
        Variants to outcomes to "lower" or "higher".
    baseline
        The scenario the variants are compared with.

    Returns
    -------
    DataFrame
        A row for each variant and outcome, in the order given: mean of the `baseline` and `without` the mechanism,
        paired `difference` with its interval, the same standardised (`effect_size`, d_z), `pairs` of runs, what was
        `expected`, and the `verdict`: "as said", "opposite", "not seen" (the interval holds zero, or the difference
        does not vary and is zero), "undefined" (no pair has the outcome).
    """
    found = {(row["outcome"], row["scenario"]): row for row in summary.to_dict("records")}
    rows = []
    for variant, said in expected.items():
        for outcome, direction in said.items():
            if (outcome, variant) not in found:  # no run of the variant succeeded
                rows.append({"variant": variant, "outcome": outcome, "expected": direction, "verdict": UNDEFINED})
                continue
            own = found[outcome, variant]
            rows.append(
                {"variant": variant, "outcome": outcome, "baseline": found[outcome, baseline]["mean"]}
                | {"without": own["mean"], "low": own["difference_low"], "high": own["difference_high"]}
                | {name: own[name] for name in ("difference", "effect_size", "effect_low", "effect_high", "pairs")}
                | {"expected": direction, "verdict": _verdict(own, 1 if direction == "higher" else -1)}
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def _verdict(row: Mapping[Any, Any], sign: int) -> str:
    if math.isnan(row["difference"]):
        return UNDEFINED
    low, high = row["difference_low"], row["difference_high"]
    if math.isnan(low) or math.isnan(high):  # differences that do not vary are their own interval
        low = high = row["difference"] if row["pairs"] > 1 else 0.0
    nearest, farthest = (low, high) if sign > 0 else (-high, -low)
    return AS_SAID if nearest > 0 else OPPOSITE if farthest < 0 else NOT_SEEN


def tally(table: pd.DataFrame) -> str:
    """How many sentences came out as said, opposite, not seen or undefined, in words."""
    counts = table["verdict"].value_counts()
    return ", ".join(f"{counts[each]} {each}" for each in (AS_SAID, OPPOSITE, NOT_SEEN, UNDEFINED) if each in counts)


def printed(table: pd.DataFrame, baseline: str) -> str:
    """Lay the table out for a terminal: a block for each variant, a line for each outcome."""
    lines = [f"{'':34}{baseline:>14}{'without it':>14}{'difference [95 % interval]':>40}{'said':>9}  verdict"]
    for variant, rows in table.groupby("variant", sort=False):
        lines.append(str(variant))
        lines += [_line(row, BY_NAME[row["outcome"]]) for _, row in rows.iterrows()]
    pairs = table["pairs"].dropna()
    lines += [
        "",
        f"Each variant takes one mechanism out of {baseline}. Differences: variant less {baseline}, paired by replicate"
        f" (common random",
        f"numbers), {_range(pairs)} pairs of runs; BCa bootstrap interval over runs, not corrected for"
        f" {len(table)} comparisons. Of {len(table)}",
        f"sentences of theory: {tally(table)}.",
    ]
    return "\n".join(lines)


def _line(row: pd.Series, outcome: Outcome) -> str:
    means = "".join(f"{wording.number(row[name]):>14}" for name in ("baseline", "without"))
    change = wording.with_interval(row["difference"], row["low"], row["high"], signed=True)
    few = f" ({row['pairs']:.0f} pairs only)" if row["pairs"] < FEW_PAIRS else ""
    return f"  {outcome.label:32}{means}{change:>40}{row['expected']:>9}  {row['verdict']}{few}"


def _range(pairs: pd.Series) -> str:
    if pairs.empty:
        return "no"
    few, many = int(np.min(pairs)), int(np.max(pairs))
    return f"{many}" if few == many else f"{few} to {many}"
