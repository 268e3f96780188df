"""Results on disk: immutable parts, each named by the hash of its own content.

A results folder holds `study.json` (what was asked for, with the hash of the model's source) and
`parts/<source>/`. A part is a folder with one Parquet file a table, for one chunk of runs: it is written
under `.writing/`, synced, and only then renamed to the hash of its files, in one step. So a reader sees whole
parts or nothing, whenever a writer is killed; a truncated or altered part no longer answers to its name; and
many writers (processes, machines of a Slurm array) share a folder without a lock. Should two of them have
done the same run, their rows are the same and one copy is read. When the model has been edited, older parts
move to `superseded/`: an edited rule is never a stale result.

Reading: `load(folder).runs` and its siblings as pandas tables, or any Parquet reader on
`parts/*/*/runs.parquet`.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import os
import shutil
import socket
import uuid
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from experiments.errors import SettingsError, StoreError

DESCRIPTION = "study.json"
DESIGN = "design.parquet"
PARTS = "parts"
SUPERSEDED = "superseded"
WRITING = ".writing"
IDENTITY = ("key", "point", "scenario", "replicate")
_READ_ERRORS = (OSError, pa.ArrowException)


def open_folder(folder: Path, description: Mapping[str, Any]) -> bool:
    """Make `folder` ready for the study described, or check that it holds this very study already.

    Returns
    -------
    bool
        Whether parts made by another version of the model were set aside.

    Raises
    ------
    SettingsError
        When it cannot be written, holds something else, or holds a study of another design.
    StoreError
        When its description is damaged.
    """
    path = folder / DESCRIPTION
    wanted = json.loads(json.dumps(description))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _check_same(folder, read_description(folder), wanted)
        elif foreign := [each.name for each in folder.iterdir() if each.name not in (PARTS, WRITING)]:
            raise SettingsError(
                f"output = {str(folder)!r} holds other things ({foreign[0]!r}) and no study; choose another."
            )
        for name in (PARTS, WRITING):
            (folder / name).mkdir(exist_ok=True)
        moved = _set_aside_other_versions(folder, wanted["source"])
        unfinished = writing_folder(folder) / DESCRIPTION
        unfinished.write_text(json.dumps(wanted, indent=2), encoding="utf-8")
        _sync(unfinished)
        os.replace(unfinished, path)
    except OSError as error:
        raise SettingsError(f"output = {str(folder)!r} cannot be written: {error.strerror}.") from None
    return moved


def _check_same(folder: Path, present: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Refuse a study of another design; another version of the model is the same design with other runs."""
    may_differ = {"source", "content"} if present.get("source") != wanted["source"] else set()
    names = [name for name in {**present, **wanted} if name not in may_differ]
    for name in names:
        if present.get(name) != wanted.get(name):
            raise SettingsError(
                f"output = {str(folder)!r} holds another study ({name}: {_brief(present.get(name))} there,"
                f" {_brief(wanted.get(name))} asked for): choose another, or ask for the same."
            )


def _set_aside_other_versions(folder: Path, source: str) -> bool:
    """Move parts that another version of the model made out of sight of readers, and this version's back."""
    others = [each for each in (folder / PARTS).iterdir() if each.name != source]
    for each in others:
        (folder / SUPERSEDED).mkdir(exist_ok=True)
        each.rename(folder / SUPERSEDED / each.name)
    if (folder / SUPERSEDED / source).exists():
        (folder / SUPERSEDED / source).rename(folder / PARTS / source)
    (folder / PARTS / source).mkdir(exist_ok=True)
    return bool(others)


def _brief(value: Any) -> str:
    text = json.dumps(value, sort_keys=True)
    return text if len(text) <= 100 else text[:97] + "..."


