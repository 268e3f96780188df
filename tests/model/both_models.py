"""Engine and reference model in one form, and run side by side."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model import Scenario, SolidarityModel
from model.kinship import REAL_KIN
from model.society import REFERRAL, STRANGER, TIE_NAMES
from model.table import ACTIVE, HEARSAY, LEFT, NO_REASON, NOBODY, REASON_NAMES
from model.weekly import LEDGER
from tests.reference_distributor import COMPARED
from tests.reference_model import ReferenceModel

OF_PEOPLE = ("ask_from", "asked", "inside_ties", "warned", "warns", "times_heard", "heard")


def state_of_engine(engine: SolidarityModel) -> dict:
    state = {name: engine.table.column(name).tolist() for name in COMPARED}
    known = {name: engine.hearsay[name] if name in HEARSAY.names else engine.people.column(name) for name in OF_PEOPLE}
    state |= {f"people.{name}": values.tolist() for name, values in known.items()}
    ledger = engine.ledger.to_numpy().tolist()
    return state | {
        "balance": engine.balance.tolist(),
        "trust": engine.trust.tolist(), "books": engine.books, "awareness": engine.awareness, "ledger": ledger
    }  # fmt: skip


def state_of_reference(reference: ReferenceModel) -> dict:
    rows, people = reference.rows(), reference.people
    state = {name: [row[name] for row in rows] for name in COMPARED}
    state |= {f"people.{name}": [getattr(each, name) for each in people] for name in OF_PEOPLE}
    kinds = [*range(len(TIE_NAMES)), REFERRAL, STRANGER]
    ledger = [[reference.ledger[kind, name] for name in LEDGER] for kind in kinds]
    return state | {
        "balance": [tie.balance for person in reference.people for tie in person.ties],
        "trust": reference.trust(), "books": reference.books, "awareness": reference.awareness, "ledger": ledger
    }  # fmt: skip


def first_difference(of_engine: dict, of_reference: dict) -> str | None:
    """Where two states differ first, in words; None when they agree to the last bit."""
    assert of_engine.keys() == of_reference.keys()
    for name, mine in of_engine.items():
        theirs = of_reference[name]
        if mine == theirs:
            continue
        if not isinstance(mine, list):
            return f"{name}: engine {mine!r}, reference {theirs!r}"
        if len(mine) != len(theirs):
            return f"{name}: engine has {len(mine)}, reference {len(theirs)}"
        place = next(k for k in range(len(mine)) if mine[k] != theirs[k])
        return f"{name}[{place}]: engine {mine[place]!r}, reference {theirs[place]!r}"
    return None


def without_nan(row: dict) -> dict:
    """A row of the weekly record with None for NaN, which equals nothing."""
    return {name: None if math.isnan(value) else value for name, value in row.items()}


def happenings(reference: ReferenceModel) -> Iterator[str]:
    """Situations, present in a week, that are hard to get right."""
    if len({member.team for member in reference.agents}) >= 5:
        yield "many teams"
    if len({member.person for member in reference.members}) < len(reference.members):
        yield "joined again"
    for member in reference.members:
        if member.reason != NO_REASON:
            yield REASON_NAMES[member.reason]
        brackets = getattr(reference.settings.plan, "bracket_volumes", range(1_000))
        if member.rank > len(brackets):
            yield f"broken-away legs: {member.rank - len(brackets)}"
        if member.guest is not None:
            yield "stranger invited" if member.guest_tie == NOBODY else "tie invited"
        if member.status == LEFT:
            yield "left"
            continue
        if member.distrust > 0.1:
            yield "distrust"
        if member.let_down_by is not None and member.let_down_by.status != ACTIVE:
            yield "let down by who is gone"
        if abs(member.identification) > 0.1:
            yield "proud" if member.identification > 0.0 else "disappointed in it"
        if member.mates == len(member.slots):
            yield "full of mates"
        if member.guest is not None and member.guest.warned:
            yield "warned"
        if member.guest is not None and member.guest.times_heard > 1:
            yield "heard"
        if member.level >= 5:
            yield "deep line"
        if member.kinship > 0.2:
            yield "kin of the upline" if member.kinship == REAL_KIN else "like kin"
        if member.team is member and member.habituation > 0.3:
            yield "known by heart"
        if member.guest is not None and 0.0 < member.guest_scepticism < 1.0:
            yield "guest in doubt"
        if member.hours_owed > member.hours:
            yield "hours owed"
        if member.team.status != ACTIVE:
            yield "dormant leader"
        if member.sponsor is not None:
            if member.sponsor.ceased == member.joined:
                yield "sponsor gone"
            if member.parent is not member.sponsor:
                yield "heir of a root" if member.parent is None else "rolled up"


def nothing(*models) -> None:
    """Leave the models to themselves."""


def run_both(scenario: Scenario, weeks: int, *, rng: int = 1, replicate: int = 0, meddle=nothing) -> ReferenceModel:
    """Run engine and reference side by side and compare them every week; return the reference at the end.

    `meddle` is called with both before every week, to do the same to both. What happened is noted in
    `reference.happened`.
    """
    engine = SolidarityModel(scenario, rng=rng, replicate=replicate)
    reference = ReferenceModel(scenario, rng=rng, replicate=replicate, society=engine.society)
    reference.happened = set()
    for week in range(weeks + 1):
        if week > 0:
            meddle(engine, reference)
            engine.run_for(1)
            reference.run_for(1)
        difference = first_difference(state_of_engine(engine), state_of_reference(reference))
        assert difference is None, f"week {week}, {difference}"
        reference.happened |= set(happenings(reference))
    for mine, theirs in zip(engine.weekly.to_dict("records"), reference.weekly, strict=True):
        assert without_nan(mine) == without_nan(theirs)
    return reference
