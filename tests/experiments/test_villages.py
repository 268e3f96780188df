"""Joining in communities: halves, nulls and errors are right; a known rate of contact is found again."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from browser import look_at_all_widths

from experiments import village_study
from experiments.errors import SettingsError
from experiments.village_prediction import FOUNDERS, PERSONS, SAME, chosen_half, errors, losses, null_predictions
from experiments.village_runs import joining_by_community
from model import Scenario, SolidarityModel

COMMUNITIES, PEOPLE, CONTACT, WEEKS = 16, 150, 0.4, 52


class Observed(NamedTuple):
    observed: np.ndarray
    communities: np.ndarray
    founders: np.ndarray


def test_halves_are_keyed_and_do_not_depend_on_the_order() -> None:
    numbers = np.arange(21)
    half = chosen_half(numbers, seed=1)
    assert half.sum() == 10
    assert (chosen_half(numbers[::-1], seed=1) == half[::-1]).all()
    assert (chosen_half(numbers, seed=2) != half).any()


def test_joining_is_counted_without_founders_and_the_unobserved() -> None:
    society = Observed(np.array([1, 0, 1, 1, -1, 0, 1]), np.array([0, 0, 0, 1, 1, 1, 2]), np.array([0, 6]))
    table = joining_by_community(society, np.array([1, 1, 0, 1, 1, 0, 1], bool))  # type: ignore[arg-type]
    assert table["community"].tolist() == [0, 1], "of the third only a founder was observed"
    assert table["persons"].tolist() == [3, 3]
    assert table["founders"].tolist() == [1, 0]
    assert table["asked"].tolist() == [2, 2]
    assert table["joined"].tolist() == [1, 1]
    assert table["really"].tolist() == [1, 1]


def test_nulls_are_fitted_to_one_half() -> None:
    table = pd.DataFrame({"observed": [0.1, 0.2, 0.3, 0.9], "founders": [1, 2, 3, 4], "persons": [30, 20, 10, 5]})
    half = np.array([True, True, True, False])
    found = null_predictions(table, half)
    assert found[SAME] == pytest.approx([0.2] * 4)
    assert found[FOUNDERS] == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert found[PERSONS] == pytest.approx([0.1, 0.2, 0.3, 0.35])


def test_errors_are_those_of_the_communities_held_out() -> None:
    observed = np.array([0.5, 0.1, 0.2, 0.3, 0.4])
    held = np.array([False, True, True, True, True])
    right, null = observed.copy(), np.full(5, 0.25)
    right[0] = 0.0  # where it was chosen, nobody asks
    table = errors({"right": right, "reversed": right[[0, 4, 3, 2, 1]], SAME: null}, observed, held)
    table = table.set_index("prediction")
    assert table["correlation"].to_dict() == pytest.approx({"right": 1.0, "reversed": -1.0, SAME: np.nan}, nan_ok=True)
    assert table["error"].to_dict() == pytest.approx({"right": 0.0, "reversed": 0.2, SAME: 0.1})
    assert table["gain"].to_dict() == pytest.approx({"right": 0.1, "reversed": -0.1, SAME: 0.0})
    assert table.loc["right", "gain_low"] > 0
    assert losses(np.array([right, null]), observed, held) == pytest.approx([0.0, 0.0125])


def write_communities(folder: Path, contact: float) -> list[str]:
    """Random ties within communities, few or many founders; who joined is a run's own at a known rate of contact."""
    random = np.random.default_rng(3)
    people = np.arange(COMMUNITIES * PEOPLE)
    village = people // PEOPLE
    ties = pd.DataFrame({"a": np.repeat(people, 4)})
    ties["b"] = ties["a"] // PEOPLE * PEOPLE + random.integers(PEOPLE, size=len(ties))
    ties = pd.DataFrame({"a": ties.min(axis=1), "b": ties.max(axis=1)}).drop_duplicates()
    ties[ties["a"] != ties["b"]].to_csv(folder / "ties.csv", index=False)
    told = people % PEOPLE < 3 + 6 * (village % 8)
    table = pd.DataFrame({"name": people, "village": village, "told": told.astype(int), "took": 0})
    table.to_csv(folder / "people.csv", index=False)
    words = {
        "society.ties_file": str(folder / "ties.csv"),
        "society.people_file": str(folder / "people.csv"),
        "society.founders_column": "told",
        "society.joined_column": "took",
        "society.community_column": "village",
    }
    changes = {**words, "society.network": "file", "recruitment.stranger": 0.0, "recruitment.contact": contact}
    model = SolidarityModel(Scenario.from_mapping({**changes, "weeks": WEEKS}), rng=99)
    model.run_for(WEEKS)
    table.loc[model.distributors["person"].unique(), "took"] = 1
    table.to_csv(folder / "people.csv", index=False)
    return [f"{name}={value}" for name, value in words.items()]


