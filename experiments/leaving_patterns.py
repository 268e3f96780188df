"""P4: how long members stay."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.claim import Study
from experiments.figures import survival_figure
from experiments.laboratory import Laboratory, amway, practice_of
from experiments.pattern import Pattern, part
from experiments.tenure import share_surviving, survival_counts
from model.months import WEEKS_PER_YEAR

STAYING_WEEKS = 312  # so that memberships of the first year are followed for five
PRACTICES = ("mechanical", "organic")
YEARS = ((1, "a year"), (5, "five years"))
ASKED = {1: (0.45, 0.60), 5: (0.04, 0.20)}  # of `amway`


def staying(laboratory: Laboratory) -> Study[Pattern]:
    """P4: annual and five-year retention of `amway`, by Kaplan-Meier, and for comparison of two practices."""
    counts, shares = [], []
    variants: dict[str, dict[str, Any]] = {"amway": amway(), **{name: practice_of(name) for name in PRACTICES}}
    for practice, settings in variants.items():
        for replicate in range(laboratory.replicates):
            changes: dict[str, Any] = {**settings, "weeks": STAYING_WEEKS}
            model = laboratory.whole(replicate, changes)
            model.run_for(STAYING_WEEKS)
            table = survival_counts(model.distributors, STAYING_WEEKS)
            counts.append(table.assign(scenario=practice, replicate=replicate))
            shares.append(
                {"scenario": practice} | {years: share_surviving(table, years * WEEKS_PER_YEAR) for years, _ in YEARS}
            )
    by_run = pd.DataFrame(shares).groupby("scenario", sort=False)
    parts = [
        part(
            f"{str(practice).capitalize()}: still active {words} after joining (share)",
            runs[years].to_numpy(float),
            share=True,
            **(dict(zip(("above", "below"), ASKED[years], strict=True)) if practice == "amway" else {}),
        )
        for practice, runs in by_run
        for years, words in YEARS
    ]
    first, second = (by_run.get_group(practice) for practice in PRACTICES)
    parts += [
        part(
            f"The same {words} after joining, {PRACTICES[0]} less {PRACTICES[1]} (share)",
            first[years].to_numpy(float) - second[years].to_numpy(float),  # run by run, in one order
        )
        for years, words in YEARS
    ]
    pattern = Pattern(
        "P4",
        "Annual and five-year retention",
        "By Kaplan-Meier .45 to .60 of recruits are active a year after joining and .04 to .20 after five years: asked"
        f" of amway, {STAYING_WEEKS} weeks in the society in which it was fitted. Its hazard was chosen on leaving in"
        " the first two years (F1), the fifth chose nothing. Mechanical and organic practice for comparison",
        parts,
    )
    figure = survival_figure(pd.concat(counts, ignore_index=True), scenarios=tuple(variants))
    return Study("Staying", [pattern], figures={"patterns_staying": figure})
