"""Rallies and the convention in the reference model: second opinion of `model/rallies.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model import draws, kinship, rallies, ritual
from tests.reference_gatherings import ceremony, pull_to_come, weight_of_reminder
from tests.reference_numbers import f32

if TYPE_CHECKING:
    from tests.reference_distributor import ReferenceDistributor


def rally(model: Any, month: int) -> None:
    """Hold what is held at a month's end: the convention, or every line's rally."""
    p, active = model.settings.rallies, list(model.agents)
    if not model.settings.ritual.gatherings:
        return
    if p.convention_months and month % p.convention_months == 0:
        called = [member for member in active if member.rank >= p.convention_rank]
        _assemble(model, called, "convention", model.draw(draws.RALLY_DOORS, model.week, 0, 1)[0])
    elif p.rally_months and month % p.rally_months == 0:
        lines: dict[ReferenceDistributor, list[ReferenceDistributor]] = {}
        for member in active:
            lines.setdefault(member.line, []).append(member)
        for founder, line in lines.items():
            _assemble(model, line, "rally", model.draw(draws.RALLY_DOORS, model.week, founder.person.number)[0])


def _assemble(model: Any, called: list[ReferenceDistributor], kind: str, doors: float) -> None:
    p = model.settings.rallies
    if len(called) < p.smallest_line:
        return
    hours, travel_hours = getattr(p, f"{kind}_hours"), getattr(p, f"{kind}_travel_hours")
    entrance, fare = getattr(p, f"{kind}_entrance"), getattr(p, f"{kind}_travel")
    present = _who_comes(model, called, hours + travel_hours, entrance + fare)
    model.counts["rally_called"] += len(called)
    if len(present) < 2:
        return
    best = max(member.rank for member in present)
    for member in present:
        if member.line is member or (member.rank == best and best > model.settings.ranks.entry):
            present[member] = 1.0
    failed, guests, _ = ceremony(model, present, closed=doors < model.rates.boundary.closure, hours=hours)
    for member in present:
        member.month_rallies += 1
        member.month_fees += entrance + fare
        member.hours_owed = f32(member.hours_owed + (hours + travel_hours))
        if member.parent in present:
            member.kinship = f32(kinship.kinship_after(member.kinship, 1.0, 1.0, model.rates.ties))
    hall, counts = entrance * p.hall_percent // 100, model.counts
    counts["rallies"] += 1
    counts["rallies_failed"] += failed
    counts["rally_came"] += len(present)
    counts["guests"] += guests
    for name in ("rally_payments", "member_payments"):
        counts[name] += (entrance + fare) * len(present)
    counts["supplier_payments"] += (hall + fare) * len(present)
    counts["company_residual"] += (entrance - hall) * len(present)


def _who_comes(
    model: Any, called: list[ReferenceDistributor], hours: float, price: int
) -> dict[ReferenceDistributor, float]:
    """Those who come, each with the place between edge and core."""
    p = model.rates.ritual._replace(length_hours=hours)
    crowding = ritual.crowd(float(len(called)), p)
    present: dict[ReferenceDistributor, float] = {}
    for member in called:
        pull = pull_to_come(member, crowding, p) - rallies.price_felt(float(price), member.means, model.rates.rallies)
        chance = ritual.attendance_probability(pull, weight_of_reminder(model, member, present), p)
        comes, first, second, third = model.draw(draws.RALLY, model.week, member.person.number)
        if comes < chance:
            present[member] = ritual.centrality(first, second, third, p)
    return present
