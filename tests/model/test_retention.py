"""Who stops, why, and when a membership lapses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import assert_higher, pairs_of_runs, run, small_world

from model.parameters import RetentionParameters
from model.recruitment import within_week
from model.retention import discounted, leaving_hazard, reason_for_leaving
from model.table import DISAPPOINTED, DRAINED, DRAWN_AWAY, EXPELLED, REASON_NAMES

RATES = RetentionParameters().rates
SHARE = st.floats(0, 1)


def hazard(energy=0.3, symbols=0.3, bond=0.3, satisfaction=0.0, pride=0.0, inside=0.3, distrust=0.3, rebuke=0.0):
    outside = inside, distrust, 1.0
    return leaving_hazard(energy, symbols, bond, satisfaction, pride, 0.0, *outside, rebuke, RATES)


def test_at_full_strength_both_bonds_give_the_same_hazard_ratio():
    none = hazard(energy=0.0, symbols=0.0, bond=0.0)
    mechanical = hazard(energy=1.0, symbols=1.0, bond=0.0)
    organic = hazard(energy=0.0, symbols=0.0, bond=1.0)
    assert mechanical / none == pytest.approx(organic / none, rel=1e-9)
    assert mechanical / none == pytest.approx(np.exp(-2.0))


def test_what_holds_holds_and_what_pulls_pulls():
    assert hazard(energy=0.4) < hazard()
    assert hazard(symbols=0.4) < hazard()
    assert hazard(bond=0.4) < hazard()
    assert hazard(satisfaction=0.1) < hazard()
    assert hazard(pride=0.1) < hazard() < hazard(pride=-0.1)
    assert hazard(inside=0.4) < hazard()
    assert hazard(distrust=0.4) < hazard(), "outside ties pull less on those who distrust outsiders"
    assert hazard(rebuke=1.5) / hazard() == pytest.approx(np.exp(1.5))


def test_hazard_is_as_stated_without_bonds_hopes_and_outsiders():
    assert hazard(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0) == pytest.approx(RATES.hazard)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    st.tuples(SHARE, SHARE, SHARE),
    st.floats(-1, 1),
    st.integers(0, 4),
    st.tuples(SHARE, SHARE, SHARE),
    st.floats(0, 10),
)
def test_chances_are_chances(bonds, satisfaction, mates, outside, rebuke):
    assert 0.0 <= within_week(leaving_hazard(*bonds, satisfaction, mates, *outside, rebuke, RATES)) <= 1.0


def test_sobriety_discounts_bonds_of_the_rational():
    assert discounted(0.8, 0.5, RATES) == 0.8, "feeling works unconsciously unless told otherwise"
    sober = RATES._replace(sobriety=1.0)
    assert discounted(0.8, 0.5, sober) == pytest.approx(0.4)
    assert discounted(0.8, 0.0, sober) == 0.8
    assert discounted(0.8, 1.0, sober) == 0.0


def test_the_strongest_push_is_the_reason():
    assert reason_for_leaving(0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, False, RATES) == DRAINED
    assert reason_for_leaving(1.0, 1.0, 0.0, -0.9, 0.9, 0.0, 1.0, False, RATES) == DISAPPOINTED
    assert reason_for_leaving(1.0, 1.0, 0.0, 0.0, 0.1, 0.0, 1.0, False, RATES) == DRAWN_AWAY
    assert reason_for_leaving(0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, True, RATES) == EXPELLED
    organic = reason_for_leaving(0.0, 0.0, 1.0, -0.5, 0.9, 0.0, 1.0, False, RATES)
    assert organic == DISAPPOINTED, "organic bonds count alike"


def test_every_end_has_a_week_and_a_reason():
    table = run(small_world(changes={"boundary.offence": 0.3, "founders": 60}), 80).distributors
    ended = table["status"] != "active"
    assert ended.sum() > 30
    assert (table.loc[ended, "ceased"] >= 1).all()
    assert (table.loc[~ended, "ceased"] == -1).all()
    assert (table.loc[ended, "reason"] != "").all()
    assert (table.loc[~ended, "reason"] == "").all()
    assert ((table["left"] >= 0) == (table["status"] == "left")).all()


def test_every_reason_occurs_when_its_push_is_strong():
    hopeful = {"trade.first_aspiration": 3.0, "trade.sobering": 0.0, "boundary.offence": 0.3}
    drawn = {"retention.outside": 3.0}
    reasons = {
        reason
        for changes in (hopeful, drawn)
        for reason in run(small_world(changes=changes), 80).distributors["reason"]
    }
    assert reasons == set(REASON_NAMES) - {"withdrew"}, "who withdrew was taken out by a program"


@pytest.mark.parametrize("weeks_of_membership", [4, 26, 52])
def test_a_dormant_membership_lapses_at_the_first_months_end_after_its_year(weeks_of_membership):
    scenario = small_world(changes={"retention.dormant_weeks": weeks_of_membership, "retention.hazard": 0.1})
    table = run(scenario, 130).distributors
    month_ends = np.array([52 * month // 12 for month in range(1, 40)])
    lapsed = table[table["status"] == "left"]
    assert len(lapsed) > 30
    for _, member in lapsed.iterrows():
        end = member["joined"]
        while True:  # each year ends at the first month's end that is late enough, and is renewed if still active
            end = month_ends[month_ends >= end + weeks_of_membership][0]
            if member["ceased"] <= end:
                break
        assert member["left"] == end
    dormant = table[table["status"] == "dormant"]
    assert (130 - dormant["ceased"] <= weeks_of_membership + 5).all()


def test_statuses_are_counted():
    model = run(small_world(), 70)
    weekly, table = model.weekly, model.distributors
    last = weekly.iloc[-1]
    counts = table["status"].value_counts()
    assert (last["active"], last["dormant"]) == (counts["active"], counts["dormant"])
    assert (weekly["registered"] == weekly["active"] + weekly["dormant"]).all()
    assert weekly["left"].sum() == counts["left"]
    assert weekly["ceased"].sum() == counts["dormant"] + counts["left"]
    growth = weekly["active"].diff().iloc[1:]
    assert (growth == (weekly["joined"] - weekly["ceased"]).iloc[1:]).all()


def test_nobody_leaves_without_a_hazard():
    weekly = run(small_world(changes={"retention.hazard": 0.0}), 60).weekly
    assert weekly["ceased"].sum() == weekly["left"].sum() == 0


def those_who_stayed(changed):
    """Active members of 200 founders after twelve weeks: with a parameter of leaving at 0, and as changed."""
    settled = {"recruitment.contact": 0.0, "founders": 200, **dict.fromkeys(changed, 0.0)}
    pairs = pairs_of_runs(small_world(changes=settled), small_world(changes={**settled, **changed}), 12)
    return np.array([[model.weekly["active"].iloc[-1] for model in pair] for pair in pairs]).T


@pytest.mark.parametrize("bond", ["energy", "symbols", "interdependence", "inside"])
def test_each_bond_holds_in_the_whole_model(bond):
    without, with_bond = those_who_stayed({f"retention.{bond}": 8.0})
    assert_higher(with_bond, without)


def test_ties_outside_pull_in_the_whole_model():
    without, with_pull = those_who_stayed({"retention.outside": 2.0})
    assert_higher(without, with_pull)


def test_disappointment_drives_out_in_the_whole_model():
    hopes = {"trade.first_aspiration": 3.0, "recruitment.contact": 0.0, "founders": 200}
    without, with_hopes = (small_world(changes={**hopes, "retention.satisfaction": value}) for value in (0.0, 1.0))
    pairs = pairs_of_runs(without, with_hopes, 26)
    stayed = np.array([[model.weekly["active"].iloc[-1] for model in pair] for pair in pairs]).T
    assert_higher(*stayed)
