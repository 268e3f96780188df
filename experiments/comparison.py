"""What `python -m experiments.compare` does: plan the runs, carry them out, say what came of them.

Under `output` stand `runs.parquet`, `weekly.parquet`, `survival.parquet`, `ledger.parquet`, `standing.parquet`,
`summary.csv`, `recruits.csv`, `standing.csv` and `growth.csv` (for one seed the same bytes each time, however many
workers), the figures, `report.html`, and `parts/`, from which an
interrupted command resumes.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import runner, store
from experiments.config import Composition, compose, read_option
from experiments.design import Design, Expansion, expand
from experiments.errors import SettingsError
from experiments.outcomes import OF_OBSERVED, OUTCOMES
from experiments.provenance import facts
from experiments.replacing import replace_csv, replace_table
from experiments.run import DONE
from experiments.settings import COMMON, ENGINE, checked
from experiments.sources import results_hash
from model import Scenario
from model.parameter import flatten

if TYPE_CHECKING:
    from experiments.side_table import SideTable

KEEP = ("weekly", "survival", "ledger", "standing")
SETTINGS = ("scenarios", *(each.name for each in (*COMMON, *ENGINE)))


def main(arguments: Sequence[str]) -> int:
    """Compare scenarios as `arguments` (Hydra overrides) say; return the exit status."""
    expansion, settings = plan(compose("compare", arguments, settings=SETTINGS))
    study = runner.prepare(expansion, settings, KEEP, factors=(("scenario", "string"),))
    print(f"Comparing {', '.join(expansion.scenarios)}: {study.estimate}.", flush=True)
    tally = study.carry_out()
    if tally.present:
        print(f"{tally.present:,} runs were there already.")
    return conclude(Path(settings["output"]), settings["name"], expansion)


def plan(composition: Composition) -> tuple[Expansion, dict[str, Any]]:
    """Check the settings and expand the comparison.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    settings, problems = checked((*COMMON, *ENGINE), flatten(composition.settings))
    scenarios = composition.settings["scenarios"]
    scenarios = [scenarios] if isinstance(scenarios, str) else scenarios  # Hydra gives a single word as a text
    if not isinstance(scenarios, list) or not scenarios:
        raise SettingsError(
            "\n".join([*problems, f"scenarios = {scenarios!r} is not allowed: it must be a list of scenarios."])
        )
    problems += _scenario_problems(scenarios)
    if problems:
        _add_parameter_problems(composition, problems)
        raise SettingsError("\n".join(problems))
    design = Design(
        kind="paired",
        base=composition.parameters,
        factors=("scenario",),
        levels=[(name,) for name in scenarios],
        replicates=settings["replicates"],
        seed=settings["seed"],
    )
    return expand(design, results_hash()), settings


def _scenario_problems(scenarios: list[Any]) -> list[str]:
    problems = []
    for place, name in enumerate(scenarios):
        try:
            read_option("scenario", name)
        except SettingsError as error:
            problems.append(str(error).replace("scenario =", "scenarios =", 1))
        if name in scenarios[:place]:
            problems.append(f"scenarios = {name!r} is not allowed: it is there twice.")
    return problems


def _add_parameter_problems(composition: Composition, problems: list[str]) -> None:
    """Say everything that is wrong at once, not the parameters only when the settings are right."""
    try:
        Scenario.from_mapping(composition.parameters)
    except ValueError as error:
        problems.extend(str(error).splitlines())


def conclude(folder: Path, name: str, expansion: Expansion) -> int:
    """Write and print what the stored runs say; the last line is the report's path."""
    # Imported here: before the runs there is no use for statistics and plotting.
    from experiments import figures, report, statistics
    from experiments.comparison_table import comparison_table
    from experiments.side_table import printed

    study = store.load(folder)
    for table in ("runs", *KEEP):
        replace_table(folder / f"{table}.parquet", study.table(table))
    done = study.runs[study.runs["status"] == DONE]
    if tell_failures(study) and done.empty:
        return 1
    baseline = next(iter(expansion.scenarios))
    if baseline not in set(done["scenario"]):
        print(f"No run of {baseline} succeeded: there is nothing to compare with.", file=sys.stderr)
        return 1
    outcomes = {each.name: each for each in OUTCOMES if each.name not in OF_OBSERVED or done[each.name].notna().any()}
    summary = statistics.paired_summary(done, list(outcomes), baseline)
    replace_csv(folder / "summary.csv", summary)
    print(comparison_table(summary, baseline))
    scenarios = {
        label: Scenario.from_mapping(expansion.design.changes(point)) for label, point in expansion.scenarios.items()
    }
    tables = _side_tables(folder, study, {label: scenario.founders for label, scenario in scenarios.items()})
    for each in tables:
        print(f"\n{printed(each)}")
    pictures = figures.write_comparison_figures(
        folder, done, study.weekly, study.survival, study.ledger, summary, outcomes
    )
    page = report.write_report(
        folder,
        f"Comparison: {name}",
        scenarios,
        summary,
        pictures,
        facts("compare", seed=expansion.design.seed, source=expansion.source),
        labels=outcomes,
        tables=tables,
    )
    print(f"Report: {page}")
    return 0


def _side_tables(folder: Path, study: store.Study, founders: Mapping[str, int]) -> list[SideTable]:
    """What stands beside the outcomes: recruiting by tie, who prospers, growth; also written as CSV."""
    from experiments.growth import growth_curves, growth_table
    from experiments.recruiting import recruits_summary, recruits_table
    from experiments.standing_table import standing_summary, standing_table

    recruits, standing = recruits_summary(study.ledger), standing_summary(study.standing)
    growth = growth_curves(study.weekly, founders)
    for name, summary in (("recruits", recruits), ("standing", standing), ("growth", growth)):
        replace_csv(folder / f"{name}.csv", summary)
    return [recruits_table(recruits), standing_table(standing), growth_table(growth)]


def tell_failures(study: store.Study) -> int:
    """Name the runs that gave no result; return how many."""
    failures = study.runs[study.runs["status"] != DONE]
    for (scenario, status, error), rows in failures.groupby(["scenario", "status", "error"], dropna=False):
        print(
            f"{len(rows)} of {scenario}'s runs {status} ({error}), left out; see the table log."
            " With retry=failed they are done again.",
            file=sys.stderr,
        )
    return len(failures)
