"""Who has how much: Lorenz curves of commissions, and the pyramid of ranks."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments import wording
from experiments.curves import MEAN_BAND, band_of, by_scenario, draw_band, line_signs, looks_of, runs_in_words
from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, plain, styled
from experiments.statistics import mean_band


@styled
def lorenz_figure(lorenz: pd.DataFrame, *, scenarios: Sequence[str] = (), seed: int = 0) -> Figure:
    """Lorenz curves (Lorenz 1905) of commissions among all who ever joined.

    Parameters
    ----------
    lorenz
        As `Study.lorenz`: one row per run and point, see `distribution.lorenz_points`.
    scenarios
        All scenarios of the study, so that each keeps its colour.
    seed
        Of the bootstrap.
    """
    figure = Figure(figsize=(WIDTH, 3.9), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="0.6", linewidth=0.8)
    axes.annotate("everybody has the same", (0.5, 0.5), (0, 4), textcoords="offset points", ha="center", va="bottom",
                  rotation=45, rotation_mode="anchor", fontsize=7, color="0.35")  # fmt: skip
    looks = looks_of(scenarios, lorenz["scenario"].unique())
    places = np.sort(lorenz["members"].unique())
    top: dict[str, float] = {}
    for name, group in by_scenario(lorenz):
        band = band_of(group, "commissions", places, along="members", seed=seed)
        draw_band(axes, places, band, looks[name])
        if np.isfinite(band.mean).all():
            top[name] = 1 - float(np.interp(0.9, places, band.mean))
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    axes.set_xlabel("Members, poorest first (cumulative share of all who ever joined)")
    axes.set_ylabel("Commissions (cumulative share)")
    add_legend(figure, line_signs(looks), list(looks))
    caption = Caption(
        "Lorenz curves of the commissions of the whole run among all who ever joined, those with none included, mean"
        " over the runs that paid any",
        runs_in_words(lorenz),
        MEAN_BAND,
        _top_reading(top),
    )
    return add_caption(figure, caption)


def _top_reading(top: dict[str, float]) -> str:
    if not top:
        return "no run paid commissions"
    most, least = max(top, key=top.__getitem__), min(top, key=top.__getitem__)
    sentence = f"the tenth of members who earn most have {100 * top[most]:.0f} % of all commissions under {most}"
    return sentence if most == least else f"{sentence} and {100 * top[least]:.0f} % under {least}"


@styled
def ranks_figure(ranks: pd.DataFrame, *, scenarios: Sequence[str] = (), seed: int = 0) -> Figure:
    """The pyramid of ranks: share of active members at each rank, the highest rank on top.

    Parameters
    ----------
    ranks
        As `Study.ranks`: one row per run and rank, see `distribution.rank_counts`.
    scenarios
        All scenarios of the study, so that each keeps its colour.
    seed
        Of the bootstrap.
    """
    groups = dict(by_scenario(ranks))
    looks = looks_of(scenarios, groups)
    columns = min(4, len(groups))
    rows = math.ceil(len(groups) / columns)
    highest = int(ranks["rank"].max())
    figure = Figure(figsize=(WIDTH, 0.6 + (0.7 + 0.17 * (highest + 1)) * rows), layout="constrained")
    panels = list(figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel())
    shares: dict[str, np.ndarray] = {}
    for axes, (name, group) in zip(panels, groups.items(), strict=False):
        shares[name] = _draw_ranks(axes, group, highest, looks[name]["color"], seed)
        axes.set_title(plain(name), loc="left")
    for axes in panels[len(groups) :]:
        axes.set_axis_off()
    _label_ranks(panels[: len(groups)], columns, highest)
    caption = Caption(
        "Active members by rank in the last week, share of all in a run (bars), mean over the runs that have any, and"
        " their mean number in a run (numbers)",
        runs_in_words(ranks),
        "Strokes: 95 % bootstrap interval of the mean share over runs (percentile)",
        _rank_reading(shares),
    )
    return add_caption(figure, caption)


def _draw_ranks(axes: Axes, group: pd.DataFrame, highest: int, colour: tuple[float, ...], seed: int) -> np.ndarray:
    """Draw one pyramid and return the mean shares by rank, in percent."""
    table = group.pivot(index="replicate", columns="rank", values="members").reindex(columns=range(highest + 1))
    counts = table.fillna(0).to_numpy(float)
    band = mean_band(100 * counts / counts.sum(axis=1, keepdims=True), seed=seed)
    steps = np.arange(highest + 1)
    axes.barh(steps, band.mean, height=0.8, color=colour, alpha=0.55)
    axes.hlines(steps, band.low, band.high, color="0.15", linewidth=1.2)
    ends = np.fmax(band.mean, band.high)
    for step, (end, number) in enumerate(zip(ends, counts.mean(axis=0), strict=True)):
        if number > 0:
            words = wording.number(number, 0 if number >= 10 else 1)
            axes.annotate(words, (end, step), (3, 0), textcoords="offset points", va="center", fontsize=6.5)
    return band.mean


def _label_ranks(panels: Sequence[Axes], columns: int, highest: int) -> None:
    reach = max(axes.dataLim.x1 for axes in panels)
    for place, axes in enumerate(panels):
        axes.set_xlim(0, 1.3 * reach)  # room for the numbers
        axes.set_ylim(-0.6, highest + 0.6)
        axes.set_yticks(range(highest + 1))
        axes.tick_params(axis="y", length=0)
        if place + columns >= len(panels):
            axes.set_xlabel("Active members (%)")
            axes.tick_params(labelbottom=True)
        if place % columns == 0:
            axes.set_ylabel("Rank (steps of the plan; 0: none)")


def _rank_reading(shares: dict[str, np.ndarray]) -> str:
    known = {name: values for name, values in shares.items() if np.isfinite(values).all()}
    if not known:
        return "no run has members left"
    none = {name: float(values[0]) for name, values in known.items()}
    most, least = max(none, key=none.__getitem__), min(none, key=none.__getitem__)
    sentence = f"{none[most]:.0f} % of active members have no rank under {most}"
    return sentence if most == least else f"{sentence}, the most, and {none[least]:.0f} % under {least}, the fewest"
