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
from model.draws import ANSWER, CLAIM, CONSIDERED, PITCH_MADE, below, draw, unit
from model.elementary import exponential
from model.months import MONTHS_PER_YEAR
from model.prefetch import AHEAD, prefetch
from model.recruitment_parameters import RecruitmentParameters
from model.ritual import OBLIGING_FAVOURS, scepticism, towards
from model.society import (
    COMMUNITY,
    REFERRAL,
    STRANGER,
    TRAITS_EACH,
    WORK,
    first_trust,
    share_inside,
    traits_shared,
    usual_ties,
)
from model.table import INVITED, NOBODY, TAKEN
from model.ties import can_pay, expected_income, find_lender, other_end, told_income
from model.trade import free_hours
from model.weekly import LEDGER, Count

CONTACTS, REFUSALS = Count.contacts.value, Count.refusals.value
ASKED, CAME, JOINED, REFUSED = range(len(LEDGER))
OWN_TIE = 0
RATIONAL = RecruitmentParameters.place("joining", "rational")
REFERENCE_HOURS = 4.0  # hours of prospecting a week for which the contact rate is stated
REFERENCE_ENERGY = 0.5  # energy of the asker for which the yields are stated


@compiled
def pitch_rate(prospecting_hours, energy, p):
    """Pitches of a member in a week, from hours of prospecting a week and energy in [0, 1].

    Form and size: assumption.
    """
    return p.contact * (p.contact_floor + (1.0 - p.contact_floor) * energy) * prospecting_hours / REFERENCE_HOURS


@compiled
def occasions(outside, ties, usual, p):
    """Occasions to make a pitch along ties, so many of which are no members, over those of the usual person at first.

    Numbers of ties; contagion at a rate of its own along each tie, where they rise in proportion (Bhamidi, van der
    Hofstad & Hooghiemstra 2010).
    """
    if ties == 0.0 or p.sociability == 0.0:
        return 1.0
    return outside / usual if p.sociability == 1.0 else (outside / usual) ** p.sociability


@compiled
def within_week(rate):
    """Chance that an event of this weekly rate happens within a week: of a Poisson process, by definition."""
    return 1.0 - exponential(-rate)


@compiled
def stranger_probability(distrust, p):
    """Chance that a pitch goes to a stranger rather than along a tie, from distrust in [0, 1].

    Form and size: assumption.
    """
    return p.stranger * (1.0 - distrust)


@compiled
def appeal_of_likeness(alike, p):
    """Chance that a member would ever ask somebody who shares this part, in [0, 1], of the traits: 1 for one's like.

    The preference is a practice; its form: assumption.
    """
    return np.exp(-p.likeness_preference * (1.0 - alike))


@compiled
def would_ask(key, person, other, appeal):
    """Whether a person would ever ask another, of this appeal in [0, 1]; the same whenever it comes up: assumption."""
    return appeal >= 1.0 or draw(key, CONSIDERED, 0, person, other)[0] < appeal


@compiled
def base_yield(tie_type, p):
    """Share of persons asked through a tie of this type who say yes to an ordinary asker, alone.

    Stark & Bainbridge (1980).
    """
    if tie_type == REFERRAL:
        return p.yield_weak
    if tie_type == STRANGER:
        return p.yield_stranger
    return p.yield_weak if tie_type >= COMMUNITY else p.yield_strong


@compiled
def burnt_trust(trust, at_first):
    """Share, in [0, 1], of the trust with which a tie began that is gone, for whatever reason; a definition."""
    return max(0.0, 1.0 - trust / at_first) if at_first > 0.0 else 0.0


