"""The numbers of a scenario as compiled phases receive them: `rates.ritual.gain`.

A hundred and fifty numbers passed as named tuples cost every call longer than a small society's phase takes. They lie
in one array instead, of which a phase receives the address, and are read where the named tuple is asked for.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    unbox,
)

from model.scenario import Scenario

GROUPS = (
    "ritual",
    "rallies",
    "exchange",
    "trade",
    "recruitment",
    "boundary",
    "retention",
    "identification",
    "ties",
    "tree",
    "ranks",
)
_MEMORY = types.Array(types.int64, 1, "C")


class Rates:
    """The numeric parameters, mechanism by mechanism; `rates.ritual` is a named tuple.

    Parameters
    ----------
    scenario
        Whose numbers they are.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._groups = {name: getattr(scenario, name).rates for name in GROUPS}
        numbers = [number for group in self._groups.values() for number in group]
        self.memory = np.array([_bits(number) for number in numbers], np.int64)
        self._numba_type_ = _RatesType(tuple((name, numba.typeof(group)) for name, group in self._groups.items()))

    def __getattr__(self, name: str) -> Any:
        if name not in GROUPS:
            raise AttributeError(f"there are no rates of {name!r}")
        return self._groups[name]


def _bits(number: float) -> int:
    """A whole number or a truth value as it is, any other as the bits of a float64."""
    return int(np.float64(number).view(np.int64)) if isinstance(number, float) else int(number)


class _RatesType(types.Type):
    """Numba's type of `Rates`: the named tuple type of each group."""

    def __init__(self, groups: tuple[tuple[str, Any], ...]) -> None:
        self.groups = dict(groups)
        super().__init__(name=f"Rates({groups})")

    def before(self, name: str) -> int:
        """How many numbers lie before those of a group."""
        names = list(self.groups)
        return sum(len(self.groups[each]) for each in names[: names.index(name)])


@register_model(_RatesType)
class _RatesModel(models.StructModel):
    def __init__(self, manager: Any, kind: _RatesType) -> None:
        super().__init__(manager, kind, [("address", types.CPointer(types.int64))])


@unbox(_RatesType)
def _unbox_rates(kind: _RatesType, rates: Any, context: Any) -> NativeValue:
    found = cgutils.create_struct_proxy(kind)(context.context, context.builder)
    memory = context.pyapi.object_getattr_string(rates, "memory")
    array = context.unbox(_MEMORY, memory).value
    found.address = context.context.make_array(_MEMORY)(context.context, context.builder, array).data
    context.pyapi.decref(memory)
    return NativeValue(found._getvalue(), is_error=cgutils.is_not_null(context.builder, context.pyapi.err_occurred()))


@infer_getattr
class _RatesAttributes(AttributeTemplate):
    key = _RatesType

    def generic_resolve(self, kind: _RatesType, name: str) -> Any:  # type: ignore[override]
        return kind.groups.get(name)


@lower_getattr_generic(_RatesType)
def _read_group(context: Any, builder: Any, kind: _RatesType, value: Any, name: str) -> Any:
    rates, group = cgutils.create_struct_proxy(kind)(context, builder, value), kind.groups[name]
    numbers = []
    for place, number_type in enumerate(group, start=kind.before(name)):
        bits = builder.load(builder.gep(rates.address, [context.get_constant(types.intp, place)]))
        if number_type == types.float64:
            bits = builder.bitcast(bits, ir.DoubleType())
        elif number_type == types.boolean:
            bits = cgutils.is_not_null(builder, bits)
        numbers.append(bits)
    return context.make_tuple(builder, group, numbers)
