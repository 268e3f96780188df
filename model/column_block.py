"""Columns in one block of memory, and how compiled loops read them.

A loop reads `members.energy[row]`, as if it had been given fifty arrays. To pass them one by one would cost a call more
than a small society's week; so all columns lie in one block of memory, and where each begins is worked out when a loop
is compiled.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from numba import from_dtype, types
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

_LINE = 64  # bytes of a cache line, at which every column begins
# Columns that begin at the same place of their pages would share the few lines that the fastest cache has for it, and
# a phase that reads ten of them would miss it at every row: each begins five lines further than the one before.
_PAGE, _STAGGER = 1024, 80  # rows of four bytes


class Columns:
    """Columns of equal length, each contiguous, zeros at first; `members.energy` is a view of one.

    A subclass says which: `class Members(Columns, columns=(("energy", np.float32),))`.

    Parameters
    ----------
    capacity
        Number of rows at least.
    """

    __slots__ = ("capacity", "memory", "stride")
    _places: ClassVar[dict[str, tuple[int, np.dtype]]]  # bytes before each column for every row, and its type
    _bytes: ClassVar[int]  # of one row
    _numba_type_: ClassVar[Any]  # without it Numba would look for the type of every argument anew

    def __init_subclass__(cls, columns: tuple[tuple[str, type], ...]) -> None:
        sizes = np.array([np.dtype(kind).itemsize for _, kind in columns])
        cls._places = {
            name: (int(before), np.dtype(kind))
            for (name, kind), before in zip(columns, np.cumsum(sizes) - sizes, strict=True)
        }
        cls._bytes = int(sizes.sum())
        cls._numba_type_ = _ColumnsType(cls.__name__, cls._places)

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.stride = -(-capacity // _PAGE) * _PAGE + _STAGGER  # rows from a column to the next
        memory = np.zeros(self._bytes * self.stride + _LINE, np.uint8)
        self.memory = memory[-memory.ctypes.data % _LINE :]

    def __len__(self) -> int:
        return self.capacity

    def column(self, name: str) -> np.ndarray:
        """View of one column, by its name ((capacity,) array)."""
        before, kind = self._places[name]
        start = before * self.stride
        return self.memory[start : start + kind.itemsize * self.capacity].view(kind)

    def __getattr__(self, name: str) -> np.ndarray:
        if name not in self._places:
            raise AttributeError(f"{type(self).__name__} has no column {name!r}")
        return self.column(name)

    def grown(self, capacity: int) -> Self:
        """Copy with room for `capacity` rows."""
        larger = type(self)(capacity)
        for name in self._places:
            larger.column(name)[: self.capacity] = self.column(name)
        return larger


class _ColumnsType(types.Type):
    """Numba's type of a subclass of `Columns`."""

    def __init__(self, name: str, places: dict[str, tuple[int, np.dtype]]) -> None:
        self.places = places
        super().__init__(name=name)


_MEMORY = types.Array(types.uint8, 1, "C")


@register_model(_ColumnsType)
class _ColumnsModel(models.StructModel):
    def __init__(self, manager: Any, kind: _ColumnsType) -> None:
        parts = [("address", types.voidptr), ("stride", types.int64), ("capacity", types.int64)]
        super().__init__(manager, kind, parts)


@unbox(_ColumnsType)
def _unbox_columns(kind: _ColumnsType, columns: Any, context: Any) -> NativeValue:
    found = cgutils.create_struct_proxy(kind)(context.context, context.builder)
    for name, part in (("memory", _MEMORY), ("stride", types.int64), ("capacity", types.int64)):
        python_object = context.pyapi.object_getattr_string(columns, name)
        value = context.unbox(part, python_object).value
        if name == "memory":
            found.address = context.context.make_array(_MEMORY)(context.context, context.builder, value).data
        else:
            setattr(found, name, value)
        context.pyapi.decref(python_object)
    return NativeValue(found._getvalue(), is_error=cgutils.is_not_null(context.builder, context.pyapi.err_occurred()))


@infer_getattr
class _ColumnsAttributes(AttributeTemplate):
    key = _ColumnsType

    def generic_resolve(self, kind: _ColumnsType, name: str) -> Any:  # type: ignore[override]
        if name in kind.places:
            return types.Array(from_dtype(kind.places[name][1]), 1, "C")
        return None


@lower_getattr_generic(_ColumnsType)
def _read_column(context: Any, builder: Any, kind: _ColumnsType, value: Any, name: str) -> Any:
    columns = cgutils.create_struct_proxy(kind)(context, builder, value)
    before, column_type = kind.places[name]
    array_type = types.Array(from_dtype(column_type), 1, "C")
    array = context.make_array(array_type)(context, builder)
    offset = builder.mul(columns.stride, context.get_constant(types.int64, before))
    size = context.get_constant(types.intp, column_type.itemsize)
    context.populate_array(
        array,
        data=builder.bitcast(cgutils.pointer_add(builder, columns.address, offset), array.data.type),
        shape=cgutils.pack_array(builder, [columns.capacity]),
        strides=cgutils.pack_array(builder, [size]),
        itemsize=size,
        meminfo=None,
    )
    return array._getvalue()
