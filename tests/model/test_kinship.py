"""Fictive kinship: it grows by gatherings shared with the upline, never quite as far as kin, and holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_worlds import assert_higher, pairs_of_runs, run, small_world

from model import kinship
from model.columns import Members
from model.ritual import MOST_MATES, attendance_probability, reminders
from model.ritual_parameters import RitualParameters
from model.society import KIN
from model.table import ACTIVE, DORMANT, LEFT, NOBODY
from model.ties_parameters import TiesParameters
from model.tree import roll_up

RATES = TiesParameters().rates
SHARE = st.floats(0, 1)
FEW_LINES = {
    "founders": 4, "recruitment.yield_strong": 0.9, "recruitment.yield_weak": 0.3, "recruitment.contact": 8.0,
    "retention.hazard": 0.01, "society.kin_clique": 4, "society.friends": 3.0, "society.community_ties": 2.0,
    "society.work_ties": 2.0, "recruitment.referral": 0.3, "recruitment.stranger": 0.3,
}  # fmt: skip


@given(st.floats(0, 0.99), SHARE, st.integers(0, 60))
def test_it_grows_by_sharing_and_never_becomes_kin(before, kept, shared):
    after = kinship.kinship_after(before, kept, float(shared), RATES)
    assert before * kept <= after <= max(before * kept, RATES.fictive_kinship)
    assert kinship.kinship_after(before, kept, float(shared + 1), RATES) >= after
    assert kinship.kinship_after(before, kept, 0.0, RATES) == before * kept


def test_kin_outside_are_kin_inside_whatever_they_share():
    assert kinship.kinship_after(kinship.REAL_KIN, 0.5, 0.0, RATES) == kinship.REAL_KIN


def test_without_the_mechanism_only_kin_are_kin():
    model = run(small_world("hybrid", {**FEW_LINES, "ties.fictive_kinship": 0.0}), 52)
    society, members = model.society, model.table.members
    seen = []
    for row in range(model.table.rows):
        upline = members.parent[row]
        if upline == NOBODY or upline != members.sponsor[row]:
            continue
        person = members.person[row]
        ties = slice(society.ties[person], society.ties[person + 1])
        of_upline = society.neighbour[ties] == members.person[upline]
        seen.append(bool(np.any(of_upline & (society.tie_type[ties] == KIN))))
        assert members.kinship[row] == seen[-1]
    assert 0 < sum(seen) < len(seen)


def test_it_is_reported_by_member_and_by_week():
    model = run(small_world("hybrid", FEW_LINES), 52)
    table = model.distributors
    of_active = table.loc[table["status"] == "active", "kinship"]
    assert 0.0 < of_active.mean() < 1.0
    assert model.weekly["kinship"].iloc[-1] == pytest.approx(of_active.mean(), rel=1e-6)


def test_members_become_like_kin_where_they_gather_with_their_upline():
    gathering, scattered = zip(
        *pairs_of_runs(
            small_world("mechanical", FEW_LINES),
            small_world("mechanical", {**FEW_LINES, "ritual.gatherings": False, "retention.hazard": 0.0}),
            40,
        ),
        strict=True,
    )

    def fictive(models):
        columns = [(model.table.column("kinship")[model.table.active]) for model in models]
        return [float(np.mean(each[each < 1.0])) for each in columns]

    assert fictive(scattered) == [0.0] * len(scattered)
    assert_higher(fictive(gathering), fictive(scattered))


def test_another_upline_is_no_kin_yet():
    members = Members(4)
    members.parent[:] = [NOBODY, 0, 1, 1]
    members.status[:] = [ACTIVE, LEFT, ACTIVE, ACTIVE]
    members.kinship[:] = [0.0, 0.7, 0.6, kinship.REAL_KIN]
    roll_up(np.arange(4, dtype=np.int32), members)
    assert members.parent[:4].tolist() == [NOBODY, 0, 0, 0]
    assert members.kinship[:4] == pytest.approx([0.0, 0.7, 0.0, 0.0])


def test_it_holds_only_with_an_active_upline():
    members = Members(3)
    members.parent[:] = [NOBODY, 0, 1]
    members.kinship[:] = [0.0, 0.5, 0.8]
    members.status[:] = [ACTIVE, DORMANT, ACTIVE]
    assert kinship.kinship_with_active_upline(0, members) == 0.0
    assert kinship.kinship_with_active_upline(1, members) == 0.5
    assert kinship.kinship_with_active_upline(2, members) == 0.0


@given(st.integers(0, MOST_MATES), SHARE)
def test_an_upline_like_kin_counts_for_a_mate_at_most_a_full_set(mates, kin):
    counted = kinship.companions(float(mates), kin, RATES)
    assert counted == min(MOST_MATES, mates + RATES.kin_hold * kin)


def test_the_reminder_of_an_upline_like_kin_weighs_more():
    p = RitualParameters().rates
    stranger, kin = (attendance_probability(-0.5, reminders(each, RATES.kin_reminder), p) for each in (0.0, 0.8))
    assert kin > stranger > attendance_probability(-0.5, 0.0, p)


def test_reminders_by_kin_raise_attendance():
    base = {**FEW_LINES, "ritual.reminder": 0.5, "ties.kin_hold": 0.0}
    heeded, unheeded = zip(
        *pairs_of_runs(
            small_world("organic", {**base, "ties.kin_reminder": 10.0, "ties.kinship_growth": 0.2}),
            small_world("organic", {**base, "ties.kin_reminder": 0.0, "ties.kinship_growth": 0.2}),
            52,
        ),
        strict=True,
    )
    assert_higher(*([model.weekly["attendance"].mean() for model in models] for models in (heeded, unheeded)))


def test_uplines_like_kin_hold_their_downlines():
    """Where uplines alone count as mates, fewer stop."""
    base = {**FEW_LINES, "ties.kinship_growth": 0.3, "ties.mates": False}
    base |= {"retention.mates": 4.0, "retention.hazard": 0.05, "founders": 8}
    held, free = zip(
        *pairs_of_runs(
            small_world("mechanical", {**base, "ties.kin_hold": 4.0}),
            small_world("mechanical", {**base, "ties.kin_hold": 0.0}),
            52,
        ),
        strict=True,
    )

    def stopping(models):
        return [model.weekly["ceased"].sum() / model.weekly["active"].sum() for model in models]

    assert_higher(stopping(free), stopping(held))
