"""Ties that live: closeness to people outside, mates inside, news, loans, and people who come and go.

Networks of kin, friends and neighbours are held together by trust, by telling and by reminding (Putnam 1993; Damsar
2009), and carry money as well as news (Granovetter 1985). Members-only ritual takes members away from people outside.
Favours make mates, whom one asks first and who remind. News of the business runs along ties before anybody is asked,
true or rosy; those who left disappointed warn. Kin and friends lend what joining costs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.compilation import compiled
from model.draws import NEWS, TURNOVER, below, fill_words, unit, weekly_words
from model.months import MONTHS_PER_YEAR
from model.prefetch import AHEAD, prefetch, prefetch_run
from model.ritual import MOST_MATES, towards
from model.society import FRIEND, first_trust
from model.table import ACTIVE, INVITED, NOBODY
from model.threads import NOT_YET
from model.weekly import Count

KIN_LOSSES = Count.kin_losses.value
MOST_OWED = 100  # favours across a tie that are remembered
_HALVINGS = 4  # which find one of sixteen ties
_CHUNK = 4096  # persons for whom luck is drawn at once


@compiled
def told_income(felt_income, aspiration, p):
    """Monthly income of which a member tells, in rupiah: as felt, or on the way to what is hoped for.

    Dream-building: Pratt (2000). Form and size: assumption.
    """
    return felt_income + p.rosiness * max(0.0, aspiration - felt_income)


@compiled
def expected_income(told, heard, times_heard, p):
    """Monthly income that a guest expects, in rupiah, of what the asker tells and what was heard before.

    Form and size: assumption.
    """
    return towards(told, p.hearsay, heard) if times_heard > 0 else told


@compiled
def heard_after(heard, times_heard, told, trust):
    """What a person has heard of incomes, in rupiah a month, after one more telling.

    The first sets it, later ones move it by trust in the teller, in [0, 1]: Damsar (2009) on trust; form: assumption.
    """
    return told if times_heard == 0 else towards(heard, trust, told)


@compiled
def can_pay(price, means, p):
    """Whether a person of these monthly means can pay a price without a loan, both in rupiah.

    Form and size: assumption.
    """
    return price <= p.own_funds * means


@compiled
def find_lender(person, price, society, trust, p):
    """Place of the tie to the kin or friend who trusts most, of those who would lend the price, or NOBODY.

    Credit follows strong ties (Granovetter 1985); the price in rupiah, the least trust: assumption.
    """
    first, best, most = society.ties[person], NOBODY, 0.0
    for tie in range(first, society.ties[person + 1]):
        if society.tie_type[tie] <= FRIEND and can_pay(price, np.float64(society.means[society.neighbour[tie]]), p):
            trusts = np.float64(trust[other_end(person, tie, society)])
            if trusts >= p.lending_trust and (best == NOBODY or trusts > most):
                best, most = tie - first, trusts
    return best


@compiled
def other_end(person, tie, society):
    """A person's tie as the other one sees it: found among the other's, which ascend, by halving; bookkeeping.

    The last halvings are done in any case, needed or not: how many there are need not be foreseen.
    """
    other = society.neighbour[tie]
    back = np.uint64(society.ties[other])  # unsigned: no place counts from the end
    count = np.uint64(society.ties[other + 1]) - back
    while count > np.uint64(2**_HALVINGS):
        back, count = _halved(person, back, count, society.neighbour)
    for _ in range(_HALVINGS):
        back, count = _halved(person, back, count, society.neighbour)
    return back


@compiled
def _halved(person, first, count, neighbour):
    """The half of so many ties from `first` on, of one tie itself, in which a person's stands."""
    half = count >> np.uint64(1)
    return first + (half if neighbour[first + half] <= person else np.uint64(0)), count - half


@compiled
def default_on_loan(row, members, society, trust, p, counts):
    """Leave a debt unpaid: kin or friend bear the loss, in rupiah, instead of the member, and the tie its price.

    Trust on both sides falls by `default_burn`: assumption.
    """
    if members.debt[row] > 0:
        counts[KIN_LOSSES] += members.debt[row]
        members.cost_total[row] -= members.debt[row]
        members.debt[row] = 0
        person = members.person[row]
        tie = society.ties[person] + members.lender[row]
        back = other_end(person, tie, society)
        trust[tie] = towards(np.float64(trust[tie]), p.default_burn, 0.0)
        trust[back] = towards(np.float64(trust[back]), p.default_burn, 0.0)


@compiled
def slots_of(members):
    """Columns of the rows of mates, NOBODY where a slot is free; bookkeeping."""
    return members.mate_1, members.mate_2, members.mate_3, members.mate_4


