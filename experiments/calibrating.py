"""What `python -m experiments.calibrate` does: run points of the prior, fit, check the fit, say what came of it.

Under `output` stand `runs.parquet` (the runs from the prior), `posterior.csv`, `parameters.csv` (point estimate and
intervals), `coverage.csv` (known parameters recovered), `targets.csv` (what was aimed at, and what was left out, with
what runs from the posterior give), `facts.csv` (F1 to F13 at the point estimate), `fitted.yaml`, the figures,
`report.html`, and the runs of the search and of the check, from which an interrupted command resumes.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from experiments import runner, sweeping
from experiments.calibration_runs import Runs
from experiments.calibration_targets import Target, facts_left_out, read_targets
from experiments.config import Composition, compose
from experiments.design import Expansion
from experiments.errors import SettingsError
from experiments.factors import Factor
from experiments.field_runs import allows_field
from experiments.settings import COMMON, ENGINE, checked, setting
from model import Scenario
from model.parameter import flatten

DESIGNS = ("lhs", "sobol")
OWN = (
    setting("accept", float, "Share of the runs that make the posterior.", unit="share", low=0.0001, high=1),
    setting("trials", int, "Stored runs taken for data in turn.", unit="runs", low=1, high=1_000_000),
    setting("search.points", int, "Points tried for the point estimate.", unit="points", low=1, high=100_000),
    setting("search.replicates", int, "Runs of each of them.", unit="runs a point", low=1, high=10_000),
    setting("predictive", int, "Runs at points drawn from the posterior.", unit="runs", low=2, high=1_000_000),
    setting("confirm", int, "Runs at the point estimate.", unit="runs", low=2, high=1_000_000),
)
SETTINGS = (
    "targets", "targets.", "left_out", "left_out.", "design.", *(each.name for each in (*COMMON, *ENGINE, *OWN)),
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Plan:
    """A calibration that has been checked.

    Attributes
    ----------
    expansion, factors
        Points of the prior, and what is free.
    settings
        Common settings, those of the engine and the command's own.
    targets, left_out
        What is aimed at, and what the fit is checked on.
    """

    expansion: Expansion
    factors: tuple[Factor, ...]
    settings: dict[str, Any]
    targets: tuple[Target, ...]
    left_out: tuple[Target, ...]


def main(arguments: Sequence[str]) -> int:
    """Calibrate as `arguments` (Hydra overrides) say; return the exit status."""
    checked_plan = plan(compose("calibrate", arguments, settings=SETTINGS))
    settings = checked_plan.settings
    runs = Runs(checked_plan.expansion, settings, checked_plan.factors)
    free = ", ".join(factor.name for factor in checked_plan.factors)
    aims = ", ".join(dict.fromkeys(target.fact or target.outcome for target in checked_plan.targets))
    print(f"Calibrating {free} on {aims}.", flush=True)
    study = runs.prior()
    if runner.tell_failures(study) and study.done.empty:
        return 1
    # Imported here: workers import this module as they start and have no use for fitting and plotting.
    from experiments.calibration_report import conclude
    from experiments.fitting import fit

    try:
        fitted = fit(checked_plan, runs, study)
    except ValueError as error:
        print(f"There is nothing to fit: {str(error).rstrip('.')}.", file=sys.stderr)
        return 1
    return conclude(Path(settings["output"]), checked_plan, study, fitted)


def plan(composition: Composition) -> Plan:
    """Check the settings and expand the design.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    given = dict(composition.settings)
    own, problems = checked(OWN, {name: value for name, value in flatten(given).items() if "targets" not in name})
    targets, wrong = _read("targets", given["targets"])
    problems += wrong
    if not targets and not wrong:
        problems.append(f"targets = {given['targets']!r} is not allowed: it must name what the runs should give.")
    left_out = given["left_out"] if given["left_out"] is not None else facts_left_out(targets)
    checks, wrong = _read("left_out", left_out)
    problems += wrong
    problems += [
        f"left_out: {each.outcome} is not allowed: it is one of the targets."
        for each in checks
        if each.outcome in {target.outcome for target in targets}
    ]
    problems += _design_problems(given["design"])
    swept: dict[str, Any] = {"pairing": "independent", "shard": None, "show": None, "keep": []}
    rest = {name: value for name, value in given.items() if name not in _OWN_ROOTS}
    try:
        expansion, settings, factors = sweeping.plan(dataclasses.replace(composition, settings={**rest, **swept}))
    except SettingsError as error:
        raise SettingsError("\n".join([*problems, *str(error).splitlines()])) from None
    problems += [
        f"design.vary: {factor.name} = {list(factor.values)} is not allowed: a calibration needs a range, [low, high]."
        for factor in factors
        if factor.values
    ]
    weeks = Scenario.from_mapping(expansion.design.changes(0)).weeks
    if any(each.fact for each in (*targets, *checks)) and not allows_field(weeks):
        problems.append(
            f"weeks = {weeks} is not allowed with facts from the field: it must be whole years, two or more."
        )
    if problems:
        raise SettingsError("\n".join(problems))
    # Another kind than a sweep's, whose runs leave other outcomes behind: neither resumes the other's folder.
    # What is free is no part of what all runs have in common, so that a fit written into a scenario resumes as before.
    base = {name: value for name, value in expansion.design.base.items() if name not in expansion.design.factors}
    design = dataclasses.replace(expansion.design, kind="calibrate", base=base)
    expansion = dataclasses.replace(expansion, design=design)
    return Plan(expansion, factors, {**settings, **own}, targets, checks)


_OWN_ROOTS = {"targets", "left_out", *(each.name.split(".")[0] for each in OWN)}


def _read(name: str, wanted: Any) -> tuple[tuple[Target, ...], list[str]]:
    try:
        return read_targets(name, wanted), []
    except SettingsError as error:
        return (), str(error).splitlines()


def _design_problems(section: dict[str, Any]) -> list[str]:
    if (kind := section.get("kind")) not in DESIGNS:
        return [f"design = {kind!r} is not allowed: points of the prior are drawn by design=lhs or design=sobol."]
    return []
