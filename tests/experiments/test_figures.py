"""The comparison's figures: complete, legible, repeatable, and whole for one run, one week, nobody left."""

import re
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
from layout import check_layout
from matplotlib import pyplot
from matplotlib.figure import Figure
from PIL import Image
from stored_tables import SCENARIOS, Tables, tables, tables_beside

from experiments import figure_style, figures
from experiments.differences_figure import differences_figure
from experiments.outcomes import BY_NAME
from experiments.recruiting import recruits_figure
from experiments.solidarity_outcomes import SOLIDARITY_OUTCOMES

pytestmark = pytest.mark.filterwarnings("error")


def write(folder: Path, stored: Tables, **others: pd.DataFrame) -> list[Path]:
    """Write the figures of stored tables, some of them replaced by others."""
    runs, weekly, survival, summary = stored
    beside = tables_beside(runs, weekly, survival) | others
    return figures.write_comparison_figures(folder, beside.pop("runs", runs), beside, summary)


@pytest.fixture(scope="module")
def stored() -> Tables:
    return tables()


@pytest.fixture(scope="module")
def drawn(stored) -> dict[str, Figure]:
    runs, weekly, survival, summary = stored
    beside = tables_beside(runs, weekly, survival)
    parts = figures.differences_figures(summary[~_of_solidarity(summary)])
    return {
        "growth": figures.growth_figure(weekly),
        "survival": figures.survival_figure(survival),
        "recruits": recruits_figure(beside["ledger"]),
        "solidarity": figures.solidarity_figure(weekly),
        "profile": figures.profile_figure(weekly),
        "battery": figures.battery_figure(weekly),
        "lorenz": figures.lorenz_figure(beside["lorenz"]),
        "ranks": figures.ranks_figure(beside["ranks"]),
        "tree": figures.tree_figure(beside["distributors"]),
        "team": figures.team_figure(beside["distributors"], beside["ties"]),
        **{f"differences_{number}" if number > 1 else "differences": part for number, part in enumerate(parts, 1)},
        "differences_of_solidarity": differences_figure(summary[_of_solidarity(summary)].head(40)),
    }


def _of_solidarity(summary: pd.DataFrame) -> pd.Series:
    return summary["outcome"].isin([outcome.name for outcome in SOLIDARITY_OUTCOMES])


OF_ONE = ["growth", "survival", "recruits", "solidarity", "profile", "battery", "lorenz", "ranks", "tree", "team"]
PARTS = ["differences", "differences_2", "differences_3", "differences_of_solidarity", "differences_of_solidarity_2"]
NAMES = [*OF_ONE, *PARTS]
DRAWN = [*OF_ONE, *PARTS[:4]]


def test_files(tmp_path, stored):
    written = write(tmp_path, stored)
    assert [path.name for path in written] == [f"{name}.png" for name in NAMES]
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.{kind}" for name in NAMES for kind in ("png", "pdf")}
    for path in written:
        with Image.open(path) as image:
            assert image.width == figure_style.WIDTH * 200
            assert "Reading:" in image.info["Description"]
            assert 0 < int(image.info["Caption height"]) < image.height / 3


def test_same_tables_same_bytes_whatever_the_readers_style(tmp_path, stored):
    for name, settings in (
        ("first", {}),
        ("second", {"font.size": 20, "axes.facecolor": "black", "pdf.fonttype": 3}),
    ):
        (tmp_path / name).mkdir()
        with matplotlib.rc_context(settings):
            write(tmp_path / name, stored)
    for path in sorted((tmp_path / "first").iterdir()):
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes(), path.name
        assert str(tmp_path).encode() not in path.read_bytes()


def test_no_figure_stays_open_and_no_setting_changes(stored):
    before = dict(matplotlib.rcParams)
    figures.growth_figure(stored[1])
    assert pyplot.get_fignums() == []
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("name", DRAWN)
def test_a_reader_finds_units_runs_interval_and_reading(name, drawn):
    figure_style.check(drawn[name])
    caption = figure_style.caption_of(drawn[name])
    if name in ("tree", "team"):
        assert "1 run of each scenario, the first" in caption
        assert "No interval: every member of one" in caption
        return
    assert "95 % bootstrap interval" in caption
    assert ("6 pairs of runs per scenario" if name.startswith("differences") else "6 runs per scenario") in caption


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_clipped_and_no_words_overlap(name, drawn):
    check_layout(drawn[name])


def test_a_dozen_scenarios_with_long_names_fit():
    names = [f"closure {closure}, every {days} days" for closure in (0, 0.5, 1) for days in (3, 7, 14, 28)]
    _, weekly, survival, summary = tables(names, replicates=3)
    check_layout(figures.growth_figure(weekly))
    check_layout(figures.survival_figure(survival))
    check_layout(figures.solidarity_figure(weekly))
    check_layout(differences_figure(summary))


def test_scenarios_differ_without_colour_and_keep_their_colour(stored):
    looks = figure_style.scenario_looks([f"scenario {place}" for place in range(30)])
    assert len({(look["color"], str(look["linestyle"])) for look in looks.values()}) == 30
    four = list(figure_style.scenario_looks(SCENARIOS).values())
    assert len({str(look["linestyle"]) for look in four}) == len({look["marker"] for look in four}) == 4
    weekly = stored[1]
    some = figures.growth_figure(weekly[weekly["scenario"] != "organic"], scenarios=SCENARIOS)
    colours = [line.get_color() for line in some.axes[0].lines if len(line.get_xdata()) > 1]
    assert colours == [four[0]["color"], four[2]["color"], four[3]["color"]]