@compiled
def befriend(row, other, week, members):
    """Take a teammate among the mates, in place of one who is gone, or else of each of the four in turn."""
    slots = slots_of(members)
    for slot in slots:
        if slot[row] == other:
            return
    free = week % MOST_MATES
    for number in range(MOST_MATES - 1, -1, -1):
        mate = slots[number][row]
        if mate == NOBODY or members.status[mate] != ACTIVE:
            free = number
    slots[free][row] = other
    others = members.mate_occupations[row] & ~np.uint32(255 << (8 * free))
    members.mate_occupations[row] = others | np.uint32(members.occupation[other] << (8 * free))
    count_mates(row, members)


@compiled
def count_mates(row, members):
    """Count the mates who are active."""
    mates = 0
    for slot in slots_of(members):
        mates += (slot[row] != NOBODY) & (members.status[max(slot[row], 0)] == ACTIVE)
    members.mates[row] = mates


@compiled
def may_hold(occupations, occupation):
    """Whether one of the four bytes is this occupation, or, rarely, seems to be: all four at once; bookkeeping."""
    differing = np.uint32(occupations ^ np.uint32(occupation * 0x01010101))
    return (np.uint32(differing - np.uint32(0x01010101)) & ~differing & np.uint32(0x80808080)) != 0


@compiled
def mate_of_occupation(row, occupation, members):
    """First mate who is active and of this occupation, or NOBODY."""
    occupations = members.mate_occupations[row]
    if may_hold(occupations, occupation):
        for slot in slots_of(members):
            mate = slot[row]
            if occupations & 255 == occupation and mate != NOBODY and members.status[mate] == ACTIVE:
                return mate
            occupations >>= 8
    return NOBODY


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


def miss_mates(active, members, threads):
    """Month's end: mates who are gone count no longer."""
    threads.over(threads.parts(len(active)), lambda first, last: _miss_mates(active[first:last], members))


@compiled
def _miss_mates(active, members):
    for row in active:
        count_mates(row, members)


@compiled
def warn(person, change, society, hearsay):
    """Have one more, or one fewer, who left disappointed among the neighbours' ties."""
    hearsay[person].warns += change
    for tie in range(society.ties[person], society.ties[person + 1]):
        hearsay[society.neighbour[tie]].warned += change


def turn_over(key, week, members, society, people, hearsay, trust, balance, p, threads):
    """Month's end: some people outside are replaced by others in their place, who know and have refused nothing."""
    if p.turnover == 0.0:
        return
    going = np.empty((1, len(people)), np.int32)

    def list_part(first, last):
        persons, words = np.arange(first, last, dtype=np.int32), np.empty((4, _CHUNK), np.uint32)
        return _list_going(key, week, persons, words, people, p, going[0, first:last])

    parts = threads.parts(len(people))
    found = threads.listing(parts, going, list_part)
    found = list_part(*parts[0]) if found == NOT_YET else found
    _turn_over(going[0, :found], members, society, people, hearsay, trust, balance)


@compiled
def _list_going(key, week, persons, words, people, p, going):
    """List whom others replace, of so many persons; return how many."""
    monthly, found = p.turnover / MONTHS_PER_YEAR, 0
    for start in range(0, len(persons), _CHUNK):
        chunk = persons[start : start + _CHUNK]
        fill_words(key, TURNOVER, week, chunk, 0, words)
        for k in range(len(chunk)):
            if unit(words[0, k]) < monthly and people.ask_from[chunk[k]] < INVITED:
                going[found] = chunk[k]
                found += 1
    return found


@compiled
def _turn_over(going, members, society, people, hearsay, trust, balance):
    for each in range(len(going)):
        prefetch_run(society.neighbour, society.ties[going[min(each + AHEAD, len(going) - 1)]])
        _replace(going[each], members, society, people, hearsay, trust, balance)


@compiled
def _replace(person, members, society, people, hearsay, trust, balance):
    hearsay[person].heard = 0.0
    hearsay[person].times_heard = 0
    people.ask_from[person] = 0
    if hearsay[person].warns > 0:
        warn(person, -hearsay[person].warns, society, hearsay)
    for tie in range(society.ties[person], society.ties[person + 1]):
        back = other_end(person, tie, society)
        trust[tie], trust[back] = first_trust(tie, society), first_trust(back, society)
        balance[tie], balance[back] = 0, 0
        row = people.row[society.neighbour[tie]]
        if row != NOBODY:
            members.nobody_before[row] = 0
