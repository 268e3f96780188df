"""The second opinion: the same week in plain Mesa, one Python object for every distributor, person and tie.

It shares with the engine the society, the scalar rules (`attendance_probability`, `harsh_probability`, ...) and nothing
else: no columns, no passes over rows, no compiled loop. Teams are lists of objects, the tree is walked from uplines to
downlines, ties inside are counted where they are needed. `tests/model/test_reference_model.py` compares the two member
by member, week by week, to the last bit; every mechanism added to the engine is added here in the same commit.

Draws come from an object called as `draw(stream, time, who, other)` that returns four uniform numbers: `KeyedDraws`,
the engine's own, for the comparison; `OrdinaryDraws` when a benchmark times this model as "plain Mesa". A benchmark
should time it within `interpreted_rules()`: from Python, a compiled rule costs more to call than to interpret.
"""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from types import FunctionType, SimpleNamespace
from typing import Any, NamedTuple

import mesa
import numpy as np

from model import (
    boundary,
    draws,
    exchange,
    identification,
    kinship,
    membership,
    rallies,
    recruitment,
    retention,
    ritual,
    society,
    ties,
    trade,
)  # fmt: skip
from model.columns import COLUMN_NAMES
from model.plans import plan, stairstep
from model.scenario import Scenario
from model.table import ACTIVE, DORMANT, INVITED, LEFT, NEVER, NO_REASON, NOBODY, TAKEN, UNEXPLAINED, WITHDREW
from model.weekly import MONEY, STATES, Count
from tests import reference_plans, reference_rallies, reference_tree

