"""Writes docs/parameters.md from the declarations in model/: python -m experiments.parameter_tables (or make docs).

Every parameter with unit, range, default and source, group by group. A test fails when the page differs from the
declarations.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from model import Scenario
from model.parameter import Parameter, ParameterGroup
from model.plans import PLANS, Plan
from model.survey_parameters import SurveyParameters

PAGE = Path(__file__).resolve().parents[1] / "docs" / "parameters.md"
_COLUMNS = "| parameter | default | unit | allowed | what it stands for | source |\n|---|---|---|---|---|---|"
_HEADING = """\
# Parameters

Every parameter of the model: what it stands for, its unit, the range in which it is allowed, its default and where the
default comes from. "Assumption" means that nobody has measured it. This page is written by `make docs` from the
declarations in `model/`, and a test fails when they differ: do not edit it.

A parameter is set by its name in any command (`ritual.interval_days=5`), in a file of `conf/`, or in Python
(`Scenario.from_mapping({"ritual.interval_days": 5})`). The five *practices*, the only parameters that the four corner
scenarios set, are marked so. Money is in rupiah.
"""


def page() -> str:
    """The whole page, as Markdown."""
    parts = [_HEADING, _section("scenario", Scenario, Scenario.parameters())]
    for name, group in Scenario.groups().items():
        if name != "plan":
            parts.append(_section(name, group, group.parameters()))
    common = {each.name for each in Plan.parameters()}
    parts.append(_section("plan", Plan, [each for each in Scenario.all_parameters() if each.name in common]))
    for name, plan in PLANS.items():
        own = [each for each in plan.parameters() if each.name not in common]
        parts.append(_section(f"plan, with plan.name={name}", plan, own))
    parts.append(_section("survey", SurveyParameters, SurveyParameters.parameters()))
    return "\n".join(parts)


def _section(title: str, group: type[ParameterGroup], parameters: Iterable[Parameter]) -> str:
    about = (group.__doc__ or "").strip().splitlines()[0]
    rows = [_row(each) for each in parameters]
    return "\n".join(
        [f"## {title}", "", about, "", *([_COLUMNS, *rows] if rows else ["No parameters of its own."]), ""]
    )


def _row(each: Parameter) -> str:
    cells = (f"`{each.name}`", _default(each.default), each.unit, _allowed(each), each.about, each.source)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.10g}"
    if isinstance(value, tuple):
        return "[" + "; ".join(f"{each:,}" for each in value) + "]"
    return value or "(empty)"


def _allowed(each: Parameter) -> str:
    """What is allowed, without the unit, which has a column of its own."""
    return each.allowed.replace(f" ({each.unit})", "").replace(f" {each.unit}", "")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Written: {PAGE}")
