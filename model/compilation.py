"""Compilation of the rules, with a cache on disk that an edited rule never outlives.

Numba's own cache notices edits in the file of a compiled function only, not in the files of the rules it calls. The
folder of the cache therefore carries a hash of all sources of the model: other sources, another folder.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba

SOURCES = Path(__file__).resolve().parent
_KEPT_CACHES = 3


@functools.cache
def source_hash() -> str:
    """Hash of all Python sources of the model, as they were when it was first asked for (16 hexadecimal digits)."""
    digest = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*.py")):
        digest.update(path.relative_to(SOURCES).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    """Folder of compiled rules for these sources; in a read-only installation, one in the temporary folder."""
    for base in (
        SOURCES.parent / ".cache" / "numba",
        Path(tempfile.gettempdir()) / f"solidaritas-{os.getuid() if hasattr(os, 'getuid') else 'user'}",
    ):
        folder = base / source_hash()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError:
            continue
        _forget_old_caches(base)
        return folder
    warnings.warn("No folder for compiled rules can be written: every start compiles anew.", stacklevel=2)
    return Path(tempfile.mkdtemp(prefix="solidaritas-"))


def _forget_old_caches(base: Path) -> None:
    """Keep the newest few caches only, so that editing rules does not fill the disk."""
    folders = sorted((path for path in base.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for folder in folders[:-_KEPT_CACHES]:
        shutil.rmtree(folder, ignore_errors=True)


numba.config.CACHE_DIR = str(_cache_folder())  # type: ignore[attr-defined]


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a rule or loop to machine code: IEEE arithmetic (no fastmath), cached on disk, callable from Python.

    Compiled functions allocate nothing; loops receive the memory they work in. So Numba's reference counts can be left
    out (`_nrt`, a private option that a test watches over): counting references to fifty columns at every step took
    longer than the step.
    """
    options: dict[str, Any] = {"error_model": "numpy", "forceinline": True, "_nrt": False}
    return numba.njit(function, cache=True, fastmath=False, **options)


def plainly(rule: Callable[..., Any], *arguments: Any) -> Any:
    """Evaluate a compiled rule in plain Python, for arguments that are whole arrays."""
    return rule.py_func(*arguments)  # type: ignore[attr-defined]
