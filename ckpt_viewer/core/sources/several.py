"""A checkpoint that lies in several files, as one source: read as the first of them, changed when any of them is."""

from __future__ import annotations

from ckpt_viewer.core.sources.base import Source


class SeveralFiles(Source):
    """`first` names it and gives the bytes; tensors read from `others` themselves. All are closed together."""

    def __init__(self, first: Source, others: tuple[Source, ...]) -> None:
        self._first = first
        self._others = others

    @property
    def others(self) -> tuple[Source, ...]:
        return self._others

    @property
    def size(self) -> int:
        return self._first.size

    @property
    def name(self) -> str:
        return self._first.name

    @property
    def real_name(self) -> str:
        return self._first.real_name

    @property
    def files(self) -> tuple[str, ...]:
        return (self.name, *(other.name for other in self._others))

    def beside(self, name: str) -> Source:
        return self._first.beside(name)

    def names_beside(self, limit: int) -> tuple[str, ...]:
        return self._first.names_beside(limit)

    def identity(self) -> tuple[int, ...]:
        return tuple(number for source in (self._first, *self._others) for number in source.identity())

    def changed(self) -> bool:
        return any(source.changed() for source in (self._first, *self._others))

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        self._first.readinto_at(offset, buffer)
        # Who reads the first file again, to learn whether all was whole, has to hear of the others too.
        for other in self._others:
            other.readinto_at(0, memoryview(bytearray(min(1, other.size))))

    def close(self) -> None:
        for source in (self._first, *self._others):
            source.close()
