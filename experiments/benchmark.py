"""What `python -m experiments.bench` does: time the engine and plain Mesa by turns, and print both and their ratio.

A machine's speed drifts, so what matters is the ratio: blocks of weeks of the engine and of plain Mesa alternate. The
engine is timed over a whole year, since recruiting comes in waves: who refused can be asked again after a year.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from experiments.config import compose
from experiments.errors import SettingsError
from experiments.runner_benchmark import seconds_of_empty_runs, time_of_ordinary_runs
from experiments.settings import checked, setting
from experiments.tree_benchmark import TREE_MEMBERS, time_months
from model import Scenario, ScenarioError, SolidarityModel
from model.parameter import flatten

SETTINGS = (
    setting("seed", int, "Master seed of all draws.", unit="seed", low=0, high=2**63 - 1),
    setting("weeks", int, "Weeks that are timed.", unit="weeks", low=4, high=520),
    setting("plain_mesa_persons", int, "Society of the plain Mesa model.", unit="persons", low=100, high=1_000_000),
    setting("runner_runs", int, "Empty runs by which the runner is timed; 0: not.", unit="runs", low=0, high=10**6),
    setting("ordinary_runs", int, "Runs by which two workers are timed.", unit="runs", low=2, high=10**5),
    TREE_MEMBERS,
)
SIZE = setting("persons", int, "Society of the engine.", unit="persons", low=100, high=100_000_000)
FIRST_WEEKS = 26  # not timed: in them the society of the founders' friends is asked for the first time
BLOCKS = 13
PLAIN_WEEKS = 1  # weeks of plain Mesa in a block


def main(arguments: Sequence[str]) -> int:
    """Time the models as `arguments` (Hydra overrides) say; return the exit status."""
    settings, sizes, scenario = plan(arguments)
    plain = _plain_mesa(scenario, settings)
    print(f"{'persons':>12} {'active':>10} {'agent-weeks/s':>14} {'ns each':>9} {'times plain Mesa':>17}")
    rates_of_plain: list[float] = []
    small = SolidarityModel(_with_founders(scenario, settings["plain_mesa_persons"]), rng=settings["seed"])
    small.run_for(FIRST_WEEKS + settings["weeks"])  # what is compiled is loaded when first needed, some after a year
    for persons in sizes:
        model = SolidarityModel(_with_founders(scenario, persons), rng=settings["seed"])
        model.run_for(FIRST_WEEKS)
        agent_weeks, seconds = 0.0, 0.0
        for _ in range(BLOCKS):
            weeks_of_plain, seconds_of_plain = timed(plain.run_for, PLAIN_WEEKS, lambda: len(plain.agents))
            rates_of_plain.append(weeks_of_plain / seconds_of_plain)
            in_block = timed(model.run_for, max(1, settings["weeks"] // BLOCKS), lambda: len(model.agents))  # noqa: B023
            agent_weeks, seconds = agent_weeks + in_block[0], seconds + in_block[1]
        rate = agent_weeks / seconds
        ratio = rate / statistics.median(rates_of_plain)
        print(f"{persons:>12,} {len(model.agents):>10,} {rate:>14,.0f} {1e9 / rate:>9.0f} {ratio:>17,.0f}")
    print(
        f"Plain Mesa, {settings['plain_mesa_persons']:,} persons, {len(plain.agents):,} active:"
        f" {statistics.median(rates_of_plain):,.0f} agent-weeks a second"
        f" (from {min(rates_of_plain):,.0f} to {max(rates_of_plain):,.0f} over {len(rates_of_plain)} blocks)."
    )
    print(
        f"Scenario: {scenario.name} - engine over weeks {FIRST_WEEKS + 1} to {FIRST_WEEKS + settings['weeks']},"
        " plain Mesa the median of its blocks, by turns, one core each."
    )
    if settings["runner_runs"]:
        _time_runner(settings)
    if settings["tree_members"]:
        time_months(settings["tree_members"], settings["seed"])
    return 0


def _time_runner(settings: dict[str, Any]) -> None:
    """Print what the runner costs a run, and how much faster two workers finish ordinary runs than one."""
    few, many = settings["runner_runs"] // 10, settings["runner_runs"]
    cost = (seconds_of_empty_runs(many) - seconds_of_empty_runs(few)) / (many - few)
    ordinary = flatten(Scenario.preset_mapping("hybrid"))
    one, two = (time_of_ordinary_runs(settings["ordinary_runs"], workers, ordinary) for workers in (1, 2))
    print(f"The runner costs {1e3 * cost:.2f} ms a run ({many:,} runs that do nothing, start not counted).")
    scenario = Scenario.from_mapping(ordinary)
    print(
        f"{settings['ordinary_runs']} ordinary runs ({scenario.name}, {scenario.persons:,} persons,"
        f" {scenario.weeks} weeks): one worker {one.total:.1f} s, two {two.total:.1f} s, {one.total / two.total:.2f}"
        f" times as fast. Start included: the first run begins after {one.start:.1f} s and {two.start:.1f} s."
    )


def plan(arguments: Sequence[str]) -> tuple[dict[str, Any], list[int], Scenario]:
    """Settings, sizes of society and scenario of a benchmark.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    composition = compose("bench", arguments, settings=[each.name for each in SETTINGS])
    settings, problems = checked(SETTINGS, flatten(composition.settings))
    parameters = dict(composition.parameters)
    sizes = parameters.pop("persons")
    sizes = sizes if isinstance(sizes, list) else [sizes]
    try:
        sizes = [SIZE.check(each) for each in sizes]
        scenario = Scenario.from_mapping(parameters)
    except ScenarioError as error:
        problems.append(str(error))
    if problems:
        raise SettingsError("\n".join(problems))
    return settings, sizes, scenario


def timed(run_for: Callable[[int], None], weeks: int, active: Callable[[], int]) -> tuple[float, float]:
    """Agent-weeks, and the seconds they took, of a model that runs for some weeks."""
    agent_weeks, start = 0.0, time.perf_counter()
    for _ in range(weeks):
        agent_weeks += active()
        run_for(1)
    return agent_weeks, time.perf_counter() - start


def _with_founders(scenario: Scenario, persons: int) -> Scenario:
    return scenario.replace({"persons": persons, "founders": persons // 3})


def _plain_mesa(scenario: Scenario, settings: dict[str, Any]) -> Any:
    """The reference model with ordinary random numbers, past its first weeks."""
    from tests.reference_model import OrdinaryDraws, ReferenceModel, interpreted_rules

    plain = ReferenceModel(
        _with_founders(scenario, settings["plain_mesa_persons"]), draw=OrdinaryDraws(settings["seed"])
    )
    run_for = plain.run_for

    def run_interpreted(weeks: int) -> None:
        with interpreted_rules():
            run_for(weeks)

    plain.run_for = run_interpreted
    plain.run_for(4)
    return plain
