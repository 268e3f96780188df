"""The rooted-tree paper's claims about growth, promotion, placement and pay, each put to the model.

Growth is pure recruiting (every member recruits one a month, or with some chance) in a finite society, so that the
claims are tested on what they say and on nothing else.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from experiments.inequality import gini, top_share
from model import Scenario, SolidarityModel
from model.plans import PLANS

PURE: dict[str, Any] = {
    "society.network": "well_mixed", "society.never_open": 0.0, "society.rationality_spread": 0.0,
    "society.means_spread": 0.0, "society.hours_spread": 0.0, "ritual.gatherings": False, "exchange.need": 0.0,
    "boundary.offence": 0.0, "retention.hazard": 0.0, "pure.recruiting": "each",
}  # fmt: skip
PERSONS, YEAR = 20_000, 52


class Claim(NamedTuple):
    """A claim, how it was put to the model, what came out, and whether it holds."""

    claim: str
    how: str
    outcome: str
    verdict: str


def grown(weeks: int, **changes: Any) -> SolidarityModel:
    """An organisation after so many weeks of pure recruiting."""
    model = SolidarityModel(Scenario.from_mapping({**PURE, "persons": PERSONS, "founders": 1, **changes}))
    model.run_for(weeks)
    return model


def growth() -> Claim:
    """How long a promised rate of growth can last."""
    found, last = [], {}
    for percent in (20, 50, 100):
        weekly = grown(4 * YEAR, **{"founders": 20, "pure.chance": percent / 100}).weekly
        monthly = weekly["active"].groupby((weekly["week"] * 12 - 1) // YEAR).last()
        rates = monthly.pct_change().dropna().to_numpy()
        last[percent] = int(np.argmax(rates < percent / 200)) + 1
        found.append(f"{percent} % a month: below half of it from month {last[percent]}")
    return Claim(
        "A well-run organisation grows by 20, 50 or even 100 % a month",
        f"20 founders in a society of {PERSONS:,}; every member recruits one with that chance a month; nobody leaves",
        "; ".join(found),
        "holds only until the society is used up" if max(last.values()) < 48 else "holds for four years",
    )


def multiply() -> Claim:
    """Star 8 in month 12 by one downline a month, copied by everyone."""
    stars = {
        entry: int(grown(YEAR, **{"ranks.rule": "stars", "ranks.entry": entry}).table.column("rank")[0])
        for entry in (1, 3, 4)
    }
    outcome = "; ".join(f"from star {entry}: star {star}" for entry, star in stars.items())
    enough = [entry for entry, star in stars.items() if star >= 8]
    return Claim(
        "Multiply: one downline a month on a new branch, copied by everyone, makes star 8 in month 12",
        "Every member recruits exactly one a month for twelve months; three direct downlines of a star make the next",
        outcome,
        f"holds only if one joins at star {min(enough)}" if enough else "fails",
    )


def placement() -> Claim:
    """Skew-left against Multiply."""
    told = []
    stars = {}
    for name in ("direct", "skew_left"):
        model = grown(YEAR, **{"ranks.rule": "stars", "ranks.entry": 1, "tree.placement": name})
        rank, joined = model.table.column("rank"), len(model.table.registered) - 1
        stars[name] = int(rank[0])
        steps = model.table.column("search_steps").sum() / joined
        told.append(
            f"{name}: founder at star {rank[0]}, {np.mean(rank > 1):.0%} promoted, height {model.forest.height}, "
            f"{steps:.1f} members looked at for a place"
        )
    return Claim(
        "Multiply promotes faster than skew-left filling to level 4, where the open place is hard to find",
        "Both for twelve months of one recruit a month each",
        "; ".join(told),
        "holds" if stars["direct"] > stars["skew_left"] else "fails",
    )


def tree_facts() -> Claim:
    """Edges of a forest."""
    forest = grown(40, **{"founders": 3}).forest
    edges = len(forest) - len(forest.roots)
    return Claim(
        "A tree of n members has m = n - 1 edges; several roots make a forest",
        "Three founders, nine months of one recruit a month each",
        f"{len(forest):,} members, {len(forest.roots)} roots, {len(forest.edge_table()):,} edges",
        "holds" if len(forest.edge_table()) == edges else "fails",
    )


def pay() -> Claim:
    """Who earns under which plan, on the same tree with the same sales."""
    told, early = [], []
    for name in PLANS:
        changes: dict[str, Any] = {"plan.name": name, "pure.recruiting": "uniform", "pure.newcomers": 40}
        if name == "star":
            changes |= {"ranks.rule": "stars", "ranks.entry": 1}
        earned = grown(YEAR, **changes).table.column("commission_total").astype(float)
        if earned.sum() > 0:
            early.append(earned[: len(earned) // 10].sum() / earned.sum())
            told.append(
                f"{name}: Gini {gini(earned):.2f}, top 1 % get {top_share(earned, 0.01):.0%}, top 20 %"
                f" {top_share(earned, 0.2):.0%}, the first tenth to join {early[-1]:.0%},"
                f" {np.mean(earned == 0):.0%} earn nothing"
            )
    return Claim(
        "Opportunity is open to everyone; there is no limit on who rises",
        "Commissions of one year under each plan on the same tree (uniform recruiting, 40 a week) of people who are all"
        " alike and sell alike",
        "; ".join(told),
        "fails: among equals, under every plan, income goes to those who came early"
        if min(early) > 0.2
        else "holds under some plans",
    )


def recruiting_or_volume() -> Claim:
    """What is left of commissions when recruiting ends."""
    told, left = [], {}
    for name in ("enrolment", "geometric", "stairstep"):
        paid = grown(3 * YEAR, **{"persons": 2_000, "plan.name": name}).weekly["commissions"]
        left[name] = paid.iloc[-YEAR:].sum() / max(1, paid.sum())
        told.append(f"{name}: {left[name]:.0%} of all commissions are paid in the third year")
    return Claim(
        "The upline earns from recruiting as from the downline's purchases",
        "One recruit a month each in a society of 2,000, used up within the first year; three years",
        "; ".join(told),
        "holds only while there is somebody to recruit" if left["enrolment"] == 0 < left["stairstep"] else "holds",
    )


CLAIMS = (growth, multiply, placement, tree_facts, pay, recruiting_or_volume)
