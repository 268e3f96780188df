"""The questionnaire: whom it reaches, what they answer, how that is scored and read."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from small_worlds import ERROR_OF_ONE_TEST, REPLICATES, assert_higher, run, small_world

from model.boundary import commission_at_stake, harsh_probability
from model.census import Census, take_census
from model.draws import run_key
from model.questionnaire import QUESTIONS, VARIABLES, VIOLATIONS
from model.respondents import choose, key_informants
from model.survey import (
    MECHANICAL,
    MIXED,
    NOBODY_ASKED,
    NOT_MECHANICAL,
    SurveyParameters,
    ask,
    conduct,
    cronbach_alpha,
    directions,
    scores,
    survey,
    true_scores,
    verdict_of,
    wilson_interval,
)
from model.survey_parameters import SAMPLINGS

KEY, WEEK = run_key(1, 0), 100
FAITHFUL = {"response_error": 0.0, "desirability": 0.0, "loading_spread": 0.0, "threshold_spread": 0.0}


def make_census(states, **columns):
    """A census of people with one state each, the same for every question, in one line unless told."""
    size = len(states)
    people = {
        "person": np.arange(size), "upline": np.arange(size) - 1, "staying": np.ones(size, bool),
        "at_gathering": np.ones(size, bool), "rank": np.zeros(size, int), "downline": np.zeros(size, int),
        **dict.fromkeys([question.state for question in QUESTIONS], np.asarray(states, float)), **columns,
    }  # fmt: skip
    return Census(pd.DataFrame(people))


@pytest.fixture(scope="module")
def mechanical():
    return run(small_world("mechanical", {"persons": 2000}), 100)


def test_six_variables_with_three_to_five_questions_each():
    assert len(VARIABLES) == 6
    for variable in VARIABLES:
        own = [question for question in QUESTIONS if question.variable == variable.name]
        assert 3 <= len(own) <= 5
        assert all((question.severity is not None) == (variable.name == VIOLATIONS) for question in own)
    assert len({question.severity for question in QUESTIONS if question.severity is not None}) > 1


def test_without_error_a_score_is_the_state():
    on_the_scale = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    p = SurveyParameters(**FAITHFUL)
    answers = ask(make_census(on_the_scale), np.arange(5), p, key=KEY, week=WEEK)
    assert (scores(answers, 5) == on_the_scale[:, None]).all()
    between = np.random.default_rng(1).random(50)
    fine = SurveyParameters(**FAITHFUL, points=1001)
    answers = ask(make_census(between), np.arange(50), fine, key=KEY, week=WEEK)
    assert scores(answers, 1001) == pytest.approx(np.tile(between[:, None], 6), abs=0.0005001)


def test_without_error_the_scores_are_the_members_columns(mechanical):
    census, p = take_census(mechanical), SurveyParameters(**FAITHFUL, points=1001)
    active = mechanical.table.active
    assert (census.people["person"][census.staying] == mechanical.table.column("person")[active]).all()
    found = scores(ask(census, np.flatnonzero(census.staying), p, key=KEY, week=WEEK), 1001)
    for place, variable in enumerate(VARIABLES):
        if variable.name != VIOLATIONS:
            assert found[:, place] == pytest.approx(mechanical.table.column(variable.name)[active], abs=0.00051)


def test_vignettes_are_answered_by_the_models_own_rule_in_the_respondents_own_state(mechanical):
    members, rates = mechanical.table.members, mechanical.scenario.boundary.rates
    people = take_census(mechanical).people
    active = mechanical.table.active
    parent = members.parent[active]
    paid = [row for row in active if members.commission[row] > 0 and (parent == row).sum() == 1]
    upline = paid[0]
    (downline,) = active[parent == upline]
    stake = commission_at_stake(
        float(members.commission[upline]),
        float(members.group_volume[upline]),
        float(members.group_volume[downline]),
        float(members.means[upline]),
    )
    assert stake > 0
    team = active[members.team[active] == members.team[downline]]
    contagion = min(1.0, members.downline[downline] / len(team))
    symbols, trust = float(members.symbol_attachment[upline]), float(members.team_trust[upline])
    own = people[people["person"] == members.person[upline]].iloc[0]
    for severity in (0.25, 0.75):
        expected = harsh_probability(symbols, severity, stake, trust, contagion, rates)
        assert own[f"harsh_to_downline_{severity}"] == pytest.approx(expected, rel=1e-5)
        mates = active[(members.team[active] == members.team[upline]) & (active != upline)]
        size = (members.team[active] == members.team[upline]).sum()
        typical = np.minimum(1.0, members.downline[mates] / size).mean()
        expected = harsh_probability(symbols, severity, 0.0, trust, typical, rates)
        assert own[f"harsh_to_teammate_{severity}"] == pytest.approx(expected, rel=1e-5)


def test_a_stake_makes_uplines_lenient(mechanical):
    """Without commissions at stake nobody answers a downline less harshly."""
    with_stakes = take_census(mechanical).people
    carefree = run(small_world("mechanical", {"persons": 2000, "boundary.lenient_stake": 0.0}), 100)
    carefree.table = mechanical.table  # the same members, to whom a commission means nothing
    without = take_census(carefree).people
    column = "harsh_to_downline_0.75"
    assert (without[column] >= with_stakes[column]).all()
    assert (without[column] > with_stakes[column]).any()


def test_pleasing_draws_answers_to_what_the_key_informants_live_by():
    census = make_census([0.0] * 20 + [1.0], rank=np.arange(21))
    meek = dataclasses.replace(SurveyParameters(**FAITHFUL), desirability=0.5, informants=1)
    answers = ask(census, np.arange(20), meek, key=KEY, week=WEEK)
    assert (answers == 3).all()


def test_a_sample_of_ten_is_the_beginning_of_a_sample_of_thirty(mechanical):
    census = take_census(mechanical)
    for sampling in SAMPLINGS:
        for population in ("stayers", "ever_joined"):
            ten, thirty = (
                choose(
                    census,
                    SurveyParameters(sampling=sampling, population=population, respondents=n),
                    key=KEY,
                    week=WEEK,
                )
                for n in (10, 30)
            )
            assert len(set(thirty)) == 30
            assert thirty[:10].tolist() == ten.tolist()


def test_who_has_left_is_not_reached_unless_asked_for(mechanical):
    census = take_census(mechanical)
    assert 0 < census.staying.sum() < len(census.people)
    for sampling in SAMPLINGS:
        everyone = SurveyParameters(sampling=sampling, respondents=10_000)
        met = choose(census, everyone, key=KEY, week=WEEK)
        assert census.staying[met].all()
        if sampling != "meeting":
            assert len(met) == census.staying.sum()
            past = dataclasses.replace(everyone, population="ever_joined")
            assert len(choose(census, past, key=KEY, week=WEEK)) == len(census.people)
    met = choose(census, SurveyParameters(sampling="meeting", respondents=10_000), key=KEY, week=WEEK)
    assert census.people["at_gathering"].to_numpy()[met].all()


def test_who_returned_is_asked_once_as_the_latest_membership():
    model = run(small_world("hybrid", {"weeks": 156}), 156)
    people, column = take_census(model).people, model.table.column
    assert people["person"].is_unique
    assert set(people["person"]) == set(column("person"))
    returned = pd.Series(column("distrust")).groupby(column("person")).agg(["size", "last"])
    assert (returned["size"] > 1).any()
    assert people.set_index("person")["distrust"].sort_index().tolist() == returned["last"].tolist()


def test_a_line_is_handed_on_between_neighbours():
    """Two lines of ten: the first ten respondents are one line, each next to somebody met before."""
    upline = np.array([-1, *range(9), -1, *range(10, 19)])
    census = make_census(np.zeros(20), upline=upline)
    for number in range(5):
        p = SurveyParameters(sampling="line", respondents=20)
        met = choose(census, p, key=KEY, week=WEEK, number=number)
        assert len(set(met[:10] // 10)) == 1
        for k in range(1, 10):
            assert min(abs(met[k] - met[:k])) == 1
        assert set(met[10:] // 10) == {1 - met[0] // 10}


def test_random_samples_reach_everybody_alike():
    """Chi-squared test of how often each of ten people is among three, refused by chance once in 1e8."""
    census = make_census(np.zeros(10))
    p = SurveyParameters(respondents=3)
    met = np.concatenate([choose(census, p, key=KEY, week=WEEK, number=number) for number in range(2000)])
    assert stats.chisquare(np.bincount(met, minlength=10)).pvalue > ERROR_OF_ONE_TEST


def test_the_highest_ranks_inform_and_among_equals_the_largest_downline():
    census = make_census(np.zeros(4), rank=[1, 3, 3, 2], downline=[9, 1, 5, 0])
    assert key_informants(census, "stayers").tolist() == [2, 1, 3, 0]


def test_key_informants_score_higher_where_standing_goes_with_the_state():
    states = np.linspace(0.1, 0.9, 60)
    census = make_census(states, rank=np.arange(60))
    drawn, informants = (
        conduct(census, SurveyParameters(sampling=each), key=KEY, week=WEEK).table["mean"]
        for each in ("random", "informants")
    )
    assert (informants > drawn).all()


def test_leaders_hold_more_of_what_ritual_gives_and_are_lenient_to_their_downlines():
    """Leaders stand at the centre of ritual, and have a commission to lose (sign tests over pairs)."""
    leaders, everybody = {}, {}
    for replicate in range(REPLICATES):
        census = take_census(
            run(small_world("mechanical", {"persons": 2000, "founders": 60}), 104, replicate=replicate)
        )
        highest = key_informants(census, "stayers")[:10]
        for name in ("symbol_attachment", "shared_focus", "distrust", "harsh_to_downline_0.75"):
            leaders.setdefault(name, []).append(census.people[name][highest].mean())
            everybody.setdefault(name, []).append(census.people[name][census.staying].mean())
    for name in ("symbol_attachment", "shared_focus", "distrust"):
        assert_higher(leaders[name], everybody[name])
    assert_higher(everybody["harsh_to_downline_0.75"], leaders["harsh_to_downline_0.75"])


def test_cronbachs_alpha_of_a_worked_example():
    """Each question has variance 1, the totals 2, 5, 5 have variance 3: alpha = 2 (1 - 2 / 3)."""
    assert cronbach_alpha(np.array([[1, 1], [2, 3], [3, 2]], float)) == pytest.approx(2 / 3)
    assert cronbach_alpha(np.array([[1, 1], [2, 2], [5, 5]], float)) == pytest.approx(1)
    assert math.isnan(cronbach_alpha(np.full((3, 4), 2.0)))
    assert math.isnan(cronbach_alpha(np.ones((1, 4))))


def test_wilson_intervals_against_known_numbers():
    """Newcombe (1998, table I): 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    known = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0, 0.1611), (1, 29): (0.0061, 0.1718)}
    for (count, size), interval in known.items():
        assert wilson_interval(count, size) == pytest.approx(interval, abs=5e-5)
    assert all(math.isnan(each) for each in wilson_interval(0, 0))


