"""The panel: the same persons in every scenario, their rows as in the table of distributors, nothing changed by it."""

import numpy as np
import pandas as pd
import pytest
from small_worlds import run, small_world

from model import ScenarioError, SolidarityModel
from model.draws import PANEL, draw, run_key

SHARE = 0.4
WEEKS = 70
TURNOVER = {  # members come and go and come again
    "retention.hazard": 0.04,
    "retention.dormant_weeks": 5,
    "recruitment.refusal_weeks": 8,
    "recruitment.yield_strong": 0.9,
    "recruitment.yield_weak": 0.25,
}


def followed(preset="mechanical", weeks=WEEKS, share=SHARE, **changes):
    return run(small_world(preset, {"panel": share, "weeks": 300, **TURNOVER, **changes}), weeks)


@pytest.fixture(scope="module")
def model():
    return followed()


def test_rows_are_those_of_the_distributors_at_the_last_week(model):
    members = model.distributors
    chosen = members["person"].isin(model.panel["person"].unique()) & (members["status"] != "left")
    expected = members[chosen].reset_index(drop=True)
    last = model.panel.query("week == @WEEKS").reset_index(drop=True)
    assert len(last) > 30
    for name in last.columns.drop("week"):
        pd.testing.assert_series_equal(last[name], expected[name], check_exact=True)


@pytest.mark.parametrize("week", [1, 13, 40])
def test_rows_of_any_week_are_those_a_run_to_that_week_ends_with(model, week):
    then = model.panel.query("week == @week").reset_index(drop=True)
    shorter = followed(weeks=week).panel.query("week == @week").reset_index(drop=True)
    assert len(then) >= 4
    pd.testing.assert_frame_equal(then, shorter, check_exact=True)


def test_followed_are_the_persons_whom_the_seed_draws_in_every_scenario(model):
    key = run_key(1, 0)
    drawn = {person for person in range(len(model.people)) if draw(key, PANEL, 0, person, 0)[0] < SHARE}
    for each in (model, followed("organic"), followed("transactional")):
        members = each.distributors
        ever = set(members.loc[members["left"] != 0, "person"]) & drawn  # joined and registered at some week's end
        seen = set(each.panel["person"])
        assert seen <= drawn
        assert ever <= seen
        assert set(members["person"]) - drawn, "everybody is followed: the test shows nothing"


def test_who_joins_later_is_followed_from_joining_and_who_returns_again(model):
    first = model.panel.groupby("member")["week"].min()
    joined = model.distributors.set_index("member")["joined"].loc[first.index]
    later = joined > 0
    assert later.sum() > 20
    assert (first[later] == joined[later]).all()
    memberships = model.panel.drop_duplicates("member")["person"].value_counts()
    assert memberships.max() > 1


def test_one_row_a_week_from_joining_to_the_end_of_the_membership(model):
    table = model.panel
    weeks = table.groupby("member")["week"].agg(["min", "max", "size"])
    assert (weeks["max"] - weeks["min"] + 1 == weeks["size"]).all()
    assert not table.duplicated(["week", "member"]).any()
    left = model.distributors.set_index("member").loc[weeks.index]
    assert (weeks["max"][left["status"] != "left"] == WEEKS).all()
    assert (weeks["max"] < left["left"])[left["status"] == "left"].all()


def test_being_followed_changes_nothing(model):
    unseen = run(model.scenario.replace({"panel": 0.0}), WEEKS)
    pd.testing.assert_frame_equal(model.weekly, unseen.weekly, check_exact=True)
    pd.testing.assert_frame_equal(model.distributors, unseen.distributors, check_exact=True)
    assert len(unseen.panel) == 0
    assert list(unseen.panel.columns) == list(model.panel.columns)


def test_everybody_can_be_followed():
    model = followed(weeks=9, share=1.0)
    assert model.panel.groupby("week").size().tolist() == model.weekly["registered"].tolist()


def test_memory_is_one_record_a_week_for_each_membership(model):
    seen = model._panel
    assert seen.nbytes == len(model.panel) * (seen.nbytes // len(model.panel))
    assert seen.nbytes / len(model.panel) < 128
    assert isinstance(model.panel["energy"].to_numpy()[0], np.float32)


@pytest.mark.parametrize("share", [-0.1, 1.5, float("nan"), "many"])
def test_another_share_is_refused(share):
    with pytest.raises(ScenarioError, match="panel = "):
        SolidarityModel(small_world(changes={"panel": share}))


def test_whom_one_follows_cannot_change_during_a_run():
    with pytest.raises(ScenarioError, match="panel"):
        small_world(changes={"schedule": [{"week": 5, "panel": 0.5}]})
