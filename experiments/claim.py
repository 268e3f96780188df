"""A claim of one of the sources, and what a study of the model gives: answers, tables, figures."""

from __future__ import annotations

import dataclasses

import pandas as pd
from matplotlib.figure import Figure

TREES, SURVEY, NETWORKS = "Rooted trees", "Survey", "Networks"
AWAITS, REFERS = "awaits", "answered elsewhere"


@dataclasses.dataclass(frozen=True)
class Claim:
    """A claim, how it was put to the model, what came out, and whether it holds.

    Attributes
    ----------
    source
        Whose claim it is: the rooted-tree paper, the survey or the network text.
    claim, how, outcome
        In words; `how` and `outcome` are empty where the verdict awaits a mechanism or refers.
    verdict
        "holds ...", "holds only ..." or "fails ...", worked out from the numbers; "awaits ..." what the model has not;
        "answered elsewhere ..." where another command asks it.
    built_in
        Whether a parameter, or mathematics, makes it so: then it is an implementation check.
    """

    source: str
    claim: str
    how: str
    outcome: str
    verdict: str
    built_in: bool = False


@dataclasses.dataclass(frozen=True)
class Study[Answer]:
    """What one study of the model says: its answers (claims, or patterns), with its tables and figures by name."""

    title: str
    answers: list[Answer]
    tables: dict[str, pd.DataFrame] = dataclasses.field(default_factory=dict)
    figures: dict[str, Figure] = dataclasses.field(default_factory=dict)
