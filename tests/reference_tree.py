"""Placement, ranks, help and pure recruiting of the second opinion: searches among objects, one by one."""

from __future__ import annotations

from collections import deque
from typing import Any

from model import coaching, draws, pure_recruitment, ranks, recruitment
from model.table import ACTIVE, LEFT, NOBODY, TAKEN
from model.weekly import Count

EMPTY = ("matrix", "binary_weaker", "binary_random")


def place(model: Any, number: int, sponsor: Any) -> Any:
    """Upline of the person of this number, whom `sponsor` recruited; books the search."""
    tree = model.settings.tree
    if tree.placement == "direct":
        return sponsor
    if tree.placement == "skew_left":
        upline, steps = _leftmost_open_leaf(sponsor, tree.skew_levels)
    elif tree.placement in ("breadth_first", "matrix"):
        upline, steps = _shallowest(sponsor, tree.width)
    elif tree.placement == "binary_weaker":
        upline, steps = _weaker(sponsor)
    elif tree.placement == "binary_random":
        upline, steps = _by_coin(model, number, sponsor)
    else:
        upline, steps = _anywhere(model, number), 1
    sponsor.search_steps += steps
    sponsor.hours_owed = model.f32(sponsor.hours_owed + steps * tree.search_hours)
    return upline


def _leftmost_open_leaf(sponsor: Any, levels: int) -> tuple[Any, int]:
    steps = 0

    def search(member: Any, depth: int) -> Any:
        nonlocal steps
        steps += 1
        if not member.children:
            return member
        if depth + 1 < levels:
            for child in member.children:
                found = search(child, depth + 1)
                if found is not None:
                    return found
        return None

    return search(sponsor, 0) or sponsor, steps


def _shallowest(sponsor: Any, width: int) -> tuple[Any, int]:
    waiting = deque([(sponsor, 1)])
    while True:
        member, steps = waiting.popleft()
        if len(member.children) < width:
            return member, steps
        waiting.extend((child, steps + 1) for child in member.children)


def _weaker(sponsor: Any) -> tuple[Any, int]:
    member, steps = sponsor, 1
    while len(member.children) >= 2:
        member = min(member.children, key=lambda child: sum(1 for _ in child.branch()))
        steps += 1
    return member, steps


def _by_coin(model: Any, number: int, sponsor: Any) -> tuple[Any, int]:
    member, steps = sponsor, 1
    while len(member.children) >= 2:
        member = member.children[model.draw(draws.PLACE, model.week, number, steps)[0] >= 0.5]
        steps += 1
    return member, steps


def _anywhere(model: Any, number: int) -> Any:
    width, inside, attempt = model.settings.tree.width, set(model.in_tree()), 0
    while True:
        attempt += 1
        where, which, _, _ = model.draw(draws.PLACE, model.week, number, attempt)
        member = model.members[model.below(where, len(model.members))]
        if member in inside and which * width >= len(member.children):
            return member


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


def find_stalled(model: Any) -> None:
    """Month's end: everybody finds the direct downline stalled longest."""
    for member in model.registered:
        member.helps = None
        candidates = [
            child
            for child in member.children
            if child.status == ACTIVE
            and coaching.stalled(model.week, child.last_recruited, model.rates.tree.stalled_weeks)
        ]
        if member.status == ACTIVE and candidates:
            member.helps = min(candidates, key=lambda child: (child.last_recruited, child.person.number))


def help_stalled(model: Any, active: list[Any]) -> None:
    """Hours pass from uplines to the downlines they help."""
    for member in active:
        if member.helps is not None and member.helps.status == ACTIVE:
            hours = coaching.hours_of_help(member.free_hours(), model.rates.tree)
            member.hours_used = model.f32(member.hours_used + hours)
            member.helps.hours_used = model.f32(member.helps.hours_used - hours)


def recruit_purely(model: Any, active: list[Any], *, month_ends: bool) -> list[tuple[Any, Any]]:
    """Who joins, each with the sponsor: a member, or the place of another newcomer in this list."""
    pure, week = model.settings.pure, model.week
    newcomers: list[tuple[Any, Any]] = []
    if pure.recruiting == "bass":
        rate = pure_recruitment.bass_rate(model.everyone, pure.innovation, pure.imitation)
        for person in model.people if active else []:
            if person.open and person.ask_from <= week:
                joins, which, *_ = model.draw(draws.PURE_RECRUIT, week, person.number, 2)
                if joins < recruitment.within_week(rate):
                    newcomers.append((person, active[model.below(which, len(active))]))
        return newcomers
    if pure.recruiting == "each":
        luck = {member: model.draw(draws.PURE_RECRUIT, week, member.person.number) for member in active}
        recruiters = [member for member in active if month_ends and luck[member][0] < pure.chance]
        for member in sorted(recruiters, key=lambda member: (luck[member][1], member.person.number)):
            person = _take_person(model, luck[member][2])
            if person is not None:
                newcomers.append((person, member))
        return newcomers
    for k in range(pure.newcomers if active else 0):
        which, kind, start, _ = model.draw(draws.PURE_RECRUIT, week, k, 1)
        person = _take_person(model, start)
        if person is None:
            break
        pool = [*active, *range(k)]
        recruits = sum(member.recruits for member in active) + k
        alike = pure.recruiting == "uniform" or kind < pure_recruitment.uniform_part(
            float(len(pool)), float(recruits), pure.rho
        )
        sponsor = pool[model.below(which, len(pool))] if alike else _sponsor_of_any_recruit(model, k, newcomers)
        newcomers.append((person, sponsor))
    return newcomers


def _take_person(model: Any, number: float) -> Any:
    start = model.below(number, len(model.people))
    for person in model.people[start:] + model.people[:start]:
        if person.open and person.ask_from <= model.week:
            person.ask_from = int(TAKEN)
            return person
    return None


def _sponsor_of_any_recruit(model: Any, newcomer: int, newcomers: list[tuple[Any, Any]]) -> Any:
    sponsors = [member.sponsor for member in model.members] + [sponsor for _, sponsor in newcomers]
    attempt = 0
    while True:
        number = model.draw(draws.PURE_EDGE, model.week, newcomer, attempt)[0]
        sponsor = sponsors[model.below(number, len(sponsors))]
        if isinstance(sponsor, int) or (sponsor is not None and sponsor.status == ACTIVE):
            return sponsor
        attempt += 1
