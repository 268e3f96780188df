"""Needs, favours and promises in the reference model: second opinion of `model/exchange.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model import draws, exchange, ritual
from model.table import ACTIVE
from tests.reference_numbers import DAYS_IN_WEEK, below, f32, pick

if TYPE_CHECKING:
    from tests.reference_distributor import ReferenceDistributor


def ask_favours(model: Any, active: list[ReferenceDistributor]) -> None:
    """Needs arise, favours are asked, given, refused or promised and not done; bonds follow."""
    p = model.rates.exchange
    favours: dict[ReferenceDistributor, tuple[ReferenceDistributor, str]] = {}  # by who asked
    for member in active:
        member.favours_received = member.favours_given = member.introductions = 0
        if member.chances[draws.NEED_ARISES] < p.need:
            which, answer, *asked = model.draw(draws.NEED, model.week, member.person.number)
            occupation = below(which, model.settings.society.occupations)
            if member.let_down_by is not None and member.let_down_by.status == ACTIVE:
                if occupation != member.occupation:
                    favours[member] = member.let_down_by, _answer_to_claim(model, member.let_down_by, answer)
                continue
            helper, member.introductions = _find_helper(model, member, occupation, asked)
            if helper is not None:
                favours[member] = helper, _answer_to_asking(model, helper, member, answer)
    for member, (helper, outcome) in favours.items():
        model.counts["favours_asked"] += 1
        member.let_down_by = None
        if outcome == "made good":
            model.counts["promises_restored"] += 1
            member.team_trust = f32(ritual.towards(member.team_trust, p.restored_trust, 1.0))
        if outcome == "broken":
            model.counts["promises_broken"] += 1
            member.let_down_by = helper
            letdown = model.rates.identification.letdown
            member.team_trust = f32(ritual.towards(member.team_trust, p.broken_trust, 0.0))
            member.interdependence = f32(ritual.towards(member.interdependence, p.broken_bond, 0.0))
            member.identification = f32(ritual.towards(member.identification, letdown, -1.0))
        if outcome in ("done", "made good"):
            model.counts["favours_given"] += 1
            member.favours_received += 1
            helper.favours_given += 1
            if model.rates.ties.mates:
                member.befriend(helper)
                helper.befriend(member)
    kept = ritual.remaining(p.half_life, DAYS_IN_WEEK)
    for member in active:
        received, given = member.favours_received, member.favours_given
        bond = exchange.interdependence_after(member.interdependence, received, given, kept, p)
        member.interdependence = f32(bond)
        if member in favours and favours[member][1] != "broken":
            change, goal = (p.trust_loss, 0.0) if favours[member][1] == "refused" else (p.trust_gain, 1.0)
            member.team_trust = f32(ritual.towards(member.team_trust, change, goal))
        member.favour_balance += received - given
        hours = exchange.hours_of_exchange(given, member.introductions, p)
        member.hours_used = f32(member.hours_used + hours)


def _answer_to_asking(model: Any, helper: ReferenceDistributor, asker: ReferenceDistributor, number: float) -> str:
    p = model.rates.exchange
    chance = exchange.help_probability(helper.team_trust, float(asker.favour_balance), p)
    if helper.hours_used >= helper.hours or number >= chance:
        return "refused"
    used = helper.hours_used / helper.hours
    broken = exchange.breaking_probability(used, helper.team_trust, helper.interdependence, p)
    return "done" if number < chance * (1.0 - broken) else "broken"


def _answer_to_claim(model: Any, breaker: ReferenceDistributor, number: float) -> str:
    if breaker.hours_used >= breaker.hours:
        return "refused"
    restitution = exchange.restitution_probability(breaker.interdependence, model.rates.exchange)
    return "made good" if number < restitution else "refused"


def _find_helper(
    model: Any, member: ReferenceDistributor, occupation: int, numbers: list[float]
) -> tuple[ReferenceDistributor | None, int]:
    """First of the teammates asked who has the occupation, and how many were asked after the first of all.

    `numbers` point at the first teammates asked; further ones are introduced four at a time.
    """
    if occupation == member.occupation:
        return None, 0  # the member can do it alone
    for mate in member.slots:
        if mate is not None and mate.status == ACTIVE and mate.occupation == occupation:
            return mate, 0
    number_asked = exchange.teammates_asked(model.rates.exchange)
    introduced = 0
    while len(numbers) < number_asked:
        numbers += model.draw(draws.INTRODUCTION, model.week, member.person.number, introduced)
        introduced += 1
    asked = [pick(model.teams[member.team].members, number) for number in numbers[:number_asked]]
    for place, each in enumerate(asked):
        if each is not member and each.occupation == occupation:
            return each, place
    return None, number_asked - 1
