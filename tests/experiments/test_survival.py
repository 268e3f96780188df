"""Kaplan-Meier and log-rank: against a textbook case, lifelines, and members who are not independent."""

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from scipy import stats

from experiments.survival import kaplan_meier, log_rank

pytestmark = pytest.mark.filterwarnings("error")

# Remission of leukaemia in weeks, treated and placebo (Freireich et al. 1963); treated: also those censored.
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
TREATED_CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def counted(scenario: str, replicate: int, ceased, censored=()) -> pd.DataFrame:
    """The table of counts of one run."""
    events = pd.concat(
        [
            pd.DataFrame({"duration": ceased, "ceased": 1, "censored": 0}),
            pd.DataFrame({"duration": censored, "ceased": 0, "censored": 1}),
        ]
    ).astype(int)
    return events.groupby("duration").sum().reset_index().assign(scenario=scenario, replicate=replicate)


def leukaemia(replicates: int = 1) -> pd.DataFrame:
    return pd.concat(
        [
            table
            for replicate in range(replicates)
            for table in (
                counted("placebo", replicate, PLACEBO),
                counted("treated", replicate, TREATED, TREATED_CENSORED),
            )
        ]
    )


def test_textbook_curve():
    curve = kaplan_meier(leukaemia()).query("scenario == 'treated'").set_index("week")
    published = {5: 1.0, 6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448, 35: 0.448}
    np.testing.assert_allclose(curve.loc[list(published), "survival"], list(published.values()), atol=5e-4)
    assert curve.loc[[0, 6, 7, 10, 13, 23, 35], "at_risk"].tolist() == [21, 21, 17, 15, 12, 6, 1]
    assert curve["ceased"].sum() == len(TREATED)
    assert curve[["low", "high"]].isna().all(axis=None)  # one run says nothing about runs


def test_runs_that_are_all_alike_have_a_band_without_width():
    """Every resample is the same data: the band repeats lifelines' curve by the bootstrap's own formula."""
    curves = kaplan_meier(leukaemia(replicates=5))
    np.testing.assert_allclose(curves["low"], curves["survival"], atol=1e-12)
    np.testing.assert_allclose(curves["high"], curves["survival"], atol=1e-12)


def test_counts_equal_members_one_by_one():
    random = np.random.default_rng(8)
    durations, ceased = random.integers(0, 40, size=500), random.random(500) < 0.6
    table = pd.concat(
        counted("a", replicate, durations[part][ceased[part]], durations[part][~ceased[part]])
        for replicate, part in enumerate(np.array_split(np.arange(500), 10))
    )
    expected = KaplanMeierFitter().fit(durations, ceased, timeline=np.arange(durations.max() + 1))
    np.testing.assert_allclose(kaplan_meier(table)["survival"], expected.survival_function_.iloc[:, 0])


def test_textbook_log_rank():
    """Kalbfleisch & Prentice (1980): 9 observed among the treated, 19.25 expected, chi-square 16.79."""
    row = log_rank(leukaemia(), "placebo").iloc[0]
    assert (row["scenario"], row["observed"]) == ("treated", 9)
    assert row["expected"] == pytest.approx(19.25, abs=0.005)
    assert np.isnan(row["p_value"])  # one pair of runs
    assert stats.chi2.isf(row["independent_p_value"], 1) == pytest.approx(16.79, abs=0.005)


def trees(seed: int, effect: float) -> pd.DataFrame:
    """Ten pairs of runs of 300 members whose hazard has an own factor in each run."""
    random = np.random.default_rng(seed)
    tables = []
    for replicate in range(10):
        for scenario, shift in (("a", 0.0), ("b", effect)):
            hazard = 0.03 * np.exp(shift + 0.3 * random.normal())
            durations = random.geometric(hazard, size=300)
            seen = durations <= 60
            tables.append(counted(scenario, replicate, durations[seen], np.full((~seen).sum(), 60)))
    return pd.concat(tables)


def test_log_rank_keeps_its_error_rate_where_members_are_not_independent():
    """Without an effect: at a true rate of 10 %, more than 30 of 120 rejections have a chance below 1e-6."""
    rows = pd.concat(log_rank(trees(seed, 0.0), "a", resamples=499) for seed in range(120))
    assert (rows["p_value"] < 0.05).sum() <= 30
    assert (rows["independent_p_value"] < 0.05).sum() > 60  # what the ordinary test would claim
    assert rows["variance_inflation"].median() > 5


def test_log_rank_finds_an_effect():
    row = log_rank(trees(1, 1.0), "a").iloc[0]
    assert row["observed"] > row["expected"]
    assert row["p_value"] < 0.01


def test_log_rank_pairs_only_replicates_both_have():
    table = trees(2, 0.5)
    partial = table[(table["scenario"] == "a") | (table["replicate"] < 4)]
    assert log_rank(partial, "a").iloc[0]["pairs"] == 4
    with pytest.raises(ValueError, match="baseline = 'c' is not one of"):
        log_rank(table, "c")


def test_same_seed_same_bytes():
    table = trees(3, 0.5)
    assert kaplan_meier(table, seed=1).to_csv() == kaplan_meier(table, seed=1).to_csv()
    assert log_rank(table, "a", seed=1).to_csv() == log_rank(table, "a", seed=1).to_csv()
