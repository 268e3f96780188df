"""The stairstep plan against its published schedule and against a member-by-member recursion of its rules."""

from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.one_month import month_of, paid_by
from experiments.worked_plans import efayantis_distributors
from model.plans.plan import percent_of
from model.plans.stairstep import StairstepPlan, bracket_reached

VOLUMES = (350_000, 1_000_000, 2_000_000, 4_000_000, 6_500_000, 11_000_000, 16_000_000)  # targets.md, section B
PERCENTS = (3, 6, 9, 12, 15, 18, 21)
TOP = VOLUMES[-1]
MILLION = 1_000_000


def settled(parent, volume, plan=None):
    """Commission, group volume and rank reached of every member under the plan."""
    month = paid_by(plan or StairstepPlan(), month_of(parent, volume))
    return month.commission, month.group_volume, month.reached


def own_percent(group_volume):
    return max(
        (percent for volume, percent in zip(VOLUMES, PERCENTS, strict=True) if group_volume >= volume), default=0
    )


class Recursion:
    """The published rules, one member after the other, in plain Python."""

    def __init__(self, parent, volume):
        self.volume, self.downlines = volume, defaultdict(list)
        for row, upline in enumerate(parent):
            self.downlines[upline].append(row)

    def group_volume(self, row):
        return self.volume[row] + sum(self.group_volume(each) for each in self.downlines[row])

    def bonus(self, row):
        return self.group_volume(row) * own_percent(self.group_volume(row)) // 100

    def breakaways(self, row):
        return [each for each in self.downlines[row] if own_percent(self.group_volume(each)) == 21]

    def side_volume(self, row):
        return self.group_volume(row) - sum(self.group_volume(each) for each in self.breakaways(row))

    def leadership(self, row):
        """What a member at 21 % keeps of the leadership bonus, and what the next upline is owed."""
        legs, side = self.breakaways(row), self.side_volume(row)
        from_side, guaranteed = side * 4 // 100, TOP * 4 // 100
        received = sum(self.leadership(leg)[1] for leg in legs)
        if not legs:
            return 0, from_side
        if side >= TOP:  # own side group in the 21 % bracket: the whole of it
            return received, from_side
        if len(legs) == 1 and own_percent(side) < 15:  # none; passed up
            return 0, received
        return received - (guaranteed - from_side), guaranteed  # in part: the guarantee is made up from it

    def commission(self, row):
        net = self.bonus(row) - sum(self.bonus(each) for each in self.downlines[row])
        return net + (self.leadership(row)[0] if own_percent(self.group_volume(row)) == 21 else 0)


@st.composite
def trees(draw):
    size = draw(st.integers(1, 25))
    parent = [-1] + [draw(st.integers(max(-1, row - draw(st.integers(1, 8))), row - 1)) for row in range(1, size)]
    near = st.sampled_from([0, *VOLUMES]).flatmap(lambda volume: st.integers(max(0, volume - 2), volume + 2))
    amount = st.one_of(near, st.integers(0, 30_000_000), st.just(0), st.just(TOP))
    return parent, draw(st.lists(amount, min_size=size, max_size=size))


@settings(max_examples=500)
@given(trees())
def test_agrees_with_the_rules_member_by_member(tree):
    parent, volume = tree
    commission, group_volume, rank = settled(parent, volume)
    rules = Recursion(parent, volume)
    assert group_volume == [rules.group_volume(row) for row in range(len(parent))]
    assert commission == [rules.commission(row) for row in range(len(parent))]
    for row in range(len(parent)):
        bracket = sum(rules.group_volume(row) >= each for each in VOLUMES)
        assert rank[row] == bracket + (len(rules.breakaways(row)) if bracket == 7 else 0)


@settings(max_examples=500)
@given(trees())
def test_commissions_are_never_negative_and_at_most_a_quarter_of_volume(tree):
    parent, volume = tree
    commission, _, _ = settled(parent, volume)
    assert min(commission) >= 0
    assert sum(commission) * 100 <= 25 * sum(volume)


def test_schedule_is_the_published_one():
    plan = StairstepPlan()
    assert plan.bracket_volumes == VOLUMES
    assert plan.bracket_percents == PERCENTS
    assert plan.leadership_percent == 4


