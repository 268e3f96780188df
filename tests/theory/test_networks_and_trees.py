"""The network shapes the tree, and without one, among equals, the whole model's tree is the theory's.

Contagion theory: hubs of a scale-free network win many and are reached early, so trees are wide, shallow and full of
leaves; along the ring of a small world news walks from neighbour to neighbour, so trees are narrow and deep (Watts &
Strogatz 1998; Pastor-Satorras & Vespignani 2001).
"""

from functools import cache

import numpy as np
from scipy import stats

from tests.model.small_worlds import REPLICATES, assert_higher, run, small_world

# Nobody leaves and all ties yield alike, so that only who knows whom makes a difference.
EQUALS = {
    "persons": 1000, "founders": 3, "retention.hazard": 0.0, "ritual.gatherings": False, "exchange.need": 0.0,
    "boundary.offence": 0.0, "ties.turnover": 0.0, "ties.own_funds": 100.0, "society.never_open": 0.0,
    "society.rationality_spread": 0.0, "society.means_spread": 0.0, "society.hours_spread": 0.0,
    "recruitment.contact_floor": 1.0, "recruitment.refusal_weeks": 4, "recruitment.bring": 0.0,
}  # fmt: skip
ALIKE = {f"recruitment.yield_{tie}": 0.3 for tie in ("stranger", "weak", "strong")}
ALONG_TIES = {"recruitment.stranger": 0.0, "recruitment.referral": 0.0}
NETWORKS = {
    "small_world": {"society.network": "small_world", "society.rewiring": 0.02, **ALONG_TIES},
    "scale_free": {"society.network": "scale_free", **ALONG_TIES},
    "well_mixed": {"society.network": "well_mixed"},
}


@cache
def forests(network):
    """Forests of sponsors in each replicate, grown until most have joined."""
    scenario = small_world("transactional", {**EQUALS, **ALIKE, **NETWORKS[network]})
    return [run(scenario, 60, replicate=replicate).forest for replicate in range(REPLICATES)]


def leaf_share(network):
    return [len(forest.leaves) / len(forest) for forest in forests(network)]


def mean_level(network):
    return [forest.level.mean() for forest in forests(network)]


def most_recruits(network):
    return [forest.children.max() for forest in forests(network)]


def test_trees_have_grown():
    for network in NETWORKS:
        assert min(len(forest) for forest in forests(network)) > 200


def test_hubs_make_trees_wide_and_full_of_leaves():
    assert_higher(leaf_share("scale_free"), leaf_share("small_world"))
    assert_higher(most_recruits("scale_free"), most_recruits("small_world"))
    assert_higher(most_recruits("well_mixed"), most_recruits("small_world"))


def test_a_ring_of_neighbours_makes_trees_deep():
    assert_higher(mean_level("small_world"), mean_level("scale_free"))
    assert_higher(mean_level("small_world"), mean_level("well_mixed"))


def test_the_well_mixed_limit_of_equals_is_the_uniform_tree():
    """T1 and T12 by the whole model: recruits ever made follow 2^-(k+1); the first entrants hold the largest trees."""
    scenario = small_world("transactional", {
        **EQUALS, "society.network": "well_mixed", "recruitment.yield_stranger": 1.0, "persons": 20_000,
        "recruitment.contact": 0.3, "founders": 1,
    })  # fmt: skip
    observed = np.zeros(8)
    for replicate in range(10):
        model = run(scenario, 160, replicate=replicate)
        recruits = model.forest.children
        assert len(recruits) > 1000
        observed += np.bincount(np.minimum(recruits, 7), minlength=8)
    expected = observed.sum() * np.array([2.0 ** -(k + 1) for k in range(7)] + [2.0**-7])
    # Counts within one tree vary less than multinomial ones (leaves by n/12, T2, not n/4): the level is kept.
    assert stats.chisquare(observed, expected).pvalue > 1e-6
    assert stats.chisquare(observed, np.roll(expected, 1)).pvalue < 1e-6, "another law would be told apart"
