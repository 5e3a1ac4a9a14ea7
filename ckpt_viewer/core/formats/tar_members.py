"""The members of an uncompressed tar, found by positions alone; nothing is ever extracted.

Header fields are those of POSIX ustar (IEEE 1003.1, pax, "ustar Interchange Format"): name at 0, size at 124, checksum
at 148, type at 156, magic at 257, the beginning of a long name at 345. Names that are longer still stand in a row of
their own before, of type `x` (pax, "path=") or `L` (GNU). Sizes over 8 GiB are big-endian numbers behind a first bit
that is set (GNU).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task

BLOCK = 512
_MAX_MEMBERS = 10_000
_REGULAR = (b"0", b"\0", b"7")
_NAMING = (b"x", b"L")
_UNSHOWN = (b"5", b"g", b"K")
_MAX_NAME = 1 << 16
_PAX_PATH = re.compile(rb"(?:^|\n)\d+ path=([^\n]*)\n")
_CHECKSUM = slice(148, 156)


@dataclass(frozen=True, slots=True)
class TarMember:
    """`nbytes` bytes from `offset`; they may reach past the end of a file that is cut short. `regular` is False for
    links, devices and the like, which have no bytes."""

    name: str
    offset: int
    nbytes: int
    regular: bool = True


def read_members(source: Source, task: Task) -> list[TarMember]:
    """All regular files in order. A header that is cut off ends the list. Raises Damaged, Cancelled."""
    return [row for row in read_rows(source, task) if row.regular]


def read_rows(source: Source, task: Task) -> list[TarMember]:
    """Everything but folders, in order; same errors."""
    return list(_rows(source, task))


def first_rows(source: Source, task: Task, most: int) -> list[TarMember]:
    """The first of them, as far as they can be read. Raises Cancelled."""
    found: list[TarMember] = []
    with suppress(Damaged):
        found.extend(islice(_rows(source, task), most))
    return found


def _rows(source: Source, task: Task) -> Iterator[TarMember]:
    at, long_name = 0, ""
    for _ in range(_MAX_MEMBERS):
        task.check()
        if at + BLOCK > source.size:
            return
        header = source.read_at(at, BLOCK)
        if not header.strip(b"\0"):
            return
        if not is_header(header):
            raise Damaged(f"the tar header at byte {at} is malformed", source.name)
        nbytes, kind = _number(header[124:136]), header[156:157]
        row = TarMember(long_name or member_name(header), at + BLOCK, nbytes, kind in _REGULAR)
        at += BLOCK + -(-nbytes // BLOCK) * BLOCK
        if kind in _NAMING:
            long_name = _long_name(kind, bytes_of(source, row)) if nbytes <= _MAX_NAME else ""
            continue
        if kind not in _UNSHOWN:
            yield row
        long_name = ""
    raise Damaged(f"the tar lists more than {_MAX_MEMBERS:,} files", source.name,
                  "It is damaged, or made to fill memory; download it again.")


def _long_name(kind: bytes, data: bytes) -> str:
    """The name for the next row; empty where a pax header says other things."""
    if kind == b"L":
        return data.rstrip(b"\0").decode("utf-8", "replace")
    said = _PAX_PATH.search(data)
    return said[1].decode("utf-8", "replace") if said else ""


def bytes_of(source: Source, member: TarMember) -> bytes:
    """What the file holds of a member; less than it should be where the file is cut short."""
    there = source.size - member.offset
    return source.read_at(member.offset, min(member.nbytes, there)) if there > 0 else b""


def is_header(block: bytes) -> bool:
    """True where the sum of the bytes is the one written down, with the sum itself taken as spaces."""
    if len(block) != BLOCK:
        return False
    said = block[_CHECKSUM].strip(b"\0 ")
    plain = block[:148] + b" " * 8 + block[156:]
    return _is_octal(said) and int(said, 8) == sum(plain) and _number(block[124:136]) >= 0


def member_name(header: bytes) -> str:
    name = header[:100].partition(b"\0")[0].decode("utf-8", "replace")
    prefix = header[345:500].partition(b"\0")[0] if header[257:263] == b"ustar\0" else b""
    return f"{prefix.decode('utf-8', 'replace')}/{name}" if prefix else name


def _number(field: bytes) -> int:
    """A size: octal digits, or a big-endian number; -1 where it is neither."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b"\0 ")
    if not digits:
        return 0
    return int(digits, 8) if _is_octal(digits) else -1


def _is_octal(digits: bytes) -> bool:
    return bool(digits) and not digits.strip(b"01234567")
