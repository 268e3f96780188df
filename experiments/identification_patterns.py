"""P11: identified, deidentified, disidentified and ambivalent members (Pratt 2000)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from experiments.claim import Study
from experiments.claims_figures import BAND, courses
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory, practice_of, quiet_week
from experiments.pattern import TRIED_SHARE, Pattern, part
from model import SolidarityModel

KINDS = 4
MOST_KINDS = 5
FEWEST_MEMBERS = 50  # active at the end, for a mixture to be fitted
SMOOTHING = 1e-3  # least variance of a component, where the whole has 1
TRIED: dict[str, dict[str, Any]] = {
    "organic practice": practice_of("organic"),
    "after six years": {"weeks": quiet_week(312)},
    "disappointment weighs less": {"identification.fulfilment": 0.2},
}
OUTSIDE = {
    "outside": "ties outside, by closeness",
    "closeness": "closeness alone",
    "share": "share of ties outside alone",
}


def kinds_of_members(laboratory: Laboratory) -> Study[Pattern]:
    """P11: a mixture of four against mixtures of one to three."""
    week = quiet_week(laboratory.weeks)
    base = laboratory.each({"as it is": {"weeks": week}}, _criteria)
    few = max(2, laboratory.replicates // TRIED_SHARE)
    tried = {name: {"weeks": week, **changes} for name, changes in TRIED.items() if laboratory.thorough}
    runs = pd.concat([base, laboratory.each(tried, _criteria, replicates=few)], ignore_index=True)
    asked = part(
        "BIC of the best mixture of one to three, less that of four (BIC units)", base["four_outside"], above=0
    )
    best = [f"{words} {base[f'best_{name}'].mean():.1f}" for name, words in OUTSIDE.items()]
    table = _tried(runs)
    pattern = Pattern(
        "P11",
        "Four kinds of members",
        f"Active members in week {week}, half a year after the convention and between two rallies, fall into"
        " identified, deidentified, disidentified and ambivalent (Pratt 2000): in signed identification and ties"
        " outside (their share, weighed by closeness), a mixture of four normal distributions beats one to three by"
        f" BIC (both standardised; mixtures of up to {MOST_KINDS} are fitted)",
        [asked, part("Components of the best mixture (number)", base["best_outside"])],
        note="" if asked.value > 0 else
        f"Best number of components on average, by what is taken for outside ties: {', '.join(best)}. What was tried"
        " stands in the table",
    )  # fmt: skip
    if not laboratory.thorough:
        return Study("Kinds of members", [pattern])
    long = base.melt("replicate", [f"bic_{k}" for k in range(1, MOST_KINDS + 1)], value_name="bic")
    long["components"] = long["variable"].str.removeprefix("bic_").astype(int)
    long["above"] = long["bic"] - long.groupby("replicate")["bic"].transform("min")
    means = long.groupby("components")["above"].mean()
    caption = Caption(
        "Bayesian information criterion of mixtures of normal distributions in signed identification and ties outside,"
        " above the lowest of the same run",
        f"{laboratory.replicates} runs",
        BAND,
        f"it is lowest on average with {means.idxmin()} components, and {means[KINDS]:.0f} above the lowest with"
        f" {KINDS}",
    )
    figure = courses(
        long.assign(variant="active members"), {"above": "BIC above the lowest (BIC units)"}, caption,
        x="components", x_label="Components of the mixture (number)",
    )  # fmt: skip
    return Study("Kinds of members", [pattern], {"What was tried": table}, {"patterns_kinds": figure})


def _criteria(model: SolidarityModel) -> dict[str, float]:
    """By how much four components beat fewer, the best number, and BIC by number; NaN for too few members."""
    active = model.table.active
    column = {
        name: model.table.column(name)[active].astype(float)
        for name in ("identification", "outside_closeness", "ties", "ties_inside")
    }
    share = 1 - column["ties_inside"] / np.maximum(1, column["ties"])
    closeness = column["outside_closeness"]
    found: dict[str, float] = {}
    for name, outside in {"outside": share * closeness, "closeness": closeness, "share": share}.items():
        bic = _bic(np.column_stack([column["identification"], outside]))
        found[f"four_{name}"] = float(bic[: KINDS - 1].min() - bic[KINDS - 1])
        found[f"best_{name}"] = float(1 + bic.argmin()) if np.isfinite(bic).all() else float("nan")
        if name == "outside":
            found |= {f"bic_{k}": float(value) for k, value in enumerate(bic, start=1)}
    return found


def _bic(points: np.ndarray) -> np.ndarray:
    """BIC of mixtures of one, two ... components, (MOST_KINDS,); NaN where there is nothing to fit."""
    spread = points.std(axis=0) if len(points) else np.zeros(2)
    if len(points) < FEWEST_MEMBERS or (spread == 0).any():
        return np.full(MOST_KINDS, np.nan)
    standardised = (points - points.mean(axis=0)) / spread
    with threadpool_limits(1):  # more threads than processors would take a hundred times as long
        return np.array(
            [
                GaussianMixture(k, n_init=2, random_state=0, reg_covar=SMOOTHING).fit(standardised).bic(standardised)
                for k in range(1, MOST_KINDS + 1)
            ]
        )


def _tried(runs: pd.DataFrame) -> pd.DataFrame:
    """Lead of four components, and the best number, for each variant and each reading of outside ties."""
    rows = []
    for variant, group in runs.groupby("variant", sort=False):
        for name, words in OUTSIDE.items():
            lead = part("", group[f"four_{name}"], above=0)
            rows.append(
                {
                    "Variant": variant,
                    "Outside ties": words,
                    "Lead of four (BIC units)": lead.told,
                    "Best number": part("", group[f"best_{name}"]).told,
                    "Runs": lead.runs,
                }
            )
    return pd.DataFrame(rows)
