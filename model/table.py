"""The table: the single place where the state of a run lives.

One row per membership, in order of joining, so that an upline's row is always above its downlines': a sum up the tree
is one backward pass, a push down the tree one forward pass. Rows never move and are never used again; who returns
gets a new row with the same person. Memberships are columns (`model.columns`), since a phase visits all of them and
reads a few things of each; people are records, since few are visited, at random.
"""

from __future__ import annotations

import numpy as np

from model.columns import Members, People
from model.compilation import compiled

ACTIVE, DORMANT, LEFT = 0, 1, 2
STATUS_NAMES = ("active", "dormant", "left")
NO_REASON, DRAINED, DISAPPOINTED, DRAWN_AWAY, EXPELLED, WITHDREW, UNEXPLAINED = 0, 1, 2, 3, 4, 5, 6
REASON_NAMES = ("", "drained", "disappointed", "drawn away", "expelled", "withdrew", "unexplained")
NOBODY = -1
NEVER = -1


# What has reached a person of the organisation; records, since few are looked at, at random, and then
# as a whole.
HEARSAY = np.dtype(
    [
        ("warned", np.int32),  # ties to people who left disappointed, counted each time
        ("times_heard", np.int32),  # tellings of somebody's income
        ("heard", np.float32),  # income heard of, rupiah a month
        ("asked", np.int16),  # times, ever; at most once a week
        ("warns", np.int16),  # times the person has left disappointed
    ]
)
TAKEN = np.int16(2**15 - 1)  # until a membership lapses
INVITED = np.int16(2**15 - 2)  # until the guest answers, or who asked is gone
_GROWTH = 4  # times the rows needed for which room is made


def new_people(traits: np.ndarray, ties: np.ndarray) -> People:
    """People before anybody has joined or been asked.

    Parameters
    ----------
    traits
        Cultural traits ((N, 4) uint8).
    ties
        Bounds of each person's ties ((N + 1,) int32).
    """
    people = People(len(traits))
    people.row[:] = people.asked_by[:] = NOBODY
    people.ties[:] = np.diff(ties)
    people.culture[:] = np.ascontiguousarray(traits).view(np.uint32)[:, 0]
    return people


@compiled
def rows_up_to(active):
    """Number of rows to the last active member.

    A loop over all of them that leaves the others as they are reads columns in a row, as vector instructions can; a
    loop over the active has to pick. Such a loop should write one column and read few: of many, the compiler cannot
    make sure that none lies upon another, and leaves the loop as it is.
    """
    return active[len(active) - 1] + 1 if len(active) > 0 else 0


@compiled
def reset(column, active, status):
    """Set a column to zero for these active members, all there are from the first to the last of them.

    Of the others it keeps what was.
    """
    end = rows_up_to(active)
    first = active[0] if len(active) > 0 else end
    column, status = column[first:end], status[first:end]
    for row in range(len(column)):
        column[row] = 0 if status[row] == ACTIVE else column[row]


@compiled
def _list_members(rows, members, registered, active):
    registered_count, active_count = 0, 0
    for row in range(rows):
        registered[registered_count] = row
        registered_count += members.status[row] != LEFT
        active[active_count] = row
        active_count += members.status[row] == ACTIVE
    return registered_count, active_count


class Table:
    """The memberships of a run, grown as members join.

    Attributes
    ----------
    members
        The columns, with room for more rows than are used.
    rows
        Number of rows in use.
    active, registered
        Rows of the active and of the registered (active or dormant) members, ascending (int32).
    """

    def __init__(self, capacity: int = 1024) -> None:
        self.members = Members(capacity)
        self.rows = 0
        self.active = np.empty(0, dtype=np.int32)
        self.registered = np.empty(0, dtype=np.int32)

    def reserve(self, more: int) -> None:
        """Make room for `more` rows beyond those in use.

        Room takes no memory until it is used, but while the table grows there are two of it: so it grows seldom.
        """
        needed = self.rows + more
        if needed > len(self.members):
            self.members = self.members.grown(_GROWTH * needed)

    def column(self, name: str) -> np.ndarray:
        """One column, rows in use only, as a view."""
        return self.members.column(name)[: self.rows]

    def add_rows(self, count: int, still_active: np.ndarray) -> None:
        """Take `count` newcomers, whose rows are written, into the lists of members beside those still active."""
        newcomers = np.arange(self.rows, self.rows + count, dtype=np.int32)
        self.rows += count
        self.active = np.concatenate([still_active, newcomers])
        self.registered = np.concatenate([self.registered, newcomers])

    def set_lists(self) -> None:
        """Recount who is active and who is registered."""
        registered = np.empty(self.rows, np.int32)
        active = np.empty(self.rows, np.int32)
        registered_count, active_count = _list_members(self.rows, self.members, registered, active)
        self.registered, self.active = registered[:registered_count], active[:active_count]
