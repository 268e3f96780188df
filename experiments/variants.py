"""Variants of a scenario: the same organisation in the same society with a few parameters changed.

variants:                                    # upon the first of the scenarios compared
  no_gatherings: {ritual.gatherings: false}
  retail_only: {plan: retail}                # an option of conf/plan, conf/placement or conf/network

A variant is a scenario like any other: it has a name, is paired with the others and wins over what is set for all
of them. What theory says of it may be written down beforehand, to be judged afterwards:

expected:
  no_gatherings: {energy: lower, annual_retention: lower}
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from experiments.config import WORLD_GROUPS, parameter_problems, read_option
from experiments.errors import SettingsError
from model import Scenario, ScenarioError
from model.parameter import flatten, nearest

DIRECTIONS = ("lower", "higher")
LONGEST_NAME = 40
_GROUPS = tuple(group for group in WORLD_GROUPS if group != "scenario")


def read_variants(
    given: Any, scenarios: list[str], parameters: Mapping[str, Any]
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Read `variants`.

    Parameters
    ----------
    given
        Names to what each changes, dotted or nested; None: no variants.
    scenarios
        Presets compared; the variants are made upon the first.
    parameters
        What is set for all scenarios, by dotted name.

    Returns
    -------
    dict, list
        For each variant what it sets, by dotted name, and a sentence for everything that is not allowed.
    """
    if given is None:
        return {}, []
    if not isinstance(given, Mapping):
        return {}, [f"variants = {given!r} is not allowed: it must be {{name: {{parameter: value}}, ...}}."]
    upon = {**read_option("scenario", scenarios[0]), **parameters}
    variants: dict[str, dict[str, Any]] = {}
    problems = []
    for name, changes in given.items():
        try:
            variants[str(name)] = _variant(str(name), changes, upon, scenarios)
        except (SettingsError, ScenarioError) as error:
            problems += [f"variants.{name}: {line}" for line in str(error).splitlines()]
    return variants, problems


def _variant(name: str, changes: Any, upon: Mapping[str, Any], scenarios: list[str]) -> dict[str, Any]:
    if not 0 < len(name) <= LONGEST_NAME or name != name.strip():
        raise SettingsError(
            f"the name is not allowed: it must have 1 to {LONGEST_NAME} letters and no space at an end."
        )
    if name in scenarios:
        raise SettingsError("the name is not allowed: a scenario that is compared bears it.")
    if not isinstance(changes, Mapping) or not changes:
        raise SettingsError(f"{changes!r} is not allowed: it must be {{parameter: value, ...}}.")
    flat = flatten({key: value for key, value in changes.items() if key not in _GROUPS or isinstance(value, Mapping)})
    if "name" in flat:
        raise SettingsError("name is not allowed: the variant has its name already.")
    own: dict[str, Any] = {}
    for group in _GROUPS:
        if group in changes and not isinstance(changes[group], Mapping):
            own |= read_option(group, changes[group])
    own |= flat
    as_it_is = parameter_problems(upon)
    if new := [line for line in parameter_problems({**upon, **own}) if line not in as_it_is]:
        raise ScenarioError("\n".join(new))
    if not as_it_is and not Scenario.from_mapping({**upon, **own}).differences(Scenario.from_mapping(upon)):
        raise SettingsError(f"{dict(changes)!r} is not allowed: it changes nothing of {scenarios[0]}.")
    return own


def read_expected(
    given: Any, variants: Collection[str], outcomes: Collection[str]
) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Read `expected`: for each variant the outcomes that theory says it changes, and which way.

    Returns
    -------
    dict, list
        Variants to outcomes to "lower" or "higher", and a sentence for everything that is not allowed.
    """
    if given is None:
        return {}, []
    if not isinstance(given, Mapping):
        return {}, [f"expected = {given!r} is not allowed: it must be {{variant: {{outcome: lower}}, ...}}."]
    problems = [
        f"expected: {name} is not one of the variants compared.{nearest(str(name), variants)}"
        for name in given
        if name not in variants
    ]
    for name, said in given.items():
        if not isinstance(said, Mapping) or not said:
            problems.append(f"expected.{name} = {said!r} is not allowed: it must be {{outcome: lower, ...}}.")
            continue
        problems += unknown_outcomes(f"expected.{name}", said, outcomes)
        problems += [
            f"expected.{name}.{outcome} = {direction!r} is not allowed: it must be one of {', '.join(DIRECTIONS)}."
            f"{nearest(str(direction), DIRECTIONS)}"
            for outcome, direction in said.items()
            if direction not in DIRECTIONS
        ]
    return ({}, problems) if problems else ({str(name): dict(said) for name, said in given.items()}, [])


def unknown_outcomes(setting: str, names: Iterable[Any], outcomes: Collection[str]) -> list[str]:
    """A sentence for each name that is no outcome of a run."""
    return [
        f"{setting}: {name} is not an outcome.{nearest(str(name), outcomes)}" for name in names if name not in outcomes
    ]
