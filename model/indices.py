"""Indices of solidarity: what binds members, read off the columns, per team and for the whole organisation.

Causes and effects are kept apart. The *input index* of ritual reads what a gathering is made of, the *output index*
what comes out of it (Collins 2004, ch. 2); an average of both would find that ritual makes solidarity because it was
put there. *Mechanical strength* is the bond of likeness, *organic strength* that of interdependence (Durkheim 1893).
They are two numbers, each measured by itself: a team can be strong in both, or in neither.

Each index is a function whose positional parameters are the columns it reads, one place for each member; what is no
column (the society's number of occupations) is keyword-only. All are in [0, 1], do not depend on the order of members,
and are NaN where they are undefined: nobody there, nobody to compare with, no violation ever answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.society import TRAITS_EACH

if TYPE_CHECKING:
    from model.model import SolidarityModel

WHOLE = "whole"


def input_index(physical_density: np.ndarray, shared_focus: np.ndarray, shared_emotion: np.ndarray) -> float:
    """Ingredients of ritual: co-presence, common focus and common mood, as the geometric mean of their means.

    They multiply, since without one of them a ritual fails (Collins 2004, ch. 2).
    """
    return _geometric_mean(_mean(physical_density), _mean(shared_focus), _mean(shared_emotion))


def output_index(energy: np.ndarray, symbol_attachment: np.ndarray, violation_response: np.ndarray) -> float:
    """Outcomes of ritual: energy, attachment to symbols and anger at their violation, as the mean of their means.

    They add up, since each is an outcome of its own (Collins 2004, ch. 2). NaN when no violation was ever answered.
    """
    return (_mean(energy) + _mean(symbol_attachment) + repressive_share(violation_response)) / 3


def output_index_without_sanctions(energy: np.ndarray, symbol_attachment: np.ndarray) -> float:
    """Output index of energy and symbols alone."""
    return (_mean(energy) + _mean(symbol_attachment)) / 2


def likeness(culture: np.ndarray) -> float:
    """Chance that two members drawn at random agree in a cultural trait drawn at random.

    Parameters
    ----------
    culture
        The cultural traits of each member, a byte each ((n,) uint32).
    """
    traits = np.ascontiguousarray(culture, np.uint32).view(np.uint8).reshape(-1, TRAITS_EACH)
    return float(np.mean([_chance_alike(trait) for trait in traits.T]))


def common_conscience(symbol_attachment: np.ndarray) -> float:
    """What two members drawn at random hold in common: the attachment to symbols of the one who is attached less.

    It is the mean attachment less half the mean difference between two members, and so high only where symbols are held
    strongly and alike: the "strong and definite states of the common conscience" (Durkheim 1893, Book I, ch. 2 and 5).
    """
    size = len(symbol_attachment)
    if size < 2:
        return float("nan")
    ascending = np.sort(np.asarray(symbol_attachment, np.float64))
    held_more = np.arange(size - 1, -1, -1)  # of how many others each one is the less attached
    return float(ascending @ held_more / (size * (size - 1) / 2))


def repressive_share(violation_response: np.ndarray) -> float:
    """Harsh answers among answers to violations, as members give them: the mean over all who ever answered.

    Parameters
    ----------
    violation_response
        Each member's smoothed share of harsh answers; negative before the first.
    """
    return _mean(violation_response[violation_response >= 0])


def restitutive_share(restoring_response: np.ndarray) -> float:
    """Demands to make good among answers to violations; as `repressive_share`.

    What neither share counts was let pass: they are no opposites, and leniency is neither.
    """
    return _mean(restoring_response[restoring_response >= 0])


def dependence(interdependence: np.ndarray) -> float:
    """Mean bond by favours received and given."""
    return _mean(interdependence)


def complementarity(occupation: np.ndarray, *, occupations: int) -> float:
    """Chance that two members have different occupations, over the chance if occupations were spread evenly.

    Parameters
    ----------
    occupation
        Occupation of each member, from 0.
    occupations
        Number of occupations in the society; with one, no two members can differ and the index is NaN.
    """
    size = len(occupation)
    even = np.full(occupations, size // occupations) + (np.arange(occupations) < size % occupations)
    most = 1.0 - _chance_alike_of(even)
    return (1.0 - _chance_alike(occupation)) / most if most > 0 else float("nan")


def mechanical_strength(culture: np.ndarray, symbol_attachment: np.ndarray, violation_response: np.ndarray) -> float:
    """Bond of likeness: geometric mean of likeness, common conscience and repressive share (Durkheim 1893, Book I)."""
    return _geometric_mean(
        likeness(culture), common_conscience(symbol_attachment), repressive_share(violation_response)
    )


def mechanical_strength_without_sanctions(culture: np.ndarray, symbol_attachment: np.ndarray) -> float:
    """Bond of likeness from likeness and common conscience alone."""
    return _geometric_mean(likeness(culture), common_conscience(symbol_attachment))


def organic_strength(
    interdependence: np.ndarray, occupation: np.ndarray, restoring_response: np.ndarray, *, occupations: int
) -> float:
    """Bond of difference: geometric mean of dependence, complementarity and restitutive share (Durkheim 1893)."""
    return _geometric_mean(
        dependence(interdependence),
        complementarity(occupation, occupations=occupations),
        restitutive_share(restoring_response),
    )


def organic_strength_without_sanctions(
    interdependence: np.ndarray, occupation: np.ndarray, *, occupations: int
) -> float:
    """Bond of difference from dependence and complementarity alone."""
    return _geometric_mean(dependence(interdependence), complementarity(occupation, occupations=occupations))


INDICES: tuple[Callable[..., float], ...] = (
    input_index,
    output_index,
    output_index_without_sanctions,
    likeness,
    common_conscience,
    repressive_share,
    mechanical_strength,
    mechanical_strength_without_sanctions,
    dependence,
    complementarity,
    restitutive_share,
    organic_strength,
    organic_strength_without_sanctions,
)


def columns_read(index: Callable[..., float]) -> tuple[str, ...]:
    """Names of the columns that an index reads: its positional parameters."""
    return tuple(name for name, each in signature(index).parameters.items() if each.kind is not each.KEYWORD_ONLY)


def solidarity(model: SolidarityModel) -> pd.DataFrame:
    """Every index of a running organisation, for the whole and for each team.

    Returns
    -------
    DataFrame
        One row for the whole (index "whole"), then one for each team (the row of the member at whom it was cut);
        `members` active and a column for each of `INDICES`, NaN where undefined.
    """
    active, (columns, constants) = model.table.active, _what_is_read(model)
    teams = model.table.column("team")[active]
    order = np.argsort(teams, kind="stable")
    leaders, starts = np.unique(teams[order], return_index=True)
    groups = {WHOLE: order, **dict(zip(leaders.tolist(), np.split(order, starts[1:]), strict=False))}
    rows = [
        {"members": len(members)} | _indices({name: values[members] for name, values in columns.items()}, constants)
        for members in groups.values()
    ]
    return pd.DataFrame(rows, index=pd.Index(list(groups), name="team"))


def solidarity_of_all(model: SolidarityModel) -> dict[str, float]:
    """Every index for the whole of a running organisation, by name: the first row of `solidarity`."""
    return _indices(*_what_is_read(model))


def _what_is_read(model: SolidarityModel) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """The columns of the active members that some index reads, and the constants."""
    names = sorted({name for index in INDICES for name in columns_read(index)})
    columns = {name: model.table.column(name)[model.table.active] for name in names}
    return columns, {"occupations": model.scenario.society.occupations}


def _indices(columns: Mapping[str, np.ndarray], constants: Mapping[str, int]) -> dict[str, float]:
    known = {**columns, **constants}
    return {index.__name__: index(**{name: known[name] for name in signature(index).parameters}) for index in INDICES}


def _mean(values: np.ndarray) -> float:
    return float(np.mean(values, dtype=np.float64)) if len(values) else float("nan")


def _geometric_mean(*parts: float) -> float:
    return float(np.prod(parts) ** (1 / len(parts)))


def _chance_alike(categories: np.ndarray) -> float:
    """Chance that two members drawn at random, without replacement, are of one category; NaN for fewer than two."""
    return _chance_alike_of(np.bincount(categories))


def _chance_alike_of(counts: np.ndarray) -> float:
    size = int(counts.sum())
    return float(counts @ (counts - 1)) / (size * (size - 1)) if size > 1 else float("nan")
