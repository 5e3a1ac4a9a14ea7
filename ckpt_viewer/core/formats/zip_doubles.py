"""Which of several records of one name PyTorch reads. Neither the first nor the last: its zip library sorts the
directory by a heap, which keeps no order among equals, and looks for a name by halves; capitals make no difference.

Contract: as `mz_zip_reader_sort_central_dir_offsets_by_filename` and `mz_zip_locate_file_binary_search` of miniz do it
(third_party/miniz-3.0.2/miniz.c, and the versions before), step by step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ckpt_viewer.core.formats.zip_rows import Names, ZipEntry
from ckpt_viewer.core.task import looking_up

MOST = 1 << 16
"""Rows that are sorted so; those of a directory with more take too long."""


def read_by_torch(names: Sequence[str], wanted: Iterable[str]) -> list[int]:
    """The place among the names of all rows, in the order of the directory, that each wanted one leads to."""
    spelled = [name.encode("utf-8", "surrogatepass").lower() for name in names]
    order = _sorted(spelled)
    return [_found(spelled, order, name.encode("utf-8", "surrogatepass").lower()) for name in wanted]


def places_read(rows: Sequence[ZipEntry], wanted: Collection[str]) -> frozenset[int]:
    """The places of the records that PyTorch reads by these names; of too many rows the first ones."""
    places, twice = dict[str, int](), list[str]()
    for place, name in enumerate(looking_up(Names.of(rows))):
        if name in wanted and places.setdefault(name, place) != place:
            twice.append(name)
    if twice and len(rows) <= MOST:
        places.update(zip(twice, read_by_torch(list(Names.of(rows)), twice), strict=True))
    return frozenset(places.values())


def _sorted(names: list[bytes]) -> list[int]:
    order = list(range(len(names)))
    for root in looking_up(reversed(range(len(order) // 2))):
        _sift(names, order, root, len(order))
    for end in looking_up(reversed(range(1, len(order)))):
        order[end], order[0] = order[0], order[end]
        _sift(names, order, 0, end)
    return order


def _sift(names: list[bytes], order: list[int], root: int, end: int) -> None:
    """Let what stands at the root of the heap sink."""
    while (child := 2 * root + 1) < end:
        if child + 1 < end and names[order[child]] < names[order[child + 1]]:
            child += 1
        if names[order[root]] >= names[order[child]]:
            return
        order[root], order[child] = order[child], order[root]
        root = child


def _found(names: list[bytes], order: list[int], name: bytes) -> int:
    low, high = 0, len(order) - 1
    while low <= high:
        middle = (low + high) // 2
        held = names[order[middle]]
        if held == name:
            return order[middle]
        low, high = (middle + 1, high) if held < name else (low, middle - 1)
    raise KeyError(name)
