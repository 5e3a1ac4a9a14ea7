"""Runs of tensors that torch.save wrote one after another into a dict, recognised by one pattern and kept small.

`torch.save` writes an item of a state_dict at protocol 2 as its key and a call of `_rebuild_tensor_v2` on a storage, an
offset, sizes, strides, requires_grad and an empty OrderedDict, with a memo of its own for each part (`__reduce_ex__` in
torch/_tensor.py, `persistent_id` in torch/serialization.py). Whatever differs by a byte is left to the
machine. A run is the same as what the machine would have made of its bytes; `PackedTensor.call` is that, where somebody
asks.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from operator import itemgetter

from ckpt_viewer.core.pickles.globals import ORDERED_DICT, REBUILD_TENSOR_V2
from ckpt_viewer.core.pickles.records import CallRecord, GlobalRecord, Record, Value
from ckpt_viewer.core.pickles.storages import StorageId, storage_dtype, unusual_class
from ckpt_viewer.core.tensor import Storage, TensorSpec, invalid_geometry

LONGEST = 4096  # tensors in one run, so that a cancel is heard between two

_SIZE = rb"(?:K.|M..|J...[\x00-\x7f])"
_PUT = rb"r(....)"
_TUPLE = rb"(?:\)|" + b"|".join(_SIZE * n + code for n, code in ((1, b"\x85"), (2, b"\x86"), (3, b"\x87"))) + \
    rb"|\(" + _SIZE + rb"{4,8}t)"
_KEY = rb"X(.)\0\0\0([\x20-\x7e]{1,255}?)" + _PUT
_REF = rb"(h.|j....)"
_CALL = _REF + rb"\(\(" + _REF + rb"(?:h.|j....)X.\0\0\0[0-9]{1,20}r....(?:h.|j....)" + _SIZE + rb"tr....Q" + _SIZE \
    + _TUPLE + rb"(?:r....)?" + _TUPLE + rb"(?:r....)?[\x88\x89]" + _REF + rb"\)Rr....tr....R"
_PROBES = {True: re.compile(rb"(?s)X.\0\0\0[\x20-\x7e]{1,255}?r...." + _CALL), False: re.compile(b"(?s)" + _CALL)}
_MEMOS = itemgetter(2, 6, 9, 11, 13, 15, 16, 17)
_TEXT, _NAME, _CLASS, _KEY_TEXT, _STORAGE_KEY = 0, 1, 3, 4, 5
_DEVICE, _NUMEL, _OFFSET_AND_SIZES, _STRIDES, _GRAD = 7, 8, 10, 12, 14
_LAYOUT = itemgetter(_CLASS, _DEVICE, _NUMEL, _OFFSET_AND_SIZES, _STRIDES, _GRAD)


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything about a packed tensor but its storage key; one object for all tensors that look alike."""

    spec: TensorSpec
    numel: int
    requires_grad: bool
    written_as: str

    def storage_id(self, key: str) -> StorageId:
        storage = self.spec.storage
        return StorageId(key, storage.dtype, storage.device, self.numel, 0, self.written_as)


class TensorRun:
    """The bytes `start` to `end` of a pickle. `names`, `tensors` and `keys` of the storages stand side by side; there
    are no names where the tensors stand in a list, or behind names that the memo holds.

    `refs` is what the memo held where the run refers to it. `calls` is None until the machine has gone over the run.
    """

    __slots__ = ("calls", "end", "first_memo", "keys", "memos", "names", "refs", "start", "tensors")

    def __init__(self, start: int, end: int, refs: Mapping[int, Value], first_memo: int) -> None:
        self.start, self.end, self.refs, self.first_memo = start, end, refs, first_memo
        self.memos = 0
        self.names: list[str] = []
        self.keys: list[bytes] = []
        self.tensors: list[PackedTensor] = []
        self.calls: list[CallRecord] | None = None


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
        return self.layout.storage_id(self.run.keys[self.index].decode())


