"""Which runs a study consists of: points of a design times replicates, expanded lazily, checked whole, keyed.

A *point* is one set of parameters: the dataclass defaults, then the files of varied config groups (a
scenario's preset), then what the user set, then the varied parameters, each winning over the one before. A
*run* is a point and a replicate. The replicate number, not the point, goes into every random draw: with
`pairing="common"`, replicate r of all points shares the draws they have in common (common random numbers) and
differences between points need far fewer runs; with `"independent"` no two runs share any.

Runs come in *families*: those of one society and replicate stand together, so that a worker builds that
society once.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import itertools
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from experiments.config import WORLD_GROUPS, read_option
from experiments.errors import SettingsError
from experiments.factors import DUMMY, column_value
from experiments.run import Run
from model import Scenario, ScenarioError
from model.schedule import plain

MOST_PROBLEMS = 10
_DIGEST_BYTES = 16


@dataclasses.dataclass(frozen=True)
class Design:
    """Points times replicates.

    Attributes
    ----------
    kind
        Name of the design, such as "paired" or "lhs".
    base
        What the user set: dotted parameter names to values.
    factors
        Names of what varies: parameters (dotted) and config groups.
    levels
        Values of the factors, one tuple per point; may be computed as it is indexed.
    replicates, seed
        Replicates of each point; master seed of all draws.
    pairing
        "common" or "independent", see the module's opening; or "dummy": points share draws where they share the
        number of the factor `dummy`, so that what is due to chance is told apart like any other factor.
    name
        Name of the scenario of points that vary no scenario.
    variants, upon
        Scenarios made from another: by name, what they set against the preset `upon`, winning over `base`.
    """

    kind: str
    base: Mapping[str, Any]
    factors: tuple[str, ...]
    levels: Sequence[tuple[Any, ...]]
    replicates: int
    seed: int
    pairing: str = "common"
    name: str = "default"
    variants: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    upon: str = ""

    def changes(self, point: int) -> dict[str, Any]:
        """What is set at a point, by dotted name; everything else keeps its dataclass default."""
        chosen = dict(zip(self.factors, self.levels[point], strict=True))
        chosen.pop(DUMMY, None)
        changes: dict[str, Any] = {"name": self.name}
        own: dict[str, Any] = {}
        if (name := str(chosen.get("scenario"))) in self.variants:
            chosen["scenario"] = self.upon
            own = {**self.variants[name], "name": name}
        for group in WORLD_GROUPS:
            if group in chosen:
                changes |= read_option(group, chosen.pop(group))
        return changes | dict(self.base) | own | chosen

    def drawn_replicate(self, point: int, replicate: int) -> int:
        """Number of the draws that a run makes: runs of the same number share those they have in common."""
        if self.pairing == "common":
            return replicate
        among = int(self.levels[point][self.factors.index(DUMMY)]) if self.pairing == "dummy" else point
        return among * self.replicates + replicate


@dataclasses.dataclass(frozen=True)
class Expansion:
    """A design of which every point is known to be valid.

    Attributes
    ----------
    design
        What was expanded.
    digests
        Hash of each point's parameters, shape (points,), each of 16 bytes.
    families
        Points that share a society, each group in order; a point equal to an earlier one is left out.
    scenarios
        The distinct scenario names, in order of appearance, each with the first point that bears it.
    run_as
        For each point the first that is equal to it: itself, unless it was left out.
    source
        Hash of the source that the numbers come from (`sources.results_hash`).
    contents
        Hash of the files of each point's society (`Scenario.society_content`), empty where there are none.
    """

    design: Design
    digests: list[bytes]
    families: list[list[int]]
    scenarios: dict[str, int]
    run_as: list[int]
    source: str
    contents: list[str]

    def __len__(self) -> int:
        """Number of distinct runs."""
        return sum(map(len, self.families)) * self.design.replicates

    def runs(self, first: int = 0, last: int | None = None, *, skip: Collection[bytes] = frozenset()) -> Iterator[Run]:
        """Runs from place `first` up to `last`, by family and replicate, less those with keys in `skip`."""
        for point, replicate in self._places(first, last):
            key = self.key(point, replicate)
            if key not in skip:
                yield self._run(point, replicate, key)

    def keys(self, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Keys of all runs from `first` up to `last`, in the order of `runs`."""
        return (self.key(point, replicate) for point, replicate in self._places(first, last))

    def _places(self, first: int, last: int | None) -> Iterator[tuple[int, int]]:
        everything = (
            (point, replicate)
            for family in self.families
            for replicate in range(self.design.replicates)
            for point in family
        )
        return itertools.islice(everything, first, last)

    def key(self, point: int, replicate: int) -> bytes:
        """Key of a run: hash of its parameters, replicate, master seed and the source its numbers come from."""
        drawn = self.design.drawn_replicate(point, replicate)
        text = f"{drawn}/{self.design.seed}/{self.source}".encode()
        return hashlib.blake2b(self.digests[point] + text, digest_size=_DIGEST_BYTES).digest()

    def table(self, factors: Sequence[tuple[str, str]]) -> pa.Table:
        """The design as a table: `point`, a column for each factor (name, Arrow type), `run_as`."""
        levels = self.design.levels
        columns = {"point": pa.array(range(len(levels)), pa.int32())}
        for place, (name, kind) in enumerate(factors):
            columns[name] = pa.array([column_value(values[place]) for values in levels], getattr(pa, kind)())
        return pa.table(columns | {"run_as": pa.array(self.run_as, pa.int32())})

    def fingerprint(self) -> str:
        """Hash of all points in order."""
        return hashlib.blake2b(b"".join(self.digests), digest_size=_DIGEST_BYTES).hexdigest()

    def description(self) -> dict[str, Any]:
        """What a results folder must say to be taken for the same study."""
        design = self.design
        return {
            "design": design.kind,
            "factors": list(design.factors),
            "parameters": dict(design.base),
            "scenarios": list(self.scenarios),
            "points": len(design.levels),
            "replicates": design.replicates,
            "pairing": design.pairing,
            "seed": design.seed,
            "content": self.fingerprint(),
            "source": self.source,
        }

    def _run(self, point: int, replicate: int, key: bytes) -> Run:
        changes = self.design.changes(point)
        return Run(
            key=key.hex(),
            point=point,
            replicate=self.design.drawn_replicate(point, replicate),
            scenario=str(changes["name"]),
            parameters=canonical(changes),
            values=tuple(map(column_value, self.design.levels[point])),
            changes=changes,
            content=self.contents[point],
        )


