"""Immutable parts of a results folder, each a folder of Parquet files named by the hash of its own content."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.errors import StoreError
from experiments.run import DONE

DISK_ERRORS = (OSError, pa.ArrowException)
_PART_NAME_BYTES = 16


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
                sync(path)
            finished = parts / part_digest(unfinished)
            sync(unfinished)
            if not finished.exists():
                os.rename(unfinished, finished)
                sync(finished.parent)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except DISK_ERRORS as error:
        raise StoreError(
            f"Results cannot be written to {str(parts)!r}: {reason(error)}. What is stored stays."
        ) from None


def part_digest(part: Path) -> str:
    """Hash of a part's file names and contents: the name it is stored under."""
    digest = hashlib.blake2b(digest_size=_PART_NAME_BYTES)
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


def stored_keys(parts: Path, *, with_result: bool = False) -> set[bytes]:
    """Keys of the runs in sound parts; damaged parts are removed, so that their runs are done again.

    Parameters
    ----------
    parts
        The place for parts.
    with_result
        Whether to leave out runs that failed, gave no number, were ended or died.
    """
    sound, damaged = sound_parts(parts)
    for part in damaged:
        try:
            shutil.rmtree(part) if part.is_dir() else part.unlink()
        except OSError as error:
            raise StoreError(f"{str(part)!r} is damaged and cannot be removed: {error.strerror}.") from None
    keys: set[bytes] = set()
    for part in sound:
        wanted = [("status", "=", DONE)] if with_result else None
        table = pq.read_table(part / "runs.parquet", columns=["key"], filters=wanted, partitioning=None)
        keys.update(map(bytes.fromhex, table["key"].to_pylist()))
    return keys


def sync(path: Path) -> None:
    """See a file, or the names in a folder, to the disk (Windows cannot sync folders and need not)."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def reason(error: BaseException) -> str:
    """One line that says why the disk, or Arrow, refused."""
    return getattr(error, "strerror", None) or (str(error).splitlines() or [type(error).__name__])[0]
