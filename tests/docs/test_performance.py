"""The worked example of docs/performance.md: it fits the sources as they are, and what it makes works."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import model
from experiments.benchmark import plan
from experiments.engine_benchmark import BLOCKS, FIRST_WEEKS
from experiments.phase_clock import PARTS

ROOT = Path(model.__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
CHANGES = re.findall(r"^```(diff|python) (\S+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def follow(folder: Path) -> set[str]:
    """Make all changes of the page in a copy of the sources; returns the files that are touched."""
    for name in ("model", "experiments", "conf", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for kind, path, text in CHANGES:
        if kind == "python":
            assert not (folder / path).exists()
            (folder / path).write_text(text, encoding="utf-8")
            continue
        lines = [(line[:1] or " ", line[1:]) for line in text.splitlines()]
        assert {sign for sign, _ in lines} <= set(" +-")
        old = "".join(f"{line}\n" for sign, line in lines if sign != "+")
        new = "".join(f"{line}\n" for sign, line in lines if sign != "-")
        before = (folder / path).read_text(encoding="utf-8")
        assert before.count(old) == 1, f"docs/performance.md: this stands not once in {path}:\n{old}"
        (folder / path).write_text(before.replace(old, new), encoding="utf-8")
    return {path for _, path, _ in CHANGES}


def test_every_change_fits_and_leaves_python(tmp_path: Path) -> None:
    touched = follow(tmp_path)
    assert {"model/strain.py", "model/columns.py", "tests/reference_strain.py", "experiments/outcomes.py"} < touched
    for path in touched:
        ast.parse((tmp_path / path).read_text(encoding="utf-8"))


@pytest.mark.slow
def test_following_the_page_gives_a_rule_that_is_tested_and_agrees_with_the_reference(tmp_path: Path) -> None:
    follow(tmp_path)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(tmp_path / "tests" / "model")])}
    tests = ["tests/model/test_strain.py", "tests/experiments/test_outcomes.py", "tests/model/test_parameter.py"]
    tests += ["tests/model/test_reference_model.py", "tests/model/test_model.py"]
    line = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "not slow", "-c", os.devnull]
    line += ["--rootdir", str(tmp_path), "-W", "ignore", *tests]
    ended = subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:]


def test_commands_of_the_page_are_accepted() -> None:
    typed = [line for line in PAGE.splitlines() if line.startswith("python -m experiments.bench")]
    assert len(typed) >= 3
    for line in typed:
        plan([word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)[3:]])


def test_what_the_page_says_of_the_benchmark_holds() -> None:
    assert f"{BLOCKS} blocks of weeks" in PAGE
    assert f"{FIRST_WEEKS} weeks pass" in PAGE
    assert all(f"`{part}`" in PAGE for part in ("begin", "record", "rest"))
    assert {"begin", "record", "rest"} < set(PARTS)


def test_the_way_to_time_phases_works() -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    exec(compile(program.replace("30_000", "300").replace("10_000", "100"), "page", "exec"), {})
