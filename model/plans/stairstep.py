"""Stairstep breakaway: a percentage of the group's volume, less what the downlines earn on theirs, plus leadership.

The schedule is Amway Indonesia's. A member's bonus is the own percentage of the group volume minus the bonuses of the
downlines' groups. A leg that reaches the top percentage breaks away: its sponsor's bonus on it is nil, and a
leadership bonus on the leg's personal group (the group without its own broken-away legs) takes its place. The next
upline is guaranteed the leadership bonus on at least the volume that earns the top percentage, so a sponsor whose own
side volume falls short makes up the difference out of what was received. Percentages round down; the remainder stays
with the company.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.parameter import parameter, parameter_group
from model.plans.plan import Month, Plan, percent_of, plan_name

AMWAY_INDONESIA = "Amway Indonesia's schedule (Efayanti 2005)"


@parameter_group
class StairstepPlan(Plan):
    """Brackets of monthly group volume and what they pay."""

    name: str = plan_name("stairstep")
    bracket_volumes: tuple[int, ...] = parameter(
        default=(350_000, 1_000_000, 2_000_000, 4_000_000, 6_500_000, 11_000_000, 16_000_000),
        unit="rupiah a month",
        low=0,
        high=10**12,
        source=AMWAY_INDONESIA,
        about="Group volume at which each bracket begins.",
    )
    bracket_percents: tuple[int, ...] = parameter(
        default=(3, 6, 9, 12, 15, 18, 21),
        unit="percent",
        low=0,
        high=100,
        source=AMWAY_INDONESIA,
        about="Percentage of group volume that each bracket pays.",
    )
    leadership_percent: int = parameter(
        default=4,
        unit="percent",
        low=0,
        high=100,
        source=AMWAY_INDONESIA,
        about="Percentage of a broken-away leg's personal group volume.",
    )
    leadership_bracket: int = parameter(
        default=5,
        unit="bracket",
        low=1,
        high=7,
        source=AMWAY_INDONESIA,
        about="Bracket that the side volume must reach for leadership on a single broken-away leg (5: 15 %).",
    )

    def settle(self, month: Month) -> None:
        """Settle one month; see `Plan.settle`.

        The rank reached is the bracket, 0 to 7, and one more for every broken-away leg of a member in the top bracket.
        """
        settle_stairstep(
            month.rows,
            month.parent,
            month.group_volume,
            month.commission,
            month.reached,
            np.array(self.bracket_volumes, np.int64),
            np.array((0, *self.bracket_percents), np.int64),
            self.leadership_percent,
            self.leadership_bracket,
            downline_bonus=month.zeros(),
            broken_away=month.zeros(),
            received=month.zeros(),
            legs=month.zeros(np.int32),
        )


@compiled
def bracket_reached(group_volume, bracket_volumes):
    """Number of brackets whose volume, in rupiah, is reached: 0 for none, `len(bracket_volumes)` for the top.

    Amway Indonesia (Efayanti 2005).
    """
    bracket = 0
    while bracket < len(bracket_volumes) and group_volume >= bracket_volumes[bracket]:
        bracket += 1
    return bracket


@compiled
def leadership_passed_up(received, side_volume, legs, side_bracket, guarantee, percent, least_bracket):
    """Leadership bonus that a member in the top bracket owes the next upline, in rupiah.

    With no broken-away leg, or side volume above the guarantee: the percentage of the side volume. With side volume
    short of it: the guarantee. With a single broken-away leg and side volume under `least_bracket`: all that was
    received. Amway Indonesia (Efayanti 2005).
    """
    if legs == 1 and side_bracket < least_bracket:
        return max(received, guarantee)
    return max(guarantee, percent_of(side_volume, percent)) if legs > 0 else percent_of(side_volume, percent)


@compiled
def leadership_kept(received, side_volume, legs, side_bracket, guarantee, percent, least_bracket):
    """Leadership bonus that a member in the top bracket keeps, in rupiah: received, less what must be made up.

    Amway Indonesia (Efayanti 2005).
    """
    if legs == 0 or (legs == 1 and side_bracket < least_bracket):
        return 0
    shortfall = max(0, guarantee - percent_of(side_volume, percent))
    return max(0, received - shortfall)


@compiled
def settle_stairstep(
    rows, parent, group_volume, commission, reached,
    bracket_volumes, bracket_percents, leadership_percent, leadership_bracket,
    downline_bonus, broken_away, received, legs,
):  # fmt: skip
    """Settle a month in one pass up the tree; see `StairstepPlan.settle`.

    The last four are zeros to work in: bonuses of the downlines, volume and number of the legs that broke away, and
    the leadership bonus that they passed up.
    """
    top = len(bracket_volumes)
    guarantee = percent_of(bracket_volumes[top - 1], leadership_percent)
    for k in range(len(rows) - 1, -1, -1):
        row = rows[k]
        upline = parent[row]
        bracket = bracket_reached(group_volume[row], bracket_volumes)
        bonus = percent_of(group_volume[row], bracket_percents[bracket])
        commission[row] = bonus - downline_bonus[row]
        reached[row] = bracket
        if bonus != 0 and upline >= 0:
            downline_bonus[upline] += bonus
        if bracket == top:
            side_volume = group_volume[row] - broken_away[row]
            side_bracket = bracket_reached(side_volume, bracket_volumes)
            conditions = side_volume, legs[row], side_bracket, guarantee, leadership_percent, leadership_bracket
            commission[row] += leadership_kept(received[row], *conditions)
            reached[row] = min(top + legs[row], 255)
            if upline >= 0:
                legs[upline] += 1
                broken_away[upline] += group_volume[row]
                received[upline] += leadership_passed_up(received[row], *conditions)
