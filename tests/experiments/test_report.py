"""The report: self-contained, complete, escaped, repeatable, and whole in a real browser at two widths."""

import base64
import html.parser
import io
import re
import warnings
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
from browser import OUTLINE, WIDTHS, look, needs_browser
from matplotlib.figure import Figure
from PIL import Image

from experiments import figure_style
from experiments.enough_runs import pairs_for_half
from experiments.outcomes import BY_NAME
from experiments.report import write_report
from experiments.statistics import paired_summary
from model import Scenario

FACTS = {
    "command": 'python -m experiments.compare "scenarios=[a,b]" replicates=5',
    "version": "0.1.0",
    "seed": 7,
    "source_hash": "0123abcd",
    "python": "3.13.0",
    "packages": {"mesa": "3.5.1", "numpy": "2.5.0"},
    "platform": "Linux x86_64",
}
TITLE = "Comparison: <script>alert(1)</script> & others"


def summary_of(names: list[str], runs: int = 5) -> pd.DataFrame:
    """Some runs of each scenario; the last one has no energy to speak of."""
    random = np.random.default_rng(0)
    rows = [
        {"scenario": name, "replicate": replicate, "status": "done"}
        | {outcome: 1e5 * (place + random.random()) for outcome in BY_NAME}
        | ({"energy": None} if place == len(names) - 1 else {})
        for place, name in enumerate(names)
        for replicate in range(runs)
    ]
    return paired_summary(pd.DataFrame(rows), list(BY_NAME), names[0])


def picture(folder: Path) -> Path:
    figure = Figure(figsize=(6.5, 3), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1])
    axes.set_xlabel("Time (weeks)")
    axes.set_ylabel("Members (persons)")
    caption = figure_style.Caption("Members <over> time", "5 runs", "95 % bootstrap interval", "it rises")
    return figure_style.save(figure_style.add_caption(figure, caption), folder, "growth")


def write(
    folder: Path, names: tuple[str, ...] = ("mechanical", "organic", "hybrid", "transactional"), runs: int = 5
) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "summary.csv").write_text("outcome\n")
    (folder / "odd name #1.parquet").write_bytes(b"")
    (folder / "parts").mkdir(exist_ok=True)
    (folder / ".writing").mkdir(exist_ok=True)
    scenarios = {name: Scenario.preset(name).replace({"persons": 500, "weeks": 30}) for name in names}
    return write_report(folder, TITLE, scenarios, summary_of(list(names), runs), [picture(folder)], FACTS)


