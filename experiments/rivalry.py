"""Which rival passes which pattern: the model with a mechanism taken out or replaced, asked the same patterns.

What a rival must fail is written down in conf/validate.yaml before the runs. A rival fails a pattern when it is missed,
or cannot be asked: what it is about does not happen, so that its quantity has no value. Not decided is neither.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments import page, wording
from experiments.figure_style import save
from experiments.pattern import ERROR_RATE, MISSED
from experiments.pattern_targets import SECTION
from experiments.patterns_table import PATTERNS
from experiments.provenance import facts
from experiments.replacing import replace_csv, replace_text
from experiments.sources import results_hash
from experiments.target import NOT_ASKED, Target
from experiments.validation_figures import rivals_figure
from experiments.validation_runs import Setting
from model import Scenario
from model.parameter import nearest

AS_IT_IS = "as it is"
SHORT = {"met": "met", "missed": "MISSED", "not decided": "open", NOT_ASKED: "none"}
FAILURES = (MISSED, NOT_ASKED)


@dataclasses.dataclass(frozen=True)
class Rival:
    """What is set, by dotted name; the patterns it must fail; whether it is a negative control."""

    set: dict[str, Any]
    must_fail: tuple[str, ...] = ()
    control: bool = False


def checked(against: Any, parameters: Mapping[str, Any]) -> tuple[dict[str, Rival], list[str]]:
    """The rivals of a configuration, and a sentence for everything that is not allowed."""
    if not isinstance(against, dict) or not against:
        return {}, [f"against = {against!r} is not allowed: it must map names of rivals to what they set."]
    rivals, problems = {}, []
    for name, each in against.items():
        where = f"against.{name}"
        if not isinstance(each, dict) or not isinstance(each.get("set"), dict):
            problems.append(f"{where} = {each!r} is not allowed: it must be {{set: {{...}}, must_fail: [...]}}.")
            continue
        unknown = [key for key in each if key not in ("set", "must_fail", "control")]
        problems += [f"{where}.{key} is not known: a rival has set, must_fail and control." for key in unknown]
        must_fail = each.get("must_fail") or []
        problems += [
            f"{where}.must_fail = {pattern!r} is not allowed: it must be one of {', '.join(PATTERNS)}."
            f"{nearest(str(pattern), list(PATTERNS))}"
            for pattern in must_fail
            if pattern not in PATTERNS
        ]
        try:
            Scenario.from_mapping({**parameters, **each["set"]})
        except ValueError as error:
            problems += [f"{where}: {line}" for line in str(error).splitlines()]
        rivals[str(name)] = Rival(dict(each["set"]), tuple(must_fail), bool(each.get("control", False)))
    return rivals, problems


def settings_of(rivals: Mapping[str, Rival], parameters: Mapping[str, Any], *, runs: int) -> tuple[Setting, ...]:
    """The model as it is, then every rival, as settings of tasks."""
    variants: dict[str, Mapping[str, Any]] = {AS_IT_IS: {}, **{name: each.set for name, each in rivals.items()}}
    return tuple(
        Setting({**parameters, **changes}, patterns=runs, claims=runs, name=name) for name, changes in variants.items()
    )


def conclude(
    folder: Path, done: Mapping[str, Sequence[Target]], rivals: Mapping[str, Rival], settings: Mapping[str, Any]
) -> None:
    """Print which rival passes which pattern, and what it had to fail; write both, with a figure, as CSV and a page."""
    table = rows_of(done, rivals)
    outcomes = table.pivot(index="rival", columns="pattern", values="outcome").reindex(
        index=[AS_IT_IS, *rivals], columns=list(PATTERNS)
    )
    must_fail = table.pivot(index="rival", columns="pattern", values="must_fail").reindex_like(outcomes)
    must_fail = must_fail.astype("boolean").fillna(False).astype(bool)
    sentences = told(table, rivals)
    print(text(outcomes, must_fail))
    print("\n".join(sentences))
    replace_csv(folder / "rivals.csv", table)
    replace_text(folder / "rivals.md", markdown(outcomes, table))
    runs = settings["runs.rivals"]
    written = page.write_page(
        folder,
        "rivals",
        pictures=[save(rivals_figure(outcomes.fillna(NOT_ASKED), must_fail, runs), folder, "validation_rivals")],
        facts=facts("validate", seed=settings["seed"], source=results_hash()),
        title="Which rival passes which pattern",
        outcomes=outcomes.map(lambda each: SHORT.get(each, "failed run")),
        must_fail=must_fail,
        sentences=sentences,
        runs=runs,
        error_rate=f"{ERROR_RATE:.1%}".replace("%", " %"),
        rows=table.to_dict("records"),
    )
    print(f"Report: {written}")


def rows_of(done: Mapping[str, Sequence[Target]], rivals: Mapping[str, Rival]) -> pd.DataFrame:
    """One row per rival and pattern: the outcome, whether it had to fail, and whether it came out as said."""
    rows = []
    for place, targets in done.items():
        rival, pattern = place.rsplit(" ", 1)
        for target in (each for each in targets if each.section == SECTION):
            must = pattern in rivals[rival].must_fail if rival in rivals else False
            outcome = outcome_of(target)
            rows.append(
                {
                    "rival": rival,
                    "pattern": pattern,
                    "outcome": outcome,
                    "must_fail": must,
                    "as_said": (outcome in FAILURES) if must else None,
                    "quantity": target.quantity,
                    "value": target.value,
                    "low": target.low,
                    "high": target.high,
                    "target": target.target,
                    "runs": target.runs,
                    "note": target.note,
                }
            )
    return pd.DataFrame(rows)


def outcome_of(target: Target) -> str:
    """Met, missed, not decided; "not asked" where the quantity that decides has no value."""
    return NOT_ASKED if math.isnan(target.value) else target.verdict


def told(table: pd.DataFrame, rivals: Mapping[str, Rival]) -> list[str]:
    """A sentence for each rival that had something to fail, controls first; then those that had nothing to."""
    lines = []
    for name, rival in sorted(rivals.items(), key=lambda each: not each[1].control):
        rows = table[(table["rival"] == name) & table["must_fail"]]
        if rows.empty:
            continue
        words = "; ".join(f"{row['pattern']} {row['outcome']}" for row in rows.to_dict("records"))
        good = bool(rows["outcome"].isin(FAILURES).all())
        kind = "negative control " if rival.control else ""
        lines.append(
            f"{kind}{name} had to fail {', '.join(rival.must_fail)}: {words}. {'As said' if good else 'Not as said'}."
        )
    if free := [name for name, rival in rivals.items() if not rival.must_fail]:
        lines.append(
            f"Nothing was predicted of {wording.enumeration(free)}: what comes out for them tests no prediction."
        )
    return lines


def markdown(outcomes: pd.DataFrame, table: pd.DataFrame) -> str:
    """The matrix as documents show it, bold where the rival had to fail, and how many failures came as said."""
    said = table[table["must_fail"]]
    bold = set(zip(said["rival"], said["pattern"], strict=True))
    lines = ["| rival | " + " | ".join(outcomes.columns) + " |", "|---" * (len(outcomes.columns) + 1) + "|"]
    for rival, row in outcomes.iterrows():
        words = {pattern: SHORT.get(outcome, "failed run").lower() for pattern, outcome in row.items()}
        cells = [f"**{word}**" if (rival, pattern) in bold else word for pattern, word in words.items()]
        lines.append(f"| {rival} | " + " | ".join(cells) + " |")
    came = said["as_said"].astype(bool)
    others = [f"{row['rival']}, {row['pattern']} ({row['outcome']})" for row in said[~came].to_dict("records")]
    what = f" What did not: {wording.enumeration(others)}." if others else ""
    return "\n".join([*lines, "", f"Of {len(said)} failures that were said beforehand {came.sum()} came.{what}"])


def text(outcomes: pd.DataFrame, must_fail: pd.DataFrame) -> str:
    """The matrix as a terminal shows it; a star where the rival had to fail."""
    lines = [f"{'':24}" + "".join(f"{pattern:>9}" for pattern in outcomes.columns)]
    for rival in outcomes.index:
        cells = (
            SHORT.get(outcomes.loc[rival, pattern], "failed") + "*" * bool(must_fail.loc[rival, pattern])
            for pattern in outcomes.columns
        )
        lines.append(f"{rival!s:24}" + "".join(f"{cell:>9}" for cell in cells))
    lines.append(
        "* had to fail. MISSED: the interval lies outside the target; none: it does not happen; open: not decided."
    )
    return "\n".join(lines)
