"""What every phase of a week is given: the week itself, and what lies around the members as it begins."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from model.columns import Members
from model.compilation import compiled
from model.draws import CHANCES, CONTACT, NEED, SALES, weekly_words
from model.society import share_inside
from model.threads import Threads
from model.tree import Teams, group_by_team


class Week(NamedTuple):
    """One week as it begins; arrays have one place for each active member."""

    key: np.uint64  # of the run's draws
    number: int  # from 1
    active: np.ndarray  # (n,) int32, rows of the active members, ascending
    persons: np.ndarray  # (n,) int32, who they are
    everyone: float  # active members as a share of society
    inside: np.ndarray  # (n,) float64, share of each one's ties that are active members
    tied: np.ndarray  # (n,) bool, whether one has ties
    all_asked: np.ndarray  # (n,) bool, whether none of one's ties can be asked this week
    chances: np.ndarray  # (4, n) uint32, random words for what every member meets every week (`draws.CHANCES`)
    need: np.ndarray  # (4, n) uint32, random words for needs and favours
    sales: np.ndarray  # (4, n) uint32, random words for selling and buying
    contact: np.ndarray  # (4, n) uint32, random words for whom to ask, and how


class Around(NamedTuple):
    """The active members and the people around them, between two weeks."""

    persons: np.ndarray  # (n,) int32
    inside: np.ndarray  # (n,) float64
    tied: np.ndarray  # (n,) bool
    nobody_before: np.ndarray  # (n,) int32, week before which none of the ties can be asked


def look_around(active: np.ndarray, members: Members, society_size: int, threads: Threads) -> Around:
    """See what lies around the active members, once for all phases of a week."""
    size = len(active)
    around = Around(np.empty(size, np.int32), np.empty(size), np.empty(size, np.bool_), np.empty(size, np.int32))

    def look_around_part(first: int, last: int) -> None:
        _look_around(first, last, active, members, size / society_size, around)

    threads.over(threads.parts(size), look_around_part)
    return around


@compiled
def _look_around(first, last, active, members, everyone, around):
    for k in range(first, last):
        row = active[k]
        around.persons[k] = members.person[row]
        around.inside[k] = share_inside(members.ties_inside[row], members.ties[row], everyone)
        around.tied[k] = members.ties[row] > 0
        around.nobody_before[k] = members.nobody_before[row]


def begin_week(
    key: np.uint64,
    number: int,
    active: np.ndarray,
    members: Members,
    around: Around,
    society_size: int,
    threads: Threads,
) -> tuple[Week, Teams]:
    """Draw the luck of a week for the active members, and list them by team."""
    draws = [partial(weekly_words, key, stream, number, around.persons) for stream in (CHANCES, NEED, SALES, CONTACT)]
    teams, chances, need, sales, contact = threads.together(
        len(active), [partial(group_by_team, active, members), *draws]
    )
    week = Week(
        key=key,
        number=number,
        active=active,
        persons=around.persons,
        everyone=len(active) / society_size,
        inside=around.inside,
        tied=around.tied,
        all_asked=around.nobody_before > number,
        chances=chances,
        need=need,
        sales=sales,
        contact=contact,
    )
    return week, teams
