"""What a reviewer of the repository looks for: a citation that is valid, one version, no paths of one machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

import model
from experiments import reference

ROOT = Path(model.__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SOURCES = [path for folder in ("model", "experiments", "conf", "tools") for path in (ROOT / folder).rglob("*.*")]
# Of the Citation File Format 1.2.0 what is required, and the keys that we use.
REQUIRED = {"cff-version", "message", "title", "authors"}
OPTIONAL = {"abstract", "type", "version", "license", "keywords", "date-released", "doi", "repository-code", "url"}


def test_the_citation_is_valid() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert set(citation) >= REQUIRED
    assert set(citation) <= REQUIRED | OPTIONAL
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in ("software", "dataset")
    assert all(set(author) & {"name", "family-names"} for author in citation["authors"])
    assert isinstance(citation["keywords"], list)


def test_version_and_licence_are_said_alike() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(citation["version"]) == PROJECT["version"]
    newest = re.search(r"^## (\d\S*) \((\S+)\)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest.groups() == (PROJECT["version"], str(citation["date-released"]))
    assert citation["license"] == PROJECT["license"] == "MIT"
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_no_path_of_this_machine() -> None:
    own = [str(path) + "/" for path in (ROOT, Path.home()) if len(path.parts) > 1]
    texts = [path for path in SOURCES if path.suffix in (".py", ".yaml", ".sh", ".jinja")]
    assert len(texts) > 100
    assert [path.name for path in texts if any(each in path.read_text(encoding="utf-8") for each in own)] == []


def test_every_study_for_reference_is_a_named_one() -> None:
    for study in reference.STUDIES:
        assert (ROOT / "conf" / "experiment" / f"{study.name}.yaml").exists()
        assert (ROOT / "experiments" / f"{study.command}.py").exists()
        assert all(Path(name).suffix in (".csv", ".png", ".md") for name in study.files)


def test_all_that_is_made_for_reference_is_shown_or_linked() -> None:
    made = {f"{study.name}/{Path(name).name}" for study in reference.STUDIES for name in study.files}
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    linked = set(re.findall(r"\]\((?:\.\./)?results/reference/([^)]+)\)", text))
    shown = set(re.findall(r"!\[[^\]]+\]\((?:\.\./)?results/reference/([^)]+)\)", text))
    assert linked == made
    assert shown == {name for name in made if name.endswith(".png")}
    assert {str(path.relative_to(reference.REFERENCE)) for path in reference.REFERENCE.rglob("*.*")} == made
