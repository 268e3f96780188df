"""Parameters of the boundary: distrust of non-members, violations of symbols and how they are answered."""

from __future__ import annotations

from model.parameter import ParameterGroup, parameter, parameter_group


@parameter_group
class BoundaryParameters(ParameterGroup):
    """Distrust of non-members, and how violations of symbols are answered (Durkheim 1893; Collins 2004)."""

    GROUP = "boundary"
    closure: float = parameter(
        default=0.0, unit="share", low=0, high=1, about="Practice: share of gatherings open to members only."
    )
    distrust_closed: float = parameter(
        default=0.3,
        unit="ratio",
        low=0,
        high=1,
        source="size: assumption, in view of the survey of Amway distributors, which found distrust (P12)",
        about="Distrust learnt in a closed ritual of full intensity.",
    )
    distrust_refusal: float = parameter(
        default=0.03, unit="share", low=0, high=1, about="Distrust learnt from a refusal."
    )
    distrust_sceptic: float = parameter(
        default=0.1, unit="share", low=0, high=1, about="Distrust learnt in a gathering if all present were sceptics."
    )
    distrust_half_life: float = parameter(
        default=90.0,
        unit="days",
        low=1,
        high=10_000,
        about="Days in which distrust halves if all one's ties are outsiders on good terms.",
    )
    offence: float = parameter(
        default=0.04, unit="per week", low=0, high=1, about="Violations by a member without attachment to symbols."
    )
    offence_restraint: float = parameter(
        default=1.5, unit="log units", low=0, high=10, about="Restraint by full attachment to symbols."
    )
    harsh_base: float = parameter(
        default=-2.5, unit="logits", low=-20, high=20, about="Harshness without symbols, for a trifle, at no risk."
    )
    harsh_symbols: float = parameter(
        default=2.5, unit="logits", low=-20, high=20, about="Anger for symbols fully held."
    )
    harsh_severity: float = parameter(
        default=2.0, unit="logits", low=-20, high=20, about="Anger at the gravest violation."
    )
    lenient_stake: float = parameter(
        default=2.0,
        unit="logits",
        low=-20,
        high=20,
        about="Leniency of an upline who earns all of a month's means through the offender's line.",
    )
    lenient_trust: float = parameter(default=1.5, unit="logits", low=-20, high=20, about="Leniency of full trust.")
    lenient_contagion: float = parameter(
        default=1.0,
        unit="logits",
        low=-20,
        high=20,
        about="Leniency when the whole team would leave with the offender.",
    )
    peer_answers: float = parameter(
        default=0.5, unit="share", low=0, high=1, about="Share of violations met by a peer rather than the upline."
    )
    harsh_symbol_gain: float = parameter(
        default=0.02,
        unit="share",
        low=0,
        high=1,
        source="Durkheim (1893): punishment renews the common conscience; size: assumption",
        about="Symbols renewed in each teammate by a harsh answer.",
    )
    witnesses: float = parameter(
        default=10.0, unit="members", low=0, high=1e6, about="Teammates who witness an answer to a violation."
    )
    harsh_trust_loss: float = parameter(
        default=0.5, unit="share", low=0, high=1, about="Trust in the team lost by an offender answered harshly."
    )
    harsh_energy_loss: float = parameter(
        default=0.5, unit="share", low=0, high=1, about="Energy lost by an offender answered harshly."
    )
    harsh_leaving: float = parameter(
        default=1.5,
        unit="log units",
        low=0,
        high=10,
        about="Rise of the hazard of leaving in the week of a harsh answer.",
    )
    lenient_trust_gain: float = parameter(
        default=0.1, unit="share", low=0, high=1, about="Trust gained by an offender who is forgiven."
    )
    restoring_base: float = parameter(
        default=-1.5,
        unit="logits",
        low=-20,
        high=20,
        about="Making good asked for by a member who depends on nobody, for a trifle, where anger does not strike.",
    )
    restoring_bond: float = parameter(
        default=3.0,
        unit="logits",
        low=-20,
        high=20,
        source="Durkheim (1893): restitution goes with the division of labour; size: assumption",
        about="Making good asked for by a member who lives by the exchange of favours.",
    )
    restoring_severity: float = parameter(
        default=1.0, unit="logits", low=-20, high=20, about="Making good asked for after the gravest violation."
    )
    restitution: int = parameter(
        default=1, unit="favours", low=0, high=100, about="Favours that an offender who makes good owes the others."
    )
    restoring_trust_gain: float = parameter(
        default=0.05,
        unit="share",
        low=0,
        high=1,
        about="Trust in the team gained by offender and answerer when it is made good.",
    )
    smoothing: float = parameter(
        default=0.3,
        unit="share",
        low=0.001,
        high=1,
        about="Weight of the latest answer in a member's way of answering.",
    )
