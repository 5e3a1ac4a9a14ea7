"""Every pickle that a file holds beside the one that is shown: other records, other containers, bytes in values.

Contract: what the reader of the format has looked through is left out; nothing raises for what a file says, a thing
that cannot be read is a note. Containers within containers are followed MAX_NESTING deep, MAX_BYTES together.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from ckpt_viewer.core.checkpoint import Checkpoint, GlobalUse, Note, named_before
from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.crc import crc32
from ckpt_viewer.core.errors import ChangedOnDisk, CheckpointError, Damaged
from ckpt_viewer.core.formats import read_checkpoint
from ckpt_viewer.core.formats.neighbours import shards_of
from ckpt_viewer.core.formats.numpy_files import object_pickle_start
from ckpt_viewer.core.formats.safetensors import looks_like_safetensors
from ckpt_viewer.core.formats.tar_members import BLOCK, is_header, read_members
from ckpt_viewer.core.formats.torchscript import looked_through
from ckpt_viewer.core.formats.unpacking import packing_of
from ckpt_viewer.core.formats.zip_archive import MAX_PICKLE
from ckpt_viewer.core.formats.zip_directory import EMPTY_MAGIC, LOCAL_MAGIC, ZipRecord, is_local, read_directory
from ckpt_viewer.core.formats.zip_doubles import places_read
from ckpt_viewer.core.formats.zip_rows import ZipEntry, unlike_its_sum
from ckpt_viewer.core.graph import Graph, Scalar, key_text
from ckpt_viewer.core.lazy_dataclasses import dataclass, field
from ckpt_viewer.core.pickles.budget import MOST_STEPS, Spending
from ckpt_viewer.core.pickles.operands import OutOfData
from ckpt_viewer.core.pickles.reader import run_pickle
from ckpt_viewer.core.pickles.sequence import begins_old_pickle, begins_pickle, bytes_within, run_following, together
from ckpt_viewer.core.scanning.zip_layout import ZipLayout, shift_of
from ckpt_viewer.core.sources.base import Source, WindowSource
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.sources.paged import PagedSource
from ckpt_viewer.core.sources.several import SeveralFiles
from ckpt_viewer.core.task import Task, stoppable
from ckpt_viewer.core.tensor import Readable
from ckpt_viewer.core.wording import count_text, plain_text

MAX_NESTING = 4
MAX_BYTES = 32 << 20
"""Of pickles that are run and of records that are inflated. What is stored is looked into where it lies."""
_STEPS = 5_000_000  # of pickles that are run, all together
_MOST_NOTES = 20
_HEAD = 4096
_LEAST = 4  # bytes below which nothing is a pickle that names anything
_CHECK_EVERY = 1024
_BLOCK = 4 << 20
_PICKLE_NAMES = (".pkl", ".pickle", ".debug_pkl", ".p")


@dataclass(frozen=True, slots=True)
class Found:
    """Names that the reader did not see, and what is to be said."""

    globals: tuple[GlobalUse, ...]
    notes: tuple[Note, ...]


def sweep(source: Source, task: Task, opened: Checkpoint | None = None, *, tried: str | None = None) -> Found:
    """Look through a file; `opened` is what its reader has made of it. Where there is no such thing, `tried` is the
    record whose pickle was run as far as it can be, or empty for that at the first byte. Raises ChangedOnDisk,
    Cancelled."""
    search = _Search(task)
    with no_collection(), stoppable(task):
        search.container(source, "", 0, opened, tried=tried)
        if isinstance(source, SeveralFiles):
            for other in source.others:
                search.shard(other, f"{PurePath(other.name).name}, ", 0)
        if opened is not None:
            search.values_of(opened.graph)
    rest = len(search.notes) - _MOST_NOTES
    notes = search.notes[:_MOST_NOTES]
    if rest > 0:
        notes.append(Note("danger", f"{rest:,} more things of this kind were noticed"))
    return Found(together(search.uses), tuple(notes))


@dataclass(slots=True)
class _Search:
    task: Task
    uses: list[GlobalUse] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    left: int = MAX_BYTES
    tired: bool = False
    looked_at: dict[int, bytes] = field(default_factory=dict)
    spent: Spending = field(default_factory=lambda: Spending(0, steps=MOST_STEPS - _STEPS))

    def say(self, severity: str, text: str) -> None:
        self.notes.append(Note("danger" if severity == "danger" else "warning", text))

    # -- containers -------------------------------------------------------------------------------------------------

    def container(self, source: Source, where: str, depth: int, opened: Checkpoint | None = None, *,
                  tried: str | None = None) -> None:
        """All that these bytes can be taken for: by their beginning, and by the directory at their end."""
        self.task.check()
        if depth > MAX_NESTING:
            self._give_up(where)
            return
        head = source.read_at(0, min(_HEAD, source.size))
        if opened is not None and opened.format == "distcp":  # zips one after another, each a file of its own
            for at, inner in opened.members:
                self.container(inner.source, f"{where}{'.'.join(map(key_text, at))}, ", depth + 1, inner)
            return
        if head.startswith((LOCAL_MAGIC, EMPTY_MAGIC)):
            self._zip(source, where, depth, opened, tried)
            return
        if is_header(head[:BLOCK]):
            self._pickle_too(source, where, f"The tar{_at(where)} is a pickle as well")
            self._tar(source, where, depth, opened)
        elif looks_like_safetensors(head, source.size):
            self._pickle_too(source, where, f"The safetensors header{_at(where)} is a pickle as well")
        elif opened is None and (begins_pickle(head) or begins_old_pickle(head)):
            if tried is None:
                self._pickles(source, where, depth)
        elif opened is None:
            self._array(source, where, depth)
        self._zip_behind(source, where, depth, head, opened)

    def shard(self, source: Source, where: str, depth: int) -> None:
        """One of several files that are one checkpoint; it is read again, to tell what its reader looks through."""
        try:
            opened = read_checkpoint(source, self.task)
        except ChangedOnDisk:
            raise
        except CheckpointError:
            self.container(source, where, depth)
        else:
            self.container(source, where, depth, opened)

    def _zip(self, source: Source, where: str, depth: int, opened: Checkpoint | None,
             tried: str | None = None) -> None:
        source = PagedSource(source)  # two looks at each of a million records
        try:
            rows = read_directory(source, self.task)
        except ChangedOnDisk:
            raise
        except CheckpointError as error:
            self._broken_zip(source, where, depth, error)
            return
        layout = ZipLayout(source, rows, self.task)
        self.notes += layout.notes
        read = places_read(rows, _read_by(opened, rows) | ({tried} if tried else set()))
        members, shards = _members_of(opened), _shards_in(opened)
        for count, row in enumerate(rows):
            if count % _CHECK_EVERY == 0:
                self.task.check()
            record = ZipRecord(source, row)
            self._checksum(record, row)
            if count in read:
                continue
            if row.name in members:
                inner = members.pop(row.name)
                self.container(inner.source, f"{where}{row.name}, ", depth + 1, inner)
            elif row.name in shards:
                self.shard(shards.pop(row.name), f"{where}{row.name}, ", depth + 1)
            else:
                self._record(record, row, f"{where}{row.name}", depth)
        for hidden in layout.hidden:
            self._record(ZipRecord(source, hidden), hidden, f"{where}{hidden.name} (not listed)", depth, listed=False)
        for start, end in layout.gaps:
            part = WindowSource(source, start, end)
            # What begins with a record but ends with no directory are records, which were looked through above.
            if part.read_at(0, min(4, part.size)) != LOCAL_MAGIC or shift_of(part) is not None:
                self.container(part, f"{where}bytes {start:,} to {end:,} between records, ", depth + 1)

    def _broken_zip(self, source: Source, where: str, depth: int, error: CheckpointError) -> None:
        """A zip behind a zip is read by programs that count from where the last one begins."""
        shift = shift_of(source)
        if shift and depth < MAX_NESTING:
            self.say("danger", f"Another zip stands behind the zip{_at(where)}: some programs read one, others the "
                               "other")
            self.container(WindowSource(source, 0, shift), f"{where}the first zip, ", depth + 1)
            self._zip(WindowSource(source, shift, source.size), f"{where}the last zip, ", depth + 1, None)
        elif depth:
            self.say("warning", f"The directory of the zip{_at(where)} cannot be read: {error.what}")

    def _checksum(self, record: ZipRecord, row: ZipEntry) -> None:
        """PyTorch does not compare checksums, Python's zipfile does: the one loads what the other calls damaged."""
        if not row.name.endswith(_PICKLE_NAMES) or row.size > (MAX_PICKLE if row.method == 0 else MAX_BYTES):
            return
        try:
            crc = 0
            for at in range(0, row.size, _BLOCK):
                crc = crc32(record.read_at(at, min(_BLOCK, row.size - at)), crc)
        except ChangedOnDisk:
            raise
        except CheckpointError:
            return
        if crc != row.crc:
            self.say("warning", unlike_its_sum(row))

    def _record(self, record: ZipRecord, row: ZipEntry, where: str, depth: int, *, listed: bool = True) -> None:
        named = row.name.endswith(_PICKLE_NAMES) and listed  # how long one is that is not listed, nobody knows
        if row.size < _LEAST:
            return
        if row.method and not self._afford(row.size, where):
            return
        try:
            head = record.read_at(0, min(row.size, BLOCK))
            inner = head.startswith((LOCAL_MAGIC, b"\x93NUMPY")) or is_header(head[:BLOCK])
            if named or inner or begins_pickle(head) or begins_old_pickle(head):
                self._inner(record, f"{where}, ", depth, is_pickle=named)
        except ChangedOnDisk:
            raise
        except CheckpointError as error:
            if named:
                self.say("warning", f"{plain_text(where, 120)} cannot be read: {error.what}")

    def _inner(self, held: Readable, where: str, depth: int, *, is_pickle: bool = False) -> None:
        """What a record or a value holds, within the bounds."""
        if depth >= MAX_NESTING:
            self._give_up(where)
            return
        source = WindowSource(held, 0, held.size, where)
        head = source.read_at(0, min(_HEAD, source.size))
        if is_pickle and not head.startswith(LOCAL_MAGIC):
            self._pickles(source, where, depth + 1, surely=True)
        else:
            self.container(source, where, depth + 1)

    def _afford(self, count: int, where: str) -> bool:
        """Whether so many bytes may still be looked through; then they are counted."""
        if count > self.left:
            self._give_up(where)
            return False
        self.left -= count
        return True

    def _give_up(self, where: str) -> None:
        if not self.tired:
            inside = plain_text(where.removesuffix(", "), 120) or "the file"
            self.say("warning", f"Not everything was looked through: what is in {inside} lies too deep, or all of it "
                                "is too large")
        self.tired = True

    def _tar(self, source: Source, where: str, depth: int, opened: Checkpoint | None) -> None:
        try:
            members = read_members(source, self.task)
        except ChangedOnDisk:
            raise
        except CheckpointError:
            return
        inside, shards = _members_of(opened), _shards_in(opened)
        for member in members:
            if member.name in inside:
                inner = inside.pop(member.name)
                self.container(inner.source, f"{where}{member.name}, ", depth + 1, inner)
                continue
            if member.name in shards:
                self.shard(shards.pop(member.name), f"{where}{member.name}, ", depth + 1)
                continue
            known = opened is not None and member.name in ("pickle", "sys_info", "tensors", "storages")
            end = min(member.offset + member.nbytes, source.size)
            if not known and member.offset < end:
                self._inner(WindowSource(source, member.offset, end), f"{where}{member.name}, ", depth)

    def _is_of_a_bundle(self, source: Source, start: int, head: bytes) -> bool:
        """Whether the zip is the last file of a tar, or shows through what is compressed: those are opened as such."""
        if packing_of(head):
            return True
        try:
            members = read_members(source, self.task) if is_header(head[:BLOCK]) else []
        except Damaged:
            return False
        return any(member.offset == start for member in members)

    def _zip_behind(self, source: Source, where: str, depth: int, head: bytes, opened: Checkpoint | None) -> None:
        """A zip that ends a file which begins as something else: programs that look at the end read the zip. One whose
        first two bytes are others alone begins as nothing else."""
        shift = shift_of(source)
        if shift is None or self._is_of_a_bundle(source, shift, head):
            return
        if shift == 0 and is_local(head[:4], 0) and not is_header(head[:BLOCK]):
            if self._pickle_too(source, where, f"The zip{_at(where)} is a pickle as well"):
                self._give_up(where)
            self._zip(source, where, depth, opened)
            return
        kind = "a tar" if is_header(head[:BLOCK]) else "a pickle" if begins_pickle(head) else "something else"
        self.say("danger", f"A zip ends what begins as {kind}{_at(where)}: some programs read one, others the other")
        self._zip(WindowSource(source, shift, source.size), f"{where}zip at the end, ", depth + 1, None)

    # -- pickles ----------------------------------------------------------------------------------------------------

    def _pickles(self, source: Source, where: str, depth: int, *, surely: bool = False) -> None:
        """The pickles from the first byte on. What is none after all is no news, unless it is called one."""
        if not self._afford(source.size, where):
            return
        data, place = source.read_at(0, source.size), where.removesuffix(", ") or "pickle"
        try:
            ran = run_pickle(data, self.task, where=place, spent=self._spending(len(data)))
        except Damaged as error:
            self.uses += named_before(error)
            if surely or error.seen:
                self.say("warning", f"{plain_text(place, 120)} cannot be read to its end: {error.what}")
            return
        after = run_following(data, ran.end, self.task, place, spent=self.spent)
        self.uses += [*ran.globals, *after.globals]
        self.notes += [*ran.notes, *(after.notes if surely else ())]
        for value in bytes_within(ran.top):
            self._value(value, place, depth)

    def _spending(self, size: int) -> Spending:
        self.spent = self.spent.going_on(size)
        return self.spent

    def _pickle_too(self, source: Source, where: str, danger: str) -> bool:
        """Say so where the beginning of a file of another kind is a pickle as well, whose first values it lies in. True
        where the pickle goes on behind what is looked at. What by chance reads as a name is none that Python imports.
        """
        head = source.read_at(0, min(source.size, self.left))
        goes_on = False
        try:
            uses = run_pickle(head, self.task, where=where or "the beginning as a pickle",
                              spent=self._spending(len(head))).globals
        except Damaged as error:
            uses = named_before(error)
            goes_on = isinstance(error, OutOfData) and len(head) < source.size
        if found := [use for use in uses if str(use.name).replace(".", "_").isidentifier()]:
            self.uses += found
            self.say("danger", danger)
        return goes_on

    def _array(self, source: Source, where: str, depth: int) -> None:
        """An array of Python objects, which is a pickle behind a header."""
        start = object_pickle_start(source)
        if start is not None:
            objects = WindowSource(source, start, source.size)
            self._pickles(objects, f"{where}objects of the array, ", depth, surely=True)

    # -- values -----------------------------------------------------------------------------------------------------

    def values_of(self, graph: Graph) -> None:
        """Bytes among the values of the tree."""
        for position, node in enumerate(graph.holding(bytes)):
            if position % _CHECK_EVERY == 0:
                self.task.check()
            held = graph[node]
            if isinstance(held, Scalar) and isinstance(held.value, bytes):
                self._value(held.value, "", 0)

    def _value(self, value: bytes, where: str, depth: int) -> None:
        if len(value) < _LEAST or id(value) in self.looked_at or not _may_hold(value[:_HEAD]):
            return
        self.looked_at[id(value)] = value  # one value may hang in many places
        place = f"bytes within {where}, " if where else "bytes within a value, "
        uses = len(self.uses)
        self._inner(MemorySource(value), place, depth)
        if len(self.uses) > uses:
            size = count_text(len(value), "byte")
            inside = plain_text(where.removesuffix(", "), 120)
            self.say("warning", f"A value of {size} in {inside} is a pickle itself: a program may load it" if inside
                     else f"A value of {size} is a pickle itself: a program may load it")


