"""Calibration: known posteriors and known parameters are found, interrupted work resumes, bad input is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml
from browser import look_at_report
from scipy import stats

from experiments import calibrating
from experiments.calibration_targets import read_targets, scales_of
from experiments.config import compose
from experiments.errors import SettingsError
from experiments.factors import Factor
from experiments.point_search import search
from experiments.posterior import LEVELS, coverage_table, posterior, quantile_levels, recovery
from experiments.store import load

FAMILY_ERROR = 1e-6
NOISE = 0.1
TINY = (
    "experiment=null", "scenario=mechanical", "persons=150", "founders=12", "weeks=30", "design=lhs", "design.runs=40",
    "design.vary={retention.hazard: {range: [0.005, 0.2], scale: log}, recruitment.contact: [4, 20]}",
    "targets={ever_joined: 40, registered: {value: 15, scale: 4}, members: 12}", "left_out={energy: 0.3}",
    "search.points=5", "search.replicates=1", "predictive=6", "confirm=3", "trials=30", "engine=serial",
)  # fmt: skip


def tiny(*typed: str) -> list[str]:
    """What is typed for a tiny calibration, with some of it typed otherwise."""
    names = {word.split("=")[0] for word in typed}
    return [*(word for word in TINY if word.split("=")[0] not in names), *typed]


def noisy(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two parameters, uniform, and three outcomes: each of them with noise, and noise alone."""
    random = np.random.default_rng(seed)
    shares = random.random((count, 2))
    outcomes = np.column_stack([shares, np.zeros(count)]) + NOISE * random.normal(size=(count, 3))
    return shares, outcomes


def test_a_known_posterior_is_found():
    shares, outcomes = noisy(20_000, 1)
    found = posterior(shares, outcomes, np.array([0.5, 0.3, 0.0]), np.ones(3), 0.02)
    assert len(found.weights) == 400
    assert found.weights.sum() == pytest.approx(1.0)
    low, middle, high = found.quantiles(np.array([0.05, 0.5, 0.95]))
    assert middle == pytest.approx([0.5, 0.3], abs=0.03)
    expected = NOISE * (stats.norm.ppf(0.95) - stats.norm.ppf(0.05))  # far from the prior's ends
    assert high - low == pytest.approx([expected, expected], rel=0.15)


def test_the_adjustment_makes_up_for_a_wide_tolerance():
    shares, outcomes = noisy(4_000, 2)
    observed = np.array([0.85, 0.5, 0.0])
    found = posterior(shares, outcomes, observed, np.ones(3), 0.3)
    unadjusted = np.average(shares[found.places, 0], weights=found.weights)
    adjusted = np.average(found.shares[:, 0], weights=found.weights)
    assert abs(adjusted - 0.85) < 0.05 < abs(unadjusted - 0.85)
    assert ((found.shares > 0) & (found.shares < 1)).all()


def test_intervals_of_known_parameters_hold_them_as_often_as_stated():
    shares, outcomes = noisy(3_000, 3)
    trials = 600
    truth, quantiles = recovery(shares, outcomes, np.ones(3), 0.05, trials=trials, seed=1)
    table = coverage_table(["a", "b"], truth, quantiles)
    assert table["level"].tolist() == [*LEVELS, *LEVELS]
    for row in table.to_dict("records"):
        # Three hundredths for what rejection with a finite tolerance does to intervals.
        least, most = (stats.binom.ppf(p, trials, row["level"]) for p in (FAMILY_ERROR / 8, 1 - FAMILY_ERROR / 8))
        assert least - 0.03 * trials <= row["held"] * trials <= most + 0.03 * trials
        assert row["low"] <= row["held"] <= row["high"]
        assert row["explained"] > 0.8


def test_coverage_tells_intervals_that_are_too_narrow():
    shares, outcomes = noisy(2_000, 4)
    truth, quantiles = recovery(shares, outcomes, np.ones(3), 0.05, trials=400, seed=1)
    middle = quantiles[:, 2:3]
    table = coverage_table(["a", "b"], truth, middle + 0.4 * (quantiles - middle))
    assert not table["as_stated"].any()
    useless = coverage_table(["a", "b"], np.roll(truth, 1, axis=0), quantiles)
    assert (useless["explained"] < 0.1).all()


