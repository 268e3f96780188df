"""Parameters of staying and leaving: the hazard of becoming inactive, and what holds or drives out."""

from __future__ import annotations

from model.parameter import ParameterGroup, parameter, parameter_group


@parameter_group
class RetentionParameters(ParameterGroup):
    """Who stops being active, and why; all effects on the log hazard."""

    GROUP = "retention"
    leaving: str = parameter(
        default="bonds",
        unit="name",
        choices=("bonds", "weibull", "random"),
        about="What ends activity: bonds and pulls, a hazard that changes with tenure, or one that is always the same.",
    )
    monthly_leaving: float = parameter(
        default=0.054,
        unit="per month",
        low=0,
        high=0.99,
        source="four sources: 5.2 to 5.6 % a month in the first year; middle taken",
        about="Members who leave in a month, under random leaving; under weibull, on average over the first year.",
    )
    shape: float = parameter(
        default=0.62,
        unit="Weibull shape",
        low=0.05,
        high=10,
        source="fitted to the above and to 30 % in the second year",
        about="How the hazard changes with tenure under weibull: falls below 1, rises above.",
    )
    hazard: float = parameter(
        default=0.03,
        unit="per week",
        low=0,
        high=10,
        about="Hazard of a member with no bond, no income wish and no ties.",
    )
    energy: float = parameter(default=0.8, unit="log units", low=-20, high=20, about="Hold of full emotional energy.")
    symbols: float = parameter(
        default=1.2, unit="log units", low=-20, high=20, about="Hold of full attachment to symbols."
    )
    interdependence: float = parameter(
        default=2.0,
        unit="log units",
        low=-20,
        high=20,
        about="Hold of full interdependence; as energy and symbols together.",
    )
    satisfaction: float = parameter(
        default=1.0, unit="log units", low=-20, high=20, about="Hold of income that meets all hopes."
    )
    identification: float = parameter(
        default=0.3,
        unit="log units",
        low=-20,
        high=20,
        source="Pratt (2000): those who disidentify leave; size: assumption",
        about="Hold of full pride in belonging; disappointment with it drives out as strongly.",
    )
    inside: float = parameter(
        default=0.8, unit="log units", low=-20, high=20, about="Hold when all of one's ties are members."
    )
    mates: float = parameter(
        default=0.5, unit="log units", low=-20, high=20, about="Hold of a full set of mates inside."
    )
    outside: float = parameter(
        default=0.4,
        unit="log units",
        low=-20,
        high=20,
        about="Pull of outside ties when all are outsiders and none is distrusted.",
    )
    sobriety: float = parameter(
        default=0.0,
        unit="share",
        low=0,
        high=1,
        about="How far a rational member discounts every bond (nu); 0: feeling works unconsciously.",
    )
    dormant_weeks: int = parameter(
        default=52,
        unit="weeks",
        low=1,
        high=520,
        about="Weeks for which joining or renewing lasts; a dormant member's lapses after it.",
    )
