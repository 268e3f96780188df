"""Who is tied to whom: networks by their generators, every draw keyed, and the ties of each person in a row.

- `communities` (the default): households of kin, complete; friends, neighbours and work ties over them, overlapping.
- `small_world`: a ring on which neighbours are tied, part of the ties rewired to anybody (Watts & Strogatz 1998).
- `scale_free`: persons come one by one and tie themselves to those who have many ties (Barabasi & Albert 1999).
- `random`: every pair with the same probability (Erdos & Renyi 1959; Gilbert 1959).
- `well_mixed`: no ties; whoever looks for somebody meets anybody.

Where the generator knows no types of ties, a tie's type is drawn by the shares in the parameters, whoever it ties. In
the small world closeness decides instead: those next on the ring are kin, those further off friends, then neighbours,
by the same shares, and rewired ties are from work: bridges are weak (Granovetter 1973).
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import (
    ARRIVAL,
    ATTACHMENT,
    COMMUNITY_TIES,
    FRIENDS,
    RANDOM_TIES,
    REWIRING,
    TIE_TYPE,
    WORK_TIES,
    below,
    draw,
    fill_words,
)
from model.network_ties import COMMUNITY, FRIEND, KIN, WORK, drop_repeated, pair, sorted_pairs
from model.society_parameters import SocietyParameters

_ATTEMPTS = 1000  # to find somebody not tied yet; after that a tie of the ring stays where it is


@compiled
def type_at(closeness, p):
    """Type of a tie that is closer than all but the share `closeness`, in (0, 1), of ties.

    Shares of types where the network does not say: assumption.
    """
    if closeness < p.kin_share:
        return KIN
    if closeness < p.kin_share + p.friend_share:
        return FRIEND
    return COMMUNITY if closeness < p.kin_share + p.friend_share + p.community_share else WORK


@compiled
def drawn_type(key, person, other, p):
    """Type of a tie about which the network does not say; the same from both ends.

    Drawn by the shares of `type_at`: assumption.
    """
    return type_at(draw(key, TIE_TYPE, 0, min(person, other), max(person, other))[0], p)


@compiled
def _fill_community_pairs(key, persons, p, pairs):
    """Fill in ties, pairs tied twice included; return how many."""
    made = 0
    for person in range(persons):
        start = person - person % p.community_size
        size = min(p.community_size, persons - start)
        household_end = min(start + size, person + p.kin_clique - (person - start) % p.kin_clique)
        for other in range(person + 1, household_end):
            pairs[made] = pair(person, other, KIN)
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
                    pairs[made] = pair(person, other, tie_type)
                    made += 1
    return made


def communities(key: np.uint64, persons: int, parameters: SocietyParameters) -> np.ndarray:
    """Households within communities, friends and neighbours in them, work anywhere; of two types the closer stands."""
    drawn_each = (parameters.friends + parameters.community_ties + parameters.work_ties) / 2 + 3
    pairs = np.empty(int(persons * (parameters.kin_clique / 2 + drawn_each)), np.uint64)
    pairs = sorted_pairs(pairs[: _fill_community_pairs(key, persons, parameters.rates, pairs)], persons)
    return pairs[: drop_repeated(pairs)]


@compiled
def _are_tied(person, other, target):
    tied = False
    for k in range(target.shape[1]):
        tied = tied or target[person, k] == other or target[other, k] == person
    return tied


@compiled
def _ring(key, p, target):
    """Tie everybody to the next on the ring, then rewire; `target` holds each one's ties forward on the ring."""
    persons, ahead = target.shape
    for person in range(persons):
        for k in range(ahead):
            target[person, k] = (person + 1 + k) % persons
    for person in range(persons):
        for k in range(ahead):
            if draw(key, REWIRING, 0, person, k)[0] < p.rewiring:
                for attempt in range(_ATTEMPTS):
                    other = below(draw(key, REWIRING, attempt, person, k)[1], persons)
                    if other != person and not _are_tied(person, other, target):
                        target[person, k] = other
                        break


@compiled
def _fill_ring_pairs(key, p, target, pairs):
    persons, ahead = target.shape
    for person in range(persons):
        for k in range(ahead):
            other = target[person, k]
            tie_type = WORK  # a bridge, unless the tie is as the ring had it
            if other == (person + 1 + k) % persons:
                tie_type = type_at((k + draw(key, TIE_TYPE, 0, person, other)[0]) / ahead, p)
            pairs[person * ahead + k] = pair(person, other, tie_type)


