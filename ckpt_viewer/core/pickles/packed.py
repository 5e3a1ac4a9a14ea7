"""Runs of tensors that torch.save wrote one after another into a dict, recognised by one pattern and kept small.

Whatever differs by a byte from what `tensor_patterns` tells is left to the machine. A run is the same as what the
machine would have made of its bytes; `PackedTensor.call` is that, where somebody asks.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain, repeat

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.pickles.globals import ORDERED_DICT, REBUILD_PARAMETER, REBUILD_TENSOR_V2
from ckpt_viewer.core.pickles.records import CallRecord, GlobalRecord, Record, Value
from ckpt_viewer.core.pickles.storages import StorageId, storage_dtype, unusual_class
from ckpt_viewer.core.pickles.tensor_patterns import Part, first_row, one_row
from ckpt_viewer.core.pickles.tensor_steps import Row, Steps, Taken
from ckpt_viewer.core.tensor import Storage, TensorSpec, invalid_geometry

_MOST_PATTERNS = 8
"""References that the rows of one pickle are looked for with; each takes milliseconds to prepare."""
_MOST_REFS = 64
_LEAST = 512  # bytes that are left, of fewer it is not worth it
_NOWHERE = b"\xff" * 4  # where names that are not spelled out are put
_Probed = tuple[tuple[bytes, ...], bool]  # where the memo holds what every row refers to; whether they have keys


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything about a packed tensor but its storage key; one object for all tensors that look alike."""

    spec: TensorSpec
    numel: int
    requires_grad: bool
    parameter: str
    written_as: str

    def storage_id(self, key: str) -> StorageId:
        storage = self.spec.storage
        return StorageId(key, storage.dtype, storage.device, self.numel, 0, self.written_as)


