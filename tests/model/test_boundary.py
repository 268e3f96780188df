"""Violations and how they are answered; distrust of non-members."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import assert_higher, pairs_of_runs, run, small_world

from model.boundary import (
    commission_at_stake,
    distrust_after,
    greatest_offence,
    harsh_probability,
    offence_probability,
    renewed_symbols,
    restoring_probability,
)
from model.boundary_parameters import BoundaryParameters
from model.months import DAYS_PER_WEEK
from model.ritual import remaining

RATES = BoundaryParameters().rates
SHARE = st.floats(0, 1)
SETTLED = {"recruitment.contact": 0.0, "retention.hazard": 0.0, "founders": 60, "exchange.need": 0.0}


def harsh(symbols=0.5, severity=0.5, stake=0.0, trust=0.0, contagion=0.0):
    return harsh_probability(symbols, severity, stake, trust, contagion, RATES)


def test_full_symbols_are_answered_harshly_more_often_than_not():
    assert harsh(symbols=1.0) > 0.5


def test_anger_rises_with_symbols_and_severity_and_is_held_back_by_stakes_trust_and_contagion():
    assert harsh(symbols=0.6) > harsh()
    assert harsh(severity=0.6) > harsh()
    assert harsh(stake=0.1) < harsh()
    assert harsh(trust=0.1) < harsh()
    assert harsh(contagion=0.1) < harsh()


@given(st.floats(0, 1e12), st.floats(0, 1e12), st.floats(0, 1e12), st.floats(1, 1e9))
def test_stakes_are_a_share(commission, group_volume, line_volume, means):
    assert 0.0 <= commission_at_stake(commission, group_volume, line_volume, means) <= 1.0


def test_stakes_are_the_lines_part_of_the_commission():
    assert commission_at_stake(1e6, 4e6, 1e6, 1e6) == 0.25
    assert commission_at_stake(1e6, 0.0, 0.0, 1e6) == 0.0
    assert commission_at_stake(9e9, 1.0, 1.0, 1.0) == 1.0


def test_symbols_restrain():
    assert offence_probability(0.0, RATES) == RATES.offence
    assert offence_probability(1.0, RATES) == pytest.approx(RATES.offence * np.exp(-RATES.offence_restraint))


ANY_OFFENCE = {
    each.name.split(".")[1]: st.floats(each.low, each.high)
    for each in BoundaryParameters.parameters()
    if "offence" in each.name
}


@settings(max_examples=200)
@given(SHARE, st.fixed_dictionaries(ANY_OFFENCE))
def test_no_violation_is_likelier_than_what_spares_members_the_rule(symbols, rates):
    """Over the parameters' whole range: the shortcut never spares anybody whom the rule would have offend."""
    p = BoundaryParameters(**rates).rates
    assert set(rates) == {"offence", "offence_restraint"}
    assert offence_probability(symbols, p) <= greatest_offence(p)
    for restraint in (-5.0, 5.0):  # should the restraint ever be allowed to turn about
        assert offence_probability(symbols, p._replace(offence_restraint=restraint)) <= greatest_offence(
            p._replace(offence_restraint=restraint)
        )


def test_making_good_is_asked_for_by_who_lives_by_exchange_and_after_grave_violations():
    assert restoring_probability(0.6, 0.5, RATES) > restoring_probability(0.5, 0.5, RATES)
    assert restoring_probability(0.5, 0.6, RATES) > restoring_probability(0.5, 0.5, RATES)


@given(SHARE, st.integers(0, 50))
def test_harsh_answers_renew_symbols(symbols, answers):
    after = renewed_symbols(symbols, answers, RATES.witnesses, RATES)
    assert symbols <= after <= 1.0
    assert renewed_symbols(symbols, 0, RATES.witnesses, RATES) == symbols
    assert 1 - after == pytest.approx((1 - symbols) * (1 - RATES.harsh_symbol_gain) ** answers)


def test_a_harsh_answer_has_so_many_witnesses_however_large_the_team():
    renewed = [renewed_symbols(0.0, 1, size, RATES) for size in (5.0, RATES.witnesses, 4 * RATES.witnesses)]
    assert renewed == pytest.approx([RATES.harsh_symbol_gain, RATES.harsh_symbol_gain, RATES.harsh_symbol_gain / 4])


