"""What every figure has in common: one look, a caption that says what a reader needs, a check.

A figure that lacks units on its axes, the number of runs, the kind of interval or a sentence of reading is
not saved.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

import matplotlib
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.textpath import TextToPath
from matplotlib.ticker import MultipleLocator

WIDTH = 6.5  # inches: the text width of a journal page
CAPTION_SIZE = 7.5  # points
_LINE = CAPTION_SIZE * 1.3 / 72  # inches
_PADDING = 0.1  # inches
_DOTS_PER_INCH = 200
_RUNS = r"(?<![\d,.])[1-9][\d,]* (pairs? of )?runs?\b"
_KINDS = "bootstrap|BCa|Student|Wilson|Kaplan-Meier|Sobol|quantile|posterior|binomial"
_INTERVAL = rf"(?=.*\d+ % .*(interval|band))(?=.*({_KINDS}))|No interval: \w"
_UNIT = r"\S\s*\(\s*[^\s)]"

_LOOK: dict[str, Any] = seaborn.axes_style("ticks") | {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so that figures are the same everywhere
    "font.size": 8,
    "axes.labelsize": 8,
    "axes.titlesize": 8,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "legend.fontsize": 8,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 1.4,
    "pdf.fonttype": 42,  # text stays text
}
# Told apart without colour too: by dashes in lines, by markers in points.
_DASHES = [
    "solid",
    (0, (5, 1.6)),
    (0, (1.2, 1.2)),
    (0, (6, 1.5, 1.2, 1.5)),
    (0, (3, 1, 1, 1, 1, 1)),
    (0, (9, 3)),
]
_MARKERS = ["o", "s", "^", "D", "v", "P", "X"]


class FigureError(ValueError):
    """A figure that does not say what a reader needs; the message lists what is missing."""


@dataclass(frozen=True)
class Caption:
    """What stands below a figure, a sentence or a phrase each, without full stops; none may be empty.

    Attributes
    ----------
    shows
        What is drawn.
    runs
        How many runs, as in "40 runs per scenario".
    interval
        Which interval is drawn, of what, and of which kind (bootstrap, Student's, Wilson's, quantiles ...); or
        "No interval: " and why.
    reading
        One sentence that reads the figure to the reader.
    """

    shows: str
    runs: str
    interval: str
    reading: str

    def __post_init__(self) -> None:
        empty = [field.name for field in fields(self) if not getattr(self, field.name).strip()]
        if empty:
            raise FigureError(f"the caption lacks: {', '.join(empty)}.")
        if not re.search(_RUNS, self.runs):
            raise FigureError(f"the caption's runs = {self.runs!r} does not say how many runs.")
        if not re.search(_INTERVAL, self.interval):
            raise FigureError(f"the caption's interval = {self.interval!r} does not say of what kind it is.")
        if re.search(r"[.!?]\s+[A-Z]", self.reading):
            raise FigureError(f"the caption's reading is more than one sentence: {self.reading!r}.")

    @property
    def text(self) -> str:
        """The whole caption."""
        return f"{self.shows}. {self.runs}. {self.interval}. Reading: {self.reading}."


@contextmanager
def _style() -> Iterator[None]:
    """Have the common look, whatever the reader's own settings are."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(cast(Any, _LOOK))  # matplotlib lists the names it knows
        yield


