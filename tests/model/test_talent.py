"""Talent and custom: what people differ in makes organisations unequal; with either taken out they are less so.

Performance in selling is far more unequal than normal (O'Boyle & Aguinis 2012), and many join for the goods alone
(Direct Selling Association 2018).
"""

from functools import cache

import numpy as np
import pytest
from scipy import stats
from small_worlds import assert_higher, pairs_of_runs, small_world

from experiments.inequality import gini
from model import trade

HOURS = 0.1  # a week, of customers


@cache
def with_and_without(talent=0.0, customers=0.0):
    changes = {"society.talent_spread": talent, "society.customer_share": customers, "society.customer_hours": HOURS}
    return pairs_of_runs(small_world(), small_world(changes=changes), 52)


def test_the_usual_talent_changes_nothing():
    assert trade.gift(0.0) == 1.0
    assert trade.gift(np.log(3.0)) == pytest.approx(3.0)


def test_talent_makes_sales_and_recruiting_unequal():
    pairs = with_and_without(talent=1.2)
    for column in ("volume_total", "recruits"):
        alike, talented = (
            [gini(model.distributors[column].to_numpy(float)) for model in side] for side in zip(*pairs, strict=True)
        )
        assert_higher(talented, alike)


def test_the_talented_sell_more_and_win_more():
    for column in ("volume_total", "recruits"):
        followed = []
        for _, model in with_and_without(talent=1.2):
            members = model.distributors
            followed.append(stats.spearmanr(model.society.talent[members["person"]], members[column]).statistic)
        assert_higher(followed, [0.0] * len(followed))


def test_customers_hardly_sell_or_recruit_and_fewer_are_paid():
    pairs = with_and_without(customers=0.3)
    business, custom = [], []
    for _, model in pairs:
        members = model.distributors[model.distributors["joined"] > 0]
        recruits = members.groupby(np.isclose(members["hours"], HOURS))["recruits"].mean()
        business.append(recruits[False])
        custom.append(recruits[True])
    assert_higher(business, custom)
    everybody, mixed = (
        [(model.distributors["commission_total"] > 0).mean() for model in side] for side in zip(*pairs, strict=True)
    )
    assert_higher(everybody, mixed)
