"""Compensation plans of the second opinion: each commission worked out for itself, from the members below.

Second opinion of `model/plans/`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from model.plans import joining, plan, stairstep

Earned = dict[Any, int]  # by member


class Settlement(NamedTuple):
    """What a member's group did in a month, as the upline needs to know it."""

    group_volume: int
    bonus: int
    broken_away: bool
    passed_up: int


def pay(model: Any) -> Earned:
    """Let the plan pay those who have not left; returns the ranks it awards."""
    for member in model.in_tree():
        member.group_volume = group_volume(model, member)
    earned, awarded = settle(model)
    paid = {member: earned.get(member, 0) for member in model.registered}
    cap = model.settings.plan.payout_cap_percent
    if cap > 0:
        units = sum(member.month_sold + member.month_bought for member in model.registered)
        paid = capped(paid, units * model.rates.trade.member_price * cap // 100)
    for member in model.in_tree():
        member.commission = paid.get(member, 0)
    return awarded


def settle(model: Any) -> tuple[Earned, Earned]:
    """What each member in the tree earns before any cap, and the rank awarded."""
    rules: dict[str, Callable[[Any], Earned]] = {
        "star": _star,
        "unilevel": _unilevel,
        "binary": _binary,
        "matrix": _matrix,
        "geometric": _geometric,
        "enrolment": _enrolment,
        "retail": lambda model: {},
    }
    earned: Earned = defaultdict(int)
    awarded: Earned = defaultdict(int)
    name = model.settings.plan.name
    if name == "stairstep":
        for root in model.roots():
            _stairstep(model, root, earned, awarded)
    else:
        earned |= rules[name](model)
    return earned, awarded


def capped(commissions: Earned, allowed: int) -> Earned:
    """All cut alike where they exceed what is allowed."""
    total = sum(commissions.values())
    if total <= allowed:
        return commissions
    return {member: each * (allowed * 2**20 // total) // 2**20 for member, each in commissions.items()}


def group_volume(model: Any, member: Any) -> int:
    """Own volume and that of everybody below."""
    return sum(model.volume(each) for each in member.branch())


def _stairstep(model: Any, member: Any, earned: Earned, awarded: Earned) -> Settlement:
    """Stairstep breakaway: settle everybody below, then the member."""
    rates = model.settings.plan
    volumes, percent = np.array(rates.bracket_volumes), rates.leadership_percent
    own = model.volume(member)
    lines = [_stairstep(model, child, earned, awarded) for child in member.children]
    legs = [line for line in lines if line.broken_away]
    side_volume = own + sum(line.group_volume for line in lines if not line.broken_away)
    volume = own + sum(line.group_volume for line in lines)
    bracket = stairstep.bracket_reached(volume, volumes)
    bonus = plan.percent_of(volume, (0, *rates.bracket_percents)[bracket])
    kept = passed_up = 0
    at_top = bracket == len(volumes)
    if at_top:
        terms = (
            sum(leg.passed_up for leg in legs),
            side_volume,
            len(legs),
            stairstep.bracket_reached(side_volume, volumes),
            plan.percent_of(rates.bracket_volumes[-1], percent),
            percent,
            rates.leadership_bracket,
        )
        kept = stairstep.leadership_kept(*terms)
        passed_up = stairstep.leadership_passed_up(*terms)
    earned[member] = bonus - sum(line.bonus for line in lines) + kept
    awarded[member] = bracket + (len(legs) if at_top else 0)
    return Settlement(volume, bonus, at_top, passed_up)


def _percents(rates: Any) -> tuple[int, ...]:
    return (0, 0, *rates.star_percents)


def _star(model: Any) -> Earned:
    rates = model.settings.plan
    earned: Earned = defaultdict(int)
    percents = _percents(rates)
    star = {member: min(member.rank, 8) for member in model.in_tree()}
    beneficiaries = defaultdict(list)  # by the next upline with a higher star: those whose groups reach it
    for member in model.in_tree():
        higher = next((upline for upline in member.uplines() if star[upline] > star[member]), None)
        beneficiaries[higher].append(member)

    def group(member: Any) -> int:
        return model.volume(member) + sum(group(each) for each in beneficiaries[member])

    for member in model.in_tree():
        earned[member] += plan.percent_of(model.volume(member), percents[star[member]])
        for each in beneficiaries[member]:
            earned[member] += plan.percent_of(group(each), percents[star[member]] - percents[star[each]])
        if star[member] >= rates.leadership_star:
            for generation, senior in zip(rates.generation_percents, _peers(member, star), strict=False):
                earned[senior] += plan.percent_of(group(member), generation)
    return earned


def _peers(member: Any, star: dict[Any, int]) -> Iterator[Any]:
    """Uplines of the same star, up to the first with a higher one."""
    for upline in member.uplines():
        if star[upline] > star[member]:
            return
        if star[upline] == star[member]:
            yield upline


def _on_levels(model: Any, percents: tuple[int, ...], width: int | None) -> Earned:
    earned: Earned = {}
    for member in model.in_tree():
        level, earned[member] = [member], 0
        for percent in percents:
            level = [child for each in level for child in each.children[:width]]
            earned[member] += plan.percent_of(sum(model.volume(each) for each in level), percent)
    return earned


def _unilevel(model: Any) -> Earned:
    return _on_levels(model, model.settings.plan.level_percents, None)


def _matrix(model: Any) -> Earned:
    return _on_levels(model, model.settings.plan.matrix_percents, model.settings.plan.matrix_width)


def _binary(model: Any) -> Earned:
    earned: Earned = {}
    for member in model.in_tree():
        legs = sorted(group_volume(model, child) for child in member.children)
        earned[member] = plan.percent_of(sum(legs[:-1]), model.settings.plan.weaker_leg_percent)
    return earned


def _geometric(model: Any) -> Earned:
    rates = model.settings.plan

    def reward(member: Any) -> int:
        own = {child: rates.reward * joining.MICRO * (child.joined > model.month_began) for child in member.children}
        return sum(plan.percent_of(reward(child) + own[child], rates.reward_percent) for child in member.children)

    return {member: reward(member) // joining.MICRO for member in model.in_tree()}


def _enrolment(model: Any) -> Earned:
    earned: Earned = defaultdict(int)
    for member in model.in_tree():
        if member.sponsor is not None and member.joined > model.month_began:
            earned[member.sponsor] += model.settings.plan.bonus
    return earned
