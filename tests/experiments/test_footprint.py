"""The panel as a stored table, and memory that follows the population, not the weeks."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from experiments import comparison, store, sweeping
from experiments.errors import SettingsError
from experiments.footprint import POPULATION, footprint
from model import Scenario, SolidarityModel

SMALL = ("persons=300", "weeks=20", "panel=0.2", "engine=serial")


def test_a_sweep_keeps_the_panel_on_request(tmp_path: Path) -> None:
    words = [*SMALL, "replicates=2", "keep=[panel]", "design=grid", "design.vary={scenario: [mechanical, organic]}"]
    assert sweeping.main([*words, f"output={tmp_path / 'kept'}"]) == 0
    panel = store.load(tmp_path / "kept").panel
    assert panel.groupby(["point", "replicate"])["week"].nunique().tolist() == [20] * 4
    scenario = Scenario.preset("organic").replace({"persons": 300, "weeks": 20, "panel": 0.2})
    model = SolidarityModel(scenario, rng=1, replicate=1)
    model.run_for(20)
    stored = panel.query("scenario == 'organic' and replicate == 1")[list(model.panel.columns)].reset_index(drop=True)
    stored["status"] = stored["status"].astype(model.panel["status"].dtype)
    pd.testing.assert_frame_equal(stored, model.panel, check_exact=True)


def test_a_comparison_keeps_the_panel_when_somebody_is_followed(tmp_path: Path) -> None:
    expansion, settings = comparison.plan(comparison.compose("compare", SMALL, settings=comparison.SETTINGS))
    assert "panel" in comparison.kept(expansion, settings)[0]
    expansion, settings = comparison.plan(comparison.compose("compare", SMALL[:2], settings=comparison.SETTINGS))
    assert "panel" not in comparison.kept(expansion, settings)[0]


@pytest.mark.parametrize("words", [["keep=[weekly,panel]"], ["keep=[panel]", "panel=0"]])
def test_a_panel_of_nobody_is_refused(words: list[str]) -> None:
    with pytest.raises(SettingsError, match=r"keep = 'panel' is not allowed with panel = 0"):
        sweeping.main(words)


def one_year_and_two(persons: int, panel: float = 0.0) -> tuple[dict[str, int], dict[str, int]]:
    """Footprints after one year and after two, of an organisation that nobody joins after its founders."""
    changes = {"persons": persons, "founders": persons // 2, "panel": panel, "recruitment.contact": 0.0}
    model = SolidarityModel(Scenario.preset("mechanical").replace(changes))
    model.run_for(52)
    first = footprint(model)
    assert model.table.rows == persons // 2, "somebody has joined: the test is of something else"
    model.run_for(52)
    return first, footprint(model)


def test_memory_follows_the_population_not_the_weeks() -> None:
    grown = {}
    for persons in (400, 4000):
        first, second = one_year_and_two(persons)
        for table in ("society", "people", "ties", "room"):
            assert first[table] == second[table]
        assert second["members"] <= first["members"]  # the lists of the active and the registered shrink
        grown[persons] = second["weekly"] - first["weekly"]
        assert second["weekly"] == 2 * first["weekly"]
        assert second["panel"] == 0
    assert grown[400] == grown[4000] < 52 * 1000


def test_a_panel_grows_by_those_who_are_followed_only() -> None:
    without, with_panel = (one_year_and_two(4000, panel)[1] for panel in (0.0, 0.05))
    assert {name: with_panel[name] for name in POPULATION} == {name: without[name] for name in POPULATION}
    assert 0 < with_panel["panel"] < 104 * 4000 * 0.05 * 128


def test_every_array_of_a_model_is_counted() -> None:
    """Whatever the model keeps between weeks, apart from what it looks up anew at each week's end."""
    model = SolidarityModel(Scenario.preset("organic").replace({"persons": 2000, "founders": 500}))
    model.run_for(6)
    counted = footprint(model)
    arrays = {name for name, value in vars(model).items() if hasattr(value, "nbytes") or hasattr(value, "memory")}
    assert arrays - {"key", "_rates", "_record", "_panel"} == {"people", "hearsay", "trust", "balance"}
    held = sum(each.nbytes for each in model.society if hasattr(each, "nbytes"))
    assert counted["society"] + counted["ties"] == held + model.trust.nbytes + model.balance.nbytes
