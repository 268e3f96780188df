"""The second opinion: the same week in plain Mesa, one Python object for every distributor, person and tie.

It shares with the engine the society, the scalar rules (`attendance_probability`, `harsh_probability`, ...) and nothing
else: no columns, no passes over rows, no compiled loop. Teams are lists of objects, the tree is walked from uplines to
downlines, ties inside are counted where they are needed. `tests/model/test_reference_model.py` compares the two member
by member, week by week, to the last bit; every mechanism added to the engine is added here in the same commit.

Each mechanism has a file beside this one, `tests/reference_exchange.py` for `model/exchange.py`; this one is the
second opinion of `model/model.py`, `model/week.py` and `model/weekly.py`: the order of a week and of a month's end, and
the record.
"""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Iterator
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

import mesa

from model import draws, society, trade
from model.scenario import Scenario
from model.table import LEFT
from model.weekly import MONEY, STATES, Count
from tests import (
    reference_boundary,
    reference_coaching,
    reference_exchange,
    reference_gatherings,
    reference_kinship,
    reference_plans,
    reference_rallies,
    reference_ranks,
    reference_recruitment,
    reference_retention,
    reference_ties,
    reference_trade,
    reference_tree,
)
from tests.reference_distributor import ReferenceDistributor
from tests.reference_gatherings import Team
from tests.reference_numbers import MONTH_ENDS, Draw, KeyedDraws, f32, summed
from tests.reference_society import people_of


@contextlib.contextmanager
def interpreted_rules() -> Iterator[None]:
    """Have Python interpret the rules inside the `with`, in the reference model only; the engine's stay compiled.

    A benchmark should time the reference model so: from Python, a compiled rule costs more to call than to interpret.
    """
    users = [vars(module) for name, module in sys.modules.items() if name.startswith("tests.reference_")]
    compiled = [
        (user, name, module)
        for user in users
        for name, module in user.items()
        if isinstance(module, ModuleType) and module.__name__.startswith("model.") and module is not draws
    ]
    plain = {module.__name__: dict(vars(module)) for _, _, module in compiled}
    for space in plain.values():
        for name, rule in space.items():
            function = getattr(rule, "py_func", None)
            if function is not None and function.__module__ in plain:
                space[name] = FunctionType(function.__code__, plain[function.__module__], name)
    interpreted = {name: SimpleNamespace(**space) for name, space in plain.items()}
    try:
        for user, name, module in compiled:
            user[name] = interpreted[module.__name__]
        yield
    finally:
        for user, name, module in compiled:
            user[name] = module


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
            reference_gatherings.gather(self, team)
        for member in active:
            member.hours_used, member.hours_owed = f32(member.hours_used + member.hours_owed), 0.0
        reference_exchange.ask_favours(self, active)
        if self.settings.tree.help_hours > 0.0:
            reference_coaching.help_stalled(self, active)
        reference_trade.sell(self, active)
        newcomers = reference_recruitment.who_joins(self, active)
        reference_boundary.offend_and_answer(self, active)
        reference_retention.leave(self, active)
        first = len(self.members)
        for person, sponsor in newcomers:
            member = self.members[first + sponsor] if isinstance(sponsor, int) else sponsor
            reference_recruitment.join(self, person, member)
        if self.week in MONTH_ENDS:
            reference_rallies.rally(self, month=-(-12 * self.week // 52))
            self._close_month()
        self._close_week()

    def _change(self, values: dict[str, Any]) -> None:
        """Let other values hold from now on."""
        before = self.settings
        self.settings = before.replace({"schedule": [], **values})
        self.rates = _rates_of(self.settings)
        if self.settings.ritual.team_minimum != before.ritual.team_minimum:
            reference_tree.cut_teams(self)
        if self.settings.tree.help_hours > 0.0 and before.tree.help_hours == 0.0:
            reference_coaching.find_stalled(self)

    def _found(self) -> None:
        number = {person: self.draw(draws.FOUNDERS, 0, person.number)[0] for person in self.people}
        in_order = sorted(self.people, key=lambda person: (not person.open, number[person]))
        chosen = self.named_founders or in_order[: self.settings.founders]
        for person in sorted(chosen, key=lambda person: person.number):
            ReferenceDistributor(self, person, None, None)
        reference_tree.cut_teams(self)

    def _close_month(self) -> None:
        reference_trade.buy_tools(self)
        if self.settings.ranks.purchase_units > 0:
            reference_ranks.buy_ranks(self)
        reference_ranks.rise(self, reference_plans.pay(self))
        reference_ties.meet_people(self)
        reference_kinship.close_month(self)
        for member in self.registered:
            reference_trade.close_month_of(self, member)
        for member in self.registered:
            if self.week - member.renewed >= self.rates.retention.dormant_weeks:
                reference_retention.renew_or_lapse(self, member)
        if self.settings.tree.leavers == "roll_up":
            reference_tree.roll_up(self)
        self.registered = [member for member in self.registered if member.status != LEFT]
        for root in self.roots():
            reference_tree.set_levels(root, 0)
            reference_tree.count_downline(root)
        if self.settings.tree.help_hours > 0.0:
            reference_coaching.find_stalled(self)
        for member in self.agents:
            member.count_mates()
        reference_tree.cut_teams(self)
        reference_ties.turn_over(self)
        self.month_began = self.week

    def in_tree(self) -> list[ReferenceDistributor]:
        """Everybody with a place in the tree: the registered and, where leavers' places stay, all who ever joined."""
        return self.registered if self.settings.tree.leavers == "roll_up" else self.members

    def roots(self) -> list[ReferenceDistributor]:
        """Those in the tree without an upline."""
        return [member for member in self.in_tree() if member.parent is None]

    def volume(self, member: ReferenceDistributor) -> int:
        """Own volume of the running month."""
        return trade.own_volume(member.month_sold, member.month_bought, self.rates.trade)

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
            row[name] = _share(summed(values), len(values))
        row["inside_ties"] = _share(summed([member.person.inside_share(everyone) for member in active]), len(active))
        self.weekly.append(row)
        self.totals.update(counts)
        self.counts, self.intensities = Counter(), 0.0


def _rates_of(scenario: Scenario) -> SimpleNamespace:
    """The numbers of each group, as the rules take them."""
    return SimpleNamespace(**{name: getattr(scenario, name).rates for name in Scenario.groups()})


def _build_society(scenario: Scenario, rng: int, replicate: int) -> society.Society:
    return society.build_society(scenario.society, scenario.persons, draws.run_key(rng, replicate))


def _share(part: float, whole: int) -> float:
    return part / whole if whole else float("nan")
