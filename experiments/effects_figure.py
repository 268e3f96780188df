"""The effects of a factorial design as a table in the terminal, as a heat map, and in words."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments import wording
from experiments.contrasts import BETWEEN, clear
from experiments.figure_style import WIDTH, Caption, add_caption, plain, styled
from experiments.outcomes import BY_NAME
from model import Scenario

_ROW = 0.27  # inches
_COLOURS = "PuOr"  # told apart with any kind of colour vision
_UNITS = {each.name: each.unit for each in Scenario.all_parameters()}
_BARE = ("", "share", "ratio", "probability", "switch")  # numbers without a unit; a config group has none either

Levels = Mapping[str, tuple[Any, Any]]
Called = Mapping[str, str]


def printed(effects: pd.DataFrame, order: int, levels: Levels, called: Called) -> str:
    """Lay effects (`contrasts.effects`) up to an order out for a terminal: a block for each outcome."""
    lines = [f"{'':44}{'effect [95 % interval]':>44}{'in st. dev.':>13}"]
    for name, rows in effects[effects["order"] <= order].groupby("outcome", sort=False):
        outcome = BY_NAME[str(name)]
        lines.append(f"{outcome.label} ({outcome.unit}), mean {wording.number(rows['mean'].iloc[0])}")
        for row, is_clear in zip(rows.to_dict("records"), clear(rows), strict=True):
            change = wording.with_interval(row["estimate"], row["low"], row["high"], signed=True)
            size = wording.number(row["standardised"], 2)
            lines.append(f"  {_called(row['effect'], called):42}{change:>44}{size:>13}{' *' if is_clear else ''}")
    settings = "; ".join(f"{_called(name, called)} from {_from_to(name, ends)}" for name, ends in levels.items())
    lines += [
        "",
        *textwrap.wrap(
            f"Effect of a factor: mean at its second level less that at its first ({settings}), over all combinations"
            " of the others. Interaction: half the difference between one factor's effect where the other is at its"
            f" second level and where it is at its first. {_replicates(effects)} replicates of {_combinations(effects)}"
            " combinations, paired by common random numbers; BCa bootstrap interval over replicates, not corrected for"
            " the number of effects; *: it leaves out zero.",
            wording.LINE,
        ),
        "",
    ]
    return "\n".join(lines)


def in_words(effects: pd.DataFrame, order: int, called: Called) -> dict[str, pd.DataFrame]:
    """For each outcome, called with its unit, a table of its effects up to an order as a page shows them."""
    return {
        f"{BY_NAME[str(name)].label} ({BY_NAME[str(name)].unit})": pd.DataFrame(
            {
                "Effect": [_called(effect, called) for effect in rows["effect"]],
                "Effect [95 % interval]": [
                    wording.in_one_piece(wording.with_interval(*ends, signed=True))
                    for ends in zip(rows["estimate"], rows["low"], rows["high"], strict=True)
                ],
                "In standard deviations": [wording.number(size, 2) for size in rows["standardised"]],
                "Leaves out zero": ["yes" if sure else "no" for sure in clear(rows)],
            }
        )
        for name, rows in effects[effects["order"] <= order].groupby("outcome", sort=False)
    }


def reading(effects: pd.DataFrame, called: Called) -> str:
    """One sentence from the numbers: for each outcome its largest clear main effect and its largest interaction."""
    parts = [_moved(rows, called) for _, rows in effects.groupby("outcome", sort=False)]
    return f"Over {_combinations(effects)} combinations, what moves each outcome most: {'; '.join(parts)}."


def _moved(rows: pd.DataFrame, called: Called) -> str:
    """What moves one outcome, whose rows are given, most."""
    outcome = BY_NAME[str(rows["outcome"].iloc[0])]
    mains = rows[(rows["order"] == 1) & clear(rows)]
    joint = rows[(rows["order"] > 1) & clear(rows)]
    if mains.empty:
        return f"nothing clearly moves {outcome.label.lower()}"
    largest = _largest(mains)
    words = f"{outcome.label.lower()} by {_called(largest['effect'], called)}"
    words += f" ({wording.short(largest['estimate'], signed=True)} {outcome.unit})"
    if len(joint):
        strongest = _largest(joint)
        size = wording.short(strongest["estimate"], signed=True)
        words += f", and together by {_called(strongest['effect'], called)} ({size})"
    return words


def _largest(rows: pd.DataFrame) -> pd.Series:
    return rows.iloc[int(rows["standardised"].abs().to_numpy().argmax())]


def _called(effect: str, called: Called) -> str:
    """An effect in words: the names given to its factors, or the last part of the parameters' own."""
    names = effect.split(BETWEEN)
    return BETWEEN.join(called.get(name) or name.rsplit(".", 1)[-1].replace("_", " ") for name in names)


