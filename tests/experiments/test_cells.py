"""Scenarios compared in every cell of a grid: frontiers where they were put, the same bytes, plain refusals."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from browser import look_at_report

import model
from experiments import cells, comparison, store
from experiments.config import compose
from experiments.design import Expansion
from experiments.errors import SettingsError

ROOT = Path(model.__file__).resolve().parents[1]
VARY = "vary={society.occupations: [3, 12], society.rationality_median: [0.2, 0.8], retention.sobriety: [0.0, 1.0]}"
SMALL = [
    "scenarios=[organic,mechanical]", VARY, "effectiveness=[member_weeks,sales]", "persons=100", "weeks=6",
    "replicates=2",
]  # fmt: skip
FACTORS = ["skills", "reason", "nu"]


def planned(*words: str) -> Expansion:
    return comparison.plan(compose("compare", words, settings=comparison.SETTINGS))[0]


def test_every_scenario_is_run_in_every_cell_with_the_same_draws() -> None:
    expansion = planned(*SMALL)
    assert len(expansion) == 2 * 8 * 2
    points = [expansion.design.changes(point) for point in range(16)]
    cell = [(each["society.occupations"], each["society.rationality_median"], each["retention.sobriety"])
            for each in points]  # fmt: skip
    assert cell[::2] == cell[1::2] == list(itertools.product([3, 12], [0.2, 0.8], [0.0, 1.0]))
    assert {(run.replicate, run.scenario) for run in expansion.runs()} == {
        (replicate, name) for replicate in (0, 1) for name in ("organic", "mechanical")}  # fmt: skip
    assert len(expansion.families) == 4  # one society for both scenarios and both levels of nu


def known_world(noise: float = 0.0) -> pd.DataFrame:
    """Runs whose outcome `size` differs by reason - nu (a frontier at nu = reason), and `sales` by -1 everywhere."""
    random = np.random.default_rng(3)
    rows = []
    for skills, reason, nu, replicate in itertools.product((3, 12), (0.25, 0.6), (0.0, 0.5, 1.0), range(12)):
        luck, other = random.normal(size=2)
        at = {"skills": skills, "reason": reason, "nu": nu, "replicate": replicate, "status": "done"}
        rows.append({**at, "scenario": "organic", "size": luck, "sales": luck, "gone": np.nan})
        more = {"size": luck + reason - nu + noise * other, "sales": luck - 1 + noise * other, "gone": 1.0}
        rows.append({**at, "scenario": "mechanical", **more})
    return pd.DataFrame(rows)


def test_a_known_frontier_is_found_exactly() -> None:
    table = cells.frontier(known_world(), FACTORS, ["size", "sales"], ["organic", "mechanical"])
    assert len(table) == 2 * 2 * 2
    size = table[table["outcome"] == "size"]
    assert size["crossing"].tolist() == pytest.approx(size["reason"].tolist())
    assert size["low"].tolist() == pytest.approx(size["high"].tolist())  # luck is common to both: nothing is uncertain
    assert (size["crossed"] == 1).all()
    assert size["first"].tolist() == pytest.approx(size["reason"].tolist())
    assert table.loc[table["outcome"] == "sales", "crossing"].isna().all()


def test_an_uncertain_frontier_has_an_interval_around_it() -> None:
    table = cells.frontier(known_world(noise=0.2), FACTORS, ["size"], ["organic", "mechanical"])
    assert ((table["low"] < table["crossing"]) & (table["crossing"] < table["high"])).all()
    assert (table["high"] - table["low"] > 0.05).all()


def test_a_cell_is_judged_by_more_outcomes_against_fewer() -> None:
    runs = known_world(noise=0.01)
    summary = cells.cell_summary(runs, FACTORS, ["size", "sales", "gone"], ["organic", "mechanical"])
    table = cells.verdicts(summary, FACTORS, "organic").set_index(FACTORS)
    assert table.loc[(3, 0.6, 0.0), ["higher", "lower", "outcomes", "verdict"]].tolist() == [1, 1, 2, "neither"]
    assert table.loc[(3, 0.25, 1.0), ["higher", "lower", "outcomes", "verdict"]].tolist() == [0, 2, 2, "less effective"]
    alone = cells.verdicts(summary[summary["outcome"] == "size"], FACTORS, "organic")
    crossings = cells.frontier(runs, FACTORS, ["size"], ["organic", "mechanical"])
    sentences = cells.reading(alone, crossings, "mechanical", "organic")
    assert sentences.startswith(
        "Mechanical is more effective than organic in 6 of 12 cells, only at nu 0 or 0.5; it is less"
    )
    assert "less effective in 6, only at nu 0.5 or 1, and neither in 0" in sentences
    assert "zero in 4 of 4 lines of the grid, at 0.2" in sentences


@pytest.mark.parametrize(("word", "parts"), [
    ("vary={retention.sobrity: [0, 1], society.occupations: [3, 4]}", ["vary: retention.sobrity", "sobriety"]),
    ("vary={retention.sobriety: [0, 2], society.occupations: [3, 4]}", ["retention.sobriety = 2", "from 0 to 1"]),
    ("vary={retention.sobriety: [0, 1]}", ["two parameters or more"]),
    ("vary={boundary.closure: [0, 1], retention.sobriety: [0, 1]}", ["boundary.closure", "by one of them, already"]),
    ("vary={persons: [100, 200], retention.sobriety: [0, 1]}", ["persons", "already"]),
    ("vary={retention.sobriety: [0, 1], network: [random, well_mixed]}", ["network", "must be numbers"]),
    ("effectiveness=[member_week]", ["member_week is not an outcome", "'member_weeks'"]),
    ("effectiveness=[sales,sales]", ["sales is there twice"]),
    ("effectiveness=null", ["effectiveness = None", "list of outcomes"]),
    ("scenarios=[organic]", ["scenarios = ['organic']", "two or more to compare"]),
    ("expected={}", ["expected is not allowed with vary"]),
])  # fmt: skip
def test_refused(word: str, parts: list[str]) -> None:
    words = [each for each in SMALL if not each.startswith(word.split("=")[0] + "=")]
    with pytest.raises(SettingsError) as refused:
        planned(*words, word)
    assert all(part in str(refused.value) for part in parts)


def test_one_process_and_two_workers_leave_the_same_bytes_and_a_finished_grid_is_not_run_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    words = [*SMALL, f"output={tmp_path / '2'}", "engine.workers=2", "engine.chunk=2"]
    ended = subprocess.run(
        [sys.executable, "-m", "experiments.compare", *words], env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "Mechanical is more effective than organic in" in ended.stdout
    assert ended.stdout.splitlines()[-1] == f"Report: {tmp_path / '2' / 'report.html'}"
    assert comparison.main([*SMALL, f"output={tmp_path / '1'}", "engine=serial"]) == 0
    names = ("runs.parquet", "cells.csv", "verdicts.csv", "frontier.csv", "map_mechanical.png")
    before = {name: (tmp_path / "1" / name).read_bytes() for name in names}
    assert before == {name: (tmp_path / "2" / name).read_bytes() for name in names}
    capsys.readouterr()
    assert comparison.main([*SMALL, f"output={tmp_path / '1'}", "engine=serial"]) == 0
    assert "32 runs were there already" in capsys.readouterr().out
    assert before == {name: (tmp_path / "1" / name).read_bytes() for name in names}
    page = look_at_report(tmp_path / "1", tmp_path)
    assert page.count("<code>retention.sobriety</code>") == 1  # among what varies, not among what all share
    runs = store.load(tmp_path / "1").runs
    assert runs.groupby(["society.occupations", "retention.sobriety", "scenario"]).size().tolist() == [4] * 8
