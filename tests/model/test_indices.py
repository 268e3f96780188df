"""Indices of solidarity: by hand, in their range, whatever the order; and what each of them reads."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import run, small_world

from model import indices
from model.columns import COLUMN_NAMES
from model.indices import (
    INDICES,
    WHOLE,
    columns_read,
    common_conscience,
    complementarity,
    input_index,
    likeness,
    mechanical_strength,
    mechanical_strength_without_sanctions,
    organic_strength,
    organic_strength_without_sanctions,
    output_index,
    output_index_without_sanctions,
    repressive_share,
    restitutive_share,
    solidarity,
)

NEVER_ANSWERED = np.array([-1.0, -1.0])


def culture(*members):
    """Traits of each member, four categories, as the column holds them."""
    return np.array(members, np.uint8).view(np.uint32)[:, 0]


def test_what_each_index_reads():
    """Causes and effects of ritual are not mixed, and no bond reads the other's column."""
    reads = {index.__name__: set(columns_read(index)) for index in INDICES}
    causes, effects = {"physical_density", "shared_focus", "shared_emotion"}, {"energy", "symbol_attachment"}
    assert reads == {
        "input_index": causes,
        "output_index": effects | {"violation_response"},
        "output_index_without_sanctions": effects,
        "likeness": {"culture"},
        "common_conscience": {"symbol_attachment"},
        "repressive_share": {"violation_response"},
        "mechanical_strength": {"culture", "symbol_attachment", "violation_response"},
        "mechanical_strength_without_sanctions": {"culture", "symbol_attachment"},
        "dependence": {"interdependence"},
        "complementarity": {"occupation"},
        "restitutive_share": {"restoring_response"},
        "organic_strength": {"interdependence", "occupation", "restoring_response"},
        "organic_strength_without_sanctions": {"interdependence", "occupation"},
    }
    assert set().union(*reads.values()) <= set(COLUMN_NAMES)


def test_input_is_the_geometric_mean_of_what_a_gathering_is_made_of():
    assert input_index(np.array([0.2, 0.6]), np.array([0.5]), np.array([0.1, 0.3])) == pytest.approx(0.04 ** (1 / 3))
    assert input_index(np.ones(3), np.ones(3), np.zeros(3)) == 0


def test_output_is_the_mean_of_what_comes_out():
    answered = np.array([-1.0, 0.0, 1.0, 0.2])
    assert repressive_share(answered) == pytest.approx(0.4)
    assert restitutive_share(np.array([-1.0, 0.5, 0.0, 0.4])) == pytest.approx(0.3)
    assert output_index(np.array([0.3]), np.array([0.5]), answered) == pytest.approx(0.4)
    assert output_index_without_sanctions(np.array([0.3]), np.array([0.5])) == pytest.approx(0.4)


def test_likeness_is_the_chance_of_agreeing():
    # three pairs, four traits: the first pair agrees in all, the others in one trait
    assert likeness(culture([1, 2, 3, 0], [1, 2, 3, 0], [1, 0, 0, 1])) == pytest.approx((4 + 1 + 1) / 12)
    assert likeness(culture([1, 2, 3, 0], [1, 2, 3, 0])) == 1
    assert likeness(culture([0, 0, 0, 0], [1, 1, 1, 1])) == 0


def test_the_common_conscience_is_what_two_members_both_hold():
    assert common_conscience(np.array([0.2, 0.8])) == pytest.approx(0.2)
    assert common_conscience(np.array([0.9, 0.1, 0.5])) == pytest.approx((0.1 + 0.1 + 0.5) / 3)
    assert common_conscience(np.full(5, 0.7)) == pytest.approx(0.7)


def test_complementarity_is_full_when_occupations_are_spread_evenly():
    assert complementarity(np.array([0, 1, 2]), occupations=12) == 1
    assert complementarity(np.array([0, 0, 1, 1]), occupations=2) == 1
    assert complementarity(np.array([3, 3, 3]), occupations=12) == 0
    assert complementarity(np.array([0, 0, 1]), occupations=12) == pytest.approx(2 / 3)
    assert math.isnan(complementarity(np.array([0, 0]), occupations=1))


def test_strengths_are_geometric_means():
    alike, symbols, answers = culture([1, 1, 1, 1], [1, 1, 2, 2]), np.array([0.6, 0.4]), np.array([0.25, -1.0])
    assert mechanical_strength(alike, symbols, answers) == pytest.approx((0.5 * 0.4 * 0.25) ** (1 / 3))
    assert mechanical_strength_without_sanctions(alike, symbols) == pytest.approx((0.5 * 0.4) ** 0.5)
    bond, work = np.array([0.2, 0.4]), np.array([0, 5])
    restored = np.array([0.5, -1.0])
    assert organic_strength(bond, work, restored, occupations=12) == pytest.approx((0.3 * 1 * 0.5) ** (1 / 3))
    assert organic_strength_without_sanctions(bond, work, occupations=12) == pytest.approx(0.3**0.5)


