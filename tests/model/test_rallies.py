"""Rallies and the convention: when they are held, who comes, what they cost, what they charge."""

from functools import cache

import numpy as np
import pytest
from small_worlds import REPLICATES, assert_higher, run, small_world

from model import rallies
from model.months import month_end
from model.rally_parameters import RallyParameters
from model.table import ACTIVE

RATES = RallyParameters().rates
FEW_LINES = {
    "founders": 4, "recruitment.yield_strong": 0.9, "recruitment.yield_weak": 0.3, "recruitment.contact": 8.0,
    "retention.hazard": 0.01, "society.kin_clique": 4, "society.friends": 3.0, "society.community_ties": 2.0,
    "society.work_ties": 2.0, "recruitment.referral": 0.3, "recruitment.stranger": 0.3,
}  # fmt: skip
SETTLED = {"recruitment.contact": 0.0, "retention.hazard": 0.0, "boundary.offence": 0.0}
MONTHLY_FOR_ALL = {"rallies.convention_months": 1, "founders": 100}
NO_CONVENTION, NO_RALLIES = {"rallies.convention_months": 0}, {"rallies.rally_months": 0}


@cache
def runs(preset, weeks, **changes):
    dotted = {name.replace("__", "."): value for name, value in changes.items()}
    return [run(small_world(preset, dotted), weeks, replicate=replicate) for replicate in range(REPLICATES)]


def pair(preset, weeks, shared, first, second):
    """Replicates of two scenarios that share some changes."""
    return [
        runs(preset, weeks, **{name.replace(".", "__"): value for name, value in {**shared, **own}.items()})
        for own in (first, second)
    ]


def last(models, name):
    return [model.weekly[name].iloc[-1] for model in models]


# When, and who is called


def test_rallies_monthly_and_a_convention_in_the_twelfth_month():
    p = RallyParameters()
    year = [rallies.assembly_of_month(month, p) for month in range(1, 25)]
    assert [each.together for each in year] == [month % 12 == 0 for month in range(1, 25)]
    rare = RallyParameters(rally_months=3, convention_months=0)
    assert [rallies.assembly_of_month(month, rare) is not None for month in range(1, 7)] == [False, False, True] * 2
    never = RallyParameters(rally_months=0, convention_months=0)
    assert all(rallies.assembly_of_month(month, never) is None for month in range(1, 25))


def test_every_line_large_enough_rallies_at_the_month_s_end():
    model = run(small_world("hybrid", {**FEW_LINES, "persons": 2000, **NO_CONVENTION}), 1)
    held = 0
    for week in range(2, 61):
        model.run_for(1)
        row = model.weekly.iloc[-1]
        if week not in {month_end(month) for month in range(1, 15)}:
            assert row["rallies"] == row["rally_called"] == row["rally_payments"] == 0
            continue
        table = model.distributors
        there = (table["status"] == "active") & (table["ceased"] != week)
        sizes = table[there]["line"].value_counts()
        large = sizes[sizes >= model.scenario.rallies.smallest_line]
        assert row["rally_called"] == large.sum()
        assert row["rallies"] <= len(large)
        held += row["rallies"]
    assert held > 10


def test_the_convention_calls_all_lines_or_those_of_rank():
    everybody = run(small_world("hybrid", FEW_LINES), 52).weekly.iloc[-1]
    assert everybody["rallies"] == 1
    assert everybody["rally_called"] == everybody["active"]
    ranked = run(small_world("hybrid", {**FEW_LINES, "rallies.convention_rank": 1, "rallies.smallest_line": 2}), 52)
    week, ranks = ranked.weekly.iloc[-1], ranked.distributors
    assert 2 <= week["rally_called"] < week["active"]
    assert week["rally_called"] <= ((ranks["rank"] >= 1) & (ranks["status"] == "active")).sum()


def test_nobody_rallies_where_nobody_gathers():
    weekly = run(small_world("hybrid", {**FEW_LINES, "ritual.gatherings": False}), 52).weekly
    assert weekly["rally_called"].sum() == 0


def test_speakers_are_the_founder_and_the_highest_rank_above_entry():
    assert rallies.is_speaker(True, 0, 5, 0)
    assert rallies.is_speaker(False, 5, 5, 0)
    assert not rallies.is_speaker(False, 4, 5, 0)
    assert not rallies.is_speaker(False, 1, 1, 1), "where all are beginners none is a leader"


# What it costs


def test_every_rupiah_of_a_rally_is_booked():
    """Entrance and fare are the only payments; the hall takes a percentage, rounded down, of each entrance."""
    prices = {"rallies.rally_entrance": 10_001, "rallies.rally_travel": 777, "rallies.hall_percent": 33}
    nothing_else = {"trade.own_use": 0.0, "trade.tools": 0, "trade.gathering_fee": 0, "trade.starter_kit": 0}
    nothing_else |= {"trade.kit_cost": 0, "trade.renewal_fee": 0}
    model = run(small_world("mechanical", {**FEW_LINES, **nothing_else, **prices}), 52)
    came, books = int(model.weekly["rally_came"].sum()), model.books
    conventions = int(model.weekly["rally_came"].iloc[-1])
    monthly = came - conventions
    p = model.scenario.rallies
    assert monthly > 0
    assert conventions > 0
    convention_hall = p.convention_entrance * 33 // 100
    assert books["member_payments"] == monthly * 10_778 + conventions * (p.convention_entrance + p.convention_travel)
    assert books["supplier_payments"] == monthly * (3_300 + 777) + conventions * (convention_hall + p.convention_travel)
    assert model.weekly["rally_payments"].sum() == books["member_payments"]
    assert model.distributors["cost_total"].sum() == books["member_payments"]
    paid_in = books.pop("customer_payments") + books.pop("member_payments")
    assert paid_in == sum(books.values())


