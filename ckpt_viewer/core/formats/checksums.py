"""The checksums of a zip against its bytes: of a whole file on demand, and of what a save has read anyway.

PyTorch writes a CRC-32 for each record and does not compare it when it loads; with `set_crc32_options(False)` it writes
zeros, which count as no checksum. Constant memory; `task` counts bytes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.crc import crc32
from ckpt_viewer.core.errors import Damaged, Unsupported
from ckpt_viewer.core.formats.base import Written
from ckpt_viewer.core.formats.zip_directory import LOCAL_MAGIC, ZipRecord
from ckpt_viewer.core.formats.zip_records import find_records
from ckpt_viewer.core.formats.zip_rows import ZipEntry
from ckpt_viewer.core.graph import Graph, Node, NodeId, Path, StorageNode, Tensor, storage_in
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.local import LocalFile, ReopenedFile
from ckpt_viewer.core.sources.paged import Pages
from ckpt_viewer.core.task import Task, looking_up
from ckpt_viewer.core.tensor import Storage
from ckpt_viewer.core.wording import bytes_text, count_text, path_text, plain_text, some_text

MISMATCH = "its bytes do not match the checksum in the file (CRC-32)"
_BLOCK = 4 << 20
_SHOWN = 6
_DEPTH = 200
_STRIDE = 256  # nodes between two looks at the task
Place = tuple[Source, int]
"""A file and an offset in it: of a record that of its local header."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A record whose bytes are not those that were written, and the tensors that look into it."""

    place: Place
    record: str
    reason: str
    paths: tuple[Path, ...]

    @property
    def name(self) -> str:
        """The first of its tensors, or the record where it is none's."""
        if not self.paths:
            return f"record {plain_text(self.record, 120)}"
        more = len(self.paths) - 1
        return path_text(self.paths[0], 120) + (f" (and {more:,} more in the same memory)" if more else "")


@dataclass(frozen=True, slots=True)
class ByteCheck:
    """What reading every byte gave. `checked` records had a checksum, `without` had none, `broken` are known to be
    missing or cut."""

    checked: int
    nbytes: int
    without: int
    broken: int
    mismatches: tuple[Mismatch, ...]

    @property
    def sentence(self) -> str:
        """The outcome for a person, without a full stop."""
        if not self.checked:
            return "This file holds no checksums to compare its bytes with"
        rest = [f"{count_text(n, 'record')} {words}" for n, words in (
            (self.without, "without a checksum"), (self.broken, "not whole")) if n]
        beside = f"; {', '.join(rest)}" if rest else ""
        if not self.mismatches:
            verb = "matches its checksum" if self.checked == 1 else "match their checksums"
            return f"{count_text(self.checked, 'record')} {verb} ({bytes_text(self.nbytes)}){beside}"
        names = some_text([one.name for one in self.mismatches[:_SHOWN]], len(self.mismatches))
        verb = "does not match its checksum" if len(self.mismatches) == 1 else "do not match their checksums"
        count = f"{len(self.mismatches):,} of {count_text(self.checked, 'record')}"
        return f"{count} {verb} (CRC-32): {names}{beside}"


def check_bytes(graph: Graph, file: Source, task: Task) -> ByteCheck:
    """Read every record of `file` and of the zips that tensors lie in, and compare. Raises SourceError, Cancelled."""
    users = _users(graph, range(graph.next_id))
    sources = dict.fromkeys([*([file] if _is_zip(file) else []), *(source for source, _ in users)])
    rows = [(source, row) for source in sources for row in find_records(source, task).entries]
    told = [(source, row) for source, row in rows if _has_sum(row) and not row.problem]
    task.start(sum(row.size for _, row in told), "checking every byte")
    failed = []
    for source, row in told:
        reason = _reason(ZipRecord(source, row), task)
        if reason:
            failed.append(((source, row.header), row.name, reason))
    broken = sum(bool(row.problem) for _, row in rows)
    return ByteCheck(len(told), sum(row.size for _, row in told), len(rows) - len(told) - broken, broken,
                     _named(graph, users, failed))


def check_written(original: Graph, written: Iterable[Written], task: Task) -> tuple[Mismatch, ...]:
    """The records that the bytes of storages came from which were just written; `original` is the whole that they are
    of. What went through whole has its sum already; only of others, and of what differs, is the record read again.
    Raises SourceError, Cancelled."""
    passed: dict[Place, int] = {}
    records: dict[Place, ZipRecord] = {}
    for one in written:
        storage = storage_in(original, one.storage)
        found = {record.place: record for record in records_of(storage)}
        records |= found
        if len(found) == 1 and not one.taken:
            passed.update((place, one.crc) for place, record in found.items() if record.size == storage.nbytes)
    failed = [(place, record.entry.name, reason) for place, record in records.items()
              if _has_sum(record.entry) and (reason := _differs(record, passed, task))]
    return _named(original, _users(original, range(original.next_id)), failed) if failed else ()


