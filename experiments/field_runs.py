"""A run watched month by month through its last year, and summed up as field data are.

The model itself keeps no history of months; whoever wants to know who was paid in a year has to look each month.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from experiments.field_measures import Year, measure_field
from experiments.field_outcomes import FIELD_OUTCOMES, in_order
from experiments.outcomes import measure
from experiments.worker import Result
from model import Scenario, SolidarityModel
from model.indices import solidarity_of_all
from model.months import MONTHS_PER_YEAR, WEEKS_PER_YEAR, month_end
from model.ritual import crowd

BREAK_EVEN = 0.25
"""Half-width of the break-even band of F9, as a share of a month's income from outside.

Published shares do not say what respondents called even. It is the model's own measure of what tells
(`trade.telling_income`): a lifetime result smaller than that is neither gain nor loss. Assumption.
"""
SHORTEST = 2 * WEEKS_PER_YEAR


def watch_last_year(model: SolidarityModel) -> Year:
    """Run a new model to its scenario's last week; returns its last twelve months.

    Raises
    ------
    ValueError
        When the run is shorter than two years, or not of whole years.
    """
    weeks = model.scenario.weeks
    if not allows_field(weeks):
        raise ValueError(f"weeks = {weeks} is not allowed: field data need whole years, two or more.")
    last = weeks * MONTHS_PER_YEAR // WEEKS_PER_YEAR
    first = last - MONTHS_PER_YEAR
    model.run_for(month_end(first))
    paid, traded = _totals(model)
    months: list[list[np.ndarray]] = []
    for month in range(first + 1, last + 1):
        model.run_for(month_end(month) - month_end(month - 1))
        paid_before, traded_before = paid, traded
        paid, traded = _totals(model)
        booked = (model.table.column("left") < 0) | (model.table.column("left") == model.week)
        group = np.where(booked, model.table.column("group_volume"), 0)
        months.append([_since(paid_before, paid), _since(traded_before, traded), group, booked])
    rows = model.table.rows
    columns = (np.stack([_filled(month[place], rows) for month in months], axis=1) for place in range(len(months[0])))
    return Year(*columns)


def _totals(model: SolidarityModel) -> tuple[np.ndarray, np.ndarray]:
    return model.table.column("commission_total").copy(), model.table.column("volume_total").copy()


def _since(before: np.ndarray, now: np.ndarray) -> np.ndarray:
    return now - _filled(before, len(now))


def _filled(values: np.ndarray, rows: int) -> np.ndarray:
    """The same with nothing for those who joined later."""
    longer = np.zeros(rows, values.dtype)
    longer[: len(values)] = values
    return longer


def field_quantities(model: SolidarityModel) -> dict[str, float | None]:
    """Run a new model and sum it up as field data are: the values of `FIELD_OUTCOMES`, None where undefined."""
    year = watch_last_year(model)
    distributors, weekly = model.distributors, model.weekly
    founders = float((distributors["joined"] == 0).sum())
    values = measure_field(
        year,
        distributors,
        model.ledger,
        founders + np.concatenate([[0.0], np.cumsum(weekly["joined"].to_numpy(float))]),
        weeks=model.scenario.weeks,
        top_volume=float(max(getattr(model.scenario.plan, "bracket_volumes", (math.inf,)))),
        band=BREAK_EVEN,
    )
    return in_order(values | {"attendance_slope": _attendance_slope(model)})


def _attendance_slope(model: SolidarityModel) -> float:
    """Change of attendance's logit as the group becomes e times as large, all else being equal."""
    p = model.scenario.ritual.rates
    return float(crowd(20.0, p) - crowd(20.0 * math.e, p))


def run_and_measure(
    changes: dict[str, Any], seed: int, replicate: int, keep: Iterable[str], threads: int = 1
) -> Result:
    """Run the model once; its outcomes are those of every run, and of runs of whole years those of the field too."""
    scenario = Scenario.from_mapping(changes)
    model = SolidarityModel(scenario, rng=seed, replicate=replicate, threads=threads)
    field: dict[str, float | None] = dict.fromkeys(outcome.name for outcome in FIELD_OUTCOMES)
    if allows_field(scenario.weeks):
        field = field_quantities(model)
    else:
        model.run_for(scenario.weeks)
    return Result({**measure(model.weekly, model.distributors, model.reach, solidarity_of_all(model)), **field})


def allows_field(weeks: int) -> bool:
    """Whether a run of so many weeks can be summed up as field data are: whole years, two or more."""
    return weeks >= SHORTEST and weeks % WEEKS_PER_YEAR == 0