@compiled
def joining_probability(
    base, energy, ritual, interdependence, peers, warned, distrust, income, rationality, owed, burnt, talent, p
):
    """Chance that a person who could ever join says yes.

    `base` yield, `energy` and `distrust` of the asker, `interdependence`, `rationality` of the guest: in [0, 1], as are
    `ritual`, the intensity of the gathering the guest saw (0 when asked alone), `peers`, the share of the guest's ties
    that are members, `warned`, the share that left disappointed, and `burnt`, the share of the tie's first trust that
    is gone; `income` is the monthly income expected over the guest's means, `owed` the favours that the guest owes the
    asker, `talent` the logarithm of what the asker's gift makes of the odds. Yields: Stark & Bainbridge (1980). Logit
    and weights: assumption.
    """
    if base <= 0.0 or base >= 1.0:
        return base
    logit = (
        np.log(base / (1.0 - base))
        + p.pull_energy * (energy - REFERENCE_ENERGY)
        + p.pull_ritual * ritual
        + p.pull_interdependence * interdependence
        + p.pull_peers * peers
        - p.push_warning * warned
        - p.push_distrust * distrust
        + p.pull_income * rationality * np.tanh(income)
        + p.pull_favours * min(1.0, max(0.0, owed / OBLIGING_FAVOURS))
        - p.push_burnt * burnt
        + talent
    )
    return 1.0 / (1.0 + np.exp(-logit))


@compiled
def _first_free(week, refused_for, first, count, society, people, trust):
    """Week before which none of a person's ties can be asked, and whether one can be asked now.

    A guest may refuse, this week or later, and can then be asked again after `refused_for` weeks.
    """
    earliest, now = np.int64(TAKEN), False
    for tie in range(first, first + count):
        ask_from = people.ask_from[society.neighbour[tie]]
        earliest = min(earliest, week + refused_for if ask_from == INVITED else ask_from)
        now |= (ask_from <= week) & (trust[tie] > 0.0)
    return earliest, now


@compiled
def worth_joining(income, price):
    """Whether a guest who asks for nothing else joins: a year's net income, as expected monthly, exceeds the price.

    Both in rupiah. The rival of reason alone; its horizon of a year: assumption.
    """
    return MONTHS_PER_YEAR * income > price


@compiled
def _prefetch_ties(first, society):
    """Have the neighbours at hand, two lines of them, of a person whose ties begin there."""
    prefetch(society.neighbour, min(first, len(society.neighbour) - 1))
    prefetch(society.neighbour, min(first + 16, len(society.neighbour) - 1))


@compiled
def _choose_tie(week, row, person, number, members, society, people, trust, appeal, weights):
    """Place among the person's ties of whom to ask, by trust, or NOBODY when nobody is left whom one would ask.

    Who comes up and would never be asked is left out, and the rest of the same number decides among the others: so
    hardly anybody has to be considered.
    """
    first, count = society.ties[person], society.ties[person + 1] - society.ties[person]
    culture, total = people.culture[person], 0.0
    for place in range(count):
        can_be_asked = people.ask_from[society.neighbour[first + place]] <= week.number
        weights[place] = np.float64(trust[first + place]) if can_be_asked else 0.0
        total += weights[place]
    while total > 0.0:
        place, number = place_by_weight(number, total, weights[:count])
        other = society.neighbour[first + place]
        if would_ask(week.key, person, other, appeal[traits_shared(culture, people.culture[other])]):
            return place
        weights[place], total = 0.0, 0.0
        for weight in weights[:count]:
            total += weight
    members.nobody_before[row] = _next_to_be_asked(week.number, first, count, society, people, trust)
    return NOBODY


@compiled
def _next_to_be_asked(week, first, count, society, people, trust):
    """Week before which nobody can be asked but those whom one would never ask."""
    earliest = np.int64(TAKEN)
    for tie in range(first, first + count):
        ask_from = people.ask_from[society.neighbour[tie]]
        if ask_from == INVITED or trust[tie] <= 0.0:
            earliest = min(earliest, week + 1)
        elif ask_from > week:
            earliest = min(earliest, ask_from)
    return earliest


@compiled
def place_by_weight(number, total, weights):
    """Place drawn in proportion to its weight by a uniform number, and the rest of that number, uniform again.

    Weights at least 0, `total` their sum. Ties are weighed by trust: Granovetter (1973) on strength; form: assumption.
    """
    goal, reached, place, begins = number * total, 0.0, 0, 0.0
    for each in range(len(weights)):  # without branches, which chance would decide
        may_be = (weights[each] > 0.0) & (reached <= goal)
        place, begins = (each, reached) if may_be else (place, begins)
        reached += weights[each]
    return place, min(max((goal - begins) / weights[place], 0.0), 1.0)


