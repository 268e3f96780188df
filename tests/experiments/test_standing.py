"""Who prospers, by hand: correlations and quarters of eight members."""

import math

import numpy as np
import pandas as pd
import pytest

from experiments.standing import STANDINGS, levels, standings
from experiments.standing_table import standing_summary, standing_table
from model import Scenario, SolidarityModel
from model.position import positions


def eight(**columns):
    table = {
        "person": range(8), "means": [1.0, 2, 3, 4, 5, 6, 7, 8], "joined": [0, 0, 1, 2, 3, 4, 5, 6],
        "sponsor": [-1, -1, 0, 0, 2, 2, 4, 6], "net_income": [0, 10, 20, 30, 40, 50, 60, 70],
    }  # fmt: skip
    return pd.DataFrame({**table, **columns})


POSITIONS = {
    "ties": np.full(8, 3.0), "closeness": -np.arange(8.0), "inside_community": np.full(8, np.nan),
    "founder_distance": np.append(np.nan, np.arange(7.0)),
}  # fmt: skip


def test_net_income_by_standing():
    found = standings(eight(), POSITIONS).set_index("standing")
    assert list(found.index) == [each.name for each in STANDINGS]
    assert found.loc["means"].tolist() == pytest.approx([8, 1.0, 5.0, 65.0])
    assert found.loc["closeness"].tolist() == pytest.approx([8, -1.0, 65.0, 5.0])
    assert found.loc["ties", "members"] == 8
    assert math.isnan(found.loc["ties", "correlation"]), "it does not vary"
    assert found.loc[["inside_community", "founder_distance"], "members"].tolist() == [0, 7]
    assert math.isnan(found.loc["founder_distance", "highest"]), "too few"
    assert found.loc["level", "correlation"] > 0.9


def test_levels_count_sponsors():
    assert levels(np.array([-1, -1, 0, 2, 3, 1])).tolist() == [0, 0, 1, 2, 3, 1]


def test_summary_over_runs_and_its_table():
    runs = [
        standings(eight(net_income=np.arange(8) * factor), POSITIONS).assign(scenario="a", replicate=factor)
        for factor in (1000.0, 2000.0, 3000.0)
    ]
    summary = standing_summary(pd.concat(runs)).set_index("standing")
    assert summary.loc["means", ["runs", "gap"]].tolist() == pytest.approx([3, 12_000])
    assert summary.loc["means", "gap_low"] < 12_000 < summary.loc["means", "gap_high"]
    assert summary.loc["inside_community", "runs"] == 0
    table = standing_table(summary.reset_index())
    cells = dict(table.rows)["a: means, income from outside (rupiah a month)"]
    assert cells[0] == "1"
    assert cells[3].startswith("+12")


def test_early_entry_pays_in_a_run():
    model = SolidarityModel(Scenario.preset("hybrid").replace({"persons": 2000, "founders": 20}), rng=1)
    model.run_for(104)
    founders = model.distributors.loc[model.distributors["sponsor"] < 0, "person"].to_numpy()
    found = standings(model.distributors, positions(model.society, founders)).set_index("standing")
    assert found.loc["entry", "correlation"] < 0
    assert found.loc["entry", "lowest"] > found.loc["entry", "highest"]
