"""Kinship of member and upline in the reference model: second opinion of `model/kinship.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model import kinship, ritual
from model.society import KIN
from model.table import ACTIVE
from tests.reference_numbers import DAYS_IN_MONTH, f32

if TYPE_CHECKING:
    from tests.reference_distributor import ReferenceDistributor
    from tests.reference_society import ReferencePerson


def first_kinship(person: ReferencePerson, upline: ReferenceDistributor | None) -> float:
    """Whole with an upline who is kin."""
    return float(any(tie.other is upline.person and tie.kind == KIN for tie in person.ties)) if upline else 0.0


def close_month(model: Any) -> None:
    """Kinship fades, and grows by gatherings shared with the upline."""
    p = model.rates.ties
    kept = ritual.remaining(p.kinship_half_life, DAYS_IN_MONTH)
    for member in model.agents:
        upline, shared = member.parent, 0
        if upline is not None and upline.team is member.team:
            shared = min(member.month_gatherings, upline.month_gatherings)
        member.kinship = f32(kinship.kinship_after(member.kinship, kept, float(shared), p))


def companions(model: Any, member: ReferenceDistributor) -> float:
    """Mates, and the upline like kin among them."""
    upline = member.parent
    kin = member.kinship if upline is not None and upline.status == ACTIVE else 0.0
    return kinship.companions(float(member.mates), kin, model.rates.ties)
