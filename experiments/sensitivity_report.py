"""What a sensitivity analysis leaves behind: tables, figures, a page, and a reading."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments import page, wording
from experiments.factors import DUMMY
from experiments.outcomes import BY_NAME
from experiments.provenance import facts
from experiments.replacing import replace_csv
from experiments.sensitivity_figures import write_figures
from experiments.sensitivity_indices import (
    effects_by_size,
    elementary_effects,
    indices_by_size,
    overall,
    sobol_indices,
)
from model import Scenario
from model.parameter import Parameter

if TYPE_CHECKING:
    from experiments.sensitivity_parameters import Moved
    from experiments.sensitivity_study import Result

MOST_ROWS = 20
NAMED = 3  # parameters that a sentence names for an outcome


def effects_of(screened: Result, settings: dict[str, Any]) -> pd.DataFrame:
    """The elementary effects of a screening; empty when no outcome varies over two whole trajectories."""
    stage = screened.stage
    return elementary_effects(stage.factors, stage.shares, screened.values, seed=settings["seed"] % 2**31)


def mattering(effects: pd.DataFrame, count: int) -> list[str]:
    """The parameters with the largest mu* in the mean over outcomes."""
    ranked = overall(effects, "mu_star").drop(DUMMY)
    return [str(name) for name in ranked.index[:count]]


def conclude(
    folder: Path, settings: dict[str, Any], moved: Moved, screened: Result | None, found: Result | None
) -> int:
    """Write and print what the stored runs say; the last line is the page's path."""
    effects = pd.DataFrame() if screened is None else effects_of(screened, settings)
    indices = pd.DataFrame()
    if found is not None:
        indices = sobol_indices(found.stage.factors, found.values, seed=settings["seed"] % 2**31)
    if effects.empty and indices.empty:
        print("No outcome varies over two whole rows of the sample: there are no indices.", file=sys.stderr)
        return 1
    convergence = _convergence(settings, screened, found)
    tables = {"parameters": moved.table, "screening": effects, "indices": indices, "convergence": convergence}
    for name, table in tables.items():
        if not table.empty:
            replace_csv(folder / f"{name}.csv", table)
    runs = {name: len(each.stage.expansion) for name, each in (("screening", screened), ("indices", found)) if each}
    read = reading(effects, indices)
    print("\n".join(filter(None, [_printed_effects(effects), _printed_indices(indices), _undefined(effects, indices)])))
    print(wording.wrapped(read))
    pictures = write_figures(folder, effects, indices, convergence, runs, read)
    result = next(each for each in (screened, found) if each is not None)
    scenario = Scenario.from_mapping(result.stage.expansion.design.changes(0))
    written = page.write_page(
        folder,
        "sensitivity",
        pictures=pictures,
        facts=facts("sensitivity", seed=settings["seed"], source=result.stage.expansion.source),
        title=f"Sensitivity: {settings['name']}",
        scenario=scenario.name,
        persons=f"{scenario.persons:,}",
        weeks=scenario.weeks,
        moved=len(moved.factors),
        runs={name: f"{number:,}" for name, number in runs.items()},
        settings=settings,
        reading=read,
        undefined=_undefined(effects, indices),
        outcomes=[BY_NAME[name] for name in settings["outcomes"]],
        effects=_effect_rows(effects),
        indices=_index_blocks(indices),
        parameters=_parameter_rows(moved.table),
    )
    print(f"Report: {written}")
    return 0


def _convergence(settings: dict[str, Any], screened: Result | None, found: Result | None) -> pd.DataFrame:
    """Effects and indices from ever larger samples: `measure`, `size`, outcome, parameter, `value`, `low`, `high`."""
    pieces = []
    if screened is not None:
        stage = screened.stage
        table = effects_by_size(stage.factors, stage.shares, screened.values)
        pieces.append(table.rename(columns={"trajectories_made": "size", "mu_star": "value"}).assign(measure="mu_star"))
    if found is not None:
        table = indices_by_size(found.stage.factors, found.values).rename(columns={"base_made": "size"})
        for name in ("S1", "ST"):
            names = {name: "value", f"{name}_low": "low", f"{name}_high": "high"}
            pieces.append(table.rename(columns=names).assign(measure=name))
    columns = ["measure", "size", "outcome", "parameter", "value", "low", "high"]
    return pd.concat([each.reindex(columns=columns) for each in pieces], ignore_index=True)


def reading(effects: pd.DataFrame, indices: pd.DataFrame) -> str:
    """What drives the results, in two sentences."""
    table, measure, low, high = (
        (indices, "ST", "ST_low", "ST_high") if not indices.empty else (effects, "mu_star", "low", "high")
    )
    ranked = overall(table, measure).drop(DUMMY)
    first = wording.enumeration([f"{name} ({wording.number(ranked[name], 2)})" for name in ranked.index[:NAMED]])
    by = "total index ST" if measure == "ST" else "effect mu* in standard deviations"
    parts = []
    for outcome, rows in table.groupby("outcome", sort=False):
        floor = float(rows.loc[rows["parameter"] == DUMMY, high].iloc[0])
        above = rows[(rows["parameter"] != DUMMY) & (rows[low] > floor)].nlargest(NAMED, measure)
        label = BY_NAME[str(outcome)].label.lower()
        named = ", ".join(f"{row['parameter']} {wording.number(row[measure], 2)}" for row in above.to_dict("records"))
        parts.append(f"{label}: {named or 'nothing clearly'}")
    return (
        f"What drives the results most ({by}, in the mean over outcomes) is {first}. Beyond chance, outcome by outcome:"
        f" {'; '.join(parts)}."
    )


