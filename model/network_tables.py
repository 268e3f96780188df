"""Tables as users bring them: CSV or GraphML, plain or gzipped; what cannot be read is refused with its line.

Columns hold text, each distinct one once, so that fifty million ties of a few persons take little room and names may be
anything. What a text means is decided in `model.network_files`.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple
from xml.etree.ElementTree import ParseError

import networkx as nx
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from model.parameter import ScenarioError, nearest

_SEPARATORS = ",;\t"
_BLOCK = 2**26  # bytes read at a time: each block has a dictionary of its own, to be unified with the others


class Column(NamedTuple):
    """A column of text."""

    codes: np.ndarray  # (rows,) int32: which of the texts stands in a row
    texts: pa.StringArray  # without blanks around them

    def first_row(self, wrong: np.ndarray) -> int:
        """First row whose text is among the wrong ones ((texts,) bool)."""
        return int(np.argmax(wrong[self.codes]))

    def text(self, row: int) -> str:
        """What stands in a row."""
        return self.texts[int(self.codes[row])].as_py()


class Table(NamedTuple):
    """Columns by name, in the file's order; `place` says in words where in the file a row stands."""

    parameter: str
    path: str
    columns: dict[str, Column]
    rows: int
    place: Callable[[int], str]

    def refusal(self, reason: str) -> ScenarioError:
        """The error that says why this file cannot be used."""
        return refusal(self.parameter, self.path, reason)

    def column(self, parameter: str, name: str, default: str) -> Column | None:
        """A column by its name; None where the file lacks a column of the default name.

        Raises
        ------
        ScenarioError
            When somebody asked for a column that is not there.
        """
        if name not in self.columns and name != default:
            raise refusal(
                parameter, name, f"{Path(self.path).name} has {', '.join(self.columns)}.{nearest(name, self.columns)}"
            )
        return self.columns.get(name)


def refusal(parameter: str, value: str, reason: str) -> ScenarioError:
    """The error that says why a parameter of the society cannot have this value."""
    return ScenarioError(f"society.{parameter} = {value!r} is not allowed: {reason}")


def existing(parameter: str, path: str) -> Path:
    """The path of a file that is there.

    Raises
    ------
    ScenarioError
        When it is not, with the nearest name that is.
    """
    if not path:
        raise refusal(parameter, path, "it must name a file, since society.network = 'file'.")
    file = Path(path).expanduser()
    if not file.is_file():
        beside = [each.name for each in file.parent.iterdir() if each.is_file()] if file.parent.is_dir() else []
        raise refusal(parameter, path, f"there is no such file.{nearest(file.name, beside)}")
    return file


def is_graphml(path: str) -> bool:
    """Whether the name of a file says that it is GraphML."""
    return path.lower().removesuffix(".gz").endswith((".graphml", ".xml"))


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    if path.suffix.lower() == ".gz" and not zipped:
        raise OSError("its name ends in .gz, but it is not gzipped")
    return gzip.open(path) if zipped else path.open("rb")  # type: ignore[return-value]


def _open_text(path: Path) -> IO[str]:
    return io.TextIOWrapper(_open(path), encoding="utf-8-sig", newline="")


