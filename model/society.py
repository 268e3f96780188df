"""The society around the organisation: its people, their ties, and how far they trust whom.

Everything is drawn by keyed draws from the society's own parameters, so that every scenario of a comparison meets the
same people with the same ties. Kinship, friendship, common origin and work carry trade (Granovetter 1985); each end
of a tie holds its owner's trust. Persons of one community are numbered in a row, kin within it likewise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.compilation import compiled
from model.draws import (
    COMMUNITY_TIES,
    DISPOSITION,
    ENDOWMENT,
    FRIENDS,
    OCCUPATION,
    TRAITS,
    WORK_TIES,
    below,
    draw,
)
from model.society_parameters import SocietyParameters

TRAITS_EACH = 4  # cultural features; the first is origin
KIN, FRIEND, COMMUNITY, WORK = 0, 1, 2, 3
TIE_NAMES = ("kin", "friend", "community", "work")
STRANGER = -1


class Society(NamedTuple):
    """N persons and their ties; nothing in it changes during a run."""

    traits: np.ndarray  # (N, 4) uint8
    occupation: np.ndarray  # (N,) uint8
    rationality: np.ndarray  # (N,) float32 in (0, 1)
    means: np.ndarray  # (N,) float32, rupiah a month
    hours: np.ndarray  # (N,) float32, a week
    open: np.ndarray  # (N,) uint8, 1 for who could ever join
    ties: np.ndarray  # (N + 1,) int64: ties of person p are ties[p] to ties[p + 1]
    neighbour: np.ndarray  # (E,) int32
    tie_type: np.ndarray  # (E,) uint8
    trust: np.ndarray  # (E,) float32, at the start
    most_ties: int  # of anybody


@compiled
def standard_normal(first, second):
    """Standard normal number from two uniform ones (Box & Muller 1958)."""
    return np.sqrt(-2.0 * np.log(first)) * np.cos(2.0 * np.pi * second)


@compiled
def traits_shared(culture, other_culture):
    """Number of cultural traits, 0 to 4, that two persons have in common; a culture holds a byte for each trait."""
    differing = culture ^ other_culture
    return (
        ((differing & 0x000000FF) == 0)
        + ((differing & 0x0000FF00) == 0)
        + ((differing & 0x00FF0000) == 0)
        + ((differing & 0xFF000000) == 0)
    )


@compiled
def share_inside(person, everyone, people):
    """Share of a person's ties that are active members; without a tie, the share of all society (`everyone`)."""
    ties = people[person].ties
    return people[person].inside_ties / ties if ties > 0 else everyone


@compiled
def _draw_people(key, community_size, p, traits, occupation, rationality, means, hours, is_open):
    spread = np.log(p.rationality_median / (1.0 - p.rationality_median))
    for person in range(len(occupation)):
        community = person // community_size
        # a community's own traits and occupation are keyed by -1 - community, which no person has
        typical = draw(key, TRAITS, 0, -1 - community, 0)
        own = draw(key, TRAITS, 0, person, 0)
        follows = draw(key, TRAITS, 0, person, 1)
        for trait in range(4):
            taken_over = trait == 0 or follows[trait] < p.origin_likeness
            traits[person, trait] = below(typical[trait] if taken_over else own[trait], p.trait_categories)
        job = draw(key, OCCUPATION, 0, person, 0)
        local = draw(key, OCCUPATION, 0, -1 - community, 0)
        occupation[person] = below(local[0] if job[0] < p.occupation_trait_correlation else job[1], p.occupations)
        disposition = draw(key, DISPOSITION, 0, person, 0)
        logit = spread + p.rationality_spread * standard_normal(disposition[0], disposition[1])
        rationality[person] = 1.0 / (1.0 + np.exp(-logit))
        is_open[person] = disposition[2] >= p.never_open
        endowment = draw(key, ENDOWMENT, 0, person, 0)
        means[person] = p.means_median * np.exp(p.means_spread * standard_normal(endowment[0], endowment[1]))
        hours[person] = p.hours_median * np.exp(p.hours_spread * standard_normal(endowment[2], endowment[3]))


