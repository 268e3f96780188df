"""The society: its ties are ties, its people are what the parameters say, and one key draws one society.

Statistical tests refuse a true society with a probability of at most 1e-6 for the whole file.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from model.draws import run_key
from model.network_ties import rows_of
from model.parameter import ScenarioError
from model.society import COMMUNITY, FRIEND, KIN, WORK, build_society
from model.society_parameters import SocietyParameters

PERSONS = 6000
KEY = run_key(1, 0)
ERROR_OF_ONE = 1e-6 / 20


def society_of(persons=PERSONS, key=KEY, **parameters):
    return build_society(SocietyParameters(**parameters), persons, key)


def ties_of(society):
    """Both ends and the type of every entry of the tie lists."""
    owner = np.repeat(np.arange(len(society.occupation)), np.diff(society.ties))
    return owner, society.neighbour.astype(np.int64), society.tie_type


@settings(max_examples=25)
@given(
    st.integers(20, 200),
    st.integers(4, 90),
    st.integers(1, 12),
    st.floats(0, 12),
    st.floats(0, 12),
    st.floats(0, 12),
    st.floats(0, 1),
)
def test_ties_are_symmetric_and_simple(persons, community, clique, friends, neighbours, work, outside):
    society = society_of(
        persons, community_size=community, kin_clique=clique, friends=friends, community_ties=neighbours,
        work_ties=work, friends_outside=outside,
    )  # fmt: skip
    owner, other, kind = ties_of(society)
    ties = set(zip(owner.tolist(), other.tolist(), kind.tolist(), strict=True))
    assert len({(a, b) for a, b, _ in ties}) == len(owner), "a pair is tied twice"
    assert all(a != b for a, b, _ in ties), "somebody is tied to himself"
    assert all((b, a, k) in ties for a, b, k in ties), "a tie is seen from one end only"
    assert society.ties[0] == 0
    assert society.ties[-1] == len(society.neighbour) == len(society.trust)
    assert society.most_ties == np.diff(society.ties).max()
    for person in range(persons):
        assert np.all(np.diff(society.neighbour[society.ties[person] : society.ties[person + 1]]) > 0)
    kin = {(a, b) for a, b, k in ties if k == KIN}
    household = [(person // community, person % community // clique) for person in range(persons)]
    assert kin == {(a, b) for a in range(persons) for b in range(persons) if a != b and household[a] == household[b]}, (
        "households are not complete cliques"
    )


def test_numbers_of_ties_are_as_the_parameters_say():
    society = society_of(community_size=600, kin_clique=1, friends=5.0, community_ties=3.0, work_ties=2.5)
    _, _, kind = ties_of(society)
    for tie_type, mean in ((FRIEND, 5.0), (COMMUNITY, 3.0), (WORK, 2.5)):
        found = np.sum(kind == tie_type) / PERSONS
        assert found <= mean + 0.05
        assert found > 0.97 * mean  # a little is lost to pairs drawn twice and persons who drew themselves


def test_friends_stay_in_the_community_and_work_does_not():
    society = society_of(friends_outside=0.25, community_size=60)
    owner, other, kind = ties_of(society)
    same = owner // 60 == other // 60
    outside = np.mean(~same[kind == FRIEND])
    assert 0.2 < outside < 0.32
    assert np.all(same[kind == COMMUNITY])
    assert np.all(same[kind == KIN])
    assert np.mean(same[kind == WORK]) < 0.03


def test_trust_is_by_the_type_of_tie():
    society = society_of(kin_trust=0.9, friend_trust=0.7, community_trust=0.5, work_trust=0.2)
    for tie_type, trust in ((KIN, 0.9), (FRIEND, 0.7), (COMMUNITY, 0.5), (WORK, 0.2)):
        assert np.all(society.trust[society.tie_type == tie_type] == np.float32(trust))


def test_nobody_is_tied_in_a_well_mixed_society():
    society = society_of(network="well_mixed")
    assert len(society.neighbour) == 0
    assert society.most_ties == 0
    assert np.all(society.ties == 0)
    assert np.array_equal(society.occupation, society_of().occupation), "the people are the same all the same"


def test_one_key_draws_one_society():
    first, second, other = society_of(), society_of(), society_of(key=run_key(1, 1))
    for name, mine, again, theirs in zip(first._fields, first, second, other, strict=True):
        assert np.array_equal(mine, again), name
        of_files = ("founders", "observed", "name_bytes", "given_trust")  # empty in a society that is drawn
        alike = ("most_ties", "trust_by_type", "communities", "talent")  # by default
        assert name in (*alike, *of_files) or not np.array_equal(mine, theirs), name


def test_a_parameter_of_ties_leaves_the_people_alone():
    first, second = society_of(), society_of(friends=9.0, kin_clique=6)
    for name in ("traits", "occupation", "rationality", "means", "hours", "open"):
        assert np.array_equal(getattr(first, name), getattr(second, name)), name


def test_a_larger_society_has_the_same_first_persons():
    small, large = society_of(600), society_of(1200)
    for name in ("traits", "occupation", "rationality", "means", "hours", "open"):
        assert np.array_equal(getattr(small, name), getattr(large, name)[:600]), name


def shared_traits(society, first, second):
    return np.mean(society.traits[first] == society.traits[second])


def test_people_of_one_community_are_more_alike():
    people = np.arange(PERSONS - 60)
    for origin_likeness in (0.5, 0.9):
        society = society_of(origin_likeness=origin_likeness)
        within = shared_traits(society, people[people % 60 < 59], people[people % 60 < 59] + 1)
        across = shared_traits(society, people, people + 60)
        # three traits are taken over with this probability each; origin always
        expected = (1 + 3 * (origin_likeness**2 + (1 - origin_likeness**2) / 4)) / 4
        assert abs(within - expected) < 0.06  # a hundred communities
        assert abs(across - 0.25) < 0.1
    assert np.all(society.traits[:60, 0] == society.traits[0, 0]), "a community has one origin"


def test_occupations_follow_the_community_as_often_as_they_should():
    mixed = society_of(occupation_trait_correlation=0.0)
    assert stats.chisquare(np.bincount(mixed.occupation, minlength=12)).pvalue > ERROR_OF_ONE
    tied = society_of(occupation_trait_correlation=1.0)
    assert all(len(set(tied.occupation[start : start + 60].tolist())) == 1 for start in range(0, PERSONS, 60))
    assert set(society_of(occupations=1).occupation.tolist()) == {0}
    assert set(society_of(occupations=200, occupation_trait_correlation=0.0).occupation.tolist()) == set(range(200))


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_share_who_would_never_join(share):
    closed = PERSONS - int(society_of(never_open=share).open.sum())
    assert stats.binomtest(closed, PERSONS, share).pvalue > ERROR_OF_ONE


def test_endowments_have_their_medians_and_spreads():
    society = society_of(means_median=3e6, means_spread=0.6, hours_median=6.0, hours_spread=0.3, rationality_median=0.7)
    logit = np.log(society.rationality / (1 - society.rationality.astype(float)))
    for values, mean, spread in (
        (np.log(society.means), np.log(3e6), 0.6),
        (np.log(society.hours), np.log(6.0), 0.3),
        (logit, np.log(0.7 / 0.3), 1.0),
    ):
        assert stats.kstest((values - mean) / spread, "norm").pvalue > ERROR_OF_ONE
    assert np.all((society.rationality > 0) & (society.rationality < 1))


def test_everybody_has_the_usual_talent_unless_it_is_spread():
    assert not society_of().talent.any()
    assert stats.kstest(society_of(talent_spread=1.2).talent / 1.2, "norm").pvalue > ERROR_OF_ONE


def test_who_joins_for_the_goods_has_minutes_for_the_business_and_nobody_else_changes():
    everybody, mixed = society_of(), society_of(customer_share=0.4, customer_hours=0.1)
    customers = mixed.hours == np.float32(0.1)
    assert stats.binomtest(int(customers.sum()), PERSONS, 0.4).pvalue > ERROR_OF_ONE
    assert np.array_equal(mixed.hours[~customers], everybody.hours[~customers])
    for name in everybody._fields:
        assert name == "hours" or np.array_equal(getattr(mixed, name), getattr(everybody, name)), name


def test_endowments_are_independent_of_each_other():
    society = society_of(talent_spread=1.0)
    drawn = [society.rationality, np.log(society.means), np.log(society.hours), society.open, society.talent]
    drawn.append(society_of(customer_share=0.5, customer_hours=0.1).hours == np.float32(0.1))
    correlations = np.corrcoef(np.array(drawn, float))[np.triu_indices(len(drawn), 1)]
    assert np.abs(correlations).max() * np.sqrt(PERSONS) < stats.norm.isf(ERROR_OF_ONE / 30)


def test_more_ends_of_ties_than_can_be_counted_are_refused_before_any_memory_is_taken():
    pairs = np.broadcast_to(np.uint64(0), 2**30)
    with pytest.raises(ScenarioError, match=r"persons = 1000 .* 2,147,483,648 ends of ties"):
        rows_of(pairs, 1000, SocietyParameters())
