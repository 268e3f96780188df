"""Fictive kinship: uplines who become like parents, downlines like children.

The survey of Amway distributors calls the business "a family tree": the recruiter is spoken of as a parent, the
line as a family. Kin are made by living together as well as born (Carsten 2000, Cultures of Relatedness), here by the
gatherings that a member and the upline share. The bond holds as kin hold: the upline's reminder counts for more, and
the upline for a mate inside. It grows slowly, fades more slowly, and begins anew with another upline; kin of
the upline outside the organisation are kin from the start and always.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.months import DAYS_PER_MONTH
from model.ritual import MOST_MATES, remaining, towards
from model.society import KIN
from model.table import ACTIVE, NOBODY

REAL_KIN = 1.0


@compiled
def kinship_after(kinship, kept, shared, p):
    """Kinship with the upline, in [0, 1], after a while of which the share `kept` is left, with gatherings shared.

    Real kin, at 1, stay so. Kin are made by living together: Carsten (2000), the survey. Form and size: assumption.
    """
    if kinship == REAL_KIN:
        return kinship
    faded = kinship * kept
    return towards(faded, min(1.0, p.kinship_growth * shared), max(faded, p.fictive_kinship))


@compiled
def companions(mates, kinship, p):
    """Mates inside, 0 to 4, an upline who is like kin (kinship in [0, 1]) counted among them.

    The survey calls the business a family tree. That kinship counts as mates do: assumption.
    """
    return min(np.float64(MOST_MATES), mates + p.kin_hold * kinship)


@compiled
def kinship_with_active_upline(row, members):
    """A member's kinship with the upline, in [0, 1]; 0 when there is none who is active: assumption."""
    upline = members.parent[row]
    if upline == NOBODY or members.status[upline] != ACTIVE:
        return 0.0
    return np.float64(members.kinship[row])


@compiled
def first_kinship(person, upline, society):
    """Kinship with the upline of somebody who joins, both persons: 1 for those tied as kin, else 0.

    A definition; it makes no kin of strangers.
    """
    for tie in range(society.ties[person], society.ties[person + 1]):
        if society.neighbour[tie] == upline and society.tie_type[tie] == KIN:
            return REAL_KIN
    return 0.0


@compiled
def close_month(active, members, p):
    """Month's end: kinship fades, and grows by as many gatherings as the lesser of member and upline attended."""
    kept = remaining(p.kinship_half_life, DAYS_PER_MONTH)
    for row in active:
        upline, shared = members.parent[row], np.int32(0)
        if members.month_gatherings[row] > 0 and upline != NOBODY and members.team[upline] == members.team[row]:
            shared = min(members.month_gatherings[row], members.month_gatherings[upline])
        members.kinship[row] = kinship_after(np.float64(members.kinship[row]), kept, np.float64(shared), p)
