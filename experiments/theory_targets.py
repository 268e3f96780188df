"""Section A of the targets: exact theory of trees of recruiting, put to the model's pure recruiting (T1 to T12)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from experiments import tree_theory as theory
from experiments.pure_trees import by_pitches, depths, grown, parents, pure_scenario, recruits, sizes
from experiments.target import CHECK, Target, equals, within
from experiments.uniform_theory import quantities
from model import SolidarityModel
from model.table import ACTIVE, NOBODY

SECTION = "Theory"
GASTWIRTH, MAHMOUD, EMEK = "Gastwirth 1977", "Mahmoud 1992; Krapivsky & Redner 2001", "Emek et al. 2011"
TREES, MEMBERS = 500, 257
# Of `uniform_theory.quantities`, with the law in words and where it stands; the tests hold all of them.
UNIFORM = {
    "T1 members with 1 recruits": ("P(1) = 1/4, exactly for this size", GASTWIRTH),
    "T1 members with 2 recruits": ("P(2) = 1/8, exactly for this size", GASTWIRTH),
    "T1 members with 3 recruits or more": ("P(>= 3) = 12.5 %, exactly for this size", GASTWIRTH),
    "T2 mean of leaves": ("half recruit nobody, T1 at k = 0: mean n/2", "Na & Rapoport 1970"),
    "T2 variance of leaves": ("variance n/12", "Na & Rapoport 1970"),
    "T3 recruits of entrant 10": ("mean H(n-1) - H(i-1)", GASTWIRTH),
    "T3 entrant 50 without recruits": ("P(none) = (i-1)/(n-1)", GASTWIRTH),
    "T5 three recruits, entrants 0.4 to 0.5": ("chance of three recruits by order of joining", GASTWIRTH),
    "T6 mean depth": ("H(n) - 1", "Moon 1974"),
    "T7 members at depth 3": ("c(n, d+1)/(n-1)!, Stirling numbers of the first kind", "Meir & Moon 1978"),
    "T7 members at depth 6": ("c(n, d+1)/(n-1)!, Stirling numbers of the first kind", "Meir & Moon 1978"),
    "T10 subtrees of at least 10": ("P(S >= s) = 1/s", GASTWIRTH),
    "T10 subtree of entrant 10": ("mean n/i", GASTWIRTH),
}
RHOS = (0.5, 1.0, 3.0)
MONTHS = 12
# Rates a week of joining and leaving, founders, weeks: long enough for the ages of members to settle.
STEADY = ((0.02, 0.01, 300, 300), (0.02, 0.02, 12_000, 400), (0.01, 0.02, 120_000, 350))
STEP_BIAS = 0.012  # of a week's discreteness, at rates of .01 to .02 a week, and of the first cohort


def uniform(seed: int) -> list[Target]:
    """T1 to T10: random recursive trees."""
    trees = parents(TREES, MEMBERS, seed)
    known = quantities(trees)
    rows = [
        equals(SECTION, name.split()[0], law, source, f"{name.split(maxsplit=1)[1]}, of {MEMBERS}", *known[name])
        for name, (law, source) in UNIFORM.items()
    ]
    number = recruits(trees)
    border = MEMBERS / math.e
    before, after = (
        number[:, round(low * border) : round(high * border)].mean(axis=1) for low, high in ((0.8, 0.92), (1.08, 1.2))
    )
    law = "entrants who can expect a recruit are the first n/e = 36.8 %"
    rows += [
        within(SECTION, "T4", law, GASTWIRTH, "mean recruits of entrants just before n/e", before, above=1.0),
        within(SECTION, "T4", law, GASTWIRTH, "mean recruits of entrants just after n/e", after, below=1.0),
    ]
    few = slice(int((1 - 0.668) * MEMBERS) + 2, int((1 - 0.668) * MEMBERS) + 12)
    rows.append(
        within(
            SECTION, "T5", "the last 66.8 % have less than 10 % chance of three recruits", GASTWIRTH,
            "share with three recruits among entrants just beyond 33.2 %", (number[:, few] >= 3).mean(axis=1),
            below=float(theory.chances_of_three(MEMBERS)[few.start]) + 0.02,
            note="The chance falls below a tenth there; the bound is the chance of the first of them and .02",
        )
    )  # fmt: skip
    return [*rows, *_extremes(seed)]


def _extremes(seed: int) -> list[Target]:
    """T8 and T9, which have loose bands only: fluctuations of order 1."""
    forests = [grown(10, replicate, seed, persons=12_000, **{"pure.newcomers": 1_000}).forest for replicate in range(8)]
    n = len(forests[0])
    height, most = theory.expected_height(n), math.log2(n)
    return [
        within(
            SECTION, "T8", "height near e ln n - 1.5 ln ln n", "Devroye 1987; Pittel 1994",
            f"height of trees of {n:,}", [forest.height for forest in forests], above=height - 8, below=height + 8,
            note="A loose band of 8 levels to each side",
        ),
        within(
            SECTION, "T9", "largest number of recruits about log2 n", "Devroye & Lu 1995",
            f"largest number of recruits in trees of {n:,}", [forest.children.max() for forest in forests],
            above=most - 6, below=most + 27, note="A loose band: P(largest > log2 n + x) is below 2^-x",
        ),
    ]  # fmt: skip


def preferential(seed: int) -> list[Target]:
    """Chances in proportion to recruits + rho."""
    rows, big = [], 601
    for rho in RHOS:
        trees = parents(200, big, seed, **{"pure.recruiting": "preferential", "pure.rho": rho})
        number = recruits(trees)
        expected = theory.expected_degrees(big, rho, 2)
        law = "leaves tend to (1 + rho)/(1 + 2 rho); exact for this size"
        rows.append(
            equals(SECTION, "Preferential", law, MAHMOUD, f"members without recruits, of {big}, rho {rho:g}",
                   (number == 0).sum(axis=1), float(expected[0]))
        )  # fmt: skip
        if rho == 1.0:
            rows += _plane_oriented(trees, float(expected[1]))
    return rows


def _plane_oriented(trees: Any, one: float) -> list[Target]:
    big = trees.shape[1]
    subtree, depth = sizes(trees), depths(trees)
    law = 0.5 / (5 - 1 + 0.5)
    growth = depth[:, 300:600].mean(axis=1) - depth[:, 75:150].mean(axis=1)
    return [
        equals(SECTION, "Preferential", "P(1) = 4/(2*3*4) = 1/6; exact for this size", MAHMOUD,
               f"members with one recruit, of {big}, rho 1", (recruits(trees) == 1).sum(axis=1), one),
        within(SECTION, "Preferential", f"P(S >= 5) = c/(4 + c) = {law:.4f} in large trees, c = 1/2", MAHMOUD,
               f"share of subtrees of at least 5, of {big}, rho 1", (subtree >= 5).mean(axis=1),
               above=law - 0.02, below=law + 0.02, note="The law is of the limit; .02 is left for this size"),
        within(SECTION, "Preferential", f"mean depth grows by c ln 4 = {0.5 * math.log(4):.3f} from n to 4 n", MAHMOUD,
               "growth of mean depth, entrants 300 to 600 less 75 to 150, rho 1", growth,
               above=0.5 * math.log(4) - 0.25, below=0.5 * math.log(4) + 0.25,
               note="The law is of the limit; .25 is left for sampling 200 trees of this size"),
    ]  # fmt: skip


def shapes(seed: int) -> list[Target]:
    """Binary trees filled at random, duplication ("Multiply"), and what a geometric reward pays."""
    number = recruits(parents(300, MEMBERS, seed, **{"tree.placement": "random_place", "tree.width": 2}))
    leaves = (MEMBERS + 1) / 3
    rows = [
        equals(SECTION, "Binary", "filled at a random free place: none, one, two children 1/3 each", "Mahmoud 1992",
               f"members with {k} children, of {MEMBERS}", (number == k).sum(axis=1), expected)
        for k, expected in enumerate((leaves, MEMBERS - 2 * leaves + 1, leaves - 1))
    ]  # fmt: skip
    return [*rows, *_multiply(seed), *_rewards(seed)]


def _multiply(seed: int) -> list[Target]:
    forest = grown(52, 0, seed, persons=5_000, **{"pure.recruiting": "each"}).forest
    source = "rooted-tree paper; binomial tree (Knuth)"
    rows = [
        equals(SECTION, "Multiply", asked, source, quantity, value, expected)
        for asked, quantity, value, expected in (
            ("2^t members after t months", "members after 12 months", len(forest), 2**MONTHS),
            ("C(t, d) members at depth d", "members at depth 4 after 12 months", forest.width[4], math.comb(MONTHS, 4)),
            ("mean depth t/2", "mean depth after 12 months", forest.level.mean(), MONTHS / 2),
            ("P(k) = 2^-(k+1)", "share without recruits after 12 months", (forest.children == 0).mean(), 0.5),
        )
    ]
    chance, months = 0.7, 7
    changes = {"persons": 300, "pure.recruiting": "each", "pure.chance": chance}
    at_three = [np.sum(grown(30, each, seed, **changes).forest.level == 3) for each in range(200)]
    return [
        *rows,
        equals(SECTION, "Multiply", "with chance p a month, C(t, d) p^d members at depth d on average", source,
               "members at depth 3 after 7 months, p = .7", at_three, math.comb(months, 3) * chance**3),
    ]  # fmt: skip


def _rewards(seed: int) -> list[Target]:
    share, reward, weeks = 0.5, 1_000_000, 4
    changes = {"pure.newcomers": 64, "plan.name": "geometric", "plan.reward": reward, "plan.reward_percent": 50}
    paid = np.array([grown(weeks, each, seed, **changes).books["commissions"] for each in range(300)])
    n = 1 + 64 * weeks
    rounding = n / 2  # each payout rounds down by less than a rupiah
    worst = reward * share / (1 - share)
    return [
        equals(SECTION, "Emek payout", "(b a/(1-a)) [n - Gamma(n+a)/(Gamma(1+a) Gamma(n))]", EMEK,
               f"commissions in all, a = .5, n = {n} (rupiah)", paid + rounding,
               theory.geometric_payout(n, reward, share)),
        within(SECTION, "Emek payout", "each joiner triggers at most b a/(1-a)", EMEK,
               "largest payout per joiner over that bound (ratio)", float(paid.max()) / ((n - 1) * worst), below=1.0),
    ]  # fmt: skip


def leaving(seed: int) -> list[Target]:
    """T11 and T12: recruits ever made do not show who leaves; recruits still there do."""
    model = SolidarityModel(
        pure_scenario(**{"persons": 60_000, "founders": 20, "pure.newcomers": 150, "retention.hazard": 0.01}), rng=seed
    )
    model.run_for(200)
    number, status = model.table.column("recruits"), model.table.column("status")
    rows = [
        _one_society(
            "T12", "2^-(k+1) in recruits ever made, however many leave: half none", GASTWIRTH,
            f"share of {words} without recruits ever, one in a hundred leaving a week", chosen == 0, 0.5, 0.0025,
        )
        for words, chosen in (("all who ever joined", number), ("current members", number[status == ACTIVE]))
    ]  # fmt: skip
    rows.append(
        equals(SECTION, "T12", "mean recruits is (n - roots)/n", "every tree", "mean recruits", float(number.mean()),
               (len(number) - 20) / len(number), role=CHECK)
    )  # fmt: skip
    return rows + [_still_there(*each, seed=seed) for each in STEADY]


def _still_there(joining: float, leaving_rate: float, founders: int, weeks: int, *, seed: int) -> Target:
    rate = joining / leaving_rate
    model = by_pitches(joining, leaving_rate, founders=founders, weeks=weeks, persons=600_000, rng=seed)
    table = model.table
    there = table.column("status") == ACTIVE
    sponsors = table.column("sponsor")[there & (table.column("sponsor") != NOBODY)]
    still = np.bincount(sponsors, minlength=table.rows)[there]
    return _one_society(
        "T11", "share r * integral of v^(r-1) exp(-r(1-v)) without a recruit still there", "as derived in the targets",
        f"share without recruits still there, joining over leaving {rate:g}", still == 0,
        theory.share_without_recruits_there(rate), STEP_BIAS,
    )  # fmt: skip


def _one_society(name: str, asked: str, source: str, quantity: str, yes: Any, expected: float, bias: float) -> Target:
    """A share of one large organisation; members count as independent, which errs on the safe side here."""
    half = theory.LIMIT * math.sqrt(expected * (1 - expected) / len(yes)) + bias
    note = f"One organisation of {len(yes):,}; the interval holds {bias:g} for a week's discreteness"
    return equals(SECTION, name, asked, source, quantity, float(np.mean(yes)), expected, half=half, note=note)
