"""Makes results/reference/ anew, what README and docs/ show: python -m experiments.reference ...

    corners age_of_reason              only these studies; none named: all
    persons=400 replicates=2           a trial: passed on to every command, and nothing of the project is touched
    into=folder                        where tables and figures go, for a trial; runs are stored in it, under runs/

Each comes from one named study of conf/experiment/. Runs are stored under results/for_reference/: a study that was
interrupted goes on, one that was edited is done anew. README's answer and the table of docs/validation.md are written
from them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from experiments.reference_answer import answer

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "results" / "reference"
README, VALIDATION = ROOT / "README.md", ROOT / "docs" / "validation.md"
BEGIN, END = "<!-- written by make reference -->", "<!-- end of what make reference writes -->"


class Study(NamedTuple):
    """A named study: the command that runs it, the files of its results that are kept, and what makes it small."""

    command: str
    name: str
    files: tuple[str, ...]
    trial: tuple[str, ...] | None = None  # instead of what was typed for a trial


STUDIES = (
    Study("compare", "corners", ("summary.csv", "growth.png", "survival.png")),
    Study("compare", "age_of_reason", ("cells.csv", "verdicts.csv", "frontier.csv", "map_mechanical.png")),
    Study("effects", "practices_factorial", ("effects.csv", "effects.png")),
    Study("compare", "ties", ("summary.csv", "expected.png")),
    Study(
        "validate",
        "validation",
        ("table/validation.csv", "table/validation.md", "table/validation_overview.png"),
        trial=("sections=[plans]", "engine=serial"),
    ),
    Study(
        "sensitivity",
        "sensitivity",
        ("screening.csv", "indices.csv", "indices.png"),
        trial=("persons=400", "weeks=30", "trajectories=2", "base=8", "engine=serial"),
    ),
)


def main(arguments: Sequence[str]) -> int:
    """Run the studies named, keep their tables and figures; return the exit status."""
    names = [each for each in arguments if "=" not in each]
    into = [each.removeprefix("into=") for each in arguments if each.startswith("into=")]
    changes = [each for each in arguments if "=" in each and not each.startswith("into=")]
    unknown = sorted(set(names) - {study.name for study in STUDIES})
    if unknown:
        print(f"{unknown[0]!r} is not allowed: it must be one of {', '.join(study.name for study in STUDIES)}.")
        return 2
    if changes and not into:
        print(f"{changes[0]} is not allowed without into=: what README shows are the named studies as they are.")
        return 2
    folder = Path(into[0]) if into else REFERENCE
    runs = folder / "runs" if into else ROOT / "results" / "for_reference"
    for study in STUDIES:
        if not names or study.name in names:
            make(study, folder, runs, changes)
    if not into:
        write_documents()
    return 0


def make(study: Study, folder: Path, runs: Path, changes: Sequence[str] = ()) -> None:
    """Run a study and copy what is kept of it to `folder`/<name>/.

    Raises
    ------
    SystemExit
        With the command's status, when it fails.
    """
    output = runs / study.name
    if changes and study.trial is not None:
        changes = study.trial
    words = [f"experiments.{study.command}", f"experiment={study.name}", f"output={output}", *changes]
    if status := subprocess.run([sys.executable, "-m", *words], check=False, cwd=ROOT).returncode:
        sys.exit(status)  # the command has said why
    kept = folder / study.name
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    for name in study.files:
        shutil.copy(output / name, kept / Path(name).name)


def write_documents() -> None:
    """Put README's answer and the table of validation between the marks of their documents."""
    write_between(README, answer(REFERENCE))
    write_between(VALIDATION, (REFERENCE / "validation" / "validation.md").read_text(encoding="utf-8").strip())


def write_between(document: Path, text: str) -> None:
    """Put a text between the two marks of a document."""
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def between(document: Path) -> str:
    """What stands between the two marks of a document."""
    return document.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
