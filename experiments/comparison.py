"""What `python -m experiments.compare` does: plan the runs, carry them out, say what came of them.

Under `output` stand `runs.parquet`, `weekly.parquet`, `survival.parquet`, `ledger.parquet`, `standing.parquet`,
`lorenz.parquet`, `ranks.parquet`, of the first replicate `distributors.parquet` and `ties.parquet`, `summary.csv`,
`recruits.csv`, `standing.csv` and `growth.csv` (for one seed the same bytes each time, however many workers), the
figures, `report.html`, and `parts/`, from which an interrupted command resumes. With `expected`, `expected.csv` and its
figure stand beside them; with `vary`, the tables and maps of `cell_report` stand there instead.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import runner, store
from experiments.cells import read_cells, read_effectiveness
from experiments.config import Composition, compose, parameter_problems, read_option
from experiments.design import Design, Expansion, expand
from experiments.errors import SettingsError
from experiments.outcomes import BY_NAME, OF_OBSERVED
from experiments.points import Points
from experiments.provenance import facts
from experiments.replacing import replace_csv, replace_table
from experiments.settings import COMMON, ENGINE, checked
from experiments.sources import results_hash
from experiments.variants import read_expected, read_variants
from model import Scenario
from model.parameter import flatten

if TYPE_CHECKING:
    from experiments.side_table import SideTable

KEEP = ("weekly", "survival", "ledger", "standing", "lorenz", "ranks")
KEEP_FIRST = ("distributors", "ties")  # of replicate 0, for trees and networks: of all they would be large
MOST_CURVES = 8  # scenarios; of more, curves over time could not be told apart and are not kept
OWN = ("scenarios", "variants", "variants.", "expected", "expected.", "vary", "vary.", "effectiveness")
SETTINGS = (*OWN, *(each.name for each in (*COMMON, *ENGINE)))


def main(arguments: Sequence[str]) -> int:
    """Compare scenarios as `arguments` (Hydra overrides) say; return the exit status."""
    expansion, settings = plan(compose("compare", arguments, settings=SETTINGS))
    columns = [("scenario", "string"), *((factor.name, factor.column) for factor in settings["vary"])]
    keep, first = kept(expansion, settings)
    study = runner.prepare(expansion, settings, keep, keep_first=first, factors=columns)
    cells = f" in {len(expansion.design.levels) // len(expansion.scenarios):,} cells" if settings["vary"] else ""
    study.carry_out_aloud(f"Comparing {', '.join(expansion.scenarios)}{cells}")
    if settings["vary"]:
        from experiments import cell_report  # here, like what else is not needed before the runs

        return cell_report.conclude(Path(settings["output"]), expansion, settings)
    return conclude(Path(settings["output"]), expansion, settings)


def kept(expansion: Expansion, settings: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tables stored beside runs and log, of all runs and of the first replicate: those drawn, and whom is followed."""
    drawn = ((), ()) if settings["vary"] or len(expansion.scenarios) > MOST_CURVES else (KEEP, KEEP_FIRST)
    return ((*drawn[0], "panel"), drawn[1]) if expansion.design.base.get("panel") else drawn


