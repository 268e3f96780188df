"""What `python -m experiments.sweep` does: plan a design, carry it out, summarise it."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Any

from experiments import multirun, runner, store
from experiments.config import WORLD_GROUPS, Composition, compose, parameter_problems, read_option
from experiments.design import Design, Expansion, expand
from experiments.errors import SettingsError
from experiments.factors import Factor
from experiments.points import Points
from experiments.replacing import replace_table
from experiments.sampling import read_design
from experiments.settings import COMMON, ENGINE, check_tables, checked, setting
from experiments.sources import results_hash
from experiments.sweep_table import sweep_table
from model.parameter import flatten

OWN = (
    setting("pairing", str, "How replicates of different points relate.", choices=("common", "independent")),
    setting("shard", str, "Which part of the runs to do, such as 3/20."),
    setting("show", str, "Results folder to summarise."),
)
SETTINGS = ("keep", "design.", *(each.name for each in (*COMMON, *ENGINE, *OWN)))


def main(arguments: Sequence[str]) -> int:
    """Carry out a sweep as `arguments` (Hydra overrides) say; return the exit status."""
    if multirun.FLAGS & set(arguments):
        return multirun.run_all(
            "sweep", arguments, settings=SETTINGS, check=plan, job=functools.partial(run, report=False)
        )
    composition = compose("sweep", arguments, settings=SETTINGS)
    if composition.settings["show"] is not None:
        print(sweep_table(store.load(str(composition.settings["show"]))))
        return 0
    return run(composition)


def run(composition: Composition, *, report: bool = True) -> int:
    """Carry out one composed sweep, with figures and a page if wanted; return the exit status.

    A shard writes no page, since it has its own runs only: the same command without `shard` does, when all are there.
    """
    expansion, settings, factors = plan(composition)
    columns = [(factor.name, factor.column) for factor in factors]
    study = runner.prepare(expansion, settings, settings["keep"], factors=columns, shard=settings["shard"])
    replace_table(study.folder / store.DESIGN, expansion.table(columns))
    study.carry_out_aloud(f"Sweep {settings['name']}, design={expansion.design.kind}")
    stored = store.load(study.folder)
    print(sweep_table(stored))
    if report and study.shard == (1, 1) and len(stored.done):
        from experiments.sweep_report import write_sweep_report  # here, since it loads what draws

        print(f"Report: {write_sweep_report(stored, expansion, settings, factors)}")
    print(f"Results: {study.folder}")
    return 0


def plan(composition: Composition) -> tuple[Expansion, dict[str, Any], tuple[Factor, ...]]:
    """Check the settings and expand the design.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    section = composition.settings["design"]
    rest = {name: value for name, value in composition.settings.items() if name not in ("design", "keep")}
    settings, problems = checked((*COMMON, *ENGINE, *OWN), flatten(rest))
    settings["keep"] = composition.settings["keep"]
    problems += check_tables(settings["keep"])
    settings["shard"], wrong = _shard(settings["shard"])
    problems += wrong
    problems += parameter_problems(composition.parameters)
    problems += _nobody_followed(settings["keep"], composition)
    factors: tuple[Factor, ...] = ()
    points: Points = [()]
    try:
        factors, points = read_design(section, settings.get("seed", 0))
        problems += _twice(composition, factors)
    except SettingsError as error:
        problems += str(error).splitlines()
    if problems:
        raise SettingsError("\n".join(problems))
    design = Design(
        kind=section["kind"],
        base=composition.parameters,
        factors=tuple(factor.name for factor in factors),
        levels=points,
        replicates=settings["replicates"],
        seed=settings["seed"],
        pairing=settings["pairing"],
        name=composition.choices.get("scenario") or "default",
    )
    return expand(design, results_hash()), settings, factors


def _shard(text: str | None) -> tuple[tuple[int, int], list[str]]:
    if text is None:
        return (1, 1), []
    numbers = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
    if numbers and 1 <= int(numbers[1]) <= int(numbers[2]):
        return (int(numbers[1]), int(numbers[2])), []
    return (1, 1), [f"shard = {text!r} is not allowed: it must be i/n with i from 1 to n, such as 3/20."]


def _nobody_followed(keep: Any, composition: Composition) -> list[str]:
    """A sentence when the panel is to be kept and nobody is followed."""
    if "panel" not in (keep or ()) or composition.parameters.get("panel", 0):
        return []
    return ["keep = 'panel' is not allowed with panel = 0: say which share of persons is followed, as in panel=0.05."]


def _twice(composition: Composition, factors: tuple[Factor, ...]) -> list[str]:
    """A sentence for everything that is both set for all points and varied."""
    chosen = {group: option for group in WORLD_GROUPS if (option := composition.choices.get(group))}
    by_groups = {name for group, option in chosen.items() for name in read_option(group, option)}
    taken = set(chosen) | (set(composition.parameters) - by_groups)
    return [
        f"{factor.name} is not allowed in design.vary: it is set for all points already."
        for factor in factors
        if factor.name in taken
    ]
