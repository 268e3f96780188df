"""Promotion by purchase, and what a consumer pays at the end of the direct chain and of the longer one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import wording
from experiments.claim import TREES, Claim, Study
from experiments.claims_figures import BARS, in_thousands, side_by_side
from experiments.evidence import LESS, MORE, direction, mean_told, means_table, told
from experiments.figure_style import Caption
from experiments.laboratory import Laboratory, summary_of

STARS: dict[str, Any] = {"plan.name": "star", "ranks.rule": "stars", "ranks.entry": 1}
LEVELS = {"levels 0 and 1": (0, 1), "levels 2 and 3": (2, 3), "level 4 and below": (4, 10**6)}
# Mark-ups of the longer chain on the price paid, and advertising as a share of the consumer price. All are assumptions:
# a low, a middle and a high case; retail 25, 43 and 67 % are margins of 20, 30 and 40 % of the price asked.
MARK_UPS = {
    "low": {"transporter": 0.02, "wholesaler": 0.08, "retailer": 0.25, "advertising": 0.02},
    "middle": {"transporter": 0.05, "wholesaler": 0.20, "retailer": 0.43, "advertising": 0.05},
    "high": {"transporter": 0.10, "wholesaler": 0.40, "retailer": 0.67, "advertising": 0.10},
}


def bought_ranks(laboratory: Laboratory) -> Study[Claim]:
    """Ranks won by downlines alone, or bought as well: who profits."""
    variants: dict[str, dict[str, Any]] = {
        "earned only": STARS,
        "10 units a rank": {**STARS, "ranks.purchase_units": 10},
        "30 units a rank": {**STARS, "ranks.purchase_units": 30},
    }
    outcomes = ("company", "median_net", "share_net_loss", "units_bought", "net_first", "net_later")
    runs = laboratory.paired(variants, outcomes)
    summary = summary_of(runs)
    dearest = list(variants)[-1]
    claim = Claim(
        TREES,
        "A rank may also be had for a required payment or purchase, by which members rise",
        "Star plan; ranks won by three downlines of the same star alone, or also bought with goods for oneself (10"
        f" or 30 units for the next star, piled up); {laboratory.setting}",
        "; ".join(told(summary, name) for name in outcomes),
        purchase_verdict({name: direction(summary, name, dearest) for name in outcomes}),
    )
    losers = summary.loc["share_net_loss"]["mean"]
    caption = Caption(
        "The company's take and members' net income where ranks are won by downlines only, or bought as well",
        f"{laboratory.replicates} runs of each",
        BARS,
        "a net loss is made by " + wording.enumeration([f"{100 * losers[name]:.0f} % ({name})" for name in variants]),
    )
    panels = {
        "company": "Company's take (thousand rupiah per member and month)",
        "median_net": "Median net income (thousand rupiah)",
        "share_net_loss": "With a net loss (share of members)",
    }
    columns = {name: f"{name.capitalize()}: thousand rupiah" for name in LEVELS} | {
        f"{name}, loss": f"{name.capitalize()}: with a net loss" for name in LEVELS
    }
    table = means_table(
        _by_level(laboratory, variants), ["ranks"], columns, percent=[f"{name}, loss" for name in LEVELS]
    )
    return Study(
        "Ranks earned and ranks bought",
        [claim],
        tables={"Net income by level in the tree: mean over runs [95 % interval]": table},
        figures={"claims_purchase": side_by_side(in_thousands(runs, "company", "median_net"), panels, caption)},
    )


def _by_level(laboratory: Laboratory, variants: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Mean net income, and share with a net loss, by level in the tree."""
    rows = []
    for name, changes in variants.items():
        for replicate in range(laboratory.replicates):
            model = laboratory.whole(replicate, changes)
            model.run_for(laboratory.weeks)
            people = model.distributors
            row: dict[str, Any] = {"ranks": name, "replicate": replicate}
            for label, (first, last) in LEVELS.items():
                net = people.loc[people["level"].between(first, last), "net_income"].to_numpy(float)
                nobody = {label: np.nan, f"{label}, loss": np.nan}
                row |= {label: net.mean() / 1e3, f"{label}, loss": np.mean(net < 0)} if len(net) else nobody
            rows.append(row)
    return pd.DataFrame(rows)


def purchase_verdict(effects: Mapping[str, int]) -> str:
    """Verdict from the directions in which bought ranks move the outcomes of `bought_ranks`."""
    profits = [
        who
        for name, who in {
            "company": "the company",
            "net_first": "the first to join",
            "net_later": "the later half",
        }.items()
        if effects[name] == MORE
    ]
    if effects["median_net"] == MORE and effects["share_net_loss"] != MORE:
        return "holds: most members profit"
    if effects["median_net"] == LESS or effects["share_net_loss"] == MORE:
        return (
            f"fails for most members, who lose by it; who profits: {wording.enumeration(profits) or 'nobody clearly'}"
        )
    return f"holds only for {wording.enumeration(profits)}" if profits else "fails: nobody profits clearly"


