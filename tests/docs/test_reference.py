"""Tables and figures that README shows: made by one command, and README says what they say."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from experiments import reference


def test_a_study_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main(["corner"]) == 2
    assert "corners" in capsys.readouterr().out


def test_what_readme_shows_is_not_made_with_other_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main(["corners", "persons=400"]) == 2
    assert "into=" in capsys.readouterr().out


@pytest.fixture
def summary() -> pd.DataFrame:
    rows = [
        (name, scenario, mean, difference, low, high, 12)
        for name in ("members", "annual_retention", "energy", "interdependence", "net_income_per_member")
        for scenario, mean, difference, low, high in (
            ("mechanical", 0.75, float("nan"), float("nan"), float("nan")),
            ("organic", 0.25, -0.5, -0.75, -0.25),
            ("hybrid", 1234.5, 20.0, -7.0, 300.0),
        )
    ]
    columns = ["outcome", "scenario", "mean", "difference", "difference_low", "difference_high", "pairs"]
    return pd.DataFrame(rows, columns=columns)


def test_corners_are_told_with_their_intervals(summary: pd.DataFrame) -> None:
    told = reference.corners_in_a_table(summary)
    assert told.splitlines()[0] == "| mean over runs | mechanical | organic | hybrid |"
    assert "| 0.75 | 0.25 [-0.75 to -0.25] | 1,234 [-7.00 to +300] |" in told
    assert "12 pairs of runs" in told


def test_only_what_an_interval_shows_is_said(summary: pd.DataFrame) -> None:
    told = reference.corners_in_words(summary)
    assert "`mechanical` keeps 75 % of its members" in told
    assert "Against `mechanical`, `organic` keeps fewer (95 %" in told
    assert "the largest is `hybrid`" in told


def test_readme_says_what_the_tables_say() -> None:
    missing = [study.name for study in reference.STUDIES if not (reference.REFERENCE / study.name).exists()]
    assert not missing, f"results/reference/ lacks {', '.join(missing)}: make reference"
    readme = reference.README.read_text(encoding="utf-8")
    told = readme.partition(reference.BEGIN)[2].partition(reference.END)[0]
    assert told.strip() == reference.answer().strip()


@pytest.mark.slow
def test_all_are_made_in_one_go(tmp_path: Path) -> None:
    small = ["persons=800", "weeks=60", "replicates=3", "engine=serial"]
    assert reference.main([f"into={tmp_path}", *small]) == 0
    for study in reference.STUDIES:
        assert {path.name for path in (tmp_path / study.name).iterdir()} == set(study.files)
    assert len(reference.answer(tmp_path).split(".")) > 3
