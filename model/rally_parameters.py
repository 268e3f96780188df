"""Parameters of rallies and the convention: how often, how long, who may come, what it costs."""

from __future__ import annotations

from model.parameter import ParameterGroup, parameter, parameter_group


@parameter_group
class RallyParameters(ParameterGroup):
    """Assemblies of whole lines, and of all; the same in every preset, a practice of the trade rather than of one."""

    GROUP = "rallies"
    rally_months: int = parameter(
        default=1, unit="months", low=0, high=1200, about="Months from one rally of a line to the next; 0: never."
    )
    convention_months: int = parameter(
        default=12,
        unit="months",
        low=0,
        high=1200,
        about="Months from one convention to the next, which takes the place of that month's rallies; 0: never.",
    )
    smallest_line: int = parameter(
        default=20,
        unit="members",
        low=2,
        high=1_000_000,
        about="Fewest active members called for whom a hall is rented: of a line, or of all for a convention.",
    )
    convention_rank: int = parameter(
        default=0, unit="rank", low=0, high=1000, about="Lowest rank called to the convention; 0: all."
    )
    rally_hours: float = parameter(default=3.0, unit="hours", low=0.25, high=12, about="Hours of ceremony at a rally.")
    convention_hours: float = parameter(
        default=12.0, unit="hours", low=0.25, high=72, about="Hours of ceremony at a convention."
    )
    rally_travel_hours: float = parameter(
        default=1.5, unit="hours", low=0, high=24, about="Hours on the way to a rally and back."
    )
    convention_travel_hours: float = parameter(
        default=8.0, unit="hours", low=0, high=72, about="Hours on the way to the convention and back."
    )
    rally_entrance: int = parameter(default=15_000, unit="rupiah", low=0, high=10**9, about="Entrance to a rally.")
    convention_entrance: int = parameter(
        default=100_000, unit="rupiah", low=0, high=10**9, about="Entrance to the convention."
    )
    rally_travel: int = parameter(default=10_000, unit="rupiah", low=0, high=10**9, about="Fare to a rally and back.")
    convention_travel: int = parameter(
        default=150_000,
        unit="rupiah",
        low=0,
        high=10**9,
        about="Fare and lodging of a member who goes to the convention.",
    )
    hall_percent: int = parameter(
        default=60,
        unit="percent",
        low=0,
        high=100,
        about="Part of the entrance that hall, stage and sound cost; the company keeps the rest.",
    )
    attendance_price: float = parameter(
        default=5.0,
        unit="logits",
        low=0,
        high=20,
        about="Loss of attendance when entrance and fare take a whole month's means.",
    )
