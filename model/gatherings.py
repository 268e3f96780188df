"""Gatherings as they happen: teams are called, members come, focus and mood take hold or do not, bonds are charged.

The loops that apply the rules of `model.ritual` to the columns. Turn by turn all members decide on coming, all teams
celebrate, all who came are charged.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from model.compilation import compiled
from model.draws import ATTENDANCE, CLOSED_DOORS, TEAM_DAY, fill_words, unit
from model.months import DAYS_PER_WEEK
from model.ritual import (
    MOST_GATHERINGS,
    attendance_probability,
    attendance_pull,
    barrier,
    brought_in,
    centrality,
    centrality_among,
    co_presence,
    crowd,
    energy_after,
    entrainment,
    fails,
    first_gathering,
    freshness,
    pairs_agreeing,
    remaining,
    reminders,
    ritual_gain,
    symbols_after,
    towards,
    undisturbed,
)
from model.society import TRAITS_EACH
from model.table import NOBODY
from model.weekly import Count

ABSENT = -1.0
GATHERINGS, FAILED, CALLED, CAME = (
    Count.gatherings.value,
    Count.gatherings_failed.value,
    Count.called.value,
    Count.came.value,
)
GUESTS, MEMBER_PAYMENTS, SUPPLIERS = Count.guests.value, Count.member_payments.value, Count.supplier_payments.value


# What a loop over the members looks up about a team: the gathering at hand, what was brought to it, what it gave.
_MEETING = np.dtype(
    [
        ("day_of_team", np.float64),  # day of gathering 0
        ("number", np.float64),  # of the next gathering
        ("faded_to", np.float64),  # day up to which bonds have faded
        ("energy_left", np.float64),
        ("symbols_left", np.float64),
        ("density_left", np.float64),
        ("crowding", np.float64),
        ("meets", np.int64),  # 1 when there is a gathering at this turn
        ("came", np.int64),
        ("guests", np.int64),
        ("sceptics", np.float64),  # their scepticism, summed; then as a share of all present
        ("agreeing", np.int64),  # pairs present that agree in a trait, summed over traits
        ("energy_brought", np.float64),
        ("symbols_brought", np.float64),
        ("closed", np.int64),  # 1 for members only
        ("density", np.float64),
        ("intensity", np.float64),  # as a guest sees it
        ("felt", np.float64),  # as it charges those who have seen it before
    ]
)


class Evening(NamedTuple):
    """Memory for one gathering of every team."""

    meetings: np.ndarray  # (teams,) records
    tally: np.ndarray  # (teams, traits, categories) int32, those present by cultural trait
    heads: np.ndarray  # (teams,) int32, persons whose luck that of the team is
    team_words: np.ndarray  # (4, teams) uint32, random words for teams
    words: np.ndarray  # (4, active) uint32, random words for attendance
    pull: np.ndarray  # (active,) float64, what draws each one, in logits
    chance: np.ndarray  # (active,) float64, of coming when nobody reminds
    reminded: np.ndarray  # (active,) float64, weight of the upline's reminder, then the chance of coming with it
    central: np.ndarray  # (active,) float64, place between edge and core, or ABSENT
    focus_gain: np.ndarray  # (teams,) float64
    mood_gain: np.ndarray  # (teams,) float64
    focus: np.ndarray  # (teams,) float64
    mood: np.ndarray  # (teams,) float64
    intensity: np.ndarray  # (teams, gatherings) float64


def gather(week, teams, members, categories, rates, counts, intensity_sum, threads):
    """Phase 1: every team holds the gatherings whose days fall in the week; around them energy and symbols fade.

    Fewer than two present make no gathering. Turn by turn (only an interval of less than a week has a second), all
    members decide on coming, all teams celebrate, all members are charged; what a team does is nobody else's concern.
    `categories` is the number of categories of a cultural trait; `intensity_sum` collects the intensities of the
    gatherings (float64).
    """

    def gather_part(first, last, counts):
        some, theirs = (teams, week) if last - first == len(teams.leader) else _some_teams(first, last, teams, week)
        evening = new_evening(len(some.leader), len(theirs.active), categories)
        _gather(theirs, some, members, rates, counts, evening)
        return evening.intensity

    parts = whole_teams(threads.parts(len(week.active)), teams)
    for intensity in threads.counting(parts, counts, gather_part):
        _add_up(intensity, intensity_sum)


def whole_teams(parts, teams):
    """Parts of the members as parts of the teams: those whose first member lies in it."""
    if len(parts) == 1:
        return [(0, len(teams.leader))]
    bounds = np.searchsorted(teams.start[:-1], [*(first for first, _ in parts), parts[-1][1]]).tolist()
    return list(itertools.pairwise(bounds))


def _some_teams(first, last, teams, week):
    """The teams from `first` to before `last` and their members, in order of rows, as if there were no others."""
    theirs = np.flatnonzero((teams.of >= first) & (teams.of < last))
    some = teams._replace(
        leader=teams.leader[first:last], start=teams.start[first : last + 1], of=teams.of[theirs] - np.int32(first)
    )
    return some, week._replace(active=week.active[theirs], persons=week.persons[theirs])


def new_evening(meetings, members, categories):
    """Memory for so many meetings to which so many members are called."""
    pull, chance, reminded, central = np.empty((4, members))
    focus_gain, mood_gain, focus, mood = np.zeros((4, meetings))
    return Evening(
        meetings=np.zeros(meetings, _MEETING),
        tally=np.zeros((meetings, TRAITS_EACH, categories), np.int32),
        heads=np.empty(meetings, np.int32),
        team_words=np.empty((4, meetings), np.uint32),
        words=np.empty((4, members), np.uint32),
        pull=pull,
        chance=chance,
        reminded=reminded,
        central=central,
        focus_gain=focus_gain,
        mood_gain=mood_gain,
        focus=focus,
        mood=mood,
        intensity=np.zeros((meetings, MOST_GATHERINGS)),
    )


@compiled
def _gather(week, teams, members, rates, counts, evening):
    p, meetings = rates.ritual, evening.meetings
    week_start = DAYS_PER_WEEK * (week.number - 1)
    habit_left = remaining(p.habituation_half_life, DAYS_PER_WEEK)
    for team in range(len(meetings)):
        evening.heads[team] = members.person[teams.leader[team]]
    fill_words(week.key, TEAM_DAY, 0, evening.heads, 0, evening.team_words)
    for team in range(len(meetings)):
        meetings[team].day_of_team = unit(evening.team_words[0, team]) * p.interval_days
        meetings[team].number = first_gathering(week_start, meetings[team].day_of_team, p.interval_days)
        meetings[team].faded_to = week_start
        meetings[team].crowding = crowd(np.float64(teams.start[team + 1] - teams.start[team]), p)
        members.habituation[teams.leader[team]] = members.habituation[teams.leader[team]] * habit_left
    turn = 0
    while _call_teams(week_start, teams, evening, p, counts) > 0 or turn == 0:
        fill_words(week.key, ATTENDANCE, week.number, week.persons, turn, evening.words)
        _weigh_coming(week, turn, teams, members, rates, evening)
        _come(week, turn, teams, members, evening)
        _celebrate(week, turn, teams, members, rates, counts, evening)
        _set_last_fading(week_start, turn, meetings, p)
        _charge(week, teams, members, rates, evening)
        turn += 1


@compiled
def _add_up(intensity, intensity_sum):
    for team in range(len(intensity)):
        for turn in range(MOST_GATHERINGS):
            intensity_sum[0] += intensity[team, turn]


@compiled
def _set_fading(day, meeting, p):
    days = day - meeting.faded_to
    meeting.energy_left = remaining(p.energy_half_life, days)
    meeting.symbols_left = remaining(p.symbol_half_life, days) if p.symbols else 0.0
    meeting.density_left = remaining(p.density_half_life, days)
    meeting.faded_to = day


@compiled
def _set_last_fading(week_start, turn, meetings, p):
    """Let the bonds of a team that has met for the last time in a week, or does not meet, fade to the week's end."""
    for team in range(len(meetings)):
        meeting = meetings[team]
        next_day = meeting.day_of_team + meeting.number * p.interval_days
        is_last = not p.gatherings or next_day >= week_start + DAYS_PER_WEEK
        if is_last and (meeting.meets or turn == 0):
            _set_fading(week_start + DAYS_PER_WEEK, meeting, p)
        else:
            meeting.energy_left, meeting.symbols_left, meeting.density_left = 1.0, 1.0, 1.0