def small_world(key: np.uint64, persons: int, parameters: SocietyParameters) -> np.ndarray:
    """Watts & Strogatz (1998, Nature 393:440): no tie is lost by rewiring, and no pair tied twice."""
    ahead = parameters.neighbours_each_side
    target, pairs = np.empty((persons, ahead), np.int32), np.empty(persons * ahead, np.uint64)
    _ring(key, parameters.rates, target)
    _fill_ring_pairs(key, parameters.rates, target, pairs)
    return sorted_pairs(pairs, persons)


@compiled
def _attach(key, persons, p, target):
    """Whom each newcomer chooses, newcomer by newcomer; the first few choose everybody who is there.

    One end of every tie is a newcomer's, and every newcomer makes equally many: anybody is therefore chosen in
    proportion to the number of ties when half the choices fall on anybody, half on whom a tie drawn at random was made
    with. Another half gives another exponent.
    """
    anybody = (p.degree_exponent - 2.0) / (p.degree_exponent - 1.0)
    made = 0
    for newcomer in range(1, persons):
        before = made
        if newcomer <= p.ties_of_newcomer:
            for other in range(newcomer):
                target[made] = other
                made += 1
            continue
        attempt = 0
        while made < before + p.ties_of_newcomer:
            how, which, _, _ = draw(key, ATTACHMENT, attempt, newcomer, made - before)
            other = below(which, newcomer) if how < anybody else target[below(which, before)]
            attempt += 1
            is_new = True
            for k in range(before, made):
                is_new = is_new and target[k] != other
            if is_new:
                target[made] = other
                made += 1


@compiled
def _fill_newcomers_pairs(key, p, arrivals, target, pairs):
    made = 0
    for newcomer in range(1, len(arrivals)):
        person = np.int64(arrivals[newcomer])
        for _ in range(min(newcomer, p.ties_of_newcomer)):
            other = np.int64(arrivals[target[made]])
            pairs[made] = pair(person, other, drawn_type(key, person, other, p))
            made += 1


def scale_free(key: np.uint64, persons: int, parameters: SocietyParameters) -> np.ndarray:
    """Barabasi & Albert (1999, Science 286:509), with other exponents as Dorogovtsev, Mendes & Samukhin (2000).

    The first persons to come are all tied to each other. The order of coming is drawn, so that those with many ties
    are found in all communities. Made in one pass after Batagelj & Brandes (2005, Physical Review E 71:036113).
    """
    newcomers_ties = parameters.ties_of_newcomer
    ties = newcomers_ties * (newcomers_ties + 1) // 2 + newcomers_ties * (persons - 1 - newcomers_ties)
    target, pairs = np.empty(ties, np.int32), np.empty(ties, np.uint64)
    words = np.empty((4, persons), np.uint32)
    fill_words(key, ARRIVAL, 0, np.arange(persons, dtype=np.int32), 0, words)
    arrivals = np.argsort(words[0], kind="stable").astype(np.int32)
    _attach(key, persons, parameters.rates, target)
    _fill_newcomers_pairs(key, parameters.rates, arrivals, target, pairs)
    return sorted_pairs(pairs, persons)


@compiled
def _fill_random_pairs(key, persons, p, pairs):
    """Fill in ties (only count them where `pairs` is empty); the gaps between a person's ties are geometric."""
    made = 0
    of_nobody = np.log1p(-p.mean_ties / (persons - 1))  # log chance that a pair is not tied
    for person in range(persons):
        other, k = np.float64(person), 0
        while True:
            other += 1.0 + np.floor(np.log(draw(key, RANDOM_TIES, 0, person, k)[0]) / of_nobody)
            if not other < persons:
                break
            if len(pairs) > 0:
                pairs[made] = pair(person, np.int64(other), drawn_type(key, person, np.int64(other), p))
            made += 1
            k += 1
    return made


def random(key: np.uint64, persons: int, parameters: SocietyParameters) -> np.ndarray:
    """G(n, p) (Erdos & Renyi 1959; Gilbert 1959), made by skipping from tie to tie (Batagelj & Brandes 2005)."""
    pairs = np.empty(_fill_random_pairs(key, persons, parameters.rates, np.empty(0, np.uint64)), np.uint64)
    _fill_random_pairs(key, persons, parameters.rates, pairs)
    return pairs


def well_mixed(key: np.uint64, persons: int, parameters: SocietyParameters) -> np.ndarray:
    """No ties."""
    return np.empty(0, np.uint64)


GENERATORS = {each.__name__: each for each in (communities, small_world, scale_free, random, well_mixed)}
