"""numpy's numbers and arrays, read from what the file says of them; nothing is imported.

How numpy pickles itself is in numpy/_core/src/multiarray/scalartypes.c.src (`scalar`) and methods.c (`_reconstruct`
and its state).
"""

from __future__ import annotations

import math
from itertools import zip_longest

from ckpt_viewer.core.foreign.numpy_types import DTYPE, NumpyType, Plain, numpy_type
from ckpt_viewer.core.foreign.reading import arguments, leaf, name_of, named_items, raw_bytes, way_to, whole_numbers
from ckpt_viewer.core.foreign.sights import Entry, Sight
from ckpt_viewer.core.graph import Attr, Global, Graph, Ids, NodeId, Object, ScalarValue, Sequence
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace

_NUMPY = ("numpy.core.multiarray", "numpy._core.multiarray")
_SCALAR = frozenset(Global(module, "scalar") for module in _NUMPY)
_RECONSTRUCT = frozenset(Global(module, "_reconstruct") for module in _NUMPY)
_FROMBUFFER = frozenset({Global("numpy.core.numeric", "_frombuffer"), Global("numpy._core.numeric", "_frombuffer")})
_MASKED = frozenset({Global("numpy.ma.core", "_mareconstruct")})
_BYTEARRAY = frozenset({Global("builtins", "bytearray"), Global("__builtin__", "bytearray")})
_RANDOM = "numpy.random._pickle"
_GENERATORS = {"__randomstate_ctor": "RandomState", "__generator_ctor": "Generator"}
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class NumpyArray:
    """A numpy array as it stands in a pickle: `data` is its bytes in C or Fortran order.

    `mask` is empty, or has a byte for each element of an array with gaps, in the same order: not 0 where the number is
    not to be counted.
    """

    dtype: NumpyType
    shape: tuple[int, ...]
    fortran: bool
    data: bytes
    mask: bytes = b""

    def first(self, count: int) -> list[Plain]:
        """The first values in storage order; none where the type is not a plain one."""
        return self.dtype.unpack(self.data, count)


def numpy_sight(graph: Graph, node: NodeId, held: Object) -> Sight | None:
    """A number, array or element type of numpy; None for anything else."""
    if held.made.cls in _SCALAR:
        return _number_sight(graph, held)
    if held.made.cls == DTYPE:
        kind = numpy_type(graph, node)
        return Sight("dtype", f"numpy {kind.name}", entries=()) if kind else None
    if held.made.cls is not None and held.made.cls.module == _RANDOM:
        return _random_sight(graph, held)
    array = numpy_array(graph, node)
    if array is not None:
        return Sight(_array_class(graph, held), array_text(array), entries=(), shape=array.shape,
                     dtype=array.dtype.name)
    return _objects_sight(graph, node, held)


def numpy_number(graph: Graph, held: Object) -> ScalarValue:
    """The plain value of `scalar(dtype, bytes)`, a date as text; None where it is no plain one."""
    dtype, data = _number_parts(graph, held)
    return None if dtype is None else _number(dtype, data)


def numpy_single(graph: Graph, held: Object) -> NumpyArray | None:
    """A single number, text or record of numpy as an array without dimensions."""
    dtype, data = _number_parts(graph, held)
    return NumpyArray(dtype, (), fortran=False, data=data) if dtype and data is not None else None


def numpy_record(graph: Graph, held: Object) -> NumpyArray | None:
    """The same where it is a record."""
    found = numpy_single(graph, held)
    return found if found is not None and found.dtype.fields else None


def _number_parts(graph: Graph, held: Object) -> tuple[NumpyType | None, bytes | None]:
    given = arguments(graph, held) if held.made.cls in _SCALAR else ()
    dtype = numpy_type(graph, given[0]) if len(given) == 2 else None
    return dtype, raw_bytes(graph, given[1]) if dtype else None


def _number(dtype: NumpyType, data: bytes | None) -> ScalarValue:
    if data is None or len(data) != dtype.itemsize:
        return None
    found = dtype.unpack(data, 1)
    return found[0] if found else None


def _number_sight(graph: Graph, held: Object) -> Sight | None:
    dtype, data = _number_parts(graph, held)
    if dtype is None:
        return None
    if dtype.fields and data is not None:
        return Sight("record", array_text(NumpyArray(dtype, (), fortran=False, data=data)), entries=())
    value = _number(dtype, data)
    is_time = isinstance(value, str) and dtype.code[0] in "Mm"
    text = str(value) if is_time else "" if value is None else repr(value)
    return Sight(dtype.name, f"{text} (numpy {dtype.name})".strip(), value, () if value is not None else None)


def _random_sight(graph: Graph, held: Object) -> Sight | None:
    """A random number generator with what its state says, or with the bit generator that has it."""
    cls, given = held.made.cls, arguments(graph, held)
    named = name_of(graph, given[0]) if given else None
    word = leaf(graph, given[0]) if given else None
    name = word if isinstance(word, str) else named.name if named else "bit generator"
    kind = _GENERATORS.get(cls.name, name) if cls else name
    state = graph[held.state] if held.state is not None else None
    if isinstance(state, Sequence) and state.items:
        entries = [Entry(key, (Attr("state"), 0, key), child) for key, child in named_items(graph, state.items[0])]
    elif held.state is not None:
        entries = [Entry(key, (key,), child) for key, child in named_items(graph, held.state)]
    else:
        entries = [Entry("bit_generator", (Attr("args"), 0), given[0])] if given else []
    return Sight(kind, "" if kind == name else name if isinstance(word, str) else "", entries=tuple(entries))


