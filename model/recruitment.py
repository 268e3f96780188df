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
from model.prefetch import AHEAD, prefetch, prefetch_run
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
from model.threads import NOT_YET
from model.ties import can_pay, expected_income, find_lender, other_end, told_income
from model.trade import free_hours
from model.weekly import LEDGER, Count

CONTACTS, REFUSALS = Count.contacts.value, Count.refusals.value
ASKED, CAME, JOINED, REFUSED = range(len(LEDGER))
OWN_TIE, GUEST = 0, 1  # beside STRANGER and REFERRAL: who asks along a tie of one's own, or has a guest already
ALONE, INVITES = 2, 3  # beside GUEST: how a person is asked
RATIONAL = RecruitmentParameters.place("joining", "rational")
_CHUNK = 1024  # persons referred to who are named together, so that what was fetched ahead is still at hand
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
def worth_joining(income, price):
    """Whether a guest who asks for nothing else joins: a year's net income, as expected monthly, exceeds the price.

    Both in rupiah. The rival of reason alone; its horizon of a year: assumption.
    """
    return MONTHS_PER_YEAR * income > price


@compiled
def _choose_tie(week, row, first, number, members, society, people, trust, p, appeal, work):
    """Place among the member's ties of whom to ask, by trust, or NOBODY when nobody is left whom one would ask.

    Who comes up and would never be asked is left out, and the rest of the same number decides among the others: so
    hardly anybody has to be considered. Who finds nobody notes the week before which that stays so: a guest may
    refuse, this week or later, and can then be asked again after `refusal_weeks`.
    """
    places, weights, found, earliest = work.places, work.weights, 0, np.int64(TAKEN)
    refused_until = week.number + max(1, p.refusal_weeks)
    for place in range(members.ties[row]):
        ask_from = np.int64(people.ask_from[society.neighbour[first + place]])
        places[found] = place
        found += ask_from <= week.number
        ask_from = refused_until if ask_from == INVITED else ask_from
        earliest = min(earliest, ask_from if ask_from > week.number else np.int64(TAKEN))
    total = 0.0
    for each in range(found):
        weights[each] = trust[first + places[each]]
        earliest = earliest if weights[each] > 0.0 else min(earliest, week.number + 1)
        total += weights[each]
    while total > 0.0:
        chosen, number = place_by_weight(number, total, weights[:found])
        other = society.neighbour[first + places[chosen]]
        alike = traits_shared(members.culture[row], people.culture[other])
        if would_ask(week.key, members.person[row], other, appeal[alike]):
            return places[chosen]
        weights[chosen], total = 0.0, 0.0
        for weight in weights[:found]:
            total += weight
    members.nobody_before[row] = earliest
    return NOBODY


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
def _says_yes(week, row, guest, tie, tie_type, ritual, members, society, people, hearsay, trust, balance, rates):
    p, asker, owed, burnt = rates.recruitment, members.person[row], 0.0, 0.0
    if society.open[guest] == 0 or people.inside_ties[guest] < p.peers_needed:
        return False
    if tie != NOBODY:
        owed = np.float64(balance[tie])
        burnt = burnt_trust(np.float64(trust[tie]), first_trust(tie, society))
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


class Pitches(NamedTuple):
    """The pitches of a week and the guests who answer, in order of rows, and who joins."""

    decide: np.ndarray  # int32, which active members ask somebody or have a guest, ascending
    whom: np.ndarray  # int32, of those deciding: STRANGER, REFERRAL, OWN_TIE or GUEST
    first: np.ndarray  # int32, of those deciding: where their ties begin
    named: np.ndarray  # int32, of those deciding: the stranger or the person referred to
    asker: np.ndarray  # int32, row
    target: np.ndarray  # int32, person asked
    tie: np.ndarray  # int32, place of the tie, STRANGER or REFERRAL
    way: np.ndarray  # int32, whether the target is asked ALONE, or INVITES to a gathering, or a GUEST who answers
    new_person: np.ndarray  # int32
    new_sponsor: np.ndarray  # int32
    chance: np.ndarray  # float64, of those deciding to ask somebody


class _Work(NamedTuple):
    """Room to work in."""

    appeal: np.ndarray  # float64, by number of traits shared
    places: np.ndarray  # int32, of ties to who can be asked
    weights: np.ndarray  # float64, of these


def recruit(week, members, society, people, hearsay, trust, balance, rates, counts, ledger, threads):
    """Phase 4: pitches, invitations and answers; returns the persons who join and the rows of their sponsors (int32).

    Whom to ask is decided on the state as the phase began; answers are given in order of rows. `ledger` counts what
    becomes of pitches by type of tie, referrals and strangers last (`weekly.LEDGER`, int64).
    """
    lists, chance = np.empty((len(Pitches._fields) - 1, len(week.active)), np.int32), np.empty(len(week.active))

    def seek_part(first, last):
        return _seek_all(first, last, week, members, society, people, trust, rates, lists, chance, _new_work(society))

    made = threads.listing(threads.parts(len(week.active)), lists, seek_part)
    new = _recruit(
        week, members, society, people, hearsay, trust, balance, rates, counts, ledger, lists, chance,
        _new_work(society), made,
    )  # fmt: skip
    new_person, new_sponsor = lists[-2:]
    return new_person[:new], new_sponsor[:new]


