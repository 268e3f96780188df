"""Star differential: each star pays a rate, and an upline earns the difference to what was paid below.

The plan of Tiens (Tianshi), behind the "bintang" of the rooted-tree paper. Of every unit of volume, the member who
bought it earns the own rate and each upline with a higher rate earns the difference to the highest rate met on the way
up; there is no breakaway and no demotion. An upline with the same star earns no difference; from a certain star on it
earns leadership instead, on the group of the nearest such downline (first generation) and of the next one below that
(second generation), each group without the groups of the same star below it. An upline with a lower star earns nothing.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.parameter import parameter, parameter_group
from model.plans.plan import Month, Plan, percent_of, plan_name, sum_group_volumes
from model.table import NOBODY

TIENS = "Tiens: published plan"


@parameter_group
class StarPlan(Plan):
    """What each star pays."""

    name: str = plan_name("star")
    star_percents: tuple[int, ...] = parameter(
        default=(5, 20, 24, 28, 32, 36, 40),
        unit="percent",
        low=0,
        high=100,
        source=TIENS,
        about="Percentage of volume paid to stars 2 to 8; star 1 and those without a star earn none.",
    )
    leadership_star: int = parameter(
        default=5, unit="star", low=2, high=8, source=TIENS, about="Star from which leadership is paid."
    )
    generation_percents: tuple[int, ...] = parameter(
        default=(1, 1),
        unit="percent",
        low=0,
        high=100,
        longest=5,
        source="Tiens: the published version of 1 % + 1 %",
        about="Percentage of the group of a downline of the same star: the nearest, and the next one below.",
    )

    def settle(self, month: Month) -> None:
        """Settle one month; see `Plan.settle`."""
        sum_group_volumes(month.rows, month.parent, month.volume, month.group_volume)
        size = len(month.parent)
        settle_star(
            month.rows,
            month.parent,
            month.volume,
            month.rank,
            month.commission,
            np.array((0, 0, *self.star_percents), np.int64),
            self.leadership_star,
            np.array(self.generation_percents, np.int64),
            np.zeros(size, np.int64),
            np.empty(size, np.int32),
            np.empty(size, np.int32),
        )


@compiled
def star_of(rank, percents):
    """Star of a rank: ranks beyond the top star count as the top star."""
    return min(rank, len(percents) - 1)


@compiled
def find_seniors(rows, parent, rank, percents, higher, not_lower):
    """Fill in the nearest upline with a higher star, and the nearest whose star is the same or higher."""
    for row in rows:
        star = star_of(rank[row], percents)
        above = parent[row]
        while above >= 0 and star_of(rank[above], percents) < star:
            above = higher[above]
        not_lower[row] = above
        same = above >= 0 and star_of(rank[above], percents) == star
        higher[row] = higher[above] if same else above


@compiled
def settle_star(
    rows, parent, volume, rank, commission,
    percents, leadership_star, generation_percents,
    group, higher, not_lower,
):  # fmt: skip
    """Settle a month in one pass down the tree and one up; see `StarPlan`.

    `group` (zeros), `higher` and `not_lower` are memory to work in; `group` becomes everybody's volume with that of all
    below whose way up meets no star as high on the way.
    """
    find_seniors(rows, parent, rank, percents, higher, not_lower)
    for row in rows:
        commission[row] = 0
        group[row] += volume[row]
    for k in range(len(rows) - 1, -1, -1):
        row = rows[k]
        star = star_of(rank[row], percents)
        commission[row] += percent_of(volume[row], percents[star])
        above = higher[row]
        if above >= 0:
            difference = percents[star_of(rank[above], percents)] - percents[star]
            commission[above] += percent_of(group[row], difference)
            group[above] += group[row]
        if star >= leadership_star:
            senior = row
            for generation in range(len(generation_percents)):
                senior = not_lower[senior]
                if senior == NOBODY or star_of(rank[senior], percents) != star:
                    break
                commission[senior] += percent_of(group[row], generation_percents[generation])
