"""Trees that grow as theory has them, and the rule by which tests about them decide.

Every test compares a mean over independent trees with its exact expectation: z = (mean - expectation) / standard error.
A family of fewer than `TESTS` such decisions is made here; each errs with a probability of at most 1e-6 / TESTS, so
that all of them together raise a false alarm at most once in a million. Power: a bias of nine standard errors is found
with a probability above .99; what that means in each quantity's own unit follows from the number of trees (a thousand
trees of 257 show 1 % more or fewer leaves). `test_wrong_trees.py` shows that trees grown by a wrong rule are caught.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy import stats

from model import Scenario, SolidarityModel
from model.parameter import flatten

TESTS = 200
LIMIT = float(stats.norm.isf(1e-6 / TESTS / 2))  # 5.9 standard errors
PURE = Path(__file__).resolve().parents[2] / "conf" / "experiment" / "pure_recruitment.yaml"
TREES, MEMBERS = 1_000, 257


def pure_scenario(**changes: Any) -> Scenario:
    """The pure world of `conf/experiment`, one founder, with changes by dotted name."""
    study = yaml.safe_load(PURE.read_text(encoding="utf-8"))
    pure = flatten({name: value for name, value in study.items() if name not in ("defaults", "design", "replicates")})
    uniform = {"persons": 300, "pure.recruiting": "uniform", "pure.newcomers": 1}
    return Scenario.from_mapping({**pure, **uniform, **changes})


def grown(weeks: int = 1, replicate: int = 0, **changes: Any) -> SolidarityModel:
    """A model of the pure world after some weeks."""
    model = SolidarityModel(pure_scenario(**changes), replicate=replicate)
    model.run_for(weeks)
    return model


def parents(trees: int = TREES, members: int = MEMBERS, **changes: Any) -> np.ndarray:
    """Uplines of independent trees, (trees, members) int; the root's is -1."""
    size = {"persons": max(20, members), "pure.newcomers": members - 1}
    models = (grown(1, replicate, **size, **changes) for replicate in range(trees))
    return np.array([model.table.column("parent") for model in models])


def recruits(parent: np.ndarray) -> np.ndarray:
    """Children of every member of every tree, (trees, members)."""
    return np.array([np.bincount(tree[1:], minlength=len(tree)) for tree in parent])


def depths(parent: np.ndarray) -> np.ndarray:
    """Level of every member of every tree, (trees, members)."""
    depth = np.zeros_like(parent)
    for member in range(1, parent.shape[1]):
        depth[:, member] = depth[np.arange(len(parent)), parent[:, member]] + 1
    return depth


def sizes(parent: np.ndarray) -> np.ndarray:
    """Members of the subtree of every member, (trees, members)."""
    size = np.ones_like(parent)
    for member in range(parent.shape[1] - 1, 0, -1):
        size[np.arange(len(parent)), parent[:, member]] += size[:, member]
    return size


def distance(sample: np.ndarray, expected: float) -> float:
    """Standard errors between the mean of a sample, one number a tree, and what is expected."""
    sample = np.asarray(sample, float)
    error = sample.std(ddof=1) / np.sqrt(len(sample))
    difference = sample.mean() - expected
    return difference / error if error > 0 else (0.0 if abs(difference) < 1e-9 else np.inf)


def harmonic(number: int) -> float:
    """H(number): 1 + 1/2 + ... + 1/number."""
    return float(np.sum(1.0 / np.arange(1, number + 1)))


def expected_degrees(members: int, rho: float, most: int) -> np.ndarray:
    """Expected number of members with 0, 1, ..., `most` - 1 recruits, exactly; rho = inf for uniform recruitment."""
    number = np.zeros(most + 1)
    number[0] = 1.0
    degree = np.arange(most + 1)
    for size in range(1, members):
        weight = number / size if np.isinf(rho) else number * (degree + rho) / (size - 1 + rho * size)
        number = number - weight
        number[1:] += weight[:-1]
        number[0] += 1.0
    return number[:most]


def expected_profile(members: int, most: int) -> np.ndarray:
    """T7: c(n, d + 1) / (n - 1)! for d = 0, ..., `most` - 1, by the recursion of Stirling's numbers."""
    number = np.zeros(most)
    number[0] = 1.0
    for size in range(1, members):
        number[1:] += number[:-1] / size
    return number
