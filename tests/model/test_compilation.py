"""Compiled rules: an edited rule is never a stale result, and compiled functions allocate nothing."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from numba.core.caching import NullCache
from numba.core.errors import TypingError

import model
from model.compilation import compiled, plainly, source_hash
from model.exchange import help_probability
from model.exchange_parameters import ExchangeParameters

ROOT = Path(model.__file__).resolve().parents[1]
RUN = """
import json
from model import Scenario, SolidarityModel, source_hash
scenario = Scenario.preset("organic").replace({"persons": 400, "founders": 20})
run = SolidarityModel(scenario)
run.run_for(12)
favours = run.weekly["favours_given"].tolist()
print(json.dumps({"hash": source_hash(), "favours": favours, "weekly": run.weekly.to_json()}))
"""
HASH = "from model.compilation import source_hash; import numba; print(source_hash(), numba.config.CACHE_DIR)"


@pytest.fixture
def copy_of_the_model(tmp_path):
    """Sources of the model and its scenarios in a folder of their own."""
    for name in ("model", "conf"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def python(program, folder):
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is not in {path.name} once: the test needs another rule to edit"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("edited", ["exchange.py", "plans/stairstep.py"])
def test_hash_and_folder_of_the_cache_change_with_any_source(copy_of_the_model, edited):
    before, folder = python(HASH, copy_of_the_model).split()
    assert Path(folder).name == before
    assert Path(folder).is_relative_to(copy_of_the_model)
    source = copy_of_the_model / "model" / edited
    text = source.read_text(encoding="utf-8")
    source.write_text(text + "\n# edited\n", encoding="utf-8")
    after, other_folder = python(HASH, copy_of_the_model).split()
    assert after != before
    assert Path(other_folder).name == after
    source.write_text(text, encoding="utf-8")
    assert python(HASH, copy_of_the_model).split() == [before, folder]
    source.with_name("another.py").write_text("", encoding="utf-8")
    assert python(HASH, copy_of_the_model).split()[0] not in (before, after)


def test_hash_is_that_of_this_source(copy_of_the_model):
    assert python(HASH, copy_of_the_model).split()[0] == source_hash()
    assert len(source_hash()) == 16


@pytest.mark.slow
def test_an_edited_rule_gives_new_numbers_at_once(copy_of_the_model):
    """`help_probability` is called from another function; `towards` of ritual.py from other files."""
    first = json.loads(python(RUN, copy_of_the_model))
    assert json.loads(python(RUN, copy_of_the_model)) == first, "a warm cache gives other numbers"
    exchange, ritual = copy_of_the_model / "model" / "exchange.py", copy_of_the_model / "model" / "ritual.py"
    edit(exchange, "logit = p.help_base + p.help_trust * trust", "logit = p.help_base - 20.0 + p.help_trust * trust")
    second = json.loads(python(RUN, copy_of_the_model))
    assert second["hash"] != first["hash"]
    assert sum(second["favours"]) == 0 < sum(first["favours"])
    edit(exchange, "logit = p.help_base - 20.0 + p.help_trust * trust", "logit = p.help_base + p.help_trust * trust")
    assert json.loads(python(RUN, copy_of_the_model)) == first, "unedited again, but other numbers"
    edit(ritual, "return value + share * (target - value)", "return value + 0.5 * share * (target - value)")
    third = json.loads(python(RUN, copy_of_the_model))
    assert third["hash"] not in (first["hash"], second["hash"])
    assert third["weekly"] != first["weekly"]


def test_allocation_in_a_compiled_function_is_refused():
    """Numba's private option `_nrt` leaves out reference counts; an allocation would then leak or corrupt memory.

    Should an upgrade of Numba drop or change the option, this is where it is noticed.
    """

    @compiled
    def array(size):
        return np.empty(size)

    @compiled
    def array_inside(size):
        inside = np.zeros(size)
        return inside[0]

    for allocating in (array, array_inside):
        with pytest.raises((TypingError, numba.core.errors.LoweringError, numba.core.errors.NumbaError)):
            allocating(3)


def test_compiled_functions_count_no_references():
    """The same loop with reference counts carries them in its code; compiled by us it must not."""

    def pick(arrays, place):
        chosen = arrays[0]
        for k in range(place):
            chosen = arrays[k % 2]
        return chosen[place]

    arguments = ((np.arange(5.0), np.arange(5.0)), 3)
    ours, plain = compiled(pick), numba.njit(pick)
    ours._cache = NullCache()  # code from the cache cannot be inspected
    assert ours(*arguments) == plain(*arguments)

    def mentions(dispatcher):
        return sum(text.count("NRT_incref") for text in dispatcher.inspect_llvm().values())

    assert mentions(ours) == 0 < mentions(plain)


def test_arithmetic_is_ieee_and_division_by_zero_is_no_error():
    @compiled
    def divide(a, b):
        return a / b

    assert divide(1.0, 0.0) == np.inf
    assert np.isnan(divide(0.0, 0.0))

    @compiled
    def cancel(a, b):
        return (a + b) - a

    assert cancel(1e20, 1.0) == 0.0, "fast mathematics would have returned 1"


def test_rules_give_the_same_in_plain_python():
    rates = ExchangeParameters().rates
    assert plainly(help_probability, 0.3, 2, rates) == pytest.approx(help_probability(0.3, 2, rates), rel=1e-15)


# Where compiled rules are kept

HITS = """
import json
from model import compilation
from model.elementary import logistic
number = logistic(0.5)
stats = logistic.stats
folder = str(compilation._CACHE)
print(json.dumps({"hits": len(stats.cache_hits), "misses": len(stats.cache_misses), "folder": folder, "is": number}))
"""


def hits(folder, temporary, before=""):
    """What a fresh process finds compiled of one rule, what it returns, and what it says to the user."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", before + HITS],
        cwd=temporary,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout), done.stderr


