"""Pitches and answers in the reference model: second opinion of `model/recruitment.py`."""

from __future__ import annotations

from typing import Any, NamedTuple

from model import draws, recruitment, ritual, society, ties
from model.table import INVITED
from tests import reference_placement, reference_pure_recruitment
from tests.reference_distributor import ReferenceDistributor
from tests.reference_numbers import MONTH_ENDS, added, f32, pick
from tests.reference_society import ReferencePerson


class Pitch(NamedTuple):
    """Whom a member means to ask."""

    person: ReferencePerson
    place: int  # of the tie among the member's, STRANGER or REFERRAL
    brings: bool  # to a gathering
    bid: tuple[float, int]


def who_joins(model: Any, active: list[ReferenceDistributor]) -> list[tuple[ReferencePerson, Any]]:
    """Newcomers in the order in which they join, each with the sponsor."""
    if model.settings.pure.recruiting != "off":
        return reference_pure_recruitment.recruit_purely(model, active, month_ends=model.week in MONTH_ENDS)
    newcomers = _recruit(model, active)
    if model.settings.tree.placement != "direct":
        newcomers.sort(key=lambda new: (model.draw(draws.PLACE, model.week, new[0].number)[0], new[0].number))
    return newcomers


def _recruit(model: Any, active: list[ReferenceDistributor]) -> list[tuple[ReferencePerson, ReferenceDistributor]]:
    """Pitches and answers; returns who joins, each with the sponsor."""
    pitches = {member: pitch for member in active if (pitch := _pitch(model, member)) is not None}
    lowest: dict[ReferencePerson, tuple[float, int]] = {}
    for pitch in pitches.values():
        lowest[pitch.person] = min(pitch.bid, lowest.get(pitch.person, pitch.bid))
    model.counts["rivals"] += len(pitches) - len(lowest)
    newcomers: list[tuple[ReferencePerson, ReferenceDistributor]] = []
    for member in active:
        if member.guest is not None:
            saw_gathering = member.guest_impression >= 0.0
            guest, place, impression = member.guest, member.guest_tie, member.guest_impression
            if saw_gathering or model.week - member.guest_since >= model.rates.recruitment.patience:
                member.release_guest()
                _hear(model, member, guest, place, impression if saw_gathering else 0.0, newcomers)
        elif member in pitches and lowest[pitches[member].person] == pitches[member].bid:
            pitch = pitches[member]
            model.counts["contacts"] += 1
            model.ledger[_kind(member, pitch.place), "asked"] += 1
            pitch.person.asked += 1
            if pitch.brings:
                pitch.person.ask_from = int(INVITED)
                member.guest, member.guest_tie = pitch.person, pitch.place
                member.guest_since, member.guest_impression = model.week, -1.0
                member.guest_scepticism = f32(
                    ritual.scepticism(
                        pitch.person.open, pitch.person.rationality, pitch.person.warned_share(), model.rates.ritual
                    )
                )
            else:
                _hear(model, member, pitch.person, pitch.place, 0.0, newcomers)
    return newcomers


def _pitch(model: Any, member: ReferenceDistributor) -> Pitch | None:
    """Whom a member without a pending guest means to ask this week."""
    p, number = model.rates.recruitment, member.person.number
    if member.guest is not None:
        return None
    prospecting = model.rates.trade.prospecting_share * member.free_hours()
    rate = recruitment.pitch_rate(prospecting, member.energy, p)
    kind, which, brought, distance = model.draw(draws.CONTACT, model.week, number)
    place: int | None
    strangers = recruitment.stranger_probability(member.distrust, p)
    if kind >= strangers:
        own = len(member.person.ties)
        outside = own - member.person.inside_ties
        rate *= recruitment.occasions(float(outside), float(own), model.usual_ties, p)
    if member.chances[draws.PITCH_MADE] >= recruitment.within_week(rate):
        return None
    if member.person.ties and kind >= strangers:
        if recruitment.has_grown_distant(distance, member.outside_closeness):
            return None
        if kind < strangers + p.referral:
            place, person = society.REFERRAL, _referred(member.person, which)
            known = [own for own, tie in enumerate(member.person.ties) if tie.other is person]
        else:
            place = _choose_tie(model, member.person, which)
            if place is None:
                return None
            person = member.person.ties[place].other
    else:
        place, person = society.STRANGER, pick(model.people, which)
    if place < 0 and (person.ask_from > model.week or not _would_ask(model, member.person, person)):
        return None
    if place == society.REFERRAL and known:
        place = known[0]
    return Pitch(
        person, place, brought < p.bring, (model.draw(draws.CLAIM, model.week, number, person.number)[0], number)
    )


