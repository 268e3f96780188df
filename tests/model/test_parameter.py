"""Every parameter describes itself, accepts its own default, and refuses what it must."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Scenario, ScenarioError
from model.parameter import flatten, nearest
from model.retention_parameters import RetentionParameters
from model.ritual_parameters import RitualParameters

PARAMETERS = Scenario.all_parameters()
NUMBERS = [each for each in PARAMETERS if isinstance(each.default, (int, float)) and not isinstance(each.default, bool)]
WHOLE = [each for each in NUMBERS if isinstance(each.default, int)]
LISTS = [each for each in PARAMETERS if isinstance(each.default, tuple) and each.form is None]
SWITCHES = [each for each in PARAMETERS if isinstance(each.default, bool)]
WORDS = [each for each in PARAMETERS if each.choices]


def by_name(parameter):
    return parameter.name


def refusal(parameter, value) -> str:
    with pytest.raises(ScenarioError) as raised:
        parameter.check(value)
    return str(raised.value)


@pytest.mark.parametrize("parameter", PARAMETERS, ids=by_name)
def test_describes_itself(parameter):
    assert parameter.unit
    assert parameter.about.endswith(".")
    assert parameter.about[0].isupper()
    assert parameter.source
    assert parameter.allowed
    assert "None" not in parameter.allowed
    assert "nan" not in parameter.allowed


@pytest.mark.parametrize("parameter", PARAMETERS, ids=by_name)
def test_default_is_allowed_and_keeps_its_type(parameter):
    checked = parameter.check(parameter.default)
    assert checked == parameter.default
    assert type(checked) is type(parameter.default)


@pytest.mark.parametrize("parameter", NUMBERS, ids=by_name)
def test_numbers_have_a_range_around_the_default(parameter):
    assert math.isfinite(parameter.low)
    assert math.isfinite(parameter.high)
    assert parameter.low <= parameter.default <= parameter.high
    digits = parameter.allowed.replace(",", "")
    assert all(f"{bound:.0f}" in digits or f"{bound:g}" in digits for bound in (parameter.low, parameter.high))
    assert parameter.low < parameter.high


@pytest.mark.parametrize("parameter", NUMBERS, ids=by_name)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, False, "1", None, [1], 1j])
def test_numbers_refuse_what_is_no_finite_number(parameter, value):
    message = refusal(parameter, value)
    for part in (parameter.name, repr(value), parameter.allowed):
        assert part in message


@pytest.mark.parametrize("parameter", NUMBERS, ids=by_name)
def test_ends_of_the_range_are_allowed_and_what_lies_beyond_is_not(parameter):
    assert parameter.check(parameter.low) == parameter.low
    assert parameter.check(parameter.high) == parameter.high
    beyond = 1 if isinstance(parameter.default, int) else 1e-6 * max(1.0, abs(parameter.high))
    refusal(parameter, parameter.low - beyond)
    refusal(parameter, parameter.high + beyond)


@settings(max_examples=300)
@given(st.sampled_from(NUMBERS), st.floats(allow_nan=True, allow_infinity=True))
def test_a_number_passes_exactly_when_it_is_in_range(parameter, value):
    allowed = parameter.low <= value <= parameter.high
    if isinstance(parameter.default, int):
        allowed = allowed and value == math.floor(value)
    if allowed:
        checked = parameter.check(value)
        assert checked == value
        assert type(checked) is type(parameter.default)
    else:
        refusal(parameter, value)


@pytest.mark.parametrize("parameter", WHOLE, ids=by_name)
def test_whole_numbers_refuse_fractions_and_take_whole_floats(parameter):
    refusal(parameter, parameter.default + 0.5)
    assert type(parameter.check(float(parameter.default))) is int


@pytest.mark.parametrize("number", [np.int64(300), np.int32(300), np.float32(300), np.float64(300)], ids=repr)
def test_numpy_numbers_are_numbers(number):
    persons = next(each for each in WHOLE if each.name == "persons")
    assert type(persons.check(number)) is int
    assert persons.check(number) == 300


@pytest.mark.parametrize("parameter", SWITCHES, ids=by_name)
@pytest.mark.parametrize("value", [0, 1, "true", None, 1.0])
def test_switches_refuse_what_is_not_true_or_false(parameter, value):
    assert "true or false" in refusal(parameter, value)


@pytest.mark.parametrize("parameter", WORDS, ids=by_name)
def test_words_refuse_what_is_not_a_choice(parameter):
    message = refusal(parameter, "no such choice")
    assert all(choice in message for choice in parameter.choices)
    refusal(parameter, 1)


@pytest.mark.parametrize("parameter", [each for each in LISTS if each.longest is None], ids=by_name)
def test_lists_must_rise_and_have_their_length(parameter):
    values = list(parameter.default)
    assert parameter.check(values) == parameter.default
    wrong_ones = (
        values[::-1],
        values[:-1],
        [*values, values[-1]],
        [*values[:-1], 0.5],
        [-1, *values[1:]],
        "1234567",
        3,
    )
    for wrong in (*wrong_ones, [*values[:-1], math.nan], [True, *values[1:]]):
        refusal(parameter, wrong)


@pytest.mark.parametrize("parameter", [each for each in LISTS if each.longest is not None], ids=by_name)
def test_lists_of_free_length_have_a_longest(parameter):
    assert parameter.check([3, 1, 2]) == (3, 1, 2)
    for wrong in ([], [1] * (parameter.longest + 1), [1, 0.5], [-1], [parameter.high + 1], "12", 3, [True]):
        refusal(parameter, wrong)


def test_names_are_unique_and_dotted_by_group():
    names = [each.name for each in PARAMETERS]
    assert len(names) == len(set(names))
    assert {name.split(".")[0] for name in names if "." in name} == set(Scenario.groups())


def test_the_numbers_of_a_group_reach_the_rules():
    for name, kind in Scenario.groups().items():
        expected = {
            each.name.removeprefix(f"{name}."): each.choices.index(each.default) if each.choices else each.default
            for each in kind.parameters()
        }
        rates = kind().rates._asdict()
        assert rates == {key: value for key, value in expected.items() if not isinstance(value, (str, tuple))}


def test_a_word_reaches_the_rules_as_its_place():
    for place, word in enumerate(("bonds", "weibull", "random")):
        assert RetentionParameters(leaving=word).rates.leaving == place == RetentionParameters.place("leaving", word)


def test_a_group_refuses_bad_values_at_once_and_cannot_be_changed():
    with pytest.raises(ScenarioError, match=r"ritual\.interval_days = 1 is not allowed"):
        RitualParameters(interval_days=1)
    with pytest.raises(ScenarioError, match=r"ritual\.gain = nan"):
        RitualParameters(gain=math.nan)
    with pytest.raises(dataclasses.FrozenInstanceError):
        RitualParameters().gain = 1.0


def test_nearest_name_is_found_in_another_group_too():
    names = [each.name for each in PARAMETERS]
    assert "'ritual.interval_days'" in nearest("ritual.interval_day", names)
    assert "'boundary.closure'" in nearest("ritual.closure", names)
    assert nearest("xqzw", names) == ""


def test_flatten_joins_names_with_dots():
    assert flatten({"a": {"b": {"c": 1}}, "d.e": 2, "f": [3]}) == {"a.b.c": 1, "d.e": 2, "f": [3]}