def styled[**P](draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Give the figure that `draw` makes the common look."""

    @functools.wraps(draw)
    def in_style(*arguments: P.args, **named: P.kwargs) -> Figure:
        with _style():
            return draw(*arguments, **named)

    return in_style


def plain(name: str) -> str:
    """A name as text: matplotlib would read dollar signs as mathematics."""
    return str(name).replace("$", r"\$")


def scenario_looks(scenarios: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Colour, line style and marker of each scenario, in order; distinct for thirty of them."""
    colours = seaborn.color_palette("colorblind")
    return {
        scenario: {
            "color": colours[place % len(colours)],
            "linestyle": _DASHES[place % len(_DASHES)],
            "marker": _MARKERS[place % len(_MARKERS)],
        }
        for place, scenario in enumerate(scenarios)
    }


def add_legend(figure: Figure, signs: Sequence[Line2D], names: Sequence[str]) -> None:
    """Name the scenarios above the figure, in as many columns as fit."""
    widest = 0.6 + 0.065 * max(map(len, names))  # inches: the sign, and a character at the legend's size
    columns = max(1, int((WIDTH - 2 * _PADDING) / widest))
    labels = [plain(name) for name in names]
    figure.legend(
        signs,
        labels,
        loc="outside upper center",
        ncols=columns,
        handlelength=3.2,
        columnspacing=1,
        frameon=False,
    )


def week_axis(axes: Axes, last: int) -> None:
    """Ticks at quarters, half-years or years, whichever gives few of them."""
    step = next((step for step in (1, 2, 4, 13, 26, 52, 104, 260, 520) if last / step <= 6), 1_040)
    axes.xaxis.set_major_locator(MultipleLocator(step))
    to_tick = -last % step
    axes.set_xlim(0, max(last + to_tick if to_tick <= step / 10 else last, 1))  # a tick just beyond is where it ends


def add_caption(figure: Figure, caption: Caption) -> Figure:
    """Write the caption below the figure, which grows by its height, and return the figure."""
    width, height = figure.get_size_inches()
    lines = _wrapped(caption.text, width - 3 * _PADDING)  # what is drawn is a little wider than what is measured
    room = len(lines) * _LINE + 2 * _PADDING
    figure.set_size_inches(width, height + room)
    share = room / (height + room)
    engine = figure.get_layout_engine()
    assert engine is not None, "figures are made with layout='constrained'"
    margin = _PADDING / 2 / width
    engine.set(rect=(margin, share, 1 - 2 * margin, 1 - share))  # type: ignore[call-arg]
    figure.text(
        _PADDING / width,
        share - _PADDING / (height + room),
        plain("\n".join(lines)),
        fontsize=CAPTION_SIZE,
        linespacing=1.3 / 1.2,  # matplotlib's unit is 1.2 times the size
        verticalalignment="top",
        gid="caption",
    )
    figure.set_label(caption.text)
    return figure


def _wrapped(text: str, width: float) -> list[str]:
    """Break a text into lines of at most `width` inches at the caption's size."""
    font, measure = FontProperties(family=_LOOK["font.family"], size=CAPTION_SIZE), TextToPath()

    def inches(words: str) -> float:
        return float(measure.get_text_width_height_descent(words, font, ismath=False)[0]) / 72

    lines = [""]
    for word in text.replace(" %", "\u00a0%").split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and inches(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def caption_of(figure: Figure) -> str:
    """The figure's caption, or the empty text."""
    return str(figure.get_label()) if _printed_caption(figure) else ""


def _printed_caption(figure: Figure) -> Text | None:
    """The text that bears the caption, where it can be seen."""
    seen = (text for text in figure.texts if text.get_visible() and text.get_alpha() != 0 and text.get_text().strip())
    return next((text for text in seen if text.get_gid() == "caption"), None)


def check(figure: Figure) -> None:
    """Refuse a figure that cannot be read on its own.

    Raises
    ------
    FigureError
        When an axis or a colour bar has no label with a unit in brackets, or there is no caption with number of
        runs, kind of interval and reading. Axes that are turned off, or whose gid is "table", are not asked.
    """
    missing = []
    for place, axes in enumerate(axes for axes in figure.axes if axes.axison and axes.get_gid() != "table"):
        if axes.get_label() == "<colorbar>":
            if not any(re.search(_UNIT, each, re.DOTALL) for each in (axes.get_xlabel(), axes.get_ylabel())):
                missing.append(f"a unit in brackets on the colour bar, panel {place + 1}")
            continue
        # Panels that share an axis share its label.
        labels = {
            "x": [each.get_xlabel() for each in axes.get_shared_x_axes().get_siblings(axes)],
            "y": [each.get_ylabel() for each in axes.get_shared_y_axes().get_siblings(axes)],
        }
        for name, words in labels.items():
            if not any(re.search(_UNIT, each, re.DOTALL) for each in words):
                missing.append(f"a unit in brackets on the {name} axis of panel {place + 1}")
    text = caption_of(figure)
    for what, pattern in (
        ("the number of runs", _RUNS),
        ("the kind of interval", _INTERVAL),
        ("a sentence of reading", r"Reading: \w"),
    ):
        if not re.search(pattern, text):
            missing.append(f"{what} in the caption")
    if missing:
        raise FigureError("this figure lacks " + "; ".join(missing) + ".")


def save(figure: Figure, folder: Path, name: str) -> Path:
    """Check a figure and write it as `name`.png and `name`.pdf, without dates; return the PNG.

    The PNG carries its caption as text ("Description") and the height in pixels that the caption takes
    ("Caption height"), so that a page can set the words in its own type.

    Raises
    ------
    FigureError
        As `check`.
    """
    check(figure)
    caption = _printed_caption(figure)
    assert caption is not None, "check has seen it"
    room = caption.get_position()[1] * figure.get_figheight() + _PADDING
    words = {
        "Title": name,
        "Description": caption_of(figure),
        "Caption height": str(round(room * _DOTS_PER_INCH)),
    }
    for suffix, metadata in (("pdf", {"CreationDate": None, "Title": name}), ("png", words)):
        unfinished = folder / f".{name}.{suffix}"
        with _style():
            figure.savefig(unfinished, format=suffix, dpi=_DOTS_PER_INCH, metadata=metadata)
        # In one step: an interrupted command leaves no half figure.
        os.replace(unfinished, folder / f"{name}.{suffix}")
    return folder / f"{name}.png"
