"""Records of a zip that are not compressed, many at once: where their bytes start.

Contract: what `ZipRecord` says of each, or nothing where that would be an error.
"""

from __future__ import annotations

import numpy as np

from ckpt_viewer.core.formats.zip_directory import LOCAL, LOCAL_MAGIC
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.paged import PagedSource

if TYPE_CHECKING:
    from ckpt_viewer.core.tensor_columns import Ints, Octets

_LOOKED_AT = np.array([0, 1, 2, 3, 6, 26, 27, 28, 29])
"""Bytes of a local header: magic number, flags, lengths of name and extra field (APPNOTE 6.3, 4.3.7)."""
_MAGIC = np.frombuffer(LOCAL_MAGIC, np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class StoredRecords:
    """As `tensor_columns.Records`. `flags`, `sizes` and `sums`, of CRC-32, are those of the directory."""

    file: Source
    begins: Ints
    sizes: Ints
    flags: Ints
    sums: Ints
    header: int = 512  # with what aligns the bytes behind it; where it is longer, a record is read by itself

    def starts(self, which: Ints, seen: Octets, at: int) -> Ints:
        if seen.size < LOCAL.size:
            return np.full(which.size, -1)
        first = self.begins[which] - at
        there = (first >= 0) & (first <= seen.size - LOCAL.size)
        return np.where(there, self._starts(which, seen[np.where(there, first, 0)[:, None] + _LOOKED_AT]), -1)

    def all_starts(self, which: Ints) -> Ints:
        """The same of records anywhere, by their headers. Raises what reading these raises."""
        pages = PagedSource(self.file)
        seen = b"".join([pages.read_at(begin, LOCAL.size) for begin in self.begins[which].tolist()])
        return self._starts(which, np.frombuffer(seen, np.uint8).reshape(-1, LOCAL.size)[:, _LOOKED_AT])

    def _starts(self, which: Ints, heads: Octets) -> Ints:
        """By what was looked at of their headers."""
        heads = heads.astype(np.int64)
        starts = self.begins[which] + LOCAL.size + heads[:, 5] + (heads[:, 6] << 8) + heads[:, 7] + (heads[:, 8] << 8)
        sound = (heads[:, :4] == _MAGIC).all(1) & ((self.flags[which] | heads[:, 4]) & 1 == 0)
        return np.where(sound & (starts + self.sizes[which] <= self.file.size), starts, -1)
