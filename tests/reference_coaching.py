"""Help for stalled downlines in the reference model: second opinion of `model/coaching.py`."""

from __future__ import annotations

from typing import Any

from model import coaching
from model.table import ACTIVE
from tests.reference_numbers import f32


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
            member.hours_used = f32(member.hours_used + hours)
            member.helps.hours_used = f32(member.helps.hours_used - hours)
