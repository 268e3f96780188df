"""Preferential recruitment: chances in proportion to recruits + rho, at three values of rho."""

import functools

import numpy as np
import pytest
from scipy.special import gammaln

from experiments.pure_trees import depths, parents, recruits, sizes
from experiments.tree_theory import LIMIT, distance, expected_degrees

RHOS = (0.5, 1.0, 3.0)
MANY, BIG = 400, 1_001


@functools.cache
def trees(rho: float) -> np.ndarray:
    return parents(MANY, BIG, **{"pure.recruiting": "preferential", "pure.rho": rho})


@pytest.mark.parametrize("rho", RHOS)
def test_recruits_follow_the_exact_expectation(rho):
    number = recruits(trees(rho))
    for k, expected in enumerate(expected_degrees(BIG, rho, 6)):
        assert abs(distance((number == k).sum(axis=1), expected)) < LIMIT


def limit_share(recruits: int, rho: float) -> float:
    """Share of members with so many recruits in large trees (Krapivsky & Redner 2001)."""
    exponent = gammaln(2 * rho + 1) - gammaln(rho) + gammaln(recruits + rho) - gammaln(recruits + 2 * rho + 2)
    return float((1 + rho) * np.exp(exponent))


@pytest.mark.parametrize("rho", RHOS)
def test_the_exact_expectation_tends_to_the_published_law(rho):
    members = 20_000
    shares = expected_degrees(members, rho, 8) / members
    assert shares == pytest.approx([limit_share(k, rho) for k in range(8)], abs=3 / members)
    assert shares[0] == pytest.approx((1 + rho) / (1 + 2 * rho), abs=3 / members)


def test_rho_1_is_the_plane_oriented_tree():
    for k in range(6):
        assert limit_share(k, 1.0) == pytest.approx(4 / ((k + 1) * (k + 2) * (k + 3)))


@pytest.mark.parametrize("rho", RHOS)
def test_subtrees_and_depth(rho):
    """The laws hold in large trees; `s` in a thousand and a hundredth are left for this size."""
    c = rho / (1 + rho)
    size, depth = sizes(trees(rho)), depths(trees(rho))
    for s in (2, 5, 20):
        share = (size >= s).mean(axis=1)
        error = share.std(ddof=1) / np.sqrt(MANY)
        assert abs(share.mean() - c / (s - 1 + c)) < LIMIT * error + s / BIG
    growth = depth[:, 500:1000].mean(axis=1) - depth[:, 62:125].mean(axis=1)
    error = growth.std(ddof=1) / np.sqrt(MANY)
    assert abs(growth.mean() - c * np.log(8)) < LIMIT * error + 0.01


def test_another_rho_would_be_noticed():
    number = recruits(trees(1.0))
    wrong = expected_degrees(BIG, 1.1, 1)[0]
    assert abs(distance((number == 0).sum(axis=1), wrong)) > LIMIT
    assert abs(distance((number == 0).sum(axis=1), BIG / 2)) > LIMIT


def test_a_large_rho_is_uniform():
    sample = parents(300, 257, **{"pure.recruiting": "preferential", "pure.rho": 1e6})
    for k, expected in enumerate(expected_degrees(257, np.inf, 5)):
        assert abs(distance((recruits(sample) == k).sum(axis=1), expected)) < LIMIT
