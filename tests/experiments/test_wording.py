"""Numbers as people read them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.wording import NIL, enumeration, number, with_interval

NUMBERS = st.floats(-1e12, 1e12)


def read(text: str) -> float:
    """The number that a reader takes a text for."""
    assert "e" not in text, "no reader of tables should need to know what 1e-15 means"
    return float(text.replace(",", "").replace("−", "-"))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567.0, None, "1,234,567"),
        (1234.56, None, "1,235"),
        (0.012345, None, "0.0123"),
        (-2.5, None, "−2.50"),
        (-0.001, 2, "0.00"),
        (math.nan, None, "–"),
        (math.inf, 2, "–"),
        (0, None, "0"),
        (-1.8e-15, None, "0"),
        (2e-6, None, "0.00000200"),
    ],
)
def test_number(value, decimals, text):
    assert number(value, decimals) == text


def test_interval_decides_the_digits():
    assert with_interval(12.3456, 11.9, 12.8) == "12.35 [11.90, 12.80]"
    assert with_interval(-1315.2, -1457.6, -1186.0) == "−1,315 [−1,458, −1,186]"
    assert with_interval(0.032, 0.0278, 0.0368, signed=True) == "+0.0320 [0.0278, 0.0368]"
    assert with_interval(5.0, math.nan, math.nan, signed=True) == "+5"
    assert with_interval(math.nan, math.nan, math.nan) == "–"
    assert with_interval(1.8e-15, 0.0, 2e-12, signed=True) == "0 [0, 0]"
    assert with_interval(1.8e-15, -0.001, 0.012) == "0.0000 [−0.0010, 0.0120]"
    assert with_interval(0.5, 0.49999999, 0.50000001) == "0.500 [0.500, 0.500]"


@given(NUMBERS)
def test_a_number_is_read_as_it_is(value):
    assert read(number(value)) == pytest.approx(value, rel=0.005, abs=NIL)


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted), st.sampled_from([1.0, 1e-6, 1e-12, 1e-18, 1e-24]))
def test_an_interval_is_read_as_it_is_however_small(ends, scale):
    low, value, high = (scale * each for each in ends)
    text, _, interval = with_interval(value, low, high, signed=True).partition(" [")
    told = [read(text.removeprefix("+")), *map(read, interval.removesuffix("]").split(", "))]
    assert told == pytest.approx([value, low, high], rel=0.005, abs=max(NIL, (high - low) / 20))
    assert told[1] <= told[0] <= told[2]
    assert text.startswith("+") <= (value > 0)
    if max(abs(low), abs(high)) < NIL:
        assert told == [0, 0, 0], "nil is written as nil"
        assert len(f"{text}{interval}") == len("00, 0]")


def test_enumeration():
    assert enumeration(["a"]) == "a"
    assert enumeration(["a", "b", "c"]) == "a, b and c"
    assert enumeration([]) == ""
