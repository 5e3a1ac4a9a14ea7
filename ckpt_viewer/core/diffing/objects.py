"""Objects that are really values, compared as such: numpy's numbers and arrays, dates, paths."""

from __future__ import annotations

from ckpt_viewer.core.foreign import class_of, foreign_text, numpy_array, plain_value
from ckpt_viewer.core.graph import Graph, NodeId, ScalarValue
from ckpt_viewer.core.wording import plain_text

_LIMIT = 60


def compare_objects(a: Graph, x: NodeId, b: Graph, y: NodeId) -> tuple[bool, str] | None:
    """Whether two objects are the same value, and what became of it; None where they are more than a value."""
    words = [plain_text(foreign_text(graph, node), _LIMIT) for graph, node in ((a, x), (b, y))]
    one, other = plain_value(a, x), plain_value(b, y)
    if one is not None and other is not None:
        kinds = class_of(a, x), class_of(b, y)
        if kinds != kinds[::-1]:
            words = [f"{word} ({kind})" for word, kind in zip(words, kinds, strict=True)]
        return kinds[0] == kinds[1] and same_value(one, other) and words[0] == words[1], " → ".join(words)
    left, right = numpy_array(a, x), numpy_array(b, y)
    if left is None or right is None:
        return None
    if words[0] == words[1] and left != right:
        same = left.data == right.data
        size = 1 if same else max(left.dtype.itemsize, 1)
        place = (_first_difference(left.mask, right.mask) if same else _first_difference(left.data, right.data)) // size
        return False, f"{words[0]}: they differ from element {place:,} on"
    return left == right, " → ".join(words)


def _first_difference(one: bytes, other: bytes) -> int:
    """The number of bytes that are the same at the beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def same_value(one: ScalarValue, other: ScalarValue) -> bool:
    """Equal in type and value; a NaN equals a NaN."""
    if type(one) is not type(other):
        return False
    return one == other or (isinstance(one, float | complex) and repr(one) == repr(other))
