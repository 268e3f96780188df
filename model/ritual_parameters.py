"""Parameters of gatherings: how often and how long, who comes, what charges them and how it fades."""

from __future__ import annotations

from model.parameter import ParameterGroup, parameter, parameter_group


@parameter_group
class RitualParameters(ParameterGroup):
    """Gatherings and what they charge (Collins 2004, Interaction Ritual Chains)."""

    GROUP = "ritual"
    gatherings: bool = parameter(default=True, unit="switch", about="Whether members gather at all.")
    symbols: bool = parameter(
        default=True,
        unit="switch",
        about="Whether the group has symbols to be attached to; without, nothing charges them or comes of them.",
    )
    feedback: bool = parameter(
        default=True,
        unit="switch",
        source="Collins (2004, ch. 2)",
        about="Whether focus and mood feed each other within a gathering; without, they stay as they are brought in.",
    )
    energy_rule: str = parameter(
        default="charge",
        unit="name",
        choices=("charge", "maximum"),
        source="charge: Collins (2004); maximum: Watts (2009)",
        about="How a ritual moves energy: it adds to it or drains it, or it lifts everybody below to its own level.",
    )
    interval_days: float = parameter(
        default=10.0, unit="days", low=2, high=60, about="Practice: days between a team's gatherings."
    )
    length_hours: float = parameter(
        default=2.0, unit="hours", low=0.25, high=12, about="Practice: hours of ceremony at a gathering."
    )
    team_minimum: int = parameter(
        default=10, unit="members", low=2, high=10_000, about="Smallest team cut from the sponsor tree."
    )
    attendance_base: float = parameter(
        default=-1.5,
        unit="logits",
        low=-20,
        high=20,
        about="Attendance of a member without energy or symbols, in a team of 20.",
    )
    attendance_energy: float = parameter(
        default=2.0, unit="logits", low=-20, high=20, about="Pull of emotional energy."
    )
    attendance_symbols: float = parameter(
        default=4.0, unit="logits", low=-20, high=20, about="Pull of the group's symbols."
    )
    attendance_size: float = parameter(
        default=0.1,
        unit="logits a log unit",
        low=0,
        high=5,
        source="congregation studies: .05 to .15; middle taken",
        about="Loss of attendance as the team grows.",
    )
    attendance_cost: float = parameter(
        default=0.6,
        unit="logits",
        low=0,
        high=20,
        about="Loss of attendance when a gathering takes all hours of the week.",
    )
    reminder: float = parameter(
        default=0.2, unit="logits", low=0, high=20, about="Pull of an upline in the team who comes and reminds."
    )
    obligation: float = parameter(
        default=0.3, unit="logits", low=-20, high=20, about="Attendance raised by three or more favours not returned."
    )
    mutual_reminding: float = parameter(
        default=0.5, unit="logits", low=-20, high=20, about="Attendance raised by a full set of mates who remind."
    )
    density_scale: float = parameter(
        default=3.0, unit="persons", low=0.01, high=1000, about="Company in which physical density reaches 63 %."
    )
    gain: float = parameter(
        default=9.0,
        unit="ratio",
        low=0,
        high=1000,
        about="How strongly focus and mood feed each other, over their fading.",
    )
    gain_floor: float = parameter(
        default=0.2, unit="share", low=0, high=1, about="Gain of a ritual to which nobody brings symbols or energy."
    )
    likeness_base: float = parameter(
        default=0.85, unit="ratio", low=0, high=10, about="Gain among people who have no trait in common."
    )
    likeness_gain: float = parameter(
        default=0.4,
        unit="ratio",
        low=0,
        high=10,
        source="Durkheim (1893): likeness binds; size: assumption",
        about="Gain added when all are alike.",
    )
    likeness_charge: float = parameter(
        default=0.0,
        unit="ratio",
        low=0,
        high=10,
        source="Durkheim (1893): likeness binds; that it may bind each singly: assumption",
        about="Charge added per unit by which a member is more like the others present than they are among themselves.",
    )
    settling: float = parameter(
        default=1.5, unit="per hour", low=0.01, high=100, about="Rate at which focus and mood fade of themselves."
    )
    first_focus: float = parameter(
        default=0.2, unit="share", low=0.001, high=1, about="Common focus of attention as a gathering opens."
    )
    first_mood: float = parameter(
        default=0.2, unit="share", low=0.001, high=1, about="Common mood as a gathering opens."
    )
    guest_dilution: float = parameter(
        default=0.8, unit="share", low=0, high=1, about="Intensity lost if all present were guests: no barrier."
    )
    sceptic_disturbance: float = parameter(
        default=1.0,
        unit="share",
        low=0,
        high=1,
        source="Collins (2004, ch. 2): a focus not shared by all; size: assumption",
        about="Gain of focus and mood lost if all present were sceptics.",
    )
    guest_reserve: float = parameter(
        default=0.3,
        unit="share",
        low=0,
        high=1,
        about="Scepticism of a wholly rational guest whom nobody warned; one who would never join is a sceptic wholly.",
    )
    habituation_rise: float = parameter(
        default=0.2,
        unit="share",
        low=0,
        high=1,
        about="Habituation of a team to its gatherings gained at each, as a share of what is lacking.",
    )
    habituation_half_life: float = parameter(
        default=30.0, unit="days", low=0.5, high=10_000, about="Days in which habituation halves."
    )
    habituation_newcomer: float = parameter(
        default=0.1, unit="share", low=0, high=1, about="Share of a team's habituation that goes with each new face."
    )
    habituation_loss: float = parameter(
        default=0.2,
        unit="share",
        low=0,
        high=1,
        source="habituation: response falls with repetition (Thompson & Spencer 1966); size: assumption",
        about="Charge lost by a wholly habituated team.",
    )
    energy_charge: float = parameter(
        default=0.8, unit="ratio", low=0, high=5, about="Energy charged by intensity at the centre of a ritual."
    )
    energy_price: float = parameter(
        default=0.05, unit="intensity", low=0, high=1, about="Intensity below which a gathering drains."
    )
    energy_half_life: float = parameter(
        default=7.0,
        unit="days",
        low=0.5,
        high=1000,
        source="Collins (2004, ch. 3): days to a week or two",
        about="Days in which emotional energy halves.",
    )
    symbol_charge: float = parameter(
        default=0.7, unit="ratio", low=0, high=5, about="Symbols charged by intensity at the centre of a ritual."
    )
    symbol_half_life: float = parameter(
        default=75.0,
        unit="days",
        low=1,
        high=10_000,
        source="Collins (2004, ch. 2): symbols outlast energy; length: assumption",
        about="Days in which attachment to symbols halves.",
    )
    edge_centrality: float = parameter(
        default=0.6, unit="ratio", low=0, high=1, about="Share of the charge that reaches the very edge of a ritual."
    )
    trust_charge: float = parameter(
        default=0.04, unit="ratio", low=0, high=1, about="Trust in one's team gained from a ritual of full intensity."
    )
    density_charge: float = parameter(
        default=0.5, unit="ratio", low=0, high=1, about="Physical density felt after one gathering of full co-presence."
    )
    density_half_life: float = parameter(
        default=14.0, unit="days", low=0.5, high=1000, about="Days in which felt physical density halves."
    )
    smoothing: float = parameter(
        default=0.2, unit="share", low=0.001, high=1, about="Weight of the latest gathering in focus and mood as felt."
    )
