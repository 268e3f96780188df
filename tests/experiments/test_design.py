"""Designs: what their points are, how runs are keyed, paired and ordered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.design import Design, Expansion, canonical, expand
from experiments.errors import SettingsError
from experiments.factors import read_factors
from experiments.points import MOST_POINTS
from experiments.sampling import read_design
from model import Scenario

INTERVAL, CLOSURE, OCCUPATIONS = "ritual.interval_days", "boundary.closure", "society.occupations"


def points(kind: str, vary: Any, **options: Any) -> list[tuple[Any, ...]]:
    return list(read_design({"kind": kind, "vary": vary, **options}, seed=1)[1])


def expansion(factors: tuple[str, ...], levels: list[tuple[Any, ...]], **settings: Any) -> Expansion:
    return expand(
        Design("grid", settings.pop("base", {}), factors, levels, settings.pop("replicates", 2), 1, **settings), "s"
    )


def test_grid_combines_lists_and_cut_ranges() -> None:
    vary = {INTERVAL: [3, 28], CLOSURE: {"range": [0, 1], "levels": 3}, "scenario": ["mechanical", "organic"]}
    made = points("grid", vary, levels=5)
    assert len(made) == 12
    assert made[:4] == [
        (3.0, 0.0, "mechanical"),
        (3.0, 0.0, "organic"),
        (3.0, 0.5, "mechanical"),
        (3.0, 0.5, "organic"),
    ]


def test_a_logarithmic_grid_is_even_in_logarithms() -> None:
    made = points("grid", {"exchange.need": {"range": [0.01, 1], "scale": "log"}}, levels=3)
    assert np.allclose(made, [[0.01], [0.1], [1.0]])


def test_factorial_takes_both_ends() -> None:
    assert points("factorial", {INTERVAL: {"range": [3, 28]}, CLOSURE: [0, 1]}) == [(3, 0), (3, 1), (28, 0), (28, 1)]


def test_paired_lists_one_factor() -> None:
    assert points("paired", {"scenario": ["organic", "hybrid"]}) == [("organic",), ("hybrid",)]


def test_latin_hypercube_has_one_point_in_every_slice() -> None:
    made = np.array(points("lhs", {CLOSURE: [0, 1], INTERVAL: [3, 28]}, runs=50))
    assert sorted((made[:, 0] * 50).astype(int)) == list(range(50))
    assert sorted(((made[:, 1] - 3) / 25 * 50).astype(int)) == list(range(50))


def test_sobol_sequence_is_balanced_and_follows_the_seed() -> None:
    section = {"kind": "sobol", "vary": {CLOSURE: [0, 1], INTERVAL: [3, 28]}, "runs": 64}
    made = np.array(read_design(section, 1)[1])
    assert np.bincount((made[:, 0] * 8).astype(int)).tolist() == [8] * 8
    assert np.array_equal(made, np.array(read_design(section, 1)[1]))
    assert not np.array_equal(made, np.array(read_design(section, 2)[1]))


@pytest.mark.parametrize(("kind", "options", "count"), [
    ("morris", {"trajectories": 5, "levels": 4}, 5 * 4),
    ("saltelli", {"base": 8, "second_order": False}, 8 * 5),
    ("saltelli", {"base": 8, "second_order": True}, 8 * 8),
])  # fmt: skip
def test_sensitivity_designs_have_their_published_sizes(kind: str, options: dict[str, Any], count: int) -> None:
    vary = {CLOSURE: [0, 1], INTERVAL: [3, 28], "scenario": ["mechanical", "organic"]}
    made = points(kind, vary, **options)
    assert len(made) == count
    assert {scenario for *_, scenario in made} == {"mechanical", "organic"}


def test_whole_numbers_and_lists_get_equal_shares() -> None:
    factor = read_factors({OCCUPATIONS: [1, 4]}, sampled=True)[0]
    shares = np.linspace(0, 1, 1000, endpoint=False)
    assert np.bincount([factor.at(share) for share in shares]).tolist() == [0, 250, 250, 250, 250]
    listed = read_factors({"scenario": ["mechanical", "organic"]}, sampled=True)[0]
    assert [listed.at(share) for share in (0, 0.49, 0.5, 1)] == ["mechanical", "mechanical", "organic", "organic"]
    assert factor.at(1.0) == 4


def test_a_list_comes_from_a_csv_file(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text(
        f"{INTERVAL},scenario,ritual.gatherings\n5,organic,true\n7.5, mechanical ,false\n\n", encoding="utf-8"
    )
    factors, made = read_design({"kind": "list", "vary": None, "file": str(file)}, 1)
    assert [factor.name for factor in factors] == [INTERVAL, "scenario", "ritual.gatherings"]
    assert list(made) == [(5.0, "organic", True), (7.5, "mechanical", False)]


def test_a_csv_file_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text(f"{INTERVAL}\n5\n500\nnan\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"line 3: ritual.interval_days = 500 .* from 2 to 60(.|\n)*line 4"):
        read_design({"kind": "list", "vary": None, "file": str(file)}, 1)


def test_a_design_beyond_all_measure_is_refused_at_once() -> None:
    vary = {
        name: {"range": [0, 1], "levels": 1000} for name in (CLOSURE, "society.friends_outside", "trade.first_skill")
    }
    with pytest.raises(SettingsError, match=f"1,000,000,000 points: at most {MOST_POINTS:,}"):
        points("grid", vary, levels=5)


def test_what_the_user_sets_wins_over_a_preset_and_what_varies_over_both() -> None:
    made = expansion(("scenario",), [("mechanical",), ("organic",)], base={INTERVAL: 5.0})
    assert [run.changes[INTERVAL] for run in made.runs()] == [5.0] * 4
    assert {run.scenario for run in made.runs()} == {"mechanical", "organic"}
    varied = expansion(("scenario", INTERVAL), [("mechanical", 4.0)], base={CLOSURE: 0.9})
    assert next(varied.runs()).changes | {INTERVAL: 4.0, CLOSURE: 0.9} == next(varied.runs()).changes


def test_a_key_depends_on_parameters_replicate_seed_and_source_only() -> None:
    made = expansion((INTERVAL,), [(5.0,), (6.0,)])
    keys = [run.key for run in made.runs()]
    assert len(set(keys)) == 4
    other = expansion(
        ("scenario", INTERVAL), [("mechanical", 6.0), ("mechanical", 5.0)], base={"ritual.length_hours": 2.0}
    )
    assert not set(keys) & {run.key for run in other.runs()}
    turned = expansion((INTERVAL,), [(6.0,), (5.0,)], base={"ritual.length_hours": 2.0})  # set to its default
    assert {run.key for run in turned.runs()} == set(keys)
    assert {run.key for run in expand(turned.design, "edited").runs()}.isdisjoint(keys)


def test_independent_points_share_no_replicate() -> None:
    made = expansion((INTERVAL,), [(5.0,), (6.0,)], replicates=3, pairing="independent")
    assert [(run.point, run.replicate) for run in made.runs()] == [(0, 0), (1, 3), (0, 1), (1, 4), (0, 2), (1, 5)]


def test_equal_points_are_run_once_and_told_apart_in_the_design() -> None:
    made = expansion(("scenario",), [("organic",), ("organic",), ("hybrid",)])
    assert len(made) == 4
    assert made.table([("scenario", "string")]).to_pydict()["run_as"] == [0, 0, 2]


def test_runs_of_one_society_stand_together() -> None:
    levels = [(5.0, 8), (5.0, 12), (6.0, 8), (6.0, 12)]
    made = expansion((INTERVAL, OCCUPATIONS), levels)
    assert [(run.changes[OCCUPATIONS], run.replicate) for run in made.runs()] == [
        (8, 0), (8, 0), (8, 1), (8, 1), (12, 0), (12, 0), (12, 1), (12, 1)]  # fmt: skip


def test_a_run_says_its_parameters_as_differences_from_the_defaults() -> None:
    run = next(expansion(("scenario",), [("organic",)]).runs())
    assert Scenario.from_mapping(json.loads(run.parameters)) == Scenario.preset("organic")
    assert canonical({INTERVAL: 10.0, "persons": 20_000}) == "{}"


def test_every_point_is_checked_and_all_that_is_wrong_is_said() -> None:
    with pytest.raises(SettingsError) as refused:
        expansion(("founders",), [(10,), (15,)], base={"persons": 20})
    assert "founders = 15 is not allowed" in str(refused.value)


def test_an_edited_network_file_is_another_study(tmp_path: Path) -> None:
    path = tmp_path / "ties.csv"

    def expanded() -> Expansion:
        return expansion((), [()], base={"society.network": "file", "society.ties_file": str(path)})

    lines = ["from,to", *(f"{person},{person + 1}" for person in range(30))]
    path.write_text("\n".join(lines), encoding="utf-8")
    first, again = expanded(), expanded()
    path.write_text("\n".join([*lines, "0,30"]), encoding="utf-8")
    edited = expanded()
    assert list(first.keys()) == list(again.keys())
    assert not set(first.keys()) & set(edited.keys())
    assert first.description() != edited.description()


def test_a_schedule_is_set_varied_and_part_of_the_key() -> None:
    pause = [{"week": 53, "ritual.gatherings": False}]
    made = points("grid", {"schedule": {"list": [[], pause]}, CLOSURE: [0, 1]}, levels=2)
    assert len(made) == 4
    varied = expansion(("schedule",), [levels[:1] for levels in made[::2]])
    runs = list(varied.runs())
    assert len({run.key for run in runs}) == 4
    assert [run.values for run in runs[:2]] == [("[]",), ('[{"week": 53, "ritual.gatherings": false}]',)]
    assert Scenario.from_mapping(json.loads(runs[1].parameters)) == Scenario.from_mapping({"schedule": pause})
    assert len(varied.families) == 1  # one society for both
    fixed = expansion((INTERVAL,), [(10.0,)], base={"schedule": [{"week": 53.0, "ritual": {"gatherings": False}}]})
    assert {run.key for run in fixed.runs()} < {run.key for run in runs}
    with pytest.raises(SettingsError, match=r"schedule, week 53: ritual.gatherngs .*'ritual.gatherings'"):
        points("grid", {"schedule": {"list": [[{"week": 53, "ritual.gatherngs": False}]]}}, levels=2)