def check_copied(graph: Graph, file: Source, sums: CopySums, task: Task) -> tuple[Mismatch, ...]:
    """As `check_written`, for a file that was copied, with the `sums` of what was."""
    failed = dict[Place, tuple[str, str]]()
    for row in whole_rows(file, task):
        if _has_sum(row) and sums.of(row.header) != row.crc and (reason := _reason(ZipRecord(file, row), task)):
            failed[file, row.header] = row.name, reason
    if not failed:
        return ()
    return _named(graph, _users(graph, range(graph.next_id)), [(place, *told) for place, told in failed.items()])


class PassingSums:
    """Sums parts of a stream of bytes as it passes from the front to the back.

    One thread may announce parts while another one adds bytes.
    """

    def __init__(self) -> None:
        self._parts: deque[tuple[int, int]] = deque()
        self._crc, self._at = 0, 0
        self.passed = PartedDict[int, int]()  # by the offset of the first byte

    def expect(self, start: int, nbytes: int) -> None:
        """A part, before its first byte passes; they lie one behind another, and are announced in that order."""
        if nbytes:
            self._parts.append((start, start + nbytes))

    def add(self, block: memoryview) -> None:
        """The bytes that follow those that were added before."""
        at, end = self._at, self._at + block.nbytes
        while self._parts and self._parts[0][0] < end:
            start, stop = self._parts[0]
            self._crc = crc32(block[max(start, at) - at : min(stop, end) - at], self._crc)
            if stop > end:
                break
            self.passed[start] = self._crc
            self._crc = 0
            self._parts.popleft()
        self._at = end


class CopySums:
    """Sums the stored records of a zip while its bytes are copied from the front to the back."""

    def __init__(self, file: Source, task: Task) -> None:
        self._sums, self._starts = PassingSums(), PartedDict[int, int]()
        for start, stop, header in _ranges(file, task):
            self._starts[header] = start
            self._sums.expect(start, stop - start)

    def add(self, block: memoryview) -> None:
        """The bytes that follow those that were added before."""
        self._sums.add(block)

    def of(self, header: int) -> int | None:
        """That of the record with this header, None where it has none."""
        start = self._starts.get(header)
        return None if start is None else self._sums.passed.get(start)

    def clear(self) -> None:
        """Let go of them, a few at a time."""
        self._starts.clear()
        self._sums.passed.clear()


def known_sum(storage: Storage, *, little_endian: bool) -> int | None:
    """The CRC-32 that a zip gives for the bytes of a storage as they are; None where there is none or they change."""
    if len(storage.chunks) != 1 or storage.little_endian != little_endian:
        return None
    (chunk,), record = storage.chunks, storage.chunks[0].source
    if not isinstance(record, ZipRecord) or chunk.offset or chunk.start or not _has_sum(record.entry):
        return None
    return record.entry.crc if record.size == chunk.nbytes == storage.nbytes else None


def place_of(storage: Storage, pages: Pages) -> Place | None:
    """The file that the bytes of a storage lie in one behind another and as they are, and the offset of the first; None
    where they do not. Raises what reading them raises."""
    if len(storage.chunks) != 1 or storage.chunks[0].nbytes != storage.nbytes or storage.problem:
        return None
    source, offset = storage.chunks[0].source, storage.chunks[0].offset
    if isinstance(source, ZipRecord):
        return source.stands_at(offset, pages)
    return (source, offset) if isinstance(source, LocalFile | ReopenedFile) else None


def records_of(storage: Storage) -> Iterator[ZipRecord]:
    """The records of zips that the bytes of a storage come from, through whatever converts them."""
    waiting = [storage]
    while waiting:
        for chunk in waiting.pop().chunks:
            inner = getattr(chunk.source, "storage", None)  # of a CastSource or GatherSource, which need numpy
            if isinstance(chunk.source, ZipRecord):
                yield chunk.source
            elif isinstance(inner, Storage):
                waiting.append(inner)


