"""Scenarios compared in every cell of a grid: in what kind of society one does better than another.

vary:                                            # a grid, as design.vary of a sweep; the last two are the map's axes
  society.occupations: [3, 12, 40]
  society.rationality_median: [0.2, 0.5, 0.8]
  retention.sobriety: [0.0, 0.5, 1.0]
effectiveness: [member_weeks, annual_retention]  # outcomes, more of each being better, named before the runs

In each cell scenarios are paired by replicate, as in any comparison. A scenario is *more effective* in a cell than the
first when more of these outcomes are clearly higher than clearly lower (95 % intervals of the paired differences that
leave out zero), *less effective* when more are lower, and *neither* otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments import wording
from experiments.config import read_option
from experiments.errors import SettingsError
from experiments.factors import Factor
from experiments.points import Points
from experiments.sampling import read_design
from experiments.statistics import Array, paired_summary, run_weights
from experiments.variants import unknown_outcomes

MORE, LESS, NEITHER = "more effective", "less effective", "neither"
LEVELS = 4


def read_cells(
    given: Any, scenarios: Sequence[str], taken: Collection[str]
) -> tuple[tuple[Factor, ...], Points, list[str]]:
    """Read `vary` of a comparison.

    Parameters
    ----------
    given
        Names to values, as `design.vary` of a grid; None: one cell.
    scenarios
        Presets compared.
    taken
        Parameters that are set for all scenarios, or by a variant.

    Returns
    -------
    factors, cells, problems
        What varies, one tuple of values for each cell, and a sentence for everything that is not allowed.
    """
    if given is None:
        return (), [()], []
    try:
        factors, cells = read_design({"kind": "grid", "vary": given, "levels": LEVELS}, seed=0)
    except SettingsError as error:
        return (), [()], str(error).replace("design.vary", "vary").splitlines()
    by_presets = {name for scenario in scenarios for name in read_option("scenario", scenario)}
    problems = [
        f"{each.name} is not allowed in vary: it is set for all scenarios, or by one of them, already."
        for each in factors
        if each.name in by_presets or each.name in taken or each.name == "scenario"
    ]
    problems += [
        f"{each.name} is not allowed at the end of vary: the last two are the axes of the map and must be numbers."
        for each in factors[-2:]
        if each.kind not in (int, float)
    ]
    if len(factors) < 2:
        problems.append(f"vary = {given!r} is not allowed: a map needs two parameters or more.")
    return factors, cells, problems


def read_effectiveness(given: Any, outcomes: Collection[str]) -> list[str]:
    """A sentence for everything that is wrong with `effectiveness`."""
    if not isinstance(given, list) or not given:
        return [f"effectiveness = {given!r} is not allowed with vary: it must be a list of outcomes."]
    twice = [f"effectiveness: {name} is there twice." for name in dict.fromkeys(given) if given.count(name) > 1]
    return unknown_outcomes("effectiveness", dict.fromkeys(given), outcomes) + twice


def cell_summary(
    runs: pd.DataFrame, factors: Sequence[str], outcomes: Sequence[str], scenarios: Sequence[str]
) -> pd.DataFrame:
    """Paired summary of every cell (`statistics.paired_summary`), the cell's values in the first columns.

    Cells in which the first scenario has no run are left out: there is nothing to compare with.
    """
    pieces = []
    for values, cell in runs.groupby(list(factors), sort=True):
        if scenarios[0] in set(cell["scenario"]):
            summary = paired_summary(cell, list(outcomes), scenarios[0])
            at = pd.DataFrame(dict(zip(factors, values, strict=True)), index=summary.index)
            pieces.append(at.join(summary))
    return pd.concat(pieces, ignore_index=True)


def verdicts(summary: pd.DataFrame, factors: Sequence[str], baseline: str) -> pd.DataFrame:
    """Whether a scenario is more effective than the first, cell by cell.

    Returns
    -------
    DataFrame
        The cell's values, `scenario`, `higher` and `lower` (outcomes whose interval leaves out zero on that side),
        `outcomes` (how many have a difference at all), `verdict`.
    """
    compared = summary[summary["scenario"] != baseline]
    marks = compared[[*factors, "scenario"]].assign(
        higher=compared["difference_low"] > 0,
        lower=compared["difference_high"] < 0,
        outcomes=compared["difference"].notna(),
    )
    table = marks.groupby([*factors, "scenario"], sort=False)[["higher", "lower", "outcomes"]].sum().reset_index()
    surplus = table["higher"] - table["lower"]
    table["verdict"] = np.select([surplus > 0, surplus < 0], [MORE, LESS], NEITHER)
    return table


def frontier(
    runs: pd.DataFrame, factors: Sequence[str], outcomes: Sequence[str], scenarios: Sequence[str], seed: int = 0
) -> pd.DataFrame:
    """Where, along the last factor, the difference from the first scenario passes through zero.

    Between two levels the mean paired difference is taken to be linear; the first passage counts. The interval is a
    percentile bootstrap over replicates, which are drawn for all levels alike since they share their draws.

    Returns
    -------
    DataFrame
        One row per (outcome, scenario, levels of the other factors): `first` and `last` (mean paired difference at
        the lowest and the highest level), `crossing` (NaN: the sign is the same throughout), `low`, `high` (95 %
        interval among the resamples that cross) and `crossed` (their share).
    """
    along = factors[-1]
    rows = []
    for values, line in runs.groupby(list(factors[:-1]), sort=True):
        for outcome in outcomes:
            table = line.pivot(index="replicate", columns=["scenario", along], values=outcome).astype(float)
            for scenario in scenarios[1:]:
                if {scenario, scenarios[0]} <= set(table.columns.get_level_values(0)):
                    differences = (table[scenario] - table[scenarios[0]]).dropna().sort_index(axis="columns")
                    rows.append(
                        {"outcome": outcome, "scenario": scenario, **dict(zip(factors, values, strict=False))}
                        | _passage(differences.columns.to_numpy(float), differences.to_numpy(), seed)
                    )
    return pd.DataFrame(rows)


def _passage(levels: Array, differences: Array, seed: int) -> dict[str, float]:
    row = dict.fromkeys(("first", "last", "crossing", "low", "high", "crossed"), math.nan)
    if not len(differences):
        return row
    mean = differences.mean(axis=0)
    row |= {"first": float(mean[0]), "last": float(mean[-1]), "crossing": _first_zero(levels, mean)}
    resampled = run_weights(len(differences), seed=seed) @ differences / len(differences)
    crossings = np.array([_first_zero(levels, each) for each in resampled])
    known = crossings[np.isfinite(crossings)]
    row["crossed"] = len(known) / len(crossings)
    if len(known):
        row["low"], row["high"] = (float(end) for end in np.quantile(known, [0.025, 0.975]))
    return row


def _first_zero(levels: Array, values: Array) -> float:
    """The first level at which values, linear in between, change their sign; NaN if they never do."""
    turns = np.flatnonzero(np.sign(values[:-1]) != np.sign(values[1:]))
    if not len(turns):
        return math.nan
    before, after = values[turns[0]], values[turns[0] + 1]
    return float(levels[turns[0]] + (levels[turns[0] + 1] - levels[turns[0]]) * before / (before - after))


def called(verdicts: pd.DataFrame) -> dict[str, str]:
    """What varies, by dotted name, each as sentences call it."""
    names = verdicts.columns[: verdicts.columns.get_loc("scenario")]
    return {name: name.rsplit(".", 1)[-1].replace("_", " ") for name in names}


def reading(verdicts: pd.DataFrame, crossings: pd.DataFrame, scenario: str, first: str) -> str:
    """Two sentences on one scenario: where it is more effective than the first and where less, and what it turns on.

    Parameters
    ----------
    verdicts, crossings
        As `verdicts` and `frontier` give them.
    scenario, first
        The scenario spoken of, and the one it is compared with.
    """
    passages = _passages(crossings, called(verdicts), scenario).capitalize()
    return f"{where_effective(verdicts, scenario, first)}. {passages}."


def where_effective(verdicts: pd.DataFrame, scenario: str, first: str) -> str:
    """A sentence, without full stop: in how many cells, and in which, a scenario is more and less effective."""
    factors = called(verdicts)
    own = verdicts[verdicts["scenario"] == scenario]
    more, less = own["verdict"] == MORE, own["verdict"] == LESS
    neither = len(own) - more.sum() - less.sum()
    return (
        f"{scenario.capitalize()} is more effective than {first} in {more.sum()} of {len(own)} cells"
        f"{_where(own, more, factors)}; it is less effective in {less.sum()}{_where(own, less, factors)}, and neither"
        f" in {neither}"
    )


def _where(own: pd.DataFrame, chosen: pd.Series[bool], factors: Mapping[str, str]) -> str:
    """In which corner of the grid, or where most often; empty when it is everywhere or nowhere."""
    if chosen.all() or not chosen.any():
        return ""
    shares = {word: chosen.astype(float).groupby(own[name]).mean() for name, word in factors.items()}
    corner = [
        f"{word} {' or '.join(map(_level, found.index[found > 0]))}"
        for word, found in shares.items()
        if (found == 0).any()
    ]
    if corner:
        return f", only at {wording.enumeration(corner)}"
    word, found = max(shares.items(), key=lambda each: each[1].max() - each[1].min())
    return f", most often at {word} {_level(found.idxmax())}"


def _passages(crossings: pd.DataFrame, factors: Mapping[str, str], scenario: str) -> str:
    own = crossings[crossings["scenario"] == scenario]
    passed = own[own["crossing"].notna()]
    along = list(factors.values())[-1]
    lines = len(own)
    if passed.empty:
        return f"along {along} no outcome's difference changes its sign in any of the {lines} lines of the grid"
    ends = passed["crossing"].quantile([0, 1])
    return (
        f"along {along} an outcome's difference passes through zero in {len(passed)} of {lines} lines of the grid,"
        f" at {ends.iloc[0]:.2f} to {ends.iloc[1]:.2f}"
    )


def _level(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)