def _new_work(society):
    most = society.most_ties
    return _Work(np.empty(TRAITS_EACH + 1), np.empty(most + 1, np.int32), np.empty(most + 1))


@compiled
def _recruit(week, members, society, people, hearsay, trust, balance, rates, counts, ledger, lists, chance, work, made):
    """Return how many join."""
    size = len(week.active)
    if made == NOT_YET:
        made = _seek_all(0, size, week, members, society, people, trust, rates, lists, chance, work)
    pitches = _part_of(0, size, lists, chance)
    _claim(week, members, people, pitches, made)
    return _hear_answers(week, members, society, people, hearsay, trust, balance, rates, counts, ledger, pitches, made)


@compiled
def _seek_all(first, last, week, members, society, people, trust, rates, lists, chance, work):
    """List whom the active members from `first` to before `last` ask, and their guests who answer; return how many."""
    pitches = _part_of(first, last, lists, chance)
    deciding = _list_free(first, last, week, members, rates, pitches)
    deciding = _find_deciding(week, members, society, rates, pitches, deciding)
    deciding = _name_others(week, members, society, people, pitches, deciding)
    return _pitch(week, members, society, people, trust, rates, pitches, deciding, work)


@compiled
def _part_of(first, last, lists, chance):
    """The part of the lists that belongs to some of the active members."""
    a, b, c, d, e, f, g, h, i, j = (
        lists[0], lists[1], lists[2], lists[3], lists[4], lists[5], lists[6], lists[7], lists[8], lists[9],
    )  # fmt: skip
    return Pitches(
        a[first:last], b[first:last], c[first:last], d[first:last], e[first:last], f[first:last], g[first:last],
        h[first:last], i[first:last], j[first:last], chance[first:last],
    )  # fmt: skip


@compiled
def _list_free(first, last, week, members, rates, pitches):
    """List who has a guest, or whom nothing keeps from asking somebody, and whom that would be; return how many.

    Those are left out whose ties have all been asked, who have grown cold to people outside, and whose guest was to
    see a gathering that is closed.
    """
    p, found = rates.recruitment, 0
    open_doors = p.bring * (1.0 - rates.boundary.closure)
    active, tied, ties_asked = week.active[first:last], week.tied[first:last], week.all_asked[first:last]
    kinds, broughts, distances = week.contact[0, first:last], week.contact[2, first:last], week.contact[3, first:last]
    for k in range(len(active)):
        row = active[k]
        kind, brought = unit(kinds[k]), unit(broughts[k])
        strangers = stranger_probability(np.float64(members.distrust[row]), p)
        to_stranger = ~tied[k] | (kind < strangers)
        by_referral = kind < strangers + p.referral
        distant = ~to_stranger & (unit(distances[k]) >= members.outside_closeness[row])
        all_asked = ~to_stranger & ~by_referral & ties_asked[k]
        doors_closed = (brought >= open_doors) & (brought < p.bring)
        has_guest = members.guest[row] != NOBODY
        whom = STRANGER if to_stranger else (REFERRAL if by_referral else OWN_TIE)
        pitches.decide[found], pitches.whom[found] = first + k, GUEST if has_guest else whom
        found += has_guest | ~(distant | all_asked | doors_closed)
    return found


@compiled
def _find_deciding(week, members, society, rates, pitches, listed):
    """Keep of those listed who has a guest or an occasion to ask somebody; return how many."""
    p, decide, whom, chance = rates.recruitment, pitches.decide, pitches.whom, pitches.chance
    usual = usual_ties(society)
    for each in range(listed):
        row = week.active[decide[each]]
        free = free_hours(np.float64(members.hours[row]), np.float64(members.hours_used[row]))
        rate = pitch_rate(rates.trade.prospecting_share * free, np.float64(members.energy[row]), p)
        outside, ties = np.float64(members.ties[row] - members.ties_inside[row]), np.float64(members.ties[row])
        more = occasions(outside, ties, usual, p)
        chance[each] = rate * (1.0 if whom[each] == STRANGER else more)
    for each in range(listed):
        chance[each] = within_week(chance[each])
    deciding = 0
    for each in range(listed):
        pitches_now = unit(week.chances[PITCH_MADE, decide[each]]) < chance[each]
        decide[deciding], whom[deciding] = decide[each], whom[each]
        deciding += pitches_now | (whom[each] == GUEST)
    return deciding


