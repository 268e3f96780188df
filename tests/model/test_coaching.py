"""Uplines find the downline stalled longest and give it time."""

import numpy as np
from small_worlds import run, small_world

from model.coaching import find_stalled, help_stalled
from model.columns import Members
from model.table import DORMANT, NOBODY
from model.tree_parameters import TreeParameters

RATES = TreeParameters(stalled_weeks=10, help_hours=2.0).rates


def members_of(parent, last_recruited, status=0):
    members = Members(len(parent))
    members.parent[:], members.last_recruited[:], members.status[:] = parent, last_recruited, status
    members.person[:] = np.arange(len(parent))[::-1]
    members.hours[:] = 5.0
    return members


def test_the_longest_stalled_direct_downline_is_found():
    members = members_of([-1, 0, 0, 0, 1], [20, 15, 8, 8, 3])
    find_stalled(20, np.arange(5, dtype=np.int32), members, RATES)
    assert members.helps.tolist() == [3, 4, NOBODY, NOBODY, NOBODY], "of equals the lowest person"


def test_the_dormant_neither_help_nor_are_helped():
    members = members_of([-1, 0, 1], [0, 0, 0], [0, DORMANT, 0])
    find_stalled(20, np.arange(3, dtype=np.int32), members, RATES)
    assert members.helps.tolist() == [NOBODY] * 3


def test_hours_pass_from_upline_to_downline_and_on():
    members = members_of([-1, 0, 1], [0, 0, 0])
    members.hours_used[:] = [4.0, 5.0, 0.0]
    members.helps[:] = [1, 2, NOBODY]
    help_stalled(np.arange(3, dtype=np.int32), members, RATES)
    assert members.hours_used.tolist() == [5.0, 5.0, -1.0]


def test_uplines_help_in_whole_runs_only_when_asked_to():
    changes = {"tree.help_hours": 4.0, "tree.stalled_weeks": 4}
    helping, alone = run(small_world(changes=changes), 30), run(small_world(), 30)
    assert (helping.table.column("helps") != NOBODY).any()
    assert (helping.table.column("hours_used") < 0).any()
    assert (alone.table.column("helps") == NOBODY).all()