class TensorRun:
    """The bytes `start` to `end` of a pickle. `names`, `tensors` and `keys` of the storages stand side by side; there
    are no names where the tensors stand in a list.

    `refs` is what the memo held where runs refer to it, but for names. `calls` is None until the machine has gone
    over the run.
    """

    __slots__ = ("_places", "calls", "end", "first_memo", "keys", "memos", "names", "refs", "row_at", "start",
                 "tensors", "wrapped")

    def __init__(self, start: int, first_memo: int, row_at: re.Pattern[bytes], refs: dict[int, Value],
                 taken: Taken) -> None:
        self.start, self.end, self.first_memo, self.row_at, self.refs = start, taken.end, first_memo, row_at, refs
        self.memos, self.names = taken.memos, taken.names
        self.keys = b" ".join(taken.keys).decode("ascii").split(" ")
        self.tensors = list(map(PackedTensor, repeat(self), taken.layouts, range(len(taken.keys))))
        self.wrapped = sum([layout.parameter != "" for layout in taken.layouts])
        self.calls: list[CallRecord] | None = None
        self._places: _Places | None = None

    def held(self, index: int, data: bytes) -> Value:
        """The tensor, the name or the key that the memo holds at `index`, or the run where that is something else."""
        if self._places is None:
            self._places = _Places.of(self._rows(data))
        places = self._places
        at = bisect_left(places.ends, index)
        if places.ends[at] == index:
            return self.tensors[at]
        if places.names[at] == index:
            return self.names[at]
        return self.keys[at] if places.keys[at] == index else self

    def memo(self, data: bytes) -> dict[int, Value]:
        """What the memo held where the run refers to it."""
        rows, found = self._rows(data), dict(self.refs)
        names = zip(rows, self.names, strict=True) if self.names else ()
        found |= {_index(row[Part.KEY]): name for row, name in names if row[Part.KEY]}
        keys = zip(rows, self.keys, strict=True)
        return found | {_index(row[Part.STORAGE_KEY]): key for row, key in keys if row[Part.STORAGE_KEY]}

    def _rows(self, data: bytes) -> list[Row]:
        return self.row_at.findall(data, self.start, self.end)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where in the memo the names, the keys of the storages and the tensors of a run are put."""

    names: array[int]
    keys: array[int]
    ends: array[int]

    @classmethod
    def of(cls, rows: list[Row]) -> _Places:
        return cls(array("I", [_number(row[Part.NAME_MEMO] or _NOWHERE) for row in rows]),
                   array("I", [_number(row[Part.STORAGE_MEMO] or _NOWHERE) for row in rows]),
                   array("I", [_number(row[Part.WRAPPED_MEMO] or row[Part.MADE_MEMO]) for row in rows]))


class PackedTensor(Record):
    """One tensor of a run."""

    __slots__ = ("index", "layout", "run")

    def __init__(self, run: TensorRun, layout: Layout, index: int) -> None:
        self.node = -1
        self.run, self.layout, self.index = run, layout, index

    @property
    def call(self) -> CallRecord | None:
        """What the machine made of it, where it had to."""
        return None if self.run.calls is None else self.run.calls[self.index]

    @property
    def storage_id(self) -> StorageId:
        return self.layout.storage_id(self.run.keys[self.index])


class Packer:
    """Finds the runs of one pickle, for as long as all it finds is as it should be."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._rows: dict[_Probed, re.Pattern[bytes]] = {}
        self._tried: set[_Probed] = set()
        self._on = True
        self.layouts = 0  # that were read until now
        self.runs: list[TensorRun] = []
        self._forget()

    def _forget(self) -> None:
        """What was known as long as the memo held the same where rows refer to it."""
        self._layouts: dict[Row, Layout] = {}
        self._refs: dict[int, Value] = {}
        self._steps = Steps(self._data, self._layout)
        self._rows.clear()

    def find(self, start: int, limit: int, memo: list[Value], *, keyed: bool) -> TensorRun | None:
        """The run that begins at `start`, where its memos go on from the end of `memo`; else None."""
        probe = first_row(keyed=keyed).match(self._data, start, limit) if self._on and limit - start > _LEAST else None
        if probe is None:
            return None
        if len(self._refs) > _MOST_REFS or any(memo[index] is not value for index, value in self._refs.items()):
            self._forget()
        self._memo = memo
        row_at = self._rows.get((probe.groups(), keyed)) or self._prepared((probe.groups(), keyed))
        run = None if row_at is None else self._taken(row_at, start, limit, keyed=keyed)
        if run is not None:
            self.runs.append(run)
        elif row_at is not None:
            self._on = False  # each try takes time
        return run

    def _prepared(self, probed: _Probed) -> re.Pattern[bytes] | None:
        """What to look for where these references mean what they should."""
        refs, keyed = probed
        rebuild, word, hooks = map(self._held, refs)
        if not _is(rebuild, REBUILD_TENSOR_V2) or not _is(hooks, ORDERED_DICT) or type(word) is not str or (
                word != "storage"):
            return None
        self._tried.add(probed)
        self._on = len(self._tried) <= _MOST_PATTERNS
        if not self._on:
            return None
        self._refs |= zip(map(_index, refs), (rebuild, word, hooks), strict=True)
        found = self._rows[probed] = one_row(*refs, keyed=keyed)
        return found

    def _taken(self, row_at: re.Pattern[bytes], start: int, limit: int, *, keyed: bool) -> TensorRun | None:
        first_memo = len(self._memo)
        taken = self._steps.take(row_at, start, limit, first_memo, self._fetched if keyed else None)
        if not taken.keys or (taken.borrowed and not self._fetch_keys(taken, first_memo, row_at.findall(
                self._data, start, taken.end))):
            return None
        return TensorRun(start, first_memo, row_at, self._refs, taken)

    def _fetch_keys(self, taken: Taken, first_memo: int, rows: list[Row]) -> bool:
        """Put in the keys of storages that the memo holds, or will until then; whether they are all numbers."""
        own = {row[Part.STORAGE_MEMO]: row[Part.STORAGE] for row in rows if row[Part.STORAGE]}
        for at, row in enumerate(rows):
            if row[Part.STORAGE]:
                continue
            index = _index(row[Part.STORAGE_KEY])
            if index >= first_memo:  # what is put further on is not there yet
                key = own.get(index.to_bytes(4, "little"), b"") if index < _number(row[Part.ID_MEMO]) else b""
            else:
                found = self._fetched(index)
                key = found.encode() if type(found) is str and found.isascii() else b""
            if not key.isdigit():
                return False
            taken.keys[at] = key
        return True

    def _fetched(self, index: int) -> Value:
        held = self._memo[index] if index < len(self._memo) else None
        return held.held(index, self._data) if type(held) is TensorRun else held

    def _held(self, ref: bytes) -> Value:
        index = _index(ref)
        return self._memo[index] if index < len(self._memo) else None

    def _layout(self, row: Row) -> tuple[Layout | None, bool]:
        """The layout that a row tells, None where it is not that of a sound tensor; and whether it was known."""
        known = self._layouts.get(row)
        if known is not None:
            return known, True
        layout = _layout(row, *(self._held(ref) if ref else None for ref in row[:3]))
        if layout is not None:
            self._layouts[row] = layout
            self.layouts += 1
            self._refs |= {_index(ref): self._held(ref) for ref in row[:3] if ref}
        return layout, False


