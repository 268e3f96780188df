"""The folder of a study: made ready for its runs, or known to be that of another study.

What a study was asked for stands in `study.json`, its results in `parts/<source>/` (see `experiments.store`), what is
being written under `.writing/`; parts made by another version of the model move to `superseded/`.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.errors import SettingsError, StoreError
from experiments.parts import sync

DESCRIPTION = "study.json"
PARTS = "parts"
SUPERSEDED = "superseded"
WRITING = ".writing"


def open_folder(folder: Path, description: Mapping[str, Any]) -> bool:
    """Make `folder` ready for the study described, or check that it holds this very study already.

    Returns
    -------
    bool
        Whether parts made by another version of the model were set aside.

    Raises
    ------
    SettingsError
        When it cannot be written, holds something else, or holds a study of another design.
    StoreError
        When its description is damaged.
    """
    path = folder / DESCRIPTION
    wanted = json.loads(json.dumps(description))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _check_same(folder, read_description(folder), wanted)
        elif foreign := [each.name for each in folder.iterdir() if each.name not in (PARTS, WRITING)]:
            raise SettingsError(
                f"output = {str(folder)!r} holds other things ({foreign[0]!r}) and no study; choose another."
            )
        for name in (PARTS, WRITING):
            (folder / name).mkdir(exist_ok=True)
        moved = _set_aside_other_versions(folder, wanted["source"])
        unfinished = writing_folder(folder) / DESCRIPTION
        unfinished.write_text(json.dumps(wanted, indent=2), encoding="utf-8")
        sync(unfinished)
        os.replace(unfinished, path)
    except OSError as error:
        raise SettingsError(f"output = {str(folder)!r} cannot be written: {error.strerror}.") from None
    return moved


def _check_same(folder: Path, present: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Refuse a study of another design; another version of the model is the same design with other runs."""
    may_differ = {"source", "content", "keep"} if present.get("source") != wanted["source"] else set()
    names = [name for name in {**present, **wanted} if name not in may_differ]
    for name in names:
        if present.get(name) != wanted.get(name):
            raise SettingsError(
                f"output = {str(folder)!r} holds another study ({name}: {_brief(present.get(name))} there,"
                f" {_brief(wanted.get(name))} asked for): choose another, or ask for the same."
            )


def _set_aside_other_versions(folder: Path, source: str) -> bool:
    """Move parts that another version of the model made out of sight of readers, and this version's back."""
    others = [each for each in (folder / PARTS).iterdir() if each.name != source]
    for each in others:
        (folder / SUPERSEDED).mkdir(exist_ok=True)
        each.rename(folder / SUPERSEDED / each.name)
    if (folder / SUPERSEDED / source).exists():
        (folder / SUPERSEDED / source).rename(folder / PARTS / source)
    (folder / PARTS / source).mkdir(exist_ok=True)
    return bool(others)


def _brief(value: Any) -> str:
    text = json.dumps(value, sort_keys=True)
    return text if len(text) <= 100 else text[:97] + "..."


def read_description(folder: Path) -> dict[str, Any]:
    """What the study in `folder` was asked to do.

    Raises
    ------
    StoreError
        When there is no study, or its description is damaged.
    """
    try:
        return dict(json.loads((folder / DESCRIPTION).read_bytes()))
    except FileNotFoundError:
        raise StoreError(f"{str(folder)!r} holds no study: there is no {DESCRIPTION} in it.") from None
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{str(folder / DESCRIPTION)!r} cannot be read ({error}); remove it to start the study anew."
        ) from None


def writing_folder(folder: Path) -> Path:
    """Place for unfinished files of this process; what dead processes of this machine left is removed."""
    host = socket.gethostname()
    for leftover in (folder / WRITING).glob(f"{host}~*"):
        if not _is_running(int(leftover.name.split("~")[1])):
            shutil.rmtree(leftover, ignore_errors=True)
    own = folder / WRITING / f"{host}~{os.getpid()}"
    own.mkdir(exist_ok=True)
    return own


def _is_running(process: int) -> bool:
    """Whether a process of this machine exists; on Windows asking would end it, so all do."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def parts_folder(folder: Path, source: str) -> Path:
    """Where the parts made by one version of the model stand."""
    return folder / PARTS / source
