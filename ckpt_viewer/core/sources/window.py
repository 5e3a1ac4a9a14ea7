"""A part of another source as a source of its own."""

from __future__ import annotations

from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.tensor import Readable


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
