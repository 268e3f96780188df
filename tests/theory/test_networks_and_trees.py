"""The network shapes the tree, and without one, among equals, the whole model's tree is the theory's.

Contagion theory, each tie passing on at a rate of its own, is first-passage percolation (Bhamidi, van der Hofstad &
Hooghiemstra 2010): paths of about alpha log n persons, alpha = 1 where all are tied to all; d / (d - 1) and more where
numbers of ties vary little about d; 2 (tau - 2) / (tau - 1), less than 1, for hubs of a power law with 2 < tau < 3; far
more along the ring of a small world. So against mixing a small world makes trees deep and poor in leaves, and a
scale-free network with such hubs makes them shallow, full of leaves and gathered below the hub reached first.

With one founder, everybody alike and pitches so rare that the week does not cut them off, the model's trees are those
of the theory on the same graphs, and all of this comes out. In the ordinary model leaves and largest downlines differ
as theory says, and a ring makes trees deep; but hubs make them no shallower. A member makes one pitch a week at most,
which binds hubs first; at the default rate of pitches it binds nearly everybody. Without the rise of pitches with ties
(`recruitment.sociability=0`) a hub has no more occasions than others: leaves are *fewer* in a scale-free network then.
"""

from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from experiments.tree_theory import chances_of_three, expected_degrees, harmonic
from model.draws import run_key
from model.society import build_society
from model.society_parameters import SocietyParameters
from tests.model.small_worlds import ERROR_OF_ONE_TEST, REPLICATES, assert_higher, run, small_world

# Nobody leaves and all ties yield alike, so that only who knows whom makes a difference.
EQUALS = {
    "persons": 1000, "founders": 3, "retention.hazard": 0.0, "ritual.gatherings": False, "exchange.need": 0.0,
    "boundary.offence": 0.0, "ties.turnover": 0.0, "ties.own_funds": 100.0, "society.never_open": 0.0,
    "society.rationality_spread": 0.0, "society.means_spread": 0.0, "society.hours_spread": 0.0,
    "recruitment.contact_floor": 1.0, "recruitment.refusal_weeks": 4, "recruitment.bring": 0.0,
    "recruitment.sociability": 0.0, "recruitment.push_distrust": 0.0,
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


PERSONS, THEORY_RUNS = 500, 200
GRAPHS: dict[str, dict[str, Any]] = {
    "small_world": {"network": "small_world", "rewiring": 0.02},
    "scale_free": {"network": "scale_free", "degree_exponent": 2.1},
    "well_mixed": {"network": "well_mixed"},
}
PER_TIE = {
    **EQUALS, "persons": PERSONS, "founders": 1, "recruitment.sociability": 1.0, "recruitment.contact": 0.1,
    **{f"recruitment.yield_{tie}": 1.0 for tie in ("stranger", "weak", "strong")},
    **{f"society.{tie}_trust": 0.5 for tie in ("kin", "friend", "community", "work")},
}  # fmt: skip
ORDINARY = {
    "persons": PERSONS, "founders": 10, "recruitment.contact": 1.0,
    **{f"recruitment.yield_{tie}": 0.5 for tie in ("stranger", "weak", "strong")},
}  # fmt: skip
SHAPES = ("leaf share", "mean level", "largest downline", "ten largest downlines")


def shape_of(sponsor):
    """Of a tree, or of the trees of several founders; downlines are those of no founder, as shares of all members."""
    members = len(sponsor)
    recruits, level, size = np.zeros(members), np.zeros(members), np.ones(members)
    for entrant in np.flatnonzero(sponsor >= 0):
        recruits[sponsor[entrant]] += 1
        level[entrant] = level[sponsor[entrant]] + 1
    for entrant in np.flatnonzero(sponsor >= 0)[::-1]:
        size[sponsor[entrant]] += size[entrant]
    largest = np.sort(size[sponsor >= 0])[-10:] / members
    return (recruits == 0).mean(), level.mean(), largest[-1], largest.mean()


@cache
def shapes(network, kind, runs):
    """Shapes of the model's trees by name, arrays over replicates; `kind` is "per tie" or "ordinary"."""
    preset, changes = ("transactional", PER_TIE) if kind == "per tie" else ("hybrid", ORDINARY)
    society = {f"society.{name}": value for name, value in GRAPHS[network].items()}
    scenario = small_world(preset, changes | (ALONG_TIES if network != "well_mixed" else {}) | society)
    models = (run(scenario, 600 if kind == "per tie" else 260, replicate=each) for each in range(runs))
    found = [shape_of(model.table.column("sponsor")[: PERSONS if kind == "per tie" else 200]) for model in models]
    return dict(zip(SHAPES, np.transpose(found), strict=True))


@cache
def shapes_in_theory(network):
    """Shapes of trees of shortest paths, ties having exponential lengths, on graphs like those of the model."""
    found = []
    for replicate in range(1000, 1000 + THEORY_RUNS):
        chance = np.random.default_rng(replicate)
        if network == "well_mixed":  # among equals, any member alike recruits the next
            sponsor = np.array([-1, *(chance.integers(entrant) for entrant in range(1, PERSONS))])
        else:
            world = build_society(SocietyParameters(**GRAPHS[network]), PERSONS, run_key(1, replicate))
            one, other = np.repeat(np.arange(PERSONS), np.diff(world.ties)), world.neighbour
            once = one < other
            lengths = csr_matrix((chance.exponential(size=once.sum()), (one[once], other[once])), (PERSONS, PERSONS))
            founder = chance.integers(PERSONS)
            reached, before = dijkstra(lengths, directed=False, indices=founder, return_predecessors=True)
            order = np.argsort(reached)[: np.isfinite(reached).sum()]
            place = np.empty(PERSONS, int)
            place[order] = np.arange(len(order))
            sponsor = np.where(before[order] < 0, -1, place[np.maximum(before[order], 0)])
        found.append(shape_of(sponsor))
    return dict(zip(SHAPES, np.transpose(found), strict=True))


def assert_more(higher, lower):
    """Welch's t test of means over runs, which errs with a chance of at most `ERROR_OF_ONE_TEST`."""
    chance = stats.ttest_ind(higher, lower, equal_var=False, alternative="greater").pvalue
    assert chance <= ERROR_OF_ONE_TEST, f"{np.mean(higher):.3f} against {np.mean(lower):.3f}"


DIFFERENCES = [  # what theory has more of: shape, where, than where
    ("leaf share", "well_mixed", "small_world"),
    ("leaf share", "scale_free", "well_mixed"),
    ("mean level", "small_world", "well_mixed"),
    ("mean level", "well_mixed", "scale_free"),
    ("largest downline", "scale_free", "well_mixed"),
    ("ten largest downlines", "small_world", "well_mixed"),
]


@pytest.mark.parametrize(("shape", "more", "less"), DIFFERENCES)
def test_theory_says_so(shape, more, less):
    assert_more(shapes_in_theory(more)[shape], shapes_in_theory(less)[shape])


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "more", "less"), DIFFERENCES)
def test_contagion_along_each_tie_shapes_trees_as_theory_says(shape, more, less):
    assert_more(shapes(more, "per tie", 100)[shape], shapes(less, "per tie", 100)[shape])


