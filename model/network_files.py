"""Societies from files: whose ties they are, what is known of the persons, who founded and who joined in reality.

Persons are numbered as the people's file lists them, then as the ties first name those whom it lacks; such persons are
kept, since a tie to them is known, and reported. A tie is undirected: of a pair that is named again the closest type
stands, then the first line. What a file does not say is drawn as for any other society.
"""

from __future__ import annotations

import functools
import hashlib
import multiprocessing
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from model.network_people import NOTHING_KNOWN, KnownPeople, name_bytes, numbers_in, people_of
from model.network_tables import Column, Table, existing, is_graphml, read_csv, read_graphml, refusal
from model.network_ties import TIE_NAMES, WORK, first_of_pairs, pair_array
from model.parameter import ScenarioError
from model.society_parameters import SocietyParameters

_EXAMPLES = 3


class NetworkFileWarning(UserWarning):
    """What in a network file is not as it should be, and what was made of it."""


class NetworkFile(NamedTuple):
    """What the files say, the same for every run."""

    pairs: np.ndarray  # (ties,) uint64, ascending, see `model.network_ties`
    untyped: np.ndarray  # int64: which of them have a type that must be drawn
    trust: np.ndarray | None  # (ties,) float32, NaN where the file is silent
    people: KnownPeople
    name_bytes: np.ndarray  # (N, width) uint8

    @property
    def persons(self) -> int:
        """Number N of persons."""
        return len(self.name_bytes)


def read_network(parameters: SocietyParameters) -> NetworkFile:
    """Read the files that the parameters name; the last one read is remembered until it is edited.

    Raises
    ------
    ScenarioError
        When a file is missing or malformed, or holds what the parameters do not allow.

    Warns
    -----
    NetworkFileWarning
        Once for a file, when something in it was left out or made up.
    """
    request = _request(parameters)
    network = _read(request, _stamps(request))
    for attribute, limit in (("occupation", "occupations"), *((f"trait_{k}", "trait_categories") for k in range(1, 5))):
        known = network.people.attributes.get(attribute)
        needed = 0 if known is None else int(known.values.max(initial=0)) + 1
        if needed > getattr(parameters, limit):
            raise ScenarioError(
                f"society.{limit} = {getattr(parameters, limit)} is not allowed: the file has {needed} categories of"
                f" {attribute}, so it must be {needed} at least."
            )
    return network


def content_hash(parameters: SocietyParameters) -> str:
    """Hash of what stands in the society's files, so that no result outlives an edit; empty where there are none."""
    if not parameters.from_file:
        return ""
    request = _request(parameters)
    return _content_hash(request, _stamps(request))


@functools.lru_cache(maxsize=8)
def _content_hash(request: SocietyParameters, stamps: tuple[Any, ...]) -> str:
    digest = hashlib.sha256()
    for path in (request.ties_file, request.people_file):
        if path:
            with Path(path).expanduser().open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:32]


def _request(parameters: SocietyParameters) -> SocietyParameters:
    """The parameters with everything forgotten but files and columns."""
    names = (each.name.removeprefix("society.") for each in parameters.parameters())
    told = {name: getattr(parameters, name) for name in names if name.endswith(("_file", "_column"))}
    return SocietyParameters(network="file", **told)


def _stamps(request: SocietyParameters) -> tuple[Any, ...]:
    """What changes when a file is edited."""
    found = [existing("ties_file", request.ties_file).stat()]
    if request.people_file:
        found.append(existing("people_file", request.people_file).stat())
    return tuple((each.st_mtime_ns, each.st_size, each.st_ino) for each in found)


@functools.lru_cache(maxsize=1)
def _read(request: SocietyParameters, stamps: tuple[Any, ...]) -> NetworkFile:
    ties, people = _tables(request)
    ends = _ends(request, ties)
    name_column = None if people is None else _name_column(request, people, ends)
    names, (first, second) = _numbered(people, name_column, ends)
    if len(names) == 0:
        raise ties.refusal("nobody is named in it.")
    notes = []
    if people is not None and len(names) > people.rows:
        unlisted = names[people.rows :]
        notes.append(
            _told(len(unlisted), "named in ties only, kept as persons", unlisted[: 10 * _EXAMPLES].to_pylist())
        )
    pairs, untyped, trust = _pairs(request, ties, first, second, names, notes)
    persons = len(names)
    known = NOTHING_KNOWN if people is None else people_of(request, people, persons)
    if notes and multiprocessing.parent_process() is None:  # workers would repeat what the command has said
        files = " and ".join(Path(path).name for path in (request.ties_file, request.people_file) if path)
        text = f"{files}: {persons:,} persons, {len(pairs):,} ties taken. " + " ".join(notes)
        warnings.warn(text, NetworkFileWarning, stacklevel=2)
    return NetworkFile(pairs, untyped, trust, known, name_bytes(names))


def _told(count: int, what: str, examples: list[str]) -> str:
    distinct = list(dict.fromkeys(examples))[:_EXAMPLES]
    return f"{what[0].upper()}{what[1:]}: {count:,} ({', '.join(distinct)}{' ...' if count > len(distinct) else ''})."


def _tables(request: SocietyParameters) -> tuple[Table, Table | None]:
    """The ties and the persons."""
    people = None
    if is_graphml(request.ties_file):
        ties, people = read_graphml("ties_file", request.ties_file)
    else:

        def wanted(header: list[str]) -> list[str]:
            if len(header) < 2:
                raise refusal("ties_file", request.ties_file, "it has one column: a tie has two ends.")
            named = (request.from_column, request.to_column, request.type_column, request.weight_column)
            return [*header[:2], *(name for name in named if name in header)]

        ties = read_csv("ties_file", request.ties_file, wanted)
    if request.people_file:
        people = read_csv("people_file", request.people_file, lambda header: header)
    return ties, people


