"""Parameters of trade: prices and costs in whole rupiah, selling and its skill, hopes and contentment."""

from __future__ import annotations

from model.parameter import ParameterGroup, parameter, parameter_group


@parameter_group
class TradeParameters(ParameterGroup):
    """Selling, buying, costs and how content a member is with what is left."""

    GROUP = "trade"
    consumer_price: int = parameter(
        default=100_000, unit="rupiah", low=1, high=10**9, about="What a customer pays for one unit."
    )
    member_price: int = parameter(
        default=77_000,
        unit="rupiah",
        low=1,
        high=10**9,
        source="retail margin about 30 % (Amway Indonesia)",
        about="What a member pays for one unit.",
    )
    production_cost: int = parameter(
        default=30_000, unit="rupiah", low=0, high=10**9, about="What making one unit costs the company."
    )
    unit_volume: int = parameter(
        default=70_000,
        unit="rupiah",
        low=0,
        high=10**9,
        about="Commissionable volume of one unit: the member's price before tax.",
    )
    starter_kit: int = parameter(
        default=100_000, unit="rupiah", low=0, high=10**9, source="Amway Indonesia", about="Price of joining."
    )
    kit_cost: int = parameter(
        default=40_000, unit="rupiah", low=0, high=10**9, about="What making a starter kit costs the company."
    )
    renewal_fee: int = parameter(
        default=60_000, unit="rupiah", low=0, high=10**9, about="Price of another year of membership."
    )
    gathering_fee: int = parameter(
        default=5_000,
        unit="rupiah",
        low=0,
        high=10**9,
        about="Share of hall and travel paid at each gathering attended.",
    )
    tools: int = parameter(
        default=20_000,
        unit="rupiah a month",
        low=0,
        high=10**9,
        about="Books and recordings bought by a member wholly attached to the symbols.",
    )
    sales_rate: float = parameter(
        default=0.5,
        unit="units an hour",
        low=0,
        high=100,
        about="Units sold by a skilled, average-spirited member to a fresh circle.",
    )
    prospecting_share: float = parameter(
        default=0.3, unit="share", low=0, high=1, about="Share of free hours spent on prospecting, the rest on selling."
    )
    own_use: float = parameter(
        default=0.15, unit="units a week", low=0, high=100, about="Units a member buys for the household."
    )
    symbol_use: float = parameter(
        default=1.0, unit="ratio", low=0, high=20, about="Own use added by full attachment to symbols."
    )
    saturation: float = parameter(
        default=0.7, unit="share", low=0, high=1, about="Sales lost when everyone one knows is a member."
    )
    awareness_reach: float = parameter(
        default=5.0,
        unit="persons a unit",
        low=0,
        high=1000,
        about="Persons who hear of the products through one unit sold.",
    )
    awareness_half_life: float = parameter(
        default=180.0, unit="days", low=1, high=10_000, about="Days in which awareness halves."
    )
    awareness_gain: float = parameter(
        default=0.5, unit="ratio", low=0, high=10, about="Sales added when all of society knows the products."
    )
    tie_sales: float = parameter(
        default=0.5,
        unit="share",
        low=0,
        high=1,
        about="Share of sales that goes to people one is close to; strangers buy the rest, however few one knows.",
    )
    finding: float = parameter(
        default=1.0,
        unit="ratio",
        low=0,
        high=100,
        source="Putnam (1993): networks matter as much as tools and education, so 1, like fetching; assumption",
        about="Time to find a buyer over the time to serve one, of a member with the usual number of ties;"
        " 0: ties do not matter to selling.",
    )
    fetching: float = parameter(
        default=1.0,
        unit="ratio",
        low=0,
        high=100,
        source="as trade.finding; the larger the stock, the fewer trips a unit: Baumol (1952); size: assumption",
        about="Time to fetch the goods over the time to serve a buyer, of a member of usual means;"
        " 0: means do not matter to selling.",
    )
    usual_means: float = parameter(
        default=4_000_000.0,
        unit="rupiah a month",
        low=1,
        high=1e12,
        about="Means for which the times of selling are stated; trips are inversely proportional to means.",
    )
    first_skill: float = parameter(
        default=0.2, unit="share", low=0, high=1, about="Skill of a newcomer whom nobody teaches."
    )
    handed_down: float = parameter(
        default=0.4, unit="share", low=0, high=1, about="Share of the sponsor's skill handed down at joining."
    )
    practice: float = parameter(
        default=0.01,
        unit="per week",
        low=0,
        high=1,
        about="Skill learnt by doing, as a share of what is still to learn.",
    )
    income_smoothing: float = parameter(
        default=0.3, unit="share", low=0.001, high=1, about="Weight of the latest month in income as felt."
    )
    first_aspiration: float = parameter(
        default=0.05, unit="share of means", low=0, high=10, about="Monthly income a newcomer hopes for."
    )
    telling_income: float = parameter(
        default=0.25,
        unit="share of means",
        low=0.001,
        high=10,
        about="Monthly income above or below hopes that makes (dis)satisfaction tell.",
    )
    dream: float = parameter(
        default=0.01,
        unit="ratio",
        low=0,
        high=1,
        about="Rise of aspiration towards its ceiling in a ritual of full intensity.",
    )
    dream_ceiling: float = parameter(
        default=0.5, unit="share of means", low=0, high=10, about="Aspiration that dream-building leads to."
    )
    sobering: float = parameter(
        default=0.1, unit="per month", low=0, high=1, about="Monthly return of aspiration towards income as felt."
    )
