"""Trees that grow as the theory of recruiting has them, many at once, and what is counted on them.

The pure world is that of `conf/experiment/pure_recruitment.yaml`: everything but recruiting is off, and persons do not
differ.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from experiments.config import CONFIGURATION
from model import Scenario, SolidarityModel
from model.parameter import flatten

TREES, MEMBERS = 1_000, 257

Integers = NDArray[np.integer[Any]]


@functools.cache
def _pure() -> dict[str, Any]:
    study = yaml.safe_load((CONFIGURATION / "experiment" / "pure_recruitment.yaml").read_text(encoding="utf-8"))
    return flatten({name: value for name, value in study.items() if name not in ("defaults", "design", "replicates")})


def pure_scenario(**changes: Any) -> Scenario:
    """The pure world, one founder, uniform recruiting, with changes by dotted name."""
    uniform = {"persons": 300, "pure.recruiting": "uniform", "pure.newcomers": 1}
    return Scenario.from_mapping({**_pure(), **uniform, **changes})


def grown(weeks: int = 1, replicate: int = 0, rng: int = 1, **changes: Any) -> SolidarityModel:
    """A model of the pure world after some weeks."""
    model = SolidarityModel(pure_scenario(**changes), rng=rng, replicate=replicate)
    model.run_for(weeks)
    return model


def parents(trees: int = TREES, members: int = MEMBERS, rng: int = 1, **changes: Any) -> Integers:
    """Uplines of independent trees, (trees, members); the root's is -1."""
    size = {"persons": max(20, members), "pure.newcomers": members - 1}
    models = (grown(1, replicate, rng, **size, **changes) for replicate in range(trees))
    return np.array([model.table.column("parent") for model in models])


def recruits(parent: Integers) -> Integers:
    """Children of every member of every tree, (trees, members)."""
    return np.array([np.bincount(tree[1:], minlength=len(tree)) for tree in parent])


def depths(parent: Integers) -> Integers:
    """Level of every member of every tree, (trees, members)."""
    depth = np.zeros_like(parent)
    for member in range(1, parent.shape[1]):
        depth[:, member] = depth[np.arange(len(parent)), parent[:, member]] + 1
    return depth


def sizes(parent: Integers) -> Integers:
    """Members of the subtree of every member, (trees, members)."""
    size = np.ones_like(parent)
    for member in range(parent.shape[1] - 1, 0, -1):
        size[np.arange(len(parent)), parent[:, member]] += size[:, member]
    return size


def by_pitches(joining: float, leaving: float, *, founders: int, weeks: int, persons: int, rng: int) -> SolidarityModel:
    """An organisation in which every member recruits and leaves at the same weekly rates, by the ordinary phases.

    Pitches go to strangers in a well-mixed society, every one of which is accepted.
    """
    changes = {
        "persons": persons, "founders": founders, "pure.recruiting": "off", "retention.hazard": leaving,
        "recruitment.contact": 4.0 * joining / (0.3 * 8.0), "recruitment.contact_floor": 1.0,
        "trade.prospecting_share": 0.3, "society.hours_median": 8.0, "recruitment.stranger": 1.0,
        "recruitment.referral": 0.0,
        "recruitment.bring": 0.0, "recruitment.yield_stranger": 1.0, "ritual.gatherings": False,
    }  # fmt: skip
    return grown(weeks, 0, rng, **changes)
