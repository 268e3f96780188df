"""Gatherings of teams in the reference model: second opinion of `model/gatherings.py` and `model/ritual.py`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from model import draws, ritual, society
from tests.reference_numbers import DAYS_IN_WEEK, added, f32

if TYPE_CHECKING:
    from tests.reference_distributor import ReferenceDistributor
    from tests.reference_society import ReferencePerson

GATHERINGS_NUMBERED_A_WEEK = 4


class Team(NamedTuple):
    """Those who gather together: the member at whom the team was cut, and its active members in order of joining."""

    leader: ReferenceDistributor
    members: list[ReferenceDistributor]


def gather(model: Any, team: Team) -> None:
    """The week of a team: what fades from one gathering to the next, who comes, and what it does to them."""
    faded_to = DAYS_IN_WEEK * (model.week - 1)
    habit_left = ritual.remaining(model.rates.ritual.habituation_half_life, DAYS_IN_WEEK)
    team.leader.habituation = f32(team.leader.habituation * habit_left)
    for member in team.members:
        member.hours_used = 0.0
    for turn, day in enumerate(_gathering_days(model, team)):
        _fade(model, team, day - faded_to)
        faded_to = day
        present = _who_comes(model, team, turn)
        model.counts["called"] += len(team.members)
        if len(present) >= 2:
            model.counts["came"] += len(present)
            doors = model.draw(draws.CLOSED_DOORS, model.week, team.leader.person.number, turn)[0]
            _celebrate(model, team, present, closed=doors < model.rates.boundary.closure)
    _fade(model, team, DAYS_IN_WEEK * model.week - faded_to)


def _gathering_days(model: Any, team: Team) -> list[float]:
    """Days of this week at which the team gathers, of all that lie `interval_days` apart since its first."""
    if not model.rates.ritual.gatherings:
        return []
    interval = model.rates.ritual.interval_days
    first = model.draw(draws.TEAM_DAY, 0, team.leader.person.number)[0] * interval
    start, end = DAYS_IN_WEEK * (model.week - 1), DAYS_IN_WEEK * model.week
    around = range(max(0, int(start / interval) - 2), int(end / interval) + 2)
    return [day for day in (first + number * interval for number in around) if start <= day < end]


def _fade(model: Any, team: Team, days: float) -> None:
    p = model.rates.ritual
    energy_left = ritual.remaining(p.energy_half_life, days)
    symbols_left = ritual.remaining(p.symbol_half_life, days) if p.symbols else 0.0
    density_left = ritual.remaining(p.density_half_life, days)
    for member in team.members:
        member.energy = f32(member.energy * energy_left)
        member.symbol_attachment = f32(member.symbol_attachment * symbols_left)
        member.physical_density = f32(member.physical_density * density_left)


def _who_comes(model: Any, team: Team, turn: int) -> dict[ReferenceDistributor, float]:
    """Those who come, each with the place between edge and core; uplines decide first and remind."""
    p = model.rates.ritual
    crowding = ritual.crowd(float(len(team.members)), p)
    present: dict[ReferenceDistributor, float] = {}
    for member in team.members:
        if member.hours_used >= member.hours:
            continue
        reminded = weight_of_reminder(model, member, present)
        pull = pull_to_come(member, crowding, p)
        chance = ritual.attendance_probability(pull, reminded, p)
        comes, first, second, third = model.draw(draws.ATTENDANCE, model.week, member.person.number, turn)
        if comes < chance:
            present[member] = 1.0 if member is team.leader else ritual.centrality(first, second, third, p)
            member.last_gathering = GATHERINGS_NUMBERED_A_WEEK * model.week + turn
    return present


def pull_to_come(member: ReferenceDistributor, crowding: float, p: Any) -> float:
    """Logit by which a member comes to an assembly of people whom nobody reminds."""
    return ritual.attendance_pull(
        member.energy,
        member.symbol_attachment,
        float(member.favour_balance),
        float(member.mates),
        member.hours,
        crowding,
        p,
    )


def weight_of_reminder(model: Any, member: ReferenceDistributor, present: dict[ReferenceDistributor, float]) -> float:
    """Weight of the upline's reminder; 0 of one who does not come."""
    if member.parent not in present:
        return 0.0
    return ritual.reminders(member.kinship, model.rates.ties.kin_reminder)


