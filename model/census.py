"""The census: what everybody who ever joined would truly answer, and by which ways an interviewer could find them.

Opinions are the member's own state. A vignette is answered by the model's own rule for violations, in the state the
member is in: with the commission at stake and the risk of others' leaving when the offender is a downline, without a
stake when it is a teammate. Who has stopped being active is asked about the time of stopping: the columns hold the last
state. Who came back is asked once, as the latest membership.
"""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from model.boundary import commission_at_stake, harsh_probability
from model.compilation import plainly
from model.months import DAYS_PER_WEEK
from model.questionnaire import PEER, QUESTIONS, VARIABLES, VIOLATIONS
from model.ritual import MOST_GATHERINGS
from model.table import ACTIVE, NOBODY

if TYPE_CHECKING:
    from model.model import SolidarityModel


@dataclasses.dataclass(frozen=True)
class Census:
    """Everybody who ever joined, one row each.

    Attributes
    ----------
    people
        `person`, `upline` (a person, or -1), `staying` (active now), `at_gathering` (active, and came to the team's
        latest gathering), `rank`, `downline`, and the true answer to every question, in [0, 1], by the question's
        `state`.
    """

    people: pd.DataFrame

    @cached_property
    def answers(self) -> np.ndarray:
        """True answers in [0, 1], (people, questions) float64."""
        return self.people[[question.state for question in QUESTIONS]].to_numpy(np.float64)

    @cached_property
    def staying(self) -> np.ndarray:
        """Who is active now, (people,) bool."""
        return self.people["staying"].to_numpy(np.bool_)

    @cached_property
    def by_standing(self) -> np.ndarray:
        """Places of the people, the highest rank first, then the largest downline, then who joined first (int64)."""
        return np.lexsort((-self.people["downline"].to_numpy(), -self.people["rank"].to_numpy()))

    @cached_property
    def lines(self) -> csr_array:
        """Who is linked to whom as upline or downline, (people, people), symmetric."""
        person, upline = self.people["person"].to_numpy(), self.people["upline"].to_numpy()
        order = np.argsort(person)
        linked = np.flatnonzero(upline != NOBODY)
        above = order[np.searchsorted(person, upline[linked], sorter=order)]
        both = (np.concatenate([linked, above]), np.concatenate([above, linked]))
        return coo_array((np.ones(len(both[0])), both), shape=(len(person), len(person))).tocsr()


def take_census(model: SolidarityModel) -> Census:
    """Ask everybody who ever joined, without any error."""
    column = model.table.column
    person = column("person")
    # the last row of each person, in order of joining
    latest = np.sort(len(person) - 1 - np.unique(person[::-1], return_index=True)[1])
    parent = column("parent")[latest]
    staying = column("status")[latest] == ACTIVE
    weeks = np.ceil(model.in_force.ritual.interval_days / DAYS_PER_WEEK)  # in which every team has gathered
    since = max(1.0, model.week + 1 - weeks)  # gatherings are numbered by their weeks, from 1
    came = column("last_gathering")[latest] >= MOST_GATHERINGS * since
    harsh = _chances_of_harshness(model)
    people = {
        "person": person[latest],
        "upline": np.where(parent == NOBODY, NOBODY, person[parent]),
        "staying": staying,
        "at_gathering": staying & came,
        "rank": column("rank")[latest],
        "downline": column("downline")[latest],
        **{each.name: column(each.name)[latest] for each in VARIABLES if each.name != VIOLATIONS},
        **{name: chance[latest].astype(np.float32) for name, chance in harsh.items()},
    }
    return Census(pd.DataFrame(people))


def _chances_of_harshness(model: SolidarityModel) -> dict[str, np.ndarray]:
    """Each membership's chance of a harsh answer to each vignette, by the question's `state`.

    To a downline's offence: the mean over the direct downlines who are active; who has none answers as one with nothing
    at stake. To a teammate's: for a teammate of average downline.
    """
    column, rates = model.table.column, model.in_force.boundary.rates
    symbols, trust = column("symbol_attachment").astype(np.float64), column("team_trust").astype(np.float64)
    rows, active = model.table.rows, model.table.active
    team, parent = column("team"), column("parent")
    team_size = np.bincount(team[active], minlength=rows)
    contagion = np.zeros(rows)  # how many would leave with a member, as a share of the team
    contagion[active] = np.minimum(1.0, column("downline")[active] / team_size[team[active]])
    is_active = np.isin(np.arange(rows), active)
    teammates = team_size[team] - is_active
    among_teammates = np.bincount(team[active], contagion[active], rows)[team] - contagion
    typical = np.divide(among_teammates, teammates, out=np.zeros(rows), where=teammates > 0)

    child = active[parent[active] != NOBODY]
    upline = parent[child]
    volume = column("group_volume").astype(np.float64)
    stake = np.vectorize(commission_at_stake, otypes=[np.float64])(
        column("commission").astype(np.float64)[upline], volume[upline], volume[child], column("means")[upline]
    )
    children = np.bincount(upline, minlength=rows)

    def answer(severity: float, offender: str) -> np.ndarray:
        if offender == PEER:
            return plainly(harsh_probability, symbols, severity, 0.0, trust, typical, rates)
        each = plainly(harsh_probability, symbols[upline], severity, stake, trust[upline], contagion[child], rates)
        without = plainly(harsh_probability, symbols, severity, 0.0, trust, 0.0, rates)
        return np.divide(np.bincount(upline, each, rows), children, out=without, where=children > 0)

    return {
        question.state: answer(question.severity, question.offender)
        for question in QUESTIONS
        if question.severity is not None and question.offender is not None
    }
