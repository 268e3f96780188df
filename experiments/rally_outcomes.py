"""Outcomes of rallies and the convention: how often members are called, how many come, what it takes of their money."""

from __future__ import annotations

import pandas as pd

from experiments.outcome import Outcome, share
from model.months import MONTHS_PER_YEAR, WEEKS_PER_YEAR

RALLY_OUTCOMES = (
    Outcome(
        "rally_calls",
        "Calls to rallies",
        "per member-year",
        "Calls to rallies of lines and to the convention in the last year, per year of active membership in it.",
    ),
    Outcome(
        "rally_turnout",
        "Turnout of rallies",
        "share",
        "Of all calls to rallies and the convention in the last year, the share of members called who were there.",
    ),
    Outcome(
        "rally_payments",
        "Paid for rallies",
        "rupiah a month",
        "Entrance and fares paid for rallies and the convention in the last year, per active member and month.",
    ),
)


def measure_rallies(last_year: pd.DataFrame) -> dict[str, float | None]:
    """Values of `RALLY_OUTCOMES`; None where there was nobody; the last rows of `SolidarityModel.weekly`."""
    return {
        "rally_calls": share(last_year["rally_called"], last_year["active"] / WEEKS_PER_YEAR),
        "rally_turnout": share(last_year["rally_came"], last_year["rally_called"]),
        "rally_payments": share(last_year["rally_payments"], last_year["active"] * MONTHS_PER_YEAR / WEEKS_PER_YEAR),
    }