@compiled
def _says_yes(week, row, guest, place, ritual, members, society, people, hearsay, trust, balance, rates):
    p = rates.recruitment
    asker = members.person[row]
    tie_type, owed, burnt = _kind_of_tie(row, place, members, society), 0.0, 0.0
    if place >= 0:
        tie = society.ties[asker] + place
        owed = np.float64(balance[tie])
        burnt = burnt_trust(np.float64(trust[tie]), first_trust(tie, society))
    if society.open[guest] == 0 or people.inside_ties[guest] < p.peers_needed:
        return False
    told = told_income(np.float64(members.felt_income[row]), np.float64(members.aspiration[row]), rates.ties)
    expected = expected_income(told, np.float64(hearsay[guest].heard), hearsay[guest].times_heard, rates.ties)
    chance = joining_probability(
        base_yield(tie_type, p),
        np.float64(members.energy[row]),
        ritual,
        np.float64(members.interdependence[row]),
        share_inside(people.inside_ties[guest], people.ties[guest], week.everyone),
        min(1.0, hearsay[guest].warned / max(1, people.ties[guest])),
        np.float64(members.distrust[row]),
        expected / np.float64(society.means[guest]),
        np.float64(society.rationality[guest]),
        owed,
        burnt,
        np.float64(society.talent[asker]),
        p,
    )
    if p.joining == RATIONAL:
        chance = 1.0 if worth_joining(expected, float(rates.trade.starter_kit)) else 0.0
    return draw(week.key, ANSWER, week.number, guest, asker)[0] < chance and _finds_money(guest, society, trust, rates)


@compiled
def _finds_money(guest, society, trust, rates):
    """Whether a guest can pay for joining, or knows somebody who lends."""
    price, means = rates.trade.starter_kit, np.float64(society.means[guest])
    return can_pay(price, means, rates.ties) or find_lender(guest, price, society, trust, rates.ties) != NOBODY


@compiled
def _refuse(week, row, guest, place, members, society, people, trust, p, b):
    people.ask_from[guest] = week + p.refusal_weeks  # nobody waits for longer than that
    members.distrust[row] = towards(np.float64(members.distrust[row]), b.distrust_refusal, 1.0)
    if place >= 0:
        tie = society.ties[members.person[row]] + place
        lost = p.formal_refusal_trust if society.tie_type[tie] == WORK else p.refusal_trust
        back = other_end(members.person[row], tie, society)
        trust[tie] = towards(np.float64(trust[tie]), lost, 0.0)
        trust[back] = towards(np.float64(trust[back]), lost, 0.0)


class Pitches(NamedTuple):
    """The pitches of a week in order of rows, and who joins."""

    chance: np.ndarray  # float64, of each active member to make one
    decide: np.ndarray  # int32, which active members ask somebody or have a guest, ascending
    place: np.ndarray  # int32, of those deciding: STRANGER, REFERRAL, or OWN_TIE for who asks along one
    first: np.ndarray  # int32, of those deciding: where their ties begin
    named: np.ndarray  # int32, of those deciding: the stranger or the person referred to, or NOBODY to be asked
    asker: np.ndarray  # int32, row
    target: np.ndarray  # int32, person asked
    tie: np.ndarray  # int32, place of the tie, STRANGER or REFERRAL
    brings: np.ndarray  # uint8, to a gathering
    new_person: np.ndarray  # int32
    new_sponsor: np.ndarray  # int32


