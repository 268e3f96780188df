"""What every report is: one HTML page that opens offline and says how to repeat it.

Pictures are inside the page, links lead only to the data beside it, and it holds no dates of its own: the same
content and facts give the same bytes.
"""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import jinja2
from PIL import Image

REPORT = "report.html"
_FACTS = {
    "command": "Command",
    "seed": "Master seed",
    "version": "Version of Solidaritas",
    "source_hash": "Hash of the source of model and outcomes",
    "python": "Python",
    "packages": "Packages",
    "platform": "Machine",
}


class Picture(NamedTuple):
    """A figure as the page shows it: PNG in base64 without its printed caption, the caption in words."""

    name: str
    link: str
    data: str
    caption: str
    width: int
    height: int


def write_page(
    folder: Path,
    template: str,
    *,
    pictures: Sequence[Path],
    facts: Mapping[str, Any],
    **content: Any,
) -> Path:
    """Write `report.html` into `folder` and return its path; written last, it links to the files there.

    Parameters
    ----------
    folder
        Results folder.
    template
        `<template>.html.jinja` here, which fills the outline of `page.html.jinja`.
    pictures
        PNG files in `folder` as `figure_style.save` writes them, with their captions.
    facts
        What is needed to repeat the study: command, seed, version, source_hash, python, packages (a mapping of names
        to versions), platform, citation, and whatever else (shown under its own name).
    content
        What else the template needs.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template(f"{template}.html.jinja").render(
        pictures=[_picture(path) for path in pictures],
        facts=_fact_rows(facts),
        citation=facts.get("citation") or f"Solidaritas, version {facts.get('version', 'unknown')}.",
        files=_files(folder),
        **content,
    )
    unfinished = folder / f".{REPORT}"
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    # In one step: an interrupted command leaves no half page.
    os.replace(unfinished, folder / REPORT)
    return folder / REPORT


def _picture(path: Path) -> Picture:
    with Image.open(path) as image:
        words = {key: str(value) for key, value in image.info.items()}
        height = image.height - int(words.get("Caption height", 0))
        cropped = io.BytesIO()
        image.crop((0, 0, image.width, height)).save(cropped, format="PNG", optimize=True)
        data = base64.b64encode(cropped.getvalue()).decode("ascii")
        return Picture(path.stem, quote(path.name), data, words.get("Description", path.stem), image.width, height)


def _fact_rows(facts: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Name of the fact, its label, its value in words; the known ones first."""
    order = [name for name in _FACTS if name in facts] + [
        name for name in facts if name not in _FACTS and name != "citation"
    ]
    return [(name, _FACTS.get(name, name.replace("_", " ").capitalize()), _fact(facts[name])) for name in order]


def _fact(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)


def _files(folder: Path) -> list[tuple[str, str]]:
    """Link and name of each file and folder of the results, hidden ones and the page itself left out."""
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.name != REPORT)
    return [(quote(path.name) + "/" * path.is_dir(), path.name + "/" * path.is_dir()) for path in paths]
