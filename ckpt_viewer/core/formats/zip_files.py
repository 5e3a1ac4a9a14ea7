"""The files in a zip as sources of their own: in place where they are stored as they are, else unpacked."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from ckpt_viewer.core.checkpoint import Note
from ckpt_viewer.core.errors import Damaged, Unsupported
from ckpt_viewer.core.formats.unpacking import inflate_into
from ckpt_viewer.core.formats.zip_directory import ZipRecord
from ckpt_viewer.core.formats.zip_rows import ZipEntry
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.inner import Unpacked, Window, allowance_of
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import bytes_text

_STORED, _DEFLATED = 0, 8


class ZipFiles:
    """Within a `with`, all that was unpacked is given back at its end, unless `kept` took it over."""

    def __init__(self, source: Source, rows: Sequence[ZipEntry], task: Task) -> None:
        self.rows = rows
        self._source = source
        self._allowance = allowance_of(source)
        self._unpacked = Unpacked(source, source.name, self._allowance)
        self._is_kept = False
        deflated = sum(row.stored_size for row in rows if row.method == _DEFLATED)
        if deflated:
            task.start(deflated, "unpacking")

    def source_of(self, row: ZipEntry, task: Task) -> Source:
        """The bytes of one file. Raises Damaged, Unsupported, SourceError, Cancelled."""
        if row.problem:
            raise Damaged(row.problem)
        start = ZipRecord(self._source, row).start
        name = f"{self._source.name}, {row.name[:120]}"
        if row.method == _STORED:
            return Window(self._source, start, row.size, name, self._allowance)
        if row.method != _DEFLATED:
            raise Unsupported(f"compression method {row.method} is not known", name,
                              "Unpack it and open what is inside.")
        at = self._unpacked.size
        nbytes, crc = inflate_into(self._unpacked, self._source, start, row.stored_size, task)
        if (nbytes, crc) != (row.size, row.crc):
            raise Damaged(f"unpacks to {nbytes:,} bytes that are not the {row.size:,} that were packed", name)
        return Window(self._unpacked, at, nbytes, name, self._allowance)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was unpacked, and where to."""
        if not self._unpacked.size:
            return ()
        return (Note("info", f"Compressed files in the zip were unpacked: {bytes_text(self._unpacked.size)} in "
                             f"{self._unpacked.place}"),)

    def kept(self) -> tuple[Source, ...]:
        """What must stay open as long as the sources are read."""
        self._is_kept = True
        return (self._unpacked,) if self._unpacked.size else ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if not self._is_kept:
            self._unpacked.close()
