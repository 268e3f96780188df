"""The table of validation: rows are judged as they say, what is wrong is refused, misses are results unless strict."""

import math

import numpy as np
import pandas as pd
import pytest
from browser import look_at_report

from experiments import claim_targets, rivalry, validation, validation_runs, validation_table, worked_plans
from experiments.claim import Claim
from experiments.command import MISSES
from experiments.config import compose
from experiments.errors import SettingsError
from experiments.laboratory import Laboratory
from experiments.pattern import MET, MISSED, NOT_DECIDED, Part
from experiments.survey_patterns import surveyed
from experiments.target import CHECK, EXACT, HELD_OUT, NOT_ASKED, Target, equals, from_part, within
from experiments.validation_figures import distances_figure, rivals_figure, verdicts_figure

RNG = np.random.default_rng(3)


def row(verdict=MET, role=HELD_OUT, section="Patterns", **more):
    return Target(section, "P0", "asked", "somebody", role, verdict, **more)


@pytest.mark.parametrize(
    ("values", "expected", "verdict"),
    [
        (RNG.normal(5, 1, 400), 5.0, MET),
        (RNG.normal(5, 1, 400), 5.5, MISSED),
        (4, 4, MET),
        (4, 5, MISSED),
        ([0.1 + 0.2, 0.3], 0.3, MET),
    ],
)
def test_a_number_of_theory_must_be_met_to_sampling_error(values, expected, verdict):
    target = equals("Theory", "T0", "law", "somebody", "quantity", values, expected)
    assert target.verdict == verdict
    assert (target.margin > 0) == (verdict == MET)


@pytest.mark.parametrize(
    ("low", "verdict"), [(0.0, MET), (5.0, NOT_DECIDED), (9.0, MISSED)], ids=["inside", "on the edge", "outside"]
)
def test_all_of_the_interval_must_lie_in_a_range(low, verdict):
    target = within("Theory", "T0", "law", "somebody", "quantity", RNG.normal(5, 1, 400), above=low)
    assert target.verdict == verdict
    assert (target.margin > 1) == (verdict == MET)


@pytest.mark.parametrize(("value", "margin"), [(0.0, -math.inf), (0.5, math.inf), (2.0, -math.inf)])
def test_what_never_varies_is_inside_or_not(value, margin):
    target = from_part(
        "Patterns", "P0", "x", "y", HELD_OUT, Part("q (units)", value, value, value, 20, above=0, below=1)
    )
    assert target.margin == margin
    assert (target.verdict == MET) == (margin > 0)


def test_a_pattern_keeps_its_own_criterion():
    part = Part("a quantity (units)", 1.5, 1.0, 2.0, 20, above=1.2)
    target = from_part("Patterns", "P0", "asked", "somebody", HELD_OUT, part)
    assert (target.verdict, target.target, target.margin) == (NOT_DECIDED, "above 1.20", pytest.approx(0.6))


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("holds", MET),
        ("holds, for the founder and for the members", MET),
        ("holds only under stairstep", MISSED),
        ("fails: hopes drive out", MISSED),
        ("awaits sales along ties", NOT_ASKED),
    ],
)
def test_a_claim_is_met_when_it_holds_as_it_stands(words, verdict):
    assert claim_targets.verdict(words) == verdict


def test_a_claim_that_is_built_in_is_a_check_and_legaras_stand_with_the_plans():
    built_in = claim_targets._row("ties", Claim("Networks", "a claim", "put so", "came out", "holds", built_in=True))
    assert (built_in.role, built_in.section) == (CHECK, "Claims")
    legara = claim_targets._row("legara", Claim("Rooted trees", f"{claim_targets.LEGARA}: x", "", "", "fails"))
    assert (legara.section, legara.asked, legara.verdict) == ("Plans", "x", MISSED)


def test_published_figures_would_be_missed_by_another_plan(monkeypatch):
    assert all(paid == published for _, paid, published in worked_plans.star_examples())
    wrong = type(worked_plans.StarPlan())(star_percents=(5, 20, 24, 28, 32, 36, 41))
    monkeypatch.setattr(worked_plans, "StarPlan", lambda: wrong)
    assert [paid == published for _, paid, published in worked_plans.star_examples()] == [True, True, False]


