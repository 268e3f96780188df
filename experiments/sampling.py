"""The points of every kind of design: what they are made from, and how many there are.

| design | points |
|---|---|
| single | 1 |
| paired | one for each value of the one factor; the first is the baseline |
| factorial | 2^k: both ends of each of k factors |
| grid | all combinations of listed values, and of ranges cut into `levels` |
| list | the rows of a CSV `file` whose header names parameters or config groups |
| lhs | `runs` points of a Latin hypercube (McKay, Beckman & Conover 1979) |
| sobol | `runs` points of a scrambled Sobol sequence (Owen 1998), a power of two to keep its balance |
| morris | `trajectories` (k + 1): elementary effects (Morris 1991; Campolongo et al. 2007) |
| saltelli | `base` (2k + 2), or (k + 2) without `second_order`: variance-based indices (Saltelli et al. 2010) |

Sampling designs are drawn from the master seed. Each factor gets a share from 0 to 1 and says itself which
value that is (`Factor.at`), so ranges, log scales, whole numbers, lists and config groups can be mixed in all
of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.stats import qmc

from experiments.errors import SettingsError
from experiments.factors import Factor, read_factors
from experiments.points import MOST_POINTS, Combinations, Points, Sampled, points_from_csv
from experiments.settings import checked, setting
from model.parameter import nearest

SAMPLED = frozenset({"lhs", "sobol", "morris", "saltelli"})
OPTIONS = {
    "single": (),
    "paired": (),
    "factorial": (),
    "grid": (setting("design.levels", int, "Levels of a range.", unit="levels", low=2, high=1_000_000),),
    "list": (setting("design.file", str, "CSV file, one point a row."),),
    "lhs": (setting("design.runs", int, "Points drawn.", unit="points", low=1, high=MOST_POINTS),),
    "sobol": (setting("design.runs", int, "Points drawn.", unit="points", low=1, high=MOST_POINTS),),
    "morris": (
        setting("design.trajectories", int, "Random walks.", unit="trajectories", low=1, high=1_000_000),
        setting("design.levels", int, "Levels of each factor, an even number.", unit="levels", low=2, high=1000),
    ),
    "saltelli": (
        setting("design.base", int, "Base sample.", unit="points", low=1, high=MOST_POINTS),
        setting("design.second_order", bool, "Whether pairs of factors are told apart."),
    ),
}


def read_design(section: Mapping[str, Any], seed: int) -> tuple[tuple[Factor, ...], Points]:
    """Read the `design` section of a configuration: what varies, and the points.

    Parameters
    ----------
    section
        `kind`, `vary` and the options of that kind.
    seed
        Of sampling designs.

    Returns
    -------
    factors, points
        The points hold one value for each factor and are computed as they are indexed.

    Raises
    ------
    SettingsError
        With a line for everything that is wrong.
    """
    kind = section.get("kind")
    if kind not in OPTIONS:
        raise SettingsError(f"design.kind = {kind!r} is not allowed: it must be one of {', '.join(OPTIONS)}.")
    options = _options(kind, section)
    if kind == "list":
        if section.get("vary"):
            raise SettingsError(
                "design.vary is not allowed with design=list: the header of design.file says what varies."
            )
        return points_from_csv(options["design.file"])
    factors = read_factors(section.get("vary"), sampled=kind in SAMPLED)
    if (kind == "single") != (not factors):
        wrong = "nothing varies in design=single" if factors else f"design={kind} must vary something"
        raise SettingsError(f"design.vary = {section.get('vary')!r} is not allowed: {wrong}.")
    return factors, _MAKERS[kind](factors, options, seed)


def morris_sample(factors: tuple[Factor, ...], *, trajectories: int, levels: int, seed: int, of: str = "") -> Sampled:
    """Trajectories of Morris' elementary effects: trajectories (k + 1) points.

    Raises
    ------
    SettingsError
        When `levels` is odd; the message calls it by its name with `of` before it.
    """
    from SALib.sample import morris  # takes a second to load, which other designs do not pay

    if levels % 2:
        raise SettingsError(f"{of}levels = {levels} is not allowed: it must be an even number, such as {levels + 1}.")
    return Sampled(factors, morris.sample(salib_problem(factors), trajectories, num_levels=levels, seed=_short(seed)))


def saltelli_sample(
    factors: tuple[Factor, ...], *, base: int, seed: int, second_order: bool = False, of: str = ""
) -> Sampled:
    """Saltelli's sample for variance-based indices: base (2k + 2) points, or (k + 2) without second order.

    Raises
    ------
    SettingsError
        When `base` is no power of two (the message calls it by its name with `of` before it), or factors are too many.
    """
    from SALib.sample import sobol  # see above

    _power_of_two(f"{of}base", base)
    _at_most(2 * len(factors), qmc.Sobol.MAXDIM, "saltelli")
    return Sampled(
        factors, sobol.sample(salib_problem(factors), base, calc_second_order=second_order, seed=_short(seed))
    )


def _options(kind: str, section: Mapping[str, Any]) -> dict[str, Any]:
    known = {each.name.removeprefix("design.") for each in OPTIONS[kind]} | {"kind", "vary"}
    problems = [
        f"design.{name} is not an option of design={kind}.{nearest(name, known - {'kind'})}"
        for name in section
        if name not in known
    ]
    options, wrong = checked(OPTIONS[kind], {f"design.{name}": value for name, value in section.items()})
    if problems or wrong:
        raise SettingsError("\n".join([*problems, *wrong]))
    return options


def _single(factors: tuple[Factor, ...], options: Mapping[str, Any], seed: int) -> Points:
    return [()]


def _paired(factors: tuple[Factor, ...], options: Mapping[str, Any], seed: int) -> Points:
    if len(factors) != 1 or not factors[0].values:
        names = ", ".join(factor.name for factor in factors)
        raise SettingsError(
            f"design.vary = {names} is not allowed: design=paired compares the listed values of one factor."
        )
    return [(value,) for value in factors[0].values]


def _factorial(factors: tuple[Factor, ...], options: Mapping[str, Any], seed: int) -> Points:
    for factor in factors:
        if len(factor.ends) != 2:
            raise SettingsError(
                f"design.vary: {factor.name} = {list(factor.ends)} is not allowed: factorial takes two."
            )
    return Combinations([factor.ends for factor in factors])


def _grid(factors: tuple[Factor, ...], options: Mapping[str, Any], seed: int) -> Points:
    return Combinations([factor.cut(options["design.levels"]) for factor in factors])


def _lhs(factors: tuple[Factor, ...], options: Mapping[str, Any], seed: int) -> Points:
    sampler = qmc.LatinHypercube(len(factors), rng=np.random.default_rng(seed))
    return Sampled(factors, sampler.random(options["design.runs"]))


def _sobol(factors: tuple[Factor, ...], options: Mapping[str, Any], seed: int) -> Points:
    exponent = _power_of_two("design.runs", options["design.runs"])
    _at_most(len(factors), qmc.Sobol.MAXDIM, "sobol")
    return Sampled(factors, qmc.Sobol(len(factors), rng=np.random.default_rng(seed)).random_base2(exponent))


def _morris(factors: tuple[Factor, ...], options: Mapping[str, Any], seed: int) -> Points:
    trajectories, levels = options["design.trajectories"], options["design.levels"]
    return morris_sample(factors, trajectories=trajectories, levels=levels, seed=seed, of="design.")


def _saltelli(factors: tuple[Factor, ...], options: Mapping[str, Any], seed: int) -> Points:
    base, second_order = options["design.base"], options["design.second_order"]
    return saltelli_sample(factors, base=base, seed=seed, second_order=second_order, of="design.")


_Maker = Callable[[tuple[Factor, ...], Mapping[str, Any], int], Points]
_MAKERS: dict[str, _Maker] = {
    "single": _single,
    "paired": _paired,
    "factorial": _factorial,
    "grid": _grid,
    "lhs": _lhs,
    "sobol": _sobol,
    "morris": _morris,
    "saltelli": _saltelli,
}


def salib_problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """The unit cube with a side for each factor, as SALib wants it described."""
    return {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }


def _short(seed: int) -> int:
    """A seed of 32 bits, the most that SALib's older generator takes."""
    return int(np.random.SeedSequence(seed).generate_state(1)[0])


def _power_of_two(name: str, number: int) -> int:
    exponent = round(math.log2(number))
    if number != 2**exponent:
        raise SettingsError(f"{name} = {number} is not allowed: it must be a power of two, such as {2**exponent}.")
    return exponent


def _at_most(factors: int, most: int, kind: str) -> None:
    if factors > most:
        raise SettingsError(
            f"design.vary holds too many factors for design={kind}: at most {most} dimensions are allowed."
        )
