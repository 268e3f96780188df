"""Results on disk: whole or absent, sound or refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from studies import make_study, same_tables

import model
from experiments import store, study_folder
from experiments.errors import SettingsError, StoreError
from experiments.sources import results_hash

ROOT = Path(model.__file__).resolve().parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_study(tmp_path / "results", chunk=4).carry_out()
    return tmp_path / "results"


def parts(folder: Path) -> list[Path]:
    return sorted(study_folder.parts_folder(folder, results_hash()).iterdir())


def test_no_unfinished_file_stays_behind(folder: Path) -> None:
    assert list((folder / study_folder.WRITING).iterdir()) == []
    assert len(parts(folder)) == 5


@pytest.mark.parametrize("harm", ["truncate", "alter", "remove", "stray"])
def test_a_damaged_part_is_refused_and_resume_repairs_it(folder: Path, tmp_path: Path, harm: str) -> None:
    file = parts(folder)[2] / "weekly.parquet"
    content = file.read_bytes()
    if harm == "truncate":
        file.write_bytes(content[: len(content) // 2])
    elif harm == "alter":
        file.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])
    elif harm == "remove":
        file.unlink()
    else:
        (file.parent / "more.parquet").touch()
    with pytest.raises(StoreError, match=r"1 of 5 parts .* truncated or altered"):
        store.load(folder)
    tally = make_study(folder).carry_out()
    assert (tally.present, tally.done) == (16, 4)
    make_study(tmp_path / "reference").carry_out()
    assert same_tables(tmp_path / "reference", folder)


def test_stray_files_break_no_reader(folder: Path) -> None:
    before = store.load(folder).runs
    (folder / ".writing" / "part-1").mkdir()
    (folder / ".writing" / "part-1" / "runs.parquet").write_bytes(b"half")
    (folder / "parts" / results_hash() / ".litter").touch()
    assert store.load(folder).runs.equals(before)


def test_a_run_stored_twice_is_read_once(folder: Path, tmp_path: Path) -> None:
    make_study(tmp_path / "other", chunk=7).carry_out()
    for part in parts(tmp_path / "other"):
        part.rename(study_folder.parts_folder(folder, results_hash()) / part.name)
    assert store.load(folder).runs["key"].is_unique
    make_study(tmp_path / "reference").carry_out()
    assert same_tables(tmp_path / "reference", folder)


def test_another_study_is_refused(folder: Path) -> None:
    with pytest.raises(SettingsError, match="replicates: 4 there, 5 asked for"):
        make_study(folder, replicates=5)


def test_a_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(SettingsError, match=r"thesis\.tex"):
        make_study(tmp_path)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="cannot be written"):
        make_study(tmp_path / "file" / "results")


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody can write to: by its permissions, or by its immutable flag for the superuser."""
    folder = tmp_path / "read_only"
    folder.mkdir()
    superuser = hasattr(os, "geteuid") and os.geteuid() == 0
    if superuser and (not shutil.which("chattr") or subprocess.run(["chattr", "+i", folder], check=False).returncode):
        pytest.skip("nothing is read-only to the superuser here")
    if not superuser:
        folder.chmod(0o500)
    yield folder
    if superuser:
        subprocess.run(["chattr", "-i", folder], check=True)


def test_a_read_only_folder_is_refused(read_only: Path) -> None:
    for folder in (read_only, read_only / "results"):
        with pytest.raises(SettingsError, match="cannot be written"):
            make_study(folder)


def test_runs_of_an_edited_model_are_set_aside_and_taken_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    description = json.loads((folder / study_folder.DESCRIPTION).read_bytes())
    assert study_folder.open_folder(folder, description | {"source": "edited"})
    assert store.load(folder).runs.empty
    assert study_folder.open_folder(folder, description)
    assert len(store.load(folder).runs) == 20


def test_a_full_disk_stops_with_a_clear_error_and_resume_goes_on(tmp_path: Path) -> None:
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from studies import make_study\n"
        "study = make_study(Path(sys.argv[1]), chunk=4)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n"
        "study.carry_out()"
    )
    folder = tmp_path / "results"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    command = [sys.executable, "-c", program, str(folder)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "StoreError: Results cannot be written" in ended.stderr
    assert "File too large" in ended.stderr
    assert store.load(folder).runs.empty
    make_study(folder).carry_out()
    make_study(tmp_path / "reference").carry_out()
    assert same_tables(tmp_path / "reference", folder)


def test_a_folder_without_a_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no study"):
        store.load(tmp_path)


def test_duckdb_reads_the_parts(folder: Path) -> None:
    query = f"select weeks, count(*) from read_parquet('{folder}/parts/*/*/runs.parquet') group by weeks order by weeks"
    assert duckdb.sql(query).fetchall() == [(week, 4) for week in (1, 2, 3, 4, 5)]
