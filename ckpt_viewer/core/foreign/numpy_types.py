"""numpy's element types as a pickle says them, and the numbers in bytes of such a type, without numpy.

The state of a dtype is (version, byte order, (base, shape), names, fields, size, alignment, flags[, metadata]); see
numpy/_core/src/multiarray/descriptor.c. Dates count units since 1970 (numpy/_core/src/multiarray/datetime.c).
"""

from __future__ import annotations

import datetime as dt
import re
import struct

from ckpt_viewer.core.foreign.reading import arguments, leaf, whole_numbers
from ckpt_viewer.core.graph import Global, Graph, Ids, Mapping, NodeId, Object, Sequence
from ckpt_viewer.core.lazy_dataclasses import dataclass

DTYPE = Global("numpy", "dtype")
_FORMATS = {"b1": "?", "i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B", "u2": "H", "u4": "I", "u8": "Q",
            "f2": "e", "f4": "f", "f8": "d", "c8": "ff", "c16": "dd", "M8": "q", "m8": "q"}
_NAMES = {"b": "bool", "i": "int", "u": "uint", "f": "float", "c": "complex", "U": "str", "S": "bytes", "V": "void"}
_CODE = re.compile(r"(b1|[iufc]\d{1,2}|[SUV]\d{1,9}|[Mm]8|O8?|O4)")
_NOT_A_TIME = -(1 << 63)
_UNITS = {"W": 604_800_000_000, "D": 86_400_000_000, "h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000, "ms": 1000,
          "us": 1}  # in microseconds
_MAX_FIELDS = 1000
_NESTING = 8

