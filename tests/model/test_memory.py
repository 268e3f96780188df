"""Memory that loops receive: what is read has been written, whatever lay there before."""

import numpy as np
import pytest
from small_worlds import run, small_world

from model import boundary, ceremony, exchange
from model.columns import COLUMN_NAMES

OFTEN = {"ritual.interval_days": 2.0, "ritual.likeness_charge": 1.0, "rallies.convention_months": 1, "founders": 30}


class Dirty:
    """NumPy, but for memory that is never zero when it is new."""

    def __getattr__(self, name):
        return getattr(np, name)

    def empty(self, shape, dtype=np.float64):
        array = np.empty(shape, dtype)
        array.reshape(-1).view(np.uint8)[:] = 0xFF
        return array


@pytest.mark.parametrize("feedback", [True, False])
def test_what_lay_in_the_memory_of_a_week_changes_nothing(feedback, monkeypatch):
    scenario = small_world("mechanical", {**OFTEN, "ritual.feedback": feedback})
    clean = run(scenario, 14)
    for module in (boundary, ceremony, exchange):
        monkeypatch.setattr(module, "np", Dirty())
    dirty = run(scenario, 14)
    assert clean.weekly["rallies"].sum() > 0
    assert clean.weekly["violations"].sum() > 0
    for column in COLUMN_NAMES:
        assert np.array_equal(dirty.table.column(column), clean.table.column(column)), column
