"""News, favours and newcomers among the people known, in the reference model.

Second opinion of `model/ties.py`, `model/meetings.py` and `model/turnover.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model import draws, meetings, ritual, ties
from model.table import INVITED
from tests.reference_numbers import f32, pick

if TYPE_CHECKING:
    from tests.reference_society import ReferenceTie


def meet_people(model: Any) -> None:
    """Each member meets one of the people known."""
    p, member_of = model.rates.ties, {member.person: member for member in model.agents}
    for member in model.agents:
        tells, which, helps, gives = model.draw(draws.NEWS, model.week, member.person.number)
        if not member.person.ties:
            continue
        tie = pick(member.person.ties, which)
        if tells < p.telling:
            told, listener = ties.told_income(member.felt_income, member.aspiration, p), tie.other
            in_teller = listener.tie_to(member.person).trust
            listener.heard = f32(ties.heard_after(listener.heard, listener.times_heard, told, in_teller))
            listener.times_heard += 1
        teammate = member_of.get(tie.other)
        if teammate is not None and teammate.team is member.team:
            shared = meetings.shared_gatherings_trust(member.month_gatherings, teammate.month_gatherings, p)
            tie.trust = f32(ritual.towards(tie.trust, shared, 1.0))
        if helps < p.neighbourly:
            ends = [tie, tie.other.tie_to(member.person)]
            _pass_favour(model, *(ends if gives < 0.5 else reversed(ends)))


def _pass_favour(model: Any, giver: ReferenceTie, taker: ReferenceTie) -> None:
    p = model.rates.ties
    if giver.balance < 0:  # returned
        for end in (giver, taker):
            end.trust = f32(ritual.towards(end.trust, p.returned_trust, 1.0))
    elif giver.balance > 0:
        giver.trust = f32(ritual.towards(giver.trust, p.unreturned_trust, 0.0))
    if giver.balance < meetings.MOST_OWED:
        giver.balance += 1
        taker.balance -= 1


def turn_over(model: Any) -> None:
    """Some people outside are replaced by others, who know and have refused nothing."""
    monthly = model.rates.ties.turnover / 12.0
    for person in model.people:
        if person.ask_from < INVITED and model.draw(draws.TURNOVER, model.week, person.number)[0] < monthly:
            person.ask_from, person.heard, person.times_heard, person.warns = 0, 0.0, 0, 0
            for tie in person.ties:
                for end in (tie, tie.other.tie_to(person)):
                    end.trust, end.balance = end.first_trust, 0
