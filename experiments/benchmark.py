"""What `python -m experiments.bench` does: measure the engine beside plain Mesa, the machine, the runner, memory.

A machine's speed drifts, so what matters is the ratio: blocks of weeks of the engine and of plain Mesa alternate. The
engine is timed over a whole year, since recruiting comes in waves: a refusal holds for a year. Only
where a year of so many persons is more than `person_weeks` are fewer weeks timed, which the table says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import psutil

from experiments.bandwidth import bandwidth
from experiments.bench_figure import bench_figure
from experiments.bench_table import bench_text
from experiments.config import compose
from experiments.engine_benchmark import measure_size, warm_up, with_founders
from experiments.errors import SettingsError
from experiments.figure_style import save
from experiments.measures import Measure, as_table
from experiments.plain_mesa import PlainMesa
from experiments.replacing import replace_csv
from experiments.runner_benchmark import cost_of_runner, gain_of_workers
from experiments.scaling_benchmark import exponents, time_growth
from experiments.settings import COMMON, checked, setting
from experiments.start_benchmark import time_starts
from experiments.tree_benchmark import TREE_MEMBERS, time_months
from model import Scenario, ScenarioError
from model.parameter import flatten

SETTINGS = (
    *(each for each in COMMON if each.name in ("seed", "name", "output")),
    setting("weeks", int, "Weeks that are timed.", unit="weeks", low=4, high=520),
    setting("person_weeks", int, "Above, fewer weeks are timed.", unit="person-weeks", low=1000, high=10**12),
    setting("plain_mesa_persons", int, "Society of the plain Mesa model.", unit="persons", low=100, high=1_000_000),
    setting("runner_runs", int, "Empty runs by which the runner is timed; 0: not.", unit="runs", low=0, high=10**6),
    setting("ordinary_runs", int, "Runs by which two workers are timed; 0: not.", unit="runs", low=0, high=10**5),
    setting("cold", bool, "Whether compiling everything anew is timed."),
    setting("scaling", bool, "Whether exponents of growth are measured."),
    TREE_MEMBERS,
)
LISTS = {
    "persons": setting("persons", int, "Society of the engine.", unit="persons", low=100, high=100_000_000),
    "threads": setting("threads", int, "Threads of a run.", unit="threads", low=1, high=256),
}
BYTES_OF_A_PERSON = 600  # that a run of many needs at its highest, with what a week works in
LEAST_WEEKS = 4


def main(arguments: Sequence[str]) -> int:
    """Measure what `arguments` (Hydra overrides) say; return the exit status."""
    settings, scenario = plan(arguments)
    settings["persons"] = _sizes_with_room(settings["persons"], psutil.virtual_memory().available)
    folder = Path(settings["output"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"output = {str(folder)!r} cannot be written: {error.strerror}.") from None
    measures = list(_measure(settings, scenario))
    if settings["scaling"]:
        print("Growth ...", flush=True)
        growth = time_growth(scenario, settings["seed"])
        measures += exponents(growth)
        replace_csv(folder / "scaling.csv", growth)
    conclude(folder, as_table(measures), bench_text(measures))
    print(
        f"Scenario: {scenario.name}. The engine is timed after its first 26 weeks; plain Mesa is the median of single"
        f" weeks of\n{settings['plain_mesa_persons']:,} persons, by turns with it. Results: {folder}"
    )
    return 0


def conclude(folder: Path, table: pd.DataFrame, text: str) -> None:
    """Write `bench.csv` and the figure `bench`, and print the tables."""
    replace_csv(folder / "bench.csv", table)
    save(bench_figure(table), folder, "bench")
    print(text)


def plan(arguments: Sequence[str]) -> tuple[dict[str, Any], Scenario]:
    """Settings of a benchmark, with its sizes (`persons`) and `threads` as lists, and the scenario.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    composition = compose("bench", arguments, settings=[*(each.name for each in SETTINGS), "threads"])
    parameters = dict(composition.parameters)
    given = flatten(composition.settings) | {"persons": parameters.pop("persons")}
    settings, problems = checked(SETTINGS, given)
    for name, described in LISTS.items():
        values = given[name] if isinstance(given[name], list) else [given[name]]
        try:
            settings[name] = sorted({described.check(each) for each in values})
            if not values:
                problems.append(f"{name} = [] is not allowed: it must name at least one.")
        except ScenarioError as error:
            problems.append(str(error))
    try:
        scenario = Scenario.from_mapping(parameters | {"name": composition.choices["scenario"] or "default"})
    except ScenarioError as error:
        problems.append(str(error))
    if problems:
        raise SettingsError("\n".join(problems))
    return settings, scenario


def _measure(settings: dict[str, Any], scenario: Scenario) -> Iterator[Measure]:
    seed, weeks = settings["seed"], settings["weeks"]
    print("Bandwidth, start ...", flush=True)
    triad = {}
    for each in settings["threads"]:
        moved = bandwidth(each)
        triad[each] = moved["triad"]
        for name, value in moved.items():
            yield Measure("memory bandwidth", value / 1e9, "GB/s", name, threads=each)
    warm_up(scenario, weeks, seed)
    yield from time_starts(cold=settings["cold"])
    plain = PlainMesa(with_founders(scenario, settings["plain_mesa_persons"]), seed)
    for persons in settings["persons"]:
        print(f"{persons:,} persons ...", flush=True)
        timed = min(weeks, max(LEAST_WEEKS, settings["person_weeks"] // persons))
        sized = with_founders(scenario, persons)
        yield from measure_size(
            sized, weeks=timed, threads=settings["threads"], seed=seed, plain=plain, bandwidth=triad
        )
    low, high = plain.rate_interval()
    size = settings["plain_mesa_persons"]
    yield Measure("speed of plain Mesa", plain.rate, "agent-weeks/s", persons=size, low=low, high=high)
    if settings["runner_runs"]:
        yield from cost_of_runner(settings["runner_runs"])
    if settings["ordinary_runs"]:
        yield from gain_of_workers(settings["ordinary_runs"])
    if settings["tree_members"]:
        yield from time_months(settings["tree_members"], seed)


def _sizes_with_room(sizes: Sequence[int], available: int) -> list[int]:
    """Sizes of society that fit into so many bytes; of the others it is said that they do not.

    Raises
    ------
    SettingsError
        When none does.
    """
    fitting = [persons for persons in sizes if persons * BYTES_OF_A_PERSON <= available]
    for persons in sizes:
        if persons not in fitting:
            needed, free = (amount / 2**30 for amount in (persons * BYTES_OF_A_PERSON, available))
            print(f"{persons:,} persons are left out: they need about {needed:.1f} GiB of memory, {free:.1f} are free.")
    if not fitting:
        raise SettingsError(f"persons = {list(sizes)} is not allowed: no society of these sizes fits into memory.")
    return fitting