def test_distrust_halves_among_outsiders_and_stays_among_members():
    loss = 1 - remaining(RATES.distrust_half_life, DAYS_PER_WEEK)
    distrust = 0.8
    for _ in range(90):
        distrust = distrust_after(distrust, 0.0, 1.0, loss)
    assert distrust == pytest.approx(0.8 * 0.5**7)
    assert distrust_after(0.8, 1.0, 1.0, loss) == 0.8
    assert distrust_after(0.8, 0.5, 1.0, loss) == distrust_after(0.8, 0.0, 0.5, loss), "who is estranged undoes less"
    assert distrust_after(0.8, 0.0, 0.0, loss) == 0.8


def test_violations_come_at_their_rate():
    """Refused by chance with a probability below 1e-6 (six standard deviations of a binomial count)."""
    still = {
        **SETTLED,
        "ritual.gatherings": False,
        "recruitment.founder_strength": 0.0,
        "boundary.harsh_symbol_gain": 0.0,
    }
    scenario = small_world(changes=still)
    violations, trials = run(scenario, 200).weekly["violations"].sum(), 200 * 60
    expected = trials * scenario.boundary.offence
    assert abs(violations - expected) < 6 * np.sqrt(expected)


def test_everybody_or_nobody_is_harsh_at_the_extremes():
    harsh_world, mild_world = (small_world(changes={**SETTLED, "boundary.harsh_base": base}) for base in (20.0, -20.0))
    harshly, mildly = run(harsh_world, 60), run(mild_world, 60)
    assert mildly.weekly["harsh_answers"].sum() == 0
    # who is met by himself as a peer goes unanswered
    assert harshly.weekly["harsh_answers"].sum() > 0.8 * harshly.weekly["violations"].sum()
    assert mildly.weekly["violation_response"].iloc[-1] < 0.5 < harshly.weekly["violation_response"].iloc[-1]


def test_the_offender_answered_harshly_loses_energy_and_trust():
    changes = {
        **SETTLED, "ritual.gatherings": False, "boundary.harsh_base": 20.0, "boundary.offence": 0.2,
        "boundary.offence_restraint": 0.0,
    }  # fmt: skip
    model = run(small_world(changes=changes), 1)
    column, kept = model.table.column, remaining(7.0, DAYS_PER_WEEK)
    rebuked = column("rebuked") == 1
    assert 0 < rebuked.sum() < 60
    assert column("energy")[rebuked] == pytest.approx(0.5 * kept * (1 - RATES.harsh_energy_loss))
    assert column("energy")[~rebuked] == pytest.approx(0.5 * kept)
    assert column("team_trust")[rebuked] == pytest.approx(0.5 * (1 - RATES.harsh_trust_loss))
    assert column("team_trust")[~rebuked] == pytest.approx(0.5)


def test_a_harsh_answer_renews_the_symbols_of_teammates_and_not_the_offenders():
    changes = {
        **SETTLED,
        "ritual.gatherings": False,
        "boundary.harsh_base": 20.0,
        "founders": 10,
        "boundary.offence": 0.1,
    }
    model = run(small_world(changes=changes), 1)
    symbols = model.table.column("symbol_attachment")
    start = symbols.copy()
    for _ in range(40):
        start = model.table.column("symbol_attachment").copy() * np.float32(remaining(75.0, DAYS_PER_WEEK))
        model.run_for(1)
        now, rebuked = model.table.column("symbol_attachment"), model.table.column("rebuked") == 1
        if rebuked.sum() == 1:
            assert now[rebuked] == pytest.approx(start[rebuked], rel=1e-5)
            others = start[~rebuked] + RATES.harsh_symbol_gain * (1 - start[~rebuked])
            assert now[~rebuked] == pytest.approx(others, rel=1e-5)
            return
    raise AssertionError("no week with one harsh answer")


