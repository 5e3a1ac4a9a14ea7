"""Hostile files that nobody published: containers whose numbers lie, and pickles that ask for what there is not."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile

from tests.security.building import (
    EVIL,
    INNOCENT,
    OS,
    REFUSED,
    RUN,
    UNREADABLE,
    WARNED,
    Attack,
    archive,
    call,
    named,
    planted,
    tarred,
    text,
    zipped,
)

CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"
ANY = frozenset({"known_only", *REFUSED})
RUNS = "os.system"


def _patched(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value):]


def _wrapped_fields() -> bytes:
    """Sizes and the offset of a row stand in its 64-bit field, and add up to more than 64 bits."""
    data = zipped(EVIL)
    row, end = data.index(CENTRAL), data.index(END)
    name = struct.unpack_from("<H", data, row + 28)[0]
    field = struct.pack("<2H3Q", 1, 24, (1 << 64) - 1, (1 << 64) - 1, (1 << 64) - 1)
    size = struct.unpack_from("<L", data, end + 12)[0] + len(field)
    data = _patched(data, end + 12, struct.pack("<L", size))
    data = _patched(data, row + 20, b"\xff" * 8)
    data = _patched(data, row + 42, b"\xff" * 4)
    data = _patched(data, row + 30, struct.pack("<H", len(field)))
    at = row + 46 + name
    return data[:at] + field + data[at:]


def _lying_descriptor() -> bytes:
    """The sizes follow the record, and are other ones."""
    out = io.BytesIO()
    data = zipped(EVIL)
    at = data.index(b"PK\x03\x04", 4)
    out.write(_patched(data[:at], 6, b"\x08\0"))
    out.write(struct.pack("<4s3L", b"PK\x07\x08", 0, 1, 1))
    out.write(data[at:])
    return out.getvalue()


def _into_another() -> bytes:
    """A row of the directory points into the bytes of another record."""
    inner = archive(("archive/data.pkl", EVIL))
    data = zipped(INNOCENT, ("archive/data/0", inner))
    row = data.rindex(CENTRAL)
    return _patched(data, row + 42, struct.pack("<L", data.index(inner)))


def _many_overlapping() -> bytes:
    """A thousand rows for one deflated record (David Fifield, A better zip bomb)."""
    data = archive(("archive/data.pkl", INNOCENT), ("archive/data/0", bytes(1 << 20)), packed=True)
    start, end = data.rindex(CENTRAL), data.index(END)
    row = data[start:end]
    rows = b"".join(row.replace(b"archive/data/0", b"archive/d%05d" % n) for n in range(1000))
    first = struct.unpack_from("<L", data, end + 16)[0]
    return data[:end] + rows + struct.pack("<4s4H2LH", END, 0, 0, 1002, 1002, end + len(rows) - first, first, 0)


def _zips() -> list[Attack]:
    comment = zipped(EVIL)
    rows: tuple[tuple[str, bytes, str, frozenset[str]], ...] = (
        ("fields of 64 bits that wrap", _wrapped_fields(), "", ANY),
        ("a data descriptor that lies", _lying_descriptor(), RUNS, REFUSED),
        ("a row into another record", _into_another(), RUNS, REFUSED),
        ("a thousand rows for one record", _many_overlapping(), "", ANY),
        ("a zip in the comment", zipped(INNOCENT)[:-2] + struct.pack("<H", len(comment)) + comment, RUNS, REFUSED),
        ("an absolute name", archive(("a/data.pkl", INNOCENT), ("/etc/data.pkl", EVIL)), RUNS, WARNED),
        ("no name at all", archive(("a/data.pkl", INNOCENT), ("x", EVIL)).replace(b"x\x80", b"\0\x80"), RUNS, REFUSED),
    )
    return [Attack(f"invented zip: {what}", "zip differential", *row) for what, *row in rows]  # type: ignore[arg-type]


def _pickles() -> list[Attack]:
    tensor = (named("torch._utils", "_rebuild_tensor_v2") + b"((" + text("storage") + named("torch", "FloatStorage")
              + text("0") + text("cpu") + b"K\x01tQK\0K\x01\x85K\x01\x85\x89" + call(named(
                  "collections", "OrderedDict")) + b"tR")
    deep = b"\x94".join([OS, *[b")R"] * 20_000])
    rows: tuple[tuple[str, bytes, str, frozenset[str]], ...] = (
        ("a memo far away", RUN + b"r\xff\xff\xff\x7f" + b"j\xff\xff\xff\x7f\x86", RUNS, WARNED),
        ("a memo of the largest number", RUN + b"p" + b"9" * 3000 + b"\n", RUNS, REFUSED),
        ("a negative memo", RUN + b"p-1\ng-1\n\x86", RUNS, REFUSED),
        ("a long integer of a negative length", RUN + b"\x8b\xff\xff\xff\xff", RUNS, UNREADABLE),
        ("bytes of 2^63", RUN + b"\x96" + struct.pack("<Q", 1 << 63), RUNS, UNREADABLE),
        ("bytes of 2^64", RUN + b"\x8e" + b"\xff" * 8, RUNS, UNREADABLE),
        ("a text of 2^64", RUN + b"\x8d" + b"\xff" * 8, RUNS, UNREADABLE),
        ("a call of a call of a call", deep, RUNS, WARNED),
        ("a state for a tensor", tensor + b"}" + text("data") + RUN + b"sb", RUNS, WARNED),
        ("items for a tensor", tensor + b"(" + RUN + b"e", RUNS, WARNED),
        ("a persistent id that is a list", b"]" + RUN + b"aQ", RUNS, WARNED),
        ("a persistent id within itself", b"]q\x00(" + RUN + b"h\x00Qe", RUNS, WARNED),
        ("a storage with itself for a key", b"]\x94(" + text("storage") + named("torch", "FloatStorage")
         + b"h\0h\0" + RUN + b"tQ", RUNS, WARNED),
        ("a call with itself", OS + b"]\x94\x94h\0h\0ah\0\x85R", RUNS, WARNED),
        ("a name of a million letters", call(named("m", "_".join(map(str, range(150_000))))) + RUN, RUNS, WARNED),
        ("a name of lone surrogates", b"X\x03\0\0\0\xed\xa0\x80X\x03\0\0\0\xed\xb0\x80\x93)R" + RUN, RUNS, WARNED),
        ("not a number, by text", RUN + b"Fnan\n0F1e999\n\x86", RUNS, WARNED),
    )
    return [planted(f"invented pickle: {what}", "what no pickler writes", body, name, verdicts | {"dangerous"})
            for what, body, name, verdicts in rows]


def _frames() -> list[Attack]:
    nested = OS + b"\x95" + struct.pack("<Q", 40) + b"\x95" + struct.pack("<Q", 4) + call(b"", text("x"))
    nested += b"N" * 40
    behind = OS + b"\x95" + struct.pack("<Q", 2) + b"B\x04\0\0\0" + b"(tR."
    return [planted("a frame within a frame", "fickling #317, cpython #154848", nested, RUNS, UNREADABLE),
            planted("bytes longer than their frame", "fickling #317, cpython #154848", behind, RUNS, UNREADABLE)]


def _slots() -> list[Attack]:
    """modelscan goes by the argument before a PUT, not by the value that is put; the state of a function is planted."""
    def planting(name: str, value: str) -> bytes:
        return b"N}" + text(name) + text(value) + b"s\x86b"

    prod = named("numpy", "prod")
    memo = (prod + planting("a", "os") + planting("b", "system") + b"0" + named("numpy", "prod.a") + b"p0\n"
            + named("numpy", "prod.b") + b"p1\n00g0\ng1\n\x93" + text("x") + b"\x85R")
    modules = prod + b"N" + named("numpy", "core._internal.sys.modules") + b"\x86b0" + call(named(
        "numpy", "prod.os.system"), text("x"))
    builtins = call(named("builtins", "dict.get"), named("numpy", "__builtins__"), text("exec")) + text("x") + b"\x85R"
    return [planted("names from planted attributes", "modelscan #85", memo, "numpy.prod", UNREADABLE),
            planted("modules planted on a function", "modelscan #89", modules, "numpy.core._internal.sys.modules",
                    UNREADABLE),
            planted("builtins of an innocent module", "modelscan #89", builtins, "numpy.__builtins__",
                    frozenset({"dangerous"}))]


def _safe(header: bytes, data: bytes = b"ab") -> bytes:
    return struct.pack("<Q", len(header)) + header + data


def _others() -> list[Attack]:
    row = b'"w":{"dtype":"U8","shape":[%s],"data_offsets":[%s]}'
    npy = b"{'descr': '<f8', 'fortran_order': False, 'shape': (__import__('os').system('x'),), }\n"
    links = io.BytesIO()
    with tarfile.open(fileobj=links, mode="w") as made:
        for name, kind, to in (("pickle", tarfile.SYMTYPE, "/etc/passwd"), ("sys_info", tarfile.LNKTYPE, "../x"),
                               ("storages", tarfile.CHRTYPE, ""), ("tensors", tarfile.FIFOTYPE, "")):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, to
            made.addfile(member)
    sparse = bytearray(tarred(("sys_info", INNOCENT), ("pickle", EVIL), ("storages", b"\x80\x02K\x00.")))
    sparse[156:157] = b"S"
    rows: tuple[tuple[str, bytes, str, frozenset[str]], ...] = (
        ("safetensors that overlap", _safe(b"{" + row % (b"2", b"0,2") + b"," + (row % (b"2", b"0,2")).replace(
            b"w", b"v", 1) + b"}"), "", ANY),
        ("safetensors with a name twice", _safe(b"{" + row % (b"1", b"0,1") + b"," + row % (b"1", b"1,2") + b"}"), "",
         UNREADABLE),
        ("a safetensors header nested deep", _safe(b'{"__metadata__":' + b"[" * 100_000 + b"]" * 100_000 + b"}"), "",
         UNREADABLE),
        ("safetensors whose shape overflows", _safe(b"{" + row % (b"4294967296,4294967296,4294967296", b"0,2") + b"}"),
         "", UNREADABLE),
        ("safetensors with a shape of fractions", _safe(b"{" + row % (b"2.0", b"0,2") + b"}"), "", UNREADABLE),
        ("a header of .npy that is an expression", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(npy)) + npy + bytes(8),
         "", UNREADABLE),
        ("a tar of links and devices", links.getvalue(), "", ANY),
        ("a sparse member of a tar", bytes(sparse), "", ANY),
        ("gzip within gzip", gzip.compress(gzip.compress(gzip.compress(gzip.compress(bytes(32 << 20))))), "", ANY),
    )
    return [Attack(f"invented: {what}", "container differentials", *row) for what, *row in rows]  # type: ignore[arg-type]


INVENTED: tuple[Attack, ...] = (*_zips(), *_pickles(), *_frames(), *_slots(), *_others())
