"""What a model tells of itself when asked: its distributors, its recruiting by type of tie, its books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from model.accounts import accounts
from model.reach import exhaustion
from model.society import TIE_NAMES
from model.table import REASON_NAMES, STATUS_NAMES
from model.weekly import LEDGER, MONEY, WeeklyRecord

if TYPE_CHECKING:
    from model.model import SolidarityModel

_REPORTED = (
    "person", "sponsor", "parent", "line", "team", "level", "status", "joined", "ceased", "left", "reason",
    "recruits", "downline", "rank", "occupation", "rationality", "means", "hours", "physical_density", "shared_focus",
    "shared_emotion", "symbol_attachment", "violation_response", "distrust", "energy", "interdependence",
    "team_trust", "satisfaction", "skill", "outside_closeness", "mates", "debt", "restoring_response",
    "identification", "kinship",
    "commission_total", "retail_margin_total", "cost_total", "volume_total",
)  # fmt: skip


def distributors_of(model: SolidarityModel, prices: Any) -> pd.DataFrame:
    """One row per membership; see `SolidarityModel.distributors`. `prices` in force: `TradeParameters.rates`."""
    members = model.table
    table = pd.DataFrame({name: _reported(members.column(name)) for name in _REPORTED})
    table.insert(0, "member", np.arange(members.rows, dtype=np.int32))
    table["status"] = _in_words(members.column("status"), STATUS_NAMES)
    for name in ("violation_response", "restoring_response"):
        table[name] = table[name].where(table[name] >= 0)
    table["reason"] = _in_words(members.column("reason"), REASON_NAMES)
    table["exhausted"] = exhaustion(model)
    return table.assign(**accounts(members, prices))


def ledger_table(ledger: np.ndarray) -> pd.DataFrame:
    """Recruiting by the type of the tie; see `SolidarityModel.ledger`."""
    return pd.DataFrame(ledger.copy(), index=[*TIE_NAMES, "referral", "stranger"], columns=list(LEDGER))


def books_of(record: WeeklyRecord) -> dict[str, int]:
    """Money of the whole run, in rupiah; see `SolidarityModel.books`."""
    totals = record.totals + record.counts
    return {each.name: int(totals[each]) for each in MONEY}


def _reported(column: np.ndarray) -> np.ndarray:
    """Copy of a column; whole numbers in four bytes at least, so that who counts with them meets no end of a byte."""
    return column.astype(np.int32) if column.dtype.kind in "iu" and column.itemsize < 4 else column.copy()


def _in_words(codes: np.ndarray, words: tuple[str, ...]) -> pd.Series:
    return pd.Series(pd.Categorical.from_codes(codes.tolist(), pd.Index(words)))
