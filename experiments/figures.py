"""The figures of Solidaritas, each one function over stored tables that returns a matplotlib Figure.

They take the tables as `experiments.store.load` gives them or as they stand in a study's folder, in a notebook too
(`figures.effects_figure(pd.read_csv("results/effects/default/effects.csv"))`); a model's own tables do as well
(`figures.growth_figure(figures.in_run(model.weekly))`, `figures.tree_figure(model.distributors)`).
`figure_style.save` writes one, and refuses it when units, number of runs, kind of interval or a reading are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from experiments.cells_figure import advantage_map_figure as advantage_map_figure
from experiments.curves import in_run as in_run
from experiments.differences_figure import differences_figure as differences_figure
from experiments.differences_figure import differences_figures
from experiments.distribution_figures import lorenz_figure as lorenz_figure
from experiments.distribution_figures import ranks_figure as ranks_figure
from experiments.effects_figure import effects_figure as effects_figure
from experiments.expectations_figure import expectations_figure as expectations_figure
from experiments.figure_style import save as save
from experiments.growth_figure import growth_figure as growth_figure
from experiments.recruiting import recruits_figure as recruits_figure
from experiments.sensitivity_figures import effects_by_outcome_figure as effects_by_outcome_figure
from experiments.sensitivity_figures import indices_figure as indices_figure
from experiments.sensitivity_figures import screening_figure as screening_figure
from experiments.solidarity_figures import SOLIDARITY as SOLIDARITY
from experiments.solidarity_figures import battery_figure as battery_figure
from experiments.solidarity_figures import profile_figure as profile_figure
from experiments.solidarity_figures import solidarity_figure as solidarity_figure
from experiments.solidarity_outcomes import SOLIDARITY_OUTCOMES
from experiments.survival_figure import survival_figure as survival_figure
from experiments.sweep_figures import sweep_lines_figure as sweep_lines_figure
from experiments.sweep_figures import sweep_map_figure as sweep_map_figure
from experiments.team_figure import has_team
from experiments.team_figure import team_figure as team_figure
from experiments.tree_figure import tree_figure as tree_figure

# Figures of a comparison in their order: name, table, and the function that draws it for the scenarios given.
_OF_ALL_RUNS: tuple[tuple[str, str, Callable[..., Figure]], ...] = (
    ("growth", "weekly", growth_figure),
    ("survival", "survival", survival_figure),
    ("recruits", "ledger", recruits_figure),
    ("solidarity", "weekly", solidarity_figure),
    ("profile", "weekly", profile_figure),
    ("battery", "weekly", battery_figure),
    ("lorenz", "lorenz", lorenz_figure),
    ("ranks", "ranks", ranks_figure),
)


def write_comparison_figures(
    folder: Path,
    runs: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    summary: pd.DataFrame,
) -> list[Path]:
    """Draw and save the figures as PNG and PDF; runs whose status is not "done" are left out.

    Parameters
    ----------
    folder
        Where they go.
    runs
        As `Study.runs`.
    tables
        Other tables of the study by name; what is drawn of a table that is missing or empty is left out.
    summary
        As `statistics.paired_summary` gives it.

    Returns
    -------
    list of Path
        growth, survival, recruits, solidarity, profile, battery, lorenz, ranks, tree, team, differences ... and
        differences_of_solidarity ... as PNG in `folder`; without differences when there is one scenario only.

    Raises
    ------
    ValueError
        When no run is done.
    """
    done = runs.loc[runs["status"] == "done", ["scenario", "replicate"]]
    if done.empty:
        raise ValueError("no run is done: there is nothing to draw.")
    found = {name: table.merge(done, on=["scenario", "replicate"]) for name, table in tables.items() if len(table)}
    scenarios = [str(name) for name in summary["scenario"].unique()]
    drawn = {
        name: draw(found[table], scenarios=scenarios)
        for name, table, draw in _OF_ALL_RUNS
        if len(found.get(table, ())) and not (table == "ranks" and not found[table]["members"].any())
    }
    drawn |= _of_one_run(found, done["replicate"].nunique())
    if len(scenarios) > 1:
        of_solidarity = summary["outcome"].isin([outcome.name for outcome in SOLIDARITY_OUTCOMES])
        for name, rows in (("differences", ~of_solidarity), ("differences_of_solidarity", of_solidarity)):
            if rows.any():
                parts = differences_figures(summary[rows])
                drawn |= {f"{name}_{number}" if number > 1 else name: part for number, part in enumerate(parts, 1)}
    return [save(figure, folder, name) for name, figure in drawn.items()]


def _of_one_run(tables: Mapping[str, pd.DataFrame], replicates: int) -> dict[str, Figure]:
    """The tree, and a team's network where there is a team, of the first replicate."""
    if "distributors" not in tables or tables["distributors"].empty:
        return {}
    members = tables["distributors"]
    drawn = {"tree": tree_figure(members, run=f"the first of {replicates:,}")}
    if "ties" in tables and has_team(members):
        drawn["team"] = team_figure(members, tables["ties"])
    return drawn
