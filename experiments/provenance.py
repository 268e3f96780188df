"""What somebody else needs to repeat a study."""

from __future__ import annotations

import platform
import shlex
import sys
from importlib import metadata
from typing import Any

_PACKAGES = ("mesa", "numba", "numpy", "pandas", "pyarrow", "scipy")


def facts(command: str, *, seed: int, source: str) -> dict[str, Any]:
    """What a page says about how its study was made.

    Parameters
    ----------
    command
        Name of the command, whose arguments are those of this process.
    seed
        Master seed.
    source
        Hash of the model's sources.
    """
    return {
        "command": f"python -m experiments.{command} {shlex.join(sys.argv[1:])}".rstrip(),
        "seed": seed,
        "version": _version("solidaritas"),
        "source_hash": source,
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "platform": f"{platform.system()} {platform.machine()}",
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed, run from its folder"
