"""Distributors as Mesa agents: the set of the active, attributes over columns, and agents of one's own."""

import gc
import weakref

import mesa
import numpy as np
import pytest
from mesa.agentset import AbstractAgentSet, AgentSet
from mesa.datacollection import DataCollector
from small_worlds import run, small_world

from model import Distributor, SolidarityModel
from model.distributor import Distributor as SameDistributor


@pytest.fixture
def model():
    return run(small_world(), 30)


def rows(agents):
    return [agent.row for agent in agents]


# The set of active members


def test_agents_are_the_active_members_in_order_of_joining(model):
    assert isinstance(model.agents, AbstractAgentSet)
    assert len(model.agents) == model.weekly["active"].iloc[-1]
    assert rows(model.agents) == model.distributors.query("status == 'active'")["member"].tolist()
    assert all(isinstance(agent, mesa.Agent) and type(agent) is Distributor for agent in model.agents)
    assert Distributor is SameDistributor
    assert [agent.unique_id for agent in model.agents] == [row + 1 for row in rows(model.agents)]


def test_select_filters_and_limits_as_mesa_does(model):
    plain = AgentSet(list(model.agents), random=model.random)

    def keen(agent):
        return agent.energy > 0.3

    assert rows(model.agents.select(keen)) == rows(plain.select(keen))
    assert 0 < len(model.agents.select(keen)) < len(model.agents)
    for at_most in (0, 1, 3, 0.0, 0.1, 0.33, 0.5, 0.999, 1.0, 10**6):
        assert rows(model.agents.select(at_most=at_most)) == rows(plain.select(at_most=at_most)), at_most
        assert rows(model.agents.select(keen, at_most=at_most)) == rows(plain.select(keen, at_most=at_most)), at_most
    assert len(model.agents.select(agent_type=Distributor)) == len(model.agents)
    assert isinstance(model.agents.select(lambda agent: False), AgentSet)


def test_select_as_in_the_readme(model):
    assert all(agent.rank >= 2 for agent in model.agents.select(lambda d: d.rank >= 2))


def test_get_reads_columns_properties_and_several_at_once(model):
    table = model.distributors.query("status == 'active'")
    for name in ("energy", "joined", "means", "commission_total", "person"):
        assert model.agents.get(name) == table[name].tolist()
        assert [type(value) for value in model.agents.get(name)[:1]] in ([int], [float])
    assert model.agents.get("status") == ["active"] * len(table)
    assert model.agents.get("unique_id") == (table["member"] + 1).tolist()
    assert model.agents.get(["energy", "status"]) == [[energy, "active"] for energy in table["energy"]]
    sponsors = [None if agent is None else agent.row for agent in model.agents.get("sponsor")]
    assert sponsors == [None if row < 0 else row for row in table["sponsor"]]
    with pytest.raises(AttributeError):
        model.agents.get("enthusiasm")
    assert set(model.agents.get("enthusiasm", "default", 7)) == {7}


def test_agg(model):
    energies = model.agents.get("energy")
    assert model.agents.agg("energy", np.mean) == np.mean(energies)
    assert model.agents.agg("energy", [min, max]) == [min(energies), max(energies)]


def test_do_map_and_shuffle_do_reach_every_member_once(model):
    seen = []
    assert model.agents.do(lambda agent: seen.append(agent.row)) is model.agents
    assert seen == rows(model.agents)
    assert model.agents.map(lambda agent: agent.row) == seen
    assert model.agents.map("__repr__")[0].startswith("<Distributor ")
    shuffled = []
    model.agents.shuffle_do(lambda agent: shuffled.append(agent.row))
    assert sorted(shuffled) == seen
    assert shuffled != seen


def test_shuffling_is_the_same_for_the_same_seed(model):
    twin = run(small_world(), 30)
    assert rows(model.agents.shuffle()) == rows(twin.agents.shuffle())


def test_sort_groupby_contains_and_list(model):
    by_energy = model.agents.sort("energy", ascending=True)
    assert by_energy.get("energy") == sorted(model.agents.get("energy"))
    groups = model.agents.groupby("line").count()
    assert sum(groups.values()) == len(model.agents)
    assert model.agents[0] in model.agents
    assert "somebody" not in model.agents
    assert rows(model.agents.to_list()) == rows(model.agents)
    assert rows(model.agents[1:4]) == rows(model.agents)[1:4]
    assert model.agents[-1].row == rows(model.agents)[-1]


def test_members_cannot_be_added(model):
    with pytest.raises(TypeError):
        model.agents.add(model.agents[0])


def test_set_changes_everybody(model):
    model.agents.set("energy", 0.25)
    assert model.agents.agg("energy", [min, max]) == [0.25, 0.25]


