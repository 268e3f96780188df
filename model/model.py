"""The model: a week as a short list of named phases, on Mesa's clock.

One unit of Mesa's time is a week. `step` runs a week; the end of a month is a Mesa event of its own, after the week.
"""

from __future__ import annotations

import numbers
from typing import Any

import mesa
import numpy as np
import pandas as pd
from mesa.time import Priority

from model import (
    boundary,
    closing,
    coaching,
    exchange,
    gatherings,
    membership,
    pitches,
    placement,
    pure_recruitment,
    rallies,
    retention,
    trade,
    tree,
)
from model.agents import ActiveMembers
from model.columns import People
from model.distributor import Distributor
from model.draws import run_key
from model.founding import founders_of
from model.measures import Forest
from model.months import month_end
from model.panel import Panel
from model.parameter import ScenarioError
from model.rates import Rates
from model.reach import reach_of
from model.reports import books_of, distributors_of, ledger_table
from model.scenario import Scenario
from model.society import Society, build_society
from model.table import ACTIVE, HEARSAY, NOBODY, WITHDREW, Table, new_people
from model.threads import Threads
from model.week import Around, Week, begin_week, look_around
from model.weekly import WeeklyRecord, sums_over


class SolidarityModel(mesa.Model):
    """One organisation that grows, or dies out, in one society.

    Parameters
    ----------
    scenario
        What is run; see `Scenario.preset`.
    rng
        Master seed, a whole number. Together with `replicate` it decides every draw.
    replicate
        Number of the replicate; scenarios with the same seed and replicate share the draws they have in common.
    distributor
        A subclass of `Distributor` whose `step` is called for every active member at the start of every week.
    society
        The society, if it has been built already with this scenario's parameters and the key of this run.
    threads
        How many threads a large run may use; results are the same whatever their number.

    Attributes
    ----------
    week
        Number of weeks that have passed, or the one that is passing.
    table, people, society
        All state: memberships, persons, and what never changes.
    """

    key: np.uint64
    week: int
    society: Society
    people: People
    hearsay: np.ndarray
    trust: np.ndarray
    balance: np.ndarray
    table: Table
    awareness: float
    _record: WeeklyRecord
    _panel: Panel
    _scenario: Scenario
    _in_force: Scenario
    _phases: dict[int, Scenario]
    _rates: Rates
    _calls_agents: bool
    _distributor: type[Distributor]
    _agents: dict[int, Distributor]
    _month: int
    _rallied: bool
    _threads: Threads

    def __init__(
        self,
        scenario: Scenario,
        *,
        rng: int = 1,
        replicate: int = 0,
        distributor: type[Distributor] | None = None,
        society: Society | None = None,
        threads: int = 1,
    ) -> None:
        _check_arguments(scenario, replicate, distributor)
        if isinstance(rng, bool) or not isinstance(rng, numbers.Integral):
            raise TypeError(f"rng = {rng!r} is not allowed: it must be a whole number, the master seed of all draws.")
        self._threads = Threads(threads)
        super().__init__(rng=int(rng))
        self._scenario = scenario
        self.key = run_key(rng, replicate)
        self.week = 0
        self.society = society or build_society(scenario.society, scenario.persons, self.key)
        if len(self.society.occupation) != scenario.persons:
            raise ScenarioError(
                f"persons = {scenario.persons} is not allowed with a society of {len(self.society.occupation)} persons."
            )
        self.people = new_people(self.society.traits, self.society.ties)
        self.hearsay = np.zeros(len(self.people), HEARSAY)
        self.trust = self.society.trust  # by tie, as its owner sees it; moves during a run
        self.table = Table()
        self.balance = np.zeros(len(self.trust), np.int8)  # by tie: favours given to the other less received
        self.awareness = 0.0
        self._record = WeeklyRecord()
        self._panel = Panel(scenario.panel, self.key)
        self._in_force = scenario
        self._phases = dict(scenario.phases)
        self._rates = Rates(scenario)
        self._distributor = distributor or Distributor
        self._calls_agents = distributor is not None
        self._agents: dict[int, Distributor] = {}
        self._around: Around | None = None  # as the last week left them
        self._rallied = False  # at the last week's end, so that members owe hours
        self._all_agents = ActiveMembers(self)
        self._found()
        self._schedule_month(1)

    @property
    def scenario(self) -> Scenario:
        """The scenario; frozen, unlike Mesa's own."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        pass  # Mesa sets an empty scenario of its own while it starts; ours is set once in __init__

    @property
    def in_force(self) -> Scenario:
        """The scenario as it stands this week, with the changes of its schedule made so far."""
        return self._in_force

    @property
    def agent_types(self) -> list[type]:
        """The class of the agents, as Mesa lists it."""
        return [self._distributor]

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """The active members by class, as Mesa has it: all are of one."""
        return {self._distributor: self.agents}

    @property
    def weekly(self) -> pd.DataFrame:
        """One row per week; counts and money are of the week, shares and bonds are means over the active members."""
        return self._record.table()

    @property
    def distributors(self) -> pd.DataFrame:
        """One row per membership there ever was, in order of joining; `member` is its row.

        `exhausted` is the share of an active member's ties that cannot be asked next week.
        """
        return distributors_of(self, self._rates.trade)

    @property
    def panel(self) -> pd.DataFrame:
        """One row per week and followed membership that was registered as it ended; see `panel.Panel`."""
        return self._panel.table()

    @property
    def forest(self) -> Forest:
        """The tree as it stands: measures, subtrees, paths, export."""
        return Forest(self.rows_in_tree(), self.table.column("parent"), self.table.column("status"))

    @property
    def ledger(self) -> pd.DataFrame:
        """Recruiting so far by the type of the tie: persons asked, who came to a gathering, joined, refused."""
        return ledger_table(self._record.ledger)

    @property
    def reach(self) -> dict[str, float | None]:
        """How far the organisation has reached into its society; see `reach.reach_of`."""
        return reach_of(self)

    @property
    def books(self) -> dict[str, int]:
        """Money of the whole run so far, in rupiah.

        Payments by customers and members = production cost + commissions + retail margins + outside suppliers + the
        company's residual, exactly.
        """
        return books_of(self._record)

    def step(self) -> None:
        """Run one week."""
        self.week += 1
        if self.week in self._phases:
            self._go_on_as(self._phases[self.week])
        self._call_agents()
        members, people, society, counts = self.table.members, self.people, self.society, self._record.counts
        active, rates = self.table.active, self._rates
        around = self._around or look_around(active, members, len(people), self._threads)
        week, teams = begin_week(self.key, self.week, active, members, around, len(people), self._threads)

        categories = self.scenario.society.trait_categories
        gatherings.gather(week, teams, members, categories, rates, counts, self._record.intensity, self._threads)
        if self._searches or self._rallied:
            placement.spend_hours_owed(active, members)
            self._rallied = False
        exchange.exchange(week, teams, members, self.scenario.society.occupations, rates, counts, self._threads)
        if self._in_force.tree.help_hours > 0.0:
            coaching.help_stalled(active, members, rates.tree)
        sold = trade.sell(week, members, self.awareness, rates, counts, self._threads)
        newcomers, sponsors = self._recruit(week)
        boundary.offend_and_answer(week, teams, members, rates, counts, self._threads)
        staying = retention.leave(
            week, members, society, people, self.hearsay, self.trust, rates, counts, self._threads
        )
        self.awareness = trade.awareness_after(self.awareness, float(sold), float(self.scenario.persons), rates.trade)
        self._join(newcomers, sponsors, self._place(newcomers, sponsors), staying)
        self._forget_agents()
        if not self._month_ends:
            self._close_week()

    def _go_on_as(self, scenario: Scenario) -> None:
        """From this week on other parameters hold; what was made by the old ones is made anew."""
        before, self._in_force = self._in_force, scenario
        self._rates = Rates(scenario)
        self.table.column("nobody_before")[:] = 0  # the time after a refusal may be another
        trade.set_paces(0, self.table.rows, self.table.members, self.society, self._rates.trade)
        if scenario.ritual.team_minimum != before.ritual.team_minimum:
            self._cut_teams()
        if scenario.tree.help_hours > 0.0 and before.tree.help_hours == 0.0:
            coaching.find_stalled(self.week, self.table.registered, self.table.members, self._rates.tree)

    def run_for(self, duration: float) -> None:
        """Run for a whole number of weeks, from 1.

        Raises
        ------
        ValueError
            When `duration` is no such number.
        """
        if duration != int(duration) or duration < 1:
            raise ValueError(f"duration = {duration!r} is not allowed: it must be a whole number of weeks from 1.")
        super().run_for(duration)

    def withdraw(self, row: int) -> None:
        """End the activity of the member in `row`, who stays registered as dormant until the membership lapses."""
        members = self.table.members
        if members.status[row] == ACTIVE:
            members.reason[row] = WITHDREW
            membership.cease(
                self.week,
                row,
                members,
                self.society,
                self.people,
                self.hearsay,
                self.trust,
                self._rates.ties,
                self._record.counts,
            )
            self.table.set_lists()
            self._around = None
            self._forget_agents()

    def agent_of(self, row: int) -> Distributor:
        """The distributor in `row`: the same object for as long as the member is active."""
        agent = self.view_of(row)
        if self.table.members.status[row] == ACTIVE:
            self._agents[row] = agent
        return agent

    def view_of(self, row: int) -> Distributor:
        """The distributor in `row`, made for the moment unless it is kept already."""
        return self._agents.get(row) or self._distributor(self, row)

    def rows_in_tree(self) -> np.ndarray:
        """Rows of everybody in the tree: the registered and, where leavers' places stay empty, those who left."""
        if self._in_force.tree.leavers == "roll_up":
            return self.table.registered
        return np.arange(self.table.rows, dtype=np.int32)

    def _forget_agents(self) -> None:
        """Keep objects of active members only."""
        if self._agents:
            active = set(self.table.active.tolist())
            self._agents = {row: agent for row, agent in self._agents.items() if row in active}

    def _call_agents(self) -> None:
        if self._calls_agents:
            for row in self.table.active:
                agent = self.agent_of(int(row))
                if agent.status == "active":  # an earlier one may have ended this one's activity
                    agent.step()

    def _found(self) -> None:
        """Let the founders join: those the society names, or the open persons whom the founders' draws put first."""
        chosen = founders_of(self.society, self.key, self.scenario.founders)
        nobody = np.full(len(chosen), NOBODY, np.int32)
        self._join(chosen, nobody, nobody, self.table.active)
        self._cut_teams()

    @property
    def _searches(self) -> bool:
        return self._in_force.tree.placement != "direct"

    def _recruit(self, week: Week) -> tuple[np.ndarray, np.ndarray]:
        """Phase 4: newcomers in the order in which they join, and the rows of their sponsors (int32)."""
        table, pure = self.table, self._in_force.pure
        if pure.recruiting != "off":
            return pure_recruitment.recruit_purely(
                week, table.members, table.rows, self.society, self.people, pure, month_ends=self._month_ends
            )
        newcomers, sponsors = pitches.recruit(
            week,
            table.members,
            self.society,
            self.people,
            self.hearsay,
            self.trust,
            self.balance,
            self._rates,
            self._record.counts,
            self._record.ledger,
            self._threads,
        )
        if self._searches:
            return placement.in_order_of_draws(self.key, self.week, newcomers, sponsors)
        return newcomers, sponsors

    def _place(self, newcomers: np.ndarray, sponsors: np.ndarray) -> np.ndarray:
        """Rows of the newcomers' uplines (int32)."""
        if not self._searches or len(newcomers) == 0:
            return sponsors
        table = self.table
        table.reserve(len(newcomers))
        return placement.place_all(
            self.key,
            self.week,
            table.rows,
            newcomers,
            sponsors,
            self.rows_in_tree(),
            table.members,
            self._in_force.tree,
        )

    def _join(self, person: np.ndarray, sponsor: np.ndarray, upline: np.ndarray, staying: np.ndarray) -> None:
        table = self.table
        table.reserve(len(person))
        membership.join_all(
            self.week, table.rows, person, sponsor, upline, self._in_force.ranks.entry, table.members, self.society,
            self.people, self.hearsay, self.trust, self._rates, self._record.counts,
        )  # fmt: skip
        self._panel.admit(table.rows, person)
        table.add_rows(len(person), staying)
        self._around = None  # it knows nothing of the newcomers

    @property
    def _month_ends(self) -> bool:
        return self.week == month_end(self._month)

    def _schedule_month(self, number: int) -> None:
        self._month = number
        end = float(month_end(number))
        self.schedule_event(self._rally, at=end, priority=Priority.LOW)  # before books are closed
        self.schedule_event(self._close_month, at=end, priority=Priority.LOW)

    @property
    def _assembly(self) -> rallies.Assembly | None:
        """What is held at the running month's end, if members gather at all."""
        scenario = self._in_force
        return rallies.assembly_of_month(self._month, scenario.rallies) if scenario.ritual.gatherings else None

    def _rally(self) -> None:
        """Hold the rallies of all lines, or the convention, after the week that ends a month."""
        assembly = self._assembly
        if assembly is None:
            return
        self._rallied = rallies.hold(
            self.key,
            self.week,
            self.table.active,
            self.table.members,
            self.scenario.society.trait_categories,
            assembly,
            self._rates,
            self._record.counts,
        )

    def _close_month(self) -> None:
        """The month's end, after which comes another."""
        closing.close_month(self, self._month, self._rates, self._record.counts, self._threads)
        self._close_week()
        self._schedule_month(self._month + 1)

    def _cut_teams(self) -> None:
        tree.cut_teams(self.rows_in_tree(), self.table.members, self._in_force.ritual.team_minimum)

    def _close_week(self) -> None:
        table = self.table
        self._around = look_around(table.active, table.members, len(self.people), self._threads)
        sums = sums_over(table.active, table.members, self._around.inside, self._threads)
        self._record.close(
            week=self.week,
            registered=len(table.registered),
            active=len(table.active),
            lines_alive=int(np.count_nonzero(table.column("line_active"))),
            sums=sums,
        )
        self._panel.close(self.week, table, self._rates.trade)


def _check_arguments(scenario: Any, replicate: Any, distributor: Any) -> None:
    if not isinstance(scenario, Scenario):
        raise TypeError(
            f"scenario = {scenario!r} is not allowed: it must be a Scenario, as Scenario.preset(...) gives."
        )
    if isinstance(replicate, bool) or not isinstance(replicate, numbers.Integral) or replicate < 0:
        raise TypeError(f"replicate = {replicate!r} is not allowed: it must be a whole number from 0.")
    if distributor is not None and not (isinstance(distributor, type) and issubclass(distributor, Distributor)):
        raise TypeError(f"distributor = {distributor!r} is not allowed: it must be a subclass of Distributor.")