def chain_prices(laboratory: Laboratory) -> Study[Claim]:
    """What the consumer pays in the direct chain, meetings counted, and at the end of the longer one."""
    rows = []
    for replicate in range(laboratory.replicates):
        model = laboratory.whole(replicate)
        model.run_for(laboratory.weeks)
        total = model.weekly.sum()
        units = total["units_sold"] + total["units_bought"]
        rows.append(
            {name: float(total[name] / units) for name in ("production_cost", "commissions", "company_residual")}
            | {"meetings": float(total["supplier_payments"] / units)}
        )
    per_unit = pd.DataFrame(rows)
    trade = model.scenario.trade
    works = per_unit["production_cost"] + per_unit["company_residual"]  # what the manufacturer gets in the direct chain
    long = {case: works.to_numpy() * factor(**shares) for case, shares in MARK_UPS.items()}
    # Kits and fees go to the maker, so the sum of the steps is more than the price that stands on the goods.
    margin = trade.consumer_price - trade.member_price
    direct = (works + per_unit["commissions"] + margin + per_unit["meetings"]).to_numpy()
    verdict = price_verdict(
        float(trade.consumer_price), float(direct.mean()), {k: float(v.mean()) for k, v in long.items()}
    )
    claim = Claim(
        TREES,
        "The direct chain is cheaper than manufacturer, transporter, wholesaler, retailer and advertiser",
        "Consumer price of one unit. Direct: what customers pay, plus what members pay for kits, fees, meetings and"
        " tools. Longer: the same maker gets as much as in the direct chain, then mark-ups in a low, a middle and a"
        f" high case (assumptions); {laboratory.setting}. Prices are the model's parameters, so this is arithmetic"
        " about them",
        f"direct {trade.consumer_price:,} rupiah, and {mean_told(direct)} with kits, fees, meetings and tools;"
        f" longer chain: "
        + "; ".join(f"{case} mark-ups {mean_told(price)}" for case, price in long.items())
        + f"; the maker gets {mean_told(works.to_numpy())} a unit, commissions take"
        f" {mean_told(per_unit['commissions'].to_numpy())}",
        verdict,
        built_in=True,
    )
    return Study(
        "Consumer prices",
        [claim],
        tables={"Steps to the consumer price of one unit (rupiah)": _steps(per_unit, works, trade)},
    )


def factor(*, transporter: float, wholesaler: float, retailer: float, advertising: float) -> float:
    """Consumer price of the longer chain over what the maker gets."""
    return (1 + transporter) * (1 + wholesaler) * (1 + retailer) / (1 - advertising)


def price_verdict(price: float, with_meetings: float, long: Mapping[str, float]) -> str:
    """Verdict on the direct chain's price, without and with meetings, against the longer chain's, low case first."""
    dearer = [case for case, each in long.items() if each > with_meetings]
    if len(dearer) == len(long):
        return "holds"
    if dearer:
        return f"holds only if the longer chain's mark-ups are those of the {wording.enumeration(dearer)} case"
    if price < max(long.values()):
        return "holds only if kits, fees, meetings and tools are not counted"
    return "fails"


def _steps(per_unit: pd.DataFrame, works: pd.Series, trade: Any) -> pd.DataFrame:
    """The two chains side by side, means over runs."""
    maker = float(works.mean())
    meetings, commissions = float(per_unit["meetings"].mean()), float(per_unit["commissions"].mean())
    margin = trade.consumer_price - trade.member_price
    rows: list[dict[str, Any]] = [
        {"Step": "Maker (production and what is left to it)", "Direct chain": maker} | dict.fromkeys(MARK_UPS, maker),
        {"Step": "Commissions to members", "Direct chain": commissions},
        {"Step": "Retail margin of the member", "Direct chain": margin},
    ]
    running = dict.fromkeys(MARK_UPS, maker)
    for step in ("transporter", "wholesaler", "retailer"):
        added = {case: running[case] * shares[step] for case, shares in MARK_UPS.items()}
        running = {case: running[case] + added[case] for case in MARK_UPS}
        rows.append({"Step": step.capitalize()} | added)
    added = {
        case: running[case] * shares["advertising"] / (1 - shares["advertising"]) for case, shares in MARK_UPS.items()
    }
    rows.append({"Step": "Advertiser"} | added)
    rows.append({"Step": "Meetings and tools, paid by members", "Direct chain": meetings})
    table = pd.DataFrame(rows)
    total = table.drop(columns="Step").sum()
    table.loc[len(table)] = {"Step": "Consumer price, everything counted", **total}
    table = table.rename(columns={case: f"Longer chain, {case}" for case in MARK_UPS})
    return table.map(lambda each: wording.number(each, 0) if isinstance(each, float) else each)
