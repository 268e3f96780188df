"""Societies for other programs: as a networkx graph, GraphML, or CSV; what is written reads back as the same society.

Columns and attributes bear the names that `model.network_files` looks for, so that
`Scenario.from_mapping({"society": {"network": "file", "ties_file": ..., "people_file": ...}})` needs nothing else.
"""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd

from model.society import TIE_NAMES, TRAITS_EACH, Society


def people_table(society: Society) -> pd.DataFrame:
    """One row per person, in order of their numbers: name, what they are like and, where it is known, what they did."""
    table = pd.DataFrame({"name": society.names, "community": society.communities.astype(np.int64)})
    table["origin"] = society.traits[:, 0]
    for trait in range(1, TRAITS_EACH):
        table[f"trait_{trait + 1}"] = society.traits[:, trait]
    for column in ("occupation", "rationality", "means", "hours", "open"):
        values = getattr(society, column)
        table[column] = values.astype(np.float64 if values.dtype.kind == "f" else np.int64)
    if len(society.founders):
        table["founder"] = np.isin(np.arange(len(table)), society.founders).astype(int)
    if len(society.observed):
        table["joined"] = pd.array(np.where(society.observed < 0, 0, society.observed), "Int64")
        table.loc[society.observed < 0, "joined"] = pd.NA
    return table


def tie_table(society: Society) -> pd.DataFrame:
    """One row per tie: numbers of the lower and the higher person (`from`, `to`), `type`, and trust (`weight`)."""
    owner = np.repeat(np.arange(len(society.occupation), dtype=np.int32), np.diff(society.ties))
    once = owner < society.neighbour
    return pd.DataFrame(
        {
            "from": owner[once],
            "to": society.neighbour[once],
            "type": pd.Categorical.from_codes(society.tie_type[once].tolist(), pd.Index(TIE_NAMES)),
            "weight": society.trust[once].astype(np.float64),
        }
    )


def to_networkx(society: Society) -> nx.Graph:
    """The society as a graph: nodes by name with the columns of `people_table`, edges with type and weight (trust)."""
    graph = nx.Graph()
    names = society.names.tolist()
    for record in people_table(society).to_dict("records"):
        graph.add_node(record.pop("name"), **{str(key): value for key, value in record.items() if not pd.isna(value)})
    for first, second, tie_type, weight in tie_table(society).itertuples(index=False, name=None):
        graph.add_edge(names[first], names[second], type=tie_type, weight=weight)
    return graph


def write_graphml(society: Society, path: str | Path) -> None:
    """Write a society as GraphML, which Gephi, yEd, igraph and NetLogo read; gzipped if the name ends in .gz."""
    nx.write_graphml(to_networkx(society), path)


def write_csv(society: Society, ties_path: str | Path, people_path: str | Path) -> None:
    """Write a society as two CSV files, ties and people; gzipped if their names end in .gz."""
    ties, names = tie_table(society), society.names
    ties["from"], ties["to"] = names[ties["from"]], names[ties["to"]]
    ties.to_csv(ties_path, index=False)
    people_table(society).to_csv(people_path, index=False)
