"""How members rise in the reference model, and buy ranks: second opinion of `model/ranks.py`."""

from __future__ import annotations

from typing import Any

from model import draws, ranks
from model.table import LEFT, NOBODY
from model.weekly import Count


def rise(model: Any, awarded: dict[Any, int]) -> None:
    """Month's end: ranks rise, or fall."""
    p, rule = model.rates.ranks, model.settings.ranks
    if rule.rule == "stars":
        for root in model.roots():
            _rise_by_stars(root, rule.counted == "legs", p)
        return
    for member in model.registered:
        reached = awarded[member]
        if rule.rule == "pins":
            reached = sum(member.group_volume >= volume for volume in rule.pin_volumes)
        member.rank = ranks.rank_after(member.rank, reached, p)


def _rise_by_stars(member: Any, by_legs: bool, p: Any) -> int:
    """Let everybody below rise, then the member; returns the highest star from here down."""
    highest = [_rise_by_stars(child, by_legs, p) for child in member.children]
    own = [NOBODY if child.status == LEFT else child.rank for child in member.children]
    stars = highest if by_legs else own
    if member.status != LEFT:
        equals, supporters = (sum(star >= least for star in stars) for least in (member.rank, member.rank - 1))
        member.rank = ranks.star_after(member.rank, equals, supporters, p)
        highest.append(member.rank)
    return max(highest, default=NOBODY)


def buy_ranks(model: Any) -> None:
    """Month's end: some members buy the next rank."""
    p, t = model.rates.ranks, model.rates.trade
    price = p.purchase_units * t.member_price
    for member in model.agents:
        if member.rank < p.top:
            chance = ranks.rank_purchase_probability(member.symbol_attachment, float(price), member.means, p)
            if model.draw(draws.RANK_PURCHASE, model.week, member.person.number)[0] < chance:
                member.rank += 1
                member.month_bought += p.purchase_units
                model.counts[Count.units_bought.name] += p.purchase_units
                model.counts["member_payments"] += price
                model.counts["production_cost"] += p.purchase_units * t.production_cost
                model.counts["company_residual"] += price - p.purchase_units * t.production_cost
