"""Threads: the same bits whatever their number, and plain refusals."""

import numpy as np
import pandas as pd
import pytest

from model import Scenario, SolidarityModel, threads
from model.columns import COLUMN_NAMES
from model.threads import NOT_YET, Threads

WEEKS = 14  # three months' ends, a rally among them


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of a few members, so that a small society has several."""
    monkeypatch.setattr(threads, "SMALLEST_PART", 40)


def run_in_one_part(scenario):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threads, "SMALLEST_PART", 10**9)
        return run(scenario, 1)


def run(scenario, count):
    model = SolidarityModel(scenario, rng=4, threads=count)
    model.run_for(WEEKS)
    return model


@pytest.mark.parametrize("name", ["mechanical", "organic"])
def test_results_are_the_same_bits_on_one_two_and_three_threads(name, small_parts):
    scenario = Scenario.preset(name).replace({"persons": 1500, "founders": 500})
    alone = run_in_one_part(scenario)
    for count in (1, 2, 3):
        assert len(Threads(count).parts(len(alone.table.active))) > count  # there were parts
        together = run(scenario, count)
        for column in COLUMN_NAMES:
            assert np.array_equal(together.table.column(column), alone.table.column(column)), column
        pd.testing.assert_frame_equal(together.weekly, alone.weekly, check_exact=True)
        pd.testing.assert_frame_equal(together.ledger, alone.ledger)
        assert np.array_equal(together.trust, alone.trust)


def test_parts_cover_everybody_once_in_order(small_parts):
    for size in (0, 1, 39, 80, 1001):
        for count in (1, 2, 5):
            rows = Threads(count).over(Threads(count).parts(size), np.arange)
            assert np.array_equal(np.concatenate(rows), np.arange(size))


def test_a_small_society_runs_in_one_part():
    assert Threads(8).parts(threads.SMALLEST_PART) == [(0, threads.SMALLEST_PART)]


def test_what_parts_count_is_added_up(small_parts):
    def count_rows(first, last, counted):
        counted[:] += last - first, 1
        return first

    for count in (1, 3):
        counts = np.array([7, 0])
        parts = Threads(count).parts(500)
        assert Threads(count).counting(parts, counts, count_rows) == [first for first, _ in parts]
        assert counts.tolist() == [507, len(parts)]


def test_lists_of_parts_stand_one_after_another(small_parts):
    lists = np.empty((2, 500), np.int32)

    def list_thirds(first, last):
        third = [k for k in range(first, last) if k % 3 == 0]
        lists[:, first : first + len(third)] = third, np.negative(third)
        return len(third)

    for count in (1, 2, 3):
        listed = Threads(count).listing(Threads(count).parts(500), lists, list_thirds)
        assert lists[0, :listed].tolist() == list(range(0, 500, 3))
        assert lists[1, :listed].tolist() == [-k for k in range(0, 500, 3)]
    assert Threads(2).listing([(0, 500)], lists, list_thirds) == NOT_YET  # the loop that goes on makes them


@pytest.mark.parametrize(("count", "error"), [(0, ValueError), (-2, ValueError), (1.5, TypeError), (True, TypeError)])
def test_a_number_of_threads_that_is_none_is_refused(count, error):
    with pytest.raises(error, match=rf"threads = {count} is not allowed: it must be a whole number from 1"):
        SolidarityModel(Scenario.preset("mechanical").replace({"persons": 300}), threads=count)
