"""Outcomes of reach: who was asked, won and lost, who is left to ask, through whom, and what it did to ties."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from experiments.outcome import Outcome, share

SATURATION_OUTCOMES = (
    Outcome(
        "share_asked",
        "Society ever asked",
        "share",
        "Share of all persons whom some member ever asked to join.",
    ),
    Outcome(
        "share_joined",
        "Society ever won",
        "share",
        "Share of all persons who were ever a member, founders included.",
    ),
    Outcome(
        "share_former",
        "Society won and lost",
        "share",
        "Share of all persons who were ever a member and are not registered in the last week.",
    ),
    Outcome(
        "exhaustion",
        "Ties that cannot be asked",
        "share",
        "Share of an active member's ties who are members, invited, or refused not long ago; mean over active members"
        " at the end.",
    ),
    Outcome(
        "exhaustion_lower",
        "Ties that cannot be asked, lower quartile",
        "share",
        "A quarter of the active members have at most this share of ties that cannot be asked.",
    ),
    Outcome(
        "exhaustion_median",
        "Ties that cannot be asked, middle quartile",
        "share",
        "Half of the active members have at most this share of ties that cannot be asked.",
    ),
    Outcome(
        "exhaustion_upper",
        "Ties that cannot be asked, upper quartile",
        "share",
        "A quarter of the active members have at least this share of ties that cannot be asked.",
    ),
    Outcome(
        "share_burnt",
        "Ties that lost trust",
        "share",
        "Share of the ends of all ties in society whose owner trusts less at the end than at the start; undefined where"
        " nobody has a tie.",
    ),
    Outcome(
        "weak_tie_recruits",
        "Recruited through weak ties",
        "share",
        "Share of recruits won through neither kin nor friends: neighbours, people from work, referrals, strangers.",
    ),
    Outcome(
        "kin_losses",
        "Losses of kin and friends",
        "rupiah a recruit",
        "Loans for joining that were never paid back, per recruit.",
    ),
)
_OF_REACH = {
    "share_asked": "asked", "share_joined": "joined", "share_former": "former", "exhaustion": "exhausted",
    "exhaustion_lower": "exhausted_lower", "exhaustion_median": "exhausted_median",
    "exhaustion_upper": "exhausted_upper", "share_burnt": "burnt", "weak_tie_recruits": "weak_ties",
}  # fmt: skip


def measure_saturation(weekly: pd.DataFrame, reach: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return the value of each of these outcomes in one run; `weekly` and `reach` as `outcomes.measure` has them."""
    return {
        **{outcome: reach[name] for outcome, name in _OF_REACH.items()},
        "kin_losses": share(weekly["kin_losses"], weekly["joined"]),
    }
