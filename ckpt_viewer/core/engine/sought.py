"""Which bytes of a file hold tensors that are to be read together, column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Protocol, cast

import numpy as np

from ckpt_viewer.core.engine.blocks import BLOCK_ELEMENTS
from ckpt_viewer.core.engine.layout import in_some_order
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.tensor import Readable, TensorSpec

if TYPE_CHECKING:
    from ckpt_viewer.core.tensor_columns import Ints, Octets, TensorColumns

_GAP = 32 << 10  # bytes; reading over a shorter gap is quicker than a second read
_GAPS = 4 << 20  # bytes; over more of them together nothing is read, or the room for them would have no end
_FARTHEST = 1 << 62  # bytes; no file is so long, but what a compressed record claims to be may be
_HEADER = 512  # bytes; the header of a record and what aligns its bytes have room in it, or it is read alone


class Record(Protocol):
    """A `Readable` whose bytes lie in a file somewhere behind a header, as those of a record in a zip do."""

    @property
    def place(self) -> tuple[Source, int]:
        """The file, and where the header begins."""
        ...

    def start_within(self, seen: memoryview, at: int) -> int:
        """Where in the file the first byte lies, by what was `seen` of the file from `at` on; -1 where that does not
        tell. Raises what reading raises."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """Tensors in one file: `counts` elements of `sizes` bytes, `offsets` bytes behind the beginning of a record, which
    with its header begins at `begins`. All that is to be read of one lies before its end in `ends`. `starts_of` is as
    `Records.starts`."""

    file: Readable
    places: Ints
    begins: Ints
    ends: Ints
    offsets: Ints
    counts: Ints
    sizes: Ints
    starts_of: Callable[[Ints, Octets, int], Ints]

    def windows(self) -> list[Ints]:
        """Those that one read gets, each window in the order of the file."""
        order = np.argsort(self.begins, kind="stable")
        gaps = np.maximum(self.begins[order[1:]] - np.maximum.accumulate(self.ends[order])[:-1], 0)
        read_over = np.cumsum(np.where(gaps > _GAP, 0, gaps))
        return np.split(order, ((gaps > _GAP) | ((read_over > _GAPS) & (gaps > 0))).nonzero()[0] + 1)

    def length(self, window: Ints) -> int:
        """Of what is to be read for a window."""
        return max(0, min(int(self.ends[window].max()), self.file.size) - int(self.begins[window[0]]))


def all_sought(specs: Mapping[int, TensorSpec], laid: TensorColumns | None) -> list[Sought]:
    """Those that may be read with others, called by their numbers in `specs`, or by their rows in `laid`."""
    by_file: dict[int, list[_Row]] = {}
    for place, spec in specs.items():
        row = _sought(place, spec)
        if row is not None:
            by_file.setdefault(id(row.file), []).append(row)
    found = list(map(_of_rows, by_file.values()))
    return found if laid is None else [*found, *_of_laid(laid)]


def likes(laid: TensorColumns) -> list[TensorSpec]:
    """How the tensors look, with their byte order."""
    if laid.little_endian:
        return laid.looks
    return [replace(look, storage=replace(look.storage, little_endian=False)) for look in laid.looks]


def _of_laid(laid: TensorColumns) -> Iterator[Sought]:
    extents = np.array([_extent(look, look.storage.nbytes) for look in laid.looks], np.int64).reshape(-1, 3)
    offsets, counts, sizes = extents[laid.like].T
    records, kept = laid.records, counts.nonzero()[0]
    if kept.size:
        which, offsets, sizes = laid.which[kept], offsets[kept], sizes[kept]
        begins = records.begins[which]
        yield Sought(records.file, laid.rows[kept], begins, begins + offsets + sizes + records.header,
                     offsets, counts[kept], sizes, lambda some, seen, at: records.starts(which[some], seen, at))


def _extent(spec: TensorSpec, held: int) -> tuple[int, int, int]:
    """Bytes before the elements in a storage of which so many bytes are there, how many elements and bytes; no elements
    where it is not to be read with others."""
    count, size = in_some_order(spec), spec.dtype.itemsize
    if not 0 < count <= BLOCK_ELEMENTS or (spec.storage_offset + count) * size > held:
        return 0, 0, 0
    return spec.storage_offset * size, count, count * size


class _Row(NamedTuple):
    file: Readable
    record: Record | None
    numbers: tuple[int, int, int, int, int, int]
    """The first six columns of `Sought`."""


def _sought(place: int, spec: TensorSpec) -> _Row | None:
    """Where the bytes of a tensor may be, or None where it is not to be read with others."""
    storage = spec.storage
    if len(storage.chunks) != 1 or storage.problem:
        return None
    chunk = storage.chunks[0]
    offset, count, size = _extent(spec, min(chunk.nbytes, storage.nbytes))
    if chunk.start or not count or chunk.offset < 0 or chunk.offset + chunk.nbytes > chunk.source.size:
        return None
    source, offset = chunk.source, chunk.offset + offset
    if offset + size > _FARTHEST:
        return None
    if hasattr(source, "start_within"):
        record = cast("Record", source)
        file, begin = record.place
        return _Row(file, record, (place, begin, begin + offset + size + _HEADER, offset, count, size))
    return _Row(source, None, (place, offset, offset + size, 0, count, size)) if isinstance(source, Source) else None


def _of_rows(rows: list[_Row]) -> Sought:
    """Of those in one file."""
    places, begins, ends, offsets, counts, sizes = np.array([row.numbers for row in rows], np.int64).T

    def starts_of(which: Ints, seen: Octets, at: int) -> Ints:
        found: Ints = begins[which]
        for number, place in enumerate(which.tolist()):
            record = rows[place].record
            if record is not None:
                found[number] = _start(record, seen.data, at)
        return found

    return Sought(rows[0].file, places, begins, ends, offsets, counts, sizes, starts_of)


def _start(record: Record, seen: memoryview, at: int) -> int:
    try:
        return record.start_within(seen, at)
    except CheckpointError:
        return -1
