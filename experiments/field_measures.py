"""The outcomes of `experiments.field_outcomes` measured on a run, as those who published field data measured them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.diffusion import bass_curve, fit_bass
from experiments.inequality import gini, top_share
from experiments.tenure import share_surviving, survival_counts
from model.months import MONTHS_PER_YEAR, WEEKS_PER_YEAR

TAIL = 0.06  # of payees: above the 94 % of whom South Korea's figures give a share
LEAST_IN_TAIL = 5  # payees

Array = NDArray[np.int64]


class Year(NamedTuple):
    """The last twelve months of a run, month by month; arrays of shape (memberships ever begun, 12).

    Attributes
    ----------
    commission, volume, group_volume
        Of each month, in rupiah.
    booked
        Whether the member was registered as the month's books were closed (bool).
    """

    commission: Array
    volume: Array
    group_volume: Array
    booked: NDArray[np.bool_]


def measure_field(
    year: Year,
    distributors: pd.DataFrame,
    ledger: pd.DataFrame,
    joined: NDArray[np.float64],
    *,
    weeks: int,
    top_volume: float,
    band: float,
) -> dict[str, float | None]:
    """Return the value of each of these outcomes in one run; None where it is undefined.

    Parameters
    ----------
    year
        The last twelve months.
    distributors
        One row per membership ever begun, in order of joining, as `SolidarityModel.distributors`.
    ledger
        Recruiting by type of tie, as `SolidarityModel.ledger`.
    joined
        Memberships ever begun at the start and after each week, (weeks + 1,).
    weeks
        Length of the run.
    top_volume
        Monthly group volume at which the plan's top bracket begins, in rupiah; infinite where it has none.
    band
        Half-width of the break-even band, as a share of a month's income from outside.
    """
    registered = (distributors["status"] != "left").to_numpy()
    return {
        **_sizes(year, distributors, registered),
        **_staying(distributors, weeks),
        **_paid(year.commission, registered),
        "sponsoring_nobody": _sponsoring_nobody(distributors["sponsor"].to_numpy(), registered),
        "active_share": _ratio((year.booked & (year.volume > 0)).sum(), year.booked.sum()),
        "top_pins": _ratio((year.group_volume >= top_volume).all(axis=1)[registered].sum(), registered.sum())
        if math.isfinite(top_volume)
        else None,
        **_net_results(distributors, band),
        "innovators": innovators(joined),
        **_by_tie(ledger),
    }


def _sizes(year: Year, distributors: pd.DataFrame, registered: NDArray[np.bool_]) -> dict[str, float | None]:
    last = year.booked[:, -1]
    return {
        "registered_members": float(registered.sum()),
        "trading_members": float((last & (year.volume[:, -1] > 0)).sum()),
        "dormant_members": float((distributors["status"] == "dormant").sum()),
        "paid_members": float((last & (year.commission[:, -1] > 0)).sum()),
    }


def _staying(distributors: pd.DataFrame, weeks: int) -> dict[str, float | None]:
    counts = survival_counts(distributors, weeks)
    one, two, five = (share_surviving(counts, years * WEEKS_PER_YEAR) for years in (1, 2, 5))
    return {
        "one_year_retention": one,
        "five_year_retention": five,
        "leaving_first_year": None if one is None else 1.0 - one ** (1.0 / MONTHS_PER_YEAR),
        "leaving_second_year": 1.0 - two / one if one and two is not None else None,
    }


def _paid(commission: Array, registered: NDArray[np.bool_]) -> dict[str, float | None]:
    """How many were paid in the year, and how unequally."""
    of_year = commission.sum(axis=1)
    payees = np.sort(of_year[of_year > 0])
    shares: dict[str, float | None] = {"paid_share": _ratio(len(payees), registered.sum())}
    if len(payees) == 0:
        unpaid = ("top_percent", "bottom_70", "bottom_94", "bottom_99", "payee_gini", "tail_exponent")
        return shares | dict.fromkeys(unpaid)
    bottoms = {f"bottom_{share}": 1.0 - top_share(payees, 1.0 - share / 100) for share in (70, 94, 99)}
    return {
        **shares,
        "top_percent": top_share(payees, 0.01),
        **bottoms,
        "payee_gini": gini(payees),
        "tail_exponent": hill(payees, TAIL),
    }


def hill(values: Sequence[float] | NDArray[np.floating | np.integer], share: float) -> float | None:
    """Pareto exponent of the upper tail (Hill 1975): the largest `share` of positive values over the next one.

    None with fewer than five values in the tail, or when they are all alike.
    """
    ordered = np.sort(np.asarray(values, float))[::-1]
    count = math.ceil(share * len(ordered))
    if count < LEAST_IN_TAIL or count >= len(ordered):
        return None
    excess = float(np.log(ordered[:count] / ordered[count]).sum())
    return count / excess if excess > 0 else None


def _sponsoring_nobody(sponsor: NDArray[np.int32], registered: NDArray[np.bool_]) -> float | None:
    kept = np.zeros(len(sponsor), np.int64)
    recruits = sponsor[registered & (sponsor >= 0)]
    np.add.at(kept, recruits, 1)
    return _ratio(float((kept[registered] == 0).sum()), float(registered.sum()))


def _net_results(distributors: pd.DataFrame, band: float) -> dict[str, float | None]:
    recruited = distributors[distributors["joined"] > 0]
    names = ("net_losers", "net_even", "net_gainers", "net_median")
    if recruited.empty:
        return dict.fromkeys(names)
    net = (recruited["net_income"] / recruited["means"]).to_numpy(float)
    values = (np.mean(net < -band), np.mean(np.abs(net) <= band), np.mean(net > band), np.median(net))
    return dict(zip(names, map(float, values), strict=True))


def innovators(joined: NDArray[np.float64]) -> float | None:
    """Share of recruits whom a Bass curve fitted to `joined` puts down to innovation; None where none fits.

    It is p times the sum over weeks of those in the market who have not joined, over all recruits. Unlike p itself it
    does not depend on how large a market the fit finds, which a growth that has not slowed yet does not tell. With the
    p of .03 and the q of .38 a year that ordinary products have on average (Sultan, Farley & Lehmann 1990) it is
    p/q ln(1 + q/p), a fifth.
    """
    try:
        fit = fit_bass(joined)
    except ValueError:
        return None
    curve = bass_curve(np.arange(len(joined)), fit.innovation, fit.imitation, fit.market, joined[0] / fit.market)
    came = fit.innovation * float(np.maximum(0.0, fit.market - curve[:-1]).sum())
    return min(1.0, came / float(joined[-1] - joined[0]))


def _by_tie(ledger: pd.DataFrame) -> dict[str, float | None]:
    asked, joined = ledger["asked"], ledger["joined"]
    strong = _ratio(joined[["kin", "friend"]].sum(), asked[["kin", "friend"]].sum())
    referral, stranger = (_ratio(joined[kind], asked[kind]) for kind in ("referral", "stranger"))
    everyone = float(joined.sum())
    return {
        "yield_referral_to_strong": _ratio(referral, strong),
        "yield_stranger_to_referral": _ratio(stranger, referral),
        "recruited_by_friend": _ratio(joined["friend"], everyone),
        "recruited_by_kin": _ratio(joined["kin"], everyone),
    }


def _ratio(part: Any, whole: Any) -> float | None:
    """A part over its whole; None where one is undefined or the whole is nil."""
    return None if part is None or not whole else float(part) / float(whole)
