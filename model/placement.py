"""Placement: under whom a recruit is put, who need not be the sponsor.

Strategies of the rooted-tree paper and of the plans in use. *Direct* ("Multiply"): every recruit is a new branch of
the sponsor. *Skew-left*: below the leftmost leaf that has not reached the level the sponsor has set, and a new branch
only when all have; "knows each downline", but the leaf must be found. *Breadth-first*: the shallowest free place below
the sponsor, leftmost first, so that recruits spill over to downlines; a forced *matrix* is filled in the same way and
keeps leavers' places. *Binary*: two legs; down the weaker one (that with fewer places taken), or by the toss of a coin.
*Random*: any free place of the organisation, all alike.

Recruits of one week find their places one after the other, in the order of their draws. Looking at a member costs the
sponsor time, which is taken from the next week.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.columns import Members
from model.compilation import compiled
from model.draws import PLACE, below, draw
from model.table import NOBODY
from model.tree_parameters import TreeParameters

DIRECT, SKEW_LEFT, BREADTH_FIRST, MATRIX, BINARY_WEAKER, BINARY_RANDOM, RANDOM_PLACE = range(7)
STRATEGIES = ("direct", "skew_left", "breadth_first", "matrix", "binary_weaker", "binary_random", "random_place")
KEEP_EMPTY_PLACES = ("matrix", "binary_weaker", "binary_random")


class Places(NamedTuple):
    """The tree as a search sees it; one place for each row of the table (int32)."""

    legs: np.ndarray  # number of children
    first: np.ndarray  # leftmost child, or NOBODY
    last: np.ndarray  # rightmost child, or NOBODY
    following: np.ndarray  # next child of the same upline, or NOBODY
    guide: np.ndarray  # levels down to the nearest free place, or places taken here and below; NOBODY outside the tree


def width_of(placement: str, width: int) -> int:
    """Most legs under one member under a strategy, of those that limit them."""
    return 2 if placement in ("binary_weaker", "binary_random") else width


def in_order_of_draws(
    key: np.uint64, week: int, person: np.ndarray, sponsor: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Newcomers of a week and their sponsors in the order in which they find their places."""
    number = np.empty(len(person))
    _draw_order(key, week, person, number)
    order = np.lexsort((person, number))
    return person[order], sponsor[order]


@compiled
def _draw_order(key, week, person, number):
    for k in range(len(person)):
        number[k] = draw(key, PLACE, week, person[k], 0)[0]


def place_all(
    key: np.uint64,
    week: int,
    first_row: int,
    person: np.ndarray,
    sponsor: np.ndarray,
    rows: np.ndarray,
    members: Members,
    tree: TreeParameters,
) -> np.ndarray:
    """Uplines of the newcomers who get the rows from `first_row` on; `rows` are those in the tree (all int32).

    Books the search of each sponsor.
    """
    strategy, width, p = STRATEGIES.index(tree.placement), width_of(tree.placement, tree.width), tree.rates
    size = first_row + len(person)
    places = Places(*np.full((len(Places._fields), size), NOBODY, np.int32))
    places.legs[:] = 0
    upline = np.empty(len(person), np.int32)
    _chart(rows, members, strategy, width, places)
    _place_all(key, week, first_row, person, sponsor, members, strategy, width, p, places, upline)
    return upline


@compiled
def _chart(rows, members, strategy, width, places):
    """Fill in the tree as it stands."""
    for row in rows:
        _append(row, members.parent[row], places)
    for k in range(len(rows) - 1, -1, -1):
        _set_guide(rows[k], strategy, width, places)


@compiled
def _append(row, upline, places):
    if upline != NOBODY:
        places.legs[upline] += 1
        if places.first[upline] == NOBODY:
            places.first[upline] = row
        else:
            places.following[places.last[upline]] = row
        places.last[upline] = row


@compiled
def _set_guide(row, strategy, width, places):
    """Work out a row's guide from its children's; returns whether it changed."""
    before, child = places.guide[row], places.first[row]
    if strategy == BINARY_WEAKER:
        taken = 1
        while child != NOBODY:
            taken += places.guide[child]
            child = places.following[child]
        places.guide[row] = taken
    else:
        levels = 0 if places.legs[row] < width else 1 + places.guide[child]
        while levels > 0 and child != NOBODY:
            levels = min(levels, 1 + places.guide[child])
            child = places.following[child]
        places.guide[row] = levels
    return places.guide[row] != before


@compiled
def _place_all(key, week, first_row, person, sponsor, members, strategy, width, p, places, upline):
    for k in range(len(person)):
        row = first_row + k
        if strategy == SKEW_LEFT:
            found, steps = leftmost_open_leaf(sponsor[k], p.skew_levels, members, places)
        elif strategy == RANDOM_PLACE:
            found, steps = random_free_place(key, week, person[k], row, width, places)
        else:
            found, steps = way_down(key, week, person[k], sponsor[k], strategy, width, places)
        upline[k] = found
        members.parent[row] = found
        members.search_steps[sponsor[k]] += steps
        members.hours_owed[sponsor[k]] = members.hours_owed[sponsor[k]] + steps * p.search_hours
        _append(row, found, places)
        changed = _set_guide(row, strategy, width, places)
        while changed and found != NOBODY and BREADTH_FIRST <= strategy <= BINARY_WEAKER:
            changed = _set_guide(found, strategy, width, places)
            found = members.parent[found]


@compiled
def leftmost_open_leaf(sponsor, levels, members, places):
    """Leftmost leaf fewer than `levels` levels below the sponsor, else the sponsor; and members looked at."""
    row, depth, steps = sponsor, 0, 1
    while places.first[row] != NOBODY:
        if depth + 1 < levels:
            row = places.first[row]
            depth += 1
        else:
            while row != sponsor and places.following[row] == NOBODY:
                row = members.parent[row]
                depth -= 1
            if row == sponsor:
                return sponsor, steps
            row = places.following[row]
        steps += 1
    return row, steps


@compiled
def way_down(key, week, person, sponsor, strategy, width, places):
    """First member with a free place on the way down from the sponsor; and members looked at.

    At every fork the way goes to the child with the lowest guide, leftmost first, or by the toss of a coin.
    """
    row, steps = sponsor, 1
    while places.legs[row] >= width:
        child = places.first[row]
        if strategy == BINARY_RANDOM:
            if draw(key, PLACE, week, person, steps)[0] >= 0.5:
                child = places.following[child]
            row = child
        else:
            row = child
            while child != NOBODY:
                if places.guide[child] < places.guide[row]:
                    row = child
                child = places.following[child]
        steps += 1
    return row, steps


@compiled
def random_free_place(key, week, person, rows, width, places):
    """Upline of a place drawn from all free ones, each alike: rows are drawn until one has it; costs a single look."""
    attempt = 1
    while True:
        where, which, _, _ = draw(key, PLACE, week, person, attempt)
        row = below(where, rows)
        in_tree = places.guide[row] != NOBODY
        if in_tree and which * width >= places.legs[row]:
            return row, 1
        attempt += 1


@compiled
def spend_hours_owed(active, members):
    """After gathering, the time that last week's placements and rally took is gone."""
    for row in active:
        members.hours_used[row] = members.hours_used[row] + members.hours_owed[row]
        members.hours_owed[row] = 0.0
