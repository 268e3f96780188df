"""What is known exactly about trees of recruiting, and how far a sample of trees lies from it.

Numbers T1 to T12 as in the table of targets. Gastwirth (1977), Na & Rapoport (1970), Moon (1974); for preferential
recruiting Krapivsky & Redner (2001) and Mahmoud (1992); for rewards Emek, Karidi, Tennenholtz & Zohar (2011).

A mean over independent trees is compared with its exact expectation: z = (mean - expectation) / standard error. A
family of fewer than `TESTS` such decisions is made; each errs with a probability of at most 1e-6 / TESTS, so that all
of them together raise a false alarm at most once in a million. Power: a bias of nine standard errors is found with a
probability above .99; what that means in each quantity's own unit follows from the number of trees (a thousand trees
of 257 show 1 % more or fewer leaves).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.integrate import quad
from scipy.special import gammaln

TESTS = 200  # decisions made of a whole family of comparisons with theory, at most
FAMILY_ERROR = 1e-6  # chance that any of them raises a false alarm
LIMIT = float(stats.norm.isf(FAMILY_ERROR / TESTS / 2))  # 5.9 standard errors

Array = NDArray[np.floating[Any]]


def distance(sample: ArrayLike, expected: float) -> float:
    """Standard errors between the mean of a sample, one number a tree, and what is expected."""
    numbers = np.asarray(sample, float)
    error = numbers.std(ddof=1) / np.sqrt(len(numbers))
    difference = numbers.mean() - expected
    return float(difference / error) if error > 0 else (0.0 if abs(difference) < 1e-9 else math.inf)


def harmonic(number: int) -> float:
    """H(number): 1 + 1/2 + ... + 1/number."""
    return float(np.sum(1.0 / np.arange(1, number + 1)))


def expected_degrees(members: int, rho: float, most: int) -> Array:
    """Expected number of members with 0, 1, ..., `most` - 1 recruits, exactly; rho = inf for uniform recruitment."""
    number = np.zeros(most + 1)
    number[0] = 1.0
    degree = np.arange(most + 1)
    for size in range(1, members):
        weight = number / size if np.isinf(rho) else number * (degree + rho) / (size - 1 + rho * size)
        number = number - weight
        number[1:] += weight[:-1]
        number[0] += 1.0
    return number[:most]


def expected_profile(members: int, most: int) -> Array:
    """T7: c(n, d + 1) / (n - 1)! for d = 0, ..., `most` - 1, by the recursion of Stirling's numbers."""
    number = np.zeros(most)
    number[0] = 1.0
    for size in range(1, members):
        number[1:] += number[:-1] / size
    return number


def chances_of_three(members: int) -> Array:
    """T5: chance of each entrant in turn to make three recruits: each later one comes with chance 1/(those there)."""
    chance = np.zeros(members)
    none, one, two = 1.0, 0.0, 0.0
    for there in range(members - 1, 0, -1):  # from the last on: what comes after an entrant is also what comes later
        p = 1.0 / there
        none, one, two = none * (1 - p), one * (1 - p) + none * p, two * (1 - p) + one * p
        chance[there - 1] = 1.0 - none - one - two
    return chance


def expected_height(members: int) -> float:
    """T8: e ln n - 1.5 ln ln n, up to a bounded term (Devroye 1987; Pittel 1994)."""
    return math.e * math.log(members) - 1.5 * math.log(math.log(members))


def share_without_recruits_there(rate: float) -> float:
    """T11: share of current members with no recruit still there; `rate` is joining over leaving, per member."""
    return float(rate * quad(lambda v: v ** (rate - 1) * np.exp(-rate * (1 - v)), 0, 1)[0])


def geometric_payout(members: int, reward: float, share: float) -> float:
    """Expected payout of a geometric reward, `reward` times `share` to the power of the distance, to every upline.

    (b a / (1 - a)) (n - Gamma(n + a) / (Gamma(1 + a) Gamma(n))) for uniform recruitment (Emek et al. 2011).
    """
    kept = np.exp(gammaln(members + share) - gammaln(1 + share) - gammaln(members))
    return float(reward * share / (1 - share) * (members - kept))
