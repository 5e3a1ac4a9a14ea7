"""The member `tensors` of an early tar, and the numbers in its pickle turned into what they stand for.

`tensors` is a count, then for each tensor a pickle (key, storage key, class), the number of dimensions as int32 with
four bytes of padding, sizes, strides and the offset as int64. A number in the pickle becomes the call of
`_rebuild_tensor` by which the files of mid-2017 say the same thing.
"""

from __future__ import annotations

import math
import struct

from ckpt_viewer.core.errors import Damaged, Unsupported
from ckpt_viewer.core.formats.tar_members import TarMember, bytes_of
from ckpt_viewer.core.formats.tar_storages import MAX_COUNT, TarStorages, key_of
from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.globals import REBUILD_TENSOR, REBUILD_TENSOR_V2, TENSOR_CLASSES
from ckpt_viewer.core.pickles.operands import OutOfData
from ckpt_viewer.core.pickles.reader import Machined, run_pickle
from ckpt_viewer.core.pickles.records import (
    CallRecord,
    DictRecord,
    GlobalRecord,
    ListRecord,
    PersistentRecord,
    Record,
    SetRecord,
    TupleRecord,
    Value,
)
from ckpt_viewer.core.pickles.storages import storage_id
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import MAX_DIMENSIONS

_REBUILDS = (REBUILD_TENSOR, REBUILD_TENSOR_V2)
_MAX_MEMBER = 64 << 20
_CHECK_EVERY = 4096


class TarTensors:
    """Calls that make the tensors, by key."""

    def __init__(self) -> None:
        self.calls: dict[str, CallRecord] = {}
        self.ran: list[Machined] = []


def read_tensors(source: Source, member: TarMember | None, storages: TarStorages, task: Task) -> TarTensors:
    """All tensors that are described. Raises Damaged, Unsupported, Cancelled."""
    found = TarTensors()
    if member is None:
        return found
    if member.nbytes > _MAX_MEMBER:
        raise Unsupported(f"its list of tensors has more than {_MAX_MEMBER:,} bytes", source.name,
                          "Load it with the program that wrote it.")
    try:
        _read_all(bytes_of(source, member), found, storages, task)
    except OutOfData:
        raise Damaged("the file is cut short: its list of tensors is not whole", source.name) from None
    return found


def _read_all(data: bytes, found: TarTensors, storages: TarStorages, task: Task) -> None:
    spent = Spending(len(data))

    def following(at: int) -> Machined:
        ran = run_pickle(data, task, start=at, where="tensors", spent=spent)
        found.ran.append(ran)
        return ran

    count = following(0)
    if type(count.top) is not int or not 0 <= count.top <= MAX_COUNT:
        raise Unsupported(f"its number of tensors is not from 0 to {MAX_COUNT:,}", "tensors",
                          "It is damaged, or made to fill memory; download it again.")
    at = count.end
    for _ in range(count.top):
        facts = following(at)
        items = facts.top.items if type(facts.top) is TupleRecord else []
        if len(items) != 3:
            raise Damaged("a tensor is described in an unknown way", "tensors")
        sizes, strides, offset, at = _geometry(data, facts.end)
        key, storage = key_of(items[0]), key_of(items[1])
        if not sizes and storages.numel(storage) == 0:
            sizes, strides = [0], [1]  # Torch of 2017 had no scalars: no dimensions meant no elements
        held = storages.persistent(storage) or _missing(items[2], storage, sizes)
        arguments = [held, offset, TupleRecord(sizes), TupleRecord(strides)]
        found.calls[key] = CallRecord("reduce", GlobalRecord(REBUILD_TENSOR), TupleRecord(arguments))


def _missing(tensor_class: Value, key: str, sizes: list[Value]) -> PersistentRecord | None:
    """A storage whose own description did not arrive, by the class of a tensor that looks into it."""
    name = TENSOR_CLASSES.get(tensor_class.name.name) if type(tensor_class) is GlobalRecord else None
    if name is None:
        return None
    storage = GlobalRecord(Global("torch", name))
    return PersistentRecord(TupleRecord(["storage", storage, key, "cpu", abs(math.prod(sizes))]))


def _geometry(data: bytes, at: int) -> tuple[list[Value], list[Value], int, int]:
    """Sizes, strides, offset, and where the next tensor begins."""
    dimensions = struct.unpack_from("<i", data, at)[0] if at + 8 <= len(data) else 0
    if not 0 <= dimensions <= MAX_DIMENSIONS:
        raise Damaged(f"a tensor has {dimensions} dimensions", "tensors")
    end = at + 16 + 16 * dimensions
    if end > len(data):
        raise OutOfData("the list of tensors is cut off", "tensors")
    numbers = struct.unpack_from(f"<{2 * dimensions + 1}q", data, at + 8)
    return list(numbers[:dimensions]), list(numbers[dimensions:-1]), numbers[-1], end


def resolve_ids(top: Value, tensors: TarTensors, storages: TarStorages, task: Task) -> Value:
    """The records with tensors and storages in place of their numbers, and classes with source as later files
    write them. Changes the records; what a number does not lead to stays a persistent id."""
    resolving = _Resolving(tensors, storages)
    top = resolving.turned(top)
    waiting, seen = [top], {id(top)}
    count = 0
    while waiting:
        for child in resolving.turn_below(waiting.pop()):
            if isinstance(child, Record) and id(child) not in seen:
                seen.add(id(child))
                waiting.append(child)
        count += 1
        if count % _CHECK_EVERY == 0:
            task.check()
    return top


class _Resolving:
    def __init__(self, tensors: TarTensors, storages: TarStorages) -> None:
        self._tensors, self._storages = tensors, storages

    def turned(self, value: Value) -> Value:
        if type(value) is not PersistentRecord:
            return value
        if type(value.pid) in (int, str):
            key = str(value.pid)
            return self._tensors.calls.get(key) or self._storages.persistent(key) or value
        items = value.pid.items if type(value.pid) is TupleRecord else []
        if len(items) == 3 and type(items[0]) is GlobalRecord:
            value.pid = TupleRecord(["module", *items])
        return value

    def turn_below(self, record: Value) -> list[Value]:
        """Turn the children of a record; gives them."""
        match record:
            case ListRecord() | TupleRecord() | SetRecord():
                record.items = self._all(record.items)
                return record.items
            case DictRecord():
                record.keys, record.values = self._all(record.keys), self._all(record.values)
                return [*record.keys, *record.values]
            case CallRecord():
                return self._turn_call(record)
        return []

    def _turn_call(self, record: CallRecord) -> list[Value]:
        record.items, record.keys, record.values = map(self._all, (record.items, record.keys, record.values))
        record.callee, record.args, record.kwargs, record.state = map(
            self.turned, (record.callee, record.args, record.kwargs, record.state))
        _name_storage(record)
        below = [record.callee, record.args, record.kwargs, record.state]
        return [*below, *record.items, *record.keys, *record.values]

    def _all(self, items: list[Value]) -> list[Value]:
        return [self.turned(item) for item in items]


def _name_storage(record: CallRecord) -> None:
    """Other programs write the tuple that names a storage as a plain argument, not as a persistent id."""
    args = record.args.items if type(record.args) is TupleRecord else []
    called = record.callee.name if type(record.callee) is GlobalRecord else None
    if called in _REBUILDS and args and storage_id(args[0]) is not None:
        record.args = TupleRecord([PersistentRecord(args[0]), *args[1:]])
