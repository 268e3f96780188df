"""What a calibration says: tables in the terminal and as CSV, figures, the page, and the fitted parameters as YAML."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

from experiments import calibration_figures, page, store, wording
from experiments.calibration_targets import scales_of
from experiments.field_facts import CHECK, CHOSEN, HELD_OUT, facts_met, field_facts, sizes
from experiments.figure_style import save
from experiments.fitting import Fitted, predicted
from experiments.posterior import quantile_levels
from experiments.provenance import facts
from experiments.replacing import replace_csv, replace_table
from model import Scenario

if TYPE_CHECKING:
    from experiments.calibrating import Plan

DIGITS = 3  # significant digits of a fitted parameter
_KINDS = {each.name: type(each.default) for each in Scenario.all_parameters()}
_UNITS = {each.name: each.unit for each in Scenario.all_parameters()}


def conclude(folder: Path, plan: Plan, study: store.Study, fitted: Fitted) -> int:
    """Write and print what a calibration found; the last line names the page."""
    parameters = parameter_table(plan, fitted)
    aimed = predicted(plan.targets, fitted.scales, fitted)
    checked = predicted(plan.left_out, scales_of(plan.left_out, fitted.prior), fitted)
    targets = pd.concat([aimed.assign(role=CHOSEN), checked.assign(role=HELD_OUT)], ignore_index=True)
    from_field = field_table(plan, fitted)
    replace_table(folder / "runs.parquet", study.table("runs"))
    replace_csv(folder / "posterior.csv", posterior_table(plan, fitted))
    replace_csv(folder / "parameters.csv", parameters)
    replace_csv(folder / "coverage.csv", fitted.coverage)
    replace_csv(folder / "targets.csv", targets)
    if not from_field.empty:
        replace_csv(folder / "facts.csv", from_field)
    (folder / "fitted.yaml").write_text(as_yaml(parameters), encoding="utf-8")
    print(printed(parameters, targets, from_field, plan, fitted))
    pictures = [
        save(calibration_figures.posterior_figure(plan.factors, fitted), folder, "posterior"),
        save(calibration_figures.recovery_figure(plan.factors, fitted), folder, "recovery"),
        save(calibration_figures.targets_figure(targets, fitted), folder, "targets"),
    ]
    scenario = Scenario.from_mapping(plan.expansion.design.changes(0))
    written = page.write_page(
        folder,
        "calibrate",
        pictures=pictures,
        facts=facts("calibrate", seed=plan.expansion.design.seed, source=plan.expansion.source),
        title=f"Calibration: {plan.settings['name']}",
        scenario=scenario.name,
        setting=f"{scenario.persons:,} persons, {scenario.founders:,} founders, {scenario.weeks:,} weeks",
        prior_runs=f"{len(fitted.prior):,}",
        accepted=f"{len(fitted.posterior.weights):,}",
        trials=f"{len(fitted.truth):,}",
        tables={
            "Free parameters": shown_parameters(parameters),
            "Targets, and what was left out": shown_targets(targets),
            **({"Facts from the field at the point estimate": shown_facts(from_field)} if len(from_field) else {}),
            **({"Sizes at the point estimate": shown_sizes(fitted.confirm)} if len(sizes(fitted.confirm)) else {}),
        },
        fitted=as_yaml(parameters),
    )
    print(f"Report: {written}")
    return 0


def parameter_table(plan: Plan, fitted: Fitted) -> pd.DataFrame:
    """One row per free parameter: prior, point estimate, median and intervals of the posterior, coverage.

    Columns: `parameter`, `unit`, `low`, `high` (the prior's ends), `point`, `median`, `low_50`, `high_50`, `low_90`,
    `high_90`, `held_50`, `held_90` (share of such intervals that held a known parameter) and `explained` (share of the
    prior's variance that posterior medians explained there).
    """
    quantiles = fitted.posterior.quantiles(quantile_levels())
    rows = []
    for place, factor in enumerate(plan.factors):
        low_90, low_50, median, high_50, high_90 = (factor.at(float(share)) for share in quantiles[:, place])
        own = fitted.coverage[fitted.coverage["parameter"] == factor.name]
        held_50, held_90 = own["held"].tolist()  # in the order of LEVELS
        rows.append(
            {"parameter": factor.name, "unit": _UNITS[factor.name], "low": factor.low, "high": factor.high,
             "point": rounded(factor.at(float(fitted.point[place]))), "median": median, "low_50": low_50,
             "high_50": high_50, "low_90": low_90, "high_90": high_90, "held_50": held_50,
             "held_90": held_90, "explained": own["explained"].iloc[0]}
        )  # fmt: skip
    return pd.DataFrame(rows)


def posterior_table(plan: Plan, fitted: Fitted) -> pd.DataFrame:
    """The posterior's sample: a column for each parameter, `weight`."""
    shares = fitted.posterior.shares
    columns = {factor.name: [factor.at(float(each)) for each in shares[:, k]] for k, factor in enumerate(plan.factors)}
    return pd.DataFrame(columns).assign(weight=fitted.posterior.weights)


def field_table(plan: Plan, fitted: Fitted) -> pd.DataFrame:
    """F1 to F13 at the point estimate, if any of them was aimed at or left out; roles as they are in this fit."""
    chosen = {target.fact for target in plan.targets} - {""}
    asked = chosen | ({target.fact for target in plan.left_out} - {""})
    if not asked:
        return pd.DataFrame()
    table = field_facts(fitted.confirm)
    table["role"] = [CHOSEN if each in chosen else CHECK if role == CHECK else HELD_OUT
                     for each, role in zip(table["id"], table["role"], strict=True)]  # fmt: skip
    return table[table["id"].isin(asked) | (table["role"] == CHECK)]


def rounded(value: float) -> float:
    """A fitted parameter to the digits that are told."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def as_yaml(parameters: pd.DataFrame) -> str:
    """The point estimate as a scenario's file has it."""
    nested: dict[str, Any] = {}
    for row in parameters.to_dict("records"):
        *groups, name = str(row["parameter"]).split(".")
        place = nested
        for group in groups:
            place = place.setdefault(group, {})
        place[name] = _KINDS[str(row["parameter"])](row["point"])
    return yaml.safe_dump(nested, sort_keys=False)


def shown_parameters(parameters: pd.DataFrame) -> pd.DataFrame:
    """The parameters in words."""
    rows = [
        {
            "Parameter (unit)": f"{row['parameter']} ({row['unit']})",
            "Prior": f"{_told(row['low'])} to {_told(row['high'])}",
            "Point": _told(row["point"]),
            "Median [90 % interval]": _interval(row),
            "Held by 50 %, 90 %": f"{row['held_50']:.0%}, {row['held_90']:.0%}",
            "Explained": f"{max(0.0, row['explained']):.0%}",
        }
        for row in parameters.to_dict("records")
    ]
    return pd.DataFrame(rows)


def shown_targets(targets: pd.DataFrame) -> pd.DataFrame:
    """What was aimed at and what was left out, in words."""
    rows = [
        {
            "Quantity (unit)": f"{row['fact']} {row['label']} ({row['unit']})".strip(),
            "Role": row["role"],
            "Target": _told(row["target"]),
            "Prior's median": _told(row["prior_median"]),
            "Posterior's median [90 % interval]": _interval(row),
            "Met within": "yes" if row["met_within_90"] else "no",
            "At the point": _told(row["at_point"]),
        }
        for row in targets.to_dict("records")
    ]
    return pd.DataFrame(rows)


def shown_facts(table: pd.DataFrame) -> pd.DataFrame:
    """Facts from the field in words."""
    rows = [
        {
            "Fact": f"{row['id']} {row['fact']}",
            "Mean [95 % interval]": wording.with_interval(row["value"], row["low"], row["high"]),
            "Of": row["denominator"],
            "Published": row["target"],
            "Role": row["role"],
            "Met": wording.NOTHING if row["met"] is None else "met" if row["met"] else "missed",
        }
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(rows)


def shown_sizes(runs: pd.DataFrame) -> pd.DataFrame:
    """The four denominators of facts from the field, in words."""
    rows = [
        {
            "Size (unit)": f"{row['label']} ({row['unit']})",
            "Who": row["what"],
            "Mean [95 % interval]": wording.with_interval(row["value"], row["low"], row["high"]),
        }
        for row in sizes(runs).to_dict("records")
    ]
    return pd.DataFrame(rows)


def _interval(row: Mapping[Hashable, Any]) -> str:
    return f"{_told(row['median'])} [{_told(row['low_90'])}, {_told(row['high_90'])}]"


def printed(
    parameters: pd.DataFrame, targets: pd.DataFrame, from_field: pd.DataFrame, plan: Plan, fitted: Fitted
) -> str:
    """Everything as a terminal shows it."""
    coverage = fitted.coverage
    stated = int(coverage["as_stated"].sum())
    lines = [
        "",
        _laid_out(shown_parameters(parameters)),
        "",
        wording.wrapped(
            f"Posterior: the {len(fitted.posterior.weights):,} of {len(fitted.prior):,} runs from the prior that come"
            " nearest to the targets, weighted by nearness and adjusted by local linear regression. Known parameters:"
            f" {len(fitted.truth):,} stored runs taken for the data in turn; held by: how many of their 50 % and 90 %"
            f" intervals held the parameter the run was made with ({stated} of {len(coverage)} of these shares have a"
            " 95 % binomial interval that holds the level stated); explained: share of the prior's variance that"
            " posterior medians explained."
        ),
        "",
        _laid_out(shown_targets(targets)),
        "",
    ]
    if len(from_field):
        told = facts_met(from_field)
        counted = {
            role: f"{int(group['met'].sum())} of {len(group)} facts {role}" for role, group in told.groupby("role")
        }
        lines += [
            f"Facts from the field at the point estimate, {plan.settings['confirm']} runs on draws of their own:",
            _laid_out(shown_facts(from_field)),
            f"Met: {'; '.join(counted.get(role, '') for role in (CHOSEN, HELD_OUT, CHECK) if role in counted)}.",
            "",
        ]
    return "\n".join(lines)


def _laid_out(table: pd.DataFrame) -> str:
    """A table as text, all to the left, its first column no wider than half a line."""
    cells = [[str(name) for name in table.columns], *table.astype(str).to_numpy().tolist()]
    cells = [[textwrap.shorten(first, 60, placeholder=" .."), *others] for first, *others in cells]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(f"{text:{width}}" for text, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )


def _told(value: float) -> str:
    return wording.number(value)