def test_a_team_can_be_strong_in_both_or_in_neither():
    alike, different = culture([1, 1, 1, 1], [1, 1, 1, 1]), np.array([0, 1])
    for level in (0.9, 0.0):
        strong = np.full(2, level)
        assert mechanical_strength_without_sanctions(alike, strong) == pytest.approx(level**0.5)
        assert organic_strength_without_sanctions(strong, different, occupations=2) == pytest.approx(level**0.5)


def test_without_any_sanction_what_reads_them_is_missing_and_the_rest_is_not():
    alike, symbols, work = culture([1, 1, 1, 1], [1, 1, 1, 2]), np.array([0.5, 0.5]), np.array([0, 1])
    assert math.isnan(repressive_share(NEVER_ANSWERED))
    assert math.isnan(mechanical_strength(alike, symbols, NEVER_ANSWERED))
    assert math.isnan(organic_strength(symbols, work, NEVER_ANSWERED, occupations=4))
    assert math.isnan(output_index(symbols, symbols, NEVER_ANSWERED))
    assert mechanical_strength_without_sanctions(alike, symbols) > 0
    assert organic_strength_without_sanctions(symbols, work, occupations=4) > 0


SHARE = st.floats(0, 1)
MEMBER = st.fixed_dictionaries(
    {
        **dict.fromkeys(
            ["physical_density", "shared_focus", "shared_emotion", "energy", "symbol_attachment", "interdependence"],
            SHARE,
        ),
        **dict.fromkeys(["violation_response", "restoring_response"], st.one_of(st.just(-1.0), SHARE)),
        "occupation": st.integers(0, 4),
        "culture": st.integers(0, 2**16 - 1),
    }
)


def all_indices(members):
    columns = {name: np.array([member[name] for member in members]) for name in members[0]}
    columns["culture"] = columns["culture"].astype(np.uint32)
    return indices._indices(columns, {"occupations": 5})


@settings(max_examples=150)
@given(st.lists(MEMBER, min_size=1, max_size=20), st.randoms())
def test_indices_are_shares_and_do_not_depend_on_the_order_of_members(members, random):
    values = all_indices(members)
    for name, value in values.items():
        assert math.isnan(value) or -1e-12 <= value <= 1 + 1e-12, name
    random.shuffle(members)
    assert all_indices(members) == pytest.approx(values, nan_ok=True)


def test_harshness_and_restitution_are_no_opposites():
    """A team that lets everything pass is strong in neither answer; shares of both leave room for leniency."""
    alike, different, strong = culture([1, 1, 1, 1], [1, 1, 1, 1]), np.array([0, 1]), np.full(2, 0.9)
    forgiving = np.zeros(2)
    assert mechanical_strength(alike, strong, forgiving) == 0
    assert organic_strength(strong, different, forgiving, occupations=2) == 0
    half = np.full(2, 0.5)
    assert mechanical_strength(alike, strong, half) > 0.7
    assert organic_strength(strong, different, half, occupations=2) > 0.7


def test_in_a_run_the_shares_are_those_of_the_answers_given():
    """With one answer remembered, the means over members are shares of last answers: counted anew from the columns."""
    model = run(small_world("hybrid", {"boundary.offence": 0.3, "boundary.smoothing": 1.0}), 40)
    row = solidarity(model).loc[WHOLE]
    table = model.distributors
    last = table.loc[(table["status"] == "active") & table["violation_response"].notna()]
    assert set(last["violation_response"]) | set(last["restoring_response"]) == {0.0, 1.0}
    assert row["repressive_share"] == pytest.approx((last["violation_response"] == 1).mean())
    assert row["restitutive_share"] == pytest.approx((last["restoring_response"] == 1).mean())
    assert 0 < row["repressive_share"] + row["restitutive_share"] < 1


def test_a_table_for_the_whole_and_every_team():
    model = run(small_world("hybrid"), 30)
    table, active = solidarity(model), model.table.active
    assert table.index[0] == WHOLE
    assert table.loc[WHOLE, "members"] == len(active) == table["members"].iloc[1:].sum()
    column = {name: model.table.column(name)[active] for name in ("symbol_attachment", "team", "interdependence")}
    assert table.loc[WHOLE, "dependence"] == pytest.approx(column["interdependence"].mean())
    team = column["team"][0]
    assert table.loc[team, "common_conscience"] == common_conscience(
        column["symbol_attachment"][column["team"] == team]
    )


def test_nobody_has_no_solidarity():
    model = run(small_world(changes={"retention.hazard": 10.0, "recruitment.contact": 0.0, "founders": 1}), 60)
    assert len(model.table.active) == 0
    table = solidarity(model)
    assert table.index.tolist() == [WHOLE]
    assert table.loc[WHOLE, "members"] == 0
    assert table.drop(columns="members").isna().all(axis=None)
