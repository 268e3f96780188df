"""The network shapes the tree, and without one, among equals, the whole model's tree is the theory's.

Contagion theory, where each tie carries at a rate of its own: along the ring of a small world news walks from neighbour
to neighbour, so trees are narrow and deep; hubs of a scale-free network are reached early and win many, so trees are
wide, shallow and full of leaves (Watts & Strogatz 1998; Pastor-Satorras & Vespignani 2001).

The first half comes out. The second comes out where pitches rise in proportion to ties (`recruitment.sociability=1`),
as contagion along each tie has it: more leaves, and hubs with many recruits; but trees no shallower than in the
well-mixed society. By default a member asks so many persons a week, however many there are to ask. A hub has no more
occasions than others; it only does not run out of persons to ask, as nobody does in the well-mixed society. Those with
few ties run out, and later entrants recruit in their stead: trees in a scale-free network have *fewer* leaves then.
"""

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from experiments.tree_theory import expected_degrees, harmonic
from tests.model.small_worlds import ERROR_OF_ONE_TEST, REPLICATES, assert_higher, run, small_world

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


MANY = 150  # runs, where networks differ little
HUB, FEW = 40, 8  # ties of a hub, at least, and fewer than which are few


@cache
def grown(network, replicate):
    """Forest of sponsors, grown until most have joined, and how many ties each member has."""
    model = run(small_world("transactional", {**EQUALS, **ALIKE, **NETWORKS[network]}), 60, replicate=replicate)
    return model.forest, np.diff(model.society.ties)[model.table.column("person")]


def forests(network, runs=REPLICATES):
    return [grown(network, replicate)[0] for replicate in range(runs)]


def leaf_share(network, runs=REPLICATES):
    return [len(forest.leaves) / len(forest) for forest in forests(network, runs)]


def mean_level(network, runs=REPLICATES):
    return [forest.level.mean() for forest in forests(network, runs)]


def most_recruits(network):
    return [forest.children.max() for forest in forests(network)]


def largest_downline(network, runs):
    """As a share of all members."""
    return [(forest.size.max() - 1) / len(forest) for forest in forests(network, runs)]


def test_trees_have_grown():
    for network in NETWORKS:
        assert min(len(forest) for forest in forests(network)) > 200


def test_a_ring_of_neighbours_makes_trees_narrow_deep_and_poor_in_leaves():
    for other in ("scale_free", "well_mixed"):
        assert_higher(mean_level("small_world"), mean_level(other))
        assert_higher(leaf_share(other), leaf_share("small_world"))
        assert_higher(most_recruits(other), most_recruits("small_world"))


def test_hubs_with_occasions_in_proportion_to_ties_make_trees_wide_and_full_of_leaves():
    """Contagion along each tie (Pastor-Satorras & Vespignani 2001), against mixing and against no such rise."""
    each_tie = {"recruitment.sociability": 1.0, "recruitment.contact": 1.0}
    mixed, hubs, alike = (
        [run(small_world("transactional", {**EQUALS, **ALIKE, **changes}), 90, replicate=each) for each in range(40)]
        for changes in (
            NETWORKS["well_mixed"] | each_tie,
            NETWORKS["scale_free"] | each_tie,
            NETWORKS["scale_free"] | each_tie | {"recruitment.sociability": 0.0},
        )
    )
    for others in (mixed, alike):
        assert_higher(
            *([len(model.forest.leaves) / len(model.forest) for model in models] for models in (hubs, others))
        )
        most = [[model.forest.children.max() for model in models] for models in (hubs, others)]
        assert stats.ttest_rel(*most, alternative="greater").pvalue <= ERROR_OF_ONE_TEST


@pytest.mark.slow
def test_hubs_make_trees_neither_shallower_nor_fuller_of_leaves_than_mixing_does():
    """Against contagion along each tie, which has it the other way round."""
    assert_higher(leaf_share("well_mixed", MANY), leaf_share("scale_free", MANY))
    assert_higher(mean_level("scale_free", MANY), mean_level("well_mixed", MANY))