@pytest.mark.parametrize("place", range(7))
def test_each_bracket_begins_at_its_edge(place):
    edge, percent, below = VOLUMES[place], PERCENTS[place], (0, *PERCENTS)[place]
    assert settled([-1], [edge])[0] == [edge * percent // 100]
    assert settled([-1], [edge - 1])[0] == [(edge - 1) * below // 100]
    assert settled([-1], [edge])[2] == [place + 1]
    assert bracket_reached(edge, np.array(VOLUMES)) == place + 1
    assert bracket_reached(edge - 1, np.array(VOLUMES)) == place


def test_percentages_round_down():
    assert percent_of(199, 1) == 1
    assert percent_of(99, 1) == 0
    assert settled([-1], [350_033])[0] == [10_500]


def test_net_bonus_is_the_own_percentage_less_the_downlines_bonuses():
    commission, group_volume, _ = settled([-1, 0, 0, 1], [500_000, 900_000, 2_000_000, 200_000])
    assert group_volume == [3_600_000, 1_100_000, 2_000_000, 200_000]
    assert commission == [3_600_000 * 9 // 100 - 66_000 - 180_000, 66_000, 180_000, 0]


def test_a_breakaway_leg_pays_its_upline_leadership_only():
    side, leg = 17 * MILLION, 20 * MILLION
    commission, _, rank = settled([-1, 0], [side, leg])
    assert commission[1] == leg * 21 // 100
    assert commission[0] == (side + leg) * 21 // 100 - leg * 21 // 100 + leg * 4 // 100
    assert rank == [8, 7]


@pytest.mark.parametrize(
    ("side", "kept"),
    [
        (16 * MILLION, 800_000),  # 21 %: the whole of 4 % on 20 million
        (11 * MILLION, 800_000 - (640_000 - 440_000)),  # 18 %: makes up the guarantee of 4 % on 16 million
        (6_500_000, 800_000 - (640_000 - 260_000)),  # 15 %: likewise
        (6_499_999, 0),  # under 15 % with one leg: none
        (0, 0),
    ],
)
def test_leadership_depends_on_the_side_group(side, kept):
    leg = 20 * MILLION
    commission, _, _ = settled([-1, 0], [side, leg])
    own = (side + leg) * 21 // 100 - leg * 21 // 100
    assert commission[0] == own + kept


def test_two_legs_earn_leadership_without_a_side_group():
    leg = 20 * MILLION
    commission, _, rank = settled([-1, 0, 0], [0, leg, leg])
    assert commission[0] == 2 * 800_000 - 640_000
    assert rank[0] == 9


def test_what_is_not_kept_passes_up():
    leg = 20 * MILLION
    commission, _, _ = settled([-1, 0, 1], [17 * MILLION, 0, leg])
    assert commission[1] == 0, "one leg and no side group"
    assert commission[0] == 17 * MILLION * 21 // 100 + leg * 4 // 100, "the whole of it came up"
    commission, _, _ = settled([-1, 0, 1], [17 * MILLION, 11 * MILLION, leg])
    assert commission[1] == 11 * MILLION * 21 // 100 + 800_000 - 200_000
    assert commission[0] == 17 * MILLION * 21 // 100 + 640_000, "the guaranteed 4 % of 16 million came up"


def test_other_schedules_pay_as_they_say():
    plan = StairstepPlan(
        bracket_volumes=(1, 2, 3, 4, 5, 6, 7), bracket_percents=(0, 0, 0, 0, 0, 0, 10), leadership_percent=0
    )
    assert settled([-1, 0], [1_000, 1_000], plan)[0] == [100, 100]
    free = StairstepPlan(bracket_percents=(0,) * 7, leadership_percent=0)
    assert settled([-1, 0], [20 * MILLION, 20 * MILLION], free)[0] == [0, 0]


def test_growth_pays_more_than_own_volume():
    """Who builds a group of many small buyers earns more than who buys as much alone (Efayanti's ordering)."""
    alone, _, _ = settled([-1], [6 * 400_000])
    building, _, _ = settled([-1] + [0] * 29, [400_000] * 30)
    assert building[0] > 5 * alone[0]
    assert all(own_percent(low) <= own_percent(high) for low, high in pairwise(range(0, 20 * MILLION, 10_007)))


def test_efayantis_four_distributors_come_out_in_her_order():
    """Efayanti (2005): 1 > 3 > 2 > 4; how fast the network grows outweighs personal volume."""
    first, second, third, fourth = efayantis_distributors()
    assert first > third > second > fourth
