"""What one run is summed up in: each outcome defined once, for the table, the figures and the report alike.

Three denominators are kept apart, because mixing them is how this literature contradicts itself: *registered*
(joined and not left: active or dormant), *active* (not dormant), *ever joined* (every membership there ever
was, founders among them; a person who returns is a new membership). An outcome that is not defined in a run -
the energy of a line that died out before the last year - is None, which is no failure. NaN, in contrast, is:
a number was due and the model gave none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.effectiveness_outcomes import EFFECTIVENESS_OUTCOMES, measure_effectiveness
from experiments.inequality import gini
from experiments.leaving_outcomes import LEAVING_OUTCOMES, measure_leaving
from experiments.outcome import Outcome as Outcome
from experiments.outcome import mean_over, share
from experiments.rally_outcomes import RALLY_OUTCOMES, measure_rallies
from experiments.saturation_outcomes import SATURATION_OUTCOMES, measure_saturation
from experiments.solidarity_outcomes import SOLIDARITY_OUTCOMES, measure_solidarity
from experiments.tenure import share_surviving, survival_counts
from model.months import MONTHS_PER_YEAR, WEEKS_PER_YEAR

OUTCOMES = (
    Outcome(
        "members",
        "Active members at the end",
        "members",
        "Members active (neither dormant nor left) in the last week.",
    ),
    Outcome(
        "registered",
        "Registered members at the end",
        "members",
        "Members active or dormant in the last week.",
    ),
    Outcome(
        "ever_joined",
        "Ever joined",
        "memberships",
        "Memberships ever begun, founders included; a person who returns counts again.",
    ),
    Outcome(
        "extinct_lines",
        "Extinct lines",
        "lines",
        "Founders' lines without any active member in the last week.",
    ),
    Outcome(
        "annual_retention",
        "Annual retention",
        "share",
        "Kaplan-Meier share of memberships still active 52 weeks after joining, founders left out;"
        " undefined when nobody was followed that long.",
    ),
    Outcome(
        "attendance",
        "Attendance",
        "share",
        "Of all calls to gatherings in the last year, the share of members called who met others there.",
    ),
    Outcome(
        "harsh_answers",
        "Harsh answers to violations",
        "share",
        "Share of the last year's violations of symbols answered harshly, not by asking to make good or letting pass.",
    ),
    Outcome(
        "energy",
        "Emotional energy",
        "0 to 1",
        "Mean over active members, averaged over the weeks of the last year that had any.",
    ),
    Outcome(
        "symbol_attachment",
        "Attachment to symbols",
        "0 to 1",
        "Mean over active members, averaged over the weeks of the last year that had any.",
    ),
    Outcome(
        "distrust",
        "Distrust of non-members",
        "0 to 1",
        "Mean over active members, averaged over the weeks of the last year that had any.",
    ),
    Outcome(
        "interdependence",
        "Interdependence",
        "0 to 1",
        "Mean over active members, averaged over the weeks of the last year that had any.",
    ),
    Outcome(
        "sales_per_member",
        "Sales per member",
        "rupiah a month",
        "Payments by customers in the last year, per active member and month; own purchases do not count.",
    ),
    Outcome(
        "net_income_per_member",
        "Net income per member",
        "rupiah a month",
        "Commissions and retail margins less all costs, of all who ever joined, over the whole run, per"
        " month of active membership.",
    ),
    Outcome(
        "commission_gini",
        "Gini of commissions",
        "0 to 1",
        "Inequality of total commissions among all who ever joined, those with none included; undefined"
        " when none were paid.",
    ),
    Outcome(
        "share_net_loss",
        "Share with a net loss",
        "share",
        "Share of all who ever joined whose costs exceeded their income.",
    ),
    Outcome(
        "tree_depth",
        "Tree depth",
        "levels",
        "Longest chain of sponsors up to a founder among all who ever joined, leavers in their places;"
        " 0: founders alone.",
    ),
    Outcome(
        "share_recruiting_nobody",
        "Share recruiting nobody",
        "share",
        "Share of all who ever joined who never recruited anyone.",
    ),
    *SATURATION_OUTCOMES,
    Outcome(
        "income_by_means",
        "Net income follows means",
        "rank correlation",
        "Spearman correlation of net income with the income from outside, over all who ever joined: how far those who"
        " have are given.",
    ),
    *SOLIDARITY_OUTCOMES,
    *EFFECTIVENESS_OUTCOMES,
    *LEAVING_OUTCOMES,
    *RALLY_OUTCOMES,
    Outcome(
        "observed_area",
        "Observed joiners told from others",
        "share",
        "Where a file says who joined in reality: the chance that, of two persons one of whom did, that one joins in"
        " the run earlier, or alone; 0.5 if chance decides.",
    ),
    Outcome(
        "observed_communities",
        "Observed joining by community",
        "correlation",
        "Where a file says who joined in reality: correlation, over communities, of the shares that joined in reality"
        " and in the run, founders left out; 0 if the same share joins everywhere.",
    ),
)
BY_NAME = {outcome.name: outcome for outcome in OUTCOMES}
OF_OBSERVED = ("observed_area", "observed_communities")  # of societies from files that name observed joiners


def measure(
    weekly: pd.DataFrame,
    distributors: pd.DataFrame,
    reach: Mapping[str, float | None],
    indices: Mapping[str, float],
    observed: Mapping[str, float | None] | None = None,
) -> dict[str, float | None]:
    """Return the value of every outcome of one run, in the order of `OUTCOMES`.

    Parameters
    ----------
    weekly
        One row per week, as `SolidarityModel.weekly`.
    distributors
        One row per membership ever begun, in order of joining, as `SolidarityModel.distributors`.
    reach
        How far the organisation has reached, as `SolidarityModel.reach`.
    indices
        The indices of solidarity at the end, as `model.indices.solidarity_of_all`.
    observed
        How joining compares with what was observed, as `observed.against_observed`; undefined without it.

    Returns
    -------
    dict
        Outcome names to numbers; None where the definition says the outcome is undefined; NaN where a number
        was due but a column held none.
    """
    last_year = weekly.tail(WEEKS_PER_YEAR)
    last_week = weekly.iloc[-1]
    everyone = len(distributors)
    lines = distributors["line"].nunique()
    peopled = last_year["active"] > 0
    values: dict[str, float | None] = {
        "members": float(last_week["active"]),
        "registered": float(last_week["registered"]),
        "ever_joined": float(everyone),
        "extinct_lines": float(lines - last_week["lines_alive"]),
        "annual_retention": share_surviving(survival_counts(distributors, len(weekly)), WEEKS_PER_YEAR),
        "attendance": share(last_year["came"], last_year["called"]),
        "harsh_answers": share(last_year["harsh_answers"], last_year["violations"]),
        "energy": mean_over(last_year, "energy", peopled),
        "symbol_attachment": mean_over(last_year, "symbol_attachment", peopled),
        "distrust": mean_over(last_year, "distrust", peopled),
        "interdependence": mean_over(last_year, "interdependence", peopled),
        "sales_per_member": _per_member_month(last_year["customer_payments"].sum(), last_year["active"]),
        "net_income_per_member": _per_member_month(distributors["net_income"].to_numpy().sum(), weekly["active"]),
        "commission_gini": gini(distributors["commission_total"])
        if (distributors["commission_total"] != 0).any()
        else None,
        "share_net_loss": _share_below_zero(distributors["net_income"].to_numpy(np.float64)),
        "tree_depth": float(_depth(distributors["sponsor"].to_numpy())),
        "share_recruiting_nobody": share(distributors["recruits"] == 0, pd.Series(1, distributors.index)),
        **measure_saturation(weekly, reach),
        "income_by_means": rank_correlation(distributors["net_income"], distributors["means"]),
        **measure_solidarity(last_year, indices),
        **measure_effectiveness(weekly, distributors),
        **measure_leaving(distributors),
        **measure_rallies(last_year),
        **(observed or dict.fromkeys(OF_OBSERVED)),
    }
    return {outcome.name: values[outcome.name] for outcome in OUTCOMES}


def undefined_by_mistake(values: dict[str, float | None]) -> list[str]:
    """Names of the outcomes that hold NaN or an infinity, where a number was due."""
    return [name for name, value in values.items() if value is not None and not np.isfinite(value)]


def rank_correlation(first: pd.Series, second: pd.Series) -> float | None:
    """Spearman's; None where one of the two does not vary, NaN where a number is missing."""
    if first.isna().any() or second.isna().any():
        return math.nan
    if first.nunique() < 2 or second.nunique() < 2:
        return None
    return float(first.rank().corr(second.rank()))


def _per_member_month(money: float, active: pd.Series) -> float | None:
    member_months = float(active.sum()) * MONTHS_PER_YEAR / WEEKS_PER_YEAR
    return float(money) / member_months if member_months else None


def _share_below_zero(money: np.ndarray) -> float | None:
    """Share of the values that are negative; None if there are none, NaN if one is no number."""
    if len(money) == 0:
        return None
    return math.nan if np.isnan(money).any() else float(np.mean(money < 0))


def _depth(sponsor: np.ndarray) -> int:
    """Length of the longest chain of sponsors; a founder's sponsor is -1."""
    depth, above = 0, sponsor[sponsor >= 0]
    while len(above):
        depth, above = depth + 1, sponsor[above]
        above = above[above >= 0]
    return depth
