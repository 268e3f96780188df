"""The columns: the single place where the state of a run lives.

One row per membership, in order of joining, so that an upline's row is always above its downlines': a sum up the tree
is one backward pass, a push down the tree one forward pass. Rows never move and are never used again; who returns
gets a new row with the same person. Members and people are records: whoever visits a member finds all of it in a few
cache lines, and a compiled loop receives one array.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.compilation import compiled

ACTIVE, DORMANT, LEFT = 0, 1, 2
STATUS_NAMES = ("active", "dormant", "left")
NO_REASON, DRAINED, DISAPPOINTED, DRAWN_AWAY, EXPELLED, WITHDREW = 0, 1, 2, 3, 4, 5
REASON_NAMES = ("", "drained", "disappointed", "drawn away", "expelled", "withdrew")
NOBODY = -1
NEVER = -1


_LINE = 64  # bytes of a cache line

# The state of a membership. Shares and bonds are in [0, 1], times are week numbers, money is in rupiah. What nearly
# every phase reads lies in the first cache line, what gathering and deciding read in the second. What is said of a
# guest holds while there is one; afterwards the last value stands.
_FIRST_LINE = [
    ("person", np.int32),
    ("parent", np.int32),  # row of the upline, NOBODY for a root
    ("team", np.int32),  # row of the member at whom the team was cut
    ("guest", np.int32),  # person invited and not yet answered, or NOBODY
    ("energy", np.float32),
    ("symbol_attachment", np.float32),
    ("distrust", np.float32),
    ("interdependence", np.float32),
    ("team_trust", np.float32),
    ("skill", np.float32),
    ("hours", np.float32),  # a week
    ("hours_used", np.float32),  # this week
    ("favours_received", np.int32),  # this week
    ("favours_given", np.int32),  # this week
    ("month_sold", np.int32),  # units
    ("month_bought", np.int32),  # units
]
_SECOND_LINE = [
    ("last_gathering", np.int32),  # number of the last gathering attended, for reminders
    ("month_gatherings", np.int32),  # gatherings attended
    ("physical_density", np.float32),
    ("shared_focus", np.float32),
    ("shared_emotion", np.float32),
    ("aspiration", np.float32),  # rupiah a month
    ("means", np.float32),  # rupiah a month
    ("guest_impression", np.float32),  # intensity of the gathering the guest saw, negative before
    ("culture", np.uint32),  # the four cultural traits, a byte each
    ("satisfaction", np.float32),  # -1 to 1
    ("rationality", np.float32),  # float32
    ("rebuked", np.int32),  # 1 when answered harshly this week
    ("occupation", np.int32),
    ("line", np.int32),  # row of the founder
    ("violation_response", np.float32),  # share of harsh answers given, smoothed; negative before the first
    ("favour_balance", np.int32),  # received less given
]
_THIRD_LINE = [  # the tree and the record
    ("status", np.int32),
    ("reason", np.int32),
    ("rank", np.int32),  # highest reached
    ("level", np.int32),  # 0 for a root
    ("guest_tie", np.int32),  # place of the tie to the guest among one's ties, or NOBODY for a stranger
    ("guest_since", np.int32),
    ("sponsor", np.int32),  # row of who recruited
    ("recruits", np.int32),  # ever made
    ("downline", np.int32),  # active members below at the last month's end
    ("joined", np.int32),
    ("renewed", np.int32),
    ("ceased", np.int32),  # week in which activity ended
    ("left", np.int32),  # week in which membership ended
    ("felt_income", np.float32),  # rupiah a month, smoothed
    ("last_recruited", np.int32),  # week of the last recruit, or of joining
    ("helps", np.int32),  # row of the stalled downline helped this month, or NOBODY
]
_MONEY = [
    ("month_fees", np.int64),  # starter kit, renewal and tools of the month
    ("group_volume", np.int64),  # of the last month
    ("commission", np.int64),  # of the last month
    ("volume_total", np.int64),
    ("commission_total", np.int64),
    ("retail_margin_total", np.int64),
    ("cost_total", np.int64),
    ("search_steps", np.int32),  # members looked at in search of places for recruits, ever
    ("hours_owed", np.float32),  # time that last week's searches took
]


def _record(*lines: Sequence[tuple[str, type]]) -> np.dtype:
    """Record type in which each list of fields begins a cache line of its own."""
    names, formats, offsets = [], [], []
    for number, line in enumerate(lines):
        offset = number * _LINE
        for name, kind in line:
            names.append(name)
            formats.append(kind)
            offsets.append(offset)
            offset += np.dtype(kind).itemsize
    fields = {"names": names, "formats": formats, "offsets": offsets, "itemsize": len(lines) * _LINE}
    return np.dtype(fields)  # type: ignore[call-overload]


MEMBER = _record(_FIRST_LINE, _SECOND_LINE, _THIRD_LINE, _MONEY)
COLUMN_NAMES = tuple(MEMBER.names or ())

# What changes about a person of the society; culture and ties are copied from the society to lie beside it.
PERSON = np.dtype(
    [
        ("ask_from", np.int32),  # week from which the person can be asked; TAKEN for members and guests
        ("nobody_before", np.int32),  # week before which none of the person's ties can be asked
        ("asked_by", np.int32),  # number of the pitch that reaches the person this week, or NOBODY
        ("inside_ties", np.int32),  # ties to active members
        ("ties", np.int32),
        ("culture", np.uint32),  # the four cultural traits, a byte each
    ]
)
TAKEN = np.int32(2**31 - 1)


def new_people(traits: np.ndarray, ties: np.ndarray) -> np.ndarray:
    """People before anybody has joined or been asked.

    Parameters
    ----------
    traits
        Cultural traits ((N, 4) uint8).
    ties
        Bounds of each person's ties ((N + 1,) int64).
    """
    people = np.zeros(len(traits), PERSON)
    people["asked_by"] = NOBODY
    people["ties"] = np.diff(ties)
    people["culture"] = np.ascontiguousarray(traits).view(np.uint32)[:, 0]
    return people


def new_members(capacity: int) -> np.ndarray:
    """Rows of zeros for `capacity` memberships, each beginning a cache line."""
    memory = np.zeros(capacity * MEMBER.itemsize + _LINE, np.uint8)
    start = -memory.ctypes.data % _LINE
    return memory[start : start + capacity * MEMBER.itemsize].view(MEMBER)


@compiled
def _list_members(members, registered, active):
    registered_count, active_count = 0, 0
    for row in range(len(members)):
        registered[registered_count] = row
        registered_count += members[row].status != LEFT
        active[active_count] = row
        active_count += members[row].status == ACTIVE
    return registered_count, active_count


class Table:
    """The memberships of a run, grown as members join.

    Attributes
    ----------
    members
        Records of type `MEMBER`, with room for more rows than are used.
    rows
        Number of rows in use.
    active, registered
        Rows of the active and of the registered (active or dormant) members, ascending (int32).
    """

    def __init__(self, capacity: int = 1024) -> None:
        self.members = new_members(capacity)
        self.rows = 0
        self.active = np.empty(0, dtype=np.int32)
        self.registered = np.empty(0, dtype=np.int32)

    def reserve(self, more: int) -> None:
        """Make room for `more` rows beyond those in use."""
        needed = self.rows + more
        if needed > len(self.members):
            grown = new_members(max(2 * len(self.members), needed))
            grown[: self.rows] = self.members[: self.rows]
            self.members = grown

    def column(self, name: str) -> np.ndarray:
        """One column, rows in use only, as a view."""
        return self.members[name][: self.rows]

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
        registered_count, active_count = _list_members(self.members[: self.rows], registered, active)
        self.registered, self.active = registered[:registered_count], active[:active_count]
