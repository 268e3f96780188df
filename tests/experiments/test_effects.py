"""Effects in a factorial design: known ones come out exactly, of every order; the command on tiny runs."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from browser import look_at_report

from experiments import factorial_effects
from experiments.contrasts import BETWEEN, clear, effects, groups
from experiments.errors import SettingsError

FACTORS = {"a": (28.0, 7.0), "b": (False, True), "c": ("few", "many"), "d": (0, 3), "e": (0.0, 0.5)}


def known(coefficients: dict[str, float], noise: float = 0.0, replicates: int = 12) -> pd.DataFrame:
    """Runs that are a sum of products of signs, on top of a level that each replicate has to itself."""
    random = np.random.default_rng(5)
    rows = []
    for replicate in range(replicates):
        level = random.normal()
        for levels in itertools.product((0, 1), repeat=5):
            sign = dict(zip(FACTORS, (2 * each - 1 for each in levels), strict=True))
            value = sum(
                size / 2 * np.prod([sign[name] for name in of.split(BETWEEN)]) for of, size in coefficients.items()
            )
            chosen = {name: FACTORS[name][each] for name, each in zip(FACTORS, levels, strict=True)}
            rows.append({**chosen, "replicate": replicate, "y": level + value + noise * random.normal()})
    return pd.DataFrame(rows).sample(frac=1.0, random_state=1)


def test_effects_of_all_orders_are_recovered_exactly() -> None:
    random = np.random.default_rng(9)
    names = [BETWEEN.join(list(FACTORS)[each] for each in group) for group in groups(5)]
    wanted = dict(zip(names, random.normal(size=31), strict=True))
    table = effects(known(wanted), FACTORS, ["y"]).set_index("effect")
    assert table["estimate"].to_dict() == pytest.approx(wanted)
    assert table.groupby("order").size().tolist() == [5, 10, 10, 5, 1]


def test_an_interaction_is_half_a_difference_of_effects() -> None:
    runs = known({"a": 1.0, "a × b": 0.6})
    means = runs.groupby(["a", "b"])["y"].mean()
    with_b, without = (means[7.0, b] - means[28.0, b] for b in (True, False))
    table = effects(runs, FACTORS, ["y"]).set_index("effect")
    assert table.loc["a × b", "estimate"] == pytest.approx((with_b - without) / 2)
    assert table.loc["a", "estimate"] == pytest.approx((with_b + without) / 2)


def test_intervals_tell_effects_from_noise_and_pairing_takes_the_replicates_level_out() -> None:
    table = effects(known({"a": 1.0, "b × c": -0.5}, noise=0.1), FACTORS, ["y"]).set_index("effect")
    assert clear(table)[["a", "b × c"]].all()
    assert (table.loc["a", "low"], table.loc["a", "high"]) == pytest.approx((1.0, 1.0), abs=0.1)  # levels vary by 1
    assert clear(table).drop(["a", "b × c"]).mean() < 0.4  # each has one chance in twenty


def test_a_replicate_that_lacks_a_combination_is_left_out() -> None:
    runs = known({"a": 1.0}, replicates=4)
    runs.loc[runs.index[0], "y"] = np.nan
    table = effects(runs.assign(none=np.nan), FACTORS, ["y", "none"])
    assert table.groupby("outcome", sort=False)["replicates"].first().tolist() == [3, 0]
    assert table.loc[table["outcome"] == "none", "estimate"].isna().all()


@pytest.mark.parametrize(("words", "parts"), [
    (["outcomes=[sale]"], ["sale is not an outcome", "'sales'"]),
    (["outcomes=sales"], ["outcomes = 'sales'", "list of outcomes"]),
    (["called={ritual.interval: x}"], ["ritual.interval is not", "'ritual.interval_days'"]),
    (["order=0"], ["order = 0", "from 1"]),
    (["experiment=null"], ["design.vary"]),
    (["experiment=null", "design.vary={exchange.need: {list: [0, 0.1, 0.7]}}"], ["factorial takes two"]),
    (["ritual.interval_days=5"], ["ritual.interval_days", "set for all points already"]),
    (["experiment=closure"], ["design=factorial"]),
])  # fmt: skip
def test_refused(words: list[str], parts: list[str]) -> None:
    with pytest.raises(SettingsError) as refused:
        factorial_effects.main(words)
    assert all(part in str(refused.value) for part in parts)


def test_the_command_on_tiny_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["experiment=null", "design.vary={ritual.interval_days: {list: [28, 7]}, exchange.need: [0.0, 0.7]}"]
    words += ["outcomes=[ever_joined,sales]", "persons=200", "weeks=20", "replicates=3", "engine=serial"]
    assert factorial_effects.main([*words, f"output={tmp_path / 'e'}"]) == 0
    text = capsys.readouterr().out
    assert "frequent gatherings × need" in text
    assert "Over 4 combinations, what moves each outcome most" in text
    table = pd.read_csv(tmp_path / "e" / "effects.csv")
    runs = pd.read_parquet(tmp_path / "e" / "runs.parquet")
    need = runs.groupby("exchange.need")["sales"].mean()
    found = table.set_index(["outcome", "effect"])["estimate"]
    assert found["sales", "exchange.need"] == pytest.approx(need[0.7] - need[0.0])
    assert (tmp_path / "e" / "effects.png").exists()
    assert "frequent gatherings × need" in look_at_report(tmp_path / "e", tmp_path)
    assert factorial_effects.main([*words, f"output={tmp_path / 'e'}"]) == 0
    assert "12 runs were there already" in capsys.readouterr().out
