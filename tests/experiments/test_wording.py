"""Numbers as people read them."""

import math

import pytest

from experiments.wording import enumeration, number, with_interval


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


def test_enumeration():
    assert enumeration(["a"]) == "a"
    assert enumeration(["a", "b", "c"]) == "a, b and c"
    assert enumeration([]) == ""
