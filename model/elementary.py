"""Exponential, logistic and logarithm in plain arithmetic, so that a loop over many members becomes vector code.

The mathematical library's functions are calls, one number at a time. These are sums and products, the same in a vector
as alone, and so the same on one thread and on many. Rules that every member meets every week use them; elsewhere
NumPy's serve. Relative errors are below 4e-16 (`exponential`, `logarithm`), which tests measure. After Cody & Waite
(1980, Software Manual for the Elementary Functions).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import int64, types
from numba.extending import intrinsic

from model.compilation import compiled

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.693147180369123816490, 1.90821492927058770002e-10  # their sum is ln 2; the first has few digits
_SQRT2 = 1.4142135623730951
_LARGEST_EXPONENT = 708.0  # of a normal number
_BIAS = int64(1023)
_FRACTION = int64(0x000FFFFFFFFFFFFF)
_ONE = int64(0x3FF0000000000000)


@intrinsic
def _as_number(_context: Any, bits: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@intrinsic
def _as_bits(_context: Any, number: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), generate


@compiled
def exponential(x):
    """E to the power of x; x below -708 or above 708 counts as that."""
    x = min(max(x, -_LARGEST_EXPONENT), _LARGEST_EXPONENT)
    halvings = np.floor(x * _LOG2_E + 0.5)
    r = (x - halvings * _LN2_HIGH) - halvings * _LN2_LOW  # at most ln 2 / 2 either way
    series = 1.0 / 6227020800.0
    series = 1.0 / 479001600.0 + r * series
    series = 1.0 / 39916800.0 + r * series
    series = 1.0 / 3628800.0 + r * series
    series = 1.0 / 362880.0 + r * series
    series = 1.0 / 40320.0 + r * series
    series = 1.0 / 5040.0 + r * series
    series = 1.0 / 720.0 + r * series
    series = 1.0 / 120.0 + r * series
    series = 1.0 / 24.0 + r * series
    series = 1.0 / 6.0 + r * series
    series = 0.5 + r * series
    series = 1.0 + (r + r * r * series)
    return series * _as_number((int64(halvings) + _BIAS) << int64(52))  # type: ignore[call-arg]


@compiled
def logistic(x):
    """Probability whose logit is x."""
    return 1.0 / (1.0 + exponential(-x))


@compiled
def logarithm(x):
    """Natural logarithm of a normal number above 0; that of 0 is some number below -700."""
    bits: Any = _as_bits(x)  # type: ignore[call-arg]
    exponent = np.float64((bits >> int64(52)) - _BIAS)
    fraction = _as_number((bits & _FRACTION) | _ONE)  # from 1 to 2
    large = fraction > _SQRT2
    fraction = 0.5 * fraction if large else fraction
    exponent = exponent + 1.0 if large else exponent
    ratio = (fraction - 1.0) / (fraction + 1.0)
    square = ratio * ratio
    series = 1.0 / 21.0
    series = 1.0 / 19.0 + square * series
    series = 1.0 / 17.0 + square * series
    series = 1.0 / 15.0 + square * series
    series = 1.0 / 13.0 + square * series
    series = 1.0 / 11.0 + square * series
    series = 1.0 / 9.0 + square * series
    series = 1.0 / 7.0 + square * series
    series = 1.0 / 5.0 + square * series
    series = 1.0 / 3.0 + square * series
    return exponent * _LN2_HIGH + (exponent * _LN2_LOW + (2.0 * ratio + 2.0 * ratio * square * series))
