"""Compressed bytes made whole: block by block into memory or a file without a name, with progress and bounds.

Streams that are cut short or broken give what came before, and a note. Nothing is written under a name.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from ckpt_viewer.core.checkpoint import Note
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.inner import MAX_RATIO, Unpacked, allowance_of
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import bytes_text

_BLOCK = 1 << 18
_PIECE = 1 << 20
_AHEAD = 64 << 20
"""Bytes by which a file may unpack faster than it may as a whole: an optimizer's state may begin with zeros."""
_PADDING = 16 << 20
"""Zeros behind the end that are passed over, as gzip does; terabytes of them, in a file with a hole, are not."""
_MEMORY = 256 << 20
"""What the xz decoder may take; `xz -9` needs 65 MiB."""

MAGICS = {b"\x1f\x8b\x08": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz", b"]\0\0": "lzma",
          **{bytes([0x78, level]): "zlib" for level in (0x01, 0x5E, 0x9C, 0xDA)}}
"""zlib as joblib.dump writes it with compress=True."""

_LONGEST_MAGIC = max(map(len, MAGICS))


class _Decoder(Protocol):
    """What the decoders of bz2 and lzma have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    @property
    def needs_input(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Zlib:
    """zlib's decoder with the same face; `wbits` as in zlib: 31 for gzip, -15 for bare deflated bytes."""

    def __init__(self, wbits: int) -> None:
        self._inner = zlib.decompressobj(wbits)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._inner.eof and not self._full

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        out = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._full = bool(self._inner.unconsumed_tail) or len(out) == max_length
        return out


_DECODERS: dict[str, Callable[[], _Decoder]] = {
    "gzip": lambda: _Zlib(31), "zlib": lambda: _Zlib(15), "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY),
    "lzma": lambda: lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_MEMORY),
}


def packing_of(head: bytes) -> str:
    """How the bytes are compressed, from the first of them; empty where they are not."""
    kind = next((kind for magic, kind in MAGICS.items() if head.startswith(magic)), "")
    alone = kind != "lzma" or head[5:13] == b"\xff" * 8  # a length that was not known when it began
    return kind if alone and (kind != "zlib" or _inflates(head)) else ""


def _inflates(head: bytes) -> bool:
    """Two bytes say little: whether the others are a stream of zlib."""
    try:
        return len(zlib.decompressobj().decompress(head, 64)) > 0
    except zlib.error:
        return False


def unpack(source: Source, kind: str, name: str, task: Task) -> tuple[Unpacked, tuple[Note, ...]]:
    """All that a compressed file holds, several streams behind one another included, and what was noticed.

    Raises Damaged where nothing can be unpacked or too much, SourceError or Unsupported where there is no room,
    Cancelled. `task` counts compressed bytes.
    """
    out = Unpacked(source, name, allowance_of(source))
    task.start(source.size, "unpacking")
    doubt = ""
    magics = {magic: each for magic, each in MAGICS.items() if each == kind}
    try:
        for piece in _pieces(_blocks(source, 0, source.size, task), _DECODERS[kind], magics, name):
            out.append(piece)
    except EOFError as error:
        doubt = str(error)
    except (zlib.error, OSError, lzma.LZMAError) as error:
        doubt = f"it is damaged ({error})"
    if not out.size and doubt:
        raise Damaged(f"this {kind} file cannot be unpacked: {doubt}", source.name)
    notes = [Note("info", f"Unpacked from {kind} to {bytes_text(out.size)} in {out.place}")]
    if doubt:
        notes.append(Note("warning", f"Not everything was unpacked: {doubt}"))
    return out, tuple(notes)


def inflate_into(out: Unpacked, source: Source, start: int, packed: int, task: Task) -> tuple[int, int]:
    """Append the deflated bytes of a zip's record to `out`: how many they became, and their CRC-32.

    Raises Damaged, and what `Unpacked.append` raises, Cancelled.
    """
    nbytes = crc = 0
    try:
        for piece in _pieces(_blocks(source, start, packed, task), lambda: _Zlib(-15), {}, out.name):
            out.append(piece)
            nbytes, crc = nbytes + len(piece), zlib.crc32(piece, crc)
    except (EOFError, zlib.error) as error:
        raise Damaged(f"cannot be inflated ({error})", out.name) from None
    return nbytes, crc


def _blocks(source: Source, start: int, count: int, task: Task) -> Iterator[bytes]:
    for at in range(start, start + count, _BLOCK):
        block = source.read_at(at, min(_BLOCK, start + count - at))
        yield block
        task.advance(len(block))


def _pieces(blocks: Iterator[bytes], make: Callable[[], _Decoder], magics: dict[bytes, str],
            where: str) -> Iterator[bytes]:
    """What the blocks unpack to, at most `_PIECE` bytes at a time. Behind a stream's end another one may follow that
    begins with one of `magics`, or zeros. Raises EOFError where the end is missing or something else follows, Damaged
    as soon as far more comes out than ever went in."""
    decoder: _Decoder | None = make()
    rest = b""
    went_in = came_out = zeros = 0
    for block in blocks:
        data = rest + block
        went_in += len(block)
        rest = b""
        while True:
            if decoder is None:
                data, before = data.lstrip(b"\0"), len(data)
                zeros += before - len(data)
                if zeros > _PADDING:
                    raise EOFError("millions of zeros follow its end, and what is behind them was not looked at")
                if len(data) < _LONGEST_MAGIC:
                    rest = data
                    break
                decoder = _next_decoder(data, make, magics)
            piece, data = decoder.decompress(data, _PIECE), b""
            yield piece
            came_out += len(piece)
            if came_out > MAX_RATIO * went_in + _AHEAD:
                raise Damaged(f"unpacks to more than {MAX_RATIO} times its size", where,
                              "It is made to fill memory or disk; do not open it elsewhere either.")
            if decoder.eof:
                data, decoder = decoder.unused_data, None
            elif decoder.needs_input:
                break
    if decoder is not None:
        raise EOFError("the compressed file is cut short")
    if rest:
        raise EOFError(f"{len(rest)} bytes follow its end")


def _next_decoder(data: bytes, make: Callable[[], _Decoder], magics: dict[bytes, str]) -> _Decoder:
    if not data.startswith(tuple(magics)):
        raise EOFError(f"{len(data):,} bytes or more follow its end")
    return make()
