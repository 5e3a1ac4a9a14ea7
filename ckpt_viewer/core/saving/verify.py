"""Whether a file that was just written says what was to be written: nodes, aliases, order, types, and every byte.

Contract: raises SaveFailed at the first difference, with the place; otherwise gives what was proved, in sentences.
Two things may differ by design: a set made by opcodes comes back as a call of `set`, and a tensor whose storage was
changed comes back as torch makes it today. All walks are iterative.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Collection, Iterable
from collections.abc import Mapping as ReadMapping
from types import MappingProxyType
from typing import NoReturn

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.crc import crc32
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.foreign import tensor_class
from ckpt_viewer.core.formats.base import Written
from ckpt_viewer.core.formats.checksums import place_of
from ckpt_viewer.core.graph import (
    Global,
    Graph,
    Ids,
    Key,
    Made,
    Mapping,
    Node,
    NodeId,
    NodeKey,
    Object,
    Scalar,
    Sequence,
    SourcedGlobal,
    StorageNode,
    Stored,
    Tensor,
    nbytes_in,
    same_values,
    storage_in,
    to_pointer,
)
from ckpt_viewer.core.pickles.tensor_writer import on_device, rebuild_name
from ckpt_viewer.core.sources.paged import Pages
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage, TensorSpec, read_storage
from ckpt_viewer.core.wording import bytes_text, count_text

ReadBackSums = ReadMapping[str, PartedDict[int, int]]
"""By the name of a new file: the CRC-32 of storages, summed from what the file holds, by the offsets of their first
bytes."""
_NOTHING: ReadBackSums = MappingProxyType({})
_BLOCK = 1 << 20
_REPORT = "The old file is untouched. Please report this: it is a mistake in this program or in the disk."
_CHECK_EVERY = 512
_SETS = ("set", "frozenset")


class BytesDiffer(SaveFailed):
    """The bytes of a storage in the new file do not have their checksum, which may be the fault of the old file."""


def verify(expected: Graph, written: Iterable[Written], found: Graph, task: Task, where: str,
           kept: Collection[Written] = (), read_back: ReadBackSums = _NOTHING) -> tuple[str, ...]:
    """Compare the graph that was to be written with the one that was read back, and the sums of all storages.

    Those of `kept` stand in the new file too, but their bytes, which nobody wrote, are not read. Those that `read_back`
    has sums of were read already; where the storages stand it is the new file that says.
    """
    sums = {record.key: record for record in written}
    comparison = _Comparison(expected, found, sums | {record.key: record for record in kept}, where)
    with no_collection():
        comparison.run(task)
    read = {key: comparison.storages[key] for key in sums}  # in the order of the file
    sizes = [nbytes_in(found, stored) for stored in read.values()]
    nbytes = sum(sizes)
    task.start(nbytes, "reading back")
    passed, pages = _passed(found, [held for held in read.values() if isinstance(held, int)], read_back), Pages()
    for (key, stored), size in zip(read.items(), sizes, strict=True):
        crc = passed.get(stored) if isinstance(stored, int) else None
        if crc is None:
            crc = _sum_of(comparison.readable(stored), read_back, pages, task)
        else:
            task.advance(size)
        if crc != sums[key].crc:
            raise BytesDiffer("the new file was read back and the bytes of a tensor are not those that were written",
                              where, _REPORT)
    proved = (
        f"{count_text(comparison.nodes, 'value')} and objects with the same names, types and order",
        f"{count_text(comparison.tensors, 'tensor')} with the same type, shape, strides, device and requires_grad",
        f"{count_text(len(comparison.storages), 'block')} of tensor memory, shared by the same tensors as before",
    )
    bytewise = (f"{bytes_text(nbytes)} of numbers, byte for byte by checksum (CRC-32)",)
    return proved if kept and not read else proved + bytewise


def _passed(found: Graph, tensors: list[NodeId], read_back: ReadBackSums) -> dict[NodeId, int]:
    """The sums of those of these tensors' storages of which it can be told at once where in the file they stand."""
    laid = found.laid(tensors) if tensors else None
    if laid is None or not tensors:
        return {}
    from ckpt_viewer.core.formats.zip_columns import StoredRecords  # needs numpy

    records = laid.records
    sums = read_back.get(records.file.name) if isinstance(records, StoredRecords) else None
    if not isinstance(records, StoredRecords) or sums is None:
        return {}
    starts = records.all_starts(laid.which).tolist()
    told = {tensors[row]: sums.get(start) for row, start in zip(laid.rows.tolist(), starts, strict=True)}
    return {node: crc for node, crc in told.items() if crc is not None}


