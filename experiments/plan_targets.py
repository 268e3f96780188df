"""Section B of the targets: compensation plans, their worked figures, what caps allow, and that money is conserved."""

from __future__ import annotations

from collections import Counter

from experiments import worked_plans as worked
from experiments.laboratory import months
from experiments.one_month import month_of, paid_by
from experiments.target import RULE, Target, equals, within
from model import Scenario, SolidarityModel
from model.months import MONTHS_PER_YEAR, WEEKS_PER_YEAR
from model.plans import PLANS
from model.plans.binary import BinaryPlan
from model.plans.joining import GeometricPlan
from model.plans.levels import MatrixPlan, UnilevelPlan
from model.plans.star import StarPlan

SECTION = "Plans"
TIENS, AMWAY, EFAYANTI = "Tiens: published plan", "Amway Indonesia's schedule", "Efayanti 2005"
KOREAN_CAP = 35  # percent of sales, Door-to-Door Sales Act


def rows(seed: int) -> list[Target]:
    """All of the section but the claims about plans, which stand with the claims."""
    return [*_star(), *_stairstep(), *_other_plans(), *_cap(seed), *_books(seed)]


def _row(name: str, asked: str, source: str, quantity: str, value: float, expected: float) -> Target:
    return equals(SECTION, name, asked, source, quantity, float(value), expected, role=RULE)


def _star() -> list[Target]:
    tree = worked.full_tree(4, 5)
    level = [0] * len(tree)
    for row in range(1, len(tree)):
        level[row] = level[tree[row]] + 1
    paid = paid_by(MatrixPlan(matrix_width=4, matrix_percents=(5, 4, 3, 2, 1)), month_of(tree, [1_000] * len(tree)))
    four = "the four-leg variant that fills five levels"
    return [
        *(_row("Star", f"worked example {words}", TIENS, f"commission, {words} (units)", paid, published)
          for words, paid, published in worked.star_examples()),
        _row("Star, four legs", four, TIENS, "members whose volume reaches the top", paid.group_volume[0] / 1_000,
             1_365),
        _row("Star, four legs", four, TIENS, "members at the bottom", Counter(level)[5], 1_024),
    ]  # fmt: skip


