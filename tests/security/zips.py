"""Zips that two programs read differently, and files that are two files at once."""

from __future__ import annotations

import struct
from itertools import pairwise

from tests.security.building import (
    DANGEROUS,
    EVIL,
    INNOCENT,
    KEYS,
    LEGACY_HEAD,
    REFUSED,
    RUN,
    UNREADABLE,
    Attack,
    archive,
    raw_bytes,
    tarred,
    text,
    zipped,
)

CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"
RUNS = "os.system"


def _patched(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value):]


def _twice(*names: str) -> bytes:
    """Two records of one name, the innocent one first where the names come so."""
    return archive(*((f"archive/dat{number}.pkl", INNOCENT if calm else EVIL) for number, calm in enumerate(
        name == "calm" for name in names))).replace(b"dat0.pkl", b"data.pkl").replace(b"dat1.pkl", b"data.pkl")


def _unlisted() -> bytes:
    """The directory is without its last row."""
    data = zipped(INNOCENT, ("archive/extra.pkl", EVIL))
    end, last = data.index(END), data.rindex(CENTRAL)
    start = struct.unpack_from("<L", data, end + 16)[0]
    return data[:last] + struct.pack("<4s4H2LH", END, 0, 0, 2, 2, last - start, start, 0)


def _between() -> bytes:
    """A pickle between the last record and the directory."""
    data = zipped(INNOCENT)
    at, end = data.index(CENTRAL), data.index(END)
    start = struct.unpack_from("<L", data, end + 16)[0]
    moved = _patched(data, end + 16, struct.pack("<L", start + len(EVIL)))
    return moved[:at] + EVIL + moved[at:]


def _headers() -> list[Attack]:
    bad = zipped(EVIL)
    first, directory = bad.index(b"archive/data.pkl"), bad.index(CENTRAL)
    renamed = zipped(INNOCENT, ("archive/other.bin", EVIL))
    at = renamed.index(b"archive/other.bin")
    rows = (
        ("checksum in the directory", "picklescan CVE-2025-10156", _patched(bad, directory + 16, b"abcd"), RUNS,
         DANGEROUS),
        ("checksum in the record", "picklescan CVE-2025-10156", _patched(bad, 14, b"\0\0\0\0"), RUNS, DANGEROUS),
        ("encrypted by its own flag", "picklescan CVE-2025-1945", _patched(bad, 6, b"\x01"), "", REFUSED),
        ("encrypted by the directory's flag", "picklescan CVE-2025-1945", _patched(bad, directory + 8, b"\x01"), "",
         REFUSED),
        *((f"marked as {what}", "modelscan #263", _patched(bad, directory + 8, struct.pack("<H", 1 << bit)), RUNS,
           DANGEROUS) for what, bit in (("patched", 5), ("strongly encrypted", 6), ("masked", 13))),
        ("a record that calls itself otherwise", "picklescan CVE-2025-1944", _patched(bad, first, b"archive/DATA"),
         RUNS, DANGEROUS),
        ("a pickle that calls itself otherwise", "picklescan CVE-2025-1944", _patched(renamed, at, b"archive/data.pkl"),
         RUNS, DANGEROUS),
        ("packed otherwise than listed", "zip differential", _patched(bad, 8, b"\x08"), RUNS, DANGEROUS),
        ("size other than listed", "zip differential", _patched(bad, 18, b"\x01\0\0\0\x01\0\0\0"), RUNS, DANGEROUS),
        ("a record that is not listed", "zip differential", _unlisted(), RUNS, DANGEROUS),
        ("a pickle between the records", "zip differential", _between(), RUNS, DANGEROUS),
        ("a second name in UTF-8", "zip differential", _second_name(), RUNS, DANGEROUS),
    )
    return [Attack(f"zip: {what}", reference, data, name, verdicts) for what, reference, data, name, verdicts in rows]


def _second_name() -> bytes:
    data = zipped(INNOCENT, ("archive/photo.png", EVIL))
    name = b"archive/data.pkl"
    field = struct.pack("<2HBL", 0x7075, 5 + len(name), 1, 0) + name
    row = data.rindex(CENTRAL)
    end = data.index(END)
    size = struct.unpack_from("<L", data, end + 12)[0] + len(field)
    data = _patched(data, row + 30, struct.pack("<H", len(field)))
    data = _patched(data, end + 12, struct.pack("<L", size))
    return data[:end] + field + data[end:]


def _within_a_value() -> bytes:
    """The first record's header and name are bytes that a pickle begins with; what it holds goes on with that pickle.
    Where a zip has PK stand two letters, as GPT-SoVITS has its version."""
    name = "archive/.format_version"
    data = archive((name, b"N0" + RUN + b"."), ("archive/data.pkl", INNOCENT))
    return b"C" + bytes([28 + len(name)]) + data[2:]


