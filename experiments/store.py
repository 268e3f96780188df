"""Results on disk: immutable parts, each named by the hash of its own content.

A results folder holds `study.json` (what was asked for, with the hash of the source of model and outcomes) and
`parts/<source>/`. A part is a folder with one Parquet file a table, for one chunk of runs: it is written
under `.writing/`, synced, and only then renamed to the hash of its files, in one step. So a reader sees whole
parts or nothing, whenever a writer is killed; a truncated or altered part no longer answers to its name; and
many writers (processes, machines of a Slurm array) share a folder without a lock. Should two of them have
done the same run, their rows are the same and one copy is read; of a run done again after a failure the new
row is read. When the model, or how outcomes are computed from it, has been edited, older parts move to
`superseded/`: an edited rule is never a stale result.

Reading: `load(folder).runs` and its siblings as pandas tables, or any Parquet reader on
`parts/*/*/runs.parquet`.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import shutil
import socket
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from experiments.errors import SettingsError, StoreError
from experiments.parts import DISK_ERRORS, reason, sound_parts, sync
from experiments.run import DONE

DESCRIPTION = "study.json"
DESIGN = "design.parquet"
PARTS = "parts"
SUPERSEDED = "superseded"
WRITING = ".writing"
IDENTITY = ("key", "point", "scenario", "replicate")


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


@dataclasses.dataclass(frozen=True)
class Study:
    """The tables of a results folder, read when first asked for, sorted by point and replicate."""

    folder: Path
    description: dict[str, Any]
    parts: tuple[Path, ...]

    @functools.cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run.

        Columns: `key`, `point`, `scenario`, `replicate`, `parameters` (JSON of what differs from the
        defaults), `status` (done, failed, invalid, timed out, died), `error` (its class), what was varied,
        every outcome.
        """
        return self.table("runs").to_pandas()

    @property
    def done(self) -> pd.DataFrame:
        """Of `runs`, those that gave a result."""
        return self.runs[self.runs["status"] == DONE]

    @functools.cached_property
    def design(self) -> pd.DataFrame:
        """One row per point of a sweep: `point`, what varies, and `run_as`, the first point equal to it."""
        return _read(self.folder / DESIGN).to_pandas()

    @functools.cached_property
    def weekly(self) -> pd.DataFrame:
        """One row per run and week."""
        return self.table("weekly").to_pandas()

    @functools.cached_property
    def survival(self) -> pd.DataFrame:
        """One row per run and duration of membership (weeks): how many `ceased`, were `censored`."""
        return self.table("survival").to_pandas()

    @functools.cached_property
    def ledger(self) -> pd.DataFrame:
        """One row per run and type of `tie`: persons `asked`, who `came` to a gathering, `joined`, `refused`."""
        return self.table("ledger").to_pandas()

    @functools.cached_property
    def standing(self) -> pd.DataFrame:
        """One row per run and standing: how net income follows it, see `experiments.standing`."""
        return self.table("standing").to_pandas()

    @functools.cached_property
    def panel(self) -> pd.DataFrame:
        """One row per run, week and followed membership (`SolidarityModel.panel`); empty unless the study kept it."""
        return self.table("panel").to_pandas()

    @functools.cached_property
    def lorenz(self) -> pd.DataFrame:
        """One row per run and point of the Lorenz curve of commissions, see `experiments.distribution`."""
        return self.table("lorenz").to_pandas()

    @functools.cached_property
    def ranks(self) -> pd.DataFrame:
        """One row per run and rank: how many active members have it."""
        return self.table("ranks").to_pandas()

    @functools.cached_property
    def distributors(self) -> pd.DataFrame:
        """One row per run and membership, of the runs of which they were kept: a comparison's first replicate."""
        return self.table("distributors").to_pandas()

    @functools.cached_property
    def ties(self) -> pd.DataFrame:
        """One row per run and tie among members, kept like `distributors`; see `experiments.member_ties`."""
        return self.table("ties").to_pandas()

    @functools.cached_property
    def log(self) -> pd.DataFrame:
        """One row per run: when, where, how many seconds, the traceback of a failure."""
        return self.table("log").to_pandas()

    def table(self, name: str) -> pa.Table:
        """An Arrow table by name, sorted; empty when no part holds it.

        Raises
        ------
        StoreError
            When a part cannot be read.
        """
        pieces = []
        for place, part in enumerate(self.parts):
            path = part / f"{name}.parquet"
            if path.exists():
                piece = _read(path)
                outdated = self._outdated_keys.get(place)
                pieces.append(piece if outdated is None else piece.filter(pc.invert(pc.is_in(piece["key"], outdated))))
        if not pieces:
            return pa.table({"key": pa.array([], pa.string())})
        whole = pa.concat_tables(pieces, promote_options="permissive").combine_chunks()
        return whole.sort_by([("point", "ascending"), ("replicate", "ascending")])  # a stable sort: weeks stay in order

    @functools.cached_property
    def _outdated_keys(self) -> dict[int, pa.Array]:
        """Places of parts with those of their keys that are read from another part.

        Of a run done more than once, a result is read rather than a failure, and the latest of equals.
        """
        pieces = []
        for place, part in enumerate(self.parts):
            runs, log = _read(part / "runs.parquet", ["key", "status"]), _read(part / "log.parquet", ["key", "started"])
            pieces.append(runs.to_pandas().merge(log.to_pandas(), on="key").assign(part=place))
        if not pieces:
            return {}
        attempts = pd.concat(pieces, ignore_index=True)
        attempts["done"] = attempts.pop("status") == DONE
        attempts = attempts.sort_values(["done", "started"], kind="stable", na_position="first")
        outdated = attempts[attempts.duplicated("key", keep="last")]
        return {int(place): pa.array(rows["key"], pa.string()) for place, rows in outdated.groupby("part")}


