"""What `python -m experiments.sensitivity` does: screen all parameters, then find the indices of those that matter.

Under `output` stand `parameters.csv` (what is moved, from where to where, what is not and why), `screening.csv`
(Morris), `indices.csv` (Sobol), `convergence.csv`, the figures, `report.html`, and the runs of both stages:
`screening/` and `indices_<hash of the parameters and the base>/`, from which an interrupted command resumes.

Chance is a factor like the others. Runs of one trajectory (Morris), or of one row of the base sample (Sobol), share all
random draws they have in common, except where the dummy moves: then all draws are others. So effects are of parameters
and not of luck, and the dummy's own effect is that of luck (a seed taken as an input: Iooss & Ribatet 2009, "Global
sensitivity analysis of computer models with functional inputs").
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments import runner, store
from experiments.config import Composition, compose
from experiments.design import Design, Expansion, expand
from experiments.errors import SettingsError
from experiments.factors import DUMMY, Factor
from experiments.outcomes import BY_NAME
from experiments.points import Sampled
from experiments.sampling import morris_sample, saltelli_sample
from experiments.sensitivity_parameters import Exceptions, Moved, moved_parameters
from experiments.settings import COMMON, ENGINE, checked, setting
from experiments.sources import results_hash
from experiments.variants import unknown_outcomes
from model import Scenario, ScenarioError
from model.parameter import flatten

OWN = (
    setting("trajectories", int, "Trajectories of the screening.", unit="trajectories", low=2, high=100_000),
    setting("levels", int, "Levels of each parameter in the screening.", unit="levels", low=2, high=1000),
    setting("matter", int, "Parameters that get Sobol indices.", unit="parameters", low=0, high=1000),
    setting("base", int, "Base sample of the indices.", unit="points", low=2, high=2**20),
)
LISTS = ("outcomes", "parameters", "indices_of")
MAPPINGS = ("ranges", "from_zero", "held")
SETTINGS = (
    *LISTS, *MAPPINGS, *(f"{name}." for name in MAPPINGS), *(each.name for each in (*COMMON, *ENGINE, *OWN)),
)  # fmt: skip
SCREENING, INDICES = "screening", "indices"
_CHANCE = Factor(DUMMY, int, (), 0, 1)


class Stage(NamedTuple):
    """One sample of points: all parameters screened, or the indices of some."""

    factors: tuple[Factor, ...]  # the dummy last
    shares: np.ndarray  # (points, factors), of each factor's way from its low to its high end
    expansion: Expansion


def main(arguments: Sequence[str]) -> int:
    """Carry out a sensitivity analysis as `arguments` (Hydra overrides) say; return the exit status."""
    from experiments import sensitivity_report  # here: workers, which import this module anew, have no use for it

    composition = compose("sensitivity", arguments, settings=SETTINGS)
    settings, moved, screening, indices = plan(composition)
    folder = Path(settings["output"])
    screened = found = None
    if screening is not None:
        screened = _carry_out(screening, folder / SCREENING, settings, "Screening")
        effects = sensitivity_report.effects_of(screened, settings)
        if effects.empty:
            print("No outcome has two effects of every parameter: nothing can be ranked.", file=sys.stderr)
            return 1
        chosen = sensitivity_report.mattering(effects, settings["matter"])
        indices = indices_stage(composition, settings, moved, chosen) if chosen else None
    if indices is not None:
        asked = ",".join([*(factor.name for factor in indices.factors), f"base={settings['base']}"])
        own = f"{INDICES}_{hashlib.blake2b(asked.encode(), digest_size=4).hexdigest()}"
        found = _carry_out(indices, folder / own, settings, "Indices of")
    return sensitivity_report.conclude(folder, settings, moved, screened, found)


class Result(NamedTuple):
    """What the runs of a stage gave."""

    stage: Stage
    values: pd.DataFrame  # a row for each point, a column for each outcome: mean over replicates, NaN if undefined


def _carry_out(stage: Stage, folder: Path, settings: dict[str, Any], what: str) -> Result:
    columns = [(factor.name, factor.column) for factor in stage.factors]
    study = runner.prepare(stage.expansion, {**settings, "output": str(folder)}, (), factors=columns)
    study.carry_out_aloud(f"{what} {len(stage.factors) - 1} parameters and a dummy")
    stored = store.load(folder)
    runner.tell_failures(stored)
    done = stored.done
    means = done.groupby("point")[settings["outcomes"]].agg(lambda each: each.mean(skipna=False))
    return Result(stage, means.reindex(stage.expansion.run_as).reset_index(drop=True))


def plan(composition: Composition) -> tuple[dict[str, Any], Moved, Stage | None, Stage | None]:
    """Check the settings and expand the first stage.

    Returns
    -------
    settings, moved, screening, indices
        One of the stages is None: the indices are planned after the screening, unless their parameters are named.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    given = composition.settings
    flat = flatten({name: value for name, value in given.items() if name not in (*LISTS, *MAPPINGS)})
    settings, problems = checked((*COMMON, *ENGINE, *OWN), flat)
    for name in LISTS:
        settings[name], wrong = _names(name, given[name], needed=name == "outcomes")
        problems += wrong
    problems += unknown_outcomes("outcomes", settings["outcomes"] or (), BY_NAME)
    exceptions, wrong = _exceptions(given)
    problems += wrong
    try:
        scenario = Scenario.from_mapping(composition.parameters)
    except ScenarioError as error:
        raise SettingsError("\n".join([*problems, *str(error).splitlines()])) from None
    try:
        chooser = "indices_of" if settings["indices_of"] else "parameters"
        moved = moved_parameters(scenario, exceptions, settings[chooser] or None, chooser=chooser)
    except SettingsError as error:
        problems += str(error).splitlines()
    if problems:
        raise SettingsError("\n".join(problems))
    if settings["indices_of"]:
        return settings, moved, None, indices_stage(composition, settings, moved, settings["indices_of"])
    if settings["matter"]:  # what would be refused after the screening is refused before it
        saltelli_sample((_CHANCE,), base=settings["base"], seed=0)
    return settings, moved, _screening_stage(composition, settings, moved), None


