"""Popularity, dreams, unemployment and skill handed down: the rooted-tree paper's claims about trade, in whole runs."""

from __future__ import annotations

from typing import Any

from experiments.claim import TREES, Claim, Study
from experiments.claims_figures import BARS, in_thousands, side_by_side
from experiments.evidence import LESS, MORE, direction, mean_told, told
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory, summary_of


def popularity(laboratory: Laboratory) -> Study[Claim]:
    """Whether the products' fame raises sales, and whether it outweighs the circle that fills with members."""
    variants: dict[str, dict[str, Any]] = {"awareness": {}, "no awareness": {"trade.awareness_gain": 0.0}}
    outcomes = ("sales_per_member", "sales_growth", "members", "net_income_per_member")
    runs = laboratory.paired(variants, outcomes)
    summary = summary_of(runs)
    growth = runs.loc[runs["scenario"] == "awareness", "sales_growth"]
    claim = Claim(
        TREES,
        "As the tree spreads the product becomes popular, and the more know it the better it sells",
        "Awareness of the products raises sales, or does not (trade.awareness_gain 0); that it does is built in,"
        f" that it outweighs the filling of members' circles is not; {laboratory.setting}",
        "; ".join(told(summary, name) for name in outcomes),
        popularity_verdict(
            sales=-direction(summary, "sales_per_member", "no awareness"),
            rise=-direction(summary, "sales_growth", "no awareness"),
            growth=float(growth.astype(float).mean()),
        ),
    )
    caption = Caption(
        "Sales where the products' fame raises them, and where it does not",
        f"{laboratory.replicates} runs of each",
        BARS,
        f"sales per member in the last year are {mean_told(growth.to_numpy(float))} times those of the first year's"
        " second half where fame counts",
    )
    panels = {
        "sales_per_member": "Sales per member (thousand rupiah a month)",
        "sales_growth": "Sales per member, last year over first (ratio)",
    }
    return Study(
        "Popularity",
        [claim],
        figures={"claims_popularity": side_by_side(in_thousands(runs, "sales_per_member"), panels, caption)},
    )


def popularity_verdict(*, sales: int, rise: int, growth: float) -> str:
    """Verdict from the directions in which awareness moves sales and their rise over time, and that rise (ratio)."""
    if sales != MORE:
        return "fails: awareness does not raise sales"
    if growth <= 1:
        return "holds only against what it would be: sales per member fall as circles fill"
    return (
        "holds" if rise == MORE else "holds only for the level of sales: that they rise owes nothing clear to awareness"
    )


def motives(laboratory: Laboratory) -> Study[Claim]:
    """Dreams and want of work as motives."""
    society = laboratory.whole().scenario.society
    variants: dict[str, dict[str, Any]] = {
        "as it is": {},
        "no dreams": {"trade.dream": 0.0, "trade.first_aspiration": 0.0},
        "half the income": {"society.means_median": society.means_median / 2},
        "and more time": {
            "society.means_median": society.means_median / 2, "society.hours_median": society.hours_median * 1.5,
        },
    }  # fmt: skip
    outcomes = ("joined", "sales_per_member", "annual_retention", "satisfaction")
    runs = laboratory.paired(variants, outcomes)
    summary = summary_of(runs)
    claims = [
        Claim(
            TREES,
            "Dreams drive members",
            "Gatherings raise hopes and newcomers bring some, or neither (trade.dream and trade.first_aspiration 0);"
            f" {laboratory.setting}. Dreams act through satisfaction alone, hopes met or not: that they spur effort"
            " is no mechanism of the model",
            "; ".join(told(summary, name, ["as it is", "no dreams"]) for name in outcomes),
            dream_verdict(
                joined=-direction(summary, "joined", "no dreams"),
                staying=-direction(summary, "annual_retention", "no dreams"),
            ),
        ),
        Claim(
            TREES,
            "Unemployment and low pay drive people into the business",
            "Median income from outside halved, so that commissions weigh more in a guest's decision; then with half as"
            f" many hours again to give, as people out of work have them; {laboratory.setting}",
            "; ".join(told(summary, name, ["as it is", "half the income", "and more time"]) for name in outcomes),
            want_verdict(
                income=direction(summary, "joined", "half the income"),
                time=direction(summary, "joined", "and more time"),
            ),
        ),
    ]
    stays = summary.loc["annual_retention"]["mean"]
    caption = Caption(
        "Recruits and staying as it is, without dreams, where incomes from outside are half as high, and where people"
        " have more time besides",
        f"{laboratory.replicates} runs of each",
        BARS,
        f"{100 * stays['as it is']:.0f} % stay a year as it is, {100 * stays['no dreams']:.0f} % without dreams and"
        f" {100 * stays['half the income']:.0f} % with half the income",
    )
    panels = {
        "joined": "Recruits (persons a year)",
        "annual_retention": "Still active after a year (share)",
        "satisfaction": "Satisfaction (index −1 to 1)",
    }
    return Study("Motives", claims, figures={"claims_motives": side_by_side(runs, panels, caption)})


