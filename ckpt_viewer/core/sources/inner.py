"""Bytes that lie within another source: a part of it read in place, or what had to be unpacked from it.

Contract: closing an inner source never closes the one it lies in. How deep sources lie in one another, and how much
may still be unpacked from the outermost, goes along with them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import IO

from ckpt_viewer.core.errors import Damaged, SourceError, Unsupported
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.sources.base import Source, WindowSource

MAX_RATIO = 200
_SLACK = 1 << 20
_IN_MEMORY = 32 << 20
_INNER_IN_MEMORY = 1 << 18
_HAS_PREAD = hasattr(os, "pread")
_IN_MEMORY_ALONE = 512 << 20
"""Where the system has no positional reads (Windows), threads could not share a file that has no name to open again."""
_RESERVE = 256 << 20
"""What stays free on the disk of temporary files."""


@dataclass(slots=True)
class Allowance:
    """Bytes that may still be unpacked, all together, from one file."""

    left: int

    def take(self, nbytes: int, where: str) -> None:
        """Raises Damaged where it is too much."""
        self.left -= nbytes
        if self.left < 0:
            raise Damaged(f"unpacks to more than {MAX_RATIO} times its size", where,
                          "It is made to fill memory or disk; do not open it elsewhere either.")


def depth_of(source: Source) -> int:
    """In how many other sources this one lies."""
    return source.depth if isinstance(source, Window | Unpacked) else 0


def allowance_of(source: Source) -> Allowance:
    """The allowance that goes along with an inner source, or a new one for a whole file."""
    if isinstance(source, Window | Unpacked):
        return source.allowance
    return Allowance(MAX_RATIO * source.size + _SLACK)


class Window(WindowSource):
    """`size` bytes of another source from `offset`, read where they are."""

    def __init__(self, outer: Source, offset: int, size: int, name: str, allowance: Allowance) -> None:
        """Raises SourceError where they do not lie within the other one."""
        if offset < 0 or size < 0 or offset + size > outer.size:
            raise SourceError("it does not lie within the file", name, "It is cut short; copy or download it again.")
        super().__init__(outer, offset, offset + size, name)
        self.depth = depth_of(outer) + 1
        self.allowance = allowance


class Unpacked(Source):
    """Bytes that were unpacked from another source: held in memory while they are few, beyond that in a temporary
    file without a name. They are appended first and read afterwards."""

    def __init__(self, outer: Source, name: str, allowance: Allowance) -> None:
        self._outer, self._name = outer, name
        self._held = bytearray()
        self._file: IO[bytes] | None = None
        self._size = 0
        self.depth = depth_of(outer) + 1
        self.allowance = allowance
        self._keep = _IN_MEMORY_ALONE if not _HAS_PREAD else _INNER_IN_MEMORY if self.depth > 1 else _IN_MEMORY

    @property
    def size(self) -> int:
        return self._size

    @property
    def name(self) -> str:
        return self._name

    @property
    def place(self) -> str:
        """Where the bytes are, in a person's words."""
        return "memory" if self._file is None else "a temporary file without a name"

    def append(self, data: bytes) -> None:
        """Raises Damaged where too much was unpacked, Unsupported where the disk has no room for it."""
        self.allowance.take(len(data), self._name)
        self._size += len(data)
        if self._file is None and self._size <= self._keep:
            self._held += data
            return
        try:
            self._write(data)
        except OSError as error:
            raise SourceError(f"cannot be unpacked to a temporary file ({error.strerror or error})", self._name,
                              "Free some space, or unpack it yourself.") from None

    def _write(self, data: bytes) -> None:
        if not _HAS_PREAD:
            raise Unsupported(f"unpacks to more than {self._keep >> 20} MiB, which this system cannot hold", self._name,
                              "Unpack it and open what is inside.")
        if shutil.disk_usage(tempfile.gettempdir()).free < _RESERVE + len(data):
            raise Unsupported("there is no room on the disk to unpack it", self._name,
                              "Free some space, or set TMPDIR to a folder on a larger disk.")
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (closed with the checkpoint)
            data, self._held = bytes(self._held) + data, bytearray()
        view = memoryview(data)
        while view.nbytes:
            view = view[self._file.write(view) :]

    def identity(self) -> tuple[int, ...]:
        return (*self._outer.identity(), self._size)

    def changed(self) -> bool:
        return self._outer.changed()

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        self.check_reach(offset, buffer.nbytes)
        view = buffer.cast("B")
        if self._file is None:
            view[:] = memoryview(self._held)[offset : offset + view.nbytes]
            return
        try:
            while view.nbytes:
                data = os.pread(self._file.fileno(), view.nbytes, offset)
                if not data:
                    raise SourceError("what was unpacked is gone", self._name, "Open the file again.")
                view[: len(data)] = data
                view, offset = view[len(data) :], offset + len(data)
        except (OSError, ValueError) as error:
            raise SourceError(f"reading what was unpacked failed ({error})", self._name,
                              "Open the file again.") from None

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def __del__(self) -> None:
        if getattr(self, "_file", None) is not None:
            self.close()
