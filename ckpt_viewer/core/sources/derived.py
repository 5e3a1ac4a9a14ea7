"""Bytes that are made of those of a storage whenever they are read, and never held in memory.

Contract: a subclass says how many there are and makes them; what is below belongs to the checkpoint, so that closing
gives nothing back. Reading raises what reading the storage raises.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.tensor import Storage


class DerivedSource(Source):
    """Changed when the sources of its storage are."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    @property
    def storage(self) -> Storage:
        """What the bytes are made of."""
        return self._storage

    def identity(self) -> tuple[int, ...]:
        return (self.size, *(number for source in self._sources() for number in source.identity()))

    def changed(self) -> bool:
        return any(source.changed() for source in self._sources())

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        self.check_reach(offset, buffer.nbytes)
        self._fill(buffer.cast("B"), offset)

    @abstractmethod
    def _fill(self, view: memoryview, offset: int) -> None:
        """Make as many bytes as `view` has, from `offset` on; that many there are."""

    def _sources(self) -> list[Source]:
        held = {id(chunk.source): chunk.source for chunk in self._storage.chunks}
        return [source for source in held.values() if isinstance(source, Source)]


def fill_by_elements(view: memoryview, offset: int, size: int, most: int,
                     make: Callable[[int, int], bytes | memoryview]) -> None:
    """Fill `view`, which begins at byte `offset`, from what `make(first, last)` gives of the elements `first` to `last`
    of `size` bytes each, at most `most` of them at once."""
    end = offset + view.nbytes
    last = -(-end // size)
    for first in range(offset // size, last, most):
        data, start = memoryview(make(first, min(first + most, last))), first * size
        low, high = max(offset, start), min(end, start + data.nbytes)
        view[low - offset : high - offset] = data[low - start : high - start]
