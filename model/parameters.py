"""The parameters of every mechanism but society and tree: unit, allowed range, default and source on each.

What an organisation *does* is marked "Practice"; presets set nothing else. Money is in whole rupiah, time in weeks
unless a unit says otherwise. A source of "assumption" means that nobody has measured it.
"""

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
        about="How a ritual moves energy: it adds to it or drains it, or it lifts to its own level whoever is below.",
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
        source="Durkheim (1893): likeness binds; that it may do so one by one: assumption",
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
        about="Scepticism of a wholly rational guest whom nobody warned; who would never join is a sceptic wholly.",
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
        about="Time that each introduction beyond the first teammate asked costs who is in need.",
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
        default=-1.5, unit="logits", low=-20, high=20, about="Promises broken by who has all the time and no bond."
    )
    break_overload: float = parameter(
        default=2.0, unit="logits", low=-20, high=20, about="Promises broken by who has used all hours of the week."
    )
    break_trust: float = parameter(
        default=1.5, unit="logits", low=-20, high=20, about="Promises kept for full trust in the team."
    )
    break_bond: float = parameter(
        default=1.5, unit="logits", low=-20, high=20, about="Promises kept for full interdependence."
    )
    broken_trust: float = parameter(
        default=0.1, unit="share", low=0, high=1, about="Trust in the team lost by who is let down."
    )
    broken_bond: float = parameter(
        default=0.1, unit="share", low=0, high=1, about="Interdependence lost by who is let down."
    )
    restitution_base: float = parameter(
        default=-0.5, unit="logits", low=-20, high=20, about="Broken promises made good by who depends on nobody."
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
        default=0.1, unit="share", low=0, high=1, about="Trust regained by who was let down when it is made good."
    )
    selling_gain: float = parameter(
        default=0.2,
        unit="ratio a favour",
        low=0,
        high=10,
        about="Selling gained by a favour given or received in the week.",
    )


