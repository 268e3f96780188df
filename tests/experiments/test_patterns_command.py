"""A pattern is judged as it says: on made-up runs whose truth is known, and what is printed is written."""

import math

import numpy as np
import pandas as pd
import pytest
from browser import look_at_all_widths
from scipy import stats

from experiments import (
    closure_patterns,
    gathering_patterns,
    identification_patterns,
    patterns_table,
    threshold_patterns,
)
from experiments.answering import plan_studies
from experiments.errors import SettingsError
from experiments.laboratory import quiet_week
from experiments.pattern import (
    CHECK,
    ERROR_RATE,
    INSIDE,
    MET,
    MISSED,
    NOT_DECIDED,
    OPEN,
    OUTSIDE,
    Part,
    Pattern,
    least_clear,
    part,
)
from model.months import month_end

SMALL = {"persons": 400, "founders": 20, "weeks": 104}
FAMILY_ERROR = 1e-6


def of(low, high, **range_):
    return Part("a quantity (units)", (low + high) / 2, low, high, 20, **range_)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (of(1.0, 2.0, above=0.5), INSIDE),
        (of(1.0, 2.0, above=1.0), OPEN),
        (of(1.0, 2.0, above=2.0), OUTSIDE),
        (of(1.0, 2.0, below=2.5), INSIDE),
        (of(1.0, 2.0, below=1.5), OPEN),
        (of(1.0, 2.0, below=1.0), OUTSIDE),
        (of(1.0, 2.0, above=0.0, below=3.0), INSIDE),
        (of(1.0, 2.0, above=1.5, below=3.0), OPEN),
        (of(0.0, 0.0, above=0.9), OUTSIDE),
        (of(math.nan, math.nan, above=0.9), OPEN),
        (of(1.0, 2.0), INSIDE),
    ],
)
def test_where_an_interval_lies(given, state):
    assert given.state == state


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        ([INSIDE, INSIDE], MET),
        ([INSIDE, OPEN], NOT_DECIDED),
        ([INSIDE, OPEN, OUTSIDE], MISSED),
    ],
)
def test_a_pattern_is_met_when_all_parts_are_inside(states, outcome):
    parts = [
        {INSIDE: of(1, 2, above=0), OPEN: of(-1, 2, above=0), OUTSIDE: of(-2, -1, above=0)}[each] for each in states
    ]
    assert Pattern("P0", "", "", parts).verdict == outcome
    assert Pattern("P0", "", "", parts, built_in=True).verdict.startswith(CHECK)
    assert Pattern("P0", "", "", parts, unjudged="for information").verdict == "for information"
    assert least_clear(parts).state == {MET: INSIDE, NOT_DECIDED: OPEN, MISSED: OUTSIDE}[outcome]


def test_the_error_rate_is_the_one_stated_and_power_is_there():
    rng = np.random.default_rng(5)
    trials = 4_000
    at_the_edge = rng.normal(1.0, 0.3, (trials, 20))
    called = sum(part("", runs, above=1.0).state == INSIDE for runs in at_the_edge)
    assert called <= stats.binom.isf(FAMILY_ERROR, trials, ERROR_RATE)
    assert called >= stats.binom.ppf(FAMILY_ERROR, trials, ERROR_RATE)  # nor is it stricter than it says
    assert sum(part("", runs, above=0.7).state == INSIDE for runs in at_the_edge) > 0.85 * trials
    assert sum(part("", runs, above=1.3).state == OUTSIDE for runs in at_the_edge) > 0.85 * trials


def test_runs_without_a_value_are_left_out_and_counted():
    found = part("", [1.0, None, 2.0, math.nan, 3.0])
    assert (found.runs, found.value) == (3, 2.0)
    assert part("", [1.0], above=0).state == OPEN
    assert part("", [2.0, 2.0, 2.0], above=0).state == INSIDE


