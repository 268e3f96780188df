"""The division of labour: needs that only another occupation can meet, favours, and the interdependence they make.

After Durkheim (1893): those who differ need each other. A member in need asks teammates; brokering by the
organisation widens whom a need is put to, and a mixed team holds the skill more often than a team of one trade.
Favours are returned or stop coming (Gouldner 1960). They cost the helper time and help both sides sell.

A member who agrees to help gives a promise, and may break it: for want of time, or where little binds to the others.
One who is let down trusts less, is bound less and is less proud of belonging; at the next need the breaker is held to
the promise. Making good restores trust: restitution, the sanction of a society of those who need each other (Durkheim
1893, Book I, ch. 3), asked from those who depend on others rather than enforced.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import INTRODUCTION, NEED_ARISES, below, draw, unit
from model.mates import befriend, mate_of_occupation, may_hold, slots_of
from model.months import DAYS_PER_WEEK
from model.prefetch import AHEAD, prefetch
from model.ritual import remaining, towards
from model.table import ACTIVE, NOBODY, reset, rows_up_to
from model.threads import NOT_YET
from model.weekly import Count

NOT_ASKED, BROKEN = -2, -3  # what became of the asking; a promise that r broke is BROKEN - r
FAVOURS_ASKED, FAVOURS_GIVEN = Count.favours_asked.value, Count.favours_given.value
PROMISES_BROKEN, PROMISES_RESTORED = Count.promises_broken.value, Count.promises_restored.value


@compiled
def teammates_asked(p):
    """Number of teammates who hear of a need: one, and those to whom brokering, in [0, 1], introduces.

    Form: assumption; brokering is a practice.
    """
    return 1 + int(p.brokering * p.introductions + 0.5)


@compiled
def help_probability(trust, debt, p):
    """Chance that a member helps: by trust in the team, in [0, 1], less the favours the asker has not returned.

    The norm of reciprocity: Gouldner (1960). Form and weights: assumption.
    """
    logit = p.help_base + p.help_trust * trust - p.help_reciprocity * max(0.0, debt)
    return 1.0 / (1.0 + np.exp(-logit))


@compiled
def breaking_probability(used, trust, interdependence, p):
    """Chance that a promised favour is not done, by the share of the hours already used and what binds the helper.

    All three arguments in [0, 1]. Form and weights: assumption.
    """
    logit = p.break_base + p.break_overload * used - p.break_trust * trust - p.break_bond * interdependence
    return 1.0 / (1.0 + np.exp(-logit))


@compiled
def restitution_probability(interdependence, p):
    """Chance that a promise broken is made good, by the breaker's interdependence in [0, 1].

    Restitution goes with the division of labour: Durkheim (1893, Book I, ch. 3). Form and size: assumption.
    """
    return 1.0 / (1.0 + np.exp(-p.restitution_base - p.restitution_bond * interdependence))


@compiled
def interdependence_after(interdependence, received, given, kept, p):
    """Interdependence, in [0, 1], after a week: faded to the share `kept`, raised by favours received and given.

    That exchanging what differs binds: Durkheim (1893). Form and size: assumption.
    """
    bond = interdependence * kept
    for _ in range(received):
        bond = towards(bond, p.bond_received, 1.0)
    for _ in range(given):
        bond = towards(bond, p.bond_given, 1.0)
    return bond


@compiled
def hours_of_exchange(given, introduced, p):
    """Hours of a week that favours given and introductions cost.

    Hours each: assumption.
    """
    return given * p.favour_hours + introduced * p.introduction_hours


@compiled
def _find_helper(week, person, own_row, occupation, first, second, rows, members, p):
    """First teammate of the occupation among those asked, or NOBODY, and how many were introduced to find out.

    Mates are asked before anybody else.
    """
    mate = mate_of_occupation(own_row, occupation, members)
    if mate != NOBODY:
        return mate, 0
    asked = teammates_asked(p)
    for turn in range(asked):
        if turn < 2:
            place = first if turn == 0 else second
        else:
            word = (turn - 2) % 4
            if word == 0:
                places = draw(week.key, INTRODUCTION, week.number, person, (turn - 2) // 4)
            place = places[word]
        row = rows[below(place, len(rows))]
        if row != own_row and members.occupation[row] == occupation:
            return row, turn
    return NOBODY, asked - 1


def exchange(week, teams, members, occupations, rates, counts, threads):
    """Phase 2: needs arise, favours are asked and given; decisions read trust, debts and time as the phase began."""
    size = len(week.active)
    needs, touched, bond = np.empty((3, size), np.int32), np.empty(size + 1, np.int32), np.empty(size)

    def ask_part(first, last):
        return _ask_all(first, last, week, teams, members, occupations, rates, needs)

    asking = threads.listing(threads.parts(size), needs[:2], ask_part)
    _exchange(week, teams, members, occupations, rates, counts, needs, touched, bond, asking)


@compiled
def _list_needy(first, last, week, members, occupations, p, occupation, needy):
    """List who has a need that only another occupation can meet, and fill in which that is; return how many."""
    active, luck, which = week.active[first:last], week.chances[NEED_ARISES, first:last], week.need[0, first:last]
    occupation = occupation[first:last]
    for k in range(len(active)):
        wanted = below(unit(which[k]), occupations)
        occupation[k] = wanted if unit(luck[k]) < p.need else NOBODY
    found = 0
    for k in range(len(active)):
        needy[found] = first + k
        found += (occupation[k] != NOBODY) & (occupation[k] != members.occupation[active[k]])
    return found


@compiled
def _list_hopeful(week, teams, members, p, occupation, needy):
    """Keep of those in need who may find help: who have a suitable mate, or meet a suitable teammate at once.

    Only who has others to ask beyond the first may find help all the same. In one plain loop, since most find none.
    """
    further, found = teammates_asked(p) > 1, 0
    for k in needy:
        row, team = week.active[k], teams.of[k]
        start = teams.start[team]
        first = teams.members[start + below(unit(week.need[2, k]), teams.start[team + 1] - start)]
        needy[found] = k
        found += (
            may_hold(members.mate_occupations[row], occupation[k])
            | (members.occupation[first] == occupation[k])
            | (members.let_down_by[row] != NOBODY)
            | further
        )
    return found


@compiled
def _answer_to_asking(helper, row, number, members, p):
    """The helper's row when the favour is done, BROKEN less it when only promised, or NOBODY when refused.

    One number decides: low ones are favours done, then come promises broken, then refusals.
    """
    hours, used = np.float64(members.hours[helper]), np.float64(members.hours_used[helper])
    trust = np.float64(members.team_trust[helper])
    chance = help_probability(trust, np.float64(members.favour_balance[row]), p)
    if used >= hours or number >= chance:
        return NOBODY
    breaks = breaking_probability(used / hours, trust, np.float64(members.interdependence[helper]), p)
    return helper if number < chance * (1.0 - breaks) else BROKEN - helper


@compiled
def _answer_to_claim(breaker, number, members, p):
    """The breaker's row when the promise is made good, or NOBODY."""
    has_time = members.hours_used[breaker] < members.hours[breaker]
    makes_good = number < restitution_probability(np.float64(members.interdependence[breaker]), p)
    return breaker if has_time and makes_good else NOBODY


