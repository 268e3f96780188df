"""F1 to F13: facts from the field, what the scenario `amway` gives for them, and which of them chose its parameters.

A fact is asked in one quantity or several, each measured on every run (`experiments.field_measures`) and averaged over
runs. What was published is one number, or a range over several years, firms or studies. Other countries and years than
those published would have given other numbers: a range over several is widened by a tenth of its ends, a single number
by a quarter each way, weak (second-hand, or asked of people who remember) and derived ones by a third. A quantity is
*met* when the mean over runs lies within that range; the interval shown is the runs' own uncertainty, which more runs
make as small as one likes, and therefore no reason to call anything met. A fact is met when all its quantities are.

At most half of the facts may choose parameters (`CHOSEN_ON`); what they choose stands in `conf/experiment/amway.yaml`.
`IMPLEMENTATION_CHECKS` go into the model as parameters and count for nothing. All others are held out: reported as
they come.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments import wording
from experiments.field_outcomes import FIELD_OUTCOMES
from experiments.statistics import mean_intervals

CHOSEN_ON = ("F1", "F2", "F3", "F7", "F13")
IMPLEMENTATION_CHECKS = ("F11", "F12")
CHOSEN, HELD_OUT, CHECK = "chosen on", "held out", "implementation check"
SEVERAL, SINGLE, WEAK = 1.1, 1.25, 1 + 1 / 3  # factors by which what was published is widened, see above
SETTING: dict[str, Any] = {"persons": 60_000, "weeks": 676}
"""Size and length of the runs on which `amway` was fitted and is measured: the thirteen years from Amway's coming to
Indonesia (1992) to the fieldwork from which its schedule is known (Efayanti 2005)."""
COLUMNS = (
    "id", "fact", "value", "low", "high", "runs", "target", "from", "to", "role", "met", "tag", "denominator", "unit",
)  # fmt: skip
SIZES = ("registered_members", "trading_members", "dormant_members", "paid_members")
_UNITS = {outcome.name: outcome.unit for outcome in FIELD_OUTCOMES}


@dataclasses.dataclass(frozen=True)
class Quantity:
    """One quantity of a fact.

    Attributes
    ----------
    id
        The fact, as "F1".
    fact
        What it is, in words.
    outcome
        The outcome that measures it.
    low, high
        Published range; the ends are equal where one number was published, infinite where nothing bounds that side.
    widened
        Factor by which the published range is widened.
    tag, denominator
        How far it can be trusted, and what it is a share of.
    """

    id: str
    fact: str
    outcome: str
    low: float
    high: float
    widened: float
    tag: str
    denominator: str

    @property
    def range(self) -> tuple[float, float]:
        """The range in which the mean over runs must lie."""
        return self.low / self.widened, self.high * self.widened

    @property
    def role(self) -> str:
        """Whether it chose parameters, is an implementation check, or was held out."""
        return CHOSEN if self.id in CHOSEN_ON else CHECK if self.id in IMPLEMENTATION_CHECKS else HELD_OUT

    @property
    def middle(self) -> float:
        """The published number, or the middle of the range: what a fit aims at."""
        return self.high if math.isinf(self.low) else self.low if math.isinf(self.high) else (self.low + self.high) / 2

    @property
    def scale(self) -> float:
        """Half the width of the range in which it is met: the unit in which a fit counts distance.

        Of a quantity with one bound, as much as that of a single number.
        """
        low, high = self.range
        return (high - low) / 2 if math.isfinite(high - low) else abs(self.middle) * (SINGLE - 1)

    @property
    def asked(self) -> str:
        """The published range in words, and how far it was widened."""
        low, high = (wording.number(end) for end in (self.low, self.high))
        if math.isinf(self.low) or math.isinf(self.high):
            published = f"at least {low}" if math.isinf(self.high) else f"at most {high}"
        else:
            published = low if self.low == self.high else f"{low} to {high}"
        return f"{published}, widened by {100 * (self.widened - 1):.0f} %" if self.widened > 1 else published


_KOREA = "South Korea 2023"
QUANTITIES = (
    Quantity("F1", "Leaving a month, mean of the first year (four sources)", "leaving_first_year", 0.052, 0.056,
             SEVERAL, "field/weak", "active at joining"),
    Quantity("F1", "Leaving in the second year", "leaving_second_year", 0.30, 0.30, WEAK, "weak",
             "active a year after joining"),
    Quantity("F2", "Ever paid a commission in a year (South Korea 2011, 2019, 2023)", "paid_share", 0.17, 0.26,
             SEVERAL, "field", "registered"),
    Quantity("F3", "Commissions of the top 1 % of payees (South Korea 2010-2023)", "top_percent", 0.53, 0.57,
             SEVERAL, "field", "paid"),
    Quantity("F4", f"Commissions of the bottom 70 % of payees ({_KOREA})", "bottom_70", 0.04, 0.04, SINGLE, "field",
             "paid"),
    Quantity("F4", f"Commissions of the bottom 94 % of payees ({_KOREA})", "bottom_94", 0.19, 0.19, SINGLE, "field",
             "paid"),
    Quantity("F4", f"Commissions of the bottom 99 % of payees ({_KOREA})", "bottom_99", 0.46, 0.46, SINGLE, "field",
             "paid"),
    Quantity("F4", f"Gini of commissions among payees ({_KOREA}), at least", "payee_gini", 0.868, math.inf, 1.0,
             "field", "paid"),
    Quantity("F5", "Pareto exponent of the upper tail of commissions", "tail_exponent", 1.15, 1.15, WEAK, "derived",
             "paid"),
    Quantity("F6", "Members who sponsor nobody who is still there (Herbalife US 2012)", "sponsoring_nobody", 0.71,
             0.71, SINGLE, "field", "registered"),
    Quantity("F7", "Active share of registered (Amway US 2000-2016)", "active_share", 0.46, 0.66, SEVERAL, "field",
             "registered"),
    Quantity("F8", "Top pins, Q12 (Amway North America 2013)", "top_pins", 0.003, 0.003, SINGLE, "field", "registered"),
    Quantity("F9", "Lost money over a lifetime (AARP 2018)", "net_losers", 0.47, 0.47, WEAK, "weak", "ever joined"),
    Quantity("F9", "Broke even (AARP 2018)", "net_even", 0.27, 0.27, WEAK, "weak", "ever joined"),
    Quantity("F9", "Made money (AARP 2018)", "net_gainers", 0.25, 0.25, WEAK, "weak", "ever joined"),
    Quantity("F9", "Median net result near 0, that is within the break-even band", "net_median", -0.25, 0.25, 1.0,
             "weak", "ever joined"),
    Quantity("F10", "Innovators among those who join (Bosley & McKeage 2015: about none; ordinary products a fifth)",
             "innovators", -math.inf, 0.1, 1.0, "paper", "recruits"),
    Quantity("F11", "Yield of referrals over that of kin and friends (Stark & Bainbridge 1980)",
             "yield_referral_to_strong", 0.15, 0.15, 2.0, "weak", "asked"),
    Quantity("F11", "Yield of strangers over that of referrals (Stark & Bainbridge 1980)",
             "yield_stranger_to_referral", 1 / 75, 1 / 75, 2.0, "weak", "asked"),
    Quantity("F12", "Slope of attendance's logit on the logarithm of the group's size (congregations)",
             "attendance_slope", -0.15, -0.05, 1.0, "paper", "called"),
    Quantity("F13", "Recruited by a friend (AARP 2018: about a third)", "recruited_by_friend", 1 / 3, 1 / 3, WEAK,
             "weak", "recruits"),
    Quantity("F13", "Recruited by family (AARP 2018)", "recruited_by_kin", 0.12, 0.12, WEAK, "weak", "recruits"),
)  # fmt: skip
FACTS = tuple(dict.fromkeys(each.id for each in QUANTITIES))


def field_facts(study: Any, *, seed: int = 0) -> pd.DataFrame:
    """What runs of a scenario give for every fact.

    Parameters
    ----------
    study
        Runs: a DataFrame with a column for each of `FIELD_OUTCOMES`, one row a run, or an object that has it as `runs`
        (`experiments.store.Study`); rows whose `status` is not "done" are left out.
    seed
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row per quantity: `id` and `fact`; `value` (mean over runs), `low` and `high` (its 95 % BCa bootstrap
        interval over runs), `runs` that have a value; `target` in words with its ends `from` and `to`, widened as this
        module's opening says; `role` ("chosen on", "held out" or "implementation check"); `met` (None where no run has
        a value); `tag`, `denominator` and `unit`.
    """
    runs = study if isinstance(study, pd.DataFrame) else study.runs
    if "status" in runs:
        runs = runs[runs["status"] == "done"]
    series = [_known(runs[quantity.outcome]) for quantity in QUANTITIES]
    low, high = mean_intervals(series, seed=seed)
    rows = [
        _row(quantity, values, *ends) for quantity, values, *ends in zip(QUANTITIES, series, low, high, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def sizes(runs: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """How many are registered, active, dormant and paid: the denominators of the facts, kept apart.

    Nobody published them for an organisation of this size, so that nothing is asked of them. Columns: `label`, `what`,
    `unit`, `value` (mean over runs), `low`, `high` (its 95 % BCa bootstrap interval) and `runs`; no row where no run
    has a value.
    """
    known = [(outcome, _known(runs[outcome.name])) for outcome in FIELD_OUTCOMES if outcome.name in SIZES]
    known = [(outcome, values) for outcome, values in known if len(values)]
    ends = zip(*mean_intervals([values for _, values in known], seed=seed), strict=True)
    rows = [
        (outcome.label, outcome.definition, outcome.unit, float(values.mean()), float(low), float(high), len(values))
        for (outcome, values), (low, high) in zip(known, ends, strict=True)
    ]
    return pd.DataFrame(rows, columns=["label", "what", "unit", "value", "low", "high", "runs"])


def _known(column: pd.Series) -> np.ndarray:
    values = column.to_numpy(float)
    return values[np.isfinite(values)]


def _row(quantity: Quantity, values: np.ndarray, low: float, high: float) -> dict[str, Any]:
    value = float(values.mean()) if len(values) else math.nan
    least, most = quantity.range
    return {
        "id": quantity.id, "fact": quantity.fact, "value": value, "low": low, "high": high, "runs": len(values),
        "target": quantity.asked, "from": least, "to": most, "role": quantity.role,
        "met": least <= value <= most if len(values) else None, "tag": quantity.tag,
        "denominator": quantity.denominator, "unit": _UNITS[quantity.outcome],
    }  # fmt: skip


def facts_met(table: pd.DataFrame) -> pd.DataFrame:
    """One row per fact from `field_facts`: `id`, `role`, and whether all its quantities are met."""
    rows = [
        {"id": name, "role": group["role"].iloc[0], "met": bool((group["met"] == True).all())}  # noqa: E712
        for name, group in table.groupby("id", sort=False)
    ]
    return pd.DataFrame(rows)


def quantities_of(facts: Sequence[str]) -> list[Quantity]:
    """The quantities in which these facts are asked."""
    return [each for each in QUANTITIES if each.id in facts]
