"""Where a person stands in the network: number of ties, nearness to everybody, core or edge, distance from founders.

Who is tied to whom decides whom one can sell to and recruit: positions are unequal before anybody joins (Damsar 2009;
Burt 1992). A position is that of the person in the society, whoever is a member.
"""

from __future__ import annotations

import numpy as np

from model.compilation import compiled
from model.society import Society

PIVOTS = 16  # persons to whom nearness is measured; to all would cost as many walks as there are persons
UNREACHED = -1


def positions(society: Society, founders: np.ndarray) -> dict[str, np.ndarray]:
    """Measure everybody's position.

    Parameters
    ----------
    society
        The persons and their ties.
    founders
        Persons who found the organisation, int.

    Returns
    -------
    dict
        Arrays (N,) float64 by name. `ties`: number of ties (degree). `closeness`: harmonic closeness, the mean of 1 /
        distance to 16 persons spread evenly over the society, 0 for who cannot be reached (Marchiori & Latora 2000; by
        sample: Eppstein & Wang 2001). `inside_community`: share of the ties that stay in the person's community, high
        at its core, low for who bridges; NaN without ties. `founder_distance`: steps to the nearest founder; NaN for
        who has no path to one.
    """
    persons = len(society.occupation)
    steps, queue = np.empty(persons, np.int32), np.empty(persons, np.int32)
    ties = np.diff(society.ties).astype(np.float64)
    closeness = np.zeros(persons)
    pivots = np.unique(np.linspace(0, persons - 1, PIVOTS).astype(np.int32))
    for pivot in pivots:
        _walk(np.full(1, pivot, np.int32), society, steps, queue)
        closeness += np.where(steps > 0, 1.0 / np.maximum(steps, 1), 0.0)
    others = np.full(persons, len(pivots), np.float64)
    others[pivots] -= 1.0
    inside = np.zeros(persons)
    _count_inside(society, inside)
    _walk(np.asarray(founders, np.int32), society, steps, queue)
    return {
        "ties": ties,
        "closeness": closeness / others,
        "inside_community": np.divide(inside, ties, out=np.full(persons, np.nan), where=ties > 0),
        "founder_distance": np.where(steps == UNREACHED, np.nan, steps),
    }


@compiled
def _walk(sources, society, steps, queue):
    """Fill in everybody's number of steps to the nearest of the sources, UNREACHED where there is no path."""
    steps[:] = UNREACHED
    end = 0
    for person in sources:
        if steps[person] == UNREACHED:
            steps[person] = 0
            queue[end] = person
            end += 1
    begin = 0
    while begin < end:
        person = queue[begin]
        begin += 1
        for tie in range(society.ties[person], society.ties[person + 1]):
            other = society.neighbour[tie]
            if steps[other] == UNREACHED:
                steps[other] = steps[person] + 1
                queue[end] = other
                end += 1


@compiled
def _count_inside(society, inside):
    for person in range(len(inside)):
        for tie in range(society.ties[person], society.ties[person + 1]):
            inside[person] += society.communities[society.neighbour[tie]] == society.communities[person]
