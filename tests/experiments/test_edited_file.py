"""A network file that is edited while runs are under way: noticed by the worker, and nothing of it is stored."""

from pathlib import Path

import pytest

from experiments import comparison
from experiments.config import compose
from experiments.errors import StoreError
from experiments.worker import Context, execute


@pytest.mark.parametrize("edit", ["one tie more", "malformed", "removed"])
def test_an_edited_file_stops_the_runs(tmp_path: Path, edit: str) -> None:
    ties = tmp_path / "ties.csv"
    ties.write_text("a,b\n" + "".join(f"p{k},p{k + 1}\n" for k in range(30)), encoding="utf-8")
    words = ["network=file", f"society.ties_file={ties}", "weeks=2", "scenarios=[organic]", "replicates=2"]
    expansion, _ = comparison.plan(compose("compare", words, settings=comparison.SETTINGS))
    parts, writing = tmp_path / "parts", tmp_path / "writing"
    for folder in (parts, writing):
        folder.mkdir()
    context = Context(
        str(parts), str(writing), seed=1, source=expansion.source, keep=(), factors=(("scenario", "string"),)
    )
    first, second = expansion.runs()
    assert execute(context, [first]).unsuccessful == 0
    stored = list(parts.iterdir())
    if edit == "removed":
        ties.unlink()
    else:
        with ties.open("a", encoding="utf-8") as file:
            file.write("p0,p5\n" if edit == "one tie more" else "p0,p5,kin\n")
    with pytest.raises(StoreError, match=r"ties\.csv.* was edited or removed while runs were under way"):
        execute(context, [second])
    assert list(parts.iterdir()) == stored
