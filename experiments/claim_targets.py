"""Section E of the targets: the sources' own claims, with the verdicts of `experiments.claims`.

A claim is met when the model bears it out as it stands: its verdict is "holds", without "only". One that holds only
under conditions, or fails, is missed, and a finding; conditions and reasons stand in the note. Where the table of
targets asks a question and states its answer (how long a rate of growth lasts, which star Multiply makes), the answer
is the target.
"""

from __future__ import annotations

from collections.abc import Callable

from experiments.claim import AWAITS, NETWORKS, REFERS, SURVEY, TREES, Claim
from experiments.claims_table import STUDIES
from experiments.laboratory import PURE, Laboratory, months
from experiments.pattern import MET, MISSED, part
from experiments.target import CHECK, EXACT, HELD_OUT, NOT_ASKED, Target, equals, from_part
from experiments.tree_claims import GROWTH_FOUNDERS, HORIZON, growth_runs, lasting_by_rate
from model.months import MONTHS_PER_YEAR

SECTION, PLANS = "Claims", "Plans"
LEGARA = "Legara et al. (2008)"
SOURCES = {TREES: "rooted-tree paper", SURVEY: "survey of Amway distributors, Indonesia", NETWORKS: "network text"}
STARS = {1: 5, 3: 7, 4: 8}  # of the founder in month 12 by the star of entry: one every three months, from the table

DECELERATING = 3  # months of fewer newcomers that make a deceleration (assumption, fixed before this was looked at)


def claim_rows(study: str, laboratory: Laboratory) -> list[Target]:
    """The rows of one study of claims."""
    if study in ANSWERED:
        return ANSWERED[study](laboratory)
    answers = STUDIES[study](laboratory).answers
    return [_row(study, claim) for claim in answers if not claim.verdict.startswith(REFERS)]  # rows of their own


def _row(study: str, claim: Claim) -> Target:
    of_plans = claim.claim.startswith(LEGARA)
    return Target(
        PLANS if of_plans else SECTION,
        "Legara" if of_plans else study,
        claim.claim.removeprefix(LEGARA).lstrip(":, "),
        LEGARA if of_plans else SOURCES[claim.source],
        CHECK if claim.built_in else HELD_OUT,
        verdict(claim.verdict),
        claim.outcome,
        note=". ".join(filter(None, [claim.verdict[0].upper() + claim.verdict[1:], claim.how])),
    )


def verdict(of_claim: str) -> str:
    """Met, missed or not asked, from the words of a claim's verdict."""
    if of_claim.startswith(AWAITS):
        return NOT_ASKED
    return MET if of_claim.startswith("holds") and not of_claim.startswith("holds only") else MISSED


def _growth(laboratory: Laboratory) -> list[Target]:
    table = growth_runs(laboratory)
    twenty = table[table["percent"] == 20].sort_values(["replicate", "month"])
    newcomers = twenty.groupby("replicate")["members"].diff()
    peak = twenty.loc[newcomers.groupby(twenty["replicate"]).idxmax()].set_index("replicate")["month"]
    full = twenty[twenty["members"] >= PURE["persons"]].groupby("replicate")["month"].min().reindex(peak.index)
    society = f"{GROWTH_FOUNDERS} founders, {PURE['persons']:,} persons, every member recruits one a month with 20 %"
    return [
        from_part(
            SECTION, "growth", f"growth of 20 % a month from 20 founders peaks within four years ({society})",
            SOURCES[TREES], HELD_OUT,
            part("last month with at least half of the growth promised", lasting_by_rate(table)[20], below=HORIZON),
        ),
        from_part(
            PLANS, "Legara", f"growth decelerates past a size: the month of most newcomers comes more than"
            f" {DECELERATING} months before everybody has joined ({society})", LEGARA, HELD_OUT,
            part("from the month of most newcomers until everybody has joined (months)", (full - peak).to_numpy(float),
                 above=DECELERATING),
        ),
    ]  # fmt: skip


def _multiply(laboratory: Laboratory) -> list[Target]:
    rows = []
    for entry, star in STARS.items():
        model = laboratory.pure(0, ranks__rule="stars", ranks__entry=entry)
        for _ in months(model, MONTHS_PER_YEAR):
            pass
        rows.append(
            equals(
                SECTION, "multiply", f"a star every three months: month 12 is star {star} from star {entry}",
                SOURCES[TREES], "founder's star in month 12", float(model.table.column("rank")[0]), star, role=EXACT,
                note="The paper's star 8 needs entry at star 4" if star == 8 else "",
            )
        )  # fmt: skip
    return rows


ANSWERED: dict[str, Callable[[Laboratory], list[Target]]] = {"growth": _growth, "multiply": _multiply}
