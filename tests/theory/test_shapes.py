"""Binary trees filled at random, duplication, and what a geometric reward pays."""

import math
from collections import Counter

import numpy as np
import pytest

from experiments.pure_trees import grown, parents, recruits
from experiments.tree_theory import LIMIT, distance, geometric_payout

MONTHS = 12


def test_random_places_in_a_binary_tree_leave_a_third_each():
    """E(leaves) = (n + 1) / 3 exactly; with two children there is one fewer than leaves."""
    sample = parents(500, 257, **{"tree.placement": "random_place", "tree.width": 2})
    number = recruits(sample)
    for k, expected in enumerate((258 / 3, 257 - 2 * 258 / 3 + 1, 258 / 3 - 1)):
        assert abs(distance((number == k).sum(axis=1), expected)) < LIMIT
    assert abs(distance((number == 0).sum(axis=1), 257 / 2)) > LIMIT, "a tree without the width would be noticed"


def test_one_recruit_a_month_each_is_the_binomial_tree():
    forest = grown(52, **{"persons": 5_000, "pure.recruiting": "each"}).forest
    assert len(forest) == 2**MONTHS
    assert forest.width.tolist() == [math.comb(MONTHS, d) for d in range(MONTHS + 1)]
    counted = Counter(forest.children.tolist())
    assert counted == {k: 2 ** max(0, MONTHS - k - 1) for k in range(MONTHS + 1)}
    assert forest.level.mean() == MONTHS / 2


@pytest.mark.parametrize("chance", [0.3, 0.7])
def test_one_recruit_with_some_chance_has_the_binomial_profile_on_average(chance):
    months, trees = 7, 500
    changes = {"persons": 300, "pure.recruiting": "each", "pure.chance": chance}
    levels = [grown(30, replicate, **changes).forest.level for replicate in range(trees)]
    profile = np.array([np.bincount(level, minlength=months + 1) for level in levels])
    for d in range(1, 6):
        assert abs(distance(profile[:, d], math.comb(months, d) * chance**d)) < LIMIT
    assert abs(distance(profile[:, 1], months * (chance + 0.1))) > LIMIT, "another chance would be noticed"


def test_duplication_ends_when_everybody_has_joined():
    model = grown(60, **{"persons": 300, "pure.recruiting": "each"})
    assert len(model.forest) == 300
    assert model.weekly["joined"].iloc[-5:].sum() == 0


@pytest.mark.parametrize("percent", [20, 50, 80])
def test_geometric_reward_pays_what_emek_and_others_derive(percent):
    """(b a / (1 - a)) (n - Gamma(n + a) / (Gamma(1 + a) Gamma(n))); each payout rounds down by less than a rupiah."""
    a, b, n, trees = percent / 100, 1_000_000, 257, 500
    changes = {
        "pure.newcomers": 64, "plan.name": "geometric", "plan.reward": b, "plan.reward_percent": percent,
    }  # fmt: skip
    paid = np.array([grown(4, replicate, **changes).books["commissions"] for replicate in range(trees)])
    expected = geometric_payout(n, b, a)
    assert abs(distance(paid + n / 2, expected)) < LIMIT + n / (2 * paid.std(ddof=1) / np.sqrt(trees))
    assert np.all(paid <= (n - 1) * b * a / (1 - a))
    assert abs(distance(paid, expected * 1.02)) > LIMIT, "two percent more would be noticed"
