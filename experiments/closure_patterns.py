"""P7 and P8: what it does to an organisation to close its gatherings to outsiders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from experiments import wording
from experiments.claim import Study
from experiments.claims_figures import BAND, courses
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory
from experiments.pattern import ERROR_RATE, INSIDE, OPEN, OUTSIDE, TRIED_SHARE, Part, Pattern, least_clear, part
from experiments.statistics import run_weights
from model import SolidarityModel
from model.months import WEEKS_PER_YEAR

CLOSURES = tuple(tenth / 10 for tenth in range(11))  # share of gatherings for members only
STEPS = (0.0, 0.3, 0.7, 1.0)  # of them, the steps over which insularity must rise
INSULARITY = {  # column: what it is, and the sign of its change as closure rises
    "distrust": ("Distrust of non-members (0 to 1)", 1),
    "outside_closeness": ("Closeness to people outside (0 to 1)", -1),
    "leaving": ("Members who stop being active (per member and year)", -1),
    "recruits": ("Recruits (persons a year)", -1),
}
TRIED: dict[str, dict[str, Any]] = {
    "ten years in a society of 1,000, which fills up": {"persons": 1000, "weeks": 520},
    "guests are never brought to gatherings": {"recruitment.bring": 0.0},
    "guests spoil a gathering wholly": {"ritual.guest_dilution": 1.0},
    "gatherings every 14 days": {"ritual.interval_days": 14.0},
    "members leave three times as readily": {"retention.hazard": 0.09},
    "outside ties pull four times as strongly": {"retention.outside": 1.6},
}
TRIED_CLOSURES = (0.0, 0.1, 0.2, 0.5, 0.8, 1.0)
RESAMPLES = 9_999
CERTAIN = {INSIDE: "yes", OUTSIDE: "no", OPEN: "not decided"}


def insularity(laboratory: Laboratory) -> Study[Pattern]:
    """P7: a barrier makes insular: each quantity is monotone in closure."""
    runs = _runs(laboratory, CLOSURES)
    parts = [_slowest_step(runs, column, label, sign) for column, (label, sign) in INSULARITY.items()]
    pattern = Pattern(
        "P7",
        "The barrier makes insular",
        "As more gatherings are for members only (share closed: " + ", ".join(f"{each:g}" for each in STEPS) + "),"
        " distrust rises at every step, and closeness to people outside, leaving and recruits fall; the step that is"
        " least clear is shown",
        parts,
        note="That closed gatherings teach distrust and loosen outside ties, and that each of these, and a gathering"
        " not seen, costs recruits, is built in; how many, and that fewer leave, is not: distrust and loosened ties"
        " weigh against fewer ties inside",
    )
    ends = runs.groupby("value")[list(INSULARITY)].mean()
    caption = Caption(
        "Distrust and closeness to people outside in the last year, leaving and recruits over the whole run, by the"
        " share of gatherings closed to outsiders",
        f"{laboratory.replicates} runs of each",
        BAND,
        f"from all open to all closed distrust goes from {ends['distrust'].iloc[0]:.2f} to"
        f" {ends['distrust'].iloc[-1]:.2f}, recruits from {ends['recruits'].iloc[0]:.0f} to"
        f" {ends['recruits'].iloc[-1]:.0f} a year",
    )
    panels = {column: label for column, (label, _) in INSULARITY.items()}
    return Study("Insularity", [pattern], figures={"patterns_closure": _figure(runs, panels, caption)})


def trade_off(laboratory: Laboratory) -> Study[Pattern]:
    """P8: net growth is greatest at some closure between none and full."""
    runs = _runs(laboratory, CLOSURES)
    best = _best_closure(runs)
    few = max(2, laboratory.replicates // TRIED_SHARE)
    tried = {
        name: _best_closure(_runs(laboratory, TRIED_CLOSURES, changes, replicates=few))
        for name, changes in TRIED.items()
        if laboratory.thorough
    }
    table = pd.DataFrame(
        [
            {
                "Variant": name,
                "Closure of greatest growth (99 % bootstrap interval)": each.told,
                "Strictly between none and all": CERTAIN[each.state],
                "Runs": each.runs,
            }
            for name, each in {"as it is": best, **tried}.items()
        ]
    )
    pattern = Pattern(
        "P8",
        "Closure is a trade-off",
        "Net growth (members gained a year) over eleven shares of closed gatherings is greatest strictly between none"
        " and all; interval of the best share by bootstrap over runs",
        [best],
        note=_why_missed(runs, tried) if best.value in (0.0, 1.0) else "",
    )
    growth = runs.groupby("value")["growth"].mean()
    caption = Caption(
        "Net growth by the share of gatherings closed to outsiders, with what it is made of",
        f"{laboratory.replicates} runs of each",
        BAND,
        f"growth is greatest at {growth.idxmax():g} ({growth.max():.0f} members a year) and"
        f" {growth.iloc[-1]:.0f} a year with all closed",
    )
    panels = {
        "growth": "Net growth (members a year)",
        "joining": "Recruits (per member and year)",
        "leaving": "Members who stop (per member and year)",
    }
    return Study(
        "Trade-off of closure", [pattern], {"What was tried": table},
        {"patterns_growth": _figure(runs, panels, caption)},
    )  # fmt: skip


def _runs(
    laboratory: Laboratory,
    closures: Sequence[float],
    changes: Mapping[str, Any] | None = None,
    replicates: int | None = None,
) -> pd.DataFrame:
    variants = {str(each): {**(changes or {}), "boundary.closure": each} for each in closures}
    runs = laboratory.each(variants, _boundary, replicates=replicates)
    return runs.assign(value=runs["variant"].astype(float), variant="closure")


def _boundary(model: SolidarityModel) -> dict[str, float]:
    weekly = model.weekly
    year = weekly.tail(WEEKS_PER_YEAR)
    years, member_years = len(weekly) / WEEKS_PER_YEAR, weekly["active"].sum() / WEEKS_PER_YEAR
    return {
        "distrust": float(year["distrust"].mean()),
        "outside_closeness": float(year["outside_closeness"].mean()),
        "leaving": float(weekly["ceased"].sum() / member_years),
        "joining": float(weekly["joined"].sum() / member_years),
        "recruits": float(weekly["joined"].sum() / years),
        "growth": float((weekly["joined"].sum() - weekly["ceased"].sum()) / years),
    }


def _slowest_step(runs: pd.DataFrame, column: str, label: str, sign: int) -> Part:
    """The least clear of the steps over which a quantity must move in one direction."""
    wide = runs.pivot(index="replicate", columns="value", values=column)
    bound: dict[str, Any] = {"above": 0.0} if sign > 0 else {"below": 0.0}
    steps = [
        part(f"{label}, closure {low:g} to {high:g}", (wide[high] - wide[low]).to_numpy(float), **bound)
        for low, high in pairwise(STEPS)
    ]
    return least_clear(steps)


def _best_closure(runs: pd.DataFrame) -> Part:
    """Closure of greatest net growth, with its 99 % bootstrap interval over runs (percentile)."""
    wide = runs.pivot(index="replicate", columns="value", values="growth")
    closures, growth = wide.columns.to_numpy(float), wide.to_numpy(float)
    best = closures[run_weights(len(growth), resamples=RESAMPLES).dot(growth).argmax(axis=1)]
    low, high = np.quantile(best, [ERROR_RATE, 1 - ERROR_RATE], method="closest_observation")
    value = float(closures[growth.mean(axis=0).argmax()])
    return Part("Closure of greatest growth (share)", value, float(low), float(high), len(growth), above=0, below=1)


def _why_missed(runs: pd.DataFrame, tried: Mapping[str, Part]) -> str:
    """Why growth is greatest at an end, in numbers of these runs, and what else was tried."""
    means = runs.groupby("value")[["joining", "leaving"]].mean()
    first, last = means.iloc[0], means.iloc[-1]
    return (
        f"Closing all gatherings lowers leaving from {wording.number(first['leaving'])} to"
        f" {wording.number(last['leaving'])} per member and year, and recruiting from"
        f" {wording.number(first['joining'])} to {wording.number(last['joining'])}: guests who see no gathering,"
        " and members who distrust them or have grown distant, cost more than insularity holds"
        + (". Tried besides: " if tried else "")
        + "; ".join(f"{name}: best at {each.told}" for name, each in tried.items())
    )


def _figure(runs: pd.DataFrame, panels: Mapping[str, str], caption: Caption) -> Any:
    return courses(runs, panels, caption, x="value", x_label="Closed gatherings (share)")
