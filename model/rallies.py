"""Rallies and the convention: whole lines gather every month, and once a year everybody.

What a team's gathering is in small: focus and mood feed each other or fail, energy and symbols are charged, hopes
raised (the same rules and the same loops, `model.ritual` and `model.ceremony`). A hall full of people is dense,
hears its speakers - the founder of the line and the members of highest rank - and can hold members whose own team is
too small for its gatherings to take hold. It costs entrance and a fare, and hours that the following week lacks; the
larger it is, the smaller the share who come (F12). Held on the last weekend of a month, before its books are closed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.ceremony import ABSENT, arrive, charge, entrain, new_evening, open_doors, shut_doors, weigh_chances
from model.compilation import compiled
from model.draws import RALLY, RALLY_DOORS, draw, fill_words, unit
from model.kinship import kinship_after
from model.rally_parameters import RallyParameters
from model.ritual import attendance_pull, crowd, fails, reminders
from model.table import NOBODY, rows_up_to
from model.weekly import Count

RALLIES, FAILED, CALLED, CAME, GUESTS, PAID = (
    Count.rallies.value,
    Count.rallies_failed.value,
    Count.rally_called.value,
    Count.rally_came.value,
    Count.guests.value,
    Count.rally_payments.value,
)
MEMBER_PAYMENTS, SUPPLIERS, RESIDUAL = (
    Count.member_payments.value,
    Count.supplier_payments.value,
    Count.company_residual.value,
)
SPEAKER = 1.0  # place at the centre of a ritual
_DOORS_OF_CONVENTION = 1


class Assembly(NamedTuple):
    """One kind of assembly: a line's rally, or the convention."""

    together: bool  # all lines
    lowest_rank: int
    smallest: int  # members called
    hours: float  # of ceremony
    away: float  # hours in all
    entrance: int  # rupiah
    hall: int  # rupiah of the entrance, for outside suppliers
    fare: int  # rupiah


class Calling(NamedTuple):
    """Who is called to which assembly."""

    to: np.ndarray  # (active,) int32, number of the assembly, or NOBODY
    founder: np.ndarray  # (assemblies,) int32, row of the founder of the line; NOBODY for the convention
    called: np.ndarray  # (assemblies,) int32, how many
    best_rank: np.ndarray  # (assemblies,) int32, highest rank that came
    came: np.ndarray  # (rows,) uint8, whether the member came


@compiled
def price_felt(price, means, p):
    """Loss of attendance, in logits, by a price against a month's means, both in rupiah.

    Form and size: assumption.
    """
    return p.attendance_price * min(1.0, price / means)


@compiled
def is_speaker(is_founder, rank, best_rank, entry_rank):
    """Whether a member stands on the stage: the founder of a line, or a rank above entry that nobody present exceeds.

    Assumption.
    """
    return is_founder or (rank == best_rank and rank > entry_rank)


def assembly_of_month(month: int, p: RallyParameters) -> Assembly | None:
    """What is held at the end of a month, the convention rather than rallies; None when it is neither's turn."""
    if p.convention_months > 0 and month % p.convention_months == 0:
        hours, travel = p.convention_hours, p.convention_travel_hours
        together, rank, entrance, fare = True, p.convention_rank, p.convention_entrance, p.convention_travel
    elif p.rally_months > 0 and month % p.rally_months == 0:
        hours, travel = p.rally_hours, p.rally_travel_hours
        together, rank, entrance, fare = False, 0, p.rally_entrance, p.rally_travel
    else:
        return None
    hall = entrance * p.hall_percent // 100
    return Assembly(together, rank, p.smallest_line, hours, hours + travel, entrance, hall, fare)


