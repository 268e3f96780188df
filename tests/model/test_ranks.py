"""Ranks: won, bought and lost."""

import numpy as np
import pytest
from small_worlds import run, small_world

from model.columns import Members
from model.ranks import rise
from model.table import LEFT
from model.tree_parameters import RankParameters


def after_a_month(parent, rank, *, status=None, awarded=None, group_volume=None, **parameters):
    members = Members(len(parent))
    members.parent[:], members.rank[:] = parent, rank
    if status is not None:
        members.status[:] = status
    if group_volume is not None:
        members.group_volume[:] = group_volume
    awarded = np.zeros(len(parent), np.int32) if awarded is None else np.array(awarded, np.int32)
    rise(np.arange(len(parent), dtype=np.int32), members, awarded, RankParameters(**parameters))
    return members.rank.tolist()


def test_three_direct_downlines_of_the_same_star_make_a_star():
    assert after_a_month([-1, 0, 0, 0], [3, 3, 3, 3], rule="stars") == [4, 3, 3, 3]
    assert after_a_month([-1, 0, 0, 0], [3, 3, 3, 2], rule="stars") == [3, 3, 3, 2]
    assert after_a_month([-1, 0, 0, 0], [3, 4, 5, 3], rule="stars")[0] == 4


def test_a_downline_who_rises_counts_at_once():
    parent = [-1, 0, 0, 0, 1, 1, 1]
    assert after_a_month(parent, [2, 1, 2, 2, 1, 1, 1], rule="stars")[:2] == [3, 2]


def test_legs_count_whoever_is_in_them():
    parent = [-1, 0, 0, 0, 1]
    assert after_a_month(parent, [3, 1, 3, 3, 3], rule="stars")[0] == 3
    assert after_a_month(parent, [3, 1, 3, 3, 3], rule="stars", counted="legs")[0] == 4


def test_number_needed_and_top_star():
    assert after_a_month([-1, 0, 0], [3, 3, 3], rule="stars", needed=2)[0] == 4
    assert after_a_month([-1, 0, 0, 0], [8, 8, 8, 8], rule="stars")[0] == 8


def test_stars_are_kept_without_downlines_unless_there_is_demotion():
    assert after_a_month([-1, 0, 0], [4, 3, 3], rule="stars") == [4, 3, 3]
    assert after_a_month([-1, 0, 0], [4, 3, 3], rule="stars", demotion=True, entry=3) == [3, 3, 3]
    assert after_a_month([-1, 0, 0, 0], [4, 3, 3, 3], rule="stars", demotion=True, entry=3)[0] == 4


def test_empty_places_do_not_count_and_keep_what_they_had():
    parent, rank = [-1, 0, 0, 0, 3], [3, 3, 3, 3, 3]
    left = [0, 0, 0, LEFT, 0]
    assert after_a_month(parent, rank, status=left, rule="stars") == rank
    assert after_a_month(parent, rank, status=left, rule="stars", counted="legs")[0] == 4


def test_awards_of_the_plan_stay_unless_there_is_demotion():
    assert after_a_month([-1], [5], awarded=[2]) == [5]
    assert after_a_month([-1], [1], awarded=[2]) == [2]
    assert after_a_month([-1], [5], awarded=[2], demotion=True) == [2]


def test_pins_by_volume():
    pins = {"rule": "pins", "pin_volumes": (10, 20, 30)}
    assert after_a_month([-1] * 4, [0] * 4, group_volume=[9, 10, 29, 30], **pins) == [0, 1, 2, 3]


def test_bought_ranks_cost_their_price_and_pile_up_goods():
    free = run(small_world(), 30)
    bought = run(small_world(changes={"ranks.purchase_units": 20, "ranks.purchase_chance": 1.0, "ranks.top": 20}), 30)
    assert bought.weekly["units_bought"].sum() > free.weekly["units_bought"].sum() + 200
    assert bought.table.column("rank").sum() > free.table.column("rank").sum()
    books = bought.books
    paid_in = books["customer_payments"] + books["member_payments"]
    assert paid_in == sum(books.values()) - paid_in


@pytest.mark.parametrize("unaffordable", [100_000])
def test_nobody_buys_what_a_months_means_do_not_pay_for(unaffordable):
    changes = {"ranks.purchase_units": unaffordable, "ranks.purchase_chance": 1.0}
    assert run(small_world(changes=changes), 20).books == run(small_world(), 20).books


def test_newcomers_enter_with_the_entry_rank():
    changes = {"plan.name": "star", "ranks.rule": "stars", "ranks.entry": 2}
    model = run(small_world(changes=changes), 30)
    rank, joined = model.table.column("rank"), model.table.column("joined")
    assert np.all(rank[joined > 26] == 2)
    assert rank.min() == 2 < rank.max()
    assert model.books["commissions"] > 0
