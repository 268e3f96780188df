"""Recruiting: whom a member asks, through which tie, alone or at a gathering, and who says yes.

Pitches rise with emotional energy and free hours. Ties are chosen by trust and, if the organisation wants it, by likeness;
strangers are avoided by those who distrust outsiders. Yields by tie keep the ratios of Stark & Bainbridge (1980); a guest
is drawn by the asker's energy, by the gathering seen, by peers already inside and, if rational, by income, and put off by
the asker's distrust. A refusal costs the tie its trust and teaches distrust. When two members ask one person in the
same week, the lowest keyed draw goes first and the other finds the person taken.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import ANSWER, CLAIM, CONTACT, below, draw
from model.ritual import towards
from model.society import COMMUNITY, STRANGER, inside_share, likeness
from model.table import ACTIVE, NEVER, NO_CLAIM, NOBODY
from model.trade import free_hours
from model.tree import place_directly
from model.weekly import Count

CONTACTS, REFUSALS, JOINED = Count.contacts.value, Count.refusals.value, Count.joined.value
MEMBER_PAYMENTS, PRODUCTION, RESIDUAL = (
    Count.member_payments.value,
    Count.production_cost.value,
    Count.company_residual.value,
)
REFERENCE_HOURS = 4.0  # hours of prospecting a week for which the contact rate is stated
REFERENCE_ENERGY = 0.5  # energy of the asker for which the yields are stated


@compiled
def pitch_probability(prospecting_hours, energy, p):
    """Chance that a member makes a pitch in a week."""
    spirit = p.contact_floor + (1.0 - p.contact_floor) * energy
    return 1.0 - np.exp(-p.contact * spirit * prospecting_hours / REFERENCE_HOURS)


@compiled
def stranger_probability(distrust, p):
    """Chance that a pitch goes to a stranger rather than along a tie."""
    return p.stranger * (1.0 - distrust)


@compiled
def tie_weight(trust, alike, p):
    """Weight of a tie in choosing whom to ask: by trust, and by likeness where one's like are preferred."""
    return trust * np.exp(p.likeness_preference * alike)


@compiled
def base_yield(tie_type, p):
    """Share of persons asked through a tie of this type who say yes to an ordinary asker, alone."""
    if tie_type == STRANGER:
        return p.yield_stranger
    return p.yield_weak if tie_type >= COMMUNITY else p.yield_strong


@compiled
def joining_probability(base, energy, ritual, interdependence, peers, distrust, income, rationality, p):
    """Chance that a person who could ever join says yes.

    `ritual` is the intensity of the gathering the guest saw (0 when asked alone), `peers` the share of the guest's ties that
    are members, `income` the asker's monthly income over the guest's means.
    """
    if base <= 0.0 or base >= 1.0:
        return base
    logit = (
        np.log(base / (1.0 - base))
        + p.pull_energy * (energy - REFERENCE_ENERGY)
        + p.pull_ritual * ritual
        + p.pull_interdependence * interdependence
        + p.pull_peers * peers
        - p.push_distrust * distrust
        + p.pull_income * rationality * np.tanh(income)
    )
    return 1.0 / (1.0 + np.exp(-logit))


@compiled
def can_be_asked(person, week, people):
    """Whether a person is neither a member nor a guest nor freshly refusing."""
    return people.member[person] == NOBODY and people.invited[person] == 0 and people.refused_until[person] <= week


@compiled
def _choose_tie(person, week, number, society, people, p):
    """Place among the person's ties of whom to ask, or NOBODY when nobody is left to ask."""
    first, end = society.ties[person], society.ties[person + 1]
    total = 0.0
    for tie in range(first, end):
        other = society.neighbour[tie]
        if can_be_asked(other, week, people):
            total += tie_weight(float(people.trust[tie]), likeness(society.traits[person], society.traits[other]), p)
    if total <= 0.0:
        return NOBODY
    reached, last = 0.0, NOBODY
    for tie in range(first, end):
        other = society.neighbour[tie]
        if can_be_asked(other, week, people):
            reached += tie_weight(float(people.trust[tie]), likeness(society.traits[person], society.traits[other]), p)
            last = tie - first
            if reached > number * total:
                break
    return last


@compiled
def _seek(key, week, row, columns, society, people, p, prospecting_share):
    """Whom a member without a pending guest asks this week: (person or NOBODY, place of the tie or NOBODY, brought)."""
    person = columns.person[row]
    made, kind, which, brought = draw(key, CONTACT, week, person, 0)
    prospecting = prospecting_share * free_hours(float(columns.hours[row]), float(columns.hours_used[row]))
    if made >= pitch_probability(prospecting, float(columns.energy[row]), p):
        return NOBODY, NOBODY, brought
    has_ties = society.ties[person + 1] > society.ties[person]
    if has_ties and kind >= stranger_probability(float(columns.distrust[row]), p):
        place = _choose_tie(person, week, which, society, people, p)
        if place == NOBODY:
            return NOBODY, NOBODY, brought
        return society.neighbour[society.ties[person] + place], place, brought
    other = below(which, len(society.occupation))
    return (other if can_be_asked(other, week, people) else NOBODY), NOBODY, brought


@compiled
def _says_yes(key, week, row, guest, place, ritual, columns, society, people, everyone, p):
    asker = columns.person[row]
    tie_type = STRANGER if place == NOBODY else np.int64(society.tie_type[society.ties[asker] + place])
    degree = society.ties[guest + 1] - society.ties[guest]
    chance = joining_probability(
        base_yield(tie_type, p),
        float(columns.energy[row]),
        ritual,
        float(columns.interdependence[row]),
        inside_share(people.inside_ties[guest], degree, everyone),
        float(columns.distrust[row]),
        float(columns.felt_income[row]) / float(society.means[guest]),
        float(society.rationality[guest]),
        p,
    )
    return society.open[guest] == 1 and draw(key, ANSWER, week, guest, asker)[0] < chance


