"""Runs of tensors that torch.save wrote one after another into a dict, recognised by one pattern and kept small.

Whatever differs by a byte from what `tensor_patterns` tells is left to the machine. A run is the same as what the
machine would have made of its bytes; `PackedTensor.call` is that, where somebody asks.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, repeat

from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_imports import re
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.pickles.memo import memo_index, number_of
from ckpt_viewer.core.pickles.records import CallRecord, DictRecord, Record, Value
from ckpt_viewer.core.pickles.storages import StorageId
from ckpt_viewer.core.tensor import Memory, TensorSpec, memory_of

if TYPE_CHECKING:
    from ckpt_viewer.core.pickles.dict_steps import Form, TakenDicts
    from ckpt_viewer.core.pickles.tensor_steps import Row, Taken

LEAST = 512
"""Bytes of a pickle; in fewer, runs are not worth it."""

_NOWHERE = b"\xff" * 4  # where names that are not spelled out are put


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything about a packed tensor but its storage key; one object for all tensors that look alike, and `look` what
    they look like. `numel` is that of the storage."""

    look: Tensor
    numel: int
    written_as: str

    @property
    def spec(self) -> TensorSpec:
        return self.look.spec

    def storage_id(self, key: str) -> StorageId:
        storage = self.look.spec.storage
        return StorageId(key, storage.dtype, storage.device, self.numel, 0, self.written_as)


class TensorRun:
    """The bytes `start` to `end` of a pickle. `names`, `tensors` and the `memories` that tell their storages stand side
    by side; there are no names where the tensors stand in a list, or in `dicts` that make up the run.

    `refs` is what the memo held where runs refer to it, but for names; those of dicts are among it. `calls` is None
    until the machine has gone over the run.
    """

    __slots__ = ("_places", "calls", "dicts", "end", "first_memo", "memories", "memos", "names", "refs", "row_at",
                 "start", "tensors", "wrapped")

    def __init__(self, start: int, first_memo: int, row_at: re.Pattern[bytes], refs: dict[int, Value],
                 taken: Taken) -> None:
        self.start, self.end, self.first_memo, self.row_at, self.refs = start, taken.end, first_memo, row_at, refs
        self.memos, self.names = taken.memos, taken.names
        self.memories = _memories(taken.keys)
        self.tensors = list(map(PackedTensor, repeat(self), taken.layouts, range(len(taken.keys))))
        self.wrapped = sum([layout.look.parameter != "" for layout in taken.layouts])
        self.calls: list[CallRecord] | None = None
        self.dicts: PackedDicts | None = None
        self._places: _Places | None = None

    def pushed(self) -> Iterable[Value]:
        """What the bytes of the run leave on the stack."""
        if self.dicts is not None:
            return self.dicts.pushed()
        return chain.from_iterable(zip(self.names, self.tensors, strict=True)) if self.names else self.tensors

    def take_calls(self, stack: list[Value]) -> dict[int, Value]:
        """Keep the calls that the machine made of the bytes and left on its stack. Gives what stands for each of them,
        by its `id`."""
        found: dict[int, Value] = {}
        if self.dicts is not None:
            self.calls, found = self.dicts.made_of(stack)
        else:
            self.calls = stack[1::2] if self.names else stack
        return found | {id(call): tensor for call, tensor in zip(self.calls, self.tensors, strict=True)}

    def held(self, index: int, data: bytes) -> Value:
        """The tensor, the name or the key that the memo holds at `index`, or the run where that is something else."""
        if self.dicts is not None:
            found = self.dicts.held(index, self)
            return self if found is None else found
        if self._places is None:
            self._places = _Places.of(self._rows(data))
        places = self._places
        at = bisect_left(places.ends, index)
        if places.ends[at] == index:
            return self.tensors[at]
        if places.names[at] == index:
            return self.names[at]
        return str(self.memories[at]) if places.keys[at] == index else self

    def memo(self, data: bytes) -> dict[int, Value]:
        """What the memo held where the run refers to it."""
        from ckpt_viewer.core.pickles.tensor_patterns import Part

        if self.dicts is not None:
            return self.refs
        rows, found = self._rows(data), dict(self.refs)
        names = zip(rows, self.names, strict=True) if self.names else ()
        found |= {memo_index(row[Part.KEY]): name for row, name in names if row[Part.KEY]}
        keys = zip(rows, self.memories, strict=True)
        return found | {memo_index(row[Part.STORAGE_KEY]): str(key) for row, key in keys if row[Part.STORAGE_KEY]}

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
        from ckpt_viewer.core.pickles.tensor_patterns import Part

        return cls(array("I", [number_of(row[Part.NAME_MEMO] or _NOWHERE) for row in rows]),
                   array("I", [number_of(row[Part.STORAGE_MEMO] or _NOWHERE) for row in rows]),
                   array("I", [number_of(row[Part.WRAPPED_MEMO] or row[Part.MADE_MEMO]) for row in rows]))


