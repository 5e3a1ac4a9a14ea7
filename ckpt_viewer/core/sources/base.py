"""Where bytes come from: positional reads, a size, and an identity that tells when the file was changed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.tensor import Readable

_STEP = 1 << 20


class Source(ABC):
    """Random access to bytes that stay the same while it is open; every method may be called from any thread."""

    @property
    @abstractmethod
    def size(self) -> int:
        """Length in bytes."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What a person would call it: the path of a file."""

    @property
    def real_name(self) -> str:
        """The name of the file that holds the bytes, after following links."""
        return self.name

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all files behind it; the first is `name`."""
        return (self.name,)

    def beside(self, name: str) -> Source:
        """The regular file of this bare name in the same folder. Raises SourceError, also for a name that leads
        anywhere else."""
        raise SourceError("no other files lie beside this one", name, "Unpack it and open what is inside.")

    def names_beside(self, limit: int) -> tuple[str, ...]:  # noqa: ARG002 (nothing lies beside most sources)
        """The names in the same folder, sorted; none where they cannot be had or are more than `limit`."""
        return ()

    @abstractmethod
    def identity(self) -> tuple[int, ...]:
        """Numbers that differ once the bytes may differ (size, mtime_ns, inode, device)."""

    @abstractmethod
    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        """Fill `buffer` from `offset`. Raises ChangedOnDisk on a short read or a changed file, SourceError else."""

    def read_at(self, offset: int, count: int) -> bytes:
        """`count` bytes from `offset`; same errors as `readinto_at`."""
        buffer = bytearray(count)
        self.readinto_at(offset, memoryview(buffer))
        return bytes(buffer)

    def blocks(self, most: int = 1 << 20) -> Iterator[memoryview]:
        """All bytes, at most so many at a time, in one buffer that is used again; same errors as `readinto_at`."""
        buffer = memoryview(bytearray(min(most, self.size)))
        for start in range(0, self.size, most):
            block = buffer[: min(most, self.size - start)]
            self.readinto_at(start, block)
            yield block

    def next_data(self, offset: int) -> int:
        """From where on, at or behind `offset`, there may be other bytes than zeros: a hole that the file system knows
        of, which may be terabytes, is passed over. `size` where nothing else comes; a system without holes says
        `offset`."""
        return min(offset, self.size)

    def end_of_data(self, end: int) -> int:
        """The same backwards, roughly: a place from which on there are only zeros up to `end`, or `end` itself."""
        found, step = end, _STEP
        while found > 0 and self.next_data(max(0, found - step)) >= end:
            found, step = max(0, found - step), 2 * step
        return found

    def check_reach(self, offset: int, count: int) -> None:
        """Raises SourceError where not all of these bytes are there."""
        end = offset + count
        if offset < 0 or end > self.size:
            raise SourceError(f"it has {self.size:,} bytes; those from {offset:,} to {end:,} are asked for", self.name,
                              "It is cut short; copy or download it again.")

    @abstractmethod
    def changed(self) -> bool:
        """True when the file at this name is no longer the one that was opened."""

    def close(self) -> None:  # noqa: B027 (most have nothing to give back)
        """Give back the handle, if there is one; reading afterwards raises SourceError."""


def check_bare(name: str) -> None:
    """Raises SourceError for a name that is not simply that of a file in the same folder, on any system."""
    problem = _not_bare(name)
    if problem:
        raise SourceError(f"this is {problem}, not the bare name of a file in the same folder", name,
                          "Nothing else is opened.")


class WindowSource(Source):
    """The bytes of `whole` from `start` up to `end`. Closing it gives back nothing: the whole is somebody else's."""

    def __init__(self, whole: Readable, start: int, end: int, name: str = "part of a file") -> None:
        self._whole, self._start, self._size, self._name = whole, start, max(0, end - start), name

    @property
    def size(self) -> int:
        return self._size

    @property
    def name(self) -> str:
        return self._name

    def identity(self) -> tuple[int, ...]:
        whole = self._whole.identity() if isinstance(self._whole, Source) else (id(self._whole),)
        return (*whole, self._start, self._size)

    def changed(self) -> bool:
        return isinstance(self._whole, Source) and self._whole.changed()

    def next_data(self, offset: int) -> int:
        if not isinstance(self._whole, Source):
            return super().next_data(offset)
        return min(self._whole.next_data(self._start + offset) - self._start, self._size)

    def read_at(self, offset: int, count: int) -> bytes:
        self.check_reach(offset, count)
        return self._whole.read_at(self._start + offset, count)

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        self.check_reach(offset, buffer.nbytes)
        self._whole.readinto_at(self._start + offset, buffer)


def _not_bare(name: str) -> str:
    """What a name is that is not simply that of a file in the same folder, on any system; else empty."""
    if "://" in name:
        return "an address on the network"
    if "/" in name or "\\" in name or name in ("", ".", ".."):
        return "a path"
    if ":" in name or not name.isprintable():
        return "no name that every system takes"
    return ""
