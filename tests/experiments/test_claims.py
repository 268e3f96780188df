"""The claims that can be answered are, and the answers are written down."""

import pandas as pd
import pytest

from experiments import claims_table, tree_claims
from experiments.errors import SettingsError


def test_multiply_needs_entry_at_star_4():
    claim = tree_claims.multiply()
    assert claim.outcome == "from star 1: star 5; from star 3: star 7; from star 4: star 8"
    assert claim.verdict == "holds only if one joins at star 4"


def test_every_claim_has_a_row_with_a_verdict(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tree_claims, "CLAIMS", (tree_claims.tree_facts, tree_claims.placement))
    assert claims_table.main([f"output={tmp_path}"]) == 0
    table = pd.read_csv(tmp_path / "claims.csv")
    assert table["verdict"].str.match("holds|fails|awaits").all()
    assert table["verdict"].tolist()[:2] == ["holds", "holds"]
    printed, page = capsys.readouterr().out, (tmp_path / "claims.html").read_text(encoding="utf-8")
    assert all(claim in printed for claim in table["claim"])
    assert page.count("<tr") == len(table) + 1


@pytest.mark.parametrize("argument", ["outptu=x", "output", "output="])
def test_other_arguments_are_refused(argument):
    with pytest.raises(SettingsError, match="output=FOLDER"):
        claims_table.main([argument])
