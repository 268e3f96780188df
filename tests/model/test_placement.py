"""Placement against its definition, in trees that are small enough to search by hand, and in whole runs."""

import networkx as nx
import numpy as np
import pytest
from small_worlds import REPLICATES, assert_higher, run, small_world

from model import Scenario, ScenarioError, SolidarityModel
from model.columns import Members
from model.draws import run_key
from model.measures import Forest
from model.placement import KEEP_EMPTY_PLACES, STRATEGIES, place_all, width_of
from model.table import LEFT, NOBODY
from model.tree_parameters import TreeParameters

KEY = run_key(1, 0)
SEARCHING = [strategy for strategy in STRATEGIES if strategy != "direct"]


def parameters(placement, **more):
    return TreeParameters(placement=placement, leavers="empty", **more)


def placed_under(parent, sponsors, tree, week=1):
    """Uplines of newcomers who join one after the other, and the steps of each row's searches."""
    members = Members(len(parent) + len(sponsors))
    members.parent[: len(parent)] = parent
    rows = np.arange(len(parent), dtype=np.int32)
    person = np.arange(100, 100 + len(sponsors), dtype=np.int32)
    upline = place_all(KEY, week, len(parent), person, np.array(sponsors, np.int32), rows, members, tree)
    return upline.tolist(), members.search_steps.tolist(), members.hours_owed.tolist()


def test_skew_left_fills_a_branch_to_its_level_then_opens_the_next():
    upline, steps, hours = placed_under([-1], [0] * 9, parameters("skew_left", skew_levels=4, search_hours=0.5))
    assert upline == [0, 1, 2, 3, 0, 5, 6, 7, 0]
    assert steps[0] == 1 + 2 + 3 + 4 + 4 + 5 + 6 + 7 + 7
    assert hours[0] == steps[0] / 2


def test_skew_left_counts_levels_from_the_sponsor():
    upline, _, _ = placed_under([-1, 0, 1, 2, 3], [0, 1, 1], parameters("skew_left"))
    assert upline == [0, 4, 1]


def test_skew_left_takes_the_leftmost_leaf_that_is_not_too_deep():
    #   0 has 1 and 2; 1 has 3 and 4; 3 has 5
    upline, _, _ = placed_under([-1, 0, 0, 1, 1, 3], [0, 0], parameters("skew_left", skew_levels=3))
    assert upline == [4, 2]


def test_breadth_first_spills_over_to_the_shallowest_place_leftmost_first():
    upline, steps, _ = placed_under([-1], [0] * 12, parameters("breadth_first", width=3))
    assert upline == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert steps[0] == 3 * 1 + 9 * 2


def test_four_legs_filled_to_the_fifth_level_hold_the_published_1365_members():
    """The star plan's four-leg variant: 4^5 = 1,024 at the bottom, 1,365 in all; the next begins a sixth level."""
    upline, _, _ = placed_under([-1], [0] * 1_365, parameters("breadth_first", width=4))
    full = Forest(range(1_365), [-1, *upline[:-1]], np.zeros(1_365))
    assert full.width.tolist() == [1, 4, 16, 64, 256, 1_024]
    assert full.level[upline[-1]] == 5


def test_breadth_first_stays_below_the_sponsor():
    upline, _, _ = placed_under([-1, 0, 0, 1], [1, 1, 1, 0], parameters("breadth_first", width=2))
    assert upline == [1, 3, 3, 2]


def breadth_first_by_search(parent, sponsor, width):
    graph = nx.DiGraph([(up, row) for row, up in enumerate(parent) if up >= 0])
    graph.add_nodes_from(range(len(parent)))
    for row in [sponsor, *(row for _, row in nx.bfs_edges(graph, sponsor, sort_neighbors=sorted))]:
        if graph.out_degree(row) < width:
            return row


