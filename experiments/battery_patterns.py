"""P1: ritual is a battery. Energy is charged in meetings and runs down in days, symbols in months."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments import wording
from experiments.attending import came
from experiments.claim import Study
from experiments.claims_figures import BAND, courses
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory
from experiments.pattern import Pattern, part
from model import SolidarityModel
from model.months import DAYS_PER_WEEK

# Weeks with a gathering and weeks without alternate; teams are large enough for rituals so rare to take hold.
SLOWED = {"ritual.interval_days": 14.0, "ritual.team_minimum": 20}
BEFORE = 52  # weeks until then
WATCHED = 26  # weeks in which energies are followed
SHOWN = 9  # of them in the figure; teams are cut anew every month
PAUSE = 105  # week from which gatherings are paused
FOLLOWED = 39  # weeks of the pause: nine months
FADING = 8  # weeks of the pause over which energy's decay is fitted; later hardly any is left


def battery(laboratory: Laboratory) -> Study[Pattern]:
    """P1: energy rises in meetings and runs down between; symbols last longer."""
    saws, teeth, decays, courses_of = [], [], [], []
    for replicate in range(laboratory.replicates):
        model = laboratory.whole(replicate, SLOWED)
        model.run_for(BEFORE)
        tooth, change = _sawtooth(model)
        saws.append(change)
        teeth.append(tooth.assign(replicate=replicate))
        course, decay = _pause(laboratory, replicate)
        decays.append(decay)
        courses_of.append(course.assign(replicate=replicate, variant="members who stay"))
    saw, fading = pd.DataFrame(saws), pd.DataFrame(decays)
    parts = [
        part("Change of energy in a week with a gathering (0 to 1)", saw["charged"], above=0),
        part("Change of energy in a week without (0 to 1)", saw["drained"], below=0),
        part("Half-life of energy without gatherings (days)", fading["half_life"], above=3, below=14),
        part("Symbols kept after six months' pause (share)", fading["kept_26"], below=0.25),
        part("Symbols kept after nine months' pause (share)", fading["kept_39"], below=0.25),
    ]
    caption = Caption(
        "Mean energy and attachment to symbols, relative to the last week with gatherings, of members who stay active"
        " when gatherings are paused",
        f"{laboratory.replicates} runs",
        BAND,
        f"after six months {fading['kept_26'].mean():.0%} of the symbols are left; energy halves in"
        f" {fading['half_life'].mean():.1f} days",
    )
    panels = {"energy": "Energy (ratio to week 0)", "symbol_attachment": "Symbols (ratio to week 0)"}
    pause = courses(
        pd.concat(courses_of, ignore_index=True), panels, caption, x="week", x_label="Time without gatherings (weeks)"
    )
    saw_caption = Caption(
        "Mean energy at the end of each week of members whose teams gather every 14 days, by the week in which their"
        " team gathers first",
        f"{laboratory.replicates} runs",
        BAND,
        f"energy moves by {wording.number(saw['charged'].mean(), 2)} in a week with a gathering and by"
        f" {wording.number(saw['drained'].mean(), 2)} in a week without",
    )
    sawtooth = courses(
        pd.concat(teeth, ignore_index=True), {"energy": "Energy (index 0 to 1)"}, saw_caption, x="week",
        x_label="Time (weeks)",
    )  # fmt: skip
    pattern = Pattern(
        "P1",
        "Ritual is a battery",
        "Energy rises in weeks with a gathering and falls in weeks without (teams of 20 at least gather every 14 days;"
        f" members are followed one by one for {WATCHED} weeks). Gatherings are paused in the third year: energy halves"
        " in 3 to 14 days, symbols keep less than a quarter after six to nine months",
        parts,
        built_in=True,
    )
    return Study("Battery", [pattern], figures={"patterns_sawtooth": sawtooth, "patterns_pause": pause})


def _sawtooth(model: SolidarityModel) -> tuple[pd.DataFrame, dict[str, float]]:
    """Energy by week, and its mean change in weeks in which a member came to a gathering and in the others."""
    changes: dict[bool, list[np.ndarray]] = {True: [], False: []}
    course = []
    meets_first = np.empty(0, bool)  # members whose team gathers in the first week that is watched
    for week in range(1, WATCHED + 1):
        rows = model.table.active.copy()
        team = model.table.column("team")[rows].copy()
        before = model.table.column("energy")[rows].astype(float)
        model.run_for(1)
        stays, present = np.isin(rows, model.table.active), came(model, rows)
        now = model.table.column("energy")[rows].astype(float)
        for whether, found in changes.items():
            found.append((now - before)[stays & (present == whether)])
        if week == 1:
            meets_first = rows[np.isin(team, team[present])]
            follow = rows
        for name, which in (("gathers in odd weeks", True), ("gathers in even weeks", False)):
            chosen = stays & np.isin(rows, follow) & (np.isin(rows, meets_first) == which)
            if week <= SHOWN and chosen.any():
                course.append({"variant": name, "week": week, "energy": float(now[chosen].mean())})
    return pd.DataFrame(course), {"charged": _mean(changes[True]), "drained": _mean(changes[False])}


def _mean(pieces: list[np.ndarray]) -> float:
    together = np.concatenate(pieces)
    return float(together.mean()) if len(together) else float("nan")


def _ratio(now: np.ndarray, start: np.ndarray) -> float:
    """What is left on the whole; NaN where there was nothing."""
    return float(now.sum() / start.sum()) if start.sum() > 0 else float("nan")


def _pause(laboratory: Laboratory, replicate: int) -> tuple[pd.DataFrame, dict[str, float]]:
    """Follow the members of a run when gatherings are paused: weekly means relative to the start, and decay."""
    changes = {"weeks": PAUSE - 1 + FOLLOWED, "schedule": [{"week": PAUSE, "ritual.gatherings": False}]}
    model = laboratory.whole(replicate, changes)
    model.run_for(PAUSE - 1)
    rows = model.table.active.copy()
    start = {name: model.table.column(name)[rows].astype(float) for name in ("energy", "symbol_attachment")}
    course: list[dict[str, float]] = [{"week": 0, "energy": 1.0, "symbol_attachment": 1.0}]
    days, logs = [], []
    for week in range(1, FOLLOWED + 1):
        model.run_for(1)
        stays = np.isin(rows, model.table.active)
        now = {name: model.table.column(name)[rows].astype(float) for name in start}
        course.append({"week": week} | {name: _ratio(now[name][stays], start[name][stays]) for name in start})
        felt = stays & (start["energy"] > 0) & (now["energy"] > 0)
        if week <= FADING:
            logs.append(np.log2(now["energy"][felt] / start["energy"][felt]))
            days.append(np.full(felt.sum(), DAYS_PER_WEEK * week))
    together, x = np.concatenate(logs), np.concatenate(days)
    table = pd.DataFrame(course)
    kept = table.set_index("week")["symbol_attachment"]
    slope = float(together @ x / (x @ x))  # through the start, where nothing is lost yet
    return table, {"half_life": -1 / slope, "kept_26": float(kept[26]), "kept_39": float(kept[39])}
