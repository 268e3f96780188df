"""The patterns of solidarity come out of the model, or are missed, at the error rate of `experiments.pattern`.

A pattern that is not so would be called met with a probability of at most .005, each on its own. The runs have another
seed than those on which the patterns were looked at first. What is missed is pinned only where it is
missed by far; it is a finding, not an aim: when a change of theory makes such a test fail, the finding has changed.
"""

import pytest

from experiments.battery_patterns import battery
from experiments.closure_patterns import insularity, trade_off
from experiments.energy_patterns import stratified, synchrony
from experiments.gathering_patterns import crowding, returns
from experiments.identification_patterns import kinds_of_members
from experiments.laboratory import Laboratory, practice_of
from experiments.leaving_patterns import staying
from experiments.pattern import INSIDE, MET, MISSED, OUTSIDE
from experiments.recruiting_patterns import weak_ties
from experiments.survey_patterns import survey
from experiments.threshold_patterns import threshold

MECHANICAL = {**practice_of("mechanical"), "name": "mechanical", "persons": 5000, "founders": 40, "weeks": 156}


@pytest.fixture(scope="module")
def laboratory():
    return Laboratory(seed=3, replicates=20, base=MECHANICAL)


@pytest.mark.parametrize("study", [battery, synchrony, weak_ties])
def test_patterns_that_come_out(laboratory, study):
    (pattern,) = study(laboratory).answers
    assert pattern.outcome == MET, pattern.rows()


@pytest.mark.slow
def test_the_barrier_makes_insular(laboratory):
    (pattern,) = insularity(laboratory).answers
    assert pattern.outcome == MET, pattern.rows()


@pytest.mark.slow
def test_attendance_falls_with_size():
    # Of 20 runs the interval is as wide as the way from the slope to the edge of its range: more runs, a fresh seed
    (pattern,) = crowding(Laboratory(seed=4, replicates=40, base=MECHANICAL)).answers
    assert pattern.outcome == MET, pattern.rows()


@pytest.mark.slow
def test_history_decides_near_the_threshold_but_not_on_a_slow_way_there_and_back(laboratory):
    (pattern,) = threshold(laboratory).answers
    states = {each.quantity: each.state for each in pattern.parts if not each.only_reported}
    there_and_back = {name: state for name, state in states.items() if "there and back" in name}
    assert {state for name, state in states.items() if name not in there_and_back} == {INSIDE}, pattern.rows()
    assert sum("from two starts" in name for name in states) == 2
    assert len(there_and_back) == 4
    assert set(there_and_back.values()) != {INSIDE}  # not met: steps of three years leave little apart
    assert "Tried" in pattern.note


@pytest.mark.slow
def test_returns_to_a_longer_ritual_diminish_and_those_to_intensity_hardly_bend(laboratory):
    (pattern,) = returns(laboratory).answers
    length, rises, intensity, intensity_rises = [each for each in pattern.parts if not each.only_reported]
    assert (length.state, rises.state, intensity_rises.state) == (INSIDE, INSIDE, INSIDE), pattern.rows()
    assert intensity.state != OUTSIDE
    assert pattern.outcome == MET or "Tried" in pattern.note


def test_energy_rises_with_centrality_but_is_not_right_skewed(laboratory):
    (pattern,) = stratified(laboratory).answers
    assert [each.state for each in pattern.parts[:2]] == [INSIDE, OUTSIDE]
    assert pattern.verdict == "implementation check: failed"
    assert "Tried" in pattern.note


@pytest.mark.slow
def test_closure_only_costs_growth(laboratory):
    (pattern,) = trade_off(laboratory).answers
    assert (pattern.verdict, pattern.parts[0].value) == (MISSED, 0.0)
    assert "Tried" in pattern.note


@pytest.mark.slow
def test_four_kinds_of_members_are_not_found(laboratory):
    (pattern,) = kinds_of_members(laboratory).answers
    assert pattern.outcome == MISSED, pattern.rows()


@pytest.mark.slow
def test_the_survey_comes_out_for_those_who_stay_and_not_for_all_who_ever_joined(laboratory):
    (pattern,) = survey(laboratory).answers
    mechanical, organic, amway = pattern.parts[:2], pattern.parts[2:4], pattern.parts[4:]
    assert {each.state for each in organic} == {INSIDE}
    assert OUTSIDE not in {mechanical[0].state, amway[0].state}
    assert mechanical[1].state == OUTSIDE
    assert "mechanical, all who ever joined: physical density" in pattern.note


@pytest.mark.slow
def test_amway_keeps_as_many_for_a_year_as_companies_do_and_mechanical_practice_more_than_organic(laboratory):
    (pattern,) = staying(laboratory).answers
    assert pattern.parts[0].state == INSIDE, pattern.rows()
    compared = pattern.parts[-2:]
    assert all("mechanical less organic" in each.quantity and each.low > 0 for each in compared), pattern.rows()