@pytest.mark.slow
@pytest.mark.parametrize("network", GRAPHS)
def test_trees_of_contagion_along_each_tie_are_those_of_the_theory(network):
    """Means within 8 %, which 100 trees can tell: were they further apart, each would pass with at most 1e-3."""
    for shape in ("leaf share", "mean level"):
        model, theory_has = shapes(network, "per tie", 100)[shape], shapes_in_theory(network)[shape]
        apart = stats.ttest_ind(model, theory_has, equal_var=False).confidence_interval(0.998)
        assert max(abs(apart.low), abs(apart.high)) < 0.08 * theory_has.mean()


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "more", "less"), [each for each in DIFFERENCES if each[0] != "mean level"][:3])
def test_the_ordinary_model_keeps_leaves_and_the_largest_downline_of_hubs(shape, more, less):
    """Gatherings, leaving, refusals and all, 10 founders, the first 200 who join: what theory has more of, it has."""
    assert_more(shapes(more, "ordinary", 60)[shape], shapes(less, "ordinary", 60)[shape])


@pytest.mark.slow
def test_in_the_ordinary_model_a_ring_makes_trees_deep():
    assert_more(shapes("small_world", "ordinary", 60)["mean level"], shapes("well_mixed", "ordinary", 60)["mean level"])


@pytest.mark.slow
def test_hubs_with_no_more_occasions_make_trees_neither_shallower_nor_fuller_of_leaves():
    """Against contagion along each tie, which has it the other way round."""
    assert_higher(leaf_share("well_mixed", MANY), leaf_share("scale_free", MANY))
    assert_higher(mean_level("scale_free", MANY), mean_level("well_mixed", MANY))


def test_hubs_with_no_more_occasions_recruit_far_less_than_in_proportion_to_their_ties():
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
def test_with_no_more_occasions_the_largest_downline_hardly_depends_on_the_network():
    """About half of all members are below the luckiest founder, by a sixth of them more or less at most.

    Equivalence: were the difference of two networks larger, the test would pass with at most `ERROR_OF_ONE_TEST`.
    """
    for one, other in combinations(NETWORKS, 2):
        difference = np.subtract(largest_downline(one, MANY), largest_downline(other, MANY))
        margin = stats.t.isf(ERROR_OF_ONE_TEST, MANY - 1) * stats.sem(difference)
        assert abs(difference.mean()) + margin < 1 / 6


