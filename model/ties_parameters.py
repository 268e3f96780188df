"""Parameters of what lives in ties: closeness, mates, news, loans, and the coming and going of people."""

from __future__ import annotations

from model.parameter import ParameterGroup, parameter, parameter_group


@parameter_group
class TiesParameters(ParameterGroup):
    """How ties to people outside and inside move, and what passes along them."""

    GROUP = "ties"
    closeness_loss: float = parameter(
        default=0.05,
        unit="share",
        low=0,
        high=1,
        about="Closeness to people outside lost in a members-only gathering of full intensity.",
    )
    closeness_half_life: float = parameter(
        default=120.0, unit="days", low=1, high=10_000, about="Days in which half of the closeness lost comes back."
    )
    mates: bool = parameter(
        default=True, unit="switch", about="Whether members remember teammates with whom they exchanged favours."
    )
    rosiness: float = parameter(
        default=0.3,
        unit="share",
        low=0,
        high=1,
        about="How far what members tell of their income lies from the truth (0) towards what they hope for (1).",
    )
    telling: float = parameter(
        default=0.25, unit="per month", low=0, high=1, about="Chance that a member tells somebody of the income."
    )
    hearsay: float = parameter(
        default=0.3,
        unit="share",
        low=0,
        high=1,
        about="Weight of what a guest has heard before, against what the asker tells.",
    )
    turnover: float = parameter(
        default=0.02,
        unit="per year",
        low=0,
        high=1,
        about="Share of the people outside replaced in a year by others, who have heard and refused nothing and owe"
        " nothing; they keep the ties, openness, means and rationality of those whose place they take.",
    )
    neighbourly: float = parameter(
        default=0.3,
        unit="per month",
        low=0,
        high=1,
        about="Chance that a favour passes between a member and one of the people known, either way.",
    )
    returned_trust: float = parameter(
        default=0.1, unit="share", low=0, high=1, about="Trust gained on both sides when a favour is returned."
    )
    unreturned_trust: float = parameter(
        default=0.05, unit="share", low=0, high=1, about="Trust lost by a giver who is owed a favour already."
    )
    shared_trust: float = parameter(
        default=0.05,
        unit="share",
        low=0,
        high=1,
        about="Trust in a teammate gained when they meet.",
    )
    own_funds: float = parameter(
        default=0.05,
        unit="share of monthly means",
        low=0,
        high=100,
        about="What a person can pay for joining; for more, kin or a friend must lend.",
    )
    lending_trust: float = parameter(
        default=0.4, unit="trust", low=0, high=1, about="Trust in kin or a friend from which they lend."
    )
    default_burn: float = parameter(
        default=0.5, unit="share", low=0, high=1, about="Trust lost on both sides when a loan is not paid back."
    )
    fictive_kinship: float = parameter(
        default=0.8,
        unit="kinship",
        low=0,
        high=0.99,
        source='"a family tree": survey of Amway distributors; kin by doing: Carsten (2000); size: assumption',
        about="How near to kin (1) shared gatherings bring a member and the upline; 0: uplines never become like kin.",
    )
    kinship_growth: float = parameter(
        default=0.03,
        unit="share",
        low=0,
        high=1,
        about="Kinship gained by a gathering shared with one's upline, as a share of what it lacks.",
    )
    kinship_half_life: float = parameter(
        default=365.0, unit="days", low=1, high=10_000, about="Days in which fictive kinship halves."
    )
    kin_reminder: float = parameter(
        default=1.0,
        unit="reminders",
        low=0,
        high=20,
        about="Reminders that an upline's reminder counts for beyond the one, if the upline is like kin.",
    )
    kin_hold: float = parameter(
        default=1.0,
        unit="mates",
        low=0,
        high=4,
        about="Mates that an active upline who is like kin counts for in holding a member.",
    )
