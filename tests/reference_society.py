"""The society of the reference model, one object for every person and tie: second opinion of columns of people.

Who knows whom, and who is how, is the engine's own (`model/society.py`); what membership does to it (`inside_ties`,
`warned`) is counted where it is needed, and kept nowhere.
"""

from __future__ import annotations

from typing import Any

from model import society, ties


class ReferenceTie:
    """A tie as seen from its owner."""

    __slots__ = ("balance", "first_trust", "kind", "other", "trust")

    def __init__(self, other: ReferencePerson, kind: int, trust: float) -> None:
        self.other, self.kind = other, kind
        self.trust = self.first_trust = trust
        self.balance = 0  # favours given to the other less received


class ReferencePerson:
    """One person of the society, who may be a member."""

    __slots__ = (
        "active", "ask_from", "asked", "heard", "hours", "means", "number", "occupation", "open", "rationality",
        "talent", "ties", "times_heard", "traits", "warns",
    )  # fmt: skip

    def __init__(self, number: int, world: society.Society) -> None:
        self.number = number
        self.traits = tuple(int(category) for category in world.traits[number])
        self.occupation = int(world.occupation[number])
        self.rationality = float(world.rationality[number])
        self.means = float(world.means[number])
        self.hours = float(world.hours[number])
        self.talent = float(world.talent[number])
        self.open = bool(world.open[number])
        self.ties: list[ReferenceTie] = []
        self.ask_from = 0  # week from which the person can be asked
        self.active = False  # an active member now
        self.asked = 0  # times, ever
        self.heard, self.times_heard = 0.0, 0  # of the income of members
        self.warns = 0  # times the person has left disappointed

    @property
    def culture(self) -> int:
        """The traits as one number with a byte for each."""
        return sum(category << (8 * place) for place, category in enumerate(self.traits))

    @property
    def inside_ties(self) -> int:
        """How many of the person's ties are to active members."""
        return sum(tie.other.active for tie in self.ties)

    def inside_share(self, everyone: float) -> float:
        """Share of the person's ties that are active members; for one without ties, of everyone."""
        return self.inside_ties / len(self.ties) if self.ties else everyone

    @property
    def warned(self) -> int:
        """How often one of the person's ties left disappointed."""
        return sum(tie.other.warns for tie in self.ties)

    def warned_share(self) -> float:
        """Share of the person's ties that left disappointed, each time counted, at most 1."""
        return min(1.0, self.warned / max(1, len(self.ties)))

    def tie_to(self, other: ReferencePerson) -> ReferenceTie:
        """The person's own end of a tie."""
        return next(tie for tie in self.ties if tie.other is other)

    def lender(self, price: int, p: Any) -> int | None:
        """Place of the tie to the kin or friend trusted most who would lend the price; of equals the first."""
        lending = [
            place
            for place, tie in enumerate(self.ties)
            if tie.kind in (society.KIN, society.FRIEND)
            and tie.other.tie_to(self).trust >= p.lending_trust
            and ties.can_pay(price, tie.other.means, p)
        ]
        return max(lending, key=lambda place: self.ties[place].other.tie_to(self).trust, default=None)

    def traits_shared_with(self, other: ReferencePerson) -> int:
        """How many traits two persons have in common."""
        return sum(mine == theirs for mine, theirs in zip(self.traits, other.traits, strict=True))


def people_of(world: society.Society) -> list[ReferencePerson]:
    """The persons of a society and their ties, as objects."""
    people, trust = [ReferencePerson(number, world) for number in range(len(world.occupation))], world.trust
    for person in people:
        for tie in range(int(world.ties[person.number]), int(world.ties[person.number + 1])):
            other = people[int(world.neighbour[tie])]
            person.ties.append(ReferenceTie(other, int(world.tie_type[tie]), float(trust[tie])))
    return people
