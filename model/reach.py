"""How far an organisation has reached into its society: whom it asked, won and lost, and who is left to ask.

The pool runs dry from within: long before everybody has joined, everybody whom members know has been asked (Bosley &
McKeage 2015). What recruiting leaves behind stays in the ties: trust that was burnt, money that kin lost.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from model.compilation import compiled


def reach_of(model: Any) -> dict[str, float | None]:
    """Shares that say how far an organisation has reached; None where there is nothing to take a share of.

    Parameters
    ----------
    model
        A `SolidarityModel`.

    Returns
    -------
    dict
        `asked`: share of society ever asked. `joined`: share of society ever a member. `former`: share of society that
        was, and no longer is, a registered member. `exhausted`: mean over the active members of the share of their ties
        that cannot be asked next week, with the quartiles `exhausted_lower`, `exhausted_median` and `exhausted_upper`
        (members without a tie left out). `burnt`: share of all tie ends whose owner trusts less than at the start.
        `weak_ties`: share of recruits won through neither kin nor friends.
    """
    table, people, society = model.table, model.people, model.society
    ever = np.unique(table.column("person"))
    registered = np.unique(table.column("person")[table.registered])
    joined = model.ledger["joined"]
    shares = exhaustion(model)
    shares = shares[~np.isnan(shares)]
    quartiles = [float(each) for each in np.quantile(shares, (0.25, 0.5, 0.75))] if len(shares) else [None] * 3
    return {
        "asked": float(np.mean(model.hearsay["asked"] > 0)),
        "joined": len(ever) / len(people),
        "former": (len(ever) - len(registered)) / len(people),
        "exhausted": float(shares.mean()) if len(shares) else None,
        **dict(zip(("exhausted_lower", "exhausted_median", "exhausted_upper"), quartiles, strict=True)),
        "burnt": float(np.mean(model.trust < society.trust)) if len(model.trust) else None,
        "weak_ties": float(1.0 - joined[["kin", "friend"]].sum() / joined.sum()) if joined.sum() else None,
    }


def exhaustion(model: Any) -> np.ndarray:
    """Share of each member's ties that cannot be asked next week, by row; NaN for the inactive and the tieless.

    Parameters
    ----------
    model
        A `SolidarityModel`.

    Returns
    -------
    ndarray
        (memberships,) float64.
    """
    table = model.table
    shares, own = np.full(table.rows, np.nan), np.full(len(table.active), np.nan)
    _share_exhausted(model.week, table.column("person")[table.active], model.people, model.society, own)
    shares[table.active] = own
    return shares


@compiled
def _share_exhausted(week, persons, people, society, shares):
    for k in range(len(persons)):
        first, end = society.ties[persons[k]], society.ties[persons[k] + 1]
        waiting = 0
        for tie in range(first, end):
            other = society.neighbour[tie]
            waiting += people.ask_from[other] > week + 1
        if end > first:
            shares[k] = waiting / (end - first)
