"""README and docs/ as tests see them: blocks in order, what is typed in them, and how it is made small."""

from __future__ import annotations

import importlib
import inspect
import re
import shlex
import sys
from pathlib import Path
from typing import Any, NamedTuple

import model
from experiments.config import check_overrides, compose

ROOT = Path(model.__file__).resolve().parents[1]
DOCUMENTS = ("README.md", "docs/tutorial.md", "docs/commands.md", "docs/networks.md")
_BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# What makes a command small; a schedule needs its weeks, a network file says itself how many persons there are.
_SMALL = {
    "compare": {"replicates": "2", "persons": "200", "weeks": "20", "engine": "serial"},
    "sweep": {"replicates": "1", "persons": "200", "weeks": "10", "engine": "serial"},
    "effects": {"replicates": "2", "persons": "200", "weeks": "10", "engine": "serial"},
    "survey": {"replicates": "2", "persons": "400", "weeks": "30", "engine": "serial", "surveys": "2", "sizes": "[10]"},
    "sensitivity": {"persons": "200", "weeks": "20", "trajectories": "2", "base": "8", "engine": "serial"},
}
LONG = (
    "patterns",
    "claims",
    "validate",
    "calibrate",
    "villages",
    "bench",
    "reference",
)  # minutes however small: their own tests run them


class Block(NamedTuple):
    """A fenced block: language, what else stands on its first line, text."""

    language: str
    marks: tuple[str, ...]
    text: str


def blocks(document: str) -> list[Block]:
    """All blocks of a document, in order."""
    found = []
    for heading, text in _BLOCK.findall((ROOT / document).read_text(encoding="utf-8")):
        language, *marks = heading.split() or [""]
        found.append(Block(language, tuple(marks), text))
    return found


def commands(block: Block) -> list[str]:
    """The lines typed in a block, continued ones joined, remarks left out."""
    if block.language not in ("", "sh"):
        return []
    lines = block.text.replace("\\\n", " ").splitlines()
    return [line.split("   #")[0].strip() for line in lines if line.strip()]


class Command(NamedTuple):
    """`python -m experiments.<name>` and the words after it."""

    name: str
    words: tuple[str, ...]

    @property
    def exists(self) -> bool:
        return (ROOT / "experiments" / f"{self.name}.py").exists()

    def small(self) -> list[str]:
        """The words, with sizes in which a test can run them."""
        if "--help" in self.words or any(word.startswith("show=") for word in self.words):
            return list(self.words)
        changes = dict(_SMALL.get(self.name, {}))
        if any(word.startswith(("schedule=", "experiment=pause", "experiment=hysteresis")) for word in self.words):
            del changes["weeks"]
        if "experiment=ties" in self.words:  # its 400 founders are too many for so few persons
            changes["founders"] = "40"
        if "network=file" in self.words:
            del changes["persons"]
        if any(word.startswith("design.runs=") for word in self.words):
            changes["design.runs"] = "4"
        kept = [word for word in self.words if word.split("=")[0] not in changes]
        return [*kept, *(f"{name}={value}" for name, value in changes.items())]


def read_command(line: str) -> Command | None:
    """The experiment that a line starts, or None when it starts something else (`make test`)."""
    words = shlex.split(line)
    if words[0] == "make":
        target, *rest = words[1:]
        arguments = shlex.split(" ".join(each.removeprefix("ARGS=") for each in rest if each.startswith("ARGS=")))
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        recipe = re.search(rf"^{target}:[^\n]*\n\t\$\(PY\) -m experiments\.(\w+)", makefile, re.MULTILINE)
        return Command(recipe[1], tuple(arguments)) if recipe else None
    if words[1:2] == ["-m"] and words[2].startswith("experiments."):
        return Command(words[2].removeprefix("experiments."), tuple(words[3:]))
    return None


def plan(command: Command) -> None:
    """Check all that is typed, as the command does before any run; raises as it does."""
    module = importlib.import_module(_does(command.name))
    if "--help" in command.words or not hasattr(module, "plan"):
        return
    words = list(command.words)
    if "-m" in words or any(word.startswith("show=") for word in words):
        check_overrides(command.name, [word for word in words if word != "-m"], settings=module.SETTINGS, many=True)
        return
    asked: Any = words
    if next(iter(inspect.signature(module.plan).parameters)) == "composition":
        asked = compose(command.name, words, settings=module.SETTINGS)
    module.plan(asked)


def _does(name: str) -> str:
    """The module with what a command does: the one that its file hands to `run_command`, or that file itself."""
    text = (ROOT / "experiments" / f"{name}.py").read_text(encoding="utf-8")
    found = re.search(r'run_command\("([\w.]+)"', text)
    return found[1] if found else f"experiments.{name}"


def line_of(command: Command, words: list[str]) -> list[str]:
    """What a test starts."""
    return [sys.executable, "-m", f"experiments.{command.name}", *words]


def write_example_files(folder: Path) -> None:
    """The files that README and networks.md call a user's own."""
    names = [f"h{k}" for k in range(40)]
    ties = [f"{names[k]},{names[(k + step) % 40]}" for k in range(40) for step in (1, 2)]
    (folder / "ties.csv").write_text("from,to\n" + "\n".join(ties) + "\n", encoding="utf-8")
    rows = [f"{name},{k % 8 // 7},{k % 2},{k // 20}" for k, name in enumerate(names)]
    text = "name,leader,loan,village\n" + "\n".join(rows) + "\n"
    (folder / "households.csv").write_text(text, encoding="utf-8")
