"""Makes results/reference/ anew, what README and docs/ show: python -m experiments.reference ...

    corners age_of_reason              only these studies; none named: all
    persons=400 replicates=2           a trial: passed on to every command, and nothing of the project is touched
    into=folder                        where tables and figures go, for a trial; runs are stored in it, under runs/

Each comes from one named study of conf/experiment/. Runs are stored under results/for_reference/: a study that was
interrupted goes on, one that was edited is done anew. README's answer is written from the tables.
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
README = ROOT / "README.md"
BEGIN, END = "<!-- answer: written by make reference -->", "<!-- end of the answer -->"


class Study(NamedTuple):
    """A named study: the command that runs it, and the files of its results that are kept."""

    command: str
    name: str
    files: tuple[str, ...]


STUDIES = (
    Study("compare", "corners", ("summary.csv", "growth.png", "survival.png")),
    Study("compare", "age_of_reason", ("cells.csv", "verdicts.csv", "frontier.csv", "map_mechanical.png")),
    Study("effects", "practices_factorial", ("effects.csv", "effects.png")),
    Study("compare", "ties", ("summary.csv", "expected.png")),
    Study("sensitivity", "sensitivity", ("screening.csv", "indices.csv", "indices.png")),
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
        write_answer()
    return 0


def make(study: Study, folder: Path, runs: Path, changes: Sequence[str] = ()) -> None:
    """Run a study and copy what is kept of it to `folder`/<name>/."""
    output = runs / study.name
    words = [f"experiments.{study.command}", f"experiment={study.name}", f"output={output}", *changes]
    subprocess.run([sys.executable, "-m", *words], check=True, cwd=ROOT)
    kept = folder / study.name
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    for name in study.files:
        shutil.copy(output / name, kept / name)


def write_answer() -> None:
    """Put the answer into the README, between its two marks."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}\n{answer(REFERENCE)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
