"""T1 to T10: uniform recruitment grows random recursive trees."""

import functools

import numpy as np
import pytest

from experiments.pure_trees import MEMBERS, grown, parents, recruits
from experiments.tree_theory import LIMIT, chances_of_three
from experiments.uniform_theory import distances


@functools.cache
def trees() -> np.ndarray:
    return parents()


@functools.cache
def large_tree():
    return grown(10, **{"persons": 120_000, "pure.newcomers": 10_000}).forest


def test_theory_is_met_in_every_quantity():
    missed = {name: z for name, z in distances(trees()).items() if abs(z) > LIMIT}
    assert not missed


def test_newcomers_of_many_weeks_recruit_as_those_of_one():
    models = (grown(16, replicate, **{"pure.newcomers": 16}) for replicate in range(400))
    sample = np.array([model.table.column("parent") for model in models])
    assert sample.shape[1] == MEMBERS
    assert not {name: z for name, z in distances(sample).items() if abs(z) > LIMIT}


def test_t4_the_first_37_percent_can_expect_a_recruit():
    number = recruits(trees())
    border = MEMBERS / np.e
    for low, high, sign in ((0.8, 0.92, 1), (1.08, 1.2, -1)):
        block = number[:, round(low * border) : round(high * border)].mean(axis=1)
        z = (block.mean() - 1) / (block.std(ddof=1) / np.sqrt(len(block)))
        assert sign * z > LIMIT


def test_t5_two_thirds_have_less_than_a_tenth_chance_of_three():
    members = 4_000
    assert (chances_of_three(members) < 0.1).mean() == pytest.approx(0.668, abs=0.001)


def test_t8_height_is_near_e_ln_n():
    """Devroye (1987), Pittel (1994): the height's fluctuations are of order 1; a band of 8 is never left by chance."""
    n = len(large_tree())
    assert abs(large_tree().height - (np.e * np.log(n) - 1.5 * np.log(np.log(n)))) < 8


def test_t9_largest_number_of_recruits_is_near_log2_n():
    """P(largest > log2 n + x) is below 2^-x: the band errs less than once in 10^8."""
    n = len(large_tree())
    assert -6 < large_tree().children.max() - np.log2(n) < 27
