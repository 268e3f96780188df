"""Parameters of recruitment: whom a member asks and how often, what makes a guest say yes, how a newcomer begins."""

from __future__ import annotations

from model.parameter import ParameterGroup, parameter, parameter_group


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
        default=0.8,
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
        about="Share of pitches that are an invitation to a gathering.",
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
        default=1.5,
        unit="logits",
        low=-20,
        high=20,
        about="Loss when the asker distrusts all non-members and has no trust in this one.",
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
