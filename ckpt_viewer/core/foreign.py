"""Objects of well-known libraries that are really plain values: numpy's numbers and arrays, devices, paths.

They are read from what the file says of them; nothing is imported. How numpy pickles itself is in
numpy/_core/src/multiarray/scalartypes.c.src (`scalar`), methods.c (`_reconstruct` and its state) and descriptor.c.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from ckpt_viewer.core.graph import Global, Graph, Mapping, NodeId, Object, Scalar, ScalarValue, Sequence

_NUMPY = ("numpy.core.multiarray", "numpy._core.multiarray")
_SCALAR = frozenset(Global(module, "scalar") for module in _NUMPY)
_RECONSTRUCT = frozenset(Global(module, "_reconstruct") for module in _NUMPY)
_FROMBUFFER = frozenset({Global("numpy.core.numeric", "_frombuffer"), Global("numpy._core.numeric", "_frombuffer")})
_BYTEARRAY = frozenset({Global("builtins", "bytearray"), Global("__builtin__", "bytearray")})
_DTYPE = Global("numpy", "dtype")
_DEVICE = Global("torch", "device")
_PATHS = frozenset(
    Global(module, name)
    for module in ("pathlib", "pathlib._local")
    for name in ("PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath")
)
_FORMATS = {"b1": "?", "i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B", "u2": "H", "u4": "I", "u8": "Q",
            "f2": "e", "f4": "f", "f8": "d"}
_NAMES = {"b": "bool", "i": "int", "u": "uint", "f": "float", "c": "complex"}


@dataclass(frozen=True, slots=True)
class NumpyType:
    """A numpy dtype: its code (`f8`), its byte order (`<`, `>` or `|`)."""

    code: str
    order: str

    @property
    def name(self) -> str:
        """As numpy names it: `float64`."""
        kind, size = self.code[:1], self.code[1:]
        if self.code == "b1":
            return "bool"
        return f"{_NAMES[kind]}{8 * int(size)}" if kind in _NAMES and size.isdigit() else self.code


@dataclass(frozen=True, slots=True)
class NumpyArray:
    """A numpy array as it stands in a pickle: `data` is its bytes in C or Fortran order."""

    dtype: NumpyType
    shape: tuple[int, ...]
    fortran: bool
    data: bytes

    def first(self, count: int) -> list[bool | int | float]:
        """The first values in storage order; none where the type is not a plain number."""
        form = _FORMATS.get(self.dtype.code)
        if form is None:
            return []
        step = struct.Struct(("<" if self.dtype.order in "<|" else ">") + form)
        fits = min(count, len(self.data) // step.size)
        return [step.unpack_from(self.data, i * step.size)[0] for i in range(fits)]


def plain_value(graph: Graph, node: NodeId) -> ScalarValue:
    """The plain Python value that an object amounts to (a numpy number, a device, a path), or None."""
    held = graph[node]
    if not isinstance(held, Object) or held.made.cls is None or held.items or held.keys:
        return None
    reader = _PLAIN.get(held.made.cls)
    args = graph[held.made.args]
    return reader(graph, args.items) if reader and isinstance(args, Sequence) else None


def numpy_array(graph: Graph, node: NodeId) -> NumpyArray | None:
    """The numpy array that an object amounts to, or None. Its bytes are those of the pickle."""
    held = graph[node]
    if isinstance(held, Object) and held.made.cls in _FROMBUFFER and held.state is None:
        return _from_buffer(graph, held)
    if not isinstance(held, Object) or held.made.cls not in _RECONSTRUCT or held.state is None:
        return None
    state = graph[held.state]
    if not isinstance(state, Sequence) or len(state.items) != 5:
        return None
    fortran, data = (_leaf(graph, state.items[i]) for i in (3, 4))
    return _array(graph, state.items[1], state.items[2], data, fortran=bool(fortran))


def _from_buffer(graph: Graph, held: Object) -> NumpyArray | None:
    """`_frombuffer(bytes or bytearray, dtype, shape, order)`, as protocol 5 has it (numpy/_core/numeric.py)."""
    args = graph[held.made.args]
    if not isinstance(args, Sequence) or len(args.items) != 4:
        return None
    buffer = graph[args.items[0]]
    inner = graph[buffer.made.args] if isinstance(buffer, Object) and buffer.made.cls in _BYTEARRAY else None
    data = _leaf(graph, inner.items[0] if isinstance(inner, Sequence) and len(inner.items) == 1 else args.items[0])
    order = _leaf(graph, args.items[3])
    return _array(graph, args.items[2], args.items[1], data, fortran=order == "F") if order in ("C", "F") else None


def _array(graph: Graph, shape: NodeId, kind: NodeId, data: ScalarValue, *, fortran: bool) -> NumpyArray | None:
    sizes, dtype = graph[shape], numpy_type(graph, kind)
    if dtype is None or type(data) is not bytes or not isinstance(sizes, Sequence):
        return None
    counts = [_leaf(graph, item) for item in sizes.items]
    if any(type(n) is not int for n in counts):
        return None
    return NumpyArray(dtype, tuple(n for n in counts if type(n) is int), fortran, data)


def numpy_type(graph: Graph, node: NodeId) -> NumpyType | None:
    """The numpy dtype that an object amounts to, or None."""
    held = graph[node]
    if not isinstance(held, Object) or held.made.cls != _DTYPE:
        return None
    args = graph[held.made.args]
    code = _leaf(graph, args.items[0]) if isinstance(args, Sequence) and args.items else None
    order: ScalarValue = "<"
    state = graph[held.state] if held.state is not None else None
    if isinstance(state, Sequence) and len(state.items) > 1:
        order = _leaf(graph, state.items[1])
    if type(code) is not str or type(order) is not str:
        return None
    return NumpyType(code, "<" if order == "=" else order)


def foreign_text(graph: Graph, node: NodeId) -> str:
    """What such an object is, in a few words, or an empty string: `0.25 (numpy float64)`."""
    value = plain_value(graph, node)
    if value is not None:
        held = graph[node]
        is_number = isinstance(held, Object) and held.made.cls in _SCALAR
        kind = numpy_type(graph, _argument(graph, held, 0)) if isinstance(held, Object) and is_number else None
        return f"{value!r} (numpy {kind.name})" if kind else str(value)
    array = numpy_array(graph, node)
    if array is not None:
        return _array_text(array)
    found = numpy_type(graph, node)
    return f"numpy {found.name}" if found else ""


def _array_text(array: NumpyArray) -> str:
    found = array.first(7)
    shown = [f"{x:.6g}" if isinstance(x, float) else str(x) for x in found[:6]] + ["…"] * (len(found) > 6)
    size = " × ".join(map(str, array.shape)) or "scalar"
    return f"numpy {array.dtype.name} {size}" + (f": {', '.join(shown)}" if shown else "")


def namespace(graph: Graph, node: NodeId) -> Mapping | None:
    """The attributes of an `argparse.Namespace` and its likes, or None."""
    held = graph[node]
    if not isinstance(held, Object) or held.made.cls not in _NAMESPACES or held.state is None:
        return None
    state = graph[held.state]
    return state if isinstance(state, Mapping) else None


_NAMESPACES = frozenset({Global("argparse", "Namespace"), Global("types", "SimpleNamespace")})


def _leaf(graph: Graph, node: NodeId) -> ScalarValue:
    held = graph[node]
    return held.value if isinstance(held, Scalar) else None


def _argument(graph: Graph, held: Object, index: int) -> NodeId:
    args = graph[held.made.args]
    return args.items[index] if isinstance(args, Sequence) else held.made.args


def _number(graph: Graph, args: tuple[NodeId, ...]) -> ScalarValue:
    """`scalar(dtype, bytes)`"""
    dtype = numpy_type(graph, args[0]) if len(args) == 2 else None
    data = _leaf(graph, args[1]) if dtype else None
    if dtype is None or type(data) is not bytes:
        return None
    found = NumpyArray(dtype, (), fortran=False, data=data).first(1)
    return found[0] if found and len(data) == struct.calcsize(_FORMATS[dtype.code]) else None


def _device(graph: Graph, args: tuple[NodeId, ...]) -> ScalarValue:
    """`device('cuda', 0)` or `device('cuda:0')`"""
    parts = [_leaf(graph, arg) for arg in args]
    if not parts or type(parts[0]) is not str or any(type(n) is not int for n in parts[1:]):
        return None
    return ":".join(map(str, parts))


def _path(graph: Graph, args: tuple[NodeId, ...]) -> ScalarValue:
    parts = [_leaf(graph, arg) for arg in args]
    words = [part for part in parts if type(part) is str]
    if not words or len(words) != len(parts):
        return None
    return words[0] + "/".join(words[1:]) if words[0].endswith("/") else "/".join(words)


_PLAIN: dict[Global, Callable[[Graph, tuple[NodeId, ...]], ScalarValue]] = {
    **dict.fromkeys(_SCALAR, _number), _DEVICE: _device, **dict.fromkeys(_PATHS, _path),
}
