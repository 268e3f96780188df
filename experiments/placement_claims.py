"""Skew-left filling against Multiply: promotion, search, knowing one's downline, income, and a finite society."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import wording
from experiments.claim import TREES, Claim, Study
from experiments.claims_figures import BAND, courses
from experiments.evidence import SAME, direction, mean_told, means_table
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory, summary_of
from experiments.placement_runs import CHANCE, MONTHS, PERSONS, STARS, followed
from model import Scenario
from model.months import MONTHS_PER_YEAR

WAYS = {"Multiply": "direct", "skew-left": "skew_left"}


def compare_placement(laboratory: Laboratory) -> Study[Claim]:
    """Both ways of placing in one society, month by month until it has long been used up."""
    courses_of: list[pd.DataFrame] = []
    ends: list[dict[str, Any]] = []
    for way, placement in WAYS.items():
        for replicate in range(laboratory.replicates):
            rows, last = followed(laboratory, placement, replicate)
            courses_of.append(pd.DataFrame(rows).assign(variant=way, replicate=replicate))
            ends.append({"variant": way, "replicate": replicate} | last)
    by_month, end = pd.concat(courses_of, ignore_index=True), pd.DataFrame(ends)
    how = (
        f"Every member recruits one a month with a chance of {100 * CHANCE:.0f} %, in a society of {PERSONS:,}; star"
        f" plan, entry at star 1; {MONTHS} months; {laboratory.replicates} runs of each, the same recruits and sales"
        " under both"
    )
    claims = [
        _promotion(by_month, end, how),
        _search(by_month, end, how),
        _knowing(by_month, how),
        _income(end, how),
        _finite(by_month, end, how),
    ]
    return Study(
        "Multiply against skew-left",
        claims,
        tables={"Multiply against skew-left: mean over runs [95 % interval]": _table(by_month, end)},
        figures={"claims_placement": _figure(by_month, laboratory.replicates)},
    )


def _of(table: pd.DataFrame, column: str, way: str) -> np.ndarray:
    return table.loc[table["variant"] == way, column].to_numpy(float)


def _both(table: pd.DataFrame, column: str, **options: Any) -> str:
    return ", ".join(f"{way} {mean_told(_of(table, column, way), **options)}" for way in WAYS)


def paired_direction(table: pd.DataFrame, column: str) -> int:
    """Whether skew-left has more (1), less (-1) or not clearly either (0) than Multiply, by the pairs of runs."""
    runs = table.rename(columns={"variant": "scenario"})[["scenario", "replicate", column]].assign(status="done")
    return direction(summary_of(runs), column, "skew-left")


def _promotion(by_month: pd.DataFrame, end: pd.DataFrame, how: str) -> Claim:
    founder = "; ".join(
        f"star {star}: " + ", ".join(f"{way} {_reached(_of(end, f'founder_{star}', way))}" for way in WAYS)
        for star in STARS
    )
    last = by_month[by_month["month"] == MONTHS_PER_YEAR]
    return Claim(
        TREES,
        "Multiply promotes faster than the old skew-left filling to level 4",
        how + "; months until the founder has each star, the mean member's star after a year, and the share of members"
        " with a year behind them who have risen",
        f"month in which the founder reaches {founder}; mean star after a year: {_both(last, 'mean_star')};"
        f" risen to star 2: {_both(end, 'reached_2', percent=True)}",
        promotion_verdict(paired_direction(last, "founder_star"), paired_direction(end, "reached_2")),
    )


def _reached(months_taken: np.ndarray) -> str:
    """Mean month over the runs in which a star was reached, and in how many it was not."""
    missing = int(np.isnan(months_taken).sum())
    if missing == len(months_taken):
        return "never"
    return mean_told(months_taken) + (f" (not in {missing} of {len(months_taken)} runs)" if missing else "")


def promotion_verdict(founder: int, members: int) -> str:
    """Verdict from the direction of skew-left less Multiply, for the founder's star and the share of members risen."""
    faster = {"the founder": founder < 0, "the other members": members < 0}
    if all(faster.values()):
        return "holds, for the founder and for the members"
    return next((f"holds only for {who}" for who, is_faster in faster.items() if is_faster), "fails")


def _search(by_month: pd.DataFrame, end: pd.DataFrame, how: str) -> Claim:
    return Claim(
        TREES,
        "In skew-left filling the open place is hard to find; Multiply needs no search",
        f"{how}; {Scenario().tree.search_hours} hours for each member looked at (assumption)",
        f"members looked at for one place: {_both(end, 'steps')}; hours for one place: {_both(end, 'hours')}; the"
        f" costliest month of skew-left: {wording.number(by_month['steps'].max())} members",
        search_verdict(float(_of(end, "hours", "skew-left").mean()), Scenario().society.hours_median),
    )


def search_verdict(hours: float, weekly_hours: float) -> str:
    """Verdict on the hours that one place takes; hard is a tenth of the hours that a member has in a week."""
    if hours <= 0:
        return "fails: no search is needed"
    share = 100 * hours / weekly_hours
    if share >= 10:
        return "holds"
    return f"holds only in that a search is needed: it takes {wording.number(share)} % of the hours of a week"