def test_data_collector_collects_models_and_agents():
    model = run(small_world(), 1)
    collector = DataCollector(
        model_reporters={"members": lambda m: len(m.agents), "week": "week"},
        agent_reporters={"energy": "energy", "status": lambda agent: agent.status},
    )
    for _ in range(5):
        collector.collect(model)
        model.run_for(1)
    by_model, by_agent = collector.get_model_vars_dataframe(), collector.get_agent_vars_dataframe()
    assert by_model["week"].tolist() == [1, 2, 3, 4, 5]
    assert by_model["members"].tolist() == model.weekly["active"].head(5).tolist()
    assert len(by_agent) == by_model["members"].sum()
    assert by_agent["energy"].between(0, 1).all()


def test_mesas_private_set_of_agents_is_still_what_model_agents_returns(model):
    """`Model.agents` returns `_all_agents`; should Mesa change that, our own set would no longer be seen."""
    assert model.agents is model._all_agents


# Attributes


def test_attributes_read_the_columns(model):
    table = model.distributors
    for agent in list(model.agents)[::7]:
        row = table.loc[agent.row]
        for name in ("energy", "symbol_attachment", "joined", "rank", "person", "occupation", "level", "recruits"):
            assert getattr(agent, name) == row[name]
        assert agent.status == "active"
        assert agent.reason == ""
        assert agent.sponsor is None or agent.sponsor.row == row["sponsor"]
        assert agent.parent is None or agent.parent.row == row["parent"]
        assert isinstance(agent.net_income, int)


def test_what_is_set_is_seen_by_the_engine():
    lonely = {"ritual.gatherings": False, "recruitment.contact": 0.0, "retention.hazard": 0.0, "boundary.offence": 0.0}
    model = run(small_world(changes=lonely), 1)
    agent = model.agents[3]
    agent.energy = 0.8
    assert model.distributors["energy"][3] == np.float32(0.8)
    model.run_for(1)
    assert agent.energy == pytest.approx(0.4)
    assert model.agents[4].energy < 0.2


@pytest.mark.parametrize("name", ["energy", "distrust", "team_trust", "skill", "rationality"])
@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan"), float("inf")])
def test_shares_out_of_range_are_refused(model, name, value):
    before = getattr(model.agents[0], name)
    with pytest.raises(ValueError, match=name):
        setattr(model.agents[0], name, value)
    assert getattr(model.agents[0], name) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("satisfaction", -1.01),
        ("hours", -1.0),
        ("hours", float("inf")),
        ("means", float("inf")),
        ("means", 0.0),
        ("aspiration", float("inf")),
        ("aspiration", -1.0),
        ("means", float("nan")),
    ],
)
def test_other_values_out_of_range_are_refused(model, name, value):
    with pytest.raises(ValueError, match=name):
        setattr(model.agents[0], name, value)


@pytest.mark.parametrize(
    "name", ["enthusiasm", "row", "unique_id", "model", "rank", "parent", "sponsor", "status", "person"]
)
def test_unknown_and_fixed_attributes_cannot_be_set(model, name):
    with pytest.raises(AttributeError):
        setattr(model.agents[0], name, 1)


def test_unknown_attributes_cannot_be_read(model):
    with pytest.raises(AttributeError, match="enthusiasm"):
        _ = model.agents[0].enthusiasm


# Leaving and living


def test_remove_ends_activity():
    model = run(small_world(changes={"retention.hazard": 0.0}), 10)
    agent, number = model.agents[5], len(model.agents)
    agent.remove()
    assert agent.status == "dormant"
    assert agent not in model.agents
    assert len(model.agents) == number - 1
    assert model.distributors["ceased"][agent.row] == 10
    agent.remove()  # a second time does nothing
    model.run_for(1)
    assert model.weekly["ceased"].iloc[-1] == 1
    assert agent.row not in rows(model.agents)
    assert model.weekly["active"].iloc[-1] == number - 1 + model.weekly["joined"].iloc[-1]
    with pytest.raises(KeyError):
        model.agents.remove(agent)
    model.agents.discard(agent)
    model.agents.remove(model.agents[0])
    assert len(model.agents) == model.weekly["active"].iloc[-1] - 1


def test_who_is_removed_has_a_reason():
    model = run(small_world(), 5)
    agent = model.agents[0]
    agent.remove()
    assert agent.reason != ""


def test_everybody_removed_leaves_nobody():
    model = run(small_world(), 5)
    model.agents.do("remove")
    assert len(model.agents) == 0
    model.run_for(5)
    assert model.weekly["active"].iloc[-1] == 0


def test_a_member_is_the_same_object_every_time(model):
    assert all(first is again for first, again in zip(model.agents, model.agents, strict=True))
    agent = model.agents[2]
    model.run_for(1)
    assert model.view_of(agent.row) is agent


