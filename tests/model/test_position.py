"""Positions in the network, against networkx on the same graph."""

import networkx as nx
import numpy as np
import pytest

from model.draws import run_key
from model.network_export import to_networkx
from model.position import PIVOTS, positions
from model.society import build_society
from model.society_parameters import SocietyParameters

FOUNDERS = [3, 77]


@pytest.mark.parametrize("network", ["communities", "scale_free", "random"])
def test_positions_are_those_of_networkx(network):
    society = build_society(SocietyParameters(network=network, mean_ties=1.5, work_ties=0.1), 240, run_key(1, 0))
    graph, names = to_networkx(society), society.names
    found = positions(society, np.array(FOUNDERS))
    assert found["ties"].tolist() == [graph.degree(name) for name in names]
    pivots = names[np.unique(np.linspace(0, 239, PIVOTS).astype(int))]
    distances = [nx.single_source_shortest_path_length(graph, pivot) for pivot in pivots]
    for person, name in enumerate(names):
        near = [1 / each[name] for each in distances if each.get(name, 0) > 0]
        assert found["closeness"][person] == pytest.approx(sum(near) / (len(pivots) - (name in pivots)))
    nearest = nx.multi_source_dijkstra_path_length(graph, {names[each] for each in FOUNDERS}, weight=None)
    steps = [nearest.get(name, np.nan) for name in names]
    np.testing.assert_array_equal(found["founder_distance"], steps)
    same = [
        np.mean([graph.nodes[name]["community"] == graph.nodes[other]["community"] for other in graph[name]])
        if graph.degree(name)
        else np.nan
        for name in names
    ]
    np.testing.assert_allclose(found["inside_community"], same)


def test_without_ties_nobody_is_near():
    society = build_society(SocietyParameters(network="well_mixed"), 60, run_key(1, 0))
    found = positions(society, np.array([3]))
    assert not found["ties"].any()
    assert not found["closeness"].any()
    assert np.isnan(found["inside_community"]).all()
    assert np.flatnonzero(found["founder_distance"] == 0).tolist() == [3]
