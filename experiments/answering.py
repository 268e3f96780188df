"""What commands that answer by studies share: `studies=[...]` and settings checked, studies done, figures written."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments import page
from experiments.claim import Study
from experiments.config import compose, parameter_problems
from experiments.errors import SettingsError, StoreError
from experiments.figure_style import save
from experiments.laboratory import Laboratory
from experiments.provenance import facts
from experiments.report import what_was_run
from experiments.settings import COMMON, checked
from experiments.sources import results_hash
from model import Scenario
from model.months import WEEKS_PER_YEAR
from model.parameter import nearest

SHORTEST = 2 * WEEKS_PER_YEAR  # weeks of a whole run


@dataclasses.dataclass(frozen=True)
class Questions[Answer]:
    """What a command answers.

    Attributes
    ----------
    command, chooser
        Its name, and that of its configuration; and the setting that chooses among its studies.
    studies
        All studies by name.
    show
        An answer in the words of a terminal.
    since, society
        Why whole runs must be of `SHORTEST` weeks, and why a society from a file will not do.
    """

    command: str
    chooser: str
    studies: Mapping[str, Callable[[Laboratory], Study[Answer]]]
    show: Callable[[Answer], str]
    since: str
    society: str


@dataclasses.dataclass(frozen=True)
class Plan[Answer]:
    """What is asked, where runs are made, the names of the studies asked for, and the folder of results."""

    questions: Questions[Answer]
    laboratory: Laboratory
    names: list[str]
    folder: Path


def plan_studies[Answer](questions: Questions[Answer], arguments: Sequence[str]) -> Plan[Answer]:
    """Check what was typed (Hydra overrides) after a command that answers by studies.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    command, chooser = questions.command, questions.chooser
    composition = compose(command, arguments, settings=(chooser, "replicates", "seed", "output"))
    asked = composition.settings.pop(chooser)
    settings, problems = checked(COMMON, composition.settings)
    names, unknown = chosen_names(chooser, asked, list(questions.studies))
    problems += unknown
    problems += whole_run_problems(command, composition.parameters, since=questions.since, society=questions.society)
    if problems:
        raise SettingsError("\n".join(problems))
    laboratory = Laboratory(seed=settings["seed"], replicates=settings["replicates"], base=composition.parameters)
    return Plan(questions, laboratory, names, Path(settings["output"]))


def whole_run_problems(command: str, parameters: Mapping[str, Any], *, since: str, society: str) -> list[str]:
    """What is wrong with the parameters of whole runs; the words are those of `Questions`."""
    problems = []
    if parameters.get("society.network") == "file":
        problems.append(
            f"society.network = 'file' is not allowed for {command}: {society}, which a file would decide. Use"
            " experiments.compare or experiments.sweep."
        )
    if wrong := parameter_problems(parameters):
        return [*problems, *wrong]
    weeks = Scenario.from_mapping(parameters).weeks
    if weeks < SHORTEST:
        problems.append(f"weeks = {weeks} is not allowed: it must be from {SHORTEST}, since {since}.")
    return problems


def chosen_names(chooser: str, asked: Any, known: Sequence[str]) -> tuple[list[str], list[str]]:
    """Names asked for by the setting `chooser` (all by default), and a sentence for each that does not exist."""
    if asked is None:
        return list(known), []
    names = [asked] if isinstance(asked, str) else asked
    if not isinstance(names, list) or not names:
        return [], [f"{chooser} = {asked!r} is not allowed: it must be a list of {chooser}, of {', '.join(known)}."]
    return list(map(str, names)), [
        f"{chooser} = {name!r} is not allowed: it must be one of {', '.join(known)}.{nearest(str(name), list(known))}"
        for name in names
        if name not in known
    ]


def answer[Answer](plan: Plan[Answer]) -> tuple[list[Study[Answer]], list[list[Path]]]:
    """Do the studies of a plan, print their answers, write their figures; returns them with their pictures."""
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"output = {str(plan.folder)!r} cannot be written: {error.strerror}.") from None
    done, pictures = [], []
    for name in plan.names:
        study = plan.questions.studies[name](plan.laboratory)
        done.append(study)
        pictures.append([save(figure, plan.folder, each) for each, figure in study.figures.items()])
        print("\n".join(map(plan.questions.show, study.answers)), flush=True)
    return done, pictures


def write_answers[Answer](
    plan: Plan[Answer], studies: Sequence[Study[Answer]], pictures: Sequence[Sequence[Path]], **content: Any
) -> Path:
    """Write the command's page and return its path; `content` is what its template needs beside the studies."""
    command = plan.questions.command
    return page.write_page(
        plan.folder,
        command,
        pictures=[picture for each in pictures for picture in each],
        facts=facts(command, seed=plan.laboratory.seed, source=results_hash()),
        studies=studies,
        shown=[[picture.stem for picture in each] for each in pictures],
        setting=plan.laboratory.setting,
        shared=what_was_run({"whole runs": Scenario.from_mapping(plan.laboratory.base)})["shared"],
        **content,
    )
