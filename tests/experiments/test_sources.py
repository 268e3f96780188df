"""A run's key knows the code its numbers come from; a process loads what it needs and no more."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import model
from experiments import sources

FOLDER = Path(sources.__file__).parent
ROOT = Path(model.__file__).resolve().parents[1]


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that sum a run up, in a folder where they can be edited."""
    for name in sources.SUMMING_UP:
        shutil.copy(FOLDER / name, tmp_path)
    monkeypatch.setattr(sources, "_FOLDER", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", sources.SUMMING_UP)
def test_an_edit_of_how_a_run_is_summed_up_is_another_run(copied: Path, name: str) -> None:
    unedited = sources.results_hash.__wrapped__()
    assert unedited == sources.results_hash()
    with (copied / name).open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    assert sources.results_hash.__wrapped__() != unedited


def test_an_edited_model_is_another_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "source_hash", lambda: "edited")
    assert sources.results_hash.__wrapped__() != sources.results_hash()


def test_whatever_sums_a_run_up_is_in_its_key() -> None:
    used = set()
    for name in sources.SUMMING_UP:
        for node in ast.walk(ast.parse((FOLDER / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("experiments."):
                used.add(str(node.module).removeprefix("experiments.") + ".py")
    assert used <= {*sources.SUMMING_UP, "worker.py"}  # the worker only carries the numbers to the store


@pytest.mark.parametrize(
    ("module", "useless"),
    [
        ("experiments.simulation", ("hydra", "matplotlib", "seaborn", "lifelines", "dask", "duckdb")),
        ("experiments.comparison", ("mesa", "matplotlib", "seaborn", "lifelines", "dask", "duckdb")),
        ("experiments.sweeping", ("mesa", "matplotlib", "seaborn", "lifelines", "dask", "duckdb")),
    ],
)
def test_a_process_loads_only_what_it_needs(module: str, useless: tuple[str, ...]) -> None:
    program = f"import sys, {module}; print(*sorted(set({useless!r}) & set(sys.modules)))"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout.split() == []
