"""Who stops being active, and why; who renews, and who lapses.

Two bonds hold a member: the mechanical one of energy and symbols and the organic one of interdependence, which at
full strength weigh alike. Income that meets hopes holds, income that does not drives out; ties inside hold, ties
outside pull unless outsiders are distrusted. Whether reason discounts feeling is a question (`sobriety`), not a
given. Who stops is dormant: still registered, entitled to commission, no longer met; a dormant membership lapses when
its year is over.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import ACTIVITY_ENDS, unit
from model.kinship import companions, kinship_with_active_upline
from model.membership import can_be_asked_from, cease
from model.recruitment import within_week
from model.ritual import MOST_MATES
from model.table import ACTIVE, DISAPPOINTED, DRAINED, DRAWN_AWAY, EXPELLED, LEFT
from model.weekly import Count

LEFT_COUNT = Count.left.value
MEMBER_PAYMENTS, RESIDUAL = Count.member_payments.value, Count.company_residual.value


@compiled
def discounted(bond, rationality, p):
    """A bond as it weighs in the decision: a rational member discounts it by the model's sobriety (nu)."""
    return bond * (1.0 - rationality * p.sobriety)


@compiled
def leaving_hazard(energy, symbols, interdependence, satisfaction, mates, inside, distrust, closeness, rebuke, p):
    """Weekly hazard of ending activity; `rebuke` is added to the log hazard (0 when not rebuked)."""
    return p.hazard * np.exp(
        rebuke
        - p.energy * energy
        - p.symbols * symbols
        - p.interdependence * interdependence
        - p.satisfaction * satisfaction
        - p.inside * inside
        - p.mates * mates / MOST_MATES
        + p.outside * (1.0 - inside) * (1.0 - distrust) * closeness
    )


@compiled
def reason_for_leaving(energy, symbols, interdependence, satisfaction, inside, distrust, closeness, rebuked, p):
    """The largest push in the log hazard: what bonds lack, disappointed hopes, outside ties; a rebuke decides.

    Mates hold whatever the reason, so that to have few is none.
    """
    if rebuked:
        return EXPELLED
    strongest_bond = max(p.energy + p.symbols, p.interdependence)
    bond = p.energy * energy + p.symbols * symbols + p.interdependence * interdependence
    drained, disappointed = strongest_bond - bond, -p.satisfaction * satisfaction
    drawn = p.outside * (1.0 - inside) * (1.0 - distrust) * closeness
    if drained >= disappointed and drained >= drawn:
        return DRAINED
    return DISAPPOINTED if disappointed >= drawn else DRAWN_AWAY


def leave(week, members, society, people, hearsay, trust, rates, counts):
    """Phase 6: who stops being active; all decide on the ties as the week began. Returns the rows of those who stay."""
    stays = np.empty(len(week.active), np.int32)
    staying = _leave(
        week, members, society, people, hearsay, trust, rates, counts, np.zeros(len(week.active), np.uint8), stays
    )
    return stays[:staying]


@compiled
def greatest_hazard(p):
    """No member who was not rebuked has a higher weekly hazard than this, whatever the bonds."""
    return p.hazard * np.exp(
        max(0.0, -p.energy)
        + max(0.0, -p.symbols)
        + max(0.0, -p.interdependence)
        + abs(p.satisfaction)
        + max(0.0, -p.inside)
        + max(0.0, -p.mates)
        + max(0.0, p.outside)
    )


@compiled
def _leave(week, members, society, people, hearsay, trust, rates, counts, stops, stays):
    p, active = rates.retention, week.active
    greatest = greatest_hazard(p) * (1.0 + 1e-9)
    for k in range(len(active)):
        row = active[k]
        number = unit(week.chances[ACTIVITY_ENDS, k])
        rebuked = members.rebuked[row] == 1
        if number >= greatest and not rebuked:  # spares most members the exponential
            continue
        rationality = np.float64(members.rationality[row])
        energy = discounted(np.float64(members.energy[row]), rationality, p)
        symbols = discounted(np.float64(members.symbol_attachment[row]), rationality, p)
        interdependence = discounted(np.float64(members.interdependence[row]), rationality, p)
        satisfaction, distrust = np.float64(members.satisfaction[row]), np.float64(members.distrust[row])
        inside, closeness = week.inside[k], np.float64(members.outside_closeness[row])
        rebuke = rates.boundary.harsh_leaving if rebuked else 0.0
        mates = companions(np.float64(members.mates[row]), kinship_with_active_upline(row, members), rates.ties)
        hazard = leaving_hazard(
            energy, symbols, interdependence, satisfaction, mates, inside, distrust, closeness, rebuke, p
        )
        if number < within_week(hazard):
            stops[k] = reason_for_leaving(
                energy, symbols, interdependence, satisfaction, inside, distrust, closeness, rebuked, p
            )
    staying = 0
    for k in range(len(active)):
        row = active[k]
        if stops[k] == 0:
            stays[staying] = row
            staying += 1
        else:
            members.reason[row] = stops[k]
            cease(week.number, row, members, society, people, hearsay, trust, rates.ties, counts)
    return staying


@compiled
def renew_or_lapse(week, registered, members, society, people, p, r, t, counts):
    """Month's end: memberships whose year is over are renewed for a fee by the active and lapse for the dormant."""
    for row in registered:
        if week - members.renewed[row] < p.dormant_weeks:
            continue
        if members.status[row] == ACTIVE:
            members.renewed[row] = week
            members.month_fees[row] += t.renewal_fee
            counts[MEMBER_PAYMENTS] += t.renewal_fee
            counts[RESIDUAL] += t.renewal_fee
        else:
            members.status[row] = LEFT
            members.left[row] = week
            can_be_asked_from(week + r.refusal_weeks, members.person[row], members, society, people)
            counts[LEFT_COUNT] += 1