def curve(energy, rng, runs=20, noise=0.01):
    values = np.arange(1.0, 9.0)
    rows = [
        {"replicate": replicate, "value": value, "energy": energy(value) + noise * rng.normal(), "intensity": 3 * value}
        for replicate in range(runs)
        for value in values
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("energy", "states"),
    [
        (np.sqrt, (INSIDE, INSIDE)),
        (np.square, (OUTSIDE, OUTSIDE)),
        (lambda x: 0.1 * x, (OPEN, INSIDE)),
        (lambda x: np.sqrt(x) + (x == 4), (INSIDE, OUTSIDE)),  # concave on the whole, with a dent
    ],
)
def test_concave_curves_are_told_from_others(energy, states):
    runs = curve(energy, np.random.default_rng(3))
    for x in ("value", "intensity"):
        assert tuple(each.state for each in gathering_patterns._concave(runs, x, "")) == states


def test_a_curve_over_places_that_do_not_differ_is_not_decided(recwarn):
    runs = curve(np.sqrt, np.random.default_rng(3)).assign(intensity=0.0)  # ritual takes hold nowhere
    assert [(each.state, each.runs) for each in gathering_patterns._concave(runs, "intensity", "")] == [(OPEN, 0)] * 2
    assert not list(recwarn)


def test_outcomes_apart_are_chosen_on_even_runs_and_measured_on_odd_ones():
    rng = np.random.default_rng(1)
    rows = [
        {"replicate": k, "variant": variant, "value": value, "attendance": 0.5 + 0.01 * rng.normal() + far + lucky}
        for k in range(20)
        for variant in ("high", "low")
        for value in (1.0, 2.0, 3.0)
        for far in [0.3 * (variant == "high" and value == 2.0)]
        for lucky in [0.9 * (variant == "high" and value == 3.0 and k % 2 == 1)]  # of the odd runs alone
    ]
    runs = pd.DataFrame(rows)
    runs["half_way"] = runs["attendance"] + 0.2 * (runs["variant"] == "high")  # 0.5 apart then, and closing still
    (apart, closing), place = threshold_patterns._apart(runs, ("high", "low"), "at")
    assert (apart.quantity, place) == ("at 2, apart (share)", 2.0)
    assert apart.value == pytest.approx(0.3, abs=0.02)
    assert (apart.state, apart.runs) == (INSIDE, 10)
    assert closing.value == pytest.approx(0.2)
    assert closing.state == OUTSIDE


@pytest.mark.parametrize(("best", "state"), [(0.4, INSIDE), (0.0, OUTSIDE), (1.0, OUTSIDE)])
def test_an_interior_optimum_is_told_from_one_at_an_end(best, state):
    rng = np.random.default_rng(2)
    rows = [
        {"replicate": k, "value": value, "growth": -100 * (value - best) ** 2 + 0.3 * rng.normal()}
        for k in range(20)
        for value in closure_patterns.CLOSURES
    ]
    found = closure_patterns._best_closure(pd.DataFrame(rows))
    assert (found.state, found.value) == (state, best)


def test_a_flat_curve_has_no_certain_optimum():
    rng = np.random.default_rng(2)
    rows = [{"replicate": k, "value": v, "growth": rng.normal()} for k in range(20) for v in closure_patterns.CLOSURES]
    assert closure_patterns._best_closure(pd.DataFrame(rows)).state == OPEN


def test_the_step_that_goes_against_the_others_decides():
    def falls(closure):
        return -closure if closure < 0.7 else 0.3 - closure  # a leap up at the second step

    rows = [
        {"replicate": k, "value": value, "leaving": falls(value) + 0.01 * k}
        for k in range(20)
        for value in closure_patterns.STEPS
    ]
    found = closure_patterns._slowest_step(pd.DataFrame(rows), "leaving", "Leaving", -1)
    assert found.quantity == "Leaving, closure 0.3 to 0.7"
    assert found.value == pytest.approx(-0.1)
    rows = [{**row, "leaving": row["leaving"] + (row["value"] == 1.0)} for row in rows]
    assert closure_patterns._slowest_step(pd.DataFrame(rows), "leaving", "Leaving", -1).state == OUTSIDE


