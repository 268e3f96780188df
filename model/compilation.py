"""Compilation of the rules, with a cache on disk that an edited rule never outlives.

Numba's own cache notices edits in the file of a compiled function only, not in the files of the rules it calls. The
folder of the cache therefore carries a hash of all sources of the model: other sources, another folder.
"""

from __future__ import annotations

import functools
import hashlib
import multiprocessing
import os
import shutil
import stat
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core.codegen import get_host_cpu_features

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


def _cache_folder() -> Path | None:
    """Folder of compiled rules for these sources; in a read-only installation, one of the user's own, or none."""
    installed = SOURCES.parent / ".cache" / "numba"
    folder = installed / source_hash()
    if _can_write(folder):
        _forget_old_caches(installed)
        return folder
    own = _own_folder()
    if own is None or not _can_write(own):
        _say("No folder for compiled rules can be written: every start compiles anew, which takes up to a minute.")
        return None
    if not (copy := own / source_hash()).exists():
        if folder.is_dir():
            shutil.copytree(folder, copy)
        else:
            _say(f"{str(installed)!r} cannot be written: the model is compiled anew, once, and kept in {str(own)!r}.")
            copy.mkdir()
    _forget_old_caches(own)
    return copy


def _can_write(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _own_folder() -> Path | None:
    """A folder among the temporary ones; None where somebody else has made it, since code is run from it."""
    if not hasattr(os, "getuid"):  # Windows, where everybody has temporary folders of one's own
        return Path(tempfile.gettempdir()) / "solidaritas"
    try:
        folder = Path(tempfile.gettempdir()) / f"solidaritas-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    return folder if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() else None


def _say(notice: str) -> None:
    """Say it once: workers, which find the same, keep silent."""
    if multiprocessing.parent_process() is None:
        warnings.warn(notice, stacklevel=3)


def _forget_old_caches(base: Path) -> None:
    """Keep the newest few caches only, so that editing rules does not fill the disk."""
    folders = sorted((path for path in base.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for folder in folders[:-_KEPT_CACHES]:
        shutil.rmtree(folder, ignore_errors=True)


_CACHE = _cache_folder()
numba.config.CACHE_DIR = str(_CACHE or "")  # type: ignore[attr-defined]


def _cpu_features() -> str | None:
    """What code is made for: this processor, without the instructions that pick eight numbers from eight places.

    They are slower than eight reads on many processors (AMD's, and Intel's since they were mended in 2023). None leaves
    the choice to Numba: where it has been made by the user, or there are no such instructions.
    """
    features = get_host_cpu_features()
    if numba.config.CPU_FEATURES is not None or "+avx2" not in features:  # type: ignore[attr-defined]
        return numba.config.CPU_FEATURES  # type: ignore[attr-defined]
    return f"{features},+prefer-no-gather,+prefer-no-scatter"


numba.config.CPU_FEATURES = _cpu_features()  # type: ignore[attr-defined]


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a rule or loop to machine code: IEEE arithmetic (no fastmath), cached on disk, callable from Python.

    Compiled functions allocate nothing; loops receive the memory they work in. So Numba's reference counts can be left
    out (`_nrt`, a private option that a test watches over): counting references to fifty columns at every step took
    longer than the step. They do without the interpreter's lock, so that threads can share a loop (`model.threads`).
    """
    options: dict[str, Any] = {"error_model": "numpy", "forceinline": True, "nogil": True, "_nrt": False}
    return numba.njit(function, cache=_CACHE is not None, fastmath=False, **options)


def plainly(rule: Callable[..., Any], *arguments: Any) -> Any:
    """Evaluate a compiled rule in plain Python, for arguments that are whole arrays."""
    return rule.py_func(*arguments)  # type: ignore[attr-defined]