def recruit(week, members, society, people, hearsay, trust, balance, rates, counts, ledger):
    """Phase 4: pitches, invitations and answers; returns the persons who join and the rows of their sponsors (int32).

    Whom to ask is decided on the state as the phase began; answers are given in order of rows. `ledger` counts what
    becomes of pitches by type of tie, referrals and strangers last (`weekly.LEDGER`, int64).
    """
    kinds = {"chance": np.float64, "brings": np.uint8}
    pitches = Pitches(*(np.empty(len(week.active), kinds.get(name, np.int32)) for name in Pitches._fields))
    appeal, weights = np.empty(TRAITS_EACH + 1), np.empty(society.most_ties)
    new = _recruit(
        week, members, society, people, hearsay, trust, balance, rates, counts, ledger, pitches, appeal, weights
    )
    return pitches.new_person[:new], pitches.new_sponsor[:new]


@compiled
def _recruit(week, members, society, people, hearsay, trust, balance, rates, counts, ledger, pitches, appeal, weights):
    """Return how many join."""
    decide = pitches.decide[: _find_deciding(week, members, society, rates, pitches)]
    decide = pitches.decide[: _name_others(week, members, society, people, trust, rates, pitches, decide)]
    made = _pitch(week, members, society, people, trust, rates, pitches, decide, appeal, weights)
    return _hear_answers(
        week, members, society, people, hearsay, trust, balance, rates, counts, ledger, pitches, decide, made
    )


@compiled
def _find_deciding(week, members, society, rates, pitches):
    """List who has a guest or an occasion to ask somebody, without those whose ties have all been asked."""
    p, active, chance, barred = rates.recruitment, week.active, pitches.chance, pitches.brings
    open_doors, usual = p.bring * (1.0 - rates.boundary.closure), usual_ties(society)
    for k in range(len(active)):
        row = active[k]
        kind, brought = unit(week.contact[0, k]), unit(week.contact[2, k])
        strangers = stranger_probability(np.float64(members.distrust[row]), p)
        free = free_hours(np.float64(members.hours[row]), np.float64(members.hours_used[row]))
        rate = pitch_rate(rates.trade.prospecting_share * free, np.float64(members.energy[row]), p)
        outside, ties = np.float64(members.ties[row] - members.ties_inside[row]), np.float64(members.ties[row])
        more = occasions(outside, ties, usual, p)
        chance[k] = rate * (more if kind >= strangers else 1.0)
        along_ties = week.tied[k] & (kind >= strangers)
        distant = along_ties & (unit(week.contact[3, k]) >= members.outside_closeness[row])
        all_asked = (kind >= strangers + p.referral) & week.all_asked[k]
        doors_closed = (brought >= open_doors) & (brought < p.bring)  # to a guest who was to see a gathering
        barred[k] = distant | all_asked | doors_closed
    for k in range(len(active)):
        chance[k] = within_week(chance[k])
    deciding = 0
    for k in range(len(active)):
        pitches.decide[deciding] = k
        pitches_now = (unit(week.chances[PITCH_MADE, k]) < chance[k]) & (barred[k] == 0)
        deciding += pitches_now | (members.guest[active[k]] != NOBODY)
    return deciding


@compiled
def _name_others(week, members, society, people, trust, rates, pitches, decide):
    """Fill in the strangers and the persons referred to, in steps, so that reads of scattered ties may overlap.

    Who has nobody to ask and no guest is taken off the list; returns how many are left.
    """
    p, first, named, referred = rates.recruitment, pitches.first, pitches.named, 0
    for k in range(len(decide)):
        asker = decide[k]
        kind, which = unit(week.contact[0, asker]), unit(week.contact[1, asker])
        strangers = stranger_probability(np.float64(members.distrust[week.active[asker]]), p)
        to_stranger = (not week.tied[asker]) | (kind < strangers)
        by_referral = (kind < strangers + p.referral) & ~to_stranger
        pitches.place[k] = STRANGER if to_stranger else (REFERRAL if by_referral else OWN_TIE)
        named[k] = below(which, len(society.open)) if to_stranger else NOBODY
        first[k] = society.ties[week.persons[asker]]
        pitches.asker[referred] = k
        referred += by_referral
    _name_referred(week, members, society, people, pitches, decide, pitches.asker[:referred])
    kept = 0
    for k in range(len(decide)):  # most of those named are members already, or have refused
        asker, place, other = decide[k], pitches.place[k], max(named[k], 0)
        can_be_asked = (place != OWN_TIE) & (people.ask_from[other] <= week.number)
        pitches.decide[kept], pitches.place[kept], first[kept] = asker, place, first[k]
        named[kept] = other if can_be_asked else NOBODY
        kept += can_be_asked | (place == OWN_TIE) | (members.guest[week.active[asker]] != NOBODY)
    return _without_the_asked_out(week, members, society, people, trust, p, pitches, kept)