def _sum_of(storage: Storage, read_back: ReadBackSums, pages: Pages, task: Task) -> int:
    place = place_of(storage, pages)
    sums = read_back.get(place[0].name) if place else None
    crc = sums.get(place[1]) if sums is not None and place is not None else None
    if crc is None:
        return checksum(storage, task)
    task.advance(storage.nbytes)
    return crc


def checksum(storage: Storage, task: Task) -> int:
    """CRC-32 of the bytes of a storage."""
    crc = 0
    buffer = memoryview(bytearray(min(_BLOCK, storage.nbytes)))
    for start in range(0, storage.nbytes, _BLOCK):
        block = buffer[: min(_BLOCK, storage.nbytes - start)]
        read_storage(storage, start, block)
        crc = crc32(block, crc)
        task.advance(block.nbytes)
    return crc


class _Comparison:
    def __init__(self, expected: Graph, found: Graph, written: dict[str, Written], where: str) -> None:
        self.expected, self.found, self.written, self._where = expected, found, written, where
        self.nodes = 0
        self.tensors = 0
        self.storages: dict[str, Stored] = {}
        self._of_expected: dict[NodeId, NodeId] = {}
        self._of_found: dict[NodeId, NodeId] = {}
        self._waiting: list[tuple[NodeId, NodeId]] = []
        self._alike: dict[tuple[int, int], bool] = {}  # by the `id`s of how tensors look

    def run(self, task: Task) -> None:
        self._waiting.append((self.expected.root, self.found.root))
        while self._waiting:
            a, b = self._waiting.pop()
            if not self._are_unmade(a, b) and self._is_new(a, b):
                self.nodes += 1
                self._compare(a, b)
                if self.nodes % _CHECK_EVERY == 0:
                    task.check()
        if self.storages.keys() != self.written.keys():
            self.fail("the file does not refer to every tensor that was written", self.expected.root)

    def fail(self, what: str, node: NodeId) -> NoReturn:
        path = next((path for path, found in self.expected.survey(depth=200) if found == node), ())
        where = f"{self._where} {to_pointer(path)}"
        raise SaveFailed(f"the new file was read back and differs: {what}", where, _REPORT)

    def readable(self, stored: Stored) -> Storage:
        """A storage of what was found."""
        storage = storage_in(self.found, stored)
        if storage.problem:
            self.fail("a tensor has no bytes", self.found.root)
        return storage

    def _are_unmade(self, a: NodeId, b: NodeId) -> bool:
        """Whether both are tensors that nobody has made, and are seen to be the same without that."""
        mine, theirs = self.expected.unmade(a), self.found.unmade(b)
        record = self.written.get(str(theirs.memory)) if mine is not None and theirs is not None else None
        if mine is None or theirs is None or record is None or not isinstance(record.storage, int):
            return False
        origin = mine if record.storage == a else self.expected.unmade(record.storage)
        if origin is None or origin.memory != mine.memory or not self._look_alike(mine.look, theirs.look):
            return False
        if self._of_expected.get(a) == b:
            return True
        if a in self._of_expected or b in self._of_found:
            return False
        self._of_expected[a], self._of_found[b] = b, a
        self.storages.setdefault(record.key, b)
        self.nodes, self.tensors = self.nodes + 1, self.tensors + 1
        return True

    def _look_alike(self, a: Tensor, b: Tensor) -> bool:
        """Whether tensors that look so are the same, their storages aside."""
        same = self._alike.get((id(a), id(b)))
        if same is None:
            same = self._alike[id(a), id(b)] = _seen(a) == _seen(b)
        return same

    def _is_new(self, a: NodeId, b: NodeId) -> bool:
        """False where this pair was compared already; what is one thing here must be one thing there."""
        if self._of_expected.get(a) == b:
            return False
        if has_identity(self.expected[a]):
            if a in self._of_expected or b in self._of_found:
                self.fail("things that were one object are not, or the other way round", a)
            self._of_expected[a] = b
            self._of_found[b] = a
        return True

    def _compare(self, a: NodeId, b: NodeId) -> None:
        mine, theirs = self.expected[a], self.found[b]
        match mine, theirs:
            case Scalar(), Scalar():
                same = _same_value(mine.value, theirs.value)
            case Tensor(), Tensor():
                same = self._same_tensor(mine, theirs)
            case StorageNode(storage), StorageNode(other):
                same = self._same_storage(storage, other)
            case Sequence(), Sequence():
                same = self._same_sequence(mine, theirs)
            case Mapping(), Mapping():
                same = (self._same_made(mine.made, theirs.made) and self._same_keys(mine.keys, theirs.keys)
                        and self._pair(mine.values, theirs.values) and self._maybe(mine.state, theirs.state))
            case Object(), Object():
                same = self._same_object(mine, theirs)
            case _:
                same = False
        if not same:
            self.fail(f"a {mine.kind} is not the {theirs.kind} that was read", a)

    def _same_sequence(self, a: Sequence, b: Sequence) -> bool:
        if a.kind != b.kind or not self._pair(a.items, b.items):
            return False
        as_call = a.made is None and b.made is not None and a.kind in _SETS
        return (as_call or self._same_made(a.made, b.made)) and self._maybe(a.state, b.state)

    def _same_object(self, a: Object, b: Object) -> bool:
        return (self._same_made(a.made, b.made) and self._pair(a.items, b.items) and self._same_keys(a.keys, b.keys)
                and self._pair(a.values, b.values) and self._maybe(a.state, b.state))

    def _same_made(self, a: Made | None, b: Made | None) -> bool:
        if a is None or b is None:
            return a is b
        callees = self._named(self.expected, a.callee), self._named(self.found, b.callee)
        if isinstance(callees[0], int) and isinstance(callees[1], int):
            self._waiting.append((callees[0], callees[1]))
        elif not _same_name(*callees):
            return False
        self._waiting.append((a.args, b.args))
        return a.how == b.how and self._maybe(a.kwargs, b.kwargs)

    def _named(self, graph: Graph, callee: Global | SourcedGlobal | NodeId) -> Global | SourcedGlobal | NodeId:
        held = graph[callee] if isinstance(callee, int) else None
        value = held.value if isinstance(held, Scalar) else None
        return value if isinstance(value, Global | SourcedGlobal) else callee

    def _same_keys(self, a: tuple[Key, ...], b: tuple[Key, ...]) -> bool:
        if len(a) != len(b):
            return False
        for mine, theirs in zip(a, b, strict=True):
            if isinstance(mine, NodeKey) and isinstance(theirs, NodeKey):
                self._waiting.append((mine.node, theirs.node))
            elif not _same_value(mine, theirs):
                return False
        return True

    def _same_tensor(self, a: Tensor, b: Tensor) -> bool:
        self.tensors += 1
        mine, theirs = a.spec, b.spec
        if _view(mine) != _view(theirs):
            return False
        if a.requires_grad != b.requires_grad or bool(a.parameter) != bool(b.parameter):
            return False
        if not self._same_storage(mine.storage, theirs.storage):
            return False
        if a.verbatim is not None and b.verbatim is not None:
            made = on_device(a.verbatim.made, mine.device)
            return self._same_object(Object(made, a.verbatim.state, a.verbatim.items, a.verbatim.keys,
                                            a.verbatim.values), b.verbatim)
        # A tensor that torch makes in an old or odd way is written as today once its storage was changed.
        if a.verbatim is None and rebuild_name(a) != rebuild_name(b):
            return False
        if a.own_class is not None and a.own_class != tensor_class(self.found, b):
            return False
        if a.metadata is not None and b.metadata is not None:
            self._waiting.append((a.metadata, b.metadata))
        return self._maybe(a.state, b.state) and self._maybe(a.hooks, b.hooks)

    def _same_storage(self, a: Storage, b: Storage) -> bool:
        record = self.written.get(b.key)
        if record is None or (a.nbytes, a.device) != (b.nbytes, b.device) or b.problem:
            return False
        self.storages.setdefault(b.key, b)
        origin = storage_in(self.expected, record.storage)
        return origin.key == a.key and origin.chunks == a.chunks

    def _pair(self, a: Ids, b: Ids) -> bool:
        if len(a) != len(b):
            return False
        if not isinstance(a, range) or not isinstance(b, range) or not self._same_run(a, b):
            self._waiting.extend(zip(a, b, strict=True))
        return True

    def _same_run(self, a: range, b: range) -> bool:
        """Whether two runs hold the same values, which is then all there is to compare; else they are gone through one
        by one."""
        inner_a, inner_b = self.expected.within(a), self.found.within(b)
        mine, theirs = self.expected.values(inner_a) or [], self.found.values(inner_b) or []
        if not same_values(mine, theirs) or not ((inner_a is a and inner_b is b) or self._same_lists(a, b)):
            return False
        self.nodes += len(mine) + (0 if inner_a is a else len(a))
        return True

    def _same_lists(self, a: range, b: range) -> bool:
        """Whether the lists of two runs are as long and of the same kinds, and none of them was met before."""
        mine, theirs = self.expected.rows(a), self.found.rows(b)
        if list(map(type, mine)) != list(map(type, theirs)) or list(map(len, mine)) != list(map(len, theirs)):
            return False
        if not self._of_expected.keys().isdisjoint(a) or not self._of_found.keys().isdisjoint(b):
            return False
        self._of_expected.update(zip(a, b, strict=True))
        self._of_found.update(zip(b, a, strict=True))
        return True

    def _maybe(self, a: NodeId | None, b: NodeId | None) -> bool:
        if a is None or b is None:
            return a is b
        self._waiting.append((a, b))
        return True


