"""A membership in the reference model, one object: second opinion of `model/columns.py` and `model/membership.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import mesa

from model import draws, membership, ritual, ties, trade
from model.columns import COLUMN_NAMES
from model.table import ACTIVE, DORMANT, LEFT, NEVER, NO_REASON, NOBODY, TAKEN, WITHDREW
from tests import reference_kinship
from tests.reference_numbers import f32
from tests.reference_society import ReferencePerson

if TYPE_CHECKING:
    from tests.reference_model import ReferenceModel

SPARED = {"nobody_before", "selling_pace"}  # they only spare the engine a search and a sum that it knows already
COMPARED = [name for name in COLUMN_NAMES if name not in SPARED]


class ReferenceDistributor(mesa.Agent):
    """One membership: an agent of the model from joining to the end of activity, an object for ever."""

    def __init__(
        self,
        model: ReferenceModel,
        person: ReferencePerson,
        sponsor: ReferenceDistributor | None,
        upline: ReferenceDistributor | None,
    ) -> None:
        super().__init__(model)
        newcomer, founding = model.rates.recruitment, sponsor is None
        strength = newcomer.founder_strength
        self.row = len(model.members)
        self.person = person
        # place in the tree
        self.sponsor, self.parent = sponsor, upline
        self.children: list[ReferenceDistributor] = []
        self.line: ReferenceDistributor = self if upline is None else upline.line
        self.team: ReferenceDistributor = self if upline is None else upline.team
        self.level: int = 0 if upline is None else upline.level + 1
        self.rank = model.settings.ranks.entry
        self.recruits = self.downline = self.search_steps = 0
        self.helps: ReferenceDistributor | None = None
        self.hours_owed = 0.0
        self.status, self.reason = ACTIVE, NO_REASON
        self.joined = self.renewed = self.last_recruited = model.week
        self.ceased = self.left = NEVER
        # what the person brings along
        self.culture, self.occupation = person.culture, person.occupation
        self.rationality, self.means, self.hours = person.rationality, person.means, person.hours
        # bonds
        self.energy = f32(strength if founding else newcomer.first_energy)
        holds_symbols = model.rates.ritual.symbols
        self.symbol_attachment = f32((strength if founding else newcomer.first_symbols) if holds_symbols else 0.0)
        self.interdependence = f32(strength if founding else 0.0)
        self.team_trust = f32(strength if founding else newcomer.first_trust)
        self.violation_response = self.restoring_response = f32(membership.NONE_ANSWERED)
        self.identification = 0.0
        self.let_down_by: ReferenceDistributor | None = None
        self.physical_density = self.shared_focus = self.shared_emotion = self.distrust = self.satisfaction = 0.0
        self.last_gathering = self.rebuked = self.favour_balance = 0
        self.favours_received = self.favours_given = self.introductions = 0
        self.outside_closeness = 1.0
        self.kinship = reference_kinship.first_kinship(person, upline)
        self.habituation = 0.0  # of the team cut at this member
        self.mate_1: ReferenceDistributor | None = None
        self.mate_2: ReferenceDistributor | None = None
        self.mate_3: ReferenceDistributor | None = None
        self.mate_4: ReferenceDistributor | None = None
        self.mates = 0
        # the guest, and what became of the last one
        self.guest: ReferencePerson | None = None
        self.guest_tie = self.guest_since = 0
        self.guest_impression = self.guest_scepticism = 0.0
        # business
        business = model.rates.trade
        taught = 0.0 if sponsor is None else business.handed_down * sponsor.skill
        self.skill: float = f32(strength if founding else ritual.towards(business.first_skill, taught, 1.0))
        self.aspiration = f32(business.first_aspiration * person.means)
        self.felt_income = self.hours_used = 0.0
        self.month_sold = self.month_bought = self.month_gatherings = self.month_rallies = 0
        self.month_fees = 0 if founding else business.starter_kit
        self.group_volume = self.commission = 0
        self.volume_total = self.commission_total = self.retail_margin_total = self.cost_total = 0
        # everybody else
        person.active, person.ask_from, person.warns = True, int(TAKEN), 0
        self.lender, self.debt = NOBODY, 0
        if not founding and not ties.can_pay(business.starter_kit, person.means, model.rates.ties):
            lender = person.lender(business.starter_kit, model.rates.ties)
            if lender is not None:
                self.lender, self.debt = lender, business.starter_kit
                model.counts["lent"] += self.debt
        model.members.append(self)
        model.registered.append(self)
        if sponsor is not None:
            sponsor.recruits += 1
            sponsor.last_recruited = model.week
        if upline is not None:
            upline.children.append(self)
            self.team.habituation = f32(
                ritual.towards(self.team.habituation, model.rates.ritual.habituation_newcomer, 0.0)
            )

    def read_luck(self) -> None:
        """Draw what the week holds for the decisions that every member meets every week."""
        self.chances = self.model.draw(draws.CHANCES, self.model.week, self.person.number)
        self.sales_luck = self.model.draw(draws.SALES, self.model.week, self.person.number)

    def inside_share(self) -> float:
        """Share of the member's ties that are active members, when the week began."""
        return self.person.inside_share(self.model.everyone)

    def free_hours(self) -> float:
        """Hours of the week not yet used."""
        return trade.free_hours(self.hours, self.hours_used)

    def release_guest(self) -> None:
        """End a pending invitation."""
        if self.guest is not None:
            self.guest.ask_from = 0
            self.guest = None

    def cease(self) -> None:
        """Stop being active."""
        self.status, self.ceased = DORMANT, self.model.week
        self.person.active = False
        self.release_guest()
        self.model.counts["ceased"] += 1
        self.person.warns += self.satisfaction < 0.0
        self._default()
        self.remove()

    def _default(self) -> None:
        """Leave a loan unpaid."""
        if self.debt > 0:
            self.model.counts["kin_losses"] += self.debt
            self.cost_total -= self.debt
            self.debt = 0
            lost = self.model.rates.ties.default_burn
            own = self.person.ties[self.lender]
            for tie in (own, own.other.tie_to(self.person)):
                tie.trust = f32(ritual.towards(tie.trust, lost, 0.0))

    @property
    def slots(self) -> list[ReferenceDistributor | None]:
        """The mates, None where there is none."""
        return [self.mate_1, self.mate_2, self.mate_3, self.mate_4]

    @property
    def line_active(self) -> int:
        """Active members of the line that this member founded."""
        if self.line is not self:
            return 0
        return sum(member.line is self and member.status == ACTIVE for member in self.model.members)

    @property
    def ties(self) -> int:
        """Number of the person's ties."""
        return len(self.person.ties)

    @property
    def ties_inside(self) -> int:
        """Of them, those to active members; 0 for who is not active."""
        return self.person.inside_ties if self.status == ACTIVE else 0

    @property
    def mate_occupations(self) -> int:
        """Occupations of the mates, who may be gone, as one number with a byte for each."""
        return sum(mate.occupation << (8 * place) for place, mate in enumerate(self.slots) if mate is not None)

    def count_mates(self) -> None:
        """Count the mates who are active."""
        self.mates = sum(mate is not None and mate.status == ACTIVE for mate in self.slots)

    def befriend(self, other: ReferenceDistributor) -> None:
        """Remember a teammate, in place of one who is gone, or of one of the four by turns."""
        slots = self.slots
        if other in slots:
            return
        free = [place for place, mate in enumerate(slots) if mate is None or mate.status != ACTIVE]
        slots[free[0] if free else self.model.week % len(slots)] = other
        self.mate_1, self.mate_2, self.mate_3, self.mate_4 = slots
        self.count_mates()

    def withdraw(self) -> None:
        """Stop being active because somebody outside the model wills it."""
        self.reason = WITHDREW
        self.cease()

    def branch(self) -> Iterator[ReferenceDistributor]:
        """The member and everybody below, every upline before its downlines."""
        yield self
        for child in self.children:
            yield from child.branch()

    def uplines(self) -> Iterator[ReferenceDistributor]:
        """The upline, the upline's upline and so on to the root."""
        upline = self.parent
        while upline is not None:
            yield upline
            upline = upline.parent

    def nearest_upline_there(self) -> ReferenceDistributor | None:
        """The next upline who has not left."""
        upline = self.parent
        while upline is not None and upline.status == LEFT:
            upline = upline.parent
        return upline

    def root(self) -> ReferenceDistributor:
        """Top of the tree, who may have left."""
        return self if self.parent is None else self.parent.root()

    def columns(self) -> dict[str, int | float]:
        """The member as a row of the engine's table."""
        return {name: _as_number(getattr(self, name)) for name in COMPARED}


def _as_number(value: Any) -> int | float:
    if value is None:
        return NOBODY
    if isinstance(value, ReferenceDistributor):
        return value.row
    return value.number if isinstance(value, ReferencePerson) else value