@compiled
def _without_the_asked_out(week, members, society, people, trust, p, pitches, deciding):
    """Take who would ask along a tie off the list where no tie can be asked; return how many are left on it."""
    decide, first, kept = pitches.decide, pitches.first, 0
    for k in range(deciding):
        later = first[min(k + AHEAD, deciding - 1)]
        _prefetch_ties(later, society)
        prefetch(trust, later)
        asker, place, named, can_be_asked = decide[k], pitches.place[k], pitches.named[k], True
        row = week.active[asker]
        if place == OWN_TIE:
            members.nobody_before[row], can_be_asked = _first_free(
                week.number, p.refusal_weeks, first[k], members.ties[row], society, people, trust
            )
        decide[kept], pitches.place[kept], first[kept], pitches.named[kept] = asker, place, first[k], named
        kept += can_be_asked | (members.guest[row] != NOBODY)
    return kept


@compiled
def _name_referred(week, members, society, people, pitches, decide, referred):
    """Fill in whom somebody names whom the member knows: first who names, then whom."""
    place, named, left = pitches.target, pitches.named, pitches.chance  # `left` of the number that picked a tie
    for each in range(len(referred)):
        k = referred[each]
        count = members.ties[week.active[decide[k]]]
        which = unit(week.contact[1, decide[k]]) * count
        tie = min(int(which), count - 1)
        left[k] = which - tie
        place[each] = pitches.first[k] + tie
        prefetch(society.neighbour, place[each])
    for each in range(len(referred)):
        named[referred[each]] = society.neighbour[place[each]]
        prefetch(society.ties, named[referred[each]])
    for each in range(len(referred)):
        k = referred[each]
        start, end = society.ties[named[k]], society.ties[named[k] + 1]
        place[each] = start + below(left[k], end - start)
        prefetch(society.neighbour, place[each])
    for each in range(len(referred)):
        named[referred[each]] = society.neighbour[place[each]]
        prefetch(people.ask_from, named[referred[each]])


@compiled
def _seek(week, k, decide, members, society, people, trust, appeal, weights, pitches):
    """Whom the k-th of those deciding asks: person, or NOBODY; and place of the tie, STRANGER or REFERRAL."""
    asker = decide[k]
    person = week.persons[asker]
    if pitches.place[k] == OWN_TIE:
        which = unit(week.contact[1, asker])
        place = _choose_tie(week, week.active[asker], person, which, members, society, people, trust, appeal, weights)
        return (NOBODY if place == NOBODY else society.neighbour[society.ties[person] + place]), place
    other = pitches.named[k]
    if other != NOBODY:
        liked = appeal[traits_shared(people.culture[person], people.culture[other])]
        if not would_ask(week.key, person, other, liked):
            other = NOBODY
    return other, _own_tie_to(other, person, society) if pitches.place[k] == REFERRAL else STRANGER


@compiled
def _own_tie_to(other, person, society):
    """Place of the tie to somebody who was named, for whom one knows already; else REFERRAL."""
    first, found = society.ties[person], REFERRAL
    for tie in range(first, society.ties[person + 1]):
        found = tie - first if society.neighbour[tie] == other else found
    return found


