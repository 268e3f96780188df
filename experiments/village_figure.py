"""The figure of the study of communities: predicted against observed shares, beside the nulls."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figure_style import WIDTH, Caption, add_caption, plain, styled

_PANEL = 2.1  # inches


@styled
def villages_figure(
    table: pd.DataFrame, half: np.ndarray, names: Sequence[str], errors: pd.DataFrame, runs: int, reading: str
) -> Figure:
    """Draw predicted against observed shares of joining, a panel for each prediction.

    Parameters
    ----------
    table
        A row for each community: `observed`, a column for each prediction, and "<name>: low" and "<name>: high" where
        it has an interval.
    half
        On which of them was chosen (bool); drawn faintly.
    names, errors
        The predictions drawn, and `village_prediction.errors` of them.
    runs
        Runs of each contagion.
    reading
        One sentence.
    """
    columns = min(3, len(names))
    rows = -(-len(names) // columns)
    figure = Figure(figsize=(WIDTH, 0.4 + _PANEL * rows), layout="constrained")
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    told = errors.set_index("prediction")
    observed = table["observed"].to_numpy()
    for axes, name in zip(panels.flat, names, strict=False):
        own = table[name].to_numpy()
        axes.axline((0.0, 0.0), slope=1.0, color="0.7", linewidth=0.7, zorder=0)
        axes.plot(own[half], observed[half], "o", markersize=2.6, color="0.72")
        if f"{name}: low" in table:
            reach = [own - table[f"{name}: low"].to_numpy(), table[f"{name}: high"].to_numpy() - own]
            axes.errorbar(
                own[~half], observed[~half], xerr=[each[~half].clip(min=0.0) for each in reach], fmt="none",
                ecolor="C0", elinewidth=0.6, alpha=0.6,
            )  # fmt: skip
        axes.plot(own[~half], observed[~half], "o", markersize=3.6, color="C0")
        correlation = float(told["correlation"][name])
        words = "" if np.isnan(correlation) else f"correlation {correlation:.2f}\n"
        axes.text(
            0.97, 0.03, f"{words}error {told.loc[name, 'error']:.3f}".replace("-", "−"), transform=axes.transAxes,
            ha="right", va="bottom", fontsize=6.5,
        )  # fmt: skip
        axes.set_title(plain(name))
    for axes in list(panels.flat)[len(names) :]:
        axes.set_axis_off()
    for axes in panels[:, 0]:
        axes.set_ylabel("Observed joining (share)")
    for axes in panels[-1]:
        axes.set_xlabel("Predicted joining (share)")
    figure.legend(
        [Line2D([], [], marker="o", linestyle="", color="C0", markersize=4),
         Line2D([], [], marker="o", linestyle="", color="0.72", markersize=3.5)],
        ["held out", "parameters chosen on"], loc="outside upper center", ncols=2, frameon=False,
    )  # fmt: skip
    caption = Caption(
        f"Share of each community that joined, founders left out, as predicted by {len(names)} ways from"
        f" {int(half.sum())} communities and as it happened; numbers: over the {int((~half).sum())} held out; on the"
        " line a prediction is right",
        f"{runs} runs of each contagion with the parameters chosen",
        "Bars: 95 % intervals of the model's runs, between their quantiles (chance within the model alone); nulls"
        " have none",
        reading.rstrip("."),
    )
    return add_caption(figure, caption)
