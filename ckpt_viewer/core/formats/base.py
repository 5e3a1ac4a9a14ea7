"""What a container format must offer: recognise a file by its content, read it, write it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats.zip_directory import EMPTY_MAGIC, LOCAL_MAGIC
from ckpt_viewer.core.formats.zip_records import find_records
from ckpt_viewer.core.formats.zip_rows import Names
from ckpt_viewer.core.graph import Graph, Stored
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import Protocol
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task


@dataclass(frozen=True, slots=True)
class Peek:
    """The first and last bytes of a file, all that `probe` may look at, and its length.

    `records` are the names in the directory of a zip; empty where it cannot be read, and where a record called
    data.pkl comes first, which says enough.
    """

    head: bytes
    tail: bytes
    size: int
    name: str
    records: tuple[str, ...] = ()

    def holds(self, *names: str) -> bool:
        """Whether one of these records is there, at the top or in the one folder of the zip."""
        wanted = frozenset(names)
        return any(record in wanted or record.partition("/")[2] in wanted for record in self.records)


CERTAIN = 100
"""What a probe says where nothing else can be meant."""
HEAD_BYTES = 4096
TAIL_BYTES = 4096
PART = ".distcp"
"""How the name of a part of a distributed checkpoint ends, in which zips lie one after another; such a file under any
other name may be made to mislead."""


def peek_at(source: Source) -> Peek:
    """The first and last bytes, by which formats recognise themselves, and the names in a zip."""
    head = source.read_at(0, min(HEAD_BYTES, source.size))
    start = max(0, source.size - TAIL_BYTES)
    tail = source.read_at(start, source.size - start)
    return Peek(head, tail, source.size, source.name, _record_names(head, source))


def begins_with_pickle(head: bytes) -> bool:
    """Whether the first record of a zip is data.pkl in the one folder that torch.save makes: no other zip has it there.
    """
    length = int.from_bytes(head[26:28], "little")
    folder, _, name = head[30 : 30 + length].partition(b"/")
    return bool(folder) and name == b"data.pkl"


def _record_names(head: bytes, source: Source) -> tuple[str, ...]:
    if not head.startswith((LOCAL_MAGIC, EMPTY_MAGIC)) or begins_with_pickle(head):
        return ()
    try:
        return tuple(Names.of(find_records(source, Task()).entries))
    except Damaged:
        return ()  # the reader of zips says what is wrong


class Format(ABC):
    """One container. `name` is what `Checkpoint.format` and `ckpt info` say; `title` is for people."""

    name: str
    title: str
    not_written = "Files of this kind cannot be written yet. Save it as a state_dict instead."
    """Why it cannot be saved as the same kind, and what can be done, where it is no `Writer`."""

    @abstractmethod
    def probe(self, peek: Peek) -> int:
        """How sure we are that this is ours: 0 = no, CERTAIN = nothing else can be meant, so that no other is asked."""

    @abstractmethod
    def read(self, source: Source, task: Task) -> Checkpoint:
        """The checkpoint, without a byte of its tensors. Raises Damaged, NotACheckpoint, Unsupported, Cancelled."""


Read = Callable[[Source, Task], Checkpoint]
"""Reads whatever container a source holds: for what lies within another one."""


class Outer(Format):
    """A container of files that are containers themselves, which it has read."""

    def __init__(self, read: Read) -> None:
        self._read = read


class Sink(Protocol):
    """Where a file goes: an open file, or something that counts or sums on the way to one."""

    def write(self, data: bytes | memoryview, /) -> object: ...


class StorageSink(ABC):
    """A sink that wants to know which of its bytes are those of storages."""

    count: int
    """How many bytes it was given."""

    @abstractmethod
    def write(self, data: bytes | memoryview, /) -> object:
        """As `Sink.write`."""

    @abstractmethod
    def storage_follows(self, nbytes: int, behind: int = 0) -> None:
        """So many bytes, behind the next `behind`, are those of a storage."""


@dataclass(frozen=True, slots=True)
class Written:
    """A storage as it was written: the key that the new file gives it, and the CRC-32 of its bytes there.

    `taken` says that the sum is the one of the record that its bytes were copied from, and nobody has summed them yet:
    reading back proves both files at once.
    """

    key: str
    storage: Stored
    crc: int
    taken: bool = False


class Writer(Format):
    """A container that can also be written."""

    @abstractmethod
    def write(self, graph: Graph, out: Sink, task: Task, details: Mapping[str, str | int]) -> tuple[Written, ...]:
        """Write `graph` with all bytes of its storages to `out`. `task` counts bytes.

        `details` is `Checkpoint.details` of the file it came from, or empty. Raises Unsupported for what this
        format cannot hold, SourceError when the bytes of a storage cannot be read, Cancelled.
        """

    @abstractmethod
    def written_size(self, graph: Graph, task: Task, details: Mapping[str, str | int]) -> int:
        """Bytes that `write` would write; no byte of a storage is read. Raises Unsupported, Cancelled."""
