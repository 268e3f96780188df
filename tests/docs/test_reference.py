"""Tables and figures that README shows: made by one command, and README says what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from experiments import reference, reference_answer


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
    told = reference_answer.corners_in_a_table(summary)
    assert told.splitlines()[0] == "| mean over runs | mechanical | organic | hybrid |"
    assert "| 0.75 | 0.25 (−0.50 [−0.75, −0.25]) | 1,234 (+20 [−7, 300]) |" in told
    assert "12 pairs of runs" in told


def test_only_what_an_interval_shows_is_said(summary: pd.DataFrame) -> None:
    told = reference_answer.corners_in_words(summary)
    assert "`mechanical` keeps 75 %; `organic` fewer (the 95 %" in told
    assert "`hybrid` is the largest after five years (1,234 active members)" in told


def test_an_age_of_reason_is_told_by_what_intervals_leave_out() -> None:
    rows = [
        (level, each, "mechanical", "member_weeks", low, low + 2.0, verdict)
        for level, each, low, verdict in ((3, 0.2, 1.0, "more effective"), (3, 0.4, -1.0, "neither"),
                                          (48, 0.2, -5.0, "less effective"), (48, 0.4, -3.0, "less effective"))
    ]  # fmt: skip
    columns = [
        "society.occupations", "society.rationality_median", "scenario", "outcome", "difference_low",
        "difference_high", "verdict",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    assert "| Member-weeks | 1 / 0 | 0 / 2 |" in reference_answer.reason_in_a_table(table, "mechanical")
    told = reference_answer.reason_in_words(table, "mechanical", "organic")
    assert "ahead of `organic` in 1 of them, behind in 2 and neither in 1" in told


def test_documents_say_what_the_tables_say() -> None:
    missing = [study.name for study in reference.STUDIES if not (reference.REFERENCE / study.name).exists()]
    assert not missing, f"results/reference/ lacks {', '.join(missing)}: make reference"
    assert reference.between(reference.README) == reference_answer.answer(reference.REFERENCE).strip()
    table = (reference.REFERENCE / "validation" / "validation.md").read_text(encoding="utf-8")
    assert reference.between(reference.VALIDATION) == table.strip()


def test_scores_are_told_as_they_are() -> None:
    table = (reference.REFERENCE / "validation" / "validation.md").read_text(encoding="utf-8")
    (met, asked), held_out = (
        re.search(pattern, table).groups()
        for pattern in (r"Outside the implementation checks (\d+) of (\d+) met", r"held out (\d+ of \d+) met")
    )
    assert f"of {asked} targets outside the checks of the code {met} are met" in _told(reference.README)
    for document in (reference.README, reference.VALIDATION):
        assert f"held out {held_out[0]}" in _told(document).replace("**", "")
    assert f"({met} of {asked})" in _told(reference.VALIDATION)


def _told(document: Path) -> str:
    """A document's text, in one line."""
    return " ".join(document.read_text(encoding="utf-8").split())


@pytest.mark.slow
def test_all_are_made_in_one_go(tmp_path: Path) -> None:
    small = ["persons=800", "weeks=60", "replicates=3", "engine=serial"]
    assert reference.main([f"into={tmp_path}", *small]) == 0
    for study in reference.STUDIES:
        assert {path.name for path in (tmp_path / study.name).iterdir()} == {Path(name).name for name in study.files}
    assert "occupations" in reference_answer.answer(tmp_path)
