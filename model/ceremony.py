"""What happens at a gathering and at a rally alike: members arrive, focus and mood take hold, bonds are charged.

The loops that apply the rules of `model.ritual` to those who come; who is called, and when, is told by
`model.gatherings` and `model.rallies`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.compilation import compiled
from model.draws import unit
from model.ritual import (
    MOST_GATHERINGS,
    attendance_probability,
    barrier,
    brought_in,
    centrality,
    centrality_among,
    co_presence,
    energy_after,
    entrainment,
    pairs_agreeing,
    ritual_gain,
    symbols_after,
    towards,
    undisturbed,
)
from model.society import TRAITS_EACH
from model.table import NOBODY

ABSENT = -1.0

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


def new_evening(meetings, members, categories):
    """Memory for so many meetings to which so many members are called; `open_doors` begins one."""
    pull, chance, reminded, central = np.empty((4, members))
    focus_gain, mood_gain, focus, mood = np.empty((4, meetings))
    return Evening(
        meetings=np.empty(meetings, _MEETING),
        tally=np.empty((meetings, TRAITS_EACH, categories), np.int32),
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
def weigh_chances(p, evening):
    """From what draws and reminds everybody, the chances of coming, and from luck the place of who comes."""
    for k in range(len(evening.pull)):
        evening.chance[k] = attendance_probability(evening.pull[k], 0.0, p)
        evening.reminded[k] = attendance_probability(evening.pull[k], evening.reminded[k], p)
        evening.central[k] = centrality(
            unit(evening.words[1, k]), unit(evening.words[2, k]), unit(evening.words[3, k]), p
        )


@compiled
def open_doors(meeting, tally):
    """Begin a meeting at which nobody is yet."""
    meeting.came, meeting.guests, meeting.sceptics = 0, 0, 0.0
    meeting.energy_brought, meeting.symbols_brought = 0.0, 0.0
    tally[:] = 0


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
    """Pairs present that agree in a trait, summed over traits."""
    agreeing = 0
    for trait in range(TRAITS_EACH):
        for category in range(tally.shape[1]):
            agreeing += pairs_agreeing(tally[trait, category])
    return agreeing


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


@compiled
def _among_ones_like(row, central, meeting, tally, members, p):
    """Place of a member in whom likeness to the others present counts."""
    culture, agreeing = members.culture[row], 0
    for trait in range(TRAITS_EACH):
        agreeing += tally[trait, (culture >> (8 * trait)) & 255] - 1
    others = meeting.came - 1.0
    usual = (meeting.agreeing - TRAITS_EACH * meeting.came) / (TRAITS_EACH * meeting.came * others)
    return centrality_among(agreeing / (TRAITS_EACH * others), usual, central, p)
