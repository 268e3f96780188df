"""What the study of communities leaves behind: tables, a figure, a page, and a plain reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments import page, wording
from experiments.figure_style import save
from experiments.provenance import facts
from experiments.replacing import replace_csv
from experiments.statistics import Array
from experiments.village_figure import villages_figure
from experiments.village_prediction import NULLS, SAME, errors, null_predictions, over_splits
from model import Scenario

if TYPE_CHECKING:
    from experiments.village_study import Contagion, Plan

_INTERVAL = (2.5, 97.5)
_COLUMNS = (
    "Prediction", "Correlation", "Mean absolute error (share)", "Less than same share (share)",
    "Inside the model's interval (share)",
)  # fmt: skip


def conclude(
    folder: Path, plan: Plan, observed: pd.DataFrame, half: np.ndarray, predicted: Sequence[tuple[Contagion, Array]]
) -> int:
    """Write and print what came out; the last line is the page's path.

    `half` (bool) says on which communities was chosen; `predicted` holds each contagion with the shares of its runs,
    (runs, communities).
    """
    names = [contagion.name for contagion, _ in predicted]
    nulls = null_predictions(observed, half)
    predictions = {contagion.name: runs.mean(axis=0) for contagion, runs in predicted} | nulls
    found = errors(predictions, observed["observed"].to_numpy(), ~half)
    table = _by_community(observed, half, predicted, nulls)
    found["inside"] = [
        float(table.loc[~half, f"{name}: inside"].mean()) if name in names else np.nan for name in found["prediction"]
    ]
    chosen = _chosen(plan, predicted)
    splits = over_splits(
        {contagion.name: contagion.shares for contagion, _ in predicted}, observed, plan.settings["splits"],
        plan.settings["seed"],
    )  # fmt: skip
    for name, each in (("predictions", table), ("errors", found), ("chosen", chosen), ("splits", splits)):
        replace_csv(folder / f"{name}.csv", each)
    best = min(predicted, key=lambda each: float(np.nanmin(each[0].loss)))[0].name
    read = reading(found, best, len(names))
    told_of_splits = _of_splits(splits)
    print("\n".join([_printed(found, int(half.sum())), _printed_chosen(chosen), wording.wrapped(told_of_splits), ""]))
    print(wording.wrapped(read))
    runs = len(predicted[0][1])
    picture = save(villages_figure(table, half, [*predictions], found, runs, read.split(". ")[0]), folder, "villages")
    written = page.write_page(
        folder,
        "villages",
        pictures=[picture],
        facts=facts("villages", seed=plan.settings["seed"], source=plan.expansion.source),
        title=f"Communities: {plan.settings['name']}",
        **_what_was_run(plan, observed, half),
        reading=read,
        errors=pd.DataFrame([_cells(row) for row in found.to_dict("records")], columns=_COLUMNS),
        chosen=chosen.set_index("contagion").map(wording.number).reset_index(),
        splits=told_of_splits,
    )
    print(f"Report: {written}")
    return 0


def _what_was_run(plan: Plan, observed: pd.DataFrame, half: np.ndarray) -> dict[str, Any]:
    """What the page's opening and its first section need."""
    scenario = Scenario.from_mapping(plan.base)
    ranges = [(factor.name, f"{factor.low:g}", f"{factor.high:g}") for factor in plan.factors[1:] if not factor.values]
    return {
        "persons": f"{scenario.persons:,}",
        "founders": f"{scenario.founders:,}",
        "weeks": scenario.weeks,
        "communities": len(observed),
        "halved": (int(half.sum()), int((~half).sum())),
        "within": f"{observed['ties_within'].iloc[0]:.1%}",
        "settings": plan.settings,
        "ranges": ranges,
    }


def _by_community(
    observed: pd.DataFrame, half: np.ndarray, predicted: Sequence[tuple[Contagion, Array]], nulls: dict[str, Array]
) -> pd.DataFrame:
    """A row for each community: what happened, what each contagion (with its interval over runs) and null predicts."""
    table = observed.drop(columns=["joined", "ties_within"]).assign(chosen_on=half)
    for contagion, runs in predicted:
        name = contagion.name
        low, high = np.percentile(runs, _INTERVAL, axis=0)
        inside = (observed["observed"] >= low) & (observed["observed"] <= high)
        table = table.assign(
            **{name: runs.mean(axis=0), f"{name}: low": low, f"{name}: high": high, f"{name}: inside": inside}
        )
    return table.assign(**nulls)


