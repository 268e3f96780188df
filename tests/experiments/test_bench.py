"""The benchmark: what it measures adds up, is written down, and what it cannot do is refused; never how fast it is."""

from __future__ import annotations

import ast
import contextlib
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from experiments import bandwidth, benchmark, start_benchmark
from experiments.bench_figure import bench_figure
from experiments.config import CONFIGURATION
from experiments.engine_benchmark import Timing, with_founders
from experiments.errors import SettingsError
from experiments.footprint import POPULATION
from experiments.measures import Measure, as_table
from experiments.phase_bytes import _WEEK_BYTES, _touched, bytes_by_phase
from experiments.phase_clock import PARTS, PHASES, PhaseClock
from experiments.scaling_benchmark import Quantity, exponents, time_growth
from model import Scenario, SolidarityModel
from model.week import Week

TINY = (
    "persons=[300,600]", "threads=[1]", "weeks=6", "plain_mesa_persons=100", "runner_runs=0", "ordinary_runs=0",
    "tree_members=2000", "cold=false", "scaling=false",
)  # fmt: skip


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("bench") / "tiny"
    printed = tmp_path_factory.mktemp("printed") / "text"
    with pytest.MonkeyPatch.context() as patch, printed.open("w") as file, contextlib.redirect_stdout(file):
        patch.setattr(bandwidth, "ELEMENTS", 10_000)
        patch.setattr(start_benchmark, "WARM_STARTS", 1)
        assert benchmark.main([*TINY, f"output={folder}"]) == 0
    return folder, printed.read_text()


def table_of(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "bench.csv").fillna({"part": ""})


def test_every_size_is_in_the_table_with_every_part(bench: tuple[Path, str]) -> None:
    table = table_of(bench[0])
    for persons in (300, 600):
        own = table[table["persons"] == persons].set_index(["what", "part"])["value"]
        assert {part for what, part in own.index if what == "time by phase"} == set(PARTS)
        assert own["time by phase"].sum() == pytest.approx(own["time", ""], rel=0.02)
        assert own["time", ""] == pytest.approx(1e9 / own["speed", ""])
        assert sum(own["memory", part] for part in POPULATION) == pytest.approx(own["memory", "all tables"])
        moved, each = own["bytes by phase, at most"], own["time by phase"]
        triad = table.query("what == 'memory bandwidth' and part == 'triad'")["value"].item()
        for phase in PHASES:
            assert own["share of bandwidth, at most", phase] == pytest.approx(moved[phase] / each[phase] / triad)
    assert (table["low"].dropna() <= table["value"][table["low"].notna()]).all()
    assert (table["high"].dropna() >= table["value"][table["high"].notna()]).all()
    assert table["unit"].notna().all()


def test_the_ratio_is_that_to_plain_mesa_in_the_same_run(bench: tuple[Path, str]) -> None:
    table = table_of(bench[0]).set_index("what")
    plain = table.loc["speed of plain Mesa"]
    last = table[table["persons"] == 600]
    assert plain["persons"] == 100
    assert last.loc["times plain Mesa", "value"] == pytest.approx(last.loc["speed", "value"] / plain["value"])


def test_what_is_printed_is_what_is_stored(bench: tuple[Path, str]) -> None:
    table = table_of(bench[0])
    speeds = table.loc[table["what"] == "speed", "value"]
    assert all(f"{value:,.0f}" in bench[1] for value in speeds)
    for words in (
        "ns per agent-week",
        "bytes per person",
        "memory bandwidth (triad",
        "start, all compiled",
        "stairstep",
    ):
        assert words in bench[1]
    assert bench[1].splitlines()[-1].endswith(f"Results: {bench[0]}")


def test_the_figure_is_there_as_png_and_pdf(bench: tuple[Path, str]) -> None:
    with Image.open(bench[0] / "bench.png") as image:
        assert "2 runs" in image.text["Description"]  # type: ignore[attr-defined]
        assert np.asarray(image.convert("L")).std() > 5
    assert (bench[0] / "bench.pdf").read_bytes().startswith(b"%PDF")


def test_the_figure_can_be_drawn_from_the_stored_table(bench: tuple[Path, str]) -> None:
    axes = bench_figure(pd.read_csv(bench[0] / "bench.csv")).axes
    legends = [legend for each in axes if (legend := each.get_legend())]
    assert [text.get_text() for each in legends for text in each.get_texts()] == [
        "1 thread",
        "300 persons",
        "600 persons",
    ]


def test_timing_changes_nothing_and_leaves_nothing_behind() -> None:
    scenario = with_founders(Scenario.preset("mechanical"), 300)
    before = [getattr(owner, name) for functions in PHASES.values() for owner, name in functions]
    with PhaseClock() as clock:
        timed = SolidarityModel(scenario)
        clock.reset()
        clock.start()
        timed.run_for(9)
        clock.stop()
    after = [getattr(owner, name) for functions in PHASES.values() for owner, name in functions]
    assert all(one is other for one, other in zip(before, after, strict=True))
    assert all(clock.seconds[part] > 0 for part in PARTS)
    plain = SolidarityModel(scenario)
    plain.run_for(9)
    pd.testing.assert_frame_equal(timed.weekly, plain.weekly, check_exact=True)
    assert timed.weekly["commissions"].sum() > 0, "no month was booked"