def _names(name: str, given: Any, *, needed: bool) -> tuple[list[str], list[str]]:
    """A list of names without repetitions, and a sentence if it is none."""
    if given is None and not needed:
        return [], []
    if not isinstance(given, list) or not given:
        return [], [f"{name} = {given!r} is not allowed: it must be a list of names."]
    return list(dict.fromkeys(map(str, given))), []


def _exceptions(given: dict[str, Any]) -> tuple[Exceptions, list[str]]:
    read, problems = {}, []
    for name in MAPPINGS:
        value = given[name] or {}
        if not isinstance(value, dict):
            problems.append(f"{name} = {value!r} is not allowed: it must be {{parameter: ..., ...}}.")
        flat = flatten(value) if isinstance(value, dict) else {}
        read[name] = {parameter: each for parameter, each in flat.items() if each is not None}
    return Exceptions(**read), problems


def _screening_stage(composition: Composition, settings: dict[str, Any], moved: Moved) -> Stage:
    factors = (*moved.factors, _CHANCE)
    sample = morris_sample(
        factors, trajectories=settings["trajectories"], levels=settings["levels"], seed=settings["seed"]
    )
    level = np.rint(sample.shares[:, -1] * (settings["levels"] - 1)).astype(int)
    trajectory = np.arange(len(sample)) // (len(factors) + 1)
    return _stage(composition, settings, factors, sample, trajectory * settings["levels"] + level)


def indices_stage(composition: Composition, settings: dict[str, Any], moved: Moved, names: Sequence[str]) -> Stage:
    """The points by which the Sobol indices of the parameters `names` are found."""
    by_name = {factor.name: factor for factor in moved.factors}
    factors = (*(by_name[name] for name in names), _CHANCE)
    sample = saltelli_sample(factors, base=settings["base"], seed=settings["seed"])
    return _stage(composition, settings, factors, sample, np.unique(sample.shares[:, -1], return_inverse=True)[1])


def _stage(
    composition: Composition,
    settings: dict[str, Any],
    factors: tuple[Factor, ...],
    sample: Sampled,
    draws: np.ndarray,
) -> Stage:
    """Expand a sample whose points make the draws of these numbers."""
    names = tuple(factor.name for factor in factors)
    design = Design(
        kind="sensitivity",
        base={name: value for name, value in composition.parameters.items() if name not in names},
        factors=names,
        levels=[(*point[:-1], int(number)) for point, number in zip(sample, draws, strict=True)],
        replicates=settings["replicates"],
        seed=settings["seed"],
        pairing="dummy",
        name=composition.choices.get("scenario") or "default",
    )
    return Stage(factors, sample.shares, expand(design, results_hash()))
