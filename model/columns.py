"""The columns of the table: what is known of a membership, and of a person of the society."""

from __future__ import annotations

import numpy as np

from model.column_block import Columns

# The state of a membership. Shares and bonds are in [0, 1], times are week numbers, money is in rupiah. What is said of
# a guest holds while there is one; afterwards the last value stands. Where few values are possible, a byte or two hold
# them: weeks are counted in two, as those of persons are.
COLUMNS: tuple[tuple[str, type], ...] = (
    ("person", np.int32),
    ("parent", np.int32),  # row of the upline, NOBODY for a root
    ("team", np.int32),  # row of the member at whom the team was cut
    ("guest", np.int32),  # person invited and not yet answered, or NOBODY
    ("energy", np.float32),
    ("symbol_attachment", np.float32),
    ("distrust", np.float32),
    ("interdependence", np.float32),
    ("team_trust", np.float32),
    ("skill", np.float32),
    ("hours", np.float32),  # a week
    ("hours_used", np.float32),  # this week
    ("favours_received", np.int32),  # this week
    ("favours_given", np.int32),  # this week
    ("introductions", np.int32),  # to teammates, this week
    ("month_sold", np.int32),  # units
    ("month_bought", np.int32),  # units
    ("kinship", np.float32),  # with the upline; 1 for kin outside, less for who became like kin
    ("habituation", np.float32),  # to its gatherings, of the team that was cut at this member
    ("last_gathering", np.int32),  # number of the last gathering attended, for reminders
    ("month_gatherings", np.int8),  # of the team, attended
    ("month_rallies", np.int8),  # and conventions, attended
    ("physical_density", np.float32),
    ("shared_focus", np.float32),
    ("shared_emotion", np.float32),
    ("aspiration", np.float32),  # rupiah a month
    ("means", np.float32),  # rupiah a month
    ("guest_impression", np.float32),  # intensity of the gathering the guest saw, negative before
    ("guest_scepticism", np.float32),  # how little of a ritual the guest shares
    ("culture", np.uint32),  # the four cultural traits, a byte each
    ("satisfaction", np.float32),  # -1 to 1
    ("identification", np.float32),  # -1 to 1
    ("rationality", np.float32),
    ("rebuked", np.int8),  # 1 when answered harshly this week
    ("occupation", np.uint8),
    ("line", np.int32),  # row of the founder
    ("line_active", np.int32),  # active members of the line, known of its founder
    ("violation_response", np.float32),  # share of harsh answers given, smoothed; negative before the first
    ("restoring_response", np.float32),  # share of restoring answers given, smoothed; negative before the first
    ("favour_balance", np.int32),  # received less given
    ("let_down_by", np.int32),  # row of who broke a promise and is still to be held to it, or NOBODY
    ("selling_pace", np.float64),  # over that of the usual person; follows from talent, ties and means
    ("ties", np.int32),
    ("ties_inside", np.int32),  # to active members, kept while one is active
    ("nobody_before", np.int16),  # week before which none of the ties can be asked
    ("outside_closeness", np.float32),  # to people outside
    ("mates", np.int8),  # teammates remembered for favours who are active
    ("mate_1", np.int32),  # row, or NOBODY
    ("mate_2", np.int32),
    ("mate_3", np.int32),
    ("mate_4", np.int32),
    ("mate_occupations", np.uint32),  # a byte each
    ("lender", np.int32),  # place of the tie to who lent the price of joining, among one's ties
    ("status", np.int8),
    ("reason", np.int8),
    ("rank", np.int32),  # highest reached
    ("level", np.int32),  # 0 for a root
    ("guest_tie", np.int32),  # place of the tie to the guest among one's ties, or STRANGER or REFERRAL
    ("guest_since", np.int16),
    ("sponsor", np.int32),  # row of who recruited
    ("recruits", np.int32),  # ever made
    ("downline", np.int32),  # active members below at the last month's end
    ("joined", np.int32),
    ("renewed", np.int16),
    ("ceased", np.int32),  # week in which activity ended
    ("left", np.int32),  # week in which membership ended
    ("felt_income", np.float32),  # rupiah a month, smoothed
    ("last_recruited", np.int16),  # week of the last recruit, or of joining
    ("helps", np.int32),  # row of the stalled downline helped this month, or NOBODY
    ("debt", np.int64),  # of the loan for joining, not yet paid back
    ("month_fees", np.int64),  # starter kit, renewal and tools of the month
    ("group_volume", np.int64),  # of the last month
    ("commission", np.int64),  # of the last month
    ("volume_total", np.int64),
    ("commission_total", np.int64),
    ("retail_margin_total", np.int64),
    ("cost_total", np.int64),
    ("search_steps", np.int32),  # members looked at in search of places for recruits, ever
    ("hours_owed", np.float32),  # time that last week's searches and rally took
)
COLUMN_NAMES = tuple(name for name, _ in COLUMNS)


class Members(Columns, columns=COLUMNS):
    """All that is known of the memberships."""


# What changes about a person of the society; culture and ties are copied from the society to lie beside it. Ties are
# scattered all over society: the shorter a column, the more of it stays at hand.
PERSON_COLUMNS: tuple[tuple[str, type], ...] = (
    ("row", np.int32),  # of the active member, or NOBODY
    ("asked_by", np.int32),  # number of the pitch that reaches the person this week, or NOBODY
    ("inside_ties", np.int32),  # ties to active members
    ("ties", np.int32),
    ("culture", np.uint32),  # the four cultural traits, a byte each
    ("ask_from", np.int16),  # week from which the person can be asked; or TAKEN or INVITED
)


class People(Columns, columns=PERSON_COLUMNS):
    """All that changes of the persons."""
