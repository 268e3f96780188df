"""A hint to fetch what will soon be read: for people and ties, which lie scattered all over society."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from model.compilation import compiled

AHEAD = 8  # places ahead in a loop for which scattered reads are begun


def _prefetch(typing_context: Any, array: Any, place: Any) -> Any:
    """Have `array[place]` brought near; `place` must lie within the array, and nothing else is changed."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array_type = signature.args[0]
        data = context.make_array(array_type)(context, builder, arguments[0]).data
        place_64 = context.cast(builder, arguments[1], signature.args[1], types.int64)
        address = builder.bitcast(builder.gep(data, [place_64]), ir.IntType(8).as_pointer())
        word = ir.IntType(32)
        function = builder.module.declare_intrinsic(
            "llvm.prefetch", [address.type], ir.FunctionType(ir.VoidType(), [address.type, word, word, word])
        )
        builder.call(function, [address, word(0), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(array, place), generate


prefetch: Any = intrinsic(_prefetch)  # `prefetch(array, place)` within compiled functions
_LINE = 16  # places of four bytes in a cache line


@compiled
def prefetch_run(array, place):
    """Have the two cache lines from `array[place]` on brought near: where somebody's ties lie, four bytes each."""
    prefetch(array, min(place, len(array) - 1))
    prefetch(array, min(place + _LINE, len(array) - 1))
