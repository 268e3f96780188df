"""The boundary within: violations of the group's symbols, and how they are answered: harshly, by restoring, or not.

Missed obligations, rival goods, public criticism. Anger comes from symbols held dear and from the gravity of the
violation (Durkheim 1893: crime offends strong and definite states of the common conscience). It is held back by
trust, by the fear that others leave with the offender, and, in an upline, by the commission earned through the
offender's line. Nothing sets how lenient an organisation is: it is what comes out. Where anger does not strike, the
offender may be asked to make good, the sooner, the more the answerer lives by exchange (restitutive sanctions go with
the division of labour, Durkheim 1893, Book I, ch. 3); else the violation passes. A harsh answer renews the symbols of
the teammates and estranges the offender; restitution puts the offender in the others' debt and repairs trust on both
sides; a lenient answer wins the offender's trust. (Distrust of outsiders is learnt in `ritual` and `recruitment`.)
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import OFFENCE, OFFENCE_OCCURS, PEER, below, draw, unit
from model.ritual import DAYS_PER_WEEK, remaining, towards
from model.table import ACTIVE, NOBODY
from model.weekly import Count

VIOLATIONS, HARSH_ANSWERS = Count.violations.value, Count.harsh_answers.value
RESTORING_ANSWERS, LENIENT_ANSWERS = Count.restoring_answers.value, Count.lenient_answers.value
HARSH_BY_UPLINES, RESTORING_BY_UPLINES = Count.harsh_by_uplines.value, Count.restoring_by_uplines.value
LENIENT_BY_UPLINES = Count.lenient_by_uplines.value
UNANSWERED, LENIENT, HARSH, RESTORING = 0, 1, 2, 3


@compiled
def offence_probability(symbols, p):
    """Chance of a violation in a week: rarer, the dearer the symbols are held."""
    return p.offence * np.exp(-p.offence_restraint * symbols)


@compiled
def greatest_offence(p):
    """No member's chance of a violation is higher, since it falls or rises with symbols all the way."""
    return max(offence_probability(0.0, p), offence_probability(1.0, p))


@compiled
def commission_at_stake(commission, group_volume, line_volume, means):
    """Share of a month's means that an upline earns through the line of the offender, at most 1.

    The upline's commission is ascribed to lines by their part of the group volume.
    """
    if group_volume <= 0:
        return 0.0
    return min(1.0, max(0.0, commission * (line_volume / group_volume) / means))


@compiled
def harsh_probability(symbols, severity, stake, trust, contagion, p):
    """Chance that a violation is answered harshly."""
    logit = (
        p.harsh_base
        + p.harsh_symbols * symbols
        + p.harsh_severity * severity
        - p.lenient_stake * stake
        - p.lenient_trust * trust
        - p.lenient_contagion * contagion
    )
    return 1.0 / (1.0 + np.exp(-logit))


@compiled
def restoring_probability(interdependence, severity, p):
    """Chance that making good is asked for, of a violation not answered harshly."""
    logit = p.restoring_base + p.restoring_bond * interdependence + p.restoring_severity * severity
    return 1.0 / (1.0 + np.exp(-logit))


@compiled
def renewed_symbols(symbols, harsh_answers, team_size, p):
    """Attachment to symbols of a member in whose team there were so many harsh answers, each before a few witnesses."""
    gain = p.harsh_symbol_gain * min(1.0, p.witnesses / team_size)
    for _ in range(harsh_answers):
        symbols = towards(symbols, gain, 1.0)
    return symbols


@compiled
def response_after(response, answer, p):
    """Share of answers of a kind after one more, of that kind (1) or another (0); the first sets it."""
    return answer if response < 0.0 else towards(response, p.smoothing, answer)


@compiled
def distrust_after(distrust, inside, weekly_loss):
    """Distrust after a week: friendly outside ties wear it off, in proportion to their share."""
    return distrust * (1.0 - weekly_loss * (1.0 - inside))


@compiled
def _who_answers(week, row, chooser, rows, members, p):
    """Row of the member who answers a violation, or NOBODY, and whether that is the upline."""
    upline = members.parent[row]
    by_upline = upline != NOBODY and members.status[upline] == ACTIVE and chooser >= p.peer_answers
    if by_upline:
        return upline, True
    peer = rows[below(draw(week.key, PEER, week.number, members.person[row], 0)[0], len(rows))]
    return (NOBODY if peer == row else peer), False


