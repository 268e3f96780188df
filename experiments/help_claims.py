"""What placement does to trust, and help to stalled downlines, in whole runs, where members tire and leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.claim import TREES, Claim, Study
from experiments.claims_figures import BARS, side_by_side
from experiments.evidence import MORE, SAME, direction, told
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory, summary_of

WAYS = ("Multiply", "skew-left")


def compare_help(laboratory: Laboratory) -> Study[Claim]:
    """Placement and help for stalled downlines in whole runs, where members trust, tire and leave."""
    helped = {"tree.help_hours": 2.0}
    variants: dict[str, dict[str, Any]] = {
        "Multiply": {},
        "Multiply, help": helped,
        "skew-left": {"tree.placement": "skew_left"},
        "skew-left, help": {"tree.placement": "skew_left", **helped},
    }
    outcomes = ("joined", "team_trust", "share_recruiting_nobody", "net_income_per_member")
    runs = laboratory.paired(variants, outcomes)
    summary = summary_of(runs)
    pairs = {way: summary_of(runs[runs["scenario"].isin([way, f"{way}, help"])]) for way in WAYS}
    recruiting = ("share_recruiting_nobody", "joined")
    claims = [
        Claim(
            TREES,
            "Skew-left strengthens the social side: trust between upline and downline",
            f"Trust that members have in their team, {laboratory.setting}; searching takes the sponsor's hours",
            "; ".join(told(summary, name, WAYS) for name in ("team_trust", "joined")),
            trust_verdict(direction(summary, "team_trust", "skew-left")),
        ),
        Claim(
            TREES,
            "Multiply shows where downlines need help in recruiting, so that uplines can give it",
            "Uplines find the direct downline stalled longest and give it 2 hours a week, or do not, under both ways of"
            f" placing; {laboratory.setting}",
            "; ".join(
                f"under {way}: " + "; ".join(told(each, name) for name in recruiting) for way, each in pairs.items()
            ),
            help_verdict(
                {way: [direction(each, name, f"{way}, help") for name in recruiting] for way, each in pairs.items()}
            ),
        ),
    ]  # fmt: skip
    row = summary.loc["team_trust"]["mean"]
    caption = Caption(
        "Whole runs under two ways of placing, without and with help for stalled downlines (2 hours a week)",
        f"{laboratory.replicates} runs of each",
        BARS,
        f"trust in the team is {row['Multiply']:.2f} under Multiply and {row['skew-left']:.2f} under skew-left",
    )
    panels = {
        "team_trust": "Trust in the team (index 0 to 1)",
        "joined": "Recruits (persons a year)",
        "share_recruiting_nobody": "Recruit nobody (share of members)",
    }
    return Study("Placement in whole runs", claims, figures={"claims_help": side_by_side(runs, panels, caption)})


def trust_verdict(trust: int) -> str:
    """Verdict from the direction of trust under skew-left less that under Multiply."""
    return "holds" if trust == MORE else "fails: trust is no higher" if trust == SAME else "fails: trust is lower"


def help_verdict(effects: Mapping[str, Sequence[int]]) -> str:
    """Verdict from the directions in which help moves the share who recruit nobody, and recruits, by way of placing."""
    works = {way: nobody < 0 or joined > 0 for way, (nobody, joined) in effects.items()}
    if not works["Multiply"]:
        return "fails: help makes no difference to recruiting"
    return "holds, but as well under skew-left" if works["skew-left"] else "holds"
