"""One month of a small tree, settled by a plan: for worked examples, and to compare a plan with its rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from model.plans import Month, Plan


class Settled(NamedTuple):
    """What a plan gave to every member, in order of rows."""

    commission: list[int]
    group_volume: list[int]
    reached: list[int]


def month_of(
    parent: Sequence[int],
    volume: Sequence[int],
    *,
    sponsor: Sequence[int] | None = None,
    joined: Sequence[int] | None = None,
    rank: Sequence[int] | None = None,
    sales: int | None = None,
    paid: Sequence[int] | None = None,
) -> Month:
    """A month in which members in rows 0, 1, ... have these uplines and volumes; nobody joined unless told."""
    size = len(parent)
    uplines = np.array(parent, np.int32)
    rows = np.arange(size, dtype=np.int32)
    return Month(
        rows=rows,
        paid=rows if paid is None else np.array(paid, np.int32),
        parent=uplines,
        sponsor=uplines if sponsor is None else np.array(sponsor, np.int32),
        joined=np.array([0] * size if joined is None else joined, np.int32),
        since=0,
        volume=np.array(volume, np.int64),
        rank=np.array([0] * size if rank is None else rank, np.int32),
        sales=sum(volume) if sales is None else sales,
        group_volume=np.zeros(size, np.int64),
        commission=np.zeros(size, np.int64),
        reached=np.zeros(size, np.int32),
    )


def paid_by(plan: Plan, month: Month) -> Settled:
    """Commission, group volume and rank reached of every member."""
    plan.pay(month)
    return Settled(month.commission.tolist(), month.group_volume.tolist(), month.reached.tolist())
