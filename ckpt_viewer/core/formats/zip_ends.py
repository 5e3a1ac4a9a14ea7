"""Where in a file a zip ends: its end record with the directory right before it, found from the back.

A file to which another zip was added holds several (PKWARE's APPNOTE 6.3, 4.3.14 to 4.3.16, has the structures).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ckpt_viewer.core.formats.zip_directory import LOCAL_MAGIC
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_imports import re
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task

_COMMENT = rb"ckpt_viewer update, before it (\d{1,19}) bytes, crc32 of the last (\d{1,6}) ([0-9a-f]{8})\Z"
_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_END64_LENGTH, _LOCATOR_LENGTH = 56, 20
_BLOCK = 1 << 20
_PEEK, _LOCAL_LENGTH = 1024, 30


@dataclass(frozen=True, slots=True)
class UpdateMark:
    """What an update in place leaves as the comment of the zip: the length of the file before it, and the CRC-32 of
    the last `length` bytes that the file had then."""

    before: int
    length: int
    crc: int

    def __bytes__(self) -> bytes:
        return b"ckpt_viewer update, before it %d bytes, crc32 of the last %d %08x" % (
            self.before, self.length, self.crc)


def update_mark(source: Source) -> UpdateMark | None:
    """That of the last update; None where the file's last zip is none."""
    comment = _last_comment(source)
    found = re.match(_COMMENT, comment) if comment else None
    return UpdateMark(int(found[1]), int(found[2]), int(found[3], 16)) if found else None


def broken_off(nbytes: int) -> str:
    """The damage of a file whose update in place did not come to its end."""
    return f"An update in place was interrupted; `ckpt undo` removes its {nbytes:,} bytes"


def may_be_updated(source: Source) -> bool:
    """Whether a zip ends as an update in place leaves it, finished or broken off. Cheap: there may be another reason
    for it, but for False there is none."""
    return _last_comment(source) is None or update_mark(source) is not None


def _last_comment(source: Source) -> bytes | None:
    """The comment of the zip that ends with the file, empty where it has none; None where no zip ends here."""
    length = min(source.size, 1024)
    tail = source.read_at(source.size - length, length)
    at = tail.rfind(_END_MAGIC)
    if at < 0 or length - at < _END.size:
        return None
    comment = tail[at + _END.size :]
    return comment if _END.unpack_from(tail, at)[-1] == len(comment) else None


def ends_of_zips(source: Source, task: Task) -> Iterator[int]:
    """Offsets right behind every zip that the file holds from its first byte on, the last first."""
    for at in _end_records(source, task):
        end = _end_at(source, at)
        if end:
            yield end


def _end_records(source: Source, task: Task) -> Iterator[int]:
    """Where the signature of an end record stands, the last first."""
    high = source.size
    while high > 0:
        task.check()
        high = source.end_of_data(high)
        low = max(0, high - _BLOCK)
        # A signature may lie across the border of two blocks.
        data = source.read_at(low, min(high + 3, source.size) - low)
        at = data.rfind(_END_MAGIC)
        while at >= 0:
            yield low + at
            at = data.rfind(_END_MAGIC, 0, at + 3)
        high = low


def is_followed_by_a_zip(source: Source, at: int, task: Task) -> bool:
    """Whether a whole zip begins at `at`, whose offsets count from there: a file of its own, not an update."""
    return any(_begins_at(source, end + _END.size) == at for end in _end_records(source, task) if end >= at)


def _begins_at(source: Source, end: int) -> int:
    start = max(0, end - _END.size - _LOCATOR_LENGTH - _END64_LENGTH)
    return appended_at(source.read_at(start, min(end, source.size) - start), end) if end <= source.size else 0


def appended_at(tail: bytes, end: int) -> int:
    """Where the zip begins that ends without a comment at `end`, by its last bytes; 0 where none ends there, and where
    it begins with the file. The offsets of a zip that was put behind others count from its own beginning."""
    if len(tail) < _END.size or tail[-_END.size :][:4] != _END_MAGIC:
        return 0
    *_, size, offset, comment = _END.unpack(tail[-_END.size :])
    rest, directory_end = tail[: -_END.size], end - _END.size
    if rest[-_LOCATOR_LENGTH:][:4] == b"PK\x06\x07" and len(rest) >= _LOCATOR_LENGTH + _END64_LENGTH:
        directory_end -= _LOCATOR_LENGTH + _END64_LENGTH
        size, offset = struct.unpack("<2Q", rest[-_LOCATOR_LENGTH - 16 : -_LOCATOR_LENGTH])
    start = directory_end - size - offset
    return start if start > 0 and not comment else 0


def is_begun_update(source: Source, at: int) -> bool:
    """Whether the bytes from `at` on can be the beginning of an update in place: see torch_zip_update.py. Its offsets
    count from the first byte of the file; a zip at the end with offsets of its own was put there by somebody else."""
    if _begins_at(source, source.size) >= at:
        return False
    data = source.read_at(at, min(_PEEK, source.size - at))
    if len(data) < _LOCAL_LENGTH:
        return LOCAL_MAGIC.startswith(data[:4])
    name_end = _LOCAL_LENGTH + int.from_bytes(data[26:28], "little")
    return data.startswith(LOCAL_MAGIC) and (len(data) < name_end or data[:name_end].endswith(b"data.pkl"))


def _end_at(source: Source, at: int) -> int:
    """Where the zip ends whose end record would lie at `at`; 0 where that is none."""
    if at + _END.size > source.size:
        return 0
    *_, size, offset, comment = _END.unpack(source.read_at(at, _END.size))
    if at >= _LOCATOR_LENGTH + _END64_LENGTH and source.read_at(at - _LOCATOR_LENGTH, 4) == b"PK\x06\x07":
        at64 = at - _LOCATOR_LENGTH - _END64_LENGTH
        size, offset = struct.unpack("<2Q", source.read_at(at64 + 40, 16))
        directory_end = at64
    else:
        directory_end = at
    end = at + _END.size + comment
    fits = offset + size == directory_end and size >= 46 and end <= source.size
    return end if fits and source.read_at(offset, 4) == b"PK\x01\x02" else 0
