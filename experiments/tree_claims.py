"""The rooted-tree paper's claims about growth, promotion and the tree itself, each put to pure recruiting."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import numpy as np
import pandas as pd

from experiments import wording
from experiments.claim import TREES, Claim, Study
from experiments.claims_figures import BAND, courses
from experiments.evidence import mean_told
from experiments.figure_style import Caption
from experiments.laboratory import PURE, Laboratory, months
from model.months import MONTHS_PER_YEAR

RATES = (20, 50, 100)  # percent a month, the paper's
HORIZON = 48  # months
GROWTH_FOUNDERS = 20
TOP = 8  # star
LITERAL = "from star {}"


def growth(laboratory: Laboratory) -> Study[Claim]:
    """How long a promised rate of growth can last in a finite society."""
    table = growth_runs(laboratory)
    lasting = lasting_by_rate(table)
    told = ", ".join(f"at {percent} % month {mean_told(each)}" for percent, each in lasting.items())
    claim = Claim(
        TREES,
        "A well-run organisation grows by 20, 50 or even 100 % a month",
        f"{GROWTH_FOUNDERS} founders in a society of {PURE['persons']:,}; every member recruits one with that chance a"
        f" month; nobody leaves; {HORIZON} months, {laboratory.replicates} runs of each",
        f"the last month in which growth was at least half of what was promised: {told}",
        growth_verdict({percent: float(np.mean(each)) for percent, each in lasting.items()}, HORIZON),
    )
    caption = Caption(
        "Growth by month, and members (logarithmic), of an organisation in which every member recruits one a month with"
        f" a chance of 20, 50 or 100 %, in a society of {PURE['persons']:,}; lines end when everybody has joined",
        f"{laboratory.replicates} runs of each",
        BAND,
        f"the last month in which growth is at least half of what is promised: {told}",
    )
    figure = courses(
        table,
        {"rate": "Growth (% a month)", "members": "Members (persons)"},
        caption,
        logarithmic=["members"],
    )
    return Study("Growth", [claim], figures={"claims_growth": figure})


def growth_runs(laboratory: Laboratory) -> pd.DataFrame:
    """Members, and growth in per cent, by month at each promised rate, until everybody has joined."""
    rows = []
    for percent in RATES:
        for replicate in range(laboratory.replicates):
            model = laboratory.pure(replicate, founders=GROWTH_FOUNDERS, pure__chance=percent / 100)
            before = GROWTH_FOUNDERS
            for month in months(model, HORIZON):
                members = len(model.table.column("person"))
                rows.append(
                    {"variant": f"{percent} % a month", "percent": percent, "replicate": replicate, "month": month,
                     "members": members, "rate": 100 * (members / before - 1)}
                )  # fmt: skip
                if members == PURE["persons"] == before:
                    break
                before = members
    return pd.DataFrame(rows)


def lasting_by_rate(table: pd.DataFrame) -> dict[int, list[int]]:
    """Months that growth lasted in each run, by the promised rate."""
    return {
        percent: [
            lasting_months(run["rate"].to_numpy(), percent)
            for _, run in table[table["percent"] == percent].groupby("replicate")
        ]
        for percent in RATES
    }


def lasting_months(rates: np.ndarray, promised: float) -> int:
    """Last month in which growth was at least half of what was promised; 0 if there was none."""
    months_above = np.flatnonzero(rates >= promised / 2)
    return int(months_above[-1]) + 1 if len(months_above) else 0


def growth_verdict(lasting: Mapping[int, float], horizon: int) -> str:
    """Verdict on rates of growth that lasted so many months (by per cent), of the months watched."""
    ended = {percent: month for percent, month in lasting.items() if month < horizon}
    if not ended:
        return f"holds for the {horizon} months watched"
    when = wording.enumeration([f"{wording.number(month, 0)} at {percent} %" for percent, month in ended.items()])
    return f"holds only until the society is used up: until month {when}"


def multiply(laboratory: Laboratory) -> Study[Claim]:
    """Star 8 in month 12 by one downline a month, copied by everyone; and what else that needs."""
    small = 2_000
    settings: dict[str, dict[str, object]] = {LITERAL.format(entry): {"ranks__entry": entry} for entry in (1, 2, 3, 4)}
    weaker: dict[str, dict[str, object]] = {
        "from star 4, 90 % recruit": {"ranks__entry": 4, "pure__chance": 0.9},
        f"from star 4, {small:,} persons": {"ranks__entry": 4, "persons": small},
    }
    conditions = ("everyone recruits every month without fail", f"the society has more than {small:,} persons")
    rows = []
    for variant, changes in {**settings, **weaker}.items():
        for replicate in range(laboratory.replicates):
            model = laboratory.pure(replicate, ranks__rule="stars", **changes)
            rows += [
                {"variant": variant, "replicate": replicate, "month": month, "star": model.table.column("rank")[0],
                 "members": len(model.table.column("rank"))}
                for month in months(model, MONTHS_PER_YEAR)
            ]  # fmt: skip
    table = pd.DataFrame(rows)
    last = table[table["month"] == MONTHS_PER_YEAR]
    stars = {str(name): float(group["star"].mean()) for name, group in last.groupby("variant", sort=False)}
    needed = int(last.loc[last["variant"] == LITERAL.format(1), "members"].max())
    claim = Claim(
        TREES,
        "Multiply: one downline a month on a new branch, copied by everyone, makes star 8 in month 12",
        "Every member recruits one a month for twelve months; three direct downlines of a star make the next;"
        f" {laboratory.replicates} runs of each, which differ only where chance plays a part. Then with 90 % of the"
        f" recruits, and in a society of {small:,}",
        "the founder's star in month 12: "
        + "; ".join(
            f"{name}: {mean_told(group['star'].to_numpy())}" for name, group in last.groupby("variant", sort=False)
        )
        + f"; the tree has {needed:,} members by then",
        multiply_verdict(
            {entry: stars[LITERAL.format(entry)] for entry in (1, 2, 3, 4)},
            {condition: stars[name] for condition, name in zip(conditions, weaker, strict=True)},
        ),
    )
    caption = Caption(
        "The founder's star by month under Multiply, by the star with which members join; then, from star 4, when each"
        f" month's recruit is found with a chance of 90 %, and when the society has {small:,} persons",
        f"{laboratory.replicates} runs of each",
        BAND,
        f"after twelve months the founder has star {wording.number(stars[LITERAL.format(1)])} from star 1, and"
        f" {wording.number(stars[LITERAL.format(4)])} from star 4",
    )
    figure = courses(table, {"star": "Founder's rank (star)"}, caption, steps=True)
    return Study("Multiply's promise", [claim], figures={"claims_multiply": figure})


def multiply_verdict(stars: Mapping[int, float], without: Mapping[str, float]) -> str:
    """Verdict on the mean star in month 12 by the star of entry, and on that without each condition alone."""
    enough = [entry for entry, star in stars.items() if star >= TOP]
    if not enough:
        return "fails"
    conditions = [f"one joins at star {min(enough)}"] if min(enough) > min(stars) else []
    conditions += [condition for condition, star in without.items() if star < TOP]
    return f"holds only if {wording.enumeration(conditions)}" if conditions else "holds"


def tree_facts(laboratory: Laboratory) -> Study[Claim]:
    """What the paper says of trees and forests, checked by an independent library of graphs."""
    founders = 3
    model = laboratory.pure(founders=founders)
    model.run_for(40)
    forest = model.forest
    graph = forest.to_networkx().to_undirected()
    tree = nx.node_connected_component(graph, int(forest.roots[0]))
    closed = graph.copy()
    deepest = max(tree, key=lambda member: forest.level[member])
    closed.add_edge(int(forest.roots[0]), deepest)
    facts = {
        "members less roots make the edges": graph.number_of_edges() == len(forest) - len(forest.roots),
        "no circuit": nx.is_forest(graph),
        "every edge is a bridge": sum(1 for _ in nx.bridges(graph)) == graph.number_of_edges(),
        "as many trees as roots": nx.number_connected_components(graph) == founders,
        "one more edge within a tree makes one circuit": len(nx.cycle_basis(closed)) == 1,
    }
    claim = Claim(
        TREES,
        "A tree of n members has m = n - 1 edges, no circuit, and every edge is a bridge; several roots make a forest",
        f"{founders} founders, nine months of one recruit a month each; checked by networkx",
        f"{len(forest):,} members, {len(forest.roots)} roots, {graph.number_of_edges():,} edges; "
        + "; ".join(f"{name}: {'yes' if true else 'no'}" for name, true in facts.items()),
        facts_verdict(facts),
        built_in=True,
    )
    return Study("Facts of trees", [claim])


def facts_verdict(facts: Mapping[str, bool]) -> str:
    """Verdict on statements that must all be true."""
    wrong = [name for name, true in facts.items() if not true]
    return f"fails: not so: {', '.join(wrong)}" if wrong else "holds"