def _stairstep() -> list[Target]:
    first, second, third, fourth = worked.efayantis_distributors()
    leg, million = worked.LEG, worked.MILLION
    two_legs = worked.stairstep([-1, 0, 0], [0, leg, leg])[0]
    above = worked.stairstep([-1, 0, 1], [17 * million, 11 * million, leg])[0]
    net = worked.stairstep([-1, 0, 0], [2 * million, 3 * million, 6 * million])[0]
    return [
        _row("Stairstep", "net bonus: own percentage of group volume less downlines' bonuses", AMWAY,
             "18 % of 11 million less 9 % of 3 and 12 % of 6 million (rupiah)", net, 1_980_000 - 270_000 - 720_000),
        _row("Stairstep", "bonus brackets, at each edge and just under it", AMWAY, "brackets as published (of 7)",
             worked.brackets_as_published(), 7),
        *(_row("Stairstep", f"leadership of 4 % on a leg of 20 million; {words}", AMWAY, f"kept, {words} (rupiah)",
               worked.leadership_kept(side), kept) for words, side, kept in worked.LEADERSHIP),
        _row("Stairstep", "two legs at 21 % earn leadership without a side group", AMWAY,
             "kept of two legs (rupiah)", two_legs, 2 * 800_000 - 640_000),
        _row("Stairstep", "the guaranteed 4 % of 16 million passes up", AMWAY, "received by the next upline (rupiah)",
             above - 17 * million * 21 // 100, 640_000),
        within(SECTION, "Efayanti", "net worth after twelve months ranks 1 > 3 > 2 > 4", EFAYANTI,
               "smallest lead of one rank over the next (rupiah)", float(min(first - third, third - second,
               second - fourth)), above=0, role=RULE, note="Sizes of volumes and speeds are assumptions"),
    ]  # fmt: skip


def _other_plans() -> list[Target]:
    binary = paid_by(BinaryPlan(), month_of([-1, 0, 0, 1], [500, 100, 250, 60])).commission[0]
    unilevel = paid_by(UnilevelPlan(), month_of([-1, *range(49)], [1_000] * 50)).commission[0]
    tree = worked.full_tree(2, 3)
    matrix = paid_by(MatrixPlan(matrix_width=2, matrix_percents=(7, 3)), month_of(tree, [1_000] * len(tree)))
    geometric = paid_by(GeometricPlan(reward=1_000), month_of([-1, 0, 1, 2], [0] * 4, joined=[0, 0, 0, 1]))
    rule = "as the plan is defined"
    return [
        _row("Binary", "pays on the weaker leg: 10 % of 160, not of 250", rule, "commission on the weaker leg (rupiah)",
             binary, 16),
        _row("Unilevel", "fixed shares of five levels: 10 + 5 + 4 + 3 + 2 % of 1,000", rule,
             "commission on five levels (rupiah)", unilevel, 240),
        _row("Forced matrix", "width 2, depth 2: 7 % of 2 and 3 % of 4 times 1,000", rule,
             "commission on two levels (rupiah)", matrix.commission[0], 260),
        _row("Geometric", "b a^d at distance 3, a = 1/2, b = 1,000", rule, "reward at distance 3 (rupiah)",
             geometric.commission[0], 125),
    ]  # fmt: skip


def _cap(seed: int) -> list[Target]:
    """The cap by law in South Korea, on a month that would pay 40 %, and on every month of a run."""
    volume, rank = [100_000] * 40, [8] * 40
    parent = [-1] * 40
    free = sum(paid_by(StarPlan(), month_of(parent, volume, rank=rank)).commission) / sum(volume)
    held = sum(paid_by(StarPlan(payout_cap_percent=KOREAN_CAP), month_of(parent, volume, rank=rank)).commission)
    shares = _monthly_payout(seed)
    law = "Korea's cap: commissions at most 35 % of sales"
    act = "Door-to-Door Sales Act, South Korea"
    return [
        _row("Cap", f"{law}, where the star plan would pay {free:.0%}", act, "paid (share of sales)",
             held / sum(volume), KOREAN_CAP / 100),
        within(SECTION, "Cap", f"{law}, in every month of a run that pays for recruits", act,
               "largest share of a month's sales that is paid", max(shares), below=KOREAN_CAP / 100 + 1e-9,
               role=RULE),
    ]  # fmt: skip


def _monthly_payout(seed: int) -> list[float]:
    """Share of each month's sales that a plan with the cap pays for recruits."""
    model = _model("enrolment", seed, {"plan.payout_cap_percent": KOREAN_CAP, "plan.bonus": 5_000_000})
    shares, paid, sales = [], 0, 0
    for _ in months(model, MONTHS_PER_YEAR):
        units = model.weekly[["units_sold", "units_bought"]].to_numpy().sum()
        paid_by_now, sales_by_now = model.books["commissions"], int(units) * model.scenario.trade.member_price
        if sales_by_now > sales:
            shares.append((paid_by_now - paid) / (sales_by_now - sales))
        paid, sales = paid_by_now, sales_by_now
    return shares


def _model(plan: str, seed: int, changes: dict[str, object]) -> SolidarityModel:
    parameters = {"persons": 600, "founders": 12, "plan.name": plan, "recruitment.yield_strong": 0.9, **changes}
    return SolidarityModel(Scenario.preset("hybrid").replace(parameters), rng=seed)


def _books(seed: int) -> list[Target]:
    rows = []
    for plan in PLANS:
        model = _model(plan, seed, {"ranks.rule": "pins"} if plan == "star" else {})
        model.run_for(WEEKS_PER_YEAR)
        books = model.books
        paid_in = books["customer_payments"] + books["member_payments"]
        paid_out = sum(books.values()) - paid_in
        earned = int(model.table.column("commission_total").sum())
        apart = abs(paid_in - paid_out) + abs(books["commissions"] - earned)
        asked = "what is paid out and what the company keeps equals what came in, and commissions what members got"
        rows.append(
            _row("Conservation", f"{plan}: {asked}", "every plan",
                 f"{plan}: in less out over a year, of {paid_in:,} (rupiah)", apart, 0)
        )  # fmt: skip
    return rows
