"""The columns of the table: what is known of a membership, and how compiled loops read it.

A loop reads `members.energy[row]`, as if it had been given fifty arrays. To pass them one by one would cost a call more
than a small society's week; so all columns lie in one block of memory, and where each begins is worked out when a loop
is compiled.
"""

from __future__ import annotations

from typing import Any

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

# The state of a membership. Shares and bonds are in [0, 1], times are week numbers, money is in rupiah. What is said of
# a guest holds while there is one; afterwards the last value stands.
COLUMNS: tuple[tuple[str, type], ...] = (
    ("person", np.int32),
    ("parent", np.int32),  # row of the upline, NOBODY for a root
    ("team", np.int32),  # row of the member at whom the team was cut
    ("guest", np.int32),  # person invited and not yet answered, or NOBODY
    ("energy", np.float32),
    ("symbol_attachment", np.float32),
    ("distrust", np.float32),
    ("interdependence", np.float32),
    ("team_trust", np.float32),
    ("skill", np.float32),
    ("hours", np.float32),  # a week
    ("hours_used", np.float32),  # this week
    ("favours_received", np.int32),  # this week
    ("favours_given", np.int32),  # this week
    ("month_sold", np.int32),  # units
    ("month_bought", np.int32),  # units
    ("kinship", np.float32),  # with the upline; 1 for kin outside, less for who became like kin
    ("habituation", np.float32),  # to its gatherings, of the team that was cut at this member
    ("last_gathering", np.int32),  # number of the last gathering attended, for reminders
    ("month_gatherings", np.int32),  # gatherings attended
    ("physical_density", np.float32),
    ("shared_focus", np.float32),
    ("shared_emotion", np.float32),
    ("aspiration", np.float32),  # rupiah a month
    ("means", np.float32),  # rupiah a month
    ("guest_impression", np.float32),  # intensity of the gathering the guest saw, negative before
    ("guest_scepticism", np.float32),  # how little of a ritual the guest shares
    ("culture", np.uint32),  # the four cultural traits, a byte each
    ("satisfaction", np.float32),  # -1 to 1
    ("rationality", np.float32),
    ("rebuked", np.int32),  # 1 when answered harshly this week
    ("occupation", np.int32),
    ("line", np.int32),  # row of the founder
    ("violation_response", np.float32),  # share of harsh answers given, smoothed; negative before the first
    ("favour_balance", np.int32),  # received less given
    ("ties", np.int32),
    ("ties_inside", np.int32),  # to active members, kept while one is active
    ("nobody_before", np.int32),  # week before which none of the ties can be asked
    ("outside_closeness", np.float32),  # to people outside
    ("mates", np.int32),  # teammates remembered for favours who are active
    ("mate_1", np.int32),  # row, or NOBODY
    ("mate_2", np.int32),
    ("mate_3", np.int32),
    ("mate_4", np.int32),
    ("mate_occupations", np.uint32),  # a byte each
    ("lender", np.int32),  # place of the tie to who lent the price of joining, among one's ties
    ("status", np.int32),
    ("reason", np.int32),
    ("rank", np.int32),  # highest reached
    ("level", np.int32),  # 0 for a root
    ("guest_tie", np.int32),  # place of the tie to the guest among one's ties, or STRANGER or REFERRAL
    ("guest_since", np.int32),
    ("sponsor", np.int32),  # row of who recruited
    ("recruits", np.int32),  # ever made
    ("downline", np.int32),  # active members below at the last month's end
    ("joined", np.int32),
    ("renewed", np.int32),
    ("ceased", np.int32),  # week in which activity ended
    ("left", np.int32),  # week in which membership ended
    ("felt_income", np.float32),  # rupiah a month, smoothed
    ("last_recruited", np.int32),  # week of the last recruit, or of joining
    ("helps", np.int32),  # row of the stalled downline helped this month, or NOBODY
    ("debt", np.int64),  # of the loan for joining, not yet paid back
    ("month_fees", np.int64),  # starter kit, renewal and tools of the month
    ("group_volume", np.int64),  # of the last month
    ("commission", np.int64),  # of the last month
    ("volume_total", np.int64),
    ("commission_total", np.int64),
    ("retail_margin_total", np.int64),
    ("cost_total", np.int64),
    ("search_steps", np.int32),  # members looked at in search of places for recruits, ever
    ("hours_owed", np.float32),  # time that last week's searches and rally took
)
COLUMN_NAMES = tuple(name for name, _ in COLUMNS)
_LINE = 64  # bytes of a cache line, at which every column begins
# Columns that begin at the same place of their pages would share the few lines that the fastest cache has for it, and
# a phase that reads ten of them would miss it at every row: each begins five lines further than the one before.
_PAGE, _STAGGER = 1024, 80  # rows of four bytes
_BYTES = np.array([np.dtype(kind).itemsize for _, kind in COLUMNS])  # of one member in each column
_PLACE = {  # bytes before each column for every row of capacity, and the column's type
    name: (int(before), np.dtype(kind))
    for (name, kind), before in zip(COLUMNS, np.cumsum(_BYTES) - _BYTES, strict=True)
}


