"""Every parameter of the model: unit, allowed range, default and source on each field.

A `Scenario` says what is run: how many persons and weeks, the society, what the organisation does, and how people
respond. The corner scenarios (`Scenario.preset`) differ from one another in the five *practices* of an organisation
only - days between gatherings, hours of ceremony, closure, preference for one's like, brokering - never in people,
constants or society. Money is in whole rupiah, time in weeks unless a unit says otherwise.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import yaml

from model.boundary_parameters import BoundaryParameters
from model.contradictions import IN_CONTRADICTIONS, contradictions
from model.exchange_parameters import ExchangeParameters
from model.identification_parameters import IdentificationParameters
from model.parameter import (
    Parameter,
    ParameterGroup,
    ScenarioError,
    flatten,
    nearest,
    parameter,
    parameter_group,
)
from model.plans import PLANS, Plan
from model.plans.stairstep import StairstepPlan
from model.rally_parameters import RallyParameters
from model.recruitment_parameters import RecruitmentParameters
from model.retention_parameters import RetentionParameters
from model.ritual_parameters import RitualParameters
from model.schedule import SCHEDULE, Change, plain
from model.society_parameters import SocietyParameters
from model.ties_parameters import TiesParameters
from model.trade_parameters import TradeParameters
from model.tree_parameters import PureParameters, RankParameters, TreeParameters

PRESETS = Path(__file__).resolve().parents[1] / "conf" / "scenario"


@parameter_group
class Scenario(ParameterGroup):
    """All that decides a run, apart from the seed. Immutable, and valid if it exists."""

    name: str = parameter(default="default", unit="name", about="What the scenario is called in tables and figures.")
    persons: int = parameter(default=20_000, unit="persons", low=20, high=100_000_000, about="Size of the society.")
    weeks: int = parameter(default=260, unit="weeks", low=1, high=5200, about="Length of a run.")
    founders: int = parameter(
        default=10, unit="members", low=1, high=50_000_000, about="Members at the start, roots of the forest."
    )
    panel: float = parameter(
        default=0.0,
        unit="share",
        low=0.0,
        high=1.0,
        about="Persons whose memberships are followed week by week (`model.panel`); it changes nothing they do.",
    )
    schedule: tuple[Change, ...] = parameter(
        default=(),
        unit="changes",
        form=SCHEDULE,
        about="Parameters that change during a run, each from the beginning of a week on.",
    )
    society: SocietyParameters = dataclasses.field(default_factory=SocietyParameters)
    ritual: RitualParameters = dataclasses.field(default_factory=RitualParameters)
    rallies: RallyParameters = dataclasses.field(default_factory=RallyParameters)
    exchange: ExchangeParameters = dataclasses.field(default_factory=ExchangeParameters)
    trade: TradeParameters = dataclasses.field(default_factory=TradeParameters)
    recruitment: RecruitmentParameters = dataclasses.field(default_factory=RecruitmentParameters)
    boundary: BoundaryParameters = dataclasses.field(default_factory=BoundaryParameters)
    retention: RetentionParameters = dataclasses.field(default_factory=RetentionParameters)
    identification: IdentificationParameters = dataclasses.field(default_factory=IdentificationParameters)
    ties: TiesParameters = dataclasses.field(default_factory=TiesParameters)
    tree: TreeParameters = dataclasses.field(default_factory=TreeParameters)
    ranks: RankParameters = dataclasses.field(default_factory=RankParameters)
    pure: PureParameters = dataclasses.field(default_factory=PureParameters)
    plan: Plan = dataclasses.field(default_factory=StairstepPlan)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, kind in {**self.groups(), "plan": Plan}.items():
            if not isinstance(getattr(self, name), kind):
                raise ScenarioError(f"{name} = {getattr(self, name)!r} is not allowed: it must be a {kind.__name__}.")
        if self.society.from_file:
            self._take_from_file()
        problems = contradictions(
            {name: functools.reduce(getattr, name.split("."), self) for name in IN_CONTRADICTIONS}
        )
        if problems:
            raise ScenarioError("\n".join(problems))
        _ = self.phases  # each of them valid as a whole

    @functools.cached_property
    def phases(self) -> tuple[tuple[int, Scenario], ...]:
        """The schedule as the weeks from which on, and the scenarios as which, the run goes on.

        Raises
        ------
        ScenarioError
            With a line for everything that cannot stand together after a change.
        """
        phases: list[tuple[int, Scenario]] = []
        now = self
        for change in self.schedule:
            try:
                now = now.replace({"schedule": (), **dict(change.values)})
            except ScenarioError as error:
                lines = str(error).splitlines()
                raise ScenarioError("\n".join(f"schedule, week {change.week}: {line}" for line in lines)) from None
            phases.append((change.week, now))
        return tuple(phases)

    def _take_from_file(self) -> None:
        """Let the network file say how many persons there are and, where it names founders, how many of them.

        Raises
        ------
        ScenarioError
            When the file cannot be read, or another number was set.
        """
        for name, found in self._told_by_file().items():
            (described,) = (each for each in self.parameters() if each.name == name)
            given = getattr(self, name)
            if given not in (described.default, found):
                raise _file_has_another(name, given, found)
            try:
                object.__setattr__(self, name, described.check(found))
            except ScenarioError as error:
                raise ScenarioError(f"{error} So many has {self.society.ties_file}.") from None

    def _told_by_file(self) -> dict[str, int]:
        """What the society's files say of `persons` and, where they name founders, of `founders`; without files, {}."""
        if not self.society.from_file:
            return {}
        from model.network_files import read_network  # here, since few scenarios need what it loads

        network = read_network(self.society)
        founders = len(network.people.founders)
        return {"persons": network.persons} | ({"founders": founders} if founders else {})

    @property
    def society_content(self) -> str:
        """Hash of what stands in the society's files; empty for a society that is drawn."""
        if not self.society.from_file:
            return ""
        from model.network_files import content_hash

        return content_hash(self.society)

    @classmethod
    @functools.cache
    def groups(cls) -> dict[str, type[ParameterGroup]]:
        """Names and types of the nested groups, in order; for the plan, the default one."""
        return {
            field.name: field.default_factory  # type: ignore[misc]
            for field in dataclasses.fields(cls)
            if field.default_factory is not dataclasses.MISSING
        }

    @classmethod
    def all_parameters(cls, plan: str | None = None) -> list[Parameter]:
        """Every parameter of the model with its dotted name, in order of declaration.

        Parameters
        ----------
        plan
            Leave out what belongs to other plans only; all plans' parameters without it.
        """
        ordinary = [kind for name, kind in cls.groups().items() if name != "plan"]
        return [
            *cls.parameters(),
            *(each for group in ordinary for each in group.parameters()),
            *_plan_parameters(tuple(PLANS) if plan is None else (plan,)),
        ]

    @classmethod
    @functools.cache
    def _known(cls) -> dict[str, Parameter]:
        return {each.name: each for each in cls.all_parameters()}

    @classmethod
    @functools.cache
    def _defaults(cls, plan: str | None) -> dict[str, Any]:
        return {each.name: each.default for each in cls.all_parameters(plan)}

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Self:
        """Make a scenario from nested mappings or dotted names; what is not named keeps its default.

        Raises
        ------
        ScenarioError
            With one line for every unknown name and every value that is not allowed.
        """
        known, flat = cls._known(), flatten(mapping)
        plan = flat.get("plan.name", known["plan.name"].default)
        defaults = cls._defaults(plan if plan in tuple(PLANS) else None)
        values: dict[str, Any] = {}
        problems = []
        for name, value in flat.items():
            try:
                _check_name(name, value, plan, known, defaults, cls.groups())
                values[name] = known[name].check(value)
            except ScenarioError as error:
                problems.append(str(error))
        if values.get("society.network") != "file":  # else when the file has said how many persons there are
            problems += contradictions({**defaults, **values})
        if problems:
            raise ScenarioError("\n".join(problems))
        nested: dict[str, Any] = {name: value for name, value in values.items() if "." not in name}
        for group, kind in {**cls.groups(), "plan": PLANS[plan]}.items():
            prefix = f"{group}."
            nested[group] = kind(
                **{name.removeprefix(prefix): values[name] for name in values if name.startswith(prefix)}
            )
        scenario = cls(**nested)
        for name in ("persons", "founders"):
            if name in values and values[name] != getattr(scenario, name):  # the default was set, and the file differs
                raise _file_has_another(name, values[name], getattr(scenario, name))
        return scenario

    @classmethod
    def presets(cls) -> list[str]:
        """Names of the scenarios in `conf/scenario`, the four corners first."""
        corners = ["mechanical", "organic", "hybrid", "transactional"]
        found = sorted(path.stem for path in PRESETS.glob("*.yaml"))
        return [name for name in corners if name in found] + [name for name in found if name not in corners]

    @classmethod
    def preset_mapping(cls, name: str) -> dict[str, Any]:
        """What the preset `name` changes against the defaults.

        Raises
        ------
        ScenarioError
            When there is no such preset.
        """
        if name not in cls.presets():
            names = cls.presets()
            raise ScenarioError(
                f"{name!r} is not a scenario: it must be one of {', '.join(names)}.{nearest(str(name), names)}"
            )
        return yaml.safe_load((PRESETS / f"{name}.yaml").read_text(encoding="utf-8"))

    @classmethod
    def preset(cls, name: str) -> Self:
        """Return the scenario that `conf/scenario/<name>.yaml` describes."""
        return cls.from_mapping(cls.preset_mapping(name))

    def replace(self, changes: Mapping[str, Any]) -> Self:
        """Return a scenario with `changes` (nested or dotted names) made to it; raises as `from_mapping`."""
        mine, changed = flatten(self.to_mapping()), flatten(changes)
        if changed.get("society.network", self.society.network) == "file":  # which says itself what was left out
            defaults, told = self._defaults(None), self._told_by_file()
            for name in ("persons", "founders"):
                if name in told or mine[name] == defaults[name]:
                    del mine[name]
        if changed.get("plan.name", self.plan.name) != self.plan.name:  # another plan has its own parameters
            mine = {name: value for name, value in mine.items() if not name.startswith("plan.")}
        return type(self).from_mapping({**mine, **changed})

    def to_mapping(self) -> dict[str, Any]:
        """All values as nested plain dictionaries (lists for tuples), ready for JSON or YAML."""
        return {key: plain(value) for key, value in dataclasses.asdict(self).items()}

    def differences(self, other: Scenario | None = None) -> dict[str, tuple[Any, Any]]:
        """Dotted names whose values differ from `other`'s (default: the defaults), with both values.

        Where `other` has another plan without such a parameter, the parameter's default stands for it.
        """
        theirs = {each.name: plain(each.default) for each in self.all_parameters()}
        if other is not None:
            theirs |= flatten(other.to_mapping())
        mine = flatten(self.to_mapping())
        return {name: (mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]}


