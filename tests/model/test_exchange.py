"""The division of labour: who helps whom, what it costs, and what it binds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_worlds import assert_higher, pairs_of_runs, run, small_world

from model.exchange import (
    breaking_probability,
    help_probability,
    interdependence_after,
    restitution_probability,
    teammates_asked,
)
from model.exchange_parameters import ExchangeParameters
from model.months import DAYS_PER_WEEK
from model.ritual import remaining

RATES = ExchangeParameters().rates
SETTLED = {"recruitment.contact": 0.0, "retention.hazard": 0.0, "founders": 60}


def test_brokering_widens_whom_a_need_is_put_to():
    asked = [teammates_asked(RATES._replace(brokering=brokering)) for brokering in (0.0, 0.5, 1.0)]
    assert asked == [1, 6, 11]


def test_help_rises_with_trust_and_falls_with_debt():
    base = help_probability(0.5, 0, RATES)
    assert help_probability(0.6, 0, RATES) > base
    assert help_probability(0.5, 1, RATES) < base
    assert help_probability(0.5, -3, RATES) == base, "who has given more than received is owed nothing extra"


def test_debt_weighs_as_stated():
    def logit(debt):
        chance = help_probability(0.5, debt, RATES)
        return np.log(chance / (1 - chance))

    assert logit(0) - logit(4) == pytest.approx(4 * RATES.help_reciprocity)


@given(st.floats(0, 1), st.integers(0, 30), st.integers(0, 30))
def test_interdependence_stays_a_share_and_grows_with_favours(bond, received, given_away):
    kept = remaining(RATES.half_life, DAYS_PER_WEEK)
    after = interdependence_after(bond, received, given_away, kept, RATES)
    assert 0.0 <= after <= 1.0
    assert interdependence_after(bond, received + 1, given_away, kept, RATES) >= after
    assert interdependence_after(bond, received, given_away + 1, kept, RATES) >= after
    assert interdependence_after(bond, 0, 0, kept, RATES) == bond * kept


def test_interdependence_halves_in_its_half_life_without_favours():
    kept = remaining(RATES.half_life, DAYS_PER_WEEK)
    assert kept ** (RATES.half_life / DAYS_PER_WEEK) == pytest.approx(0.5, rel=1e-12)


def test_every_favour_has_a_giver_and_a_receiver():
    model = run(small_world("organic", SETTLED), 1)
    for _ in range(20):
        model.run_for(1)
        given_now = model.table.column("favours_given").sum()
        assert given_now == model.table.column("favours_received").sum() == model.weekly["favours_given"].iloc[-1]
        assert model.table.column("favours_received").max() <= 1, "one need a week"
    assert (model.weekly["favours_given"] <= model.weekly["favours_asked"]).all()
    assert model.weekly["favours_given"].sum() > 100


def test_favours_go_to_another_occupation_of_the_same_team_and_cost_hours():
    free_search = {"exchange.introduction_hours": 0.0}
    scenario = small_world("organic", {**SETTLED, **free_search, "ritual.gatherings": False, "society.occupations": 2})
    model = run(scenario, 1)
    column = model.table.column
    for _ in range(10):
        assert np.all(column("hours_used") == column("favours_given") * scenario.exchange.favour_hours)
        for team in set(column("team").tolist()):
            inside = column("team") == team
            assert column("favours_given")[inside].sum() == column("favours_received")[inside].sum()
            for occupation in (0, 1):  # with two occupations what one receives the other has given
                mine = inside & (column("occupation") == occupation)
                others = inside & (column("occupation") != occupation)
                assert column("favours_received")[mine].sum() == column("favours_given")[others].sum()
        model.run_for(1)


def test_introductions_cost_who_is_in_need_time():
    needy = {**SETTLED, "ritual.gatherings": False, "exchange.need": 1.0, "exchange.help_base": -20.0}
    brokered = run(small_world("organic", {**needy, "exchange.brokering": 1.0}), 5).table.column("hours_used").sum()
    unbrokered = run(small_world("organic", {**needy, "exchange.brokering": 0.0}), 5).table.column("hours_used").sum()
    assert unbrokered == 0.0
    assert brokered > 0.0


def test_who_has_no_hours_left_neither_comes_nor_helps():
    busy = {**SETTLED, "society.hours_median": 2.0, "society.hours_spread": 0.0, "exchange.introduction_hours": 0.0}
    model = run(small_world("hybrid", {**busy, "ritual.interval_days": 2.0, "ritual.length_hours": 3.0}), 5)
    assert model.table.column("hours_used").max() <= 3.0, "one gathering takes all the time there is"
    assert model.weekly["favours_given"].sum() < run(small_world("hybrid", SETTLED), 5).weekly["favours_given"].sum()


def test_old_favours_are_forgotten_one_a_month():
    model = run(small_world("organic", {**SETTLED, "exchange.need": 0.0}), 3)
    model.table.column("favour_balance")[:] = np.arange(60) - 30
    model.run_for(1)  # the month ends with week 4
    assert model.table.column("favour_balance").tolist() == [balance - np.sign(balance) for balance in range(-30, 30)]


def test_trust_is_gained_by_help_and_lost_by_refusal():
    alone = {**SETTLED, "ritual.gatherings": False, "boundary.offence": 0.0}
    helped = run(small_world("organic", {**alone, "exchange.help_base": 20.0}), 30).weekly["team_trust"]
    refused = run(small_world("organic", {**alone, "exchange.help_base": -20.0}), 30).weekly
    assert helped.is_monotonic_increasing
    assert refused["team_trust"].is_monotonic_decreasing
    assert refused["favours_given"].sum() == 0
    assert refused["favours_asked"].sum() > 100


def test_promises_break_for_want_of_time_and_where_little_binds():
    base = breaking_probability(0.5, 0.5, 0.5, RATES)
    assert breaking_probability(0.6, 0.5, 0.5, RATES) > base
    assert breaking_probability(0.5, 0.6, 0.5, RATES) < base
    assert breaking_probability(0.5, 0.5, 0.6, RATES) < base
    assert restitution_probability(0.6, RATES) > restitution_probability(0.5, RATES)


ALONE = {**SETTLED, "ritual.gatherings": False, "boundary.offence": 0.0, "exchange.help_base": 20.0}
ALL_BROKEN = {**ALONE, "exchange.break_base": 20.0}


def test_who_is_let_down_loses_trust_bond_and_pride():
    model = run(small_world("organic", {**ALL_BROKEN, "founders": 200}), 1)
    column = model.table.column
    let_down = column("let_down_by") >= 0
    assert let_down.sum() == model.weekly["promises_broken"].iloc[0] > 10
    assert model.weekly["favours_given"].iloc[0] == 0
    assert column("team_trust")[let_down] == pytest.approx(0.5 * (1 - RATES.broken_trust))
    assert column("team_trust")[~let_down] == pytest.approx(0.5)
    kept = 0.5 * remaining(RATES.half_life, DAYS_PER_WEEK)
    assert column("interdependence")[let_down] == pytest.approx(kept * (1 - RATES.broken_bond))
    assert column("interdependence")[~let_down] == pytest.approx(kept)
    assert column("identification")[let_down] == pytest.approx(-model.scenario.identification.letdown)
    assert (column("identification")[~let_down] == 0).all()
    assert (column("occupation")[column("let_down_by")[let_down]] != column("occupation")[let_down]).all()


def test_at_the_next_need_the_breaker_makes_good_or_does_not():
    for restitution, restored in ((20.0, True), (-20.0, False)):
        model = run(small_world("organic", {**ALL_BROKEN, "exchange.restitution_base": restitution}), 1)
        for _ in range(12):
            claims = model.table.column("let_down_by").copy()
            trust = model.table.column("team_trust").copy()
            model.run_for(1)
            settled = (claims >= 0) & (model.table.column("let_down_by") < 0)
            received = model.table.column("favours_received")
            assert (received[settled] == restored).all()
            assert received.sum() == model.weekly["promises_restored"].iloc[-1] == restored * settled.sum()
            if restored:  # the favour itself wins trust as any does, its restoring more
                after = 1 - (1 - trust[settled]) * (1 - RATES.restored_trust) * (1 - RATES.trust_gain)
            else:
                after = trust[settled] * (1 - RATES.trust_loss)
            assert model.table.column("team_trust")[settled] == pytest.approx(after)
            assert (settled & ~(claims >= 0)).sum() == 0
        assert model.weekly["promises_broken"].sum() > 50
        assert model.weekly["promises_restored"].sum() <= model.weekly["promises_broken"].sum()


def test_who_was_let_down_by_somebody_gone_asks_others():
    model = run(small_world("organic", {**ALL_BROKEN, "founders": 40}), 1)
    breaker = int(model.table.column("let_down_by").max())
    let_down = np.flatnonzero(model.table.column("let_down_by") == breaker)
    model.withdraw(breaker)
    for _ in range(20):
        model.run_for(1)
    assert not set(model.table.column("let_down_by")[let_down]) & {breaker}
    assert model.weekly["promises_restored"].sum() > 0


def test_broken_promises_cost_trust_and_restitution_saves_some():
    def trust(models):
        return [model.weekly["team_trust"].iloc[-1] for model in models]

    faithful = small_world("organic", {**ALONE, "exchange.break_base": -20.0})
    broken, restored = (
        small_world("organic", {**ALONE, "exchange.break_base": 1.0, "exchange.restitution_base": base})
        for base in (-20.0, 20.0)
    )
    assert_higher(*map(trust, zip(*pairs_of_runs(faithful, restored, 26), strict=True)))
    assert_higher(*map(trust, zip(*pairs_of_runs(restored, broken, 26), strict=True)))


def test_restitution_goes_with_interdependence():
    """Where brokering has members live by exchange, more broken promises are made good (Durkheim 1893)."""

    def share(models):
        weekly = [model.weekly for model in models]
        return [each["promises_restored"].sum() / each["promises_broken"].sum() for each in weekly]

    often = {**ALONE, "founders": 200, "exchange.break_base": 0.0, "exchange.introduction_hours": 0.0}
    brokered, unbrokered = (small_world("organic", {**often, "exchange.brokering": each}) for each in (1.0, 0.0))
    assert_higher(*map(share, zip(*pairs_of_runs(brokered, unbrokered, 40), strict=True)))