@compiled
def _fade(row, meeting, members):
    members.energy[row] = members.energy[row] * meeting.energy_left
    members.symbol_attachment[row] = members.symbol_attachment[row] * meeting.symbols_left
    members.physical_density[row] = members.physical_density[row] * meeting.density_left


@compiled
def _call_teams(week_start, teams, evening, p, counts):
    """Call all teams whose next gathering falls in the week; return how many."""
    called = 0
    for team in range(len(evening.meetings)):
        meeting = evening.meetings[team]
        if meeting.came > 0:
            evening.tally[team] = 0
        day = meeting.day_of_team + meeting.number * p.interval_days
        meeting.meets = p.gatherings and day < week_start + DAYS_PER_WEEK
        meeting.came, meeting.guests, meeting.sceptics = 0, 0, 0.0
        meeting.energy_brought, meeting.symbols_brought = 0.0, 0.0
        if meeting.meets:
            called += 1
            counts[CALLED] += teams.start[team + 1] - teams.start[team]
            meeting.number += 1.0
            _set_fading(day, meeting, p)
    return called


@compiled
def _weigh_coming(week, turn, teams, members, rates, evening):
    """Work out everybody's chances of coming, as they are on the day, and the place of who comes."""
    p, kin_reminder = rates.ritual, rates.ties.kin_reminder
    for k in range(len(week.active)):
        row, meeting = week.active[k], evening.meetings[teams.of[k]]
        evening.pull[k] = 0.0
        if turn == 0:
            members.hours_used[row] = 0.0
        if meeting.meets:
            _fade(row, meeting, members)
            evening.pull[k] = attendance_pull(
                np.float64(members.energy[row]),
                np.float64(members.symbol_attachment[row]),
                np.float64(members.favour_balance[row]),
                np.float64(members.mates[row]),
                np.float64(members.hours[row]),
                meeting.crowding,
                p,
            )
        evening.reminded[k] = reminders(np.float64(members.kinship[row]), kin_reminder)
    weigh_chances(p, evening)