def test_the_verdict_is_the_sources_reading():
    harsh = [variable.name == VIOLATIONS for variable in VARIABLES]
    assert verdict_of(np.ones(6, bool)) == MECHANICAL
    assert verdict_of(~np.array(harsh)) == MECHANICAL
    assert verdict_of(np.array(harsh)) == NOT_MECHANICAL
    assert verdict_of(np.array([True, True, True, True, False, False])) == MIXED
    assert verdict_of(None) == NOBODY_ASKED


@settings(max_examples=60)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.integers(2, 11), st.floats(0, 3), st.floats(0, 1))
def test_answers_are_on_the_scale_whatever_the_parameters(states, points, error, desirability):
    census = make_census(states)
    p = SurveyParameters(points=points, response_error=error, desirability=desirability)
    answers = ask(census, np.arange(len(states)), p, key=KEY, week=WEEK)
    assert ((answers >= 1) & (answers <= points) & (answers == np.floor(answers))).all()
    assert ((scores(answers, points) >= 0) & (scores(answers, points) <= 1)).all()


def test_a_larger_sample_is_right_more_often():
    """Three in five hold a state that is high, two in five a low one: ten respondents often miss such a majority.

    Sign test over pairs of surveys of 10 and of 300; were size of no use, it would pass by chance once in 1e8.
    """
    census, keys = make_census(np.where(np.arange(1000) % 5 < 3, 0.9, 0.1)), [run_key(1, each) for each in range(150)]
    assert verdict_of(directions(true_scores(census, "stayers"))) == MECHANICAL
    few, many = (
        np.array([conduct(census, SurveyParameters(respondents=size), key=key, week=WEEK).verdict for key in keys])
        == MECHANICAL
        for size in (10, 300)
    )
    better, worse = (many & ~few).sum(), (few & ~many).sum()
    assert stats.binomtest(better, better + worse, alternative="greater").pvalue < ERROR_OF_ONE_TEST


def test_the_same_survey_again_is_the_same_and_another_is_not(mechanical):
    one, again, other = (survey(mechanical, number=number) for number in (0, 0, 1))
    assert one.table.equals(again.table)
    assert one.respondents.tolist() == again.respondents.tolist() != other.respondents.tolist()


def test_a_result_prints_what_a_reader_needs(mechanical):
    text = str(survey(mechanical))
    for words in (
        *(variable.label for variable in VARIABLES),
        "Alpha",
        "95 % Wilson",
        "Direction",
        "Verdict",
        "random",
    ):
        assert words in text


def test_nobody_left_is_nobody_to_ask():
    census = make_census([0.5, 0.5], staying=np.zeros(2, bool), at_gathering=np.zeros(2, bool))
    for sampling in SAMPLINGS:
        result = conduct(census, SurveyParameters(sampling=sampling), key=KEY, week=WEEK)
        assert result.verdict == NOBODY_ASKED
        assert len(result.respondents) == 0
        assert "0 respondents (30 were wanted)" in str(result)
        assert "nan" not in str(result)
