"""Tables as a comparison stores them, made of random numbers, for tests of what is drawn of them."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from experiments import figures
from experiments.distribution import lorenz_points, rank_counts
from experiments.member_ties import KINDS
from experiments.outcomes import BY_NAME
from experiments.recruiting import TIES
from experiments.solidarity_figures import PROFILE
from experiments.statistics import paired_summary

SCENARIOS = ("mechanical", "organic", "hybrid", "transactional")
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]
WEEKLY = {*figures.SOLIDARITY, *PROFILE}


def tables(scenarios=SCENARIOS, replicates: int = 6, weeks: int = 80, seed: int = 0) -> Tables:
    """Stored tables as a comparison has them: runs, weekly, survival, summary; `transactional` dies out."""
    random = np.random.default_rng(seed)
    runs, weekly, survival = [], [], []
    week = np.arange(1, weeks + 1)
    for replicate, (place, scenario) in itertools.product(range(replicates), enumerate(scenarios)):
        size = 400.0 * (place + 1) * random.lognormal(sigma=0.2)
        active = (10 + size * (1 - np.exp(-week / 40))).round()
        if scenario == "transactional":
            active = np.maximum(20 - week * random.uniform(0.4, 0.8), 0).round()
        means = {
            name: np.where(active > 0, np.clip(random.normal(0.5, 0.1) + 0.1 * np.sin(week / 20), 0, 1), np.nan)
            for name in sorted(WEEKLY)
        } | {"came": active // 2, "rally_came": np.where(week % 4 == 0, active // 3, 0)}
        run = {"scenario": scenario, "replicate": replicate}
        weekly.append(pd.DataFrame({"week": week, "active": active} | means).assign(**run))
        durations = np.minimum(random.geometric(0.02 * (place + 1), size=200), weeks)
        counts = np.bincount(durations, minlength=weeks + 1)
        ceased = random.binomial(counts, 0.7)
        survival.append(
            pd.DataFrame({"duration": range(weeks + 1), "ceased": ceased, "censored": counts - ceased}).assign(**run)
        )
        values = {name: 100 * (place + 1) * random.lognormal(sigma=0.1) for name in BY_NAME}
        if scenario == "transactional":
            values |= {"members": 0.0, "energy": None}
        runs.append(run | {"status": "done"} | values)
    table = pd.DataFrame(runs)
    summary = paired_summary(table, list(BY_NAME), scenarios[0])
    return table, pd.concat(weekly, ignore_index=True), pd.concat(survival, ignore_index=True), summary


def ledger_of(runs: pd.DataFrame) -> pd.DataFrame:
    """A ledger of recruiting for each of the runs."""
    counts = pd.DataFrame({"tie": list(TIES), "asked": 50, "came": 9, "joined": range(6), "refused": 30})
    return runs[["scenario", "replicate"]].merge(counts, how="cross")


def distributors_of(members: int, seed: int = 0) -> pd.DataFrame:
    """One run's members: a tree grown at random from three founders."""
    random = np.random.default_rng(seed)
    sponsor = [-1 if row < 3 else int(random.integers(0, row)) for row in range(members)]
    line = list(range(3))
    for above in sponsor[3:]:
        line.append(line[above])
    return pd.DataFrame(
        {
            "member": range(members),
            "sponsor": sponsor,
            "line": line[:members],
            "team": np.arange(members) // 12,
            "status": pd.Categorical(random.choice(["active", "left", "dormant"], members, p=[0.6, 0.3, 0.1])),
            "joined": np.sort(random.integers(0, 80, members)),
            "rank": random.integers(0, 5, members),
            "energy": random.random(members),
            "symbol_attachment": random.random(members),
            "commission_total": random.integers(0, 1000, members),
        }
    )


def ties_of(members: int, seed: int = 0) -> pd.DataFrame:
    """Ties at random among so many members."""
    pairs = np.sort(np.random.default_rng(seed).integers(0, members, (3 * members, 2)), axis=1)
    ties = pd.DataFrame(np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0), columns=["member", "other"])
    return ties.assign(type=np.resize(KINDS, len(ties)))


def tables_beside(runs: pd.DataFrame, weekly: pd.DataFrame, survival: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """All tables of a comparison beside the runs, the same members in all runs."""
    everyone = distributors_of(60)
    identity = runs[["scenario", "replicate"]]
    first = identity[identity["replicate"] == 0]
    return {
        "weekly": weekly,
        "survival": survival,
        "ledger": ledger_of(runs),
        "lorenz": identity.merge(lorenz_points(everyone), how="cross"),
        "ranks": identity.merge(rank_counts(everyone), how="cross"),
        "distributors": first.merge(everyone, how="cross"),
        "ties": first.merge(ties_of(60), how="cross"),
    }
