"""What `python -m experiments.effects` does: run all combinations of two-level factors, say what each does.

Under `output` stand `runs.parquet`, `effects.csv` (every main effect and interaction of every outcome), the figure
`effects.png` and `.pdf`, `report.html`, and `parts/`, from which an interrupted command resumes.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import runner, store, sweeping
from experiments.config import Composition, compose
from experiments.design import Expansion
from experiments.errors import SettingsError
from experiments.factors import Factor, varied_names
from experiments.outcomes import BY_NAME
from experiments.replacing import replace_csv, replace_table
from experiments.run import DONE
from experiments.settings import COMMON, ENGINE, checked, setting
from experiments.variants import unknown_outcomes
from model import Scenario
from model.parameter import flatten, nearest

if TYPE_CHECKING:
    import pandas as pd

ORDER = setting("order", int, "Factors in the interactions shown.", unit="factors", low=1, high=20)
MOST_FACTORS = 10
SETTINGS = ("outcomes", "called", "called.", "order", "design.", *(each.name for each in (*COMMON, *ENGINE)))


def main(arguments: Sequence[str]) -> int:
    """Estimate effects as `arguments` (Hydra overrides) say; return the exit status."""
    expansion, settings, factors = plan(compose("effects", arguments, settings=SETTINGS))
    study = runner.prepare(expansion, settings, (), factors=[(factor.name, factor.column) for factor in factors])
    study.carry_out_aloud(f"Effects of {', '.join(factor.name for factor in factors)}")
    return conclude(Path(settings["output"]), expansion, settings, factors)


def plan(composition: Composition) -> tuple[Expansion, dict[str, Any], tuple[Factor, ...]]:
    """Check the settings and expand the design.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    given = composition.settings
    own, problems = checked((ORDER,), {"order": given["order"]})
    outcomes = given["outcomes"]
    if not isinstance(outcomes, list) or not outcomes:
        problems.append(f"outcomes = {outcomes!r} is not allowed: it must be a list of outcomes.")
    else:
        problems += unknown_outcomes("outcomes", dict.fromkeys(outcomes), BY_NAME)
    called, wrong = _read_called(given["called"])
    problems += wrong
    if (kind := given["design"].get("kind")) != "factorial":
        problems.append(f"design = {kind!r} is not allowed: effects need design=factorial.")
    swept: dict[str, Any] = {"pairing": "common", "shard": None, "show": None, "keep": []}
    try:
        expansion, settings, factors = sweeping.plan(dataclasses.replace(composition, settings={**given, **swept}))
    except SettingsError as error:
        raise SettingsError("\n".join([*problems, *str(error).splitlines()])) from None
    if len(factors) > MOST_FACTORS:
        problems.append(f"design.vary is not allowed: {len(factors)} factors, of {MOST_FACTORS} at most.")
    if problems:
        raise SettingsError("\n".join(problems))
    return expansion, {**settings, **own, "called": called, "outcomes": list(dict.fromkeys(outcomes))}, factors


def _read_called(given: Any) -> tuple[dict[str, str], list[str]]:
    """Names that factors get in tables and figures, and a sentence for everything that is not allowed."""
    if given is None:
        return {}, []
    if not isinstance(given, Mapping):
        return {}, [f"called = {given!r} is not allowed: it must be {{parameter: its name in tables, ...}}."]
    called = flatten(given)
    known = varied_names()
    return {name: str(words) for name, words in called.items()}, [
        f"called: {name} is not a parameter or config group.{nearest(name, known)}"
        for name in called
        if name not in known
    ]


def conclude(folder: Path, expansion: Expansion, settings: dict[str, Any], factors: Sequence[Factor]) -> int:
    """Write and print what the stored runs say; the last line is the report's path."""
    # Imported here: before the runs there is no use for statistics and plotting.
    from experiments import effects_figure, page
    from experiments.contrasts import effects
    from experiments.figure_style import save
    from experiments.outcomes import OUTCOMES
    from experiments.provenance import facts

    study = store.load(folder)
    replace_table(folder / "runs.parquet", study.table("runs"))
    done = study.done
    if runner.tell_failures(study) and done.empty:
        return 1
    levels: dict[str, tuple[Any, Any]] = {factor.name: (factor.ends[0], factor.ends[1]) for factor in factors}
    table = effects(done, levels, settings["outcomes"])
    replace_csv(folder / "effects.csv", table)
    if table["estimate"].isna().all():
        print("No replicate has a value in every combination: there are no effects.", file=sys.stderr)
        return 1
    order, called = settings["order"], settings["called"]
    print(effects_figure.printed(table, order, levels, called))
    said = effects_figure.reading(table, called)
    print(said)
    picture = save(effects_figure.effects_figure(table, order=order, levels=levels, called=called), folder, "effects")
    written = page.write_page(
        folder,
        "effects",
        pictures=[picture],
        facts=facts("effects", seed=expansion.design.seed, source=expansion.source),
        title=f"Effects: {settings['name']}",
        **_content(expansion, factors, study.runs),
        reading=said,
        effects=effects_figure.in_words(table, order, called),
        outcomes=[each for each in OUTCOMES if each.name in settings["outcomes"]],
    )
    print(f"Report: {written}")
    return 0


def _content(expansion: Expansion, factors: Sequence[Factor], runs: pd.DataFrame) -> dict[str, Any]:
    """What the page says of the design."""
    from experiments.report import varied_rows, what_was_run

    names, design = {factor.name for factor in factors}, expansion.design
    base = Scenario.from_mapping({name: value for name, value in design.changes(0).items() if name not in names})
    return {
        "varied": varied_rows(factors),
        "shared": what_was_run({"all": base})["shared"],
        "combinations": f"{len(design.levels):,}",
        "replicates": f"{design.replicates:,}",
        "weeks": f"{base.weeks:,}",
        "persons": f"{base.persons:,}",
        "done": f"{(runs['status'] == DONE).sum():,}",
        "runs": f"{len(runs):,}",
    }
