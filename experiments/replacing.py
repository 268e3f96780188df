"""Tables put in place in one step, so that a reader, or a killed writer, never sees half of one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.errors import StoreError
from experiments.parts import DISK_ERRORS, reason, sync


def replace_table(path: Path, table: pa.Table) -> None:
    """Write one Parquet file beside `path`, then put it in its place in one step."""
    _replace(path, lambda unfinished: pq.write_table(table, unfinished, compression="zstd"))


def replace_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a CSV file beside `path`, then put it in its place in one step; numbers keep all their digits."""
    _replace(path, lambda unfinished: frame.to_csv(unfinished, index=False, lineterminator="\n"))


def replace_text(path: Path, text: str) -> None:
    """Write a text beside `path`, then put it in its place in one step."""
    _replace(path, lambda unfinished: unfinished.write_text(text, encoding="utf-8", newline="\n"))


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        write(unfinished)
        sync(unfinished)
        os.replace(unfinished, path)
    except DISK_ERRORS as error:
        unfinished.unlink(missing_ok=True)
        raise StoreError(f"{str(path)!r} cannot be written: {reason(error)}.") from None
