"""Storages on their way from one zip into another: small records that lie side by side are read and written together.

Contract: the bytes are those that writing them one by one gives, and so is what is told of an error: where a record
does not lie as the directory says, none of those around it is taken so. No storage is made of what is taken together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ckpt_viewer.core.graph import Graph, Stored
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckpt_viewer.core.formats.zip_columns import StoredRecords
    from ckpt_viewer.core.tensor_columns import Ints, TensorColumns

_MANY = 256  # tensors; for fewer numpy is not loaded
_LARGEST = 1 << 17  # bytes; what is larger goes from file to file without a copy in between
_WINDOW = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Storages by key that follow one another, and the records of them, where these lie side by side."""

    storages: list[tuple[str, Stored]]
    records: StoredRecords | None = None
    which: Ints | None = None

    def read(self, buffer: memoryview) -> list[tuple[memoryview, int]]:
        """The bytes of each and their CRC-32 by the directory; nothing where each has to be read by itself. Raises what
        reading raises."""
        if self.records is None or self.which is None:
            return []
        import numpy as np  # small files are saved without it

        records, which = self.records, self.which
        first, last = int(records.begins[which[0]]), which[-1]
        end = min(int(records.begins[last] + records.header + records.sizes[last]), records.file.size)
        seen = buffer[: end - first]
        records.file.readinto_at(first, seen)
        starts = records.starts(which, np.frombuffer(seen, np.uint8), first) - first
        ends = starts + records.sizes[which]
        if starts.min() < 0 or ends.max() > seen.nbytes:
            return []
        places = zip(starts.tolist(), ends.tolist(), records.sums[which].tolist(), strict=True)
        return [(seen[start:stop], crc) for start, stop, crc in places]


def window() -> memoryview:
    """Room for what one group reads."""
    return memoryview(bytearray(_WINDOW + 2 * _LARGEST))


def grouped(graph: Graph, storages: Mapping[str, Stored], *, little_endian: bool) -> Iterator[Group]:
    """All of them, in their order."""
    items = list(storages.items())
    unmade = [(place, held) for place, (_, held) in enumerate(items) if isinstance(held, int)]
    laid = graph.laid([node for _, node in unmade]) if len(unmade) >= _MANY else None
    done = 0
    if laid is not None and laid.little_endian == little_endian:
        for first, records, which in _side_by_side(laid, [place for place, _ in unmade]):
            if first > done:
                yield Group(items[done:first])
            done = first + which.size
            yield Group(items[first:done], records, which)
    yield Group(items[done:])


def _side_by_side(laid: TensorColumns, places: list[int]) -> Iterator[tuple[int, StoredRecords, Ints]]:
    """Records that one read gets, and the place of the first among all storages; `places` are those of what was asked
    for."""
    import numpy as np

    from ckpt_viewer.core.formats.zip_columns import StoredRecords

    records = laid.records
    if not isinstance(records, StoredRecords):
        return
    wanted = np.array([look.storage.nbytes for look in laid.looks], np.int64)[laid.like]
    sizes, sums = records.sizes[laid.which], records.sums[laid.which]
    taken = (sizes == wanted) & (sizes > 0) & (sizes <= _LARGEST) & (sums > 0)  # a sum of 0 counts as none
    which, at = laid.which[taken], np.array(places, np.int64)[laid.rows[taken]]
    begins = records.begins[which]
    gaps = np.diff(begins) - sizes[taken][:-1]
    apart = (np.diff(at) != 1) | (gaps < 0) | (gaps > records.header) | (np.diff(begins // _WINDOW) != 0)
    for some in np.split(np.arange(which.size), apart.nonzero()[0] + 1):
        if some.size:
            yield int(at[some[0]]), records, which[some]
