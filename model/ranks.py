"""Ranks: stars and pins, how they are won, bought and lost.

The rooted-tree paper's members rise by downlines of their own star ("at least three child nodes of the same star"), or
by a required purchase; *pins* are awarded by the month's group volume; the stairstep plan awards ranks of its own.
Where nothing is said, a rank once reached stays. Promotions of one month work upwards: who wins a star counts at once
for the upline, and nobody rises more than one star a month by downlines.
"""

from __future__ import annotations

import numpy as np

from model.columns import Members
from model.compilation import compiled
from model.draws import RANK_PURCHASE, draw
from model.table import LEFT, NOBODY
from model.tree_parameters import RankParameters
from model.weekly import Count

UNITS_BOUGHT, MEMBER_PAYMENTS = Count.units_bought.value, Count.member_payments.value
PRODUCTION, RESIDUAL = Count.production_cost.value, Count.company_residual.value


@compiled
def star_after(star, equals, supporters, p):
    """Star at a month's end, with so many downlines (or legs) of at least the star, and of at least the one before.

    The rooted-tree paper; Tiens.
    """
    if equals >= p.needed and star < p.top:
        return star + 1
    if p.demotion and star > p.entry and supporters < p.needed:
        return star - 1
    return star


@compiled
def rank_after(rank, reached, p):
    """Rank at a month's end in which `reached` was awarded.

    Awards are the plan's; that a rank is kept once reached unless demotion is on: assumption.
    """
    return max(reached, p.entry) if p.demotion else max(rank, reached)


@compiled
def rank_purchase_probability(symbols, price, means, p):
    """Chance that a member buys the next rank this month: by attachment to the symbols, if the means allow it.

    Symbols in [0, 1], price and a month's means in rupiah. Form and size: assumption; off by default.
    """
    return p.purchase_chance * symbols if price <= means else 0.0


def rise(rows: np.ndarray, members: Members, awarded: np.ndarray, parameters: RankParameters) -> None:
    """Month's end, after the plan has paid: ranks rise, or fall.

    Parameters
    ----------
    rows
        Rows in the tree, ascending (int32).
    awarded
        Rank that the plan awards for the month, by row, for all rows in use (int32).
    """
    if parameters.rule == "stars":
        equals, supporters, best = np.zeros((3, len(awarded)), np.int32)
        best[:] = NOBODY
        _rise_by_stars(rows, members, parameters.counted == "legs", parameters.rates, equals, supporters, best)
        return
    if parameters.rule == "pins":
        awarded = np.zeros_like(awarded)
        for volume in parameters.pin_volumes:
            awarded += members.group_volume[: len(awarded)] >= volume
    _take_awards(rows, members, awarded, parameters.rates)


@compiled
def _take_awards(rows, members, awarded, p):
    for row in rows:
        if members.status[row] != LEFT:
            members.rank[row] = rank_after(members.rank[row], awarded[row], p)


@compiled
def _rise_by_stars(rows, members, by_legs, p, equals, supporters, best):
    """One pass up the tree: everybody below has risen before a member's turn comes."""
    for k in range(len(rows) - 1, -1, -1):
        row = rows[k]
        shown = NOBODY
        if members.status[row] != LEFT:
            shown = star_after(members.rank[row], equals[row], supporters[row], p)
            members.rank[row] = shown
        best[row] = max(best[row], shown)
        upline = members.parent[row]
        if upline != NOBODY:
            best[upline] = max(best[upline], best[row])
            counted = best[row] if by_legs else shown
            equals[upline] += counted >= members.rank[upline]
            supporters[upline] += counted >= members.rank[upline] - 1


@compiled
def buy_ranks(key, week, active, members, p, t, counts):
    """Month's end, before the plan pays: some buy the goods that the next rank asks for, whether or not they sell."""
    price = p.purchase_units * t.member_price
    for row in active:
        if members.rank[row] >= p.top:
            continue
        chance = rank_purchase_probability(
            np.float64(members.symbol_attachment[row]), float(price), np.float64(members.means[row]), p
        )
        if draw(key, RANK_PURCHASE, week, members.person[row], 0)[0] < chance:
            members.rank[row] += 1
            members.month_bought[row] += p.purchase_units
            counts[UNITS_BOUGHT] += p.purchase_units
            counts[MEMBER_PAYMENTS] += price
            counts[PRODUCTION] += p.purchase_units * t.production_cost
            counts[RESIDUAL] += p.purchase_units * (t.member_price - t.production_cost)
