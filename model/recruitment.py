"""Recruiting: whom a member asks, through which tie, alone or at a gathering, and who says yes.

Pitches rise with emotional energy and free hours. Ties are chosen by trust and, if the organisation wants it, by
likeness; strangers are avoided by those who distrust outsiders. Yields by tie keep the ratios of Stark & Bainbridge
(1980); a guest is drawn by the asker's energy, by the gathering seen, by peers already inside and, if rational, by
income, and put off by the asker's distrust, as far as the tie is without trust. A refusal costs the tie its trust and
teaches distrust. When two members ask one person in the same week, the lowest keyed draw goes first and the other
finds the person taken.

These are the rules; `model.pitches`, `model.contacts` and `model.answers` apply them.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import CONSIDERED, draw
from model.elementary import exponential
from model.months import MONTHS_PER_YEAR
from model.recruitment_parameters import RecruitmentParameters
from model.ritual import OBLIGING_FAVOURS
from model.society import COMMUNITY, REFERRAL, STRANGER

OWN_TIE, GUEST = 0, 1  # beside STRANGER and REFERRAL: who asks along a tie of one's own, or has a guest already
ALONE, INVITES = 2, 3  # beside GUEST: how a person is asked
RATIONAL = RecruitmentParameters.place("joining", "rational")
REFERENCE_HOURS = 4.0  # hours of prospecting a week for which the contact rate is stated
REFERENCE_ENERGY = 0.5  # energy of the asker for which the yields are stated


@compiled
def pitch_rate(prospecting_hours, energy, p):
    """Pitches of a member in a week, from hours of prospecting a week and energy in [0, 1].

    Form and size: assumption.
    """
    return p.contact * (p.contact_floor + (1.0 - p.contact_floor) * energy) * prospecting_hours / REFERENCE_HOURS


@compiled
def occasions(outside, ties, usual, p):
    """Occasions to make a pitch along ties, so many of which are no members, over those of the usual person at first.

    Numbers of ties; contagion at a rate of its own along each tie, where they rise in proportion (Bhamidi, van der
    Hofstad & Hooghiemstra 2010).
    """
    if ties == 0.0 or p.sociability == 0.0:
        return 1.0
    return outside / usual if p.sociability == 1.0 else (outside / usual) ** p.sociability


@compiled
def within_week(rate):
    """Chance that an event of this weekly rate happens within a week: of a Poisson process, by definition."""
    return 1.0 - exponential(-rate)


@compiled
def stranger_probability(distrust, p):
    """Chance that a pitch goes to a stranger rather than along a tie, from distrust in [0, 1].

    Form and size: assumption.
    """
    return p.stranger * (1.0 - distrust)


@compiled
def appeal_of_likeness(alike, p):
    """Chance that a member would ever ask somebody who shares this part, in [0, 1], of the traits: 1 for one's like.

    The preference is a practice; its form: assumption.
    """
    return np.exp(-p.likeness_preference * (1.0 - alike))


@compiled
def would_ask(key, person, other, appeal):
    """Whether a person would ever ask another, of this appeal in [0, 1]; the same whenever it comes up: assumption."""
    return appeal >= 1.0 or draw(key, CONSIDERED, 0, person, other)[0] < appeal


@compiled
def has_grown_distant(number, closeness):
    """Whether a member lets a pitch to one's own people, or through them, be, by a uniform number.

    Closeness to people outside in [0, 1]: those one no longer meets are not asked (Pratt 2000, on encapsulation). Form:
    assumption.
    """
    return number >= closeness


@compiled
def distrust_towards(distrust, trust):
    """How far a member distrusts one person, in [0, 1], from distrust of non-members and own trust in this one.

    Whom one trusts in person one does not distrust as an outsider: trust in those one knows is not trust in people at
    large (Yamagishi & Yamagishi 1994). Both in [0, 1], trust 0 without a tie. Product: assumption.
    """
    return distrust * (1.0 - trust)


@compiled
def base_yield(tie_type, p):
    """Share of persons asked through a tie of this type who say yes to an ordinary asker, alone.

    Stark & Bainbridge (1980).
    """
    if tie_type == REFERRAL:
        return p.yield_weak
    if tie_type == STRANGER:
        return p.yield_stranger
    return p.yield_weak if tie_type >= COMMUNITY else p.yield_strong


@compiled
def burnt_trust(trust, at_first):
    """Share, in [0, 1], of the trust with which a tie began that is gone, for whatever reason; a definition."""
    return max(0.0, 1.0 - trust / at_first) if at_first > 0.0 else 0.0


@compiled
def warned_share(times_warned, ties):
    """Share, in [0, 1], of so many ties that left disappointed; who was warned more often counts as 1; a definition."""
    return min(1.0, times_warned / max(1, ties))


@compiled
def joining_probability(
    base, energy, ritual, interdependence, peers, warned, distrust, income, rationality, owed, burnt, talent, p
):
    """Chance that a person who could ever join says yes.

    `base` yield, the asker's `energy` and `distrust` of this guest (`distrust_towards`), `interdependence`,
    `rationality` of the guest: in [0, 1], as are `ritual`, the intensity of the gathering the guest saw (0 when
    asked alone), `peers`, the share of the guest's ties that are members, `warned`, the share that left
    disappointed, and `burnt`, the share of the tie's first trust that is gone; `income` is the monthly income
    expected over the guest's means, `owed` the favours that the guest owes the asker, `talent` the logarithm of
    what the asker's gift makes of the odds. Yields: Stark & Bainbridge (1980). Logit and weights: assumption.
    """
    if base <= 0.0 or base >= 1.0:
        return base
    logit = (
        np.log(base / (1.0 - base))
        + p.pull_energy * (energy - REFERENCE_ENERGY)
        + p.pull_ritual * ritual
        + p.pull_interdependence * interdependence
        + p.pull_peers * peers
        - p.push_warning * warned
        - p.push_distrust * distrust
        + p.pull_income * rationality * np.tanh(income)
        + p.pull_favours * min(1.0, max(0.0, owed / OBLIGING_FAVOURS))
        - p.push_burnt * burnt
        + talent
    )
    return 1.0 / (1.0 + np.exp(-logit))


@compiled
def worth_joining(income, price):
    """Whether a guest who asks for nothing else joins: a year's net income, as expected monthly, exceeds the price.

    Both in rupiah. The rival of reason alone; its horizon of a year: assumption.
    """
    return MONTHS_PER_YEAR * income > price


@compiled
def place_by_weight(number, total, weights):
    """Place drawn in proportion to its weight by a uniform number, and the rest of that number, uniform again.

    Weights at least 0, `total` their sum. Ties are weighed by trust: Granovetter (1973) on strength; form: assumption.
    """
    goal, reached, place, begins = number * total, 0.0, 0, 0.0
    for each in range(len(weights)):  # without branches, which chance would decide
        may_be = (weights[each] > 0.0) & (reached <= goal)
        place, begins = (each, reached) if may_be else (place, begins)
        reached += weights[each]
    return place, min(max((goal - begins) / weights[place], 0.0), 1.0)
