"""P5 and P6: attendance falls with the size of the group, and returns to length and intensity of ritual diminish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize

from experiments.attending import came
from experiments.claim import Study
from experiments.claims_figures import BAND, courses
from experiments.figure_style import Caption
from experiments.laboratory import NO_RALLIES, Laboratory
from experiments.pattern import ERROR_RATE, OPEN, TRIED_SHARE, Part, Pattern, part, student_interval
from model import SolidarityModel
from model.months import DAYS_PER_WEEK, WEEKS_PER_YEAR

BEFORE, WATCHED = 104, 26  # weeks until attendance is watched, and in which it is
HELD = {"energy": 0.4, "symbol_attachment": 0.4}  # what everybody feels while attendance is a matter of size
ALONE = {"ritual.reminder": 0.0, "ritual.mutual_reminding": 0.0}  # nobody reminds
SMALL, MIDDLE, LARGE = 5, 20, 80  # smallest teams that are cut
LENGTHS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0)  # hours
GAINS = (5.0, 7.0, 9.0, 12.0, 16.0, 21.0, 28.0)  # of focus and mood: higher ones make ritual more intense
RETURNS: tuple[tuple[str, Sequence[float], str, str, str], ...] = (
    ("ritual.length_hours", LENGTHS, "length", "hours", "value"),
    ("ritual.gain", GAINS, "intensity", "gain", "ritual_intensity"),
)


def crowding(laboratory: Laboratory) -> Study[Pattern]:
    """P5: attendance falls with the size of the group; cutting it into small ones offsets that."""
    slopes: list[float] = []
    reminded: list[float] = []
    shares, tables = [], []
    for replicate in range(laboratory.replicates):
        seen = {size: _attendance(laboratory, replicate, size, ALONE) for size in (SMALL, MIDDLE, LARGE)}
        together = pd.concat(seen.values(), ignore_index=True)
        as_it_is = pd.concat([_attendance(laboratory, replicate, size, {}) for size in seen], ignore_index=True)
        for found, table in ((slopes, together), (reminded, as_it_is)):
            found.append(_logit_slope(np.log(table["size"].to_numpy(float)), table["came"].to_numpy(bool)))
        shares.append(seen[SMALL]["came"].mean() - seen[LARGE]["came"].mean())
        bins = 2.0 ** np.round(np.log2(together["size"].to_numpy(float)))
        means = together.groupby(bins)["came"].mean().rename_axis("size").reset_index()
        tables.append(means.assign(replicate=replicate, variant="equal feelings"))
    parts = [
        part("Slope of the logit of coming on ln(team size) (logits a log unit)", slopes, above=-0.15, below=-0.05),
        part("The same with reminding (logits a log unit)", reminded),
        part(f"Attendance in teams of {SMALL} or more, less that of {LARGE} or more (share)", shares, above=0),
    ]
    pattern = Pattern(
        "P5",
        "Attendance falls with size",
        f"Every week for {WATCHED} weeks all members are given the same energy and symbols, nobody reminds, and coming"
        f" is regressed on the logarithm of the team's size (logistic regression; teams of {SMALL}, {MIDDLE} and"
        f" {LARGE} members at least). The same members cut into small teams come more often",
        parts,
        built_in=True,
        note="With feelings left free the ritual outweighs this: larger teams are denser, charge more and are better"
        " attended (P2)",
    )
    caption = Caption(
        "Attendance by size of the team, everybody having the same energy and symbols",
        f"{laboratory.replicates} runs, each with teams of three sizes",
        BAND,
        f"a team e times as large has a logit lower by {-np.mean(slopes):.2f}",
    )
    data = pd.concat(tables, ignore_index=True)
    in_most = data.groupby("size")["replicate"].transform("nunique") > laboratory.replicates / 2
    figure = courses(
        data[in_most], {"came": "Attendance (share)"}, caption, x="size",
        x_label="Members of the team (persons, to the nearest power of two)", logarithmic=["size"],
    )  # fmt: skip
    return Study("Size and attendance", [pattern], figures={"patterns_size": figure})


def _attendance(laboratory: Laboratory, replicate: int, smallest: int, changes: Mapping[str, float]) -> pd.DataFrame:
    """Size of the team and coming of every member called, when all feel alike."""
    teams = {"ritual.interval_days": DAYS_PER_WEEK, "ritual.team_minimum": smallest}
    model = laboratory.whole(replicate, {**changes, **teams})
    model.run_for(BEFORE)
    return pd.concat(_weeks_of_equal_feelings(model), ignore_index=True)


def _weeks_of_equal_feelings(model: SolidarityModel) -> Iterator[pd.DataFrame]:
    for _ in range(WATCHED):
        rows = model.table.active.copy()
        for name, value in HELD.items():
            model.table.column(name)[rows] = value
        team = model.table.column("team")[rows]
        size = np.bincount(team)[team]
        model.run_for(1)
        yield pd.DataFrame({"size": size, "came": came(model, rows)})


def _logit_slope(x: np.ndarray, yes: np.ndarray) -> float:
    """Slope of a logistic regression with one regressor, by maximum likelihood."""
    sign = np.where(yes, 1.0, -1.0)
    centred = x - x.mean()
    found = optimize.minimize(lambda b: np.logaddexp(0.0, -sign * (b[0] + b[1] * centred)).mean(), np.zeros(2))
    return float(found.x[1])


def returns(laboratory: Laboratory) -> Study[Pattern]:
    """P6: a longer ritual, and a more intense one, charge more, but less and less so."""
    few = max(2, laboratory.replicates // TRIED_SHARE)
    parts, with_rallies, notes, tried = [], [], [], []
    for parameter, values, words, name, x in RETURNS:
        runs = _states(laboratory, parameter, values, NO_RALLIES, laboratory.replicates)
        kept, more = _taking_hold(runs), _taking_hold(runs, least=0.25)
        judged = _concave(runs[runs["value"].isin(kept)], x, f"Energy by {words}")
        parts += judged
        notes.append(
            f"{name} from {kept[0]:g} to {kept[-1]:g}" if kept else f"no {name}, since ritual never takes hold"
        )
        rallied = (
            _concave(_states(laboratory, parameter, kept, {}, few), x, f"With rallies, energy by {words}")
            if laboratory.thorough
            else []
        )
        with_rallies += [each.unasked() for each in rallied]
        if rallied and OPEN in {each.state for each in judged}:
            wider = _concave(runs[runs["value"].isin(more)], x, "")[0]
            tried.append(
                f" By {words} not decided by {laboratory.replicates} runs of each: where ritual takes hold the curve is"
                f" nearly straight. Tried: with rallies, curvature {rallied[0].told}; from a quarter of the"
                f" greatest intensity on, {wider.told}"
            )
        if x == "value":
            longer = runs
    pattern = Pattern(
        "P6",
        "Returns to ritual diminish",
        "Rallies and the convention are held out. Mean energy in the last year against the hours of a ceremony, and"
        " against its intensity (raised by how strongly focus and mood feed each other), is concave wherever ritual"
        " takes hold (intensity at least half of the greatest): slopes fall from step to step",
        [*parts, *with_rallies],
        note=f"Judged at {' and '.join(notes)}. Below that, returns rise before they diminish: the threshold of P2"
        + "".join(f".{each}" for each in tried),
    )
    means = longer.groupby("value")["energy"].mean()
    caption = Caption(
        "Energy, intensity of gatherings and members at the end, by hours of ceremony, without rallies",
        f"{laboratory.replicates} runs of each length",
        BAND,
        f"energy is {means.iloc[0]:.2f} at {LENGTHS[0]:g} hours, {means.max():.2f} at {means.idxmax():g} hours and"
        f" {means.iloc[-1]:.2f} at {LENGTHS[-1]:g} hours",
    )
    panels = {
        "energy": "Energy (index 0 to 1)",
        "ritual_intensity": "Intensity of gatherings (0 to 1)",
        "members": "Active members at the end (persons)",
    }
    figure = courses(longer.assign(variant="hours of ceremony"), panels, caption, x="value", x_label="Length (hours)")
    return Study("Returns to ritual", [pattern], figures={"patterns_returns": figure})


def _taking_hold(runs: pd.DataFrame, least: float = 0.5) -> list[float]:
    """Values at which gatherings are at least half (`least`) as intense as at the best."""
    intensity = runs.groupby("value")["ritual_intensity"].mean()
    return [float(value) for value in intensity.index[intensity >= least * intensity.max()]]


def _states(
    laboratory: Laboratory, name: str, values: Sequence[float], changes: Mapping[str, Any], replicates: int
) -> pd.DataFrame:
    """Energy and gatherings in the last year, one row per value and replicate."""
    variants = {str(value): {**changes, name: value} for value in values}
    runs = laboratory.each(variants, _last_year, replicates=replicates)
    return runs.assign(value=runs["variant"].astype(float))


def _last_year(model: SolidarityModel) -> dict[str, float]:
    year = model.weekly.tail(WEEKS_PER_YEAR)
    return {
        "energy": float(year["energy"].mean()),
        "ritual_intensity": float(year["ritual_intensity"].mean()),
        "members": float(year["active"].iloc[-1]),
    }


def _concave(runs: pd.DataFrame, x: str, words: str) -> list[Part]:
    """The curve of energy bends downwards on the whole, and at no single step clearly upwards (Bonferroni)."""
    if runs["value"].nunique() < 3:  # ritual takes hold hardly anywhere
        return [part(f"{words}: curvature", [], below=0)]
    wide = runs.pivot(index="replicate", columns="value")
    energy = wide["energy"].to_numpy(float)
    places = (
        np.tile(wide["energy"].columns.to_numpy(float), (len(wide), 1)) if x == "value" else wide[x].to_numpy(float)
    )
    curvature = [
        2 * np.polynomial.Polynomial.fit(at, charged, 2).convert().coef[2]
        for at, charged in zip(places, energy, strict=True)
        if np.isfinite(at).all() and np.isfinite(charged).all() and len(np.unique(at.round(9))) > 2
    ]
    with np.errstate(divide="ignore", invalid="ignore"):  # two places alike, as without ritual, have no slope
        changes = np.diff(np.diff(energy, axis=1) / np.diff(places, axis=1), axis=1)  # second differences
    known = int(np.isfinite(changes).any(axis=1).sum())
    level = 1 - 2 * ERROR_RATE / changes.shape[1]
    count = sum(student_interval(each[np.isfinite(each)], level)[0] > 0 for each in changes.T) if known else np.nan
    unit = "energy per squared hour" if x == "value" else "energy per squared unit of intensity"
    return [
        part(f"{words}: curvature, by least squares in each run ({unit})", curvature, below=0),
        Part(f"{words}: clear rises of the slope (of {len(changes.T)} steps)", count, count, count, known, below=1),
    ]
