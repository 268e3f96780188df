"""Whom a member finds to ask: a stranger, somebody whom a tie names, or one of the own ties."""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import below, unit
from model.prefetch import prefetch
from model.recruitment import GUEST, OWN_TIE, place_by_weight, would_ask
from model.society import REFERRAL, STRANGER, traits_shared
from model.table import INVITED, NOBODY, TAKEN

_CHUNK = 1024  # persons referred to who are named together, so that what was fetched ahead is still at hand


@compiled
def name_others(week, members, society, people, pitches, deciding):
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
def seek(week, k, members, society, people, trust, p, pitches, work):
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
