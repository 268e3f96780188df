"""What `python -m experiments.villages` does: choose parameters on half of the communities, predict the other half.

All communities are one run: without strangers (`recruitment.stranger=0`) nobody is asked but along ties and by referral
along two of them, so that those of a community hear of it from its own founders alone, as if it were a society of its
own, while one file, one design and one command do. What all share is the awareness of the products, which moves sales.

Under `output` stand `predictions.csv` (a row for each community), `errors.csv`, `chosen.csv`, `splits.csv`, the figure,
`report.html`, and the runs of both stages: `choosing/` and `predicting_<hash of what was chosen>/`, from which an
interrupted command resumes.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments import runner, store
from experiments.config import Composition, compose
from experiments.design import Design, Expansion, expand
from experiments.errors import SettingsError
from experiments.factors import Factor, read_factors
from experiments.points import Points
from experiments.sampling import read_design
from experiments.settings import COMMON, ENGINE, checked, setting
from experiments.simulation import society_of
from experiments.sources import results_hash
from experiments.statistics import Array
from experiments.village_prediction import chosen_half, losses
from experiments.village_runs import COMMUNITIES, VILLAGE_OUTCOMES, joining_by_community
from model import Scenario, ScenarioError
from model.network_files import read_network
from model.parameter import flatten

PEERS = "recruitment.peers_needed"
FUNCTION = "experiments.village_runs:run_villages"
LEAST_COMMUNITIES = 4
OWN = (
    setting("points", int, "Parameter sets tried for each contagion.", unit="points", low=1, high=2**20),
    setting("predictions", int, "Runs of each contagion with the set chosen.", unit="runs", low=2, high=100_000),
    setting("splits", int, "Other random halves.", unit="splits", low=0, high=1_000_000),
)
SETTINGS = ("choose", "choose.", "peers_needed", *(each.name for each in (*COMMON, *ENGINE, *OWN)))


@dataclasses.dataclass(frozen=True)
class Plan:
    """A checked study: what is chosen among, and what was observed."""

    expansion: Expansion
    factors: tuple[Factor, ...]  # peers_needed first
    base: dict[str, Any]
    settings: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Contagion:
    """One kind of contagion: the set of parameters chosen for it, and all that were tried.

    `levels` are the values of the plan's factors; `shares` (sets, communities) what each set predicts, `loss` (sets,)
    its mean squared error where was chosen.
    """

    peers: int
    levels: tuple[Any, ...]
    shares: Array
    loss: Array

    @property
    def name(self) -> str:
        """What tables and figures call it."""
        return "simple contagion" if self.peers == 0 else f"{self.peers} ties inside needed"


def main(arguments: Sequence[str]) -> int:
    """Carry out the study as `arguments` (Hydra overrides) say; return the exit status."""
    from experiments import village_report  # here: workers, which import this module anew, have no use for it

    study = plan(compose("villages", arguments, settings=SETTINGS))
    observed = observed_joining(study)
    folder = Path(study.settings["output"])
    tried = _carry_out(study.expansion, folder / "choosing", study, "Choosing among")
    if tried is None:
        return 1
    half = chosen_half(observed["community"].to_numpy(), study.settings["seed"])
    contagions = []
    for peers in study.settings["peers_needed"]:
        points = [point for point, values in enumerate(study.expansion.design.levels) if values[0] == peers]
        shares = mean_shares(tried, points)
        loss = losses(shares, observed["observed"].to_numpy(), half)
        levels = study.expansion.design.levels[points[int(np.nanargmin(loss))]]
        contagions.append(Contagion(peers, levels, shares, loss))
    expansion = _predicting(study, [each.levels for each in contagions])
    own = hashlib.blake2b(expansion.fingerprint().encode(), digest_size=4).hexdigest()
    found = _carry_out(expansion, folder / f"predicting_{own}", study, "Predicting with")
    if found is None:
        return 1
    runs = [run_shares(found, place) for place in range(len(contagions))]
    return village_report.conclude(folder, study, observed, half, list(zip(contagions, runs, strict=True)))


def plan(composition: Composition) -> Plan:
    """Check the settings and expand the sets among which is chosen.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    given = composition.settings
    flat = flatten({name: value for name, value in given.items() if name not in ("choose", "peers_needed")})
    settings, problems = checked((*COMMON, *ENGINE, *OWN), flat)
    base = dict(composition.parameters)
    factors: tuple[Factor, ...] = ()
    points: Points = []
    try:
        (contagions,) = read_factors({PEERS: {"list": given["peers_needed"]}}, sampled=True)
        wanted = given["choose"]
        if isinstance(wanted, Mapping):
            wanted = {name: each for name, each in wanted.items() if each is not None}
        section = {"kind": "sobol", "vary": wanted, "runs": settings.get("points", 1)}
        chosen, points = read_design(section, settings.get("seed", 0))
        factors = (contagions, *chosen)
    except SettingsError as error:
        problems += [_in_own_words(line) for line in str(error).splitlines()]
    names = [factor.name for factor in factors]
    problems += [f"choose: {name} is not allowed: it is set already." for name in names if name in base]
    problems += [f"choose: {name} is not allowed: it is there twice." for name in names[1:] if name == PEERS]
    problems += _missing(base) or _parameter_problems(base)
    if problems:
        raise SettingsError("\n".join(problems))
    design = Design(
        kind="villages",
        base=base,
        factors=tuple(names),
        levels=[(peers, *point) for peers in factors[0].values for point in points],
        replicates=settings["replicates"],
        seed=settings["seed"],
        name=composition.choices.get("scenario") or "default",
    )
    settings["peers_needed"] = list(factors[0].values)
    return Plan(expand(design, results_hash()), factors, base, settings)