def test_the_price_keeps_members_away_the_more_the_poorer_they_are():
    assert rallies.price_felt(1e5, 1e6, RATES) == pytest.approx(0.1 * RATES.attendance_price)
    assert rallies.price_felt(1e5, 1e5, RATES) == rallies.price_felt(9e5, 1e5, RATES) == RATES.attendance_price
    cheap, dear = pair("hybrid", 52, FEW_LINES, {"rallies.rally_travel": 0}, {"rallies.rally_travel": 3_000_000})

    def turnout(models):
        sums = [model.weekly[["rally_came", "rally_called"]][:51].sum() for model in models]
        return [came / max(1, called) for came, called in sums]

    assert_higher(turnout(cheap), turnout(dear))


def test_the_hours_of_a_rally_are_missing_in_the_week_after():
    """Founders alone, who come together month by month: the week after, they sell less."""
    still = {**SETTLED, **MONTHLY_FOR_ALL, "ritual.energy_charge": 0.0, "trade.awareness_gain": 0.0}
    still |= {"ritual.attendance_base": 20.0, "exchange.need": 0.0}
    away = {"rallies.convention_hours": 0.25, "rallies.convention_travel_hours": 0.0}
    short, long = pair("transactional", 5, still, away, {"rallies.convention_hours": 6.0})
    sold = [[model.weekly["units_sold"][:4].sum() for model in models] for models in (short, long)]
    assert sold[0] == sold[1], "up to the rally nothing differs"
    assert_higher(last(short, "units_sold"), last(long, "units_sold"))


# What it charges


def test_rallies_hold_members_whose_own_gatherings_fail():
    """Teams of four, too small for ritual to take hold: among all in one hall it does."""
    alone = {**SETTLED, **MONTHLY_FOR_ALL, "ritual.team_minimum": 4, "ritual.interval_days": 21.0}
    together, apart = pair("mechanical", 104, alone, {}, {"rallies.convention_months": 0})
    failed = [model.weekly["gatherings_failed"].sum() / model.weekly["gatherings"].sum() for model in apart]
    assert np.mean(failed) > 0.6
    assert np.mean([model.weekly["rallies_failed"].sum() / model.weekly["rallies"].sum() for model in together]) < 0.1
    assert_higher(last(together, "symbol_attachment"), [3 * each for each in last(apart, "symbol_attachment")])
    assert_higher(*([model.weekly["attendance"].mean() for model in models] for models in (together, apart)))
    # by spirit alone: what it costs and the hopes it raises drive out again
    free = {"rallies.convention_entrance": 0, "rallies.convention_travel": 0, "rallies.convention_hours": 3.0}
    holding = {**alone, **free, "rallies.convention_travel_hours": 0.0, "trade.dream": 0.0, "retention.hazard": 0.03}
    together, apart = pair("mechanical", 104, holding, {}, {"rallies.convention_months": 0})
    assert_higher(last(together, "active"), last(apart, "active"))


def test_rallies_of_lines_charge_symbols_where_teams_meet_rarely():
    with_rallies, without = pair("organic", 60, {**FEW_LINES, **NO_CONVENTION}, {}, NO_RALLIES)
    assert_higher(last(with_rallies, "symbol_attachment"), last(without, "symbol_attachment"))


def test_dreams_are_raised_at_rallies_too():
    dreaming = {**SETTLED, **MONTHLY_FOR_ALL, "trade.dream": 0.3, "ritual.interval_days": 60.0}
    together, apart = pair("mechanical", 30, dreaming, {}, {"rallies.convention_months": 0})

    def hopes(models):
        return [float(model.table.column("aspiration")[model.table.active].mean()) for model in models]

    assert_higher(hopes(together), hopes(apart))


def test_rallies_make_proud():
    """Dream-building is the rally's (Pratt 2000): where teams hardly meet, those who are called to rallies identify."""
    called = {**SETTLED, **MONTHLY_FOR_ALL, "ritual.interval_days": 60.0}
    called |= {"identification.pride": 0.5, "identification.fulfilment": 0.0, "identification.letdown": 0.0}
    together, apart = pair("mechanical", 30, called, {}, {"rallies.convention_months": 0})
    assert_higher(last(together, "identification"), last(apart, "identification"))


def test_founders_who_speak_are_charged_most():
    """A convention of founders and recruits: of those who came, the speakers gain the most."""
    model = run(small_world("hybrid", {**FEW_LINES, "rallies.rally_months": 0}), 51)
    before, rows = model.table.column("symbol_attachment").copy(), model.table.active.copy()
    model.run_for(1)
    members = model.table.members
    came = rows[(members.hours_owed[rows] > 0) & (members.status[rows] == ACTIVE)]
    assert len(came) > 10
    gained = (members.symbol_attachment[came] - before[came]) / (1.0 - before[came])
    speakers = (members.line[came] == came) | (members.rank[came] == members.rank[came].max())
    assert 0 < speakers.sum() < len(came) / 2
    assert gained[speakers].mean() > gained[~speakers].mean()
