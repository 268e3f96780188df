"""Selling, buying, costs, skill, and how content a member is with what is left.

Members sell to the people around them in the hours that gatherings and favours leave; sales rise with skill, spirit,
favours and the fame of the products, and fall as one's circle fills with members. Those who know many people find
buyers sooner, and those with means carry stock: unequal access to either stratifies (Damsar 2009; Putnam 1993).
Everyone buys for the household, and the more, the dearer the symbols are held. Money is whole rupiah; every payment is
booked where it is made.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import unit
from model.elementary import logarithm
from model.identification import identification_after
from model.months import DAYS_PER_MONTH, DAYS_PER_WEEK
from model.ritual import remaining, towards
from model.society import usual_ties
from model.table import ACTIVE
from model.weekly import Count

UNITS_SOLD, UNITS_BOUGHT = Count.units_sold.value, Count.units_bought.value
CUSTOMER_PAYMENTS, MEMBER_PAYMENTS = Count.customer_payments.value, Count.member_payments.value
PRODUCTION, COMMISSIONS, MARGINS = Count.production_cost.value, Count.commissions.value, Count.retail_margins.value
SUPPLIERS, RESIDUAL = Count.supplier_payments.value, Count.company_residual.value

FEWEST_BUYERS = 1e-9  # within reach of who knows nobody and never sells to strangers, over the usual number


@compiled
def free_hours(hours, used):
    """Hours of the week that gatherings and favours leave, at least 0.

    That hours are one budget for everything: assumption.
    """
    return max(0.0, hours - used)


@compiled
def circle(ties, usual, p):
    """Buyers within reach of a person of so many ties, over those of one with the usual number: ties, and strangers.

    Where nobody has ties, everybody knows equally many. That acquaintances are the market: Damsar (2009). Mean of both
    by `tie_sales`: assumption.
    """
    return max(FEWEST_BUYERS, 1.0 - p.tie_sales + p.tie_sales * ties / usual) if usual > 0.0 else 1.0


@compiled
def selling_pace(buyers, means, p):
    """Units sold in an hour by a person of these means and buyers within reach, over those of the usual person.

    Buyers as `circle` has them, means in rupiah a month. A unit takes the time to find a buyer, the shorter the more
    are within reach, to fetch the goods, the shorter the more stock the means allow to carry (Baumol 1952), and to
    serve, always the same: search and handling in a row (Holling 1959). That networks matter like tools: Putnam (1993).
    """
    wealth = means / p.usual_means
    time = buyers * wealth + p.finding * wealth + p.fetching * buyers  # over buyers * wealth: one division is enough
    return (1.0 + p.finding + p.fetching) * buyers * wealth / time


@compiled
def gift(talent):
    """What a member sells in an hour, over what the usual person in the same place would. Form: assumption."""
    return np.exp(talent)


@compiled
def expected_sales(free, pace, skill, energy, favours, inside, closeness, awareness, p, x):
    """Units a member can expect to sell to customers in a week; `p` and `x` are the rates of trade and exchange.

    `free` hours a week; `favours` a count of the week; all others but `pace` in [0, 1]. Form and weights: assumption.
    """
    return (
        pace * p.sales_rate * (1.0 - p.prospecting_share) * free
        * (0.5 + 0.5 * skill) * (0.5 + energy)
        * (1.0 + x.selling_gain * favours)
        * (1.0 - p.saturation * inside)
        * (1.0 - p.tie_sales * (1.0 - closeness))
        * (1.0 + p.awareness_gain * awareness)
    )  # fmt: skip


@compiled
def expected_own_use(symbols, p):
    """Units a member can expect to buy for the household in a week, from attachment to symbols in [0, 1].

    Form and size: assumption.
    """
    return p.own_use * (1.0 + p.symbol_use * symbols)


@compiled
def purchases(number, mean):
    """Count of purchases of the given mean at the uniform `number`: negative binomial of shape 1 (Ehrenberg 1959)."""
    return int(logarithm(number) / logarithm(mean / (1.0 + mean)))


@compiled
def awareness_after(awareness, units, persons, p):
    """Share of society that knows the products, after a week in which `units` were sold among so many `persons`.

    It fades by its half-life. Form and size: assumption.
    """
    heard = 1.0 - np.exp(-p.awareness_reach * units / persons)
    return towards(awareness * remaining(p.awareness_half_life, DAYS_PER_WEEK), heard, 1.0)


@compiled
def own_volume(sold, bought, p):
    """Commissionable volume of units sold to customers and bought for oneself, in rupiah.

    A definition of plans.
    """
    return (sold + bought) * p.unit_volume


@compiled
def note_volumes(members, p, volume):
    """Fill in everybody's own volume of the month, in rupiah (int64, a place for each row); bookkeeping.

    Returns the units sold and bought.
    """
    units = 0
    for row in range(len(volume)):
        sold, bought = np.int64(members.month_sold[row]), np.int64(members.month_bought[row])
        volume[row] = own_volume(sold, bought, p)
        units += int(sold + bought)
    return units


@compiled
def retail_margin(sold, p):
    """What a member keeps of the price that customers pay for the units sold, in rupiah.

    A definition; about 30 % on the member's price (Amway Indonesia).
    """
    return sold * (p.consumer_price - p.member_price)


@compiled
def member_cost(bought, gatherings, fees, p):
    """What a member pays for own goods (units), gatherings (a count) and fees (kit, renewal, tools), in rupiah.

    A definition; the prices are parameters.
    """
    return bought * p.member_price + gatherings * p.gathering_fee + fees


@compiled
def satisfaction_with(felt_income, aspiration, means, p):
    """How income as felt compares with what was hoped for, both in rupiah a month, from -1 to 1.

    Measured by a part of the means, in rupiah a month. Form and size: assumption.
    """
    return np.tanh((felt_income - aspiration) / (p.telling_income * means))


@compiled
def set_paces(first, end, members, society, p):
    """Note how fast the members in these rows sell: talent, ties and means stay while they are members."""
    usual = usual_ties(society)
    for row in range(first, end):
        buyers = circle(np.float64(members.ties[row]), usual, p)
        pace = selling_pace(buyers, np.float64(members.means[row]), p)
        members.selling_pace[row] = gift(np.float64(society.talent[members.person[row]])) * pace


def sell(week, members, awareness, rates, counts, threads):
    """Phase 3: every active member sells and buys; returns the units sold to customers."""
    size = len(week.active)
    expected, sold = np.empty(size), np.empty(size, np.int64)

    def sell_part(first, last, counts):
        part = slice(first, last)
        active, inside = week.active[part], week.inside[part]
        buyers_luck, own_luck = week.sales[0, part], week.sales[1, part]
        return _sell(
            active, inside, buyers_luck, own_luck, expected[part], sold[part], members, awareness, rates, counts
        )

    return sum(threads.counting(threads.parts(size), counts, sell_part))


@compiled
def _sell(active, inside, buyers_luck, own_luck, expected, sold, members, awareness, rates, counts):
    p = rates.trade
    all_sold, all_bought = 0, 0
    for k in range(len(active)):
        row = active[k]
        favours = members.favours_received[row] + members.favours_given[row]
        free = free_hours(np.float64(members.hours[row]), np.float64(members.hours_used[row]))
        expected[k] = expected_sales(
            free,
            members.selling_pace[row],
            np.float64(members.skill[row]),
            np.float64(members.energy[row]),
            favours,
            inside[k],
            np.float64(members.outside_closeness[row]),
            awareness,
            p,
            rates.exchange,
        )
        regular_use = expected_own_use(np.float64(members.symbol_attachment[row]), p)
        bought = int(regular_use + unit(own_luck[k]))
        members.month_bought[row] += bought
        members.skill[row] = towards(np.float64(members.skill[row]), p.practice, 1.0)
        all_bought += bought
    for k in range(len(active)):
        sold[k] = purchases(unit(buyers_luck[k]), expected[k])
    for k in range(len(active)):
        members.month_sold[active[k]] += sold[k]
        all_sold += sold[k]
    counts[UNITS_SOLD] += all_sold
    counts[UNITS_BOUGHT] += all_bought
    counts[CUSTOMER_PAYMENTS] += all_sold * p.consumer_price
    counts[MEMBER_PAYMENTS] += all_bought * p.member_price
    counts[MARGINS] += all_sold * (p.consumer_price - p.member_price)
    counts[PRODUCTION] += (all_sold + all_bought) * p.production_cost
    counts[RESIDUAL] += (all_sold + all_bought) * (p.member_price - p.production_cost)
    return all_sold


@compiled
def buy_tools(active, members, p, counts):
    """Month's end: books and recordings, bought by those attached to the symbols from outside suppliers."""
    for row in active:
        tools = int(p.tools * np.float64(members.symbol_attachment[row]))
        members.month_fees[row] += tools
        counts[MEMBER_PAYMENTS] += tools
        counts[SUPPLIERS] += tools


