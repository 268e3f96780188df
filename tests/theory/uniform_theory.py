"""What is known exactly about uniform recruitment (random recursive trees), put to a sample of trees.

Numbers T1 to T10 as in the table of targets; Gastwirth (1977), Na & Rapoport (1970), Moon (1974).
"""

import numpy as np
from pure_worlds import depths, distance, expected_degrees, expected_profile, harmonic, recruits, sizes


def distances(parent: np.ndarray) -> dict[str, float]:
    """For each quantity the standard errors between the trees and the theory."""
    number, depth, size = recruits(parent), depths(parent), sizes(parent)
    members = parent.shape[1]
    found: dict[str, float] = {}
    for k, expected in enumerate(expected_degrees(members, np.inf, 7)):
        found[f"T1 members with {k} recruits"] = distance((number == k).sum(axis=1), expected)
    leaves = (number == 0).sum(axis=1)
    found["T2 mean of leaves"] = distance(leaves, members / 2)
    found["T2 variance of leaves"] = distance((leaves - members / 2) ** 2, members / 12)
    for i in (1, 2, 3, 5, 10, 50, 150, members - 1):
        mean = harmonic(members - 1) - harmonic(i - 1)
        found[f"T3 recruits of entrant {i}"] = distance(number[:, i - 1], mean)
        found[f"T3 entrant {i} without recruits"] = distance(number[:, i - 1] == 0, (i - 1) / (members - 1))
    for low, high in ((0.4, 0.5), (0.6, 0.7)):
        block = slice(int(low * members), int(high * members))
        expected = np.mean([probability_of_three(i + 1, members) for i in range(block.start, block.stop)])
        found[f"T5 three recruits, entrants {low} to {high}"] = distance((number[:, block] >= 3).mean(axis=1), expected)
    found["T6 mean depth"] = distance(depth.mean(axis=1), harmonic(members) - 1)
    for d, expected in enumerate(expected_profile(members, 12)):
        if d > 0:
            found[f"T7 members at depth {d}"] = distance((depth == d).sum(axis=1), expected)
    for s in (2, 3, 5, 10, 30, 100):
        found[f"T10 subtrees of at least {s}"] = distance((size >= s).mean(axis=1), 1 / s)
    for i in (2, 3, 10, 50):
        found[f"T10 subtree of entrant {i}"] = distance(size[:, i - 1], members / i)
    return found


def probability_of_three(entrant: int, members: int) -> float:
    """Chance that an entrant makes three recruits or more: each later one comes with probability 1/(those there)."""
    none, one, two = 1.0, 0.0, 0.0
    for there in range(entrant, members):
        p = 1.0 / there
        none, one, two = none * (1 - p), one * (1 - p) + none * p, two * (1 - p) + one * p
    return 1.0 - none - one - two