def _celebrate(model: Any, team: Team, present: dict[ReferenceDistributor, float], *, closed: bool) -> None:
    p, leader = model.rates.ritual, team.leader
    fresh = ritual.freshness(leader.habituation, p)
    failed, guests, intensity = ceremony(model, present, closed=closed, hours=p.length_hours, fresh=fresh)
    leader.habituation = f32(ritual.towards(leader.habituation, p.habituation_rise, 1.0))
    for member in present:
        member.hours_used = f32(member.hours_used + p.length_hours)
        member.month_gatherings += 1
    fees = model.rates.trade.gathering_fee * len(present)
    model.counts["gatherings"] += 1
    model.counts["gatherings_failed"] += failed
    model.counts["guests"] += guests
    model.counts["member_payments"] += fees
    model.counts["supplier_payments"] += fees
    model.intensities += intensity


def ceremony(
    model: Any, present: dict[ReferenceDistributor, float], *, closed: bool, hours: float, fresh: float = 1.0
) -> tuple[bool, int, float]:
    """Charge those present at a gathering; returns whether it failed, the guests, and its intensity."""
    p, t, b = model.rates.ritual._replace(length_hours=hours), model.rates.trade, model.rates.boundary
    turnout = float(len(present))
    hosts = [] if closed else [member for member in present if member.guest is not None]
    energy_brought = symbols_brought = 0.0
    for member in present:
        energy_brought += member.energy
        symbols_brought += member.symbol_attachment
    density, alike = ritual.co_presence(turnout, p), _likeness([member.person for member in present])
    sceptics = added(member.guest_scepticism for member in hosts) / (len(present) + len(hosts))
    left = ritual.undisturbed(sceptics, p)
    focus_gain = left * ritual.ritual_gain(density, alike, symbols_brought / turnout, p)
    mood_gain = left * ritual.ritual_gain(density, alike, energy_brought / turnout, p)
    if p.feedback:
        focus, mood = ritual.entrainment(focus_gain, mood_gain, p)
    else:
        focus = left * ritual.brought_in(symbols_brought / turnout, p)
        mood = left * ritual.brought_in(energy_brought / turnout, p)
    seen = density * focus * mood * ritual.barrier(turnout, float(len(hosts)), p)
    felt = seen * fresh
    towards = ritual.towards
    if p.likeness_charge > 0.0:
        present = _places_by_likeness(present, p)
    for member, central in present.items():
        member.energy = f32(ritual.energy_after(member.energy, felt, central, p))
        member.symbol_attachment = f32(ritual.symbols_after(member.symbol_attachment, felt, central, p))
        member.team_trust = f32(towards(member.team_trust, p.trust_charge * felt, 1.0))
        member.physical_density = f32(towards(member.physical_density, p.density_charge * density, 1.0))
        member.shared_focus = f32(towards(member.shared_focus, p.smoothing, focus))
        member.shared_emotion = f32(towards(member.shared_emotion, p.smoothing, mood))
        ceiling = t.dream_ceiling * member.means
        if member.aspiration < ceiling:
            member.aspiration = f32(towards(member.aspiration, t.dream * felt, ceiling))
        if closed:
            member.distrust = f32(towards(member.distrust, b.distrust_closed * felt, 1.0))
            lost = model.rates.ties.closeness_loss * felt
            member.outside_closeness = f32(towards(member.outside_closeness, lost, 0.0))
        elif hosts:
            member.distrust = f32(towards(member.distrust, b.distrust_sceptic * sceptics, 1.0))
    for member in hosts:
        member.guest_impression = f32(seen)
    return ritual.fails(focus_gain, mood_gain, p), len(hosts), seen


def _likeness(persons: list[ReferencePerson]) -> float:
    """Chance that two persons drawn from a list (perhaps one person twice) agree in a trait drawn at random."""
    categories = [Counter(person.traits[trait] for person in persons) for trait in range(society.TRAITS_EACH)]
    agreeing = sum(count * count for tally in categories for count in tally.values())
    return agreeing / (society.TRAITS_EACH * len(persons) * len(persons))


def _places_by_likeness(present: dict[ReferenceDistributor, float], p: Any) -> dict[ReferenceDistributor, float]:
    """Places between edge and core where likeness to the others counts."""
    others = len(present) - 1.0
    agreeing = {
        member: sum(member.person.traits_shared_with(other.person) for other in present if other is not member)
        for member in present
    }
    usual = sum(agreeing.values()) / (society.TRAITS_EACH * len(present) * others)
    return {
        member: ritual.centrality_among(agreeing[member] / (society.TRAITS_EACH * others), usual, central, p)
        for member, central in present.items()
    }