class Members:
    """All columns, each contiguous, zeros at first; `members.energy` is a view of one.

    Parameters
    ----------
    capacity
        Number of rows at least.
    """

    __slots__ = ("capacity", "memory", "stride")
    _numba_type_: Any  # set below: without it Numba would look for the type of every argument anew

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.stride = -(-capacity // _PAGE) * _PAGE + _STAGGER  # rows from a column to the next
        memory = np.zeros(_BYTES.sum() * self.stride + _LINE, np.uint8)
        self.memory = memory[-memory.ctypes.data % _LINE :]

    def __len__(self) -> int:
        return self.capacity

    def column(self, name: str) -> np.ndarray:
        """View of one column, by its name ((capacity,) array)."""
        before, kind = _PLACE[name]
        start = before * self.stride
        return self.memory[start : start + kind.itemsize * self.capacity].view(kind)

    def __getattr__(self, name: str) -> np.ndarray:
        if name not in _PLACE:
            raise AttributeError(f"a member has no column {name!r}")
        return self.column(name)

    def grown(self, capacity: int) -> Members:
        """Copy with room for `capacity` rows."""
        larger = Members(capacity)
        for name in COLUMN_NAMES:
            larger.column(name)[: self.capacity] = self.column(name)
        return larger


class _MembersType(types.Type):
    """Numba's type of `Members`."""

    def __init__(self) -> None:
        super().__init__(name="Members")


Members._numba_type_ = _MembersType()
_MEMORY = types.Array(types.uint8, 1, "C")


@register_model(_MembersType)
class _MembersModel(models.StructModel):
    def __init__(self, manager: Any, kind: _MembersType) -> None:
        parts = [("address", types.voidptr), ("stride", types.int64), ("capacity", types.int64)]
        super().__init__(manager, kind, parts)


@unbox(_MembersType)
def _unbox_members(kind: _MembersType, members: Any, context: Any) -> NativeValue:
    found = cgutils.create_struct_proxy(kind)(context.context, context.builder)
    for name, part in (("memory", _MEMORY), ("stride", types.int64), ("capacity", types.int64)):
        python_object = context.pyapi.object_getattr_string(members, name)
        value = context.unbox(part, python_object).value
        if name == "memory":
            found.address = context.context.make_array(_MEMORY)(context.context, context.builder, value).data
        else:
            setattr(found, name, value)
        context.pyapi.decref(python_object)
    return NativeValue(found._getvalue(), is_error=cgutils.is_not_null(context.builder, context.pyapi.err_occurred()))


@infer_getattr
class _MembersAttributes(AttributeTemplate):
    key = _MembersType

    def generic_resolve(self, kind: _MembersType, name: str) -> Any:  # type: ignore[override]
        if name in _PLACE:
            return types.Array(from_dtype(_PLACE[name][1]), 1, "C")
        return None


@lower_getattr_generic(_MembersType)
def _read_column(context: Any, builder: Any, kind: _MembersType, value: Any, name: str) -> Any:
    members = cgutils.create_struct_proxy(kind)(context, builder, value)
    before, column_type = _PLACE[name]
    array_type = types.Array(from_dtype(column_type), 1, "C")
    array = context.make_array(array_type)(context, builder)
    offset = builder.mul(members.stride, context.get_constant(types.int64, before))
    size = context.get_constant(types.intp, column_type.itemsize)
    context.populate_array(
        array,
        data=builder.bitcast(cgutils.pointer_add(builder, members.address, offset), array.data.type),
        shape=cgutils.pack_array(builder, [members.capacity]),
        strides=cgutils.pack_array(builder, [size]),
        itemsize=size,
        meminfo=None,
    )
    return array._getvalue()
