"""The columns: the single place where the state of a run lives.

One row per membership, in order of joining, so that an upline's row is always above its downlines': a sum up the tree
is one backward pass, a push down the tree one forward pass. Rows never move and are never used again; who returns
gets a new row with the same person. `Columns` and `People` are named tuples of arrays, the form in which compiled
loops receive them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.compilation import compiled

ACTIVE, DORMANT, LEFT = 0, 1, 2
STATUS_NAMES = ("active", "dormant", "left")
NO_REASON, DRAINED, DISAPPOINTED, DRAWN_AWAY, EXPELLED = 0, 1, 2, 3, 4
REASON_NAMES = ("", "drained", "disappointed", "drawn away", "expelled")
NOBODY = -1
NEVER = -1


class Columns(NamedTuple):
    """State of every membership by row.

    Shares and bonds are float32 in [0, 1]; whole numbers, rows and persons int32; money int64 in rupiah; times in
    weeks. The order is that of memory: sixteen columns of four bytes are one cache line, and the first line holds
    what nearly every phase reads.
    """

    # first line: every phase
    person: np.ndarray
    parent: np.ndarray  # row of the upline, NOBODY for a root
    team: np.ndarray  # row of the member at whom the team was cut
    guest: np.ndarray  # person invited and not yet answered, or NOBODY
    energy: np.ndarray  # float32, as all bonds
    symbol_attachment: np.ndarray
    distrust: np.ndarray
    interdependence: np.ndarray
    team_trust: np.ndarray
    skill: np.ndarray
    hours: np.ndarray  # float32, a week
    hours_used: np.ndarray  # float32, this week
    favours_received: np.ndarray  # this week
    favours_given: np.ndarray  # this week
    month_sold: np.ndarray  # units
    month_bought: np.ndarray  # units
    # second line: gathering, deciding
    last_gathering: np.ndarray  # number of the last gathering attended, for reminders
    month_gatherings: np.ndarray  # gatherings attended
    physical_density: np.ndarray
    shared_focus: np.ndarray
    shared_emotion: np.ndarray
    aspiration: np.ndarray  # float32, rupiah a month
    means: np.ndarray  # float32, rupiah a month
    guest_impression: np.ndarray  # float32, intensity of the gathering the guest saw, negative before
    guest_tie: np.ndarray  # place of the tie to the guest among one's ties, or NOBODY for a stranger
    guest_since: np.ndarray
    satisfaction: np.ndarray  # float32, -1 to 1
    rationality: np.ndarray  # float32
    rebuked: np.ndarray  # 1 when answered harshly this week
    occupation: np.ndarray
    favour_balance: np.ndarray  # received less given
    violation_response: np.ndarray  # share of harsh answers given, smoothed
    # third line: the tree and the record
    status: np.ndarray
    reason: np.ndarray
    rank: np.ndarray  # highest reached
    level: np.ndarray  # 0 for a root
    line: np.ndarray  # row of the founder
    sponsor: np.ndarray  # row of who recruited
    recruits: np.ndarray  # ever made
    downline: np.ndarray  # active members below at the last month's end
    joined: np.ndarray
    renewed: np.ndarray
    ceased: np.ndarray  # week in which activity ended
    left: np.ndarray  # week in which membership ended
    felt_income: np.ndarray  # float32, rupiah a month, smoothed
    # money
    month_fees: np.ndarray  # starter kit, renewal and tools of the month
    group_volume: np.ndarray  # of the last month
    commission: np.ndarray  # of the last month
    volume_total: np.ndarray
    commission_total: np.ndarray
    retail_margin_total: np.ndarray
    cost_total: np.ndarray


_FLOAT32 = {
    "energy", "symbol_attachment", "distrust", "interdependence", "team_trust", "skill", "hours", "hours_used",
    "physical_density", "shared_focus", "shared_emotion", "aspiration", "means", "guest_impression", "satisfaction",
    "rationality", "violation_response", "felt_income",
}  # fmt: skip
_INT64 = set(Columns._fields[Columns._fields.index("month_fees") :])
_CACHE_LINE = 64  # bytes


def column_type(name: str) -> np.dtype:
    """Type of the column called `name`."""
    if name in _INT64:
        return np.dtype(np.int64)
    return np.dtype(np.float32 if name in _FLOAT32 else np.int32)


class People(NamedTuple):
    """What changes about every person of the society, by person; `trust` by tie, as seen from the tie's owner."""

    ask_from: np.ndarray  # int32, week from which the person can be asked; TAKEN for members and guests
    inside_ties: np.ndarray  # int32, ties to active members
    claim: np.ndarray  # uint64, lowest keyed draw among those who ask at once
    trust: np.ndarray  # float32


TAKEN = np.int32(2**31 - 1)
NO_CLAIM = np.uint64(0xFFFFFFFFFFFFFFFF)


def new_columns(capacity: int) -> Columns:
    """Columns of zeros with room for `capacity` rows.

    Columns of one width lie side by side in memory, row by row: a phase that visits a member finds the whole member
    in a few cache lines instead of one line a column.
    """
    fields: dict[str, np.ndarray] = {}
    for width in (4, 8):
        names = [name for name in Columns._fields if column_type(name).itemsize == width]
        row_bytes = -(-len(names) * width // _CACHE_LINE) * _CACHE_LINE
        memory = np.zeros(capacity * row_bytes + _CACHE_LINE, np.uint8)
        start = -memory.ctypes.data % _CACHE_LINE
        block = memory[start : start + capacity * row_bytes].reshape(capacity, row_bytes)
        fields |= {name: block.view(column_type(name))[:, place] for place, name in enumerate(names)}
    return Columns(**fields)


@compiled
def _list_members(status, registered, active):
    registered_count, active_count = 0, 0
    for row in range(len(status)):
        registered[registered_count] = row
        registered_count += status[row] != LEFT
        active[active_count] = row
        active_count += status[row] == ACTIVE
    return registered_count, active_count


class Table:
    """The columns of a run, grown as members join.

    Attributes
    ----------
    columns
        Arrays with room for more rows than are used.
    rows
        Number of rows in use.
    active, registered
        Rows of the active and of the registered (active or dormant) members, ascending (int32).
    """

    def __init__(self, capacity: int = 1024) -> None:
        self.columns = new_columns(capacity)
        self.rows = 0
        self.active = np.empty(0, dtype=np.int32)
        self.registered = np.empty(0, dtype=np.int32)

    def reserve(self, more: int) -> None:
        """Make room for `more` rows beyond those in use."""
        capacity = len(self.columns.person)
        if self.rows + more <= capacity:
            return
        grown = new_columns(max(2 * capacity, self.rows + more))
        for old, new in zip(self.columns, grown, strict=True):
            new[: self.rows] = old[: self.rows]
        self.columns = grown

    def column(self, name: str) -> np.ndarray:
        """Rows in use of one column, as a view."""
        return getattr(self.columns, name)[: self.rows]

    def set_lists(self) -> None:
        """Recount who is active and who is registered."""
        registered = np.empty(self.rows, np.int32)
        active = np.empty(self.rows, np.int32)
        registered_count, active_count = _list_members(self.column("status"), registered, active)
        self.registered, self.active = registered[:registered_count], active[:active_count]


def new_people(persons: int, trust: np.ndarray) -> People:
    """People before anybody has joined or been asked; `trust` is copied, since it changes during a run."""
    values: dict[str, Any] = {
        "ask_from": np.zeros(persons, np.int32),
        "inside_ties": np.zeros(persons, np.int32),
        "claim": np.full(persons, NO_CLAIM, np.uint64),
        "trust": trust.copy(),
    }
    return People(**values)