def _referred(person: ReferencePerson, number: float) -> ReferencePerson:
    """Somebody known to somebody the person knows."""
    among = number * len(person.ties)
    named_by = person.ties[min(int(among), len(person.ties) - 1)]
    return pick(named_by.other.ties, among - person.ties.index(named_by)).other


def _would_ask(model: Any, person: ReferencePerson, other: ReferencePerson) -> bool:
    alike = person.traits_shared_with(other) / society.TRAITS_EACH
    appeal = recruitment.appeal_of_likeness(alike, model.rates.recruitment)
    return appeal >= 1.0 or model.draw(draws.CONSIDERED, 0, person.number, other.number)[0] < appeal


def _choose_tie(model: Any, person: ReferencePerson, number: float) -> int | None:
    """Place of a tie to somebody who can be asked, drawn by trust among those whom one would ask."""
    weight = {
        place: tie.trust
        for place, tie in enumerate(person.ties)
        if tie.other.ask_from <= model.week and tie.trust > 0.0
    }
    while weight:
        reached, goal = 0.0, number * added(weight.values())
        for place, each in weight.items():
            reached, chosen, rest = reached + each, place, (goal - reached) / each
            if reached > goal:
                break
        if _would_ask(model, person, person.ties[chosen].other):
            return chosen
        del weight[chosen]
        number = min(max(rest, 0.0), 1.0)
    return None


def _hear(
    model: Any,
    member: ReferenceDistributor,
    guest: ReferencePerson,
    place: int,
    impression: float,
    newcomers: list[tuple[ReferencePerson, ReferenceDistributor]],
) -> None:
    """Hear the answer of a guest: one more newcomer, or a refusal."""
    p, tie = model.rates.recruitment, None if place < 0 else member.person.ties[place]
    told = ties.told_income(member.felt_income, member.aspiration, model.rates.ties)
    expected = ties.expected_income(told, guest.heard, guest.times_heard, model.rates.ties)
    chance = recruitment.joining_probability(
        recruitment.base_yield(_kind(member, place), p),
        member.energy,
        impression,
        member.interdependence,
        guest.inside_share(model.everyone),
        guest.warned_share(),
        recruitment.distrust_towards(member.distrust, 0.0 if tie is None else tie.trust),
        expected / guest.means,
        guest.rationality,
        0.0 if tie is None else float(tie.balance),
        0.0 if tie is None else recruitment.burnt_trust(tie.trust, tie.first_trust),
        member.person.talent,
        p,
    )
    if model.settings.recruitment.joining == "rational":
        chance = float(recruitment.worth_joining(expected, float(model.rates.trade.starter_kit)))
    model.ledger[_kind(member, place), "came"] += impression > 0.0
    willing = guest.open and guest.inside_ties >= p.peers_needed
    wants = willing and model.draw(draws.ANSWER, model.week, guest.number, member.person.number)[0] < chance
    price, lending = model.rates.trade.starter_kit, model.rates.ties
    if wants and (ties.can_pay(price, guest.means, lending) or guest.lender(price, lending) is not None):
        model.ledger[_kind(member, place), "joined"] += 1
        newcomers.append((guest, member))
        return
    model.ledger[_kind(member, place), "refused"] += 1
    model.counts["refusals"] += 1
    guest.ask_from = model.week + p.refusal_weeks
    member.distrust = f32(ritual.towards(member.distrust, model.rates.boundary.distrust_refusal, 1.0))
    if tie is not None:
        lost = p.formal_refusal_trust if tie.kind == society.WORK else p.refusal_trust
        for end in (tie, guest.tie_to(member.person)):
            end.trust = f32(ritual.towards(end.trust, lost, 0.0))


def join(model: Any, person: ReferencePerson, sponsor: ReferenceDistributor) -> None:
    """Make a person a member, with a place in the tree, and book the starter kit."""
    t = model.rates.trade
    ReferenceDistributor(model, person, sponsor, reference_placement.place(model, person.number, sponsor))
    model.counts["joined"] += 1
    model.counts["member_payments"] += t.starter_kit
    model.counts["production_cost"] += t.kit_cost
    model.counts["company_residual"] += t.starter_kit - t.kit_cost


def _kind(member: ReferenceDistributor, place: int) -> int:
    return place if place < 0 else member.person.ties[place].kind