def test_a_known_rate_of_contact_is_found_and_predicts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = write_communities(tmp_path, CONTACT)
    others = ", ".join(f"recruitment.{name}: null" for name in ("referral", "yield_weak", "yield_strong", "pull_peers"))
    words += [f"choose={{recruitment.contact: {{range: [0.02, 8], scale: log}}, {others}}}", f"weeks={WEEKS}"]
    words += ["peers_needed=[0,4]"]
    words += ["points=16", "replicates=2", "predictions=10", "splits=20", "engine=serial", f"output={tmp_path / 'v'}"]
    assert village_study.main(words) == 0
    text = capsys.readouterr().out
    assert "Of 8 communities held out, the model with simple contagion, which of 2 fitted best" in text
    chosen = pd.read_csv(tmp_path / "v" / "chosen.csv").set_index("contagion")
    assert 0.5 * CONTACT < chosen.loc["simple contagion", "recruitment.contact"] < 2.0 * CONTACT
    found = pd.read_csv(tmp_path / "v" / "errors.csv").set_index("prediction")
    assert found.loc["simple contagion", "correlation"] > 0.5
    assert found.loc["simple contagion", "gain_low"] > 0, "it beats the null that all join alike"
    assert found.loc["simple contagion", "error"] < found.loc["4 ties inside needed", "error"]
    table = pd.read_csv(tmp_path / "v" / "predictions.csv")
    assert table["chosen_on"].sum() == COMMUNITIES // 2
    runs = pd.read_parquet(next((tmp_path / "v" / "choosing" / "parts").glob("*/*/runs.parquet")))
    assert (runs["share_from_elsewhere"].dropna() == 0).all(), "without strangers communities keep to themselves"
    assert (tmp_path / "v" / "villages.png").exists()
    assert (tmp_path / "v" / "villages.html").exists()
    look_at_all_widths(tmp_path / "v" / "villages.html", tmp_path)
    assert village_study.main(words) == 0
    assert "64 runs were there already" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "parts"), [
    ([], ["society.ties_file is missing", "society.people_file is missing"]),
    (["choose={recruitment.contacts: [1, 2]}"], ["choose", "'recruitment.contact'"]),
    (["points=10"], ["points = 10", "a power of two"]),
    (["peers_needed=2"], ["peers_needed = 2", "list"]),
    (["peers_needed=[-1]"], ["peers_needed = -1", "from 0"]),
    (["recruitment.contact=3"], ["recruitment.contact", "set already"]),
    (["society.people_file=nowhere.csv", "society.ties_file=nowhere.csv"], ["nowhere.csv"]),
])  # fmt: skip
def test_refused(words: list[str], parts: list[str], tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        village_study.main([*words, f"output={tmp_path / 'v'}"])
    assert all(part in str(refused.value) for part in parts), str(refused.value)


def test_files_without_what_is_needed_are_refused(tmp_path: Path) -> None:
    words = write_communities(tmp_path, CONTACT)
    people = pd.read_csv(tmp_path / "people.csv")
    people.drop(columns="village").to_csv(tmp_path / "people.csv", index=False)
    with pytest.raises(SettingsError, match="village"):
        village_study.main(words)
    people.assign(village=people["village"] // 8).to_csv(tmp_path / "people.csv", index=False)
    with pytest.raises(SettingsError, match="in 2 communities"):
        village_study.main([*words, "points=2", f"output={tmp_path / 'v'}"])
