"""Every figure that `experiments.figures` offers is drawn from the files of a study alone, as in a notebook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments import comparison, factorial_effects, figure_style, figures, sensitivity_study, store

TINY = ("persons=150", "weeks=12", "replicates=2", "engine=serial")
COMMANDS: dict[str, tuple[Callable[[list[str]], int], list[str]]] = {
    "compare": (
        comparison.main,
        [
            "scenarios=[mechanical]", "variants={no_gatherings: {ritual.gatherings: false}}",
            "expected={no_gatherings: {symbol_attachment: lower}}", "persons=300", "weeks=60",
        ],
    ),
    "cells": (
        comparison.main,
        [
            "scenarios=[organic,mechanical]", "effectiveness=[member_weeks,sales]",
            "vary={society.occupations: [3, 12], retention.sobriety: [0.0, 1.0]}",
        ],
    ),
    "effects": (
        factorial_effects.main,
        [
            "experiment=null", "outcomes=[ever_joined,sales]",
            "design.vary={ritual.interval_days: {list: [28, 7]}, exchange.need: [0.0, 0.7]}",
        ],
    ),
    "sensitivity": (
        sensitivity_study.main,
        [
            "parameters=[ritual.gain,recruitment.contact]", "outcomes=[members,ever_joined]", "trajectories=4",
            "base=8", "matter=1",
        ],
    ),
}  # fmt: skip
Read = Callable[[str], pd.DataFrame]
DRAWN: dict[str, Callable[[Read], Figure]] = {
    "growth_figure": lambda read: figures.growth_figure(read("compare/weekly.parquet")),
    "survival_figure": lambda read: figures.survival_figure(read("compare/survival.parquet")),
    "recruits_figure": lambda read: figures.recruits_figure(read("compare/ledger.parquet")),
    "solidarity_figure": lambda read: figures.solidarity_figure(read("compare/weekly.parquet")),
    "profile_figure": lambda read: figures.profile_figure(read("compare/weekly.parquet")),
    "battery_figure": lambda read: figures.battery_figure(read("compare/weekly.parquet")),
    "lorenz_figure": lambda read: figures.lorenz_figure(read("compare/lorenz.parquet")),
    "ranks_figure": lambda read: figures.ranks_figure(read("compare/ranks.parquet")),
    "tree_figure": lambda read: figures.tree_figure(read("compare/distributors.parquet")),
    "team_figure": lambda read: figures.team_figure(read("compare/distributors.parquet"), read("compare/ties.parquet")),
    "differences_figure": lambda read: figures.differences_figure(read("compare/summary.csv")),
    "expectations_figure": lambda read: figures.expectations_figure(read("compare/expected.csv")),
    "advantage_map_figure": lambda read: figures.advantage_map_figure(
        read("cells/cells.csv"), read("cells/verdicts.csv"), "mechanical"
    ),
    "effects_figure": lambda read: figures.effects_figure(read("effects/effects.csv")),
    "sweep_lines_figure": lambda read: figures.sweep_lines_figure(
        read("cells"), "retention.sobriety", outcomes=["members"]
    ),
    "sweep_map_figure": lambda read: figures.sweep_map_figure(
        read("cells"), "society.occupations", "retention.sobriety", outcomes=["members"]
    ),
    "indices_figure": lambda read: figures.indices_figure(read("sensitivity/indices.csv")),
    "effects_by_outcome_figure": lambda read: figures.effects_by_outcome_figure(read("sensitivity/screening.csv")),
    "screening_figure": lambda read: figures.screening_figure(read("sensitivity/screening.csv")),
}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Reads a file of the studies, or, of a folder, its runs."""
    studies = tmp_path_factory.mktemp("studies")
    for name, (main, words) in COMMANDS.items():
        tiny: Any = [word for word in TINY if word.split("=")[0] not in {each.split("=")[0] for each in words}]
        assert main([*tiny, *words, f"output={studies / name}"]) == 0

    def table(name: str) -> pd.DataFrame:
        path: Path = studies / name
        if path.is_dir():
            return store.load(path).runs
        return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)

    return table


def test_no_figure_is_left_out() -> None:
    assert set(DRAWN) == {name for name in vars(figures) if name.endswith("_figure")}


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_is_drawn_from_files_alone(name: str, read: Read) -> None:
    figure_style.check(DRAWN[name](read))
