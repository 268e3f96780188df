"""Whom members meet between gatherings: news, favours, and the trust they make."""

import numpy as np
from small_worlds import assert_higher
from ties_at_work import runs, total


def test_favours_across_ties_balance_and_their_return_makes_trust():
    every_month = {"ties__neighbourly": 1.0, "ties__shared_trust": 0.0, "recruitment__contact": 0.0, "founders": 200}
    kept, forgotten = (runs("organic", ties__returned_trust=gain, **every_month) for gain in (0.5, 0.0))
    assert_higher([np.mean(model.trust) for model in kept], [np.mean(model.trust) for model in forgotten])
    for model in kept:
        assert model.balance.sum() == 0, "what one gives the other receives"
        assert np.count_nonzero(model.balance) > 100
        assert (model.trust[model.balance == 0] >= 0).all()


def test_gatherings_attended_together_make_trust():
    settled = {"recruitment__contact": 0.0, "founders": 200, "ties__neighbourly": 0.0}
    together, apart = (runs("mechanical", ties__shared_trust=gain, **settled) for gain in (0.2, 0.0))
    assert [np.mean(model.trust) for model in apart] == [np.mean(model.society.trust) for model in apart]
    assert_higher([np.mean(model.trust) for model in together], [np.mean(model.trust) for model in apart])


def test_guests_who_owe_favours_say_yes_more_often():
    every_month = {"ties__neighbourly": 1.0, "recruitment__push_burnt": 0.0}
    obliged, free = (runs("hybrid", recruitment__pull_favours=pull, **every_month) for pull in (20.0, 0.0))
    assert_higher(total(obliged, "joined"), total(free, "joined"))


def test_rosy_news_draws_more_in_than_the_truth():
    """In a society of the rational, to whom income is what counts."""
    society = {"society__rationality_median": 0.99, "recruitment__pull_income": 20.0, "trade__first_aspiration": 1.0}
    rosy, true = (runs("transactional", ties__rosiness=rosiness, **society) for rosiness in (1.0, 0.0))
    assert_higher(total(rosy, "joined"), total(true, "joined"))
