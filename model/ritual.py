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
    """Share, in (0, 1], of a bond or energy that is left after `days` at a half-life in days.

    That energy fades in days and symbols outlast it: Collins (2004, ch. 2-3). Exponential form: assumption.
    """
    return np.exp2(-days / half_life_days)


@compiled
def crowd(team_size, p):
    """Loss of attendance, in logits, in a team of so many members against one of 20.

    Logarithm and size after studies of congregations, whose attendance falls with size; see `attendance_size`.
    """
    return p.attendance_size * np.log(team_size / 20.0)


@compiled
def attendance_pull(energy, symbols, owed, mates, hours, crowding, p):
    """What draws a member to a gathering, in logits.

    Energy and symbols, in [0, 1] (Collins 2004); favours `owed` to the others, which oblige (Gouldner 1960); `mates`, 0
    to 4, who remind and expect one; less the share of the member's `hours` a week it takes, and `crowding` in logits.
    Form and weights: assumption.
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
    """Weight of a reminder by the upline, 1 or more: it rises with kinship, in [0, 1].

    The network text, of whoever recruited one and reminds one. Form and size: assumption.
    """
    return 1.0 + kin_reminder * kinship


@compiled
def attendance_probability(pull, reminded, p):
    """Chance that a member so drawn, in logits, comes; `reminded` is the weight of the upline's reminder, or 0.

    Logit of weighed reasons: assumption.
    """
    return logistic(pull + p.reminder * reminded)


@compiled
def co_presence(turnout, p):
    """Physical density of a gathering of `turnout` people, from 0 (alone) towards 1.

    Bodily co-presence: Collins (2004). Saturating form: assumption.
    """
    return 1.0 - np.exp(-(turnout - 1.0) / p.density_scale)


@compiled
def brought_in(bond, p):
    """Focus or mood as people bring it, in [0, 1], from their mean attachment to symbols or mean energy in [0, 1].

    Stored symbols and energy start the next ritual: Collins (2004). A floor and a line: assumption.
    """
    return p.gain_floor + (1.0 - p.gain_floor) * bond


@compiled
def ritual_gain(density, likeness_present, brought, p):
    """Gain of focus (from mean symbols brought) or of mood (from mean energy), over the rate at which either fades.

    Density, the share of pairs alike in a trait and what is brought, all in [0, 1], multiply (Collins 2004; likeness:
    Durkheim 1893). Form and weights: assumption.
    """
    return p.gain * density * (p.likeness_base + p.likeness_gain * likeness_present) * brought_in(brought, p)


@compiled
def entrainment(focus_gain, mood_gain, p):
    """Focus and mood, in [0, 1], at the end of a gathering: each grows by the other and fades of itself.

    dF/dt = settling (kF M (1 - F) - F) and likewise for the mood (Collins 2004, ch. 2; equations: assumption), in 16
    implicit steps, which keep both in [0, 1]. The rest point is 0, a failed ritual, when kF kM <= 1.
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
    """Whether a gathering of these gains, at least 0, cannot take hold; without feedback none can fail.

    Collins (2004) on rituals that fail; the threshold follows from `entrainment`.
    """
    return p.feedback and focus_gain * mood_gain <= 1.0


@compiled
def barrier(members, guests, p):
    """Barrier to outsiders, in [0, 1]: 1 among members, lower the larger the share of guests among those present.

    Collins (2004, ch. 2). Linear form and size: assumption.
    """
    return 1.0 - p.guest_dilution * guests / (members + guests)


@compiled
def scepticism(is_open, rationality, warned, p):
    """How little of a ritual a guest shares, in [0, 1]: all of it is lost on a guest who would never join.

    Others hold back by rationality, and the more, the larger the share `warned` of their ties that left disappointed
    (both in [0, 1]). Form and size: assumption.
    """
    return towards(p.guest_reserve * rationality, warned, 1.0) if is_open else 1.0


@compiled
def undisturbed(sceptics, p):
    """Share of the gains of focus and mood that is left when a share of those present, in [0, 1], are sceptics.

    A focus not shared by all: Collins (2004, ch. 2). Form and size: assumption.
    """
    return 1.0 - p.sceptic_disturbance * sceptics


@compiled
def freshness(habituation, p):
    """Share, in [0, 1], of a gathering's intensity that still charges people habituated to it, in [0, 1].

    Response falls with repetition: Thompson & Spencer (1966). Form and size: assumption.
    """
    return 1.0 - p.habituation_loss * habituation


@compiled
def centrality(first, second, third, p):
    """Place in a ritual, from the edge (`edge_centrality`) to the core (1), from three uniform numbers.

    Their middle one is Beta(2, 2). That charge falls from core to edge: Collins (2004). Distribution: assumption.
    """
    middle = max(min(first, second), min(max(first, second), third))
    return p.edge_centrality + (1.0 - p.edge_centrality) * middle


@compiled
def energy_after(energy, intensity, central, p):
    """Emotional energy, in [0, 1], after a gathering: charged above the price of coming, drained below it.

    Collins (2004); form and size: assumption. The rival, after Watts (2009): an encounter lifts energy to its payoff
    where that is more than one has, and leaves it alone otherwise, so that nothing but decay lowers energy and nothing
    adds up. That the payoff is the intensity at one's place, scaled as the charge: assumption.
    """
    if p.energy_rule == MAXIMUM:
        return max(energy, min(1.0, p.energy_charge * intensity * central))
    charge = p.energy_charge * (intensity * central - p.energy_price)
    return energy + charge * (1.0 - energy) if charge > 0.0 else energy + charge * energy


@compiled
def symbols_after(symbols, intensity, central, p):
    """Attachment to the symbols, in [0, 1], after a gathering of this intensity at this place, both in [0, 1].

    Ritual charges symbols: Collins (2004). Form and size: assumption.
    """
    return towards(symbols, p.symbol_charge * intensity * central, 1.0) if p.symbols else 0.0


@compiled
def centrality_among(alike, usual, central, p):
    """Place in a ritual, in [0, 1], of a member with the part `alike` of the traits in common with the others.

    They have the part `usual` among themselves. Likeness moves people between edge and core and leaves the charge of
    all together as it is: assumption, after Durkheim (1893) on likeness; off by default.
    """
    return min(1.0, max(0.0, central * (1.0 + p.likeness_charge * (alike - usual))))


@compiled
def towards(value, share, target):
    """Move `value` by `share`, in [0, 1], of its way to `target`: a definition, of which most updates are made."""
    return value + share * (target - value)


@compiled
def first_gathering(week_start, day_of_team, interval_days):
    """Number k of a team's first gathering since day `week_start`; gathering k is on day `day_of_team` + k * interval.

    A definition; all three in days, the result at least 0.
    """
    return max(0.0, np.ceil((week_start - day_of_team) / interval_days))


@compiled
def pairs_agreeing(count):
    """Ordered pairs, oneself with oneself included, among `count` people of one category of a trait; a definition."""
    return count * count
