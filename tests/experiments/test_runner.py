"""The runner: the same tables from every engine, resume, and runs that fail, hang or kill."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
import tiny_runs
from studies import make_study, same_tables
from tiny_runs import EXTINCT, HANGS, KILLS, NOT_A_NUMBER, RAISES

from experiments import engines, store
from experiments.coordinator import Chunks
from experiments.engines import DaskEngine
from experiments.errors import SettingsError
from experiments.runner import shard_range
from experiments.worker import Report


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference") / "results"
    make_study(folder).carry_out()
    return folder


def test_every_run_is_there_once_sorted(reference: Path) -> None:
    study = store.load(reference)
    assert study.runs[["point", "replicate"]].to_numpy().tolist() == [[p, r] for p in range(5) for r in range(4)]
    assert study.runs["key"].is_unique
    assert (study.runs["status"] == "done").all()
    assert study.runs["weeks"].tolist() == [week for week in (1, 2, 3, 4, 5) for _ in range(4)]
    assert len(study.weekly) == 40
    assert set(study.log["key"]) == set(study.runs["key"])


@pytest.mark.parametrize("chunk", [1, 7, 200])
def test_chunks_of_any_size_give_the_same_tables(reference: Path, tmp_path: Path, chunk: int) -> None:
    make_study(tmp_path / "results", chunk=chunk).carry_out()
    assert same_tables(reference, tmp_path / "results")


def test_local_processes_give_the_same_tables(reference: Path, tmp_path: Path) -> None:
    make_study(tmp_path / "results", engine="local", chunk=3).carry_out()
    assert same_tables(reference, tmp_path / "results")


def test_dask_gives_the_same_tables(reference: Path, tmp_path: Path) -> None:
    make_study(tmp_path / "results", engine="dask", chunk=3).carry_out()
    assert same_tables(reference, tmp_path / "results")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "tls://127.0.0.1:9"])
def test_an_address_without_a_scheduler_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(engines, "ANSWER_SECONDS", 0.5)
    with pytest.raises(SettingsError, match=f"engine.address = '{address}'"):
        make_study(tmp_path / "results", engine="dask", address=address)
    assert not (tmp_path / "results").exists()


def test_dask_listens_on_loopback_only() -> None:
    with DaskEngine(1, None) as engine:
        engine.submit(int).result()
        family = [psutil.Process(), *psutil.Process().children(recursive=True)]
        listening = [each for process in family for each in process.net_connections() if each.status == "LISTEN"]
    assert listening
    assert {each.laddr.ip for each in listening} == {"127.0.0.1"}


def test_shards_give_the_same_tables_with_nothing_to_merge(reference: Path, tmp_path: Path) -> None:
    for shard in (3, 1, 4, 2):
        make_study(tmp_path / "results", shard=(shard, 4)).carry_out()
    assert same_tables(reference, tmp_path / "results")


@pytest.mark.parametrize(("runs", "shards"), [(20, 4), (7, 3), (2, 5)])
def test_shards_share_out_all_runs(runs: int, shards: int) -> None:
    ranges = [shard_range(runs, shard, shards) for shard in range(1, shards + 1)]
    assert [place for first, last in ranges for place in range(first, last)] == list(range(runs))


def test_a_stored_run_is_not_done_again(reference: Path, tmp_path: Path) -> None:
    folder = tmp_path / "results"
    first = make_study(folder, shard=(1, 2)).carry_out()
    second = make_study(folder).carry_out()
    assert (first.done, second.present, second.done) == (10, 10, 10)
    assert make_study(folder).carry_out().done == 0
    assert same_tables(reference, folder)


def test_one_of_each_trouble_is_a_row_and_the_others_finish(tmp_path: Path) -> None:
    weeks = (1, RAISES, 2, NOT_A_NUMBER, 3, HANGS, 4, KILLS, 5, EXTINCT)
    folder = tmp_path / "results"
    options = {"weeks": weeks, "replicates": 2, "engine": "local", "chunk": 5, "time_limit": 1.5, "keep": ()}
    tally = make_study(folder, function="troublesome", **options).carry_out()
    assert (tally.done, tally.unsuccessful) == (20, 8)
    study = store.load(folder)
    runs = study.runs.drop_duplicates("weeks").set_index("weeks")
    assert runs.loc[[1, 2, 3, 4, 5, EXTINCT], "status"].eq("done").all()
    troubles = [RAISES, NOT_A_NUMBER, HANGS, KILLS]
    assert runs.loc[troubles, "status"].tolist() == ["failed", "invalid", "timed out", "died"]
    assert runs.loc[troubles, "error"].tolist() == [
        "ZeroDivisionError",
        "NotANumber",
        "ProcessExpired",
        "ProcessExpired",
    ]
    assert runs.loc[troubles, list(tiny_runs.OUTCOMES)].isna().all(axis=None)
    log = study.log.set_index("key")
    assert "nothing to divide" in log.loc[runs.loc[RAISES, "key"], "traceback"]
    assert "in troublesome" in log.loc[runs.loc[HANGS, "key"], "message"]
    assert "value" in log.loc[runs.loc[NOT_A_NUMBER, "key"], "message"]


def test_stored_failures_are_done_again_when_asked_for(tmp_path: Path) -> None:
    folder, options = tmp_path / "results", {"weeks": (1, RAISES, 2, NOT_A_NUMBER), "replicates": 2}
    make_study(folder, function="troublesome", **options).carry_out()
    untouched = make_study(folder, **options).carry_out()
    assert (untouched.present, untouched.done) == (8, 0)
    again = make_study(folder, retry="failed", **options).carry_out()
    assert (again.present, again.done, again.unsuccessful) == (4, 4, 0)
    make_study(tmp_path / "reference", **options).carry_out()
    assert same_tables(tmp_path / "reference", folder)
    log = store.load(folder).log
    assert log["key"].is_unique
    assert log["traceback"].isna().all()


def test_a_run_that_fails_again_is_one_row(tmp_path: Path) -> None:
    options = {"weeks": (1, RAISES), "replicates": 1}
    make_study(tmp_path / "results", function="troublesome", **options).carry_out()
    first = store.load(tmp_path / "results").log["started"].max()
    make_study(tmp_path / "results", function="troublesome", retry="failed", **options).carry_out()
    study = store.load(tmp_path / "results")
    assert study.runs["status"].tolist() == ["done", "failed"]
    assert study.log["started"].max() > first


def test_a_run_that_died_once_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINY_RUNS_TRACE", str(tmp_path / "trace"))
    weeks = (1, KILLS, 3)
    tally = make_study(tmp_path / "results", function="dies_once", weeks=weeks, engine="local", chunk=6).carry_out()
    assert tally.unsuccessful == 0
    make_study(tmp_path / "reference", weeks=weeks).carry_out()
    assert same_tables(tmp_path / "reference", tmp_path / "results")


def test_dask_survives_a_run_that_kills_its_worker(tmp_path: Path) -> None:
    options = {"weeks": (1, KILLS, 3), "replicates": 1, "engine": "dask", "chunk": 2, "keep": ()}
    make_study(tmp_path / "results", function="troublesome", **options).carry_out()
    assert store.load(tmp_path / "results").runs["status"].tolist() == ["done", "died", "done"]


def test_chunks_follow_the_time_a_run_takes() -> None:
    chunks = Chunks(iter(range(10_000)), total=10_000, family=4, fixed=None)
    assert len(chunks.next(2)) == 4
    chunks.learn(Report(runs=4, unsuccessful=0, seconds=0.04))
    assert len(chunks.next(2)) == 100
    chunks.learn(Report(runs=100, unsuccessful=0, seconds=500.0))
    assert len(chunks.next(2)) == 4


def test_the_last_chunks_are_shared_out() -> None:
    chunks = Chunks(iter(range(20)), total=20, family=1, fixed=None)
    chunks.learn(Report(runs=1, unsuccessful=0, seconds=0.001))
    assert [len(chunks.next(2)) for _ in range(5)] == [5, 4, 3, 2, 2]


@pytest.mark.slow
def test_a_hundred_thousand_runs_leave_the_coordinator_as_small_as_it_was(tmp_path: Path) -> None:
    make_study(tmp_path / "few", weeks=[1], replicates=1000, engine="local", keep=()).carry_out()
    before = psutil.Process().memory_info().rss
    study = make_study(tmp_path / "many", weeks=[1], replicates=100_000, engine="local", keep=())
    assert study.carry_out().done == 100_000
    assert psutil.Process().memory_info().rss - before < 30e6
