"""The survey's command: what it prints and writes, what it refuses, how often surveys are right."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from browser import look_at_all_widths

import model
from experiments import store, surveying
from experiments.config import compose
from experiments.errors import SettingsError
from experiments.source_survey import found_as_source, p12, p12_text
from experiments.survey_accuracy import accuracy, shares_high, summary_of, surveyed_runs
from experiments.survey_runs import INDEX_OUTCOMES, run_and_ask
from experiments.survey_tables import accuracy_blocks
from model.census import Census
from model.questionnaire import QUESTIONS, VARIABLES
from model.survey import MECHANICAL, NOT_MECHANICAL
from model.survey_parameters import POPULATIONS, SAMPLINGS, SurveyParameters

ROOT = Path(model.__file__).resolve().parents[1]
SMALL = ("persons=500", "weeks=52", "founders=20", "replicates=2", "sizes=[5,20]", "surveys=3")
FAITHFUL = {"response_error": 0.0, "desirability": 0.0, "loading_spread": 0.0, "threshold_spread": 0.0}


def command(*words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    line = [sys.executable, "-m", "experiments.survey", *words]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("survey") / "one"
    ended = command(*SMALL, f"output={folder}", "engine.workers=1")
    assert ended.returncode == 0, ended.stderr
    return folder, ended.stdout


def people(states: list[float], staying: list[bool]) -> pd.DataFrame:
    size = len(states)
    columns = {
        "person": np.arange(size), "upline": np.full(size, -1), "staying": staying, "at_gathering": staying,
        "rank": np.arange(size), "downline": np.zeros(size, int),
    }  # fmt: skip
    return pd.DataFrame({**columns, **dict.fromkeys([question.state for question in QUESTIONS], states)})


def test_prints_the_survey_and_names_the_page_last(surveyed: tuple[Path, str]) -> None:
    folder, text = surveyed
    assert all(text.count(variable.label) >= 2 for variable in VARIABLES)
    for words in ("Verdict:", "95 % Wilson", "Alpha", "n = 20", "all who ever joined", "Mechanical strength", "Source"):
        assert words in text
    assert text.splitlines()[-1] == f"Report: {folder / 'report.html'}"


def test_writes_tables_figures_and_a_page_that_holds_them(surveyed: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = surveyed
    page = (folder / "report.html").read_text(encoding="utf-8")
    for name in ("accuracy", "shares_high"):
        assert (folder / f"{name}.png").stat().st_size > 10_000
        assert (folder / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    assert page.count("data:image/png;base64,") == 2
    assert all(question.words in page for question in QUESTIONS[:2])
    look_at_all_widths(folder / "report.html", tmp_path)
    by_run = pd.read_parquet(folder / "accuracy.parquet")
    kinds = ["population", "sampling", "size"]
    assert len(by_run[kinds].drop_duplicates()) == len(POPULATIONS) * len(SAMPLINGS) * 2
    assert by_run[["right_verdict", "right_directions", "as_source"]].stack().between(0, 1).all()
    runs = store.load(folder).runs
    assert (runs["status"] == "done").all()
    assert {outcome.name for outcome in INDEX_OUTCOMES} <= set(runs.columns)


def test_the_same_seed_gives_the_same_bytes_with_two_workers(surveyed: tuple[Path, str], tmp_path: Path) -> None:
    ended = command(*SMALL, f"output={tmp_path / 'two'}", "engine.workers=2", "engine.threads=2", "engine.chunk=1")
    assert ended.returncode == 0, ended.stderr
    for name in ("accuracy.csv", "surveys.csv", "indices.csv", "shares_high.csv", "p12.csv", "distributors.parquet"):
        assert (tmp_path / "two" / name).read_bytes() == (surveyed[0] / name).read_bytes()


def test_another_questionnaire_asks_the_same_runs(surveyed: tuple[Path, str], tmp_path: Path) -> None:
    folder = shutil.copytree(surveyed[0], tmp_path / "same")
    ended = command(*SMALL, f"output={folder}", "survey.sampling=line", "survey.respondents=7", "survey.points=7")
    assert "4 runs were there already" in ended.stdout
    assert "7 respondents of members active now, along a line of sponsorship" in ended.stdout
    assert "Mean (1 to 7)" in ended.stdout


@pytest.mark.parametrize(
    ("word", "value", "allowed"),
    [
        ("sizes=[]", "[]", "a list of 1 to 20 whole numbers"),
        ("sizes=[0]", "[0]", "from 1 to 1,000,000"),
        ("sizes=30", "30", "a list"),
        ("surveys=0", "0", "from 1"),
        ("survey.sampling=snowball", "'snowball'", "random, line, meeting, informants"),
        ("survey.population=leavers", "'leavers'", "stayers, ever_joined"),
        ("survey.respondents=0", "0", "from 1"),
        ("survey.response_error=nan", "nan", "from 0"),
        ("survey.eror=1", "survey.eror", "'survey.response_error'"),
        ("surveyy=1", "surveyy", "'surveys'"),
        ("scenarios=[mecanical]", "'mecanical'", "'mechanical'"),
        ("boundary.closure=2", "2", "from 0 to 1"),
    ],
)
def test_refuses(word: str, value: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as refused:
        surveying.main([word])
    assert value in str(refused.value)
    assert allowed in str(refused.value)


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        surveying.main(["sizes=[0]", "replicates=0", "boundary.closure=2", "survey.points=1"])
    assert {line.split(" = ")[0] for line in str(refused.value).splitlines()} == {
        "sizes", "replicates", "boundary.closure", "survey.points"}  # fmt: skip


def test_what_is_typed_reaches_the_survey() -> None:
    words = ["survey.population=ever_joined", "sizes=[30,10,30]", "ritual.interval_days=5"]
    expansion, settings = surveying.plan(compose("survey", words, settings=surveying.SETTINGS))
    assert settings["survey"] == SurveyParameters(population="ever_joined")
    assert settings["sizes"] == [10, 30]
    assert expansion.design.changes(0)["ritual.interval_days"] == 5


def test_a_comparisons_folder_is_not_taken_for_a_surveys() -> None:
    expansion, _ = surveying.plan(compose("survey", [], settings=surveying.SETTINGS))
    assert expansion.description()["design"] == "survey"


def test_without_error_everybody_asked_is_right_and_stayers_are_told_apart_from_all_who_joined() -> None:
    """Two who stay hold high states, four who left low ones: the two populations have different truths."""
    table = people([0.9] * 2 + [0.1] * 4, [True] * 2 + [False] * 4).assign(scenario="a", replicate=0)
    runs = surveyed_runs(table, seed=1, weeks=10)
    by_run = accuracy(runs, SurveyParameters(**FAITHFUL), sizes=[6], surveys=2)
    truth = by_run.groupby("population")["truth"].unique().map(list).to_dict()
    assert truth == {"stayers": [MECHANICAL], "ever_joined": [NOT_MECHANICAL]}
    right = by_run.set_index(["population", "sampling"])["right_directions"]
    assert (right["stayers"] == 1).all()
    # only those who stay are met at a gathering, and they are not like those who left
    assert right["ever_joined"].to_dict() == {"random": 1, "line": 1, "meeting": 0, "informants": 1}
    assert by_run.set_index(["population", "sampling"])["asked"].to_dict()[("ever_joined", "meeting")] == 2
    shares = shares_high(runs, SurveyParameters(**FAITHFUL)).groupby("source")["share_high"].mean()
    assert shares.to_dict() == {"survey": 1.0, "stayers": 1.0, "ever_joined": pytest.approx(1 / 3)}


AS_FOUND = {question.state: 0.1 if question.severity is not None else 0.9 for question in QUESTIONS}


def test_p12_is_met_by_what_the_source_found_and_by_nothing_else() -> None:
    """Whole populations asked without error: all as found, all but distrust, and nobody left of those who joined."""
    as_found = people([0.9] * 8, [True] * 8).assign(**AS_FOUND)
    trusting = as_found.assign(distrust=0.1)
    worlds = {"mechanical": as_found, "amway": trusting, "organic": trusting, "hybrid": as_found}
    tables = [table.assign(scenario=name, replicate=0) for name, table in worlds.items()]
    gone = as_found.assign(staying=False, at_gathering=False, scenario="organic", replicate=1)
    runs = surveyed_runs(pd.concat([*tables, gone]), seed=1, weeks=10)
    p = SurveyParameters(**FAITHFUL, respondents=8)
    by_run = found_as_source(runs, p, surveys=3)
    pattern = p12(by_run).set_index(["scenario", "population"])
    assert pattern["runs"].to_dict()["organic", "stayers"] == 1, "nobody is left of the second run"
    assert pattern["runs"].to_dict()["organic", "ever_joined"] == 2
    assert pattern["as_source"].to_dict()["organic", "ever_joined"] == 0.5
    of_stayers = pattern.xs("stayers", level="population")
    assert of_stayers["as_source"].to_dict() == {"mechanical": 1, "amway": 0, "organic": 0, "hybrid": 1}
    assert of_stayers["met"].to_dict() == {"mechanical": True, "amway": False, "organic": True, "hybrid": None}
    assert of_stayers["distrust"].to_dict() == {"mechanical": 1, "amway": 0, "organic": 0, "hybrid": 1}
    assert (pattern[["symbol_attachment", "violation_response"]] == 1).all(axis=None)
    text = p12_text(p12(by_run), respondents=8, design="at random")
    assert [text.count(word) for word in ("met", "missed", "90% or more", "below 90%")] == [4, 2, 4, 2]


def test_p12_is_the_share_that_the_table_of_accuracy_shows(surveyed: tuple[Path, str]) -> None:
    folder, text = surveyed
    assert "P12: surveys of 30 (at random)" in text
    pattern, page = pd.read_csv(folder / "p12.csv"), (folder / "report.html").read_text(encoding="utf-8")
    assert pattern["as_source"].between(0, 1).all()
    assert "What the source found (P12)" in page
    people_asked = store.load(folder).distributors
    runs = surveyed_runs(people_asked, seed=1, weeks=52)
    by_run = accuracy(runs, SurveyParameters(), sizes=[30], surveys=3)
    at_random = by_run[by_run["sampling"] == "random"].groupby(["scenario", "population"])["as_source"].mean()
    assert pattern.set_index(["scenario", "population"])["as_source"].to_dict() == pytest.approx(at_random.to_dict())


@pytest.mark.parametrize("term", ["symbols", "severity", "stake", "trust", "contagion"])
def test_each_term_of_the_answer_to_violations_can_be_taken_out_by_name(term: str) -> None:
    name = f"answers_without_{term}"
    expansion, _ = surveying.plan(compose("survey", [f"experiment={name}"], settings=surveying.SETTINGS))
    taken_out = {key: value for key, value in expansion.design.changes(0).items() if key.startswith("boundary.")}
    plain, _ = surveying.plan(compose("survey", [], settings=surveying.SETTINGS))
    unchanged = {key: value for key, value in plain.design.changes(0).items() if key.startswith("boundary.")}
    ((parameter, value),) = taken_out.items() - unchanged.items()
    assert parameter.endswith(f"_{term}")
    assert value == 0


def test_a_run_without_stayers_has_no_truth_about_them() -> None:
    table = people([0.1, 0.1], [False, False]).assign(scenario="a", replicate=0)
    by_run = accuracy(surveyed_runs(table, seed=1, weeks=10), SurveyParameters(), sizes=[2], surveys=2)
    assert set(by_run["population"]) == {"ever_joined"}
    assert (by_run.loc[by_run["sampling"] == "meeting", "right_verdict"] == 0).all()
    summary = summary_of(by_run)
    assert (summary["runs"] == 1).all()
    assert [block.population for block in accuracy_blocks(summary)] == ["all who ever joined"]


def test_an_organisation_that_died_out_is_surveyed_among_those_who_left(tmp_path: Path) -> None:
    words = ("scenarios=[mechanical]", "persons=200", "weeks=60", "founders=5", "replicates=1", "retention.hazard=10")
    ended = command(*words, "sizes=[3]", "surveys=1", f"output={tmp_path / 'gone'}", "engine=serial")
    assert ended.returncode == 0, ended.stderr
    assert "0 respondents (30 were wanted)" in ended.stdout
    assert "verdict on all stayers, asked without error: nobody to ask in 1 of 1 runs" in ended.stdout


def test_a_run_leaves_its_census_and_its_indices() -> None:
    changes = {"name": "a", "persons": 300, "weeks": 20, "founders": 10}
    result = run_and_ask(changes, 1, 0, ("distributors",))
    assert list(result.outcomes) == [outcome.name for outcome in INDEX_OUTCOMES]
    assert all(value is None or 0 <= value <= 1 for value in result.outcomes.values())
    census = Census(result.tables["distributors"])
    assert census.answers.shape == (len(census.people), len(QUESTIONS))
    assert ((census.answers >= 0) & (census.answers <= 1)).all()


def test_help_is_the_manual() -> None:
    assert "survey.sampling" in command("--help").stdout
