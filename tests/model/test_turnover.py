"""People outside come and go."""

from small_worlds import assert_higher
from ties_at_work import runs


def test_turnover_brings_people_who_can_be_asked_again():
    used_up = {"persons": 200, "founders": 60, "recruitment__refusal_weeks": 520}
    new_faces, same = (runs("hybrid", 104, ties__turnover=turnover, **used_up) for turnover in (1.0, 0.0))
    assert_higher(
        [model.weekly["contacts"].iloc[52:].sum() for model in new_faces],
        [model.weekly["contacts"].iloc[52:].sum() for model in same],
    )
