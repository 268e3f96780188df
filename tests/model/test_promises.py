"""Same seed, same bits; shared draws between scenarios; what comes later cannot change what went before."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_worlds import run, small_world

import model.model as engine
from model import Distributor, Scenario, SolidarityModel, week
from model.draws import run_key
from model.society import build_society

CORNERS = Scenario.presets()[:4]
PRINT_TABLES = """
import hashlib, sys
from small_worlds import run, small_world
for preset in sys.argv[1:]:
    model = run(small_world(preset), 60, rng=5, replicate=2)
    text = model.weekly.to_csv() + model.distributors.to_csv()
    print(hashlib.sha256(text.encode()).hexdigest())
"""


def digest(model):
    text = model.weekly.to_csv() + model.distributors.to_csv()
    return hashlib.sha256(text.encode()).hexdigest()


def assert_same_tables(first, second):
    pd.testing.assert_frame_equal(first.weekly, second.weekly, check_exact=True)
    pd.testing.assert_frame_equal(first.distributors, second.distributors, check_exact=True)


def test_the_same_seed_gives_identical_tables_in_two_fresh_processes():
    here, root = Path(__file__).parent, Path(engine.__file__).parents[1]
    outputs = []
    for hash_seed in ("1", "2"):
        path = os.pathsep.join([str(root), str(here)])
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": hash_seed}
        arguments = [sys.executable, "-c", PRINT_TABLES, *CORNERS]
        done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)
        outputs.append(done.stdout.split())
    assert outputs[0] == outputs[1]
    assert outputs[0] == [digest(run(small_world(preset), 60, rng=5, replicate=2)) for preset in CORNERS]
    assert len(set(outputs[0])) == 4


@pytest.mark.parametrize("other", [{"replicate": 1}, {"rng": 2}])
def test_another_replicate_or_seed_gives_another_run(other):
    base, changed = run(small_world(), 30), run(small_world(), 30, **other)
    assert not base.weekly.equals(changed.weekly)
    assert base.distributors["person"].tolist()[:20] != changed.distributors["person"].tolist()[:20]


@pytest.mark.parametrize("parts", [(60, 60), (1,) * 12 + (108,), (52, 1, 67)])
def test_running_in_parts_is_running_at_once(parts):
    model = run(small_world(), parts[0])
    for weeks in parts[1:]:
        model.run_for(weeks)
    assert_same_tables(model, run(small_world(), 120))


def test_looking_at_a_run_does_not_change_it():
    model = run(small_world(), 1)
    for _ in range(40):
        _ = model.weekly, model.distributors, model.books
        model.agents.select(lambda agent: agent.energy > 0.5).shuffle_do(lambda agent: agent.draw("look"))
        model.run_for(1)
    assert_same_tables(model, run(small_world(), 41))


def test_the_length_and_name_of_a_scenario_are_no_part_of_its_luck():
    base = small_world()
    assert_same_tables(run(base, 40), run(base.replace({"weeks": 500, "name": "another name"}), 40))


def test_one_society_for_two_scenarios():
    scenarios = [small_world("mechanical"), small_world("organic")]
    shared = build_society(scenarios[0].society, scenarios[0].persons, run_key(3, 1))
    untouched = [np.copy(each) for each in shared]
    for scenario in scenarios:
        built_afresh = run(scenario, 60, rng=3, replicate=1)
        with_shared = run(scenario, 60, rng=3, replicate=1, society=shared)
        assert_same_tables(built_afresh, with_shared)
        for name, before, after, own in zip(shared._fields, untouched, shared, built_afresh.society, strict=True):
            assert np.array_equal(before, after), f"a run has changed {name} of the society"
            assert np.array_equal(before, own)


def test_scenarios_share_people_founders_and_luck(monkeypatch):
    """Every draw that two scenarios have in common - same stream, week and person - is the same number."""
    seen = {}
    weekly_words = week.weekly_words

    def spy(key, stream, number, people):
        words = weekly_words(key, stream, number, people)
        for person, four in zip(people.tolist(), words.T.tolist(), strict=True):
            seen[current][int(stream), number, person] = four
        return words

    monkeypatch.setattr(week, "weekly_words", spy)
    founders = []
    for current in CORNERS:
        seen[current] = {}
        model = run(small_world(current), 40)
        founders.append(model.distributors["person"].head(20).tolist())
    assert all(each == founders[0] for each in founders)
    for current in CORNERS[1:]:
        common = seen[CORNERS[0]].keys() & seen[current].keys()
        assert len(common) > 1000
        assert all(seen[CORNERS[0]][each] == seen[current][each] for each in common)
        assert seen[CORNERS[0]].keys() != seen[current].keys()


GATHERED = ["gatherings", "gatherings_failed", "attendance", "ritual_intensity"]
EXCHANGED = [*GATHERED, "favours_asked", "favours_given", "interdependence"]
SOLD = [*EXCHANGED, "units_sold", "units_bought", "customer_payments", "retail_margins", "skill"]
RECRUITED = [*SOLD, "contacts", "refusals", "guests", "joined"]
OFFENDED = [*RECRUITED, "violations", "harsh_answers", "violation_response"]


@pytest.mark.parametrize(
    ("changes", "earlier", "later"),
    [
        ({"exchange.need": 0.1}, GATHERED, "favours_asked"),
        ({"trade.sales_rate": 2.0}, EXCHANGED, "units_sold"),
        ({"recruitment.contact": 0.5}, SOLD, "contacts"),
        ({"boundary.offence": 0.9}, RECRUITED, "violations"),
        ({"retention.hazard": 5.0}, OFFENDED, "ceased"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else None,
)
def test_a_later_phase_leaves_the_earlier_ones_of_the_first_week_alone(changes, earlier, later):
    base, changed = (run(small_world(changes={"founders": 100, **each}), 1).weekly for each in ({}, changes))
    if later in ("contacts", "ceased"):  # means are over those who are active afterwards: others
        earlier = [name for name in earlier if name not in ("interdependence", "skill", "violation_response")]
    pd.testing.assert_frame_equal(base[earlier], changed[earlier], check_exact=True)
    assert base[later].iloc[0] != changed[later].iloc[0]


def test_a_step_of_ones_own_draws_without_moving_the_others():
    class Gambler(Distributor):
        def step(self):
            for throw in range(3):
                self.draw("dice", throw)

    assert_same_tables(run(small_world(), 30, distributor=Gambler), run(small_world(), 30))


def test_the_world_outside_does_not_decide():
    """Neither NumPy's nor Python's global random state, nor Mesa's own, takes part."""
    base = run(small_world(), 30)
    np.random.seed(1)  # noqa: NPY002
    model = SolidarityModel(small_world())
    for _ in range(30):
        model.rng.random(7)
        model.random.random()
        np.random.random(3)  # noqa: NPY002
        model.run_for(1)
    assert_same_tables(model, base)
