"""Means, paired differences, bands: against hand-computed values and scipy."""

import time

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.statistics import SUMMARY_COLUMNS, mean_band, mean_intervals, paired_summary, run_weights

pytestmark = pytest.mark.filterwarnings("error")


def runs_table(**scenarios: list[float | None]) -> pd.DataFrame:
    """One row per run of one outcome, `energy`; the replicates are numbered from 0."""
    return pd.DataFrame(
        [
            {"scenario": scenario, "replicate": replicate, "status": "done", "energy": value}
            for scenario, values in scenarios.items()
            for replicate, value in enumerate(values)
        ]
    )


def row_of(summary: pd.DataFrame, scenario: str) -> pd.Series:
    return summary[summary["scenario"] == scenario].iloc[0]


def test_hand_computed_pairs():
    summary = paired_summary(runs_table(ritual=[1, 2, 3, 4], exchange=[2, 4, 4, 7]), ["energy"], "ritual")
    assert list(summary.columns) == SUMMARY_COLUMNS
    base, other = row_of(summary, "ritual"), row_of(summary, "exchange")
    assert (base["mean"], other["mean"]) == (2.5, 4.25)
    assert (other["runs"], other["pairs"]) == (4, 4)
    # differences 1, 2, 1, 3: mean 1.75, variance 11/12; variances 5/3 and 17/4; covariance 2.5
    assert other["difference"] == 1.75
    assert other["effect_size"] == pytest.approx(1.75 / np.sqrt(11 / 12))
    assert other["correlation"] == pytest.approx(2.5 / np.sqrt(5 / 3 * 17 / 4))
    assert other["runs_saved"] == pytest.approx((5 / 3 + 17 / 4) / (11 / 12))
    assert other["effect_low"] == pytest.approx(other["difference_low"] / np.sqrt(11 / 12))
    assert base[["difference", "difference_low", "effect_size", "correlation", "runs_saved"]].isna().all()


def test_intervals_are_those_of_scipy():
    random = np.random.default_rng(5)
    own, base = random.lognormal(size=(2, 30))
    summary = paired_summary(runs_table(base=list(base), own=list(own)), ["energy"], "base", seed=3)
    for columns, values in ((("low", "high"), own), (("difference_low", "difference_high"), own - base)):
        expected = stats.bootstrap((values,), np.mean, method="BCa", batch=500, rng=np.random.default_rng(3))
        assert tuple(row_of(summary, "own")[list(columns)]) == pytest.approx(tuple(expected.confidence_interval))


def test_pairing_saves_runs():
    random = np.random.default_rng(1)
    shared, noise = random.normal(size=200), random.normal(size=(2, 200))
    summary = paired_summary(
        runs_table(a=list(shared + 0.5 * noise[0]), b=list(shared + 0.5 * noise[1])), ["energy"], "a"
    )
    row = row_of(summary, "b")
    assert row["correlation"] == pytest.approx(0.8, abs=0.1)  # 1 / (1 + 0.25)
    assert row["runs_saved"] == pytest.approx(5, rel=0.4)  # 1 / (1 - 0.8)


def test_same_seed_same_bytes_in_any_order_of_rows_and_company():
    random = np.random.default_rng(2)
    table = runs_table(a=list(random.normal(size=12)), b=list(random.normal(size=12)))
    table["distrust"] = random.normal(size=24)
    first = paired_summary(table, ["energy", "distrust"], "a")
    assert paired_summary(table, ["energy", "distrust"], "a").to_csv() == first.to_csv()
    shuffled = pd.concat([group.sample(frac=1, random_state=1) for _, group in table.groupby("scenario")])
    assert paired_summary(shuffled, ["energy", "distrust"], "a").to_csv() == first.to_csv()
    alone = paired_summary(table, ["distrust"], "a")
    pd.testing.assert_frame_equal(alone, first[first["outcome"] == "distrust"].reset_index(drop=True))
    assert paired_summary(table, ["energy"], "a", seed=1)["low"][0] != first["low"][0]