def has_identity(node: Node) -> bool:
    """Whether it matters that two places hold the same object. Not for values, `()` and storages, which pickles
    write anew each time."""
    match node:
        case Sequence("tuple", ()) | Scalar() | StorageNode():
            return False
        case _:
            return True


def _seen(look: Tensor) -> tuple[object, ...]:
    """All that is to be compared of tensors that nobody has made, their storages aside."""
    storage = look.spec.storage
    made = look.requires_grad, bool(look.parameter), rebuild_name(look)
    return *_view(look.spec), *made, storage.nbytes, storage.device


def _view(spec: TensorSpec) -> tuple[object, ...]:
    return spec.dtype, spec.shape, spec.stride, spec.storage_offset, spec.conjugated, spec.negated


def _same_value(a: object, b: object) -> bool:
    """The same type and bits; NaN is itself, and 0.0 is not -0.0."""
    if isinstance(a, SourcedGlobal) and isinstance(b, Global):
        return a.cls == b  # a zip has no place for the source of a class
    if type(a) is not type(b):
        return False
    if isinstance(a, complex) and isinstance(b, complex):
        return _bits(a.real, a.imag) == _bits(b.real, b.imag)
    if isinstance(a, float) and isinstance(b, float):
        return _bits(a) == _bits(b) or (math.isnan(a) and math.isnan(b))
    return a == b


def _same_name(a: Global | SourcedGlobal | NodeId, b: Global | SourcedGlobal | NodeId) -> bool:
    return _same_value(a, b) and not isinstance(a, int)


def _bits(*values: float) -> bytes:
    return struct.pack(f"<{len(values)}d", *values)