@compiled
def weigh_chances(p, evening):
    """From what draws and reminds everybody, the chances of coming, and from luck the place of who comes."""
    for k in range(len(evening.pull)):
        evening.chance[k] = attendance_probability(evening.pull[k], 0.0, p)
        evening.reminded[k] = attendance_probability(evening.pull[k], evening.reminded[k], p)
        evening.central[k] = centrality(
            unit(evening.words[1, k]), unit(evening.words[2, k]), unit(evening.words[3, k]), p
        )


@compiled
def _come(week, turn, teams, members, evening):
    """Decide who comes, uplines first so that they can remind, and sum up what they bring."""
    number = MOST_GATHERINGS * week.number + turn
    for k in range(len(week.active)):
        row, team = week.active[k], teams.of[k]
        meeting = evening.meetings[team]
        upline = max(members.parent[row], 0)
        reminded = (
            (members.parent[row] != NOBODY)
            & (members.last_gathering[upline] == number)
            & (members.team[upline] == members.team[row])
        )
        chance = evening.reminded[k] if reminded else evening.chance[k]
        has_time = members.hours_used[row] < members.hours[row]
        if not (meeting.meets and has_time and unit(evening.words[0, k]) < chance):
            evening.central[k] = ABSENT
            continue
        if row == teams.leader[team]:
            evening.central[k] = 1.0
        members.last_gathering[row] = number
        arrive(row, meeting, members, evening.tally[team])


@compiled
def arrive(row, meeting, members, tally):
    """Add a member who comes to the meeting, with what is brought along."""
    meeting.came += 1
    meeting.energy_brought += members.energy[row]
    meeting.symbols_brought += members.symbol_attachment[row]
    if members.guest[row] != NOBODY:
        meeting.guests += 1
        meeting.sceptics += members.guest_scepticism[row]
    culture = members.culture[row]
    for trait in range(TRAITS_EACH):
        tally[trait, (culture >> (8 * trait)) & 255] += 1


@compiled
def _celebrate(week, turn, teams, members, rates, counts, evening):
    """Hold the gatherings of all teams of which two or more came."""
    p, t, meetings = rates.ritual, rates.trade, evening.meetings
    fill_words(week.key, CLOSED_DOORS, week.number, evening.heads, turn, evening.team_words)
    for team in range(len(meetings)):
        if meetings[team].came >= 2:
            shut_doors(unit(evening.team_words[0, team]) < rates.boundary.closure, meetings[team])
    entrain(p, evening)
    for team in range(len(meetings)):
        meeting, leader = meetings[team], teams.leader[team]
        if meeting.came < 2:
            continue
        habit = np.float64(members.habituation[leader])
        meeting.felt = meeting.intensity * freshness(habit, p)
        members.habituation[leader] = towards(habit, p.habituation_rise, 1.0)
        evening.intensity[team, turn] = meeting.intensity
        counts[GATHERINGS] += 1
        counts[FAILED] += fails(evening.focus_gain[team], evening.mood_gain[team], p)
        counts[CAME] += meeting.came
        counts[GUESTS] += meeting.guests
        counts[MEMBER_PAYMENTS] += t.gathering_fee * meeting.came
        counts[SUPPLIERS] += t.gathering_fee * meeting.came


@compiled
def shut_doors(closed, meeting):
    """Open or close a meeting that has come together: behind closed doors there are no guests."""
    meeting.closed = closed
    if closed:
        meeting.guests, meeting.sceptics = 0, 0.0
    meeting.sceptics = meeting.sceptics / (meeting.came + meeting.guests)


