"""The division of labour: needs that only another occupation can meet, favours, and the interdependence they make.

After Durkheim (1893): those who differ need each other. A member in need asks teammates; brokering by the
organisation widens whom a need is put to, and a mixed team holds the skill more often than a team of one trade.
Favours are returned or stop coming (Gouldner 1960). They cost the helper time and help both sides sell.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import INTRODUCTION, NEED, NEED_ARISES, below, draw, unit
from model.ritual import DAYS_PER_WEEK, remaining, towards
from model.table import NOBODY
from model.weekly import Count

NOT_ASKED = -2
FAVOURS_ASKED, FAVOURS_GIVEN = Count.favours_asked.value, Count.favours_given.value


@compiled
def teammates_asked(p):
    """How many teammates hear of a need: one, and those to whom brokering introduces."""
    return 1 + int(p.brokering * p.introductions + 0.5)


@compiled
def help_probability(trust, debt, p):
    """Chance that a member helps: by trust in the team, less what the asker has not returned."""
    logit = p.help_base + p.help_trust * trust - p.help_reciprocity * max(0.0, debt)
    return 1.0 / (1.0 + np.exp(-logit))


@compiled
def interdependence_after(interdependence, received, given, kept, p):
    """Interdependence after a week's fading to the share `kept` and the favours received and given in it."""
    bond = interdependence * kept
    for _ in range(received):
        bond = towards(bond, p.bond_received, 1.0)
    for _ in range(given):
        bond = towards(bond, p.bond_given, 1.0)
    return bond


@compiled
def _find_helper(week, person, own_row, occupation, rows, columns, p):
    """First teammate of the occupation among those asked, or NOBODY."""
    asked = teammates_asked(p)
    for turn in range(asked):
        word = turn % 4
        if word == 0:
            places = draw(week.key, INTRODUCTION, week.number, person, turn // 4)
        row = rows[below(places[word], len(rows))]
        if row != own_row and columns.occupation[row] == occupation:
            return row
    return NOBODY


def exchange(week, teams, columns, occupations, rates, counts):
    """Phase 2: needs arise, favours are asked and given; every decision reads trust and debts as the phase began."""
    helper = np.full(len(week.active), NOT_ASKED, dtype=np.int32)
    _exchange(week, teams, columns, occupations, rates.exchange, counts, helper)


@compiled
def _exchange(week, teams, columns, occupations, p, counts, helper):
    active = week.active
    kept = remaining(p.half_life, DAYS_PER_WEEK)
    for k in range(len(active)):
        row = active[k]
        person = columns.person[row]
        columns.favours_received[row] = 0
        columns.favours_given[row] = 0
        if unit(week.chances[NEED_ARISES, k]) >= p.need:
            continue
        which, granted, _, _ = draw(week.key, NEED, week.number, person, 0)
        occupation = below(which, occupations)
        if occupation == columns.occupation[row]:
            continue
        team = teams.number[columns.team[row]]
        rows = teams.members[teams.start[team] : teams.start[team + 1]]
        found = _find_helper(week, person, row, occupation, rows, columns, p)
        if found != NOBODY:
            chance = help_probability(float(columns.team_trust[found]), float(columns.favour_balance[row]), p)
            helper[k] = found if granted < chance else NOBODY
    for k in range(len(active)):
        row = active[k]
        if helper[k] == NOT_ASKED:
            continue
        counts[FAVOURS_ASKED] += 1
        if helper[k] != NOBODY:
            counts[FAVOURS_GIVEN] += 1
            columns.favours_received[row] += 1
            columns.favours_given[helper[k]] += 1
    for k in range(len(active)):
        row = active[k]
        received, given = columns.favours_received[row], columns.favours_given[row]
        columns.interdependence[row] = interdependence_after(
            float(columns.interdependence[row]), received, given, kept, p
        )
        if received > 0:
            columns.team_trust[row] = towards(float(columns.team_trust[row]), p.trust_gain, 1.0)
        elif helper[k] == NOBODY:
            columns.team_trust[row] = towards(float(columns.team_trust[row]), p.trust_loss, 0.0)
        columns.favour_balance[row] += received - given
        columns.hours_used[row] = columns.hours_used[row] + given * p.favour_hours
