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
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from experiments.errors import StoreError
from experiments.parts import DISK_ERRORS, reason, sound_parts
from experiments.run import DONE
from experiments.study_folder import DESCRIPTION, parts_folder, read_description

DESIGN = "design.parquet"


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