@compiled
def entrain(p, evening):
    """Let focus and mood take hold, or not, in every meeting to which two or more came."""
    meetings = evening.meetings
    for place in range(len(meetings)):
        meeting = meetings[place]
        evening.focus_gain[place], evening.mood_gain[place] = 0.0, 0.0
        if meeting.came >= 2:
            turnout = np.float64(meeting.came)
            meeting.agreeing = _agreeing(evening.tally[place])
            alike = meeting.agreeing / (TRAITS_EACH * turnout * turnout)
            meeting.density = co_presence(turnout, p)
            left = undisturbed(meeting.sceptics, p)
            evening.focus_gain[place] = left * ritual_gain(meeting.density, alike, meeting.symbols_brought / turnout, p)
            evening.mood_gain[place] = left * ritual_gain(meeting.density, alike, meeting.energy_brought / turnout, p)
    if p.feedback:
        for each in range(len(meetings)):
            evening.focus[each], evening.mood[each] = entrainment(evening.focus_gain[each], evening.mood_gain[each], p)
    else:
        for each in range(len(meetings)):
            turnout = np.float64(max(1, meetings[each].came))
            left = undisturbed(meetings[each].sceptics, p)
            evening.focus[each] = left * brought_in(meetings[each].symbols_brought / turnout, p)
            evening.mood[each] = left * brought_in(meetings[each].energy_brought / turnout, p)
    for place in range(len(meetings)):
        meeting = meetings[place]
        if meeting.came >= 2:
            meeting.intensity = (
                meeting.density * evening.focus[place] * evening.mood[place]
                * barrier(np.float64(meeting.came), np.float64(meeting.guests), p)
            )  # fmt: skip


@compiled
def _agreeing(tally):
    agreeing = 0
    for trait in range(TRAITS_EACH):
        for category in range(tally.shape[1]):
            agreeing += pairs_agreeing(tally[trait, category])
    return agreeing


@compiled
def _charge(week, teams, members, rates, evening):
    """Charge everybody who is present at a gathering; afterwards bonds fade, where the week holds no other."""
    hours = rates.ritual.length_hours
    for k in range(len(week.active)):
        row, team, central = week.active[k], teams.of[k], evening.central[k]
        meeting = evening.meetings[team]
        if central == ABSENT or meeting.came < 2:
            _fade(row, meeting, members)
            continue
        charge(row, central, meeting, evening.tally[team], evening.focus[team], evening.mood[team], members, rates)
        members.hours_used[row] = members.hours_used[row] + hours
        members.month_gatherings[row] += 1


@compiled
def _among_ones_like(row, central, meeting, tally, members, p):
    """Place of a member in whom likeness to the others present counts."""
    culture, agreeing = members.culture[row], 0
    for trait in range(TRAITS_EACH):
        agreeing += tally[trait, (culture >> (8 * trait)) & 255] - 1
    others = meeting.came - 1.0
    usual = (meeting.agreeing - TRAITS_EACH * meeting.came) / (TRAITS_EACH * meeting.came * others)
    return centrality_among(agreeing / (TRAITS_EACH * others), usual, central, p)


@compiled
def charge(row, central, meeting, tally, focus, mood, members, rates):
    """What a meeting does to a member who is there, at this place between edge and core."""
    p, b, t = rates.ritual, rates.boundary, rates.trade
    intensity = meeting.felt
    if p.likeness_charge > 0.0:
        central = _among_ones_like(row, central, meeting, tally, members, p)
    energy = energy_after(np.float64(members.energy[row]), intensity, central, p)
    members.energy[row] = np.float32(energy) * meeting.energy_left
    symbols = symbols_after(np.float64(members.symbol_attachment[row]), intensity, central, p)
    members.symbol_attachment[row] = np.float32(symbols) * meeting.symbols_left
    members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.trust_charge * intensity, 1.0)
    density = towards(np.float64(members.physical_density[row]), p.density_charge * meeting.density, 1.0)
    members.physical_density[row] = np.float32(density) * meeting.density_left
    members.shared_focus[row] = towards(np.float64(members.shared_focus[row]), p.smoothing, focus)
    members.shared_emotion[row] = towards(np.float64(members.shared_emotion[row]), p.smoothing, mood)
    ceiling = t.dream_ceiling * np.float64(members.means[row])
    if members.aspiration[row] < ceiling:
        members.aspiration[row] = towards(np.float64(members.aspiration[row]), t.dream * intensity, ceiling)
    if meeting.closed:
        members.distrust[row] = towards(np.float64(members.distrust[row]), b.distrust_closed * intensity, 1.0)
        loss = rates.ties.closeness_loss * intensity
        members.outside_closeness[row] = towards(np.float64(members.outside_closeness[row]), loss, 0.0)
    elif meeting.guests > 0:
        learnt = b.distrust_sceptic * meeting.sceptics
        members.distrust[row] = towards(np.float64(members.distrust[row]), learnt, 1.0)
        if members.guest[row] != NOBODY:
            members.guest_impression[row] = meeting.intensity
