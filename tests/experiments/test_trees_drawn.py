"""The radial tree and a team's network: everybody in place, leavers faded, large trees drawn, ties of a real run."""

import matplotlib
import networkx as nx
import numpy as np
import pytest
from stored_tables import distributors_of

from experiments import figure_style, figures
from experiments.distribution import lorenz_points, rank_counts
from experiments.inequality import gini
from experiments.member_ties import MATE, member_ties
from experiments.tree_figure import radial_layout
from model import Scenario, SolidarityModel


def test_every_member_lies_a_ring_outside_the_sponsor_and_within_the_sponsors_angle():
    sponsor = distributors_of(400)["sponsor"].to_numpy()
    place = radial_layout(sponsor)
    np.testing.assert_allclose(np.hypot(place.x, place.y), place.level)
    below = sponsor >= 0
    np.testing.assert_array_equal(place.level[below], place.level[sponsor[below]] + 1)
    leaves = np.flatnonzero(~np.isin(np.arange(400), sponsor))
    angles = np.sort(np.arctan2(place.x[leaves], place.y[leaves]) % (2 * np.pi))
    np.testing.assert_allclose(np.diff(angles), 2 * np.pi / len(leaves), rtol=1e-6)  # a leaf has its own angle
    tree = nx.DiGraph([(above, row) for row, above in enumerate(sponsor) if above >= 0])
    for founder in np.flatnonzero(~below):
        own = np.array(sorted({founder, *nx.descendants(tree, founder)} & set(leaves)))
        around = np.sort(np.arctan2(place.x[own], place.y[own]) % (2 * np.pi))
        gaps = np.diff(np.append(around, around[0] + 2 * np.pi))
        assert (gaps > 1.5 * 2 * np.pi / len(leaves)).sum() <= 1  # a line's leaves lie together


@pytest.mark.parametrize("colour", ["energy", "symbol_attachment", "rank", "joined"])
def test_a_tree_is_coloured_and_its_leavers_are_faded(colour, tmp_path):
    members = distributors_of(200)
    figure = figures.tree_figure(members, colour=colour)
    figure_style.save(figure, tmp_path, "tree")
    marks = figure.axes[0].collections
    by_status = members["status"].value_counts()
    assert [len(each.get_offsets()) for each in marks] == [by_status[name] for name in ("left", "dormant", "active")]
    np.testing.assert_array_equal(marks[-1].get_array(), members.loc[members["status"] == "active", colour])
    lightness = [matplotlib.colors.to_rgb(each.get_facecolor()[0]) for each in marks[:2]]
    assert min(lightness[0]) > min(lightness[1]) > 0.5
    with pytest.raises(ValueError, match="must be one of"):
        figures.tree_figure(members, colour="kinship")


def test_a_hundred_thousand_members_are_drawn(tmp_path):
    figure = figures.tree_figure(distributors_of(100_000))
    figure_style.check(figure)
    figure.savefig(tmp_path / "tree.png", dpi=100)
    assert (tmp_path / "tree.png").stat().st_size > 50_000


@pytest.fixture(scope="module")
def model() -> SolidarityModel:
    made = SolidarityModel(Scenario.preset("hybrid").replace({"persons": 1500, "weeks": 30}), rng=3)
    made.run_for(30)
    return made


def test_a_models_own_tables_are_drawn(model):
    figure_style.check(figures.growth_figure(figures.in_run(model.weekly)))
    figure_style.check(figures.tree_figure(model.distributors))
    figure_style.check(figures.team_figure(model.distributors, member_ties(model)))


def test_ties_are_those_of_society_and_the_mates_of_the_members_who_stay(model):
    ties, members = member_ties(model), model.distributors
    staying = members[members["status"] != "left"].set_index("member")["person"]
    society = model.society
    neighbours = {
        person: set(society.neighbour[society.ties[person] : society.ties[person + 1]].tolist()) for person in staying
    }
    brought = ties[ties["type"] != MATE]
    found = {
        (staying[member], staying[other]) for member, other in zip(brought["member"], brought["other"], strict=True)
    }
    rows = {person: row for row, person in staying.items()}
    expected = {
        (first, last) for first, others in neighbours.items() for last in others & set(rows) if rows[first] < rows[last]
    }
    assert found == expected
    mates = ties[ties["type"] == MATE]
    assert len(mates)
    assert (mates["member"] < mates["other"]).all()
    assert not mates.duplicated().any()


def test_small_tables_say_what_the_members_say(model):
    members = model.distributors
    counts = rank_counts(members)
    assert counts["members"].sum() == (members["status"] == "active").sum()
    assert counts.set_index("rank")["members"][0] == ((members["status"] == "active") & (members["rank"] == 0)).sum()
    points = lorenz_points(members)
    area = 1 - 2 * np.trapezoid(points["commissions"], points["members"])
    assert abs(area - gini(members["commission_total"])) < 0.02
