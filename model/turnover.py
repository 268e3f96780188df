"""People outside come and go: some are replaced by others in their place, who know nothing yet."""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import TURNOVER, fill_words, unit
from model.months import MONTHS_PER_YEAR
from model.prefetch import AHEAD, prefetch_run
from model.society import first_trust
from model.table import INVITED, NOBODY
from model.threads import NOT_YET
from model.ties import other_end, warn

_CHUNK = 4096  # persons for whom luck is drawn at once


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
