"""Gatherings: who comes, whether focus and mood take hold, and what is charged.

After Collins (2004, Interaction Ritual Chains): bodily co-presence, a barrier to outsiders, a common focus of
attention and a common mood are the ingredients; focus and mood feed each other within a gathering, or fail to. What
comes out is emotional energy, which fades within days, and attachment to the group's symbols, which fades within
months; both bring people back. Members-only ritual teaches distrust of outsiders, and the talk of dreams raises what
members hope to earn.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import ATTENDANCE, CLOSED_DOORS, TEAM_DAY, draw, unit
from model.society import TRAITS_EACH
from model.table import NOBODY
from model.weekly import Count

DAYS_PER_WEEK = 7.0
_ENTRAINMENT_STEPS = 16
MOST_GATHERINGS = 4  # of a team in a week, at an interval of two days
_MOST_CATEGORIES = 256
GATHERINGS, FAILED, CALLED, CAME = (
    Count.gatherings.value,
    Count.gatherings_failed.value,
    Count.called.value,
    Count.came.value,
)
GUESTS, MEMBER_PAYMENTS, SUPPLIERS = Count.guests.value, Count.member_payments.value, Count.supplier_payments.value


@compiled
def remaining(half_life_days, days):
    """Share of a bond or energy that is left after `days`."""
    return np.exp2(-days / half_life_days)


@compiled
def crowd(team_size, p):
    """Loss of attendance, in logits, in a team of this size against one of 20."""
    return p.attendance_size * np.log(team_size / 20.0)


@compiled
def attendance_probability(energy, symbols, hours, crowding, reminded, p):
    """Chance that a member comes: drawn by energy, symbols and a reminding upline, held back by cost and crowding."""
    logit = (
        p.attendance_base
        + p.attendance_energy * energy
        + p.attendance_symbols * symbols
        + p.reminder * reminded
        - p.attendance_cost * min(1.0, p.length_hours / hours)
        - crowding
    )
    return 1.0 / (1.0 + np.exp(-logit))


@compiled
def co_presence(turnout, p):
    """Physical density of a gathering of `turnout` people, from 0 (alone) to 1."""
    return 1.0 - np.exp(-(turnout - 1.0) / p.density_scale)


@compiled
def ritual_gain(density, likeness_present, brought, p):
    """Gain of focus (from symbols brought) or of mood (from energy brought) among those present."""
    return (
        p.gain
        * density
        * (p.likeness_base + p.likeness_gain * likeness_present)
        * (p.gain_floor + (1.0 - p.gain_floor) * brought)
    )


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
def barrier(members, guests, p):
    """Barrier to outsiders: 1 among members, lower the larger the share of guests."""
    return 1.0 - p.guest_dilution * guests / (members + guests)


@compiled
def centrality(first, second, third, p):
    """Place between the edge and the core of a ritual: the middle of three uniform numbers is Beta(2, 2)."""
    middle = max(min(first, second), min(max(first, second), third))
    return p.edge_centrality + (1.0 - p.edge_centrality) * middle


@compiled
def energy_after(energy, intensity, central, p):
    """Emotional energy after a gathering: charged above the price of coming, drained below it."""
    charge = p.energy_charge * (intensity * central - p.energy_price)
    return energy + charge * (1.0 - energy) if charge > 0.0 else energy + charge * energy


@compiled
def towards(value, share, target):
    """Move `value` by `share` of its way to `target`."""
    return value + share * (target - value)


@compiled
def first_gathering(week_start, day_of_team, interval_days):
    """Number k of a team's first gathering since `week_start`; gathering k is on day `day_of_team` + k * interval."""
    return max(0.0, np.ceil((week_start - day_of_team) / interval_days))


@compiled
def _fade(rows, members, days, p):
    energy_left = remaining(p.energy_half_life, days)
    symbols_left = remaining(p.symbol_half_life, days)
    density_left = remaining(p.density_half_life, days)
    for row in rows:
        members.energy[row] = members.energy[row] * energy_left
        members.symbol_attachment[row] = members.symbol_attachment[row] * symbols_left
        members.physical_density[row] = members.physical_density[row] * density_left


@compiled
def _come(week, turn, team, rows, places, members, p, present, central):
    """Fill in the rows that come, uplines first so that they can remind, and their centrality; return how many."""
    came = 0
    number = MOST_GATHERINGS * week.number + turn
    crowding = crowd(np.float64(len(rows)), p)
    for k in range(len(rows)):
        row = rows[k]
        if members.hours_used[row] >= members.hours[row]:  # no time left this week
            continue
        upline = members.parent[row]
        reminded = upline != NOBODY and members.last_gathering[upline] == number and members.team[upline] == team
        chance = attendance_probability(
            np.float64(members.energy[row]),
            np.float64(members.symbol_attachment[row]),
            np.float64(members.hours[row]),
            crowding,
            reminded,
            p,
        )
        if turn == 0:
            words = week.attendance[:, places[k]]
            comes, first, second, third = unit(words[0]), unit(words[1]), unit(words[2]), unit(words[3])
        else:
            comes, first, second, third = draw(week.key, ATTENDANCE, week.number, members.person[row], turn)
        if comes < chance:
            members.last_gathering[row] = number
            present[came] = row
            central[came] = 1.0 if row == team else centrality(first, second, third, p)
            came += 1
    return came


