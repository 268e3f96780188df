"""Which parameters a sensitivity analysis moves, and how far.

The rule: every parameter that is one number is moved from half to twice its value in the scenario, on a logarithmic
scale (so that the value is the middle), within its allowed range. What the rule does not fit - a sum of shares, a price
above another - has a range of its own in `conf/sensitivity.yaml`, as has what stands at zero; what is held still stands
there with the reason. Parameters of a mechanism that the scenario does not use (another network, another plan's ranks)
are left out, since they move nothing; switches and lists too: they are studied by taking mechanisms out
(`experiment=ablations`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from experiments.errors import SettingsError
from experiments.factors import Factor
from model import Scenario, ScenarioError
from model.parameter import Parameter, flatten, nearest

DOWN, UP = 0.5, 2.0
RULE, OWN, FROM_ZERO = "half to twice the value", "own range", "own range, since its value is 0"
SWITCHED, NOT_A_NUMBER, AT_ZERO = "its mechanism is not in use", "it is not one number", "0, and no range is given"


class Needs(NamedTuple):
    """Parameters (by dotted name) that are read only where another one, `switch`, is one of `values`."""

    names: tuple[str, ...]
    switch: str
    values: tuple[Any, ...]


_ONLY_WITH = (
    Needs(("society.community_size", "society.kin_clique", "society.friends", "society.friends_outside",
           "society.community_ties", "society.work_ties"), "society.network", ("communities",)),
    Needs(("society.neighbours_each_side", "society.rewiring"), "society.network", ("small_world",)),
    Needs(("society.ties_of_newcomer", "society.degree_exponent"), "society.network", ("scale_free",)),
    Needs(("society.mean_ties",), "society.network", ("random",)),
    Needs(("society.kin_share", "society.friend_share", "society.community_share"), "society.network",
          ("small_world", "scale_free", "random", "file")),
    Needs(("tree.width",), "tree.placement", ("breadth_first", "matrix", "random_place")),
    Needs(("tree.skew_levels",), "tree.placement", ("skew_left",)),
    Needs(("tree.search_hours",), "tree.placement", ("skew_left", "breadth_first", "matrix", "binary_weaker",
                                                     "binary_random", "random_place")),
    Needs(("ranks.top", "ranks.needed"), "ranks.rule", ("stars",)),
    Needs(("retention.monthly_leaving",), "retention.leaving", ("weibull", "random")),
    Needs(("retention.shape",), "retention.leaving", ("weibull",)),
    Needs(("pure.newcomers",), "pure.recruiting", ("uniform", "preferential")),
    Needs(("pure.rho",), "pure.recruiting", ("preferential",)),
    Needs(("pure.chance",), "pure.recruiting", ("each",)),
    Needs(("pure.innovation", "pure.imitation"), "pure.recruiting", ("bass",)),
)  # fmt: skip


class Moved(NamedTuple):
    """Parameters that are moved, and those that are not with the reason."""

    factors: tuple[Factor, ...]
    table: pd.DataFrame  # parameter, value, low, high, unit, rule; numbers left out too, without a range


class Exceptions(NamedTuple):
    """What the rule does not fit.

    Attributes
    ----------
    ranges
        Ranges that replace it: parameter to [low, high].
    from_zero
        Ranges of those whose value is 0.
    held
        Parameters left out, each with the reason.
    """

    ranges: Mapping[str, Any]
    from_zero: Mapping[str, Any]
    held: Mapping[str, Any]


def moved_parameters(
    scenario: Scenario, exceptions: Exceptions, only: Sequence[str] | None = None, *, chooser: str = "parameters"
) -> Moved:
    """Find what is moved, and from where to where.

    Parameters
    ----------
    scenario
        Whose values are the middle.
    exceptions
        What the rule does not fit.
    only
        Parameters that alone are moved; None: all that can be.
    chooser
        The setting that names them, for messages.

    Raises
    ------
    SettingsError
        With a line for every name or range that is not allowed.
    """
    known = {each.name: each for each in Scenario.all_parameters()}
    values = {name: value for name, value in flatten(scenario.to_mapping()).items() if name in known}
    problems = [
        f"{setting}: {name} is not a parameter of this scenario.{nearest(str(name), values)}"
        for setting, names in ((chooser, only or ()), *exceptions._asdict().items())
        for name in names
        if name not in values and (name not in known or setting == chooser)
    ]
    factors, rows = [], []
    for name, value in values.items():
        try:
            factor, why = _moved(known[name], values, exceptions, only)
        except ScenarioError as error:
            problems.append(f"ranges: {error}")
            continue
        except SettingsError as error:
            problems.append(str(error))
            continue
        if factor is not None:
            factors.append(factor)
        elif only and name in only:
            problems.append(f"{chooser}: {name} cannot be moved: {why}.")
        if type(known[name].default) not in (int, float):
            continue
        low, high = (None, None) if factor is None else (factor.low, factor.high)
        rows.append((name, value, low, high, known[name].unit, why))
    if problems:
        raise SettingsError("\n".join(problems))
    if not factors:
        raise SettingsError(f"{chooser} is not allowed: there is nothing to move.")
    return Moved(tuple(factors), pd.DataFrame(rows, columns=["parameter", "value", "low", "high", "unit", "rule"]))


def _moved(
    parameter: Parameter, values: Mapping[str, Any], exceptions: Exceptions, only: Sequence[str] | None
) -> tuple[Factor | None, str]:
    """The factor that a parameter becomes, or None, and the rule or the reason."""
    name, value = parameter.name, values[parameter.name]
    if type(parameter.default) not in (int, float):
        return None, NOT_A_NUMBER
    if only is not None and name not in only:
        return None, "not asked for"
    if any(name in each.names and values[each.switch] not in each.values for each in _ONLY_WITH):
        return None, SWITCHED
    if name in exceptions.ranges:  # also of one that is held otherwise
        return _between(parameter, exceptions.ranges[name]), OWN
    if name in exceptions.held:
        return None, str(exceptions.held[name])
    if value == 0:
        given = exceptions.from_zero.get(name)
        return (None, AT_ZERO) if given is None else (_between(parameter, given), FROM_ZERO)
    low, high = sorted((DOWN * value, UP * value))
    low, high = max(low, _least(parameter)), min(high, _most(parameter))
    if type(parameter.default) is int:
        low, high = round(low + 1e-9), round(high)
    return (_between(parameter, [low, high]), RULE) if low < high else (None, "it is at the end of what is allowed")


def _least(parameter: Parameter) -> float:
    return float("-inf") if parameter.low is None else parameter.low


def _most(parameter: Parameter) -> float:
    return float("inf") if parameter.high is None else parameter.high


def _between(parameter: Parameter, ends: Any) -> Factor:
    """A factor over a range, logarithmic where it begins above zero."""
    if not isinstance(ends, list) or len(ends) != 2:
        raise SettingsError(f"ranges: {parameter.name} = {ends!r} is not allowed: it must be [low, high].")
    low, high = (parameter.check(end) for end in ends)
    if low >= high:
        raise SettingsError(
            f"ranges: {parameter.name} = {ends!r} is not allowed: the low end of a range must be below the high end."
        )
    return Factor(parameter.name, type(parameter.default), (), low, high, logarithmic=low > 0)
