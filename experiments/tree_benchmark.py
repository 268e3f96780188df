"""How long a month takes in a large tree: levels and downline sizes, and the commissions of each plan, on one core.

The tree is grown as theory has it: each newcomer's recruiter is any member there is (Gastwirth 1977); one in ten of
those who ever joined has left, and their downlines have rolled up. Each time is the least of a few repetitions, in
seconds of processor time: whatever else the machine does can only add to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from experiments.measures import Measure
from experiments.settings import setting
from model.measures import Forest
from model.plans import PLANS, Month
from model.table import ACTIVE, LEFT, NOBODY
from model.trade_parameters import TradeParameters

TREE_MEMBERS = setting(
    "tree_members", int, "Members whose month is timed under each plan; 0: not.", unit="members", low=0, high=10**8
)
REPETITIONS = 3
CAP_PERCENT = 1  # so low that it cuts whatever a plan pays
LEFT_SHARE = 0.1  # of all who ever joined
SELLING_SHARE = 0.4  # of the members, in a month
UNITS = 5  # mean units a month of those who sell
LEGS = 3  # another star each time the downline is so many times larger
WEEKS, LAST_WEEK_BEFORE = 52, 47  # memberships begin evenly over a year; the month is its last


def time_months(members: int, seed: int) -> Iterator[Measure]:
    """Seconds that a plan's month, levels and downline sizes take in a tree of so many members, plan by plan.

    A plan's month is the slower of two: as the plan pays, and held to a cap.
    """
    month, status = grown_month(members, np.random.default_rng(seed))
    measuring = least_seconds(lambda: Forest(month.rows, month.parent, status))
    yield Measure("levels and downline sizes of a large tree", measuring, "s", persons=members)
    for name, plan in PLANS.items():
        paying = max(
            least_seconds(lambda: each.pay(month))  # noqa: B023
            for each in (plan(), plan(payout_cap_percent=CAP_PERCENT))
        )
        yield Measure("month of a large tree", measuring + paying, "s", name, persons=members)


def least_seconds(work: Callable[[], object]) -> float:
    """Processor time that `work` takes: the least of a few repetitions, after one that compiles and is not timed."""
    work()
    seconds = []
    for _ in range(REPETITIONS):
        start = time.thread_time()
        work()
        seconds.append(time.thread_time() - start)
    return min(seconds)


def grown_month(members: int, random: np.random.Generator) -> tuple[Month, np.ndarray]:
    """A month of a tree with so many members, and the status of each row (int32)."""
    ever = round(members / (1 - LEFT_SHARE))
    sponsor = (random.random(ever) * np.arange(ever)).astype(np.int32)
    sponsor[0] = NOBODY
    status = np.full(ever, ACTIVE, np.int32)
    status[1 + random.choice(ever - 1, ever - members, replace=False)] = LEFT
    rows = np.flatnonzero(status != LEFT).astype(np.int32)
    parent = rolled_up(sponsor, status == LEFT)
    selling = (random.random(ever) < SELLING_SHARE) & (status != LEFT)
    units = selling * random.geometric(1 / UNITS, ever)
    size = np.ones(ever)
    size[rows] = Forest(rows, parent, status).size
    trade = TradeParameters()
    month = Month(
        rows=rows,
        paid=rows,
        parent=parent,
        sponsor=sponsor,
        joined=(np.arange(ever) * WEEKS // ever).astype(np.int32),
        since=LAST_WEEK_BEFORE,
        volume=units * trade.unit_volume,
        rank=(1 + np.log(size) / np.log(LEGS)).astype(np.int32),
        sales=int(units.sum()) * trade.member_price,
        group_volume=np.zeros(ever, np.int64),
        commission=np.zeros(ever, np.int64),
        reached=np.zeros(ever, np.int32),
    )
    return month, status


def rolled_up(sponsor: np.ndarray, left: np.ndarray) -> np.ndarray:
    """The nearest upline who has not left ((n,) int32); whoever is in the first row has not."""
    parent = sponsor.copy()
    while len(gone := np.flatnonzero(left[parent] & (parent != NOBODY))):
        parent[gone] = parent[parent[gone]]
    return parent
