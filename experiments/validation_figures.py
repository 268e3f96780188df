"""Figures of validation: how far inside its target every value lies, counts by section, rivals against patterns."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, plain, styled
from experiments.pattern import MET, MISSED, NOT_DECIDED
from experiments.target import NOT_ASKED, VERDICTS, Target

# Colour-blind safe (Wong 2011), and told apart by markers.
LOOKS = {MET: ("#009e73", "o"), MISSED: ("#d55e00", "X"), NOT_DECIDED: ("#e69f00", "D"), NOT_ASKED: ("#999999", "_")}
EDGE = 4.0  # half-widths: further away is drawn here
_ROW = 0.155  # inches
_LABEL = 72  # characters


@styled
def distances_figure(targets: Sequence[Target]) -> Figure:
    """A forest of all rows with numbers, by section: distance inside the target, in half-widths of the interval."""
    known = [each for each in targets if not math.isnan(each.margin)]
    sure = [each for each in known if each.verdict == MET and each.low == each.high]
    known = [each for each in known if each not in sure]
    columns = [known[: (len(known) + 1) // 2], known[(len(known) + 1) // 2 :]]
    columns = [column for column in columns if column]
    height = 1.1 + _ROW * max(map(len, columns), default=1)
    figure = Figure(figsize=(WIDTH * 1.5, height), layout="constrained")
    places = figure.subplots(1, max(1, len(columns)), squeeze=False)[0]
    for axes, rows in zip(places, columns, strict=False):
        _forest(axes, rows)
    shown = [each for each in VERDICTS if any(row.verdict == each for row in known)]
    add_legend(figure, [_sign(each) for each in shown], shown)
    met = sum(each.verdict == MET for each in known)
    runs = max((each.runs for each in known), default=0)
    words = len(targets) - len(known) - len(sure)
    caption = Caption(
        "How far inside its target each value lies, in half-widths of its interval: right of the line it is inside;"
        " where a number is expected rather than a range, 1 is a hit and no stroke is drawn. What lies further away"
        f" stands at the edge. Left out: {len(sure)} values without chance in them, all met, and {words} targets"
        " answered in words",
        (f"2 to {runs:,} runs (or trees) a row, or one" if runs > 1 else "1 run (or tree) a row,")
        + " without chance in it",
        "Strokes: 99 % interval (Student's) over runs, 95 % (bootstrap) for facts of the field",
        f"{met} of the {len(known)} values shown meet their target",
    )
    return add_caption(figure, caption)


def _forest(axes: Axes, rows: Sequence[Target]) -> None:
    for place, row in enumerate(rows):
        colour, marker = LOOKS[row.verdict]
        # An expected number is inside its interval where the margin is positive; its interval is then around it.
        at = float(np.clip(row.margin, -EDGE, EDGE))
        if math.isfinite(row.margin) and not math.isfinite(row.expected):
            axes.plot(np.clip([row.margin - 1, row.margin + 1], -EDGE, EDGE), [place] * 2, color=colour, linewidth=1)
        axes.plot(at, place, marker=marker, color=colour, markersize=4, linestyle="none", clip_on=False)
    axes.axvline(0, color="#444444", linewidth=0.8)
    axes.set_yticks(range(len(rows)), [_label(row) for row in rows], fontsize=5.5)
    axes.set_ylim(len(rows) - 0.3, -0.7)
    axes.set_xlim(-EDGE - 0.2, EDGE + 0.2)
    axes.set_xlabel("Distance inside the target\n(half-widths)")
    axes.set_gid("table")  # its rows name a quantity each, with its unit


def _label(row: Target) -> str:
    words = re.sub(r"\s+\([^()]*\)", "", f"{row.name}: {row.quantity}")  # sources and units stand in the table
    while len(words) > _LABEL and (ends := max(words.rfind(": "), words.rfind(", "))) > len(row.name):
        words = words[:ends]
    return plain(words if len(words) <= _LABEL else words[: _LABEL - 1].rstrip(" ,(") + "…")


def _sign(verdict: str) -> Line2D:
    colour, marker = LOOKS[verdict]
    return Line2D([], [], color=colour, marker=marker, linestyle="none")


@styled
def verdicts_figure(table: pd.DataFrame) -> Figure:
    """How many targets of each section and role are met, missed, not decided and not asked."""
    counts = (
        table.groupby(["section", "role"], sort=False)["verdict"].value_counts().unstack(fill_value=0)
        .reindex(columns=list(VERDICTS), fill_value=0).loc[::-1]
    )  # fmt: skip
    figure = Figure(figsize=(WIDTH, 0.9 + 0.28 * len(counts)), layout="constrained")
    axes = figure.subplots()
    left = np.zeros(len(counts))
    hatches = dict(zip(VERDICTS, ("", "///", "...", ""), strict=True))
    for verdict in VERDICTS:
        number = counts[verdict].to_numpy(float)
        bars = axes.barh(
            range(len(counts)), number, left=left, color=LOOKS[verdict][0], hatch=hatches[verdict],
            edgecolor="white", linewidth=0.5, label=verdict,
        )  # fmt: skip
        axes.bar_label(bars, [f"{each:.0f}" if each else "" for each in number], label_type="center", fontsize=7)
        left += number
    axes.set_yticks(range(len(counts)), [f"{section}, {role}" for section, role in counts.index])
    axes.set_xlabel("Targets (number)")
    axes.set_ylabel("Section and role (of the targets)")
    figure.legend(loc="outside upper center", ncols=len(VERDICTS), frameon=False)
    met, outside = counts[MET].sum(), counts.to_numpy().sum()
    caption = Caption(
        "Targets by section and by what they count for: met, missed, not decided by so many runs, or not asked since"
        " the model cannot answer them",
        f"Up to {max(1, int(table['runs'].max())):,} runs (or trees) a target",
        "No interval: these are counts (of verdicts that rest on 99 % intervals)",
        f"{met} of {outside} targets are met",
    )
    return add_caption(figure, caption)


@styled
def rivals_figure(outcomes: pd.DataFrame, must_fail: pd.DataFrame, runs: int) -> Figure:
    """Which rival passes which pattern: rows are rivals, columns patterns; framed where it had to fail."""
    figure = Figure(figsize=(WIDTH, 1.0 + 0.27 * len(outcomes)), layout="constrained")
    axes = figure.subplots()
    for y, rival in enumerate(outcomes.index):
        for x, pattern in enumerate(outcomes.columns):
            colour, marker = LOOKS.get(outcomes.loc[rival, pattern], LOOKS[NOT_ASKED])
            axes.plot(x, y, marker=marker, color=colour, markersize=7, linestyle="none")
            if must_fail.loc[rival, pattern]:
                axes.plot(x, y, marker="s", color="#222222", fillstyle="none", markersize=13, linestyle="none")
    axes.set_xticks(range(outcomes.shape[1]), list(outcomes.columns))
    axes.set_yticks(range(len(outcomes)), [str(name).replace("_", " ") for name in outcomes.index])
    axes.set_ylim(len(outcomes) - 0.4, -0.6)
    axes.set_xlim(-0.6, outcomes.shape[1] - 0.4)
    axes.set_xlabel("Pattern (number in the table of targets)")
    axes.set_ylabel("Rival (mechanism)")
    signs = [_sign(each) for each in VERDICTS]
    square = Line2D([], [], color="#222222", marker="s", fillstyle="none", markersize=11, linestyle="none")
    names = [MET, MISSED, NOT_DECIDED, "cannot be asked", "had to fail"]
    add_legend(figure, [*signs, square], names)
    had_to = must_fail.to_numpy(bool)
    failed = np.isin(outcomes.to_numpy(), [MISSED, NOT_ASKED])
    caption = Caption(
        "Patterns of solidarity asked of the model as it is and with each switch thrown; framed: what the rival had to"
        " fail, as written down before the runs",
        f"{runs} runs of each variant",
        "No interval: these are verdicts (which rest on Student's 99 % intervals over runs)",
        f"of {had_to.sum()} patterns that a rival had to fail, {int((had_to & failed).sum())} are failed",
    )
    return add_caption(figure, caption)
