"""What every phase of a week is given: the week itself, and the numbers of all parameters."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.compilation import compiled
from model.draws import CHANCES, CONTACT, NEED, SALES, weekly_words
from model.scenario import Scenario
from model.society import share_inside


class Week(NamedTuple):
    """One week as it begins; arrays have one place for each active member."""

    key: np.uint64  # of the run's draws
    number: int  # from 1
    active: np.ndarray  # (n,) int32, rows of the active members, ascending
    persons: np.ndarray  # (n,) int32, who they are
    everyone: float  # active members as a share of society
    inside: np.ndarray  # (n,) float64, share of each one's ties that are active members
    chances: np.ndarray  # (4, n) uint32, random words for what every member meets every week (`draws.CHANCES`)
    need: np.ndarray  # (4, n) uint32, random words for needs and favours
    sales: np.ndarray  # (4, n) uint32, random words for selling and buying
    contact: np.ndarray  # (4, n) uint32, random words for whom to ask


class Rates(NamedTuple):
    """The numeric parameters, mechanism by mechanism."""

    ritual: Any
    exchange: Any
    trade: Any
    recruitment: Any
    boundary: Any
    retention: Any
    tree: Any
    ranks: Any


def begin_week(key: np.uint64, number: int, active: np.ndarray, members: np.ndarray, people: np.ndarray) -> Week:
    """Look at everyone's ties and draw the luck of a week for the active members."""
    persons, inside = np.empty(len(active), np.int32), np.empty(len(active))
    everyone = len(active) / len(people)
    _look_around(active, members, people, everyone, persons, inside)
    return Week(
        key=key,
        number=number,
        active=active,
        persons=persons,
        everyone=everyone,
        inside=inside,
        chances=weekly_words(key, CHANCES, number, persons),
        need=weekly_words(key, NEED, number, persons),
        sales=weekly_words(key, SALES, number, persons),
        contact=weekly_words(key, CONTACT, number, persons),
    )


@compiled
def _look_around(active, members, people, everyone, persons, inside):
    for k in range(len(active)):
        persons[k] = members.person[active[k]]
        inside[k] = share_inside(persons[k], everyone, people)


def rates_of(scenario: Scenario) -> Rates:
    """The numbers of a scenario in the form in which compiled rules receive them."""
    return Rates(**{name: getattr(scenario, name).rates for name in Rates._fields})
