"""Leaving and renewal in the reference model: second opinion of `model/retention.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model import draws, recruitment, retention
from model.table import ACTIVE, LEFT, UNEXPLAINED
from tests import reference_kinship

if TYPE_CHECKING:
    from tests.reference_distributor import ReferenceDistributor


def leave(model: Any, active: list[ReferenceDistributor]) -> None:
    """All decide before anybody goes."""
    p = model.rates.retention
    leavers: list[tuple[ReferenceDistributor, int]] = []
    for member in active:
        if model.settings.retention.leaving != "bonds":
            hazard = retention.regardless_hazard(float(model.week - member.joined), p)
            if member.chances[draws.ACTIVITY_ENDS] < recruitment.within_week(hazard):
                leavers.append((member, UNEXPLAINED))
            continue
        bonds = (
            retention.discounted(member.energy, member.rationality, p),
            retention.discounted(member.symbol_attachment, member.rationality, p),
            retention.discounted(member.interdependence, member.rationality, p),
        )
        outside = member.inside_share(), member.distrust, member.outside_closeness
        rebuke = model.rates.boundary.harsh_leaving if member.rebuked else 0.0
        feelings = member.satisfaction, member.identification
        mates = reference_kinship.companions(model, member)
        hazard = retention.leaving_hazard(*bonds, *feelings, mates, *outside, rebuke, p)
        if member.chances[draws.ACTIVITY_ENDS] < recruitment.within_week(hazard):
            named = model.draw(draws.REASON, model.week, member.person.number)[0]
            reason = retention.reason_for_leaving(*bonds, *feelings, *outside, member.rebuked == 1, named, p)
            leavers.append((member, reason))
    for member, reason in leavers:
        member.reason = reason
        member.cease()


def renew_or_lapse(model: Any, member: ReferenceDistributor) -> None:
    """A year is over: the active pay again, the dormant have left."""
    fee = model.rates.trade.renewal_fee
    if member.status == ACTIVE:
        member.renewed = model.week
        member.month_fees += fee
        model.counts["member_payments"] += fee
        model.counts["company_residual"] += fee
    else:
        member.status, member.left = LEFT, model.week
        member.person.ask_from = model.week + model.rates.recruitment.refusal_weeks
        model.counts["left"] += 1
