"""The network text's claims about sellers: how long they stay with and without ties, and whom ties make prosper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments import wording
from experiments.claim import NETWORKS, Claim, Study
from experiments.claims_figures import BARS, side_by_side
from experiments.evidence import LESS, MORE, direction, mean_told, told
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory, summary_of
from experiments.statistics import mean_intervals
from model import Scenario

PERSONS_A_SELLER = 20
VARIANTS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "no mates inside": {"ties.mates": False},
    "no ties outside": {"society.network": "well_mixed"},
    "half the means": {"society.means_median": 2_000_000.0},
    "no learning": {"trade.practice": 0.0},
}
INSIDE, OUTSIDE = "no mates inside", "no ties outside"
CAPITALS = ("half the means", "no learning")


def sellers(laboratory: Laboratory) -> Study[Claim]:
    """The same sellers with and without ties, against what they own and what they learn."""
    count = Scenario.from_mapping(laboratory.base).persons // PERSONS_A_SELLER
    alone: dict[str, Any] = {"recruitment.contact": 0.0, "founders": count}  # nobody is recruited: survival alone
    runs = laboratory.paired({name: {**alone, **each} for name, each in VARIANTS.items()}, ("members", "net_total"))
    summary = summary_of(runs)
    lost: dict[str, float] = {str(name): -each for name, each in summary.loc["members"]["difference"].items()}
    setting = f"the same {count} sellers, nobody recruited; otherwise {laboratory.setting}"
    counted = told(summary, "members")
    claims = [
        Claim(
            NETWORKS,
            "Networks matter as much as physical and human capital",
            "Sellers without ties outside (well mixed), without mates inside (ties.mates), with half the means"
            f" (society.means_median), without learning (trade.practice); {setting}",
            counted,
            capital_verdict(lost),
        ),
        Claim(
            NETWORKS,
            "Ties among fellow traders do other things than ties with people around",
            f"Each kind taken out; {setting}",
            "; ".join(told(summary, name, ["as it is", INSIDE, OUTSIDE]) for name in ("members", "net_total")),
            kinds_verdict({
                name: (direction(summary, "members", name), direction(summary, "net_total", name))
                for name in (INSIDE, OUTSIDE)
            }),
        ),
        _stratification(laboratory),
    ]  # fmt: skip
    caption = Caption(
        "Sellers still active at the end and their net income, with and without ties, means and learning",
        f"{laboratory.replicates} runs of each",
        BARS,
        f"without mates inside {wording.number(lost[INSIDE])} sellers fewer are left of {count}",
    )
    panels = {"members": "Sellers still active (persons)", "net_total": "Net income of a seller (thousand rupiah)"}
    figure = side_by_side(runs.assign(net_total=runs["net_total"] / 1000), panels, caption)
    return Study("Sellers", claims, figures={"claims_sellers": figure})


def _stratification(laboratory: Laboratory) -> Claim:
    runs = laboratory.paired({"as it is": {}}, ("income_by_ties", "income_by_means"))
    by_ties, by_means = (runs[name].dropna().to_numpy(float) for name in ("income_by_ties", "income_by_means"))
    return Claim(
        NETWORKS,
        "Unequal access to networks stratifies",
        f"Spearman correlation of net income with a person's number of ties, and with means; {laboratory.setting}",
        f"with ties {mean_told(by_ties)}; with means {mean_told(by_means)}",
        stratification_verdict(by_ties),
    )


def capital_verdict(lost: Mapping[str, float]) -> str:
    """Verdict from how many sellers are lost without each of the variants' goods."""
    most = max(lost[name] for name in CAPITALS)
    kinds = [name.removeprefix("no ").replace("mates", "ties") for name in (INSIDE, OUTSIDE) if lost[name] >= most]
    if len(kinds) == 2:
        return "holds"
    return f"holds only for {kinds[0]}" if kinds else "fails: means or learning keep more sellers than ties do"


def kinds_verdict(effects: Mapping[str, tuple[int, int]]) -> str:
    """Verdict from the directions in which each kind of tie, taken out, moves staying and income."""
    if effects[INSIDE] == effects[OUTSIDE]:
        return "fails: both move staying and income alike"
    words = {MORE: "more", LESS: "fewer"}
    parts = [f"{name}: {words.get(effects[name][0], 'as many')} stay" for name in (INSIDE, OUTSIDE)]
    return f"holds ({', '.join(parts)})"


def stratification_verdict(correlations: np.ndarray) -> str:
    """Verdict from the correlation of income with the number of ties in each run."""
    if len(correlations) < 2:
        return "fails: there are too few runs to tell"
    low, _ = mean_intervals([correlations])
    return "holds" if low[0] > 0 else "fails: who has more ties does not earn more"
