"""`-m`: Hydra's own multirun, one configuration a job. For tens; a design does thousands in the same time.

Everything is composed and checked before the first job starts, so that a mistake in the last one costs
nothing. Each job's results stand in a folder of their own under `output`, named after what was typed for it.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import hydra
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.types import Override
from omegaconf import DictConfig

from experiments.config import CONFIGURATION, Composition, check_overrides, compose, forced, groups_of, split
from experiments.factors import varied_names

FLAGS = frozenset({"-m", "--multirun"})
MANY = 100


def run_all(
    primary: str,
    arguments: Sequence[str],
    *,
    settings: Sequence[str],
    check: Callable[[Composition], Any],
    job: Callable[[Composition], int],
) -> int:
    """Check all configurations, then let Hydra run them one after another.

    Parameters
    ----------
    primary, settings
        As in `config.compose`.
    arguments
        What was typed, -m included.
    check
        Raises SettingsError when a composed configuration cannot be run.
    job
        Runs one, and returns its exit status.

    Returns
    -------
    int
        The first exit status that is not 0, or 0.

    Raises
    ------
    SettingsError
        When any configuration cannot be run; none has been then.
    """
    overrides = check_overrides(
        primary, [each for each in arguments if each not in FLAGS], settings=settings, many=True
    )
    jobs = BasicSweeper.split_arguments(overrides, max_batch_size=None)[0]
    if len(jobs) > MANY:
        print(_advice(overrides, len(jobs)), file=sys.stderr, flush=True)
    for words in jobs:
        check(compose(primary, list(words), settings=settings))
    return _launch(primary, overrides, settings, job)


def _launch(
    primary: str, overrides: Sequence[Override], settings: Sequence[str], job: Callable[[Composition], int]
) -> int:
    statuses: list[int] = []
    stopped: list[BaseException] = []
    swept = {each.key_or_group for each in overrides if each.is_sweep_override()}

    @hydra.main(config_path=str(CONFIGURATION), config_name=primary, version_base="1.3")
    def hydra_job(composed: DictConfig) -> None:
        if stopped:
            return
        chosen = HydraConfig.get()
        composition = split(composed, dict(chosen.runtime.choices), primary, settings)
        label = _label(chosen.overrides.task, swept)
        output = Path(str(composition.settings["output"])) / label
        print(f"[{chosen.job.num + 1}] {label}", flush=True)
        try:
            statuses.append(
                job(dataclasses.replace(composition, settings=composition.settings | {"output": str(output)}))
            )
        except BaseException as error:  # Hydra would print a traceback of its own and go on
            stopped.append(error)

    groups = groups_of(primary)
    sys.argv = [sys.argv[0], "-m", *(forced(each, groups) for each in overrides)]
    hydra_job()
    if stopped:
        raise stopped[0]
    return next((status for status in statuses if status), 0)


def _label(words: Sequence[str], swept: set[str]) -> str:
    """Name of a job's folder: what was typed for this job alone, without what no file system likes."""
    own = [word.lstrip("+") for word in words if word.lstrip("+").split("=")[0] in swept]
    return re.sub(r"[^\w.,=-]", "_", ",".join(own)) or "job"


def _advice(overrides: Sequence[Override], jobs: int) -> str:
    names = varied_names()
    swept = [each for each in overrides if each.is_sweep_override() and each.key_or_group in names]
    values = ", ".join(f"{each.key_or_group}: [{', '.join(each.sweep_string_iterator())}]" for each in swept)
    return (
        f"-m starts {jobs:,} separate studies, several seconds each. The fast way does the same in one:\n"
        f'  python -m experiments.sweep design=grid "design.vary={{{values}}}"'
    )
