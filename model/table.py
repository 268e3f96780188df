"""The columns: the single place where the state of a run lives.

One row per membership, in order of joining, so that an upline's row is always above its downlines': a sum up the tree is
one backward pass, a push down the tree one forward pass. Rows never move and are never used again; who returns gets a new
row with the same person. `Columns` and `People` are named tuples of arrays, the form in which compiled loops receive them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

ACTIVE, DORMANT, LEFT = 0, 1, 2
STATUS_NAMES = ("active", "dormant", "left")
NO_REASON, DRAINED, DISAPPOINTED, DRAWN_AWAY, EXPELLED = 0, 1, 2, 3, 4
REASON_NAMES = ("", "drained", "disappointed", "drawn away", "expelled")
NOBODY = -1
NEVER = -1


class Columns(NamedTuple):
    """State of every membership by row; shares and bonds are float32 in [0, 1], money int64 in rupiah, times in weeks."""

    person: np.ndarray  # int32
    sponsor: np.ndarray  # int32, row of who recruited
    parent: np.ndarray  # int32, row of the upline, NOBODY for a root
    line: np.ndarray  # int32, row of the founder
    level: np.ndarray  # int32, 0 for a root
    team: np.ndarray  # int32, row of the member at whom the team was cut
    status: np.ndarray  # uint8
    reason: np.ndarray  # uint8
    rank: np.ndarray  # uint8, highest reached
    joined: np.ndarray  # int32
    renewed: np.ndarray  # int32
    ceased: np.ndarray  # int32, week in which activity ended
    left: np.ndarray  # int32, week in which membership ended
    recruits: np.ndarray  # int32, ever made
    downline: np.ndarray  # int32, active members below at the last month's end
    occupation: np.ndarray  # uint8
    rationality: np.ndarray  # float32
    means: np.ndarray  # float32, rupiah a month
    hours: np.ndarray  # float32, a week
    physical_density: np.ndarray
    shared_focus: np.ndarray
    shared_emotion: np.ndarray
    symbol_attachment: np.ndarray
    violation_response: np.ndarray  # share of harsh answers given, smoothed
    distrust: np.ndarray
    energy: np.ndarray
    interdependence: np.ndarray
    team_trust: np.ndarray
    satisfaction: np.ndarray  # -1 to 1
    skill: np.ndarray
    hours_used: np.ndarray  # float32, this week
    last_gathering: np.ndarray  # int32, number of the last gathering attended, for reminders
    favours_received: np.ndarray  # int32, this week
    favours_given: np.ndarray  # int32, this week
    favour_balance: np.ndarray  # int32, received less given
    guest: np.ndarray  # int32, person invited and not yet answered, or NOBODY
    guest_tie: np.ndarray  # int32, place of the tie to the guest among one's ties, or NOBODY for a stranger
    guest_since: np.ndarray  # int32
    guest_impression: np.ndarray  # float32, intensity of the gathering the guest saw, negative before
    rebuked: np.ndarray  # uint8, answered harshly this week
    aspiration: np.ndarray  # float32, rupiah a month
    felt_income: np.ndarray  # float32, rupiah a month, smoothed
    month_volume: np.ndarray  # int64
    month_margin: np.ndarray  # int64
    month_cost: np.ndarray  # int64
    group_volume: np.ndarray  # int64, of the last month
    commission: np.ndarray  # int64, of the last month
    volume_total: np.ndarray  # int64
    commission_total: np.ndarray  # int64
    retail_margin_total: np.ndarray  # int64
    cost_total: np.ndarray  # int64


_INT32 = {
    "person", "sponsor", "parent", "line", "level", "team", "joined", "renewed", "ceased", "left", "recruits", "downline",
    "last_gathering", "favours_received", "favours_given", "favour_balance", "guest", "guest_tie", "guest_since",
}  # fmt: skip
_UINT8 = {"status", "reason", "rank", "occupation", "rebuked"}
_INT64 = {
    "month_volume", "month_margin", "month_cost", "group_volume", "commission",
    "volume_total", "commission_total", "retail_margin_total", "cost_total",
}  # fmt: skip


def column_type(name: str) -> np.dtype:
    """Type of the column called `name`: float32 unless it counts, names a row or is money."""
    for names, kind in ((_INT32, np.int32), (_UINT8, np.uint8), (_INT64, np.int64)):
        if name in names:
            return np.dtype(kind)
    return np.dtype(np.float32)


class People(NamedTuple):
    """What changes about every person of the society, by person; `trust` by tie, as seen from the tie's owner."""

    member: np.ndarray  # int32, row of the present membership, or NOBODY
    inside_ties: np.ndarray  # int32, ties to active members
    invited: np.ndarray  # uint8
    refused_until: np.ndarray  # int32, week from which the person can be asked again
    claim: np.ndarray  # uint64, lowest keyed draw among those who ask at once
    trust: np.ndarray  # float32


NO_CLAIM = np.uint64(0xFFFFFFFFFFFFFFFF)


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
        self.columns = Columns(**{name: np.zeros(capacity, column_type(name)) for name in Columns._fields})
        self.rows = 0
        self.active = np.empty(0, dtype=np.int32)
        self.registered = np.empty(0, dtype=np.int32)

    def reserve(self, more: int) -> None:
        """Make room for `more` rows beyond those in use."""
        capacity = len(self.columns.person)
        if self.rows + more <= capacity:
            return
        new_capacity = max(2 * capacity, self.rows + more)
        grown = {}
        for name, old in zip(Columns._fields, self.columns, strict=True):
            grown[name] = np.zeros(new_capacity, old.dtype)
            grown[name][: self.rows] = old[: self.rows]
        self.columns = Columns(**grown)

    def column(self, name: str) -> np.ndarray:
        """Rows in use of one column, as a view."""
        return getattr(self.columns, name)[: self.rows]

    def set_lists(self) -> None:
        """Recount who is active and who is registered."""
        status = self.column("status")
        self.active = np.flatnonzero(status == ACTIVE).astype(np.int32)
        self.registered = np.flatnonzero(status != LEFT).astype(np.int32)


def new_people(persons: int, trust: np.ndarray) -> People:
    """People before anybody has joined or been asked; `trust` is copied, since it changes during a run."""
    values: dict[str, Any] = {
        "member": np.full(persons, NOBODY, np.int32),
        "inside_ties": np.zeros(persons, np.int32),
        "invited": np.zeros(persons, np.uint8),
        "refused_until": np.zeros(persons, np.int32),
        "claim": np.full(persons, NO_CLAIM, np.uint64),
        "trust": trust.copy(),
    }
    return People(**values)
