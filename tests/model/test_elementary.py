"""The elementary functions: exact to the last digits, and the same in a vector as alone."""

import numpy as np
import pytest
from scipy import special

from model.compilation import compiled
from model.elementary import exponential, logarithm, logistic

GENERATOR = np.random.default_rng(7)
PRECISE = np.finfo(np.longdouble).eps < 1e-18


@compiled
def _in_a_loop(numbers, exponentials, logarithms, logistics):
    for k in range(len(numbers)):
        exponentials[k] = exponential(numbers[k])
        logarithms[k] = logarithm(abs(numbers[k]))
        logistics[k] = logistic(numbers[k])


@pytest.mark.skipif(not PRECISE, reason="needs a long double to measure against")
def test_errors_are_as_small_as_stated():
    numbers = np.concatenate([GENERATOR.uniform(-700, 700, 20_000), GENERATOR.normal(0, 1e-3, 5_000)])
    exact = np.exp(numbers.astype(np.longdouble))
    assert max(abs(exponential(x) / y - 1) for x, y in zip(numbers, exact, strict=True)) < 4e-16
    numbers = np.concatenate([GENERATOR.uniform(0, 2, 20_000), 1 + GENERATOR.normal(0, 1e-6, 5_000), [1e-300, 1e300]])
    exact = np.log(numbers.astype(np.longdouble))
    assert max(abs(logarithm(x) / y - 1) for x, y in zip(numbers, exact, strict=True)) < 4e-16
    numbers = GENERATOR.uniform(-40, 40, 5_000)
    assert [logistic(x) for x in numbers] == pytest.approx(special.expit(numbers).tolist(), rel=1e-14)


def test_edges():
    assert exponential(0.0) == 1.0
    assert logarithm(1.0) == 0.0
    assert logistic(0.0) == 0.5
    assert 0.0 < exponential(-1e9) < 1e-300
    assert 1e300 < exponential(1e9) < np.inf
    assert logarithm(0.0) < -700.0
    assert (logistic(-1e9), logistic(1e9)) == pytest.approx((0.0, 1.0), abs=1e-300)


def test_a_vector_holds_the_same_bits_as_single_numbers():
    numbers = GENERATOR.normal(0, 3, 1003)
    found = np.empty((3, len(numbers)))
    _in_a_loop(numbers, *found)
    assert found[0].tolist() == [exponential(x) for x in numbers]
    assert found[1].tolist() == [logarithm(abs(x)) for x in numbers]
    assert found[2].tolist() == [logistic(x) for x in numbers]
