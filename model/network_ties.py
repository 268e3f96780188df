"""Ties: their types, a tie as one number while a network is made, and everybody's ties in a row for the run.

As one number a tie can be sorted: the lower person comes first, then the higher, then the type.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.compilation import compiled
from model.parameter import ScenarioError
from model.society_parameters import SocietyParameters

KIN, FRIEND, COMMUNITY, WORK = 0, 1, 2, 3
TIE_NAMES = ("kin", "friend", "community", "work")
_TYPE_BITS, _PERSON_BITS = np.uint64(2), np.uint64(31)
_MOST_ENDS = 2**31 - 1
_TYPE_MASK, _PERSON_MASK = np.uint64(3), np.uint64(0x7FFFFFFF)


class Ties(NamedTuple):
    """Ties in compressed rows; each tie stands with both its persons, neighbours ascending."""

    first: np.ndarray  # (N + 1,) int32: ties of person p are first[p] to first[p + 1]
    neighbour: np.ndarray  # (E,) int32
    tie_type: np.ndarray  # (E,) uint8
    trust: np.ndarray  # (E,) float32
    place_there: np.ndarray  # (E,) int32, place of the same tie among the other one's ties


@compiled
def pair(person, other, tie_type):
    """A tie as one number."""
    low, high = np.uint64(min(person, other)), np.uint64(max(person, other))
    return (((low << _PERSON_BITS) | high) << _TYPE_BITS) | np.uint64(tie_type)


@compiled
def lower(tie):
    """The lower of the two persons of a tie."""
    return np.int64(tie >> (_PERSON_BITS + _TYPE_BITS))


@compiled
def higher(tie):
    """The higher of the two persons of a tie."""
    return np.int64((tie >> _TYPE_BITS) & _PERSON_MASK)


@compiled
def with_type(tie, tie_type):
    """The same tie with this type."""
    return (tie & ~_TYPE_MASK) | np.uint64(tie_type)


def pair_array(person: np.ndarray, other: np.ndarray, tie_type: np.ndarray) -> np.ndarray:
    """Many ties as numbers at once, see `pair`."""
    low, high = (each(person, other).astype(np.uint64) for each in (np.minimum, np.maximum))
    return (((low << _PERSON_BITS) | high) << _TYPE_BITS) | tie_type.astype(np.uint64)


def first_of_pairs(pairs: np.ndarray) -> np.ndarray:
    """Which of ties in ascending order is the first of its pair, which is the one of the closest type (bool)."""
    first = np.ones(len(pairs), bool)
    first[1:] = (pairs[1:] >> _TYPE_BITS) != (pairs[:-1] >> _TYPE_BITS)
    return first


@compiled
def _count_ties(pairs, first):
    for tie in pairs:
        first[lower(tie) + 1] += 1
        first[higher(tie) + 1] += 1
    for person in range(len(first) - 1):
        first[person + 1] += first[person]


@compiled
def _fill_rows(pairs, trust, by_type, place, rows):
    """Fill in compressed rows; `place` says where each person's next tie goes."""
    for upward in (True, False):  # first each person's lower neighbours, then the higher ones
        for k in range(len(pairs)):
            low, high, tie_type = lower(pairs[k]), higher(pairs[k]), np.uint8(pairs[k] & _TYPE_MASK)
            owner, other = (high, low) if upward else (low, high)
            known = len(trust) > 0 and not np.isnan(trust[k])
            rows.neighbour[place[owner]] = other
            rows.tie_type[place[owner]] = tie_type
            rows.trust[place[owner]] = trust[k] if known else by_type[tie_type]
            place[owner] += 1


@compiled
def _fill_places(place, rows):
    """Fill in each tie's place with the other; `place` says where each person's ties begin.

    Persons come in ascending order, and so do the lower neighbours with whom each one's ties begin.
    """
    for person in range(len(place)):
        for tie in range(rows.first[person], rows.first[person + 1]):
            other = rows.neighbour[tie]
            if other > person:
                rows.place_there[tie] = place[other] - rows.first[other]
                rows.place_there[place[other]] = tie - rows.first[person]
                place[other] += 1


def rows_of(pairs: np.ndarray, persons: int, parameters: SocietyParameters, trust: np.ndarray | None = None) -> Ties:
    """Put ties into rows.

    Parameters
    ----------
    pairs
        Ties as numbers (see `pair`), ascending, none twice ((E / 2,) uint64).
    persons
        Number N of persons.
    parameters
        Of these, trust by type.
    trust
        Trust of each tie ((E / 2,) float32), NaN where its type decides; without it, always.

    Raises
    ------
    ScenarioError
        When there are more ends of ties than four bytes count.
    """
    ends = 2 * len(pairs)
    if ends > _MOST_ENDS:
        raise ScenarioError(
            f"persons = {persons} is not allowed with {ends:,} ends of ties: a society has at most {_MOST_ENDS:,}."
        )
    by_type = np.array(
        [parameters.kin_trust, parameters.friend_trust, parameters.community_trust, parameters.work_trust], np.float32
    )
    rows = Ties(
        np.zeros(persons + 1, np.int32),
        np.empty(ends, np.int32),
        np.empty(ends, np.uint8),
        np.empty(ends, np.float32),
        np.empty(ends, np.int32),
    )
    _count_ties(pairs, rows.first)
    _fill_rows(pairs, np.empty(0, np.float32) if trust is None else trust, by_type, rows.first[:-1].copy(), rows)
    _fill_places(rows.first[:-1].copy(), rows)
    return rows