def disagreeing(runs: list[TensorRun], others: list[StorageId]) -> list[TensorRun]:
    """The runs with a tensor of which another one, or one of `others`, says something else of the storage they share:
    it matters then which comes first."""
    keys = set(chain.from_iterable(run.keys for run in runs))
    if len(keys) == sum(len(run.keys) for run in runs) and keys.isdisjoint([found.key for found in others]):
        return []
    odd = set(_told_twice(runs, others))
    return [run for run in runs if not odd.isdisjoint(run.keys)] if odd else []


def _told_twice(runs: list[TensorRun], others: list[StorageId]) -> Iterator[str]:
    told: dict[str, Layout] = {}
    for run in runs:
        for key, tensor in zip(run.keys, run.tensors, strict=True):
            first = told.setdefault(key, tensor.layout)
            if first is not tensor.layout and first.storage_id("") != tensor.layout.storage_id(""):
                yield key
    for found in others:
        if found.key in told and told[found.key].storage_id(found.key) != found:
            yield found.key


def _index(ref: bytes) -> int:
    """The place in the memo that a BINGET or LONG_BINGET names."""
    return int.from_bytes(ref[1:], "little")


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "little")


def _layout(row: Row, wrapper: Value, cls: Value, device: Value) -> Layout | None:
    dtype = storage_dtype(cls)
    if dtype is None or type(device) is not str:
        return None
    if row[0] and (not _is(wrapper, REBUILD_PARAMETER) or row[6] != b"\x89"):  # its data never requires a gradient
        return None
    (numel,), (offset, *shape), stride = map(_numbers, row[3:6])
    storage = Storage("", dtype, numel * dtype.itemsize, device, ())
    spec = TensorSpec(dtype, tuple(shape), tuple(stride), offset, storage)
    parameter = REBUILD_PARAMETER.name if row[0] else ""
    grad = (row[7] or row[6]) == b"\x88"
    return None if invalid_geometry(spec) else Layout(spec, numel, grad, parameter, unusual_class(cls.name, dtype))


def _numbers(raw: bytes) -> list[int]:
    """The integers in a stretch of opcodes that the pattern has matched."""
    found, at = [], 0
    while at < len(raw):
        width = _WIDTHS.get(raw[at], 0)
        if width:
            found.append(int.from_bytes(raw[at + 1 : at + 1 + width], "little"))
        at += 1 + width
    return found


_WIDTHS = {ord("K"): 1, ord("M"): 2, ord("J"): 4}


def _is(value: Value, name: object) -> bool:
    return type(value) is GlobalRecord and value.name == name
