"""What `python -m experiments.validate` does: have every target asked of the model, print the table, write it down."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from experiments import rivalry, runner, store, study_folder, validation_table
from experiments.answering import chosen_names, whole_run_problems
from experiments.command import FAILED, MISSES
from experiments.config import Composition, compose
from experiments.engines import make_engine
from experiments.errors import SettingsError
from experiments.pattern import MISSED
from experiments.patterns_table import PATTERNS
from experiments.run import DONE
from experiments.settings import COMMON, ENGINE, checked, processors, setting
from experiments.sources import results_hash
from experiments.target import Target
from experiments.validation_runs import (
    FIELD,
    FUNCTION,
    ROWS,
    TABLE,
    TASKS,
    THEORY,
    Setting,
    Tasks,
    targets_of,
)
from experiments.worker import Context
from model.parameter import flatten

SECTIONS: dict[str, tuple[str, ...]] = {  # tasks by section; some give rows of two
    "theory": tuple(name for name in THEORY if name != "plans"),
    "plans": ("plans", "claims.legara", "claims.growth"),
    "field": (FIELD,),
    "survey": ("P12",),
    "patterns": tuple(PATTERNS),
    "claims": tuple(name for name in TASKS if name.startswith("claims.") and name != "claims.legara"),
}
FEWEST = 2  # runs, for there to be an interval
OWN = (
    setting("strict", bool, "Whether a miss is an error."),
    setting("rivals", bool, "Whether to ask which rival passes which pattern, instead of the table."),
    *(
        setting(f"runs.{name}", int, f"Runs of each variant, {words}.", unit="runs", low=FEWEST, high=100_000)
        for name, words in {"patterns": "of patterns", "claims": "of claims", "rivals": "of rivals"}.items()
    ),
)
SETTINGS = (
    "sections", "against.", "output", "seed", "retry", *(each.name for each in (*ENGINE, *OWN)),
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Plan:
    """What was asked for, checked: `settings` by dotted name, the sections, rivals, and parameters of whole runs."""

    settings: dict[str, Any]
    sections: tuple[str, ...]
    rivals: dict[str, rivalry.Rival]
    parameters: dict[str, Any]

    @property
    def folder(self) -> Path:
        """Where results go."""
        return Path(self.settings["output"]) / ("rivals" if self.settings["rivals"] else "table")

    @property
    def tasks(self) -> Tasks:
        """The tasks of the table, or those of the matrix."""
        s = self.settings
        if s["rivals"]:
            settings = rivalry.settings_of(self.rivals, self.parameters, runs=s["runs.rivals"])
            return Tasks(settings, tuple(PATTERNS), s["seed"])
        chosen = {task for section in self.sections for task in SECTIONS[section]}
        setting_of_table = Setting(self.parameters, s["runs.patterns"], s["runs.claims"])
        return Tasks((setting_of_table,), tuple(task for task in TASKS if task in chosen), s["seed"])


def main(arguments: Sequence[str]) -> int:
    """Validate as `arguments` (Hydra overrides) say; return the exit status."""
    asked = plan(compose("validate", arguments, settings=SETTINGS))
    done, failures = carried_out(asked)
    if asked.settings["rivals"]:
        rivalry.conclude(asked.folder, done, asked.rivals, asked.settings)
        return FAILED if failures else 0
    targets = [row for rows in done.values() for row in rows if row.section.split()[0].lower() in asked.sections]
    validation_table.conclude(asked.folder, targets, asked.settings, parameters=asked.parameters)
    if failures:
        return FAILED
    return MISSES if asked.settings["strict"] and any(row.verdict == MISSED for row in targets) else 0


def plan(composition: Composition) -> Plan:
    """Check what was typed.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    settings = dict(composition.settings)
    asked, against = settings.pop("sections"), settings.pop("against")
    good, problems = checked((*COMMON, *ENGINE, *OWN), flatten(settings))
    sections, unknown = chosen_names("sections", asked, list(SECTIONS))
    problems += unknown
    problems += whole_run_problems(
        "validate",
        composition.parameters,
        since="targets compare years",
        society="targets are tried in societies of other sizes",
    )
    rivals, wrong = rivalry.checked(against, composition.parameters)
    problems += wrong
    if good.get("engine.threads", 1) > 1:
        threads = good["engine.threads"]
        problems.append(f"engine.threads = {threads} is not allowed with validate: its runs are too small for more.")
    if problems:
        raise SettingsError("\n".join(problems))
    return Plan(good, tuple(sections), rivals, composition.parameters)


def carried_out(asked: Plan) -> tuple[dict[str, list[Target]], int]:
    """Do the tasks that are not stored; rows by setting and task, and how many tasks failed."""
    tasks, settings = asked.tasks, asked.settings
    source = results_hash()
    description = {
        "design": "rivals" if settings["rivals"] else "validation", "factors": [], "parameters": asked.parameters,
        "runs": {name: settings[f"runs.{name}"] for name in ("patterns", "claims", "rivals")},
        "seed": settings["seed"], "source": source,
    }  # fmt: skip
    if settings["rivals"]:
        description["rivals"] = {name: dataclasses.asdict(each) for name, each in asked.rivals.items()}
    study_folder.open_folder(asked.folder, description)
    workers = settings["engine.workers"] or processors()
    context = Context(
        parts=str(study_folder.parts_folder(asked.folder, source)),
        writing=str(study_folder.writing_folder(asked.folder)),
        seed=settings["seed"],
        source=source,
        keep=(TABLE,),
        time_limit=settings["engine.time_limit"],
        function=FUNCTION,
        outcomes=(ROWS,),
    )
    engine = make_engine(settings["engine.kind"], workers, settings["engine.address"])
    estimated = runner.Estimate(len(tasks), 0, 0)
    study = runner.Study(
        tasks, asked.folder, context, engine, estimated, chunk=1, retry=settings["retry"] == "failed"
    )  # fmt: skip
    study.carry_out()
    return _read(asked.folder, tasks)


def _read(folder: Path, tasks: Tasks) -> tuple[dict[str, list[Target]], int]:
    stored = store.load(folder)
    table = stored.table(TABLE).to_pandas()
    runs = stored.runs.set_index("key")
    messages = stored.log.drop_duplicates("key", keep="last").set_index("key")["message"]
    done: dict[str, list[Target]] = {}
    failures = 0
    for run in sorted(tasks.runs(), key=lambda each: each.point):
        if runs.loc[run.key, "status"] == DONE:
            done[run.scenario] = targets_of(table[table["key"] == run.key])
        else:
            failures += 1
            validation_table.say_failed(run.scenario, str(runs.loc[run.key, "error"]), str(messages.get(run.key)))
    return done, failures
