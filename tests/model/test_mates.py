"""Mates: four at most, who make room for others when they are gone, and what they do to an organisation."""

from small_worlds import assert_higher
from ties_at_work import mean, runs, total

from model import mates
from model.columns import Members
from model.table import ACTIVE, DORMANT, NOBODY


def test_mates_take_the_place_of_those_gone_and_else_by_turns():
    members = Members(9)
    members.occupation[:] = [0, 7, 7, 7, 8, 9, 7, 7, 7]
    slots = members.mate_1, members.mate_2, members.mate_3, members.mate_4
    for slot in slots:
        slot[:] = NOBODY
    for other in (1, 2, 3, 4, 4):
        mates.befriend(0, other, 5, members)
    assert [slot[0] for slot in slots] == [1, 2, 3, 4]
    assert members.mates[0] == 4
    members.status[3] = DORMANT
    mates.befriend(0, 5, 5, members)
    assert [slot[0] for slot in slots] == [1, 2, 5, 4]
    mates.befriend(0, 6, 5, members)  # week 5: the second of four
    assert [slot[0] for slot in slots] == [1, 6, 5, 4]
    assert mates.mate_of_occupation(0, 7, members) == 1
    members.status[1] = DORMANT
    assert mates.mate_of_occupation(0, 7, members) == 6
    assert mates.mate_of_occupation(0, 3, members) == NOBODY
    assert members.status[6] == ACTIVE


def test_mates_raise_attendance_and_favours():
    settled = {"recruitment__contact": 0.0, "retention__hazard": 0.0, "founders": 60}
    with_mates, without = (runs("organic", ties__mates=mates, **settled) for mates in (True, False))
    assert_higher(mean(with_mates, "attendance"), mean(without, "attendance"))
    assert_higher(total(with_mates, "favours_given"), total(without, "favours_given"))
    assert all((model.distributors["mates"] == 0).all() for model in without)
