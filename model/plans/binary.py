"""Binary plan: a percentage of the weaker of two legs.

Whoever builds one deep leg earns nothing from it until the other grows: volume counts once it is matched. In a tree
with more than two legs the weaker side is everything but the strongest leg. Volume that is not matched by the month's
end does not carry over.
"""

from __future__ import annotations

from model.compilation import compiled
from model.parameter import parameter, parameter_group
from model.plans.plan import Month, Plan, percent_of, plan_name


@parameter_group
class BinaryPlan(Plan):
    """What the weaker leg pays."""

    name: str = plan_name("binary")
    weaker_leg_percent: int = parameter(
        default=10, unit="percent", low=0, high=100, about="Percentage of the weaker leg's volume of the month."
    )

    def settle(self, month: Month) -> None:
        """Settle one month; see `Plan.settle`."""
        rows, parent, strongest = month.rows, month.parent, month.zeros()
        find_strongest_leg(rows, parent, month.group_volume, strongest)
        pay_weaker_leg(rows, month.volume, month.group_volume, strongest, month.commission, self.weaker_leg_percent)


@compiled
def weaker_side(group_volume, own_volume, strongest_leg):
    """Volume, in rupiah, of all legs but the strongest: with two legs, of the weaker one; a definition of the plan."""
    return group_volume - own_volume - strongest_leg


@compiled
def find_strongest_leg(rows, parent, group_volume, strongest):
    """Raise `strongest`, which begins as zeros, to the volume of everybody's strongest leg."""
    for row in rows:
        if group_volume[row] != 0 and parent[row] >= 0:
            strongest[parent[row]] = max(strongest[parent[row]], group_volume[row])


@compiled
def pay_weaker_leg(rows, volume, group_volume, strongest, commission, percent):
    """Pay everybody a percentage of all legs but the strongest."""
    for row in rows:
        commission[row] = percent_of(weaker_side(group_volume[row], volume[row], strongest[row]), percent)
