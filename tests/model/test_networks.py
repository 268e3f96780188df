"""Networks: their measures by two ways of counting on the same graph, and by theory where there is one.

Statistical tests refuse a true generator with a probability of at most 1e-6 for the whole file.
"""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats
from scipy.sparse import csgraph
from scipy.special import gammaln

from model import Scenario, ScenarioError
from model.draws import run_key
from model.network_export import to_networkx, write_csv
from model.network_ties import drop_repeated, first_of_pairs, pair_array, sorted_pairs
from model.networks import GENERATORS
from model.society import COMMUNITY, FRIEND, KIN, TIE_NAMES, WORK, build_society
from model.society_parameters import SocietyParameters

KEY = run_key(1, 0)
ERROR_OF_ONE = 1e-6 / 40
DRAWN = [name for name in GENERATORS if name != "well_mixed"]


def society_of(network, persons, key=KEY, **parameters):
    return build_society(SocietyParameters(network=network, **parameters), persons, key)


def adjacency(society):
    """Who is tied to whom, as a sparse matrix of ones."""
    persons = len(society.occupation)
    return sparse.csr_array((np.ones(len(society.neighbour)), society.neighbour, society.ties), (persons, persons))


def ends_of(society):
    return np.repeat(np.arange(len(society.occupation)), np.diff(society.ties)), society.neighbour.astype(np.int64)


def triangles(society):
    ties = adjacency(society)
    return (ties @ ties).multiply(ties).sum(axis=1) / 2  # those of each person


@settings(max_examples=60)
@given(st.integers(2, 300), st.integers(0, 2000), st.integers(0, 2**32 - 1))
def test_ties_are_sorted_and_the_closest_of_a_pair_is_kept(persons, drawn, seed):
    ends = np.random.default_rng(seed).integers(0, persons, (2, drawn))
    types = np.random.default_rng(seed).integers(0, 4, drawn)
    pairs = pair_array(*ends, types)
    found = sorted_pairs(pairs, persons)
    assert np.array_equal(found, np.sort(pairs))
    expected = found[first_of_pairs(found)]
    assert np.array_equal(found[: drop_repeated(found)], expected)
    assert len(expected) == len({(min(a, b), max(a, b)) for a, b in zip(*ends, strict=True)})


# By two ways of counting


@pytest.fixture(params=[*DRAWN, "file"])
def small(request, tmp_path):
    if request.param != "file":
        return society_of(request.param, 500)
    ties, people = tmp_path / "ties.csv", tmp_path / "people.csv"
    write_csv(society_of("communities", 500), ties, people)
    return society_of("file", 500, ties_file=str(ties), people_file=str(people))


def test_degree_clustering_path_length_and_assortativity_are_as_networkx_has_them(small):
    graph, names = to_networkx(small), small.names.tolist()
    ties, degree = adjacency(small), np.diff(small.ties)
    assert [graph.degree(name) for name in names] == degree.tolist()
    possible = degree * (degree - 1) / 2
    clustering = np.divide(triangles(small), possible, out=np.zeros(len(degree)), where=possible > 0)
    assert nx.average_clustering(graph) == pytest.approx(clustering.mean())
    assert csgraph.connected_components(ties)[0] == 1
    lengths = csgraph.shortest_path(ties, unweighted=True)
    assert nx.average_shortest_path_length(graph) == pytest.approx(lengths.sum() / (500 * 499))
    owner, other = ends_of(small)
    correlation = np.corrcoef(degree[owner], degree[other])[0, 1]
    assert nx.degree_assortativity_coefficient(graph) == pytest.approx(correlation)


def assortativity(attribute, owner, other):
    """Newman (2003, Physical Review E 67:026126), equation 2: of the ties from `owner` to `other`."""
    mixing = np.zeros((attribute.max() + 1,) * 2)
    np.add.at(mixing, (attribute[owner], attribute[other]), 1 / len(owner))
    by_chance = np.sum(mixing.sum(axis=0) * mixing.sum(axis=1))
    return (np.trace(mixing) - by_chance) / (1 - by_chance)


