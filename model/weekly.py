"""The weekly record: what a run reports of every week, counted by the phases as they go."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd

from model.compilation import compiled
from model.society import TIE_NAMES
from model.table import ACTIVE

STATES = (
    "physical_density", "shared_focus", "shared_emotion", "symbol_attachment", "violation_response", "distrust",
    "energy", "interdependence", "team_trust", "satisfaction", "skill", "outside_closeness", "identification",
    "kinship",
)  # fmt: skip


class Count(IntEnum):
    """Whole numbers counted in a week; money is in rupiah."""

    joined = 0
    ceased = 1
    left = 2
    gatherings = 3
    gatherings_failed = 4
    called = 5
    came = 6
    favours_asked = 7
    favours_given = 8
    contacts = 9
    guests = 10
    refusals = 11
    violations = 12
    harsh_answers = 13
    units_sold = 14
    units_bought = 15
    lent = 16  # by kin and friends, for joining
    kin_losses = 17  # of what they lent
    promises_broken = 18
    promises_restored = 19
    restoring_answers = 20
    lenient_answers = 21
    harsh_by_uplines = 22  # of the answers above; the others are peers'
    restoring_by_uplines = 23
    lenient_by_uplines = 24
    rallies = 25  # of lines, and the convention
    rallies_failed = 26
    rally_called = 27
    rally_came = 28
    rally_payments = 29  # entrance and fare, of member_payments
    customer_payments = 30
    member_payments = 31
    production_cost = 32
    commissions = 33
    retail_margins = 34
    supplier_payments = 35
    company_residual = 36


STEP = 2.0**-30  # of sums of states, which lie from -1 to 1; what is smaller is cut off, far below what a figure shows
_STEPS = np.float32(1.0 / STEP)
LEDGER = ("asked", "came", "joined", "refused")
MONEY = tuple(Count)[Count.customer_payments :]


def sums_over(active, members, inside, threads):
    """Sums over the active members ((states + 2,) int64): states, share of ties inside, who has answered violations.

    All but the last are counted in steps of `STEP`, so that no sum depends on the order in which it is taken and vector
    instructions take it.
    """
    sums = np.zeros(len(STATES) + 2, np.int64)

    def sum_part(first, last, sums):
        _sum(active[first:last], members, inside[first:last], sums)

    threads.counting(threads.parts(len(active)), sums, sum_part)
    return sums


@compiled
def _sum(active, members, inside, sums):
    """Add up these active members, all there are from the first to the last of them."""
    if len(active) == 0:
        return
    first, last = active[0], active[len(active) - 1] + 1
    status, response = members.status[first:last], members.violation_response[first:last]
    sums[0] += _steps(members.physical_density[first:last], status)
    sums[1] += _steps(members.shared_focus[first:last], status)
    sums[2] += _steps(members.shared_emotion[first:last], status)
    sums[3] += _steps(members.symbol_attachment[first:last], status)
    sums[5] += _steps(members.distrust[first:last], status)
    sums[6] += _steps(members.energy[first:last], status)
    sums[7] += _steps(members.interdependence[first:last], status)
    sums[8] += _steps(members.team_trust[first:last], status)
    sums[9] += _steps(members.satisfaction[first:last], status)
    sums[10] += _steps(members.skill[first:last], status)
    sums[11] += _steps(members.outside_closeness[first:last], status)
    sums[12] += _steps(members.identification[first:last], status)
    sums[13] += _steps(members.kinship[first:last], status)
    harsh: Any = 0
    answered: Any = 0
    ties_inside: Any = 0
    for row in range(len(status)):
        has_answered = (status[row] == ACTIVE) & (response[row] >= 0.0)
        harsh += np.int32(response[row] * _STEPS) if has_answered else np.int32(0)
        answered += has_answered
    for k in range(len(inside)):
        ties_inside += np.int32(inside[k] * _STEPS)
    sums[4] += harsh
    sums[14] += ties_inside
    sums[15] += answered


@compiled
def _steps(column, status):
    """Sum of a column over the active members, in steps."""
    steps: Any = 0
    for row in range(len(column)):
        steps += np.int32(column[row] * _STEPS) if status[row] == ACTIVE else np.int32(0)
    return steps


class WeeklyRecord:
    """One row a week, kept as plain numbers until somebody asks for the table."""

    def __init__(self) -> None:
        self.counts = np.zeros(len(Count), dtype=np.int64)
        self.intensity = np.zeros(1)  # sum over the gatherings of the week
        self.totals = np.zeros(len(Count), dtype=np.int64)
        self.ledger = np.zeros((len(TIE_NAMES) + 2, len(LEDGER)), dtype=np.int64)  # last rows: referrals, strangers
        self._weeks: list[tuple[tuple[int, ...], np.ndarray, float, np.ndarray]] = []

    def close(self, *, week: int, registered: int, active: int, lines_alive: int, sums: np.ndarray) -> None:
        """End the week: store its numbers and start counting anew."""
        sizes = (week, registered, active, registered - active, lines_alive)
        self._weeks.append((sizes, self.counts.copy(), float(self.intensity[0]), sums))
        self.totals += self.counts
        self.counts[:] = 0
        self.intensity[:] = 0

    @property
    def nbytes(self) -> int:
        """Bytes of the weeks so far, as many for each whatever the population."""
        return sum(counts.nbytes + sums.nbytes for _, counts, _, sums in self._weeks)

    def table(self) -> pd.DataFrame:
        """One row per week; shares and bonds are means over the active members, NaN when there are none.

        Attendance is the share of all called to the week's gatherings who met there; who finds nobody, meets nobody.
        """
        return pd.DataFrame([_row(*each) for each in self._weeks])


def _row(sizes: tuple[int, ...], counts: np.ndarray, intensity: float, sums: np.ndarray) -> dict[str, float]:
    active, gatherings = sizes[2], counts[Count.gatherings]
    row: dict[str, float] = {
        **dict(zip(("week", "registered", "active", "dormant", "lines_alive"), sizes, strict=True)),
        **{each.name: int(counts[each]) for each in Count},
        "attendance": counts[Count.came] / counts[Count.called] if counts[Count.called] else np.nan,
        "ritual_intensity": intensity / gatherings if gatherings else np.nan,
    }
    answered = sums[-1]  # only they have a way of answering violations
    for name, total in zip((*STATES, "inside_ties"), sums[:-1], strict=True):
        members = answered if name == "violation_response" else active
        row[name] = total * STEP / members if members else np.nan
    return row
