"""Recruiting by tie, summed up over runs small enough to do by hand."""

import numpy as np
import pandas as pd
import pytest

from experiments.figure_style import check
from experiments.recruiting import TIES, recruits_figure, recruits_summary, recruits_table


@pytest.fixture
def ledger() -> pd.DataFrame:
    rows = [
        {"scenario": scenario, "replicate": replicate, "tie": tie}
        | dict(zip(("asked", "came", "joined", "refused"), counts[place], strict=True))
        for scenario, counts in {
            "some": [(10, 2, 4, 5), (20, 1, 2, 18), (0, 0, 0, 0), (50, 5, 5, 40), (100, 9, 9, 90), (9, 0, 0, 9)],
            "none": [(1, 0, 0, 1)] * 6,
        }.items()
        for replicate in range(3)
        for place, tie in enumerate(TIES)
    ]
    return pd.DataFrame(rows)


def test_shares_and_yields_are_ratios_of_totals(ledger: pd.DataFrame) -> None:
    ledger.loc[(ledger["scenario"] == "some") & (ledger["replicate"] == 2) & (ledger["tie"] == "kin"), "joined"] = 8
    summary = recruits_summary(ledger).set_index(["scenario", "tie"])
    kin = summary.loc[("some", "kin")]
    assert kin["share"] == pytest.approx(16 / 64)
    assert kin["yield"] == pytest.approx(16 / 30)
    assert kin["yield_low"] == pytest.approx(0.4)
    assert kin["share_low"] < kin["share"] < kin["share_high"]
    assert summary.loc[("some", "referral"), ["asked", "joined", "yield"]].tolist() == pytest.approx([100, 9, 0.09])
    assert np.isnan(summary.loc[("some", "community"), "yield"]), "nobody was asked"
    assert summary.loc["none", "share"].isna().all(), "nobody joined"
    assert (summary.loc["none", "yield"] == 0).all()


def test_the_table_and_the_figure_say_it(ledger: pd.DataFrame) -> None:
    cells = dict(recruits_table(recruits_summary(ledger)).rows)["some: referrals"]
    assert any(cell.startswith("0.09") for cell in cells)
    figure = recruits_figure(ledger)
    check(figure)
    caption = figure.get_label()
    assert "3 runs per scenario" in caption
    assert "under some 70 % of recruits are won through weak ties" in caption
    assert "kin yield most, 40 of 100 asked" in caption
    assert "nobody is recruited" in recruits_figure(ledger[ledger["scenario"] == "none"]).get_label()
