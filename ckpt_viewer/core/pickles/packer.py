"""Finds runs of tensors in a pickle, and which of them say different things of a storage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.lazy_imports import re
from ckpt_viewer.core.pickles.dict_steps import DictSteps
from ckpt_viewer.core.pickles.globals import ORDERED_DICT, REBUILD_PARAMETER, REBUILD_TENSOR_V2
from ckpt_viewer.core.pickles.memo import memo_index, number_of
from ckpt_viewer.core.pickles.packed import LEAST, Layout, PackedDicts, TensorRun
from ckpt_viewer.core.pickles.records import GlobalRecord, Value
from ckpt_viewer.core.pickles.storages import StorageId, storage_dtype, unusual_class
from ckpt_viewer.core.pickles.tensor_patterns import Part, first_row, one_row
from ckpt_viewer.core.pickles.tensor_steps import Row, Steps, Taken
from ckpt_viewer.core.tensor import Memory, Storage, TensorSpec, invalid_geometry, memory_of

_MOST_PATTERNS = 8
"""References that the rows of one pickle are looked for with; each takes milliseconds to prepare."""
_MOST_REFS = 64
_LONGEST_WAIT = 63
_Probed = tuple[tuple[bytes, ...], bool]  # where the memo holds what every row refers to; whether they have keys


class Packer:
    """Finds the runs of one pickle, for as long as all it finds is as it should be."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._rows: dict[_Probed, re.Pattern[bytes]] = {}
        self._tried: set[_Probed] = set()
        self._on = True
        self.layouts = 0  # that were read until now
        self.runs: list[TensorRun] = []
        self._dicts, self._looked = DictSteps(data, Steps(data)), 0
        self._wait = self._waits = 0  # dicts until one is looked at again, and what that was the last time
        self._forget()

    def _forget(self) -> None:
        """What was known as long as the memo held the same where rows refer to it."""
        self._layouts: dict[Row, Layout] = {}
        self._refs: dict[int, Value] = {}
        self._steps = Steps(self._data)
        self._rows.clear()
        self._row_at: re.Pattern[bytes] | None = None  # of rows with keys, the last one
        self._forget_names()

    def _forget_names(self) -> None:
        """What was known of dicts as long as the memo held the same where their keys come from."""
        self._looked += self._dicts.looked
        self._dicts = DictSteps(self._data, self._steps)
        self._names: dict[int, Value] = {}

    def find(self, start: int, limit: int, memo: list[Value], *, keyed: bool) -> TensorRun | None:
        """The run that begins at `start`, where its memos go on from the end of `memo`; else None."""
        probe = first_row(keyed=keyed).match(self._data, start, limit) if self._on and limit - start > LEAST else None
        if probe is None:
            return None
        self._look_at(memo)
        row_at = self._rows.get((probe.groups(), keyed)) or self._prepared((probe.groups(), keyed))
        self._row_at = row_at if keyed else self._row_at
        run = None if row_at is None else self._taken(row_at, start, limit, keyed=keyed)
        if run is not None:
            self.runs.append(run)
        elif row_at is not None:
            self._on = False  # each try takes time
        return run

    @property
    def looked(self) -> int:
        """How many items of dicts were looked at by themselves until now."""
        return self._looked + self._dicts.looked

    def find_dicts(self, start: int, limit: int, memo: list[Value]) -> TensorRun | None:
        """The run of small dicts that begins with the EMPTY_DICT at `start`, as `find` does; else None."""
        if self._wait > 0 or not self._on:
            self._wait -= 1
            return None
        self._look_at(memo)
        if len(self._names) > _MOST_REFS or any(memo[index] is not value for index, value in self._names.items()):
            self._forget_names()
        run = None if self._row_at is None else self._taken_dicts(self._row_at, start, limit)
        self._waits = 0 if run is not None else min(2 * self._waits + 1, _LONGEST_WAIT)
        self._wait = self._waits
        return run

    def _taken_dicts(self, row_at: re.Pattern[bytes], start: int, limit: int) -> TensorRun | None:
        first_memo = len(self._memo)
        taken = self._dicts.take(row_at, start, limit, first_memo, self._fetched, self._layout)
        if not taken.forms:
            return None
        names = self._dicts.names
        self._names |= {index: self._memo[index] for index in names}
        run = TensorRun(start, first_memo, row_at, self._refs | names | taken.fetched, taken.tensors)
        run.dicts = PackedDicts(taken, run)
        self.runs.append(run)
        return run

    def _look_at(self, memo: list[Value]) -> None:
        """Know this memo, and nothing that it no longer holds."""
        if len(self._refs) > _MOST_REFS or any(memo[index] is not value for index, value in self._refs.items()):
            self._forget()
        self._memo = memo

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
        self._refs |= zip(map(memo_index, refs), (rebuild, word, hooks), strict=True)
        found = self._rows[probed] = one_row(*refs, keyed=keyed)
        return found

    def _taken(self, row_at: re.Pattern[bytes], start: int, limit: int, *, keyed: bool) -> TensorRun | None:
        first_memo = len(self._memo)
        taken = self._steps.take(row_at, start, limit, first_memo, self._fetched if keyed else None, self._layout)
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
            index = memo_index(row[Part.STORAGE_KEY])
            if index >= first_memo:  # what is put further on is not there yet
                key = own.get(index.to_bytes(4, "little"), b"") if index < number_of(row[Part.ID_MEMO]) else b""
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
        index = memo_index(ref)
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
            self._refs |= {memo_index(ref): self._held(ref) for ref in row[:3] if ref}
        return layout, False

    def disagreeing(self, others: list[StorageId]) -> list[TensorRun]:
        """The runs with a tensor of which another one, or one of `others`, says something else of the storage they
        share: it matters then which comes first."""
        runs = self.runs
        told = [*(run.memories for run in runs), [memory_of(found.key) for found in others]]
        if _are_disjoint(told):
            return []
        odd = set(_told_twice(runs, others))
        return [run for run in runs if not odd.isdisjoint(run.memories)] if odd else []


def _are_disjoint(told: list[Sequence[Memory]]) -> bool:
    """Whether none of these storages is told twice."""
    ranges = sorted([numbers for numbers in told if isinstance(numbers, range)], key=attrgetter("start"))
    if any(before.stop > after.start for before, after in pairwise(ranges)):
        return False
    rest = [memory for memories in told if not isinstance(memories, range) for memory in memories]
    starts = [numbers.start for numbers in ranges]
    return len(set(rest)) == len(rest) and not any(
        isinstance(memory, int) and memory in ranges[max(0, bisect_right(starts, memory) - 1)]
        for memory in rest if ranges)


def _told_twice(runs: list[TensorRun], others: list[StorageId]) -> Iterator[Memory]:
    told: dict[Memory, Layout] = {}
    for run in runs:
        for key, tensor in zip(run.memories, run.tensors, strict=True):
            first = told.setdefault(key, tensor.layout)
            if first is not tensor.layout and first.storage_id("") != tensor.layout.storage_id(""):
                yield key
    for found in others:
        memory = memory_of(found.key)
        if memory in told and told[memory].storage_id(found.key) != found:
            yield memory


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
    return None if invalid_geometry(spec) else Layout(
        Tensor(spec, grad, parameter), numel, unusual_class(cls.name, dtype))


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
