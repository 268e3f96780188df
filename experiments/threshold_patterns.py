"""P2: ritual has a threshold in frequency and in size, along which two states last and history decides between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.claim import Study
from experiments.claims_figures import BAND, courses
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory
from experiments.pattern import Part, Pattern, part
from model import SolidarityModel

INTERVALS = (3.5, 5.0, 7.0, 10.0, 14.0, 21.0, 28.0)  # days
SIZES = (40, 20, 10, 8, 6, 4, 3)  # smallest teams that are cut, members
STARTS = {"drained start": 0.05, "charged start": 0.8}  # energy and symbols of everybody in the first week
WEEKS = 104
MEASURED = 26  # weeks at the end over which attendance is taken
STEP = 39  # weeks of a step of a sweep
# Attendance between outcomes that count as two. Of the symbols of one step 8 % are left at the end of the next, so that
# a sweep's ways differ by no more than that from mere delay.
APART = 0.1
DIRECTIONS = ("weakening", "strengthening")
AXES: tuple[tuple[str, Sequence[float], str, str], ...] = (
    ("ritual.interval_days", INTERVALS, "interval", "Between gatherings (days)"),
    ("ritual.team_minimum", SIZES, "size", "Smallest team (members)"),
)


def threshold(laboratory: Laboratory) -> Study[Pattern]:
    """P2 in frequency and in size: two starts, and a sweep there and back."""
    parts: list[Part] = []
    figures = {}
    for name, values, words, x_label in AXES:
        starts, sweep = _two_starts(laboratory, name, values), _there_and_back(laboratory, name, values)
        starts_apart = _apart(starts, tuple(STARTS)[::-1], f"Attendance from two starts, apart at {words}")
        sweep_apart = _apart(sweep, DIRECTIONS, f"Attendance there and back, apart at {words}")
        parts += [*_threshold_parts(starts, words, values), starts_apart, sweep_apart]
        figures[f"patterns_threshold_{words}"] = _figure(starts, sweep, x_label, starts_apart)
    pattern = Pattern(
        "P2",
        "Ritual has a threshold, with hysteresis",
        "When gatherings are rarer, or teams smaller, more of them fail and their intensity and attendance collapse (to"
        " less than half). Near the threshold an organisation whose members start charged and the same one started"
        f" drained end with attendance more than {APART} apart, and so do the two ways of a sweep there and back (steps"
        f" of {STEP} weeks). Where they are furthest apart is chosen on every other run and measured on the rest",
        parts,
    )
    return Study("Threshold of ritual", [pattern], figures=figures)


def _two_starts(laboratory: Laboratory, name: str, values: Sequence[float]) -> pd.DataFrame:
    """Attendance, and share of gatherings that fail, at the end: one row per variant, value and replicate."""
    tables = []
    for start, level in STARTS.items():

        def begin(model: SolidarityModel, level: float = level) -> None:
            for column in ("energy", "symbol_attachment"):
                model.table.column(column)[model.table.active] = level

        runs = laboratory.each({str(value): {name: value, "weeks": WEEKS} for value in values}, _end, begin=begin)
        tables.append(runs.assign(value=runs["variant"].astype(float), variant=start))
    return pd.concat(tables, ignore_index=True)


def _end(model: SolidarityModel) -> dict[str, float]:
    return attendance(model.weekly.tail(MEASURED))


def attendance(weekly: pd.DataFrame) -> dict[str, float]:
    """Share of those called who met others, intensity of gatherings, share of them that failed; NaN if undefined."""
    called, held = weekly["called"].sum(), weekly["gatherings"].sum()
    return {
        "attendance": float(weekly["came"].sum() / called) if called else float("nan"),
        "intensity": float(weekly["ritual_intensity"].mean()) if held else float("nan"),
        "failed": float(weekly["gatherings_failed"].sum() / held) if held else float("nan"),
    }


def _there_and_back(laboratory: Laboratory, name: str, values: Sequence[float]) -> pd.DataFrame:
    """Attendance at the end of each step of a sweep through the values and back."""
    way = [*values, *values[-2::-1]]
    schedule = [{"week": 1 + STEP * place, name: value} for place, value in enumerate(way) if place > 0]
    changes: dict[str, Any] = {name: way[0], "weeks": STEP * len(way), "schedule": schedule}
    rows = []
    for replicate in range(laboratory.replicates):
        model = laboratory.whole(replicate, changes)
        model.run_for(model.scenario.weeks)
        weekly = model.weekly
        for place, value in enumerate(way):
            end = weekly[STEP * (place + 1) - MEASURED // 2 : STEP * (place + 1)]
            step = {"value": value, "replicate": replicate, **attendance(end)}
            turn = len(values) - 1  # belongs to both ways
            rows += [
                {"variant": direction, **step}
                for direction, on_it in zip(DIRECTIONS, (place <= turn, place >= turn), strict=True)
                if on_it
            ]
    return pd.DataFrame(rows)


def _threshold_parts(runs: pd.DataFrame, words: str, values: Sequence[float]) -> list[Part]:
    """At the strong end of the range gatherings take hold, at the weak end more fail, and attendance has collapsed."""
    charged = runs[runs["variant"] == tuple(STARTS)[1]].pivot(index="replicate", columns="value")
    strong, weak = (charged.xs(value, axis=1, level="value") for value in (values[0], values[-1]))
    return [
        part(
            f"Gatherings that fail, {words} {values[-1]:g} less {words} {values[0]:g} (share)",
            (weak["failed"] - strong["failed"]).to_numpy(float),
            above=0,
        ),
        part(
            f"Intensity of gatherings, {words} {values[-1]:g} over {words} {values[0]:g} (ratio)",
            (weak["intensity"] / strong["intensity"]).to_numpy(float),
            below=0.5,
        ),
        part(
            f"Attendance, {words} {values[-1]:g} over {words} {values[0]:g} (ratio)",
            (weak["attendance"] / strong["attendance"]).to_numpy(float),
            below=0.5,
        ),
    ]


def _apart(runs: pd.DataFrame, variants: Sequence[str], words: str) -> Part:
    """Attendance of the first variant less that of the second where even runs set it furthest apart, in odd runs."""
    table = runs.pivot(index="replicate", columns=["variant", "value"], values="attendance").sort_index()
    values = sorted(runs["value"].unique())
    first, second = (table[[(variant, value) for value in values]].to_numpy(float) for variant in variants)
    of_even = (first - second)[::2].mean(axis=0)  # NaN where a run has no gathering: not chosen
    place = int(np.argmax(np.nan_to_num(of_even, nan=-1.0)))
    return part(f"{words} {values[place]:g} (share)", (first - second)[1::2, place], above=APART)


def _figure(starts: pd.DataFrame, sweep: pd.DataFrame, x_label: str, apart: Part) -> Figure:
    """Attendance, and gatherings that fail, from two starts and on the way there and back."""
    runs = sweep["replicate"].nunique()
    caption = Caption(
        f"Attendance, and share of gatherings in which focus and mood do not take hold: {WEEKS} weeks after everybody"
        f" began with little energy and few symbols (drained) or with much (charged); and step by step ({STEP} weeks"
        " each) on the way from strong ritual to weak and back",
        f"{runs} runs of each",
        BAND,
        f"in the odd runs the starts end {apart.value:.2f} apart where the even runs are furthest apart",
    )
    panels = {"attendance": "Attendance (share of those called)", "failed": "Gatherings that fail (share)"}
    data = pd.concat([starts, sweep], ignore_index=True)
    return courses(data, panels, caption, x="value", x_label=x_label, logarithmic=["value"])
