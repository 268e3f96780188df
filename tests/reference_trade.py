"""Selling and the month's accounts in the reference model: second opinion of `model/trade.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model import identification, ritual, trade
from model.table import ACTIVE
from tests.reference_numbers import DAYS_IN_MONTH, f32

if TYPE_CHECKING:
    from tests.reference_distributor import ReferenceDistributor


def sell(model: Any, active: list[ReferenceDistributor]) -> None:
    """Members sell and buy; the more they sell, the better known the products."""
    p, counts = model.rates.trade, model.counts
    all_sold = 0
    for member in active:
        buyers = trade.circle(float(len(member.person.ties)), model.usual_ties, p)
        mean = trade.expected_sales(
            member.free_hours(),
            trade.gift(member.person.talent) * trade.selling_pace(buyers, member.means, p),
            member.skill,
            member.energy,
            member.favours_received + member.favours_given,
            member.inside_share(),
            member.outside_closeness,
            model.awareness,
            p,
            model.rates.exchange,
        )
        sold = trade.purchases(member.sales_luck[0], mean)
        bought = int(trade.expected_own_use(member.symbol_attachment, p) + member.sales_luck[1])
        member.month_sold += sold
        member.month_bought += bought
        member.skill = f32(ritual.towards(member.skill, p.practice, 1.0))
        all_sold += sold
        counts["units_sold"] += sold
        counts["units_bought"] += bought
        # a customer pays the member, who pays the company, which pays for production
        counts["customer_payments"] += sold * p.consumer_price
        counts["retail_margins"] += sold * (p.consumer_price - p.member_price)
        counts["member_payments"] += bought * p.member_price
        counts["production_cost"] += (sold + bought) * p.production_cost
        counts["company_residual"] += (sold + bought) * (p.member_price - p.production_cost)
    model.awareness = trade.awareness_after(model.awareness, float(all_sold), float(len(model.people)), p)


def buy_tools(model: Any) -> None:
    """Month's end: members attached to the symbols pay for tools."""
    for member in model.agents:
        tools = int(model.rates.trade.tools * member.symbol_attachment)
        member.month_fees += tools
        model.counts["member_payments"] += tools
        model.counts["supplier_payments"] += tools


def close_month_of(model: Any, member: ReferenceDistributor) -> None:
    """Add up a member's month: money, hopes, contentment, pride; and begin the next."""
    p, towards = model.rates.trade, ritual.towards
    margin = trade.retail_margin(member.month_sold, p)
    cost = trade.member_cost(member.month_bought, member.month_gatherings, member.month_fees, p)
    model.counts["commissions"] += member.commission
    model.counts["company_residual"] -= member.commission
    member.commission_total += member.commission
    member.volume_total += trade.own_volume(member.month_sold, member.month_bought, p)
    member.retail_margin_total += margin
    member.cost_total += cost
    if member.status == ACTIVE:
        felt = towards(member.felt_income, p.income_smoothing, float(member.commission + margin - cost))
        aspiration = towards(member.aspiration, p.sobering, max(0.0, felt))
        member.felt_income, member.aspiration = f32(felt), f32(aspiration)
        member.satisfaction = f32(trade.satisfaction_with(felt, aspiration, member.means, model.rates.trade))
        identity = model.rates.identification
        member.identification = f32(
            identification.identification_after(
                member.identification,
                float(member.month_gatherings + member.month_rallies),
                member.shared_emotion,
                member.satisfaction,
                ritual.remaining(identity.half_life, DAYS_IN_MONTH),
                identity,
            )
        )
        member.debt -= min(member.debt, max(0, member.commission + margin - cost))
        if member.favour_balance != 0:  # one favour a month is forgotten
            member.favour_balance += -1 if member.favour_balance > 0 else 1
    member.month_sold = member.month_bought = member.month_fees = 0
    member.month_gatherings = member.month_rallies = 0
