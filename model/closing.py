"""A month's end: the plan pays, members make friends, memberships are renewed or lapse, the tree is ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model import coaching, kinship, mates, meetings, ranks, retention, trade, tree, turnover
from model.months import month_end
from model.plans import Month

if TYPE_CHECKING:
    from model.model import SolidarityModel
    from model.threads import Threads


def close_month(model: SolidarityModel, month: int, rates: Any, counts: np.ndarray, threads: Threads) -> None:
    """Close the books of a month, which counts from 1, after its last week.

    Parameters
    ----------
    rates
        Parameters in force (`rates.Rates`).
    counts
        What is counted in the week (`weekly.Count`, int64); it is added to.
    """
    table, members, week = model.table, model.table.members, model.week
    society, people, hearsay, trust, balance = model.society, model.people, model.hearsay, model.trust, model.balance
    trade.buy_tools(table.active, members, rates.trade, counts)
    if model.in_force.ranks.purchase_units > 0:
        ranks.buy_ranks(model.key, week, table.active, members, rates.ranks, rates.trade, counts)
    ranks.rise(model.rows_in_tree(), members, _pay(model, month, rates.trade), model.in_force.ranks)
    meetings.meet_people(
        model.key, week, table.active, members, society, people, hearsay, trust, balance, rates.ties, threads
    )
    kinship.close_month(table.active, members, rates.ties)
    trade.close_month(table.registered, members, rates.trade, rates.identification, counts, threads)
    retention.renew_or_lapse(
        week, table.registered, members, society, people, rates.retention, rates.recruitment, rates.trade, counts
    )
    _order_tree(model, rates)
    mates.miss_mates(table.active, members, threads)
    turnover.turn_over(model.key, week, members, society, people, hearsay, trust, balance, rates.ties, threads)


def _pay(model: SolidarityModel, month: int, prices: Any) -> np.ndarray:
    """Let the plan pay for the month; returns the ranks that it awards by row (int32)."""
    table = model.table
    volume = np.empty(table.rows, np.int64)
    units = trade.note_volumes(table.members, prices, volume)
    business = Month(
        rows=model.rows_in_tree(),
        paid=table.registered,
        parent=table.column("parent"),
        sponsor=table.column("sponsor"),
        joined=table.column("joined"),
        since=month_end(month - 1),
        volume=volume,
        rank=table.column("rank"),
        sales=units * prices.member_price,
        group_volume=table.column("group_volume"),
        commission=table.column("commission"),
        reached=np.zeros(table.rows, np.int32),
    )
    model.in_force.plan.pay(business)
    return business.reached


def _order_tree(model: SolidarityModel, rates: Any) -> None:
    """Close the tree over those who left, where it rolls up; set levels, downlines and teams anew."""
    table, members, scenario = model.table, model.table.members, model.in_force
    if scenario.tree.leavers == "roll_up":
        tree.roll_up(table.registered, members)
    table.set_lists()
    rows = model.rows_in_tree()
    tree.set_levels(rows, members)
    tree.count_downlines(rows, members)
    if scenario.tree.help_hours > 0.0:
        coaching.find_stalled(model.week, table.registered, members, rates.tree)
    tree.cut_teams(rows, members, scenario.ritual.team_minimum)
