"""How long members stay: Kaplan-Meier curves with the numbers at risk below."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments import wording
from experiments.curves import by_scenario, draw_band, line_signs, looks_of, runs_in_words
from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, plain, styled, week_axis
from experiments.statistics import Band
from experiments.survival import kaplan_meier, log_rank
from model.months import WEEKS_PER_YEAR


@styled
def survival_figure(survival: pd.DataFrame, *, scenarios: Sequence[str] = (), seed: int = 0) -> Figure:
    """Kaplan-Meier curves of membership with the numbers at risk below."""
    curves = kaplan_meier(survival, seed=seed)
    looks = looks_of(scenarios, curves["scenario"].unique())
    last = int(curves["week"].max())
    figure = Figure(figsize=(WIDTH, 3.3 + 0.17 * len(looks)), layout="constrained")
    axes, table = figure.subplots(2, 1, sharex=True, height_ratios=[2.9, 0.17 * len(looks)])
    for scenario, curve in by_scenario(curves):
        band = Band(*curve[["survival", "low", "high"]].to_numpy().T)
        draw_band(axes, curve["week"].to_numpy(), band, looks[scenario], steps=True)
    axes.set_ylim(0, 1)
    week_axis(axes, last)
    axes.tick_params(labelbottom=True)
    axes.set_xlabel("Time since joining (weeks)")
    axes.set_ylabel("Still active (share of members)")
    _draw_at_risk(table, curves, list(looks), [tick for tick in axes.get_xticks() if 0 <= tick <= axes.get_xlim()[1]])
    add_legend(figure, line_signs(looks), list(looks))
    caption = Caption(
        "Share of members still active by time since joining, all runs of a scenario pooled (Kaplan-Meier); "
        "members active at the end are censored",
        runs_in_words(survival),
        "Shaded: 95 % bootstrap interval over runs, since members of one tree are not independent "
        f"(percentile, pointwise){_log_rank_words(survival, next(iter(looks)), seed)}",
        _survival_reading(curves, last),
    )
    return add_caption(figure, caption)


def _draw_at_risk(axes: Axes, curves: pd.DataFrame, scenarios: list[str], ticks: list[float]) -> None:
    axes.set_gid("table")
    axes.set_title("Members at risk (persons, all runs)", loc="left", fontsize=7.5)
    at_risk = curves.set_index(["scenario", "week"])["at_risk"].to_dict()
    for row, scenario in enumerate(scenarios):
        for tick in ticks:
            axes.text(tick, row, f"{at_risk.get((scenario, int(tick)), 0):,}", ha="center", va="center", fontsize=7)
    axes.set_yticks(range(len(scenarios)), [plain(scenario) for scenario in scenarios])
    axes.set_ylim(len(scenarios) - 0.4, -0.6)
    axes.tick_params(length=0, labelbottom=False)
    axes.tick_params(axis="y", pad=22, labelsize=7)  # the first number stands astride the axis
    seaborn.despine(ax=axes, left=True, bottom=True)


def _log_rank_words(survival: pd.DataFrame, baseline: str, seed: int) -> str:
    """A sentence with the p values of the tests against the first scenario; empty where there is no test."""
    tests = log_rank(survival, baseline, seed=seed)
    if tests.empty or tests["p_value"].isna().all():
        return ""
    values = tests.dropna(subset="p_value").set_index("scenario")["p_value"]
    words = ", ".join(f"{name} p {'< 0.001' if p < 0.001 else f'= {p:.2g}'}" for name, p in values.items())
    return f". Log-rank test against {baseline}, by bootstrap over pairs of runs, uncorrected: {words}"


def _survival_reading(curves: pd.DataFrame, last: int) -> str:
    week = min(WEEKS_PER_YEAR, last)
    staying = {name: curve.loc[curve["week"] <= week, "survival"].iloc[-1] for name, curve in by_scenario(curves)}
    best, worst = max(staying, key=staying.__getitem__), min(staying, key=staying.__getitem__)
    period = "one year" if week == WEEKS_PER_YEAR else f"{week} weeks"
    more, fewer = (wording.number(100 * staying[name], 0) for name in (best, worst))
    sentence = f"of 100 who join under {best}, {more} are still active after {period}"
    return sentence if best == worst else f"{sentence}, of 100 under {worst} {fewer}"
