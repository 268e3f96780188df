"""Parameters of identification: what makes members proud of belonging, and what disappoints them."""

from __future__ import annotations

from model.parameter import ParameterGroup, parameter, parameter_group


@parameter_group
class IdentificationParameters(ParameterGroup):
    """Pride in belonging and disappointment with it (Pratt 2000)."""

    GROUP = "identification"
    pride: float = parameter(
        default=0.1,
        unit="share",
        low=0,
        high=1,
        source="Pratt (2000): dream-building in company; size: assumption",
        about="Pride that was missing gained in a gathering of full common mood; counted at the month's end.",
    )
    fulfilment: float = parameter(
        default=0.5,
        unit="share",
        low=0,
        high=1,
        source="Pratt (2000): dreams met or broken; size: assumption",
        about="Way towards full pride, or full disappointment, in a month whose income wholly meets, or fails, hopes.",
    )
    letdown: float = parameter(
        default=0.1,
        unit="share",
        low=0,
        high=1,
        about="Way towards full disappointment of a member let down by a broken promise.",
    )
    half_life: float = parameter(
        default=180.0, unit="days", low=1, high=10_000, about="Days in which pride or disappointment halves by itself."
    )