def _chosen(plan: Plan, predicted: Sequence[tuple[Contagion, Array]]) -> pd.DataFrame:
    """A row for each contagion: the set chosen, its error where was chosen, and how close the tenth best set came."""
    names = [factor.name for factor in plan.factors]
    rows = []
    for contagion, _ in predicted:
        ranked = np.sort(contagion.loss)
        row = {"contagion": contagion.name, **dict(zip(names, contagion.levels, strict=True))}
        rows.append(row | {"error": ranked[0] ** 0.5, "error_of_tenth": ranked[min(9, len(ranked) - 1)] ** 0.5})
    return pd.DataFrame(rows)


def reading(found: pd.DataFrame, best: str, contagions: int) -> str:
    """Whether the contagion that fitted `best` where was chosen predicts what happened, and better than the nulls."""
    rows = {row["prediction"]: row for row in found.to_dict("records")}
    own = rows[best]
    correlation = wording.with_interval(own["correlation"], own["correlation_low"], own["correlation_high"])
    words = (
        f"Of {own['communities']} communities held out, the model with {best}, which of {contagions} fitted best where"
        " parameters were chosen, predicts the share joining with a mean absolute error of"
        f" {own['error']:.3f} and a correlation of {correlation}"
    )
    against = []
    for name in NULLS:
        null = rows[name]
        told = "less" if own["error"] < null["error"] else "more" if own["error"] > null["error"] else "as much"
        share = f", correlation {null['correlation']:.2f}" if np.isfinite(null["correlation"]) else ""
        against.append(f"{told} than {name} ({null['error']:.3f}{share})")
    clear = own["gain_low"] > 0
    worse = own["gain_high"] < 0
    verdict = "clearly better than" if clear else "clearly worse than" if worse else "not clearly different from"
    return f"{words}; that is {'; '.join(against)}; its error is {verdict} that of the {SAME}."


def _cells(row: Mapping[Any, Any]) -> tuple[str, ...]:
    return (
        str(row["prediction"]),
        *(wording.with_interval(row[name], row[f"{name}_low"], row[f"{name}_high"], signed=name == "gain")
          for name in ("correlation", "error", "gain")),
        wording.number(row["inside"], 2),
    )  # fmt: skip


def _printed(found: pd.DataFrame, chosen_on: int) -> str:
    lines = [
        f"Chosen on {chosen_on} communities, predicted for {found['communities'].iloc[0]}: share joining, founders left"
        " out [95 % intervals]",
        f"{'':26}{'correlation':>24}{'mean abs. error':>26}{'less than same share':>28}{'inside':>8}",
    ]
    for row in found.to_dict("records"):
        name, correlation, error, gain, inside = _cells(row)
        lines.append(f"  {name:24}{correlation:>24}{error:>26}{gain:>28}{inside:>8}")
    return "\n".join([*lines, "Inside: share of communities within the 95 % interval of the model's own runs.", ""])


def _printed_chosen(chosen: pd.DataFrame) -> str:
    table = chosen.set_index("contagion").T
    return "Chosen (error: root mean square, where was chosen)\n" + table.map(wording.number).to_string() + "\n"


def _of_splits(splits: pd.DataFrame) -> str:
    """How much depends on the one half: the same on others."""
    if splits.empty:
        return ""
    parts = []
    for name, rows in splits.groupby("prediction", sort=False):
        if name == SAME:
            continue
        cells = [
            f"{wording.number(middle, 3)} ({wording.number(low, 3)} to {wording.number(high, 3)})"
            for low, middle, high in rows[["correlation", "gain"]].quantile([0.05, 0.5, 0.95]).T.to_numpy()
        ]
        parts.append(f"{name}: correlation {cells[0]}, gain {cells[1]}")
    return (
        f"On {splits['split'].nunique():,} other random halves, median (and 5 to 95 %) over halves of the correlation"
        f" and of the gain (mean absolute error less than that of the same share): {'; '.join(parts)}."
    )
