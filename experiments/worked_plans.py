"""Published worked figures of compensation plans, each computed with the model's own plan.

Star plan: Tiens (Tianshi). Stairstep breakaway: Amway Indonesia's schedule; four distributors: Efayanti (2005).
"""

from __future__ import annotations

from collections.abc import Sequence

from experiments.one_month import month_of, paid_by
from model.plans.stairstep import StairstepPlan
from model.plans.star import StarPlan

MILLION = 1_000_000
LEG = 20 * MILLION  # volume of a leg that has broken away
# What is kept of the 4 % on that leg (800,000), by the member's own side group: whole from 21 %; from 15 % on less what
# the guarantee of 4 % on 16 million (640,000) is short by; nothing under 15 %.
LEADERSHIP = (
    ("own side group at 21 %: the whole of it", 16 * MILLION, 800_000),
    ("own side group at 18 %: in part", 11 * MILLION, 800_000 - (640_000 - 440_000)),
    ("own side group at 15 %: in part", 6_500_000, 800_000 - (640_000 - 260_000)),
    ("own side group under 15 %, one leg: none", 6_499_999, 0),
)
MUCH, LITTLE = 600_000, 300_000  # rupiah a month that each of Efayanti's distributors buys and sells (assumption)
FAST, SLOW = 2, 4  # months in which each of them, and everybody below, recruits one (assumption)
RETAIL_MARGIN, JOINING = 30, 100_000  # percent of own volume; rupiah, Amway Indonesia


def star_examples() -> list[tuple[str, int, int]]:
    """The three worked examples of the star plan: words, commission by the model, commission as published."""
    settings = (
        ("(300 + 300 + 100) at 20 %", [-1, 0, 0], [100, 300, 300], [3, 1, 1], 140),
        ("50 at 28 % and (1,500 + 4,000) at 28 - 24 %", [-1, 0, 0], [50, 1_500, 4_000], [5, 4, 4], 234),
        ("500 at 40 %, 80,000 at 4 %, twice 50,000 at 1 %", [-1, 0, 0, 0], [500, 80_000, 50_000, 50_000],
         [8, 7, 8, 8], 4_400),
    )  # fmt: skip
    return [
        (words, paid_by(StarPlan(), month_of(parent, volume, rank=rank)).commission[0], published)
        for words, parent, volume, rank, published in settings
    ]


def full_tree(legs: int, levels: int) -> list[int]:
    """Uplines of a tree in which everybody down to the last level but one has all legs; the root's is -1."""
    size = sum(legs**level for level in range(levels + 1))
    return [-1] + [(row - 1) // legs for row in range(1, size)]


def stairstep(parent: Sequence[int], volume: Sequence[int]) -> list[int]:
    """Commissions of the stairstep plan."""
    return paid_by(StairstepPlan(), month_of(parent, volume)).commission


def leadership_kept(side: int) -> int:
    """What a member with one broken-away leg and such a side group keeps of the leg's leadership bonus."""
    return stairstep([-1, 0], [side, LEG])[0] - ((side + LEG) * 21 // 100 - LEG * 21 // 100)


def brackets_as_published() -> int:
    """How many of the seven brackets pay the published percentage at their edge, and the one below just under it."""
    edges = (350_000, 1 * MILLION, 2 * MILLION, 4 * MILLION, 6_500_000, 11 * MILLION, 16 * MILLION)
    percents = (0, 3, 6, 9, 12, 15, 18, 21)
    return sum(
        stairstep([-1], [edge]) == [edge * percents[place + 1] // 100]
        and stairstep([-1], [edge - 1]) == [(edge - 1) * percents[place] // 100]
        for place, edge in enumerate(edges)
    )


def efayantis_distributors() -> tuple[int, int, int, int]:
    """Net worth after a year (rupiah) of four who differ in own volume and in how fast their networks grow.

    Only the ordering is published, 1 > 3 > 2 > 4: much and fast, much and slow, little and fast, little and slow.
    """
    return (
        net_worth_after_a_year(MUCH, FAST),
        net_worth_after_a_year(MUCH, SLOW),
        net_worth_after_a_year(LITTLE, FAST),
        net_worth_after_a_year(LITTLE, SLOW),
    )


def net_worth_after_a_year(own_volume: int, months_to_recruit: int) -> int:
    """Of a distributor who, like everybody below, sells so much and recruits one in so many months."""
    parent, joined, worth = [-1], [0], 0
    for month in range(1, 13):
        for row in range(len(parent)):
            if (month - joined[row]) % months_to_recruit == 0:
                parent.append(row)
                joined.append(month)
        worth += stairstep(parent, [own_volume] * len(parent))[0] + own_volume * RETAIL_MARGIN // 100
    return worth - JOINING