def read_description(folder: Path) -> dict[str, Any]:
    """What the study in `folder` was asked to do.

    Raises
    ------
    StoreError
        When there is no study, or its description is damaged.
    """
    try:
        return dict(json.loads((folder / DESCRIPTION).read_bytes()))
    except FileNotFoundError:
        raise StoreError(f"{str(folder)!r} holds no study: there is no {DESCRIPTION} in it.") from None
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{str(folder / DESCRIPTION)!r} cannot be read ({error}); remove it to start the study anew."
        ) from None


def writing_folder(folder: Path) -> Path:
    """Place for unfinished files of this process; what dead processes of this machine left is removed."""
    host = socket.gethostname()
    for leftover in (folder / WRITING).glob(f"{host}~*"):
        if not _is_running(int(leftover.name.split("~")[1])):
            shutil.rmtree(leftover, ignore_errors=True)
    own = folder / WRITING / f"{host}~{os.getpid()}"
    own.mkdir(exist_ok=True)
    return own


def _is_running(process: int) -> bool:
    """Whether a process of this machine exists; on Windows asking would end it, so all do."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def parts_folder(folder: Path, source: str) -> Path:
    """Where the parts made by one version of the model stand."""
    return folder / PARTS / source


def write_part(parts: Path, writing: Path, tables: Mapping[str, pa.Table]) -> None:
    """Store the tables of one chunk of runs, all or nothing.

    Parameters
    ----------
    parts, writing
        The place for parts, and the place for unfinished files on the same disk.
    tables
        Arrow tables by name; `runs` is among them.

    Raises
    ------
    StoreError
        When the disk refuses; nothing of the part is left then.
    """
    unfinished = writing / f"part-{uuid.uuid4().hex}"
    try:
        try:
            unfinished.mkdir(parents=True)
            for name, table in tables.items():
                path = unfinished / f"{name}.parquet"
                pq.write_table(table, path, compression="zstd")
                _sync(path)
            finished = parts / part_digest(unfinished)
            _sync(unfinished)
            if not finished.exists():
                os.rename(unfinished, finished)
                _sync(finished.parent)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except _READ_ERRORS as error:
        raise StoreError(
            f"Results cannot be written to {str(parts)!r}: {_reason(error)}. What is stored stays."
        ) from None


def replace_table(path: Path, table: pa.Table) -> None:
    """Write one Parquet file beside `path`, then put it in its place in one step."""
    _replace(path, lambda unfinished: pq.write_table(table, unfinished, compression="zstd"))


def replace_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a CSV file beside `path`, then put it in its place in one step; numbers keep all their digits."""
    _replace(path, lambda unfinished: frame.to_csv(unfinished, index=False, lineterminator="\n"))


def _replace(path: Path, write: Callable[[Path], None]) -> None:
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        write(unfinished)
        _sync(unfinished)
        os.replace(unfinished, path)
    except _READ_ERRORS as error:
        unfinished.unlink(missing_ok=True)
        raise StoreError(f"{str(path)!r} cannot be written: {_reason(error)}.") from None


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or (str(error).splitlines() or [type(error).__name__])[0]


