"""The runs of a calibration: points of the prior, of the search and of the check, each stored and resumable."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import runner, store
from experiments.design import Design, Expansion, expand
from experiments.factors import Factor
from experiments.field_outcomes import FIELD_OUTCOMES
from experiments.outcomes import OUTCOMES

FUNCTION = "experiments.field_runs:run_and_measure"
NAMES = tuple(outcome.name for outcome in (*OUTCOMES, *FIELD_OUTCOMES))
SEARCH, PREDICTIVE, CONFIRM = "search", "predictive", "confirm"
_SEEDS = {SEARCH: 1, PREDICTIVE: 2, CONFIRM: 3}  # added to the master seed: what is checked is checked on other draws

Array = NDArray[np.float64]


class Runs:
    """Where runs come from.

    Parameters
    ----------
    expansion
        Points of the prior, from which everything else that runs have in common is taken.
    settings
        Common settings and those of the engine.
    factors
        What is free.
    """

    def __init__(self, expansion: Expansion, settings: dict[str, Any], factors: Sequence[Factor]) -> None:
        self._expansion = expansion
        self._settings = settings
        self._factors = tuple(factors)

    def prior(self) -> store.Study:
        """The runs from the prior, carried out as far as they are not stored."""
        return self._carry_out(self._expansion, Path(self._settings["output"]), "Runs from the prior")

    def at(self, points: Array, kind: str, *, replicates: int = 1, pairing: str = "common") -> pd.DataFrame:
        """Runs at some points, given as shares of the prior's range, shape (points, parameters), by point.

        `kind` is SEARCH, PREDICTIVE or CONFIRM; each has draws of its own. Equal points share their runs.
        """
        design = self._expansion.design
        chosen = Design(
            kind=f"calibrate {kind}",
            base=design.base,
            factors=design.factors,
            levels=[self.values(point) for point in points],
            replicates=replicates,
            seed=(design.seed + _SEEDS[kind]) % 2**63,
            pairing=pairing,
            name=design.name,
        )
        expansion = expand(chosen, self._expansion.source)
        # By what they hold: other targets search other points, and find their own folder when they are asked for again.
        folder = Path(self._settings["output"]) / kind / expansion.fingerprint()[:12]
        done = self._carry_out(expansion, folder, None).done
        places = pd.DataFrame({"place": range(len(points)), "point": expansion.run_as})
        return places.merge(done, on="point")

    def values(self, point: Array) -> tuple[Any, ...]:
        """Parameters at shares of the prior's range."""
        return tuple(factor.at(float(share)) for factor, share in zip(self._factors, point, strict=True))

    def shares(self, runs: pd.DataFrame) -> Array:
        """Parameters of runs as shares of the prior's range, shape (runs, parameters)."""
        columns = [[factor.share_of(value) for value in runs[factor.name]] for factor in self._factors]
        return np.array(columns, float).T

    def _carry_out(self, expansion: Expansion, folder: Path, told: str | None) -> store.Study:
        settings = {**self._settings, "output": str(folder)}
        columns = [(factor.name, factor.column) for factor in self._factors]
        study = runner.prepare(expansion, settings, (), factors=columns, function=FUNCTION, outcomes=NAMES)
        if told:
            study.carry_out_aloud(told)
        else:
            dataclasses.replace(study, progress=False).carry_out()
        return store.load(folder)
