"""What a container format must offer: recognise a file by its content, read it, write it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage


@dataclass(frozen=True, slots=True)
class Peek:
    """The first and last bytes of a file, all that `probe` may look at, and its length."""

    head: bytes
    tail: bytes
    size: int
    name: str


HEAD_BYTES = 4096
TAIL_BYTES = 4096


def peek_at(source: Source) -> Peek:
    """The first and last bytes, by which formats recognise themselves."""
    head = source.read_at(0, min(HEAD_BYTES, source.size))
    start = max(0, source.size - TAIL_BYTES)
    return Peek(head, source.read_at(start, source.size - start), source.size, source.name)


class Format(ABC):
    """One container. `name` is what `Checkpoint.format` and `ckpt info` say; `title` is for people."""

    name: str
    title: str

    @abstractmethod
    def probe(self, peek: Peek) -> int:
        """How sure we are that this is ours: 0 = no, 100 = nothing else can be meant."""

    @abstractmethod
    def read(self, source: Source, task: Task) -> Checkpoint:
        """The checkpoint, without a byte of its tensors. Raises Damaged, NotACheckpoint, Unsupported, Cancelled."""


class Sink(Protocol):
    """Where a file goes: an open file, or something that counts or sums on the way to one."""

    def write(self, data: bytes | memoryview, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Written:
    """A storage as it was written: the key that the new file gives it, and the CRC-32 of its bytes there."""

    key: str
    storage: Storage
    crc: int


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
