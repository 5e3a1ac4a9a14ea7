"""Another source, read a page at a time where small reads follow one another."""

from __future__ import annotations

from ckpt_viewer.core.sources.base import Source

_LEAST, _MOST = 1 << 12, 1 << 20


class Pages:
    """Gives the pages of the file that was asked for last."""

    def __init__(self) -> None:
        self._last: tuple[Source, PagedSource] | None = None

    def of(self, whole: Source) -> PagedSource:
        if self._last is None or self._last[0] is not whole:
            self._last = whole, PagedSource(whole)
        return self._last[1]


class PagedSource(Source):
    """The bytes of `whole`, for who reads the headers of a hundred thousand small things that lie side by side.

    A page is as long as neighbourhood is worth it: each one that the last one leads to is twice as long, up to a MiB; a
    read elsewhere begins anew with few bytes, so that things far apart cost hardly more than by themselves. A change of
    the file is seen with the next page. Closing it gives back nothing: the whole is somebody else's.
    """

    def __init__(self, whole: Source) -> None:
        self._whole = whole
        self._page = (0, b"")  # in one place, so that threads may share it

    @property
    def size(self) -> int:
        return self._whole.size

    @property
    def name(self) -> str:
        return self._whole.name

    @property
    def real_name(self) -> str:
        return self._whole.real_name

    @property
    def files(self) -> tuple[str, ...]:
        return self._whole.files

    def identity(self) -> tuple[int, ...]:
        return self._whole.identity()

    def changed(self) -> bool:
        return self._whole.changed()

    def read_at(self, offset: int, count: int) -> bytes:
        start, page = self._page
        at = offset - start
        if at >= 0 and at + count <= len(page):
            return page[at : at + count]
        if offset < 0 or count >= _MOST or offset + count > self._whole.size:
            return self._whole.read_at(offset, count)  # which refuses what is not there
        page = self._next(offset, count)
        return page[:count]

    def _next(self, offset: int, count: int) -> bytes:
        start, page = self._page
        near = start <= offset <= start + 2 * len(page)
        length = max(count, min(2 * len(page), _MOST) if near else _LEAST)
        page = self._whole.read_at(offset, min(length, self._whole.size - offset))
        self._page = offset, page
        return page

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        if buffer.nbytes >= _MOST:
            self._whole.readinto_at(offset, buffer)
        else:
            buffer.cast("B")[:] = self.read_at(offset, buffer.nbytes)