def plan(composition: Composition) -> tuple[Expansion, dict[str, Any]]:
    """Check the settings and expand the comparison.

    Beside the common settings stand what is `expected` of variants, the factors that `vary`, and `effectiveness`.

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
    variants: dict[str, dict[str, Any]] = {}
    cells: Points = [()]
    if not problems:
        variants, cells, own, problems = _read_own(composition, scenarios)
        settings |= own
    if problems:
        raise SettingsError("\n".join([*problems, *parameter_problems(composition.parameters)]))
    design = Design(
        kind="paired",
        base=composition.parameters,
        factors=("scenario", *(factor.name for factor in settings["vary"])),
        levels=[(name, *cell) for cell in cells for name in (*scenarios, *variants)],
        replicates=settings["replicates"],
        seed=settings["seed"],
        variants=variants,
        upon=scenarios[0],
    )
    return expand(design, results_hash()), settings


def _read_own(
    composition: Composition, scenarios: list[str]
) -> tuple[dict[str, dict[str, Any]], Points, dict[str, Any], list[str]]:
    """Variants, cells, checked settings that only a comparison has, and a sentence for everything not allowed."""
    given = {name: composition.settings.get(name) for name in ("variants", "expected", "vary", "effectiveness")}
    variants, problems = read_variants(given["variants"], scenarios, composition.parameters)
    expected, unsaid = read_expected(given["expected"], variants, BY_NAME)
    taken = {*composition.parameters, *(name for changes in variants.values() for name in changes)}
    factors, cells, unvaried = read_cells(given["vary"], scenarios, taken)
    problems += unsaid + unvaried
    if given["vary"] is not None:
        problems += read_effectiveness(given["effectiveness"], BY_NAME)
        if len(scenarios) + len(variants) < 2:
            problems.append(f"scenarios = {scenarios!r} is not allowed with vary: it needs two or more to compare.")
        if given["expected"] is not None:
            problems.append("expected is not allowed with vary: what theory says is said of one cell.")
    own = {"expected": expected, "vary": factors, "effectiveness": given["effectiveness"]}
    return variants, cells, own, problems


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


def conclude(folder: Path, expansion: Expansion, settings: dict[str, Any]) -> int:
    """Write and print what the stored runs say; the last line is the report's path."""
    # Imported here: before the runs there is no use for statistics and plotting.
    from experiments import expectations, expectations_figure, figures, report, statistics
    from experiments.comparison_table import MAIN, comparison_table

    study = store.load(folder)
    keep, first = kept(expansion, settings)
    for table in ("runs", *keep, *first):
        replace_table(folder / f"{table}.parquet", study.table(table))
    done = study.done
    if runner.tell_failures(study) and done.empty:
        return 1
    baseline = next(iter(expansion.scenarios))
    if baseline not in set(done["scenario"]):
        print(f"No run of {baseline} succeeded: there is nothing to compare with.", file=sys.stderr)
        return 1
    outcomes = [name for name in BY_NAME if name not in OF_OBSERVED or done[name].notna().any()]
    summary = statistics.paired_summary(done, outcomes, baseline)
    replace_csv(folder / "summary.csv", summary)
    said = expectations.expectation_table(summary, settings["expected"], baseline)
    scenarios = scenarios_of(expansion)
    pictures, tables = [], []
    if settings["expected"]:
        replace_csv(folder / "expected.csv", said)
        print(expectations.printed(said, baseline))
        for number, part in enumerate(expectations_figure.expectations_figures(said, baseline), 1):
            pictures.append(figures.save(part, folder, f"expected_{number}" if number > 1 else "expected"))
    else:
        print(comparison_table(summary, baseline))
        beside = ", who recruits, who prospers, growth" if keep else ""
        print(f"{len(set(outcomes) - set(MAIN))} more outcomes{beside}: in summary.csv and the report.")
    if keep:
        tables = _side_tables(folder, study, {label: scenario.founders for label, scenario in scenarios.items()})
        pictures += figures.write_comparison_figures(
            folder, done, {name: getattr(study, name) for name in (*keep, *first)}, summary
        )
    page = report.write_report(
        folder,
        f"Comparison: {settings['name']}",
        scenarios,
        summary,
        pictures,
        facts("compare", seed=expansion.design.seed, source=expansion.source),
        expected=said,
        tables=tables,
    )
    print(f"Report: {page}")
    return 0


def scenarios_of(expansion: Expansion) -> dict[str, Scenario]:
    """The scenarios compared by name, each as in its first cell."""
    return {
        label: Scenario.from_mapping(expansion.design.changes(point)) for label, point in expansion.scenarios.items()
    }


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
