"""The panel: a sample of members looked at every week, for what means over all members cannot show.

Persons are drawn, not memberships: each with the same probability, by a draw that depends on the seed and the person
alone. So scenarios with one seed follow the same persons, who joins later is followed from joining on, and who returns
is followed again. To be followed changes nothing. Memory grows by one record a week for each followed membership.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from model.accounts import accounts
from model.columns import COLUMNS
from model.compilation import plainly
from model.draws import PANEL, unit, weekly_words
from model.table import LEFT, STATUS_NAMES, Table

_COPIED = (
    "person", "status", "parent", "team", "level", "rank", "recruits", "downline", "physical_density", "shared_focus",
    "shared_emotion", "symbol_attachment", "violation_response", "distrust", "energy", "interdependence", "team_trust",
    "satisfaction", "identification", "skill",
)  # fmt: skip
_SUMMED = ("commission_total", "net_income")  # see `accounts.accounts`
_RECORD = np.dtype(
    [
        ("week", np.int32),
        ("member", np.int32),
        *((name, dict(COLUMNS)[name]) for name in _COPIED),
        *((name, np.int64) for name in _SUMMED),
    ]
)


class Panel:
    """Followed memberships, and what was seen of them.

    Parameters
    ----------
    share
        Probability that a person is followed; 0 follows nobody and costs nothing.
    key
        Of the run's draws.
    """

    def __init__(self, share: float, key: np.uint64) -> None:
        self.share = share
        self._key = key
        self._rows = np.empty(0, np.int32)
        self._weeks: list[np.ndarray] = []

    def admit(self, first: int, persons: np.ndarray) -> None:
        """Follow those of the newcomers who are drawn; their memberships are the rows from `first` on."""
        if self.share > 0.0 and len(persons):
            drawn = plainly(unit, weekly_words(self._key, PANEL, 0, persons)[0]) < self.share
            self._rows = np.append(self._rows, np.flatnonzero(drawn).astype(np.int32) + np.int32(first))

    def close(self, week: int, table: Table, rates: Any) -> None:
        """See the registered ones as the week ends; `rates` are the prices in force (`TradeParameters.rates`)."""
        if self.share == 0.0:
            return
        rows = self._rows = self._rows[table.column("status")[self._rows] != LEFT]
        seen = np.empty(len(rows), _RECORD)
        seen["week"], seen["member"] = week, rows
        for name in _COPIED:
            seen[name] = table.column(name)[rows]
        sums = accounts(table, rates, rows)
        for name in _SUMMED:
            seen[name] = sums[name]
        self._weeks.append(seen)

    @property
    def nbytes(self) -> int:
        """Bytes of all that was seen."""
        return sum(seen.nbytes for seen in self._weeks)

    def table(self) -> pd.DataFrame:
        """One row per week and followed membership, by week, then in order of joining.

        Columns are those of `SolidarityModel.distributors`, as they stood at the end of `week`.
        """
        seen = np.concatenate([np.empty(0, _RECORD), *self._weeks])
        table = pd.DataFrame({name: seen[name] for name in _RECORD.names or ()})
        table["status"] = pd.Categorical.from_codes(seen["status"].tolist(), pd.Index(STATUS_NAMES))
        table["violation_response"] = table["violation_response"].where(table["violation_response"] >= 0)
        return table
