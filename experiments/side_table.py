"""A table beside the outcomes, as the report shows it."""

from __future__ import annotations

from typing import NamedTuple


class SideTable(NamedTuple):
    """Cells in words: `rows` are a label and a cell for each of `columns`; `note` says what they are."""

    caption: str
    label: str
    columns: list[str]
    rows: list[tuple[str, list[str]]]
    note: str
