"""The report of a comparison: one HTML file that says what was run, what came out and how sure that is.

It opens offline: pictures are inside the file, links lead only to the data beside it, and it holds no dates
of its own: the same study and facts give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from experiments import page, wording
from experiments.enough_runs import MOST_PAIRS, pairs_for_half
from experiments.factors import Factor
from experiments.outcomes import BY_NAME, Outcome
from experiments.provenance import without_folders
from experiments.side_table import SideTable
from experiments.statistics import EFFECT_SIZE, FEW_PAIRS
from model import Scenario
from model.parameter import Parameter, flatten


def write_report(
    folder: Path,
    title: str,
    scenarios: dict[str, Scenario],
    summary: pd.DataFrame,
    figures: list[Path],
    facts: dict[str, Any],
    *,
    expected: pd.DataFrame | None = None,
    tables: Sequence[SideTable] = (),
) -> Path:
    """Write `report.html` into `folder` and return its path; written last, it links to the files there.

    Parameters
    ----------
    folder
        Results folder.
    title
        Heading of the report.
    scenarios
        The scenarios compared by name, the baseline first.
    summary
        As `statistics.paired_summary` gives it.
    figures
        PNG files in `folder` as `figure_style.save` writes them, with their captions.
    facts
        What is needed to repeat the study: command, seed, version, source_hash, python, packages (a mapping
        of names to versions), platform, citation, and whatever else (shown under its own name).
    expected
        What theory said of variants, as `expectations.expectation_table` gives it; empty or None: nothing.
    tables
        Tables beside the outcomes.
    """
    return page.write_page(
        folder,
        "compare",
        pictures=figures,
        facts=facts,
        title=title,
        **what_was_run(scenarios),
        expected=_expected_rows(expected),
        means=_mean_rows(summary),
        comparisons=_comparisons(summary),
        tables=tables,
        outcomes=[BY_NAME[name] for name in dict.fromkeys(summary["outcome"])],
        certainty=_certainty(summary),
        effect_size=EFFECT_SIZE,
        few_pairs=FEW_PAIRS,
    )


def what_was_run(scenarios: dict[str, Scenario]) -> dict[str, Any]:
    """What the page's opening and its first section need: the scenarios, and in what they differ."""
    many = len(scenarios) > MOST_COLUMNS
    return {
        "names": list(scenarios),
        "baseline": next(iter(scenarios)),
        "persons": wording.enumeration(_distinct(scenarios, "persons")),
        "weeks": wording.enumeration(_distinct(scenarios, "weeks")),
        "differing": [] if many else _parameter_rows(scenarios, differing=True),
        "differing_each": _changes_of_each(scenarios) if many else [],
        "shared": _parameter_rows(scenarios, differing=False),
    }


class _ChangeRow(NamedTuple):
    scenario: str
    parameter: Parameter
    base: str
    here: str


def _changes_of_each(scenarios: dict[str, Scenario]) -> list[_ChangeRow]:
    """What each scenario changes of the first, a row each: for more scenarios than a table has room for columns."""
    parameters = {each.name: each for each in Scenario.all_parameters()}
    first, *others = scenarios.items()
    return [
        _ChangeRow(label, parameters[name], _written(theirs), _written(mine))
        for label, scenario in others
        for name, (mine, theirs) in scenario.differences(first[1]).items()
        if name != "name"
    ]


class _ExpectedRow(NamedTuple):
    variant: str
    outcome: Outcome
    baseline: str
    without: str
    difference: str
    expected: str
    verdict: str


def _expected_rows(table: pd.DataFrame | None) -> list[_ExpectedRow]:
    if table is None:
        return []
    return [
        _ExpectedRow(
            row["variant"],
            BY_NAME[row["outcome"]],
            wording.number(row["baseline"]),
            wording.number(row["without"]),
            _cell(row["difference"], row["low"], row["high"], signed=True),
            row["expected"],
            row["verdict"],
        )
        for row in table.to_dict("records")
    ]


def _distinct(scenarios: Mapping[str, Scenario], field: str) -> list[str]:
    return [wording.number(value) for value in dict.fromkeys(getattr(each, field) for each in scenarios.values())]


MOST_COLUMNS = 8  # scenarios side by side in a table