def test_assortativity_by_type_is_as_networkx_has_it(small):
    graph, (owner, other) = to_networkx(small), ends_of(small)
    for code, name in enumerate(TIE_NAMES):
        of_type = small.tie_type == code
        ties = [(first, second) for first, second, kind in graph.edges(data="type") if kind == name]
        assert len(ties) == of_type.sum() / 2 > 0
        for column, values in (("origin", small.traits[:, 0]), ("occupation", small.occupation)):
            mine = assortativity(values, owner[of_type], other[of_type])
            assert nx.attribute_assortativity_coefficient(graph.edge_subgraph(ties), column) == pytest.approx(mine)


def test_likeness_of_origin_is_what_the_type_of_tie_says():
    def by_type(network):
        society = society_of(network, 6000, origin_likeness=1.0)
        owner, other = ends_of(society)
        return [
            assortativity(society.traits[:, 0], owner[society.tie_type == each], other[society.tie_type == each])
            for each in (KIN, FRIEND, COMMUNITY, WORK)
        ]

    kin, friend, community, work = by_type("communities")
    assert [kin, community] == pytest.approx([1.0, 1.0])
    assert 0.65 < friend < 0.85  # a quarter of friendships leave the community
    chance = stats.norm.isf(ERROR_OF_ONE / 2) / np.sqrt(6000)  # fewest ties of a type: one a person
    assert abs(work) < chance
    assert all(abs(each) < chance for network in ("random", "scale_free") for each in by_type(network))
    ring = by_type("small_world")
    assert min(ring[:3]) > 0.8
    assert ring[3] < 0.8  # four fifths stay among those next on the ring


# Ties are ties, whatever the generator


@settings(max_examples=40)
@given(
    st.sampled_from(["small_world", "scale_free", "random"]),
    st.integers(20, 120),
    st.integers(1, 9),
    st.floats(0, 1),
    st.floats(2.05, 6),
    st.floats(0, 19),
)
def test_ties_are_symmetric_and_simple(network, persons, few, rewiring, exponent, mean):
    society = society_of(
        network, persons, neighbours_each_side=few, ties_of_newcomer=few, rewiring=rewiring, degree_exponent=exponent,
        mean_ties=mean,
    )  # fmt: skip
    owner, other = ends_of(society)
    ties = set(zip(owner.tolist(), other.tolist(), society.tie_type.tolist(), strict=True))
    assert len({(a, b) for a, b, _ in ties}) == len(owner), "a pair is tied twice"
    assert all(a != b for a, b, _ in ties), "somebody is tied to himself"
    assert all((b, a, k) in ties for a, b, k in ties), "a tie is seen from one end only"
    for person in range(persons):
        assert np.all(np.diff(society.neighbour[society.ties[person] : society.ties[person + 1]]) > 0)


@pytest.mark.parametrize("network", DRAWN)
def test_one_key_draws_one_network(network):
    first, again, other = (society_of(network, 400, key) for key in (KEY, KEY, run_key(1, 1)))
    assert np.array_equal(first.neighbour, again.neighbour)
    assert np.array_equal(first.tie_type, again.tie_type)
    assert not np.array_equal(first.neighbour, other.neighbour)
    assert np.array_equal(first.traits, society_of("well_mixed", 400).traits), "the same people in every network"


@pytest.mark.parametrize("network", ["random", "scale_free"])
def test_types_have_their_shares(network):
    society = society_of(network, 4000, kin_share=0.1, friend_share=0.4, community_share=0.3)
    found = np.bincount(society.tie_type, minlength=4) / 2
    assert stats.chisquare(found, found.sum() * np.array([0.1, 0.4, 0.3, 0.2])).pvalue > ERROR_OF_ONE


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"network": "small_world", "neighbours_each_side": 15}, "society.neighbours_each_side = 15"),
        ({"network": "scale_free", "ties_of_newcomer": 30}, "society.ties_of_newcomer = 30"),
        ({"network": "random", "mean_ties": 29.5}, "society.mean_ties = 29.5"),
        ({"network": "random", "kin_share": 0.7}, "society.kin_share = 0.7"),
    ],
)
def test_what_cannot_be_is_refused(changes, named):
    with pytest.raises(ScenarioError, match=named):
        Scenario.from_mapping({"society": changes, "persons": 30, "founders": 2})