def test_failed_runs_and_missing_values_drop_their_pairs():
    table = runs_table(a=[1, 2, 3, 4, 5], b=[2, 9, 4, None, 6])
    table.loc[(table["scenario"] == "a") & (table["replicate"] == 1), "status"] = "failed"
    summary = paired_summary(table, ["energy"], "a")
    assert (row_of(summary, "a")["runs"], row_of(summary, "a")["mean"]) == (4, 3.25)
    assert (row_of(summary, "b")["runs"], row_of(summary, "b")["mean"]) == (4, 5.25)
    assert (row_of(summary, "b")["pairs"], row_of(summary, "b")["difference"]) == (3, 1.0)


@pytest.mark.parametrize(
    ("base", "own"),
    [([1.0], [2.0]), ([3.0] * 5, [3.0] * 5), ([None] * 4, [None] * 4), ([0.1, 0.2, 0.3], [0.4, 0.5, 0.6])],
    ids=["one replicate", "constant", "all missing", "constant difference but for rounding"],
)
def test_degenerate_input_gives_nan_and_no_warning(base, own):
    row = row_of(paired_summary(runs_table(a=base, b=own), ["energy"], "a"), "b")
    undefined = [
        "difference_low",
        "difference_high",
        "effect_size",
        "effect_low",
        "effect_high",
        "runs_saved",
    ]
    assert row[undefined].isna().all()


def test_a_scenario_without_a_finished_run_stays_in_the_table():
    table = runs_table(a=[1, 2, 3], b=[1, 2, 3])
    table.loc[table["scenario"] == "b", "status"] = "failed"
    row = row_of(paired_summary(table, ["energy"], "a"), "b")
    assert (row["runs"], row["pairs"]) == (0, 0)
    assert np.isnan(row["mean"])


def test_unknown_baseline_and_repeated_runs_are_refused():
    table = runs_table(a=[1, 2], b=[1, 2])
    with pytest.raises(ValueError, match="baseline = 'c' is not one of the scenarios 'a', 'b'"):
        paired_summary(table, ["energy"], "c")
    with pytest.raises(ValueError, match="duplicate"):
        paired_summary(pd.concat([table, table]), ["energy"], "a")


def test_speed_of_an_ordinary_comparison():
    random = np.random.default_rng(0)
    outcomes = [f"outcome_{place}" for place in range(15)]
    table = pd.DataFrame(random.normal(size=(160, 15)), columns=outcomes)
    table = table.assign(scenario=np.repeat(list("abcd"), 40), replicate=np.tile(range(40), 4), status="done")
    started = time.perf_counter()
    paired_summary(table, outcomes, "a")
    assert time.perf_counter() - started < 3


def test_coverage_of_the_intervals():
    """At a true coverage of 92 %, fewer than 340 of 400 intervals have a chance below 1e-5."""
    samples = np.random.default_rng(11).exponential(size=(400, 30))
    low, high = mean_intervals(list(samples), seed=4, resamples=1_999)
    assert 340 <= int(((low < 1) & (high > 1)).sum()) <= 396


def test_run_weights_resample_whole_runs():
    weights = run_weights(7, seed=1, resamples=50)
    assert weights.shape == (50, 7)
    assert (weights.sum(axis=1) == 7).all()


def test_band_is_the_percentile_bootstrap():
    values = np.random.default_rng(3).gamma(2, size=(25, 4))
    band = mean_band(values, resamples=20_000)
    expected = stats.bootstrap(
        (values,), np.mean, axis=0, method="percentile", n_resamples=20_000, rng=np.random.default_rng(9)
    ).confidence_interval
    spread = values.std(axis=0) / 5
    np.testing.assert_array_equal(band.mean, values.mean(axis=0))
    np.testing.assert_allclose(band.low, expected.low, atol=0.1 * spread.max())
    np.testing.assert_allclose(band.high, expected.high, atol=0.1 * spread.max())


def test_band_over_the_runs_that_have_a_value():
    nan = np.nan
    band = mean_band([[1.0, 1.0, nan, nan], [3.0, nan, nan, 4.0], [5.0, 3.0, nan, nan]])
    np.testing.assert_array_equal(band.mean, [3, 2, nan, 4])
    np.testing.assert_array_equal(np.isnan(band.low), [False, False, True, True])
    assert (band.low[1], band.high[1]) == (1, 3)
