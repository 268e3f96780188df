"""What `python -m experiments.claims` does: put every claim to the model, print the answers, write them down."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd

from experiments import page
from experiments.bond_claims import awaited, battery, effectiveness, ties
from experiments.career_claims import hard_work, vacancies
from experiments.claim import Claim, Study
from experiments.config import compose
from experiments.errors import SettingsError, StoreError
from experiments.figure_style import save
from experiments.help_claims import compare_help
from experiments.income_claims import compare_plans, recruiting_or_volume
from experiments.laboratory import Laboratory
from experiments.legara_claims import legara
from experiments.placement_claims import compare_placement
from experiments.provenance import facts
from experiments.purchase_claims import bought_ranks, chain_prices
from experiments.replacing import replace_csv
from experiments.seller_claims import sellers
from experiments.settings import COMMON, checked
from experiments.sources import results_hash
from experiments.trade_claims import handed_down, motives, popularity
from experiments.tree_claims import growth, multiply, tree_facts
from model import Scenario
from model.parameter import nearest

STUDIES: dict[str, Callable[[Laboratory], Study]] = {
    "growth": growth,
    "multiply": multiply,
    "tree_facts": tree_facts,
    "placement": compare_placement,
    "help": compare_help,
    "plans": compare_plans,
    "legara": legara,
    "rewards": recruiting_or_volume,
    "vacancies": vacancies,
    "work": hard_work,
    "purchase": bought_ranks,
    "prices": chain_prices,
    "popularity": popularity,
    "motives": motives,
    "skill": handed_down,
    "battery": battery,
    "effectiveness": effectiveness,
    "ties": ties,
    "sellers": sellers,
    "awaited": awaited,
}
SETTINGS = ("studies", "replicates", "seed", "output")
SHORTEST = 104  # weeks of a whole run
WIDTH = 98  # characters of a printed line


def main(arguments: Sequence[str]) -> int:
    """Answer the claims as `arguments` (Hydra overrides) say; return the exit status."""
    laboratory, names, folder = plan(arguments)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"output = {str(folder)!r} cannot be written: {error.strerror}.") from None
    studies, pictures = [], []
    for name in names:
        study = STUDIES[name](laboratory)
        studies.append(study)
        pictures.append([save(figure, folder, each) for each, figure in study.figures.items()])
        print(printed(study), flush=True)
    table = pd.DataFrame([dataclasses.asdict(claim) for study in studies for claim in study.claims])
    replace_csv(folder / "claims.csv", table)
    written = page.write_page(
        folder,
        "claims.html",
        pictures=[picture for each in pictures for picture in each],
        facts=facts("claims", seed=laboratory.seed, source=results_hash()),
        title="The sources' claims, put to the model",
        studies=studies,
        shown=[[picture.stem for picture in each] for each in pictures],
        setting=laboratory.setting,
        tally=table["verdict"].str.split(r"[\s:;,]", regex=True).str[0].value_counts().to_dict(),
    )
    print(f"Report: {written}")
    return 0


def plan(arguments: Sequence[str]) -> tuple[Laboratory, list[str], Path]:
    """Check what was typed; returns where runs are made, the studies asked for and the folder.

    Raises
    ------
    SettingsError
        With a line for everything that is not allowed.
    """
    composition = compose("claims", arguments, settings=SETTINGS)
    if composition.parameters.get("society.network") == "file":
        raise SettingsError(
            "society.network = 'file' is not allowed for claims: they compare societies with and without ties, of other"
            " means and other numbers of sellers, which a file would decide. Use experiments.compare or"
            " experiments.sweep."
        )
    asked = composition.settings.pop("studies")
    settings, problems = checked(COMMON, composition.settings)
    names, unknown = _studies(asked)
    problems += unknown
    try:
        weeks = Scenario.from_mapping(composition.parameters).weeks
        if weeks < SHORTEST:
            problems.append(f"weeks = {weeks} is not allowed: it must be from {SHORTEST}, since claims compare years.")
    except ValueError as error:
        problems += str(error).splitlines()
    if problems:
        raise SettingsError("\n".join(problems))
    laboratory = Laboratory(seed=settings["seed"], replicates=settings["replicates"], base=composition.parameters)
    return laboratory, names, Path(settings["output"])


def _studies(asked: Any) -> tuple[list[str], list[str]]:
    """Names of the studies asked for, and a sentence for each that does not exist."""
    if asked is None:
        return list(STUDIES), []
    names = [asked] if isinstance(asked, str) else asked
    if not isinstance(names, list) or not names:
        return [], [f"studies = {asked!r} is not allowed: it must be a list of studies, of {', '.join(STUDIES)}."]
    return names, [
        f"studies = {name!r} is not allowed: it must be one of {', '.join(STUDIES)}.{nearest(str(name), STUDIES)}"
        for name in names
        if name not in STUDIES
    ]


def printed(study: Study) -> str:
    """The claims of a study as a terminal shows them, each with its heading, wrapped."""
    return "\n".join(_printed(claim) for claim in study.claims)


def _printed(claim: Claim) -> str:
    heading = textwrap.wrap(f"{claim.source}: {claim.claim}", WIDTH)
    lines = [("Put as", claim.how), *zip_longest(["Outcome"], claim.outcome.split("; "), fillvalue="")]
    body = [
        textwrap.fill(
            text, WIDTH, initial_indent=f"  {name:8} ", subsequent_indent=" " * 11 + "  " * (name != "Verdict")
        )
        for name, text in [*lines, ("Verdict", claim.verdict)]
        if text
    ]
    return "\n".join([*heading, *body, ""])
