"""Numbers as people read them, the same in figures and reports: few digits, a true minus sign."""

from __future__ import annotations

import math
import textwrap

NOTHING = "–"
LINE = 118  # characters of a line in a terminal
NIL = 1e-6  # smaller numbers are what a computation leaves of zero: nothing here is measured in millionths
_SIZES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def number(value: float, decimals: int | None = None) -> str:
    """Write a number, with three significant digits unless told, whole numbers in full; NaN is a dash."""
    if not math.isfinite(value):
        return NOTHING
    if decimals is None and abs(value) < NIL:
        return "0"
    if decimals is None:
        decimals = 0 if value == round(value) else _decimals(abs(value), digits=3)
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")  # rounding must not leave a negative zero
    return text.replace("-", "−")


def with_interval(value: float, low: float, high: float, *, signed: bool = False) -> str:
    """Write a value and its interval, to two digits of the interval's half-width: "12.3 [11.9, 12.8]".

    Where all three are nil they are written so, and an interval of no width leaves each its own digits.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return _signed(value, number(value)) if signed else number(value)
    told = min(high - low, max(abs(low), abs(high))) >= NIL
    decimals = _decimals((high - low) / 2, digits=2) if told else None
    text = number(value, decimals)
    return f"{_signed(value, text) if signed else text} [{number(low, decimals)}, {number(high, decimals)}]"


def short(value: float, *, signed: bool = False) -> str:
    """Write a number for a small cell: two or three digits, thousands as k, millions as M, thousand millions as G."""
    if not math.isfinite(value):
        return NOTHING
    size, letter = next(((size, letter) for size, letter in _SIZES if abs(value) >= size), (1.0, ""))
    text = f"{value / size:{'+' if signed else ''}.{3 if abs(value) >= 1 else 2}g}{letter}"
    return text.replace("-", "−")


def in_one_piece(words: str) -> str:
    """A value with its interval, to be broken between the two only."""
    return words.replace(", ", ",\u00a0")


def enumeration(words: list[str]) -> str:
    """Join words as in "one, two and three"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def wrapped(words: str) -> str:
    """A paragraph in lines that a terminal shows whole."""
    return "\n".join(textwrap.wrap(words, LINE))


def _signed(value: float, text: str) -> str:
    return f"+{text}" if value >= NIL else text


def _decimals(size: float, digits: int) -> int:
    """Decimals that show so many significant digits of a number of this size, at most 8."""
    return min(8, max(0, digits - 1 - math.floor(math.log10(size)))) if size > 0 else 0
