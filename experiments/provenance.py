"""What somebody else needs to repeat a study."""

from __future__ import annotations

import platform
import re
import shlex
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import yaml

from experiments.settings import processors

_CITATION = Path(__file__).parents[1] / "CITATION.cff"
_OUTPUT = re.compile(r"output=(/|~|[A-Za-z]:)")  # a folder of one's own; without it results go to the usual place
_PATH = re.compile(r"(^|[=\s\"'\[,:])(?:~|/|[A-Za-z]:[/\\])(?:[^/\\\s\"',\]]*[/\\])*([^/\\\s\"',\]]*)")
_PACKAGES = ("mesa", "numba", "numpy", "pandas", "pyarrow", "scipy")


def facts(command: str, *, seed: int, source: str) -> dict[str, Any]:
    """What a page says about how its study was made; neither the machine's name nor its folders are told.

    Parameters
    ----------
    command
        Name of the command, whose arguments are those of this process.
    seed
        Master seed.
    source
        Hash of the model's sources.
    """
    words = [without_folders(word) for word in sys.argv[1:] if not _OUTPUT.match(word)]
    return {
        "command": f"python -m experiments.{command} {shlex.join(words)}".rstrip(),
        "seed": seed,
        "version": _version("solidaritas"),
        "source_hash": source,
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "platform": f"{platform.system()} {platform.machine()}, {processors()} processors",
        "citation": citation(),
    }


def without_folders(words: str) -> str:
    """Leave of absolute paths only their last part: the rest is somebody's own machine."""
    return _PATH.sub(r"\1\2", words)


def citation(path: Path = _CITATION) -> str:
    """How to cite the software: authors, title, version and address of CITATION.cff, or name and version alone."""
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        authors = [" ".join(filter(None, (each.get("given-names"), each.get("family-names")))) or each["name"]
                   for each in said["authors"]]  # fmt: skip
        year = f" ({str(said['date-released'])[:4]})" if "date-released" in said else ""
        where = next((f" {said[name]}" for name in ("doi", "url", "repository-code") if said.get(name)), "")
        version = said.get("version", _version("solidaritas"))
        return f"{', '.join(authors)}{year}. {said['title']}, version {version}.{where}"
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError):
        return f"Solidaritas, version {_version('solidaritas')}."


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed, run from its folder"