@compiled
def _name_others(week, members, society, people, pitches, deciding):
    """Fill in the strangers and the persons referred to, in steps, so that reads of scattered ties may overlap.

    Who has nobody to ask and no guest is taken off the list; returns how many are left.
    """
    decide, whom, first, named, referred = pitches.decide, pitches.whom, pitches.first, pitches.named, 0
    for k in range(deciding):
        named[k] = below(unit(week.contact[1, decide[k]]), len(society.open))
        first[k] = society.ties[week.persons[decide[k]]]
        pitches.asker[referred] = k
        referred += whom[k] == REFERRAL
    for start in range(0, referred, _CHUNK):
        end = min(start + _CHUNK, referred)
        _name_referred(week, members, society, people, pitches, pitches.asker[start:end])
    kept = 0
    for k in range(deciding):  # most of those named are members already, or have refused
        can_be_asked = people.ask_from[named[k]] <= week.number
        decide[kept], whom[kept], first[kept], named[kept] = decide[k], whom[k], first[k], named[k]
        kept += can_be_asked | (whom[k] == OWN_TIE) | (whom[k] == GUEST)
    return kept


@compiled
def _name_referred(week, members, society, people, pitches, referred):
    """Fill in whom somebody names whom the member knows: first who names, then whom."""
    decide, named = pitches.decide, pitches.named
    place, left = pitches.target, pitches.chance  # `left` of the number that picked a tie
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
def _seek(week, k, members, society, people, trust, p, pitches, work):
    """Whom the k-th of those deciding asks: person, or NOBODY; and place of the tie, STRANGER or REFERRAL."""
    asker, whom, first = pitches.decide[k], pitches.whom[k], pitches.first[k]
    row, appeal = week.active[asker], work.appeal
    if whom == OWN_TIE:
        which = unit(week.contact[1, asker])
        place = _choose_tie(week, row, first, which, members, society, people, trust, p, appeal, work)
        return (NOBODY if place == NOBODY else society.neighbour[first + place]), place
    other = pitches.named[k]
    liked = appeal[traits_shared(members.culture[row], people.culture[other])]
    if not would_ask(week.key, week.persons[asker], other, liked):
        return NOBODY, whom
    return other, _own_tie_to(other, first, members.ties[row], society) if whom == REFERRAL else STRANGER


@compiled
def _own_tie_to(other, first, count, society):
    """Place of the tie to somebody who was named, for whom one knows already; else REFERRAL."""
    found = REFERRAL
    for place in range(count):
        found = place if society.neighbour[first + place] == other else found
    return found


@compiled
def _pitch(week, members, society, people, trust, rates, pitches, deciding, work):
    """List whom those with an occasion ask, and the guests who answer; returns how many there are."""
    p = rates.recruitment
    open_doors = p.bring * (1.0 - rates.boundary.closure)
    for shared in range(len(work.appeal)):
        work.appeal[shared] = appeal_of_likeness(shared / TRAITS_EACH, p)
    made = 0
    for k in range(deciding):
        later = min(k + AHEAD, deciding - 1)
        prefetch_run(society.neighbour, pitches.first[later])
        prefetch_run(trust, pitches.first[later])
        prefetch(people.culture, pitches.named[later])
        row = week.active[pitches.decide[k]]
        if pitches.whom[k] == GUEST:
            if members.guest_impression[row] < 0.0 and week.number - members.guest_since[row] < p.patience:
                continue
            target, tie, way = members.guest[row], members.guest_tie[row], GUEST
        else:
            target, tie = _seek(week, k, members, society, people, trust, p, pitches, work)
            if target == NOBODY:
                continue
            way = INVITES if unit(week.contact[2, pitches.decide[k]]) < open_doors else ALONE
        pitches.asker[made], pitches.target[made], pitches.tie[made], pitches.way[made] = row, target, tie, way
        pitches.first[made] = pitches.first[k]
        made += 1
    return made


@compiled
def _claim(week, members, people, pitches, made):
    """Note who asks a person, of several the one who goes first."""
    for each in range(made):
        prefetch(people.asked_by, pitches.target[min(each + AHEAD, made - 1)])
        target = pitches.target[each]
        rival = people.asked_by[target]
        if rival == NOBODY or _goes_first(week, each, rival, target, members, pitches):
            people.asked_by[target] = each


@compiled
def _goes_first(week, pitch, rival, target, members, pitches):
    """Whether one of two pitches to one person goes first: by the lower keyed draw, then the lower person."""
    person, other = members.person[pitches.asker[pitch]], members.person[pitches.asker[rival]]
    own_draw = draw(week.key, CLAIM, week.number, person, target)[0]
    rival_draw = draw(week.key, CLAIM, week.number, other, target)[0]
    return own_draw < rival_draw or (own_draw == rival_draw and person < other)


@compiled
def _hear_answers(week, members, society, people, hearsay, trust, balance, rates, counts, ledger, pitches, made):
    """Guests who saw a gathering and persons asked alone answer, others are invited; returns how many join."""
    p, b, new = rates.recruitment, rates.boundary, 0
    for each in range(made):
        _prefetch_answer(min(each + AHEAD, made - 1), society, people, hearsay, trust, pitches)
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
def _prefetch_answer(each, society, people, hearsay, trust, pitches):
    """Have at hand what an answer and a refusal look up."""
    guest, tie = pitches.target[each], pitches.first[each] + max(pitches.tie[each], 0)
    prefetch(hearsay, guest)
    prefetch(society.open, guest)
    prefetch(society.ties, guest)
    prefetch(society.tie_type, tie)
    prefetch(trust, tie)


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
