"""Numbers of runs: against published tables and worked examples."""

import math

import numpy as np
import pytest

from experiments.enough_runs import MOST_PAIRS, convergence, pairs_for_half, pairs_needed, runs_needed
from experiments.statistics import mean_intervals


def test_seri_and_secchi_worked_example():
    """Seri & Secchi (2017, ch. 11, p. 241): f = 0.594 and three configurations need 21.07 runs."""
    assert runs_needed(0.594, configurations=3) == 22


@pytest.mark.parametrize(
    ("configurations", "effect", "published"),
    [(2, 0.1, 875.55), (2, 0.2, 221.02), (4, 0.2, 141.83), (10, 0.1, 312.57), (10, 0.2, 78.90)],
)
def test_seri_and_secchi_table(configurations, effect, published):
    """Their Table 11.4 comes from an approximation they fitted; it is good to some 4 %."""
    assert runs_needed(effect, configurations=configurations) == pytest.approx(published, rel=0.05)


def test_classical_sample_sizes():
    """Cohen (1988): d = 0.5 at 0.05 and 0.80 needs 64 in each of two groups, or 34 pairs with d_z = 0.5."""
    assert runs_needed(0.25, error_rate=0.05, power=0.8) == 64
    assert pairs_needed(0.5, error_rate=0.05, power=0.8) == 34
    assert pairs_needed(-0.5, error_rate=0.05, power=0.8) == 34


def test_huge_and_tiny_effects():
    assert runs_needed(50.0) == 2
    assert runs_needed(0.01) == pytest.approx(84_777.89, rel=0.06)
    assert [pairs_needed(effect) for effect in (5.0, 50.0, 500.0)] == [4, 3, 2]


def test_pairs_for_half_of_a_difference():
    assert pairs_for_half(1.0) == pairs_for_half(-1.0) == 34  # of half of it, as above
    assert pairs_for_half(0.0) == pairs_for_half(0.01) == math.inf
    assert math.isnan(pairs_for_half(math.nan))
    assert pairs_for_half(6 / math.sqrt(MOST_PAIRS)) <= MOST_PAIRS


@pytest.mark.parametrize("wrong", [{"effect": 0.0}, {"effect": float("nan")}, {"effect": 1, "power": 1.0}])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="is not allowed"):
        runs_needed(**wrong)
    with pytest.raises(ValueError, match="is not allowed"):
        pairs_needed(**wrong)


def test_one_configuration_is_refused():
    with pytest.raises(ValueError, match="configurations = 1 is not allowed"):
        runs_needed(0.5, configurations=1)


def test_convergence_ends_at_all_runs():
    values = np.random.default_rng(0).normal(10, 2, size=120)
    table = convergence(values, seed=2, steps=20)
    assert table["runs"].iloc[[0, -1]].tolist() == [2, 120]
    assert table["runs"].is_monotonic_increasing
    assert len(table) <= 20
    last = table.iloc[-1]
    low, high = mean_intervals([values], seed=2)
    assert tuple(last[["mean", "low", "high"]]) == (values.mean(), low[0], high[0])
    assert last["coefficient_of_variation"] == pytest.approx(values.std(ddof=1) / values.mean())
    assert last["high"] - last["low"] < table.iloc[5]["high"] - table.iloc[5]["low"]


def test_convergence_of_one_run_is_empty():
    assert convergence([1.0]).empty
