"""The stream of torch.save before 1.6: five pickles one after another, then the storages.

Layout from `_legacy_save` and `_legacy_load` in torch/serialization.py: magic number, protocol 1001, sys_info, the
object, the list of storage keys; then for each key its number of elements as int64 and its elements. The storages are
little-endian whatever the machine was (torch/csrc/StorageMethods.cpp and serialization.cpp convert them).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping

from ckpt_viewer.core.checkpoint import Checkpoint, GlobalUse, Note
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats.arrival import cut_text, missing_text
from ckpt_viewer.core.formats.base import Peek, Sink, Writer, Written
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.operands import OutOfData
from ckpt_viewer.core.pickles.reader import Machined, build_graph, run_pickle
from ckpt_viewer.core.pickles.records import ListRecord
from ckpt_viewer.core.pickles.sequence import Following, names_within, run_following, together
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.paged import PagedSource
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Chunk, Storage

MAGIC = 0x1950A86A20F9469CFC6C
MAGIC_BYTES = b"\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."
MAGIC_TEXT = b"L119547037146038801333356L\n."
"""The same number as protocols 0 and 1 write it."""
PROTOCOL = 1001
MAX_PICKLE = 512 << 20
_WINDOW = 1 << 18
_LOOKED_AT = 16 << 20  # bytes behind the last storage that are looked through
_COUNT = struct.Struct("<q")
_STAGES = ("magic number", "protocol version", "sys_info", "object", "storage keys")


class TorchLegacy(Writer):
    """`.pth`, `.pt`, `.bin` of 2017 to 2020, and of `_use_new_zipfile_serialization=False`."""

    name = "torch_legacy"
    title = "PyTorch legacy checkpoint"

    def probe(self, peek: Peek) -> int:
        binary = peek.head[:1] == b"\x80" and MAGIC_BYTES in peek.head[:32]
        return 95 if binary or peek.head.startswith(MAGIC_TEXT) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        stages = _run_stages(source, task)
        version, body, keys = stages[1].top, stages[3], stages[4]
        if version != PROTOCOL or type(version) is not int:
            raise Damaged(f"the protocol version is not {PROTOCOL}", source.name)
        places = _Places(source, body.storages(), keys.top, keys.end)
        graph = build_graph(body.top, PersistentIds(places.locate, places.problem, places.locate), task)
        after = _after(source, places.end, task)
        notes = [note for stage in stages for note in stage.notes] + places.notes + [*after.notes]
        uses = together([*(use for stage in stages for use in stage.globals), *_nested(stages, task), *after.globals])
        return Checkpoint(graph, source, self.name, tuple(notes), uses, {"protocol": body.protocol}, places.damage)

    def write(self, graph: Graph, out: Sink, task: Task, details: Mapping[str, str | int]) -> tuple[Written, ...]:
        from ckpt_viewer.core.formats.torch_legacy_writer import write_legacy  # only a save needs it

        return write_legacy(graph, out, task, details)

    def written_size(self, graph: Graph, task: Task, details: Mapping[str, str | int]) -> int:
        from ckpt_viewer.core.formats.torch_legacy_writer import legacy_written_size

        return legacy_written_size(graph, task, details)


def _run_stages(source: Source, task: Task) -> list[Machined]:
    """The five pickles. How long they are is known only by running them, so the window grows while data runs out."""
    window = min(source.size, _WINDOW)
    while True:
        data = source.read_at(0, window)
        try:
            return _stages_in(data, task)
        except OutOfData as error:
            if window == source.size:
                raise Damaged(f"the file is cut short: {error.what}", source.name).because_of(error) from None
            if window >= MAX_PICKLE:
                large = Damaged(f"its pickle has more than {MAX_PICKLE:,} bytes", source.name,
                                "Load it with the program that wrote it.")
                raise large.because_of(error) from None
        window = min(source.size, 4 * window)


def _stages_in(data: bytes, task: Task) -> list[Machined]:
    stages: list[Machined] = []
    spent = Spending(0)
    for name in _STAGES:
        try:
            start = stages[-1].end if stages else 0
            spent = spent.going_on(len(data) - start)
            stages.append(run_pickle(data, task, start=start, where=f"{name} pickle", spent=spent,
                                     packing=name == "object"))
        except Damaged as error:
            error.seen = tuple(use for stage in stages for use in stage.globals) + error.seen
            raise
    return stages


def _nested(stages: list[Machined], task: Task) -> Iterable[GlobalUse]:
    """What pickles name that are values of the pickles around the object."""
    for name, stage in zip(_STAGES, stages, strict=True):
        if name != "object":
            yield from names_within(stage, task, f"{name} pickle")


def _after(source: Source, end: int, task: Task) -> Following:
    """What stands behind the last storage, where nothing should."""
    if end >= source.size:
        return Following()
    rest = source.read_at(end, min(source.size - end, _LOOKED_AT))
    return run_following(rest, 0, task, "bytes behind the storages", "the last storage")


class _Places:
    """Where each storage lies behind the pickles; `end` is the offset behind the last of them. `damage` says where that
    ends too early, or is empty."""

    def __init__(self, source: Source, ids: Iterable[StorageId], keys: object, start: int) -> None:
        self._source = source
        self._offsets: dict[str, int] = {}
        self.notes: list[Note] = []
        self.damage = self._broken = ""
        wanted = {found.key: found for found in ids}
        names = keys.items if type(keys) is ListRecord else None
        if names is None or any(type(name) is not str for name in names):
            raise Damaged("the list of storage keys is malformed", source.name)
        self.end = self._locate_all(names, wanted, start)

    def _locate_all(self, names: list[str], wanted: dict[str, StorageId], at: int) -> int:
        pages = PagedSource(self._source)  # a file may have a million small storages
        for name in names:
            if name not in wanted:
                raise Damaged(f"storage {name[:40]!r} is listed but no tensor uses it", self._source.name)
            if at + _COUNT.size > self._source.size:
                self.damage = cut_text(self._source.size)
                return self._source.size
            (count,) = _COUNT.unpack(pages.read_at(at, _COUNT.size))
            if count != wanted[name].numel:
                # What is wrong lies before: the last storage that seemed to be in its place lacks bytes, or has others.
                if self._offsets:
                    self._offsets.popitem()
                self._broken = f"the file is damaged before byte {at:,}, where the next tensor should begin"
                self.damage = f"T{self._broken[1:]}"
                return self._source.size
            at += _COUNT.size
            self._offsets[name] = at
            at += wanted[name].nbytes
        if at > self._source.size:
            self.damage = cut_text(self._source.size)
        return at

    def locate(self, wanted: StorageId) -> Storage:
        problem, chunks = self.problem(wanted.key, wanted.nbytes, wanted.device), ()  # type: str, tuple[Chunk, ...]
        if wanted.nbytes and not problem:
            chunks = (Chunk(self._source, self._offsets[wanted.key], wanted.nbytes),)
        return Storage(wanted.key, wanted.dtype, wanted.nbytes, wanted.device, chunks, problem=problem)

    def problem(self, key: str, nbytes: int, _device: str) -> str:
        place = self._offsets.get(key, self._source.size)
        if key not in self._offsets and self._broken:
            return self._broken
        return missing_text(self._source.size - place, nbytes) if place + nbytes > self._source.size else ""