# Random: Erdos & Renyi (1959)


def test_random_ties_have_the_distribution_of_theory():
    persons, mean = 5000, 10.0
    society = society_of("random", persons, mean_ties=mean)
    pairs, probability = persons * (persons - 1) // 2, mean / (persons - 1)
    assert stats.binomtest(len(society.neighbour) // 2, pairs, probability).pvalue > ERROR_OF_ONE
    # ties from the first thousand to the others are independent of each other
    owner, other = ends_of(society)
    outside = np.bincount(owner[(owner < 1000) & (other >= 1000)], minlength=1000)
    found = np.bincount(np.clip(outside, 3, 14), minlength=15)[3:]
    expected = stats.binom(persons - 1000, probability).pmf(np.arange(40))
    expected = np.concatenate([[expected[:4].sum()], expected[4:14], [expected[14:].sum()]])
    assert stats.chisquare(found, 1000 * expected / expected.sum()).pvalue > ERROR_OF_ONE
    # as many triangles as three independent ties give, about mean^3 / 6
    triples = persons * (persons - 1) * (persons - 2) / 6
    spread = np.sqrt(triples * probability**3 + mean**5 / (2 * persons))
    counted = triangles(society).sum() / 3
    assert abs(counted - triples * probability**3) < stats.norm.isf(ERROR_OF_ONE / 2) * spread
    assert abs(nx.degree_assortativity_coefficient(to_networkx(society))) < 6 / np.sqrt(persons * mean / 2)


def test_random_ties_at_the_ends_of_the_range():
    assert len(society_of("random", 40, mean_ties=0.0).neighbour) == 0
    assert len(society_of("random", 40, mean_ties=39.0).neighbour) == 40 * 39


# Small world: Watts & Strogatz (1998)


def test_the_ring_itself():
    society = society_of("small_world", 300, neighbours_each_side=4, rewiring=0.0)
    graph, k = to_networkx(society), 8
    assert set(np.diff(society.ties)) == {k}
    assert nx.average_clustering(graph) == pytest.approx(3 * (k - 2) / (4 * (k - 1)))
    distances = np.ceil(np.minimum(np.arange(1, 300), 300 - np.arange(1, 300)) / (k / 2))
    assert nx.average_shortest_path_length(graph) == pytest.approx(distances.mean())


@pytest.mark.parametrize("rewiring", [0.02, 0.1, 0.3])
def test_clustering_declines_as_theory_has_it(rewiring):
    """Barrat & Weigt (2000): three ties of a triangle are all in place with probability (1 - p)^3.

    One of N k / 2 independent choices makes or breaks at most k - 2 triangles of the ring; the bound is McDiarmid's.
    """
    persons, each_side = 100_000, 5
    society = society_of("small_world", persons, neighbours_each_side=each_side, rewiring=rewiring)
    assert len(society.neighbour) == 2 * persons * each_side, "no tie is lost"
    of_ring = persons * each_side * (each_side - 1) / 2
    chance = np.sqrt(np.log(2 / ERROR_OF_ONE) / 2 * persons * each_side) * (2 * each_side - 2)
    by_chance = 500  # triangles that rewired ties happen to close, of a million
    assert abs(triangles(society).sum() / 3 - of_ring * (1 - rewiring) ** 3) < chance + by_chance


def test_as_many_ties_are_rewired_as_should_be_and_go_anywhere():
    society = society_of(
        "small_world", 6000, neighbours_each_side=5, rewiring=0.2, kin_share=0.5, friend_share=0.3, community_share=0.2
    )
    owner, other = ends_of(society)
    away = np.minimum((owner - other) % 6000, (other - owner) % 6000)
    bridges = (society.tie_type == WORK) & (owner < other)
    assert stats.binomtest(int(bridges.sum()), 6000 * 5, 0.2).pvalue > ERROR_OF_ONE
    assert away[society.tie_type != WORK].max() == 5
    # a bridge ends anywhere but where a tie is already: a few of 3000 distances less
    assert stats.kstest(away[bridges] / 3000, "uniform").pvalue > ERROR_OF_ONE
    assert np.all(society.tie_type[(away <= 2) & (society.tie_type != WORK)] == KIN)
    assert np.all(society.tie_type[(away == 5) & (society.tie_type != WORK)] == COMMUNITY)


def test_a_few_bridges_make_the_world_small():
    ring, bridged = (
        to_networkx(society_of("small_world", 1000, neighbours_each_side=5, rewiring=each)) for each in (0.0, 0.1)
    )
    long, short = nx.average_shortest_path_length(ring), nx.average_shortest_path_length(bridged)
    assert long == pytest.approx(1000 / 20, rel=0.05)  # N / 2k
    assert np.log(1000) / np.log(10) < short < 2 * np.log(1000) / np.log(10)
    assert nx.average_clustering(bridged) > 0.6 * nx.average_clustering(ring)


# Scale-free: Barabasi & Albert (1999)


def degree_probability(degree, m, exponent):
    """Dorogovtsev, Mendes & Samukhin (2000), equation 7; with exponent 3 it is 2m(m + 1) / (k(k + 1)(k + 2))."""
    a, q = exponent - 2, np.asarray(degree) - m
    logarithm = gammaln((m + 1) * a + 1) - gammaln(m * a) + gammaln(q + m * a) - gammaln(q + 2 + (m + 1) * a)
    return (1 + a) * np.exp(logarithm)


def test_formula_of_the_scale_free_network():
    k = np.arange(3, 50)
    np.testing.assert_allclose(degree_probability(k, 3, 3.0), 2 * 3 * 4 / (k * (k + 1) * (k + 2)))
    for exponent in (2.3, 3.0, 4.0):
        assert degree_probability(np.arange(3, 10**6), 3, exponent).sum() == pytest.approx(1.0, abs=0.03)
        near, far = np.log(degree_probability(np.array([10**5, 10**6]), 3, exponent))
        assert (near - far) / np.log(10) == pytest.approx(exponent, abs=0.001)


@pytest.mark.parametrize("exponent", [2.3, 3.0, 4.0])
def test_degrees_have_the_distribution_of_theory(exponent):
    """One choice moves the number of persons with a degree by two at most: a bound by Azuma (Bollobas et al. 2001)."""
    persons, m = 200_000, 2
    society = society_of("scale_free", persons, ties_of_newcomer=m, degree_exponent=exponent)
    degree = np.diff(society.ties)
    assert len(society.neighbour) // 2 == m * (m + 1) // 2 + m * (persons - m - 1)
    assert degree.min() == m
    bound = np.sqrt(8 * m * np.log(2 / ERROR_OF_ONE) / persons)
    assert bound < 0.04
    for k in range(m, m + 6):
        assert abs(np.mean(degree == k) - degree_probability(k, m, exponent)) < bound
    far = np.arange(20, 2_000_000)  # the tail, by what an estimate of its exponent rests on
    weight = degree_probability(far, m, exponent)
    in_theory = np.average(np.log(far / 19.5), weights=weight)
    assert np.log(degree[degree >= 20] / 19.5).mean() == pytest.approx(in_theory, rel=0.1)
    newest = np.corrcoef(stats.rankdata(degree), np.arange(persons))[0, 1]
    assert abs(newest) * np.sqrt(persons) < stats.norm.isf(ERROR_OF_ONE / 2), "who has many ties is anywhere"


def test_the_first_to_come_are_all_tied():
    society = society_of("scale_free", 30, ties_of_newcomer=29)
    assert set(itertools.pairwise(society.ties.tolist())) == {(29 * k, 29 * k + 29) for k in range(30)}