@compiled
def _answer(row, answerer, is_upline, severity, number, second_number, team_size, members, p):
    """HARSH, RESTORING or LENIENT."""
    stake = 0.0
    if is_upline:
        stake = commission_at_stake(
            np.float64(members.commission[answerer]),
            np.float64(members.group_volume[answerer]),
            np.float64(members.group_volume[row]),
            np.float64(members.means[answerer]),
        )
    contagion = min(1.0, members.downline[row] / float(team_size))
    chance = harsh_probability(
        np.float64(members.symbol_attachment[answerer]),
        severity,
        stake,
        np.float64(members.team_trust[answerer]),
        contagion,
        p,
    )
    if number < chance:
        return HARSH
    restoring = restoring_probability(np.float64(members.interdependence[answerer]), severity, p)
    return RESTORING if second_number < restoring else LENIENT


@compiled
def _count_answer(answer, is_upline, counts):
    if answer == HARSH:
        counts[HARSH_ANSWERS] += 1
        counts[HARSH_BY_UPLINES] += is_upline
    elif answer == RESTORING:
        counts[RESTORING_ANSWERS] += 1
        counts[RESTORING_BY_UPLINES] += is_upline
    else:
        counts[LENIENT_ANSWERS] += 1
        counts[LENIENT_BY_UPLINES] += is_upline


def offend_and_answer(week, teams, members, rates, counts):
    """Phase 5: violations and answers, decided on the state as the phase began; then their consequences."""
    answer = np.zeros(len(week.active), dtype=np.uint8)
    answerer = np.full(len(week.active), NOBODY, dtype=np.int32)
    harsh_in_team = np.zeros(len(teams.leader), dtype=np.int32)
    _offend_and_answer(week, teams, members, rates, counts, answer, answerer, harsh_in_team)


@compiled
def _offend_and_answer(week, teams, members, rates, counts, answer, answerer, harsh_in_team):
    active = week.active
    p = rates.boundary
    weekly_loss = 1.0 - remaining(p.distrust_half_life, DAYS_PER_WEEK)
    weekly_return = 1.0 - remaining(rates.ties.closeness_half_life, DAYS_PER_WEEK)
    greatest = greatest_offence(p)
    for k in range(len(active)):
        row = active[k]
        number = unit(week.chances[OFFENCE_OCCURS, k])
        if number >= greatest or number >= offence_probability(np.float64(members.symbol_attachment[row]), p):
            continue
        severity, chooser, number, second = draw(week.key, OFFENCE, week.number, members.person[row], 0)
        counts[VIOLATIONS] += 1
        team = teams.of[k]
        rows = teams.members[teams.start[team] : teams.start[team + 1]]
        answerer[k], is_upline = _who_answers(week, row, chooser, rows, members, p)
        if answerer[k] != NOBODY:
            answer[k] = _answer(row, answerer[k], is_upline, severity, number, second, len(rows), members, p)
            _count_answer(answer[k], is_upline, counts)
            harsh_in_team[team] += answer[k] == HARSH
    for k in range(len(active)):
        row = active[k]
        team = teams.of[k]
        harsh_seen = harsh_in_team[team] - (answer[k] == HARSH)
        if harsh_seen > 0:
            team_size = float(teams.start[team + 1] - teams.start[team])
            members.symbol_attachment[row] = renewed_symbols(
                np.float64(members.symbol_attachment[row]), harsh_seen, team_size, p
            )
        inside = week.inside[k]
        members.outside_closeness[row] = towards(np.float64(members.outside_closeness[row]), weekly_return, 1.0)
        members.distrust[row] = distrust_after(np.float64(members.distrust[row]), inside, weekly_loss)
        members.rebuked[row] = answer[k] == HARSH
        if answer[k] == HARSH:
            members.energy[row] = towards(np.float64(members.energy[row]), p.harsh_energy_loss, 0.0)
            members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.harsh_trust_loss, 0.0)
        elif answer[k] == RESTORING:
            members.favour_balance[row] += p.restitution
            members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.restoring_trust_gain, 1.0)
        elif answer[k] == LENIENT:
            members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.lenient_trust_gain, 1.0)
    for k in range(len(active)):
        if answer[k] != UNANSWERED:
            by = answerer[k]
            members.violation_response[by] = response_after(
                np.float64(members.violation_response[by]), 1.0 if answer[k] == HARSH else 0.0, p
            )
            members.restoring_response[by] = response_after(
                np.float64(members.restoring_response[by]), 1.0 if answer[k] == RESTORING else 0.0, p
            )
            if answer[k] == RESTORING:
                members.team_trust[by] = towards(np.float64(members.team_trust[by]), p.restoring_trust_gain, 1.0)
