"""The calendar: 52 weeks and 12 months a year."""

from __future__ import annotations

WEEKS_PER_YEAR = 52
MONTHS_PER_YEAR = 12
DAYS_PER_MONTH = 7.0 * WEEKS_PER_YEAR / MONTHS_PER_YEAR


def month_end(month: int) -> int:
    """Week with which a month ends; months count from 1."""
    return WEEKS_PER_YEAR * month // MONTHS_PER_YEAR