@pytest.mark.parametrize("placement", ["breadth_first", "matrix"])
@pytest.mark.parametrize("width", [1, 2, 4])
def test_breadth_first_agrees_with_a_search_level_by_level(placement, width):
    random = np.random.default_rng(width)
    parent = [-1, -1] + [int(random.integers(0, row)) for row in range(2, 30)]
    sponsors = random.integers(0, 40, 60).tolist()
    sponsors = [min(sponsor, 29 + place) for place, sponsor in enumerate(sponsors)]
    upline, _, _ = placed_under(parent, sponsors, parameters(placement, width=width))
    for sponsor, found in zip(sponsors, upline, strict=True):
        assert found == breadth_first_by_search(parent, sponsor, width)
        parent.append(found)


def test_binary_goes_down_the_weaker_leg():
    #   0 has 1 (with 3, 4) and 2
    upline, _, _ = placed_under([-1, 0, 0, 1, 1], [0, 0, 0, 0, 1], parameters("binary_weaker"))
    assert upline == [2, 2, 3, 5, 4]


def test_binary_by_coin_goes_both_ways():
    parent = [-1, 0, 0, 1, 1, 2, 2]
    found = {placed_under(parent, [0], parameters("binary_random"), week)[0][0] for week in range(60)}
    assert found == {3, 4, 5, 6}


def test_a_random_place_is_any_free_one():
    parent = [-1, 0, 0, 1, -1]
    found = [placed_under(parent, [0], parameters("random_place", width=2), week)[0][0] for week in range(300)]
    assert set(found) == {1, 2, 3, 4}
    assert found.count(1) < min(found.count(row) for row in (2, 3, 4)), "one free place against two"


@pytest.mark.parametrize("placement", SEARCHING)
@pytest.mark.parametrize("leavers", ["roll_up", "empty"])
def test_whole_runs_keep_a_forest_of_the_right_width(placement, leavers):
    if placement in KEEP_EMPTY_PLACES and leavers == "roll_up":
        return
    changes = {
        "tree.placement": placement, "tree.leavers": leavers, "retention.hazard": 0.1, "retention.dormant_weeks": 6,
        "recruitment.refusal_weeks": 4, "recruitment.yield_strong": 0.9,
    }  # fmt: skip
    model = SolidarityModel(small_world(changes=changes), rng=2)
    model.run_for(60)
    forest, members = model.forest, model.table
    graph = forest.to_networkx()
    assert nx.is_branching(graph)
    assert (members.column("status") == LEFT).sum() > 30
    parent = members.column("parent")[forest.rows]
    assert np.all(parent < forest.rows)
    assert np.any(parent != members.column("sponsor")[forest.rows])
    if leavers == "empty":
        assert len(forest) == members.rows
        assert np.array_equal(members.column("level"), forest.level)
        if placement != "skew_left":
            assert forest.children.max() <= width_of(placement, 3)
        long_gone = (members.column("status") == LEFT) & (members.column("left") < 56)
        assert np.all(members.column("commission")[long_gone] == 0)
    else:
        assert forest.rows.tolist() == members.registered.tolist()
    lines = members.column("line")[forest.rows]
    assert np.all((parent == NOBODY) | (lines == members.column("line")[parent]))
    if placement != "random_place":
        assert members.column("search_steps").sum() >= (members.column("sponsor") != NOBODY).sum()


def test_searching_costs_hours():
    """Where many join, so that many search: a little is sold less, in nearly every pair of runs."""
    many_join = {"persons": 1600, "founders": 200, "recruitment.yield_weak": 0.6, "recruitment.yield_strong": 0.95}

    def sold_per_member(hours):
        search = {"tree.placement": "skew_left", "tree.search_hours": hours, "recruitment.contact": 10.0}
        scenario = small_world(changes={**search, **many_join, "ties.mates": False})
        weekly = [run(scenario, 26, replicate=replicate).weekly for replicate in range(REPLICATES)]
        return [each["units_sold"].sum() / each["active"].sum() for each in weekly]

    assert_higher(sold_per_member(0.0), sold_per_member(10.0))


@pytest.mark.parametrize("placement", KEEP_EMPTY_PLACES)
def test_places_in_matrix_and_binary_are_not_given_up(placement):
    with pytest.raises(ScenarioError, match="must be 'empty'"):
        Scenario.from_mapping({"tree.placement": placement})