def hold(
    key: np.uint64,
    week: int,
    active: np.ndarray,
    members: Any,
    categories: int,
    assembly: Assembly,
    rates: Any,
    counts: np.ndarray,
) -> bool:
    """Hold the assemblies of a month's end.

    Parameters
    ----------
    active
        Rows of the active members, ascending (int32).
    categories
        Number of categories of a cultural trait.

    Returns
    -------
    Whether any was called, so that members may owe hours.
    """
    rows = rows_up_to(active)
    calling = Calling(
        to=np.full(len(active), NOBODY, np.int32),
        founder=np.empty(len(active) // assembly.smallest + 1, np.int32),
        called=np.empty(len(active) // assembly.smallest + 1, np.int32),
        best_rank=np.zeros(len(active) // assembly.smallest + 1, np.int32),
        came=np.zeros(rows, np.uint8),
    )
    size, number = np.zeros(rows, np.int32), np.full(rows, NOBODY, np.int32)
    found = _call(active, members, assembly, size, number, calling)
    if found == 0:
        return False
    evening = new_evening(found, len(active), categories)
    fill_words(key, RALLY, week, members.person[active], 0, evening.words)
    ceremony = rates.ritual._replace(length_hours=assembly.hours)
    journey = rates.ritual._replace(length_hours=assembly.away)
    _hold(key, week, active, members, assembly, ceremony, journey, rates, counts, calling, evening)
    return True


@compiled
def _call(active, members, assembly, size, number, calling):
    """Call the lines that are large enough, or all together; returns how many assemblies there are."""
    for row in active:
        if members.rank[row] >= assembly.lowest_rank:
            size[0 if assembly.together else members.line[row]] += 1
    found = 0
    for k in range(len(active)):
        row = active[k]
        line = 0 if assembly.together else members.line[row]
        if size[line] < assembly.smallest or members.rank[row] < assembly.lowest_rank:
            continue
        if number[line] == NOBODY:
            number[line] = found
            calling.founder[found] = NOBODY if assembly.together else line
            calling.called[found] = size[line]
            found += 1
        calling.to[k] = number[line]
    return found


@compiled
def _hold(key, week, active, members, assembly, ceremony, journey, rates, counts, calling, evening):
    for place in range(len(evening.meetings)):
        meeting = evening.meetings[place]
        meeting.crowding = crowd(np.float64(calling.called[place]), ceremony)
        meeting.energy_left, meeting.symbols_left, meeting.density_left = 1.0, 1.0, 1.0  # it is the week's end
        open_doors(meeting, evening.tally[place])
        counts[CALLED] += calling.called[place]
    _weigh_coming(active, members, assembly, journey, rates, calling, evening)
    weigh_chances(ceremony, evening)
    _come(active, members, calling, evening)
    for place in range(len(evening.meetings)):
        if evening.meetings[place].came >= 2:
            founder = calling.founder[place]
            shut_doors(_doors(key, week, founder, members) < rates.boundary.closure, evening.meetings[place])
    entrain(ceremony, evening)
    _settle(assembly, ceremony, counts, evening)
    _charge(active, members, assembly, rates, calling, evening)


@compiled
def _doors(key, week, founder, members):
    if founder == NOBODY:
        return draw(key, RALLY_DOORS, week, 0, _DOORS_OF_CONVENTION)[0]
    return draw(key, RALLY_DOORS, week, members.person[founder], 0)[0]


@compiled
def _weigh_coming(active, members, assembly, journey, rates, calling, evening):
    price = np.float64(assembly.entrance + assembly.fare)
    for k in range(len(active)):
        row = active[k]
        evening.pull[k], evening.reminded[k] = 0.0, 1.0
        if calling.to[k] == NOBODY:
            continue
        pull = attendance_pull(
            np.float64(members.energy[row]),
            np.float64(members.symbol_attachment[row]),
            np.float64(members.favour_balance[row]),
            np.float64(members.mates[row]),
            np.float64(members.hours[row]),
            evening.meetings[calling.to[k]].crowding,
            journey,
        )
        evening.pull[k] = pull - price_felt(price, np.float64(members.means[row]), rates.rallies)
        evening.reminded[k] = reminders(np.float64(members.kinship[row]), rates.ties.kin_reminder)


@compiled
def _come(active, members, calling, evening):
    """Decide who comes, uplines first so that they can remind."""
    for k in range(len(active)):
        row, place = active[k], calling.to[k]
        upline = members.parent[row]
        reminded = upline != NOBODY and calling.came[upline] == 1
        chance = evening.reminded[k] if reminded else evening.chance[k]
        if place == NOBODY or unit(evening.words[0, k]) >= chance:
            evening.central[k] = ABSENT
            continue
        calling.came[row] = 1
        calling.best_rank[place] = max(calling.best_rank[place], members.rank[row])
        arrive(row, evening.meetings[place], members, evening.tally[place])


@compiled
def _settle(assembly, p, counts, evening):
    """Count the assemblies to which two or more came, and what was paid for them; who finds nobody is not charged."""
    for place in range(len(evening.meetings)):
        meeting = evening.meetings[place]
        if meeting.came < 2:
            continue
        meeting.felt = meeting.intensity  # nobody knows by heart what comes once a month
        counts[RALLIES] += 1
        counts[FAILED] += fails(evening.focus_gain[place], evening.mood_gain[place], p)
        counts[CAME] += meeting.came
        counts[GUESTS] += meeting.guests
        counts[PAID] += meeting.came * (assembly.entrance + assembly.fare)
        counts[MEMBER_PAYMENTS] += meeting.came * (assembly.entrance + assembly.fare)
        counts[SUPPLIERS] += meeting.came * (assembly.hall + assembly.fare)
        counts[RESIDUAL] += meeting.came * (assembly.entrance - assembly.hall)


@compiled
def _charge(active, members, assembly, rates, calling, evening):
    """Charge everybody who came, in spirit, money and hours; who came with the upline becomes more like kin."""
    for k in range(len(active)):
        row, place, central = active[k], calling.to[k], evening.central[k]
        if central == ABSENT or evening.meetings[place].came < 2:
            continue
        if is_speaker(members.line[row] == row, members.rank[row], calling.best_rank[place], rates.ranks.entry):
            central = SPEAKER
        meeting = evening.meetings[place]
        charge(row, central, meeting, evening.tally[place], evening.focus[place], evening.mood[place], members, rates)
        members.month_rallies[row] += 1
        members.month_fees[row] += assembly.entrance + assembly.fare
        members.hours_owed[row] = members.hours_owed[row] + assembly.away
        upline = members.parent[row]
        if upline != NOBODY and calling.came[upline] == 1:
            members.kinship[row] = kinship_after(np.float64(members.kinship[row]), 1.0, 1.0, rates.ties)