def _file_has_another(name: str, given: int, found: int) -> ScenarioError:
    return ScenarioError(
        f"{name} = {given} is not allowed with society.network = 'file': the file has {found:,}; leave {name} out."
    )


def _plan_parameters(plans: tuple[str, ...]) -> list[Parameter]:
    """Parameters of these plans; a name that several share means the same in all, `plan.name` chooses among them."""
    found = {each.name: each for plan in plans for each in PLANS[plan].parameters()}
    found["plan.name"] = dataclasses.replace(found["plan.name"], default="stairstep", choices=tuple(PLANS))
    return list(found.values())


def _check_name(
    name: str, value: Any, plan: Any, known: Mapping[str, Parameter], allowed: Iterable[str], groups: Iterable[str]
) -> None:
    """Refuse a name that is no parameter, or not one of the chosen plan; `allowed` are the names that are."""
    if name in groups:
        raise ScenarioError(f"{name} = {value!r} is not allowed: {name} is a group of parameters.")
    if name not in known:
        raise ScenarioError(f"{name} is not a parameter.{nearest(name, allowed)}")
    if name not in allowed:
        owners = [each for each, kind in PLANS.items() if any(own.name == name for own in kind.parameters())]
        raise ScenarioError(
            f"{name} = {value!r} is not allowed with plan.name = {plan!r}: it belongs to {', '.join(owners)}."
        )