def test_hubs_recruit_more_but_far_less_than_in_proportion_to_their_ties():
    """The reason: of the first hundred members, hubs have five times the ties of those with few, or more."""
    of_hubs, of_few = [], []
    for replicate in range(REPLICATES):
        forest, ties = grown("scale_free", replicate)
        recruits, ties = forest.children[:100], ties[:100]
        of_hubs.append(recruits[ties >= HUB].mean())
        of_few.append(recruits[ties < FEW].mean())
    assert HUB >= 5 * (FEW - 1)
    assert_higher(of_hubs, of_few)
    assert_higher([5 * each for each in of_few], of_hubs)


@pytest.mark.slow
def test_the_largest_downline_hardly_depends_on_the_network():
    """About half of all members are below the luckiest founder, by a sixth of them more or less at most.

    Equivalence: were the difference of two networks larger, the test would pass with at most `ERROR_OF_ONE_TEST`.
    """
    for one, other in combinations(NETWORKS, 2):
        difference = np.subtract(largest_downline(one, MANY), largest_downline(other, MANY))
        margin = stats.t.isf(ERROR_OF_ONE_TEST, MANY - 1) * stats.sem(difference)
        assert abs(difference.mean()) + margin < 1 / 6


# The well-mixed limit

ERROR = 1e-6  # of the family of decisions about the theory
BLOCKS = ((1, 50), (50, 200), (200, 500), (500, 1000), (1000, 1500))  # of entrants
LIMIT_RUNS = 60


@cache
def of_sponsors(contact, weeks):
    """Sponsor of each entrant in turn, -1 for the founder, of each replicate."""
    equals = {**EQUALS, "society.network": "well_mixed", "recruitment.yield_stranger": 1.0, "founders": 1}
    scenario = small_world("transactional", {**equals, "persons": 2000, "recruitment.contact": contact})
    return [run(scenario, weeks, replicate=replicate).forest.parent for replicate in range(LIMIT_RUNS)]


@cache
def theory(members):
    """T3 for each entrant, recruits and chance of none; T1, expected share with so many recruits; T6, mean depth."""
    later = np.concatenate([[0.0], np.cumsum(1.0 / np.arange(1, members))])  # H(0), ..., H(members - 1)
    none = np.arange(members) / (members - 1)
    return later[-1] - later, none, expected_degrees(members, np.inf, 5) / members, harmonic(members) - 1.0


def off_theory(sponsor):
    """How far a tree is from what theory expects of one with as many members."""
    members = len(sponsor)
    recruits, depth = np.bincount(sponsor[1:], minlength=members), np.zeros(members)
    for entrant in range(1, members):
        depth[entrant] = depth[sponsor[entrant]] + 1
    expected, none, degrees, mean_depth = theory(members)
    off = {f"T1 members with {k} recruits": np.mean(recruits == k) - share for k, share in enumerate(degrees)}
    for low, high in BLOCKS:
        block = slice(low, high)
        off[f"T3 recruits of entrants {low} to {high}"] = (recruits - expected)[block].mean()
        off[f"T3 entrants {low} to {high} without recruits"] = ((recruits == 0) - none)[block].mean()
    return off | {"T6 mean depth": depth.mean() - mean_depth}


def missed(contact, weeks):
    """Names of quantities whose mean over runs is too far from theory: Student's t, `ERROR` for all of them."""
    off = [off_theory(sponsor) for sponsor in of_sponsors(contact, weeks)]
    limit = stats.t.isf(ERROR / len(off[0]) / 2, LIMIT_RUNS - 1)
    return {name for name in off[0] if abs(stats.ttest_1samp([each[name] for each in off], 0.0).statistic) > limit}


@pytest.mark.slow
def test_the_well_mixed_limit_of_equals_is_the_uniform_tree():
    """T1, T2 (no recruits), T3 and T6 by the whole model, where a week brings few newcomers.

    Theory has entrants come one by one, each recruiting from then on; the model's recruit from the next week on. The
    rate here is so slow that a week brings 1.5 % newcomers, and hardly any who would have recruited in their first.
    """
    assert min(len(sponsor) for sponsor in of_sponsors(0.03, 900)) > 1900
    assert missed(0.03, 900) == set()


def test_newcomers_of_a_week_who_cannot_recruit_in_it_are_told_from_the_theory():
    """At ten times the rate a week brings 14 % newcomers: trees are less deep, early entrants recruit more."""
    found = missed(0.3, 120)
    assert {"T6 mean depth", "T3 recruits of entrants 50 to 200"} <= found
    assert not {name for name in found if name.startswith("T1")}, "how many make so many recruits is as in theory"