def numpy_array(graph: Graph, node: NodeId) -> NumpyArray | None:
    """The numpy array that an object amounts to, or None. Its bytes are those of the pickle."""
    held = graph[node]
    if isinstance(held, Object) and held.made.cls in _FROMBUFFER and held.state is None:
        return _from_buffer(graph, held)
    masked = _masked_state(graph, held) if isinstance(held, Object) else ()
    state = masked or (_array_state(graph, held) if isinstance(held, Object) else ())
    if not state:
        return None
    fortran = bool(leaf(graph, state[3]))
    found = _array(graph, state[1], state[2], raw_bytes(graph, state[4]), fortran=fortran)
    mask = raw_bytes(graph, masked[5]) if masked else None
    return replace(found, mask=mask) if found is not None and mask and any(mask) else found


def object_items(graph: Graph, node: NodeId) -> tuple[tuple[int, ...], bool, Ids] | None:
    """Shape, whether in Fortran order, and items of an array of objects, whose state has them in a list; or None."""
    held = graph[node]
    state = _array_state(graph, held) if isinstance(held, Object) else ()
    items = graph[state[4]] if state else None
    shape = whole_numbers(graph, state[1]) if isinstance(items, Sequence) else None
    if shape is None or not isinstance(items, Sequence) or math.prod(shape) != len(items.items):
        return None
    return shape, bool(leaf(graph, state[3])), items.items


def _array_state(graph: Graph, held: Object) -> Ids:
    """(version, shape, dtype, Fortran order, data)"""
    return _state(graph, held, 5) if held.made.cls in _RECONSTRUCT else ()


def _masked_state(graph: Graph, held: Object) -> Ids:
    """(version, shape, dtype, Fortran order, data, mask, fill value): numpy/ma/core.py, MaskedArray.__getstate__."""
    return _state(graph, held, 7) if held.made.cls in _MASKED else ()


def _state(graph: Graph, held: Object, length: int) -> Ids:
    state = None if held.state is None else graph[held.state]
    return state.items if isinstance(state, Sequence) and len(state.items) == length else ()


def _objects_sight(graph: Graph, node: NodeId, held: Object) -> Sight | None:
    found = object_items(graph, node)
    way = way_to(graph, node, "state", 4) if found else None
    if found is None or way is None:
        return None
    shape, fortran, items = found
    names = [f"[{', '.join(map(str, place))}]" for place in _places(shape, fortran=fortran)]
    entries = tuple(Entry(name, (*way[0], i), items[i]) for i, name in enumerate(names))
    size = " × ".join(map(str, shape)) or "scalar"
    return Sight(_array_class(graph, held), f"numpy object {size}", entries=entries, shape=shape, dtype="object")


def _places(shape: tuple[int, ...], *, fortran: bool) -> list[tuple[int, ...]]:
    """The index of each item in the order in which they are stored."""
    found = []
    for number in range(math.prod(shape)):
        place = []
        for size in shape if fortran else reversed(shape):
            number, at = divmod(number, size)
            place.append(at)
        found.append(tuple(place if fortran else reversed(place)))
    return found


def _array_class(graph: Graph, held: Object) -> str:
    """`ndarray`, or the subclass of it."""
    given = arguments(graph, held)
    name = leaf(graph, given[0]) if given else None
    return name.name.rpartition(".")[2] if isinstance(name, Global) else "ndarray"


def _from_buffer(graph: Graph, held: Object) -> NumpyArray | None:
    """`_frombuffer(bytes or bytearray, dtype, shape, order)`, as protocol 5 has it (numpy/_core/numeric.py)."""
    given = arguments(graph, held)
    if len(given) != 4:
        return None
    buffer = graph[given[0]]
    inner = arguments(graph, buffer) if isinstance(buffer, Object) and buffer.made.cls in _BYTEARRAY else ()
    data = raw_bytes(graph, inner[0] if len(inner) == 1 else given[0])
    order = leaf(graph, given[3])
    return _array(graph, given[2], given[1], data, fortran=order == "F") if order in ("C", "F") else None


def _array(graph: Graph, shape: NodeId, kind: NodeId, data: bytes | None, *, fortran: bool) -> NumpyArray | None:
    sizes, dtype = whole_numbers(graph, shape), numpy_type(graph, kind)
    if dtype is None or data is None or sizes is None:
        return None
    return NumpyArray(dtype, sizes, fortran, data)


def array_text(array: NumpyArray) -> str:
    if array.dtype.fields:
        return _record_text(array)
    found = array.first(_SHOWN + 1)
    shown = [f"{x:.6g}" if isinstance(x, float) else str(x) for x in found[:_SHOWN]]
    shown = ["--" if hidden else word for word, hidden in zip_longest(shown, array.mask[: len(shown)])]
    shown += ["…"] * (len(found) > _SHOWN)
    size = " × ".join(map(str, array.shape)) or "scalar"
    gaps = f", {len(array.mask) - array.mask.count(0):,} masked" if array.mask else ""
    return f"numpy {array.dtype.name} {size}{gaps}" + (f": {', '.join(shown)}" if shown else "")


def _record_text(array: NumpyArray) -> str:
    fields = array.dtype.fields
    first = {field.name: field.dtype.unpack(array.data[field.offset :], 1) for field in fields if not field.shape}
    told = [f"{name} {values[0]!r}" for name, values in first.items() if values][:_SHOWN]
    names = ", ".join(f"{field.name} {field.dtype.name}" for field in fields[:_SHOWN])
    if not array.shape:
        return f"numpy record: {', '.join(told)}"
    return f"numpy records {' × '.join(map(str, array.shape))} of {names}{', …' if len(fields) > _SHOWN else ''}"