@compiled
def _let_down(row, breaker, letdown, members, p):
    """What a broken promise costs who was let down."""
    members.let_down_by[row] = breaker
    members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.broken_trust, 0.0)
    members.interdependence[row] = towards(np.float64(members.interdependence[row]), p.broken_bond, 0.0)
    members.identification[row] = towards(np.float64(members.identification[row]), letdown, -1.0)


@compiled
def _settle_claim(row, helper, members, p, counts):
    """End a claim that was put to the breaker, or whose breaker is gone."""
    if helper == members.let_down_by[row]:
        counts[PROMISES_RESTORED] += 1
        members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.restored_trust, 1.0)
    members.let_down_by[row] = NOBODY


@compiled
def _ask_all(first, last, week, teams, members, occupations, rates, needs):
    """List who of the active members from `first` to before `last` asks for help, and who helps; return how many."""
    p = rates.exchange
    active, needy, helper, occupation = week.active[first:last], needs[0, first:last], needs[1, first:last], needs[2]
    for column in (members.favours_received, members.favours_given, members.introductions):
        reset(column, active, members.status)
    needy = needy[: _list_needy(first, last, week, members, occupations, p, occupation, needy)]
    needy = needy[: _list_hopeful(week, teams, members, p, occupation, needy)]
    for each in range(len(needy)):
        k = needy[each]
        helper[each] = _ask(week, k, week.active[k], occupation[k], teams, members, p)
    return len(needy)


