"""Violations and their answers in the reference model: second opinion of `model/boundary.py`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from model import boundary, draws, ritual
from model.table import ACTIVE
from tests.reference_numbers import DAYS_IN_WEEK, f32, pick

if TYPE_CHECKING:
    from tests.reference_distributor import ReferenceDistributor


def offend_and_answer(model: Any, active: list[ReferenceDistributor]) -> None:
    """Members offend against the symbols, somebody answers, teammates see it."""
    p, towards = model.rates.boundary, ritual.towards
    answers: dict[ReferenceDistributor, tuple[ReferenceDistributor, str]] = {}  # by offender: by whom, how
    for member in active:
        if member.chances[draws.OFFENCE_OCCURS] < boundary.offence_probability(member.symbol_attachment, p):
            model.counts["violations"] += 1
            severity, chooser, number, second = model.draw(draws.OFFENCE, model.week, member.person.number)
            answerer = _who_answers(model, member, chooser)
            if answerer is not None:
                restoring = boundary.restoring_probability(answerer.interdependence, severity, p)
                answer = "restoring" if second < restoring else "lenient"
                if number < _harsh_chance(model, member, answerer, chooser, severity):
                    answer = "harsh"
                answers[member] = answerer, answer
                model.counts[f"{answer}_answers"] += 1
                model.counts[f"{answer}_by_uplines"] += _upline_answers(model, member, chooser)
    harsh_in_team = Counter(offender.team for offender, (_, answer) in answers.items() if answer == "harsh")
    weekly_loss = 1.0 - ritual.remaining(p.distrust_half_life, DAYS_IN_WEEK)
    weekly_return = 1.0 - ritual.remaining(model.rates.ties.closeness_half_life, DAYS_IN_WEEK)
    for member in active:
        answer = answers[member][1] if member in answers else ""
        harshly = answer == "harsh"
        seen = harsh_in_team[member.team] - harshly  # an offender is not the audience
        seen = seen if model.rates.ritual.symbols else 0
        member.symbol_attachment = f32(
            boundary.renewed_symbols(member.symbol_attachment, seen, float(len(model.teams[member.team].members)), p)
        )
        friendly = member.inside_share(), member.outside_closeness
        member.distrust = f32(boundary.distrust_after(member.distrust, *friendly, weekly_loss))
        member.outside_closeness = f32(towards(member.outside_closeness, weekly_return, 1.0))
        member.rebuked = int(harshly)
        if harshly:
            member.energy = f32(towards(member.energy, p.harsh_energy_loss, 0.0))
            member.team_trust = f32(towards(member.team_trust, p.harsh_trust_loss, 0.0))
        elif answer == "restoring":
            member.favour_balance += p.restitution
            member.team_trust = f32(towards(member.team_trust, p.restoring_trust_gain, 1.0))
        elif answer == "lenient":
            member.team_trust = f32(towards(member.team_trust, p.lenient_trust_gain, 1.0))
    for answerer, answer in answers.values():
        harsh, restoring = float(answer == "harsh"), float(answer == "restoring")
        answerer.violation_response = f32(boundary.response_after(answerer.violation_response, harsh, p))
        answerer.restoring_response = f32(boundary.response_after(answerer.restoring_response, restoring, p))
        if restoring:
            answerer.team_trust = f32(towards(answerer.team_trust, p.restoring_trust_gain, 1.0))


def _upline_answers(model: Any, member: ReferenceDistributor, chooser: float) -> bool:
    upline = member.parent
    return upline is not None and upline.status == ACTIVE and chooser >= model.rates.boundary.peer_answers


def _who_answers(model: Any, member: ReferenceDistributor, chooser: float) -> ReferenceDistributor | None:
    """The upline or a teammate drawn at random; nobody when the draw falls on the offender."""
    if _upline_answers(model, member, chooser):
        return member.parent
    number = model.draw(draws.PEER, model.week, member.person.number)[0]
    peer = pick(model.teams[member.team].members, number)
    return None if peer is member else peer


def _harsh_chance(
    model: Any, member: ReferenceDistributor, answerer: ReferenceDistributor, chooser: float, severity: float
) -> float:
    stake = 0.0
    if _upline_answers(model, member, chooser):
        stake = boundary.commission_at_stake(
            float(answerer.commission), float(answerer.group_volume), float(member.group_volume), answerer.means
        )
    contagion = min(1.0, member.downline / len(model.teams[member.team].members))
    return boundary.harsh_probability(
        answerer.symbol_attachment, severity, stake, answerer.team_trust, contagion, model.rates.boundary
    )
