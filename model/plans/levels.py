"""Plans that pay fixed shares by level: unilevel, and the forced matrix of a given width.

*Unilevel*: a member earns a percentage of the volume of the first level (the direct downlines), another of the second,
and so on, however wide the levels are. *Forced matrix*: the same within a matrix of fixed width, as deep as there are
percentages; downlines beyond the width of a place are outside its matrix. Each level's volume is summed first, then
the percentage of it rounds down.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.parameter import parameter, parameter_group
from model.plans.plan import Month, Plan, percent_of, plan_name
from model.table import NOBODY

DEEPEST = 20  # levels that a plan may pay on


@parameter_group
class UnilevelPlan(Plan):
    """What each level below a member pays."""

    name: str = plan_name("unilevel")
    level_percents: tuple[int, ...] = parameter(
        default=(10, 5, 4, 3, 2),
        unit="percent",
        low=0,
        high=100,
        longest=DEEPEST,
        about="Percentage of the volume of the first level, the second, and so on.",
    )

    def settle(self, month: Month) -> None:
        """Settle one month; see `Plan.settle`."""
        pay_levels(month, month.parent, self.level_percents)


@parameter_group
class MatrixPlan(Plan):
    """What each level of a matrix pays, and how wide the matrix is."""

    name: str = plan_name("matrix")
    matrix_width: int = parameter(
        default=3, unit="legs", low=1, high=100, about="Legs under each place of the matrix; further ones do not pay."
    )
    matrix_percents: tuple[int, ...] = parameter(
        default=(5, 5, 5, 5),
        unit="percent",
        low=0,
        high=100,
        longest=DEEPEST,
        about="Percentage of the volume of each level of the matrix; as many as it is deep.",
    )

    def settle(self, month: Month) -> None:
        """Settle one month; see `Plan.settle`."""
        inside = np.empty(len(month.parent), np.int32)
        keep_within_width(month.rows, month.parent, self.matrix_width, inside, month.zeros(np.int32))
        pay_levels(month, inside, self.matrix_percents)


def pay_levels(month: Month, parent: np.ndarray, percents: tuple[int, ...]) -> None:
    """Pay each member a percentage of the volume of each level below by `parent` ((n,) int32)."""
    level, below = month.zeros(), month.zeros()
    begin_levels(month.rows, month.volume, level, month.commission)
    for percent in percents:
        sum_level_below(month.rows, parent, level, below)
        pay_level(month.rows, below, percent, month.commission, level)
        level, below = below, level


@compiled
def keep_within_width(rows, parent, width, inside, legs):
    """Fill in each row's upline, NOBODY for those who came when the upline's matrix was as wide as it gets."""
    for row in rows:
        inside[row] = NOBODY
        if parent[row] >= 0:
            legs[parent[row]] += 1
            if legs[parent[row]] <= width:
                inside[row] = parent[row]


@compiled
def begin_levels(rows, volume, level, commission):
    """Begin with everybody's own volume, and no commission."""
    for row in rows:
        level[row] = volume[row]
        commission[row] = 0


@compiled
def sum_level_below(rows, parent, level, below):
    """Add `level`, summed over everybody's children, to `below`; few have any volume some levels below them."""
    for row in rows:
        if level[row] != 0 and parent[row] >= 0:
            below[parent[row]] += level[row]


@compiled
def pay_level(rows, below, percent, commission, level):
    """Add a percentage of `below` to everybody's commission; `level`, which has been passed up, begins anew."""
    for row in rows:
        commission[row] += percent_of(below[row], percent)
        level[row] = 0