class PackedTensor(Record):
    """One tensor of a run."""

    __slots__ = ("index", "layout", "run")

    def __init__(self, run: TensorRun, layout: Layout, index: int) -> None:
        self.node = -1
        self.run, self.layout, self.index = run, layout, index

    @property
    def look(self) -> Tensor:
        return self.layout.look

    @property
    def memory(self) -> Memory:
        return self.run.memories[self.index]

    @property
    def call(self) -> CallRecord | None:
        """What the machine made of it, where it had to."""
        return None if self.run.calls is None else self.run.calls[self.index]

    @property
    def storage_id(self) -> StorageId:
        return self.layout.storage_id(str(self.run.memories[self.index]))


class PackedDicts:
    """The dicts of a run of small dicts: `records` are they, with the tensors of `run` in them, `keys` those of all but
    the first; none in a list."""

    __slots__ = ("_firsts", "_forms", "_starts", "items", "keys", "records")

    def __init__(self, taken: TakenDicts, run: TensorRun) -> None:
        self._forms, self.keys, self._starts = taken.forms, taken.keys, array("I", taken.starts)
        self._firsts = array("I", accumulate([len(form.layouts) for form in taken.forms], initial=0))
        tensors, firsts = run.tensors, self._firsts
        self.records = [_record(form, tensors[at : at + len(form.layouts)])
                        for form, at in zip(taken.forms, firsts, strict=False)]
        self.items = sum([len(form.names) for form in taken.forms])

    def pushed(self) -> list[Value]:
        """What the dicts leave on the stack."""
        if not self.keys:
            return list(self.records)
        return [self.records[0], *chain.from_iterable(zip(self.keys, self.records[1:], strict=True))]

    def held(self, index: int, run: TensorRun) -> Value:
        """The dict, its key, the name, tensor or key of a storage that the memo holds at `index`, or None."""
        number = bisect_right(self._starts, index) - 1
        form, offset = self._forms[number], index - self._starts[number]
        if offset == 0:
            return self.records[number]
        if offset >= form.memos:
            return self.keys[number]
        kind, place = form.held.get(offset, ("", 0))
        if kind == "name":
            return form.names[place]
        at = self._firsts[number] + place
        return run.tensors[at] if kind == "tensor" else str(run.memories[at]) if kind == "key" else None

    def made_of(self, stack: list[Value]) -> tuple[list[CallRecord], dict[int, Value]]:
        """The calls in the dicts that the machine left on its stack, and our dicts by the `id` of theirs."""
        made = stack[::2] if self.keys else stack
        calls = [value for record in made for value in record.values if type(value) is CallRecord]
        return calls, {id(theirs): own for theirs, own in zip(made, self.records, strict=True)}


def _record(form: Form, values: list[Value]) -> DictRecord:
    record = DictRecord()
    record.keys, record.values = form.names.copy(), values
    for place, value in form.plain:
        values.insert(place, value)
    return record


def _memories(keys: list[bytes]) -> Sequence[Memory]:
    """`memory_of` the keys, which are digits; nearly always they count up."""
    if not keys:
        return ()
    if b" 0" in b" ".join(keys) or (keys[0] != b"0" and keys[0].startswith(b"0")):  # zeros before a number, or zero
        return [memory_of(key.decode()) for key in keys]
    numbers = list(map(int, keys))
    counted = range(numbers[0], numbers[0] + len(numbers))
    return counted if numbers == list(counted) else numbers


def open_circles(runs: Iterable[TensorRun]) -> None:
    """Let go of the tensors of runs that are done with: each names its run, a circle that counting references would
    never free."""
    for run in runs:
        run.tensors.clear()
        run.dicts = None
