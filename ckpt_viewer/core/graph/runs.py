"""Many plain values at once: whether two lists of them are the same."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from ckpt_viewer.core.graph.nodes import ScalarValue


def same_values(one: Sequence[ScalarValue], other: Sequence[ScalarValue]) -> bool:
    """The same types and bits, one by one. False may also mean that a NaN has other bits."""
    kinds = list(map(type, one))
    if kinds != list(map(type, other)):
        return False
    if not {float, complex} & set(kinds):
        return one == other
    return _numbers(one) == _numbers(other) and _others(one) == _others(other)


def _numbers(values: Sequence[ScalarValue]) -> bytes:
    """The bits of all floats, then those of all complex numbers."""
    floats = array("d", [value for value in values if type(value) is float])
    pairs = array("d", [part for value in values if type(value) is complex for part in (value.real, value.imag)])
    return floats.tobytes() + pairs.tobytes()


def _others(values: Sequence[ScalarValue]) -> list[ScalarValue]:
    return [value for value in values if type(value) is not float and type(value) is not complex]
