"""One month of a small tree, settled by a plan."""

from types import SimpleNamespace

import numpy as np
from hypothesis import strategies as st

from model.plans import PLANS, Month, Plan


def month_of(parent, volume, *, sponsor=None, joined=None, rank=None, sales=None, paid=None) -> Month:
    """A month in which members in rows 0, 1, ... have these uplines and volumes; nobody joined unless told."""
    size = len(parent)
    parent = np.array(parent, np.int32)
    rows = np.arange(size, dtype=np.int32)
    return Month(
        rows=rows,
        paid=rows if paid is None else np.array(paid, np.int32),
        parent=parent,
        sponsor=parent if sponsor is None else np.array(sponsor, np.int32),
        joined=np.array([0] * size if joined is None else joined, np.int32),
        since=0,
        volume=np.array(volume, np.int64),
        rank=np.array([0] * size if rank is None else rank, np.int32),
        sales=sum(volume) if sales is None else sales,
        group_volume=np.zeros(size, np.int64),
        commission=np.zeros(size, np.int64),
        reached=np.zeros(size, np.int32),
    )


def paid_by(plan: Plan, month: Month) -> SimpleNamespace:
    """Commission, group volume and rank reached of every member, as lists."""
    plan.pay(month)
    return SimpleNamespace(
        commission=month.commission.tolist(), group_volume=month.group_volume.tolist(), reached=month.reached.tolist()
    )


def uplines(parent, row):
    """The uplines of a member, nearest first."""
    found = []
    while parent[row] >= 0:
        row = int(parent[row])
        found.append(row)
    return found


@st.composite
def months(draw, size=25):
    """Any month of any small forest."""
    size = draw(st.integers(1, size))
    lists = {"min_size": size, "max_size": size}
    return month_of(
        [draw(st.integers(max(-1, row - draw(st.integers(1, 8))), row - 1)) for row in range(size)],
        draw(st.lists(st.one_of(st.just(0), st.integers(0, 30_000_000)), **lists)),
        sponsor=[draw(st.integers(-1, row - 1)) for row in range(size)],
        joined=draw(st.lists(st.integers(0, 4), **lists)),
        rank=draw(st.lists(st.integers(0, 9), **lists)),
    )


EVERY_PLAN = [kind() for kind in PLANS.values()]
