"""What field data say of an organisation: name, unit and definition of each outcome.

Denominators are kept apart, since mixing them is how this literature contradicts itself: *registered* (joined and not
left), *active* (bought or sold in the month), *dormant* (stopped, and the membership has not lapsed yet), *paid* (got a
commission, in the month or in the year). "The year" is the last twelve months of a run. `experiments.field_measures`
measures them on a run as those who published them measured them.
"""

from __future__ import annotations

from collections.abc import Mapping

from experiments.outcome import Outcome

FIELD_OUTCOMES = (
    Outcome("registered_members", "Registered members", "members", "Joined and not left, at the last month's end."),
    Outcome("trading_members", "Active members", "members", "Registered and bought or sold in the last month."),
    Outcome("dormant_members", "Dormant members", "members", "Stopped, but the membership has not lapsed yet."),
    Outcome("paid_members", "Paid members", "members", "Got a commission in the last month."),
    Outcome(
        "leaving_first_year",
        "Leaving in the first year",
        "share a month",
        "Members who stop in a month, on average over the first year since joining: 1 - S(52)^(1/12), S by"
        " Kaplan-Meier.",
    ),
    Outcome(
        "leaving_second_year",
        "Leaving in the second year",
        "share",
        "Of those active a year after joining, the share that stops within another: 1 - S(104)/S(52), by"
        " Kaplan-Meier.",
    ),
    Outcome("one_year_retention", "Retention over a year", "share", "Kaplan-Meier share active after 52 weeks."),
    Outcome(
        "five_year_retention",
        "Retention over five years",
        "share",
        "Kaplan-Meier share active 260 weeks after joining; undefined when nobody was followed so long.",
    ),
    Outcome(
        "paid_share", "Ever paid in the year", "share", "Paid at least once in the year, over registered at its end."
    ),
    Outcome("top_percent", "Commissions of the top 1 %", "share", "Of payees, over the commissions of the year."),
    Outcome("bottom_70", "Commissions of the bottom 70 %", "share", "Of payees, over the commissions of the year."),
    Outcome("bottom_94", "Commissions of the bottom 94 %", "share", "Of payees, over the commissions of the year."),
    Outcome("bottom_99", "Commissions of the bottom 99 %", "share", "Of payees, over the commissions of the year."),
    Outcome("payee_gini", "Gini of commissions among payees", "0 to 1", "Of the year's commissions, payees alone."),
    Outcome(
        "tail_exponent",
        "Pareto exponent of commissions",
        "exponent",
        "Hill's (1975) estimate over the best-paid 6 % of payees; undefined with fewer than five of them.",
    ),
    Outcome(
        "sponsoring_nobody",
        "Sponsors of nobody",
        "share",
        "Registered members none of whose recruits is registered still.",
    ),
    Outcome(
        "active_share",
        "Active share of registered",
        "share",
        "Registered members who bought or sold in the month, mean over the months of the year.",
    ),
    Outcome(
        "top_pins",
        "Top pins (Q12)",
        "share",
        "Registered members whose group reached the plan's top bracket in each month of the year; undefined under"
        " plans without brackets.",
    ),
    Outcome(
        "net_losers",
        "Lost money",
        "share",
        "Of all who ever joined by being recruited, whose lifetime net result is below the break-even band.",
    ),
    Outcome("net_even", "Broke even", "share", "The same, inside the break-even band."),
    Outcome("net_gainers", "Made money", "share", "The same, above the break-even band."),
    Outcome(
        "net_median",
        "Median net result",
        "share of monthly means",
        "Median over all who ever joined by being recruited of lifetime net result over a month's income from outside.",
    ),
    Outcome(
        "innovators",
        "Joined as innovators",
        "share",
        "Recruits whom the fitted Bass curve puts down to innovation: the sum of p (market - joined), over all of"
        " them.",
    ),
    Outcome(
        "yield_referral_to_strong",
        "Yield of referrals over that of kin and friends",
        "ratio",
        "Share of persons asked who join, by type of tie.",
    ),
    Outcome(
        "yield_stranger_to_referral",
        "Yield of strangers over that of referrals",
        "ratio",
        "Share of persons asked who join, by type of tie.",
    ),
    Outcome(
        "attendance_slope",
        "Slope of attendance on group size",
        "logits a log unit",
        "By the model's own rule, everything else being equal.",
    ),
    Outcome("recruited_by_friend", "Recruited by a friend", "share", "Recruits who were asked by a friend."),
    Outcome("recruited_by_kin", "Recruited by family", "share", "Recruits who were asked by kin."),
)  # fmt: skip


def in_order(values: Mapping[str, float | None]) -> dict[str, float | None]:
    """The same in the order of `FIELD_OUTCOMES`."""
    return {outcome.name: values[outcome.name] for outcome in FIELD_OUTCOMES}
