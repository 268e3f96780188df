"""Recruiting: whom a member asks, through which tie, alone or at a gathering, and who says yes.

Pitches rise with emotional energy and free hours. Ties are chosen by trust and, if the organisation wants it, by
likeness; strangers are avoided by those who distrust outsiders. Yields by tie keep the ratios of Stark & Bainbridge
(1980); a guest is drawn by the asker's energy, by the gathering seen, by peers already inside and, if rational, by
income, and put off by the asker's distrust. A refusal costs the tie its trust and teaches distrust. When two members
ask one person in the same week, the lowest keyed draw goes first and the other finds the person taken.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.compilation import compiled
from model.draws import ANSWER, CLAIM, CONTACT, PITCH_MADE, below, draw, unit
from model.ritual import towards
from model.society import COMMUNITY, STRANGER, TRAITS_EACH, share_inside, traits_shared
from model.table import ACTIVE, NEVER, NO_CLAIM, NOBODY, TAKEN
from model.trade import free_hours
from model.tree import place_directly
from model.weekly import Count

CONTACTS, REFUSALS, JOINED = Count.contacts.value, Count.refusals.value, Count.joined.value
MEMBER_PAYMENTS, PRODUCTION, RESIDUAL = (
    Count.member_payments.value,
    Count.production_cost.value,
    Count.company_residual.value,
)
UNDECIDED = 0.5  # way of answering violations of a member who has answered none
REFERENCE_HOURS = 4.0  # hours of prospecting a week for which the contact rate is stated
REFERENCE_ENERGY = 0.5  # energy of the asker for which the yields are stated


@compiled
def pitch_rate(prospecting_hours, energy, p):
    """Pitches of a member in a week."""
    return p.contact * (p.contact_floor + (1.0 - p.contact_floor) * energy) * prospecting_hours / REFERENCE_HOURS


@compiled
def within_week(rate):
    """Chance that an event of this weekly rate happens within a week; never more than the rate."""
    return 1.0 - np.exp(-rate)


@compiled
def pitch_probability(prospecting_hours, energy, p):
    """Chance that a member makes a pitch in a week."""
    return within_week(pitch_rate(prospecting_hours, energy, p))


@compiled
def stranger_probability(distrust, p):
    """Chance that a pitch goes to a stranger rather than along a tie."""
    return p.stranger * (1.0 - distrust)


@compiled
def appeal_of_likeness(alike, p):
    """How much more readily one asks somebody who shares this share of cultural traits."""
    return np.exp(p.likeness_preference * alike)


@compiled
def base_yield(tie_type, p):
    """Share of persons asked through a tie of this type who say yes to an ordinary asker, alone."""
    if tie_type == STRANGER:
        return p.yield_stranger
    return p.yield_weak if tie_type >= COMMUNITY else p.yield_strong


@compiled
def joining_probability(base, energy, ritual, interdependence, peers, distrust, income, rationality, p):
    """Chance that a person who could ever join says yes.

    `ritual` is the intensity of the gathering the guest saw (0 when asked alone), `peers` the share of the guest's
    ties that are members, `income` the asker's monthly income over the guest's means.
    """
    if base <= 0.0 or base >= 1.0:
        return base
    logit = (
        np.log(base / (1.0 - base))
        + p.pull_energy * (energy - REFERENCE_ENERGY)
        + p.pull_ritual * ritual
        + p.pull_interdependence * interdependence
        + p.pull_peers * peers
        - p.push_distrust * distrust
        + p.pull_income * rationality * np.tanh(income)
    )
    return 1.0 / (1.0 + np.exp(-logit))


@compiled
def _choose_tie(person, week, number, society, people, appeal, weights):
    """Place among the person's ties of whom to ask, by trust and likeness, or NOBODY when nobody is left to ask."""
    first, end = society.ties[person], society.ties[person + 1]
    total = 0.0
    for tie in range(first, end):
        other = society.neighbour[tie]
        weight = 0.0
        if people.ask_from[other] <= week:
            weight = people.trust[tie] * appeal[traits_shared(society.traits, person, other)]
        total += weight
        weights[tie - first] = weight
    if total <= 0.0:
        return NOBODY
    reached, last = 0.0, NOBODY
    for place in range(end - first):
        if weights[place] > 0.0:
            reached += weights[place]
            last = place
            if reached > number * total:
                break
    return last


