"""The weekly record: what a run reports of every week, counted by the phases as they go."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import pandas as pd

from model.compilation import compiled
from model.society import TIE_NAMES

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


LEDGER = ("asked", "came", "joined", "refused")
MONEY = tuple(Count)[Count.customer_payments :]


def sums_over(active, members, inside):
    """Sums over the active members in order of rows (float64): states, share of ties inside, who has answered."""
    sums = np.zeros(len(STATES) + 2)
    _sum(active, members, inside, sums)
    return sums


@compiled
def _sum(active, members, inside, sums):
    density = focus = emotion = symbols = response = distrust = energy = 0.0
    interdependence = trust = satisfaction = skill = closeness = identification = kinship = ties_inside = answered = 0.0
    for k in range(len(active)):
        row = active[k]
        has_answered = members.violation_response[row] >= 0.0
        density += members.physical_density[row]
        focus += members.shared_focus[row]
        emotion += members.shared_emotion[row]
        symbols += members.symbol_attachment[row]
        response += np.float64(members.violation_response[row]) * has_answered
        distrust += members.distrust[row]
        energy += members.energy[row]
        interdependence += members.interdependence[row]
        trust += members.team_trust[row]
        satisfaction += members.satisfaction[row]
        skill += members.skill[row]
        closeness += members.outside_closeness[row]
        identification += members.identification[row]
        kinship += members.kinship[row]
        ties_inside += inside[k]
        answered += has_answered
    sums[:7] = density, focus, emotion, symbols, response, distrust, energy
    sums[7:12] = interdependence, trust, satisfaction, skill, closeness
    sums[12:] = identification, kinship, ties_inside, answered


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
        row[name] = total / members if members else np.nan
    return row
