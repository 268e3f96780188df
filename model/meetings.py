"""Whom members meet between gatherings: news of the business is told, teammates grow closer, favours pass.

News runs along ties before anybody is asked, true or rosy; favours returned make trust (Gouldner 1960).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.compilation import compiled
from model.draws import NEWS, below, unit, weekly_words
from model.prefetch import AHEAD, prefetch
from model.ritual import towards
from model.table import NOBODY
from model.threads import NOT_YET
from model.ties import heard_after, other_end, told_income

MOST_OWED = 100  # favours across a tie that are remembered
_CHUNK = 4096  # members whose meetings are drawn at once


class Meetings(NamedTuple):
    """Whom members meet at a month's end, of those whom the meeting may change."""

    who: np.ndarray  # (n,) int32, which active member
    tie: np.ndarray  # (n,) int32, by which they know each other; of every active member, NOBODY without a tie, at first
    other: np.ndarray  # (n,) int32, person met; likewise
    back: np.ndarray  # (n,) int32, the same tie as the other one sees it
    mate: np.ndarray  # (n,) int32, row of the person met if a teammate, else NOBODY


def meet_people(key, week, active, members, society, people, hearsay, trust, balance, p, threads):
    """Month's end: each member meets one of the people known, in order of rows.

    Perhaps the member tells of the income, perhaps a favour passes; a teammate is trusted more for gatherings shared.
    """
    words = weekly_words(key, NEWS, week, members.person[active])
    meetings = np.empty((len(Meetings._fields), len(active)), np.int32)

    def draw_part(first, last):
        return _draw_all(first, last, words, active, members, society, people, p, meetings)

    found = threads.listing(threads.parts(len(active)), meetings, draw_part)
    _meet_all(words, active, members, society, people, hearsay, trust, balance, p, meetings, found)


@compiled
def _meet_all(words, active, members, society, people, hearsay, trust, balance, p, meetings, found):
    if found == NOT_YET:
        found = _draw_all(0, len(active), words, active, members, society, people, p, meetings)
    _meet_people(words, active, members, hearsay, trust, balance, p, _from(0, len(active), meetings), found)


@compiled
def _from(first, last, meetings):
    who, tie, other, back, mate = meetings[0], meetings[1], meetings[2], meetings[3], meetings[4]
    return Meetings(who[first:last], tie[first:last], other[first:last], back[first:last], mate[first:last])


@compiled
def _draw_all(first, last, words, active, members, society, people, p, meetings):
    """List the meetings of the active members from `first` to before `last`, from place `first` on; return how many.

    A few thousand members at a time, so that what was fetched ahead is still at hand when its turn comes.
    """
    found = 0
    for start in range(first, last, _CHUNK):
        end = min(start + _CHUNK, last)
        some = _from(first + found, last, meetings)
        found += _draw_meetings(start, end, words, active, members, society, people, p, some)
    return found


@compiled
def _draw_meetings(start, end, words, active, members, society, people, p, meetings):
    """List the meetings that may change something; in steps, so that reads of scattered people and ties may overlap."""
    who, tie, other, back, mate = meetings
    for each in range(end - start):
        row = active[start + each]
        first, count = society.ties[members.person[row]], members.ties[row]
        tie[each] = first + below(unit(words[1, start + each]), count) if count > 0 else NOBODY
        prefetch(society.neighbour, max(tie[each], 0))
    for each in range(end - start):
        other[each] = society.neighbour[tie[each]] if tie[each] >= 0 else NOBODY
        prefetch(people.row, max(other[each], 0))
    for each in range(end - start):
        mate[each] = people.row[other[each]] if other[each] >= 0 else NOBODY
        prefetch(members.team, max(mate[each], 0))
    found = 0
    for each in range(end - start):
        k, known = start + each, other[each] >= 0
        row = mate[each]
        is_mate = (row != NOBODY) & (members.team[max(row, 0)] == members.team[active[k]])
        matters = is_mate | (unit(words[0, k]) < p.telling) | (unit(words[2, k]) < p.neighbourly)
        who[found], tie[found], other[found], mate[found] = k, tie[each], other[each], row if is_mate else NOBODY
        prefetch(society.ties, max(other[found], 0))
        found += known & matters
    for each in range(found):
        prefetch(society.neighbour, society.ties[other[each]])
        prefetch(society.neighbour, society.ties[other[each] + 1] - 1)
    for each in range(found):
        back[each] = other_end(members.person[active[who[each]]], tie[each], society)
    return found


@compiled
def _meet_people(words, active, members, hearsay, trust, balance, p, meetings, found):
    for each in range(found):
        later = min(each + AHEAD, found - 1)
        prefetch(trust, meetings.tie[later])
        prefetch(trust, meetings.back[later])
        prefetch(balance, meetings.back[later])
        prefetch(hearsay, meetings.other[later])
        k, tie, other = meetings.who[each], meetings.tie[each], meetings.other[each]
        row, back, mate = active[k], meetings.back[each], meetings.mate[each]
        if unit(words[0, k]) < p.telling:
            told = told_income(np.float64(members.felt_income[row]), np.float64(members.aspiration[row]), p)
            hearsay[other].heard = heard_after(
                np.float64(hearsay[other].heard), hearsay[other].times_heard, told, np.float64(trust[back])
            )
            hearsay[other].times_heard += 1
        if mate != NOBODY:
            shared = shared_gatherings_trust(members.month_gatherings[row], members.month_gatherings[mate], p)
            trust[tie] = towards(np.float64(trust[tie]), shared, 1.0)
        if unit(words[2, k]) < p.neighbourly:
            giver, taker = (tie, back) if unit(words[3, k]) < 0.5 else (back, tie)
            _pass_favour(giver, taker, trust, balance, p)


@compiled
def shared_gatherings_trust(own, others, p):
    """Share, in [0, 1], of the missing trust gained by a month's gatherings of two teammates, as counts.

    As many as the lesser attended bring them together: assumption.
    """
    return min(1.0, p.shared_trust * min(own, others))


@compiled
def _pass_favour(giver, taker, trust, balance, p):
    """Pass a favour from one end of a tie to the other, and see whether it is a return (Gouldner 1960)."""
    if balance[giver] < 0:  # owed
        trust[giver] = towards(np.float64(trust[giver]), p.returned_trust, 1.0)
        trust[taker] = towards(np.float64(trust[taker]), p.returned_trust, 1.0)
    elif balance[giver] > 0:
        trust[giver] = towards(np.float64(trust[giver]), p.unreturned_trust, 0.0)
    if balance[giver] < MOST_OWED:
        balance[giver] += 1
        balance[taker] -= 1