class Page(html.parser.HTMLParser):
    """Addresses, open elements, headings and words of a page."""

    EMPTY = frozenset({"meta", "link", "img", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.headings: list[str] = []
        self.words = ""
        self.alternatives: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        values = dict(attrs)
        self.addresses += [values[name] for name in ("href", "src", "action", "srcset", "data") if values.get(name)]
        if tag == "img":
            self.alternatives.append(values["alt"])
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.words += " " if tag in ("th", "td", "dt", "dd", "li", "p") else ""

    def handle_data(self, data):
        if self.open and self.open[-1] == "h2":
            self.headings.append(data)
        if "style" not in self.open:
            self.words += data


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("study")).parent


@pytest.fixture(scope="module")
def text(folder) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(text) -> Page:
    return Page(text)


def test_it_is_self_contained(folder, text, page):
    assert page.open == []  # well-formed
    assert "script" not in page.tags
    without_pictures = re.sub(r"data:image/png;base64,[^\"]+", "", text)
    assert not re.search(r"https?:|//[a-z]|@import|url\(", without_pictures, flags=re.IGNORECASE)
    assert str(folder) not in text
    links = [address for address in page.addresses if not address.startswith("data:")]
    assert {unquote(link).rstrip("/") for link in links} == {
        "growth.pdf", "growth.png", "odd name #1.parquet", "parts", "summary.csv",
    }  # fmt: skip
    assert all((folder / unquote(link)).exists() for link in links)


def test_it_says_what_a_reader_needs(page):
    assert page.headings == OUTLINE
    words = " ".join(page.words.split())
    assert "5 runs of each over 30 weeks in a society of 500 persons" in words
    assert "ritual.interval_days (days)" in words
    assert "persons (persons) 500 20,000" in words
    assert "All other parameters have their default values" in words
    for outcome in BY_NAME.values():
        assert f"{outcome.label} ({outcome.unit})" in words
        assert outcome.definition in words
    for fact in ("0123abcd", "3.13.0", "mesa 3.5.1, numpy 2.5.0", "Linux x86_64", "replicates=5"):
        assert fact in words
    assert "Solidaritas, version 0.1.0" in words
    assert "organic less mechanical: paired differences" in words
    assert "members of one tree are not independent" in words
    assert "Pairs for half: so many pairs of runs would show half of the difference" in words


def test_numbers_are_those_of_the_summary(page):
    row = summary_of(["mechanical", "organic", "hybrid", "transactional"]).query(
        "outcome == 'members' and scenario == 'hybrid'"
    )
    words = page.words.replace(",", "").replace("\u00a0", " ")
    assert f"{row['mean'].iloc[0]:.0f} [" in words
    assert f"+{row['difference'].iloc[0]:.0f} [{row['difference_low'].iloc[0]:.0f}" in words


def test_pairs_for_half_of_each_difference_stand_in_the_table(text):
    summary = summary_of(["mechanical", "organic", "hybrid", "transactional"])
    sizes = summary.loc[summary["scenario"] == "organic", "effect_size"]
    shown = re.findall(r'data-column="Pairs for half">([^<]+)<', text)[: len(sizes)]
    assert shown == [f"{pairs_for_half(size):,}" for size in sizes]


def test_everything_is_escaped(text, page):
    assert TITLE in page.words
    assert "<script>" not in text
    assert page.alternatives == ["Members <over> time. 5 runs. 95 % bootstrap interval. Reading: it rises."]


def test_pictures_are_cropped_of_their_printed_caption(folder, text):
    data = re.search(r"data:image/png;base64,([^\"]+)", text)
    assert data
    with (
        Image.open(io.BytesIO(base64.b64decode(data[1]))) as shown,
        Image.open(folder / "growth.png") as whole,
    ):
        assert shown.size == (1300, 600)  # 6.5 x 3 inches, as drawn
        assert shown.convert("RGB").tobytes() == whole.convert("RGB").crop((0, 0, 1300, 600)).tobytes()


def test_same_facts_same_bytes(tmp_path, text):
    assert write(tmp_path / "again").read_text(encoding="utf-8") == text
    assert not list((tmp_path / "again").glob(".report*"))


def test_a_single_pair_shows_what_is_missing_without_a_warning(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        words = Page(write(tmp_path, runs=1).read_text(encoding="utf-8")).words
    assert "–" in words
    assert "The correlation of pairs has median" not in words


def test_one_scenario_has_nothing_to_compare(tmp_path):
    words = Page(write(tmp_path / "one", ("organic",)).read_text(encoding="utf-8")).words
    assert "paired differences" not in words
    assert "What the scenarios differ in" not in words
    assert "boundary.closure" not in words or "What all scenarios share" in words


@needs_browser
@pytest.mark.parametrize("width", WIDTHS)
def test_in_a_browser(text, tmp_path, width):
    look(text, tmp_path, width)


@needs_browser
@pytest.mark.parametrize(
    "wrong",
    ["<div style='width:3000px'>wide</div>", "<div style='width:9px;overflow:hidden'>clipped</div>",
     "<img alt='' src='data:,'>", "<script>nobody.knows()</script>"],
    ids=["too wide", "clipped", "no picture", "error"],
)  # fmt: skip
def test_the_look_in_a_browser_sees_what_is_wrong(tmp_path, wrong):
    with pytest.raises(AssertionError):
        look(f"<body><p>A page</p>{wrong}</body>", tmp_path, WIDTHS[0])


@needs_browser
@pytest.mark.parametrize("width", WIDTHS)
def test_a_wide_table_does_not_make_the_page_wider(text, tmp_path, width):
    heads = "".join(f"<th>a long column {number}</th>" for number in range(30))
    cells = "".join(f"<td data-column='a long column {number}'>12,345</td>" for number in range(30))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>"
    look(text.replace("</body>", f'<div class="wide">{table}</div></body>'), tmp_path, width)
    if width == max(WIDTHS):
        with pytest.raises(AssertionError):
            look(text.replace("</body>", f"{table}</body>"), tmp_path, width)


def test_a_schedule_is_told_in_words(tmp_path):
    schedule = [
        {"week": 53, "ritual.interval_days": 28, "ritual.gatherings": False},
        {"week": 105, "plan.name": "retail"},
    ]
    scenarios = {"as ever": Scenario(), "banned": Scenario().replace({"schedule": schedule})}
    text = write_report(tmp_path, TITLE, scenarios, summary_of(list(scenarios)), [], FACTS).read_text(encoding="utf-8")
    assert "week 53, ritual.gatherings no, ritual.interval_days 28; week 105, plan.name retail" in text
    assert ">none<" in text
