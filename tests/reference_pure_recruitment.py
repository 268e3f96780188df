"""Recruiting as theory has it, in the reference model: second opinion of `model/pure_recruitment.py`."""

from __future__ import annotations

from typing import Any

from model import draws, pure_recruitment, recruitment
from model.table import ACTIVE, TAKEN
from tests.reference_numbers import below


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
                    newcomers.append((person, active[below(which, len(active))]))
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
        sponsor = pool[below(which, len(pool))] if alike else _sponsor_of_any_recruit(model, k, newcomers)
        newcomers.append((person, sponsor))
    return newcomers


def _take_person(model: Any, number: float) -> Any:
    start = below(number, len(model.people))
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
        sponsor = sponsors[below(number, len(sponsors))]
        if isinstance(sponsor, int) or (sponsor is not None and sponsor.status == ACTIVE):
            return sponsor
        attempt += 1
