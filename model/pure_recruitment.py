"""Recruiting as theory has it: who recruits the next depends on the tree alone.

*Uniform*: each newcomer's recruiter is any current member alike, newcomers of the same week among them (the random
recursive tree; Gastwirth 1977). *Preferential*: in proportion to recruits made plus rho (rho = 1: the plane-oriented
tree). *Each*: at every month's end each member recruits one, always or with some chance ("Multiply"; binomial trees).
*Bass*: nobody recruits; people join by innovation and by imitation of the members there are (Bass 1969), and are put
below any member alike.
Everything else of a week goes on as in any run; `conf/experiment/pure_recruitment.yaml` takes it out. Newcomers are
found by going round the society from a place drawn at random, so that recruiting ends when everybody has joined.
"""

from __future__ import annotations

import numpy as np

from model.columns import Members, People
from model.compilation import compiled
from model.draws import PURE_EDGE, PURE_RECRUIT, below, draw
from model.months import WEEKS_PER_YEAR
from model.recruitment import within_week
from model.society import Society
from model.table import ACTIVE, NOBODY, TAKEN
from model.tree_parameters import PureParameters
from model.week import Week


@compiled
def uniform_part(members, recruits, rho):
    """Chance that a preferential recruiter is drawn for the weight rho that every member has alike.

    From numbers of members and of recruits made; it follows from weights recruits + rho.
    """
    return rho * members / (rho * members + recruits)


@compiled
def bass_rate(inside, innovation, imitation):
    """Weekly rate at which a person outside joins when this share of society, in [0, 1], is inside.

    Bass (1969); both coefficients are yearly.
    """
    return (innovation + imitation * inside) / WEEKS_PER_YEAR


def recruit_purely(
    week: Week,
    members: Members,
    rows: int,
    society: Society,
    people: People,
    parameters: PureParameters,
    *,
    month_ends: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """Persons who join this week, in order, and the rows of their sponsors (int32), who may be newcomers themselves.

    `rows` is the number of rows in use, where the newcomers' rows begin.
    """
    if parameters.recruiting == "bass":
        person, sponsor = np.empty((2, len(people)), np.int32)
        chance = within_week(bass_rate(week.everyone, parameters.innovation, parameters.imitation))
        found = _find_adopters(week, society, people, chance, person, sponsor)
    elif parameters.recruiting == "each":
        sponsor = _who_recruits_one(week, members, parameters.chance) if month_ends else np.empty(0, np.int32)
        person = np.empty(len(sponsor), np.int32)
        found = _find_one_each(week, members, society, people, sponsor, person)
    else:
        person, sponsor = np.empty((2, parameters.newcomers), np.int32)
        rho = parameters.rho if parameters.recruiting == "preferential" else np.inf
        found = _find_newcomers(week, members, rows, society, people, rho, person, sponsor)
    return person[:found], sponsor[:found]


@compiled
def _find_adopters(week, society, people, chance, person, sponsor):
    """Everybody who can be asked and would join decides alone; returns how many join."""
    size, found = len(week.active), 0
    for candidate in range(len(society.open) if size > 0 else 0):
        if people.ask_from[candidate] <= week.number and society.open[candidate] == 1:
            joins, which, _, _ = draw(week.key, PURE_RECRUIT, week.number, candidate, 2)
            if joins < chance:
                people.ask_from[candidate] = TAKEN
                person[found], sponsor[found] = candidate, week.active[below(which, size)]
                found += 1
    return found


def _who_recruits_one(week: Week, members: Members, chance: float) -> np.ndarray:
    """Rows of those who recruit one each at this month's end, lowest draw first."""
    number, order = np.empty((2, len(week.active)))
    _draw_recruiters(week, members, number, order)
    person = members.person[week.active]
    chosen = np.flatnonzero(number < chance)
    return week.active[chosen[np.lexsort((person[chosen], order[chosen]))]]


@compiled
def _draw_recruiters(week, members, number, order):
    for k in range(len(week.active)):
        number[k], order[k], _, _ = draw(week.key, PURE_RECRUIT, week.number, members.person[week.active[k]], 0)


@compiled
def _find_one_each(week, members, society, people, sponsor, person):
    for k in range(len(sponsor)):
        start = draw(week.key, PURE_RECRUIT, week.number, members.person[sponsor[k]], 0)[2]
        person[k] = _take_person(week.number, start, society, people)
        if person[k] == NOBODY:
            return k
    return len(sponsor)


@compiled
def _take_person(week, number, society, people):
    """First person from a place drawn at random on who can be asked and would join, or NOBODY."""
    size = len(society.open)
    start = below(number, size)
    for step in range(size):
        person = (start + step) % size
        if people.ask_from[person] <= week and society.open[person] == 1:
            people.ask_from[person] = TAKEN
            return person
    return NOBODY


@compiled
def _find_newcomers(week, members, rows, society, people, rho, person, sponsor):
    """Fill in newcomers and sponsors one after the other; returns how many found somebody to recruit them."""
    size, recruits = len(week.active), 0
    for row in week.active:
        recruits += members.recruits[row]
    for k in range(len(person)):
        if size == 0:
            return 0
        which, kind, start, _ = draw(week.key, PURE_RECRUIT, week.number, k, 1)
        person[k] = _take_person(week.number, start, society, people)
        if person[k] == NOBODY:
            return k
        if rho == np.inf or kind < uniform_part(float(size + k), float(recruits + k), rho):
            place = below(which, size + k)
            sponsor[k] = week.active[place] if place < size else rows + place - size
        else:
            sponsor[k] = _sponsor_of_any_recruit(week, k, rows, members, sponsor)
    return len(person)


@compiled
def _sponsor_of_any_recruit(week, newcomer, rows, members, sponsor):
    """Sponsor of a recruit drawn at random, for which a member is chosen in proportion to recruits made."""
    attempt = 0
    while True:
        row = below(draw(week.key, PURE_EDGE, week.number, newcomer, attempt)[0], rows + newcomer)
        by = members.sponsor[row] if row < rows else sponsor[row - rows]
        if by >= rows or (by != NOBODY and members.status[by] == ACTIVE):
            return by
        attempt += 1