def test_every_target_has_a_task_and_every_task_a_section():
    assert {task for tasks in validation.SECTIONS.values() for task in tasks} == set(validation_runs.TASKS)


def test_counts_leave_out_checks_and_what_is_not_asked():
    targets = [row(), row(MISSED), row(MISSED, CHECK), row(NOT_ASKED), row(MET, EXACT, "Claims")]
    first, second, third, *_ = validation_table.score(validation_table.frame(targets))
    assert "2 of 3 met (67%)" in first
    assert "own claims 1 of 2 met (50%)" in first
    assert "held out 1 of 2 met (50%)" in second
    assert third.startswith("1 are not asked")


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("sections=[theries]", "sections = 'theries' is not allowed: it must be one of theory, plans"),
        ("sections=[]", "it must be a list of sections, of theory"),
        ("strikt=true", "strikt is not known to validate. The nearest valid name is 'strict'"),
        ("strict=perhaps", "strict = 'perhaps' is not allowed"),
        ("runs.patterns=1", "runs.patterns = 1 is not allowed"),
        ("weeks=52", "weeks = 52 is not allowed: it must be from 104"),
        ("ritual.interval_days=1", "ritual.interval_days = 1"),
        ("network=file", "society.network = 'file' is not allowed for validate"),
        ("against.no_symbols.must_fail=[P13]", "against.no_symbols.must_fail = 'P13' is not allowed"),
        ("against.mine={set: {ritual.symbol: false}, must_fail: []}", "against.mine: "),
        ("against.mine=3", "against.mine = 3 is not allowed"),
    ],
)
def test_bad_input_is_refused(argument, words):
    with pytest.raises(SettingsError) as refused:
        validation.plan(compose("validate", [argument], settings=validation.SETTINGS))
    assert words in str(refused.value)


@pytest.fixture
def quick(monkeypatch):
    """Theory in two rows, one of which is missed."""

    def two(seed):
        return [equals("Theory", "T1", "law", "somebody", "quantity", RNG.normal(seed, 1, 99), seed), missed]

    missed = equals("Theory", "T2", "law", "somebody", "another quantity", 3, 4)
    tasks = {name: (lambda seed: []) for name in validation_runs.THEORY} | {"uniform": two}
    for name, rows in tasks.items():
        monkeypatch.setitem(validation_runs.THEORY, name, rows)


def validated(folder, *words):
    arguments = ["sections=[theory]", "engine=serial", f"output={folder}", *words]
    return validation.main(arguments)


@pytest.mark.usefixtures("quick")
def test_misses_are_results_unless_strict_and_what_is_printed_is_written(tmp_path, capsys):
    assert validated(tmp_path) == 0
    printed = capsys.readouterr().out
    table = pd.read_csv(tmp_path / "table" / "validation.csv")
    page = look_at_report(tmp_path / "table", tmp_path)
    assert table["verdict"].to_list() == [MET, MISSED]
    assert "another quantity" in printed
    assert "Outside the implementation checks 1 of 2 met (50%)" in printed
    assert printed.splitlines()[-1] == f"Report: {tmp_path / 'table' / 'report.html'}"
    assert page.count('data-column="Verdict"') == 2
    assert page.count("data:image/png;base64,") == 2
    assert "| Theory | exact theory | 2 | 1 | 1 | 0 | 0 |" in (tmp_path / "table" / "validation.md").read_text()
    assert validated(tmp_path, "strict=true") == MISSES


@pytest.mark.usefixtures("quick")
def test_rows_that_are_stored_are_not_made_again(tmp_path, monkeypatch, capsys):
    validated(tmp_path)
    first = capsys.readouterr().out
    monkeypatch.setitem(validation_runs.THEORY, "uniform", lambda seed: pytest.fail("was made again"))
    validated(tmp_path)
    assert capsys.readouterr().out == first


