"""Section C of the targets: facts from the field, put to the scenario `amway` with the criterion of `field_facts`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments import field_facts
from experiments.field_runs import field_quantities
from experiments.laboratory import Laboratory, amway
from experiments.pattern import MET, MISSED
from experiments.target import BOOTSTRAP, CHECK, DEFAULTS, HELD_OUT, NOT_ASKED, Target

SECTION = "Field facts"
ROLES = {
    field_facts.CHOSEN: DEFAULTS,
    field_facts.CHECK: CHECK,
    field_facts.HELD_OUT: HELD_OUT,
}


def rows(laboratory: Laboratory) -> list[Target]:
    """One row for each quantity of each fact, then the sizes that they are shares of."""
    settings = amway()
    runs = pd.DataFrame(
        [field_quantities(laboratory.whole(replicate, settings)) for replicate in range(laboratory.replicates)]
    )
    facts = [_row(row) for row in field_facts.field_facts(runs, seed=laboratory.seed).to_dict("records")]
    return [*facts, *(_size(row) for row in field_facts.sizes(runs, seed=laboratory.seed).to_dict("records"))]


def _size(size: dict[Any, Any]) -> Target:
    """A denominator of the facts: told, since shares of different ones cannot be compared, and never asked."""
    return Target(
        SECTION, "sizes", f"{size['label']}: {size['what']}", "nothing is published for one of this size", HELD_OUT,
        NOT_ASKED, f"{size['label']} ({size['unit']})", float(size["value"]), float(size["low"]), float(size["high"]),
        BOOTSTRAP, runs=int(size["runs"]), note="A denominator of the facts, told and not asked",
    )  # fmt: skip


def _row(fact: dict[Any, Any]) -> Target:
    met = fact["met"]
    return Target(
        SECTION, fact["id"], fact["fact"], f"{fact['tag']}; see the table of targets", ROLES[fact["role"]],
        NOT_ASKED if met is None else MET if met else MISSED, f"{fact['fact']} ({fact['unit']})",
        float(fact["value"]), float(fact["low"]), float(fact["high"]), BOOTSTRAP, above=float(fact["from"]),
        below=float(fact["to"]), runs=int(fact["runs"]),
        note=f"Asked of amway: {fact['target']}; denominator: {fact['denominator']}. Met when the mean over runs lies"
        " in the range",
    )  # fmt: skip
