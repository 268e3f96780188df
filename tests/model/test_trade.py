"""Selling, buying, costs and contentment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from small_worlds import run, small_world

from model import draws, trade
from model.exchange_parameters import ExchangeParameters
from model.trade_parameters import TradeParameters

RATES, EXCHANGE = TradeParameters().rates, ExchangeParameters().rates
SHARE = st.floats(0, 1)


def sales(free=5.0, pace=1.0, skill=0.5, energy=0.5, favours=1, inside=0.2, awareness=0.2):
    return trade.expected_sales(free, pace, skill, energy, favours, inside, 1.0, awareness, RATES, EXCHANGE)


def test_sales_rise_with_hours_skill_spirit_favours_and_fame_and_fall_with_saturation():
    assert sales(free=6.0) > sales()
    assert sales(skill=0.6) > sales()
    assert sales(energy=0.6) > sales()
    assert sales(favours=2) > sales()
    assert sales(awareness=0.3) > sales()
    assert sales(inside=0.3) < sales()
    assert sales(free=0.0) == 0.0


def test_a_skilled_average_spirited_member_sells_the_stated_rate_to_a_fresh_circle():
    an_hour = sales(free=1.0 / (1.0 - RATES.prospecting_share), skill=1.0, energy=0.5, favours=0, inside=0, awareness=0)
    assert an_hour == pytest.approx(RATES.sales_rate)


def test_saturation_and_favours_weigh_as_stated():
    assert sales(inside=1.0) / sales(inside=0.0) == pytest.approx(1 - RATES.saturation)
    assert sales(favours=1) / sales(favours=0) == pytest.approx(1 + EXCHANGE.selling_gain)
    assert sales(awareness=1.0) / sales(awareness=0.0) == pytest.approx(1 + RATES.awareness_gain)
    assert trade.expected_own_use(1.0, RATES) == pytest.approx(RATES.own_use * (1 + RATES.symbol_use))


@pytest.mark.parametrize("mean", [0.05, 0.4, 3.0, 40.0])
def test_purchases_are_negative_binomial_of_shape_one(mean):
    """Refused by chance with a probability of 4e-7 over the four means."""
    words = draws.weekly_words(draws.run_key(1, 0), draws.SALES, 1, np.arange(100_000, dtype=np.int32))[0]
    bought = np.array([trade.purchases(draws.unit(word), mean) for word in words])
    theory = stats.nbinom(1, 1 / (1 + mean))
    top = int(theory.ppf(0.999))
    observed = np.bincount(np.minimum(bought, top), minlength=top + 1)
    expected = theory.pmf(np.arange(top + 1))
    expected[top] = theory.sf(top - 1)
    keep = expected * len(bought) >= 5
    observed = np.append(observed[keep], observed[~keep].sum())
    expected = np.append(expected[keep], expected[~keep].sum()) * len(bought)
    some = expected > 0
    assert stats.chisquare(observed[some], expected[some]).pvalue > 1e-7
    assert bought.mean() == pytest.approx(mean, abs=6 * np.sqrt(mean * (1 + mean) / len(bought)))


def test_nothing_is_bought_at_a_mean_of_nothing():
    assert trade.purchases(1e-10, 0.0) == 0
    assert trade.purchases(1e-10, 100.0) > 1000
    assert trade.purchases(1 - 1e-10, 100.0) == 0


def test_hours_used_up_leave_none():
    assert trade.free_hours(8.0, 3.0) == 5.0
    assert trade.free_hours(8.0, 9.0) == 0.0


@given(SHARE, st.floats(0, 1e7), st.floats(20, 1e8))
def test_awareness_stays_a_share(awareness, units, persons):
    assert 0.0 <= trade.awareness_after(awareness, units, persons, RATES) <= 1.0


def test_awareness_halves_without_sales():
    awareness = 0.8
    for _ in range(180):
        awareness = trade.awareness_after(awareness, 0.0, 1000.0, RATES)
    assert awareness == pytest.approx(0.8 * 0.5**7)


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9), st.floats(1, 1e9))
def test_satisfaction_is_between_minus_one_and_one(income, aspiration, means):
    satisfaction = trade.satisfaction_with(income, aspiration, means, RATES)
    assert -1.0 <= satisfaction <= 1.0
    assert satisfaction == 0.0 or (satisfaction > 0) == (income > aspiration)


def test_satisfaction_is_nought_when_income_meets_hopes():
    assert trade.satisfaction_with(5e5, 5e5, 4e6, RATES) == 0.0
    telling = 5e5 + RATES.telling_income * 4e6
    assert trade.satisfaction_with(telling, 5e5, 4e6, RATES) == pytest.approx(np.tanh(1.0))


def test_money_of_a_member():
    assert trade.retail_margin(3, RATES) == 3 * 23_000
    assert trade.own_volume(3, 2, RATES) == 5 * 70_000
    assert trade.member_cost(2, 3, 1_000, RATES) == 2 * 77_000 + 3 * 5_000 + 1_000


def test_skill_is_handed_down_and_learnt_by_doing():
    model = run(small_world(changes={"retention.hazard": 0.0}), 30)
    table = model.distributors
    learnt = 1 - (1 - RATES.practice) ** (30 - table["joined"])
    founders, newcomers = table[table["sponsor"] < 0], table[(table["sponsor"] >= 0) & (table["joined"] == 30)]
    assert founders["skill"].to_numpy() == pytest.approx(0.5 + 0.5 * learnt[founders.index], rel=1e-5)
    taught = RATES.handed_down * table["skill"].to_numpy()[newcomers["sponsor"]]
    expected = RATES.first_skill + taught * (1 - RATES.first_skill)
    assert newcomers["skill"].to_numpy() == pytest.approx(expected, rel=1e-5)


def test_awareness_rises_with_sales():
    model = run(small_world(), 10)
    early = model.awareness
    model.run_for(30)
    assert 0.0 < early < model.awareness < 1.0


def test_satisfaction_follows_income_and_hope():
    model = run(small_world(), 51)
    model.run_for(1)  # a month has just ended: what members feel is of this moment
    column = model.table.column
    active = model.table.active
    missing = column("felt_income")[active] - column("aspiration")[active].astype(float)
    expected = np.tanh(missing / (RATES.telling_income * column("means")[active]))
    assert column("satisfaction")[active] == pytest.approx(expected, abs=1e-5)
    assert np.all(column("aspiration")[active] >= 0)
