"""The table of validation as a terminal shows it, as CSV, as Markdown and as a page with its figures."""

from __future__ import annotations

import dataclasses
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments import page, wording
from experiments.figure_style import save
from experiments.pattern import MET, MISSED, NOT_DECIDED
from experiments.provenance import facts
from experiments.replacing import replace_csv, replace_text
from experiments.sources import results_hash
from experiments.target import CHECK, NOT_ASKED, ROLES, VERDICTS, Target
from experiments.validation_figures import distances_figure, verdicts_figure
from model import Scenario

_NAME, _QUANTITY, _VALUE, _TARGET = 18, 60, 24, 18
_CELL = 140  # characters of a cell in Markdown
_COLUMNS = (
    "section", "name", "asked", "source", "role", "verdict", "quantity", "value", "low", "high", "interval", "target",
    "expected", "above", "below", "runs", "note",
)  # fmt: skip


def conclude(
    folder: Path, targets: Sequence[Target], settings: Mapping[str, Any], *, parameters: Mapping[str, Any]
) -> None:
    """Print the table, and write it as CSV, Markdown and a page with figures."""
    table = frame(targets)
    print(text(targets))
    print("\n".join(score(table)))
    replace_csv(folder / "validation.csv", table)
    replace_text(folder / "validation.md", markdown(targets))
    pictures = [
        save(figure, folder, name)
        for name, figure in (
            ("validation_overview", distances_figure(targets)),
            ("validation_tally", verdicts_figure(table)),
        )
    ]
    scenario = Scenario.from_mapping(parameters)
    written = page.write_page(
        folder,
        "validate",
        pictures=pictures,
        facts=facts("validate", seed=settings["seed"], source=results_hash()),
        title="Validation: every target, met or missed",
        score=score(table),
        roles=ROLES,
        sections={name: [each for each in targets if each.section == name] for name in table["section"].unique()},
        misses=[each for each in targets if each.verdict in (MISSED, NOT_DECIDED)],
        setting=_setting(scenario),
        runs={name: settings[f"runs.{name}"] for name in ("patterns", "claims")},
    )
    print(f"Report: {written}")


def _setting(scenario: Scenario) -> str:
    return f"{scenario.name!r} ({scenario.persons:,} persons, {scenario.founders} founders, {scenario.weeks} weeks)"


def frame(targets: Sequence[Target]) -> pd.DataFrame:
    """One row per target, as the CSV file has them."""
    rows = [{**dataclasses.asdict(each), "target": each.target} for each in targets]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def score(table: pd.DataFrame) -> list[str]:
    """Sentences that count: outside the implementation checks, by role, and without the sources' claims."""
    counted = table[(table["role"] != CHECK) & (table["verdict"] != NOT_ASKED)]
    rest = counted[counted["section"] != "Claims"]
    lines = [
        f"{len(table)} targets. Outside the implementation checks {_share(counted)}; without the sources' own claims"
        f" {_share(rest)}.",
        "By role: "
        + "; ".join(
            f"{role} {_share(rows)}"
            for role in ROLES
            if len(rows := table[(table["role"] == role) & (table["verdict"] != NOT_ASKED)])
        )
        + ".",
    ]
    if waiting := int((table["verdict"] == NOT_ASKED).sum()):
        lines.append(
            f"{waiting} are not asked, and count nowhere: claims that the model cannot answer yet, and sizes of amway"
            " for which nothing is published."
        )
    if (table["section"] == "Patterns").any():
        lines.append("A pattern has one row, that of its worst quantity; the note of the row names all of them.")
    return lines


def _share(rows: pd.DataFrame) -> str:
    met = int((rows["verdict"] == MET).sum())
    open_ones = int((rows["verdict"] == NOT_DECIDED).sum())
    share = f" ({met / len(rows):.0%})" if len(rows) else ""
    return f"{met} of {len(rows)} met{share}" + (f", {open_ones} not decided" if open_ones else "")


def text(targets: Sequence[Target]) -> str:
    """The table as a terminal shows it; notes stand in the files."""
    lines = []
    for section in dict.fromkeys(each.section for each in targets):
        rows = [each for each in targets if each.section == section]
        lines.append(f"{section} ({_share(frame(rows).query('verdict != @NOT_ASKED'))})")
        lines += [line for each in rows for line in _lines(each)]
        lines.append("")
    return "\n".join(lines)


def _lines(row: Target) -> list[str]:
    told = "" if row.told == wording.NOTHING else row.told if row.high > row.low else wording.number(row.value)
    words = row.quantity if told else row.asked
    first, *more = textwrap.wrap(words, _QUANTITY if told else _QUANTITY + _VALUE + _TARGET) or [""]
    middle = f"{first:{_QUANTITY}} {told:{_VALUE}} {row.target:{_TARGET}}" if told else first
    width = _QUANTITY + _VALUE + _TARGET + 2
    name = textwrap.shorten(row.name, _NAME - 1, placeholder=".")
    return [
        f"  {name:{_NAME}}{middle:{width}} {row.verdict:12} {row.role}",
        *(" " * (_NAME + 4) + each for each in more),
    ]


def markdown(targets: Sequence[Target]) -> str:
    """Counts by section and role, and every row that is not met, as a documentation page takes them."""
    table = frame(targets)
    lines = ["| section | role | targets | met | missed | not decided | not asked |", "|---|---|---|---|---|---|---|"]
    for (section, role), rows in table.groupby(["section", "role"], sort=False):
        counts = rows["verdict"].value_counts()
        numbers = " | ".join(str(int(counts.get(each, 0))) for each in VERDICTS)
        lines.append(f"| {section} | {role} | {len(rows)} | {numbers} |")
    lines += ["", *score(table), "", "| not met | target | value [interval] | asked | verdict | role |"]
    lines.append("|---|---|---|---|---|---|")
    for each in targets:
        if each.verdict not in (MET, NOT_ASKED):
            told = f"{each.quantity}: {each.told}" if each.told != wording.NOTHING else each.note.split(". ")[0]
            told = told.removeprefix(each.asked)
            cells = (each.name, each.asked.split(". ")[0], told, each.target, each.verdict, each.role)
            short = (textwrap.shorten(cell.replace("|", "/"), _CELL, placeholder=" ...") for cell in cells)
            lines.append("| " + " | ".join(short) + " |")
    return "\n".join(lines) + "\n"


def say_failed(task: str, error: str, message: str) -> None:
    """Name a task that gave no rows."""
    print(
        f"{task} gave no rows ({error}: {message}); see the table log. With retry=failed it is done again.",
        file=sys.stderr,
    )
