"""Measures of the forest of uplines and downlines, in the standard terms of rooted trees (Knuth 1968, section 2.3).

The level of a root is 0, that of any other member one more than the upline's; siblings have the same upline; the
height is the highest level; a leaf has no child, an internal node at least one; a subtree is a member with everybody
below. (The rooted-tree paper's "level = 1 + path length" and its siblings "of different parents" are slips.) Each tree
of n members has n - 1 edges, and one path between any two.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd

from model.compilation import compiled
from model.table import ACTIVE, NOBODY, STATUS_NAMES


class Forest:
    """The tree as it stands.

    Parameters
    ----------
    rows
        Rows of the members in the tree, ascending, (n,) int.
    parent
        Row of each row's upline, -1 for a root; every upline's row is above its children's.
    status
        Status of each row (`model.table.STATUS_NAMES`).

    Attributes
    ----------
    level, children, size, active_below
        (n,) int32, in the order of `rows`: level; number of direct downlines; members of the subtree, the member
        included; active members below.
    """

    def __init__(self, rows: np.ndarray, parent: np.ndarray, status: np.ndarray) -> None:
        self.rows = np.asarray(rows, np.int32)
        parent, status = np.asarray(parent, np.int32), np.asarray(status, np.int32)
        self.parent, self.status, self._upline = np.empty((3, len(self.rows)), np.int32)
        place = np.full(len(parent), NOBODY, np.int32)  # by row; levels begin anew below an upline outside `rows`
        _enter(self.rows.view(np.uint32), parent, status, place, self.parent, self.status, self._upline)
        self.level = np.empty(len(self.rows), np.int32)
        _set_levels(self._upline, self.level)
        sums = np.zeros((len(self.rows), 3), np.int32)  # side by side: adding to an upline touches one cache line
        _sum_up(self._upline, self.status, sums)
        self.children, self.size, self.active_below = sums.T

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def edges(self) -> int:
        """Number of edges: members less roots."""
        return len(self) - len(self.roots)

    @property
    def roots(self) -> np.ndarray:
        """Rows without an upline."""
        return self.rows[self.parent == NOBODY]

    @property
    def height(self) -> int:
        """Highest level; -1 for an empty forest."""
        return int(self.level.max(initial=-1))

    @property
    def leaves(self) -> np.ndarray:
        """Rows without a downline."""
        return self.rows[self.children == 0]

    @property
    def internal(self) -> np.ndarray:
        """Rows with a downline."""
        return self.rows[self.children > 0]

    @property
    def branching(self) -> float:
        """Mean number of direct downlines of those who have any; NaN when nobody has."""
        return self.edges / len(self.internal) if len(self.internal) else float("nan")

    @property
    def width(self) -> np.ndarray:
        """Number of members on each level, (height + 1,) int64."""
        return np.bincount(self.level)

    def siblings(self, row: int) -> np.ndarray:
        """Rows with the same upline; none for a root."""
        upline = self.parent[self._place(row)]
        return self.rows[(self.parent == upline) & (self.rows != row)] if upline != NOBODY else self.rows[:0]

    def subtree(self, row: int) -> np.ndarray:
        """Rows of a member and everybody below."""
        inside = np.zeros(len(self), np.bool_)
        inside[self._place(row)] = True
        _spread_down(self._upline, inside)
        return self.rows[inside]

    def legs(self, row: int) -> dict[int, int]:
        """Size of each leg of a member, by the row of the direct downline at its head."""
        self._place(row)
        heads = np.flatnonzero(self.parent == row)
        return {int(self.rows[head]): int(self.size[head]) for head in heads}

    def uplines(self, row: int) -> list[int]:
        """Rows from a member's upline to the root."""
        found, place = [], self._upline[self._place(row)]
        while place != NOBODY:
            found.append(int(self.rows[place]))
            place = self._upline[place]
        return found

    def path(self, first: int, last: int) -> list[int]:
        """Rows on the one path between two members, both included.

        Raises
        ------
        ValueError
            When they are in different trees.
        """
        up, down = [first, *self.uplines(first)], [last, *self.uplines(last)]
        meeting = next((row for row in up if row in set(down)), None)
        if meeting is None:
            raise ValueError(f"there is no path between {first} and {last}: they are in different trees")
        return up[: up.index(meeting) + 1] + down[: down.index(meeting)][::-1]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per member: upline, level, children, size of the subtree, active members below, status."""
        return pd.DataFrame(
            {
                "member": self.rows,
                "parent": self.parent,
                "level": self.level,
                "children": self.children,
                "size": self.size,
                "active_below": self.active_below,
                "status": [STATUS_NAMES[code] for code in self.status],
            }
        )

    def edge_table(self) -> pd.DataFrame:
        """One row per edge: `parent` and `member` (rows)."""
        return self.table.loc[self.table["parent"] != NOBODY, ["parent", "member"]].reset_index(drop=True)

    def to_networkx(self) -> nx.DiGraph:
        """The forest as a graph whose edges lead from uplines to downlines; nodes carry the columns of `table`."""
        graph = nx.DiGraph()
        for record in self.table.to_dict("records"):
            graph.add_node(record.pop("member"), **{str(name): value for name, value in record.items()})
        graph.add_edges_from(self.edge_table().itertuples(index=False, name=None))
        return graph

    def write_graphml(self, path: str | Path) -> None:
        """Write the forest as GraphML, which Gephi, yEd, igraph and NetLogo read."""
        nx.write_graphml(self.to_networkx(), path)

    def _place(self, row: int) -> int:
        place = int(np.searchsorted(self.rows, row))
        if place == len(self.rows) or self.rows[place] != row:
            raise ValueError(f"{row} is not in the tree")
        return place


@compiled
def _enter(rows, parent, status, place, parents, statuses, upline):
    """Fill in uplines and statuses in the order of `rows`, which are unsigned; `place` is NOBODY everywhere."""
    for k in range(len(rows)):
        row = rows[k]
        place[row] = k
        parents[k] = parent[row]
        statuses[k] = status[row]
        upline[k] = place[parent[row]] if parent[row] >= 0 else NOBODY


@compiled
def _set_levels(upline, level):
    for k in range(len(upline)):
        above = upline[k]
        level[k] = level[above] + 1 if above >= 0 else 0


@compiled
def _sum_up(upline, status, sums):
    """Sum up the tree what `sums` has columns for: children, size of the subtree, active members below."""
    for k in range(len(upline) - 1, -1, -1):
        above = upline[k]
        sums[k, 1] += 1
        if above >= 0:
            sums[above, 0] += 1
            sums[above, 1] += sums[k, 1]
            sums[above, 2] += sums[k, 2] + (status[k] == ACTIVE)


@compiled
def _spread_down(upline, inside):
    for k in range(len(upline)):
        if upline[k] != NOBODY and inside[upline[k]]:
            inside[k] = True