def close_month(registered, members, p, identity, counts, threads):
    """Month's end, after the plan has settled: book what was earned and spent, feel it, start the next month."""

    def close_part(first, last, counts):
        _close_month(registered[first:last], members, p, identity, counts)

    threads.counting(threads.parts(len(registered)), counts, close_part)


@compiled
def _close_month(registered, members, p, identity, counts):
    kept = remaining(identity.half_life, DAYS_PER_MONTH)
    for row in registered:
        commission = members.commission[row]
        margin = retail_margin(members.month_sold[row], p)
        cost = member_cost(members.month_bought[row], members.month_gatherings[row], members.month_fees[row], p)
        counts[COMMISSIONS] += commission
        counts[RESIDUAL] -= commission
        members.commission_total[row] += commission
        members.volume_total[row] += own_volume(members.month_sold[row], members.month_bought[row], p)
        members.retail_margin_total[row] += margin
        members.cost_total[row] += cost
        if members.status[row] == ACTIVE:
            income = np.float64(commission + margin - cost)
            felt = towards(np.float64(members.felt_income[row]), p.income_smoothing, income)
            aspiration = towards(np.float64(members.aspiration[row]), p.sobering, max(0.0, felt))
            members.felt_income[row] = felt
            members.aspiration[row] = aspiration
            members.satisfaction[row] = satisfaction_with(felt, aspiration, np.float64(members.means[row]), p)
            members.identification[row] = identification_after(
                np.float64(members.identification[row]),
                np.float64(members.month_gatherings[row] + members.month_rallies[row]),
                np.float64(members.shared_emotion[row]),
                np.float64(members.satisfaction[row]),
                kept,
                identity,
            )
            members.debt[row] -= min(members.debt[row], max(0, commission + margin - cost))
            balance = members.favour_balance[row]  # old favours are forgotten, one a month
            members.favour_balance[row] = balance - (balance > 0) + (balance < 0)
        members.month_sold[row] = 0
        members.month_bought[row] = 0
        members.month_gatherings[row] = 0
        members.month_rallies[row] = 0
        members.month_fees[row] = 0
