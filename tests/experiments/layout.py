"""Whether the words of a figure can be read."""

from __future__ import annotations

import itertools

import matplotlib
from matplotlib.figure import Figure


def check_layout(figure: Figure) -> None:
    """Every word lies on the page, is large enough, and lies on no other word."""
    figure.draw_without_rendering()
    hidden = _not_drawn(figure)
    texts = [
        text
        for text in figure.findobj(matplotlib.text.Text)
        if text.get_text().strip() and text.get_visible() and id(text) not in hidden
    ]
    assert len(texts) > 8
    boxes = [text.get_window_extent() for text in texts]
    page = figure.bbox
    for text, box in zip(texts, boxes, strict=True):
        inside = page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
        assert inside, f"{text.get_text()!r} is clipped"
        assert text.get_fontsize() >= 6.5
    for (one, a), (other, b) in itertools.combinations(zip(texts, boxes, strict=True), 2):
        overlap_x, overlap_y = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert min(overlap_x, overlap_y) < 1, f"{one.get_text()!r} overlaps {other.get_text()!r}"


def _not_drawn(figure: Figure) -> set[int]:
    """Identities of tick labels that are not drawn: outside an axis's limits, or of axes turned off."""
    hidden = set()
    for axes, name in itertools.product(figure.axes, ("xaxis", "yaxis")):
        axis = getattr(axes, name)
        low, high = sorted(axis.get_view_interval())
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            if not (axes.axison and low <= tick.get_loc() <= high):
                hidden |= {id(tick.label1), id(tick.label2)}
            hidden |= {id(label) for label in (tick.label1, tick.label2) if not label.get_visible()}
    return hidden
