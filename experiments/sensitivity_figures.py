"""The figures of a sensitivity analysis: the screening, the indices, all parameters by all outcomes, convergence."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.factors import DUMMY
from experiments.figure_style import WIDTH, Caption, add_caption, plain, save, scenario_looks, styled
from experiments.outcomes import BY_NAME
from experiments.sensitivity_indices import overall

_ROW = 0.155  # inches
IN_PANEL = 8  # parameters of a panel of the screening
IN_MAP = 30  # parameters of the heat map
LINES = 5  # parameters in the figure of convergence
_DUMMY_LOOK: dict[str, Any] = {"color": "0.35", "linestyle": (0, (4, 2)), "linewidth": 0.9}


def write_figures(
    folder: Path,
    effects: pd.DataFrame,
    indices: pd.DataFrame,
    convergence: pd.DataFrame,
    runs: Mapping[str, int],
    reading: str,
) -> list[Path]:
    """Draw what there is and return the PNG files, the indices first."""
    pictures = []
    if not indices.empty:
        pictures.append(save(indices_figure(indices, reading=_first_sentence(reading)), folder, "indices"))
    if not effects.empty:
        pictures.append(save(effects_by_outcome_figure(effects), folder, "map"))
        pictures.append(save(screening_figure(effects), folder, "screening"))
    pictures.append(save(convergence_figure(convergence, sum(runs.values())), folder, "convergence"))
    return pictures


def _first_sentence(reading: str) -> str:
    return reading.split(". ")[0]


def _head(outcome: str, width: int = 22) -> str:
    return plain("\n".join(textwrap.wrap(BY_NAME[outcome].label, width, break_long_words=False)))


@styled
def indices_figure(indices: pd.DataFrame, *, reading: str = "") -> Figure:
    """First-order and total indices with intervals: parameters down, an outcome a panel.

    Parameters
    ----------
    indices
        As `indices.csv` has it (`sensitivity_indices.sobol_indices`).
    reading
        A sentence, without full stop; empty: the parameter with the largest total index is named.
    """
    outcomes = list(indices["outcome"].unique())
    names = [*overall(indices, "ST").drop(DUMMY).index, DUMMY]
    columns = min(4, len(outcomes))
    rows = -(-len(outcomes) // columns)
    figure = Figure(figsize=(WIDTH, 0.55 + rows * (0.45 + 1.25 * _ROW * len(names))), layout="constrained")
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    looks = scenario_looks(("S1", "ST"))
    for axes, outcome in zip(panels.flat, outcomes, strict=False):
        own = indices[indices["outcome"] == outcome].set_index("parameter").loc[names]
        for name, shift in (("S1", -0.15), ("ST", 0.15)):
            half = (own[f"{name}_high"] - own[name]).to_numpy()
            axes.errorbar(
                own[name], np.arange(len(names)) + shift, xerr=half, fmt=looks[name]["marker"], markersize=3,
                color=looks[name]["color"], elinewidth=0.9,
                markerfacecolor=looks[name]["color"] if name == "ST" else "w",
            )  # fmt: skip
        axes.axvline(0.0, color="0.8", linewidth=0.6, zorder=0)
        axes.axhline(len(names) - 1.5, color="0.8", linewidth=0.6, zorder=0)
        axes.set_title(_head(outcome, 18))
    _off(panels, len(outcomes))
    panels[0, 0].set_yticks(range(len(names)), [plain(name) for name in names])
    for axes in panels[:, 0]:
        axes.tick_params(axis="y", labelsize=6.5)
    panels[0, 0].invert_yaxis()
    for axes in panels.flat:
        axes.set_xlim(-0.15, 1.1)
        axes.set_xlabel("Variance (share)", fontsize=7)
        axes.tick_params(axis="x", labelbottom=True)
    panels[0, 0].set_ylabel("Parameter (by mean ST)")
    signs = [
        Line2D([], [], marker=looks[name]["marker"], color=looks[name]["color"], linestyle="", markersize=4,
               markerfacecolor=looks[name]["color"] if name == "ST" else "w")
        for name in looks
    ]  # fmt: skip
    figure.legend(
        signs, ["alone (S1)", "with all interactions (ST)"], loc="outside upper center", ncols=2, frameon=False
    )
    least, base = int(indices["base"].min()), int(indices["base"].max())
    used = f" ({least} to {base} rows have a value, by outcome)" if least < base else ""
    runs = base * (indices["parameter"].nunique() + 2)  # Saltelli's sample without second order
    means = overall(indices, "ST").drop(DUMMY)
    reading = (
        reading or f"{means.index[0]} moves the outcomes most, with a total index of {means.iloc[0]:.2f} in the mean"
    )
    caption = Caption(
        "Sobol indices of the parameters that matter most and of the dummy, which stands for chance: what it has, no"
        " rule of the model explains",
        f"{runs:,} runs: a base sample of {base}{used} for {len(names) - 1} parameters and the dummy",
        "95 % bootstrap intervals over rows of the base sample (normal approximation)",
        reading[0].lower() + reading[1:],
    )
    return add_caption(figure, caption)


def _screening_runs(effects: pd.DataFrame) -> int:
    """Runs of all trajectories: a start, and a step for each parameter, the dummy among them."""
    return int(effects["trajectories"].max()) * (effects["parameter"].nunique() + 1)


def _off(panels: np.ndarray, used: int) -> None:
    for axes in list(panels.flat)[used:]:
        axes.set_axis_off()


@styled
def screening_figure(effects: pd.DataFrame) -> Figure:
    """The largest mean elementary effects on each outcome, with intervals and sigma, and the dummy's.

    Parameters
    ----------
    effects
        As `screening.csv` has it (`sensitivity_indices.elementary_effects`).
    """
    outcomes = list(effects["outcome"].unique())
    columns = min(2, len(outcomes))
    rows = -(-len(outcomes) // columns)
    figure = Figure(figsize=(WIDTH, 0.5 + rows * (0.4 + _ROW * (IN_PANEL + 1))), layout="constrained")
    panels = figure.subplots(rows, columns, sharex=True, squeeze=False)
    for axes, outcome in zip(panels.flat, outcomes, strict=False):
        _screening_panel(axes, effects[effects["outcome"] == outcome])
        axes.set_title(_head(outcome, 40))
    _off(panels, len(outcomes))
    for axes in panels[-1]:
        axes.set_xlabel("mu*, sigma (standard deviations of the outcome)")
    for axes in panels[:, 0]:
        axes.set_ylabel("Parameter (largest mu* first)")
    for axes in panels[:, 1:].flat:
        axes.set_ylabel("Parameter (largest mu* first)", color="none")
    signs = [
        Line2D([], [], marker="o", color="C0", markersize=3.5, linewidth=0.9),
        Line2D([], [], marker="d", color="C1", linestyle="", markersize=4, markerfacecolor="w"),
        Line2D([], [], **_DUMMY_LOOK),
    ]
    figure.legend(signs, ["mu*", "sigma", "the dummy's mu*"], loc="outside upper center", ncols=3, frameon=False)
    above = int(_above(effects).groupby(effects["parameter"]).any().sum())
    caption = Caption(
        f"Screening by elementary effects (Morris 1991): of {effects['parameter'].nunique() - 1} parameters the"
        f" {IN_PANEL} with the largest mean effect (mu*) on each outcome, the effect being that of the whole range",
        f"{_screening_runs(effects):,} runs: {int(effects['trajectories'].max())} trajectories, each moving every"
        " parameter once",
        "95 % bootstrap intervals of mu* over trajectories (normal approximation); dashed: mu* of the dummy, which"
        " stands for chance",
        f"{above} parameters move some outcome by clearly more than another throw of the dice; sigma beside mu* says"
        " that what a parameter does depends on the others",
    )
    return add_caption(figure, caption)


def _screening_panel(axes: Axes, own: pd.DataFrame) -> None:
    dummy = own[own["parameter"] == DUMMY].iloc[0]
    top = own[own["parameter"] != DUMMY].nlargest(IN_PANEL, "mu_star")
    places = np.arange(len(top))
    half = (top["high"] - top["mu_star"]).to_numpy()
    axes.errorbar(top["mu_star"], places, xerr=half, fmt="o", markersize=3.2, color="C0", elinewidth=0.9)
    axes.plot(top["sigma"], places, "d", markersize=3.8, color="C1", markerfacecolor="w")
    axes.axvline(dummy["mu_star"], **_DUMMY_LOOK)
    axes.set_yticks(places, [plain(name) for name in top["parameter"]], fontsize=6.3)
    axes.set_ylim(len(top) - 0.5, -0.5)
    axes.set_xlim(left=0.0)


def _above(effects: pd.DataFrame) -> pd.Series:
    """Whether an effect's interval lies above the dummy's on the same outcome."""
    floor = effects[effects["parameter"] == DUMMY].set_index("outcome")["high"]
    return (effects["low"] > effects["outcome"].map(floor)) & (effects["parameter"] != DUMMY)


@styled
def effects_by_outcome_figure(effects: pd.DataFrame) -> Figure:
    """Parameters by outcomes: mu* as colour and number, with the direction where it has one.

    Parameters
    ----------
    effects
        As `screening.csv` has it (`sensitivity_indices.elementary_effects`).
    """
    outcomes = list(effects["outcome"].unique())
    ranked = overall(effects, "mu_star").drop(DUMMY)
    names = [*ranked.index[:IN_MAP], DUMMY]
    sizes, signed, above = (
        effects.assign(above=_above(effects)).pivot(index="parameter", columns="outcome", values=column)
        .reindex(index=names, columns=outcomes).to_numpy()
        for column in ("mu_star", "mu", "above")
    )  # fmt: skip
    sizes, signed = sizes.astype(float), signed.astype(float)
    figure = Figure(figsize=(WIDTH, 1.0 + _ROW * 1.05 * len(names)), layout="constrained")
    axes = figure.add_subplot()
    image = axes.imshow(sizes, aspect="auto", cmap="cividis", vmin=0.0, vmax=float(np.nanmax(sizes)))
    for (row, column), size in np.ndenumerate(sizes):
        if not np.isfinite(size):
            continue
        one_way = abs(signed[row, column]) > 0.5 * size
        sign = ("+" if signed[row, column] > 0 else "−") if one_way and names[row] != DUMMY else ""
        axes.text(
            column, row, f"{sign}{size:.2f}", ha="center", va="center", fontsize=6,
            fontweight="bold" if above[row, column] else "normal",
            color="black" if size > 0.6 * float(np.nanmax(sizes)) else "white",
        )  # fmt: skip
    axes.axhline(len(names) - 1.5, color="white", linewidth=1.2)
    axes.set_yticks(range(len(names)), [plain(name) for name in names], fontsize=6.3)
    axes.set_xticks(range(len(outcomes)), [_head(name, 12) for name in outcomes], fontsize=5.6)
    axes.tick_params(length=0)
    axes.set_xlabel("Outcome (effects in its standard deviations)")
    axes.set_ylabel("Parameter (by mean mu* over outcomes)")
    bar = figure.colorbar(image, ax=axes, fraction=0.04, pad=0.02)
    bar.ax.set_gid("table")
    bar.set_label("mu* (standard deviations of the outcome)", fontsize=7)
    caption = Caption(
        f"Mean elementary effects (mu*) of the {len(names) - 1} parameters that move the outcomes most, of"
        f" {len(ranked)}, and of the dummy; + raises the outcome, − lowers it, neither where the direction changes",
        f"{_screening_runs(effects):,} runs: {int(effects['trajectories'].max())} trajectories",
        "Bold: the 95 % bootstrap interval lies above the dummy's, which stands for chance",
        f"{ranked.index[0]} moves the outcomes most, by {ranked.iloc[0]:.2f} standard deviations in the mean",
    )
    return add_caption(figure, caption)


@styled
def convergence_figure(convergence: pd.DataFrame, runs: int) -> Figure:
    """Effects and indices against the size of the sample, and how wide their intervals are."""
    kinds = [
        (measure, label, head)
        for measure, label, head in (
            ("mu_star", "Trajectories (number)", "Screening: mean mu* (st. dev.)"),
            ("ST", "Base sample (rows)", "Mean total index ST (share)"),
        )
        if (convergence["measure"] == measure).any()
    ]
    figure = Figure(figsize=(WIDTH, 4.0), layout="constrained")
    panels = figure.subplots(2, len(kinds), sharex="col", squeeze=False)
    for column, (measure, across, up) in enumerate(kinds):
        own = convergence[convergence["measure"] == measure]
        _lines(panels[0, column], own)
        panels[0, column].set_ylabel(up)
        half = ((own["high"] - own["low"]) / 2).groupby([own["size"], own["outcome"]]).median().unstack()
        panels[1, column].plot(half.index, half.median(axis=1), color="C0", marker="o", markersize=3)
        panels[1, column].fill_between(half.index, half.min(axis=1), half.max(axis=1), color="C0", alpha=0.2, lw=0)
        panels[1, column].set_ylabel(up.replace("Screening: mean", "Half-width of").replace("Mean", "Half-width of"))
        panels[1, column].set_xlabel(across)
        panels[1, column].set_ylim(bottom=0.0)
        panels[1, column].set_xscale("log", base=2)
        panels[1, column].xaxis.set_major_formatter("{x:.0f}")
        sizes = sorted(own["size"].unique())
        panels[1, column].set_xticks(sizes, [str(size) for size in sizes])
        panels[1, column].minorticks_off()
    last = convergence[convergence["measure"] == kinds[-1][0]]
    steps = sorted(last["size"].unique())[-2:]
    means = [last[last["size"] == size].groupby("parameter")["value"].mean() for size in steps]
    caption = Caption(
        "Convergence: above, the largest values (in the mean over outcomes) and the dummy's, from the first part of the"
        " sample; below, the half-width of their intervals (median over parameters; line: median over outcomes, band:"
        " all of them)",
        f"{runs:,} runs in all",
        "Half-widths are of 95 % bootstrap intervals",
        f"from {steps[0]} to {steps[-1]} no mean {'index' if kinds[-1][0] == 'ST' else 'effect'} changed by more"
        f" than {float((means[-1] - means[0]).abs().max()):.2f}",
    )
    return add_caption(figure, caption)


def _lines(axes: Axes, own: pd.DataFrame) -> None:
    means = own.groupby(["size", "parameter"])["value"].mean().unstack()
    names = [*means.iloc[-1].drop(DUMMY).nlargest(LINES).index, DUMMY]
    for name, look in scenario_looks(names).items():
        style = _DUMMY_LOOK if name == DUMMY else {key: look[key] for key in ("color", "linestyle")}
        marker = "" if name == DUMMY else look["marker"]
        axes.plot(means.index, means[name], label=plain(name), marker=marker, markersize=3, **style)
    axes.legend(fontsize=5.8, frameon=False, ncols=2, loc="upper center")
    axes.set_ylim(0.0, 1.35 * float(means[names].max().max()))  # room for the legend
