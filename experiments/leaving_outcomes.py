"""Outcomes of why members stopped: shares of all who ceased, by the reason named."""

from __future__ import annotations

import pandas as pd

from experiments.outcome import Outcome

_REASONS = {
    "drained": "whom weak bonds let go",
    "disappointed": "whom their income or the organisation disappointed",
    "drawn away": "whom ties outside, or something unknown, drew away",
    "expelled": "who had just been answered harshly",
}
LEAVING_OUTCOMES = tuple(
    Outcome(
        f"ceased_{reason.replace(' ', '_')}",
        f"Stopped: {reason}",
        "share",
        f"Share, of all memberships that ever ceased, of those {who};"
        " where leaving needs no reason (retention.leaving) the four add up to less than 1.",
    )
    for reason, who in _REASONS.items()
)


def measure_leaving(distributors: pd.DataFrame) -> dict[str, float | None]:
    """Values of `LEAVING_OUTCOMES`; None where nobody ceased; tables as `outcomes.measure` has them."""
    reasons = distributors.loc[distributors["ceased"] >= 0, "reason"]
    return {
        f"ceased_{reason.replace(' ', '_')}": float((reasons == reason).mean()) if len(reasons) else None
        for reason in _REASONS
    }
