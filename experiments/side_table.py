"""A table beside the outcomes: how it looks in a terminal and in the report."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

WIDTH = 104  # characters of a note's line in a terminal


class SideTable(NamedTuple):
    """Cells in words: `rows` are a label and a cell for each of `columns`; `note` says what they are."""

    caption: str
    label: str
    columns: list[str]
    rows: list[tuple[str, list[str]]]
    note: str


def printed(table: SideTable) -> str:
    """Lay out a table for a terminal."""
    lines = [(table.label, table.columns), *table.rows]
    first = max(len(label) for label, _ in lines)
    widths = [max(len(cells[place]) for _, cells in lines) for place in range(len(table.columns))]
    body = [
        "  ".join([f"{label:{first}}", *(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))])
        for label, cells in lines
    ]
    return "\n".join([table.caption, *body, textwrap.fill(table.note, WIDTH)])
