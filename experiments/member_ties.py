"""The ties among the members of one run: those they brought along from society, and mates made by favours inside."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model import SolidarityModel
from model.ritual import MOST_MATES
from model.society import TIE_NAMES
from model.table import LEFT, NOBODY

MATE = "mate"
KINDS = (*TIE_NAMES, MATE)


def member_ties(model: SolidarityModel) -> pd.DataFrame:
    """Ties among members who have not left.

    Returns
    -------
    DataFrame
        One row per tie and type: `member` and `other` (rows of `SolidarityModel.distributors`, the lower first) and
        `type`: kin, friend, community, work, or mate (a teammate remembered for favours, by either of the two).
    """
    table, society = model.table, model.society
    staying = np.flatnonzero(table.column("status") != LEFT)
    row_of = np.full(len(society.occupation), NOBODY, np.int64)
    row_of[table.column("person")[staying]] = staying
    owner = row_of[np.repeat(np.arange(len(society.occupation)), np.diff(society.ties))]
    other = row_of[society.neighbour]
    inside = (owner >= 0) & (other >= 0) & (owner < other)
    ties = pd.DataFrame({"member": owner[inside], "other": other[inside]})
    ties["type"] = np.array(TIE_NAMES)[society.tie_type[inside]]
    ties = pd.concat([ties, _mates(model, staying)], ignore_index=True)
    ties["type"] = pd.Categorical(ties["type"], categories=KINDS)
    return ties.astype({"member": "int32", "other": "int32"})


def _mates(model: SolidarityModel, staying: np.ndarray) -> pd.DataFrame:
    slots = [model.table.column(f"mate_{number}") for number in range(1, MOST_MATES + 1)]
    pairs = np.concatenate([np.column_stack([staying, slot[staying]]) for slot in slots])
    pairs = pairs[np.isin(pairs[:, 1], staying)]
    pairs = np.unique(np.sort(pairs, axis=1), axis=0).astype(np.int64)
    return pd.DataFrame({"member": pairs[:, 0], "other": pairs[:, 1], "type": MATE})
