"""The calendar: 7 days a week, 52 weeks and 12 months a year."""

from __future__ import annotations

DAYS_PER_WEEK = 7.0
WEEKS_PER_YEAR = 52
MONTHS_PER_YEAR = 12
WEEKS_PER_MONTH = WEEKS_PER_YEAR / MONTHS_PER_YEAR
DAYS_PER_MONTH = DAYS_PER_WEEK * WEEKS_PER_YEAR / MONTHS_PER_YEAR


def month_end(month: int) -> int:
    """Week with which a month ends; months count from 1."""
    return WEEKS_PER_YEAR * month // MONTHS_PER_YEAR