@compiled
def _refuse(week, row, guest, place, columns, society, people, p, b):
    people.refused_until[guest] = week + p.refusal_weeks
    columns.distrust[row] = towards(float(columns.distrust[row]), b.distrust_refusal, 1.0)
    if place != NOBODY:
        tie = society.ties[columns.person[row]] + place
        people.trust[tie] = towards(float(people.trust[tie]), p.refusal_trust, 0.0)


@compiled
def release_guest(row, columns, people):
    """Forget an invitation that will not be answered."""
    if columns.guest[row] != NOBODY:
        people.invited[columns.guest[row]] = 0
        columns.guest[row] = NOBODY


@compiled
def recruit(key, week, active, columns, society, people, everyone, p, b, t, counts, new_person, new_sponsor):
    """Phase 4: pitches, invitations and answers; returns how many joined, listed in `new_person` and `new_sponsor`.

    Whom to ask is decided on the state as the phase began; answers are given in order of rows.
    """
    target = np.full(len(active), NOBODY, dtype=np.int32)
    tie_place = np.full(len(active), NOBODY, dtype=np.int32)
    brings = np.zeros(len(active), dtype=np.uint8)
    bids = np.zeros(len(active), dtype=np.uint64)
    for k in range(len(active)):
        row = active[k]
        if columns.guest[row] != NOBODY:
            continue
        target[k], tie_place[k], brought = _seek(key, week, row, columns, society, people, p, t.prospecting_share)
        if target[k] != NOBODY:
            brings[k] = brought < p.bring * (1.0 - b.closure)
            luck = np.uint64(draw(key, CLAIM, week, columns.person[row], target[k])[0] * 4294967296.0)
            bids[k] = (luck << np.uint64(32)) | np.uint64(columns.person[row])
            people.claim[target[k]] = min(people.claim[target[k]], bids[k])
    new = 0
    for k in range(len(active)):
        row = active[k]
        guest, place, ritual = columns.guest[row], columns.guest_tie[row], 0.0
        if guest != NOBODY:
            if columns.guest_impression[row] < 0.0:
                if week - columns.guest_since[row] >= p.patience:
                    release_guest(row, columns, people)
                continue
            ritual = float(columns.guest_impression[row])
            release_guest(row, columns, people)
        elif target[k] != NOBODY and people.claim[target[k]] == bids[k]:
            counts[CONTACTS] += 1
            guest, place = target[k], tie_place[k]
            if brings[k]:
                people.invited[guest] = 1
                columns.guest[row] = guest
                columns.guest_tie[row] = place
                columns.guest_since[row] = week
                columns.guest_impression[row] = -1.0
                continue
        else:
            continue
        if _says_yes(key, week, row, guest, place, ritual, columns, society, people, everyone, p):
            new_person[new] = guest
            new_sponsor[new] = row
            new += 1
        else:
            counts[REFUSALS] += 1
            _refuse(week, row, guest, place, columns, society, people, p, b)
    for k in range(len(active)):
        if target[k] != NOBODY:
            people.claim[target[k]] = NO_CLAIM
    return new


@compiled
def change_inside_ties(person, change, society, people):
    """Tell the neighbours of a person that one more, or one fewer, of their ties is an active member."""
    for tie in range(society.ties[person], society.ties[person + 1]):
        people.inside_ties[society.neighbour[tie]] += change


@compiled
def join(week, row, person, sponsor, columns, society, people, p, t, counts):
    """Write a newcomer into row `row`; `sponsor` is NOBODY for a founder, who brings strength and pays nothing."""
    founding = sponsor == NOBODY
    columns.person[row] = person
    columns.sponsor[row] = sponsor
    upline = NOBODY if founding else place_directly(sponsor)
    columns.parent[row] = upline
    columns.line[row] = row if founding else columns.line[upline]
    columns.team[row] = row if founding else columns.team[upline]
    columns.level[row] = 0 if founding else columns.level[upline] + 1
    columns.status[row] = ACTIVE
    columns.joined[row] = week
    columns.renewed[row] = week
    columns.ceased[row] = NEVER
    columns.left[row] = NEVER
    columns.occupation[row] = society.occupation[person]
    columns.rationality[row] = society.rationality[person]
    columns.means[row] = society.means[person]
    columns.hours[row] = society.hours[person]
    columns.energy[row] = p.founder_strength if founding else p.first_energy
    columns.symbol_attachment[row] = p.founder_strength if founding else p.first_symbols
    columns.team_trust[row] = p.founder_strength if founding else p.first_trust
    taught = 0.0 if founding else t.handed_down * float(columns.skill[sponsor])
    columns.skill[row] = p.founder_strength if founding else towards(t.first_skill, taught, 1.0)
    columns.aspiration[row] = t.first_aspiration * float(society.means[person])
    columns.guest[row] = NOBODY
    people.member[person] = row
    change_inside_ties(person, 1, society, people)
    if not founding:
        columns.recruits[sponsor] += 1
        columns.month_cost[row] += t.starter_kit
        columns.cost_total[row] += t.starter_kit
        counts[JOINED] += 1
        counts[MEMBER_PAYMENTS] += t.starter_kit
        counts[PRODUCTION] += t.kit_cost
        counts[RESIDUAL] += t.starter_kit - t.kit_cost


@compiled
def join_all(week, first_row, new, new_person, new_sponsor, columns, society, people, p, t, counts):
    """Write all newcomers of a week into the table, from row `first_row` on."""
    for k in range(new):
        join(week, first_row + k, new_person[k], new_sponsor[k], columns, society, people, p, t, counts)
