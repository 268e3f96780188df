"""The patterns of solidarity come out of the model, or are missed, at the error rate of `experiments.pattern`.

A pattern that is not so would be called met with a probability of at most .005, each on its own. The runs have another
seed than the command's default, on which the patterns were looked at first. What is missed is pinned only where it is
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
    return Laboratory(seed=2, replicates=20, base=MECHANICAL)


@pytest.mark.parametrize("study", [battery, synchrony, weak_ties])
def test_patterns_that_come_out(laboratory, study):
    (pattern,) = study(laboratory).answers
    assert pattern.outcome == MET, pattern.rows()


@pytest.mark.slow
@pytest.mark.parametrize("study", [threshold, insularity, crowding])
def test_patterns_that_come_out_of_many_runs(laboratory, study):
    (pattern,) = study(laboratory).answers
    assert pattern.outcome == MET, pattern.rows()


@pytest.mark.slow
def test_returns_to_ritual_diminish():
    (pattern,) = returns(Laboratory(seed=2, replicates=40, base=MECHANICAL)).answers  # a slight bend needs more runs
    assert pattern.outcome == MET, pattern.rows()


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
def test_the_survey_is_missed_by_distrust(laboratory):
    (pattern,) = survey(laboratory).answers
    mechanical, organic = pattern.parts[:2], pattern.parts[2:]
    assert {each.state for each in mechanical} == {OUTSIDE}
    assert {each.state for each in organic} == {INSIDE}
    assert "attitude to non-members" in pattern.note


def test_retention_is_told_for_information(laboratory):
    (pattern,) = staying(laboratory).answers
    assert pattern.verdict.startswith("for information")
    assert all(0 < each.low <= each.high < 1 for each in pattern.parts)
