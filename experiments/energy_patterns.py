"""P3 and P10: energy is stratified, and identification is not synchrony."""

from __future__ import annotations

import numpy as np
from scipy import stats

from experiments import wording
from experiments.claim import Study
from experiments.claims_figures import BARS, side_by_side
from experiments.figure_style import Caption
from experiments.inequality import gini
from experiments.laboratory import Laboratory, practice_of, quiet_week
from experiments.pattern import Pattern, part
from model import SolidarityModel

CORNERS = ("mechanical", "hybrid", "organic", "transactional")


def stratified(laboratory: Laboratory) -> Study[Pattern]:
    """P3: energy rises with centrality and is right-skewed."""
    week = quiet_week(laboratory.weeks)
    base = laboratory.each({"as it is": {"weeks": week}}, _energies)
    parts = [
        part("Energy of those who lead a team, less that of the others (0 to 1)", base["lead"], above=0),
        part("Skewness of energy over members", base["skewness"], above=0),
        part("Gini of energy (0 to 1)", base["gini"]),
        part("Mean energy (0 to 1)", base["mean"]),
    ]
    tried = (
        laboratory.each({name: {**practice_of(name), "weeks": week} for name in CORNERS}, _energies)
        if laboratory.thorough
        else base
    )
    skewness = {str(name): float(rows["skewness"].mean()) for name, rows in tried.groupby("variant", sort=False)}
    right = [name for name, value in skewness.items() if value > 0]
    pattern = Pattern(
        "P3",
        "Energy is stratified",
        f"In week {week}, half a year after the convention and between two rallies, those who lead a team, and stand"
        " at the centre of its gatherings, have more energy than the others, and energy is right-skewed over the"
        " active members",
        parts,
        built_in=True,
        note="" if parts[1].value > 0 else
        "Where most members come to a gathering every week all are charged up, and the tail is made of those who"
        " stayed away"
        + f". Tried with other practices: right-skewed in {', '.join(right) or 'none'} of {', '.join(CORNERS)}, where"
        " energy is rare and newcomers have most of it" * laboratory.thorough,
    )  # fmt: skip
    if not laboratory.thorough:
        return Study("Stratified energy", [pattern])
    caption = Caption(
        f"How energy is spread over the members in week {week}, between two rallies, under four practices",
        f"{laboratory.replicates} runs of each",
        BARS,
        f"skewness is {wording.number(skewness['mechanical'], 1)} under mechanical practice and"
        f" {wording.number(skewness['organic'], 1)} under organic practice",
    )
    panels = {
        "lead": "Leaders' energy less others' (index −1 to 1)",
        "skewness": "Skewness of energy (ratio)",
        "gini": "Gini of energy (0 to 1)",
        "mean": "Mean energy (0 to 1)",
    }
    figure = side_by_side(tried.rename(columns={"variant": "scenario"}), panels, caption, rows="Practice")
    return Study("Stratified energy", [pattern], figures={"patterns_stratified": figure})


def _energies(model: SolidarityModel) -> dict[str, float]:
    active = model.table.active
    energy = model.table.column("energy")[active].astype(float)
    leads = np.isin(active, model.table.column("team")[active])
    if not (0 < leads.sum() < len(active)):
        return dict.fromkeys(("lead", "skewness", "gini", "mean"), float("nan"))
    return {
        "lead": float(energy[leads].mean() - energy[~leads].mean()),
        "skewness": float(stats.skew(energy)),
        "gini": gini(energy),
        "mean": float(energy.mean()),
    }


def synchrony(laboratory: Laboratory) -> Study[Pattern]:
    """P10: attachment to symbols goes with energy, but is not the same."""
    week = quiet_week(laboratory.weeks)
    base = laboratory.each({"as it is": {"weeks": week}}, _correlation)
    pattern = Pattern(
        "P10",
        "Identification is not synchrony",
        f"Over the active members in week {week}, half a year after the convention and between two rallies, symbols and"
        " energy are positively correlated, but below .9",
        [part("Correlation of symbols and energy", base["correlation"], above=0, below=0.9)],
    )
    if not laboratory.thorough:
        return Study("Symbols and energy", [pattern])
    others = laboratory.each({name: {**practice_of(name), "weeks": week} for name in CORNERS}, _correlation)
    means = others.groupby("variant", sort=False)["correlation"].mean()
    caption = Caption(
        f"Correlation of attachment to symbols with energy over the active members in week {week}, between two rallies,"
        " under four practices",
        f"{laboratory.replicates} runs of each",
        BARS,
        f"it is {means['mechanical']:.2f} under mechanical practice and {means['organic']:.2f} under organic practice",
    )
    panels = {"correlation": "Correlation of symbols and energy (−1 to 1)"}
    figure = side_by_side(others.rename(columns={"variant": "scenario"}), panels, caption, rows="Practice")
    return Study("Symbols and energy", [pattern], figures={"patterns_synchrony": figure})


def _correlation(model: SolidarityModel) -> dict[str, float]:
    active = model.table.active
    symbols, energy = (model.table.column(name)[active].astype(float) for name in ("symbol_attachment", "energy"))
    vary = len(active) > 2 and np.ptp(symbols) > 0 and np.ptp(energy) > 0
    return {"correlation": float(np.corrcoef(symbols, energy)[0, 1]) if vary else float("nan")}
