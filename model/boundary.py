"""The boundary within: violations of the group's symbols, and how they are answered: harshly, by restoring, or not.

Missed obligations, rival goods, public criticism. Anger comes from symbols held dear and from the gravity of the
violation (Durkheim 1893: crime offends strong and definite states of the common conscience). It is held back by
trust, by the fear that others leave with the offender, and, in an upline, by the commission earned through the
offender's line. Nothing sets how lenient an organisation is: it is what comes out. Where anger does not strike, the
offender may be asked to make good, the sooner, the more the answerer lives by exchange (restitutive sanctions go with
the division of labour, Durkheim 1893, Book I, ch. 3); else the violation passes. A harsh answer renews the symbols of
the teammates and estranges the offender; restitution puts the offender in the others' debt and repairs trust on both
sides; a lenient answer wins the offender's trust. (Distrust of outsiders is learnt in `ceremony` and `answers`.)
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import OFFENCE, OFFENCE_OCCURS, PEER, below, draw, unit
from model.months import DAYS_PER_WEEK
from model.prefetch import AHEAD, prefetch
from model.ritual import remaining, towards
from model.society import share_inside
from model.table import ACTIVE, NOBODY, reset, rows_up_to
from model.weekly import Count

VIOLATIONS, HARSH_ANSWERS = Count.violations.value, Count.harsh_answers.value
RESTORING_ANSWERS, LENIENT_ANSWERS = Count.restoring_answers.value, Count.lenient_answers.value
HARSH_BY_UPLINES, RESTORING_BY_UPLINES = Count.harsh_by_uplines.value, Count.restoring_by_uplines.value
LENIENT_BY_UPLINES = Count.lenient_by_uplines.value
LENIENT, HARSH, RESTORING = 1, 2, 3


@compiled
def offence_probability(symbols, p):
    """Chance of a violation in a week, from attachment to symbols in [0, 1]: rarer, the dearer they are held.

    That what offends strong states of the common conscience is a crime: Durkheim (1893). Form and size: assumption. The
    loop passes over members by `greatest_offence`: an edit of this needs one of it.
    """
    return p.offence * np.exp(-p.offence_restraint * symbols)


@compiled
def greatest_offence(p):
    """Chance of a violation in a week that no member's exceeds: `offence_probability` is monotonic in symbols.

    A bound of that rule, not a rule of its own: to be edited with it.
    """
    return max(offence_probability(0.0, p), offence_probability(1.0, p))


@compiled
def commission_at_stake(commission, group_volume, line_volume, means):
    """Share of a month's means that an upline earns through the line of the offender, in [0, 1].

    Commission and means in rupiah a month, volumes in rupiah. The upline's commission is ascribed to lines by their
    part of the group volume: assumption.
    """
    if group_volume <= 0:
        return 0.0
    return min(1.0, max(0.0, commission * (line_volume / group_volume) / means))


@compiled
def harsh_probability(symbols, severity, stake, trust, contagion, p):
    """Chance that a violation is answered harshly; the answerer's symbols, the stake and the rest are in [0, 1].

    Anger rises with symbols and severity (Durkheim 1893); stake, trust and contagion (share of the team that may leave
    with the offender) hold it back: assumption, as are the weights.
    """
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
    """Chance that making good is asked for, of a violation not answered harshly; both arguments in [0, 1].

    Restitution goes with interdependence: Durkheim (1893, Book I, ch. 3). Form and weights: assumption.
    """
    logit = p.restoring_base + p.restoring_bond * interdependence + p.restoring_severity * severity
    return 1.0 / (1.0 + np.exp(-logit))


@compiled
def renewed_symbols(symbols, harsh_answers, team_size, p):
    """Attachment to symbols, in [0, 1], after so many harsh answers in a team of so many, each before a few witnesses.

    Punishment renews the common conscience: Durkheim (1893). Size: assumption.
    """
    gain = p.harsh_symbol_gain * min(1.0, p.witnesses / team_size)
    for _ in range(harsh_answers):
        symbols = towards(symbols, gain, 1.0)
    return symbols


@compiled
def response_after(response, answer, p):
    """Share of answers of a kind, in [0, 1], after one more, of that kind (1) or another (0); the first sets it.

    An exponential mean, negative before the first answer. Form: assumption.
    """
    return answer if response < 0.0 else towards(response, p.smoothing, answer)


@compiled
def distrust_after(distrust, inside, closeness, weekly_loss):
    """Distrust in [0, 1] after a week: friendly outside ties wear it off, by their share and how close these still are.

    It is contact on good terms that undoes prejudice (Allport 1954); people one has grown cold to undo nothing. Shares,
    closeness and the loss of a week in [0, 1]. Form: assumption.
    """
    return distrust * (1.0 - weekly_loss * (1.0 - inside) * closeness)


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


def offend_and_answer(week, teams, members, rates, counts, threads):
    """Phase 5: violations and answers, decided on the state as the phase began; then their consequences.

    Nobody decides by what a week wears off, so that large societies let it pass first, in parts.
    """
    parts = threads.parts(len(week.active))
    if len(parts) > 1:
        threads.over(parts, lambda first, last: _wear_off(week.active[first:last], week.everyone, members, rates))
    offender, answerer = np.empty((2, len(week.active)), np.int32)
    answer = np.empty(len(week.active), np.uint8)
    harsh_in_team = np.zeros(len(teams.leader), np.int32)
    _offend_and_answer(week, teams, members, rates, counts, offender, answerer, answer, harsh_in_team, len(parts) > 1)


@compiled
def _offend_and_answer(week, teams, members, rates, counts, offender, answerer, answer, harsh_in_team, worn_off):
    answered = _answer_all(week, teams, members, rates.boundary, counts, offender, answerer, answer, harsh_in_team)
    if not worn_off:
        _wear_off(week.active, week.everyone, members, rates)
    for each in range(answered):
        row = week.active[offender[each]]
        members.rebuked[row] = answer[each] == HARSH
        _touch_offender(row, answer[each], members, rates.boundary)
    for each in range(answered):
        team = teams.of[offender[each]]
        if harsh_in_team[team] > 0 and rates.ritual.symbols:
            rows = teams.members[teams.start[team] : teams.start[team + 1]]
            _renew_symbols(rows, harsh_in_team[team], members, rates.boundary)
            harsh_in_team[team] = 0
    for each in range(answered):
        _touch_answerer(answerer[each], answer[each], members, rates.boundary)


@compiled
def _answer_all(week, teams, members, p, counts, offender, answerer, answer, harsh_in_team):
    """List who commits a violation that is answered, by whom and how; return how many."""
    answered, offending = 0, _list_offenders(week, members, p, offender)
    counts[VIOLATIONS] += offending
    for each in range(offending):
        _prefetch_answer(week.active[offender[min(each + AHEAD, offending - 1)]], members)
        k = offender[each]
        row, team = week.active[k], teams.of[k]
        severity, chooser, number, second = draw(week.key, OFFENCE, week.number, members.person[row], 0)
        rows = teams.members[teams.start[team] : teams.start[team + 1]]
        by, is_upline = _who_answers(week, row, chooser, rows, members, p)
        if by != NOBODY:
            offender[answered], answerer[answered] = k, by
            answer[answered] = _answer(row, by, is_upline, severity, number, second, len(rows), members, p)
            _count_answer(answer[answered], is_upline, counts)
            harsh_in_team[team] += answer[answered] == HARSH
            answered += 1
    return answered


@compiled
def _list_offenders(week, members, p, offender):
    """List who commits a violation; return how many."""
    greatest, suspects, offending = greatest_offence(p), 0, 0
    for k in range(len(week.active)):  # most members are spared the exponential
        offender[suspects] = k
        suspects += unit(week.chances[OFFENCE_OCCURS, k]) < greatest
    for k in offender[:suspects]:
        symbols = np.float64(members.symbol_attachment[week.active[k]])
        offender[offending] = k
        offending += unit(week.chances[OFFENCE_OCCURS, k]) < offence_probability(symbols, p)
    return offending


@compiled
def _prefetch_answer(row, members):
    """Have at hand what an upline answers by."""
    upline = max(members.parent[row], 0)
    prefetch(members.status, upline)
    prefetch(members.commission, upline)
    prefetch(members.group_volume, upline)
    prefetch(members.group_volume, row)
    prefetch(members.means, upline)
    prefetch(members.downline, row)
    prefetch(members.symbol_attachment, upline)
    prefetch(members.team_trust, upline)
    prefetch(members.interdependence, upline)


@compiled
def _wear_off(active, everyone, members, rates):
    """Let a week pass over the distrust and coolness of these active members, all there are from first to last.

    Last week's rebukes are past.
    """
    weekly_loss = 1.0 - remaining(rates.boundary.distrust_half_life, DAYS_PER_WEEK)
    weekly_return = 1.0 - remaining(rates.ties.closeness_half_life, DAYS_PER_WEEK)
    end = rows_up_to(active)
    first = active[0] if len(active) > 0 else end
    status, distrust = members.status[first:end], members.distrust[first:end]
    closeness = members.outside_closeness[first:end]
    ties_inside, ties = members.ties_inside[first:end], members.ties[first:end]
    for row in range(len(status)):
        inside = share_inside(ties_inside[row], ties[row], everyone)
        worn = np.float32(distrust_after(np.float64(distrust[row]), inside, np.float64(closeness[row]), weekly_loss))
        distrust[row] = worn if status[row] == ACTIVE else distrust[row]
    for row in range(len(status)):
        back = np.float32(towards(np.float64(closeness[row]), weekly_return, 1.0))
        closeness[row] = back if status[row] == ACTIVE else closeness[row]
    reset(members.rebuked, active, members.status)


@compiled
def _touch_offender(row, answer, members, p):
    if answer == HARSH:
        members.energy[row] = towards(np.float64(members.energy[row]), p.harsh_energy_loss, 0.0)
        members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.harsh_trust_loss, 0.0)
    elif answer == RESTORING:
        members.favour_balance[row] += p.restitution
        members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.restoring_trust_gain, 1.0)
    else:
        members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.lenient_trust_gain, 1.0)


@compiled
def _renew_symbols(rows, harsh_answers, members, p):
    """Renew the symbols of a team that saw harsh answers; who was rebuked saw the others' only."""
    for row in rows:
        members.symbol_attachment[row] = renewed_symbols(
            np.float64(members.symbol_attachment[row]), harsh_answers - members.rebuked[row], float(len(rows)), p
        )


@compiled
def _touch_answerer(row, answer, members, p):
    harsh, restoring = 1.0 if answer == HARSH else 0.0, 1.0 if answer == RESTORING else 0.0
    members.violation_response[row] = response_after(np.float64(members.violation_response[row]), harsh, p)
    members.restoring_response[row] = response_after(np.float64(members.restoring_response[row]), restoring, p)
    if answer == RESTORING:
        members.team_trust[row] = towards(np.float64(members.team_trust[row]), p.restoring_trust_gain, 1.0)
