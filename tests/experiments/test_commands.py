"""The commands themselves, on small societies: same bytes, plain output, nothing executed from files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import experiments
import model
from experiments import store
from experiments.comparison_table import MAIN
from experiments.outcomes import BY_NAME, OF_OBSERVED

ROOT = Path(model.__file__).resolve().parents[1]
SMALL = ("persons=400", "weeks=60", "replicates=3", "scenarios=[mechanical,organic]")


def command(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    line = [sys.executable, "-m", f"experiments.{name}", *words]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("compare") / "one"
    ended = command("compare", *SMALL, f"output={folder}", "engine.workers=1")
    assert ended.returncode == 0, ended.stderr
    return folder, ended.stdout


def test_compare_prints_the_main_outcomes_says_where_others_stand_and_the_report_last(
    compared: tuple[Path, str],
) -> None:
    folder, text = compared
    told = [line.rpartition(" (")[0] for line in text.splitlines() if re.match(r"\w.*\)$", line)]
    assert told == [BY_NAME[name].label for name in MAIN if name not in OF_OBSERVED]
    assert set(pd.read_csv(folder / "summary.csv")["outcome"]) == set(BY_NAME) - set(OF_OBSERVED)
    others = len(BY_NAME) - len(MAIN)
    assert f"{others} more outcomes, who recruits, who prospers, growth: in summary.csv and the report." in text
    assert len(text.splitlines()) < 80, "a table that a terminal shows without much scrolling"
    assert text.splitlines()[-1] == f"Report: {folder / 'report.html'}"
    assert re.search(r"6 runs, about \d+ seconds, about \d+ MB on disk", text)
    assert (folder / "report.html").exists()


def test_the_same_seed_gives_the_same_bytes_with_one_worker_and_with_two(
    compared: tuple[Path, str], tmp_path: Path
) -> None:
    ended = command(
        "compare", *SMALL, f"output={tmp_path / 'two'}", "engine.workers=2", "engine.threads=2", "engine.chunk=1"
    )
    assert ended.returncode == 0, ended.stderr
    for name in ("runs.parquet", "weekly.parquet", "survival.parquet", "summary.csv"):
        assert (tmp_path / "two" / name).read_bytes() == (compared[0] / name).read_bytes()


def test_a_finished_comparison_is_not_run_again(compared: tuple[Path, str]) -> None:
    before = (compared[0] / "runs.parquet").read_bytes()
    ended = command("compare", *SMALL, f"output={compared[0]}", "engine=serial")
    assert "6 runs were there already" in ended.stdout
    assert (compared[0] / "runs.parquet").read_bytes() == before


def test_replicates_are_pairs(compared: tuple[Path, str]) -> None:
    runs = store.load(compared[0]).runs
    assert runs.groupby("replicate")["scenario"].agg(list).tolist() == [["mechanical", "organic"]] * 3


def test_sweep_shows_what_it_stored(tmp_path: Path) -> None:
    vary = "design.vary={ritual.interval_days: [3, 28], boundary.closure: [0, 1]}"
    words = (
        "persons=200",
        "weeks=5",
        "design=lhs",
        "design.runs=6",
        vary,
        f"output={tmp_path / 'sweep'}",
        "engine=serial",
    )
    ended = command("sweep", *words)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == f"Results: {tmp_path / 'sweep'}"
    study = store.load(tmp_path / "sweep")
    assert len(study.design) == len(study.runs) == 6
    assert study.runs["boundary.closure"].equals(study.design["boundary.closure"])
    shown = command("sweep", f"show={tmp_path / 'sweep'}")
    assert "6 runs are stored: 6 done" in shown.stdout


def test_hydra_multirun_works_too(tmp_path: Path) -> None:
    words = ("persons=200", "weeks=5", "engine=serial", f"output={tmp_path / 'many'}")
    ended = command("sweep", "-m", "scenario=mechanical,organic", "plan=stairstep", *words)
    assert ended.returncode == 0, ended.stderr
    for scenario in ("mechanical", "organic"):
        assert store.load(tmp_path / "many" / f"scenario={scenario}").runs["scenario"].tolist() == [scenario]
    together = store.load(tmp_path / "many")
    jobs = ["scenario=mechanical", "scenario=organic"]
    assert together.runs["job"].tolist() == together.design["job"].tolist() == jobs
    assert together.weekly.groupby("job").size().tolist() == [5, 5]
    shown = command("sweep", f"show={tmp_path / 'many'}")
    assert "Multirun: 2 jobs\n2 runs are stored: 2 done" in shown.stdout
    assert all(job in shown.stdout for job in jobs)


def test_a_large_multirun_names_the_fast_way() -> None:
    intervals = ",".join(str(2 + each / 10) for each in range(101))
    ended = command("sweep", "-m", f"ritual.interval_days={intervals}", "shard=9/1")
    assert "starts 101 separate studies" in ended.stderr
    assert 'design=grid "design.vary={ritual.interval_days: [2.0, 2.1' in ended.stderr


def test_help_is_the_manual() -> None:
    assert "replicates=40" in command("compare", "--help").stdout


def test_nothing_in_a_file_is_ever_executed() -> None:
    forbidden = re.compile(
        r"\bpickle\.|\beval\(|\bexec\(|instantiate|yaml\.load\(|unsafe_load|joblib|read_pickle|shell=True"
    )
    for path in Path(experiments.__file__).parent.glob("*.py"):
        assert not forbidden.search(path.read_text(encoding="utf-8")), path.name


def test_a_network_of_ones_own_is_run_and_its_faults_are_told_in_a_line(tmp_path: Path) -> None:
    ties, people = tmp_path / "ties.csv", tmp_path / "people.csv"
    ties.write_text("a,b\n" + "".join(f"p{k},p{k + 1}\n" for k in range(40)), encoding="utf-8")
    people.write_text("id,leader,loan\n" + "".join(f"p{k},{k % 8 // 7},{k % 2}\n" for k in range(40)), encoding="utf-8")
    words = (
        "network=file", f"society.ties_file={ties}", f"society.people_file={people}", "society.founders_column=leader",
        "society.joined_column=loan", "weeks=8", "replicates=2", f"output={tmp_path / 'own'}", "engine.workers=1",
    )  # fmt: skip
    ended = command("compare", *words)
    assert ended.returncode == 0, ended.stderr
    told = "ties.csv and people.csv: 41 persons, 40 ties taken. Named in ties only, kept as persons: 1 (p40)."
    assert ended.stderr.splitlines()[0] == told
    assert "Warning" not in ended.stderr
    ties.write_text("a,b\np1,p2,p3\n", encoding="utf-8")
    ended = command("compare", *words)
    assert ended.returncode == 2
    assert "line 2 is 'p1,p2,p3': the number of its fields is 3, it must be 2 (a,b)" in ended.stderr
    assert "Traceback" not in ended.stderr