def test_runs_that_do_not_ask_for_agents_do_not_pay_for_objects():
    model = run(small_world(), 40)
    gc.collect()
    assert not [each for each in gc.get_objects() if type(each) is Distributor and each.model is model]


def test_two_live_models_do_not_disturb_each_other():
    alone = run(small_world(), 30).distributors
    first, second = SolidarityModel(small_world()), SolidarityModel(small_world("organic"), rng=9)
    for _ in range(30):
        first.run_for(1)
        second.agents.set("energy", 0.9)
        second.run_for(1)
    assert first.distributors.equals(alone)
    assert not first.distributors.equals(second.distributors)
    assert first.agents[0].model is first
    assert second.agents[0].model is second


# An agent of one's own


class Evangelist(Distributor):
    """As in the docstring of `model.distributor`."""

    def step(self):
        if self.draw("evangelist: mood") < 0.1:
            self.energy = 1.0


class Diarist(Distributor):
    """Writes down who was called when, on the model, since agents store nothing."""

    def step(self):
        self.model.diary.append((self.model.week, self.row, self.status, self.draw("diary")))


class Quitter(Distributor):
    """Leaves in the third week and takes the downlines along, which are called later in the same week."""

    def step(self):
        self.model.called.append((self.model.week, self.row))
        if self.model.week == 3:
            for other in self.model.agents:
                if other.parent is self or other is self:
                    other.remove()


def test_a_subclass_runs_and_changes_results():
    plain, first, second = (
        run(small_world(), 30, **arguments)
        for arguments in ({}, {"distributor": Evangelist}, {"distributor": Evangelist})
    )
    assert first.weekly.equals(second.weekly)
    assert first.distributors.equals(second.distributors)
    assert first.weekly["energy"].mean() > plain.weekly["energy"].mean()
    assert all(type(agent) is Evangelist for agent in first.agents)


def test_an_empty_step_changes_nothing():
    plain, called = run(small_world(), 40), run(small_world(), 40, distributor=Distributor)
    assert plain.weekly.equals(called.weekly)
    assert plain.distributors.equals(called.distributors)


def test_members_are_called_once_a_week_in_order_of_joining():
    model = SolidarityModel(small_world(), distributor=Diarist)
    model.diary = []
    model.run_for(20)
    weeks = [week for week, *_ in model.diary]
    assert weeks == sorted(weeks)
    table = model.distributors
    for week in range(1, 21):
        called = [row for when, row, *_ in model.diary if when == week]
        expected = table.query("joined < @week and (ceased == -1 or ceased >= @week)")["member"].tolist()
        assert called == expected
    assert {status for _, _, status, _ in model.diary} == {"active"}
    numbers = [number for *_, number in model.diary]
    assert len(set(numbers)) == len(numbers)
    assert all(0.0 < number < 1.0 for number in numbers)


def test_draws_are_of_the_person_the_week_and_the_name():
    first, second = run(small_world(), 10), run(small_world("transactional"), 10)
    mine = {agent.person: agent.draw("luck") for agent in first.agents}
    theirs = {agent.person: agent.draw("luck") for agent in second.agents}
    common = mine.keys() & theirs.keys()
    assert len(common) >= 15
    assert all(mine[person] == theirs[person] for person in common)
    agent = first.agents[0]
    assert agent.draw("luck") == agent.draw("luck", 0) != agent.draw("luck", 1)
    assert agent.draw("luck") != agent.draw("fate")
    before = agent.draw("luck")
    first.run_for(1)
    assert agent.draw("luck") != before


def test_leaving_in_the_midst_of_a_week():
    model = SolidarityModel(small_world(changes={"retention.hazard": 0.0}), distributor=Quitter)
    model.called = []
    model.run_for(4)
    assert not [row for week, row in model.called if week == 4 and model.distributors["joined"][row] < 3]
    third = [row for week, row in model.called if week == 3]
    table = model.distributors
    assert (table.loc[third, "ceased"] == 3).all()


def test_objects_are_forgotten_when_activity_has_ended():
    """The docstring of `model.distributor`: they live from joining to the end of activity."""
    model = SolidarityModel(small_world(changes={"retention.hazard": 0.2}), distributor=Evangelist)
    model.run_for(2)
    ghosts = [weakref.ref(agent) for agent in model.agents]
    model.run_for(30)
    gc.collect()
    ended = model.distributors["status"] != "active"
    assert ended.sum() > 5
    assert not [ghost for ghost in ghosts if ghost() is not None and ended[ghost().row]]


def test_a_subclass_cannot_hide_state_in_itself():
    class Forgetful(Distributor):
        def step(self):
            self.memory = 1

    with pytest.raises(AttributeError, match="memory"):
        run(small_world(), 1, distributor=Forgetful)
