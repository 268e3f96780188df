"""Mates: up to four teammates with whom a member exchanged favours, whom one asks first and who remind.

Favours make mates (Putnam 1993). Their rows and occupations are kept beside the member.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.ritual import MOST_MATES
from model.table import ACTIVE, NOBODY


@compiled
def slots_of(members):
    """Columns of the rows of mates, NOBODY where a slot is free; bookkeeping."""
    return members.mate_1, members.mate_2, members.mate_3, members.mate_4


@compiled
def befriend(row, other, week, members):
    """Take a teammate among the mates, in place of one who is gone, or else of each of the four in turn."""
    slots = slots_of(members)
    for slot in slots:
        if slot[row] == other:
            return
    free = week % MOST_MATES
    for number in range(MOST_MATES - 1, -1, -1):
        mate = slots[number][row]
        if mate == NOBODY or members.status[mate] != ACTIVE:
            free = number
    slots[free][row] = other
    others = members.mate_occupations[row] & ~np.uint32(255 << (8 * free))
    members.mate_occupations[row] = others | np.uint32(members.occupation[other] << (8 * free))
    count_mates(row, members)


@compiled
def count_mates(row, members):
    """Count the mates who are active."""
    mates = 0
    for slot in slots_of(members):
        mates += (slot[row] != NOBODY) & (members.status[max(slot[row], 0)] == ACTIVE)
    members.mates[row] = mates


@compiled
def may_hold(occupations, occupation):
    """Whether one of the four bytes is this occupation, or, rarely, seems to be: all four at once; bookkeeping."""
    differing = np.uint32(occupations ^ np.uint32(occupation * 0x01010101))
    return (np.uint32(differing - np.uint32(0x01010101)) & ~differing & np.uint32(0x80808080)) != 0


@compiled
def mate_of_occupation(row, occupation, members):
    """First mate who is active and of this occupation, or NOBODY."""
    occupations = members.mate_occupations[row]
    if may_hold(occupations, occupation):
        for slot in slots_of(members):
            mate = slot[row]
            if occupations & 255 == occupation and mate != NOBODY and members.status[mate] == ACTIVE:
                return mate
            occupations >>= 8
    return NOBODY


def miss_mates(active, members, threads):
    """Month's end: mates who are gone count no longer."""
    threads.over(threads.parts(len(active)), lambda first, last: _miss_mates(active[first:last], members))


@compiled
def _miss_mates(active, members):
    for row in active:
        count_mates(row, members)
