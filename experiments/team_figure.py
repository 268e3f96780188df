"""A team's network: who sponsored whom, ties brought along from society, and mates made by favours inside."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments import wording
from experiments.curves import by_scenario, in_run
from experiments.figure_style import WIDTH, Caption, add_caption, add_legend, plain, styled

# Palette's place, line style and width of each kind of tie; told apart without colour too.
_TIES: dict[str, tuple[Any, Any, float]] = {
    "sponsor": ("0.25", "solid", 1.6),
    "kin": (0, "solid", 1.0),
    "friend": (1, (0, (4, 1.5)), 1.0),
    "community": (2, (0, (1.2, 1.2)), 1.1),
    "work": (3, (0, (6, 1.5, 1.2, 1.5)), 1.0),
    "mate": (4, (0, (2.5, 2.5)), 0.9),
}
_CALLED = {
    "sponsor": "sponsor", "kin": "kin", "friend": "friends", "community": "neighbours", "work": "work",
    "mate": "mates by favours",
}  # fmt: skip
MOST_PANELS = 4
_FEWEST = 3  # members of a team worth drawing


@styled
def team_figure(distributors: pd.DataFrame, ties: pd.DataFrame, *, team: int | None = None) -> Figure:
    """Draw the network of one team of each scenario: its largest, unless told.

    Parameters
    ----------
    distributors
        As `SolidarityModel.distributors` or `Study.distributors`.
    ties
        Ties among members, as `member_ties.member_ties` or `Study.ties`.
    team
        Which team, by the row of its head (the column `team`); None: the one with the most active members.

    Raises
    ------
    ValueError
        When there is no team of at least three active members.
    """
    people, pairs = (table if "scenario" in table else in_run(table) for table in (distributors, ties))
    found = {name: _team(group, team) for name, group in by_scenario(people)}
    teams = {name: members for name, members in found.items() if len(members) >= _FEWEST}
    teams = dict(list(teams.items())[:MOST_PANELS])
    if not teams:
        raise ValueError(f"no team of at least {_FEWEST} active members to draw.")
    columns = min(2, len(teams))
    rows = math.ceil(len(teams) / columns)
    figure = Figure(figsize=(WIDTH, 0.3 + 2.7 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    counts: dict[str, pd.Series] = {}
    for axes, (name, members) in zip(panels, teams.items(), strict=False):
        own = pairs[(pairs["scenario"] == name) & (pairs["replicate"] == members["replicate"].iloc[0])]
        graph = _graph(members, own)
        counts[name] = pd.Series([kind for *_, kind in graph.edges(keys=True)], dtype=object).value_counts()
        marks = _draw(axes, graph, members)
        axes.set_title(plain(f"{name}: {len(members)} active members"), loc="left")
    for axes in panels:
        axes.set_axis_off()
    bar = figure.colorbar(marks, ax=list(panels), fraction=0.03, pad=0.02, shrink=0.7, aspect=25)
    bar.set_label("Emotional energy (0 to 1)")
    bar.outline.set_visible(False)
    kinds = [kind for kind in _TIES if any(kind in count for count in counts.values())]
    signs = [Line2D([], [], color=_colour(kind), linestyle=_TIES[kind][1], linewidth=_TIES[kind][2]) for kind in kinds]
    add_legend(figure, signs, [_CALLED[kind] for kind in kinds])
    return add_caption(figure, _caption(teams, counts))


def has_team(distributors: pd.DataFrame) -> bool:
    """Whether a scenario's first run ends with a team that can be drawn."""
    return any(len(_team(group, None)) >= _FEWEST for _, group in by_scenario(distributors))


def _team(distributors: pd.DataFrame, team: int | None) -> pd.DataFrame:
    """Active members of a team of the first run in a scenario's table."""
    first = distributors[distributors["replicate"] == distributors["replicate"].min()]
    active = first[first["status"] == "active"]
    sizes = active["team"].value_counts(sort=False).sort_index()
    if team is None and len(sizes):
        team = int(sizes.idxmax())
    return active[active["team"] == team]