def test_growth_draws_means_and_marks_extinction(stored):
    weekly = stored[1]
    axes = figures.growth_figure(weekly).axes[0]
    lines = [line for line in axes.lines if len(line.get_xdata()) > 1]
    for line, scenario in zip(lines, SCENARIOS, strict=True):
        expected = weekly[weekly["scenario"] == scenario].groupby("week")["active"].mean()
        np.testing.assert_allclose(line.get_ydata(), expected)
    (cross,) = [line for line in axes.lines if line.get_marker() == "x"]
    gone = weekly[(weekly["scenario"] == "transactional") & (weekly["active"] > 0)]["week"].max() + 1
    assert cross.get_xdata()[0] == gone
    caption = figure_style.caption_of(figures.growth_figure(weekly))
    assert "a cross marks" in caption
    assert "and transactional 0, the fewest (none is left in 6 of 6 runs)" in caption


def test_numbers_at_risk_stand_under_the_curves(drawn):
    table = next(axes for axes in drawn["survival"].axes if axes.get_gid() == "table")
    shown = {(text.get_position()[1], text.get_position()[0]): text.get_text() for text in table.texts}
    assert [shown[(row, 0)] for row in range(4)] == ["1,200"] * 4  # 6 runs of 200 members
    assert [label.get_text() for label in table.get_yticklabels()] == list(SCENARIOS)


@pytest.mark.parametrize(("last", "end"), [(260, 260), (259, 260), (155, 156), (100, 100), (1, 1)])
def test_an_axis_of_weeks_ends_at_the_tick_just_beyond(last, end):
    axes = Figure().add_subplot()
    figure_style.week_axis(axes, last)
    assert axes.get_xlim() == (0, end)


def test_curves_stay_off_the_edge_of_the_page(drawn):
    for figure in drawn.values():
        figure.draw_without_rendering()
        for axes in figure.axes:
            assert axes.get_tightbbox().x1 < figure.bbox.x1 - 0.05 * figure.dpi


def test_the_log_rank_test_stands_beside_the_curves(stored):
    words = figure_style.caption_of(figures.survival_figure(stored[2]))
    assert re.search(r"Log-rank test against mechanical, by bootstrap over pairs of runs, .*organic p [<=]", words)
    alone = figures.survival_figure(stored[2][stored[2]["replicate"] == 0])
    assert "Log-rank" not in figure_style.caption_of(alone)


def test_a_wide_scale_of_differences_has_ticks_beyond_its_last_number(stored):
    summary = stored[3].copy()
    columns = ["effect_size", "effect_low", "effect_high"]
    summary[columns] *= 40 / summary[columns].abs().max().max()
    axes = differences_figure(summary).axes[0]
    assert max(axes.get_xticks(minor=True)) == 50
    assert axes.get_xticks().tolist() == [-10, -2, 0, 2, 10]


def test_differences_are_written_in_the_outcomes_own_unit(stored, drawn):
    row = stored[3].query("outcome == 'members' and scenario == 'hybrid'").iloc[0]
    axes = drawn["differences"].axes[0]
    written = [text.get_text() for text in axes.texts]
    assert any(text.startswith(f"+{row['difference']:.0f} [") for text in written)
    assert "–" in written  # energy of the extinct
    assert any(label.get_text().endswith(f"({BY_NAME['members'].unit})") for label in axes.get_yticklabels())


@pytest.mark.parametrize(
    "shape",
    [
        {"replicates": 1},
        {"weeks": 1},
        {"scenarios": ("mechanical",)},
        {"scenarios": ("transactional", "a $1 _b_ $2")},
    ],
    ids=["one replicate", "one week", "one scenario", "odd names"],
)
def test_small_studies_are_drawn(shape, tmp_path):
    written = write(tmp_path, tables(**shape))
    alone = len(shape.get("scenarios", "..")) == 1
    assert [path.stem for path in written] == (OF_ONE if alone else [*OF_ONE, *_parts(shape)])


def _parts(shape: dict) -> list[str]:
    """With fewer scenarios to compare, differences need fewer pages."""
    return PARTS if "scenarios" not in shape else ["differences", "differences_2", "differences_of_solidarity"]


def test_failed_runs_and_empty_tables(tmp_path, stored):
    runs, weekly, survival, summary = stored
    few = summary.iloc[:0]
    nothing = {name: table.iloc[:0] for name, table in tables_beside(runs, weekly, survival).items()}
    assert figures.write_comparison_figures(tmp_path, runs, nothing, few) == []
    failed = runs.assign(status=["failed", *runs["status"].iloc[1:]])
    written = figures.write_comparison_figures(tmp_path, failed, {"weekly": weekly}, summary.head(4))
    assert [path.stem for path in written] == ["growth", "solidarity", "profile", "battery", "differences"]
    with Image.open(written[0]) as image:
        assert "5 to 6 runs per scenario" in image.info["Description"]
    with pytest.raises(ValueError, match="no run is done"):
        figures.write_comparison_figures(tmp_path, runs.assign(status="failed"), {}, summary)