@pytest.fixture
def temporary(tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def test_what_one_process_compiles_the_next_loads(copy_of_the_model, temporary):
    (first, said), (second, said_again) = (hits(copy_of_the_model, temporary) for _ in range(2))
    assert (first["hits"], second["misses"], second["hits"]) == (0, 0, 1)
    assert first["folder"] == second["folder"]
    assert Path(second["folder"]).is_relative_to(copy_of_the_model)
    assert said == said_again == ""
    assert list(temporary.iterdir()) == []


def make_read_only(copy_of_the_model):
    """A file where the folder would be: not even the administrator can write below it."""
    (copy_of_the_model / ".cache").touch()


def test_a_read_only_installation_compiles_once_elsewhere_and_says_so(copy_of_the_model, temporary):
    make_read_only(copy_of_the_model)
    (first, said), (second, said_again) = (hits(copy_of_the_model, temporary) for _ in range(2))
    assert "cannot be written: the model is compiled anew, once" in said
    assert said_again == ""
    assert (first["hits"], second["misses"], second["hits"]) == (0, 0, 1)
    assert Path(second["folder"]).is_relative_to(temporary)
    assert [path.stat().st_mode & 0o777 for path in temporary.iterdir()] == [0o700], "others could plant code there"


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has temporary folders of everybody's own")
@pytest.mark.parametrize("taken_by", ["file", "link"])
def test_where_nothing_can_be_written_every_start_compiles_and_says_so(copy_of_the_model, temporary, taken_by):
    make_read_only(copy_of_the_model)
    place = temporary / f"solidaritas-{os.getuid()}"
    place.touch() if taken_by == "file" else place.symlink_to(copy_of_the_model / "conf")
    before = {path for path in copy_of_the_model.rglob("*") if path != temporary}
    for _ in range(2):
        found, said = hits(copy_of_the_model, temporary)
        assert "every start compiles anew" in said
        assert (found["hits"], found["folder"]) == (0, "None")
        assert found["is"] == pytest.approx(1 / (1 + np.exp(-0.5)))
    assert {path for path in copy_of_the_model.rglob("*") if path != temporary} == before


UNWRITABLE = """
import tempfile
TemporaryFile = tempfile.TemporaryFile
def refused(*arguments, dir=None, **named):
    if ".cache" in str(dir):
        raise PermissionError(13, "Permission denied")
    return TemporaryFile(*arguments, dir=dir, **named)
tempfile.TemporaryFile = refused
"""


def test_a_read_only_installation_that_was_compiled_is_used(copy_of_the_model, temporary):
    """What set-up has compiled need not be compiled again by users who cannot write there."""
    hits(copy_of_the_model, temporary)
    found, said = hits(copy_of_the_model, temporary, before=UNWRITABLE)
    assert Path(found["folder"]).is_relative_to(temporary)
    assert (found["misses"], found["hits"], said) == (0, 1, "")
