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
from model.plans.plan import Month, Plan, percent_of, plan_name
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
        percents = np.array((0, 0, *self.star_percents), np.int64)
        star, group = month.zeros(np.int8), month.zeros()
        higher, not_lower = month.zeros(np.int32), month.zeros(np.int32)
        pay_own_volume(month.rows, month.volume, month.rank, percents, month.commission, star, group)
        find_seniors(month.rows, month.parent, star, higher, not_lower)
        generations = np.array(self.generation_percents, np.int64)
        pay_seniors(
            month.rows, percents, self.leadership_star, generations, month.commission, star, higher, not_lower, group
        )


@compiled
def pay_own_volume(rows, volume, rank, percents, commission, star, group):
    """Pay the own rate on the own volume, with which everybody's `group` begins; ranks beyond the top count as it."""
    for row in rows:
        star[row] = min(rank[row], len(percents) - 1)
        commission[row] = percent_of(volume[row], percents[star[row]])
        group[row] = volume[row]


@compiled
def find_seniors(rows, parent, star, higher, not_lower):
    """Fill in the nearest upline with a higher star, and the nearest whose star is the same or higher."""
    for row in rows:
        above = parent[row]
        while above >= 0 and star[above] < star[row]:
            above = higher[above]
        not_lower[row] = above
        same = above >= 0 and star[above] == star[row]
        higher[row] = higher[above] if same else above


@compiled
def pay_seniors(rows, percents, leadership_star, generation_percents, commission, star, higher, not_lower, group):
    """Pay differences and leadership in one pass up the tree.

    `group` becomes everybody's volume with that of all below whose way up meets no star as high on the way.
    """
    for k in range(len(rows) - 1, -1, -1):
        row = rows[k]
        if group[row] == 0:
            continue
        above = higher[row]
        if above >= 0:
            commission[above] += percent_of(group[row], percents[star[above]] - percents[star[row]])
            group[above] += group[row]
        if star[row] >= leadership_star:
            senior = not_lower[row]
            for generation in range(len(generation_percents)):
                if senior == NOBODY or star[senior] != star[row]:
                    break
                commission[senior] += percent_of(group[row], generation_percents[generation])
                senior = not_lower[senior]