@compiled
def _seek(week, row, columns, society, people, p, appeal, weights):
    """Whom a member asks: person (or NOBODY), place of the tie (or NOBODY), number that decides on bringing."""
    person = columns.person[row]
    kind, which, brought, _ = draw(week.key, CONTACT, week.number, person, 0)
    has_ties = society.ties[person + 1] > society.ties[person]
    if has_ties and kind >= stranger_probability(float(columns.distrust[row]), p):
        place = _choose_tie(person, week.number, which, society, people, appeal, weights)
        if place == NOBODY:
            return NOBODY, NOBODY, brought
        return society.neighbour[society.ties[person] + place], place, brought
    other = below(which, len(society.occupation))
    return (other if people.ask_from[other] <= week.number else NOBODY), NOBODY, brought


@compiled
def _says_yes(week, row, guest, place, ritual, columns, society, people, p):
    asker = columns.person[row]
    tie_type = STRANGER if place == NOBODY else np.int64(society.tie_type[society.ties[asker] + place])
    chance = joining_probability(
        base_yield(tie_type, p),
        float(columns.energy[row]),
        ritual,
        float(columns.interdependence[row]),
        share_inside(guest, week.everyone, society, people),
        float(columns.distrust[row]),
        float(columns.felt_income[row]) / float(society.means[guest]),
        float(society.rationality[guest]),
        p,
    )
    return society.open[guest] == 1 and draw(week.key, ANSWER, week.number, guest, asker)[0] < chance


@compiled
def _refuse(week, row, guest, place, columns, society, people, p, b):
    people.ask_from[guest] = week + p.refusal_weeks
    columns.distrust[row] = towards(float(columns.distrust[row]), b.distrust_refusal, 1.0)
    if place != NOBODY:
        tie = society.ties[columns.person[row]] + place
        people.trust[tie] = towards(float(people.trust[tie]), p.refusal_trust, 0.0)


@compiled
def release_guest(row, columns, people):
    """End a pending invitation; the person can be asked again."""
    if columns.guest[row] != NOBODY:
        people.ask_from[columns.guest[row]] = 0
        columns.guest[row] = NOBODY


class Pitches(NamedTuple):
    """Who is asked in a week, by place in the list of active members, and who joins."""

    target: np.ndarray  # int32, person asked or NOBODY
    tie: np.ndarray  # int32, place of the tie or NOBODY
    brings: np.ndarray  # uint8, to a gathering
    bid: np.ndarray  # uint64, keyed draw and asker
    new_person: np.ndarray  # int32
    new_sponsor: np.ndarray  # int32


def recruit(week, columns, society, people, rates, counts):
    """Phase 4: pitches, invitations and answers; returns the persons who join and the rows of their sponsors (int32).

    Whom to ask is decided on the state as the phase began; answers are given in order of rows.
    """
    size = len(week.active)
    pitches = Pitches(
        target=np.full(size, NOBODY, np.int32),
        tie=np.full(size, NOBODY, np.int32),
        brings=np.zeros(size, np.uint8),
        bid=np.zeros(size, np.uint64),
        new_person=np.empty(size, np.int32),
        new_sponsor=np.empty(size, np.int32),
    )
    appeal = np.array(
        [appeal_of_likeness(shared / TRAITS_EACH, rates.recruitment) for shared in range(TRAITS_EACH + 1)]
    )
    weights = np.empty(society.most_ties)
    _pitch(week, columns, society, people, rates, pitches, appeal, weights)
    new = _hear_answers(week, columns, society, people, rates, counts, pitches)
    return pitches.new_person[:new], pitches.new_sponsor[:new]


@compiled
def _pitch(week, columns, society, people, rates, pitches, appeal, weights):
    """Everyone without a pending guest decides whom to ask, and bids for that person."""
    p, b, t, active = rates.recruitment, rates.boundary, rates.trade, week.active
    for k in range(len(active)):
        row = active[k]
        if columns.guest[row] != NOBODY:
            continue
        number = unit(week.chances[PITCH_MADE, k])
        prospecting = t.prospecting_share * free_hours(float(columns.hours[row]), float(columns.hours_used[row]))
        rate = pitch_rate(prospecting, float(columns.energy[row]), p)
        if number >= rate or number >= within_week(rate):  # the first spares most members the exponential
            continue
        target, tie, brought = _seek(week, row, columns, society, people, p, appeal, weights)
        if target != NOBODY:
            pitches.target[k] = target
            pitches.tie[k] = tie
            pitches.brings[k] = brought < p.bring * (1.0 - b.closure)
            first = np.uint64(draw(week.key, CLAIM, week.number, columns.person[row], target)[0] * 4294967296.0)
            pitches.bid[k] = (first << np.uint64(32)) | np.uint64(columns.person[row])
            people.claim[target] = min(people.claim[target], pitches.bid[k])