@parameter_group
class TradeParameters(ParameterGroup):
    """Selling, buying, costs and how content a member is with what is left."""

    GROUP = "trade"
    consumer_price: int = parameter(
        default=100_000, unit="rupiah", low=1, high=10**9, about="What a customer pays for one unit."
    )
    member_price: int = parameter(
        default=77_000,
        unit="rupiah",
        low=1,
        high=10**9,
        source="retail margin about 30 % (Amway Indonesia)",
        about="What a member pays for one unit.",
    )
    production_cost: int = parameter(
        default=30_000, unit="rupiah", low=0, high=10**9, about="What making one unit costs the company."
    )
    unit_volume: int = parameter(
        default=70_000,
        unit="rupiah",
        low=0,
        high=10**9,
        about="Commissionable volume of one unit: the member's price before tax.",
    )
    starter_kit: int = parameter(
        default=100_000, unit="rupiah", low=0, high=10**9, source="Amway Indonesia", about="Price of joining."
    )
    kit_cost: int = parameter(
        default=40_000, unit="rupiah", low=0, high=10**9, about="What making a starter kit costs the company."
    )
    renewal_fee: int = parameter(
        default=60_000, unit="rupiah", low=0, high=10**9, about="Price of another year of membership."
    )
    gathering_fee: int = parameter(
        default=5_000,
        unit="rupiah",
        low=0,
        high=10**9,
        about="Share of hall and travel paid at each gathering attended.",
    )
    tools: int = parameter(
        default=20_000,
        unit="rupiah a month",
        low=0,
        high=10**9,
        about="Books and recordings bought by a member wholly attached to the symbols.",
    )
    sales_rate: float = parameter(
        default=0.5,
        unit="units an hour",
        low=0,
        high=100,
        about="Units sold by a skilled, average-spirited member to a fresh circle.",
    )
    prospecting_share: float = parameter(
        default=0.3, unit="share", low=0, high=1, about="Share of free hours spent on prospecting, the rest on selling."
    )
    own_use: float = parameter(
        default=0.15, unit="units a week", low=0, high=100, about="Units a member buys for the household."
    )
    symbol_use: float = parameter(
        default=1.0, unit="ratio", low=0, high=20, about="Own use added by full attachment to symbols."
    )
    saturation: float = parameter(
        default=0.7, unit="share", low=0, high=1, about="Sales lost when everyone one knows is a member."
    )
    awareness_reach: float = parameter(
        default=5.0,
        unit="persons a unit",
        low=0,
        high=1000,
        about="Persons who hear of the products through one unit sold.",
    )
    awareness_half_life: float = parameter(
        default=180.0, unit="days", low=1, high=10_000, about="Days in which awareness halves."
    )
    awareness_gain: float = parameter(
        default=0.5, unit="ratio", low=0, high=10, about="Sales added when all of society knows the products."
    )
    tie_sales: float = parameter(
        default=0.5,
        unit="share",
        low=0,
        high=1,
        about="Share of sales that goes to people one is close to; strangers buy the rest, however few one knows.",
    )
    finding: float = parameter(
        default=1.0,
        unit="ratio",
        low=0,
        high=100,
        source="Putnam (1993): networks matter as much as tools and education, so 1, like fetching; assumption",
        about="Time to find a buyer over the time to serve one, of a member with the usual number of ties;"
        " 0: ties do not matter to selling.",
    )
    fetching: float = parameter(
        default=1.0,
        unit="ratio",
        low=0,
        high=100,
        source="as trade.finding; the larger the stock, the fewer trips a unit: Baumol (1952); size: assumption",
        about="Time to fetch the goods over the time to serve a buyer, of a member of usual means;"
        " 0: means do not matter to selling.",
    )
    usual_means: float = parameter(
        default=4_000_000.0,
        unit="rupiah a month",
        low=1,
        high=1e12,
        about="Means for which the times of selling are stated; trips are inversely proportional to means.",
    )
    first_skill: float = parameter(
        default=0.2, unit="share", low=0, high=1, about="Skill of a newcomer whom nobody teaches."
    )
    handed_down: float = parameter(
        default=0.4, unit="share", low=0, high=1, about="Share of the sponsor's skill handed down at joining."
    )
    practice: float = parameter(
        default=0.01,
        unit="per week",
        low=0,
        high=1,
        about="Skill learnt by doing, as a share of what is still to learn.",
    )
    income_smoothing: float = parameter(
        default=0.3, unit="share", low=0.001, high=1, about="Weight of the latest month in income as felt."
    )
    first_aspiration: float = parameter(
        default=0.05, unit="share of means", low=0, high=10, about="Monthly income a newcomer hopes for."
    )
    telling_income: float = parameter(
        default=0.25,
        unit="share of means",
        low=0.001,
        high=10,
        about="Monthly income above or below hopes that makes (dis)satisfaction tell.",
    )
    dream: float = parameter(
        default=0.01,
        unit="ratio",
        low=0,
        high=1,
        about="Rise of aspiration towards its ceiling in a ritual of full intensity.",
    )
    dream_ceiling: float = parameter(
        default=0.5, unit="share of means", low=0, high=10, about="Aspiration that dream-building leads to."
    )
    sobering: float = parameter(
        default=0.1, unit="per month", low=0, high=1, about="Monthly return of aspiration towards income as felt."
    )