@compiled
def _fill_community_pairs(key, persons, p, pairs):
    """Fill in pairs of tied persons, duplicates included; return how many."""
    made = 0
    for person in range(persons):
        start = person - person % p.community_size
        size = min(p.community_size, persons - start)
        household_end = min(start + size, person + p.kin_clique - (person - start) % p.kin_clique)
        for other in range(person + 1, household_end):
            pairs[made] = _pair(person, other, KIN)
            made += 1
        for stream, tie_type, mean in (
            (FRIENDS, FRIEND, p.friends),
            (COMMUNITY_TIES, COMMUNITY, p.community_ties),
            (WORK_TIES, WORK, p.work_ties),
        ):
            count = int(mean / 2 + draw(key, stream, 0, person, 0)[0])
            for k in range(count):
                where, who, _, _ = draw(key, stream, 0, person, k + 1)
                anywhere = tie_type == WORK or (tie_type == FRIEND and where < p.friends_outside)
                other = below(who, persons) if anywhere else start + below(who, size)
                if other != person:
                    pairs[made] = _pair(person, other, tie_type)
                    made += 1
    return made


@compiled
def _pair(person, other, tie_type):
    """A tie as one number, so that ties can be sorted: the lower person, the higher, the type."""
    low, high = min(person, other), max(person, other)
    return np.uint64((np.uint64(low) << np.uint64(33)) | (np.uint64(high) << np.uint64(2)) | np.uint64(tie_type))


@compiled
def _both_ends(pairs, persons, ties, neighbour, tie_type, place):
    """Fill compressed rows from pairs in ascending order; each row's neighbours come out ascending."""
    low_mask = np.uint64(0x7FFFFFFF)
    for pair in pairs:
        ties[(pair >> np.uint64(33)) + np.uint64(1)] += 1
        ties[((pair >> np.uint64(2)) & low_mask) + np.uint64(1)] += 1
    for person in range(persons):
        ties[person + 1] += ties[person]
        place[person] = ties[person]
    for upward in (True, False):  # first each person's lower neighbours, then the higher ones
        for pair in pairs:
            low, high = np.int64(pair >> np.uint64(33)), np.int64((pair >> np.uint64(2)) & low_mask)
            owner, other = (high, low) if upward else (low, high)
            neighbour[place[owner]] = other
            tie_type[place[owner]] = np.uint8(pair & np.uint64(3))
            place[owner] += 1


def _community_pairs(key: np.uint64, persons: int, parameters: SocietyParameters) -> np.ndarray:
    """Ties as numbers (see `_pair`), ascending; where a pair is tied twice, the stronger type stands."""
    drawn_each = (parameters.friends + parameters.community_ties + parameters.work_ties) / 2 + 3
    pairs = np.empty(int(persons * (parameters.kin_clique / 2 + drawn_each)), np.uint64)
    pairs = np.sort(pairs[: _fill_community_pairs(key, persons, parameters.rates, pairs)])
    first = np.ones(len(pairs), bool)
    first[1:] = (pairs[1:] >> np.uint64(2)) != (pairs[:-1] >> np.uint64(2))
    return pairs[first]


def build_society(parameters: SocietyParameters, persons: int, key: np.uint64) -> Society:
    """Draw a society.

    Parameters
    ----------
    parameters
        What the society is like.
    persons
        Its size N.
    key
        Key of the run's draws (`draws.run_key`); the same key draws the same people whatever else differs.
    """
    traits = np.empty((persons, TRAITS_EACH), np.uint8)
    occupation, is_open = np.empty(persons, np.uint8), np.empty(persons, np.uint8)
    rationality, means, hours = (np.empty(persons, np.float32) for _ in range(3))
    rates = parameters.rates
    _draw_people(key, parameters.community_size, rates, traits, occupation, rationality, means, hours, is_open)
    ties = np.zeros(persons + 1, np.int64)
    if parameters.network == "communities":
        pairs = _community_pairs(key, persons, parameters)
    else:
        pairs = np.empty(0, np.uint64)
    neighbour, tie_type = np.empty(2 * len(pairs), np.int32), np.empty(2 * len(pairs), np.uint8)
    _both_ends(pairs, persons, ties, neighbour, tie_type, np.empty(persons, np.int64))
    by_type = np.array(
        [parameters.kin_trust, parameters.friend_trust, parameters.community_trust, parameters.work_trust], np.float32
    )
    most_ties = int(np.diff(ties).max())
    return Society(
        traits, occupation, rationality, means, hours, is_open, ties, neighbour, tie_type, by_type[tie_type], most_ties
    )
