"""Ties that live: what is told along them, who lends, and who warns.

Networks of kin, friends and neighbours are held together by trust, by telling and by reminding (Putnam 1993; Damsar
2009), and carry money as well as news (Granovetter 1985). News may be true or rosy; those who left disappointed warn.
Kin and friends lend what joining costs. Who meets whom is in `model.meetings`, who replaces whom in `model.turnover`.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.ritual import towards
from model.society import FRIEND
from model.table import NOBODY
from model.weekly import Count

KIN_LOSSES = Count.kin_losses.value
_HALVINGS = 4  # which find one of sixteen ties


@compiled
def told_income(felt_income, aspiration, p):
    """Monthly income of which a member tells, in rupiah: as felt, or on the way to what is hoped for.

    Dream-building: Pratt (2000). Form and size: assumption.
    """
    return felt_income + p.rosiness * max(0.0, aspiration - felt_income)


@compiled
def expected_income(told, heard, times_heard, p):
    """Monthly income that a guest expects, in rupiah, of what the asker tells and what was heard before.

    Form and size: assumption.
    """
    return towards(told, p.hearsay, heard) if times_heard > 0 else told


@compiled
def heard_after(heard, times_heard, told, trust):
    """What a person has heard of incomes, in rupiah a month, after one more telling.

    The first sets it, later ones move it by trust in the teller, in [0, 1]: Damsar (2009) on trust; form: assumption.
    """
    return told if times_heard == 0 else towards(heard, trust, told)


@compiled
def can_pay(price, means, p):
    """Whether a person of these monthly means can pay a price without a loan, both in rupiah.

    Form and size: assumption.
    """
    return price <= p.own_funds * means


@compiled
def find_lender(person, price, society, trust, p):
    """Place of the tie to the kin or friend who trusts most, of those who would lend the price, or NOBODY.

    Credit follows strong ties (Granovetter 1985); the price in rupiah, the least trust: assumption.
    """
    first, best, most = society.ties[person], NOBODY, 0.0
    for tie in range(first, society.ties[person + 1]):
        if society.tie_type[tie] <= FRIEND and can_pay(price, np.float64(society.means[society.neighbour[tie]]), p):
            trusts = np.float64(trust[other_end(person, tie, society)])
            if trusts >= p.lending_trust and (best == NOBODY or trusts > most):
                best, most = tie - first, trusts
    return best


@compiled
def other_end(person, tie, society):
    """A person's tie as the other one sees it: found among the other's, which ascend, by halving; bookkeeping.

    The last halvings are done in any case, needed or not: how many there are need not be foreseen.
    """
    other = society.neighbour[tie]
    back = np.uint64(society.ties[other])  # unsigned: no place counts from the end
    count = np.uint64(society.ties[other + 1]) - back
    while count > np.uint64(2**_HALVINGS):
        back, count = _halved(person, back, count, society.neighbour)
    for _ in range(_HALVINGS):
        back, count = _halved(person, back, count, society.neighbour)
    return back


@compiled
def _halved(person, first, count, neighbour):
    """The half of so many ties from `first` on, of one tie itself, in which a person's stands."""
    half = count >> np.uint64(1)
    return first + (half if neighbour[first + half] <= person else np.uint64(0)), count - half


@compiled
def default_on_loan(row, members, society, trust, p, counts):
    """Leave a debt unpaid: kin or friend bear the loss, in rupiah, instead of the member, and the tie its price.

    Trust on both sides falls by `default_burn`: assumption.
    """
    if members.debt[row] > 0:
        counts[KIN_LOSSES] += members.debt[row]
        members.cost_total[row] -= members.debt[row]
        members.debt[row] = 0
        person = members.person[row]
        tie = society.ties[person] + members.lender[row]
        back = other_end(person, tie, society)
        trust[tie] = towards(np.float64(trust[tie]), p.default_burn, 0.0)
        trust[back] = towards(np.float64(trust[back]), p.default_burn, 0.0)


@compiled
def warn(person, change, society, hearsay):
    """Have one more, or one fewer, who left disappointed among the neighbours' ties."""
    hearsay[person].warns += change
    for tie in range(society.ties[person], society.ties[person + 1]):
        hearsay[society.neighbour[tie]].warned += change
