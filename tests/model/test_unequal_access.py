"""Unequal means and positions stratify who prospers (Damsar 2009), and through the time that selling takes.

The same 400 sellers, who recruit nobody: their net income after a year follows what they own and whom they know, by
amounts that are told; with fetching taken out it no longer follows means, with finding taken out no longer ties.
"""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from small_worlds import ERROR_OF_ONE_TEST, REPLICATES, assert_higher, run, small_world

from experiments.standing import standings
from model import trade
from model.position import positions
from model.trade_parameters import TradeParameters

RATES = TradeParameters().rates
USUAL = RATES.usual_means
OUT = {"finding": {"trade.finding": 0.0}, "fetching": {"trade.fetching": 0.0}}
NEGLIGIBLE = 0.1  # rank correlation


@cache
def standing_of_sellers(network, without=()):
    """Rank correlations and gaps (rupiah) between the quarters, by ties and by means, of each replicate."""
    changes = {"persons": 1000, "founders": 400, "recruitment.contact": 0.0, "society.network": network}
    for mechanism in without:
        changes |= OUT[mechanism]
    found = []
    for replicate in range(REPLICATES):
        model = run(small_world("hybrid", changes), 52, replicate=replicate)
        places = positions(model.society, model.distributors["person"].to_numpy())
        table = standings(model.distributors, places).set_index("standing").loc[["ties", "means"]]
        found.append([*table["correlation"], *(table["highest"] - table["lowest"])])
    return np.array(found).T


def test_the_usual_person_sells_at_the_usual_pace():
    assert trade.circle(13.0, 13.0, RATES) == 1.0
    assert trade.selling_pace(1.0, USUAL, RATES) == pytest.approx(1.0)


def test_where_nobody_has_ties_nobody_is_at_a_disadvantage():
    assert trade.circle(0.0, 0.0, RATES) == 1.0


def test_who_knows_nobody_sells_to_strangers():
    buyers = trade.circle(0.0, 13.0, RATES)
    assert buyers == pytest.approx(1 - RATES.tie_sales)
    assert trade.selling_pace(buyers, USUAL, RATES) == pytest.approx(3 / (1 / buyers + 2))


def test_finding_and_fetching_weigh_alike_and_leave_the_time_to_serve():
    """The network is as important as what one owns (Putnam 1993); neither makes serving quicker."""
    for better in (2.0, 4.0):
        known, rich = (trade.selling_pace(*each, RATES) for each in ((better, USUAL), (1.0, better * USUAL)))
        assert known == pytest.approx(rich) == pytest.approx(3 / (2 + 1 / better))
    assert trade.selling_pace(1e9, 1e9 * USUAL, RATES) == pytest.approx(3.0)


@given(
    st.floats(0, 1e6),
    st.just(0.0) | st.floats(0.001, 1e3),
    st.floats(1, 1e12),
    st.floats(0, 1),
    st.floats(0, 100),
    st.floats(0, 100),
)
def test_pace_stays_within_bounds_and_rises(ties, usual, means, tie_sales, finding, fetching):
    p = TradeParameters(tie_sales=tie_sales, finding=finding, fetching=fetching).rates
    buyers = trade.circle(ties, usual, p)
    pace = trade.selling_pace(buyers, means, p)
    assert buyers > 0.0
    assert 0.0 <= pace <= (1.0 + finding + fetching) * (1 + 1e-9)
    assert trade.circle(ties + 1.0, usual, p) >= buyers
    assert trade.selling_pace(buyers * 2.0, means, p) >= pace * (1 - 1e-9)
    assert trade.selling_pace(buyers, means * 2.0, p) >= pace * (1 - 1e-9)


def test_net_income_rises_with_ties_and_with_means():
    """By 0.4 and 0.6 million rupiah a year between the quarters, where some know far more people than others."""
    ties, means, gap_by_ties, gap_by_means = standing_of_sellers("scale_free")
    for each in (ties, means, gap_by_ties, gap_by_means):
        assert_higher(each, np.zeros(REPLICATES))


@pytest.mark.parametrize(("mechanism", "place"), [("finding", 0), ("fetching", 1)])
def test_without_the_mechanism_it_does_not(mechanism, place):
    """Equivalence: were the correlation not negligible, the test would pass with at most `ERROR_OF_ONE_TEST`."""
    without = standing_of_sellers("scale_free", (mechanism,))[place]
    assert_higher(standing_of_sellers("scale_free")[place], without)
    margin = stats.t.isf(ERROR_OF_ONE_TEST, REPLICATES - 1) * stats.sem(without)
    assert abs(without.mean()) + margin < NEGLIGIBLE


def test_in_a_well_mixed_society_means_stratify_and_nobody_sells_less_for_want_of_ties():
    assert_higher(standing_of_sellers("well_mixed")[1], np.zeros(REPLICATES))
    changes = {"persons": 1000, "founders": 400, "recruitment.contact": 0.0, "society.network": "well_mixed"}
    one, other = (run(small_world("hybrid", changes | each), 10).books for each in ({}, OUT["finding"]))
    assert one["customer_payments"] == pytest.approx(other["customer_payments"], rel=0.05)
