"""Who came to a gathering in the week that is over."""

from __future__ import annotations

import numpy as np

from model import SolidarityModel
from model.ritual import MOST_GATHERINGS


def came(model: SolidarityModel, rows: np.ndarray) -> np.ndarray:
    """Whether members came to a gathering in the week that is over, (rows,) bool."""
    return np.asarray(model.table.column("last_gathering")[rows] >= MOST_GATHERINGS * model.week)
