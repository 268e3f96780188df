"""Scenarios in which engine and reference model are compared: every mechanism, network, plan and placement in some."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import numpy as np

from model import Scenario
from model.draws import run_key
from model.network_export import write_csv
from model.society import build_society
from model.society_parameters import SocietyParameters

# Lines that grow fast in a small society, and brackets low enough for several legs to break away.
GROWTH = {
    "persons": 240,
    "founders": 8,
    "retention.hazard": 0.012,
    "recruitment.referral": 0.1,
    "recruitment.yield_weak": 0.25,
    "recruitment.yield_strong": 0.7,
    "recruitment.yield_stranger": 0.05,
    "plan.bracket_volumes": (100_000, 200_000, 300_000, 450_000, 600_000, 800_000, 1_000_000),
}
# Members come and go: leavers, heirs, persons who join again.
TURNOVER = {
    "retention.hazard": 0.04,
    "retention.dormant_weeks": 5,
    "recruitment.refusal_weeks": 8,
    "recruitment.yield_strong": 0.9,
    "ritual.team_minimum": 4,
}
# Loans are needed and not always paid back, people come and go, and everybody talks.
POOR = {"ties.own_funds": 0.02, "ties.turnover": 0.6, "ties.telling": 1.0, "retention.hazard": 0.05}
# Rallies of few every other month, some of them failing, and conventions of leaders alone.
SMALL_HALLS = {"rallies.smallest_line": 2, "rallies.rally_months": 2, "rallies.convention_months": 5}
SMALL_HALLS |= {"rallies.convention_rank": 1}
WELL_MIXED = {"society.network": "well_mixed", "recruitment.yield_stranger": 0.3}
_FOLDER = tempfile.TemporaryDirectory()
PRESETS = ("mechanical", "organic", "hybrid", "transactional")

# Whatever may change during a run does, at the beginning of months and in the middle; what is off comes on.
SCHEDULE = [
    {"week": 11, "ritual.interval_days": 28.0, "boundary.closure": 1.0, "tree.help_hours": 2.0},
    {"week": 16, "ritual.team_minimum": 9, "recruitment.peers_needed": 1, "retention.dormant_weeks": 9,
     "rallies.smallest_line": 3},
    {"week": 20, "ritual.gatherings": False, "ties.mates": False, "pure.recruiting": "uniform", "pure.newcomers": 3},
    {"week": 27, "ritual.gatherings": True, "ritual.interval_days": 3.5, "pure.recruiting": "off",
     "trade.member_price": 60_000, "trade.unit_volume": 50_000, "trade.gathering_fee": 9_000, "tree.help_hours": 0.0},
    {"week": 33, "plan.name": "unilevel", "plan.payout_cap_percent": 9, "ranks.rule": "pins", "ranks.demotion": True},
    {"week": 42, "plan.name": "stairstep", "ranks.rule": "plan", "ritual.team_minimum": 2, "retention.hazard": 0.08,
     "rallies.rally_months": 2, "rallies.rally_entrance": 7_000,
     "ranks.purchase_units": 4, "tree.help_hours": 3.0, "exchange.introductions": 30},
    {"week": 55, "plan.name": "retail", "ritual.interval_days": 11.0, "retention.hazard": 0.01},
]  # fmt: skip

# Every mechanism that can be taken out, taken out and put back.
SWITCHES = [
    {"week": 16, "ritual.symbols": False, "retention.leaving": "random"},
    {"week": 27, "ritual.symbols": True, "ritual.feedback": False, "ritual.energy_rule": "maximum"},
    {"week": 35, "ritual.feedback": True, "ritual.likeness_charge": 1.0, "retention.leaving": "weibull"},
    {"week": 44, "ritual.energy_rule": "charge", "recruitment.joining": "rational", "retention.leaving": "bonds"},
    {"week": 51, "ritual.likeness_charge": 0.0, "recruitment.joining": "persuasion"},
]

# preset, what is changed, weeks, seed
QUICK = [
    ("mechanical", {}, 104, 1),
    ("organic", {}, 104, 2),
    ("hybrid", {}, 104, 3),
    ("transactional", {}, 104, 4),
    ("mechanical", GROWTH | {"ritual.interval_days": 3.5}, 80, 1),
    ("mechanical", GROWTH | {"ritual.interval_days": 2.0, "boundary.closure": 1.0}, 60, 2),
    ("hybrid", GROWTH | TURNOVER, 110, 1),
    ("mechanical", GROWTH | TURNOVER | {"boundary.closure": 0.0}, 110, 2),
    ("organic", GROWTH | {"retention.dormant_weeks": 9}, 80, 3),
    ("organic", GROWTH | {"boundary.closure": 1.0, "ritual.interval_days": 17.0}, 70, 4),
    ("transactional", GROWTH | {"ritual.team_minimum": 2, "retention.dormant_weeks": 20}, 80, 5),
    ("hybrid", GROWTH | WELL_MIXED | {"ritual.interval_days": 5.25}, 90, 1),
    ("mechanical", GROWTH | WELL_MIXED | TURNOVER, 90, 2),
    ("organic", GROWTH | WELL_MIXED | {"boundary.closure": 0.5}, 90, 3),
    ("transactional", GROWTH | {"ritual.gatherings": False, "retention.sobriety": 0.7}, 60, 6),
    ("mechanical", GROWTH | POOR, 90, 7),
    ("organic", GROWTH | POOR | {"ties.mates": False, "boundary.closure": 0.5}, 60, 8),
    ("hybrid", GROWTH | {"recruitment.peers_needed": 2, "recruitment.sociability": 0.5, "founders": 40}, 60, 9),
    ("hybrid", GROWTH | TURNOVER | {"schedule": SCHEDULE}, 70, 1),
    ("mechanical", GROWTH | TURNOVER | {"schedule": SCHEDULE, "tree.placement": "skew_left"}, 70, 2),
    ("mechanical", GROWTH | TURNOVER | {"ritual.symbols": False, "boundary.offence": 0.2}, 60, 1),
    ("hybrid", GROWTH | TURNOVER | {"ritual.feedback": False, "ritual.interval_days": 3.5}, 60, 2),
    ("mechanical", GROWTH | {"ritual.energy_rule": "maximum", "ritual.interval_days": 3.5}, 60, 3),
    ("hybrid", GROWTH | TURNOVER | {"ritual.likeness_charge": 3.0, "ritual.interval_days": 2.0}, 60, 4),
    ("mechanical", GROWTH | {"recruitment.joining": "rational", "ties.rosiness": 0.5}, 60, 5),
    ("mechanical", GROWTH | TURNOVER | {"schedule": SWITCHES}, 60, 6),
    ("hybrid", GROWTH | {"founders": 3, "rallies.smallest_line": 4, "rallies.hall_percent": 33}, 60, 11),
    ("mechanical", GROWTH | SMALL_HALLS | {"boundary.closure": 0.3}, 70, 12),
    ("organic", GROWTH | TURNOVER | {"rallies.smallest_line": 2, "rallies.convention_months": 0}, 60, 13),
    ("amway", GROWTH, 60, 14),
    ("hybrid", GROWTH | TURNOVER | {"society.talent_spread": 1.5, "society.customer_share": 0.5}, 60, 15),
    ("mechanical", GROWTH | TURNOVER | {"society.network": "small_world"}, 60, 7),
    ("organic", GROWTH | TURNOVER | {"society.network": "scale_free"}, 60, 8),
    ("hybrid", GROWTH | TURNOVER | {"society.network": "random", "society.friend_share": 0.2}, 60, 9),
    ("mechanical", GROWTH | TURNOVER | {"persons": 300, "founders": 10, "society.network": "file"}, 60, 10),
]
# Every plan, placement and way of the tree, each at least once.
STARS = {"ranks.rule": "stars", "ranks.entry": 1, "ranks.needed": 2}
PURE = {"society.network": "well_mixed", "persons": 300, "founders": 3, "retention.hazard": 0.02}
TREES = [
    {"plan.name": "star", "tree.placement": "skew_left", **STARS},
    {"plan.name": "star", "tree.placement": "skew_left", "tree.skew_levels": 2, "tree.leavers": "empty", **STARS,
     "ranks.counted": "legs", "ranks.demotion": True, "tree.search_hours": 0.5},
    {"plan.name": "star", **STARS, "ranks.entry": 4, "ranks.needed": 1, "ranks.purchase_units": 10,
     "ranks.purchase_chance": 1.0, "tree.help_hours": 3.0, "tree.stalled_weeks": 3},
    {"plan.name": "unilevel", "tree.placement": "breadth_first", "tree.width": 2, "ranks.rule": "pins"},
    {"plan.name": "unilevel", "plan.level_percents": (4, 9), "plan.payout_cap_percent": 5, "tree.leavers": "empty"},
    {"plan.name": "binary", "tree.placement": "binary_weaker", "tree.leavers": "empty", "tree.help_hours": 2.0},
    {"plan.name": "binary", "tree.placement": "binary_random", "tree.leavers": "empty", "plan.payout_cap_percent": 1},
    {"plan.name": "matrix", "tree.placement": "matrix", "tree.leavers": "empty", "ranks.rule": "pins",
     "ranks.demotion": True},
    {"plan.name": "matrix", "plan.matrix_width": 2, "plan.payout_cap_percent": 3},
    {"plan.name": "geometric", "tree.placement": "random_place", "tree.width": 2},
    {"plan.name": "geometric", "plan.reward_percent": 33, "plan.reward": 31_337, "tree.leavers": "empty"},
    {"plan.name": "enrolment", "tree.placement": "breadth_first", "tree.leavers": "empty"},
    {"plan.name": "retail", "tree.placement": "random_place", "tree.leavers": "empty"},
    {"plan.name": "stairstep", "tree.placement": "matrix", "tree.leavers": "empty", "ranks.demotion": True},
    {"plan.name": "stairstep", "plan.payout_cap_percent": 10, "tree.placement": "skew_left", "ranks.purchase_units": 5},
    PURE | {"pure.recruiting": "uniform", "pure.newcomers": 4, "tree.placement": "binary_random",
            "tree.leavers": "empty", "plan.name": "binary"},
    PURE | {"pure.recruiting": "preferential", "pure.newcomers": 5, "pure.rho": 0.5},
    PURE | {"pure.recruiting": "each", "pure.chance": 0.5, "tree.placement": "skew_left", "plan.name": "geometric"},
    PURE | {"pure.recruiting": "bass", "pure.innovation": 0.4, "pure.imitation": 2.0},
    {"retention.leaving": "weibull", "retention.shape": 1.4},
    {"retention.leaving": "random", "retention.monthly_leaving": 0.1},
]  # fmt: skip
QUICK += [
    (
        PRESETS[number % 4],
        {name: value for name, value in GROWTH.items() if "plan." not in name} | TURNOVER | {"persons": 300} | changes,
        60,
        number,
    )
    for number, changes in enumerate(TREES)
]


def name_of(case) -> str:
    preset, changes, _, seed = case
    told = {name.split(".")[-1]: value for name, value in changes.items() if GROWTH.get(name) != value}
    words = (name if name == "schedule" else f"{name}={value}" for name, value in told.items())
    return "-".join([preset, *words, f"seed={seed}"])


@functools.cache
def files() -> dict[str, str]:
    """A society of 300 persons with founders of its own, in files that are there as long as the tests run."""
    folder = Path(_FOLDER.name)
    society = build_society(SocietyParameters(network="small_world"), 300, run_key(9, 9))
    society = society._replace(founders=np.arange(5, 300, 30, dtype=np.int32), observed=np.ones(300, np.int8))
    paths = {"society.ties_file": str(folder / "ties.csv"), "society.people_file": str(folder / "people.csv")}
    write_csv(society, *paths.values())
    return paths


def scenario_of(preset: str, changes: dict) -> Scenario:
    if changes.get("society.network") == "file":
        changes = changes | files()
    return Scenario.preset(preset).replace({"persons": 300, **changes})
