"""What `python -m experiments.claims` does: put every claim to the model, print the answers, write them down."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Callable, Sequence
from itertools import zip_longest

import pandas as pd

from experiments import wording
from experiments.answering import Questions, answer, plan_studies, write_answers
from experiments.bond_claims import awaited, battery, effectiveness, family, ties
from experiments.career_claims import hard_work, vacancies
from experiments.claim import Claim, Study
from experiments.help_claims import compare_help
from experiments.income_claims import compare_plans, recruiting_or_volume
from experiments.laboratory import Laboratory
from experiments.legara_claims import legara
from experiments.placement_claims import compare_placement
from experiments.purchase_claims import bought_ranks, chain_prices
from experiments.replacing import replace_csv
from experiments.seller_claims import sellers
from experiments.trade_claims import handed_down, motives, popularity
from experiments.tree_claims import growth, multiply, tree_facts

STUDIES: dict[str, Callable[[Laboratory], Study[Claim]]] = {
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
    "family": family,
    "sellers": sellers,
    "awaited": awaited,
}


def printed(claim: Claim) -> str:
    """A claim as a terminal shows it, under its heading, wrapped."""
    heading = textwrap.wrap(f"{claim.source}: {claim.claim}", wording.LINE)
    lines = [("Put as", claim.how), *zip_longest(["Outcome"], claim.outcome.split("; "), fillvalue="")]
    body = [
        textwrap.fill(
            text, wording.LINE, initial_indent=f"  {name:8} ", subsequent_indent=" " * 11 + "  " * (name != "Verdict")
        )
        for name, text in [*lines, ("Verdict", claim.verdict)]
        if text
    ]
    return "\n".join([*heading, *body, ""])


QUESTIONS = Questions(
    command="claims",
    chooser="studies",
    studies=STUDIES,
    show=printed,
    since="claims compare years",
    society="they compare societies with and without ties, of other means and other numbers of sellers",
)


def main(arguments: Sequence[str]) -> int:
    """Answer the claims as `arguments` (Hydra overrides) say; return the exit status."""
    plan = plan_studies(QUESTIONS, arguments)
    studies, pictures = answer(plan)
    table = pd.DataFrame([dataclasses.asdict(claim) for study in studies for claim in study.answers])
    replace_csv(plan.folder / "claims.csv", table)
    written = write_answers(
        plan,
        studies,
        pictures,
        title="The sources' claims, put to the model",
        tally=table["verdict"].str.split(r"[\s:;,]", regex=True).str[0].value_counts().to_dict(),
    )
    print(f"Report: {written}")
    return 0
