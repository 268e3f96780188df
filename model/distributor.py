"""A distributor: one row of the table seen as a Mesa agent.

Subclass `Distributor` and give it a `step` to write one's own agent in plain Python:

    class Evangelist(Distributor):
        def step(self):
            if self.draw("evangelist: mood") < 0.1:
                self.energy = 1.0

    model = SolidarityModel(Scenario.preset("mechanical"), rng=1, distributor=Evangelist)

Its objects live from joining to the end of activity and are called at the start of every week, in order of joining.
"""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, Any

import mesa

from model.columns import COLUMN_NAMES
from model.draws import draw, stream
from model.table import NOBODY, REASON_NAMES, STATUS_NAMES

if TYPE_CHECKING:
    from model.model import SolidarityModel

_BONDS = frozenset({
    "physical_density", "shared_focus", "shared_emotion", "symbol_attachment", "violation_response", "distrust",
    "energy", "interdependence", "team_trust", "skill", "restoring_response", "kinship", "habituation",
})  # fmt: skip


class Distributor(mesa.Agent):
    """One membership; attributes read and write the columns of `model.table`, nothing is stored here.

    Attributes
    ----------
    row
        Row in the table; `unique_id` is the row plus one.
    physical_density, shared_focus, shared_emotion, symbol_attachment, violation_response, distrust
        The six ritual variables of the survey, in [0, 1].
    energy, interdependence, team_trust, skill
        In [0, 1]; `satisfaction` and `identification` in [-1, 1].
    sponsor, parent
        The distributor who recruited this one, and the upline; None for founders and roots.

    Every other column of `model.columns.COLUMNS` can be read by its name. Unknown attributes raise `AttributeError`;
    values outside the range raise `ValueError`.
    """

    model: SolidarityModel

    def __init__(self, model: SolidarityModel, row: int) -> None:
        # no call of Agent.__init__: the model's agents are its rows, there is nothing to register
        for name, value in (("model", model), ("row", row), ("unique_id", row + 1), ("pos", None)):
            object.__setattr__(self, name, value)

    if TYPE_CHECKING:  # the columns, made into properties below

        def __getattr__(self, name: str) -> Any: ...

    def __setattr__(self, name: str, value: Any) -> None:
        if not isinstance(getattr(type(self), name, None), property):
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r} that can be set")
        object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.unique_id}: {self.status}>"

    @property
    def status(self) -> str:
        """One of active, dormant, left."""
        return STATUS_NAMES[int(self.model.table.members.status[self.row])]

    @property
    def reason(self) -> str:
        """Why activity ended; the empty string while it goes on."""
        return REASON_NAMES[int(self.model.table.members.reason[self.row])]

    @property
    def sponsor(self) -> Distributor | None:
        """Who recruited this distributor."""
        return self._other("sponsor")

    @property
    def parent(self) -> Distributor | None:
        """The upline."""
        return self._other("parent")

    @property
    def net_income(self) -> int:
        """Commission and retail margin less all costs up to the last month's end, in rupiah."""
        return self.commission_total + self.retail_margin_total - self.cost_total

    def draw(self, name: str, count: int = 0) -> float:
        """Uniform number in (0, 1), the same whenever seed, replicate, week, person, `name` and `count` are."""
        model = self.model
        return draw(model.key, stream(f"distributor: {name}"), model.week, self.person, count)[0]

    def step(self) -> None:
        """Called once a week before the phases; nothing by default."""

    def remove(self) -> None:
        """Withdraw: stop being active from now on. Once withdrawn, nothing happens."""
        self.model.withdraw(self.row)

    def _other(self, name: str) -> Distributor | None:
        row = int(self.model.table.members.column(name)[self.row])
        return None if row == NOBODY else self.model.agent_of(row)


_RANGES = {
    **dict.fromkeys(_BONDS, (0.0, 1.0)),
    "rationality": (0.0, 1.0),
    "satisfaction": (-1.0, 1.0),
    "identification": (-1.0, 1.0),
    "aspiration": (0.0, 1e12),
    "hours": (0.01, 168.0),
    "means": (1.0, 1e12),
}


def _column_property(name: str) -> property:
    def read(self: Distributor) -> Any:
        return self.model.table.members.column(name).item(self.row)

    def write(self: Distributor, value: float) -> None:
        low, high = _RANGES[name]
        if isinstance(value, bool) or not isinstance(value, numbers.Real) or not low <= value <= high:
            raise ValueError(f"{name} = {value!r} is not allowed: it must be a number from {low:g} to {high:g}.")
        self.model.table.members.column(name)[self.row] = value

    return property(read, write if name in _RANGES else None, doc=f"Column `{name}` of the table.")


for _name in COLUMN_NAMES:
    if _name not in vars(Distributor):
        setattr(Distributor, _name, _column_property(_name))
