"""Which source code a stored number comes from: the model's, and that of the files that sum a run up."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from model import source_hash

# What turns a model that has run into the numbers stored of it, beside model/ itself.
SUMMING_UP = (
    "simulation.py", "survey_runs.py", "outcomes.py", "outcome.py", "solidarity_outcomes.py",
    "effectiveness_outcomes.py", "saturation_outcomes.py", "inequality.py", "tenure.py", "standing.py", "observed.py",
    "answer_outcomes.py", "leaving_outcomes.py", "rally_outcomes.py", "field_runs.py", "field_outcomes.py",
    "field_measures.py", "diffusion.py", "village_runs.py", "distribution.py", "member_ties.py",
)  # fmt: skip
_FOLDER = Path(__file__).resolve().parent


@functools.cache
def results_hash() -> str:
    """Hash of all sources that decide what is stored of a run, as they were when first asked for.

    It is in the key of every run: after an edit of the model, or of how outcomes are computed from it, a run is
    another run (16 hexadecimal digits).
    """
    digest = hashlib.sha256(source_hash().encode())
    for name in SUMMING_UP:
        digest.update(name.encode() + b"\0" + (_FOLDER / name).read_bytes())
    return digest.hexdigest()[:16]


@functools.cache
def answers_hash() -> str:
    """Hash of all that decides a command's answers beside what is stored of runs: its programs and configuration.

    An answer that is itself stored has it in its key (16 hexadecimal digits).
    """
    digest = hashlib.sha256(results_hash().encode())
    for path in [*sorted(_FOLDER.glob("*.py")), *sorted((_FOLDER.parent / "conf").rglob("*.yaml"))]:
        digest.update(path.relative_to(_FOLDER.parent).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
