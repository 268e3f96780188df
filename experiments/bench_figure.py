"""The figure of a benchmark: speed by size, bytes per person, and where the time of an agent-week goes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figure_style import WIDTH, Caption, add_caption, scenario_looks, styled
from experiments.footprint import POPULATION
from experiments.phase_clock import PARTS

_HEIGHT = 5.0  # inches


@styled
def bench_figure(table: pd.DataFrame) -> Figure:
    """Draw a benchmark's table (`measures.as_table`, or `bench.csv` as pandas reads it)."""
    table = table.astype({"persons": "Int64", "threads": "Int64"})
    figure = Figure(figsize=(WIDTH, _HEIGHT), layout="constrained")
    grid = figure.add_gridspec(2, 2, height_ratios=(1, 1.15))
    speed = table[table["what"] == "speed"]
    _draw_speed(figure.add_subplot(grid[0, 0]), speed)
    _draw_dots(
        figure.add_subplot(grid[0, 1]), table[table["what"] == "memory"], (*POPULATION, "all tables"),
        "Memory (bytes a person)", "Table (rows of one kind)",
    )  # fmt: skip
    phases = table[(table["what"] == "time by phase") & (table["threads"] == speed["threads"].min())]
    below = figure.add_subplot(grid[1, :])
    _draw_dots(below, phases, PARTS, "Time (ns an agent-week)", "Phase (part of a week)")
    below.legend(title="Society", loc="lower right", framealpha=1.0)  # framed, for its marks are no data
    return add_caption(figure, _caption(speed, phases))


def _draw_speed(axes: Axes, speed: pd.DataFrame) -> None:
    looks = scenario_looks([str(each) for each in speed["threads"].unique()])
    for threads in speed["threads"].unique():
        rows = speed[speed["threads"] == threads]
        values, low, high = (rows[name].to_numpy(float) / 1e6 for name in ("value", "low", "high"))
        label = f"{threads} thread{'s' if threads > 1 else ''}"
        axes.errorbar(
            rows["persons"].to_numpy(float), values, yerr=[values - low, high - values], label=label, markersize=4,
            capsize=2, **looks[str(threads)],
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("Society (persons)")
    axes.set_ylabel("Speed\n(million agent-weeks a second)")
    axes.legend(frameon=False, loc="lower right")


def _draw_dots(axes: Axes, rows: pd.DataFrame, parts: Sequence[str], value: str, part: str) -> None:
    """One row of dots for each part, a kind of dot for each size of society."""
    shown = [each for each in parts if each in set(rows["part"])]
    sizes = rows["persons"].unique()
    looks = scenario_looks([str(each) for each in sizes])
    for size in sizes:
        found = rows[rows["persons"] == size].set_index("part")["value"].reindex(shown)
        look = looks[str(size)]
        axes.plot(
            found, range(len(shown)), look["marker"], color=look["color"], markersize=4, label=f"{size:,} persons"
        )
    axes.set_yticks(range(len(shown)), shown)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.grid(axis="y", color="0.92", linewidth=0.6)
    axes.set_xlabel(value)
    axes.set_ylabel(part)


def _caption(speed: pd.DataFrame, phases: pd.DataFrame) -> Caption:
    largest = speed.sort_values(["persons", "threads"]).iloc[-1]
    slowest = phases[phases["persons"] == phases["persons"].max()].sort_values("value").iloc[-1]
    runs = speed.groupby(["persons", "threads"]).ngroups
    return Caption(
        shows=(
            "Speed of the engine by size of society and threads (above, left), what a person costs in memory by table"
            " (above, right) and the time of one active member's week by phase on the fewest threads (below); a third"
            " of society founds the organisation"
        ),
        runs=f"{runs} runs, one for each size and number of threads",
        interval=(
            "Bars of the speed: 95 % bootstrap interval over the blocks of weeks of a run: how steady machine and"
            " model were"
        ),
        reading=(
            f"with {largest['persons']:,} persons and {largest['threads']} thread"
            f"{'s' if largest['threads'] > 1 else ''}, {largest['value'] / 1e6:.1f} million agent-weeks pass in a"
            f" second; {slowest['part']} takes longest there, {slowest['value']:.0f} ns an agent-week"
        ),
    )