def test_restitution_puts_the_offender_in_debt_and_repairs_trust_on_both_sides():
    changes = {
        **SETTLED, "ritual.gatherings": False, "boundary.harsh_base": -20.0, "boundary.restoring_base": 20.0,
        "boundary.offence": 0.2, "boundary.offence_restraint": 0.0, "founders": 200,
    }  # fmt: skip
    model = run(small_world(changes=changes), 1)
    column, weekly = model.table.column, model.weekly.iloc[0]
    owes = column("favour_balance") == model.scenario.boundary.restitution
    assert owes.sum() == weekly["restoring_answers"] > 5
    assert weekly["harsh_answers"] == weekly["lenient_answers"] == 0
    answered = column("restoring_response") >= 0
    assert (column("restoring_response")[answered] == 1).all()
    assert (column("violation_response")[answered] == 0).all()
    gain = RATES.restoring_trust_gain
    once = owes ^ answered
    assert once.sum() > 3
    assert (column("team_trust")[owes & answered] > 0.5 + gain / 2).all()
    assert (column("team_trust")[~owes & ~answered] == 0.5).all()
    assert column("team_trust")[owes & ~answered] == pytest.approx(0.5 + gain / 2)
    assert column("energy") == pytest.approx(0.5 * remaining(7.0, DAYS_PER_WEEK)), "nobody is humiliated"
    assert not column("rebuked").any()


def test_answers_are_counted_by_kind_and_by_who_gives_them():
    kinds, of_uplines = ("harsh", "restoring", "lenient"), []
    for peers in (1.0, 0.5, 0.0):  # roots have no upline, and a dormant one does not answer
        weekly = run(small_world(changes={"boundary.offence": 0.3, "boundary.peer_answers": peers}), 60).weekly
        answers, by_uplines = ([weekly[f"{kind}_{by}"] for kind in kinds] for by in ("answers", "by_uplines"))
        assert (sum(answers) <= weekly["violations"]).all(), "who is met by himself as a peer goes unanswered"
        assert all((part <= whole).all() for part, whole in zip(by_uplines, answers, strict=True))
        assert all(whole.sum() > 0 for whole in answers)
        of_uplines.append(sum(by_uplines).sum() / sum(answers).sum())
    assert of_uplines[0] == 0 < of_uplines[1] < of_uplines[2]


def harsh_shares(changed, by="answers", **ablated):
    """Share of harsh answers in pairs of runs: with all terms of the rule, and without one."""
    often = {"boundary.offence": 0.3, "boundary.offence_restraint": 0.0, "founders": 100, **changed}
    scenario = small_world("mechanical", often)
    without = scenario.replace({f"boundary.{name}": value for name, value in ablated.items()})

    def share(model):
        totals = model.weekly.sum()
        return totals[f"harsh_{by}"] / sum(totals[f"{kind}_{by}"] for kind in ("harsh", "restoring", "lenient"))

    return np.array([[share(model) for model in pair] for pair in pairs_of_runs(scenario, without, 40)]).T


@pytest.mark.parametrize("term", ["harsh_symbols", "harsh_severity"])
def test_without_anger_answers_are_milder(term):
    with_term, without = harsh_shares({}, **{term: 0.0})
    assert_higher(with_term, without)


@pytest.mark.parametrize("term", ["lenient_trust", "lenient_contagion"])
def test_without_what_holds_anger_back_answers_are_harsher(term):
    with_term, without = harsh_shares({}, **{term: 0.0})
    assert_higher(without, with_term)


EARNING = {"boundary.peer_answers": 0.0, "trade.unit_volume": 700_000}  # enough for a commission to be felt


def test_without_the_commission_motive_uplines_answer_more_harshly():
    with_motive, without = harsh_shares(EARNING, by="by_uplines", lenient_stake=0.0)
    assert_higher(without, with_motive)


def test_a_plan_without_commissions_leaves_no_motive_to_take_away():
    """Bit for bit: nothing else than commissions feeds the stake."""
    retail = {**EARNING, "boundary.offence": 0.3, "plan.name": "retail"}
    with_term, without = (
        run(small_world("mechanical", {**retail, "boundary.lenient_stake": stake}), 60) for stake in (2.0, 0.0)
    )
    assert with_term.weekly.equals(without.weekly)
    assert with_term.distributors.equals(without.distributors)


def test_restitution_is_asked_for_where_members_live_by_exchange():
    """The share of restitution among answers not harsh, with and without the term (Durkheim 1893)."""
    often = {"boundary.offence": 0.3, "founders": 100}
    living_by_it, without = (
        small_world("organic", {**often, "boundary.restoring_bond": each}) for each in (RATES.restoring_bond, 0.0)
    )

    def share(model):
        totals = model.weekly.sum()
        return totals["restoring_answers"] / (totals["restoring_answers"] + totals["lenient_answers"])

    shares = np.array([[share(model) for model in pair] for pair in pairs_of_runs(living_by_it, without, 20)]).T
    assert_higher(*shares)
