"""Growth of stored runs: the Bass curve they were made from, and the week in which growth was fastest."""

import numpy as np
import pandas as pd
import pytest

from experiments.diffusion import bass_curve, fit_bass
from experiments.growth import growth_curves, growth_table

WEEKS = 200


def weekly(scenario, replicate, joined):
    week = np.arange(1, len(joined) + 1)
    return pd.DataFrame({"scenario": scenario, "replicate": replicate, "week": week, "joined": joined})


def test_curves_of_runs_are_fitted_one_by_one():
    curve = np.round(bass_curve(np.arange(WEEKS + 1), 0.0005, 0.06, 5000, 0.004))
    tables = [weekly("s", 0, np.diff(curve)), weekly("s", 1, np.zeros(WEEKS)), weekly("short", 0, [3, 4])]
    curves = growth_curves(pd.concat(tables), {"s": 20, "short": 5})
    first = curves.iloc[0]
    assert first["innovation"] == pytest.approx(0.0005, rel=0.05)
    assert first["imitation"] == pytest.approx(0.06, rel=0.02)
    assert first["explained"] > 0.999
    assert first["share_then"] == pytest.approx(0.5, abs=0.05)
    assert abs(first["fastest"] - np.argmax(np.diff(curve))) <= 3
    assert curves.iloc[1:, 2:].isna().all().all(), "nobody joins, or too few weeks"
    rows = dict(growth_table(curves).rows)
    assert rows["s"][-1] == "1 of 2"
    assert rows["short"][-1] == "0 of 1"


@pytest.mark.parametrize("joined", [
    20 * np.exp(0.02 * np.arange(WEEKS + 1)),  # has not slowed yet: any large market fits
    20 + 3 * np.arange(WEEKS + 1),  # neither speeds up nor slows
    20 + 400 * (1 - np.exp(-0.01 * np.arange(WEEKS + 1))),  # slows from the start: nobody imitates
])  # fmt: skip
def test_a_fit_at_its_bound_is_not_counted(joined):
    assert fit_bass(np.round(joined)).at_bound
    bends = np.round(bass_curve(np.arange(WEEKS + 1), 0.0005, 0.06, 5000, 0.004))
    assert not fit_bass(bends).at_bound
    tables = [weekly("s", 0, np.diff(bends)), weekly("s", 1, np.diff(np.round(joined)))]
    curves = growth_curves(
        pd.concat([*tables, weekly("straight", 0, np.diff(np.round(joined)))]), {"s": 20, "straight": 20}
    )
    assert curves.iloc[1][["innovation", "imitation", "explained"]].isna().all()
    assert curves.iloc[1][["fastest", "share_then"]].notna().all(), "when growth was fastest needs no fit"
    table = growth_table(curves)
    rows = dict(table.rows)
    assert rows["s"][-1] == "1 of 2"
    assert rows["s"][:2] == dict(growth_table(curves.iloc[:1]).rows)["s"][:2], "the mean is over runs fitted"
    assert rows["straight"][:3] == ["–"] * 3
    assert rows["straight"][-1] == "0 of 1"
    assert "has not slowed yet" in table.note
