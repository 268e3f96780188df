"""From the words typed after a command to settings and parameters: Hydra composes, we refuse in plain words.

Hydra itself is asked only when everything typed is known to exist: a misspelt name, an unknown option of a
group or a list where one value is meant is refused here, naming the nearest valid name. The parameters'
defaults are not in `conf/`: they live in the dataclasses of `model/` alone, and a composed configuration
holds only what somebody set. What is set explicitly (typed, or by a named study) wins over a scenario's
preset; that is how `ritual.interval_days=5` applies to all scenarios of a comparison.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from hydra import compose as hydra_compose
from hydra import initialize_config_dir
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf, open_dict
from omegaconf.errors import OmegaConfBaseException

from experiments.errors import SettingsError
from model import Scenario, ScenarioError
from model.parameter import flatten, nearest

CONFIGURATION = Path(__file__).resolve().parents[1] / "conf"
WORLD_GROUPS = ("scenario", "plan", "placement", "network")
_NEVER_NULL = ("design", "engine")
_LISTS_OR_MAPPINGS = ("targets", "left_out")  # a mapping that is typed replaces what a study holds, list or mapping


@dataclasses.dataclass(frozen=True)
class Composition:
    """What a command was asked to do.

    Attributes
    ----------
    settings
        Settings of the command, nested, plain.
    parameters
        Parameters of the model by dotted name, only those that somebody set.
    choices
        The option chosen in each config group; None where nobody chose.
    """

    settings: dict[str, Any]
    parameters: dict[str, Any]
    choices: dict[str, str | None]


def parameter_problems(parameters: Mapping[str, Any]) -> list[str]:
    """What is wrong with parameters of the model by dotted name, a sentence each."""
    try:
        Scenario.from_mapping(parameters)
    except ScenarioError as error:
        return str(error).splitlines()
    return []


def compose(primary: str, arguments: Sequence[str], *, settings: Iterable[str]) -> Composition:
    """Compose `conf/<primary>.yaml` with what was typed.

    Parameters
    ----------
    primary
        Name of the command's configuration.
    arguments
        Hydra overrides: `name=value`, `group=option`.
    settings
        Dotted names of the settings the command knows; a name that ends in a dot stands for everything below
        it.

    Returns
    -------
    Composition
        Unchecked values under known names.

    Raises
    ------
    SettingsError
        With a line for everything that cannot be read or is not known.
    """
    groups = groups_of(primary)
    overrides = check_overrides(primary, arguments, settings=settings)
    _refuse_parts(overrides)
    try:
        with initialize_config_dir(str(CONFIGURATION), version_base="1.3"):
            words = [word for each in overrides for word in (*_emptied(each), forced(each, groups))]
            composed = hydra_compose(primary, words, return_hydra_config=True)
        choices = dict(composed.hydra.runtime.choices)
        with open_dict(composed):
            del composed["hydra"]
        return split(composed, choices, primary, settings)
    except (HydraException, OmegaConfBaseException, yaml.YAMLError) as error:
        reason = str(error).strip().splitlines()[0]
        raise SettingsError(f"The configuration cannot be composed: {reason}") from None


def split(composed: DictConfig, choices: Mapping[str, Any], primary: str, settings: Iterable[str]) -> Composition:
    """Part what Hydra composed into settings and parameters.

    Parameters
    ----------
    composed, choices
        A configuration, and the option chosen in each config group.
    primary, settings
        As in `compose`.

    Raises
    ------
    SettingsError
        With a line for every name that is neither a setting nor a parameter.
    """
    container = OmegaConf.to_container(composed, resolve=True)
    assert isinstance(container, dict)
    chosen = {group: choices.get(group) for group in groups_of(primary)}
    return _split({str(name): value for name, value in container.items()}, settings, chosen)


def check_overrides(
    primary: str, arguments: Sequence[str], *, settings: Iterable[str], many: bool = False
) -> list[Override]:
    """Parse what was typed and check that every name, and every option of a group, exists.

    Parameters
    ----------
    primary, arguments, settings
        As in `compose`.
    many
        Whether `name=a,b` (Hydra's multirun) is allowed.

    Raises
    ------
    SettingsError
        With a line for every problem.
    """
    groups, known = groups_of(primary), _Names(settings, groups_of(primary))
    overrides, problems = [], []
    for text in arguments:
        try:
            override = OverridesParser.create().parse_override(text)
        except HydraException:
            problems.append(f"{text!r} cannot be read: write name=value, quoted if it holds spaces or brackets.")
            continue
        overrides.append(override)
        name = override.key_or_group
        if override.is_delete():
            problems.append(f"{text!r} is not allowed: a name cannot be deleted, only set with name=value.")
        elif override.is_sweep_override() and not many:
            problems.append(f"{text!r} is not allowed: one value is meant; write lists in brackets.")
        elif override.package is not None or not known.has(name):
            problems.append(f"{name} is not known to {primary}.{nearest(name, known.all)}")
        elif name in groups:
            problems += _unknown_options(name, override)
    if problems:
        raise SettingsError("\n".join(problems))
    return overrides


def groups_of(primary: str) -> tuple[str, ...]:
    """Config groups in the defaults list of `conf/<primary>.yaml`."""
    text = (CONFIGURATION / f"{primary}.yaml").read_text(encoding="utf-8")
    return tuple(name for entry in yaml.safe_load(text)["defaults"] if isinstance(entry, dict) for name in entry)


def options(group: str) -> list[str]:
    """Options of a config group: the names of its files."""
    return sorted(path.stem for path in (CONFIGURATION / group).glob("*.yaml"))


def read_option(group: str, option: Any) -> dict[str, Any]:
    """Parameters that an option of a group sets, under dotted names.

    Raises
    ------
    SettingsError
        When the group has no such option.
    """
    if option not in options(group):
        raise SettingsError(_no_such_option(group, option))
    return _content(group, option)


@functools.cache
def _content(group: str, option: str) -> dict[str, Any]:
    text = (CONFIGURATION / group / f"{option}.yaml").read_text(encoding="utf-8")
    return flatten(yaml.safe_load(text) or {})


def forced(override: Override, groups: Iterable[str]) -> str:
    """The override as Hydra takes it: known names are set whether or not a file mentions them."""
    text = override.input_line or ""
    name = override.key_or_group
    value = override.value() if not override.is_sweep_override() else ""
    if name in groups and value is None:
        return f"~{name}"  # group=null chooses nothing, also where a command's default is an option
    is_choice = name in groups and not isinstance(value, dict)
    return text if is_choice else f"++{text.lstrip('+')}"


def _refuse_parts(overrides: Iterable[Override]) -> None:
    """Refuse one entry of what a study may hold as a list, into which no named entry can be put."""
    problems = [
        f"{each.input_line!r} is not allowed: give the whole, as {root}=[name, ...] or {root}={{name: value, ...}}."
        for each in overrides
        if (root := each.key_or_group.split(".")[0]) in _LISTS_OR_MAPPINGS and "." in each.key_or_group
    ]
    if problems:
        raise SettingsError("\n".join(problems))


def _emptied(override: Override) -> list[str]:
    """What empties a list (which a mapping cannot be merged into) before a mapping takes its place."""
    name = override.key_or_group
    replaces = name in _LISTS_OR_MAPPINGS and not override.is_sweep_override() and isinstance(override.value(), dict)
    return [f"++{name}=null"] if replaces else []


def _unknown_options(group: str, override: Override) -> list[str]:
    chosen = _several(override) if override.is_sweep_override() else [override.value()]
    return [
        _no_such_option(group, each)
        for each in chosen
        if not isinstance(each, dict) and each not in options(group) and (each is not None or group in _NEVER_NULL)
    ]


def _no_such_option(group: str, option: Any) -> str:
    names = options(group)
    allowed = f"it must be one of {', '.join(names)}" if names else f"conf/{group} is empty"
    return f"{group} = {option!r} is not allowed: {allowed}.{nearest(str(option), names)}"


def _several(override: Override) -> list[Any]:
    return list(override.sweep_string_iterator())


class _Names:
    """The names that may be set: parameters of the model, settings of the command, config groups."""

    def __init__(self, settings: Iterable[str], groups: Iterable[str]) -> None:
        self.below = tuple(name for name in settings if name.endswith("."))
        parameters = [each.name for each in Scenario.all_parameters() if each.name != "name"]
        plain = [name for name in settings if not name.endswith(".")]
        self.all = [*plain, *groups, *parameters]
        self._known = set(self.all) | {name.split(".")[0] for name in self.all if "." in name}

    def has(self, name: str) -> bool:
        return name in self._known or name.startswith(self.below)


def _split(container: Mapping[str, Any], settings: Iterable[str], choices: dict[str, str | None]) -> Composition:
    """Part a composed configuration into settings and parameters; refuse names that are neither."""
    settings = tuple(settings)
    roots = {name.split(".")[0] for name in settings}
    chosen = {name: value for name, value in container.items() if name in roots}
    parameters = flatten({name: value for name, value in container.items() if name not in roots})
    known = {each.name for each in Scenario.all_parameters()}
    names = [*known, *(name for name in settings if not name.endswith("."))]
    below = tuple(name for name in settings if name.endswith("."))
    named = [name for name in flatten(chosen) if name not in settings and not name.startswith(below)]
    problems = [
        f"{name} is not a parameter or setting.{nearest(name, names)}"
        for name in [*parameters, *named]
        if name not in known
    ]
    if problems:
        raise SettingsError("\n".join(problems))
    return Composition(settings=chosen, parameters=parameters, choices=choices)
