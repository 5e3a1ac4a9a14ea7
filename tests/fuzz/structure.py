"""Takes files apart and puts them together again, so that what is broken inside still lies in a whole container.

A `Shape` is the parts of a file by name and the way to build a file of such parts: lengths, checksums and places are
those of the new parts. The shape is found by content, so that a new seed of a known container needs nothing here; a new
container is a function and its line in SHAPES.
"""

from __future__ import annotations

import io
import pickletools
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

Parts = dict[str, bytes]


@dataclass(frozen=True)
class Shape:
    parts: Parts
    build: Callable[[Parts], bytes]


def shape_of(data: bytes) -> Shape:
    """The most telling shape; a file that is none of them is one part."""
    return next((shape for find in SHAPES if (shape := find(data)) is not None), Shape({"file": data}, _joined))


def _zip(data: bytes) -> Shape | None:
    """Also one that begins with two bytes of a program's own."""
    mark = data[:2]
    if mark not in (b"PK", b"05") or data[2:4] != b"\x03\x04":
        return None
    with zipfile.ZipFile(io.BytesIO(b"PK" + data[2:])) as archive:
        packed = any(row.compress_type for row in archive.infolist())
        parts = {row.filename: archive.read(row) for row in archive.infolist()}
    build = _packed_zip if packed else _stored_zip
    return Shape(parts, build if mark == b"PK" else lambda parts: mark + build(parts)[2:])


def _stored_zip(parts: Parts) -> bytes:
    return _zip_of(parts, packed=False)


def _packed_zip(parts: Parts) -> bytes:
    return _zip_of(parts, packed=True)


def _zip_of(parts: Parts, *, packed: bool) -> bytes:
    """Faster than zipfile, which would be most of the time that a case takes."""
    out, directory = bytearray(), bytearray()
    for name, data in parts.items():
        raw = name.encode("utf-8", "surrogatepass")
        held = zlib.compressobj(1, zlib.DEFLATED, -15) if packed else None
        body = held.compress(data) + held.flush() if held else data
        facts = struct.pack("<3H2H3L2H", 20, 0x800, 8 if packed else 0, 0, 0, zlib.crc32(data), len(body), len(data),
                            len(raw), 0)
        directory += b"PK\x01\x02\x14\0" + facts + struct.pack("<3H2L", 0, 0, 0, 0, len(out)) + raw
        out += b"PK\x03\x04" + facts + raw + body
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(parts), len(parts), len(directory), len(out), 0)
    return bytes(out + directory + end)


def _tar(data: bytes) -> Shape | None:
    if data[257:262] != b"ustar":
        return None
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        parts = {row.name: held.read() for row in archive if (held := archive.extractfile(row)) is not None}
    return Shape(parts, _tar_of)


def _tar_of(parts: Parts) -> bytes:
    out = bytearray()
    for name, data in parts.items():
        row = tarfile.TarInfo(name)
        row.size = len(data)
        out += row.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % 512)
    return bytes(out + bytes(1024))


def _safetensors(data: bytes) -> Shape | None:
    length = int.from_bytes(data[:8], "little")
    if data[8:9] != b"{" or length > len(data):
        return None
    return Shape({"header": data[8 : 8 + length], "data": data[8 + length :]}, _safetensors_of)


def _safetensors_of(parts: Parts) -> bytes:
    return len(parts["header"]).to_bytes(8, "little") + parts["header"] + parts["data"]


def _npy(data: bytes) -> Shape | None:
    if not data.startswith(b"\x93NUMPY\x01"):
        return None
    length = int.from_bytes(data[8:10], "little")
    return Shape({"header": data[10 : 10 + length], "data": data[10 + length :]}, _npy_of)


def _npy_of(parts: Parts) -> bytes:
    return b"\x93NUMPY\x01\0" + struct.pack("<H", len(parts["header"]) & 0xFFFF) + parts["header"] + parts["data"]


def _pickles(data: bytes) -> Shape | None:
    """One pickle, or those of a legacy file and what stands behind them."""
    parts: Parts = {}
    at = 0
    while at < len(data) and len(parts) < 5:
        try:
            ops = list(pickletools.genops(io.BytesIO(data[at:])))
        except ValueError:
            break
        length = (ops[-1][2] or 0) + 1
        parts[f"{len(parts)}.pkl"] = data[at : at + length]
        at += length
    return Shape({**parts, "rest": data[at:]}, _joined) if parts else None


def _joined(parts: Parts) -> bytes:
    return b"".join(parts.values())


SHAPES: tuple[Callable[[bytes], Shape | None], ...] = (_zip, _tar, _safetensors, _npy, _pickles)
