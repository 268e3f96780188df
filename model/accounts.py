"""What memberships have earned and paid up to now, with the running month, which is not in the totals yet."""

from __future__ import annotations

from typing import Any

import numpy as np

from model import trade
from model.compilation import plainly
from model.table import Table


def accounts(table: Table, rates: Any, rows: np.ndarray | slice = slice(None)) -> dict[str, np.ndarray]:
    """Totals of memberships over all their time.

    Parameters
    ----------
    table
        The memberships.
    rates
        Prices in force (`TradeParameters.rates`).
    rows
        Whose; all by default.

    Returns
    -------
    dict
        `commission_total`, `retail_margin_total`, `cost_total`, `net_income` and `volume_total`, each (rows,)
        int64, in rupiah.
    """

    def of(name: str) -> np.ndarray:
        return table.column(name)[rows].astype(np.int64)

    sold, bought = of("month_sold"), of("month_bought")
    commission = of("commission_total")
    margin = of("retail_margin_total") + plainly(trade.retail_margin, sold, rates)
    cost = of("cost_total") + plainly(trade.member_cost, bought, of("month_gatherings"), of("month_fees"), rates)
    return {
        "commission_total": commission,
        "retail_margin_total": margin,
        "cost_total": cost,
        "volume_total": of("volume_total") + plainly(trade.own_volume, sold, bought, rates),
        "net_income": commission + margin - cost,
    }
