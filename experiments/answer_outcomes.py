"""Outcomes of how violations are answered, by uplines and by peers: shares of one whole, so that they can be compared.

The denominator is the same for all six: the answers given in the last year by the group in question, harsh, restoring
or lenient. Violations to which nobody had to answer count in the outcomes of all answers only (`harsh_answers`,
`restoring_answers`, `lenient_answers`), which are shares of violations.
"""

from __future__ import annotations

import pandas as pd

from experiments.outcome import Outcome, share

KINDS = ("harsh", "restoring", "lenient")
_GROUPS = {
    "uplines": "answers that uplines gave to violations by their downlines",
    "peers": "answers that teammates other than the upline gave to violations",
}
ANSWER_OUTCOMES = tuple(
    Outcome(
        f"{kind}_by_{group}",
        f"{kind.capitalize()} answers of {group}",
        "share",
        f"Share of the {answers} in the last year, harsh, restoring and lenient ones together.",
    )
    for group, answers in _GROUPS.items()
    for kind in KINDS
)


def measure_answers(last_year: pd.DataFrame) -> dict[str, float | None]:
    """Values of `ANSWER_OUTCOMES`; None where a group gave no answer; the last rows of `SolidarityModel.weekly`."""
    by_uplines = pd.DataFrame({kind: last_year[f"{kind}_by_uplines"] for kind in KINDS})
    by_all = pd.DataFrame({kind: last_year[f"{kind}_answers"] for kind in KINDS})
    groups = {"uplines": by_uplines, "peers": by_all - by_uplines}
    return {
        f"{kind}_by_{group}": share(answers[kind], answers.sum(axis=1))
        for group, answers in groups.items()
        for kind in KINDS
    }
