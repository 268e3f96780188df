"""P2: ritual has a threshold in frequency and in size, along which two states last and history decides between them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments import wording
from experiments.claim import Study
from experiments.claims_figures import BAND, courses
from experiments.figure_style import Caption
from experiments.laboratory import NO_RALLIES, Laboratory
from experiments.pattern import INSIDE, MET, TRIED_SHARE, Part, Pattern, part
from model import SolidarityModel

STARTS = {"drained start": 0.05, "charged start": 0.8}  # energy and symbols of everybody in the first week
WEEKS = 156
MEASURED = 26  # weeks at the end over which attendance is taken
# Weeks of a step of a sweep. An organisation that is used to a gathering every 10 days and gets one every 14 (mean of
# four runs without rallies: attendance .74 before, then .63, .49, .45 and .43 after 39, 104, 156 and 312 weeks) has
# nine tenths of its loss behind it after 156 weeks, and .02 before it; after 39 only a third, so that steps so short
# would take delay for history. The way back is slower: what still closes is measured beside (`_apart`).
STEP = 156
SHORT_STEP = 39  # reported beside, for what delay adds
APART = 0.1  # attendance between outcomes that count as two; at most as much may still close in the last half
DIRECTIONS = ("weakening", "strengthening")


@dataclasses.dataclass(frozen=True)
class Axis:
    """A strength of ritual that is varied, from strong to weak."""

    parameter: str
    words: str
    label: str
    values: Sequence[float]  # of the two starts
    way: Sequence[float]  # of the sweep: where ritual holds, two steps across the threshold, where it does not


AXES = (
    Axis(
        "ritual.interval_days", "interval", "Between gatherings (days)", (3.5, 7.0, 10.0, 14.0, 28.0),
        (7.0, 10.0, 14.0, 28.0),
    ),
    Axis("ritual.team_minimum", "size", "Smallest team (members)", (40, 10, 8, 6, 3), (10, 6, 4, 3)),
)  # fmt: skip


def threshold(laboratory: Laboratory) -> Study[Pattern]:
    """P2 in frequency and in size: two starts, and a sweep there and back."""
    parts: list[Part] = []
    reported: list[Part] = []
    ends: list[str] = []
    figures = {}
    for axis in AXES:
        starts = _two_starts(laboratory, axis, axis.values, NO_RALLIES, laboratory.replicates)
        sweep = _there_and_back(laboratory, axis, STEP, NO_RALLIES, laboratory.replicates)
        starts_apart, place = _apart(starts, tuple(STARTS)[::-1], f"Attendance from two starts, {axis.words}")
        parts += [*_threshold_parts(starts, axis.words, axis.values), starts_apart[0], starts_apart[1].unasked()]
        parts += _apart(_before_the_turn(sweep, axis), DIRECTIONS, f"Attendance there and back, {axis.words}")[0]
        ends.append(_weakest(starts, sweep, axis))
        if laboratory.thorough:
            reported += _for_information(laboratory, axis, place)
        figures[f"patterns_threshold_{axis.words}"] = _figure(starts, sweep, axis.label, starts_apart[0])
    pattern = Pattern(
        "P2",
        "Ritual has a threshold, with hysteresis",
        "Asked of a team's own gatherings: rallies and the convention are held out. When gatherings are rarer, or"
        " teams smaller, more of them fail and their intensity and attendance collapse (to less than half). Near the"
        f" threshold an organisation whose members start charged and the same one started drained are more than {APART}"
        f" apart in attendance after {WEEKS} weeks, and so are the two ways of a sweep there and back (steps of {STEP}"
        " weeks), without closing by as much in the second half of the step, which would be delay. Where they are"
        " furthest apart is chosen on every other run and measured on the rest",
        [*parts, *reported],
    )
    pattern = dataclasses.replace(pattern, note=_note(pattern, ends, thorough=laboratory.thorough))
    return Study("Threshold of ritual", [pattern], figures=figures)


def _for_information(laboratory: Laboratory, axis: Axis, place: float) -> list[Part]:
    """The same with rallies, and with steps too short to tell history from delay; nothing is asked of them."""
    few = max(4, laboratory.replicates // TRIED_SHARE)
    starts = _two_starts(laboratory, axis, [place], {}, few)
    found = [_apart(starts, tuple(STARTS)[::-1], f"With rallies, from two starts, {axis.words}")]
    for words, step, changes in (
        ("With rallies", STEP, {}),
        (f"Steps of {SHORT_STEP} weeks", SHORT_STEP, NO_RALLIES),
        (f"Steps of {SHORT_STEP} weeks with rallies", SHORT_STEP, {}),
    ):
        sweep = _before_the_turn(_there_and_back(laboratory, axis, step, changes, few), axis)
        found.append(_apart(sweep, DIRECTIONS, f"{words}, there and back, {axis.words}"))
    return [parts[0].unasked() for parts, _ in found]


def _before_the_turn(sweep: pd.DataFrame, axis: Axis) -> pd.DataFrame:
    """A sweep without its turning point, which both ways share."""
    return sweep[sweep["value"] != axis.way[-1]]


def _note(pattern: Pattern, ends: Sequence[str], *, thorough: bool) -> str:
    if pattern.outcome == MET:
        return ""
    open_or_missed = [each.quantity.removesuffix(" (share)") for each in pattern.parts if each.state != INSIDE]
    why = (
        f"Not so, or not decided: {'; '.join(open_or_missed)}. Where ritual is weakest organisations on the way are"
        f" years old: {'; '.join(ends)}"
    )
    tried = (
        f". Tried: rallies held, and steps of {SHORT_STEP} weeks, too short to tell history from delay (the rows that"
        " are only reported)"
    )
    return why + tried * thorough


def _weakest(starts: pd.DataFrame, sweep: pd.DataFrame, axis: Axis) -> str:
    """Attendance at the weakest ritual, when it is come to step by step and when a charged organisation begins so."""
    swept, begun = (
        float(runs.loc[(runs["variant"] == variant) & (runs["value"] == axis.way[-1]), "attendance"].mean())
        for runs, variant in ((sweep, DIRECTIONS[0]), (starts, tuple(STARTS)[1]))
    )
    return (
        f"at {axis.words} {axis.way[-1]:g} attendance is {wording.number(swept)} on the way and {wording.number(begun)}"
        " in one that began charged there"
    )


def _two_starts(
    laboratory: Laboratory, axis: Axis, values: Sequence[float], changes: Mapping[str, Any], replicates: int
) -> pd.DataFrame:
    """Attendance, and share of gatherings that fail, at the end: one row per variant, value and replicate."""
    tables = []
    variants = {str(value): {**changes, axis.parameter: value, "weeks": WEEKS} for value in values}
    for start, level in STARTS.items():

        def begin(model: SolidarityModel, level: float = level) -> None:
            for column in ("energy", "symbol_attachment"):
                model.table.column(column)[model.table.active] = level

        runs = laboratory.each(variants, _end, begin=begin, replicates=replicates)
        tables.append(runs.assign(value=runs["variant"].astype(float), variant=start))
    return pd.concat(tables, ignore_index=True)


def _end(model: SolidarityModel) -> dict[str, float]:
    return _end_of(model.weekly)


def _end_of(weekly: pd.DataFrame) -> dict[str, float]:
    """Attendance at the end of some weeks, and half-way through them."""
    half, measured = len(weekly) // 2, min(MEASURED, len(weekly) // 2)
    return {**attendance(weekly.tail(measured)), "half_way": attendance(weekly[half - measured : half])["attendance"]}


def attendance(weekly: pd.DataFrame) -> dict[str, float]:
    """Share of those called who met others, intensity of gatherings, share of them that failed; NaN if undefined."""
    called, held = weekly["called"].sum(), weekly["gatherings"].sum()
    return {
        "attendance": float(weekly["came"].sum() / called) if called else float("nan"),
        "intensity": float(weekly["ritual_intensity"].mean()) if held else float("nan"),
        "failed": float(weekly["gatherings_failed"].sum() / held) if held else float("nan"),
    }


def _there_and_back(
    laboratory: Laboratory, axis: Axis, step: int, changes: Mapping[str, Any], replicates: int
) -> pd.DataFrame:
    """Attendance at the end of each step of a sweep through the values and back."""
    way = [*axis.way, *axis.way[-2::-1]]
    turn = len(axis.way) - 1  # belongs to both ways
    schedule = [{"week": 1 + step * place, axis.parameter: value} for place, value in enumerate(way) if place > 0]
    changes = {**changes, axis.parameter: way[0], "weeks": step * len(way), "schedule": schedule}
    rows = []
    for replicate in range(replicates):
        model = laboratory.whole(replicate, changes)
        model.run_for(model.scenario.weeks)
        for place, value in enumerate(way):
            end = _end_of(model.weekly[step * place : step * (place + 1)])
            rows += [
                {"variant": direction, "value": value, "replicate": replicate, **end}
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


def _apart(runs: pd.DataFrame, variants: Sequence[str], words: str) -> tuple[list[Part], float]:
    """How far two variants are apart where even runs set them furthest apart, in odd runs, and that value.

    The parts are attendance of the first variant less that of the second at the end, and by how much that difference
    has become less since half-way.
    """
    values = sorted(runs["value"].unique())
    end, half_way = (_difference(runs, variants, values, column) for column in ("attendance", "half_way"))
    of_even = end[::2].mean(axis=0)  # NaN where a run has no gathering: not chosen
    place = int(np.argmax(np.nan_to_num(of_even, nan=-1.0)))
    at = f"{words} {values[place]:g}"
    return [
        part(f"{at}, apart (share)", end[1::2, place], above=APART),
        part(f"{at}, closing still (share)", (half_way - end)[1::2, place], below=APART),
    ], float(values[place])


def _difference(runs: pd.DataFrame, variants: Sequence[str], values: Sequence[float], column: str) -> np.ndarray:
    """A column of the first variant less that of the second, (replicates, values)."""
    table = runs.pivot(index="replicate", columns=["variant", "value"], values=column).sort_index()
    first, second = (table[[(variant, value) for value in values]].to_numpy(float) for variant in variants)
    return np.asarray(first - second)


def _figure(starts: pd.DataFrame, sweep: pd.DataFrame, x_label: str, apart: Part) -> Figure:
    """Attendance, and gatherings that fail, from two starts and, in panels of their own, on the way there and back."""
    caption = Caption(
        f"Attendance, and share of gatherings in which focus and mood do not take hold, without rallies: {WEEKS} weeks"
        " after everybody began with little energy and few symbols (drained) or with much (charged); and step by step"
        f" ({STEP} weeks each) on the way from strong ritual to weak and back",
        f"{sweep['replicate'].nunique()} runs of each",
        BAND,
        f"in the odd runs the starts end {apart.value:.2f} apart where the even runs are furthest apart",
    )
    panels = {
        "attendance": "Two starts: attendance (share of those called)",
        "failed": "Two starts: gatherings that fail (share)",
        "attendance_swept": "Sweep: attendance (share of those called)",
        "failed_swept": "Sweep: gatherings that fail (share)",
    }
    swept = sweep.rename(columns={name: f"{name}_swept" for name in ("attendance", "failed")})
    data = pd.concat([starts, swept], ignore_index=True)
    return courses(data, panels, caption, x="value", x_label=x_label, logarithmic=["value"])
