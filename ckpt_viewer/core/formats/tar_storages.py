"""The member `storages` of an early tar: a count, then a small pickle, a length and the bytes of each storage.

Each pickle is (key, location, class); after the last one stands a list of views, (key, root key, offset, numel) in
elements. Only the pickles are read; where the file is cut short, what came before stays usable.
"""

from __future__ import annotations

import struct

from ckpt_viewer.core.checkpoint import Note
from ckpt_viewer.core.errors import Damaged, Unsupported
from ckpt_viewer.core.formats.arrival import missing_text
from ckpt_viewer.core.formats.tar_members import TarMember
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.operands import OutOfData
from ckpt_viewer.core.pickles.reader import Machined, run_pickle
from ckpt_viewer.core.pickles.records import ListRecord, PersistentRecord, TupleRecord, Value
from ckpt_viewer.core.pickles.storages import StorageId, storage_id
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Chunk, Storage

MAX_COUNT = 100_000
_LENGTH = struct.Struct("<q")
_WINDOWS = (512, 1 << 16, 1 << 24)
_FILLING = "It is damaged, or made to fill memory; download it again."
_CUT = "the file is cut short"


def run_small(source: Source, at: int, end: int, task: Task, where: str, spent: Spending | None = None
              ) -> tuple[Machined, int]:
    """The pickle at `at` and the offset behind it; it ends before `end`. Raises Damaged (OutOfData) and Cancelled."""
    end = min(end, source.size)
    if at >= end:
        raise OutOfData(f"nothing is left for a pickle in {where}", source.name)
    for window in _WINDOWS:
        data = source.read_at(at, min(window, end - at))
        try:
            ran = run_pickle(data, task, where=where, spent=spent)
        except OutOfData:
            if at + window >= end:
                raise
        else:
            return ran, at + ran.end
    raise Damaged(f"a pickle in {where} has more than {_WINDOWS[-1]:,} bytes", source.name, _FILLING)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a storage lies, and the class and location that it is written with."""

    cls: Value
    location: Value
    offset: int
    numel: int


class TarStorages:
    """The storages by their keys as text. `cut` is True where the file ends before the last of them does."""

    def __init__(self, source: Source, member: TarMember | None, task: Task) -> None:
        self._source = source
        self._places: dict[str, _Place] = {}
        self._views: dict[str, tuple[str, int, int]] = {}
        self._spent = Spending(_WINDOWS[-1])
        self.ran: list[Machined] = []
        self.notes: list[Note] = []
        self.cut = member is not None and member.offset + member.nbytes > source.size
        if member is None:
            self.cut = True
            return
        try:
            self._read(member, task)
        except OutOfData:
            self.cut = True

    def _read(self, member: TarMember, task: Task) -> None:
        end = member.offset + member.nbytes
        count, at = self._next(member.offset, end, task)
        if type(count) is not int or not 0 <= count <= MAX_COUNT:
            raise Unsupported(f"its number of storages is not from 0 to {MAX_COUNT:,}", self._source.name,
                              _FILLING)
        for _ in range(count):
            at = self._read_one(at, end, task)
        if at < end:  # other programs leave the list of views out
            self._add_views(self._next(at, end, task)[0])

    def _next(self, at: int, end: int, task: Task) -> tuple[Value, int]:
        ran, behind = run_small(self._source, at, end, task, "storages", self._spent)
        self.ran.append(ran)
        return ran.top, behind

    def _read_one(self, at: int, end: int, task: Task) -> int:
        facts, at = self._next(at, end, task)
        items = facts.items if type(facts) is TupleRecord else []
        if at + _LENGTH.size > min(end, self._source.size):
            raise OutOfData(_CUT, self._source.name)
        numel: int = _LENGTH.unpack(self._source.read_at(at, _LENGTH.size))[0]
        pid = self._pid(items[2], "0", items[1], 0) if len(items) == 3 else None
        wanted = storage_id(pid)
        if wanted is None or numel < 0:
            raise Damaged("a storage is described in an unknown way", f"{self._source.name}, storages")
        self._places[key_of(items[0])] = _Place(items[2], items[1], at + _LENGTH.size, numel)
        return at + _LENGTH.size + numel * wanted.dtype.itemsize

    def _add_views(self, views: Value) -> None:
        rows = [row.items for row in views.items if type(row) is TupleRecord] if type(views) is ListRecord else None
        if rows is None or any(len(row) != 4 or type(row[2]) is not int or row[2] < 0 for row in rows):
            self.notes.append(Note("warning", "The list of views of storages is malformed"))
            return
        self._views.update({key_of(row[0]): (key_of(row[1]), row[2], row[3]) for row in rows})

    def persistent(self, key: str) -> PersistentRecord | None:
        """The storage as later files name it in their pickle; None where there is none of that key."""
        root, offset, numel = self._views.get(key, (key, None, None))
        place = self._places.get(root)
        if place is None:
            return None
        pid = self._pid(place.cls, root, place.location, place.numel)
        if offset is not None:
            pid.items.append(TupleRecord([key, offset, numel]))
        return PersistentRecord(pid)

    @staticmethod
    def _pid(storage_class: Value, key: str, location: Value, numel: int) -> TupleRecord:
        return TupleRecord(["storage", storage_class, key, location, numel])

    def numel(self, key: str) -> int | None:
        """Elements of a storage, None where it is not described."""
        place = self._places.get(key)
        return place.numel if place else None

    def locate(self, wanted: StorageId) -> Storage:
        place, nbytes = self._places.get(wanted.key), wanted.nbytes
        problem, chunks = "", ()  # type: str, tuple[Chunk, ...]
        if place is None:
            problem = f"its bytes are missing from the file{', which is cut short' if self.cut else ''}"
        elif place.numel < wanted.numel:
            problem = f"the file holds {place.numel:,} of its {wanted.numel:,} elements"
        elif place.offset + nbytes > self._source.size:
            problem = missing_text(self._source.size - place.offset, nbytes)
        elif nbytes:
            chunks = (Chunk(self._source, place.offset, nbytes),)
        return Storage(wanted.key, wanted.dtype, nbytes, wanted.device, chunks, problem=problem)


def key_of(value: Value) -> str:
    """The text of a key, which is a number or text. Raises Damaged for anything else."""
    if type(value) not in (int, str):
        raise Damaged("a storage or tensor has a key that is neither a number nor a text", "storages")
    return str(value)

