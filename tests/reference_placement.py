"""Where a recruit is placed in the reference model: second opinion of `model/placement.py`, searches among objects."""

from __future__ import annotations

from collections import deque
from typing import Any

from model import draws
from tests.reference_numbers import below, f32


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
    sponsor.hours_owed = f32(sponsor.hours_owed + steps * tree.search_hours)
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
        member = model.members[below(where, len(model.members))]
        if member in inside and which * width >= len(member.children):
            return member
