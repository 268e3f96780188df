"""How many bytes a phase can have to move for one active member in one week, read off the model's own source.

Followed from the functions of a phase (`phase_clock.PHASES`) through all they call: every column of the memberships
that is named counts once where it is read and once more where it is written, and so does every row of a week's own
arrays (`week.Week`, `week.Around`). What only those need who join or leave (`_SELDOM`) does not count. It is an upper
estimate of what streams through memory: a column that only offenders need counts as if every member needed it. People
and ties, which few look up here and there, are not in it (what they cost is waiting, not bandwidth), nor is the memory
that a phase works in.
"""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from experiments.phase_clock import PHASES
from model.columns import COLUMNS
from model.months import MONTHS_PER_YEAR, WEEKS_PER_YEAR

_COLUMN_BYTES = {name: np.dtype(kind).itemsize for name, kind in COLUMNS}
_WEEK_BYTES = {  # of one place of a row of an array
    "persons": 4, "inside": 8, "tied": 1, "all_asked": 1, "nobody_before": 4,
    "chances": 4, "need": 4, "sales": 4, "contact": 4,
}  # fmt: skip
_SELDOM = frozenset({"model.membership", "model.placement", "model.pure_recruitment"})
_WORDS = 4 * 4 * 4  # that `begin_week` draws: four words of four bytes from each of four streams
_RECORDS = {"members": _COLUMN_BYTES, "week": _WEEK_BYTES, "around": _WEEK_BYTES}


@functools.cache
def bytes_by_phase() -> dict[str, float]:
    """Bytes that each phase can have to move for an active member in a week, on the average over a year's weeks."""
    moved = {phase: float(_bytes_of(functions)) for phase, functions in PHASES.items()}
    moved["begin"] += _WORDS
    moved["month"] *= MONTHS_PER_YEAR / WEEKS_PER_YEAR
    return moved


def _bytes_of(functions: tuple[tuple[Any, str], ...]) -> int:
    others = {_plain(getattr(owner, name)) for phase in PHASES.values() for owner, name in phase}
    entries = [_plain(getattr(owner, name)) for owner, name in functions]
    touched: set[tuple[str, str, bool]] = set()
    seen: set[Callable[..., Any]] = set()
    waiting = list(entries)
    while waiting:
        function = waiting.pop()
        if function in seen or (function in others and function not in entries):
            continue  # what another phase does is counted there
        seen.add(function)
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        touched |= set(_touched(tree))
        waiting += _called(tree, function)
    return sum(_RECORDS[record][place.split("[")[0]] for record, place, _ in touched)


def _touched(tree: ast.AST) -> Iterator[tuple[str, str, bool]]:
    """Record, column (with its row, where it has several) and whether it is written, wherever one is named."""
    added = {id(node.target) for node in ast.walk(tree) if isinstance(node, ast.AugAssign)}
    views = dict(_views(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Subscript):
            continue
        column = views.get(node.value.id) if isinstance(node.value, ast.Name) else node.value
        if not isinstance(column, ast.Attribute):
            continue
        record, name = column.value, column.attr
        if not isinstance(record, ast.Name) or name not in _RECORDS.get(record.id, ()):
            continue
        row = f"[{ast.unparse(node.slice.elts[0])}]" if isinstance(node.slice, ast.Tuple) else ""
        written = isinstance(node.ctx, ast.Store)
        if written:
            yield record.id, name + row, True
        if not written or id(node) in added:
            yield record.id, name + row, False


def _views(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Local names of parts of a column, as in `distrust = members.distrust[first:last]`, and the column."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            pair = node.targets[0], node.value
            targets, values = (each.elts if isinstance(each, ast.Tuple) else [each] for each in pair)
            for target, value in zip(targets, values, strict=False):
                match target, value:
                    case ast.Name(name), ast.Subscript(value=column, slice=ast.Slice()):
                        yield name, column


def _called(tree: ast.AST, function: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Functions of the model that are named in a function."""
    for node in ast.walk(tree):
        found: Any = None
        if isinstance(node, ast.Name):
            found = function.__globals__.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = function.__globals__.get(node.value.id)
            owner = _class_of(function) if node.value.id == "self" else owner
            found = getattr(owner, node.attr, None) if inspect.ismodule(owner) or inspect.isclass(owner) else None
        found = _plain(found)
        module = getattr(found, "__module__", None) or ""
        if inspect.isfunction(found) and module.startswith("model.") and module not in _SELDOM:
            yield found


def _class_of(function: Callable[..., Any]) -> Any:
    return function.__globals__.get(function.__qualname__.split(".")[0])


def _plain(function: Any) -> Any:
    """The Python function itself: of a compiled one, of a timed one, of a property."""
    function = getattr(function, "fget", function)
    function = getattr(function, "py_func", function)
    return inspect.unwrap(function) if callable(function) else function
