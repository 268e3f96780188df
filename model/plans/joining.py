"""Plans that pay for recruiting, or for nothing but selling.

*Geometric reward* (Emek, Karidi, Tennenholtz & Zohar 2011, "Mechanisms for multi-level marketing", EC '11): every
newcomer earns each upline at distance d a reward b times a^d, so that no newcomer costs more than b a/(1-a). *Enrolment
bonus*: the sponsor is paid a fixed sum for each recruit. *Retail only*: no commission; members live by the retail
margin. The first two reward recruiting, whatever is sold.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.parameter import parameter, parameter_group
from model.plans.plan import Month, Plan, percent_of, plan_name

MICRO = 1_000_000  # rewards are summed in millionths of a rupiah and paid in whole ones


@parameter_group
class GeometricPlan(Plan):
    """What a newcomer is worth to the uplines."""

    name: str = plan_name("geometric")
    reward: int = parameter(
        default=30_000, unit="rupiah", low=0, high=10**9, about="Reward b for a newcomer, before its decay by distance."
    )
    reward_percent: int = parameter(
        default=50,
        unit="percent",
        low=0,
        high=99,
        source="Emek et al. (2011): a < 1; size: assumption",
        about="Share a of the reward that reaches each further level.",
    )

    def settle(self, month: Month) -> None:
        """Settle one month; see `Plan.settle`."""
        each, percent, reward = self.reward * MICRO, self.reward_percent, month.zeros()
        pay_geometric(month.rows, month.parent, month.joined, month.since, month.commission, each, percent, reward)


@parameter_group
class EnrolmentPlan(Plan):
    """What a recruit is worth to the sponsor."""

    name: str = plan_name("enrolment")
    bonus: int = parameter(
        default=30_000, unit="rupiah", low=0, high=10**9, about="Paid to the sponsor for each recruit."
    )

    def settle(self, month: Month) -> None:
        """Settle one month; see `Plan.settle`."""
        recruits = month.zeros(np.int32)
        pay_enrolment(month.rows, month.sponsor, month.joined, month.since, month.commission, self.bonus, recruits)


@parameter_group
class RetailPlan(Plan):
    """No commissions."""

    name: str = plan_name("retail")

    def settle(self, month: Month) -> None:
        """Settle one month; see `Plan.settle`."""
        pay_nothing(month.rows, month.commission)


@compiled
def pay_geometric(rows, parent, joined, since, commission, reward_each, percent, reward):
    """Pay every upline its share of the rewards for the month's newcomers; `reward` is zeros to work in."""
    for k in range(len(rows) - 1, -1, -1):
        row = rows[k]
        commission[row] = reward[row] // MICRO
        caused = reward[row] + (reward_each if joined[row] > since else 0)
        if caused != 0 and parent[row] >= 0:
            reward[parent[row]] += percent_of(caused, percent)


@compiled
def pay_enrolment(rows, sponsor, joined, since, commission, bonus, recruits):
    """Pay sponsors for the month's newcomers; `recruits` is zeros to work in: some sponsors are in the tree no more."""
    for row in rows:
        if joined[row] > since and sponsor[row] >= 0:
            recruits[sponsor[row]] += 1
    for row in rows:
        commission[row] = recruits[row] * bonus


@compiled
def pay_nothing(rows, commission):
    """No commission for anybody."""
    for row in rows:
        commission[row] = 0
