"""The records of any zip, by its directory where that is whole, or else found again one by one.

Contract: `Records.damage` says what is wrong. Of a file that is whole nothing is imported but what reads the directory.
"""

from __future__ import annotations

from collections.abc import Sequence

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats.zip_directory import LOCAL, LOCAL_MAGIC, Directory, Records, find_directory, read_rows
from ckpt_viewer.core.formats.zip_rows import ZipEntry
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task


def find_records(source: Source, task: Task) -> Records:
    """The records by the directory, or without it. Raises Damaged where nothing can be found, Cancelled."""
    try:
        place = find_directory(source)
        rows = read_rows(source, place, task)
    except Damaged as error:
        return _walked(source, {}, task, error)
    begins = source.read_at(0, min(4, source.size)) == LOCAL_MAGIC
    if place.shift > 0 and begins:  # of a zip that lies within one of the records, and the file is cut short there
        return _walked(source, {}, task)
    if place.shift > 0 and _is_at(source, rows, place.shift):
        moved = [replace(row, header=row.header + place.shift) for row in rows]
        return Records(moved, f"{place.shift:,} bytes stand before the zip, and PyTorch does not open such a file")
    if place.shift:
        return _walked(source, {row.name: row for row in rows}, task, missing=-place.shift)
    return _updated(source, rows, place) or Records(rows, after=place.after)


def _updated(source: Source, rows: Sequence[ZipEntry], place: Directory) -> Records | None:
    """Those of before an update in place that was broken off; its mark is a comment."""
    if not place.has_comment:
        return None
    from ckpt_viewer.core.formats.zip_ends import broken_off, update_mark

    mark = update_mark(source)
    if mark is None or place.offset >= mark.before:
        return None
    return Records(rows, broken_off(source.size - mark.before))  # the old directory, at the end until the new is whole


def _walked(source: Source, known: dict[str, ZipEntry], task: Task, error: Damaged | None = None,
            missing: int = 0) -> Records:
    from ckpt_viewer.core.formats.zip_rescue import walk_records  # most files are whole

    return walk_records(source, known, error, task, missing)


def _is_at(source: Source, rows: Sequence[ZipEntry], shift: int) -> bool:
    first = min((row.header for row in rows), default=0) + shift
    return first + LOCAL.size <= source.size and source.read_at(first, 4) == LOCAL_MAGIC
