"""Sensitivity: known effects and indices come out, ranges are as stated, chance is told apart; tiny runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from browser import look_at_report
from SALib.analyze import morris

from experiments import sensitivity_study
from experiments.config import compose
from experiments.errors import SettingsError
from experiments.factors import DUMMY, Factor
from experiments.sampling import morris_sample, salib_problem, saltelli_sample
from experiments.sensitivity_indices import effects_by_size, elementary_effects, indices_by_size, sobol_indices
from experiments.sensitivity_parameters import FROM_ZERO, OWN, RULE, SWITCHED, Exceptions, moved_parameters
from model import Scenario, SolidarityModel
from model.parameter import flatten

FACTORS = tuple(Factor(name, float, (), 0.0, 1.0) for name in ("large", "small", DUMMY))
NONE = Exceptions({}, {}, {})


def linear(shares: np.ndarray) -> pd.DataFrame:
    """Three times the first and once the second; nothing of the dummy."""
    return pd.DataFrame({"y": 10.0 + 3.0 * shares[:, 0] + shares[:, 1], "same": 1.0})


def test_elementary_effects_of_a_linear_function_are_its_slopes() -> None:
    sample = morris_sample(FACTORS, trajectories=6, levels=4, seed=1)
    table = elementary_effects(FACTORS, sample.shares, linear(sample.shares))
    assert set(table["outcome"]) == {"y"}, "what does not vary has no effects"
    in_units = (table.set_index("parameter")["mu_star"] * table["deviation"].iloc[0]).to_dict()
    assert in_units == pytest.approx({"large": 3.0, "small": 1.0, DUMMY: 0.0})
    assert table["sigma"].to_numpy() == pytest.approx(np.zeros(3), abs=1e-12)
    steps = effects_by_size(FACTORS, sample.shares, linear(sample.shares))
    assert sorted(set(steps["trajectories_made"])) == [4, 6]


def test_effects_are_those_that_salib_finds() -> None:
    sample = morris_sample(FACTORS, trajectories=8, levels=4, seed=2)
    shares = sample.shares
    values = pd.DataFrame({"y": np.exp(shares[:, 0]) * shares[:, 1] + 0.1 * shares[:, 2] ** 2})
    table = elementary_effects(FACTORS, shares, values, seed=1)
    deviation = table["deviation"].iloc[0]
    theirs = morris.analyze(salib_problem(FACTORS), shares, values["y"].to_numpy(), num_resamples=1000, seed=1)
    for name in ("mu_star", "mu", "sigma"):
        assert (table[name] * deviation).tolist() == pytest.approx(list(theirs[name]))
    half = (table["high"] - table["mu_star"]) * deviation
    assert half.tolist() == pytest.approx(list(theirs["mu_star_conf"]), rel=0.2), "bootstraps of 1,000 resamples each"


def test_effects_that_touch_an_undefined_outcome_are_left_out() -> None:
    sample = morris_sample(FACTORS, trajectories=6, levels=4, seed=1)
    values = linear(sample.shares)
    values.loc[5, "y"] = np.nan  # the second of a trajectory's four points: two of its three effects
    table = elementary_effects(FACTORS, sample.shares, values)
    assert sorted(table["effects"]) == [5, 5, 6]
    assert (table["mu_star"] * table["deviation"]).tolist() == pytest.approx([3.0, 1.0, 0.0])


def test_sobol_indices_of_a_linear_function_and_of_an_interaction() -> None:
    sample = saltelli_sample(FACTORS, base=1024, seed=1)
    shares = sample.shares - 0.5
    values = linear(shares).assign(together=shares[:, 0] * shares[:, 1])
    table = sobol_indices(FACTORS, values, resamples=50).set_index(["outcome", "parameter"])
    alone, total = table["S1"], table["ST"]
    assert alone["y"].tolist() == pytest.approx([0.9, 0.1, 0.0], abs=0.02)
    assert total["y"].tolist() == pytest.approx([0.9, 0.1, 0.0], abs=0.02)
    assert alone["together"].tolist() == pytest.approx([0.0, 0.0, 0.0], abs=0.06), "a product has no part alone"
    assert total["together"].tolist() == pytest.approx([1.0, 1.0, 0.0], abs=0.06)
    widths = indices_by_size(FACTORS, values).assign(width=lambda each: each["ST_high"] - each["ST_low"])
    by_size = widths[widths["parameter"] != DUMMY].groupby("base_made")["width"].median()
    assert by_size.iloc[-1] < by_size.loc[32] < by_size.iloc[0], "intervals narrow as the sample grows"


def rows_of(scenario: Scenario, exceptions: Exceptions = NONE) -> dict[str, Any]:
    return moved_parameters(scenario, exceptions).table.set_index("parameter").to_dict("index")


def test_ranges_are_half_to_twice_within_what_is_allowed() -> None:
    scenario = Scenario.preset("mechanical")
    moved = moved_parameters(scenario, NONE)
    known = {each.name: each for each in Scenario.all_parameters()}
    values = flatten(scenario.to_mapping())
    assert len(moved.factors) > 150
    for factor in moved.factors:
        value, parameter = values[factor.name], known[factor.name]
        assert parameter.low is not None
        assert parameter.high is not None
        assert parameter.low <= factor.low < factor.high <= parameter.high
        assert min(abs(factor.low), abs(factor.high)) >= 0.5 * abs(value) - 0.5
        assert max(abs(factor.low), abs(factor.high)) <= 2.0 * abs(value) + 0.5
        for share in (0.0, 0.3, 1.0):
            assert factor.low <= factor.at(share) <= factor.high
    rows = rows_of(scenario)
    assert (rows["ritual.gain"]["low"], rows["ritual.gain"]["high"], rows["ritual.gain"]["rule"]) == (4.5, 18.0, RULE)
    assert rows["society.kin_trust"]["high"] == 1.0
    assert rows["boundary.harsh_base"]["low"] == -5.0


def test_exceptions_from_the_rule() -> None:
    exceptions = Exceptions({"ritual.gain": [5, 6]}, {"exchange.brokering": [0, 0.5]}, {"weeks": "the length"})
    rows = rows_of(Scenario.preset("mechanical"), exceptions)
    assert rows["ritual.gain"] | {"unit": ""} == {"value": 9.0, "low": 5.0, "high": 6.0, "unit": "", "rule": OWN}
    assert (rows["exchange.brokering"]["high"], rows["exchange.brokering"]["rule"]) == (0.5, FROM_ZERO)
    assert rows["weeks"]["rule"] == "the length"
    assert rows["retention.shape"]["rule"] == SWITCHED
    assert rows_of(Scenario.preset("organic"), exceptions)["exchange.brokering"]["rule"] == RULE, "it is not 0 there"


def test_what_is_left_out_as_not_in_use_moves_nothing() -> None:
    scenario = Scenario.preset("mechanical").replace({"persons": 600, "founders": 12, "weeks": 30})
    known = {each.name: each for each in Scenario.all_parameters()}
    table = moved_parameters(scenario, NONE).table
    unused = list(table.loc[table["rule"] == SWITCHED, "parameter"])
    assert len(unused) > 10
    changes = {name: _another(known[name]) for name in unused}
    changed = scenario.replace(changes)
    one, other = (SolidarityModel(each, rng=1) for each in (scenario, changed))
    for model in (one, other):
        model.run_for(30)
    assert one.weekly["active"].iloc[-1] > 12
    pd.testing.assert_frame_equal(one.weekly, other.weekly)
    pd.testing.assert_frame_equal(one.distributors, other.distributors)


def _another(parameter: Any) -> Any:
    """A value that is allowed and not the default."""
    low, high = parameter.low, parameter.high
    return parameter.check(high if parameter.default == low else type(parameter.default)((low + parameter.default) / 2))


@pytest.mark.parametrize(("words", "parts"), [
    (["outcomes=[member]"], ["member is not an outcome", "'members'"]),
    (["outcomes=members"], ["outcomes = 'members'", "list of names"]),
    (["parameters=[ritual.gains]"], ["ritual.gains is not a parameter", "'ritual.gain'"]),
    (["parameters=[retention.shape]"], ["retention.shape cannot be moved", "not in use"]),
    (["parameters=[ritual.symbols]"], ["ritual.symbols cannot be moved", "not one number"]),
    (["ranges={ritual.gain: [5]}"], ["ritual.gain = [5]", "[low, high]"]),
    (["ranges={ritual.gain: [5, 5000]}"], ["ritual.gain = 5000", "from 0 to 1,000"]),
    (["ranges={ritual.gain: [6, 5]}"], ["ritual.gain = [6, 5]", "below the high end"]),
    (["ranges={ritual.gian: [5, 6]}"], ["ranges: ritual.gian", "'ritual.gain'"]),
    (["levels=3"], ["levels = 3", "an even number, such as 4"]),
    (["base=100"], ["base = 100", "a power of two, such as 128"]),
    (["trajectories=1"], ["trajectories = 1", "from 2"]),
    (["ritual.gian=3"], ["ritual.gian is not known", "'ritual.gain'"]),
    (["indices_of=[ritual.gains]"], ["indices_of: ritual.gains is not a parameter", "'ritual.gain'"]),
])  # fmt: skip
def test_refused(words: list[str], parts: list[str], tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        sensitivity_study.main([*words, f"output={tmp_path / 's'}"])
    assert all(part in str(refused.value) for part in parts), str(refused.value)
    assert not (tmp_path / "s").exists()


SMALL = ["persons=300", "founders=10", "weeks=30", "engine=serial", "outcomes=[net_income_per_member,members]"]
TWO = "parameters=[trade.sales_rate,identification.letdown]"


def test_the_dummy_alone_changes_the_draws() -> None:
    composition = compose("sensitivity", [*SMALL, TWO, "trajectories=3"], settings=sensitivity_study.SETTINGS)
    _, _, stage, _ = sensitivity_study.plan(composition)
    assert stage is not None
    design = stage.expansion.design
    draws = [design.drawn_replicate(point, 0) for point in range(len(design.levels))]
    dummy = stage.shares[:, -1]
    for trajectory in range(3):
        own = range(4 * trajectory, 4 * trajectory + 4)
        assert len({draws[point] for point in own}) == 2, "the dummy is moved once"
        for point in own[1:]:
            assert (draws[point] == draws[point - 1]) == (dummy[point] == dummy[point - 1])
    assert not set(draws[:4]) & set(draws[4:8]), "trajectories share no draws"
    assert DUMMY not in design.changes(0)
    assert len(stage.expansion) == len(design.levels), "points that differ in the dummy alone are runs of their own"


def test_the_command_on_tiny_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "s"
    words = [*SMALL, TWO, "trajectories=4", "base=8", "matter=1", f"output={folder}"]
    assert sensitivity_study.main(words) == 0
    text = capsys.readouterr().out
    assert "Screening 2 parameters and a dummy: 16 runs" in text
    assert "Indices of 1 parameters and a dummy: 32 runs" in text
    effects = pd.read_csv(folder / "screening.csv").set_index(["outcome", "parameter"])["mu_star"]
    income = effects["net_income_per_member"]
    assert income["trade.sales_rate"] > 2 * income[DUMMY], "what is sold is what is earned"
    assert income[DUMMY] > 0, "other draws give another income"
    indices = pd.read_csv(folder / "indices.csv")
    assert set(indices["parameter"]) == {"trade.sales_rate", DUMMY}
    for name in ("indices", "map", "screening", "convergence"):
        assert (folder / f"{name}.png").exists()
        assert (folder / f"{name}.pdf").exists()
    assert "trade.sales_rate" in look_at_report(folder, tmp_path)
    assert sensitivity_study.main(words) == 0
    again = capsys.readouterr().out
    assert "16 runs were there already" in again
    assert "32 runs were there already" in again
    with pytest.raises(SettingsError, match="another study"):
        sensitivity_study.main([*words, "seed=2"])


def test_indices_of_named_parameters_need_no_screening(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [*SMALL, "indices_of=[trade.sales_rate]", "base=4", f"output={tmp_path / 's'}"]
    assert sensitivity_study.main(words) == 0
    assert "Screening" not in capsys.readouterr().out
    table: Mapping[str, Any] = pd.read_csv(tmp_path / "s" / "indices.csv")
    assert set(table["parameter"]) == {"trade.sales_rate", DUMMY}
    assert not (tmp_path / "s" / "screening").exists()


def test_a_larger_base_sample_is_another_study_beside_the_first(tmp_path: Path) -> None:
    words = [*SMALL, "indices_of=[trade.sales_rate]", f"output={tmp_path / 's'}"]
    bases = []
    for base in (4, 8):
        assert sensitivity_study.main([*words, f"base={base}"]) == 0
        bases.append(set(pd.read_csv(tmp_path / "s" / "indices.csv")["base"]))
    assert bases == [{4}, {8}]
