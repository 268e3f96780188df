"""What `python -m experiments.claims` does: put every claim to the model, print the answers, write them down."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments import tree_claims
from experiments.errors import SettingsError

AWAITED = (
    ("Rooted trees: promotion by purchase (bought ranks, goods piled up)", "whole runs with ranks won and bought"),
    ("Rooted trees: not limited by the number of positions", "an organisation with fixed vacancies"),
    ("Rooted trees: hard work pays", "income by effort, time of entry and luck in whole runs"),
    ("Rooted trees: the direct chain is cheaper than wholesale and retail", "mark-ups of the longer chain"),
    ("Rooted trees: spread makes the product popular", "whole runs with and without awareness"),
    ("Survey: ritual is the battery, felt most in meetings", "the validation of ritual"),
    ("Survey: solidarity is mechanical though the aim is material", "the questionnaire"),
    ("Survey: mechanical solidarity makes an organisation more effective", "calibrated comparisons"),
    ("Networks: kinship, friendship and common origin carry trade", "seller survival with and without ties"),
    ("Networks: networks matter as much as physical and human capital", "seller survival with and without ties"),
)


def main(arguments: Sequence[str]) -> int:
    """Answer all claims; return the exit status."""
    folder = Path("results/claims")
    for argument in arguments:
        name, _, value = argument.partition("=")
        if name != "output" or not value:
            raise SettingsError(f"{argument!r} is not allowed: only output=FOLDER is.")
        folder = Path(value)
    rows = [claim() for claim in tree_claims.CLAIMS]
    rows += [tree_claims.Claim(claim, "", "", f"awaits {awaited}") for claim, awaited in AWAITED]
    for row in rows:
        print(f"{row.claim}\n    {row.how}\n    {row.outcome}\n    Verdict: {row.verdict}\n")
    folder.mkdir(parents=True, exist_ok=True)
    table = pd.DataFrame(rows)
    table.to_csv(folder / "claims.csv", index=False)
    style = "<style>body{font-family:sans-serif;max-width:75em} td,th{text-align:left;vertical-align:top;padding:.4em}"
    page = f"<!doctype html><meta charset='utf-8'><title>Claims</title>{style}</style>"
    (folder / "claims.html").write_text(page + table.to_html(index=False, border=0), encoding="utf-8")
    print(f"Written: {folder / 'claims.html'}")
    return 0
