"""Ties: their types, a tie as one number while a network is made, and everybody's ties in a row for the run.

As one number a tie can be sorted: the lower person comes first, then the higher, then the type.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from model.compilation import compiled
from model.parameter import ScenarioError
from model.society_parameters import SocietyParameters

KIN, FRIEND, COMMUNITY, WORK = 0, 1, 2, 3
TIE_NAMES = ("kin", "friend", "community", "work")
_TYPE_BITS, _PERSON_BITS = np.uint64(2), np.uint64(31)
_MOST_ENDS = 2**31 - 1
_PERSONS_AT_ONCE = 64  # whose ties are sorted at once: few enough to stay at hand
_TYPE_MASK, _PERSON_MASK = np.uint64(3), np.uint64(0x7FFFFFFF)


class Ties(NamedTuple):
    """Ties in compressed rows; each tie stands with both its persons, neighbours ascending."""

    first: np.ndarray  # (N + 1,) int32: ties of person p are first[p] to first[p + 1]
    neighbour: np.ndarray  # (E,) int32
    tie_type: np.ndarray  # (E,) uint8
    given_trust: np.ndarray  # (E,) float32, trust where a file gives it; empty where types decide
    trust_by_type: np.ndarray  # (4,) float32


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


def sorted_pairs(pairs: np.ndarray, persons: int) -> np.ndarray:
    """Ties as numbers in ascending order (uint64), sorted by a few persons at a time: so the time is in proportion."""
    starts = np.zeros(-(-persons // _PERSONS_AT_ONCE) + 1, np.int64)
    _count_by_lower(pairs, starts)
    found = np.empty_like(pairs)
    _place_by_lower(pairs, starts[:-1].copy(), found)
    for start, end in itertools.pairwise(starts.tolist()):
        found[start:end].sort()
    return found


@compiled
def _count_by_lower(pairs, starts):
    for tie in pairs:
        starts[lower(tie) // _PERSONS_AT_ONCE + 1] += 1
    for part in range(len(starts) - 1):
        starts[part + 1] += starts[part]


@compiled
def _place_by_lower(pairs, place, found):
    for tie in pairs:
        part = lower(tie) // _PERSONS_AT_ONCE
        found[place[part]] = tie
        place[part] += 1


@compiled
def drop_repeated(pairs):
    """Of ties in ascending order, move the first of each pair to the front; return how many there are."""
    kept = 0
    for tie in pairs:
        if kept == 0 or tie >> _TYPE_BITS != pairs[kept - 1] >> _TYPE_BITS:
            pairs[kept] = tie
            kept += 1
    return kept


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
def _fill_rows(pairs, trust, place, rows):
    """Fill in compressed rows; `place` says where each person's next tie goes."""
    for upward in (True, False):  # first each person's lower neighbours, then the higher ones
        for k in range(len(pairs)):
            low, high, tie_type = lower(pairs[k]), higher(pairs[k]), np.uint8(pairs[k] & _TYPE_MASK)
            owner, other = (high, low) if upward else (low, high)
            rows.neighbour[place[owner]] = other
            rows.tie_type[place[owner]] = tie_type
            if len(trust) > 0:
                rows.given_trust[place[owner]] = rows.trust_by_type[tie_type] if np.isnan(trust[k]) else trust[k]
            place[owner] += 1


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
    if trust is None:
        trust = np.empty(0, np.float32)
    rows = Ties(
        np.zeros(persons + 1, np.int32),
        np.empty(ends, np.int32),
        np.empty(ends, np.uint8),
        np.empty(2 * len(trust), np.float32),
        by_type,
    )
    _count_ties(pairs, rows.first)
    _fill_rows(pairs, trust, rows.first[:-1].copy(), rows)
    return rows
