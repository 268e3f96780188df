"""What a comparison over a grid of cells leaves behind: tables, maps, a page, and a reading in two sentences.

Under `output` stand `runs.parquet`, `cells.csv` (each outcome of each scenario in each cell, with the paired
difference), `verdicts.csv`, `frontier.csv`, `map_<scenario>.png` and `.pdf`, and
`report.html`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from experiments import cells, comparison, page, report, runner, store
from experiments.cells_figure import advantage_map_figure
from experiments.design import Expansion
from experiments.figure_style import save
from experiments.outcomes import BY_NAME
from experiments.provenance import facts
from experiments.replacing import replace_csv, replace_table
from experiments.statistics import FEW_PAIRS


def conclude(folder: Path, expansion: Expansion, settings: dict[str, Any]) -> int:
    """Write and print what the stored runs say; the last line is the report's path."""
    study = store.load(folder)
    replace_table(folder / "runs.parquet", study.table("runs"))
    done = study.done
    if runner.tell_failures(study) and done.empty:
        return 1
    scenarios, outcomes = list(expansion.scenarios), list(settings["effectiveness"])
    if scenarios[0] not in set(done["scenario"]) or len(set(done["scenario"])) < 2:
        print(f"Nothing to compare: runs succeeded of {', '.join(done['scenario'].unique())} only.", file=sys.stderr)
        return 1
    varied = [factor.name for factor in settings["vary"]]
    summary = cells.cell_summary(done, varied, outcomes, scenarios)
    verdicts = cells.verdicts(summary, varied, scenarios[0])
    frontier = cells.frontier(done, varied, outcomes, scenarios)
    for name, table in (("cells", summary), ("verdicts", verdicts), ("frontier", frontier)):
        replace_csv(folder / f"{name}.csv", table)
    others = [name for name in scenarios[1:] if name in set(verdicts["scenario"])]
    readings = {name: cells.reading(verdicts, frontier, name, scenarios[0]) for name in others}
    print(_printed(verdicts, readings))
    if expansion.design.replicates < FEW_PAIRS:
        print(f"Intervals of fewer than {FEW_PAIRS} pairs of runs are markedly too narrow: take this for a trial.\n")
    pictures = [save(advantage_map_figure(summary, verdicts, name), folder, f"map_{name}") for name in others]
    written = _write_page(folder, expansion, settings, (summary, verdicts, frontier), readings, pictures)
    print(f"Report: {written}")
    return 0


def _printed(verdicts: pd.DataFrame, readings: Mapping[str, str]) -> str:
    """A block for each scenario: over the map's axes, how many outcomes are higher and lower, cell by cell."""
    called = cells.called(verdicts)
    *panels, down, across = called
    lines = []
    for scenario, reading in readings.items():
        own = verdicts[verdicts["scenario"] == scenario]
        own = own.assign(counts=[f"+{row.higher} −{row.lower}" for row in own.itertuples()])
        lines.append(f"{scenario}: outcomes clearly higher (+) and lower (−), of {own['outcomes'].max()}")
        for values, panel in own.groupby(panels, sort=True) if panels else [((), own)]:
            at = ", ".join(f"{called[name]} {value}" for name, value in zip(panels, values, strict=True))
            table = panel.pivot(index=down, columns=across, values="counts")
            table.index.name, table.columns.name = called[down], called[across]
            lines += [f"  {at}" if at else "", *(f"    {line}" for line in table.to_string().splitlines())]
        lines += ["", reading, ""]
    return "\n".join(lines)


def _write_page(
    folder: Path,
    expansion: Expansion,
    settings: dict[str, Any],
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
    readings: Mapping[str, str],
    pictures: list[Path],
) -> Path:
    summary, verdicts, frontier = tables
    called = cells.called(verdicts)
    replicates = expansion.design.replicates
    pairs = summary.loc[summary["difference"].notna(), "pairs"]
    ran = report.what_was_run(comparison.scenarios_of(expansion))
    ran["shared"] = [row for row in ran["shared"] if row.parameter.name not in called]  # the first cell's, no more
    return page.write_page(
        folder,
        "map",
        pictures=pictures,
        facts=facts("compare", seed=expansion.design.seed, source=expansion.source),
        title=f"Comparison over a grid: {settings['name']}",
        **ran,
        certainty={"runs": f"{replicates:,}"},
        in_cells=f"each of {verdicts.groupby(list(called)).ngroups:,} cells",
        expected=[],
        varied=report.varied_rows(settings["vary"], levels=cells.LEVELS),
        outcomes=[BY_NAME[name] for name in settings["effectiveness"]],
        readings=readings,
        verdict_rows=_verdict_rows(verdicts, called),
        verdict_names=list(called.values()),
        frontier_rows=_frontier_rows(frontier, called),
        along=list(called.values())[-1],
        pairs=f"{int(pairs.min())} to {int(pairs.max())}" if len(pairs) else "no",
        chance=f"{0.025 * len(settings['effectiveness']):.2g}",
    )  # fmt: skip


def _level(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def _verdict_rows(verdicts: pd.DataFrame, called: Mapping[str, str]) -> list[tuple[str, list[str], int, int, str]]:
    return [
        (row["scenario"], [_level(row[name]) for name in called], row["higher"], row["lower"], row["verdict"])
        for row in verdicts.sort_values("scenario", kind="stable").to_dict("records")
    ]


def _frontier_rows(frontier: pd.DataFrame, called: Mapping[str, str]) -> list[tuple[str, str, list[str], str, str]]:
    """Scenario, outcome, levels, crossing with interval, share of resamples; lines that cross only."""
    names = list(called)[:-1]
    return [
        (
            row["scenario"],
            BY_NAME[row["outcome"]].label,
            [_level(row[name]) for name in names],
            f"{row['crossing']:.2f} [{row['low']:.2f}, {row['high']:.2f}] ({'+' if row['first'] > 0 else '−'} to"
            f" {'+' if row['last'] > 0 else '−'})",
            f"{row['crossed']:.0%}",
        )
        for row in frontier[frontier["crossing"].notna()].to_dict("records")
    ]
