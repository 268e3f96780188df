"""T11 and T12: recruits ever made do not show who leaves; recruits still there do.

Recruiting goes the way of the full model here: pitches to strangers in a well-mixed society, every one of which is
accepted, at one rate for all; or by uniform recruitment of a fixed number a week. One large organisation is one
observation, so shares are tested as of independent members; in recursive trees members are negatively correlated (the
variance of the leaves is n/12, not n/4), so the test errs less often than it says.
"""

import numpy as np
import pytest

from experiments.pure_trees import by_pitches, pure_scenario
from experiments.tree_theory import LIMIT, share_without_recruits_there
from model import SolidarityModel
from model.table import ACTIVE, NOBODY

STEP_BIAS = 0.012  # of a week's discreteness, at rates of .01 to .02 a week, and of the first cohort


def share_close(share: float, expected: float, number: int, bias: float = 0.0) -> bool:
    return abs(share - expected) < LIMIT * np.sqrt(expected * (1 - expected) / number) + bias


@pytest.mark.parametrize("leaving", [0.0, 0.01, 0.05])
@pytest.mark.parametrize("current", [True, False])
def test_t12_recruits_ever_made_are_geometric_whoever_leaves(leaving, current):
    changes = {"persons": 60_000, "founders": 20, "pure.newcomers": 150, "retention.hazard": leaving}
    model = SolidarityModel(pure_scenario(**changes), rng=5)
    model.run_for(200)
    recruits, status = model.table.column("recruits"), model.table.column("status")
    chosen = recruits[status == ACTIVE] if current else recruits
    for k in range(5):
        expected = 0.5 ** (k + 1)
        assert share_close(float((chosen == k).mean()), expected, len(chosen), bias=leaving / 4), k
    assert recruits.mean() == pytest.approx((len(recruits) - 20) / len(recruits))


def test_t12_holds_for_members_who_recruit_by_pitches():
    model = by_pitches(0.03, 0.01, founders=300, weeks=260, persons=200_000, rng=3)
    recruits, status = model.table.column("recruits"), model.table.column("status")
    assert model.weekly["active"].iloc[-1] > 10_000
    for chosen in (recruits[status == ACTIVE], recruits):
        for k in range(5):
            assert share_close(float((chosen == k).mean()), 0.5 ** (k + 1), len(chosen), bias=0.01), k


def test_t12_fails_where_rates_depend_on_tenure():
    """The test would notice: of those who joined long ago fewer than half are without recruits."""
    model = by_pitches(0.03, 0.01, founders=300, weeks=260, persons=200_000, rng=3)
    recruits, joined = model.table.column("recruits"), model.table.column("joined")
    early = recruits[joined < 200]
    assert not share_close(float((early == 0).mean()), 0.5, len(early), bias=0.01)


@pytest.mark.parametrize(
    ("joining", "leaving", "founders", "weeks"),
    [(0.02, 0.01, 300, 400), (0.02, 0.02, 6_000, 400), (0.01, 0.02, 150_000, 450)],
    ids=["r=2", "r=1", "r=.5"],
)
def test_t11_recruits_still_there_depend_on_the_rates(joining, leaving, founders, weeks):
    """Share with none: r times the integral of v^(r-1) exp(-r(1-v)) from 0 to 1: 57, 63, 72 percent."""
    model = by_pitches(joining, leaving, founders=founders, weeks=weeks, persons=1_500_000, rng=3)
    table = model.table
    there = table.column("status") == ACTIVE
    sponsors = table.column("sponsor")[there & (table.column("sponsor") != NOBODY)]
    still = np.bincount(sponsors, minlength=table.rows)[there]
    expected = share_without_recruits_there(joining / leaving)
    assert share_close(float((still == 0).mean()), expected, len(still), STEP_BIAS)
    assert not share_close(float((still == 0).mean()), 0.5, len(still), STEP_BIAS), "counting all recruits would show"
