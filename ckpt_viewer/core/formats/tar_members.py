"""The members of an uncompressed tar, found by positions alone; nothing is ever extracted.

Header fields are those of POSIX ustar (IEEE 1003.1, pax, "ustar Interchange Format"): name at 0, size at 124, checksum
at 148, type at 156, magic at 257. Sizes over 8 GiB stand as big-endian numbers behind a first bit that is set (GNU).
"""

from __future__ import annotations

from dataclasses import dataclass

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task

BLOCK = 512
_MAX_MEMBERS = 10_000
_REGULAR = (b"0", b"\0", b"7")
_CHECKSUM = slice(148, 156)


@dataclass(frozen=True, slots=True)
class TarMember:
    """`nbytes` bytes from `offset`; they may reach past the end of a file that is cut short."""

    name: str
    offset: int
    nbytes: int


def read_members(source: Source, task: Task) -> list[TarMember]:
    """All regular files in order. A header that is cut off ends the list. Raises Damaged, Cancelled."""
    found: list[TarMember] = []
    at = 0
    for _ in range(_MAX_MEMBERS):
        task.check()
        if at + BLOCK > source.size:
            return found
        header = source.read_at(at, BLOCK)
        if not header.strip(b"\0"):
            return found
        if not is_header(header):
            raise Damaged(f"the tar header at byte {at} is malformed", source.name, "Copy or download it again.")
        nbytes = _number(header[124:136])
        if header[156:157] in _REGULAR:
            found.append(TarMember(member_name(header), at + BLOCK, nbytes))
        at += BLOCK + -(-nbytes // BLOCK) * BLOCK
    raise Damaged(f"the tar lists more than {_MAX_MEMBERS:,} files", source.name)


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
    return header[:100].partition(b"\0")[0].decode("utf-8", "replace")


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
