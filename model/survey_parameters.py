"""Parameters of a survey: whom it asks, and what comes between their state and their answers."""

from __future__ import annotations

from model.parameter import ParameterGroup, parameter, parameter_group

SAMPLINGS = ("random", "line", "meeting", "informants")
POPULATIONS = ("stayers", "ever_joined")


@parameter_group
class SurveyParameters(ParameterGroup):
    """Whom a survey asks, and what stands between their state and their answers."""

    GROUP = "survey"
    sampling: str = parameter(
        default="random",
        unit="name",
        choices=SAMPLINGS,
        about="At random; along a line of sponsorship, handed on from upline to downline and back; among those who came"
        " to their team's latest gathering; or key informants, the highest ranks first.",
    )
    population: str = parameter(
        default="stayers",
        unit="name",
        choices=POPULATIONS,
        about="Whom the survey is about: those active now, or everyone who ever joined, if they can be found.",
    )
    respondents: int = parameter(
        default=30, unit="persons", low=1, high=10_000_000, source="survey of Amway distributors", about="Sample size."
    )
    informants: int = parameter(
        default=3,
        unit="persons",
        low=1,
        high=1_000_000,
        source="survey of Amway distributors",
        about="Key informants of the highest rank, asked besides; what they live by is the organisation's norm.",
    )
    points: int = parameter(
        default=5, unit="points", low=2, high=1001, source="Likert (1932)", about="Points of the answering scale."
    )
    response_error: float = parameter(
        default=0.7, unit="points", low=0, high=100, about="Standard deviation of the error in an answer."
    )
    desirability: float = parameter(
        default=0.15, unit="share", low=0, high=1, about="How far answers are drawn towards the organisation's norm."
    )
    loading_spread: float = parameter(
        default=0.3, unit="share", low=0, high=1, about="How much of the state a question may fail to bring out."
    )
    threshold_spread: float = parameter(
        default=0.3,
        unit="points",
        low=0,
        high=100,
        about="Standard deviation of how much too easily a question's high answers are ticked.",
    )
