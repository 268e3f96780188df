"""Gatherings as they happen: teams are called, members come, focus and mood take hold or do not, bonds are charged.

Turn by turn all members decide on coming, all teams celebrate, all who came are charged (`model.ceremony`).
"""

from __future__ import annotations

import itertools

import numpy as np

from model.ceremony import ABSENT, arrive, charge, entrain, new_evening, open_doors, shut_doors, weigh_chances
from model.compilation import compiled
from model.draws import ATTENDANCE, CLOSED_DOORS, TEAM_DAY, fill_words, unit
from model.months import DAYS_PER_WEEK
from model.ritual import (
    MOST_GATHERINGS,
    attendance_pull,
    crowd,
    fails,
    first_gathering,
    freshness,
    remaining,
    reminders,
    towards,
)
from model.table import NOBODY
from model.weekly import Count

GATHERINGS, FAILED, CALLED, CAME = (
    Count.gatherings.value,
    Count.gatherings_failed.value,
    Count.called.value,
    Count.came.value,
)
GUESTS, MEMBER_PAYMENTS, SUPPLIERS = Count.guests.value, Count.member_payments.value, Count.supplier_payments.value


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
    turn, called = 0, _call_teams(week_start, teams, evening, p, counts)
    while turn == 0 or called > 0:
        fill_words(week.key, ATTENDANCE, week.number, week.persons, turn, evening.words)
        _weigh_coming(week, turn, teams, members, rates, evening)
        _come(week, turn, teams, members, evening)
        _celebrate(week, turn, teams, members, rates, counts, evening)
        _set_last_fading(week_start, turn, meetings, p)
        _charge(week, teams, members, rates, evening)
        often = p.interval_days < DAYS_PER_WEEK  # else no team meets again this week
        turn, called = turn + 1, _call_teams(week_start, teams, evening, p, counts) if often else 0


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
        day = meeting.day_of_team + meeting.number * p.interval_days
        meeting.meets = p.gatherings and day < week_start + DAYS_PER_WEEK
        open_doors(meeting, evening.tally[team])
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
