"""What README, tutorial and pages tell to type does what they say: every command, every line of Python.

All is read and checked quickly; the slow tests run it in order, in small sizes, in an empty folder.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import documents
import duckdb
import matplotlib as mpl
import pytest
from documents import DOCUMENTS, LONG, ROOT, Block, Command, blocks, read_command

from experiments.errors import SettingsError
from model import Scenario, SolidarityModel

SETUP = re.compile(r"make|git clone|cd |uv |python3\.13 -m venv|\. \.venv|python -m (pip|experiments)")


def typed(document: str, *marks: str) -> list[Command]:
    lines = [line for each in blocks(document) if each.marks == marks for line in documents.commands(each)]
    return [command for line in lines if (command := read_command(line)) is not None]


EVERY = [(document, command) for document in DOCUMENTS for command in [*typed(document), *typed(document, "edited")]]
PYTHON = [(document, each.text) for document in DOCUMENTS for each in blocks(document) if each.language == "python"]


@pytest.mark.parametrize(("document", "command"), EVERY, ids=lambda each: getattr(each, "name", each))
def test_every_command_is_accepted(
    document: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command.exists
    documents.write_example_files(tmp_path)
    (tmp_path / "results").mkdir()
    shutil.copy(tmp_path / "ties.csv", tmp_path / "results" / "ties.csv")
    people = (tmp_path / "households.csv").read_text(encoding="utf-8").replace("leader", "founder")
    (tmp_path / "results" / "people.csv").write_text(people, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    documents.plan(command)
    documents.plan(command._replace(words=tuple(command.small())))


def test_what_is_misspelt_is_noticed() -> None:
    with pytest.raises(SettingsError, match="interval_days"):
        documents.plan(Command("compare", ("ritual.interval_day=21",)))
    (refused,) = typed("docs/tutorial.md", "refused")
    with pytest.raises(SettingsError) as told:
        documents.plan(refused)
    assert str(told.value) in (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_else_is_typed_is_setting_up_or_a_target(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for block in blocks(document):
        for line in documents.commands(block):
            if line.startswith("make"):
                assert line.split()[1] in targets
            assert read_command(line) is not None or SETUP.match(line), line


@pytest.mark.parametrize(("document", "text"), PYTHON)
def test_python_is_python_and_imports_what_exists(document: str, text: str) -> None:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            module = importlib.import_module(node.module or "")
            assert all(hasattr(module, name.name) for name in node.names)
        elif isinstance(node, ast.Import):
            assert all(importlib.import_module(name.name) for name in node.names)


def test_every_link_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("study", sorted(path.stem for path in (ROOT / "conf" / "experiment").glob("*.yaml")))
def test_every_named_study_is_told_of(study: str) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    stem, _, rest = study.rpartition("_")  # `answers_without_stake` ... and `_trust`
    assert re.search(rf"[`=]{study}[` \"]", pages) or (f"={stem}_" in pages and f"`_{rest}`" in pages)


def run(command: Command, folder: Path, path: Path = ROOT) -> None:
    environment = os.environ | {"PYTHONPATH": str(path), "MPLBACKEND": "Agg"}
    line = documents.line_of(command, command.small())
    ended = subprocess.run(line, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, f"{' '.join(line)}\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}"


def run_block(block: Block, folder: Path, names: dict[str, Any]) -> None:
    """Do what stands in a block, in `folder`; Python shares `names`."""
    if block.language == "python":
        exec(compile(block.text, "document", "exec"), names)
    elif block.language == "pycon":
        example = doctest.DocTestParser().get_doctest(block.text, names, "document", None, 0)
        assert doctest.DocTestRunner(verbose=False).run(example, clear_globs=False).failed == 0
        names.update(example.globs)
    elif block.language == "sql":
        assert len(duckdb.sql(block.text).df()) > 0
    for line in documents.commands(block):
        command = read_command(line)
        if command is not None and command.name not in LONG:
            run(command, folder)


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_following_a_document_works(document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents.write_example_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    mpl.use("Agg")
    names: dict[str, Any] = {"__name__": "document"}
    if document == "docs/networks.md":  # the page speaks of a model that one has
        names["model"] = SolidarityModel(Scenario.from_mapping({"persons": 300, "weeks": 4}))
    for block in blocks(document):
        if not block.marks:
            run_block(block, tmp_path, names)
    if document == "docs/tutorial.md":
        assert (tmp_path / "results" / "doors.png").stat().st_size > 10_000


@pytest.mark.slow
def test_an_edited_rule_is_in_force_at_once(tmp_path: Path) -> None:
    for name in ("model", "experiments", "conf"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for block in blocks("docs/tutorial.md"):
        if block.language == "diff":
            edit(tmp_path / block.marks[0], block.text)
        elif block.marks == ("edited",) and block.language == "python":
            line = [sys.executable, "-c", block.text]
            environment = os.environ | {"PYTHONPATH": str(tmp_path)}
            told = subprocess.run(line, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
            assert float(told.stdout) == 0.5
    for command in typed("docs/tutorial.md", "edited"):
        run(command, tmp_path, tmp_path)


def edit(path: Path, difference: str) -> None:
    """Put the lines with + in the place of those with -."""
    old = "".join(f"{line[1:]}\n" for line in difference.splitlines() if line.startswith("-"))
    new = "".join(f"{line[1:]}\n" for line in difference.splitlines() if line.startswith("+"))
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_edit_of_the_tutorial_fits_the_rule(tmp_path: Path) -> None:
    (difference,) = [each for each in blocks("docs/tutorial.md") if each.language == "diff"]
    copied = shutil.copy(ROOT / difference.marks[0], tmp_path / "rule.py")
    edit(Path(copied), difference.text)
    assert "p.density_scale" in Path(copied).read_text(encoding="utf-8")
