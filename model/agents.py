"""The active members as a Mesa AgentSet over the table: ten million logical agents without ten million objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Self

from mesa.agentset import AbstractAgentSet, AgentSet

from model.columns import COLUMN_NAMES
from model.distributor import Distributor

if TYPE_CHECKING:
    from model.model import SolidarityModel

_VIEWED = frozenset({"status", "reason", "sponsor", "parent"})  # read as words or objects, not as numbers


class ActiveMembers(AbstractAgentSet[Distributor]):
    """The active members in order of joining, made into objects as they are asked for.

    What filters or reorders returns an ordinary Mesa `AgentSet`; members join by being recruited and leave by
    `remove()`.
    """

    def __init__(self, model: SolidarityModel) -> None:
        self.model = model
        self.random = model.random

    def __len__(self) -> int:
        return len(self.model.table.active)

    def __iter__(self) -> Iterator[Distributor]:
        return (self.model.agent_of(int(row)) for row in self.model.table.active)

    def __contains__(self, agent: object) -> bool:
        return isinstance(agent, Distributor) and agent.model is self.model and agent.status == "active"

    def __getitem__(self, item: int | slice) -> Any:
        rows = self.model.table.active[item]
        if isinstance(item, slice):
            return [self.model.agent_of(int(row)) for row in rows]
        return self.model.agent_of(int(rows))

    def get(self, attr_names: Any, *args: Any, **kwargs: Any) -> Any:
        """Values of an attribute (or of several) for every active member; columns are read in one go."""
        if isinstance(attr_names, str) and attr_names in COLUMN_NAMES and attr_names not in _VIEWED:
            return self.model.table.members.column(attr_names)[self.model.table.active].tolist()
        return self._objects().get(attr_names, *args, **kwargs)

    def select(
        self,
        filter_func: Callable[[Distributor], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type[Distributor] | None = None,
    ) -> AgentSet[Distributor]:
        """Members that a filter lets through, as an ordinary AgentSet (arguments as Mesa's; never in place).

        Only members that are let through are kept as objects.
        """
        most = int(len(self) * at_most) if isinstance(at_most, float) and at_most <= 1.0 else at_most
        chosen: list[Distributor] = []
        for row in self.model.table.active:
            if len(chosen) >= most:
                break
            agent = self.model.view_of(int(row))
            if (filter_func is None or filter_func(agent)) and (agent_type is None or isinstance(agent, agent_type)):
                chosen.append(self.model.agent_of(int(row)))
        return AgentSet(chosen, random=self.random)

    def do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Self:
        """Call a method, or a function, for each active member in order of joining."""
        self._objects().do(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Self:
        """Call a method, or a function, for each active member in random order."""
        self._objects().shuffle_do(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable, *args: Any, **kwargs: Any) -> list[Any]:
        """Results of a method, or a function, for each active member."""
        return self._objects().map(method, *args, **kwargs)

    def shuffle(self, inplace: bool = False) -> AgentSet[Distributor]:
        """Active members in random order, as an ordinary AgentSet; the table's own order cannot change."""
        return self._objects().shuffle()

    def sort(self, key: Any, ascending: bool = False, inplace: bool = False) -> AgentSet[Distributor]:
        """Active members sorted, as an ordinary AgentSet; the table's own order cannot change."""
        return self._objects().sort(key, ascending)

    def to_list(self) -> list[Distributor]:
        """All active members as a list."""
        return list(self)

    def groupby(self, *args: Any, **kwargs: Any) -> Any:
        """Groups of active members, as Mesa's `groupby`."""
        return self._objects().groupby(*args, **kwargs)

    def add(self, agent: Distributor) -> None:
        """Refused: members join by being recruited."""
        raise TypeError("members join by being recruited; add() is not possible")

    def remove(self, agent: Distributor) -> None:
        """End a member's activity."""
        if agent not in self:
            raise KeyError(agent)
        agent.remove()

    def discard(self, agent: Distributor) -> None:
        """End a member's activity if it has any."""
        if agent in self:
            agent.remove()

    def _update(self, agents: Iterable[Distributor]) -> AgentSet[Distributor]:
        return AgentSet(agents, random=self.random)

    def _objects(self) -> AgentSet[Distributor]:
        return AgentSet(self, random=self.random)
