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
    """Whether a member has gone so many weeks without a recruit that the upline should see it.

    The rooted-tree paper on who needs help; number of weeks: assumption.
    """
    return week - last_recruited >= stalled_weeks


@compiled
def hours_of_help(free, p):
    """Hours that an upline gives in a week, of the hours that are free.

    Form and size: assumption; off by default.
    """
    return min(p.help_hours, free)


@compiled
def find_stalled(week, registered, members, p):
    """Month's end: every active upline picks the direct downline stalled longest; of equals the lowest person.

    The rooted-tree paper; that only one is helped: assumption.
    """
    for row in registered:
        members.helps[row] = NOBODY
    for row in registered:
        upline = members.parent[row]
        if upline == NOBODY or members.status[row] != ACTIVE or members.status[upline] != ACTIVE:
            continue
        if stalled(week, members.last_recruited[row], p.stalled_weeks):
            rival = members.helps[upline]
            if rival == NOBODY or _goes_first(row, rival, members):
                members.helps[upline] = row


@compiled
def _goes_first(row, rival, members):
    own, other = members.last_recruited[row], members.last_recruited[rival]
    return own < other or (own == other and members.person[row] < members.person[rival])


@compiled
def help_stalled(active, members, p):
    """Weekly, uplines first: the hours given work for the downline and are gone for the upline."""
    for row in active:
        helped = members.helps[row]
        if helped != NOBODY and members.status[helped] == ACTIVE:
            hours = hours_of_help(free_hours(np.float64(members.hours[row]), np.float64(members.hours_used[row])), p)
            members.hours_used[row] = members.hours_used[row] + hours
            members.hours_used[helped] = members.hours_used[helped] - hours
