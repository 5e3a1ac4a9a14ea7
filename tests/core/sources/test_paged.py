"""Pages save reads where things lie side by side, and cost little where they do not."""

from __future__ import annotations

from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.sources.paged import PagedSource

SIZE = 8 << 20


class Counting(MemorySource):
    """Counts reads and bytes."""

    def __init__(self) -> None:
        super().__init__(bytes(SIZE))
        self.reads = self.read = 0

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        self.reads += 1
        self.read += buffer.nbytes
        super().readinto_at(offset, buffer)


def test_neighbours_share_a_page() -> None:
    whole = Counting()
    pages = PagedSource(whole)
    for at in range(0, SIZE - 64, 128):
        pages.read_at(at, 64)
    assert whole.reads < 30
    assert whole.read <= SIZE


def test_what_lies_far_apart_costs_little_more_than_itself() -> None:
    whole = Counting()
    pages = PagedSource(whole)
    for at in [*range(0, SIZE, 1 << 17), *range(0, SIZE, 1 << 17)]:
        pages.read_at(at, 64)
    assert whole.read <= 2 * 64 * 4096


def test_large_reads_go_by_the_pages() -> None:
    whole = Counting()
    pages = PagedSource(whole)
    assert len(pages.read_at(0, SIZE)) == SIZE
    assert (whole.reads, whole.read) == (1, SIZE)
