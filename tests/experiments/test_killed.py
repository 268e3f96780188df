"""Killed at any moment, interrupted, or robbed of its workers: what is stored stays, and resume completes it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from studies import make_study, same_tables

import model
from experiments import store, study_folder
from experiments.sources import results_hash

HERE = Path(__file__).resolve().parent
ROOT = Path(model.__file__).resolve().parents[1]
RUNS = 150


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference") / "results"
    make_study(folder, replicates=30).carry_out()
    return folder


def start(folder: Path, engine: str = "local") -> subprocess.Popen[str]:
    """Begin the study in a process group of its own, and wait until its runs are about to begin."""
    command = [sys.executable, str(HERE / "killed_study.py"), str(folder), engine]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    process = subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def stored_parts(folder: Path) -> set[str]:
    return {part.name for part in study_folder.parts_folder(folder, results_hash()).iterdir()}


def wait_for_parts(folder: Path, count: int) -> None:
    while len(stored_parts(folder)) < count:
        time.sleep(0.01)


def kill_group(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def kill_and_resume(reference: Path, folder: Path, kills: int, engine: str) -> None:
    """Kill the whole process group at random moments; no finished part may be lost, the tables end up the same."""
    chance = random.Random(kills)
    finished: set[str] = set()
    for _ in range(kills):
        process = start(folder, engine)
        time.sleep(chance.uniform(0, 1.5 if engine == "serial" else 4))
        kill_group(process)
        assert finished <= stored_parts(folder)
        finished = stored_parts(folder)
        store.load(folder)
    make_study(folder, function="slow", replicates=30, chunk=5).carry_out()
    assert finished <= stored_parts(folder)
    assert same_tables(reference, folder)


@pytest.mark.parametrize("engine", ["serial", "local"])
def test_killed_at_random_moments(reference: Path, tmp_path: Path, engine: str) -> None:
    kill_and_resume(reference, tmp_path / "results", 2, engine)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["serial", "local"])
def test_killed_at_many_random_moments(reference: Path, tmp_path: Path, engine: str) -> None:
    for study in range(5):  # ten kills each: a study is soon complete
        kill_and_resume(reference, tmp_path / str(study), 10, engine)


def workers_of(process: subprocess.Popen[str]) -> Iterator[psutil.Process]:
    for child in psutil.Process(process.pid).children():
        if "spawn_main" in " ".join(child.cmdline()):
            yield child


@pytest.mark.parametrize("parts", [0, 4])
def test_single_workers_killed(reference: Path, tmp_path: Path, parts: int) -> None:
    folder = tmp_path / "results"
    process = start(folder)
    wait_for_parts(folder, parts)
    victims = list(workers_of(process))
    while not victims:
        victims = list(workers_of(process))
    victims[0].kill()
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    assert same_tables(reference, folder)


def test_workers_end_with_their_coordinator(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    process = start(folder)
    wait_for_parts(folder, 2)
    workers = list(workers_of(process))
    assert workers
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive


@pytest.mark.parametrize("engine", ["local", "dask"])
def test_ctrl_c_stops_and_says_how_to_resume(reference: Path, tmp_path: Path, engine: str) -> None:
    folder = tmp_path / "results"
    process = start(folder, engine)
    wait_for_parts(folder, 2)
    workers = list(workers_of(process))
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert "The same command resumes" in errors
    assert errors.count("Traceback") == 1  # of killed_study.py, which catches nothing; none of a worker
    assert "distributed" not in errors
    assert not any(worker.is_running() for worker in workers)
    assert not list((folder / study_folder.WRITING).iterdir())
    assert 10 <= len(store.load(folder).runs) < RUNS
    make_study(folder, function="slow", replicates=30, chunk=5).carry_out()
    assert same_tables(reference, folder)
