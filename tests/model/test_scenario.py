"""Scenarios: strict, complete in their complaints, and different in practices only."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Scenario, ScenarioError
from model.parameter import flatten

CORNERS = ["mechanical", "organic", "hybrid", "transactional"]
PRACTICES = {each.name for each in Scenario.all_parameters() if each.about.startswith("Practice")}
CHANGEABLE = [
    each
    for each in Scenario.all_parameters("stairstep")
    if isinstance(each.default, (int, float)) and each.name not in ("persons", "founders")
    and each.name not in ("recruitment.referral", "recruitment.stranger")  # shares whose sum is bounded
    and not each.name.endswith("_price")
]  # fmt: skip


def complaint(mapping) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        Scenario.from_mapping(mapping)
    return str(raised.value).splitlines()


def test_practices_are_the_five_of_an_organisation():
    assert sorted(PRACTICES) == [
        "boundary.closure",
        "exchange.brokering",
        "recruitment.likeness_preference",
        "ritual.interval_days",
        "ritual.length_hours",
    ]


def test_the_corners_come_first():
    assert Scenario.presets()[:4] == CORNERS


@pytest.mark.parametrize("name", CORNERS)
def test_corners_set_practices_and_their_name_only(name):
    preset = Scenario.preset(name)
    assert preset.name == name
    assert set(preset.differences()) <= PRACTICES | {"name"}
    assert set(flatten(Scenario.preset_mapping(name))) <= PRACTICES | {"name"}


def test_corners_are_four_different_scenarios():
    practices = {
        tuple(value for name, value in flatten(Scenario.preset(corner).to_mapping()).items() if name in PRACTICES)
        for corner in CORNERS
    }
    assert len(practices) == 4


@pytest.mark.parametrize("misspelt", ["mechancal", "Mechanical", "organik", "", "nothing like it"])
def test_unknown_preset_is_refused_with_the_names_there_are(misspelt):
    with pytest.raises(ScenarioError) as raised:
        Scenario.preset(misspelt)
    message = str(raised.value)
    assert repr(misspelt) in message
    assert all(corner in message for corner in CORNERS)
    if misspelt == "mechancal":
        assert "nearest valid name is 'mechanical'" in message


def test_all_problems_come_in_one_message():
    lines = complaint(
        {
            "boundary.closure": 1.3,
            "persons": math.nan,
            "ritual": {"intervall_days": 7, "length_hours": "long", "gatherings": 1},
            "weeks": True,
            "society.network": "villages",
            "nonsense": 1,
        }
    )
    assert len(lines) == 8
    text = "\n".join(lines)
    for expected in (
        "boundary.closure = 1.3 is not allowed: it must be a number from 0 to 1 (share)",
        "persons = nan is not allowed: it must be a whole number from 20",
        "ritual.intervall_days is not a parameter. The nearest valid name is 'ritual.interval_days'",
        "ritual.length_hours = 'long'",
        "ritual.gatherings = 1 is not allowed: it must be true or false",
        "weeks = True",
        "society.network = 'villages' is not allowed: it must be one of communities, small_world",
        "nonsense is not a parameter",
    ):
        assert expected in text


def test_founders_and_prices_must_fit_together():
    assert "founders = 11" in complaint({"persons": 20, "founders": 11})[0]
    assert "trade.member_price = 200000" in complaint({"trade.member_price": 200_000})[0]


def test_what_must_fit_together_is_in_the_same_message_as_the_rest():
    text = "\n".join(complaint({"persons": 20, "founders": 11, "trade.member_price": 200_000, "boundary.closure": 2}))
    for name in ("founders", "trade.member_price", "boundary.closure"):
        assert f"{name} = " in text


@pytest.mark.parametrize("value", [5, None, "ritual"])
def test_a_group_must_be_a_group(value):
    assert "ritual" in complaint({"ritual": value})[0]
    with pytest.raises((ScenarioError, TypeError)):
        Scenario(ritual=value)


def test_replace_changes_what_it_names_and_nothing_else():
    scenario = Scenario.preset("organic")
    changed = scenario.replace({"ritual.interval_days": 5, "boundary": {"closure": 0.25}})
    assert changed.differences(scenario) == {"ritual.interval_days": (5.0, 28.0), "boundary.closure": (0.25, 0.0)}
    assert scenario == Scenario.preset("organic")
    with pytest.raises(ScenarioError, match=r"'ritual\.interval_days'"):
        scenario.replace({"ritual.intervaldays": 5})


def test_mapping_is_plain_and_complete():
    mapping = Scenario().to_mapping()
    assert json.loads(json.dumps(mapping)) == mapping
    assert set(flatten(mapping)) == {each.name for each in Scenario.all_parameters("stairstep")}
    assert set(flatten(mapping)) < {each.name for each in Scenario.all_parameters()}


@settings(max_examples=60)
@given(st.data())
def test_round_trip(data):
    chosen = data.draw(st.lists(st.sampled_from(CHANGEABLE), max_size=8, unique_by=lambda each: each.name))
    changes = {}
    for each in chosen:
        if isinstance(each.default, bool):
            changes[each.name] = data.draw(st.booleans())
        elif isinstance(each.default, int):
            changes[each.name] = data.draw(st.integers(int(each.low), int(each.high)))
        else:
            changes[each.name] = data.draw(st.floats(each.low, each.high))
    scenario = Scenario.preset("hybrid").replace(changes)
    assert Scenario.from_mapping(scenario.to_mapping()) == scenario
    assert Scenario.from_mapping(flatten(scenario.to_mapping())) == scenario
    assert Scenario.from_mapping(json.loads(json.dumps(scenario.to_mapping()))) == scenario
    assert hash(Scenario.from_mapping(scenario.to_mapping())) == hash(scenario)
    assert scenario.differences(scenario) == {}
    for name, value in changes.items():
        assert flatten(scenario.to_mapping())[name] == value