def _safetensors_within_values() -> bytes:
    """C takes as many bytes as the next says: the length of the header with its first bytes, then the text in it part
    by part, until the bytes of the tensor are what the pickle goes on with."""
    pickle, first, parts = b"0" + RUN + b".", 0x38, 128
    begin = b'{"__metadata__":{"a":"'.ljust(2 + first - 8)
    end = b'"},"w":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]}}' % (len(pickle), len(pickle))
    size = ord("C") | first << 8
    left = size - len(begin)
    places = [left * part // parts for part in range(parts + 1)]
    chain = b"".join(bytes([ord("C"), after - at - 2]).ljust(after - at) for at, after in pairwise(places))
    return struct.pack("<Q", size) + begin + chain[:left - len(end)] + end + pickle


def _tar_within_values() -> bytes:
    """In the fields of the first header are C and a length, until the first file goes on with that pickle."""
    header = bytearray(tarred(("a", b"0" + RUN + b"."), ("sys_info", INNOCENT)))
    for at, after in pairwise((0, 162, 400, 512)):
        header[at:at + 2] = bytes([ord("C"), after - at - 2])
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header[:512])
    return bytes(header)


def _names() -> list[Attack]:
    calm = zipped(INNOCENT)
    rows = (
        ("two data.pkl, the innocent one first", _twice("calm", "evil"), RUNS, DANGEROUS),
        ("two data.pkl, the hostile one first", _twice("evil", "calm"), RUNS, DANGEROUS),
        ("a second root", zipped(INNOCENT, ("other/data.pkl", EVIL)), RUNS, DANGEROUS),
        ("a NUL in the name", calm.replace(b"archive/data.pkl", b"archive/data\0pkl"), "", UNREADABLE),
        ("a NUL in another name", archive(("a/data.pkl", INNOCENT), ("a/evil_pkl", EVIL)).replace(
            b"evil_pkl", b"evil\0pkl"), RUNS, DANGEROUS),
        ("another case", archive(("a/DATA.pkl", EVIL)), RUNS, UNREADABLE),
        ("two names that differ in case", archive(("a/data.pkl", INNOCENT), ("a/Data.pkl", EVIL)), RUNS, DANGEROUS),
        ("a backslash", archive(("a/data.pkl", INNOCENT), ("a\\data.pkl", EVIL)), RUNS, DANGEROUS),
        ("a way out of the folder", archive(("a/data.pkl", INNOCENT), ("../../data.pkl", EVIL)), RUNS, DANGEROUS),
        ("a folder with bytes", archive(("a/data.pkl", INNOCENT), ("a/folder/", EVIL)), RUNS, DANGEROUS),
        ("right to left", archive(("a/data.pkl", INNOCENT), ("a/\u202elkp.atad", EVIL)), RUNS, DANGEROUS),
    )
    return [Attack(f"zip: {what}", "zip differential", data, name, verdicts) for what, data, name, verdicts in rows]


def _polyglots() -> list[Attack]:
    calm, bad = zipped(INNOCENT), zipped(EVIL)
    header = b'{"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}'
    safe = struct.pack("<Q", len(header)) + header + b"ab"
    with_zip = b'{"w":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]}}' % (len(bad), len(bad))
    legacy = LEGACY_HEAD + INNOCENT + KEYS
    tar = tarred(("sys_info", INNOCENT), ("pickle", INNOCENT), ("storages", b"\x80\x02K\x00."))
    rows = (
        ("a pickle before a zip", EVIL + calm, RUNS, DANGEROUS),
        ("an innocent pickle before a zip", INNOCENT + bad, RUNS, DANGEROUS),
        ("a pickle before an empty zip", EVIL + END + b"\0" * 18, RUNS, DANGEROUS),
        ("a legacy file before a zip", legacy + bad, RUNS, DANGEROUS),
        ("a tar before a zip", tar + bad, RUNS, DANGEROUS),
        ("a zip within safetensors", struct.pack("<Q", len(with_zip)) + with_zip + bad, RUNS, DANGEROUS),
        ("a zip behind safetensors", safe + bad, RUNS, REFUSED),
        ("a zip behind a zip", calm + bad, RUNS, DANGEROUS),
        ("a pickle behind a zip", calm + EVIL, RUNS, DANGEROUS),
        ("a pickle in the comment of a zip", calm[:-2] + struct.pack("<H", len(EVIL)) + EVIL, RUNS, DANGEROUS),
        ("a picture before a zip", b"\x89PNG\r\n\x1a\n" + bytes(64) + bad, RUNS, DANGEROUS),
        ("a zip in the first value of a pickle", _within_a_value(), RUNS, DANGEROUS),
        ("safetensors in the first values of a pickle", _safetensors_within_values(), RUNS, DANGEROUS),
        ("a tar in the first values of a pickle", _tar_within_values(), RUNS, REFUSED),
        ("words before a zip", b"#!/bin/sh\nexit 0\n" + bad, RUNS, DANGEROUS),
        ("a file in a file in a file", archive(("a/data.pkl", INNOCENT), ("a/x.bin", archive(("b/y.bin", bad)))), RUNS,
         DANGEROUS),
        ("a checkpoint in a value", zipped(b"\x80\x04}" + text("x") + raw_bytes(bad) + b"s."), RUNS, DANGEROUS),
    )
    return [Attack(f"polyglot: {what}", "polyglots", data, name, verdicts) for what, data, name, verdicts in rows]


ZIPS: tuple[Attack, ...] = (*_headers(), *_names(), *_polyglots())