def _printed_effects(effects: pd.DataFrame) -> str:
    """The largest effects and the dummy's, parameters down, outcomes across."""
    if effects.empty:
        return ""
    ranked = overall(effects, "mu_star")
    shown = [*ranked.drop(DUMMY).index[:MOST_ROWS], DUMMY]
    table = effects.pivot(index="parameter", columns="outcome", values="mu_star")[list(effects["outcome"].unique())]
    table.insert(0, "mean", ranked)
    table = table.loc[shown].map(lambda value: wording.number(value, 2))
    table.columns = ["\n".join(str(name).split("_")) for name in table.columns]
    heads = [str(name).split("\n") for name in table.columns]
    depth = max(map(len, heads))
    wide = [max(6, *(len(word) for word in head)) + 2 for head in heads]
    lines = [
        "Screening (Morris): mu*, the mean size of elementary effects over a parameter's whole range, in standard"
        " deviations of the outcome"
    ]
    for line in range(depth):
        words = [([""] * (depth - len(head)) + head)[line] for head in heads]
        lines.append(f"{'':38}" + "".join(f"{word:>{width}}" for word, width in zip(words, wide, strict=True)))
    for name, row in table.iterrows():
        lines.append(f"  {name:36}" + "".join(f"{cell:>{width}}" for cell, width in zip(row, wide, strict=True)))
    return "\n".join(lines) + "\n"


def _printed_indices(indices: pd.DataFrame) -> str:
    lines = []
    for outcome, rows in indices.groupby("outcome", sort=False) if not indices.empty else ():
        head = f"Sobol indices of {BY_NAME[str(outcome)].label.lower()}"
        lines.append(f"{head:40}{'alone (S1) [95 % interval]':>30}{'in all (ST) [95 % interval]':>32}")
        for row in rows.sort_values("ST", ascending=False, kind="stable").to_dict("records"):
            cells = [wording.with_interval(row[name], row[f"{name}_low"], row[f"{name}_high"]) for name in ("S1", "ST")]
            lines.append(f"  {row['parameter']:38}{cells[0]:>30}{cells[1]:>32}")
        lines.append("")
    return "\n".join(lines)


def _undefined(effects: pd.DataFrame, indices: pd.DataFrame) -> str:
    """Which outcomes were undefined in some runs, and what that cost."""
    said = []
    for name, rows in effects.groupby("outcome", sort=False) if not effects.empty else ():
        used, made = int(rows["effects"].sum()), int(rows["trajectories"].sum())
        if used < made:
            said.append(f"{BY_NAME[str(name)].label.lower()}: {used / made:.0%} of effects used")
    for name, rows in indices.groupby("outcome", sort=False) if not indices.empty else ():
        if (used := int(rows["base"].iloc[0])) < int(indices["base"].max()):
            said.append(f"{BY_NAME[str(name)].label.lower()}: {used:,} of {indices['base'].max():,} rows used")
    return f"Undefined where nobody is left or was followed: {'; '.join(said)}." if said else ""


def _effect_rows(effects: pd.DataFrame) -> dict[str, Any]:
    """The screening as the page shows it: outcomes, and for each parameter its mean and a cell for each outcome."""
    if effects.empty:
        return {"outcomes": [], "rows": []}
    names = list(effects["outcome"].unique())
    by_parameter = {name: rows.set_index("outcome") for name, rows in effects.groupby("parameter", sort=False)}
    rows = []
    for name, mean in overall(effects, "mu_star").items():
        own = by_parameter[str(name)].loc[names]
        cells = [
            f"{wording.with_interval(row['mu_star'], row['low'], row['high'])}; {wording.number(row['sigma'], 2)}"
            for row in own.to_dict("records")
        ]
        rows.append((name, wording.number(mean, 2), cells))
    return {"outcomes": [BY_NAME[name].label for name in names], "rows": rows}


def _index_blocks(indices: pd.DataFrame) -> list[tuple[str, list[tuple[str, str, str]]]]:
    blocks = []
    for outcome, rows in indices.groupby("outcome", sort=False) if not indices.empty else ():
        lines = [
            (row["parameter"], *(wording.with_interval(row[each], row[f"{each}_low"], row[f"{each}_high"])
                                 for each in ("S1", "ST")))
            for row in rows.sort_values("ST", ascending=False, kind="stable").to_dict("records")
        ]  # fmt: skip
        blocks.append((BY_NAME[str(outcome)].label, lines))
    return blocks


def _parameter_rows(table: pd.DataFrame) -> list[tuple[Parameter, str, str, str]]:
    known = {each.name: each for each in Scenario.all_parameters()}
    return [
        (
            known[row["parameter"]],
            wording.number(row["value"]),
            "" if pd.isna(row["low"]) else f"{wording.number(row['low'])} to {wording.number(row['high'])}",
            row["rule"],
        )
        for row in table.to_dict("records")
    ]
