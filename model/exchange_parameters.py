"""Parameters of favours and promises: needs, who helps, interdependence, and promises broken and made good."""

from __future__ import annotations

from model.parameter import ParameterGroup, parameter, parameter_group


@parameter_group
class ExchangeParameters(ParameterGroup):
    """The division of labour: needs, favours and interdependence (Durkheim 1893; Gouldner 1960)."""

    GROUP = "exchange"
    brokering: float = parameter(
        default=0.0,
        unit="share",
        low=0,
        high=1,
        about="Practice: how far the organisation introduces those in need to members of the right occupation.",
    )
    need: float = parameter(
        default=0.7, unit="per week", low=0, high=1, about="Chance of a need in a week, in any occupation."
    )
    introductions: int = parameter(
        default=10,
        unit="members",
        low=0,
        high=100,
        about="Teammates a need is put to under full brokering, beyond the one asked anyway.",
    )
    help_base: float = parameter(
        default=0.0, unit="logits", low=-20, high=20, about="Readiness to help without trust or obligation."
    )
    help_trust: float = parameter(
        default=2.0, unit="logits", low=-20, high=20, about="Readiness added by full trust in the team."
    )
    help_reciprocity: float = parameter(
        default=0.25,
        unit="logits a favour",
        low=0,
        high=20,
        source="Gouldner (1960): norm of reciprocity; size: assumption",
        about="Readiness lost for each favour the asker has not returned.",
    )
    favour_hours: float = parameter(default=1.0, unit="hours", low=0, high=40, about="Time a favour costs the helper.")
    introduction_hours: float = parameter(
        default=0.1,
        unit="hours",
        low=0,
        high=10,
        about="Time that each introduction beyond the first teammate asked costs the member in need.",
    )
    bond_received: float = parameter(
        default=0.25, unit="share", low=0, high=1, about="Interdependence gained by a favour received."
    )
    bond_given: float = parameter(
        default=0.12, unit="share", low=0, high=1, about="Interdependence gained by a favour given."
    )
    half_life: float = parameter(
        default=75.0, unit="days", low=1, high=10_000, about="Days in which interdependence halves; as symbols."
    )
    trust_gain: float = parameter(
        default=0.03, unit="share", low=0, high=1, about="Trust in the team gained by a favour received."
    )
    trust_loss: float = parameter(
        default=0.05, unit="share", low=0, high=1, about="Trust in the team lost when help is refused."
    )
    break_base: float = parameter(
        default=-1.5,
        unit="logits",
        low=-20,
        high=20,
        about="Promises broken by a member with all the time and no bond.",
    )
    break_overload: float = parameter(
        default=2.0,
        unit="logits",
        low=-20,
        high=20,
        about="Promises broken by a member who has used all hours of the week.",
    )
    break_trust: float = parameter(
        default=1.5, unit="logits", low=-20, high=20, about="Promises kept for full trust in the team."
    )
    break_bond: float = parameter(
        default=1.5, unit="logits", low=-20, high=20, about="Promises kept for full interdependence."
    )
    broken_trust: float = parameter(
        default=0.1, unit="share", low=0, high=1, about="Trust in the team lost by a member who is let down."
    )
    broken_bond: float = parameter(
        default=0.1, unit="share", low=0, high=1, about="Interdependence lost by a member who is let down."
    )
    restitution_base: float = parameter(
        default=-0.5,
        unit="logits",
        low=-20,
        high=20,
        about="Broken promises made good by a member who depends on nobody.",
    )
    restitution_bond: float = parameter(
        default=3.0,
        unit="logits",
        low=-20,
        high=20,
        source="Durkheim (1893): restitution goes with the division of labour; size: assumption",
        about="Broken promises made good for full interdependence.",
    )
    restored_trust: float = parameter(
        default=0.1,
        unit="share",
        low=0,
        high=1,
        about="Trust regained by a member who was let down when it is made good.",
    )
    selling_gain: float = parameter(
        default=0.2,
        unit="ratio a favour",
        low=0,
        high=10,
        about="Selling gained by a favour given or received in the week.",
    )
