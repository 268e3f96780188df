"""What `python -m experiments.survey` does: run the scenarios, take a census of each, put the questionnaire to samples.

Under `output` stand `surveys.csv` (one survey of each scenario), `accuracy.parquet` (run by run) and `accuracy.csv`
(how often surveys are right), `p12.csv` (how often they find what the source found), `indices.csv`,
`shares_high.csv`, the stored runs with everybody's true answers
(`runs.parquet`, `distributors.parquet`), the figures and `report.html`. The same command with other settings of the
survey asks the same runs again.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from experiments import comparison, runner, store
from experiments.config import Composition, compose
from experiments.design import Expansion
from experiments.errors import SettingsError
from experiments.provenance import facts
from experiments.replacing import replace_csv, replace_table
from experiments.settings import COMMON, ENGINE, checked, setting
from experiments.survey_runs import CENSUS, INDEX_OUTCOMES
from model import Scenario
from model.parameter import Parameter, flatten
from model.survey_parameters import SurveyParameters

FUNCTION = "experiments.survey_runs:run_and_ask"
OWN = (
    Parameter(
        name="sizes", default=(1,), unit="respondents", about="Numbers of respondents.", source="", low=1,
        high=1_000_000, choices=None, longest=20,
    ),
    setting("surveys", int, "Surveys of each kind in a run.", unit="surveys", low=1, high=100_000),
    *SurveyParameters.parameters(),
)  # fmt: skip
SETTINGS = ("scenarios", *(each.name for each in (*COMMON, *ENGINE, *OWN)))


def main(arguments: Sequence[str]) -> int:
    """Survey scenarios as `arguments` (Hydra overrides) say; return the exit status."""
    expansion, settings = plan(compose("survey", arguments, settings=SETTINGS))
    outcomes = [outcome.name for outcome in INDEX_OUTCOMES]
    study = runner.prepare(
        expansion, settings, (CENSUS,), factors=(("scenario", "string"),), function=FUNCTION, outcomes=outcomes
    )
    study.carry_out_aloud(f"Surveying {', '.join(expansion.scenarios)}")
    return conclude(Path(settings["output"]), expansion, settings)


def plan(composition: Composition) -> tuple[Expansion, dict[str, Any]]:
    """Check the settings and expand the study; under "survey" stand the survey's own parameters.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    own, problems = checked(OWN, flatten(composition.settings))
    try:
        expansion, settings = comparison.plan(composition)
    except SettingsError as error:
        raise SettingsError("\n".join([*problems, *str(error).splitlines()])) from None
    if problems:
        raise SettingsError("\n".join(problems))
    # Another kind than a comparison's, whose runs leave other outcomes behind: neither resumes the other's folder.
    expansion = dataclasses.replace(expansion, design=dataclasses.replace(expansion.design, kind="survey"))
    prefix = f"{SurveyParameters.GROUP}."
    asked = {name.removeprefix(prefix): value for name, value in own.items() if name.startswith(prefix)}
    return expansion, {
        **settings,
        "sizes": sorted(set(own["sizes"])),
        "surveys": own["surveys"],
        "survey": SurveyParameters(**asked),
    }


def conclude(folder: Path, expansion: Expansion, settings: dict[str, Any]) -> int:
    """Put the questionnaire to the stored censuses, write and print what comes of it; the last line names the page."""
    # Imported here: workers import this module as they start and have no use for plotting.
    from experiments import page, source_survey, survey_accuracy, survey_figures, survey_tables

    study = store.load(folder)
    for table in ("runs", CENSUS):
        replace_table(folder / f"{table}.parquet", study.table(table))
    done = study.done
    if runner.tell_failures(study) and done.empty:
        return 1
    scenario = Scenario.from_mapping(expansion.design.changes(0))
    runs = survey_accuracy.surveyed_runs(study.distributors, seed=expansion.design.seed, weeks=scenario.weeks)
    p = settings["survey"]
    surveys = survey_tables.one_survey_each(runs, p)
    by_run = survey_accuracy.accuracy(runs, p, sizes=settings["sizes"], surveys=settings["surveys"])
    if by_run.empty:
        print("Nobody ever joined in any run: there is nobody to ask.", file=sys.stderr)
        return 1
    summary = survey_accuracy.summary_of(by_run)
    indices = survey_tables.index_summary(done)
    shares = survey_accuracy.shares_high(runs, p)
    pattern = source_survey.p12(source_survey.found_as_source(runs, p, surveys=settings["surveys"]))
    replace_table(folder / "accuracy.parquet", pa.Table.from_pandas(by_run, preserve_index=False))
    replace_csv(folder / "accuracy.csv", summary)
    replace_csv(folder / "indices.csv", indices)
    replace_csv(folder / "shares_high.csv", shares)
    replace_csv(folder / "p12.csv", pattern)
    replace_csv(
        folder / "surveys.csv",
        pd.concat([result.table.assign(scenario=name, verdict=result.verdict) for name, result in surveys.items()]),
    )
    verdicts = survey_tables.verdicts_and_indices(by_run, shares, done)
    print(survey_tables.printed(surveys, summary, indices, verdicts))
    design = survey_tables.SAMPLING_NAMES[p.sampling]
    print("\n" + source_survey.p12_text(pattern, respondents=p.respondents, design=design))
    written = page.write_page(
        folder,
        "survey",
        pictures=survey_figures.write_figures(folder, by_run, summary, shares, p),
        facts=facts("survey", seed=expansion.design.seed, source=expansion.source),
        title=f"Survey: {settings['name']}",
        **_what_was_run(expansion, settings),
        surveys=surveys,
        accuracy=survey_tables.accuracy_blocks(summary),
        pattern=source_survey.p12_rows(pattern),
        pattern_columns=source_survey.COLUMNS,
        pattern_of=f"{p.respondents:,} respondents, {design}",
        indices=survey_tables.index_rows(indices),
        verdicts=verdicts,
        questions=survey_tables.questionnaire(),
    )
    print(f"Report: {written}")
    return 0


def _what_was_run(expansion: Expansion, settings: dict[str, Any]) -> dict[str, Any]:
    """What the page's opening and its first section need: the scenarios, their runs, and how surveys are done."""
    from experiments.report import what_was_run

    asked = settings["survey"]
    return {
        **what_was_run(comparison.scenarios_of(expansion)),
        "scenarios": list(expansion.scenarios),
        "runs": f"{expansion.design.replicates:,}",
        "surveys_each": settings["surveys"],
        "sizes": settings["sizes"],
        "parameters": [(each, getattr(asked, each.name.rsplit(".", 1)[-1])) for each in SurveyParameters.parameters()],
    }
