"""What a sweep leaves behind beside its tables: figures and `report.html`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments import figures, page, sweep_figures, wording
from experiments.design import Expansion
from experiments.factors import Factor
from experiments.outcomes import OUTCOMES
from experiments.provenance import facts
from experiments.report import MOST_COLUMNS as MOST_LINES
from experiments.report import varied_rows, what_was_run
from experiments.run import DONE
from experiments.statistics import FEW_PAIRS, mean_intervals
from experiments.store import Study
from experiments.sweep_table import MOST_ROWS
from model import Scenario

_OVER_TIME = (
    ("growth", figures.growth_figure),
    ("solidarity", figures.solidarity_figure),
    ("battery", figures.battery_figure),
)


def write_sweep_report(
    study: Study, expansion: Expansion, settings: Mapping[str, Any], factors: Sequence[Factor]
) -> Path:
    """Draw what a sweep found and write its page; returns the page's path.

    Parameters
    ----------
    study
        The stored runs, of which at least one has a result.
    expansion, settings, factors
        The sweep, as `sweeping.plan` gives it.
    """
    runs, design = study.runs, expansion.design
    done = runs[runs["status"] == DONE]
    scenario = Scenario.from_mapping(design.changes(0))
    varying = [factor for factor in factors if done[factor.name].nunique() > 1]
    drawn = _figures(study, done, varying, scenario)
    caption, table = _points(done, varying) if done["point"].nunique() <= MOST_ROWS else _spread(done)
    base = {name: value for name, value in design.changes(0).items() if name not in {each.name for each in factors}}
    return page.write_page(
        study.folder,
        "sweep",
        pictures=[figures.save(figure, study.folder, name) for name, figure in drawn.items()],
        facts=facts("sweep", seed=design.seed, source=expansion.source),
        title=f"Sweep: {settings['name']}",
        kind=design.kind,
        points=f"{len(design.levels):,}",
        replicates=f"{design.replicates:,}",
        weeks=f"{scenario.weeks:,}",
        persons=f"{scenario.persons:,}",
        varied=varied_rows(factors),
        shared=what_was_run({"all points": Scenario.from_mapping(base)})["shared"],
        caption=caption,
        table=table,
        outcomes=[each for each in OUTCOMES if each.name in sweep_figures.SHOWN],
        done=f"{len(done):,}",
        runs=f"{len(runs):,}",
        pairing=design.pairing,
        few_pairs=FEW_PAIRS,
    )


def _figures(study: Study, done: pd.DataFrame, varying: Sequence[Factor], scenario: Scenario) -> dict[str, Figure]:
    """What suits the design: lines along numbers, maps over two of them, options side by side, courses over time."""
    numbers = [factor.name for factor in varying if factor.kind in (int, float)]
    others = [factor.name for factor in varying if factor.name not in numbers]
    drawn: dict[str, Figure] = {}
    if numbers:
        drawn |= _along(done, numbers, others)
    elif others:
        named = done.assign(options=sweep_figures.option_names(done, others))
        if named["options"].nunique() <= MOST_LINES:
            drawn["options"] = sweep_figures.sweep_options_figure(named, "options")
    if "weekly" in study.description["keep"] and 1 <= done["point"].nunique() <= MOST_LINES:
        labels = done[["point", "replicate"]].assign(scenario=_point_names(done, varying))
        weekly = study.weekly.drop(columns="scenario").merge(labels, on=["point", "replicate"])
        drawn |= {name: draw(weekly) for name, draw in _OVER_TIME}
        if not varying and len(sweep_figures.ways_of(scenario)):
            drawn = {"ways": sweep_figures.ways_figure(weekly, scenario), **drawn}
    return drawn


def _along(done: pd.DataFrame, numbers: list[str], others: list[str]) -> dict[str, Figure]:
    """Lines along each number, split by one other factor where few lines come of it; a map over the first two."""
    few = [name for name in (*others, *numbers) if done[name].nunique() <= 4]
    drawn: dict[str, Figure] = {}
    for name in numbers:
        by = next((each for each in few if each != name), None) if len(numbers) + len(others) == 2 else None
        drawn[f"along_{sweep_figures.called(name).replace(' ', '_')}"] = sweep_figures.sweep_lines_figure(
            done, name, by=by
        )
    cut = [name for name in numbers if 2 < done[name].nunique() <= sweep_figures.MOST_LEVELS]
    if len(cut) > 1:
        drawn["map"] = sweep_figures.sweep_map_figure(done, cut[0], cut[1])
    return drawn


def _point_names(done: pd.DataFrame, varying: Sequence[Factor]) -> pd.Series:
    """What each run's point is called: by what varies, or else by its scenario."""
    return sweep_figures.option_names(done, [each.name for each in varying]) if varying else done["scenario"]


def _points(done: pd.DataFrame, varying: Sequence[Factor]) -> tuple[str, pd.DataFrame]:
    """Point by point, means of the outcomes shown and their intervals."""
    groups = [group for _, group in done.assign(name=_point_names(done, varying)).groupby("point", sort=True)]
    series = [group[outcome].dropna().to_numpy(np.float64) for group in groups for outcome in sweep_figures.SHOWN]
    low, high = mean_intervals(series)
    cells = [
        wording.in_one_piece(wording.with_interval(float(values.mean()) if len(values) else math.nan, *ends))
        for values, *ends in zip(series, low, high, strict=True)
    ]
    width = len(sweep_figures.SHOWN)
    table = pd.DataFrame(
        [cells[place : place + width] for place in range(0, len(cells), width)],
        columns=[sweep_figures.outcome_label(outcome) for outcome in sweep_figures.SHOWN],
    )
    table.insert(0, "Runs", [f"{len(group):,}" for group in groups])
    table.insert(0, "Point", [group["name"].iloc[0] for group in groups])
    return "Point by point: mean over runs [95 % bootstrap interval, BCa]", table


def _spread(done: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """How outcomes vary over runs, when points are many."""
    outcomes = [each for each in OUTCOMES if done[each.name].notna().any()]
    table = done[[each.name for each in outcomes]].quantile([0, 0.25, 0.5, 0.75, 1]).T
    table.columns = pd.Index(["least", "first quartile", "median", "third quartile", "most"])
    table = table.map(wording.number)
    table.insert(0, "Outcome", [f"{each.label} ({each.unit})" for each in outcomes])
    return "Spread over runs; every run stands in the table of runs", table
