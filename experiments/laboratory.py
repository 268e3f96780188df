"""Runs of the model by which claims are tried, and what is measured on each.

*Pure* runs have recruiting as theory has it and nothing else, so that a claim about trees is tested on what it says;
*whole* runs have every mechanism. Run r of every variant shares its society and its random draws with run r of every
other (common random numbers), so that variants are compared pair by pair.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.field_facts import SETTING
from experiments.outcomes import OUTCOMES, Outcome, measure, rank_correlation
from experiments.run import DONE
from experiments.statistics import paired_summary
from model import Scenario, SolidarityModel
from model.indices import solidarity_of_all
from model.months import MONTHS_PER_YEAR, WEEKS_PER_YEAR, month_end
from model.parameter import flatten

PURE: dict[str, Any] = {
    "society.network": "well_mixed", "society.never_open": 0.0, "society.rationality_spread": 0.0,
    "society.means_spread": 0.0, "society.hours_spread": 0.0, "ritual.gatherings": False, "exchange.need": 0.0,
    "boundary.offence": 0.0, "retention.hazard": 0.0, "tree.search_hours": 0.0, "founders": 1, "persons": 20_000,
}  # fmt: skip
NO_RALLIES: dict[str, Any] = {"rallies.rally_months": 0, "rallies.convention_months": 0}
PRACTICES = ("ritual.interval_days", "ritual.length_hours", "boundary.closure", "recruitment.likeness_preference",
             "exchange.brokering")  # fmt: skip
MORE_OUTCOMES = (
    Outcome("joined", "Recruits", "persons a year", "Memberships begun by recruiting, per year of the run."),
    Outcome("contacts_a_member", "Pitches", "per member and month", "Pitches made, per month of active membership."),
    Outcome("units_bought", "Own purchases", "units a month", "Units bought by members themselves, per member-month."),
    Outcome(
        "company", "Company's take", "rupiah a month", "What is left to the company after making goods and paying"
        " commissions, per month of active membership.",
    ),
    Outcome("team_trust", "Trust in the team", "0 to 1", "Mean over active members in the last year's weeks."),
    Outcome("skill", "Skill", "0 to 1", "Mean over active members in the last year's weeks."),
    Outcome("satisfaction", "Satisfaction", "-1 to 1", "Mean over active members in the last year's weeks."),
    Outcome("median_net", "Median net income", "rupiah", "Median, over all who ever joined, of net income so far."),
    Outcome("net_total", "Net income", "rupiah", "Mean, over all who ever joined, of net income so far."),
    Outcome(
        "income_by_ties", "Net income follows ties", "rank correlation",
        "Spearman correlation of net income with the number of a person's ties, over all who ever joined.",
    ),
    Outcome("net_first", "Net income of the first tenth", "rupiah", "Mean net income of the first tenth to join."),
    Outcome("net_later", "Net income of the later half", "rupiah", "Mean net income of the half that joined last."),
    Outcome("sales_growth", "Rise of sales per member", "ratio", "Units sold per active member and week in the last"
        " year, over those in the second half of the first year."),
)  # fmt: skip
LABELS = {outcome.name: outcome for outcome in (*OUTCOMES, *MORE_OUTCOMES)}


class Laboratory:
    """Where runs are made.

    Parameters
    ----------
    seed, replicates
        Master seed, and runs of each variant.
    base
        Parameters of the whole runs, other than the defaults, by dotted name.
    thorough
        Whether studies also run what verdicts do not need: what might explain a miss, and what only figures show.
    """

    def __init__(
        self, *, seed: int = 1, replicates: int = 12, base: Mapping[str, Any] | None = None, thorough: bool = True
    ) -> None:
        self.seed = seed
        self.replicates = replicates
        self.base = dict(base or {})
        self.thorough = thorough
        self._societies: dict[str, Any] = {}
        self._measured: dict[tuple[str, Callable[..., Any]], Mapping[str, Any]] = {}

    @property
    def setting(self) -> str:
        """What whole runs have in common, in words."""
        scenario = Scenario.from_mapping(self.base)
        return (
            f"whole runs of {scenario.name!r} ({scenario.persons:,} persons, {scenario.founders} founders,"
            f" {scenario.weeks} weeks), {self.replicates} of each, paired"
        )

    @property
    def practice(self) -> str:
        """Name of the scenario of whole runs."""
        return Scenario.from_mapping(self.base).name

    @property
    def weeks(self) -> int:
        """Length of a whole run."""
        return Scenario.from_mapping(self.base).weeks

    def pure(self, replicate: int = 0, **changes: Any) -> SolidarityModel:
        """A model of pure recruiting, not yet run; double underscores stand for the dots in names."""
        named = {name.replace("__", "."): value for name, value in changes.items()}
        return self._model({"pure.recruiting": "each", **PURE, **named}, replicate)

    def whole(self, replicate: int = 0, changes: Mapping[str, Any] | None = None) -> SolidarityModel:
        """A model with every mechanism, not yet run."""
        return self._model({**self.base, **(changes or {})}, replicate)

    def paired(self, variants: Mapping[str, Mapping[str, Any]], outcomes: Sequence[str]) -> pd.DataFrame:
        """Whole runs of each variant, measured.

        Parameters
        ----------
        variants
            Changes to the base by the variant's name; the first is the one the others are compared with.
        outcomes
            Names of `LABELS`.

        Returns
        -------
        DataFrame
            One row per variant and replicate, as `statistics.paired_summary` takes it.
        """
        rows = [
            {"scenario": name, "replicate": replicate, "status": DONE, **self._run(replicate, changes, measured)}
            for name, changes in variants.items()
            for replicate in range(self.replicates)
        ]
        return pd.DataFrame(rows)[["scenario", "replicate", "status", *outcomes]]

    def each(
        self,
        variants: Mapping[str, Mapping[str, Any]],
        measure: Callable[[SolidarityModel], Mapping[str, Any]],
        *,
        begin: Callable[[SolidarityModel], None] | None = None,
        replicates: int | None = None,
    ) -> pd.DataFrame:
        """Whole runs of each variant, each measured at its end by a function of the model.

        What the same function has measured on the same run is not measured again, unless there is a `begin`.

        Parameters
        ----------
        variants
            Changes to the base by the variant's name.
        measure
            What is asked of a model that has run.
        begin
            What is done to a model before its first week.
        replicates
            Runs of each variant, the laboratory's unless told.

        Returns
        -------
        DataFrame
            One row per `variant` and `replicate`, with what `measure` gives.
        """
        rows = [
            {"variant": name, "replicate": replicate, **self._run(replicate, changes, measure, begin)}
            for name, changes in variants.items()
            for replicate in range(replicates or self.replicates)
        ]
        return pd.DataFrame(rows)

    def _run(
        self,
        replicate: int,
        changes: Mapping[str, Any],
        measure: Callable[[SolidarityModel], Mapping[str, Any]],
        begin: Callable[[SolidarityModel], None] | None = None,
    ) -> Mapping[str, Any]:
        known = f"{replicate} {sorted({**self.base, **changes}.items())}", measure
        if begin is None and known in self._measured:
            return self._measured[known]
        model = self.whole(replicate, changes)
        if begin is not None:
            begin(model)
        model.run_for(model.scenario.weeks)
        found = measure(model)
        if begin is None:
            self._measured[known] = found
        return found

    def _model(self, parameters: Mapping[str, Any], replicate: int) -> SolidarityModel:
        """Make a model; variants with one society share it instead of drawing it again."""
        scenario = Scenario.from_mapping(parameters)
        people = f"{replicate} {scenario.persons} {scenario.society}"
        model = SolidarityModel(scenario, rng=self.seed, replicate=replicate, society=self._societies.get(people))
        self._societies[people] = model.society
        return model


def measured(model: SolidarityModel) -> dict[str, float | None]:
    """Return the outcomes of a whole run, those of `experiments.outcomes` among them."""
    weekly, distributors = model.weekly, model.distributors
    member_months = weekly["active"].sum() * MONTHS_PER_YEAR / WEEKS_PER_YEAR
    last_year = weekly.tail(WEEKS_PER_YEAR)
    net = distributors["net_income"].to_numpy(float)
    bonds = {name: float(last_year[name].mean()) for name in ("team_trust", "skill", "satisfaction")}
    return {
        **measure(weekly, distributors, model.reach, solidarity_of_all(model)),
        "joined": float(weekly["joined"].sum()) * WEEKS_PER_YEAR / len(weekly),
        "contacts_a_member": float(weekly["contacts"].sum() / member_months),
        "units_bought": float(weekly["units_bought"].sum() / member_months),
        "company": float(weekly["company_residual"].sum() / member_months),
        "median_net": float(np.median(net)),
        "net_total": float(net.mean()),
        "income_by_ties": rank_correlation(
            distributors["net_income"], pd.Series(np.diff(model.society.ties)[distributors["person"]])
        ),
        "net_first": float(net[: max(1, len(net) // 10)].mean()),
        "net_later": float(net[len(net) // 2 :].mean()),
        "sales_growth": _sales(last_year) / _sales(weekly[26:52]),
        **{name: value if math.isfinite(value) else None for name, value in bonds.items()},
    }


def _sales(weekly: pd.DataFrame) -> float:
    """Units sold to customers per active member and week; NaN when there are none."""
    return float(weekly["units_sold"].sum() / weekly["active"].sum()) if weekly["active"].sum() else math.nan


def months(model: SolidarityModel, count: int) -> Iterator[int]:
    """Run a model month by month; gives the number of each month at its end."""
    for month in range(1, count + 1):
        model.run_for(month_end(month) - month_end(month - 1))
        yield month


def month_of(weeks: np.ndarray) -> np.ndarray:
    """Number of the month in which each week lies; week 0, the founding, is month 0."""
    return -(-np.asarray(weeks, np.int64) * MONTHS_PER_YEAR // WEEKS_PER_YEAR)


def quiet_week(weeks: int) -> int:
    """Week of the last whole year's end and half a year more, in the middle of a month.

    The convention ends a year and rallies end months, so that whoever looks at members in a year's last week looks at
    them in the hour after the convention. Months end with weeks 21 and 26 of a year.
    """
    return weeks // WEEKS_PER_YEAR * WEEKS_PER_YEAR + 24


def practice_of(preset: str) -> dict[str, Any]:
    """The five practices of a preset, defaults written out, so that they replace the base's."""
    flat = flatten(Scenario.preset(preset).to_mapping())
    return {name: flat[name] for name in PRACTICES}


def amway() -> dict[str, Any]:
    """What the scenario `amway` sets, at the size and length at which it was fitted."""
    return {**flatten(Scenario.preset_mapping("amway")), **SETTING}


def summary_of(runs: pd.DataFrame) -> pd.DataFrame:
    """Paired summary of `Laboratory.paired`, indexed by outcome and variant; the first variant is the baseline."""
    outcomes = [name for name in runs.columns if name not in ("scenario", "replicate", "status")]
    return paired_summary(runs, outcomes, str(runs["scenario"].iloc[0])).set_index(["outcome", "scenario"])