DAYS_IN_WEEK = 7.0
MONTH_ENDS = {52 * month // 12 for month in range(1, 12 * 100 + 1)}  # weeks
GATHERINGS_NUMBERED_A_WEEK = 4

SPARED = {"nobody_before", "selling_pace"}  # they only spare the engine a search and a sum that it knows already
COMPARED = [name for name in COLUMN_NAMES if name not in SPARED]

type Draw = Callable[..., tuple[float, float, float, float]]


def f32(number: float) -> float:
    """The number as a column of float32 would keep it."""
    return float(np.float32(number))


def below(number: float, limit: int) -> int:
    """A whole number from 0 to `limit` - 1 from a uniform one."""
    return min(int(number * limit), limit - 1)


def pick[T](items: list[T], number: float) -> T:
    """The item at which a uniform number points."""
    return items[below(number, len(items))]


class KeyedDraws:
    """The engine's draws: the same four numbers for the same seed, replicate, stream, time and persons."""

    def __init__(self, rng: int = 1, replicate: int = 0) -> None:
        self.key = draws.run_key(rng, replicate)

    def __call__(self, stream: Any, time: int, who: int, other: int = 0) -> tuple[float, float, float, float]:
        return draws.draw(self.key, stream, time, who, other)


class OrdinaryDraws:
    """Ordinary random numbers in (0, 1], whatever they are for."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed).random

    def __call__(self, stream: int, time: int, who: int, other: int = 0) -> tuple[float, float, float, float]:
        number = self._random
        return 1.0 - number(), 1.0 - number(), 1.0 - number(), 1.0 - number()


@contextlib.contextmanager
def interpreted_rules() -> Iterator[None]:
    """Have Python interpret the rules inside the `with`, in the reference model only; the engine's stay compiled."""
    rules = (
        boundary,
        exchange,
        identification,
        kinship,
        rallies,
        recruitment,
        retention,
        ritual,
        ties,
        trade,
        plan,
        stairstep,
    )
    compiled = {module.__name__: module for module in rules}
    plain = {name: dict(vars(module)) for name, module in compiled.items()}
    for space in plain.values():
        for name, rule in space.items():
            function = getattr(rule, "py_func", None)
            if function is not None and function.__module__ in plain:
                space[name] = FunctionType(function.__code__, plain[function.__module__], name)
    interpreted = {name.rsplit(".", 1)[-1]: SimpleNamespace(**space) for name, space in plain.items()}
    users = globals(), vars(reference_rallies)
    try:
        for user in users:
            user.update(interpreted)
        yield
    finally:
        for user in users:
            user.update({name.rsplit(".", 1)[-1]: module for name, module in compiled.items()})


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


class Team(NamedTuple):
    """Those who gather together: the member at whom the team was cut, and its active members in order of joining."""

    leader: ReferenceDistributor
    members: list[ReferenceDistributor]


class Pitch(NamedTuple):
    """Whom a member means to ask."""

    person: ReferencePerson
    place: int  # of the tie among the member's, STRANGER or REFERRAL
    brings: bool  # to a gathering
    bid: tuple[float, int]


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
        self.kinship = reference_rallies.first_kinship(person, upline)
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


class ReferenceModel(mesa.Model):
    """One organisation in one society; arguments as those of `SolidarityModel`, and the draws.

    Attributes
    ----------
    members, registered
        Everybody who ever joined, and the active and dormant among them, in order of joining; `agents` are the active.
    people
        The persons of the society.
    weekly
        One dictionary a week, as the rows of the engine's `weekly`.
    """

    def __init__(
        self,
        scenario: Scenario,
        rng: int = 1,
        replicate: int = 0,
        society: society.Society | None = None,
        draw: Draw | None = None,
    ) -> None:
        super().__init__(rng=rng)
        self.settings, self.rates = scenario, _rates_of(scenario)
        self.schedule = scenario.schedule
        self.draw = draw or KeyedDraws(rng, replicate)
        world = society or _build_society(scenario, rng, replicate)
        self.people = people_of(world)
        self.usual_ties = len(world.neighbour) / len(self.people)
        self.named_founders = [self.people[number] for number in world.founders]
        self.week = self.month_began = 0
        self.awareness = 0.0
        self.everyone = 0.0
        self.counts: Counter[str] = Counter()
        self.ledger: Counter[tuple[int, str]] = Counter()  # by type of tie and what became of the pitch
        self.totals: Counter[str] = Counter()
        self.intensities = 0.0
        self.weekly: list[dict[str, float]] = []
        self.members: list[ReferenceDistributor] = []
        self.registered: list[ReferenceDistributor] = []
        self._found()

    f32 = staticmethod(f32)
    below = staticmethod(below)

    @property
    def books(self) -> dict[str, int]:
        """Money of the whole run so far, in rupiah."""
        return {each.name: self.totals[each.name] for each in MONEY}

    def rows(self) -> list[dict[str, int | float]]:
        """All members in order of joining, each with all columns of the engine."""
        return [member.columns() for member in self.members]

    def trust(self) -> list[float]:
        """Trust in every tie, in the society's order."""
        return [tie.trust for person in self.people for tie in person.ties]

    def step(self) -> None:
        """Run one week."""
        self.week += 1
        for change in self.schedule:
            if change.week == self.week:
                self._change(dict(change.values))
        active = list(self.agents)
        self.everyone = len(active) / len(self.people)
        self.teams: dict[ReferenceDistributor, Team] = {}
        for member in active:
            member.read_luck()
            self.teams.setdefault(member.team, Team(member.team, [])).members.append(member)
        for team in self.teams.values():
            self._gather(team)
        for member in active:
            member.hours_used, member.hours_owed = f32(member.hours_used + member.hours_owed), 0.0
        self._exchange(active)
        if self.settings.tree.help_hours > 0.0:
            reference_tree.help_stalled(self, active)
        self._sell(active)
        newcomers = self._who_joins(active)
        self._offend_and_answer(active)
        self._leave(active)
        first = len(self.members)
        for person, sponsor in newcomers:
            self._join(person, self.members[first + sponsor] if isinstance(sponsor, int) else sponsor)
        if self.week in MONTH_ENDS:
            reference_rallies.rally(self, month=-(-12 * self.week // 52))
            self._close_month()
        self._close_week()

    # Parameters

    def _change(self, values: dict[str, Any]) -> None:
        """Let other values hold from now on."""
        before = self.settings
        self.settings = before.replace({"schedule": [], **values})
        self.rates = _rates_of(self.settings)
        if self.settings.ritual.team_minimum != before.ritual.team_minimum:
            self._cut_teams()
        if self.settings.tree.help_hours > 0.0 and before.tree.help_hours == 0.0:
            reference_tree.find_stalled(self)

    # Founders

    def _found(self) -> None:
        number = {person: self.draw(draws.FOUNDERS, 0, person.number)[0] for person in self.people}
        in_order = sorted(self.people, key=lambda person: (not person.open, number[person]))
        chosen = self.named_founders or in_order[: self.settings.founders]
        for person in sorted(chosen, key=lambda person: person.number):
            ReferenceDistributor(self, person, None, None)
        self._cut_teams()

    # 1: gatherings

    def _gather(self, team: Team) -> None:
        faded_to = DAYS_IN_WEEK * (self.week - 1)
        habit_left = ritual.remaining(self.rates.ritual.habituation_half_life, DAYS_IN_WEEK)
        team.leader.habituation = f32(team.leader.habituation * habit_left)
        for member in team.members:
            member.hours_used = 0.0
        for turn, day in enumerate(self._gathering_days(team)):
            self._fade(team, day - faded_to)
            faded_to = day
            present = self._who_comes(team, turn)
            self.counts["called"] += len(team.members)
            if len(present) >= 2:
                self.counts["came"] += len(present)
                doors = self.draw(draws.CLOSED_DOORS, self.week, team.leader.person.number, turn)[0]
                self._celebrate(team, present, closed=doors < self.rates.boundary.closure)
        self._fade(team, DAYS_IN_WEEK * self.week - faded_to)

    def _gathering_days(self, team: Team) -> list[float]:
        """Days of this week at which the team gathers, of all that lie `interval_days` apart since its first."""
        if not self.rates.ritual.gatherings:
            return []
        interval = self.rates.ritual.interval_days
        first = self.draw(draws.TEAM_DAY, 0, team.leader.person.number)[0] * interval
        start, end = DAYS_IN_WEEK * (self.week - 1), DAYS_IN_WEEK * self.week
        around = range(max(0, int(start / interval) - 2), int(end / interval) + 2)
        return [day for day in (first + number * interval for number in around) if start <= day < end]

    def _fade(self, team: Team, days: float) -> None:
        p = self.rates.ritual
        energy_left = ritual.remaining(p.energy_half_life, days)
        symbols_left = ritual.remaining(p.symbol_half_life, days) if p.symbols else 0.0
        density_left = ritual.remaining(p.density_half_life, days)
        for member in team.members:
            member.energy = f32(member.energy * energy_left)
            member.symbol_attachment = f32(member.symbol_attachment * symbols_left)
            member.physical_density = f32(member.physical_density * density_left)

    def _who_comes(self, team: Team, turn: int) -> dict[ReferenceDistributor, float]:
        """Those who come, each with the place between edge and core; uplines decide first and remind."""
        p = self.rates.ritual
        crowding = ritual.crowd(float(len(team.members)), p)
        present: dict[ReferenceDistributor, float] = {}
        for member in team.members:
            if member.hours_used >= member.hours:
                continue
            reminded = reference_rallies.weight_of_reminder(self, member, present)
            pull = reference_rallies.pull_to_come(member, crowding, p)
            chance = ritual.attendance_probability(pull, reminded, p)
            comes, first, second, third = self.draw(draws.ATTENDANCE, self.week, member.person.number, turn)
            if comes < chance:
                present[member] = 1.0 if member is team.leader else ritual.centrality(first, second, third, p)
                member.last_gathering = GATHERINGS_NUMBERED_A_WEEK * self.week + turn
        return present

    def _celebrate(self, team: Team, present: dict[ReferenceDistributor, float], *, closed: bool) -> None:
        p, leader = self.rates.ritual, team.leader
        fresh = ritual.freshness(leader.habituation, p)
        failed, guests, intensity = self.ceremony(present, closed=closed, hours=p.length_hours, fresh=fresh)
        leader.habituation = f32(ritual.towards(leader.habituation, p.habituation_rise, 1.0))
        for member in present:
            member.hours_used = f32(member.hours_used + p.length_hours)
            member.month_gatherings += 1
        fees = self.rates.trade.gathering_fee * len(present)
        self.counts["gatherings"] += 1
        self.counts["gatherings_failed"] += failed
        self.counts["guests"] += guests
        self.counts["member_payments"] += fees
        self.counts["supplier_payments"] += fees
        self.intensities += intensity

    def ceremony(
        self, present: dict[ReferenceDistributor, float], *, closed: bool, hours: float, fresh: float = 1.0
    ) -> tuple[bool, int, float]:
        """Charge those present at a gathering; returns whether it failed, the guests, and its intensity."""
        p, t, b = self.rates.ritual._replace(length_hours=hours), self.rates.trade, self.rates.boundary
        turnout = float(len(present))
        hosts = [] if closed else [member for member in present if member.guest is not None]
        energy_brought = symbols_brought = 0.0
        for member in present:
            energy_brought += member.energy
            symbols_brought += member.symbol_attachment
        density, alike = ritual.co_presence(turnout, p), _likeness([member.person for member in present])
        sceptics = _added(member.guest_scepticism for member in hosts) / (len(present) + len(hosts))
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
                lost = self.rates.ties.closeness_loss * felt
                member.outside_closeness = f32(towards(member.outside_closeness, lost, 0.0))
            elif hosts:
                member.distrust = f32(towards(member.distrust, b.distrust_sceptic * sceptics, 1.0))
        for member in hosts:
            member.guest_impression = f32(seen)
        return ritual.fails(focus_gain, mood_gain, p), len(hosts), seen

    # 2: exchange

    def _exchange(self, active: list[ReferenceDistributor]) -> None:
        p = self.rates.exchange
        favours: dict[ReferenceDistributor, tuple[ReferenceDistributor, str]] = {}  # by who asked
        for member in active:
            member.favours_received = member.favours_given = member.introductions = 0
            if member.chances[draws.NEED_ARISES] < p.need:
                which, answer, *asked = self.draw(draws.NEED, self.week, member.person.number)
                occupation = below(which, self.settings.society.occupations)
                if member.let_down_by is not None and member.let_down_by.status == ACTIVE:
                    if occupation != member.occupation:
                        favours[member] = member.let_down_by, self._answer_to_claim(member.let_down_by, answer)
                    continue
                helper, member.introductions = self._find_helper(member, occupation, asked)
                if helper is not None:
                    favours[member] = helper, self._answer_to_asking(helper, member, answer)
        for member, (helper, outcome) in favours.items():
            self.counts["favours_asked"] += 1
            member.let_down_by = None
            if outcome == "made good":
                self.counts["promises_restored"] += 1
                member.team_trust = f32(ritual.towards(member.team_trust, p.restored_trust, 1.0))
            if outcome == "broken":
                self.counts["promises_broken"] += 1
                member.let_down_by = helper
                letdown = self.rates.identification.letdown
                member.team_trust = f32(ritual.towards(member.team_trust, p.broken_trust, 0.0))
                member.interdependence = f32(ritual.towards(member.interdependence, p.broken_bond, 0.0))
                member.identification = f32(ritual.towards(member.identification, letdown, -1.0))
            if outcome in ("done", "made good"):
                self.counts["favours_given"] += 1
                member.favours_received += 1
                helper.favours_given += 1
                if self.rates.ties.mates:
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

    def _answer_to_asking(self, helper: ReferenceDistributor, asker: ReferenceDistributor, number: float) -> str:
        p = self.rates.exchange
        chance = exchange.help_probability(helper.team_trust, float(asker.favour_balance), p)
        if helper.hours_used >= helper.hours or number >= chance:
            return "refused"
        used = helper.hours_used / helper.hours
        broken = exchange.breaking_probability(used, helper.team_trust, helper.interdependence, p)
        return "done" if number < chance * (1.0 - broken) else "broken"

    def _answer_to_claim(self, breaker: ReferenceDistributor, number: float) -> str:
        if breaker.hours_used >= breaker.hours:
            return "refused"
        restitution = exchange.restitution_probability(breaker.interdependence, self.rates.exchange)
        return "made good" if number < restitution else "refused"

    def _find_helper(
        self, member: ReferenceDistributor, occupation: int, numbers: list[float]
    ) -> tuple[ReferenceDistributor | None, int]:
        """First of the teammates asked who has the occupation, and how many were asked after the first of all.

        `numbers` point at the first teammates asked; further ones are introduced four at a time.
        """
        if occupation == member.occupation:
            return None, 0  # the member can do it alone
        for mate in member.slots:
            if mate is not None and mate.status == ACTIVE and mate.occupation == occupation:
                return mate, 0
        number_asked = exchange.teammates_asked(self.rates.exchange)
        introduced = 0
        while len(numbers) < number_asked:
            numbers += self.draw(draws.INTRODUCTION, self.week, member.person.number, introduced)
            introduced += 1
        asked = [pick(self.teams[member.team].members, number) for number in numbers[:number_asked]]
        for place, each in enumerate(asked):
            if each is not member and each.occupation == occupation:
                return each, place
        return None, number_asked - 1

    # 3: selling

    def _sell(self, active: list[ReferenceDistributor]) -> None:
        p, counts = self.rates.trade, self.counts
        all_sold = 0
        for member in active:
            buyers = trade.circle(float(len(member.person.ties)), self.usual_ties, p)
            mean = trade.expected_sales(
                member.free_hours(),
                trade.gift(member.person.talent) * trade.selling_pace(buyers, member.means, p),
                member.skill,
                member.energy,
                member.favours_received + member.favours_given,
                member.inside_share(),
                member.outside_closeness,
                self.awareness,
                p,
                self.rates.exchange,
            )
            sold = trade.purchases(member.sales_luck[0], mean)
            bought = int(trade.expected_own_use(member.symbol_attachment, p) + member.sales_luck[1])
            member.month_sold += sold
            member.month_bought += bought
            member.skill = f32(ritual.towards(member.skill, p.practice, 1.0))
            all_sold += sold
            counts["units_sold"] += sold
            counts["units_bought"] += bought
            # a customer pays the member, who pays the company, which pays for production
            counts["customer_payments"] += sold * p.consumer_price
            counts["retail_margins"] += sold * (p.consumer_price - p.member_price)
            counts["member_payments"] += bought * p.member_price
            counts["production_cost"] += (sold + bought) * p.production_cost
            counts["company_residual"] += (sold + bought) * (p.member_price - p.production_cost)
        self.awareness = trade.awareness_after(self.awareness, float(all_sold), float(len(self.people)), p)

    # 4: recruiting

    def _who_joins(self, active: list[ReferenceDistributor]) -> list[tuple[ReferencePerson, Any]]:
        """Newcomers in the order in which they join, each with the sponsor."""
        if self.settings.pure.recruiting != "off":
            return reference_tree.recruit_purely(self, active, month_ends=self.week in MONTH_ENDS)
        newcomers = self._recruit(active)
        if self.settings.tree.placement != "direct":
            newcomers.sort(key=lambda new: (self.draw(draws.PLACE, self.week, new[0].number)[0], new[0].number))
        return newcomers

    def _recruit(self, active: list[ReferenceDistributor]) -> list[tuple[ReferencePerson, ReferenceDistributor]]:
        """Pitches and answers; returns who joins, each with the sponsor."""
        pitches = {member: pitch for member in active if (pitch := self._pitch(member)) is not None}
        lowest: dict[ReferencePerson, tuple[float, int]] = {}
        for pitch in pitches.values():
            lowest[pitch.person] = min(pitch.bid, lowest.get(pitch.person, pitch.bid))
        self.counts["rivals"] += len(pitches) - len(lowest)
        newcomers: list[tuple[ReferencePerson, ReferenceDistributor]] = []
        for member in active:
            if member.guest is not None:
                saw_gathering = member.guest_impression >= 0.0
                guest, place, impression = member.guest, member.guest_tie, member.guest_impression
                if saw_gathering or self.week - member.guest_since >= self.rates.recruitment.patience:
                    member.release_guest()
                    self._hear(member, guest, place, impression if saw_gathering else 0.0, newcomers)
            elif member in pitches and lowest[pitches[member].person] == pitches[member].bid:
                pitch = pitches[member]
                self.counts["contacts"] += 1
                self.ledger[_kind(member, pitch.place), "asked"] += 1
                pitch.person.asked += 1
                if pitch.brings:
                    pitch.person.ask_from = int(INVITED)
                    member.guest, member.guest_tie = pitch.person, pitch.place
                    member.guest_since, member.guest_impression = self.week, -1.0
                    member.guest_scepticism = f32(
                        ritual.scepticism(
                            pitch.person.open, pitch.person.rationality, pitch.person.warned_share(), self.rates.ritual
                        )
                    )
                else:
                    self._hear(member, pitch.person, pitch.place, 0.0, newcomers)
        return newcomers

    def _pitch(self, member: ReferenceDistributor) -> Pitch | None:
        """Whom a member without a pending guest means to ask this week."""
        p, number = self.rates.recruitment, member.person.number
        if member.guest is not None:
            return None
        prospecting = self.rates.trade.prospecting_share * member.free_hours()
        rate = recruitment.pitch_rate(prospecting, member.energy, p)
        kind, which, brought, distance = self.draw(draws.CONTACT, self.week, number)
        place: int | None
        strangers = recruitment.stranger_probability(member.distrust, p)
        if kind >= strangers:
            own = len(member.person.ties)
            outside = own - member.person.inside_ties
            rate *= recruitment.occasions(float(outside), float(own), self.usual_ties, p)
        if member.chances[draws.PITCH_MADE] >= recruitment.within_week(rate):
            return None
        if member.person.ties and kind >= strangers:
            if distance >= member.outside_closeness:
                return None
            if kind < strangers + p.referral:
                place, person = society.REFERRAL, self._referred(member.person, which)
                known = [own for own, tie in enumerate(member.person.ties) if tie.other is person]
            else:
                place = self._choose_tie(member.person, which)
                if place is None:
                    return None
                person = member.person.ties[place].other
        else:
            place, person = society.STRANGER, pick(self.people, which)
        if place < 0 and (person.ask_from > self.week or not self._would_ask(member.person, person)):
            return None
        if place == society.REFERRAL and known:
            place = known[0]
        brings = brought < p.bring * (1.0 - self.rates.boundary.closure)
        if not brings and brought < p.bring:
            return None  # a guest was meant to see a gathering, and the doors are closed
        return Pitch(person, place, brings, (self.draw(draws.CLAIM, self.week, number, person.number)[0], number))

    def _referred(self, person: ReferencePerson, number: float) -> ReferencePerson:
        """Somebody known to somebody the person knows."""
        among = number * len(person.ties)
        named_by = person.ties[min(int(among), len(person.ties) - 1)]
        return pick(named_by.other.ties, among - person.ties.index(named_by)).other

    def _would_ask(self, person: ReferencePerson, other: ReferencePerson) -> bool:
        alike = person.traits_shared_with(other) / society.TRAITS_EACH
        appeal = recruitment.appeal_of_likeness(alike, self.rates.recruitment)
        return appeal >= 1.0 or self.draw(draws.CONSIDERED, 0, person.number, other.number)[0] < appeal

    def _choose_tie(self, person: ReferencePerson, number: float) -> int | None:
        """Place of a tie to somebody who can be asked, drawn by trust among those whom one would ask."""
        weight = {
            place: tie.trust
            for place, tie in enumerate(person.ties)
            if tie.other.ask_from <= self.week and tie.trust > 0.0
        }
        while weight:
            reached, goal = 0.0, number * _added(weight.values())
            for place, each in weight.items():
                reached, chosen, rest = reached + each, place, (goal - reached) / each
                if reached > goal:
                    break
            if self._would_ask(person, person.ties[chosen].other):
                return chosen
            del weight[chosen]
            number = min(max(rest, 0.0), 1.0)
        return None

    def _hear(
        self,
        member: ReferenceDistributor,
        guest: ReferencePerson,
        place: int,
        impression: float,
        newcomers: list[tuple[ReferencePerson, ReferenceDistributor]],
    ) -> None:
        """Hear the answer of a guest: one more newcomer, or a refusal."""
        p, tie = self.rates.recruitment, None if place < 0 else member.person.ties[place]
        told = ties.told_income(member.felt_income, member.aspiration, self.rates.ties)
        expected = ties.expected_income(told, guest.heard, guest.times_heard, self.rates.ties)
        chance = recruitment.joining_probability(
            recruitment.base_yield(_kind(member, place), p),
            member.energy,
            impression,
            member.interdependence,
            guest.inside_share(self.everyone),
            guest.warned_share(),
            member.distrust,
            expected / guest.means,
            guest.rationality,
            0.0 if tie is None else float(tie.balance),
            0.0 if tie is None else recruitment.burnt_trust(tie.trust, tie.first_trust),
            member.person.talent,
            p,
        )
        if self.settings.recruitment.joining == "rational":
            chance = float(recruitment.worth_joining(expected, float(self.rates.trade.starter_kit)))
        self.ledger[_kind(member, place), "came"] += impression > 0.0
        willing = guest.open and guest.inside_ties >= p.peers_needed
        wants = willing and self.draw(draws.ANSWER, self.week, guest.number, member.person.number)[0] < chance
        price, lending = self.rates.trade.starter_kit, self.rates.ties
        if wants and (ties.can_pay(price, guest.means, lending) or guest.lender(price, lending) is not None):
            self.ledger[_kind(member, place), "joined"] += 1
            newcomers.append((guest, member))
            return
        self.ledger[_kind(member, place), "refused"] += 1
        self.counts["refusals"] += 1
        guest.ask_from = self.week + p.refusal_weeks
        member.distrust = f32(ritual.towards(member.distrust, self.rates.boundary.distrust_refusal, 1.0))
        if tie is not None:
            lost = p.formal_refusal_trust if tie.kind == society.WORK else p.refusal_trust
            for end in (tie, guest.tie_to(member.person)):
                end.trust = f32(ritual.towards(end.trust, lost, 0.0))

    def _join(self, person: ReferencePerson, sponsor: ReferenceDistributor) -> None:
        t = self.rates.trade
        ReferenceDistributor(self, person, sponsor, reference_tree.place(self, person.number, sponsor))
        self.counts["joined"] += 1
        self.counts["member_payments"] += t.starter_kit
        self.counts["production_cost"] += t.kit_cost
        self.counts["company_residual"] += t.starter_kit - t.kit_cost

    # 5: violations

    def _offend_and_answer(self, active: list[ReferenceDistributor]) -> None:
        p, towards = self.rates.boundary, ritual.towards
        answers: dict[ReferenceDistributor, tuple[ReferenceDistributor, str]] = {}  # by offender: by whom, how
        for member in active:
            if member.chances[draws.OFFENCE_OCCURS] < boundary.offence_probability(member.symbol_attachment, p):
                self.counts["violations"] += 1
                severity, chooser, number, second = self.draw(draws.OFFENCE, self.week, member.person.number)
                answerer = self._who_answers(member, chooser)
                if answerer is not None:
                    restoring = boundary.restoring_probability(answerer.interdependence, severity, p)
                    answer = "restoring" if second < restoring else "lenient"
                    if number < self._harsh_chance(member, answerer, chooser, severity):
                        answer = "harsh"
                    answers[member] = answerer, answer
                    self.counts[f"{answer}_answers"] += 1
                    self.counts[f"{answer}_by_uplines"] += self._upline_answers(member, chooser)
        harsh_in_team = Counter(offender.team for offender, (_, answer) in answers.items() if answer == "harsh")
        weekly_loss = 1.0 - ritual.remaining(p.distrust_half_life, DAYS_IN_WEEK)
        weekly_return = 1.0 - ritual.remaining(self.rates.ties.closeness_half_life, DAYS_IN_WEEK)
        for member in active:
            answer = answers[member][1] if member in answers else ""
            harshly = answer == "harsh"
            seen = harsh_in_team[member.team] - harshly  # an offender is not the audience
            seen = seen if self.rates.ritual.symbols else 0
            member.symbol_attachment = f32(
                boundary.renewed_symbols(member.symbol_attachment, seen, float(len(self.teams[member.team].members)), p)
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

    def _upline_answers(self, member: ReferenceDistributor, chooser: float) -> bool:
        upline = member.parent
        return upline is not None and upline.status == ACTIVE and chooser >= self.rates.boundary.peer_answers

    def _who_answers(self, member: ReferenceDistributor, chooser: float) -> ReferenceDistributor | None:
        """The upline or a teammate drawn at random; nobody when the draw falls on the offender."""
        if self._upline_answers(member, chooser):
            return member.parent
        number = self.draw(draws.PEER, self.week, member.person.number)[0]
        peer = pick(self.teams[member.team].members, number)
        return None if peer is member else peer

    def _harsh_chance(
        self, member: ReferenceDistributor, answerer: ReferenceDistributor, chooser: float, severity: float
    ) -> float:
        stake = 0.0
        if self._upline_answers(member, chooser):
            stake = boundary.commission_at_stake(
                float(answerer.commission), float(answerer.group_volume), float(member.group_volume), answerer.means
            )
        contagion = min(1.0, member.downline / len(self.teams[member.team].members))
        return boundary.harsh_probability(
            answerer.symbol_attachment, severity, stake, answerer.team_trust, contagion, self.rates.boundary
        )

    # 6: leaving

    def _leave(self, active: list[ReferenceDistributor]) -> None:
        """All decide before anybody goes."""
        p = self.rates.retention
        leavers: list[tuple[ReferenceDistributor, int]] = []
        for member in active:
            if self.settings.retention.leaving != "bonds":
                hazard = retention.regardless_hazard(float(self.week - member.joined), p)
                if member.chances[draws.ACTIVITY_ENDS] < recruitment.within_week(hazard):
                    leavers.append((member, UNEXPLAINED))
                continue
            bonds = (
                retention.discounted(member.energy, member.rationality, p),
                retention.discounted(member.symbol_attachment, member.rationality, p),
                retention.discounted(member.interdependence, member.rationality, p),
            )
            outside = member.inside_share(), member.distrust, member.outside_closeness
            rebuke = self.rates.boundary.harsh_leaving if member.rebuked else 0.0
            feelings = member.satisfaction, member.identification
            mates = reference_rallies.companions(self, member)
            hazard = retention.leaving_hazard(*bonds, *feelings, mates, *outside, rebuke, p)
            if member.chances[draws.ACTIVITY_ENDS] < recruitment.within_week(hazard):
                named = self.draw(draws.REASON, self.week, member.person.number)[0]
                reason = retention.reason_for_leaving(*bonds, *feelings, *outside, member.rebuked == 1, named, p)
                leavers.append((member, reason))
        for member, reason in leavers:
            member.reason = reason
            member.cease()

    # 7: month's end

    def _close_month(self) -> None:
        self._buy_tools()
        if self.settings.ranks.purchase_units > 0:
            reference_tree.buy_ranks(self)
        reference_tree.rise(self, self._pay())
        self._meet_people()
        reference_rallies.close_month(self)
        for member in self.registered:
            self._close_month_of(member)
        for member in self.registered:
            if self.week - member.renewed >= self.rates.retention.dormant_weeks:
                self._renew_or_lapse(member)
        if self.settings.tree.leavers == "roll_up":
            self._roll_up()
        self.registered = [member for member in self.registered if member.status != LEFT]
        for root in self.roots():
            self._set_levels(root, 0)
            self._count_downline(root)
        if self.settings.tree.help_hours > 0.0:
            reference_tree.find_stalled(self)
        for member in self.agents:
            member.count_mates()
        self._cut_teams()
        self._turn_over()
        self.month_began = self.week

    def _meet_people(self) -> None:
        """Each member meets one of the people known."""
        p, member_of = self.rates.ties, {member.person: member for member in self.agents}
        for member in self.agents:
            tells, which, helps, gives = self.draw(draws.NEWS, self.week, member.person.number)
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
                shared = ties.shared_gatherings_trust(member.month_gatherings, teammate.month_gatherings, p)
                tie.trust = f32(ritual.towards(tie.trust, shared, 1.0))
            if helps < p.neighbourly:
                ends = [tie, tie.other.tie_to(member.person)]
                self._pass_favour(*(ends if gives < 0.5 else reversed(ends)))

    def _pass_favour(self, giver: ReferenceTie, taker: ReferenceTie) -> None:
        p = self.rates.ties
        if giver.balance < 0:  # returned
            for end in (giver, taker):
                end.trust = f32(ritual.towards(end.trust, p.returned_trust, 1.0))
        elif giver.balance > 0:
            giver.trust = f32(ritual.towards(giver.trust, p.unreturned_trust, 0.0))
        if giver.balance < ties.MOST_OWED:
            giver.balance += 1
            taker.balance -= 1

    def _turn_over(self) -> None:
        """Some people outside are replaced by others, who know and have refused nothing."""
        monthly = self.rates.ties.turnover / 12.0
        for person in self.people:
            if person.ask_from < INVITED and self.draw(draws.TURNOVER, self.week, person.number)[0] < monthly:
                person.ask_from, person.heard, person.times_heard, person.warns = 0, 0.0, 0, 0
                for tie in person.ties:
                    for end in (tie, tie.other.tie_to(person)):
                        end.trust, end.balance = end.first_trust, 0

    def in_tree(self) -> list[ReferenceDistributor]:
        """Everybody with a place in the tree: the registered and, where leavers' places stay, all who ever joined."""
        return self.registered if self.settings.tree.leavers == "roll_up" else self.members

    def roots(self) -> list[ReferenceDistributor]:
        """Those in the tree without an upline."""
        return [member for member in self.in_tree() if member.parent is None]

    def volume(self, member: ReferenceDistributor) -> int:
        """Own volume of the running month."""
        return trade.own_volume(member.month_sold, member.month_bought, self.rates.trade)

    def _buy_tools(self) -> None:
        for member in self.agents:
            tools = int(self.rates.trade.tools * member.symbol_attachment)
            member.month_fees += tools
            self.counts["member_payments"] += tools
            self.counts["supplier_payments"] += tools

    def _pay(self) -> dict[ReferenceDistributor, int]:
        """Let the plan pay those who have not left; returns the ranks it awards."""
        for member in self.in_tree():
            member.group_volume = reference_plans.group_volume(self, member)
        earned, awarded = reference_plans.settle(self)
        paid = {member: earned.get(member, 0) for member in self.registered}
        cap = self.settings.plan.payout_cap_percent
        if cap > 0:
            units = sum(member.month_sold + member.month_bought for member in self.registered)
            paid = reference_plans.capped(paid, units * self.rates.trade.member_price * cap // 100)
        for member in self.in_tree():
            member.commission = paid.get(member, 0)
        return awarded

    def _close_month_of(self, member: ReferenceDistributor) -> None:
        p, towards = self.rates.trade, ritual.towards
        margin = trade.retail_margin(member.month_sold, p)
        cost = trade.member_cost(member.month_bought, member.month_gatherings, member.month_fees, p)
        self.counts["commissions"] += member.commission
        self.counts["company_residual"] -= member.commission
        member.commission_total += member.commission
        member.volume_total += trade.own_volume(member.month_sold, member.month_bought, p)
        member.retail_margin_total += margin
        member.cost_total += cost
        if member.status == ACTIVE:
            felt = towards(member.felt_income, p.income_smoothing, float(member.commission + margin - cost))
            aspiration = towards(member.aspiration, p.sobering, max(0.0, felt))
            member.felt_income, member.aspiration = f32(felt), f32(aspiration)
            member.satisfaction = f32(trade.satisfaction_with(felt, aspiration, member.means, self.rates.trade))
            identity = self.rates.identification
            member.identification = f32(
                identification.identification_after(
                    member.identification,
                    float(member.month_gatherings + member.month_rallies),
                    member.shared_emotion,
                    member.satisfaction,
                    ritual.remaining(identity.half_life, DAYS_IN_WEEK * 52.0 / 12.0),
                    identity,
                )
            )
            member.debt -= min(member.debt, max(0, member.commission + margin - cost))
            if member.favour_balance != 0:  # one favour a month is forgotten
                member.favour_balance += -1 if member.favour_balance > 0 else 1
        member.month_sold = member.month_bought = member.month_fees = 0
        member.month_gatherings = member.month_rallies = 0

    def _renew_or_lapse(self, member: ReferenceDistributor) -> None:
        fee = self.rates.trade.renewal_fee
        if member.status == ACTIVE:
            member.renewed = self.week
            member.month_fees += fee
            self.counts["member_payments"] += fee
            self.counts["company_residual"] += fee
        else:
            member.status, member.left = LEFT, self.week
            member.person.ask_from = self.week + self.rates.recruitment.refusal_weeks
            self.counts["left"] += 1

    def _roll_up(self) -> None:
        """Give the downlines of leavers to the next upline who is there, those of a root to the senior among them.

        Who left is carried along below somebody senior; a leaver more senior than all who stay remains below the root.
        """
        orphans = [member for member in self.registered if member.parent is not None and member.parent.status == LEFT]
        upline = {member: member.nearest_upline_there() for member in orphans}
        root = {member: member.root() for member in orphans}
        heir: dict[ReferenceDistributor, ReferenceDistributor] = {}  # of the roots who left
        for member in orphans:
            if upline[member] is None and member.status != LEFT:
                heir.setdefault(root[member], member)
        for member in orphans:
            senior, gone = heir.get(root[member]), member.parent
            if upline[member] is not None:
                member.parent = upline[member]
            elif member is senior:
                member.parent = None
            else:
                member.parent = senior if senior is not None and senior.row < member.row else root[member]
            if member.parent is not gone:
                member.kinship = 0.0
        staying = [member for member in self.registered if member.status != LEFT]
        for member in staying:
            member.children = []
        for member in staying:
            if member.parent is not None:
                member.parent.children.append(member)

    def _set_levels(self, member: ReferenceDistributor, level: int) -> None:
        member.level = level
        for child in member.children:
            self._set_levels(child, level + 1)

    def _count_downline(self, member: ReferenceDistributor) -> int:
        """Count the active below a member, and below everybody below; returns those and the member."""
        member.downline = sum(self._count_downline(child) for child in member.children)
        return member.downline + (member.status == ACTIVE)

    def _cut_teams(self) -> None:
        """Cut teams of a minimum size from the bottom up; what is left over at the roots gathers root by root."""
        minimum = self.settings.ritual.team_minimum
        heads: set[ReferenceDistributor] = set()
        groups: list[list[ReferenceDistributor]] = []  # of roots with too few below
        enough = True
        for root in self.roots():
            waiting = self._waiting_for_team(root, minimum, heads)
            if root in heads:
                continue
            if enough:
                groups.append([])
                gathered = 0
            groups[-1].append(root)
            gathered += waiting
            enough = gathered >= minimum
        if len(groups) > 1 and not enough:
            remainder = groups.pop()
            groups[-1] += remainder
        host = {root: group[0] for group in groups for root in group}
        for root in self.roots():
            for member in root.branch():
                if member in heads:
                    member.team = member
                else:
                    member.team = host[member] if member.parent is None else member.parent.team
                if member.team is not member:
                    member.habituation = 0.0

    def _waiting_for_team(self, member: ReferenceDistributor, minimum: int, heads: set[ReferenceDistributor]) -> int:
        """Active members from here down who are in no team yet; adds to `heads` those at whom a team is cut."""
        waiting = int(member.status == ACTIVE)
        for child in member.children:
            waiting += self._waiting_for_team(child, minimum, heads)
        if waiting >= minimum:
            heads.add(member)
            return 0
        return waiting

    # the record

    def _close_week(self) -> None:
        active, counts = list(self.agents), self.counts
        everyone = len(active) / len(self.people)
        row: dict[str, float] = {
            "week": self.week,
            "registered": len(self.registered),
            "active": len(active),
            "dormant": len(self.registered) - len(active),
            "lines_alive": len({member.line for member in active}),
        }
        row |= {each.name: counts[each.name] for each in Count}
        row["attendance"] = _share(counts["came"], counts["called"])
        row["ritual_intensity"] = _share(self.intensities, counts["gatherings"])
        for name in STATES:
            values = [getattr(member, name) for member in active]
            if name == "violation_response":
                values = [value for value in values if value >= 0.0]
            row[name] = _share(_added(values), len(values))
        row["inside_ties"] = _share(_added([member.person.inside_share(everyone) for member in active]), len(active))
        self.weekly.append(row)
        self.totals.update(counts)
        self.counts, self.intensities = Counter(), 0.0


def _rates_of(scenario: Scenario) -> SimpleNamespace:
    """The numbers of each group, as the rules take them."""
    return SimpleNamespace(**{name: getattr(scenario, name).rates for name in Scenario.groups()})


def _build_society(scenario: Scenario, rng: int, replicate: int) -> society.Society:
    return society.build_society(scenario.society, scenario.persons, draws.run_key(rng, replicate))


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


def _added(numbers: Iterable[float]) -> float:
    """Sum in the order given; `sum` would correct for rounding."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def _kind(member: ReferenceDistributor, place: int) -> int:
    return place if place < 0 else member.person.ties[place].kind


def _share(part: float, whole: int) -> float:
    return part / whole if whole else float("nan")
