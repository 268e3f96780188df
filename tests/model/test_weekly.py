"""The weekly record: means over the active members, as their own columns have them."""

import numpy as np
import pytest
from small_worlds import run, small_world

from model.table import ACTIVE
from model.weekly import STATES, STEP


@pytest.mark.parametrize("preset", ["mechanical", "organic"])
def test_weekly_means_are_those_of_the_columns(preset):
    model = run(small_world(preset), 30)
    active = model.table.column("status") == ACTIVE
    assert np.count_nonzero(active) < model.table.rows  # some have left, and count no longer
    last = model.weekly.iloc[-1]
    for name in STATES:
        column = model.table.column(name)[active].astype(float)
        column = column[column >= 0.0] if name == "violation_response" else column
        assert last[name] == pytest.approx(column.mean(), abs=STEP), name


@pytest.mark.parametrize("preset", ["mechanical", "organic", "hybrid", "transactional"])
def test_states_are_numbers_from_minus_one_to_one(preset):
    """Which sums in whole steps take for granted."""
    model = run(small_world(preset), 60)
    for name in STATES:
        assert np.abs(model.table.column(name)).max() <= 1.0, name