@compiled
def _exchange(week, teams, members, occupations, rates, counts, needs, touched, bond, asking):
    active, p = week.active, rates.exchange
    if asking == NOT_YET:
        asking = _ask_all(0, len(active), week, teams, members, occupations, rates, needs)
    needy, helper = needs[0, :asking], needs[1]
    number = 0
    for each in range(len(needy)):
        _prefetch_helper(helper[min(each + AHEAD, len(needy) - 1)], members)
        row, by = active[needy[each]], helper[each]
        if by == NOT_ASKED:
            continue
        counts[FAVOURS_ASKED] += 1
        if members.let_down_by[row] != NOBODY:
            _settle_claim(row, by, members, p, counts)
        if by <= BROKEN:
            counts[PROMISES_BROKEN] += 1
            _let_down(row, BROKEN - by, rates.identification.letdown, members, p)
        elif by == NOBODY:
            members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.trust_loss, 0.0)
        else:
            counts[FAVOURS_GIVEN] += 1
            members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.trust_gain, 1.0)
            for party in (row, by):
                touched[number] = party
                number += members.favours_received[party] + members.favours_given[party] == 0
            members.favours_received[row] += 1
            members.favours_given[by] += 1
            if rates.ties.mates:
                befriend(row, by, week.number, members)
                befriend(by, row, week.number, members)
    _feel(active, members, p, touched[:number], bond)
    for k in needy if teammates_asked(p) > 1 else needy[:0]:
        row = active[k]
        if members.favours_received[row] + members.favours_given[row] == 0:  # the others' hours are counted already
            members.hours_used[row] = members.hours_used[row] + hours_of_exchange(0, members.introductions[row], p)


@compiled
def _ask(week, k, row, occupation, teams, members, p):
    """What becomes of a need: row of who helps, BROKEN less the row of who breaks a promise, NOBODY or NOT_ASKED."""
    breaker = members.let_down_by[row]
    if breaker != NOBODY and members.status[breaker] == ACTIVE:
        return _answer_to_claim(breaker, unit(week.need[1, k]), members, p)
    rows = teams.members[teams.start[teams.of[k]] : teams.start[teams.of[k] + 1]]
    first, second = unit(week.need[2, k]), unit(week.need[3, k])
    found, introduced = _find_helper(week, week.persons[k], row, occupation, first, second, rows, members, p)
    members.introductions[row] = introduced
    return _answer_to_asking(found, row, unit(week.need[1, k]), members, p) if found != NOBODY else NOT_ASKED


@compiled
def _prefetch_helper(helper, members):
    """Have at hand what a favour changes about who gives it."""
    row = max(helper, 0)
    prefetch(members.favours_received, row)
    prefetch(members.favours_given, row)
    prefetch(members.occupation, row)
    prefetch(members.mate_occupations, row)
    prefetch(members.mates, row)
    for slot in slots_of(members):
        prefetch(slot, row)


@compiled
def _feel(active, members, p, touched, bond):
    """Let bonds fade, and move those of members whom a favour has touched."""
    kept = remaining(p.half_life, DAYS_PER_WEEK)
    for each in range(len(touched)):
        row = touched[each]
        received, given = members.favours_received[row], members.favours_given[row]
        bond[each] = interdependence_after(np.float64(members.interdependence[row]), received, given, kept, p)
        members.favour_balance[row] += received - given
        hours = hours_of_exchange(given, members.introductions[row], p)
        members.hours_used[row] = members.hours_used[row] + hours
    for row in range(rows_up_to(active)):
        faded = np.float32(np.float64(members.interdependence[row]) * kept)
        members.interdependence[row] = faded if members.status[row] == ACTIVE else members.interdependence[row]
    for each in range(len(touched)):
        members.interdependence[touched[each]] = bond[each]
