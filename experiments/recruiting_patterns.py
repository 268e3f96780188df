"""P9: weak ties carry the volume of recruiting, strong ties the yield per contact."""

from __future__ import annotations

import pandas as pd

from experiments.claim import Study
from experiments.claims_figures import BARS, side_by_side
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory
from experiments.pattern import Pattern, part
from model import SolidarityModel

STRONG = ("kin", "friend")
WEAK = ("community", "work", "referral")  # people whom strangers are not


def weak_ties(laboratory: Laboratory) -> Study[Pattern]:
    """P9, from the ledger of who was asked through which tie and who joined."""
    ledgers = [_ledger(laboratory, replicate) for replicate in range(laboratory.replicates)]
    by_run = pd.DataFrame([_shares(ledger) for ledger in ledgers])
    strong, weak = by_run["strong_yield"].mean(), by_run["weak_yield"].mean()
    parts = [
        part(
            "Recruits won through weak ties, of those won through any tie (share)",
            by_run["weak_volume"],
            above=0.5,
            share=True,
        ),
        part("Yield per contact, strong ties over weak ties (ratio)", by_run["yield_ratio"], above=1),
    ]
    pattern = Pattern(
        "P9",
        "Weak ties carry the volume, strong ties the yield",
        "Over the whole run most recruits come through neighbours, people from work and referrals, yet of kin and"
        " friends who are asked a larger share joins",
        parts,
        note="" if by_run["weak_volume"].mean() > 0.5 else
        f"Weak ties win {weak:.1%} and strong ties {strong:.1%} of those asked, so weak ones carry the volume only"
        f" where they are asked {strong / weak:.1f} times as often; here they are asked"
        f" {by_run['asked_ratio'].mean():.1f} times as often. Tried: experiment=weak_ties, a society with more weak"
        " ties, where they do",
    )  # fmt: skip
    tables = [
        pd.DataFrame(
            {"scenario": ledger.index, "replicate": replicate, "joined": ledger["joined"] / ledger["joined"].sum(),
             "yield": 100 * ledger["joined"] / ledger["asked"].where(ledger["asked"] > 0)}
        )
        for replicate, ledger in enumerate(ledgers)
    ]  # fmt: skip
    caption = Caption(
        "Where recruits come from, and what share of those asked joins, by type of tie",
        f"{laboratory.replicates} runs",
        BARS,
        f"weak ties bring {by_run['weak_volume'].mean():.0%} of the recruits; a strong tie that is asked joins"
        f" {strong / weak:.1f} times as often",
    )
    panels = {"joined": "Recruits (share)", "yield": "Joined of those asked (%)"}
    figure = side_by_side(pd.concat(tables, ignore_index=True), panels, caption, rows="Type of tie")
    return Study("Weak and strong ties", [pattern], figures={"patterns_ties": figure})


def _ledger(laboratory: Laboratory, replicate: int) -> pd.DataFrame:
    model: SolidarityModel = laboratory.whole(replicate)
    model.run_for(model.scenario.weeks)
    return model.ledger


def _shares(ledger: pd.DataFrame) -> dict[str, float]:
    strong, weak = ledger.loc[list(STRONG)].sum(), ledger.loc[list(WEAK)].sum()
    yields = {
        "strong_yield": _over(strong["joined"], strong["asked"]),
        "weak_yield": _over(weak["joined"], weak["asked"]),
    }
    return {
        "weak_volume": _over(weak["joined"], weak["joined"] + strong["joined"]),
        "asked_ratio": _over(weak["asked"], strong["asked"]),
        "yield_ratio": _over(yields["strong_yield"], yields["weak_yield"]),
        **yields,
    }


def _over(part_of: float, whole: float) -> float:
    return float(part_of / whole) if whole else float("nan")