def dream_verdict(*, joined: int, staying: int) -> str:
    """Verdict from the directions in which dreams move recruits and staying."""
    if MORE in (joined, staying) and LESS not in (joined, staying):
        return "holds"
    if LESS in (joined, staying):
        return (
            "holds only for the moment: hopes not met make members leave"
            if joined == MORE
            else "fails: hopes drive out"
        )
    return "fails: they make no clear difference"


def want_verdict(*, income: int, time: int) -> str:
    """Verdict from the directions in which lower incomes from outside, and more time with them, move recruits."""
    if income == MORE:
        return "holds"
    return (
        "holds only by the time that people have, not by their want" if time == MORE else "fails: no more people join"
    )


def handed_down(laboratory: Laboratory) -> Study[Claim]:
    """Whether entrepreneurs can be made."""
    variants: dict[str, dict[str, Any]] = {
        "skill handed down": {},
        "not handed down": {"trade.handed_down": 0.0},
        "nor learnt": {"trade.handed_down": 0.0, "trade.practice": 0.0},
    }
    outcomes = ("skill", "sales_per_member", "net_income_per_member", "annual_retention")
    runs = laboratory.paired(variants, outcomes)
    summary = summary_of(runs)
    claim = Claim(
        TREES,
        "Entrepreneurs can be made, not only born: skill is handed down the line",
        "A sponsor hands down 40 % of the own skill (the default), or nothing, or nothing and members do not learn"
        f" by doing either; {laboratory.setting}",
        "; ".join(told(summary, name) for name in outcomes),
        made_verdict(
            handed=-direction(summary, "net_income_per_member", "not handed down"),
            learnt=-direction(summary, "net_income_per_member", "nor learnt"),
        ),
    )
    skill = summary.loc["skill"]["mean"]
    caption = Caption(
        "Skill, sales and net income with skill handed down, not handed down, and not even learnt by doing",
        f"{laboratory.replicates} runs of each",
        BARS,
        f"mean skill is {skill.iloc[0]:.2f} handed down, {skill.iloc[1]:.2f} not handed down and"
        f" {skill.iloc[2]:.2f} not learnt",
    )
    panels = {
        "skill": "Skill (index 0 to 1)",
        "sales_per_member": "Sales per member (thousand rupiah a month)",
        "net_income_per_member": "Net income per member (thousand rupiah a month)",
    }
    return Study(
        "Skill", [claim], figures={"claims_skill": side_by_side(in_thousands(runs, *list(panels)[1:]), panels, caption)}
    )


def made_verdict(*, handed: int, learnt: int) -> str:
    """Verdict from the directions in which handing down, and it with learning, move members' net income."""
    if handed == MORE:
        return "holds"
    return "holds only by practice: what is handed down makes no clear difference" if learnt == MORE else "fails"