# The well-mixed limit

ERROR = 1e-6 / 30  # of each of the fewer than thirty decisions about the theory; 1e-6 of all of them
BLOCKS = ((1, 50), (50, 200), (200, 500), (500, 1000), (1000, 1500))  # of entrants
AROUND_N_OVER_E = (0.7, 0.9), (1.1, 1.3)  # entrants just before and just after n/e, as shares of it
LIMIT_RUNS = 60


@cache
def of_sponsors(contact, weeks):
    """Sponsor of each entrant in turn, -1 for the founder, of each replicate."""
    equals = {**EQUALS, "society.network": "well_mixed", "recruitment.yield_stranger": 1.0, "founders": 1}
    scenario = small_world("transactional", {**equals, "persons": 2000, "recruitment.contact": contact})
    return [run(scenario, weeks, replicate=replicate).forest.parent for replicate in range(LIMIT_RUNS)]


@cache
def theory(members):
    """T3 and T5 for each entrant, recruits, chance of none and of three; T1, share with so many recruits; T6, depth."""
    later = np.concatenate([[0.0], np.cumsum(1.0 / np.arange(1, members))])  # H(0), ..., H(members - 1)
    none = np.arange(members) / (members - 1)
    three = chances_of_three(members)
    return later[-1] - later, none, three, expected_degrees(members, np.inf, 5) / members, harmonic(members) - 1.0


def off_theory(sponsor):
    """How far a tree is from what theory expects of one with as many members."""
    members = len(sponsor)
    recruits, depth = np.bincount(sponsor[1:], minlength=members), np.zeros(members)
    for entrant in range(1, members):
        depth[entrant] = depth[sponsor[entrant]] + 1
    expected, none, three, degrees, mean_depth = theory(members)
    off = {f"T1 members with {k} recruits": np.mean(recruits == k) - share for k, share in enumerate(degrees)}
    for low, high in BLOCKS:
        block = slice(low, high)
        off[f"T3 recruits of entrants {low} to {high}"] = (recruits - expected)[block].mean()
        off[f"T3 entrants {low} to {high} without recruits"] = ((recruits == 0) - none)[block].mean()
        off[f"T5 entrants {low} to {high} with three recruits"] = ((recruits >= 3) - three)[block].mean()
    return off | {"T6 mean depth": depth.mean() - mean_depth}


def missed(contact, weeks):
    """Names of quantities whose mean over runs is too far from theory: Student's t, `ERROR` for each of them."""
    off = [off_theory(sponsor) for sponsor in of_sponsors(contact, weeks)]
    limit = stats.t.isf(ERROR / 2, LIMIT_RUNS - 1)
    return {name for name in off[0] if abs(stats.ttest_1samp([each[name] for each in off], 0.0).statistic) > limit}


def around_n_over_e(sponsor):
    """T4: mean recruits of entrants just before n/e, who can expect one, and of those just after, who cannot."""
    members = len(sponsor)
    recruits = np.bincount(sponsor[1:], minlength=members)
    return [
        recruits[round(low * members / np.e) : round(high * members / np.e)].mean() for low, high in AROUND_N_OVER_E
    ]


@pytest.mark.slow
def test_the_first_37_percent_of_the_well_mixed_limit_can_expect_a_recruit():
    before, after = np.transpose([around_n_over_e(sponsor) for sponsor in of_sponsors(0.03, 900)])
    assert stats.ttest_1samp(before, 1.0, alternative="greater").pvalue < ERROR
    assert stats.ttest_1samp(after, 1.0, alternative="less").pvalue < ERROR


@pytest.mark.slow
def test_leaves_of_the_well_mixed_limit_vary_by_a_twelfth_of_the_members():
    """T2: the number of leaves is nearly normal, so the sum of its squared standardised deviations is chi squared."""
    total = 0.0
    for sponsor in of_sponsors(0.03, 900):
        members = len(sponsor)
        leaves = members - len(np.unique(sponsor[1:]))
        total += (leaves - members / 2) ** 2 / (members / 12)
    assert stats.chi2.ppf(ERROR / 2, LIMIT_RUNS) < total < stats.chi2.isf(ERROR / 2, LIMIT_RUNS)


@pytest.mark.slow
def test_the_well_mixed_limit_of_equals_is_the_uniform_tree():
    """T1, T2 (no recruits), T3, T5 and T6 by the whole model, where a week brings few newcomers.

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
