"""Pitches of a week: who asks somebody, alone or by invitation, and who goes first where two ask one person.

The loops that apply the rules of `model.recruitment` to the columns; `recruit` is the whole phase, with whom members
find to ask (`model.contacts`) and what those answer (`model.answers`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.answers import hear_answers
from model.compilation import compiled
from model.contacts import name_others, seek
from model.draws import CLAIM, PITCH_MADE, draw, unit
from model.prefetch import AHEAD, prefetch, prefetch_run
from model.recruitment import (
    ALONE,
    GUEST,
    INVITES,
    OWN_TIE,
    appeal_of_likeness,
    has_grown_distant,
    occasions,
    pitch_rate,
    stranger_probability,
    within_week,
)
from model.society import REFERRAL, STRANGER, TRAITS_EACH, usual_ties
from model.table import NOBODY
from model.threads import NOT_YET
from model.trade import free_hours


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
    return hear_answers(week, members, society, people, hearsay, trust, balance, rates, counts, ledger, pitches, made)


@compiled
def _seek_all(first, last, week, members, society, people, trust, rates, lists, chance, work):
    """List whom the active members from `first` to before `last` ask, and their guests who answer; return how many."""
    pitches = _part_of(first, last, lists, chance)
    deciding = _list_free(first, last, week, members, rates, pitches)
    deciding = _find_deciding(week, members, society, rates, pitches, deciding)
    deciding = name_others(week, members, society, people, pitches, deciding)
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

    Those are left out whose ties have all been asked, and who have grown cold to people outside.
    """
    p, found = rates.recruitment, 0
    active, tied, ties_asked = week.active[first:last], week.tied[first:last], week.all_asked[first:last]
    kinds, distances = week.contact[0, first:last], week.contact[3, first:last]
    for k in range(len(active)):
        row = active[k]
        kind = unit(kinds[k])
        strangers = stranger_probability(np.float64(members.distrust[row]), p)
        to_stranger = ~tied[k] | (kind < strangers)
        by_referral = kind < strangers + p.referral
        distant = ~to_stranger & has_grown_distant(unit(distances[k]), members.outside_closeness[row])
        all_asked = ~to_stranger & ~by_referral & ties_asked[k]
        has_guest = members.guest[row] != NOBODY
        whom = STRANGER if to_stranger else (REFERRAL if by_referral else OWN_TIE)
        pitches.decide[found], pitches.whom[found] = first + k, GUEST if has_guest else whom
        found += has_guest | ~(distant | all_asked)
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
def _pitch(week, members, society, people, trust, rates, pitches, deciding, work):
    """List whom those with an occasion ask, and the guests who answer; returns how many there are."""
    p = rates.recruitment
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
            target, tie = seek(week, k, members, society, people, trust, p, pitches, work)
            if target == NOBODY:
                continue
            way = INVITES if unit(week.contact[2, pitches.decide[k]]) < p.bring else ALONE
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
