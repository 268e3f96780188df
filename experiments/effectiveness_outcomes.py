"""Outcomes by which an organisation may be called effective: size, sales, and who earns, from top to bottom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.outcome import Outcome
from model.months import WEEKS_PER_MONTH

EFFECTIVENESS_OUTCOMES = (
    Outcome(
        "member_weeks",
        "Member-weeks",
        "member-weeks",
        "Active members summed over the weeks of the run: how large the organisation was, and for how long.",
    ),
    Outcome(
        "sales",
        "Sales",
        "rupiah a month",
        "Payments by customers to the whole organisation over the whole run, per month; own purchases do not count.",
    ),
    Outcome(
        "net_income_founders",
        "Net income of founders",
        "rupiah a month",
        "As net income per member, of the founders alone.",
    ),
    Outcome(
        "net_income_uplines",
        "Net income of uplines",
        "rupiah a month",
        "As net income per member, of those who joined and ever recruited somebody.",
    ),
    Outcome(
        "net_income_no_downline",
        "Net income without downline",
        "rupiah a month",
        "As net income per member, of those who joined and never recruited anyone.",
    ),
    Outcome(
        "company_residual",
        "Left to the company",
        "rupiah a month",
        "What customers and members paid, less production, commissions, retail margins and outside suppliers, over the"
        " whole run, per month.",
    ),
)


def measure_effectiveness(weekly: pd.DataFrame, distributors: pd.DataFrame) -> dict[str, float | None]:
    """Return the value of each of these outcomes in one run; tables as `outcomes.measure` has them."""
    months = len(weekly) / WEEKS_PER_MONTH
    return {
        "member_weeks": float(weekly["active"].sum()),
        "sales": float(weekly["customer_payments"].sum()) / months,
        **_income_by_place(distributors, len(weekly)),
        "company_residual": float(weekly["company_residual"].sum()) / months,
    }


def _income_by_place(distributors: pd.DataFrame, weeks: int) -> dict[str, float | None]:
    """Net income per month of active membership: founders, uplines among those who joined, those without downline."""
    months = weeks_active(distributors, weeks) / WEEKS_PER_MONTH
    income = distributors["net_income"].to_numpy(np.float64)
    founder, recruited = (distributors["joined"] == 0).to_numpy(), (distributors["recruits"] > 0).to_numpy()
    places = {"founders": founder, "uplines": ~founder & recruited, "no_downline": ~founder & ~recruited}
    return {
        f"net_income_{place}": float(income[there].sum() / months[there].sum()) if months[there].sum() else None
        for place, there in places.items()
    }


def weeks_active(distributors: pd.DataFrame, weeks: int) -> np.ndarray:
    """Weeks from joining to becoming dormant or leaving, or to the end of a run of so many weeks."""
    ends = distributors[["ceased", "left"]].to_numpy(np.int64)
    first_end = np.where(ends >= 0, ends, weeks).min(axis=1)
    return np.minimum(first_end, weeks) - distributors["joined"].to_numpy(np.int64)