def _in_own_words(line: str) -> str:
    """A complaint about a design in the words of this command's settings."""
    if PEERS in line:
        return line.replace("design.vary: ", "").replace(PEERS, "peers_needed", 1)
    return line.replace("design.vary", "choose", 1).replace("design.runs", "points", 1)


def _missing(base: Mapping[str, Any]) -> list[str]:
    return [
        f"{name} is missing: the file with {what}."
        for name, what in (
            ("society.ties_file", "the ties, as for network=file"),
            ("society.people_file", "who founded, who joined and which community everybody is of"),
        )
        if not base.get(name)
    ]


def _parameter_problems(base: Mapping[str, Any]) -> list[str]:
    try:
        scenario = Scenario.from_mapping(base)
        people = read_network(scenario.society).people
    except ScenarioError as error:
        return str(error).splitlines()
    known = {
        "founders_column": len(people.founders) > 0,
        "joined_column": len(people.observed) > 0,
        "community_column": people.communities is not None,
    }
    return [
        f"society.{column} = {getattr(scenario.society, column)!r} is not allowed: society.people_file has no such"
        " column."
        for column, is_there in known.items()
        if not is_there
    ]


def observed_joining(plan: Plan) -> pd.DataFrame:
    """What happened: a row for each community, as `village_runs.joining_by_community`, with the `observed` share.

    Raises
    ------
    SettingsError
        When there are too few communities to be halved.
    """
    scenario = Scenario.from_mapping(plan.base)
    society = society_of(scenario, plan.settings["seed"], 0)
    table = joining_by_community(society, np.zeros(scenario.persons, np.bool_))
    if len(table) < LEAST_COMMUNITIES:
        raise SettingsError(
            f"society.people_file is not allowed: joining was observed in {len(table)} communities, and halving them"
            f" needs {LEAST_COMMUNITIES}."
        )
    within = society.communities[society.neighbour] == np.repeat(society.communities, np.diff(society.ties))
    return table.assign(observed=table["really"] / table["asked"], ties_within=float(within.mean()))


def _predicting(plan: Plan, chosen: list[tuple[Any, ...]]) -> Expansion:
    """The runs by which is predicted, with other draws than those by which was chosen."""
    design = plan.expansion.design
    return expand(
        dataclasses.replace(
            design, levels=chosen, replicates=plan.settings["predictions"], seed=(design.seed + 1) % 2**63
        ),
        results_hash(),
    )


def _carry_out(expansion: Expansion, folder: Path, plan: Plan, what: str) -> pd.DataFrame | None:
    """Joining by `point`, `replicate` and `community`; None when no run succeeded."""
    columns = [(factor.name, factor.column) for factor in plan.factors]
    settings = {**plan.settings, "output": str(folder)}
    outcomes = [outcome.name for outcome in VILLAGE_OUTCOMES]
    study = runner.prepare(expansion, settings, (COMMUNITIES,), factors=columns, function=FUNCTION, outcomes=outcomes)
    study.carry_out_aloud(f"{what} {len(expansion.design.levels):,} parameter sets")
    stored = store.load(folder)
    failures = runner.tell_failures(stored)
    if failures == len(stored.runs):
        return None
    return stored.table(COMMUNITIES).to_pandas()


def run_shares(joining: pd.DataFrame, point: int) -> Array:
    """Share joining in each run of a point, (runs, communities)."""
    own = joining[joining["point"] == point]
    table = own.assign(share=own["joined"] / own["asked"]).pivot(index="replicate", columns="community", values="share")
    return table.to_numpy(np.float64)


def mean_shares(joining: pd.DataFrame, points: Sequence[int]) -> Array:
    """Mean over runs of the share joining, (points, communities); NaN for a point without a run."""
    own = joining.assign(share=joining["joined"] / joining["asked"])
    table = own.groupby(["point", "community"])["share"].mean().unstack()
    return table.reindex(list(points)).to_numpy(np.float64)
