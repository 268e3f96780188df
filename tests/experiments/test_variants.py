"""Variants of a scenario, and what theory says of them: expanded like any scenario, judged by the interval alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from browser import look_at_all_widths, look_at_report

from experiments import comparison, store
from experiments.config import compose
from experiments.design import Expansion
from experiments.errors import SettingsError
from experiments.expectations import expectation_table, tally
from experiments.statistics import paired_summary
from model import Scenario

NO_MATES = "variants={no_mates: {ties.mates: false}}"


def planned(*words: str) -> Expansion:
    return comparison.plan(compose("compare", words, settings=comparison.SETTINGS))[0]


def scenario(expansion: Expansion, name: str) -> Scenario:
    return Scenario.from_mapping(expansion.design.changes(expansion.scenarios[name]))


def test_a_variant_is_the_first_scenario_with_its_own_changes() -> None:
    variants = "variants={no_mates: {ties: {mates: false}}, rare: {ritual.interval_days: 28, plan: retail}}"
    expansion = planned("scenarios=[organic,mechanical]", variants, "ritual.interval_days=5", "replicates=2")
    assert list(expansion.scenarios) == ["organic", "mechanical", "no_mates", "rare"]
    base = scenario(expansion, "organic")
    assert base.ritual.interval_days == 5
    differences = {name: scenario(expansion, name).differences(base) for name in ("no_mates", "rare")}
    assert differences["no_mates"] == {"name": ("no_mates", "organic"), "ties.mates": (False, True)}
    assert differences["rare"]["ritual.interval_days"] == (28, 5)  # a variant wins over what is typed for all
    assert differences["rare"]["plan.name"] == ("retail", "stairstep")


def test_keys_of_other_runs_do_not_depend_on_variants() -> None:
    alone = planned("scenarios=[mechanical]", "replicates=3")
    beside = planned("scenarios=[mechanical]", NO_MATES, "replicates=3")
    assert [alone.key(0, replicate) for replicate in range(3)] == [beside.key(0, replicate) for replicate in range(3)]
    assert len(set(beside.keys())) == 6


@pytest.mark.parametrize(("word", "parts"), [
    ("variants=[no_mates]", ["variants = ['no_mates']", "{name: {parameter: value}"]),
    ("variants={no_mates: {ties.matess: false}}", ["variants.no_mates: ties.matess", "'ties.mates'"]),
    ("variants={closed: {boundary.closure: 2}}", ["variants.closed: boundary.closure = 2", "from 0 to 1"]),
    ("variants={cheap: {trade.consumer_price: 10}}", ["variants.cheap: trade.member_price", "trade.consumer_price"]),
    ("variants={retail: {plan: retial}}", ["variants.retail: plan = 'retial'", "'retail'"]),
    ("variants={organic: {ties.mates: false}}", ["variants.organic", "bears it"]),
    ("variants={same: {ties.mates: true}}", ["variants.same", "changes nothing of mechanical"]),
    ("variants={nothing: {}}", ["variants.nothing", "{parameter: value"]),
    ("variants={x: {name: y}}", ["variants.x: name is not allowed"]),
    ("expected={no_mate: {energy: lower}}", ["no_mate is not one of the variants", "'no_mates'"]),
    ("expected={no_mates: {enrgy: lower}}", ["enrgy is not an outcome", "'energy'"]),
    ("expected={no_mates: {energy: down}}", ["expected.no_mates.energy = 'down'", "lower, higher"]),
    ("expected={no_mates: energy}", ["expected.no_mates = 'energy'"]),
])  # fmt: skip
def test_refused(word: str, parts: list[str]) -> None:
    words = [word] if word.startswith("variants") else [NO_MATES, word]
    with pytest.raises(SettingsError) as refused:
        planned("scenarios=[mechanical,organic]", *words)
    assert all(part in str(refused.value) for part in parts)


def synthetic(shift: float, spread: float) -> pd.DataFrame:
    """Twelve pairs of runs whose variant lies `shift` above the baseline, give or take."""
    noise = np.random.default_rng(1).normal(size=12)
    rows: list[dict[str, Any]] = []
    for replicate, each in enumerate(noise - noise.mean()):
        rows += [
            {"scenario": "base", "replicate": replicate, "energy": 10.0},
            {"scenario": "variant", "replicate": replicate, "energy": 10.0 + shift + spread * each},
        ]
    return pd.DataFrame(rows).assign(status="done")


@pytest.mark.parametrize(("shift", "spread", "direction", "verdict"), [
    (-1.0, 0.1, "lower", "as said"),
    (-1.0, 0.1, "higher", "opposite"),
    (1.0, 0.1, "higher", "as said"),
    (0.01, 1.0, "higher", "not seen"),
    (0.0, 0.0, "lower", "not seen"),
    (-1.0, 0.0, "lower", "as said"),  # the same difference in every pair needs no interval
])  # fmt: skip
def test_the_interval_decides(shift: float, spread: float, direction: str, verdict: str) -> None:
    summary = paired_summary(synthetic(shift, spread), ["energy"], "base")
    table = expectation_table(summary, {"variant": {"energy": direction}}, "base")
    assert table["verdict"].tolist() == [verdict]
    assert table["difference"].tolist() == pytest.approx([shift], abs=1e-12)
    assert tally(table) == f"1 {verdict}"


def test_a_variant_of_which_no_run_succeeded_is_undefined() -> None:
    summary = paired_summary(synthetic(1.0, 0.1), ["energy"], "base")
    table = expectation_table(summary, {"gone": {"energy": "lower"}}, "base")
    assert table["verdict"].tolist() == ["undefined"]


def test_the_command_prints_and_writes_what_theory_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["scenarios=[mechanical]", "persons=300", "weeks=40", "replicates=3", "engine=serial"]
    words += ["variants={no_gatherings: {ritual.gatherings: false}}", f"output={tmp_path / 'v'}"]
    words += ["expected={no_gatherings: {symbol_attachment: lower}}"]
    assert comparison.main(words) == 0
    text = capsys.readouterr().out
    assert re.search(r"no_gatherings\n  Attachment to symbols .* lower  as said \(3 pairs only\)\n", text)
    assert pd.read_csv(tmp_path / "v" / "expected.csv")["verdict"].tolist() == ["as said"]
    page = look_at_report(tmp_path / "v", tmp_path)
    assert "What theory said of each variant" in page
    assert "ritual.gatherings" in page  # in the table of what the scenarios differ in
    assert (tmp_path / "v" / "expected.pdf").exists()
    assert set(store.load(tmp_path / "v").runs["scenario"]) == {"mechanical", "no_gatherings"}


def test_what_no_run_can_tell_is_said_to_be_undefined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty weeks hold no anniversary, by which retention is counted: a table without a figure."""
    words = ["scenarios=[mechanical]", "persons=200", "weeks=20", "replicates=2", "engine=serial"]
    words += ["variants={no_mates: {ties.mates: false}}", f"output={tmp_path / 'v'}"]
    words += ["expected={no_mates: {annual_retention: lower}}"]
    assert comparison.main(words) == 0
    assert "undefined (0 pairs only)" in capsys.readouterr().out
    assert not (tmp_path / "v" / "expected.pdf").exists()


def test_many_variants_are_listed_one_below_the_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    variants = ", ".join(f"v{each}: {{ritual.reminder: {each / 10}}}" for each in range(3, 12))
    words = [f"variants={{{variants}}}", "scenarios=[mechanical]", "persons=100", "weeks=4", "replicates=2"]
    assert comparison.main([*words, "engine=serial", f"output={tmp_path / 'many'}"]) == 0
    page = (tmp_path / "many" / "report.html").read_text(encoding="utf-8")
    look_at_all_widths(tmp_path / "many" / "report.html", tmp_path)
    assert "What each scenario changes of mechanical" in page
    assert page.count("ritual.reminder") == 9
    assert not (tmp_path / "many" / "growth.png").exists()  # nobody could tell ten curves apart
    assert "v11" in capsys.readouterr().out
