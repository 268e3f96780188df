"""ODD and theory name what is in the model, the ODD all of it; the tables of parameters are the declarations'."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pytest
from numba.core.dispatcher import Dispatcher

import model
from experiments import parameter_tables
from model import Scenario
from model.columns import COLUMN_NAMES, PERSON_COLUMNS
from model.table import HEARSAY

MODEL = Path(model.__file__).resolve().parent
DOCS = MODEL.parent / "docs"
ODD = (DOCS / "ODD.md").read_text(encoding="utf-8")
THEORY = (DOCS / "theory.md").read_text(encoding="utf-8")
NAMES = sorted(set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)(?:=[^`]*)?`", ODD + THEORY)))
STUDIES = sorted(set(re.findall(r"experiment=(\w+)", ODD + THEORY)))
GROUPS = set(Scenario.groups())
PARAMETERS = {each.name for each in Scenario.all_parameters()}
# Draws, arithmetic, storage and the packing of ties: how rules are computed, not rules.
NO_MECHANISM = {"draws", "elementary", "network_ties", "compilation", "prefetch", "table", "column_block"}
# A function with one of these goes over columns: a loop, which applies rules and needs no source of its own.
COLUMNS = {"row", "rows", "active", "registered", "society", "people", "evening", "meeting", "places"}
SOURCE = re.compile(
    r"\b(1[89]|20)\d\d\b|\b(assumption|definition|bookkeeping|follows from|a bound of|four sources|congregations|Tiens"
    r"|the survey|network text|rooted-tree paper)\b",
    re.IGNORECASE,
)


def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(MODEL).with_suffix("").parts): path
        for path in sorted(MODEL.rglob("*.py"))
        if path.stem != "__init__"
    }


def rules() -> list[str]:
    """Every public compiled function of a mechanism's file, in the file where it is defined."""
    found = []
    for name in modules():
        if name in NO_MECHANISM:
            continue
        module = importlib.import_module(f"model.{name}")
        for each, value in inspect.getmembers(module, lambda value: isinstance(value, Dispatcher)):
            if not each.startswith(("_", "prefetch")) and value.py_func.__module__ == module.__name__:
                found.append(f"{name}.{each}")
    return found


def of_name(rule: str) -> Dispatcher:
    module, _, name = rule.rpartition(".")
    return getattr(importlib.import_module(f"model.{module}"), name)


def scalar_rules() -> list[str]:
    """Rules proper: functions of numbers."""
    return [rule for rule in rules() if not COLUMNS & set(inspect.signature(of_name(rule).py_func).parameters)]


def exists(name: str) -> bool:
    """Whether a dotted name is a parameter, or something of a module of model/ or of a running model."""
    if name in PARAMETERS:
        return True
    module, _, each = name.rpartition(".")
    if module == "model":  # `model.weekly`: of a model that runs
        return hasattr(model.SolidarityModel, each)
    return module in modules() and hasattr(importlib.import_module(f"model.{module}"), each)


@pytest.mark.parametrize("rule", rules())
def test_every_rule_is_named(rule: str) -> None:
    assert f"`{rule}`" in ODD


def test_rules_are_found() -> None:
    assert {"ritual.entrainment", "plans.stairstep.leadership_kept", "kinship.companions"} <= set(rules())
    assert len(rules()) > 100


@pytest.mark.parametrize("rule", scalar_rules())
def test_every_rule_says_what_it_rests_on(rule: str) -> None:
    assert SOURCE.search(inspect.getdoc(of_name(rule).py_func) or "")


@pytest.mark.parametrize("name", NAMES)
def test_every_name_exists(name: str) -> None:
    assert exists(name)


STATE = ODD[ODD.index("| state of a distributor |") : ODD.index("**Scales.**")]


@pytest.mark.parametrize(
    "column", sorted({*COLUMN_NAMES, *(name for name, _ in PERSON_COLUMNS), *(HEARSAY.names or ())})
)
def test_every_state_variable_is_told_with_its_unit(column: str) -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in STATE.splitlines() if f"`{column}`" in line
    ]
    assert rows
    assert all(len(cells) == 3 and all(cells) for cells in rows)


def test_every_rule_in_a_table_has_a_function_and_a_source() -> None:
    lines = ODD[ODD.index("## 7. Submodels") : ODD.index("### 7.11")].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    assert len(rows) > 90
    assert [cells[0] for cells in rows if len(cells) != 4 or not all(cells)] == []


def test_a_name_that_does_not_exist_is_noticed() -> None:
    assert not exists("ritual.no_such_rule")
    assert not exists("recruitment.bringing")


@pytest.mark.parametrize("study", STUDIES)
def test_every_study_exists(study: str) -> None:
    assert (MODEL.parent / "conf" / "experiment" / f"{study}.yaml").exists()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:model|experiments|tests|conf)/[^`]*)`", ODD + THEORY))))
def test_every_file_exists(path: str) -> None:
    assert (MODEL.parent / path).exists()


def test_every_mechanism_has_its_parameters_in_the_tables() -> None:
    page = (DOCS / "parameters.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in page for name in PARAMETERS)


def test_the_tables_are_those_of_the_declarations() -> None:
    page = (DOCS / "parameters.md").read_text(encoding="utf-8")
    assert page == parameter_tables.page(), "the declarations have changed: make docs"
