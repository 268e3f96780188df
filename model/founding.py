"""Who founds an organisation."""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.draws import FOUNDERS, draw
from model.society import Society


@compiled
def _founder_draws(key, candidates, draws):
    for k in range(len(candidates)):
        draws[k] = draw(key, FOUNDERS, 0, candidates[k], 0)[0]


def founders_of(society: Society, key: np.uint64, founders: int) -> np.ndarray:
    """Persons who found the organisation (int32): those the society names, else as many as asked for are drawn."""
    return society.founders if len(society.founders) else choose_founders(key, society.open, founders)


def choose_founders(key: np.uint64, is_open: np.ndarray, founders: int) -> np.ndarray:
    """Persons who found the organisation: the `founders` open persons with the lowest draws, ascending (int32).

    Where fewer are open, others found it with them. In order of persons, members who know each other lie near each
    other in memory.
    """
    chosen = np.empty(0, np.int32)
    for candidates in (np.flatnonzero(is_open), np.flatnonzero(is_open == 0)):
        if len(chosen) < founders:
            draws = np.empty(len(candidates))
            _founder_draws(key, candidates, draws)
            missing = founders - len(chosen)
            chosen = np.append(chosen, candidates[np.argsort(draws, kind="stable")[:missing]].astype(np.int32))
    return np.sort(chosen)
