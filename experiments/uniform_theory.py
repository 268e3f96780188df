"""What is known exactly about uniform recruitment (random recursive trees), put to a sample of trees.

Numbers T1 to T10 as in the table of targets; Gastwirth (1977), Na & Rapoport (1970), Moon (1974).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.pure_trees import Integers, depths, recruits, sizes
from experiments.tree_theory import (
    chances_of_three,
    distance,
    expected_degrees,
    expected_profile,
    harmonic,
)

Quantities = dict[str, tuple[NDArray[Any], float]]


def quantities(parent: Integers) -> Quantities:
    """For each quantity its value in every tree, and what theory expects of their mean."""
    number, depth, size = recruits(parent), depths(parent), sizes(parent)
    members = parent.shape[1]
    found: Quantities = {}
    for k, expected in enumerate(expected_degrees(members, np.inf, 7)):
        found[f"T1 members with {k} recruits"] = (number == k).sum(axis=1), float(expected)
    few = float(expected_degrees(members, np.inf, 3).sum())
    found["T1 members with 3 recruits or more"] = (number >= 3).sum(axis=1), members - few
    leaves = (number == 0).sum(axis=1)
    found["T2 mean of leaves"] = leaves, members / 2
    found["T2 variance of leaves"] = (leaves - members / 2) ** 2, members / 12
    for i in (1, 2, 3, 5, 10, 50, 150, members - 1):
        found[f"T3 recruits of entrant {i}"] = number[:, i - 1], harmonic(members - 1) - harmonic(i - 1)
        found[f"T3 entrant {i} without recruits"] = number[:, i - 1] == 0, (i - 1) / (members - 1)
    chance = chances_of_three(members)
    for low, high in ((0.4, 0.5), (0.6, 0.7)):
        block = slice(int(low * members), int(high * members))
        found[f"T5 three recruits, entrants {low} to {high}"] = (
            (number[:, block] >= 3).mean(axis=1),
            float(chance[block].mean()),
        )
    found["T6 mean depth"] = depth.mean(axis=1), harmonic(members) - 1
    for d, expected in enumerate(expected_profile(members, 12)):
        if d > 0:
            found[f"T7 members at depth {d}"] = (depth == d).sum(axis=1), float(expected)
    for s in (2, 3, 5, 10, 30, 100):
        found[f"T10 subtrees of at least {s}"] = (size >= s).mean(axis=1), 1 / s
    for i in (2, 3, 10, 50):
        found[f"T10 subtree of entrant {i}"] = size[:, i - 1], members / i
    return found


def distances(parent: Integers) -> dict[str, float]:
    """For each quantity the standard errors between the trees and the theory."""
    return {name: distance(sample, expected) for name, (sample, expected) in quantities(parent).items()}
