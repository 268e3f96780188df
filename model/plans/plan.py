"""What every compensation plan is: parameters, and one `settle` that turns a month into commissions.

A plan pays for the month that ends, on the ranks held when it ends. Whatever the plan, those who have left are paid
nothing, and an optional cap holds the payout to a share of sales (South Korea's Door-to-Door Sales Act: 35 %). What
is not paid stays with the company, so that the books balance to the rupiah.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.compilation import compiled
from model.parameter import ParameterGroup, parameter, parameter_group

_SHARE_BITS = 20  # a cap is applied as a share of 2^20: a month's commission may reach 2^43 rupiah


class Month(NamedTuple):
    """One month as a plan sees it; all arrays but `rows` have one place for each row of the table."""

    rows: np.ndarray  # rows in the tree, empty places among them, ascending (int32)
    paid: np.ndarray  # rows of the registered members, ascending (int32)
    parent: np.ndarray  # row of the upline, -1 for a root; always above its children (int32)
    sponsor: np.ndarray  # row of who recruited, -1 for a founder (int32)
    joined: np.ndarray  # week of joining (int32)
    since: int  # last week of the month before
    volume: np.ndarray  # own volume of the month (int64, rupiah)
    rank: np.ndarray  # rank held (int32)
    sales: int  # what members paid the company for goods this month, in rupiah
    group_volume: np.ndarray  # filled: own volume and that of everybody below (int64, rupiah)
    commission: np.ndarray  # filled (int64, rupiah)
    reached: np.ndarray  # filled: rank that the plan itself awards for the month, zero where it awards none (int32)

    def zeros(self, kind: type = np.int64) -> np.ndarray:
        """Memory to work in: a zero for each row of the table."""
        return np.zeros(len(self.parent), kind)


def plan_name(name: str) -> Any:
    """Declare the name of a plan, by which a scenario chooses it."""
    return parameter(default=name, unit="name", choices=(name,), about="Compensation plan: how commissions are paid.")


@parameter_group
class Plan(ParameterGroup):
    """Base of all plans: what they have in common."""

    GROUP = "plan"
    name: str = plan_name("none")
    payout_cap_percent: int = parameter(
        default=0,
        unit="percent of sales",
        low=0,
        high=100,
        source="35 by law in South Korea; none in Indonesia",
        about="Most that a month's commissions may be of what members paid for goods; 0 for no cap.",
    )

    def settle(self, month: Month) -> None:
        """Fill in commissions, and the ranks that the plan itself awards, for all `month.rows`.

        Group volumes have been summed already; the places of other rows stay as they are.
        """
        raise NotImplementedError

    def pay(self, month: Month) -> None:
        """Settle a month, keep back what nobody is there to receive, and hold the rest to the cap."""
        rows = month.rows.astype(np.uint32)  # unsigned: no loop need ask whether a row counts from the end
        month = month._replace(rows=rows)
        sum_group_volumes(rows, month.parent, month.volume, month.group_volume)
        self.settle(month)
        if len(month.paid) < len(rows):
            keep_back(rows, month.paid, month.commission)
        if self.payout_cap_percent > 0:
            hold_to(month.sales * self.payout_cap_percent // 100, rows, month.commission)


def hold_to(allowed: int, rows: np.ndarray, commission: np.ndarray) -> None:
    """Cut commissions by one share so that their sum does not exceed `allowed` rupiah; each rounds down."""
    total = total_of(rows, commission)
    if total > allowed:
        cut(rows, commission, (allowed << _SHARE_BITS) // total)


@compiled
def total_of(rows, commission):
    """Sum of the commissions in `rows`, in rupiah."""
    total = 0
    for row in rows:
        total += commission[row]
    return total


@compiled
def cut(rows, commission, share):
    """Leave of each commission so many 2^20ths, rounded down."""
    for row in rows:
        commission[row] = commission[row] * share >> _SHARE_BITS


@compiled
def keep_back(rows, paid, commission):
    """Pay nothing to `rows` that are not among those `paid`; both ascend."""
    next_paid = 0
    for row in rows:
        if next_paid < len(paid) and paid[next_paid] == row:
            next_paid += 1
        else:
            commission[row] = 0


@compiled
def percent_of(volume, percent):
    """Return `percent` of `volume` in whole rupiah, rounded down; that amounts are rounded down: assumption."""
    return volume * percent // 100


@compiled
def sum_group_volumes(rows, parent, volume, group_volume):
    """Fill in the volume of everybody with all who are below, in one pass up the tree.

    In a large tree an upline is seldom in the cache: whoever has nothing to add does not touch it.
    """
    for row in rows:
        group_volume[row] = volume[row]
    for k in range(len(rows) - 1, -1, -1):
        row = rows[k]
        if group_volume[row] != 0 and parent[row] >= 0:
            group_volume[parent[row]] += group_volume[row]