def _ends(request: SocietyParameters, ties: Table) -> tuple[Column, Column]:
    defaults = list(ties.columns)[:2]
    ends = []
    for parameter, default in zip(("from_column", "to_column"), defaults, strict=True):
        name = getattr(request, parameter) or default
        column = ties.column(parameter, name, default)
        assert column is not None
        _refuse_empty(ties, parameter, name, column)
        ends.append(column)
    return ends[0], ends[1]


def _refuse_empty(table: Table, parameter: str, name: str, column: Column) -> None:
    empty = pc.equal(column.texts, "").to_numpy(zero_copy_only=False).astype(bool)
    if empty.any() and empty[column.codes].any():
        raise refusal(parameter, name, f"{table.place(column.first_row(empty))} is empty there: it must name a person.")


def _name_column(request: SocietyParameters, people: Table, ends: tuple[Column, Column]) -> Column:
    """The column of the people's file that holds their names, checked: nobody nameless, no name twice."""
    name = request.name_column
    if not name:
        known = {
            each: sum(pc.sum(pc.is_in(end.texts, column.texts)).as_py() or 0 for end in ends)
            for each, column in people.columns.items()
        }
        name = max(known, key=known.__getitem__)
        if len(ends[0].texts) and known[name] == 0:
            raise people.refusal(f"none of {', '.join(known)} names a person of the ties ({ends[0].texts[0]} ...).")
    column = people.column("name_column", name, default="")
    assert column is not None
    _refuse_empty(people, "name_column", name, column)
    distinct = pc.unique(column.texts)
    if len(distinct) < people.rows:
        numbers = pc.index_in(column.texts, distinct).to_numpy(zero_copy_only=False)[column.codes]
        _, firsts = np.unique(numbers, return_index=True)
        again = np.setdiff1d(np.arange(people.rows), firsts)[0]
        raise refusal("name_column", name, f"{people.place(again)} names {column.text(again)!r} a second time.")
    return column


def _numbered(
    people: Table | None, name_column: Column | None, ends: tuple[Column, Column]
) -> tuple[pa.StringArray, tuple[np.ndarray, np.ndarray]]:
    """Names of all persons in order of their numbers, and the numbers of both ends of the ties."""
    listed = pa.array([], pa.string()) if name_column is None else name_column.texts.take(pa.array(name_column.codes))
    unlisted = [each.texts.filter(pc.invert(pc.is_in(each.texts, listed))) for each in ends]
    names = pa.concat_arrays([listed, pc.unique(pa.concat_arrays(unlisted))])
    first, second = (
        pc.index_in(each.texts, names).to_numpy(zero_copy_only=False).astype(np.int64)[each.codes] for each in ends
    )
    return names, (first, second)


def _pairs(
    request: SocietyParameters,
    ties: Table,
    first: np.ndarray,
    second: np.ndarray,
    names: pa.StringArray,
    notes: list[str],
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Ties as numbers, which of them lack a type, and their trust; what is left out or unknown goes into `notes`."""
    types = _types(request, ties, notes)
    column = ties.column("weight_column", request.weight_column, SocietyParameters.weight_column)
    weights = None
    if column is not None:
        name, allowed = request.weight_column, "a number from 0 to 1"
        weights = numbers_in(ties, "weight_column", name, column, (0.0, 1.0), allowed).astype(np.float32)[column.codes]
    own = first == second
    if own.any():
        notes.append(_told(int(own.sum()), "tied to themselves, left out", _names(names, first[own])))
    kept = np.flatnonzero(~own)
    pairs = pair_array(first[kept], second[kept], np.minimum(types, WORK)[kept])
    order = np.argsort(pairs, kind="stable")
    is_first = first_of_pairs(pairs[order])
    if not is_first.all():
        again = kept[order[~is_first]]
        some = again[:_EXAMPLES]
        examples = zip(_names(names, first[some]), _names(names, second[some]), strict=True)
        notes.append(_told(len(again), "pairs named again, left out", ["-".join(ends) for ends in examples]))
    rows = kept[order[is_first]]
    untyped = np.flatnonzero(types[rows] > WORK)
    return pairs[order[is_first]], untyped, None if weights is None else weights[rows]


def _names(names: pa.StringArray, persons: np.ndarray) -> list[str]:
    return [names[int(person)].as_py() for person in persons[: 10 * _EXAMPLES]]


def _types(request: SocietyParameters, ties: Table, notes: list[str]) -> np.ndarray:
    """Type of every tie, (rows,) uint8; WORK + 1 for none or one that is unknown."""
    column = ties.column("type_column", request.type_column, SocietyParameters.type_column)
    if column is None:
        return np.full(ties.rows, WORK + 1, np.uint8)
    texts = [each.lower() for each in column.texts.to_pylist()]
    codes = np.array([TIE_NAMES.index(each) if each in TIE_NAMES else WORK + 1 for each in texts], np.uint8)
    unknown = (codes > WORK) & (np.array(texts, object) != "")
    count = int(unknown[column.codes].sum()) if len(texts) else 0
    if count:
        examples = [text for text, is_unknown in zip(texts, unknown, strict=True) if is_unknown]
        notes.append(_told(count, f"of a type other than {', '.join(TIE_NAMES)}, drawn instead", examples))
    return codes[column.codes]