def varied_rows(factors: Sequence[Factor], *, levels: int = 2) -> list[tuple[Parameter | None, str, str]]:
    """What varies, for a page: the parameter (None for a config group), its name, its levels in words.

    Parameters
    ----------
    factors
        What varies.
    levels
        Into how many levels a range without its own number is cut; what is sampled says its range.
    """
    known: dict[str, Parameter] = {each.name: each for each in Scenario.all_parameters()}
    rows = []
    for factor in factors:
        if factor.values or factor.levels or levels != 2:
            words = "; ".join(map(_written, factor.cut(levels)))
        else:
            words = f"from {_written(factor.low)} to {_written(factor.high)}{', log scale' * factor.logarithmic}"
        rows.append((known.get(factor.name), factor.name, words))
    return rows


class _ParameterRow(NamedTuple):
    parameter: Parameter
    values: list[str]
    default: str


def _parameter_rows(scenarios: Mapping[str, Scenario], *, differing: bool) -> list[_ParameterRow]:
    """Parameters in which the scenarios differ, or those they share but that are not the defaults."""
    flat = [flatten(scenario.to_mapping()) for scenario in scenarios.values()]
    changed = {name for scenario in scenarios.values() for name in scenario.differences()} - {"name"}
    rows = []
    for parameter in Scenario.all_parameters():
        values = [each.get(parameter.name, parameter.default) for each in flat]  # where the plan has none
        if parameter.name in changed and (any(value != values[0] for value in values) == differing):
            shown = [_written(value) for value in values]
            rows.append(_ParameterRow(parameter, shown if differing else shown[:1], _written(parameter.default)))
    return rows


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):  # a change of a schedule
        return ", ".join(f"{name} {_written(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return ("; " if isinstance(next(iter(value), None), dict) else ", ").join(map(_written, value)) or "none"
    if isinstance(value, int):
        return wording.number(value)
    return f"{value:g}".replace("-", "−") if isinstance(value, float) else without_folders(str(value))


def _mean_rows(summary: pd.DataFrame) -> list[tuple[Outcome, list[str]]]:
    return [
        (BY_NAME[str(name)], [_cell(row["mean"], row["low"], row["high"]) for row in rows.to_dict("records")])
        for name, rows in summary.groupby("outcome", sort=False)
    ]


def _cell(value: float, low: float, high: float, *, signed: bool = False) -> str:
    """A value and its interval, to be broken between the two only."""
    return wording.in_one_piece(wording.with_interval(value, low, high, signed=signed))


class _ComparisonRow(NamedTuple):
    outcome: Outcome
    difference: str
    clear: bool
    effect_size: str
    correlation: str
    runs_saved: str
    pairs: int
    pairs_for_half: str


def _comparisons(summary: pd.DataFrame) -> dict[str, list[_ComparisonRow]]:
    """A table for each scenario but the first."""
    tables: dict[str, list[_ComparisonRow]] = {}
    for row in summary[summary["scenario"] != summary["scenario"].iloc[0]].to_dict("records"):
        low, high = row["difference_low"], row["difference_high"]
        line = _ComparisonRow(
            outcome=BY_NAME[row["outcome"]],
            difference=_cell(row["difference"], low, high, signed=True),
            clear=row["pairs"] >= FEW_PAIRS and (low > 0 or high < 0),
            effect_size=wording.number(row["effect_size"], 2),
            correlation=wording.number(row["correlation"], 2),
            runs_saved=wording.number(row["runs_saved"], 2),
            pairs=row["pairs"],
            pairs_for_half=_written_pairs(pairs_for_half(row["effect_size"])),
        )
        tables.setdefault(row["scenario"], []).append(line)
    return tables


def _written_pairs(pairs: float) -> str:
    return f"over {MOST_PAIRS:,}" if pairs == math.inf else wording.number(pairs)


def _certainty(summary: pd.DataFrame) -> dict[str, Any]:
    compared = summary[summary["scenario"] != summary["scenario"].iloc[0]]
    # An outcome may be undefined in some runs, hardly all of them: the most used are the runs that are done.
    done = summary.groupby("scenario")["runs"].max()
    few, many = int(done.min()), int(done.max())
    return {
        "runs": wording.number(many) if few == many else f"{wording.number(few)} to {wording.number(many)}",
        "paired": bool(compared["correlation"].notna().any()),
        "correlation": wording.number(compared["correlation"].dropna().median(), 2),
        "runs_saved": wording.number(compared["runs_saved"].dropna().median(), 2),
        "comparisons": wording.number(int(compared["difference_low"].notna().sum())),
    }