@pytest.mark.usefixtures("quick")
def test_a_task_that_raises_is_named_and_the_others_are_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(validation_runs.THEORY, "shapes", lambda seed: 1 / 0)
    assert validated(tmp_path) == 1
    told = capsys.readouterr()
    assert "shapes gave no rows (ZeroDivisionError" in told.err
    assert "another quantity" in told.out


def asked(value, verdict):
    return [row(verdict, quantity="q", value=value, low=value - 1, high=value + 1, below=0.0)]


def test_a_rival_fails_what_is_missed_or_does_not_happen():
    rivals = {"odd": rivalry.Rival({}, ("P1", "P2", "P3"), control=True), "free": rivalry.Rival({})}
    done = {
        "as it is P1": asked(-5.0, MET),
        "odd P1": asked(5.0, MISSED),
        "odd P2": asked(math.nan, NOT_DECIDED),
        "odd P3": asked(0.1, NOT_DECIDED),
        "free P1": asked(-5.0, MET),
    }
    table = rivalry.rows_of(done, rivals).set_index(["rival", "pattern"])
    assert table["as_said"].to_list() == [None, True, True, False, None]
    outcomes = table["outcome"].unstack().reindex(["as it is", "odd", "free"])
    written = rivalry.markdown(outcomes, table.reset_index()).splitlines()
    assert written[3] == "| odd | **missed** | **none** | **open** |"
    assert written[-1] == ("Of 3 failures that were said beforehand 2 came. What did not: odd, P3 (not decided).")
    sentence, nothing = rivalry.told(table.reset_index(), rivals)
    assert nothing.startswith("Nothing was predicted of free")
    assert sentence.startswith("negative control odd had to fail P1, P2, P3: P1 missed; P2 not asked; P3 not decided")
    assert sentence.endswith("Not as said.")


def test_the_page_of_rivals_is_whole_at_every_width(tmp_path):
    done = {"as it is P1": asked(-5.0, MET), "odd P1": asked(5.0, MISSED)}
    rivals = {"odd": rivalry.Rival({}, ("P1",))}
    rivalry.conclude(tmp_path, done, rivals, {"runs.rivals": 8, "seed": 1})
    look_at_report(tmp_path, tmp_path)


def test_figures_say_what_they_show():
    targets = [
        *asked(-5.0, MET),
        *asked(0.5, NOT_DECIDED),
        row(MISSED, quantity="in words"),
        equals("Theory", "T0", "law", "x", "q", 3, 3),
    ]
    assert len(distances_figure(targets).axes[0].get_yticklabels()) == 1
    assert "Left out: 1 values without chance" in distances_figure(targets).get_label()
    assert "2 of 4 targets are met" in verdicts_figure(validation_table.frame(targets)).get_label()
    verdicts = pd.DataFrame([[MET, MISSED]], index=["odd"], columns=["P1", "P2"])
    assert (
        "of 1 patterns that a rival had to fail, 1 are failed"
        in rivals_figure(verdicts, verdicts == MISSED, 8).get_label()
    )


def test_who_is_surveyed_keeps_the_key_of_the_run():
    laboratory = Laboratory(replicates=3, base={"persons": 100, "founders": 5, "weeks": 104})
    runs = surveyed(laboratory, {"as it is": {"weeks": 3}})
    assert [run.key for run in runs] == [laboratory.whole(replicate).key for replicate in range(3)]
    assert {type(run.key) for run in runs} == {type(laboratory.whole().key)}
    assert surveyed(laboratory, {"again": {"weeks": 3}})[0].census is runs[0].census


@pytest.mark.slow
def test_the_whole_table(tmp_path, capsys):
    small = ["persons=400", "founders=20", "weeks=104", "runs.patterns=2", "runs.claims=2"]
    assert validation.main([*small, "engine=serial", f"output={tmp_path}"]) == 0
    table = pd.read_csv(tmp_path / "table" / "validation.csv")
    assert len(table) >= 60
    assert set(table["section"]) == {"Theory", "Plans", "Field facts", "Patterns", "Survey", "Claims"}
    exact = table[table["role"].isin(["exact theory", "published rule"])]
    assert (exact["verdict"] == MET).all(), exact[exact["verdict"] != MET]
    assert "nan" not in capsys.readouterr().out.split()
