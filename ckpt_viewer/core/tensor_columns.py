"""Where the bytes of many tensors lie in one file, told column by column: nothing is made for each of them.

Contract: this is what the directory of the file says. Of a record that proves to be another one when it is looked at
nothing is said here; who asks for that tensor by itself is told.
"""

from __future__ import annotations

from collections.abc import Container

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING, Protocol
from ckpt_viewer.core.tensor import Readable, TensorSpec

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Octets = npt.NDArray[np.uint8]


class Records(Protocol):
    """Records that lie in a file as they are, each behind a header of at most `header` bytes, with which it begins."""

    @property
    def file(self) -> Readable: ...

    @property
    def begins(self) -> Ints: ...

    @property
    def header(self) -> int: ...

    def starts(self, which: Ints, seen: Octets, at: int) -> Ints:
        """Where in the file the bytes of these start, by what was `seen` of it from `at` on; -1 where that does not
        tell, or not what should be there."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Unheaded:
    """Records without a header."""

    file: Readable
    begins: Ints
    header: int = 0

    def starts(self, which: Ints, seen: Octets, at: int) -> Ints:  # noqa: ARG002 (nothing of them has to be seen)
        return self.begins[which]


@dataclass(frozen=True, slots=True, eq=False)
class TensorColumns:
    """Of the tensors that were asked for those in `rows`, whose storages are the records `which`, side by side with
    them. `looks` says the rest, as `Graph.looks`; what looks alike is one, and little-endian, whatever it is."""

    rows: list[int]
    looks: list[TensorSpec]
    which: Ints
    records: Records
    little_endian: bool = True

    def of(self, rows: Container[int]) -> TensorColumns:
        """Those among some rows."""
        kept = [at for at, row in enumerate(self.rows) if row in rows]
        if len(kept) == len(self.rows):
            return self
        return TensorColumns([self.rows[at] for at in kept], [self.looks[at] for at in kept], self.which[kept],
                             self.records, self.little_endian)