@compiled
def likeness_of(rows, members, tally):
    """Chance that two of `rows` drawn at random (the same one included) agree in a cultural trait."""
    agreeing = 0
    for row in rows:
        culture = members.culture[row]
        for trait in range(TRAITS_EACH):  # a count c grows its square by 2 c + 1
            category = (culture >> (8 * trait)) & 255
            agreeing += 2 * tally[trait, category] + 1
            tally[trait, category] += 1
    for row in rows:
        culture = members.culture[row]
        for trait in range(TRAITS_EACH):
            tally[trait, (culture >> (8 * trait)) & 255] = 0
    return agreeing / (TRAITS_EACH * np.float64(len(rows)) * len(rows))


@compiled
def _celebrate(closed, present, central, members, tally, rates, counts, intensity_sum):
    """Hold one gathering of those `present`: intensity, then charges."""
    p, b, t = rates.ritual, rates.boundary, rates.trade
    energy_brought, symbols_brought, guests = 0.0, 0.0, 0
    for row in present:
        energy_brought += members.energy[row]
        symbols_brought += members.symbol_attachment[row]
        if members.guest[row] != NOBODY and not closed:
            guests += 1
    turnout = np.float64(len(present))
    density = co_presence(turnout, p)
    alike = likeness_of(present, members, tally)
    focus_gain = ritual_gain(density, alike, symbols_brought / turnout, p)
    mood_gain = ritual_gain(density, alike, energy_brought / turnout, p)
    focus, mood = entrainment(focus_gain, mood_gain, p)
    intensity = density * focus * mood * barrier(turnout, float(guests), p)
    for k in range(len(present)):
        row = present[k]
        members.energy[row] = energy_after(np.float64(members.energy[row]), intensity, central[k], p)
        members.symbol_attachment[row] = towards(
            np.float64(members.symbol_attachment[row]), p.symbol_charge * intensity * central[k], 1.0
        )
        members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.trust_charge * intensity, 1.0)
        members.physical_density[row] = towards(
            np.float64(members.physical_density[row]), p.density_charge * density, 1.0
        )
        members.shared_focus[row] = towards(np.float64(members.shared_focus[row]), p.smoothing, focus)
        members.shared_emotion[row] = towards(np.float64(members.shared_emotion[row]), p.smoothing, mood)
        ceiling = t.dream_ceiling * np.float64(members.means[row])
        if members.aspiration[row] < ceiling:
            members.aspiration[row] = towards(np.float64(members.aspiration[row]), t.dream * intensity, ceiling)
        if closed:
            members.distrust[row] = towards(np.float64(members.distrust[row]), b.distrust_closed * intensity, 1.0)
        elif members.guest[row] != NOBODY:
            members.guest_impression[row] = intensity
        members.hours_used[row] = members.hours_used[row] + p.length_hours
        members.month_gatherings[row] += 1
    counts[GATHERINGS] += 1
    counts[FAILED] += focus_gain * mood_gain <= 1.0
    counts[GUESTS] += guests
    counts[MEMBER_PAYMENTS] += t.gathering_fee * len(present)
    counts[SUPPLIERS] += t.gathering_fee * len(present)
    intensity_sum[0] += intensity


def gather(week, teams, members, rates, counts, intensity_sum):
    """Phase 1: every team holds the gatherings whose days fall in the week; around them energy and symbols fade.

    Fewer than two present make no gathering. `intensity_sum` collects the intensities of the gatherings (float64).
    """
    present = np.empty(len(teams.members), dtype=np.int32)
    central = np.empty(len(teams.members))
    tally = np.zeros((TRAITS_EACH, _MOST_CATEGORIES), dtype=np.int64)
    _gather(week, teams, members, rates, counts, intensity_sum, present, central, tally)


@compiled
def _gather(week, teams, members, rates, counts, intensity_sum, present, central, tally):
    key, p = week.key, rates.ritual
    week_start = DAYS_PER_WEEK * (week.number - 1)
    for team in range(len(teams.leader)):
        rows = teams.members[teams.start[team] : teams.start[team + 1]]
        places = teams.places[teams.start[team] : teams.start[team + 1]]
        leader = teams.leader[team]
        head = members.person[leader]
        faded_to = week_start
        for row in rows:
            members.hours_used[row] = 0.0
        if p.gatherings:
            day_of_team = draw(key, TEAM_DAY, 0, head, 0)[0] * p.interval_days
            k = first_gathering(week_start, day_of_team, p.interval_days)
            turn = 0
            while day_of_team + k * p.interval_days < week_start + DAYS_PER_WEEK:
                day = day_of_team + k * p.interval_days
                _fade(rows, members, day - faded_to, p)
                faded_to = day
                came = _come(week, turn, leader, rows, places, members, p, present, central)
                counts[CALLED] += len(rows)
                if came >= 2:
                    closed = draw(key, CLOSED_DOORS, week.number, head, turn)[0] < rates.boundary.closure
                    _celebrate(closed, present[:came], central[:came], members, tally, rates, counts, intensity_sum)
                    counts[CAME] += came
                k += 1.0
                turn += 1
        _fade(rows, members, week_start + DAYS_PER_WEEK - faded_to, p)