@compiled
def _hear_answers(week, columns, society, people, rates, counts, pitches):
    """Guests who saw a gathering and persons asked alone answer, others are invited; returns how many join."""
    p, b, active = rates.recruitment, rates.boundary, week.active
    new = 0
    for k in range(len(active)):
        row = active[k]
        guest, place, ritual = columns.guest[row], columns.guest_tie[row], 0.0
        if guest != NOBODY:
            if columns.guest_impression[row] < 0.0:
                if week.number - columns.guest_since[row] >= p.patience:
                    release_guest(row, columns, people)
                continue
            ritual = float(columns.guest_impression[row])
            release_guest(row, columns, people)
        elif pitches.target[k] != NOBODY and people.claim[pitches.target[k]] == pitches.bid[k]:
            counts[CONTACTS] += 1
            guest, place = pitches.target[k], pitches.tie[k]
            if pitches.brings[k]:
                people.ask_from[guest] = TAKEN
                columns.guest[row] = guest
                columns.guest_tie[row] = place
                columns.guest_since[row] = week.number
                columns.guest_impression[row] = -1.0
                continue
        else:
            continue
        if _says_yes(week, row, guest, place, ritual, columns, society, people, p):
            pitches.new_person[new] = guest
            pitches.new_sponsor[new] = row
            new += 1
        else:
            counts[REFUSALS] += 1
            _refuse(week.number, row, guest, place, columns, society, people, p, b)
    for k in range(len(active)):
        if pitches.target[k] != NOBODY:
            people.claim[pitches.target[k]] = NO_CLAIM
    return new


@compiled
def change_inside_ties(person, change, society, people):
    """Tell the neighbours of a person that one more, or one fewer, of their ties is an active member."""
    for tie in range(society.ties[person], society.ties[person + 1]):
        people.inside_ties[society.neighbour[tie]] += change


@compiled
def join(week, row, person, sponsor, columns, society, people, p, t, counts):
    """Write a newcomer into row `row`; `sponsor` is NOBODY for a founder, who brings strength and pays nothing."""
    founding = sponsor == NOBODY
    columns.person[row] = person
    columns.sponsor[row] = sponsor
    upline = NOBODY if founding else place_directly(sponsor)
    columns.parent[row] = upline
    columns.line[row] = row if founding else columns.line[upline]
    columns.team[row] = row if founding else columns.team[upline]
    columns.level[row] = 0 if founding else columns.level[upline] + 1
    columns.status[row] = ACTIVE
    columns.joined[row] = week
    columns.renewed[row] = week
    columns.ceased[row] = NEVER
    columns.left[row] = NEVER
    columns.occupation[row] = society.occupation[person]
    columns.rationality[row] = society.rationality[person]
    columns.means[row] = society.means[person]
    columns.hours[row] = society.hours[person]
    columns.energy[row] = p.founder_strength if founding else p.first_energy
    columns.symbol_attachment[row] = p.founder_strength if founding else p.first_symbols
    columns.interdependence[row] = p.founder_strength if founding else 0.0
    columns.team_trust[row] = p.founder_strength if founding else p.first_trust
    columns.violation_response[row] = UNDECIDED
    taught = 0.0 if founding else t.handed_down * float(columns.skill[sponsor])
    columns.skill[row] = p.founder_strength if founding else towards(t.first_skill, taught, 1.0)
    columns.aspiration[row] = t.first_aspiration * float(society.means[person])
    columns.guest[row] = NOBODY
    people.ask_from[person] = TAKEN
    change_inside_ties(person, 1, society, people)
    if not founding:
        columns.recruits[sponsor] += 1
        columns.month_fees[row] += t.starter_kit
        counts[JOINED] += 1
        counts[MEMBER_PAYMENTS] += t.starter_kit
        counts[PRODUCTION] += t.kit_cost
        counts[RESIDUAL] += t.starter_kit - t.kit_cost


@compiled
def join_all(week, first_row, new, new_person, new_sponsor, columns, society, people, p, t, counts):
    """Write all newcomers of a week into the table, from row `first_row` on."""
    for k in range(new):
        join(week, first_row + k, new_person[k], new_sponsor[k], columns, society, people, p, t, counts)
