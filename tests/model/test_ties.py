"""Ties that live: closeness, news, warnings, loans, and the ledger of recruiting by tie."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_worlds import REPLICATES, assert_higher
from ties_at_work import mean, runs, total

from model import ties
from model.draws import run_key
from model.exchange_parameters import ExchangeParameters
from model.retention import leaving_hazard
from model.retention_parameters import RetentionParameters
from model.ritual import attendance_pull
from model.ritual_parameters import RitualParameters
from model.society import WORK, build_society
from model.society_parameters import SocietyParameters
from model.ties_parameters import TiesParameters
from model.trade import expected_sales
from model.trade_parameters import TradeParameters

RATES = TiesParameters().rates
MONEY = st.floats(-1e6, 1e6)
STRONG, WEAK = ["kin", "friend"], ["community", "work", "referral"]


# Rules


def test_the_other_end_of_a_tie_is_found_however_many_ties_the_other_has():
    for network in ("communities", "scale_free", "random"):
        society = build_society(SocietyParameters(network=network), 700, run_key(1, 0))
        owner = np.repeat(np.arange(700), np.diff(society.ties))
        back = [ties.other_end(person, tie, society) for tie, person in enumerate(owner)]
        assert np.array_equal(society.neighbour[back], owner)
        assert np.array_equal(owner[back], society.neighbour)


@given(MONEY, MONEY, st.floats(0, 1))
def test_what_members_tell_lies_between_truth_and_hope(felt, hoped, rosiness):
    told = ties.told_income(felt, hoped, RATES._replace(rosiness=rosiness))
    assert min(felt, max(felt, hoped)) - 1e-6 <= told <= max(felt, hoped) + 1e-6
    assert ties.told_income(felt, hoped, RATES._replace(rosiness=0.0)) == felt
    assert ties.told_income(felt, hoped, RATES._replace(rosiness=1.0)) == pytest.approx(max(felt, hoped), abs=1e-6)


@given(MONEY, MONEY, st.floats(0, 1))
def test_hearsay_moves_what_is_expected_only_when_something_was_heard(told, heard, weight):
    rates = RATES._replace(hearsay=weight)
    assert ties.expected_income(told, heard, 0, rates) == told
    assert ties.expected_income(told, heard, 3, rates) == pytest.approx((1 - weight) * told + weight * heard, abs=1e-6)
    assert ties.heard_after(heard, 0, told, weight) == told
    assert ties.heard_after(heard, 1, told, 1.0) == pytest.approx(told)
    assert ties.heard_after(heard, 1, told, 0.0) == heard


def test_obligation_and_mates_draw_to_gatherings():
    rates = RitualParameters().rates
    base = attendance_pull(0.3, 0.3, 0.0, 0.0, 8.0, 0.0, rates)
    assert attendance_pull(0.3, 0.3, 2.0, 0.0, 8.0, 0.0, rates) > base
    assert attendance_pull(0.3, 0.3, -5.0, 0.0, 8.0, 0.0, rates) == base, "who is owed favours owes no attendance"
    assert attendance_pull(0.3, 0.3, 3.0, 0.0, 8.0, 0.0, rates) == attendance_pull(0.3, 0.3, 9.0, 0.0, 8.0, 0.0, rates)
    assert attendance_pull(0.3, 0.3, 0.0, 4.0, 8.0, 0.0, rates) == pytest.approx(base + rates.mutual_reminding)


def test_mates_hold_and_distance_frees_from_outside():
    rates = RetentionParameters().rates
    base = leaving_hazard(0.3, 0.3, 0.3, 0.0, 0.0, 0.0, 0.2, 0.1, 1.0, 0.0, rates)
    assert leaving_hazard(0.3, 0.3, 0.3, 0.0, 0.0, 4.0, 0.2, 0.1, 1.0, 0.0, rates) == pytest.approx(
        base * np.exp(-rates.mates)
    )
    assert leaving_hazard(0.3, 0.3, 0.3, 0.0, 0.0, 0.0, 0.2, 0.1, 0.5, 0.0, rates) < base


def test_who_is_far_from_people_outside_sells_less():
    trade = TradeParameters().rates
    near, far = (
        expected_sales(5.0, 1.0, 0.5, 0.5, 0, 0.1, closeness, 0.0, trade, ExchangeParameters().rates)
        for closeness in (1.0, 0.0)
    )
    assert far == pytest.approx(near * (1.0 - trade.tie_sales))


# What they do to an organisation


def test_closed_gatherings_take_members_away_from_people_outside():
    often = {"boundary__closure": 1.0, "boundary__distrust_closed": 0.0, "founders": 60}
    apart, close = (runs("mechanical", ties__closeness_loss=loss, **often) for loss in (0.5, 0.0))
    assert mean(close, "outside_closeness") == [1.0] * REPLICATES
    assert max(mean(apart, "outside_closeness")) < 0.9
    assert_higher(total(close, "contacts"), total(apart, "contacts"))
    assert_higher(total(close, "units_sold"), total(apart, "units_sold"))


def test_obligation_raises_attendance_in_the_whole_model():
    settled = {"recruitment__contact": 0.0, "retention__hazard": 0.0, "founders": 60}
    bound, free = (runs("organic", ritual__obligation=pull, **settled) for pull in (3.0, 0.0))
    assert_higher(mean(bound, "attendance"), mean(free, "attendance"))


def test_formal_ties_bear_refusal_better():
    for model in runs(
        "hybrid", ties__default_burn=0.0, ties__turnover=0.0, ties__neighbourly=0.0, ties__shared_trust=0.0
    ):
        lost = model.trust / model.society.trust
        refused = lost < 1.0
        formal = model.society.tie_type == WORK
        assert lost[refused & formal].max() == pytest.approx(1 - model.scenario.recruitment.formal_refusal_trust)
        assert lost[refused & ~formal].max() == pytest.approx(1 - model.scenario.recruitment.refusal_trust)


def test_those_who_left_disappointed_warn():
    leaving = {"retention__hazard": 0.1, "trade__first_aspiration": 1.0, "founders": 100}
    warned, unwarned = (runs("hybrid", recruitment__push_warning=push, **leaving) for push in (20.0, 0.0))
    assert_higher(total(unwarned, "joined"), total(warned, "joined"))


def test_who_can_neither_pay_nor_borrow_does_not_join():
    rich, lent, alone = (
        runs("hybrid", ties__own_funds=funds, ties__lending_trust=trust)
        for funds, trust in ((100.0, 1.0), (0.02, 0.1), (0.02, 1.0))
    )
    assert_higher(total(rich, "joined"), total(alone, "joined"))
    assert_higher(total(lent, "joined"), total(alone, "joined"))
    assert total(rich, "lent") == total(alone, "lent") == [0] * REPLICATES
    assert min(total(lent, "lent")) > 0
    price = lent[0].scenario.trade.starter_kit
    for model in lent:
        paid = model.weekly["member_payments"].sum() - model.weekly["kin_losses"].sum()
        assert model.distributors["cost_total"].sum() == paid, "a loss is the member's or the kin's, never both's"
        assert model.weekly["lent"].sum() % price == 0
        assert model.weekly["kin_losses"].sum() + model.distributors["debt"].sum() <= model.weekly["lent"].sum()


def test_complex_contagion_slows_growth():
    simple, complex_contagion = (runs("hybrid", recruitment__peers_needed=needed) for needed in (0, 3))
    assert_higher(total(simple, "joined"), total(complex_contagion, "joined"))


def test_the_ledger_adds_up_and_strong_ties_yield_more():
    for model in runs("hybrid"):
        ledger = model.ledger
        assert ledger["asked"].sum() == model.weekly["contacts"].sum()
        assert ledger["joined"].sum() == model.weekly["joined"].sum()
        assert ledger["refused"].sum() == model.weekly["refusals"].sum()
        assert (ledger["joined"] + ledger["refused"] <= ledger["asked"]).all()
    pooled = sum(model.ledger for model in runs("hybrid"))
    yields = pooled["joined"] / pooled["asked"]
    assert yields[["kin", "friend"]].min() > 2 * yields[["community", "work"]].max() > 2 * yields["stranger"]


@pytest.mark.parametrize("preset", ["mechanical", "organic"])
def test_weak_ties_bring_most_recruits_and_strong_ties_yield_most(preset):
    """Granovetter (1973): both at once (P9), in the default society; strangers count for neither.

    Weak are the ties to neighbours and people from work, and to whom one's ties name.
    """
    models = runs(preset, 260, persons=5000)
    joined = [model.ledger["joined"] for model in models]
    assert_higher([each[WEAK].sum() for each in joined], [each[STRONG].sum() for each in joined])
    yields = [model.ledger["joined"] / model.ledger["asked"] for model in models]
    assert_higher([each[STRONG].min() for each in yields], [2 * each[WEAK].max() for each in yields])


def test_where_strong_ties_are_many_they_bring_most_recruits():
    """The finding rests on the proportions of the society, and not on how members ask."""
    clans = {"society__kin_clique": 8, "society__friends": 5.0, "society__work_ties": 1.0}
    joined = [model.ledger["joined"] for model in runs("hybrid", 104, persons=2000, **clans)]
    assert_higher([each[STRONG].sum() for each in joined], [each[WEAK].sum() for each in joined])
