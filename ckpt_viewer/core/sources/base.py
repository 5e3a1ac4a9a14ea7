"""Where bytes come from: positional reads, a size, and an identity that tells when the file was changed."""

from __future__ import annotations

from abc import ABC, abstractmethod


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

    @abstractmethod
    def changed(self) -> bool:
        """True when the file at this name is no longer the one that was opened."""

    @abstractmethod
    def close(self) -> None:
        """Give back the handle; reading afterwards raises SourceError."""
