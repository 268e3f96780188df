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

import pandas as pd

from experiments import cells
from experiments.outcomes import BY_NAME

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
_TOLD = ("members", "annual_retention", "energy", "interdependence", "net_income_per_member")


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


def answer(folder: Path = REFERENCE) -> str:
    """What the model says today to the question it was made for, from the tables in `folder`."""
    summary = pd.read_csv(folder / "corners" / "summary.csv")
    return "\n\n".join([corners_in_words(summary), reason_in_words(folder), corners_in_a_table(summary)])


def corners_in_words(summary: pd.DataFrame) -> str:
    """Who keeps most and grows largest: a sentence for each of the scenarios, and one that sums up."""
    table = summary.set_index(["outcome", "scenario"])
    kept, size = table.loc["annual_retention"], table.loc["members"]
    told = [
        f"`{scenario}` keeps {100 * kept.loc[scenario, 'mean']:.0f} % of its members over a year"
        f" and has {_number(size.loc[scenario, 'mean'])} active after five years"
        for scenario in kept.index
    ]
    clear = [
        f"`{scenario}` keeps {'more' if row['difference'] > 0 else 'fewer'}"
        for scenario, row in kept.iterrows()
        if row["difference_low"] * row["difference_high"] > 0
    ]
    against = "No difference in retention is clear"
    if clear:
        against = f"Against `{kept.index[0]}`, {', '.join(clear)} (95 % intervals of paired differences leave out zero)"
    return (
        f"On average {'; '.join(told)}. {against};"
        f" the largest is `{size['mean'].idxmax()}`, and `{kept['mean'].idxmax()}` keeps most."
    )


def corners_in_a_table(summary: pd.DataFrame) -> str:
    """The comparison of the corners as a table of means, with the paired differences from the first."""
    scenarios = list(dict.fromkeys(summary["scenario"]))
    lines = ["| mean over runs | " + " | ".join(scenarios) + " |", "|---" * (len(scenarios) + 1) + "|"]
    for name in _TOLD:
        rows = summary[summary["outcome"] == name].set_index("scenario")
        cells_of_row = [_cell(rows.loc[scenario]) for scenario in scenarios]
        lines.append(f"| {BY_NAME[name].label} ({BY_NAME[name].unit}) | " + " | ".join(cells_of_row) + " |")
    pairs = int(summary["pairs"].max())
    note = (
        f"In brackets the 95 % bootstrap interval of the paired difference from {scenarios[0]}, {pairs} pairs of runs."
    )
    return "\n".join([*lines, "", note])


def _cell(row: pd.Series) -> str:
    """A mean and, where there is one, the interval of the difference."""
    if pd.isna(row["difference_low"]):
        return _number(row["mean"])
    return f"{_number(row['mean'])} [{_number(row['difference_low'], '+')} to {_number(row['difference_high'], '+')}]"


def _number(value: float, sign: str = "") -> str:
    return f"{value:{sign},.0f}" if abs(value) >= 10 else f"{value:{sign}.2f}"


def reason_in_words(folder: Path) -> str:
    """The reading of the map of the age of reason: two sentences for mechanical against organic."""
    verdicts = pd.read_csv(folder / "age_of_reason" / "verdicts.csv")
    frontier = pd.read_csv(folder / "age_of_reason" / "frontier.csv")
    return (
        "In an age of reason: society is varied by the number of occupations, by median rationality and by sobriety"
        " (how far reason discounts feeling); effective is what lasts, keeps, sells and pays more."
        f" {cells.reading(verdicts, frontier, 'mechanical', 'organic')}"
    )


def write_answer() -> None:
    """Put the answer into the README, between its two marks."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}\n{answer()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
