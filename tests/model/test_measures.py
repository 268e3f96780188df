"""Measures of a forest against networkx."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import run, small_world

from model.measures import Forest
from model.table import ACTIVE


@st.composite
def forests(draw):
    size = draw(st.integers(1, 40))
    parent, rows = [], []
    for row in range(size):
        inside = draw(st.booleans()) or not rows
        parent.append(draw(st.sampled_from([-1, *rows])) if inside else 0)
        if inside:
            rows.append(row)
    return Forest(rows, parent, draw(st.lists(st.integers(0, 2), min_size=size, max_size=size)))


@settings(max_examples=200)
@given(forests(), st.data())
def test_agrees_with_networkx(forest, data):
    graph = forest.to_networkx()
    assert nx.is_branching(graph)
    assert graph.number_of_edges() == forest.edges == len(forest.edge_table())
    assert [row for row, degree in graph.in_degree() if degree == 0] == forest.roots.tolist()
    assert [row for row, degree in graph.out_degree() if degree == 0] == forest.leaves.tolist()
    assert len(forest.leaves) + len(forest.internal) == len(forest)
    assert len(list(nx.bridges(graph.to_undirected()))) == forest.edges, "not every edge is a bridge"
    for tree in nx.weakly_connected_components(graph):
        assert graph.subgraph(tree).number_of_edges() == len(tree) - 1
    status = dict(zip(forest.rows.tolist(), forest.status.tolist(), strict=True))
    for place, row in enumerate(forest.rows.tolist()):
        below = nx.descendants(graph, row)
        assert forest.size[place] == len(below) + 1
        assert forest.active_below[place] == sum(status[each] == ACTIVE for each in below)
        assert set(forest.subtree(row).tolist()) == below | {row}
        assert forest.level[place] == len(nx.ancestors(graph, row)) == len(forest.uplines(row))
        assert forest.legs(row) == {child: len(nx.descendants(graph, child)) + 1 for child in graph.successors(row)}
        upline = next(graph.predecessors(row), None)
        assert set(forest.siblings(row).tolist()) == (
            {*graph.successors(upline)} - {row} if upline is not None else set()
        )
    assert forest.height == max(forest.level) == len(forest.width) - 1
    assert forest.width.sum() == len(forest)
    first, last = (data.draw(st.sampled_from(forest.rows.tolist())) for _ in range(2))
    whole = graph.to_undirected()
    if nx.has_path(whole, first, last):
        assert forest.path(first, last) == nx.shortest_path(whole, first, last)
    else:
        with pytest.raises(ValueError, match="different trees"):
            forest.path(first, last)


def test_of_a_running_organisation(tmp_path):
    model = run(small_world(changes={"retention.dormant_weeks": 8}), 40)
    forest = model.forest
    assert forest.rows.tolist() == model.table.registered.tolist()
    assert forest.branching == forest.edges / len(forest.internal)
    forest.write_graphml(tmp_path / "tree.graphml")
    read = nx.read_graphml(tmp_path / "tree.graphml", node_type=int)
    assert set(read.edges) == set(forest.to_networkx().edges)
    assert read.nodes[int(forest.rows[-1])]["level"] == forest.level[-1]
    with pytest.raises(ValueError, match="not in the tree"):
        forest.subtree(10**6)
    assert np.isnan(Forest([], [], []).branching)
    assert Forest([], [], []).height == -1