def part_digest(part: Path) -> str:
    """Hash of a part's file names and contents: the name it is stored under."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(part.iterdir()):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "blake2b").digest()
        digest.update(path.name.encode() + b"\0" + content)
    return digest.hexdigest()


def sound_parts(parts: Path) -> tuple[list[Path], list[Path]]:
    """Parts that answer to their names, and parts that do not."""
    sound: list[Path] = []
    damaged: list[Path] = []
    for part in sorted(parts.iterdir()) if parts.is_dir() else []:
        if part.name.startswith("."):
            continue  # an operating system's own litter
        try:
            whole = part_digest(part) == part.name
        except OSError:
            whole = False
        (sound if whole else damaged).append(part)
    return sound, damaged


def stored_keys(parts: Path) -> set[bytes]:
    """Keys of the runs in sound parts; damaged parts are removed, so that their runs are done again."""
    sound, damaged = sound_parts(parts)
    for part in damaged:
        try:
            shutil.rmtree(part) if part.is_dir() else part.unlink()
        except OSError as error:
            raise StoreError(f"{str(part)!r} is damaged and cannot be removed: {error.strerror}.") from None
    keys: set[bytes] = set()
    for part in sound:
        keys.update(
            bytes.fromhex(key) for key in pq.read_table(part / "runs.parquet", columns=["key"])["key"].to_pylist()
        )
    return keys


@dataclasses.dataclass(frozen=True)
class Study:
    """The tables of a results folder, read when first asked for, sorted by point and replicate."""

    folder: Path
    description: dict[str, Any]
    parts: tuple[Path, ...]

    @functools.cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run.

        Columns: `key`, `point`, `scenario`, `replicate`, `parameters` (JSON of what differs from the
        defaults), `status` (done, failed, invalid, timed out, died), `error` (its class), what was varied,
        every outcome.
        """
        return self.table("runs").to_pandas()

    @functools.cached_property
    def design(self) -> pd.DataFrame:
        """One row per point of a sweep: `point`, what varies, and `run_as`, the first point equal to it."""
        return _read(self.folder / DESIGN).to_pandas()

    @functools.cached_property
    def weekly(self) -> pd.DataFrame:
        """One row per run and week."""
        return self.table("weekly").to_pandas()

    @functools.cached_property
    def survival(self) -> pd.DataFrame:
        """One row per run and duration of membership (weeks): how many `ceased`, were `censored`."""
        return self.table("survival").to_pandas()

    @functools.cached_property
    def distributors(self) -> pd.DataFrame:
        """One row per run and membership; empty unless the study kept them."""
        return self.table("distributors").to_pandas()

    @functools.cached_property
    def log(self) -> pd.DataFrame:
        """One row per run: when, where, how many seconds, the traceback of a failure."""
        return self.table("log").to_pandas()

    def table(self, name: str) -> pa.Table:
        """An Arrow table by name, sorted; empty when no part holds it.

        Raises
        ------
        StoreError
            When a part cannot be read.
        """
        pieces = []
        for part, repeated in self._repeated_keys:
            path = part / f"{name}.parquet"
            if path.exists():
                piece = _read(path)
                pieces.append(piece.filter(pc.invert(pc.is_in(piece["key"], repeated))) if len(repeated) else piece)
        if not pieces:
            return pa.table({"key": pa.array([], pa.string())})
        whole = pa.concat_tables(pieces, promote_options="permissive").combine_chunks()
        return whole.sort_by([("point", "ascending"), ("replicate", "ascending")])  # a stable sort: weeks stay in order

    @functools.cached_property
    def _repeated_keys(self) -> list[tuple[Path, pa.Array]]:
        """Each part with those of its keys that an earlier part holds already."""
        seen: set[str] = set()
        parts = []
        for part in self.parts:
            keys = _read(part / "runs.parquet", ["key"])["key"].to_pylist()
            parts.append((part, pa.array([key for key in keys if key in seen], pa.string())))
            seen.update(keys)
        return parts


def load(path: str | Path) -> Study:
    """Open the results in a folder.

    Raises
    ------
    StoreError
        When there are none, or a part is truncated or altered; the command that made them repairs that.
    """
    folder = Path(path)
    description = read_description(folder)
    sound, damaged = sound_parts(parts_folder(folder, str(description["source"])))
    if damaged:
        raise StoreError(
            f"{len(damaged)} of {len(sound) + len(damaged)} parts in {str(folder)!r} are truncated or altered"
            f" ({damaged[0].name} first). Run the command that made them again: it does their runs anew."
        )
    return Study(folder=folder, description=description, parts=tuple(sound))


def _read(path: Path, columns: Iterable[str] | None = None) -> pa.Table:
    try:
        return pq.read_table(path, columns=list(columns) if columns else None, partitioning=None)
    except _READ_ERRORS as error:
        raise StoreError(f"{str(path)!r} cannot be read: {_reason(error)}.") from None


def _sync(path: Path) -> None:
    """See a file, or the names in a folder, to the disk (Windows cannot sync folders and need not)."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