@pytest.mark.parametrize("kinds", [1, 2, 4])
def test_as_many_kinds_are_found_as_there_are(kinds):
    rng = np.random.default_rng(4)
    centres = np.array([(0, 0), (3, 0), (0, 3), (3, 3)])[:kinds]
    points = np.concatenate([centre + 0.4 * rng.normal(size=(100, 2)) for centre in centres])
    assert 1 + identification_patterns._bic(points).argmin() == kinds


def test_kinds_of_too_few_or_of_equals_are_undefined():
    assert np.isnan(identification_patterns._bic(np.empty((0, 2)))).all()
    assert np.isnan(identification_patterns._bic(np.ones((100, 2)))).all()


def test_the_slope_of_a_logit_is_found():
    rng = np.random.default_rng(6)
    x = np.log(rng.integers(5, 100, 40_000))
    yes = rng.random(len(x)) < 1 / (1 + np.exp(-(0.5 - 0.3 * x)))
    error = 1 / math.sqrt(len(x) * 0.2 * x.var())  # about
    assert gathering_patterns._logit_slope(x, yes) == pytest.approx(-0.3, abs=6 * error)


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("patterns=[P13]", "patterns = 'P13' is not allowed: it must be one of P1, P2"),
        ("patterns=[]", "it must be a list of patterns, of P1"),
        ("pattern=[P1]", "pattern is not known to patterns. The nearest valid name is 'patterns'"),
        ("weeks=52", "weeks = 52 is not allowed: it must be from 104"),
        ("replicates=0", "replicates = 0 is not allowed"),
        ("ritual.interval_days=1", "ritual.interval_days = 1"),
        ("network=file", "society.network = 'file' is not allowed for patterns"),
    ],
)
def test_bad_input_is_refused(argument, words):
    with pytest.raises(SettingsError) as refused:
        plan_studies(patterns_table.QUESTIONS, [argument])
    assert words in str(refused.value)


@pytest.mark.parametrize("weeks", [104, 130, 156, 312])
def test_members_are_seen_in_the_middle_of_a_month_half_a_year_after_the_convention(weeks):
    week = quiet_week(weeks)
    ends = [month_end(month) for month in range(12 * 8)]
    assert min(abs(week - end) for end in ends) == 2
    assert 5 <= sum(end <= week for end in ends[1:]) % 12 < 6
    assert abs(week - weeks) <= 26


def answered(folder, names, replicates):
    words = [f"patterns=[{','.join(names)}]", f"replicates={replicates}", f"output={folder}"]
    assert patterns_table.main([*words, *(f"{name}={value}" for name, value in SMALL.items())]) == 0
    return pd.read_csv(folder / "patterns.csv")


def test_what_is_printed_is_written(tmp_path, capsys):
    table = answered(tmp_path, ["P4", "P9", "P10"], 2)
    assert list(table["pattern"].unique()) == ["P4", "P9", "P10"]
    asked = table[(table["pattern"] == "P4") & table["state"].notna()]
    assert asked["quantity"].str.startswith("Amway").tolist() == [True, True]
    assert asked[["above", "below"]].to_numpy().tolist() == [[0.45, 0.6], [0.04, 0.2]]
    assert (table.loc[table["pattern"] == "P9", "error_rate"] == ERROR_RATE).all()
    printed, page = capsys.readouterr().out, (tmp_path / "report.html").read_text(encoding="utf-8")
    for name, verdict in table.groupby("pattern")["verdict"].first().items():
        assert f"{name:5}" in printed
        assert f": {verdict}" in printed
    assert printed.splitlines()[-1] == f"Report: {tmp_path / 'report.html'}"
    assert max(map(len, printed.splitlines()[:-1])) <= 120
    assert page.count('data-column="Quantity"') == len(table)
    look_at_all_widths(tmp_path / "report.html", tmp_path)
    assert page.count("data:image/png;base64,") == 3
    assert (tmp_path / "patterns_ties.pdf").exists()


@pytest.mark.slow
def test_every_pattern_answers_whatever_becomes_of_the_runs(tmp_path, capsys):
    table = answered(tmp_path, patterns_table.PATTERNS, 3)
    assert list(table["pattern"].unique()) == list(patterns_table.PATTERNS)
    assert "nan" not in capsys.readouterr().out.split()
