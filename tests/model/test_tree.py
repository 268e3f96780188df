"""The forest of uplines and downlines, against plain recursion and networkx."""

from collections import defaultdict

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import run, small_world

from model.columns import Members
from model.table import ACTIVE, DORMANT, LEFT, NOBODY
from model.tree import count_downlines, cut_teams, group_by_team, roll_up, set_levels


@st.composite
def forests(draw, statuses=(ACTIVE, ACTIVE, DORMANT, LEFT)):
    """Uplines and statuses of a random forest, uplines above their downlines."""
    size = draw(st.integers(1, 60))
    parent = [draw(st.integers(-1, row - 1)) for row in range(size)]
    status = draw(st.lists(st.sampled_from(statuses), min_size=size, max_size=size))
    return np.array(parent), np.array(status)


def members_of(parent, status):
    members = Members(len(parent))
    members.parent[:] = parent
    members.status[:] = status
    return members


def rows_where(condition):
    return np.flatnonzero(condition).astype(np.int32)


def rolled_up(parent, status):
    """What roll-up should make of a forest: {row: upline} of those who are still there."""
    heir, result = {}, {}
    for row in range(len(parent)):
        if status[row] == LEFT:
            continue
        above = row
        while True:
            root, above = above, int(parent[above])
            if above < 0 or status[above] != LEFT:
                break
        if above >= 0:
            result[row] = above
        elif root == row:  # a root who is still there
            result[row] = NOBODY
        else:  # all uplines left: the senior among such inherits the place of the root
            result[row] = heir.get(root, NOBODY)
            heir.setdefault(root, row)
    return result


@settings(max_examples=300)
@given(forests())
def test_roll_up_hands_downlines_to_the_next_upline_still_there(forest):
    parent, status = forest
    members = members_of(parent, status)
    roll_up(np.arange(len(parent), dtype=np.int32), members)
    still_there = rows_where(status != LEFT)
    assert {int(row): int(members.parent[row]) for row in still_there} == rolled_up(parent, status)
    assert np.all(members.parent[still_there] < still_there), "an upline is below its downline"


@settings(max_examples=150)
@given(forests())
def test_a_line_stays_one_tree(forest):
    parent, status = forest
    before = nx.Graph([(row, int(up)) for row, up in enumerate(parent) if up >= 0])
    before.add_nodes_from(range(len(parent)))
    members = members_of(parent, status)
    roll_up(np.arange(len(parent), dtype=np.int32), members)
    still_there = set(rows_where(status != LEFT).tolist())
    roots = [row for row in still_there if members.parent[row] == NOBODY]
    lines_left = [component for component in nx.connected_components(before) if component & still_there]
    assert len(roots) == len(lines_left)


@settings(max_examples=60)
@given(forests(), st.data())
def test_leaving_month_by_month_keeps_a_forest(forest, data):
    parent, status = forest
    status[:] = ACTIVE
    members = members_of(parent, status)
    registered = np.arange(len(parent), dtype=np.int32)
    while len(registered):
        leavers = data.draw(st.sets(st.sampled_from(registered.tolist()), min_size=1))
        members.status[list(leavers)] = LEFT
        roll_up(registered, members)
        registered = rows_where(members.status != LEFT)
        upline = members.parent[registered]
        assert np.all(upline < registered)
        assert np.all((upline == NOBODY) | (members.status[upline] != LEFT))


@settings(max_examples=200)
@given(forests(statuses=(ACTIVE, ACTIVE, DORMANT)))
def test_levels_and_downlines_agree_with_networkx(forest):
    parent, status = forest
    members = members_of(parent, status)
    registered = np.arange(len(parent), dtype=np.int32)
    set_levels(registered, members)
    count_downlines(registered, members)
    graph = nx.DiGraph([(int(up), row) for row, up in enumerate(parent) if up >= 0])
    graph.add_nodes_from(range(len(parent)))
    roots = [row for row in registered if parent[row] == NOBODY]
    assert graph.number_of_edges() == len(parent) - len(roots)
    assert nx.is_forest(graph)
    depth = {}
    for root in roots:
        depth |= nx.single_source_shortest_path_length(graph, root)
    for row in registered:
        below = nx.descendants(graph, row)
        assert members.downline[row] == sum(status[other] == ACTIVE for other in below)
        assert members.level[row] == depth[row]


@settings(max_examples=300)
@given(forests(statuses=(ACTIVE, ACTIVE, ACTIVE, DORMANT)), st.integers(2, 12))
def test_teams(forest, minimum):
    parent, status = forest
    members = members_of(parent, status)
    registered = np.arange(len(parent), dtype=np.int32)
    cut_teams(registered, members, minimum)
    team = members.team
    active = rows_where(status == ACTIVE)
    teams = group_by_team(active, members)

    bounds = zip(teams.start[:-1], teams.start[1:], strict=True)
    gathered = [teams.members[first:end].tolist() for first, end in bounds]
    assert sorted(row for rows in gathered for row in rows) == active.tolist(), "not everyone is in exactly one team"
    for number, rows in enumerate(gathered):
        leader = int(teams.leader[number])
        assert rows == sorted(rows)
        assert {int(team[row]) for row in rows} == {leader}
        assert {int(teams.of[np.searchsorted(active, row)]) for row in rows} == {number}

    too_small = [number for number, rows in enumerate(gathered) if len(rows) < minimum]
    assert len(too_small) <= 1, "two remainders were not put together"
    for number in too_small:
        assert parent[teams.leader[number]] == NOBODY, "a team was cut before it had its members"

    in_branch = defaultdict(int)  # members of the own team at or below a row
    for row in registered[::-1]:
        in_branch[row] += status[row] == ACTIVE
        up = int(parent[row])
        if up >= 0 and team[row] == team[up]:
            in_branch[up] += in_branch[row]
            assert in_branch[row] < minimum, "a branch that is enough for a team was not cut"
        elif up >= 0:
            assert team[row] == row, "a team hangs below somebody who does not lead it"
            assert in_branch[row] >= minimum


def check_forest(model):
    table = model.table
    registered, parent, level = table.registered, table.column("parent"), table.column("level")
    upline = parent[registered]
    assert np.all(upline < registered)
    assert np.all((upline == NOBODY) | np.isin(upline, registered))
    graph = nx.Graph([(int(row), int(parent[row])) for row in registered if parent[row] >= 0])
    graph.add_nodes_from(registered.tolist())
    roots = int(np.sum(upline == NOBODY))
    assert graph.number_of_edges() == len(registered) - roots
    assert nx.number_connected_components(graph) == roots
    assert nx.is_forest(graph)
    assert np.all(level[registered] == np.where(upline == NOBODY, 0, level[upline] + 1))
    lines = table.column("line")[registered]
    assert np.all((upline == NOBODY) | (lines == table.column("line")[upline]))
    assert len(set(lines[upline == NOBODY].tolist())) == roots, "a line has two roots"


def test_a_running_organisation_stays_a_forest_through_leaving_and_inheriting():
    brief = {"retention.hazard": 0.12, "retention.dormant_weeks": 6, "recruitment.refusal_weeks": 4}
    scenario = small_world(changes=brief)
    model = run(scenario, 4)
    for _ in range(20):
        model.run_for(4)
        check_forest(model)
    status, parent = model.table.column("status"), model.table.column("parent")
    founders_left = status[: scenario.founders] == LEFT
    heirs = [row for row in model.table.registered if parent[row] == NOBODY and row >= scenario.founders]
    assert founders_left.any()
    assert heirs, "no founder's place was inherited: the test tests nothing"