class Marking:
    """Gives the tensors of bad records a problem that says so; the same nodes in each graph it is applied to, and for a
    graph that it has seen the same graph at once."""

    touched: set[NodeId]  # in any of the graphs

    def __init__(self, mismatches: Iterable[Mismatch]) -> None:
        self.touched = set()
        self._reasons = {one.place: one.reason for one in mismatches}
        self._made: dict[int, tuple[Node, Node]] = {}
        self._storages: dict[int, tuple[Storage, Storage]] = {}
        self._graphs: dict[int, tuple[Graph, Graph]] = {}

    def apply(self, graph: Graph, task: Task) -> Graph:
        """The same graph where nothing in it is bad. Raises Cancelled."""
        if id(graph) not in self._graphs:
            self._graphs[id(graph)] = graph, self._applied(graph, task)
        return self._graphs[id(graph)][1]

    def _applied(self, graph: Graph, task: Task) -> Graph:
        changes = {}
        for node in range(graph.next_id) if self._reasons else ():
            if node % _STRIDE == 0:
                task.check()
            held = graph[node]
            if isinstance(held, Tensor | StorageNode):
                marked = self._marked(held)
                if marked is not held:
                    changes[node] = marked
        self.touched.update(changes)
        return graph.replace(changes) if changes else graph

    def _marked(self, held: Tensor | StorageNode) -> Node:
        storage = held.spec.storage if isinstance(held, Tensor) else held.storage
        reason = next((why for record in records_of(storage) if (why := self._reasons.get(record.place))), "")
        if not reason:
            return held
        if id(held) not in self._made:
            _, bad = self._storages.setdefault(id(storage), (storage, replace(storage, chunks=(), problem=reason)))
            new = replace(held, spec=replace(held.spec, storage=bad)) if isinstance(held, Tensor) else StorageNode(bad)
            self._made[id(held)] = held, new
        return self._made[id(held)][1]


def whole_rows(file: Source, task: Task) -> Iterator[ZipEntry]:
    """The records of a zip that are whole; none of any other file."""
    rows = find_records(file, task).entries if _is_zip(file) else ()
    return (row for row in looking_up(rows) if not row.problem)  # a list of a million takes long to be let go of


def _is_zip(file: Source) -> bool:
    return file.read_at(0, min(4, file.size)) == LOCAL_MAGIC


def _has_sum(row: ZipEntry) -> bool:
    return row.size > 0 and row.crc > 0


@dataclass(frozen=True, slots=True)
class _Use:
    """A record and the tensors and storages that look into it."""

    record: ZipRecord
    nodes: list[NodeId]


def _users(graph: Graph, nodes: Iterable[NodeId]) -> dict[Place, _Use]:
    users: dict[Place, _Use] = {}
    for node in nodes:
        held = graph[node]
        if isinstance(held, Tensor | StorageNode):
            for record in records_of(held.spec.storage if isinstance(held, Tensor) else held.storage):
                users.setdefault(record.place, _Use(record, [])).nodes.append(node)
    return users


def _differs(record: ZipRecord, passed: Mapping[Place, int], task: Task) -> str:
    return "" if passed.get(record.place) == record.entry.crc else _reason(record, task)


def _reason(record: ZipRecord, task: Task) -> str:
    """Why the bytes of a record are not those of its checksum, or an empty string."""
    crc, size = 0, record.size
    buffer = memoryview(bytearray(min(_BLOCK, size)))
    try:
        for start in range(0, size, _BLOCK):
            block = buffer[: min(_BLOCK, size - start)]
            record.readinto_at(start, block)
            crc = crc32(block, crc)
            task.advance(block.nbytes)
    except (Damaged, Unsupported) as error:
        return error.what
    return "" if crc == record.entry.crc else MISMATCH


def _named(graph: Graph, users: Mapping[Place, _Use],
           failed: list[tuple[Place, str, str]]) -> tuple[Mismatch, ...]:
    nodes = {place: users[place].nodes if place in users else [] for place, _, _ in failed}
    wanted = {node for some in nodes.values() for node in some}
    paths = {node: path for path, node in graph.survey(depth=_DEPTH, runs=False) if node in wanted} if wanted else {}
    return tuple(Mismatch(place, name, reason, tuple(paths[n] for n in nodes[place] if n in paths))
                 for place, name, reason in failed)


def _in_order(file: Source, task: Task) -> Iterator[ZipEntry]:
    """The whole records as they lie in the file, which is hardly ever not the order of its directory."""
    rows = whole_rows(file, task)
    if any(one.header > other.header for one, other in pairwise(whole_rows(file, task))):
        return iter(sorted(rows, key=lambda row: row.header))
    return rows


def _ranges(file: Source, task: Task) -> Iterator[tuple[int, int, int]]:
    """First and last byte and header of each stored record, in order; of those that overlap only the first."""
    end = 0
    for row in _in_order(file, task):
        try:
            start = ZipRecord(file, row).start
        except (Damaged, Unsupported):
            continue
        if row.method == 0 and row.size and start >= end:
            end = start + row.size
            yield start, end, row.header
