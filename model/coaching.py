"""Uplines who see where downlines need help, and give it.

The rooted-tree paper says of Multiply that the tree shows "where the downlines are who need help in recruiting". At a
month's end an upline looks for the direct downline who has gone longest without a recruit, and gives it some of the own
hours week by week until the next month's end.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.table import ACTIVE, NOBODY
from model.trade import free_hours


@compiled
def stalled(week, last_recruited, stalled_weeks):
    """Whether a member has gone so long without a recruit that the upline should see it."""
    return week - last_recruited >= stalled_weeks


@compiled
def hours_of_help(free, p):
    """Time that an upline gives in a week, of the hours that are free."""
    return min(p.help_hours, free)


@compiled
def find_stalled(week, registered, members, p):
    """Month's end: every active upline picks the direct downline stalled longest; of equals the lowest person."""
    for row in registered:
        members[row].helps = NOBODY
    for row in registered:
        upline = members[row].parent
        if upline == NOBODY or members[row].status != ACTIVE or members[upline].status != ACTIVE:
            continue
        if stalled(week, members[row].last_recruited, p.stalled_weeks):
            rival = members[upline].helps
            if rival == NOBODY or _goes_first(row, rival, members):
                members[upline].helps = row


@compiled
def _goes_first(row, rival, members):
    own, other = members[row].last_recruited, members[rival].last_recruited
    return own < other or (own == other and members[row].person < members[rival].person)


@compiled
def help_stalled(active, members, p):
    """Weekly, uplines first: the hours given work for the downline and are gone for the upline."""
    for row in active:
        helped = members[row].helps
        if helped != NOBODY and members[helped].status == ACTIVE:
            hours = hours_of_help(free_hours(np.float64(members[row].hours), np.float64(members[row].hours_used)), p)
            members[row].hours_used = members[row].hours_used + hours
            members[helped].hours_used = members[helped].hours_used - hours
