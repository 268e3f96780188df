"""Whatever happens in whatever order - join, leave, return, roll up, re-rank, settle - the tree stays a forest."""

import networkx as nx
import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from model import Scenario, SolidarityModel
from model.months import month_end
from model.placement import KEEP_EMPTY_PLACES, STRATEGIES, width_of
from model.plans import PLANS
from model.table import ACTIVE, LEFT, NOBODY
from model.weekly import Count

MONTH_ENDS = {month_end(month) for month in range(1, 1_000)}


class Organisation(RuleBasedStateMachine):
    """A small organisation that others meddle with between its weeks."""

    @initialize(
        plan=st.sampled_from(list(PLANS)),
        placement=st.sampled_from(STRATEGIES),
        empty=st.booleans(),
        rule=st.sampled_from(["stars", "pins"]),
        more=st.fixed_dictionaries(
            {
                "founders": st.integers(1, 4),
                "ranks.demotion": st.booleans(),
                "ranks.counted": st.sampled_from(["children", "legs"]),
                "ranks.purchase_units": st.sampled_from([0, 5]),
                "ranks.needed": st.integers(1, 3),
                "plan.payout_cap_percent": st.sampled_from([0, 1, 35]),
                "tree.help_hours": st.sampled_from([0.0, 2.0]),
            }
        ),
    )
    def found(self, plan, placement, empty, rule, more):
        changes = {
            "persons": 60, "society.never_open": 0.0, "plan.name": plan, "tree.placement": placement, "tree.width": 2,
            "tree.leavers": "empty" if empty or placement in KEEP_EMPTY_PLACES else "roll_up", "ranks.rule": rule,
            "pure.recruiting": "uniform", "pure.newcomers": 0, "retention.hazard": 0.0, "retention.dormant_weeks": 3,
            "recruitment.refusal_weeks": 0, "tree.stalled_weeks": 2, "ranks.purchase_chance": 1.0, "trade.own_use": 3.0,
        }  # fmt: skip
        self.model = SolidarityModel(Scenario.from_mapping(changes | more))
        self.highest = {}

    @property
    def column(self):
        return self.model.table.column

    @rule(data=st.data(), number=st.integers(1, 4))
    def join_or_return(self, data, number):
        free = np.flatnonzero(self.model.people.ask_from <= self.model.week)
        active = self.model.table.active
        number = min(number, len(free))
        if number == 0 or len(active) == 0:
            return
        persons = np.array(data.draw(st.permutations(free.tolist()))[:number], np.int32)
        sponsors = np.array([data.draw(st.sampled_from(active.tolist())) for _ in persons], np.int32)
        self.model._join(persons, sponsors, self.model._place(persons, sponsors), active)

    @rule(data=st.data())
    def leave(self, data):
        if len(self.model.table.active):
            self.model.withdraw(data.draw(st.sampled_from(self.model.table.active.tolist())))

    @rule(weeks=st.sampled_from([1, 2, 5]))
    def pass_time(self, weeks):
        self.model.run_for(weeks)

    @invariant()
    def tree_is_a_forest_with_uplines_above(self):
        forest = self.model.forest
        graph = forest.to_networkx()
        assert len(forest) == 0 or nx.is_branching(graph)
        assert forest.edges == len(forest) - len(forest.roots)
        parent = self.column("parent")[forest.rows]
        assert np.all(parent < forest.rows)
        assert np.all((parent == NOBODY) | np.isin(parent, forest.rows))
        lines = self.column("line")
        assert all(lines[row] == lines[up] for row, up in zip(forest.rows, parent, strict=True) if up != NOBODY)
        tree = self.model.scenario.tree
        if tree.leavers == "empty" and tree.placement not in ("direct", "skew_left"):
            assert forest.children.max() <= width_of(tree.placement, 2)

    @invariant()
    def counts_agree(self):
        status = self.column("status")
        assert self.model.table.active.tolist() == np.flatnonzero(status == ACTIVE).tolist()
        assert self.model.table.registered.tolist() == np.flatnonzero(status != LEFT).tolist()
        persons = self.column("person")[status != LEFT]
        assert len(set(persons.tolist())) == len(persons), "somebody is a member twice"
        sponsor = self.column("sponsor")
        assert np.array_equal(np.bincount(sponsor[sponsor >= 0], minlength=len(sponsor)), self.column("recruits"))

    @rule()
    def close_month_and_compare_with_networkx(self):
        self.model.run_for(1)
        while self.model.week not in MONTH_ENDS:
            self.model.run_for(1)
        graph = self.model.forest.to_networkx()
        status = self.column("status")
        for row in graph:
            assert self.column("level")[row] == len(nx.ancestors(graph, row))
            assert self.column("downline")[row] == sum(status[each] == ACTIVE for each in nx.descendants(graph, row))

    @invariant()
    def money_is_conserved(self):
        books = self.model.books
        paid_in = books["customer_payments"] + books["member_payments"]
        assert paid_in == sum(books.values()) - paid_in
        assert books["commissions"] == int(self.column("commission_total").sum()) >= 0
        table = self.model.distributors
        earned = books["commissions"] + books["retail_margins"]
        assert int(table["commission_total"].sum() + table["retail_margin_total"].sum()) == earned
        lost = self.model.weekly["kin_losses"].sum() if self.model.week else 0
        unbooked = int(self.model._record.counts[Count.kin_losses])
        assert int(table["cost_total"].sum()) == books["member_payments"] - lost - unbooked

    @invariant()
    def ranks_fall_only_with_demotion(self):
        ranks = self.column("rank")
        assert ranks.min() >= 0
        if not self.model.scenario.ranks.demotion:
            assert all(ranks[row] >= before for row, before in self.highest.items())
        self.highest = dict(enumerate(ranks.tolist()))


TestOrganisation = Organisation.TestCase
TestOrganisation.settings = settings(max_examples=120, stateful_step_count=25)