def _graph(members: pd.DataFrame, ties: pd.DataFrame) -> nx.MultiGraph:
    """The team as a graph, whose edges have their kind as key."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(members["member"].tolist())
    for member, sponsor in zip(members["member"].tolist(), members["sponsor"].tolist(), strict=True):
        if sponsor in graph:
            graph.add_edge(sponsor, member, key="sponsor")
    inside = ties[ties["member"].isin(members["member"]) & ties["other"].isin(members["member"])]
    for member, other, kind in zip(inside["member"], inside["other"], inside["type"].astype(str), strict=True):
        graph.add_edge(int(member), int(other), key=kind)
    return graph


def _draw(axes: Axes, graph: nx.MultiGraph, members: pd.DataFrame) -> PathCollection:
    """Draw the graph; two ties between the same two bend to either side. Returns the marks that carry colours."""
    at = _places(nx.Graph(graph))
    between: dict[tuple[int, int], int] = {}
    for first, last, kind in graph.edges(keys=True):
        pair = (min(first, last), max(first, last))
        order = between[pair] = between.get(pair, -1) + 1
        bend = (order + 1) // 2 * 0.16 * (1 if order % 2 else -1)
        _, dashes, width = _TIES[kind]
        axes.annotate(
            "", at[pair[0]], at[pair[1]], zorder=1,
            arrowprops={"arrowstyle": "-", "connectionstyle": f"arc3,rad={bend}", "color": _colour(kind),
                        "linestyle": dashes, "linewidth": width, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
    x, y = np.array([at[member] for member in members["member"].tolist()]).T
    marks = axes.scatter(
        x, y, s=70, c=members["energy"].to_numpy(float), cmap=seaborn.color_palette("flare", as_cmap=True),
        vmin=0, vmax=1, edgecolors="white", linewidths=0.8, zorder=3,
    )  # fmt: skip
    for across, up, rank, energy in zip(x, y, members["rank"], members["energy"], strict=True):
        colour = "white" if energy > 0.25 else "black"
        axes.text(across, up, str(rank), ha="center", va="center", fontsize=6.5, color=colour, zorder=4)
    axes.margins(0.08)
    return marks


def _places(graph: nx.Graph) -> dict[int, tuple[float, float]]:
    """Where each member is drawn: who are tied lie close, parts without a tie between them side by side."""
    at: dict[int, tuple[float, float]] = {}
    left = 0.0
    for members in sorted(nx.connected_components(graph), key=len, reverse=True):
        radius = math.sqrt(len(members))
        part = graph.subgraph(sorted(members))
        at |= nx.spring_layout(part, seed=1, iterations=200, k=1.6 / radius, scale=radius, center=(left + radius, 0.0))
        left += 2.0 * radius + 1.0
    return at


def _colour(kind: str) -> str | tuple[float, float, float]:
    colour = _TIES[kind][0]
    return seaborn.color_palette("colorblind")[colour] if isinstance(colour, int) else str(colour)


def _caption(teams: dict[str, pd.DataFrame], counts: dict[str, pd.Series]) -> Caption:
    parts = []
    for name, members in teams.items():
        inside = counts[name].drop("sponsor", errors="ignore")
        brought = int(inside.drop("mate", errors="ignore").sum())
        parts.append(f"{brought} and {int(inside.get('mate', 0))} among the {len(members)} of {name}")
    return Caption(
        "The largest team of each scenario: its active members (with their ranks, coloured by emotional energy), who"
        " sponsored whom, ties brought along and mates made by favours; members who are tied lie close",
        "1 run of each scenario, the first, not chosen by its looks" if len(teams) > 1 else "1 run",
        "No interval: every member of one team is drawn",
        f"ties brought along and ties made by favours number {wording.enumeration(parts)}",
    )
