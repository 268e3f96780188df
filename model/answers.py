"""Answers to pitches: who is invited, who says yes, what a refusal costs.

The loops that apply the rules of `model.recruitment` to those whom `model.pitches` lists, in order of rows.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import ANSWER, draw
from model.prefetch import AHEAD, prefetch, prefetch_run
from model.recruitment import (
    GUEST,
    INVITES,
    RATIONAL,
    base_yield,
    burnt_trust,
    distrust_towards,
    joining_probability,
    warned_share,
    worth_joining,
)
from model.ritual import scepticism, towards
from model.society import WORK, first_trust, share_inside
from model.table import INVITED, NOBODY
from model.ties import can_pay, expected_income, find_lender, other_end, told_income
from model.weekly import LEDGER, Count

CONTACTS, REFUSALS = Count.contacts.value, Count.refusals.value
ASKED, CAME, JOINED, REFUSED = range(len(LEDGER))


@compiled
def hear_answers(week, members, society, people, hearsay, trust, balance, rates, counts, ledger, pitches, made):
    """Guests who saw a gathering and persons asked alone answer, others are invited; returns how many join."""
    p, b, new = rates.recruitment, rates.boundary, 0
    for each in range(made):
        _prefetch_answer(min(each + 2 * AHEAD, made - 1), members, society, people, hearsay, trust, balance, pitches)
        prefetch_run(society.neighbour, society.ties[pitches.target[min(each + AHEAD, made - 1)]])
        row, guest, place, way = pitches.asker[each], pitches.target[each], pitches.tie[each], pitches.way[each]
        tie, ritual = (pitches.first[each] + place if place >= 0 else NOBODY), 0.0
        kind = place if place < 0 else np.int64(society.tie_type[tie])  # the last rows of a ledger are these two
        if way == GUEST:
            ritual = max(0.0, np.float64(members.guest_impression[row]))  # who saw no gathering in time is asked alone
            members.guest[row] = NOBODY
        else:
            if people.asked_by[guest] != each:
                continue
            counts[CONTACTS] += 1
            hearsay[guest].asked += 1
            ledger[kind, ASKED] += 1
            if way == INVITES:
                _invite(week.number, row, guest, place, members, people)
                members.guest_scepticism[row] = _scepticism_of(guest, society, people, hearsay, rates.ritual)
                continue
        ledger[kind, CAME] += ritual > 0.0
        if _says_yes(week, row, guest, tie, kind, ritual, members, society, people, hearsay, trust, balance, rates):
            pitches.new_person[new] = guest
            pitches.new_sponsor[new] = row
            new += 1
            ledger[kind, JOINED] += 1
        else:
            ledger[kind, REFUSED] += 1
            counts[REFUSALS] += 1
            _refuse(week.number, row, guest, tie, members, society, people, trust, p, b)
    for each in range(made):
        people.asked_by[pitches.target[each]] = NOBODY
    return new


@compiled
def _says_yes(week, row, guest, tie, tie_type, ritual, members, society, people, hearsay, trust, balance, rates):
    p, asker, owed, burnt, trusted = rates.recruitment, members.person[row], 0.0, 0.0, 0.0
    if society.open[guest] == 0 or people.inside_ties[guest] < p.peers_needed:
        return False
    if tie != NOBODY:
        owed = np.float64(balance[tie])
        trusted = np.float64(trust[tie])
        burnt = burnt_trust(trusted, first_trust(tie, society))
    told = told_income(np.float64(members.felt_income[row]), np.float64(members.aspiration[row]), rates.ties)
    expected = expected_income(told, np.float64(hearsay[guest].heard), hearsay[guest].times_heard, rates.ties)
    chance = joining_probability(
        base_yield(tie_type, p),
        np.float64(members.energy[row]),
        ritual,
        np.float64(members.interdependence[row]),
        share_inside(people.inside_ties[guest], people.ties[guest], week.everyone),
        warned_share(hearsay[guest].warned, people.ties[guest]),
        distrust_towards(np.float64(members.distrust[row]), trusted),
        expected / np.float64(society.means[guest]),
        np.float64(society.rationality[guest]),
        owed,
        burnt,
        np.float64(society.talent[asker]),
        p,
    )
    if p.joining == RATIONAL:
        chance = 1.0 if worth_joining(expected, float(rates.trade.starter_kit)) else 0.0
    number = draw(week.key, ANSWER, week.number, guest, asker)[0]
    return number < chance and _finds_money(guest, society, trust, rates)


@compiled
def _finds_money(guest, society, trust, rates):
    """Whether a guest can pay for joining, or knows somebody who lends."""
    price, means = rates.trade.starter_kit, np.float64(society.means[guest])
    return can_pay(price, means, rates.ties) or find_lender(guest, price, society, trust, rates.ties) != NOBODY


@compiled
def _refuse(week, row, guest, tie, members, society, people, trust, p, b):
    people.ask_from[guest] = week + p.refusal_weeks  # nobody waits for longer than that
    members.distrust[row] = towards(np.float64(members.distrust[row]), b.distrust_refusal, 1.0)
    if tie != NOBODY:
        lost = p.formal_refusal_trust if society.tie_type[tie] == WORK else p.refusal_trust
        back = other_end(members.person[row], tie, society)
        trust[tie] = towards(np.float64(trust[tie]), lost, 0.0)
        trust[back] = towards(np.float64(trust[back]), lost, 0.0)


@compiled
def _scepticism_of(guest, society, people, hearsay, p):
    """How little of a gathering somebody would share who is invited to it."""
    warned = warned_share(hearsay[guest].warned, people.ties[guest])
    return scepticism(society.open[guest] == 1, np.float64(society.rationality[guest]), warned, p)


@compiled
def _invite(week, row, guest, place, members, people):
    people.ask_from[guest] = INVITED
    members.guest[row] = guest
    members.guest_tie[row] = place
    members.guest_since[row] = week
    members.guest_impression[row] = -1.0


@compiled
def _prefetch_answer(each, members, society, people, hearsay, trust, balance, pitches):
    """Have at hand what an answer and a refusal look up."""
    guest, tie = pitches.target[each], pitches.first[each] + max(pitches.tie[each], 0)
    prefetch(hearsay, guest)
    prefetch(people.inside_ties, guest)
    prefetch(society.open, guest)
    prefetch(society.means, guest)
    prefetch(society.rationality, guest)
    prefetch(society.ties, guest)
    prefetch(society.talent, members.person[pitches.asker[each]])
    prefetch(society.tie_type, tie)
    prefetch(trust, tie)
    prefetch(balance, tie)
