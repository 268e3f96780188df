"""The work behind the table of validation: tasks, each of which gives rows, carried out and stored like runs.

A task is a study of claims, a pattern, or a whole section. Its key knows all programs and configuration, so that an
edited criterion is never a stale row.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import itertools
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from experiments import claim_targets, field_targets, pattern_targets, plan_targets, theory_targets
from experiments.claims_table import STUDIES
from experiments.laboratory import Laboratory
from experiments.patterns_table import PATTERNS
from experiments.run import Run
from experiments.sources import answers_hash
from experiments.target import Target
from experiments.worker import Result

TABLE = "targets"
ROWS = "rows"  # the one number that is stored of a task beside its table
FUNCTION = "experiments.validation_runs:do_task"
THEORY: dict[str, Callable[[int], list[Target]]] = {
    "uniform": theory_targets.uniform,
    "preferential": theory_targets.preferential,
    "shapes": theory_targets.shapes,
    "leaving": theory_targets.leaving,
    "plans": plan_targets.rows,
}
FIELD = "field"
# In the order of the table.
TASKS = (*THEORY, FIELD, *PATTERNS, *(f"claims.{name}" for name in STUDIES))
SLOW = (
    "P2",
    "P12",
    "P6",
    "P4",
    FIELD,
    "P7",
    "P8",
    "P11",
    "P5",
)  # begun first, so that no worker is left alone with one


@dataclasses.dataclass(frozen=True)
class Setting:
    """Under what a task is done.

    Attributes
    ----------
    parameters
        Of whole runs, by dotted name.
    patterns, claims
        Runs of each variant, of patterns (and the survey) and of claims.
    name
        Of the setting: empty for the table, the rival's for the matrix.
    """

    parameters: Mapping[str, Any]
    patterns: int
    claims: int
    name: str = ""


@dataclasses.dataclass(frozen=True)
class Tasks:
    """Tasks under settings, as the runner takes them."""

    settings: tuple[Setting, ...]
    tasks: tuple[str, ...]
    seed: int

    def __len__(self) -> int:
        return len(self.settings) * len(self.tasks)

    @property
    def families(self) -> list[list[int]]:
        """Every task on its own."""
        return [[place] for place in range(len(self))]

    def keys(self, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Keys of the tasks in the order in which they are done."""
        return (bytes.fromhex(run.key) for run in self.runs(first, last))

    def runs(self, first: int = 0, last: int | None = None, *, skip: Collection[bytes] = frozenset()) -> Iterator[Run]:
        """The tasks, slow ones first, less those with keys in `skip`."""
        for place in itertools.islice(self._order(), first, last):
            run = self._run(place)
            if bytes.fromhex(run.key) not in skip:
                yield run

    def _order(self) -> list[int]:
        slow = {name: len(SLOW) - place for place, name in enumerate(SLOW)}
        return sorted(range(len(self)), key=lambda place: -slow.get(self.tasks[place % len(self.tasks)], 0))

    def _run(self, place: int) -> Run:
        setting, task = self.settings[place // len(self.tasks)], self.tasks[place % len(self.tasks)]
        parameters = json.dumps(dict(setting.parameters), sort_keys=True)
        replicates = setting.claims if task.startswith("claims.") else setting.patterns
        replicates = 0 if task in THEORY else replicates
        of_task = "" if task in THEORY else parameters
        text = f"{task}/{of_task}/{replicates}/{self.seed}/{answers_hash()}"
        return Run(
            key=hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
            point=place,
            replicate=0,
            scenario=f"{setting.name} {task}".strip(),
            parameters=parameters,
            values=(),
            changes={"task": task, "replicates": replicates, "parameters": parameters},
        )


def do_task(changes: dict[str, Any], seed: int, replicate: int, keep: Iterable[str]) -> Result:
    """Do a task; its table holds the rows."""
    task, replicates = changes["task"], changes["replicates"]
    if task in THEORY:
        rows = THEORY[task](seed)
    else:
        laboratory = _laboratory(changes["parameters"], seed, replicates)
        if task == FIELD:
            rows = field_targets.rows(laboratory)
        elif task in PATTERNS:
            rows = pattern_targets.pattern_rows(task, laboratory)
        else:
            rows = claim_targets.claim_rows(task.removeprefix("claims."), laboratory)
    return Result({ROWS: float(len(rows))}, {TABLE: pd.DataFrame([dataclasses.asdict(each) for each in rows])})


@functools.lru_cache(maxsize=2)
def _laboratory(parameters: str, seed: int, replicates: int) -> Laboratory:
    """One for all tasks of a worker that share their runs."""
    return Laboratory(seed=seed, replicates=replicates, base=json.loads(parameters), thorough=False)


def targets_of(table: pd.DataFrame) -> list[Target]:
    """Rows of a stored table as targets."""
    names = [field.name for field in dataclasses.fields(Target)]
    return [Target(**{str(name): value for name, value in row.items()}) for row in table[names].to_dict("records")]