@dataclasses.dataclass(frozen=True)
class Multirun(Study):
    """The studies that `-m` left in the folders of a folder, read as one.

    Every table begins with the column `job`, the name of a study's folder; `point` counts within a job.
    """

    jobs: dict[str, Study] = dataclasses.field(default_factory=dict)

    @functools.cached_property
    def design(self) -> pd.DataFrame:
        """The designs of the jobs, one below the other."""
        return pd.concat({job: study.design for job, study in self.jobs.items()}, names=["job"]).reset_index("job")

    def table(self, name: str) -> pa.Table:
        """An Arrow table by name, job after job."""
        pieces = []
        for job, study in self.jobs.items():
            piece = study.table(name)
            pieces.append(piece.add_column(0, "job", pa.repeat(pa.scalar(job, pa.string()), len(piece))))
        return pa.concat_tables(pieces, promote_options="permissive").combine_chunks()


def load(path: str | Path) -> Study:
    """Open the results in a folder, or in all folders that a multirun (`-m`) left in it.

    Raises
    ------
    StoreError
        When there are none, or a part is truncated or altered; the command that made them repairs that.
    """
    folder = Path(path)
    if not (folder / DESCRIPTION).exists() and (jobs := sorted(folder.glob(f"*/{DESCRIPTION}"))):
        studies = {each.parent.name: load(each.parent) for each in jobs}
        factors = dict.fromkeys(name for each in studies.values() for name in each.description["factors"])
        return Multirun(folder, {"design": "multirun", "factors": ["job", *factors]}, parts=(), jobs=studies)
    description = read_description(folder)
    sound, damaged = sound_parts(parts_folder(folder, str(description["source"])))
    if damaged:
        raise StoreError(
            f"{len(damaged)} of {len(sound) + len(damaged)} parts in {str(folder)!r} are truncated or altered"
            f" ({damaged[0].name} first). Run the command that made them again: it does their runs anew."
        )
    return Study(folder=folder, description=description, parts=tuple(sound))


def _read(path: Path, columns: Iterable[str] | None = None) -> pa.Table:
    try:
        return pq.read_table(path, columns=list(columns) if columns else None, partitioning=None)
    except DISK_ERRORS as error:
        raise StoreError(f"{str(path)!r} cannot be read: {reason(error)}.") from None
