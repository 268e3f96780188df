"""Stopping and why; renewing and lapsing.

Two bonds hold a member: the mechanical one of energy and symbols and the organic one of interdependence, which at
full strength weigh alike. Income that meets hopes holds, income that does not drives out, and so do pride in belonging
and disappointment with it; ties inside hold, ties outside pull unless outsiders are distrusted. Whether reason
discounts feeling is a question (`sobriety`), not a given. A member who stops is dormant: still registered, entitled to
commission, no longer met; a dormant membership lapses when its year is over.

Two rivals know nothing of bonds: activity ends at random, or by a Weibull hazard of tenure. What the bonds explain is
what these cannot.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import ACTIVITY_ENDS, REASON, draw, unit
from model.elementary import exponential
from model.kinship import companions, kinship_with_active_upline
from model.membership import can_be_asked_from, cease, prefetch_people_around
from model.months import MONTHS_PER_YEAR, WEEKS_PER_YEAR
from model.prefetch import AHEAD, prefetch_run
from model.recruitment import within_week
from model.retention_parameters import RetentionParameters
from model.ritual import MOST_MATES
from model.table import ACTIVE, DISAPPOINTED, DRAINED, DRAWN_AWAY, EXPELLED, LEFT, UNEXPLAINED
from model.threads import NOT_YET
from model.weekly import Count

LEFT_COUNT = Count.left.value
_MARGIN = 1.0 + 1e-9  # above bounds of the hazard, for what rounding may add
BONDS, WEIBULL = (RetentionParameters.place("leaving", word) for word in ("bonds", "weibull"))
MEMBER_PAYMENTS, RESIDUAL = Count.member_payments.value, Count.company_residual.value


@compiled
def discounted(bond, rationality, p):
    """A bond, in [0, 1], as it weighs in the decision: a rational member discounts it by the model's sobriety (nu).

    The survey claims that feeling works unconsciously (nu = 0); rationality is in [0, 1]. Linear form: assumption.
    """
    return bond * (1.0 - rationality * p.sobriety)


@compiled
def leaving_hazard(
    energy, symbols, interdependence, satisfaction, identification, mates, inside, distrust, closeness, rebuke, p
):
    """Weekly hazard of ending activity; `rebuke` is added to the log hazard (0 when not rebuked).

    Bonds, shares and closeness are in [0, 1], satisfaction and identification in [-1, 1], mates 0 to 4. That bonds
    hold: Durkheim (1893), Pratt (2000); proportional hazards and weights: assumption. The loop passes over members by
    the bounds `greatest_hazard` and `hazard_at_most`: an edit of this needs one of both.
    """
    return p.hazard * np.exp(
        rebuke
        - p.energy * energy
        - p.symbols * symbols
        - p.interdependence * interdependence
        - p.satisfaction * satisfaction
        - p.identification * identification
        - p.inside * inside
        - p.mates * mates / MOST_MATES
        + p.outside * (1.0 - inside) * (1.0 - distrust) * closeness
    )


@compiled
def regardless_hazard(tenure, p):
    """Weekly hazard in the week that completes `tenure` weeks, whatever the bonds: constant, or Weibull's, averaged.

    Fitted to what four sources report of leaving; see `monthly_leaving` and `shape`.
    """
    yearly = -MONTHS_PER_YEAR * np.log(1.0 - p.monthly_leaving)
    if p.leaving == WEIBULL:
        return yearly * ((tenure / WEEKS_PER_YEAR) ** p.shape - ((tenure - 1.0) / WEEKS_PER_YEAR) ** p.shape)
    return yearly / WEEKS_PER_YEAR


@compiled
def greatest_hazard(p):
    """Weekly hazard that no member who was not rebuked exceeds, whatever the bonds.

    A bound of `leaving_hazard`, not a rule of its own: to be edited with it.
    """
    return p.hazard * np.exp(
        max(0.0, -p.energy)
        + max(0.0, -p.symbols)
        + max(0.0, -p.interdependence)
        + abs(p.satisfaction)
        + abs(p.identification)
        + max(0.0, -p.inside)
        + max(0.0, -p.mates)
        + max(0.0, p.outside)
    )


@compiled
def hazard_at_most(symbols, interdependence, satisfaction, p):
    """Weekly hazard that no member of these bonds who was not rebuked exceeds, whatever else holds or pulls.

    Bonds in [0, 1], satisfaction in [-1, 1]. A bound of `leaving_hazard`: to be edited with it.
    """
    return p.hazard * exponential(
        max(0.0, -p.energy)
        - p.symbols * symbols
        - p.interdependence * interdependence
        - p.satisfaction * satisfaction
        + abs(p.identification)
        + max(0.0, -p.inside)
        + max(0.0, -p.mates)
        + max(0.0, p.outside)
    )


@compiled
def reason_for_leaving(
    energy, symbols, interdependence, satisfaction, identification, inside, distrust, closeness, rebuked, number, p
):
    """What is named as the reason: a push in the log hazard, the more often, the stronger it is; a rebuke decides.

    Pushes are what the stronger of the two bonds would add if it were full (drained), hopes not met and
    disappointment with belonging (disappointed), and ties outside (drawn away). They act together, and none is left out
    because another weighs more: `number`, uniform in (0, 1), draws one in proportion to its size. Whom none of them
    pushes, something else draws away. Mates and ties inside hold whatever the reason, so that to have few is none.
    Bonds and shares are in [0, 1], satisfaction and identification in [-1, 1]. All of it: assumption.
    """
    if rebuked:
        return EXPELLED
    strongest_bond = max(p.energy + p.symbols, p.interdependence)
    bond = p.energy * energy + p.symbols * symbols + p.interdependence * interdependence
    drained = max(0.0, strongest_bond - bond)
    disappointed = max(0.0, -p.satisfaction * satisfaction) + max(0.0, -p.identification * identification)
    drawn = max(0.0, p.outside * (1.0 - inside) * (1.0 - distrust) * closeness)
    named = number * (drained + disappointed + drawn)
    if named < drained:
        return DRAINED
    return DISAPPOINTED if named < drained + disappointed else DRAWN_AWAY


def leave(week, members, society, people, hearsay, trust, rates, counts, threads):
    """Phase 6: who stops being active; all decide on the ties as the week began. Returns the rows of those who stay."""
    leavers, stays = np.empty((2, len(week.active)), np.int32), np.empty(len(week.active), np.int32)

    def list_part(first, last):
        return _list_leavers(first, last, week, members, rates, leavers)

    leaving = threads.listing(threads.parts(len(week.active)), leavers, list_part)
    staying = _leave(week, members, society, people, hearsay, trust, rates, counts, leavers, stays, leaving)
    return stays[:staying]


@compiled
def _leave(week, members, society, people, hearsay, trust, rates, counts, leavers, stays, leaving):
    """Return how many stay."""
    active, leaver, reason = week.active, leavers[0], leavers[1]
    if leaving == NOT_YET:
        leaving = _list_leavers(0, len(active), week, members, rates, leavers)
    staying, k = 0, 0
    for each in range(leaving + 1):
        next_leaver = leaver[each] if each < leaving else len(active)
        stay = active[k:next_leaver]
        place = stays[staying : staying + len(stay)]
        for one in range(len(stay)):
            place[one] = stay[one]
        staying, k = staying + len(stay), next_leaver + 1
    for each in range(leaving):
        prefetch_run(society.neighbour, society.ties[week.persons[leaver[min(each + 2, leaving - 1)]]])
        prefetch_people_around(week.persons[leaver[min(each + 1, leaving - 1)]], society, people)
        row = active[leaver[each]]
        members.reason[row] = reason[each]
        cease(week.number, row, members, society, people, hearsay, trust, rates.ties, counts)
    return staying


@compiled
def _list_leavers(first, last, week, members, rates, leavers):
    """List who leaves of the active members from `first` to before `last`, and why; return how many."""
    leaver, reason = leavers[0, first:last], leavers[1, first:last]
    if rates.retention.leaving == BONDS:
        return _list_unbound(first, last, week, members, rates, leaver, reason)
    return _list_leavers_regardless(first, last, week, members, rates.retention, leaver, reason)


@compiled
def _list_unbound(first, last, week, members, rates, leaver, reason):
    """List who leaves for want of bonds, and why; return how many."""
    p, candidates, leaving = rates.retention, 0, 0
    greatest = greatest_hazard(p) * _MARGIN
    active, luck = week.active[first:last], week.chances[ACTIVITY_ENDS, first:last]
    for k in range(len(active)):  # most members are spared a look at their bonds
        leaver[candidates] = first + k
        candidates += (unit(luck[k]) < greatest) | (members.rebuked[active[k]] == 1)
    for k in leaver[: _held_by_little(week, members, p, leaver, candidates)]:
        row = week.active[k]
        number = unit(week.chances[ACTIVITY_ENDS, k])
        rebuked = members.rebuked[row] == 1
        rationality = np.float64(members.rationality[row])
        energy = discounted(np.float64(members.energy[row]), rationality, p)
        symbols = discounted(np.float64(members.symbol_attachment[row]), rationality, p)
        interdependence = discounted(np.float64(members.interdependence[row]), rationality, p)
        satisfaction, distrust = np.float64(members.satisfaction[row]), np.float64(members.distrust[row])
        identification = np.float64(members.identification[row])
        inside, closeness = week.inside[k], np.float64(members.outside_closeness[row])
        rebuke = rates.boundary.harsh_leaving if rebuked else 0.0
        mates = companions(np.float64(members.mates[row]), kinship_with_active_upline(row, members), rates.ties)
        hazard = leaving_hazard(
            energy, symbols, interdependence, satisfaction, identification, mates, inside,
            distrust, closeness, rebuke, p,
        )  # fmt: skip
        if number < within_week(hazard):
            named = draw(week.key, REASON, week.number, members.person[row], 0)[0]
            leaver[leaving] = k
            reason[leaving] = reason_for_leaving(
                energy, symbols, interdependence, satisfaction, identification, inside, distrust, closeness, rebuked,
                named, p,
            )  # fmt: skip
            leaving += 1
    return leaving


@compiled
def _held_by_little(week, members, p, leaver, candidates):
    """Keep of the candidates whom three of the bonds alone do not hold; return how many."""
    kept = 0
    for each in range(candidates):
        k = leaver[each]
        row = week.active[k]
        rationality = np.float64(members.rationality[row])
        symbols = discounted(np.float64(members.symbol_attachment[row]), rationality, p)
        interdependence = discounted(np.float64(members.interdependence[row]), rationality, p)
        most = hazard_at_most(symbols, interdependence, np.float64(members.satisfaction[row]), p) * _MARGIN
        leaver[kept] = k
        kept += (unit(week.chances[ACTIVITY_ENDS, k]) < most) | (members.rebuked[row] == 1)
    return kept


@compiled
def _list_leavers_regardless(first, last, week, members, p, leaver, reason):
    """List who leaves whatever the bonds; return how many."""
    leaving = 0
    for k in range(first, last):
        tenure = np.float64(week.number - members.joined[week.active[k]])
        if unit(week.chances[ACTIVITY_ENDS, k]) < within_week(regardless_hazard(tenure, p)):
            leaver[leaving], reason[leaving] = k, UNEXPLAINED
            leaving += 1
    return leaving


def renew_or_lapse(week, registered, members, society, people, p, r, t, counts):
    """Month's end: memberships whose year is over are renewed for a fee by the active and lapse for the dormant."""
    _renew_or_lapse(week, registered, members, society, people, p, r, t, counts, np.empty(len(registered), np.int32))


@compiled
def _renew_or_lapse(week, registered, members, society, people, p, r, t, counts, lapsing):
    found = 0
    for row in registered:
        if week - members.renewed[row] < p.dormant_weeks:
            continue
        if members.status[row] == ACTIVE:
            members.renewed[row] = week
            members.month_fees[row] += t.renewal_fee
            counts[MEMBER_PAYMENTS] += t.renewal_fee
            counts[RESIDUAL] += t.renewal_fee
        else:
            lapsing[found] = row
            found += 1
    for each in range(found):
        prefetch_run(society.neighbour, society.ties[members.person[lapsing[min(each + 2 * AHEAD, found - 1)]]])
        prefetch_people_around(members.person[lapsing[min(each + 2, found - 1)]], society, people)
        row = lapsing[each]
        members.status[row] = LEFT
        members.left[row] = week
        can_be_asked_from(week + r.refusal_weeks, members.person[row], members, society, people)
    counts[LEFT_COUNT] += found
