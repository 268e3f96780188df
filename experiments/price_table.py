"""Where the price of a unit goes: production cost + commissions + retail margin + company margin = consumer price.

The rooted-tree paper sets the consumer price against production price and commissions. Here the parts are read off the
books of a run, whole months of it, since commissions are paid at a month's end for that month's sales. A unit that a
member buys at the member's price counts at the consumer price too, and what the member saves as retail margin: the
company gets the same for it. The company margin is what the books leave the company, less what it earned on starter
kits and renewals, which are no product. So the sum is no identity: it holds only when every rupiah has been booked.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pandas as pd

from model import SolidarityModel
from model.months import month_end
from model.weekly import Count

PARTS = ("production_cost", "commissions", "retail_margin", "company_margin")


def price_table(models: Iterable[SolidarityModel], month: int | None = None) -> pd.DataFrame:
    """What the consumer price of a unit goes to, run by run.

    Parameters
    ----------
    models
        Runs, as a rule one for each plan.
    month
        Number of the month, from 1; None for all months that have been settled.

    Returns
    -------
    DataFrame
        One row per run, indexed by the name of its plan: the parts (`PARTS`) and the consumer price in rupiah a unit,
        and `units`, sold to customers or bought by members. Commissions round down and the company margin, which may be
        negative, rounds up, as in the plans: remainders stay with the company. The parts are missing where no unit was
        sold.

    Raises
    ------
    ValueError
        When the month has not been settled in one of the runs.
    """
    models = list(models)
    table = pd.DataFrame([_parts(model, month) for model in models], columns=[*PARTS, "consumer_price", "units"])
    table.index = pd.Index([model.scenario.plan.name for model in models], name="plan")
    return table.astype("Int64")


def _parts(model: SolidarityModel, month: int | None) -> dict[str, int | None]:
    booked, prices = _booked(model, month), model.scenario.trade
    units = booked["units_sold"] + booked["units_bought"]
    kits = booked["joined"] * prices.kit_cost
    fees = booked["member_payments"] - booked["units_bought"] * prices.member_price - booked["supplier_payments"]
    saved = booked["units_bought"] * (prices.consumer_price - prices.member_price)
    kept = booked["company_residual"] - (fees - kits)
    each: dict[str, int | None] = dict.fromkeys(PARTS)
    if units > 0:
        each = {
            "production_cost": (booked["production_cost"] - kits) // units,
            "commissions": booked["commissions"] // units,
            "retail_margin": (booked["retail_margins"] + saved) // units,
            "company_margin": -(-kept // units),
        }
    return {**each, "consumer_price": prices.consumer_price, "units": units}


def _booked(model: SolidarityModel, month: int | None) -> dict[str, int]:
    """What was counted in a month's weeks, or in those of all settled months."""
    weekly, week = model.weekly, model.week
    settled = next(number for number in itertools.count(1) if month_end(number) > week) - 1
    if not 1 <= (month or settled) <= settled:
        raise ValueError(f"month {month or 1} is not settled after {week} weeks: {settled} months are")
    first_week = month_end(month - 1) + 1 if month else 1
    counted = weekly[weekly["week"].between(first_week, month_end(month or settled))]
    return {each.name: int(counted[each.name].sum()) for each in Count}
