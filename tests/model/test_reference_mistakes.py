"""A mistake in the engine, a wrong last bit or a parameter read wrongly would show against the reference model."""

import functools

import numpy as np
import pytest
from both_models import first_difference, nothing, state_of_engine, state_of_reference
from worlds_compared import GROWTH, QUICK, TREES, TURNOVER, scenario_of

from model import Scenario, SolidarityModel, boundary, exchange, pitches, trade, tree
from model.parameter import Parameter
from model.plans.stairstep import StairstepPlan
from tests.reference_model import ReferenceModel

OFTEN = {
    "recruitment.peers_needed": 1,
    "ties.own_funds": 0.02,
    "boundary.offence": 0.2,
    "boundary.closure": 0.3,
    "trade.consumer_price": 200_000,
}
EVEN = {  # ties and pitches of every kind in numbers that are felt
    "society.kin_clique": 4, "society.friends": 3.0, "society.community_ties": 2.0, "society.work_ties": 2.0,
    "recruitment.contact": 4.0, "recruitment.stranger": 0.45, "recruitment.referral": 0.25,
}  # fmt: skip
BASE = scenario_of("hybrid", EVEN | GROWTH | TURNOVER | OFTEN | {"recruitment.yield_strong": 0.6, "persons": 360})
BASE_WEEKS = 140


@functools.cache
def history() -> tuple[dict, ...]:
    """What the reference says of every week of the base case."""
    reference = ReferenceModel(BASE)
    states = [state_of_reference(reference)]
    for _ in range(BASE_WEEKS):
        reference.run_for(1)
        states.append(state_of_reference(reference))
    return tuple(states)


def disagreement(scenario: Scenario = BASE, at_week=nothing) -> str | None:
    """First difference between an engine that may be wrong and the reference, which is not; None when they agree."""
    engine = SolidarityModel(scenario)
    for state in history():
        difference = first_difference(state_of_engine(engine), state)
        if difference is not None:
            return difference
        at_week(engine)
        engine.run_for(1)
    return None


def skipped(*arguments, **named):
    """Instead of a phase that returns nothing."""


def in_reverse(function):
    def wrapped(*arguments):
        return tuple(each[::-1].copy() for each in function(*arguments))

    return wrapped


def a_week_late(function):
    def wrapped(week, *arguments):
        return function(week._replace(number=week.number + 1), *arguments)

    return wrapped


def one_more(function):
    def wrapped(registered, members, minimum):
        return function(registered, members, minimum + 1)

    return wrapped


MISTAKES = {
    "nobody rolls up": (tree, "roll_up", skipped),
    "levels stay": (tree, "set_levels", skipped),
    "nobody counts downlines": (tree, "count_downlines", skipped),
    "teams too large": (tree, "cut_teams", one_more(tree.cut_teams)),
    "favours of next week": (exchange, "exchange", a_week_late(exchange.exchange)),
    "nobody hears of the products": (trade, "awareness_after", lambda awareness, *_: awareness),
    "no tools": (trade, "buy_tools", skipped),
    "newcomers in another order": (pitches, "recruit", in_reverse(pitches.recruit)),
    "no violations": (boundary, "offend_and_answer", skipped),
    "nobody is paid": (StairstepPlan, "settle", skipped),
}


def test_base_case_agrees():
    assert disagreement() is None


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_phase_shows(mistake, monkeypatch):
    monkeypatch.setattr(*MISTAKES[mistake])
    assert disagreement() is not None


@pytest.mark.parametrize("name", ["energy", "symbol_attachment", "interdependence", "skill", "felt_income"])
def test_a_wrong_last_bit_shows(name):
    def nudge(engine: SolidarityModel) -> None:
        if engine.week == 18:
            column, active = engine.table.column(name), engine.table.active  # of all: fading forgets single bits
            column[active] = np.nextafter(column[active], np.float32(2**40))

    assert disagreement(at_week=nudge) is not None


def changed(each: Parameter, value):
    """Twice the value, or a half where twice is too much."""
    if isinstance(value, bool):
        return not value
    more = value * 2 + (value == 0)
    return more if more <= each.high else type(value)(value / 2)


# All that are numbers, apart from the length of a run, which the model does not read.
NUMERIC = [each for each in Scenario.all_parameters() if not isinstance(each.default, (str, tuple, list))]
OF_OTHER_TREES = {  # read under another plan, placement, rule, network or kind of members: in which case
    "plan.payout_cap_percent": 4, "plan.leadership_star": 2, "plan.weaker_leg_percent": 5, "plan.matrix_width": 8,
    "plan.reward": 10, "plan.reward_percent": 10, "plan.bonus": 11, "tree.width": 3, "tree.skew_levels": 0,
    "tree.search_hours": 1, "tree.stalled_weeks": 2, "ranks.top": 2, "ranks.needed": 0, "ranks.purchase_chance": 2,
    "pure.newcomers": 15, "pure.rho": 16, "pure.chance": 17, "pure.innovation": 18, "pure.imitation": 18,
    "retention.shape": 19, "retention.monthly_leaving": 20,
    "society.neighbours_each_side": -4, "society.rewiring": -4, "society.ties_of_newcomer": -3,
    "society.degree_exponent": -3, "society.mean_ties": -2, "society.kin_share": -2, "society.friend_share": -2,
    "society.community_share": -2, "society.customer_hours": -5,
}  # fmt: skip
# Hardly a guest of the base case owes favours: `test_ties` shows what they do; a panel is only looked at.
UNFELT = ("weeks", "panel", "recruitment.pull_favours")
READ_BY_THE_MODEL = {each.name: each for each in NUMERIC if each.name not in (*UNFELT, *OF_OTHER_TREES)}


@pytest.mark.slow
@pytest.mark.parametrize("name", READ_BY_THE_MODEL)
def test_a_parameter_read_wrongly_shows(name):
    """No parameter is idle: the engine with another value is caught."""
    value = functools.reduce(getattr, name.split("."), BASE)
    assert disagreement(BASE.replace({name: changed(READ_BY_THE_MODEL[name], value)})) is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_OTHER_TREES)
def test_a_parameter_of_another_tree_read_wrongly_shows(name):
    preset, changes, weeks, seed = QUICK[len(QUICK) - len(TREES) + OF_OTHER_TREES[name]]
    scenario = scenario_of(preset, changes)
    described = next(each for each in NUMERIC if each.name == name)
    other = scenario.replace({name: changed(described, functools.reduce(getattr, name.split("."), scenario))})
    engine, reference = SolidarityModel(other, rng=seed), ReferenceModel(scenario, rng=seed)
    for each in (engine, reference):
        each.run_for(weeks)
    assert first_difference(state_of_engine(engine), state_of_reference(reference)) is not None
