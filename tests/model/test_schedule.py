"""Schedules: strict before a run, and in a run nothing but another scenario from a week on."""

import json
import pickle

import pytest

from model import Scenario, ScenarioError, SolidarityModel
from model.parameter import flatten

UP_AND_DOWN = [{"week": 27, "ritual.interval_days": 28}, {"week": 53, "ritual": {"interval_days": 3.5}}]


def scheduled(changes, **more) -> Scenario:
    return Scenario.preset("mechanical").replace({"persons": 800, "weeks": 104, "schedule": changes, **more})


def complaint(changes, **more) -> str:
    with pytest.raises(ScenarioError) as raised:
        scheduled(changes, **more)
    return str(raised.value)


def after(scenario: Scenario, weeks: int) -> SolidarityModel:
    model = SolidarityModel(scenario)
    model.run_for(weeks)
    return model


def test_a_schedule_is_part_of_the_scenario():
    scenario = scheduled(UP_AND_DOWN)
    assert scenario != scheduled([])
    assert hash(scenario) != hash(scheduled([]))
    written = [{"week": 27, "ritual.interval_days": 28.0}, {"week": 53, "ritual.interval_days": 3.5}]
    assert scenario.differences(scheduled([])) == {"schedule": (written, [])}
    assert Scenario.from_mapping(json.loads(json.dumps(scenario.to_mapping()))) == scenario
    assert Scenario.from_mapping(flatten(scenario.to_mapping())) == scenario
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_changes_add_up():
    phases = dict(scheduled([{"week": 5, "boundary.closure": 1}, {"week": 9, "ritual.length_hours": 1}]).phases)
    assert list(phases) == [5, 9]
    assert (phases[9].boundary.closure, phases[9].ritual.length_hours) == (1.0, 1.0)
    assert phases[5] == scheduled([], **{"boundary.closure": 1.0})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([{"week": 9, "ritual.intervaldays": 5}], ["week 9", "nearest valid name is 'ritual.interval_days'"]),
        ([{"week": 9, "ritual.interval_days": 1}], ["week 9", "from 2 to 60"]),
        ([{"week": 9, "society.friends": 1}, {"week": 9, "founders": 3}], ["society.friends", "founders"]),
        ([{"week": 9, "persons": 900}], ["persons", "cannot change"]),
        ([{"week": 9, "tree.placement": "skew_left"}], ["tree.placement", "cannot change"]),
        ([{"week": 9, "recruitment.founder_strength": 0.1}], ["founded"]),
        ([{"week": 1, "boundary.closure": 1}], ["week = 1", "from 2"]),
        ([{"week": 105, "boundary.closure": 1}], ["week = 105", "weeks = 104"]),
        ([{"week": 2.5, "boundary.closure": 1}], ["week = 2.5"]),
        ([{"week": 9}], ["{'week': 9}"]),
        ([{"boundary.closure": 1}], ["boundary.closure"]),
        ([{"week": 9, "boundary.closure": 1}, {"week": 9, "boundary.closure": 0}], ["week 9 comes after week 9"]),
        ([{"week": 6, "trade.member_price": 80_000}], ["first week", "week 5"]),
        ([{"week": 5, "trade.member_price": 180_000}], ["week 5", "trade.consumer_price"]),
        ([{"week": 9, "plan.name": "star"}], ["week 9", "ranks.rule"]),
        ([{"week": 9, "plan.matrix_width": 3}], ["week 9", "belongs to matrix"]),
        ("boundary.closure", ["a list of changes"]),
        (7, ["a list of changes"]),
        ([7], ["7 is not allowed"]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(changes, words):
    text = complaint(changes)
    assert all(word in text for word in words), text


def test_all_that_is_wrong_with_a_schedule_is_said_at_once():
    text = complaint([{"week": 9, "boundary.closure": 2, "nonsense": 1}, {"week": 1, "weeks": 3}], founders=0)
    for word in ("boundary.closure = 2", "nonsense", "week = 1", "founders = 0"):
        assert word in text


def test_until_the_first_change_nothing_differs_and_afterwards_it_does():
    plain, changed = (after(scheduled(schedule), 60).weekly for schedule in ([], UP_AND_DOWN))
    assert plain[:26].equals(changed[:26])
    assert not plain[26:].equals(changed[26:])


def test_a_change_to_what_holds_already_changes_nothing():
    """Teams are not cut anew in the middle of a month, nor anything else, unless it must be."""
    same = [{"week": 27, "ritual.interval_days": 7, "ritual.team_minimum": 10, "plan.name": "stairstep"}]
    assert after(scheduled(same), 60).weekly.equals(after(scheduled([]), 60).weekly)


def test_gatherings_keep_the_interval_of_the_time():
    pause = [{"week": 27, "ritual.gatherings": False}, {"week": 53, "ritual.gatherings": True}]
    called = after(scheduled(pause), 78).weekly["called"]
    assert (called[:26] > 0).all()
    assert (called[26:52] == 0).all()
    assert (called[52:] > 0).all()


def test_teams_are_cut_anew_at_once():
    later = [{"week": 50, "ritual.team_minimum": 10_000}]  # not the first of a month
    model = SolidarityModel(scheduled(later, founders=40))
    teams = []
    for weeks in (49, 1):
        model.run_for(weeks)
        teams.append(len(set(model.table.column("team")[model.table.active])))
    assert teams[0] > 1
    assert teams[1] == 1


def test_a_ban_on_commissions_ends_them():
    model = after(scheduled([{"week": 53, "plan.name": "retail"}]), 104)
    commissions = model.weekly["commissions"]
    assert commissions[:52].sum() > 0
    assert commissions[52:].sum() == 0
    books = model.books
    assert books.pop("customer_payments") + books.pop("member_payments") == sum(books.values())


def test_the_members_accounts_follow_prices():
    """What members paid and earned by their own accounts is what the organisation's books say."""
    changes = [{"week": 53, "trade.member_price": 60_000, "trade.gathering_fee": 9_000, "trade.consumer_price": 90_000}]
    model = after(scheduled(changes), 104)
    members = model.distributors
    assert members["retail_margin_total"].sum() == model.books["retail_margins"]
    assert members["commission_total"].sum() == model.books["commissions"]
    assert members["cost_total"].sum() == model.books["member_payments"] - model.weekly["kin_losses"].sum()


def test_the_scenario_in_force_is_the_one_of_the_week():
    model = SolidarityModel(scheduled(UP_AND_DOWN))
    assert model.in_force is model.scenario
    for weeks, days in ((26, 7.0), (1, 28.0), (25, 28.0), (1, 3.5)):
        model.run_for(weeks)
        assert model.in_force.ritual.interval_days == days
    assert model.scenario.ritual.interval_days == 7.0
