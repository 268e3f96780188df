"""Whom a survey reaches: by chance, along lines of sponsorship, at gatherings, or by rank.

A sample is a list of people in the order in which they are met, so that a sample of ten is the beginning of a sample of
thirty. Who has left is met only by a survey of all who ever joined, and never at a gathering.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse.csgraph import breadth_first_order

from model.census import Census
from model.compilation import plainly
from model.draws import fill_words, stream, unit
from model.survey_parameters import SurveyParameters

SAMPLE = stream("survey: sample")


def choose(census: Census, p: SurveyParameters, *, key: np.uint64, week: int, number: int = 0) -> np.ndarray:
    """Places in the census of those who are asked, in the order in which they are met; at most `p.respondents`."""
    if p.sampling == "informants":
        return key_informants(census, p.population)[: p.respondents]
    reachable = reachable_in(census, p.population)
    chance = unit_draws(key, SAMPLE, week, census.people["person"].to_numpy(), number)[0]
    met = np.argsort(chance, kind="stable")
    if p.sampling == "line":
        met = _along_lines(census, met[reachable[met]], reachable, p.respondents)
    elif p.sampling == "meeting":
        reachable = census.people["at_gathering"].to_numpy(np.bool_)
    return met[reachable[met]][: p.respondents]


def key_informants(census: Census, population: str) -> np.ndarray:
    """Places in the census of all who could be asked, those of the highest standing first (int64)."""
    return census.by_standing[reachable_in(census, population)[census.by_standing]]


def unit_draws(key: np.uint64, name: np.uint32, time: int, who: np.ndarray, other: int) -> np.ndarray:
    """Four uniform numbers for each of `who`, as `draws.draw` gives them, (4, who) float64."""
    words = np.empty((4, len(who)), np.uint32)
    fill_words(key, name, time, who.astype(np.int32), other, words)
    return plainly(unit, words)


def reachable_in(census: Census, population: str) -> np.ndarray:
    """Whom a survey of that population could ask, (people,) bool."""
    return census.staying if population == "stayers" else np.ones(len(census.people), np.bool_)


def _along_lines(census: Census, starts: np.ndarray, reachable: np.ndarray, wanted: int) -> np.ndarray:
    """Go from a start to its upline and downlines, then to theirs; when a line has no more, from the next start."""
    met, seen, found = [], np.zeros(len(census.people), np.bool_), 0
    for start in starts:
        if seen[start]:
            continue
        line = breadth_first_order(census.lines, start, return_predecessors=False)
        seen[line] = True
        met.append(line)
        found += int(reachable[line].sum())
        if found >= wanted:
            break
    return np.concatenate(met) if met else starts