def test_a_known_parameter_takes_no_part_in_its_own_recovery():
    random = np.random.default_rng(7)
    shares, outcomes = random.random((300, 1)), random.normal(size=(300, 1))  # which tell nothing
    truth, quantiles = recovery(shares, outcomes, np.ones(1), 0.1, trials=200, seed=1)
    assert abs(np.corrcoef(truth[:, 0], quantiles[:, 2, 0])[0, 1]) < 0.4


def test_undefined_outcomes_are_never_accepted_and_too_few_are_refused():
    shares, outcomes = noisy(100, 5)
    outcomes[:60, 0] = np.nan
    found = posterior(shares, outcomes, np.array([0.5, 0.5, 0.0]), np.ones(3), 1.0)
    assert sorted(found.places) == list(range(60, 100))
    outcomes[:90, 0] = np.nan
    with pytest.raises(ValueError, match="fewer than 20 runs"):
        posterior(shares, outcomes, np.array([0.5, 0.5, 0.0]), np.ones(3), 1.0)


def test_quantile_levels_are_those_of_the_intervals():
    assert quantile_levels() == pytest.approx([0.05, 0.25, 0.5, 0.75, 0.95])


def test_the_search_finds_the_nearest_point_and_asks_the_same_again():
    target = np.array([0.31, 0.72])

    def away(points: np.ndarray) -> np.ndarray:
        asked.append(points)
        return np.where(points[:, 0] > 0.98, np.inf, np.abs(points - target).sum(axis=1))

    asked: list[np.ndarray] = []
    known = np.random.default_rng(1).random((50, 2))
    values = np.abs(known - target).sum(axis=1)
    starts = np.array([[0.5, 0.5], [0.99, 0.1]])
    tried = search(away, (known, values), starts, points=60, seed=3)
    assert len(tried) == 60
    assert tried.iloc[:2, :2].to_numpy() == pytest.approx(starts)
    assert tried["distance"].min() < 0.5 * values.min()
    first = np.concatenate(asked)
    asked.clear()
    search(away, (known, values), starts, points=60, seed=3)
    assert (np.concatenate(asked) == first).all()


@pytest.mark.parametrize(
    "factor", [Factor("a", float, (), 0.01, 2.0, True), Factor("b", float, (), -1.0, 3.0), Factor("c", int, (), 2, 9)]
)
def test_shares_and_values_go_back_and_forth(factor):
    for share in (0.03, 0.5, 0.9):
        value = factor.at(share)
        assert factor.at(factor.share_of(value)) == pytest.approx(value)
        assert 0 <= factor.share_of(value) <= 1


def test_targets_are_facts_or_outcomes():
    first, *others = read_targets("targets", {"F1": None, "energy": 0.4, "members": {"value": 10, "scale": 5}})
    assert (first.fact, first.outcome, first.value) == ("F1", "leaving_first_year", pytest.approx(0.054))
    assert [(each.outcome, each.value) for each in others[1:]] == [("energy", 0.4), ("members", 10.0)]
    scales = scales_of(others[1:], pd.DataFrame({"energy": [0.1, 0.2, 0.4, np.nan], "members": [1, 1, 1, 1]}))
    assert scales == pytest.approx([0.1, 5.0])
    with pytest.raises(SettingsError, match="members hardly varies over the runs: state a scale"):
        scales_of(read_targets("targets", {"members": 1}), pd.DataFrame({"members": [1.0, 1.0, 1.0]}))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("targets={anual_retention: 0.5}", "The nearest valid name is 'annual_retention'"),
        ("targets=[F14]", "targets = 'F14' is not allowed: it must be a fact (F1, F2"),
        ("targets=[F11]", "targets = 'F11' is not allowed: it goes into the model as a parameter"),
        ("targets={F1: 0.5}", "F1 = 0.5 is not allowed: a fact has its own value"),
        ("targets={energy: high}", "energy = 'high' is not allowed: it must be a number"),
        ("targets={energy: {value: 0.5, scal: 1}}", "scal is not allowed: it must be one of value, scale"),
        ("targets={energy: {value: 0.5, scale: 0}}", "scale = 0 is not allowed: it must be a number above 0"),
        ("targets=[]", "targets = [] is not allowed: it must name what the runs should give"),
        ("targets={F99: 1}", "targets = 'F99' is not allowed: it must be a fact (F1, F2"),
        ("targets=null", "targets = None is not allowed: it must name what the runs should give"),
        ("left_out={members: 3}", "left_out: members is not allowed: it is one of the targets"),
        ("left_out=[F5]", "weeks = 30 is not allowed with facts from the field: it must be whole years, two or more"),
        ("design=grid", "design = 'grid' is not allowed: points of the prior are drawn by design=lhs or design=sobol"),
        ("design.vary={retention.hazard: [0.01, 0.02, 0.03]}", "a calibration needs a range, [low, high]"),
        ("design.vary={retention.hazrd: [0.01, 0.02]}", "The nearest valid name is 'retention.hazard'"),
        ("accept=2", "accept = 2 is not allowed"),
        ("search.points=0", "search.points = 0 is not allowed"),
        ("serch.points=3", "serch.points is not known to calibrate. The nearest valid name is 'search.points'"),
        ("confirm=1", "confirm = 1 is not allowed"),
        ("persons=3", "persons = 3 is not allowed"),
    ],
)
def test_bad_input_is_refused(typed, words):
    with pytest.raises(SettingsError) as refused:
        calibrating.plan(compose("calibrate", tiny(typed), settings=calibrating.SETTINGS))
    assert words in str(refused.value)