def expand(design: Design, source: str) -> Expansion:
    """Check every point of a design and prepare its runs.

    Raises
    ------
    SettingsError
        When a point is not a valid scenario: a line for every problem, up to ten.
    """
    problems: dict[str, None] = {}
    digests: list[bytes] = []
    contents: list[str] = []
    families: dict[str, list[int]] = {}
    scenarios: dict[str, int] = {}
    run_as: list[int] = []
    seen: dict[tuple[bytes, int], int] = {}
    for point in range(len(design.levels)):
        changes = design.changes(point)
        try:
            scenario = Scenario.from_mapping(changes)
        except ScenarioError as error:
            problems |= dict.fromkeys(str(error).splitlines())
            if len(problems) >= MOST_PROBLEMS:
                break
            continue
        text = canonical(changes)
        contents.append(scenario.society_content)  # an edited network file is another study
        digest = hashlib.blake2b((text + contents[-1]).encode(), digest_size=_DIGEST_BYTES).digest()
        digests.append(digest)
        among = design.drawn_replicate(point, 0) if design.pairing == "dummy" else 0
        run_as.append(seen.setdefault((digest, among), point))
        if run_as[-1] == point:
            families.setdefault(_society(changes), []).append(point)
            scenarios.setdefault(str(changes["name"]), point)
    if problems:
        raise SettingsError("\n".join(list(problems)[:MOST_PROBLEMS]))
    return Expansion(
        design=design,
        digests=digests,
        families=list(families.values()),
        scenarios=scenarios,
        run_as=run_as,
        source=source,
        contents=contents,
    )


def canonical(changes: Mapping[str, Any]) -> str:
    """One text for one set of parameters: JSON of what differs from the defaults, sorted by name."""
    defaults = _defaults()
    differing = {}
    for name, value in changes.items():
        checked = defaults[name].check(value)
        if checked != defaults[name].default:
            differing[name] = plain(checked)
    return json.dumps(differing, sort_keys=True)


def _society(changes: Mapping[str, Any]) -> str:
    """The parameters on which the society depends, as one text."""
    return canonical(
        {name: value for name, value in changes.items() if name == "persons" or name.startswith("society.")}
    )


@functools.cache
def _defaults() -> dict[str, Any]:
    return {each.name: each for each in Scenario.all_parameters()}
