"""The rooted forest of uplines and downlines: roll-up, levels, downlines, teams.

An upline's row is always above its downlines', so whatever is summed up the tree takes one backward pass and whatever
is handed down takes one forward pass.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.compilation import compiled
from model.table import ACTIVE, LEFT, NOBODY, rows_up_to


class Teams(NamedTuple):
    """Active members by team; team t consists of members[start[t]:start[t + 1]], in ascending order of rows."""

    leader: np.ndarray  # int32, row of the member at whom team t was cut (who may have ceased)
    start: np.ndarray  # int32
    members: np.ndarray  # int32
    of: np.ndarray  # int32, team t of each active member


def roll_up(registered, members):
    """Give the downlines of members who left to the next upline who is still there.

    The place of a root who left goes to the senior of those below, so that a line stays one tree. `registered` must
    still hold the rows that left since the last roll-up; rows that left themselves are carried along, so that no climb
    is ever long: their upline is the next one still there, or, below a root who left, its heir.
    """
    _roll_up(registered, members, np.full(rows_up_to(registered), NOBODY, np.int32))


@compiled
def _roll_up(registered, members, heir):
    for row in registered:
        above = members.parent[row]
        while above >= 0 and members.status[above] == LEFT and members.parent[above] >= 0:
            above = members.parent[above]
        if above >= 0 and members.status[above] == LEFT:  # a root who left
            if heir[above] >= 0:
                above = heir[above]
            elif members.status[row] != LEFT:
                heir[above] = row
                above = NOBODY
        if above != members.parent[row]:
            members.parent[row] = above
            members.kinship[row] = 0.0  # with another upline it begins anew


@compiled
def set_levels(rows, members):
    """Levels from the roots down: 0 for a root, one more than the upline for all others."""
    for row in rows:
        upline = members.parent[row]
        members.level[row] = members.level[upline] + 1 if upline >= 0 else 0


@compiled
def count_downlines(rows, members):
    """Active members anywhere below each row of the tree."""
    for row in rows:
        members.downline[row] = 0
    for k in range(len(rows) - 1, -1, -1):
        row = rows[k]
        upline = members.parent[row]
        if upline >= 0:
            members.downline[upline] += members.downline[row] + (members.status[row] == ACTIVE)


def cut_teams(rows, members, minimum):
    """Cut the forest into teams from the bottom up: wherever `minimum` active members not yet in a team come together.

    What is left over at the roots gathers root by root, in order of rows, until there are enough for a team; a last
    remainder joins the team before it, or stays a small team where there is none.
    """
    _cut_teams(rows, members, minimum, np.zeros(rows_up_to(rows), np.int32))


@compiled
def _cut_teams(rows, members, minimum, waiting):
    for k in range(len(rows) - 1, -1, -1):
        row = rows[k]
        waiting[row] += members.status[row] == ACTIVE
        upline = members.parent[row]
        if upline >= 0 and waiting[row] < minimum:
            waiting[upline] += waiting[row]
    host, before, together = NOBODY, NOBODY, 0
    for row in rows:
        upline = members.parent[row]
        if upline >= 0:
            members.team[row] = row if waiting[row] >= minimum else members.team[upline]
        elif waiting[row] >= minimum:
            members.team[row] = row
        else:
            if host == NOBODY:
                host = row
            members.team[row] = host
            together += waiting[row]
            if together >= minimum:
                before, host, together = host, NOBODY, 0
    if host != NOBODY and before != NOBODY:
        for row in rows:
            if members.team[row] == host:
                members.team[row] = before
    for row in rows:
        if members.team[row] != row:  # who leads no team knows none by heart
            members.habituation[row] = 0.0


def group_by_team(active, members):
    """List the active members team by team, teams in order of first appearance."""
    size = len(active)
    leader, ordered, of, place = np.empty((4, size), np.int32)
    start, number = np.zeros(size + 1, np.int32), np.full(rows_up_to(active), NOBODY, np.int32)
    found = _group_by_team(active, members.team, leader, start, ordered, of, place, number)
    return Teams(leader[:found], start[: found + 1], ordered, of)


@compiled
def _group_by_team(active, team_of_row, leaders, start, ordered, of, place, number):
    """Counting sort: sizes, of which each member's place in the team is one, then starts; no step waits for another.

    What is no new leader is noted again as it was, since whether one is can hardly be foreseen.
    """
    found = np.uint32(0)
    for k in range(len(active)):
        leader = np.uint32(team_of_row[np.uint32(active[k])])
        known = number[leader]
        team = found if known == NOBODY else np.uint32(known)
        number[leader] = team
        leaders[team] = leader
        found += np.uint32(known == NOBODY)
        of[k], place[k] = team, start[team]
        start[team] += 1
    before = 0
    for t in range(found + 1):
        size = start[t]
        start[t] = before
        before += size
    for k in range(len(active)):
        ordered[np.uint32(start[np.uint32(of[k])] + place[k])] = active[k]
    return found
