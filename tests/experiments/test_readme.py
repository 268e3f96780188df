"""The examples of the README that print something print what stands there."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import model

README = Path(model.__file__).resolve().parents[1] / "README.md"
EXAMPLES = re.findall(r"```pycon\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def stored(folder: str) -> SimpleNamespace:
    """A stand-in for the comparison that the README reads."""
    assert folder == "results/compare/default"
    return SimpleNamespace(runs=pd.DataFrame({"scenario": "mechanical", "members": [10.0, 12.0, 17.0, 11.0]}))


@pytest.mark.parametrize("place", range(len(EXAMPLES)))
def test_examples_print_what_they_say(place: int) -> None:
    commissions = pd.DataFrame({"commission_total": [0, 0, 1, 9, 40]})
    names = {"load": stored, "model": SimpleNamespace(distributors=commissions)}
    example = doctest.DocTestParser().get_doctest(EXAMPLES[place], names, f"example {place + 1}", "README.md", 0)
    assert doctest.DocTestRunner(verbose=False).run(example).failed == 0


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 2