def read_csv(parameter: str, path: str, wanted: Callable[[list[str]], Sequence[str]]) -> Table:
    """Read a CSV file whose first line names the columns, separated by commas, semicolons or tabulators.

    Parameters
    ----------
    parameter
        The parameter that names the file.
    path
        Where it is.
    wanted
        Given the names of all columns, those to read.

    Raises
    ------
    ScenarioError
        When there is no such file, or a line is malformed.
    """
    file = existing(parameter, path)
    try:
        separator, header = _header(parameter, path, file)
        names = list(dict.fromkeys(wanted(header)))
        malformed: list[pa.csv.InvalidRow] = []

        def stop(row: pa.csv.InvalidRow) -> str:
            malformed.append(row)
            return "error"

        text = pa.dictionary(pa.int32(), pa.string())
        try:
            with _open(file) as stream:
                table = pa.csv.read_csv(
                    stream,
                    pa.csv.ReadOptions(use_threads=False, block_size=_BLOCK),  # with threads, bad rows have no number
                    pa.csv.ParseOptions(delimiter=separator, invalid_row_handler=stop),
                    pa.csv.ConvertOptions(
                        include_columns=names, column_types=dict.fromkeys(names, text), strings_can_be_null=False
                    ),
                )
        except pa.ArrowInvalid as error:
            if not malformed:
                raise refusal(parameter, path, f"it cannot be read as CSV: {error}") from None
            row = malformed[0]
            raise refusal(
                parameter,
                path,
                f"line {_line(file, separator, row.number - 2)} is {row.text.strip()!r}: the number of its fields is"
                f" {row.actual_columns}, it must be {row.expected_columns} ({separator.join(header)}).",
            ) from None
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise refusal(parameter, path, f"it cannot be read: {error}.") from None
    columns = {name: _column(table.column(name)) for name in names}
    return Table(parameter, path, columns, len(table), lambda row: f"line {_line(file, separator, row)} of {file.name}")


def _header(parameter: str, path: str, file: Path) -> tuple[str, list[str]]:
    with _open_text(file) as text:
        first = text.readline().rstrip("\r\n")
    if not first.strip():
        raise refusal(parameter, path, "its first line is empty: it must name the columns.")
    separator = max(_SEPARATORS, key=first.count)
    header = next(csv.reader([first], delimiter=separator))
    numbers = [name for name in header if name.strip().isdigit()]
    if numbers:
        raise refusal(parameter, path, f"its first line holds {numbers[0]!r}: it must name the columns.")
    twice = [name for place, name in enumerate(header) if name in header[:place]]
    if twice:
        raise refusal(parameter, path, f"its first line names {twice[0]!r} twice.")
    return separator, header


def _column(chunks: pa.ChunkedArray) -> Column:
    whole = chunks.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # of no chunk at all
        return Column(np.empty(0, np.int32), pa.array([], pa.string()))
    return Column(whole.indices.to_numpy(zero_copy_only=False), pc.utf8_trim_whitespace(whole.dictionary))


def _line(file: Path, separator: str, row: int) -> int:
    """Line on which a row ends; rows count from 0 below the first line, and empty lines are none."""
    with _open_text(file) as text:
        reader = csv.reader(text, delimiter=separator)
        filled = (reader.line_num for fields in reader if fields)
        return next(line for number, line in enumerate(filled) if number == row + 1)


def read_graphml(parameter: str, path: str) -> tuple[Table, Table]:
    """Read the ties and the persons of a GraphML file; the first two columns of the ties are their ends.

    Raises
    ------
    ScenarioError
        When there is no such file, or it is no GraphML.
    """
    file = existing(parameter, path)
    try:
        with _open(file) as stream:
            graph = nx.read_graphml(stream)
    except ParseError as error:
        line, _ = error.position
        raise refusal(parameter, path, f"line {line} is no XML: {error}.") from None
    except Exception as error:  # networkx raises whatever its parsing meets
        raise refusal(parameter, path, f"it cannot be read as GraphML: {error}.") from None
    if None in graph or "None" in graph:
        raise refusal(parameter, path, "an edge names no source or no target.")
    edges = [{"from": first, "to": second, **told} for first, second, told in graph.edges(data=True)]
    nodes = [{"name": name, **told} for name, told in graph.nodes(data=True)]
    return (
        _of_records(parameter, path, edges, ("from", "to"), lambda row: f"{edges[row]['from']} - {edges[row]['to']}"),
        _of_records(parameter, path, nodes, ("name",), lambda row: f"node {nodes[row]['name']}"),
    )


def _of_records(
    parameter: str, path: str, records: list[dict[str, Any]], first: tuple[str, ...], place: Callable[[int], str]
) -> Table:
    names = dict.fromkeys([*first, *(name for record in records for name in record)])
    columns = {
        name: _column(
            pa.chunked_array([pa.array([str(each.get(name, "")) for each in records], pa.string())]).dictionary_encode()
        )
        for name in names
    }
    return Table(parameter, path, columns, len(records), lambda row: f"{place(row)} of {Path(path).name}")
