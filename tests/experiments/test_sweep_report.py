"""What a sweep leaves behind: figures that suit its design, and a page, from tiny stored tables."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from browser import WIDTHS, look, needs_browser
from layout import check_layout
from matplotlib.figure import Figure
from test_report import Page

from experiments import figure_style, sweep_figures, sweeping
from experiments.config import compose
from experiments.outcomes import OUTCOMES
from experiments.solidarity_figures import PROFILE
from experiments.store import Study
from experiments.sweep_report import write_sweep_report
from model import Scenario

THERE_AND_BACK = [{"week": 27, "ritual.interval_days": 14.0}, {"week": 53, "ritual.interval_days": 7.0}]

_CHANGES = ("{week: 27, ritual.interval_days: 14}", "{week: 53, ritual.interval_days: 7}")


def runs_of(levels: dict[str, list], replicates: int = 4) -> pd.DataFrame:
    """Runs of a grid, with outcomes that rise with the first factor and vary between replicates."""
    random = np.random.default_rng(0)
    rows = []
    for point, values in enumerate(itertools.product(*levels.values())):
        for replicate in range(replicates):
            rise = values[0] if values and isinstance(values[0], (int, float)) else point
            outcomes = {each.name: 10.0 * rise + random.random() for each in OUTCOMES}
            row = {"point": point, "scenario": "default", "replicate": replicate, "status": "done"}
            rows.append(row | dict(zip(levels, values, strict=True)) | outcomes)
    return pd.DataFrame(rows)


def weekly_of(runs: pd.DataFrame, weeks: int) -> pd.DataFrame:
    names = sorted({*PROFILE, "active", "came", "rally_came", "attendance"})
    values = pd.DataFrame({"week": range(1, weeks + 1)} | {name: np.linspace(0.1, 0.9, weeks) for name in names})
    return runs[["point", "scenario", "replicate"]].merge(values, how="cross")


def report(folder: Path, words: list[str], levels: dict[str, list], weeks: int = 78) -> tuple[str, set[str]]:
    """The text of the page of a sweep asked for by `words`, and the names of its figures."""
    runs = runs_of(levels)
    plan = sweeping.plan(
        compose("sweep", [f"weeks={weeks}", f"output={folder}", "replicates=4", *words], settings=sweeping.SETTINGS)
    )
    study = Study(folder, {"keep": ["weekly"], **plan[0].description()}, parts=())
    study.__dict__.update(runs=runs, weekly=weekly_of(runs, weeks))  # as if read already
    page = write_sweep_report(study, *plan)
    return page.read_text(encoding="utf-8"), {each.stem for each in folder.glob("*.png")}


DESIGNS = {
    "two numbers": (
        ["design=grid", "design.vary={ritual.interval_days: [3, 7, 14], boundary.closure: [0, 0.5, 1]}"],
        {"ritual.interval_days": [3.0, 7.0, 14.0], "boundary.closure": [0.0, 0.5, 1.0]},
        {"along_interval", "along_closure", "map"},
    ),
    "options": (
        ["design=factorial", "design.vary={scenario: [mechanical, organic]}"],
        {"scenario": ["mechanical", "organic"]},
        {"options", "growth", "solidarity", "battery"},
    ),
    "there and back": (
        ["ritual.interval_days=7", f"schedule=[{', '.join(_CHANGES)}]"],
        {},
        {"ways", "growth", "solidarity", "battery"},
    ),
    "sampled": (
        ["design=lhs", "design.runs=40", "design.vary={boundary.closure: [0, 1]}"],
        {"boundary.closure": list(np.linspace(0, 1, 40))},
        {"along_closure"},
    ),
}


@pytest.mark.parametrize("name", DESIGNS)
def test_a_page_and_the_figures_that_suit_the_design(tmp_path, name):
    words, levels, expected = DESIGNS[name]
    text, drawn = report(tmp_path, words, levels)
    page = Page(text)
    assert drawn == expected
    assert page.open == []
    assert page.headings == [
        "What was run", "What came out", "Figures", "How sure", "How to repeat it", "How to cite", "Data",
    ]  # fmt: skip
    assert len(page.alternatives) == len(expected)
    assert all("Reading: " in each for each in page.alternatives)
    assert str(tmp_path) not in text


@needs_browser
def test_in_a_browser(tmp_path):
    words, levels, _ = DESIGNS["sampled"]
    text, _ = report(tmp_path, words, levels)
    for width in WIDTHS:
        look(text, tmp_path, width)


def test_lines_are_means_over_replicates_at_each_level():
    runs = runs_of({"boundary.closure": [0.0, 0.5, 1.0], "exchange.brokering": [0.0, 0.8]})
    figure = sweep_figures.sweep_lines_figure(runs, "boundary.closure", by="exchange.brokering", outcomes=["members"])
    lines = [line for line in figure.axes[0].lines if line.get_linestyle() != "None"]
    expected = runs.groupby(["exchange.brokering", "boundary.closure"])["members"].mean().unstack()
    for line, means in zip(lines, expected.to_numpy(), strict=True):
        np.testing.assert_allclose(line.get_ydata(), means)
    check_layout(figure)
    figure_style.check(figure)


def test_a_map_tells_its_numbers_and_its_interval():
    runs = runs_of({"boundary.closure": [0.0, 0.5, 1.0], "ritual.interval_days": [3.0, 7.0, 14.0]})
    figure: Figure = sweep_figures.sweep_map_figure(runs, "boundary.closure", "ritual.interval_days")
    figure_style.check(figure)
    written = {text.get_text() for text in figure.axes[0].texts}
    first = runs.groupby(["boundary.closure", "ritual.interval_days"])["members"].mean().iloc[0]
    assert f"{first:.2g}" in written
    assert "±" in figure.axes[0].get_title(loc="left")


@pytest.mark.parametrize(
    ("schedule", "ways"),
    [
        (THERE_AND_BACK, [("first way", 7.0, 1, 26), ("first way", 14.0, 27, 52), ("way back", 14.0, 27, 52),
                          ("way back", 7.0, 53, 78)]),
        (THERE_AND_BACK[:1], []),
        ([{"week": 5, "ritual.gatherings": False}, {"week": 9, "ritual.gatherings": True}], []),
        ([{"week": 5, "ritual.interval_days": 9.0, "boundary.closure": 1.0}, {"week": 9, "boundary.closure": 0.0}], []),
    ],
    ids=["there and back", "there", "a switch", "two parameters"],
)  # fmt: skip
def test_only_one_number_taken_there_and_back_has_ways(schedule, ways):
    scenario = Scenario.from_mapping({"weeks": 78, "ritual.interval_days": 7.0, "schedule": schedule})
    found = sweep_figures.ways_of(scenario)
    assert list(found[["way", "value", "begin", "end"]].itertuples(index=False, name=None)) == ways
