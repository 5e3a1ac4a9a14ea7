"""Where the bytes of many tensors lie in one file, told column by column: nothing is made for each of them.

Contract: this is what the directory of the file says. Of a record that proves to be another one when it is looked at
nothing is said here; who asks for that tensor by itself is told.
"""

from __future__ import annotations

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
    """Of the tensors that were asked for those in `rows`, which rise; side by side with them the numbers `like` of how
    they look among `looks`, as `Graph.looks`, and `which` records their storages are. What looks alike is one, and
    little-endian, whatever it is."""

    rows: Ints
    looks: list[TensorSpec]
    like: Ints
    which: Ints
    records: Records
    little_endian: bool = True

    def of(self, places: Ints) -> TensorColumns:
        """Those at some places of the columns."""
        return TensorColumns(self.rows[places], self.looks, self.like[places], self.which[places], self.records,
                             self.little_endian)
