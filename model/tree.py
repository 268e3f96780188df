"""The rooted forest of uplines and downlines: placement, roll-up, levels, downlines, teams.

An upline's row is always above its downlines', so whatever is summed up the tree takes one backward pass and whatever
is handed down takes one forward pass.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.compilation import compiled
from model.table import ACTIVE, LEFT, NOBODY


class Teams(NamedTuple):
    """Active members by team; team t consists of members[start[t]:start[t + 1]], in ascending order of rows."""

    leader: np.ndarray  # int32, row of the member at whom team t was cut (who may have ceased)
    start: np.ndarray  # int32
    members: np.ndarray  # int32
    number: np.ndarray  # int32 by row of the leader: t


@compiled
def place_directly(sponsor):
    """Upline of a new recruit under direct placement ("Multiply"): every recruit is a new branch of the sponsor."""
    return sponsor


def roll_up(registered, columns):
    """Give the downlines of members who left to the next upline who is still there.

    The place of a root who left goes to the senior of those below, so that a line stays one tree. `registered` must
    still hold the rows that left since the last roll-up; rows that left themselves are carried along, so that no climb
    is ever long.
    """
    _roll_up(registered, columns, np.full(len(columns.parent), NOBODY, np.int32))


@compiled
def _roll_up(registered, columns, heir):
    for row in registered:
        above = columns.parent[row]
        while above >= 0 and columns.status[above] == LEFT and columns.parent[above] >= 0:
            above = columns.parent[above]
        if above >= 0 and columns.status[above] == LEFT:  # a root who left
            if heir[above] >= 0:
                above = heir[above]
            elif columns.status[row] != LEFT:
                heir[above] = row
                above = NOBODY
        columns.parent[row] = above


@compiled
def set_levels(registered, columns):
    """Levels from the roots down: 0 for a root, one more than the upline for all others."""
    for row in registered:
        upline = columns.parent[row]
        columns.level[row] = columns.level[upline] + 1 if upline >= 0 else 0


@compiled
def count_downlines(registered, columns):
    """Active members anywhere below each registered member."""
    for row in registered:
        columns.downline[row] = 0
    for k in range(len(registered) - 1, -1, -1):
        row = registered[k]
        upline = columns.parent[row]
        if upline >= 0:
            columns.downline[upline] += columns.downline[row] + (columns.status[row] == ACTIVE)


def cut_teams(registered, columns, minimum):
    """Cut the forest into teams from the bottom up: wherever `minimum` active members not yet in a team come together.

    What is left over at the roots gathers root by root, in order of rows, until there are enough for a team; a last
    remainder joins the team before it.
    """
    _cut_teams(registered, columns, minimum, np.zeros(len(columns.parent), np.int32))


@compiled
def _cut_teams(registered, columns, minimum, waiting):
    for k in range(len(registered) - 1, -1, -1):
        row = registered[k]
        waiting[row] += columns.status[row] == ACTIVE
        upline = columns.parent[row]
        if upline >= 0 and waiting[row] < minimum:
            waiting[upline] += waiting[row]
    host, before, together = NOBODY, NOBODY, 0
    for row in registered:
        upline = columns.parent[row]
        if upline >= 0:
            columns.team[row] = row if waiting[row] >= minimum else columns.team[upline]
        elif waiting[row] >= minimum:
            columns.team[row] = row
        else:
            if host == NOBODY:
                host = row
            columns.team[row] = host
            together += waiting[row]
            if together >= minimum:
                before, host, together = host, NOBODY, 0
    if host != NOBODY and before != NOBODY:
        for row in registered:
            if columns.team[row] == host:
                columns.team[row] = before


def group_by_team(active, columns):
    """List the active members team by team, teams in order of first appearance."""
    size = len(active)
    teams = Teams(
        leader=np.empty(size, np.int32),
        start=np.zeros(size + 1, np.int32),
        members=np.empty(size, np.int32),
        number=np.full(len(columns.team), NOBODY, np.int32),
    )
    found = _group_by_team(active, columns, teams.leader, teams.start, teams.members, teams.number)
    return teams._replace(leader=teams.leader[:found], start=teams.start[: found + 1])


@compiled
def _group_by_team(active, columns, leader, start, members, number):
    """Counting sort: sizes, then starts shifted by one, which filling the teams moves into place."""
    teams = 0
    for row in active:
        team = columns.team[row]
        if number[team] == NOBODY:
            number[team] = teams
            leader[teams] = team
            teams += 1
        start[number[team] + 1] += 1
    before = 0
    for t in range(1, teams + 1):
        size = start[t]
        start[t] = before
        before += size
    for row in active:
        t = number[columns.team[row]]
        members[start[t + 1]] = row
        start[t + 1] += 1
    return teams