def test_left_out_are_all_facts_that_choose_nothing():
    words = ["experiment=amway", "targets=[F1,F2]"]
    planned = calibrating.plan(compose("calibrate", words, settings=calibrating.SETTINGS))
    facts = list(dict.fromkeys(target.fact for target in planned.left_out))
    assert facts == ["F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F13"]


def test_typed_targets_replace_those_of_the_study():
    typed = "targets={one_year_retention: 0.5}"  # the study that is calibrate's default holds a list
    planned = calibrating.plan(compose("calibrate", [typed], settings=calibrating.SETTINGS))
    assert [(each.outcome, each.value) for each in planned.targets] == [("one_year_retention", 0.5)]
    with pytest.raises(SettingsError, match=r"'targets.energy=0.5' is not allowed: give the whole, as targets="):
        compose("calibrate", ["targets.energy=0.5"], settings=calibrating.SETTINGS)


def calibrated(folder, *words):
    assert calibrating.main([*tiny(*words), f"output={folder}"]) == 0
    return {name: (folder / name).read_bytes() for name in ("posterior.csv", "parameters.csv", "targets.csv")}


def test_the_command_fits_writes_and_resumes(tmp_path, capsys):
    first = calibrated(tmp_path / "one", "targets={ever_joined: 30, members: 12}")
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1] == f"Report: {tmp_path / 'one' / 'report.html'}"
    assert max(map(len, printed.splitlines()[:-1])) <= 180
    parameters = pd.read_csv(tmp_path / "one" / "parameters.csv").set_index("parameter")
    assert list(parameters.index) == ["retention.hazard", "recruitment.contact"]
    assert ((parameters["low"] <= parameters["low_90"]) & (parameters["high_90"] <= parameters["high"])).all()
    fitted = yaml.safe_load((tmp_path / "one" / "fitted.yaml").read_text(encoding="utf-8"))
    assert fitted["retention"]["hazard"] == parameters.loc["retention.hazard", "point"]
    targets = pd.read_csv(tmp_path / "one" / "targets.csv")
    assert targets["role"].tolist() == ["chosen on", "chosen on", "held out"]
    page = look_at_report(tmp_path / "one", tmp_path)
    assert page.count("data:image/png;base64,") == 3
    runs = load(tmp_path / "one").runs
    assert len(runs) == 40
    assert runs["retention.hazard"].between(0.005, 0.2).all()
    again = calibrated(tmp_path / "one", "targets={ever_joined: 30, members: 12}")
    assert "40 runs were there already." in capsys.readouterr().out
    assert again == first
    calibrated(tmp_path / "one", "targets={ever_joined: 50, members: 12}")  # other targets, the same runs
    assert "40 runs were there already." in capsys.readouterr().out


@pytest.mark.slow
def test_known_parameters_of_the_model_are_recovered(tmp_path):
    """Intervals hold the parameters runs were made with; and data simulated at a known point lead back to it."""
    words = ("persons=1500", "founders=60", "weeks=78", "design.runs=400", "trials=400")
    calibrated(tmp_path / "one", *words)
    coverage = pd.read_csv(tmp_path / "one" / "coverage.csv")
    for row in coverage.to_dict("records"):
        least, most = (stats.binom.ppf(p, 400, row["level"]) for p in (FAMILY_ERROR / 8, 1 - FAMILY_ERROR / 8))
        assert least - 0.04 * 400 <= row["held"] * 400 <= most + 0.04 * 400, row
    assert coverage.set_index("parameter").loc["retention.hazard", "explained"].min() > 0.8