def test_bytes_are_those_of_the_columns_a_phase_names() -> None:
    source = "members.energy[row] += week.need[0, k] + week.need[1, k]; members.guest[row] = pitches[members.skill[k]]"
    assert set(_touched(ast.parse(source))) == {
        ("members", "energy", False), ("members", "energy", True), ("members", "guest", True),
        ("members", "skill", False), ("week", "need[0]", False), ("week", "need[1]", False),
    }  # fmt: skip
    source = "a, b = members.energy[first:last], 1; a[row] = 0.0"  # by a view
    assert set(_touched(ast.parse(source))) == {("members", "energy", False), ("members", "energy", True)}
    moved = bytes_by_phase()
    assert set(moved) == set(PHASES)
    assert moved["begin"] >= 64
    assert all(20 < each < 400 for each in moved.values())


def test_every_array_of_a_week_is_counted() -> None:
    arrays = {name for name in Week._fields if name not in ("key", "number", "active", "everyone")}
    assert arrays <= set(_WEEK_BYTES)


def test_a_rate_weighs_blocks_by_their_time() -> None:
    timing = Timing(2, 10, np.array([10.0, 30.0]), np.array([1.0, 1.0]), {}, {})
    assert timing.rate == 20
    low, high = timing.rate_interval()
    assert (low, high) == (10, 30)


def test_exponents_are_slopes_of_logarithms() -> None:
    values = [10, 20, 40, 80]
    growth = pd.DataFrame({"quantity": "ties", "value": values, "seconds": [v**1.5 for v in values]})
    growth["agent_weeks"], growth["building"] = growth["value"], [1.0, 2.0, 1.0, 2.0]
    found = {each.what: each for each in exponents(growth)}
    assert found["exponent of run time"].value == pytest.approx(1.5)
    assert found["exponent of agent-week time"].value == pytest.approx(0.5)
    building = found["exponent of building time"]
    assert building.low is not None
    assert building.high is not None
    assert building.low < 0 < building.high


def test_growth_is_measured_with_one_thing_growing() -> None:
    ties = Quantity("ties", "ties a person", (4, 8), "society.mean_ties", (("society.network", "random"),))
    growth = time_growth(Scenario.preset("mechanical").replace({"persons": 300}), 1, [ties])
    assert growth["value"].tolist() == [4, 8]
    assert (growth[["seconds", "agent_weeks", "building"]] > 0).all(axis=None)


def test_a_size_without_room_is_left_out_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    each = benchmark.BYTES_OF_A_PERSON
    assert benchmark._sizes_with_room([1000, 10**7], 10**6 * each) == [1000]
    assert "10,000,000 persons are left out" in capsys.readouterr().out
    with pytest.raises(SettingsError, match="fits into memory"):
        benchmark._sizes_with_room([10**7], 10**6 * each)


def test_large_societies_are_timed_over_fewer_weeks() -> None:
    settings, _ = benchmark.plan([])
    assert settings["persons"] == [10_000, 100_000, 1_000_000, 10_000_000]
    assert settings["person_weeks"] // 10**6 >= settings["weeks"] > settings["person_weeks"] // 10**7


def test_sizes_of_the_benchmark_and_what_is_typed() -> None:
    assert {path.stem for path in (CONFIGURATION / "size").iterdir()} == {"small", "full"}
    settings, scenario = benchmark.plan(["size=small", "threads=2", "scenario=organic", "trade.tools=0"])
    assert (settings["threads"], settings["cold"], scenario.name, scenario.trade.tools) == ([2], False, "organic", 0)
    settings, _ = benchmark.plan(["size=small", "persons=500"])
    assert settings["persons"] == [500]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("persons=[]", "persons = []"),
        ("persons=[5]", "from 100"),
        ("persons=many", "'many'"),
        ("threads=[0]", "from 1 to 256"),
        ("threads=1.5", "a whole number"),
        ("weeks=1", "from 4"),
        ("size=tiny", "must be one of full, small"),
        ("wekes=52", "'weeks'"),
        ("cold=maybe", "true or false"),
        ("tree_members=-1", "from 0"),
        ("scenario=mecanical", "'mechanical'"),
        ("ritual.interval_days=0", "from 2"),
        ("name=a/b", "plain folder name"),
    ],
)
def test_bad_input_is_refused_before_anything_is_timed(word: str, told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        benchmark.main([word])
    assert told in str(refused.value)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="cannot be written"):
        benchmark.main([*TINY, f"output={tmp_path / 'file' / 'bench'}"])


def test_measures_become_one_table() -> None:
    table = as_table([Measure("speed", 2.0, "agent-weeks/s", persons=5, low=1.0, high=3.0), Measure("start", 1, "s")])
    assert table["persons"].tolist()[0] == 5
    assert table["persons"].isna().tolist() == [False, True]
    assert math.isnan(table["low"][1])