def _may_hold(head: bytes) -> bool:
    begins = head.startswith((LOCAL_MAGIC, b"\x93NUMPY")) or is_header(head[:BLOCK])
    return begins or begins_pickle(head) or begins_old_pickle(head)


def _read_by(opened: Checkpoint | None, rows: Sequence[ZipEntry]) -> frozenset[str]:
    """The names of the records whose pickles the reader has run."""
    if opened is None or opened.format not in ("torch_zip", "torchscript"):
        return frozenset()
    folder = str(opened.details.get("folder", ""))
    prefix = f"{folder}/" if folder else ""
    if opened.format == "torch_zip":
        return frozenset([f"{prefix}data.pkl"])
    sizes = {row.name.removeprefix(prefix): row.size for row in reversed(rows)}
    return frozenset(f"{prefix}{name}" for name in looked_through(sizes))


def _members_of(opened: Checkpoint | None) -> dict[str, Checkpoint]:
    """The files of a bundle that were opened: of them only what their readers leave out is looked for."""
    members = () if opened is None else opened.members
    return {str(path[0]): inner for path, inner in members if len(path) == 1}


def _shards_in(opened: Checkpoint | None) -> dict[str, Source]:
    """The shards in a bundle by their names, of which their index has told the names that they use."""
    members = () if opened is None else opened.members
    return {name: source for _, inner in members for name, source in shards_of(inner.source).items()}


def _at(where: str) -> str:
    return f" in {plain_text(where.removesuffix(', '), 120)}" if where else ""