@compiled
def _pitch(week, members, society, people, trust, rates, pitches, decide, appeal, weights):
    """Those with an occasion and no guest decide whom to ask; returns how many pitches are made."""
    p = rates.recruitment
    open_doors = p.bring * (1.0 - rates.boundary.closure)
    for shared in range(len(appeal)):
        appeal[shared] = appeal_of_likeness(shared / TRAITS_EACH, p)
    made = 0
    for k in range(len(decide)):
        later = min(k + AHEAD, len(decide) - 1)
        _prefetch_ties(pitches.first[later], society)
        prefetch(people.culture, max(pitches.named[later], 0))
        row = week.active[decide[k]]
        if members.guest[row] != NOBODY:
            continue
        target, tie = _seek(week, k, decide, members, society, people, trust, appeal, weights, pitches)
        if target == NOBODY:
            continue
        pitches.asker[made] = row
        pitches.target[made] = target
        pitches.tie[made] = tie
        pitches.brings[made] = unit(week.contact[2, decide[k]]) < open_doors
        rival = people.asked_by[target]
        if rival == NOBODY or _goes_first(week, made, rival, target, members, pitches):
            people.asked_by[target] = made
        made += 1
    return made


@compiled
def _goes_first(week, pitch, rival, target, members, pitches):
    """Whether one of two pitches to one person goes first: by the lower keyed draw, then the lower person."""
    person, other = members.person[pitches.asker[pitch]], members.person[pitches.asker[rival]]
    own_draw = draw(week.key, CLAIM, week.number, person, target)[0]
    rival_draw = draw(week.key, CLAIM, week.number, other, target)[0]
    return own_draw < rival_draw or (own_draw == rival_draw and person < other)


@compiled
def _hear_answers(
    week, members, society, people, hearsay, trust, balance, rates, counts, ledger, pitches, decide, made
):
    """Guests who saw a gathering and persons asked alone answer, others are invited; returns how many join."""
    p, b = rates.recruitment, rates.boundary
    new, pitch = 0, 0
    for k in decide:
        row = week.active[k]
        guest, ritual = members.guest[row], 0.0
        if guest != NOBODY:
            place = members.guest_tie[row]
            if members.guest_impression[row] < 0.0 and week.number - members.guest_since[row] < p.patience:
                continue
            ritual = max(0.0, np.float64(members.guest_impression[row]))  # who saw no gathering in time is asked alone
            members.guest[row] = NOBODY
        else:
            if pitch == made or pitches.asker[pitch] != row:
                continue
            pitch += 1
            guest, place = pitches.target[pitch - 1], pitches.tie[pitch - 1]
            if people.asked_by[guest] != pitch - 1:
                continue
            counts[CONTACTS] += 1
            hearsay[guest].asked += 1
            ledger[_kind_of_tie(row, place, members, society), ASKED] += 1
            if pitches.brings[pitch - 1]:
                _invite(week.number, row, guest, place, members, people)
                members.guest_scepticism[row] = _scepticism_of(guest, society, people, hearsay, rates.ritual)
                continue
        kind = _kind_of_tie(row, place, members, society)
        ledger[kind, CAME] += ritual > 0.0
        if _says_yes(week, row, guest, place, ritual, members, society, people, hearsay, trust, balance, rates):
            pitches.new_person[new] = guest
            pitches.new_sponsor[new] = row
            new += 1
            ledger[kind, JOINED] += 1
        else:
            ledger[kind, REFUSED] += 1
            counts[REFUSALS] += 1
            _refuse(week.number, row, guest, place, members, society, people, trust, p, b)
    for each in range(made):
        people.asked_by[pitches.target[each]] = NOBODY
    return new


@compiled
def _kind_of_tie(row, place, members, society):
    """Type of the tie in this place among a member's; the last rows of a ledger are REFERRAL and STRANGER."""
    return place if place < 0 else np.int64(society.tie_type[society.ties[members.person[row]] + place])


@compiled
def _scepticism_of(guest, society, people, hearsay, p):
    """How little of a gathering somebody would share who is invited to it."""
    warned = min(1.0, hearsay[guest].warned / max(1, people.ties[guest]))
    return scepticism(society.open[guest] == 1, np.float64(society.rationality[guest]), warned, p)


@compiled
def _invite(week, row, guest, place, members, people):
    people.ask_from[guest] = INVITED
    members.guest[row] = guest
    members.guest_tie[row] = place
    members.guest_since[row] = week
    members.guest_impression[row] = -1.0