Plain = bool | int | float | complex | str | bytes


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: `shape` is that of an array of its own in each record, mostly empty."""

    name: str
    dtype: NumpyType
    offset: int
    shape: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NumpyType:
    """A numpy dtype: its code (`f8`), its byte order (`<`, `>` or `|`), a date's unit, a record's fields.

    `added` names a number type that the package ml_dtypes adds to numpy, such as JAX's `bfloat16`; its code is V.
    """

    code: str
    order: str
    unit: str = ""
    fields: tuple[Field, ...] = ()
    added: str = ""

    @property
    def name(self) -> str:
        """As numpy names it: `float64`."""
        kind, size = self.code[:1], self.code[1:]
        if self.added:
            return self.added
        if self.fields:
            return f"records of {', '.join(field.name for field in self.fields)}"
        if self.code == "b1":
            return "bool"
        if kind in "Mm":
            return f"{'datetime64' if kind == 'M' else 'timedelta64'}{f'[{self.unit}]' if self.unit else ''}"
        if kind == "O":
            return "object"
        if kind in "USV":
            return _NAMES[kind]
        return f"{_NAMES[kind]}{8 * int(size)}" if kind in _NAMES and size.isdigit() else self.code

    @property
    def itemsize(self) -> int:
        size = int(self.code[1:] or 8)
        return 4 * size if self.code[0] == "U" else size

    def unpack(self, data: bytes, count: int) -> list[Plain]:
        """The first `count` values in `data`; none where they are no plain ones. Dates come as text."""
        kind, size = self.code[:1], self.itemsize
        fits = min(count, len(data) // size) if size else 0
        if kind in "US" and not self.fields:
            pieces = [data[i * size : (i + 1) * size] for i in range(fits)]
            return [self._text(piece) for piece in pieces] if kind == "U" else [p.rstrip(b"\0") for p in pieces]
        form = _FORMATS.get(self.code)
        if form is None or self.fields:
            return []
        step = struct.Struct(("<" if self.order in "<|" else ">") + form)
        found = [step.unpack_from(data, i * step.size) for i in range(fits)]
        if kind == "c":
            return [complex(*pair) for pair in found]
        return [self._time(number) if kind in "Mm" else number for (number,) in found]

    def _text(self, data: bytes) -> str:
        return data.decode("utf-32-le" if self.order != ">" else "utf-32-be", "replace").rstrip("\0")

    def _time(self, number: int) -> str:
        if number == _NOT_A_TIME:
            return "NaT"
        step = _UNITS.get(self.unit)
        if self.code == "m8":
            return f"{number} {self.unit}".rstrip()
        if step is not None and abs(number) * step < 1 << 62:
            moment = _moment(number * step)
            if moment is not None:
                return moment.date().isoformat() if self.unit in "WD" else moment.isoformat()
        if self.unit == "ns":
            moment = _moment(number // 1000)
            return f"{moment.isoformat(timespec='microseconds')}{number % 1000:03}" if moment else str(number)
        return {"Y": str(1970 + number), "M": f"{1970 + number // 12}-{number % 12 + 1:02}"}.get(
            self.unit, f"{number} {self.unit} since 1970")


def _moment(microseconds: int) -> dt.datetime | None:
    try:
        return dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=microseconds)  # noqa: DTZ001 - numpy's have no zone
    except OverflowError:
        return None


def numpy_type(graph: Graph, node: NodeId, depth: int = 0) -> NumpyType | None:
    """The numpy dtype that an object amounts to, or None."""
    held = graph[node]
    if not isinstance(held, Object) or held.made.cls != DTYPE or depth > _NESTING:
        return None
    given = arguments(graph, held)
    code = leaf(graph, given[0]) if given else None
    state = graph[held.state] if held.state is not None else None
    parts = state.items if isinstance(state, Sequence) else ()
    order = leaf(graph, parts[1]) if len(parts) > 1 else "<"
    added = code.name if isinstance(code, Global) and code.module == "ml_dtypes" else ""
    if isinstance(code, Global):  # numpy.record: records with attributes; or a type that a package adds
        size = leaf(graph, parts[5]) if len(parts) > 5 else None
        code = f"V{size}" if isinstance(size, int) and size >= 0 else None
    if type(code) is not str or type(order) is not str or not _CODE.fullmatch(code):
        return None
    fields = _fields(graph, parts, depth) if code[0] == "V" and len(parts) > 4 else ()
    unit = _unit(graph, parts[8]) if code[0] in "Mm" and len(parts) > 8 else ""
    return NumpyType(code, "<" if order == "=" else order, unit, fields, added)


def _fields(graph: Graph, parts: Ids, depth: int) -> tuple[Field, ...]:
    """From the names in order and a dict of (dtype, offset[, title]); none where something is odd."""
    names, table = graph[parts[3]], graph[parts[4]]
    if not isinstance(names, Sequence) or not isinstance(table, Mapping) or len(names.items) > _MAX_FIELDS:
        return ()
    told = dict(zip(table.keys, table.values, strict=True))
    found: list[Field] = []
    for name in (leaf(graph, item) for item in names.items):
        entry = graph[told[name]] if type(name) is str and name in told else None
        field = _field(graph, str(name), entry.items, depth) if isinstance(entry, Sequence) else None
        if field is None:
            return ()
        found.append(field)
    return tuple(found)


def _field(graph: Graph, name: str, entry: Ids, depth: int) -> Field | None:
    offset = leaf(graph, entry[1]) if len(entry) > 1 else None
    if type(offset) is not int or offset < 0:
        return None
    kind, shape = entry[0], ()  # type: NodeId, tuple[int, ...]
    held = graph[kind]
    state = graph[held.state] if isinstance(held, Object) and held.state is not None else None
    base = graph[state.items[2]] if isinstance(state, Sequence) and len(state.items) > 2 else None
    if isinstance(base, Sequence) and len(base.items) == 2:  # an array in each record
        kind, shape = base.items[0], whole_numbers(graph, base.items[1]) or ()
    found = numpy_type(graph, kind, depth + 1)
    return Field(name, found, offset, shape) if found else None


def _unit(graph: Graph, node: NodeId) -> str:
    """`ms` of ({}, (b'ms', 1, 1, 1)); `25 s` where it counts several."""
    held = graph[node]
    inner = graph[held.items[1]] if isinstance(held, Sequence) and len(held.items) == 2 else None
    if not isinstance(inner, Sequence) or len(inner.items) < 2:
        return ""
    word, times = leaf(graph, inner.items[0]), leaf(graph, inner.items[1])
    text = word.decode("latin-1") if isinstance(word, bytes) else word if isinstance(word, str) else ""
    return f"{times} {text}" if isinstance(times, int) and times != 1 else text