def _from_to(factor: str, ends: tuple[Any, Any]) -> str:
    """First and second level of a factor with the parameter's unit, as in "28 to 7 days"."""
    low, high = (f"{end:g}" if isinstance(end, float) else str(end) for end in ends)
    unit = _UNITS.get(factor, "")
    return f"{low} to {high}" if unit in _BARE else f"{low} to {high} {unit}"


def _combinations(effects: pd.DataFrame) -> int:
    """Of the two levels of every factor."""
    return int(2 ** effects.loc[effects["order"] == 1, "effect"].nunique())


def _replicates(effects: pd.DataFrame) -> str:
    few, many = int(effects["replicates"].min()), int(effects["replicates"].max())
    return f"{many}" if few == many else f"{few} to {many}"


@styled
def effects_figure(
    effects: pd.DataFrame, *, order: int = 2, levels: Levels | None = None, called: Called | None = None
) -> Figure:
    """Draw effects as a heat map, outcomes side by side.

    Parameters
    ----------
    effects
        As `effects.csv` has them (`contrasts.effects`): of all orders, of which the caption reads.
    order
        Factors in the interactions drawn, at most.
    levels, called
        First and second level of factors, and what they are called; None: nothing is said of levels, and a factor is
        called by the last part of its name.
    """
    levels, called = levels or {}, called or {}
    table = effects[effects["order"] <= order]
    outcomes, names = list(dict.fromkeys(table["outcome"])), list(dict.fromkeys(table["effect"]))
    sizes, estimates, marks = (
        table.assign(clear=clear(table)).pivot(index="effect", columns="outcome", values=column)
        .reindex(index=names, columns=outcomes).to_numpy()
        for column in ("standardised", "estimate", "clear")
    )  # fmt: skip
    figure = Figure(figsize=(WIDTH, 1.3 + _ROW * len(names)), layout="constrained")
    axes = figure.add_subplot()
    reach = float(np.nanmax(np.abs(sizes.astype(float)), initial=0.0)) or 1.0
    image = axes.imshow(sizes.astype(float), aspect="auto", cmap=_COLOURS, vmin=-reach, vmax=reach)
    for (row, column), estimate in np.ndenumerate(estimates):
        sure = bool(marks[row, column])
        axes.text(
            column, row, wording.short(float(estimate), signed=True), ha="center", va="center", fontsize=6.5,
            fontweight="bold" if sure else "normal", alpha=1.0 if sure else 0.75,
            color="white" if abs(float(sizes[row, column])) > 0.6 * reach else "black",
        )  # fmt: skip
    rows = ["\n".join(textwrap.wrap(_called(name, called), 26)) for name in names]
    axes.set_yticks(range(len(names)), [plain(row) for row in rows], fontsize=6.5)
    heads = [
        "\n".join(textwrap.wrap(f"{BY_NAME[name].label} ({BY_NAME[name].unit})", 11, break_long_words=False))
        for name in outcomes
    ]
    axes.set_xticks(range(len(outcomes)), [plain(head) for head in heads], fontsize=6.5)
    axes.tick_params(length=0)
    axes.set_xlabel("Outcome (unit of the numbers in its cells)")
    axes.set_ylabel("Practice, or practices together (first to second level)")
    for order in range(1, int(table["order"].max())):
        axes.axhline((table.drop_duplicates("effect")["order"] <= order).sum() - 0.5, color="black", linewidth=0.8)
    bar = figure.colorbar(image, ax=axes, fraction=0.04, pad=0.02)
    bar.ax.set_gid("table")
    bar.set_label("Effect (standard deviations of the outcome over all runs)", fontsize=7)
    return add_caption(figure, _caption(effects, levels, called))


def _caption(effects: pd.DataFrame, levels: Levels, called: Called) -> Caption:
    combinations = _combinations(effects)
    few, many = (int(count) * combinations for count in (effects["replicates"].min(), effects["replicates"].max()))
    runs = f"{many:,}" if few == many else f"{few:,} to {many:,}"
    first = effects[effects["outcome"] == effects["outcome"].iloc[0]]
    settings = ", ".join(f"{_called(name, called)}: {_from_to(name, ends)}" for name, ends in levels.items())
    design = f"two-level factorial design ({settings})" if settings else "two-level factorial design"
    return Caption(
        f"Main effects and interactions in a {design}: numbers in the outcome's own"
        " unit (k: thousand, M: million, G: thousand million), colours in standard deviations of the outcome; violet"
        " raises, orange lowers",
        f"{runs} runs: {_replicates(effects)} replicates of {combinations} combinations, with common random numbers",
        "Bold: the 95 % bootstrap interval (BCa, over replicates) of the effect leaves out zero, not corrected for the"
        " number of effects",
        f"what moves the first outcome most: {_moved(first, called)}",
    )