def _knowing(by_month: pd.DataFrame, how: str) -> Claim:
    last = by_month[by_month["month"] == MONTHS_PER_YEAR]
    measures = {
        "first_level": "on the first level",
        "two_levels": "within two levels",
        "sponsored": "recruited oneself",
    }
    return Claim(
        TREES,
        "Skew-left lets one know each member of one's downline",
        how + "; share of a member's downline that is close, after a year (means over members who have a downline;"
        " closeness stands for knowing, which is an assumption)",
        "; ".join(f"{label}: {_both(last, name, percent=True)}" for name, label in measures.items())
        + f"; downline to know: {_both(last, 'downline')} members",
        knowing_verdict({label: paired_direction(last, name) for name, label in measures.items()}),
    )


def knowing_verdict(directions: Mapping[str, int]) -> str:
    """Verdict from the direction of skew-left less Multiply in each measure of knowing."""
    more = [label for label, sign in directions.items() if sign > 0]
    if len(more) == len(directions):
        return "holds"
    return f"holds only by the share {wording.enumeration(more)}" if more else "fails: Multiply keeps more of it close"


def _income(end: pd.DataFrame, how: str) -> Claim:
    sales = _of(end, "volume", "skew-left") / _of(end, "volume", "Multiply")
    return Claim(
        TREES,
        "Multiply is the more effective way, for members' income too",
        how + f"; commissions of the star plan over the whole time (sales of skew-left as a share of Multiply's:"
        f" {mean_told(sales, percent=True)})",
        f"Gini: {_both(end, 'gini')}; share of the top 1 %: {_both(end, 'top', percent=True)}; earn nothing:"
        f" {_both(end, 'nothing', percent=True)}; share of the first tenth to join:"
        f" {_both(end, 'first_tenth', percent=True)}",
        income_verdict(paired_direction(end, "nothing"), paired_direction(end, "gini")),
    )


def income_verdict(nothing: int, inequality: int) -> str:
    """Verdict from the direction of skew-left less Multiply, for the share who earn nothing and for the Gini."""
    if nothing > SAME:
        return "holds: more members earn something" + (", and income is more even" if inequality > SAME else "")
    return "holds only in that income is more even" if inequality > SAME else "fails: no more members earn"


def _finite(by_month: pd.DataFrame, end: pd.DataFrame, how: str) -> Claim:
    last = by_month[by_month["month"] == MONTHS]
    return Claim(
        TREES,
        "Either way the structure goes on growing by itself, and members rise with it",
        how,
        f"growth ends in month: {_both(end, 'stopped')}; without a downline at the end:"
        f" {_both(last, 'without_downline', percent=True)}; earn nothing: {_both(end, 'nothing', percent=True)}; risen"
        f" among the half that joined last: {_both(end, 'last_joined_promoted', percent=True)}",
        finite_verdict(
            float(end["stopped"].mean()),
            {way: float(_of(last, "without_downline", way).mean()) for way in WAYS},
            MONTHS,
        ),
    )


def finite_verdict(stopped: float, without_downline: Mapping[str, float], watched: int) -> str:
    """Verdict on the month in which growth ended, of those watched, and the shares left without a downline."""
    if stopped >= watched:
        return f"holds for the {watched} months watched"
    shares = wording.enumeration(
        [f"{wording.number(100 * share, 0)} % ({way})" for way, share in without_downline.items()]
    )
    return (
        f"holds only until the society is used up, in month {wording.number(stopped, 0)}: {shares} are left without a"
        " downline"
    )


def _table(by_month: pd.DataFrame, end: pd.DataFrame) -> pd.DataFrame:
    """What the two ways come to, a row for each measure."""
    last = by_month[by_month["month"] == MONTHS_PER_YEAR][
        ["variant", "replicate", "height", "first_level", "two_levels", "sponsored"]
    ]
    shares = [
        "first_level",
        "two_levels",
        "sponsored",
        *(f"reached_{star}" for star in STARS),
        "gini",
        "top",
        "nothing",
    ]
    columns = {
        **{f"reached_{star}": f"Members risen to star {star}" for star in STARS},
        "steps": "Members looked at for a place",
        "hours": "Hours for a place",
        "height": "Height after a year (levels)",
        "first_level": "Downline on the first level, after a year",
        "two_levels": "Downline within two levels, after a year",
        "sponsored": "Downline recruited oneself, after a year",
        "gini": "Gini of commissions",
        "top": "Commissions of the top 1 %",
        "nothing": "Earn nothing",
        "stopped": "Month in which growth ends",
    }
    table = means_table(end.merge(last), ["variant"], columns, percent=[name for name in shares if name != "gini"])
    return table.set_index("variant").T.rename_axis("Measure", axis=0).rename_axis(None, axis=1).reset_index()


def _figure(by_month: pd.DataFrame, replicates: int) -> Any:
    panels = {
        "founder_star": "Founder's rank (star)",
        "risen": "Members above star 1 (share)",
        "steps": "Members looked at for a place (members)",
        "first_level": "Downline on the first level (share)",
        "without_downline": "Members without a downline (share)",
        "members": "Members (persons)",
    }
    last = by_month[by_month["month"] == MONTHS_PER_YEAR]
    caption = Caption(
        f"Multiply and skew-left filling to level 4 in a society of {PERSONS:,} in which every member recruits one a"
        f" month with a chance of {CHANCE * 100:.0f} %; places are looked for only while somebody joins",
        f"{replicates} runs of each",
        BAND,
        f"after a year the founder's star is {_both(last, 'founder_star')}",
    )
    return courses(by_month, panels, caption)
