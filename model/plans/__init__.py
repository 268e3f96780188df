"""Compensation plans: how commissions are paid, one file a plan."""
