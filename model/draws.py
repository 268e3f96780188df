"""Random numbers keyed by what they decide, not by when they are drawn.

Two scenarios with one seed share every draw they have in common: the same person in the same week meets the same
luck, so what differs between two runs is what was changed (common random numbers). Every draw is therefore a hash of
(master seed, replicate, stream, week, person[, other]), never of a row, an order or a thread. The hash is
Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"), checked against its
published known answers.

One evaluation gives four numbers. A *stream* is a name with its own four; which of the four a decision uses is fixed
where it is used and documented here, so that adding a decision never moves another's luck.
"""

from __future__ import annotations

import hashlib
import zlib

import numpy as np
from numba import uint32, uint64

from model.compilation import compiled

_MULTIPLIER_0, _MULTIPLIER_1 = uint64(0xD2511F53), uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = 0x9E3779B9, 0xBB67AE85
_LOW_WORD = uint64(0xFFFFFFFF)
_TO_UNIT = 2.0**-32


def stream(name: str) -> np.uint32:
    """Return the number of the stream called `name`."""
    return np.uint32(zlib.crc32(name.encode()))


TRAITS = stream("society: traits")
OCCUPATION = stream("society: occupation")
DISPOSITION = stream("society: disposition")  # rationality (2), openness, whether for the goods alone
ENDOWMENT = stream("society: endowment")  # means (2), hours (2)
TALENT = stream("society: talent")
FRIENDS = stream("society: friends")
COMMUNITY_TIES = stream("society: community ties")
WORK_TIES = stream("society: work ties")
REWIRING = stream("society: rewiring")  # by attempt, person, place on the ring: whether, to whom
ARRIVAL = stream("society: arrival")
ATTACHMENT = stream("society: attachment")  # by attempt, newcomer, tie: how, to whom
RANDOM_TIES = stream("society: random ties")
TIE_TYPE = stream("society: tie type")  # by both persons
FOUNDERS = stream("founders")
TEAM_DAY = stream("team day")
CLOSED_DOORS = stream("closed doors")
ATTENDANCE = stream("attendance")  # attends, then three for centrality
RALLY = stream("rally")  # attends, then three for centrality
RALLY_DOORS = stream("rally's doors")  # by founder of the line; the convention's by nobody
NEED = stream("need")  # occupation, what becomes of the asking, first and second teammate asked
INTRODUCTION = stream("introduction")  # further teammates asked, four at a time
SALES = stream("sales")  # customers, own use
CONTACT = stream("contact")  # stranger or tie, which, brought or asked alone, whether too distant
CONSIDERED = stream("considered")  # whether one would ever ask this other
CLAIM = stream("claim")
ANSWER = stream("guest's answer")
OFFENCE = stream("offence")  # severity, who answers, whether harshly, whether making good is asked for
PEER = stream("peer")
PLACE = stream("place")  # order of newcomers, then one for each fork or attempt
RANK_PURCHASE = stream("rank purchase")
PURE_RECRUIT = stream("pure recruiting")  # by person: recruits, order, whom; by newcomer: which, how, whom
PURE_EDGE = stream("pure recruiting: edge")
NEWS = stream("news")  # a month's meeting: whether one tells, who it is, whether a favour passes, who gives
TURNOVER = stream("turnover")  # whether somebody else takes the place
REASON = stream("reason for leaving")
PANEL = stream("panel")  # whether the person is followed
CHANCES = stream("chances")  # one for each of the decisions that every member meets every week
NEED_ARISES, PITCH_MADE, OFFENCE_OCCURS, ACTIVITY_ENDS = 0, 1, 2, 3


@compiled
def philox(counter_0, counter_1, counter_2, counter_3, key_0, key_1):
    """Philox4x32-10: four counter words and two key words (uint32) to four random words (uint32)."""
    a, b, c, d = uint64(counter_0), uint64(counter_1), uint64(counter_2), uint64(counter_3)
    k, m = uint64(key_0), uint64(key_1)
    for _ in range(10):
        first = a * _MULTIPLIER_0
        second = c * _MULTIPLIER_1
        a = (second >> uint64(32)) ^ b ^ k
        b = second & _LOW_WORD
        c = (first >> uint64(32)) ^ d ^ m
        d = first & _LOW_WORD
        k = (k + uint64(_WEYL_0)) & _LOW_WORD
        m = (m + uint64(_WEYL_1)) & _LOW_WORD
    return uint32(a), uint32(b), uint32(c), uint32(d)


@compiled
def unit(word):
    """A random word as a number strictly between 0 and 1."""
    return (np.float64(word) + 0.5) * _TO_UNIT


@compiled
def draw(key, stream, time, who, other):
    """Return four independent uniform numbers in (0, 1) for (stream, time, who, other)."""
    a, b, c, d = philox(
        uint32(who),
        uint32(time),
        uint32(stream),
        uint32(other),
        uint32(key & uint64(0xFFFFFFFF)),
        uint32(key >> uint64(32)),
    )
    return unit(a), unit(b), unit(c), unit(d)


def weekly_words(key, stream, week, people):
    """Random words of one stream and week for many persons at once (4 x len(people), uint32).

    The same numbers as `draw` with `other` = 0, before `unit`.
    """
    words = np.empty((4, len(people)), np.uint32)
    fill_words(key, stream, week, people, 0, words)
    return words


@compiled
def fill_words(key, stream, week, people, other, words):
    """Fill in random words for many persons; one plain loop, which the compiler turns into vector instructions."""
    key_0, key_1 = uint32(key & uint64(0xFFFFFFFF)), uint32(key >> uint64(32))
    first, second, third, fourth = words[0], words[1], words[2], words[3]
    for k in range(len(people)):
        a, b, c, d = philox(uint32(people[k]), uint32(week), uint32(stream), uint32(other), key_0, key_1)
        first[k] = a
        second[k] = b
        third[k] = c
        fourth[k] = d


@compiled
def below(number, limit):
    """Turn a uniform number into a whole one from 0 to `limit` - 1."""
    return min(int(number * limit), limit - 1)


def run_key(seed: int, replicate: int) -> np.uint64:
    """Key of all draws of one run: a hash of the master seed and the replicate."""
    digest = hashlib.blake2b(f"{seed}/{replicate}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))
