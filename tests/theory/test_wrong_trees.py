"""The tests of theory would find a mistake: trees grown by a wrong rule, or measured wrongly, are caught."""

import numpy as np
import pytest

from experiments import uniform_theory
from experiments.pure_trees import MEMBERS, depths
from experiments.tree_theory import LIMIT
from experiments.uniform_theory import distances

TREES = 1_500


def grow(recruiter) -> np.ndarray:
    """Trees whose next recruiter is `recruiter(number of members, uniform numbers of the trees, earlier ones)`."""
    random = np.random.default_rng(1)
    parent = np.full((TREES, MEMBERS), -1)
    before = random.random(TREES)
    for size in range(1, MEMBERS):
        number = random.random(TREES)
        parent[:, size] = recruiter(size, number, before)
        before = number
    return parent


RIGHT = grow(lambda size, number, before: np.floor(number * size).astype(int))
WRONG = {
    "never the newest": lambda size, number, before: np.floor(number * max(1, size - 1)).astype(int),
    "never the founder": lambda size, number, before: np.maximum(min(1, size - 1), np.floor(number * size)).astype(int),
    "from the older half": lambda size, number, before: np.floor(number * (size + 1) // 2).astype(int),
    "a draw used twice": lambda size, number, before: np.floor((before if size % 2 else number) * size).astype(int),
    "numbers of 8 bits": lambda size, number, before: (np.floor(number * 256) / 256 * size).astype(int) // 2 * 2,
}


def worst(found: dict[str, float]) -> float:
    return max(abs(z) for z in found.values())


def test_right_trees_pass():
    assert worst(distances(RIGHT)) < LIMIT


@pytest.mark.parametrize("mistake", WRONG)
def test_wrong_trees_are_caught(mistake):
    assert worst(distances(grow(WRONG[mistake]))) > LIMIT


def test_a_level_off_by_one_is_caught(monkeypatch):
    monkeypatch.setattr(uniform_theory, "depths", lambda parent: depths(parent) + 1)
    assert worst(distances(RIGHT)) > LIMIT


def test_one_recruiter_in_fifty_from_the_wrong_set_is_caught():
    """Power: a bias of two percent towards the founder suffices."""

    def biased(size, number, before):
        return np.where(before < 0.02, 0, np.floor(number * size)).astype(int)

    assert worst(distances(grow(biased))) > LIMIT
