"""Organisations grown by Multiply and by skew-left filling, followed month by month."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from experiments.claims_figures import tenth_shares
from experiments.inequality import gini, top_share
from experiments.laboratory import Laboratory, months
from model import Scenario, SolidarityModel
from model.measures import Forest
from model.months import MONTHS_PER_YEAR, month_end

MONTHS, PERSONS, CHANCE = 36, 5_000, 0.8
STARS = (2, 3, 4, 5)


def followed(laboratory: Laboratory, placement: str, replicate: int) -> tuple[list[dict[str, float]], dict[str, float]]:
    """One organisation month by month, and what it has come to at the end."""
    model = laboratory.pure(
        replicate, tree__placement=placement, pure__chance=CHANCE, persons=PERSONS, ranks__rule="stars",
        ranks__entry=1, plan__name="star",
    )  # fmt: skip
    rows: list[dict[str, float]] = []
    steps_before, members_before = 0, 1
    reached: dict[int, int] = {}
    for month in months(model, MONTHS):
        rank, steps = model.table.column("rank"), int(model.table.column("search_steps").sum())
        members = len(rank)
        found = members - members_before
        reached |= {star: month for star in STARS if rank[0] >= star and star not in reached}
        rows.append(
            {"month": month, "members": members, "founder_star": float(rank[0]), "mean_star": float(rank.mean()),
             "risen": float(np.mean(rank > 1)),
             "steps": (steps - steps_before) / found if found else np.nan}
            | known_downline(model)
        )  # fmt: skip
        steps_before, members_before = steps, members
    return rows, _at_the_end(model, rows, reached)


def known_downline(model: SolidarityModel) -> dict[str, float]:
    """How much of the own downline a member has close by; means over the members who have a downline.

    *First level*: share of the whole downline that the member is the upline of; *two levels*: share at most two levels
    below; *sponsored*: share that the member recruited. One knows those one has recruited and those one meets as their
    upline (assumption).
    """
    forest = model.forest
    size = forest.size - 1
    has = size > 0
    within_two = forest.children + grandchildren(forest)
    recruits = model.table.column("recruits")[forest.rows]
    return {
        "height": float(forest.height),
        "downline": float(size[has].mean()) if has.any() else np.nan,
        **{
            name: float((close[has] / size[has]).mean()) if has.any() else np.nan
            for name, close in {"first_level": forest.children, "two_levels": within_two, "sponsored": recruits}.items()
        },
        "without_downline": float(np.mean(~has)),
    }


def grandchildren(forest: Forest) -> np.ndarray:
    """Number of members two levels below each, in the order of the forest's rows."""
    below = forest.parent >= 0
    upline = np.searchsorted(forest.rows, forest.parent[below])
    return np.bincount(upline, weights=forest.children[below], minlength=len(forest)).astype(np.int64)


def _at_the_end(model: SolidarityModel, rows: list[dict[str, float]], reached: Mapping[int, int]) -> dict[str, float]:
    rank, joined = model.table.column("rank"), model.table.column("joined")
    earned = model.table.column("commission_total").astype(float)
    settled = joined <= month_end(MONTHS - MONTHS_PER_YEAR)  # with a year behind them
    members = np.array([row["members"] for row in rows])
    hours = Scenario().tree.search_hours
    return {
        **{f"founder_{star}": float(reached.get(star, np.nan)) for star in STARS},
        **{f"reached_{star}": float(np.mean(rank[settled] >= star)) for star in STARS},
        "steps": model.table.column("search_steps").sum() / max(1, len(rank) - 1),
        "hours": hours * model.table.column("search_steps").sum() / max(1, len(rank) - 1),
        "volume": float(model.table.column("volume_total").sum()),
        "paid": float(earned.sum()),
        "gini": gini(earned),
        "top": top_share(earned, 0.01),
        "nothing": float(np.mean(earned == 0)),
        "first_tenth": float(tenth_shares(earned)[0]),
        "stopped": float(np.argmax(members == members[-1]) + 1),
        "last_joined_promoted": float(np.mean(rank[-len(rank) // 2 :] > 1)),
    }
