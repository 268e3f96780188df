"""What a people's file tells of the persons: who founded, who joined in reality, what they are like."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from model.network_tables import Column, Table, refusal
from model.society_parameters import SocietyParameters

_MEANINGS = {"1": 1, "true": 1, "yes": 1, "1.0": 1, "0": 0, "false": 0, "no": 0, "0.0": 0, "": -1}
_MOST_CATEGORIES = 200
_POSITIVE = float(np.finfo(np.float32).tiny)
# name of the attribute: lowest and highest number, in words
_AMOUNTS = {
    "rationality": (0.0, 1.0, "a number from 0 to 1"),
    "means": (_POSITIVE, 1e12, "a number above 0"),
    "hours": (_POSITIVE, 168.0, "a number above 0, 168 at most"),
}


class Known(NamedTuple):
    """What is known of some persons."""

    persons: np.ndarray  # (n,) int64
    values: np.ndarray  # (n,)


class KnownPeople(NamedTuple):
    """What a file tells of the persons, by their numbers."""

    founders: np.ndarray  # int32, ascending
    observed: np.ndarray  # (N,) int8: 1 joined, 0 did not, -1 not known; or empty
    communities: np.ndarray | None  # (N,) int32
    attributes: dict[str, Known]


NOTHING_KNOWN = KnownPeople(np.empty(0, np.int32), np.empty(0, np.int8), None, {})


def people_of(request: SocietyParameters, table: Table, persons: int) -> KnownPeople:
    """Read what the table tells; its rows are the first of the `persons`.

    Raises
    ------
    ScenarioError
        When a column that was asked for is missing, or a text is not what its column must hold.
    """
    founders, observed = np.empty(0, np.int32), np.empty(0, np.int8)
    answers = _yes_or_no(request, table, "founders_column")
    if answers is not None:
        founders = np.flatnonzero(answers == 1).astype(np.int32)
        if len(founders) == 0:
            raise refusal("founders_column", request.founders_column, "nobody in it founds.")
    answers = _yes_or_no(request, table, "joined_column")
    if answers is not None:
        observed = np.full(persons, -1, np.int8)
        observed[: table.rows] = answers
    return KnownPeople(founders, observed, _communities(request, table, persons), _attributes(request, table))


def numbers_in(
    table: Table, parameter: str, name: str, column: Column, bounds: tuple[float, float], allowed: str
) -> np.ndarray:
    """The number that each of a column's texts stands for ((texts,) float64), NaN for the empty one.

    Raises
    ------
    ScenarioError
        When a text is no number, or outside the bounds.
    """
    texts = pd.Series(column.texts.to_pylist(), dtype=object)
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64)
    _refuse(table, parameter, name, column, ~((numbers >= bounds[0]) & (numbers <= bounds[1])), allowed)
    return numbers


def _refuse(table: Table, parameter: str, name: str, column: Column, wrong: np.ndarray, allowed: str) -> None:
    """Refuse the first row with a wrong text ((texts,) bool); an empty one is none."""
    wrong = wrong & pc.not_equal(column.texts, "").to_numpy(zero_copy_only=False).astype(bool)
    if wrong.any():
        row = column.first_row(wrong)
        raise refusal(parameter, name, f"{table.place(row)} holds {column.text(row)!r}: it must be {allowed}.")


def _column(request: SocietyParameters, table: Table, parameter: str) -> tuple[str, Column | None]:
    name, default = getattr(request, parameter), getattr(SocietyParameters, parameter)
    return name, table.column(parameter, name, default)


def _yes_or_no(request: SocietyParameters, table: Table, parameter: str) -> np.ndarray | None:
    """1, 0 or -1 (empty) for each row (int8)."""
    name, column = _column(request, table, parameter)
    if column is None:
        return None
    meanings = np.array([_MEANINGS.get(text.lower(), 2) for text in column.texts.to_pylist()], np.int8)
    _refuse(table, parameter, name, column, meanings == 2, "1 or 0, yes or no, true or false")
    return meanings[column.codes]


def _communities(request: SocietyParameters, table: Table, persons: int) -> np.ndarray | None:
    """Number of each person's community; who has none in the file is one's own."""
    _, column = _column(request, table, "community_column")
    if column is None:
        return None
    names = pc.unique(column.texts)
    numbers = pc.index_in(column.texts, names).to_numpy(zero_copy_only=False)
    missing = pc.equal(column.texts, "").to_numpy(zero_copy_only=False).astype(bool)
    own = len(names) + np.arange(persons)
    own[: table.rows] = np.where(missing[column.codes], own[: table.rows], numbers[column.codes])
    return own.astype(np.int32)


def _attributes(request: SocietyParameters, table: Table) -> dict[str, Known]:
    attributes = {}
    for name, (low, high, allowed) in _AMOUNTS.items():
        parameter = f"{name}_column"
        title, column = _column(request, table, parameter)
        if column is not None:
            numbers = numbers_in(table, parameter, title, column, (low, high), allowed)[column.codes]
            said = np.flatnonzero(~np.isnan(numbers))
            attributes[name] = Known(said, numbers[said].astype(np.float32))
    answers = _yes_or_no(request, table, "open_column")
    if answers is not None:
        said = np.flatnonzero(answers >= 0)
        attributes["open"] = Known(said, answers[said].astype(np.uint8))
    columns = {
        "trait_1": _column(request, table, "origin_column"),
        "occupation": _column(request, table, "occupation_column"),
        **{name: (name, table.columns.get(name)) for name in ("trait_2", "trait_3", "trait_4")},
    }
    for name, (title, column) in columns.items():
        if column is not None:
            attributes[name] = _categories(table, title, column)
    return attributes


def _categories(table: Table, title: str, column: Column) -> Known:
    """Categories as numbers: whole numbers below 200 as they are, other texts in alphabetical order."""
    texts = column.texts.to_pylist()
    said = sorted({text for text in texts if text})
    if len(said) > _MOST_CATEGORIES:
        raise table.refusal(f"its column {title!r} has {len(said):,} categories: {_MOST_CATEGORIES} are the most.")
    if all(text.isascii() and text.isdigit() and int(text) < _MOST_CATEGORIES for text in said):
        numbers = {text: int(text) for text in said}
    else:
        numbers = {text: number for number, text in enumerate(said)}
    codes = np.array([numbers.get(text, -1) for text in texts], np.int16)[column.codes]
    persons = np.flatnonzero(codes >= 0)
    return Known(persons, codes[persons].astype(np.uint8))


def name_bytes(names: pa.StringArray) -> np.ndarray:
    """Names in UTF-8, as many bytes for each as the longest takes ((N, width) uint8)."""
    encoded = np.array([name.encode() for name in names.to_pylist()])
    return encoded.view(np.uint8).reshape(len(encoded), -1)