@parameter_group
class RecruitmentParameters(ParameterGroup):
    """Whom a member asks, and who says yes (Stark & Bainbridge 1980; Granovetter 1973)."""

    GROUP = "recruitment"
    joining: str = parameter(
        default="persuasion",
        unit="name",
        choices=("persuasion", "rational"),
        about="What a guest decides by: everything together, or by expected net income alone.",
    )
    likeness_preference: float = parameter(
        default=0.0, unit="log units", low=0, high=10, about="Practice: preference for asking people like oneself."
    )
    contact: float = parameter(
        default=12.0,
        unit="per week",
        low=0,
        high=40,
        about="Attempts to pitch of a member of full energy who gives prospecting four hours a week.",
    )
    contact_floor: float = parameter(
        default=0.25, unit="share", low=0, high=1, about="Share of these pitches made without any energy."
    )
    sociability: float = parameter(
        default=1.0,
        unit="exponent",
        low=0,
        high=2,
        source="contagion at a rate of its own along each tie (Bhamidi, van der Hofstad & Hooghiemstra 2010): 1",
        about="How pitches along ties rise with the number of one's ties outside: 0 not at all, 1 in proportion;"
        " a member makes one a week at most.",
    )
    stranger: float = parameter(
        default=0.1,
        unit="share",
        low=0,
        high=1,
        about="Share of pitches to strangers by a member who distrusts nobody.",
    )
    referral: float = parameter(
        default=0.7,
        unit="share",
        low=0,
        high=1,
        source="Granovetter (1973): weak ties as bridges; size: assumption, in view of AARP (2018), F13, and of P9",
        about="Share of pitches to persons whom somebody names whom the member knows.",
    )
    bring: float = parameter(
        default=0.6,
        unit="share",
        low=0,
        high=1,
        about="Share of pitches that are an invitation to a gathering; behind closed doors they are lost.",
    )
    patience: int = parameter(
        default=2,
        unit="weeks",
        low=1,
        high=52,
        about="Weeks that a guest waits for an open gathering before being asked alone.",
    )
    refusal_weeks: int = parameter(
        default=52, unit="weeks", low=0, high=520, about="Weeks in which a person who refused is not asked again."
    )
    refusal_trust: float = parameter(
        default=0.3, unit="share", low=0, high=1, about="Trust in an informal tie lost when the pitch is refused."
    )
    formal_refusal_trust: float = parameter(
        default=0.1, unit="share", low=0, high=1, about="The same in a formal tie, that of work."
    )
    yield_stranger: float = parameter(
        default=0.001,
        unit="probability",
        low=0,
        high=1,
        source="Stark & Bainbridge (1980)",
        about="Strangers who say yes.",
    )
    yield_weak: float = parameter(
        default=0.075,
        unit="probability",
        low=0,
        high=1,
        source="Stark & Bainbridge (1980)",
        about="Neighbours and people from work who say yes.",
    )
    yield_strong: float = parameter(
        default=0.5,
        unit="probability",
        low=0,
        high=1,
        source="Stark & Bainbridge (1980)",
        about="Kin and friends who say yes.",
    )
    pull_energy: float = parameter(
        default=1.0, unit="logits", low=-20, high=20, about="Pull of the asker's full energy."
    )
    pull_ritual: float = parameter(
        default=2.0, unit="logits", low=-20, high=20, about="Pull of a gathering of full intensity that the guest saw."
    )
    pull_interdependence: float = parameter(
        default=1.0, unit="logits", low=-20, high=20, about="Pull of an asker who lives by the exchange of favours."
    )
    pull_peers: float = parameter(
        default=2.0, unit="logits", low=-20, high=20, about="Pull when all of the guest's ties are members."
    )
    push_distrust: float = parameter(
        default=1.5, unit="logits", low=-20, high=20, about="Loss when the asker distrusts all non-members."
    )
    pull_favours: float = parameter(
        default=1.0,
        unit="logits",
        low=-20,
        high=20,
        about="Pull of three or more favours that the guest owes the asker.",
    )
    push_burnt: float = parameter(
        default=2.0,
        unit="logits",
        low=-20,
        high=20,
        about="Loss when refused pitches have burnt all trust of the tie.",
    )
    push_warning: float = parameter(
        default=2.0,
        unit="logits",
        low=-20,
        high=20,
        about="Loss when all of the guest's ties have left disappointed.",
    )
    peers_needed: int = parameter(
        default=0,
        unit="ties inside",
        low=0,
        high=1000,
        source="Centola & Macy (2007): more than one for complex contagion",
        about="Ties to members without which a guest never says yes; 0 for simple contagion.",
    )
    pull_income: float = parameter(
        default=2.0, unit="logits", low=-20, high=20, about="Pull of the asker's income on a wholly rational guest."
    )
    first_energy: float = parameter(default=0.3, unit="energy", low=0, high=1, about="Emotional energy of a newcomer.")
    first_symbols: float = parameter(
        default=0.1, unit="attachment", low=0, high=1, about="Attachment of a newcomer to the symbols."
    )
    first_trust: float = parameter(default=0.3, unit="trust", low=0, high=1, about="Trust of a newcomer in the team.")
    founder_strength: float = parameter(
        default=0.5,
        unit="share",
        low=0,
        high=1,
        about="Energy, symbols, interdependence, skill and trust of the founders.",
    )


@parameter_group
class BoundaryParameters(ParameterGroup):
    """Distrust of non-members, and how violations of symbols are answered (Durkheim 1893; Collins 2004)."""

    GROUP = "boundary"
    closure: float = parameter(
        default=0.0, unit="share", low=0, high=1, about="Practice: share of gatherings open to members only."
    )
    distrust_closed: float = parameter(
        default=0.1, unit="ratio", low=0, high=1, about="Distrust learnt in a closed ritual of full intensity."
    )
    distrust_refusal: float = parameter(
        default=0.03, unit="share", low=0, high=1, about="Distrust learnt from a sceptic's refusal."
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
        about="Making good asked for by who depends on nobody, for a trifle, where anger does not strike.",
    )
    restoring_bond: float = parameter(
        default=3.0,
        unit="logits",
        low=-20,
        high=20,
        source="Durkheim (1893): restitution goes with the division of labour; size: assumption",
        about="Making good asked for by who lives by the exchange of favours.",
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
        source="Pratt (2000): who disidentifies leaves; size: assumption",
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
