"""The rules of ritual: who comes to a gathering, whether focus and mood take hold, and what is charged.

After Collins (2004, Interaction Ritual Chains): bodily co-presence, a barrier to outsiders, a common focus of
attention and a common mood are the ingredients; focus and mood feed each other within a gathering, or fail to. What
comes out is emotional energy, which fades within days, and attachment to the group's symbols, which fades within
months; both bring people back. Members-only ritual teaches distrust of outsiders, and the talk of dreams raises what
members hope to earn. Sceptical guests disturb focus and mood, and the same ritual among the same faces charges less.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.elementary import logistic
from model.ritual_parameters import RitualParameters

_ENTRAINMENT_STEPS = 16
OBLIGING_FAVOURS = 3.0  # received and not returned, from which nobody feels freer
MOST_MATES = 4
MAXIMUM = RitualParameters.place("energy_rule", "maximum")
MOST_GATHERINGS = 4  # of a team in a week, at an interval of two days


@compiled
def remaining(half_life_days, days):
    """Share of a bond or energy that is left after `days`."""
    return np.exp2(-days / half_life_days)


@compiled
def crowd(team_size, p):
    """Loss of attendance, in logits, in a team of this size against one of 20."""
    return p.attendance_size * np.log(team_size / 20.0)


@compiled
def attendance_pull(energy, symbols, owed, mates, hours, crowding, p):
    """What draws a member to a gathering, in logits.

    Energy and symbols; favours `owed` to the others, which oblige (Gouldner 1960); `mates` who remind and expect one;
    less cost and crowding.
    """
    return (
        p.attendance_base
        + p.attendance_energy * energy
        + p.attendance_symbols * symbols
        + p.obligation * min(1.0, max(0.0, owed / OBLIGING_FAVOURS))
        + p.mutual_reminding * mates / MOST_MATES
        - p.attendance_cost * min(1.0, p.length_hours / hours)
        - crowding
    )


@compiled
def reminders(kinship, kin_reminder):
    """Weight of a reminder by the upline: more than one's by who is like kin."""
    return 1.0 + kin_reminder * kinship


@compiled
def attendance_probability(pull, reminded, p):
    """Chance that a member comes who is so drawn, and whom the upline reminds with this weight, or 0."""
    return logistic(pull + p.reminder * reminded)


@compiled
def co_presence(turnout, p):
    """Physical density of a gathering of `turnout` people, from 0 (alone) to 1."""
    return 1.0 - np.exp(-(turnout - 1.0) / p.density_scale)


@compiled
def brought_in(bond, p):
    """Focus (of people with such a mean attachment to symbols) or mood (of such mean energy) as they come."""
    return p.gain_floor + (1.0 - p.gain_floor) * bond


@compiled
def ritual_gain(density, likeness_present, brought, p):
    """Gain of focus (from symbols brought) or of mood (from energy brought) among those present."""
    return p.gain * density * (p.likeness_base + p.likeness_gain * likeness_present) * brought_in(brought, p)


@compiled
def entrainment(focus_gain, mood_gain, p):
    """Focus and mood at the end of a gathering: each grows by the other and fades of itself (Collins 2004, ch. 2).

    dF/dt = settling (kF M (1 - F) - F) and likewise for the mood; integrated in 16 implicit steps, which keep both
    between 0 and 1. The rest point is 0, a failed ritual, when kF kM <= 1.
    """
    focus, mood = p.first_focus, p.first_mood
    step = p.settling * p.length_hours / _ENTRAINMENT_STEPS
    for _ in range(_ENTRAINMENT_STEPS):
        focus_growth = step * focus_gain * mood
        mood_growth = step * mood_gain * focus
        focus = (focus + focus_growth) / (1.0 + step + focus_growth)
        mood = (mood + mood_growth) / (1.0 + step + mood_growth)
    return focus, mood


@compiled
def fails(focus_gain, mood_gain, p):
    """Whether a gathering cannot take hold; without feedback none can fail."""
    return p.feedback and focus_gain * mood_gain <= 1.0


@compiled
def barrier(members, guests, p):
    """Barrier to outsiders: 1 among members, lower the larger the share of guests."""
    return 1.0 - p.guest_dilution * guests / (members + guests)


@compiled
def scepticism(is_open, rationality, warned, p):
    """How little of a ritual a guest shares: all of it is lost on who would never join.

    Others hold back by reason, and the more, the larger the share of their ties that left disappointed.
    """
    return towards(p.guest_reserve * rationality, warned, 1.0) if is_open else 1.0


@compiled
def undisturbed(sceptics, p):
    """Share of the gains of focus and mood that is left when this share of those present are sceptics."""
    return 1.0 - p.sceptic_disturbance * sceptics


@compiled
def freshness(habituation, p):
    """Share of a gathering's intensity that still charges people who know it by heart."""
    return 1.0 - p.habituation_loss * habituation


@compiled
def centrality(first, second, third, p):
    """Place between the edge and the core of a ritual: the middle of three uniform numbers is Beta(2, 2)."""
    middle = max(min(first, second), min(max(first, second), third))
    return p.edge_centrality + (1.0 - p.edge_centrality) * middle


@compiled
def energy_after(energy, intensity, central, p):
    """Emotional energy after a gathering: charged above the price of coming, drained below it.

    The rival, after Watts (2009, An agent-based model of agents with energy, PhD thesis, Warwick): an encounter lifts
    energy to its payoff where that is more than one has, and leaves it alone otherwise, so that nothing but decay
    lowers energy and nothing adds up. That the payoff is the intensity at one's place, scaled as the charge:
    assumption.
    """
    if p.energy_rule == MAXIMUM:
        return max(energy, min(1.0, p.energy_charge * intensity * central))
    charge = p.energy_charge * (intensity * central - p.energy_price)
    return energy + charge * (1.0 - energy) if charge > 0.0 else energy + charge * energy


@compiled
def symbols_after(symbols, intensity, central, p):
    """Attachment to the symbols after a gathering."""
    return towards(symbols, p.symbol_charge * intensity * central, 1.0) if p.symbols else 0.0


@compiled
def centrality_among(alike, usual, central, p):
    """Place in a ritual of a member who has this part of the traits in common with the others, who have the usual one.

    Likeness moves people between edge and core and leaves the charge of all together as it is.
    """
    return min(1.0, max(0.0, central * (1.0 + p.likeness_charge * (alike - usual))))


@compiled
def towards(value, share, target):
    """Move `value` by `share` of its way to `target`."""
    return value + share * (target - value)


@compiled
def first_gathering(week_start, day_of_team, interval_days):
    """Number k of a team's first gathering since `week_start`; gathering k is on day `day_of_team` + k * interval."""
    return max(0.0, np.ceil((week_start - day_of_team) / interval_days))


@compiled
def agreement_added(before):
    """Ordered pairs that agree in a trait, oneself included, gained by one more beside `before` of that category."""
    return 2 * before + 1
