"""What joining and ceasing do to the table and to the people around.

A newcomer's row is written whole; the neighbours learn that one more, or one fewer, of their ties is a member, and
when somebody they know can be asked again.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.kinship import first_kinship
from model.mates import slots_of
from model.prefetch import prefetch
from model.ritual import towards
from model.table import ACTIVE, DORMANT, NEVER, NOBODY, TAKEN
from model.ties import can_pay, default_on_loan, find_lender, warn
from model.trade import set_paces
from model.weekly import Count

CEASED, JOINED, LENT = Count.ceased.value, Count.joined.value, Count.lent.value
MEMBER_PAYMENTS, PRODUCTION, RESIDUAL = (
    Count.member_payments.value,
    Count.production_cost.value,
    Count.company_residual.value,
)
NONE_ANSWERED = -1.0  # way of answering violations of a member who has answered none


@compiled
def can_be_asked_from(week, person, members, society, people):
    """Let a person be asked from `week` on, and let the neighbours know that they need not wait longer."""
    people.ask_from[person] = week
    for tie in range(society.ties[person], society.ties[person + 1]):  # without branches: nobody's row stands for row 0
        row = people.row[society.neighbour[tie]]
        before = members.nobody_before[max(row, 0)]
        members.nobody_before[max(row, 0)] = min(before, week) if row != NOBODY else before


@compiled
def release_guest(row, members, society, people):
    """End a pending invitation; the person can be asked again."""
    if members.guest[row] != NOBODY:
        can_be_asked_from(0, members.guest[row], members, society, people)
        members.guest[row] = NOBODY


@compiled
def cease(week, row, members, society, people, hearsay, trust, p, counts):
    """End a member's activity: dormant from now on, no longer an inside tie, the pending guest released.

    Who is disappointed warns the people around; who has not paid back the loan for joining never does.
    """
    members.status[row] = DORMANT
    members.ceased[row] = week
    members.line_active[members.line[row]] -= 1
    release_guest(row, members, society, people)
    people.row[members.person[row]] = NOBODY
    members.ties_inside[row] = 0
    change_inside_ties(members.person[row], -1, members, society, people)
    counts[CEASED] += 1
    if members.satisfaction[row] < 0.0:
        warn(members.person[row], 1, society, hearsay)
    default_on_loan(row, members, society, trust, p, counts)


@compiled
def prefetch_people_around(person, society, people):
    """Have at hand what is to be changed about a person's neighbours."""
    for tie in range(society.ties[person], society.ties[person + 1]):
        prefetch(people.inside_ties, society.neighbour[tie])
        prefetch(people.row, society.neighbour[tie])


@compiled
def change_inside_ties(person, change, members, society, people):
    """Tell the neighbours of a person that one more, or one fewer, of their ties is an active member.

    Members have the number in their own row as well: all of them read it every week, and people lie scattered.
    """
    for tie in range(society.ties[person], society.ties[person + 1]):
        neighbour = society.neighbour[tie]
        people.inside_ties[neighbour] += change
        row = people.row[neighbour]
        members.ties_inside[max(row, 0)] += change if row != NOBODY else 0


@compiled
def join(week, row, person, sponsor, upline, rank, members, society, people, hearsay, trust, rates, counts):
    """Write a newcomer into row `row`; `sponsor` is NOBODY for a founder, who brings strength and pays nothing."""
    p, t = rates.recruitment, rates.trade
    founding = sponsor == NOBODY
    members.person[row] = person
    members.sponsor[row] = sponsor
    members.parent[row] = upline
    members.line[row] = row if founding else members.line[upline]
    members.team[row] = row if founding else members.team[upline]
    members.line_active[members.line[row]] += 1
    members.level[row] = 0 if founding else members.level[upline] + 1
    members.rank[row] = rank
    members.status[row] = ACTIVE
    members.joined[row] = week
    members.last_recruited[row] = week
    members.helps[row] = NOBODY
    members.renewed[row] = week
    members.ceased[row] = NEVER
    members.left[row] = NEVER
    members.occupation[row] = society.occupation[person]
    members.culture[row] = people.culture[person]
    members.rationality[row] = society.rationality[person]
    members.means[row] = society.means[person]
    members.hours[row] = society.hours[person]
    members.energy[row] = p.founder_strength if founding else p.first_energy
    first_symbols = p.founder_strength if founding else p.first_symbols
    members.symbol_attachment[row] = first_symbols if rates.ritual.symbols else 0.0
    members.interdependence[row] = p.founder_strength if founding else 0.0
    members.team_trust[row] = p.founder_strength if founding else p.first_trust
    members.violation_response[row] = NONE_ANSWERED
    members.restoring_response[row] = NONE_ANSWERED
    members.let_down_by[row] = NOBODY
    taught = 0.0 if founding else t.handed_down * np.float64(members.skill[sponsor])
    members.skill[row] = p.founder_strength if founding else towards(t.first_skill, taught, 1.0)
    members.aspiration[row] = t.first_aspiration * np.float64(society.means[person])
    members.guest[row] = NOBODY
    members.outside_closeness[row] = 1.0
    for slot in slots_of(members):
        slot[row] = NOBODY
    members.lender[row] = NOBODY
    members.kinship[row] = 0.0 if founding else first_kinship(person, members.person[upline], society)
    people.ask_from[person] = TAKEN
    people.row[person] = row
    members.ties[row] = people.ties[person]
    members.ties_inside[row] = people.inside_ties[person]
    change_inside_ties(person, 1, members, society, people)
    if hearsay[person].warns > 0:
        warn(person, -hearsay[person].warns, society, hearsay)
    if not founding:
        members.recruits[sponsor] += 1
        members.last_recruited[sponsor] = week
        members.month_fees[row] += t.starter_kit
        team, fresh = members.team[row], rates.ritual.habituation_newcomer  # a new face
        members.habituation[team] = towards(np.float64(members.habituation[team]), fresh, 0.0)
        counts[JOINED] += 1
        counts[MEMBER_PAYMENTS] += t.starter_kit
        counts[PRODUCTION] += t.kit_cost
        counts[RESIDUAL] += t.starter_kit - t.kit_cost
        if not can_pay(t.starter_kit, np.float64(society.means[person]), rates.ties):
            members.lender[row] = find_lender(person, t.starter_kit, society, trust, rates.ties)
            if members.lender[row] != NOBODY:  # pure recruiting asks nobody whether there is a lender
                members.debt[row] = t.starter_kit
                counts[LENT] += t.starter_kit


@compiled
def join_all(week, first_row, person, sponsor, upline, rank, members, society, people, hearsay, trust, rates, counts):
    """Write all newcomers of a week into the table, from row `first_row` on."""
    for k in range(len(person)):
        join(
            week, first_row + k, person[k], sponsor[k], upline[k], rank,
            members, society, people, hearsay, trust, rates, counts,
        )  # fmt: skip
    set_paces(first_row, first_row + len(person), members, society, rates.trade)
