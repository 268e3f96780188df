"""How far an organisation has reached into its society, counted anew from the state of a run."""

import numpy as np
import pytest
from small_worlds import run, small_world


@pytest.fixture(scope="module")
def model():
    return run(small_world("hybrid"), 60)


def test_shares_are_those_of_a_count_by_hand(model):
    reach, table = model.reach, model.distributors
    persons = model.scenario.persons
    members = set(table["person"][table["status"] != "left"])
    assert reach["joined"] == pytest.approx(table["person"].nunique() / persons)
    assert reach["former"] == pytest.approx(len(set(table["person"]) - members) / persons)
    assert reach["asked"] == pytest.approx(np.count_nonzero(model.hearsay["asked"]) / persons)
    assert model.hearsay["asked"].sum() == model.ledger["asked"].sum()
    strong = model.ledger["joined"][["kin", "friend"]].sum()
    assert reach["weak_ties"] == pytest.approx(1 - strong / model.ledger["joined"].sum())
    shares = []
    for person in table["person"][table["status"] == "active"]:
        ties = model.society.neighbour[model.society.ties[person] : model.society.ties[person + 1]]
        shares += [np.mean(model.people.ask_from[ties] > model.week + 1)] if len(ties) else []
    active = table.loc[table["status"] == "active", "exhausted"]
    assert active.tolist() == pytest.approx(shares)
    assert table.loc[table["status"] != "active", "exhausted"].isna().all()
    assert reach["exhausted"] == pytest.approx(np.mean(shares))
    quartiles = [reach[f"exhausted_{part}"] for part in ("lower", "median", "upper")]
    assert quartiles == pytest.approx(np.percentile(shares, [25, 50, 75]))
    assert reach["burnt"] == pytest.approx(np.mean(model.trust < model.society.trust))


def test_the_pool_runs_dry(model):
    small = run(small_world("hybrid", {"persons": 200, "founders": 40, "recruitment.refusal_weeks": 520}), 150)
    assert small.reach["asked"] > model.reach["asked"]
    assert small.reach["exhausted"] > 0.6
    assert small.weekly["contacts"].iloc[-20:].sum() < small.weekly["contacts"].iloc[:20].sum()


def test_nothing_to_take_a_share_of_is_none():
    strangers = {"society.network": "well_mixed", "recruitment.contact": 0.0, "persons": 100, "founders": 1}
    reach = run(small_world("transactional", strangers), 3).reach
    assert reach["burnt"] is None
    assert reach["exhausted"] is reach["exhausted_median"] is None
    assert reach["weak_ties"] is None
    assert reach["asked"] == 0.0