class Packer:
    """Finds the runs of one pickle, for as long as all it finds is as it should be."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._layouts: dict[tuple[bytes, ...], Layout] = {}
        self._refs: dict[int, Value] = {}
        self._all_refs: dict[int, Value] = {}
        self._on = True
        self.runs: list[TensorRun] = []

    def find(self, start: int, limit: int, memo: list[Value], *, named: bool) -> TensorRun | None:
        """The run that begins at `start`, where its memos go on from the end of `memo`; else None."""
        probe = _PROBES[named].match(self._data, start, limit) if self._on else None
        if probe is None:
            return None
        rebuild, word, hooks = (_held(memo, ref) for ref in probe.groups())
        if not _is(rebuild, REBUILD_TENSOR_V2) or not _is(hooks, ORDERED_DICT) or type(word) is not str or (
                word != "storage"):
            return None
        many, one = _patterns(*probe.groups(), named)
        found = many.match(self._data, start, limit)
        run = self._run(one.findall(self._data, start, found.end()), start, found.end(), memo) if found else None
        if run is None:
            self._on = False  # each try takes time in proportion to the run
            return None
        refs = {**self._refs, **{_index(ref): _held(memo, ref) for ref in probe.groups()}}
        run.refs = self._all_refs = self._all_refs if self._all_refs == refs else refs
        self.runs.append(run)
        return run

    def _run(self, rows: list[tuple[bytes, ...]], start: int, end: int, memo: list[Value]) -> TensorRun | None:
        puts = b"".join(chain.from_iterable(map(_MEMOS, rows)))
        run = TensorRun(start, end, {}, len(memo))
        run.memos = len(puts) // 4
        if puts != _little(range(len(memo), len(memo) + run.memos)):
            return None
        names, run.keys = [row[_NAME] for row in rows], [row[_STORAGE_KEY] for row in rows]
        lengths = bytes(map(len, names)) if names[0] else b"", bytes(map(len, run.keys))
        if lengths != (b"".join([row[_TEXT] for row in rows]), b"".join([row[_KEY_TEXT] for row in rows])):
            return None
        told = list(map(_LAYOUT, rows))
        if not self._know(told, memo):
            return None
        run.names = b"\0".join(names).decode("ascii").split("\0") if names[0] else []
        run.tensors = list(map(PackedTensor, repeat(run), map(self._layouts.__getitem__, told), range(len(rows))))
        return run

    def _know(self, told: list[tuple[bytes, ...]], memo: list[Value]) -> bool:
        """Read the layouts that are new. False where one is not that of a sound tensor."""
        distinct = set(told)
        refs = {_index(ref): _held(memo, ref) for row in distinct for ref in row[:2]}
        if any(self._refs.get(index, value) is not value for index, value in refs.items()):
            self._layouts.clear()
            self._refs.clear()
        self._refs.update(refs)
        for row in distinct - self._layouts.keys():
            layout = _layout(_held(memo, row[0]), _held(memo, row[1]), row)
            if layout is None:
                return False
            self._layouts[row] = layout
        return True


def _index(ref: bytes) -> int:
    """The place in the memo that a BINGET or LONG_BINGET names."""
    return int.from_bytes(ref[1:], "little")


def _held(memo: list[Value], ref: bytes) -> Value:
    index = _index(ref)
    return memo[index] if index < len(memo) else None


def _layout(cls: Value, device: Value, row: tuple[bytes, ...]) -> Layout | None:
    dtype = storage_dtype(cls)
    if dtype is None or type(device) is not str:
        return None
    (numel,), (offset, *shape), stride = map(_numbers, row[2:5])
    storage = Storage("", dtype, numel * dtype.itemsize, device, ())
    spec = TensorSpec(dtype, tuple(shape), tuple(stride), offset, storage)
    return None if invalid_geometry(spec) else Layout(spec, numel, row[5] == b"\x88", unusual_class(cls.name, dtype))


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


def _little(numbers: range) -> bytes:
    made = array("I", numbers)
    if array("I", [1]).tobytes()[0] != 1:
        made.byteswap()
    return made.tobytes()


@lru_cache(maxsize=16)
def _patterns(rebuild: bytes, word: bytes, hooks: bytes, named: bool) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """A run, and one tensor with its parts, for these references to the memo."""
    call, storage, ordered = map(re.escape, (rebuild, word, hooks))
    one = ((_KEY if named else b"()()()") + call + rb"\(\(" + storage + _REF + rb"X(.)\0\0\0([0-9]{1,20})" + _PUT + _REF
           + b"(" + _SIZE + b")t" + _PUT
           + b"Q(" + _SIZE + _TUPLE + b")(?:" + _PUT + b")?(" + _TUPLE + b")(?:" + _PUT + rb")?([\x88\x89])" + ordered
           + rb"\)R" + _PUT + b"t" + _PUT + b"R" + _PUT)
    bare = re.sub(rb"(?<!\\)\((?!\?)", b"(?:", one)
    return re.compile(b"(?s)(?:" + bare + b"){1,%d}" % LONGEST), re.compile(b"(?s)" + one)
