"""Bad input is refused before any run: one plain message with field, value, what is allowed, the nearest name."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import model
from experiments import calibrating, comparison, sensitivity_study, sweeping, validation
from experiments.config import CONFIGURATION, compose
from experiments.errors import SettingsError
from experiments.sampling import OPTIONS, read_design
from model import Scenario

ROOT = Path(model.__file__).resolve().parents[1]
COMPARE = [
    ("ritul.interval_days=5", "ritul.interval_days", "'ritual.interval_days'"),
    ("+misspelt=3", "misspelt", "not known"),
    ("replicats=3", "replicats", "'replicates'"),
    ("scenarios=[mecanical,organic]", "'mecanical'", "'mechanical'"),
    ("scenarios=[mechanical,mechanical]", "'mechanical'", "twice"),
    ("scenarios=[]", "[]", "list of scenarios"),
    ("scenarios=mechanical,organic", "mechanical,organic", "brackets"),
    ("replicates=-1", "-1", "from 1 to 1,000,000"),
    ("replicates=2.5", "2.5", "a whole number"),
    ("boundary.closure=1.3", "1.3", "from 0 to 1"),
    ("boundary.closure=nan", "nan", "from 0 to 1"),
    ("boundary.closure=inf", "inf", "from 0 to 1"),
    ("persons=many", "'many'", "a whole number"),
    ("persons=null", "None", "a whole number"),
    ("ritual.gatherings=1", "ritual.gatherings = 1", "true or false"),
    ("ritual={interval: 5}", "ritual.interval", "'ritual.interval_days'"),
    ("ritual=5", "ritual", "not"),
    ("network=wellmixed", "'wellmixed'", "'well_mixed'"),
    ("engine=loca", "'loca'", "'local'"),
    ("engine=null", "None", "must be one of"),
    ("engine.workers=0", "0", "from 1"),
    ("engine.threads=0", "0", "from 1"),
    ("engine.threads=1.5", "1.5", "whole number"),
    ("engine.time_limit=-3", "-3", "from 0.01"),
    ("schedule=[{week: 5, ritual.gathering: false}]", "week 5", "'ritual.gatherings'"),
    ("schedule=[{week: 900, ritual.gatherings: false}]", "week = 900", "weeks = 260"),
    ("experiment=nothing", "'nothing'", "must be one of"),
    ("~seed", "~seed", "cannot be deleted"),
    ("retry=all", "'all'", "must be one of failed"),
    ("name=../x", "name = '../x'", "plain folder name"),
    ("name=/x", "name = '/x'", "plain folder name"),
    ("name=''", "name = ''", "plain folder name"),
    ("name=..", "name = '..'", "plain folder name"),
    ("name=null", "name = None", "a text"),
    ("seed", "'seed'", "name=value"),
    ("scenarios=[mechanical", "[mechanical", "cannot be read"),
    ("_target_=os.system", "_target_", "not known"),
    ("trade.member_price=200000", "200000", "trade.consumer_price"),
    ("recruitment.referral=0.95", "recruitment.stranger = 0.1 and recruitment.referral = 0.95", "must be 1 at most"),
    ("output=/dev/null/results", "/dev/null/results", "cannot be written"),
]
SWEEP = [
    ("scenario=mecanical", "'mecanical'", "'mechanical'"),
    ("design=grdi", "'grdi'", "'grid'"),
    ("design=null", "None", "must be one of"),
    ("pairing=some", "'some'", "common, independent"),
    ("shard=0/3", "'0/3'", "from 1 to n"),
    ("shard=4/3", "'4/3'", "from 1 to n"),
    ("name=../x", "name = '../x'", "plain folder name"),
    ("name=null", "name = None", "a text"),
    ("keep=[weekley]", "'weekley'", "'weekly'"),
    ("design.vary={boundary.closure: [0, 1]}", "boundary.closure", "design=single"),
    ("design.nonsense=3", "design.nonsense", "not an option"),
]


@pytest.mark.parametrize(("word", "value", "allowed"), COMPARE)
def test_compare_refuses(word: str, value: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as refused:
        comparison.main([word])
    assert value in str(refused.value)
    assert allowed in str(refused.value)


@pytest.mark.parametrize(("word", "value", "allowed"), SWEEP)
def test_sweep_refuses(word: str, value: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as refused:
        sweeping.main([word])
    assert value in str(refused.value)
    assert allowed in str(refused.value)


def test_peers_are_needed_only_where_there_are_some() -> None:
    with pytest.raises(SettingsError, match=r"recruitment.peers_needed = 2 .* 'well_mixed': it must be 0"):
        comparison.main(["network=well_mixed", "recruitment.peers_needed=2"])


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        comparison.main(["replicates=0", "seed=-1", "boundary.closure=2", "scenarios=[organik]"])
    assert {line.split(" = ")[0] for line in str(refused.value).splitlines()} == {
        "replicates", "seed", "boundary.closure", "scenarios"}  # fmt: skip


def test_a_multirun_is_refused_for_its_last_job() -> None:
    with pytest.raises(SettingsError, match=r"boundary.closure = 1.5 .* from 0 to 1"):
        sweeping.main(["-m", "boundary.closure=0.5,1.5"])


@pytest.mark.parametrize("command", ["compare", "sweep"])
def test_a_refusal_is_no_traceback(command: str) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    words = [sys.executable, "-m", f"experiments.{command}", "replicates=-1"]
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("Refused, nothing was run:\n  replicates = -1 is not allowed")
    assert "Traceback" not in ended.stderr + ended.stdout


@pytest.mark.parametrize("study", [path.stem for path in (CONFIGURATION / "experiment").glob("*.yaml")])
def test_every_named_study_is_valid(study: str) -> None:
    text = (CONFIGURATION / "experiment" / f"{study}.yaml").read_text(encoding="utf-8")
    if "# For compare:" in text:
        expansion, _ = comparison.plan(compose("compare", [f"experiment={study}"], settings=comparison.SETTINGS))
    elif "# For calibrate:" in text:
        words = [f"experiment={study}"]
        expansion = calibrating.plan(compose("calibrate", words, settings=calibrating.SETTINGS)).expansion
    elif "# For sensitivity:" in text:
        words = [f"experiment={study}"]
        planned = sensitivity_study.plan(compose("sensitivity", words, settings=sensitivity_study.SETTINGS))
        assert planned[2] is not None
        expansion = planned[2].expansion
    elif "# For validate:" in text:
        assert validation.plan(compose("validate", [f"experiment={study}"], settings=validation.SETTINGS)).tasks
        return
    else:
        expansion, *_ = sweeping.plan(compose("sweep", [f"experiment={study}"], settings=sweeping.SETTINGS))
    assert len(expansion) > 1


def test_what_is_typed_wins_over_a_named_study() -> None:
    words = ["experiment=one_occupation", "society.occupations=3", "replicates=2"]
    composition = compose("compare", words, settings=comparison.SETTINGS)
    assert composition.parameters == {"society.occupations": 3}
    assert composition.settings["scenarios"] == ["mechanical", "organic"]


def test_null_chooses_no_option_of_a_group() -> None:
    composition = compose("compare", ["experiment=null", "network=null"], settings=comparison.SETTINGS)
    assert (composition.choices["experiment"], composition.parameters) == (None, {})


def test_a_study_of_another_command_is_refused() -> None:
    with pytest.raises(SettingsError, match="design"):
        comparison.main(["experiment=closure"])


def test_defaults_come_from_the_dataclasses_alone() -> None:
    composition = compose("sweep", [], settings=sweeping.SETTINGS)
    assert composition.parameters == {}
    assert compose("compare", ["ritual.interval_days=5"], settings=comparison.SETTINGS).parameters == {
        "ritual.interval_days": 5}  # fmt: skip


NUMERIC = [each for each in Scenario.all_parameters() if type(each.default) in (int, float) and each.high is not None]
parameters = st.sampled_from(NUMERIC)
kinds = st.sampled_from(sorted(set(OPTIONS) - {"single", "list"}))
HIGHEST = max(each.high for each in NUMERIC)
beyond = st.one_of(
    st.floats(min_value=HIGHEST, exclude_min=True),
    st.just(float("nan")),
    st.just(float("-inf")),
    st.text(max_size=5),
    st.none(),
)


@st.composite
def malformed(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    """A `vary` with something wrong in it, and the name that the message must hold."""
    good, bad = draw(st.lists(parameters, min_size=2, max_size=2, unique_by=lambda each: each.name))
    low, high = bad.low, bad.high
    name = bad.name
    wrong: Any = draw(st.sampled_from([
        "value", "range", "turned", "equal", "short", "long",
                "scalar", "key", "both", "neither", "scale", "levels", "name",
        "group", "empty", "log"]))  # fmt: skip
    specification: Any = {
        "value": [low, draw(beyond)],
        "range": {"range": [low, draw(beyond)]},
        "turned": {"range": [high, low]},
        "equal": {"range": [low, low]},
        "short": {"range": [low]},
        "long": {"range": [low, low, high]},
        "scalar": draw(st.one_of(st.integers(), st.text(), st.none())),
        "key": {"rnage": [low, high]},
        "both": {"range": [low, high], "list": [low]},
        "neither": {"levels": 3},
        "scale": {"range": [low, high], "scale": draw(st.text(max_size=4))},
        "levels": {"range": [low, high], "levels": draw(st.one_of(st.integers(max_value=1), st.floats(), st.text()))},
        "name": [low, high],
        "group": [draw(st.text(alphabet="xyz", min_size=1))],
        "empty": [],
        "log": {"range": [0, high], "scale": "log"},
    }[wrong]
    if wrong == "name":
        name = f"{bad.name}{draw(st.text(alphabet='abc', min_size=1, max_size=3))}"
    if wrong == "group":
        name = "scenario"
    return {good.name: {"range": [good.low, good.high]}, name: specification}, name


@settings(max_examples=300)
@given(kind=kinds, case=malformed())
def test_malformed_designs_are_refused(kind: str, case: tuple[dict[str, Any], str]) -> None:
    vary, name = case
    options = {"levels": 4, "runs": 4, "trajectories": 2, "base": 4, "second_order": False}
    known = {each.name.removeprefix("design.") for each in OPTIONS[kind]}
    section = {"kind": kind, "vary": vary} | {key: value for key, value in options.items() if key in known}
    with pytest.raises(SettingsError) as refused:
        read_design(section, 1)
    message = str(refused.value)
    assert name in message or kind == "paired"
    assert re.search(r"must|not allowed|nearest valid name|not a parameter", message)


@given(
    kind=kinds,
    option=st.sampled_from(["levels", "runs", "trajectories", "base"]),
    value=st.one_of(
        st.integers(max_value=0),
        st.floats(allow_nan=True).filter(lambda x: x != x or x != int(x) if abs(x) < 1e9 else True),
        st.text(),
        st.none(),
    ),
)
def test_malformed_options_are_refused(kind: str, option: str, value: Any) -> None:
    section = {"kind": kind, "vary": {"boundary.closure": [0, 1]}, "levels": 4, "runs": 4, "trajectories": 2, "base": 4}
    with pytest.raises(SettingsError) as refused:
        read_design(section | {option: value}, 1)
    assert f"design.{option}" in str(refused.value)
