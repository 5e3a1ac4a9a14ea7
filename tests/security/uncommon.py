"""Hostile files of rarely seen kinds: directories of a zip that lie in each of their fields, opcodes that no pickler of
today writes, cycles through what makes a thing, headers whose numbers no number can be."""

from __future__ import annotations

import gzip
import lzma
import struct

from tests.security.building import (
    DANGEROUS,
    EVIL,
    INNOCENT,
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
RUNS = "os.system"
_DATA = archive(("archive/data.pkl", EVIL), ("archive/data/0", bytes(16)), ("archive/data/1", bytes(16)))
_ROW, _END = _DATA.rindex(CENTRAL), _DATA.index(END)
_START = struct.unpack_from("<L", _DATA, _END + 16)[0]


def _patched(at: int, form: str, *values: int) -> bytes:
    value = struct.pack(f"<{form}", *values)
    return _DATA[:at] + value + _DATA[at + len(value):]


def _end64(count: int = 3, size: int = _END - _START, offset: int = _START, *, record: int = 44,
           at: int = _END) -> bytes:
    """With the end of a zip of more than 4 GiB, whose numbers are these."""
    ends = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", record, 45, 45, 0, 0, count, count, size, offset)
    ends += struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    return _DATA[:_END] + ends + struct.pack("<4s4H2LH", END, *[0xFFFF] * 4, *[0xFFFFFFFF] * 2, 0)


def _zips() -> list[Attack]:
    rows = (
        ("two records at one place", _patched(_ROW + 42, "L", 0)),
        ("a record behind the end", _patched(_ROW + 42, "L", 0xFFFFFFF0)),
        ("a record that reaches into the directory", _patched(_ROW + 20, "2L", 4000, 4000)),
        ("another size unpacked, though stored", _patched(_ROW + 24, "L", 0x7FFFFFFF)),
        ("a record on the fifth disk", _patched(_ROW + 34, "H", 5)),
        ("a record packed by method 99", _patched(_ROW + 10, "H", 99)),
        ("extra fields beyond the directory", _patched(_ROW + 30, "H", 0xFFFF)),
        ("a comment beyond the directory", _patched(_ROW + 32, "H", 0xFFFF)),
        ("no records, by the end", _patched(_END + 8, "2H", 0, 0)),
        ("65,534 records, by the end", _patched(_END + 8, "2H", 0xFFFE, 0xFFFE)),
        ("a directory of no bytes", _patched(_END + 12, "L", 0)),
        ("a directory behind the end", _patched(_END + 16, "L", 0xFFFFFFFE)),
        ("a comment that is not there", _patched(_END + 20, "H", 0xFFFF)),
        ("2^63 records", _end64(count=1 << 63)),
        ("a directory of 2^64 bytes", _end64(size=(1 << 64) - 1)),
        ("a directory at 2^64", _end64(offset=(1 << 64) - 1)),
        ("an end of 2^64 bytes", _end64(record=(1 << 64) - 1)),
        ("an end that is its own locator", _end64(at=_END + 56)),
        ("an end at 2^64", _end64(at=(1 << 64) - 4)),
        ("a MiB of zeros before it", bytes(1 << 20) + _DATA),
    )
    return [Attack(f"uncommon zip: {what}", "zip differential", data, RUNS, REFUSED) for what, data in rows]


def _pickles() -> list[Attack]:
    again = named("collections", "OrderedDict") + b")Rq\x00"
    nested = b"\x80\x04N."
    for _ in range(12):
        nested = b"\x80\x04B" + struct.pack("<I", len(nested)) + nested + b"."
    rows: tuple[tuple[str, bytes, frozenset[str]], ...] = (
        ("extension codes of each width", b"\x82\x01\x83\x01\x02\x84\x01\x02\x03\x7f\x87\x86", DANGEROUS),
        ("a protocol for each byte", b"\x80\x02" * 10_000 + b"N\x86", WARNED),
        ("a tensor made of itself", b"]q\x00(h\x00tq\x01ah\x00h\x01a0" + named("torch._utils", "_rebuild_tensor_v2")
         + b"h\x01R\x86", WARNED),
        ("a dict that is its own metadata", again + text("_metadata") + b"h\x00s}" + text("_metadata")
         + b"h\x00sb\x86", WARNED),
        ("a size that holds itself", b"]q\x00" + named("torch", "Size") + b"h\x00\x85Ra\x86", WARNED),
        ("keyword arguments that hold what they make", b"}\x94" + named("m", "C") + b")h\x00\x92\x94h\x00" + text("x")
         + b"h\x01s\x87", WARNED),
        ("three thousand states in one another", (named("m", "C") + b")R") * 3_000 + b"N" + b"b" * 3_000 + b"\x86",
         WARNED),
        ("a key of ten thousand tuples", b"}N" + b"\x85" * 10_000 + b"K\x01s\x86", REFUSED),
        ("a key that is the dict", b"}q\x00h\x00h\x00s\x86", WARNED),
        ("bytes of bytes of bytes", b"B" + struct.pack("<I", len(nested)) + nested + b"\x86", WARNED),
        ("a buffer from elsewhere", b"\x97\x98\x86", UNREADABLE),
        ("marks that close nothing", b"((((1111\x86", UNREADABLE),
        ("a persistent id of one line", b"Pabc\n\x86", WARNED),
        ("more than one thing left", b"NNN", WARNED),
        ("a shape of 2^62 by 2^62", named("torch._utils", "_rebuild_sparse_tensor") + b"(" + call(named(
            "torch.serialization", "_get_layout"), text("torch.sparse_coo")) + b"(NN" + call(named("torch", "Size"),
            b"(" + (b"\x8a\x08" + struct.pack("<q", 1 << 62)) * 2 + b"t") + b"ttR\x86", WARNED),
    )
    return [planted(f"uncommon pickle: {what}", "what no pickler writes", RUN + body, RUNS, verdicts | DANGEROUS)
            for what, body, verdicts in rows]


def _safe(row: bytes, more: bytes = b"") -> bytes:
    header = b'{"a":{"dtype":"F32",' + row + b"}" + more + b"}"
    return struct.pack("<Q", len(header)) + header + bytes(4)


def _member(size: bytes) -> bytes:
    """A tar whose first member says that it is of this size."""
    made = bytearray(tarred(("sys_info", INNOCENT), ("pickle", EVIL)))
    made[124:136] = size
    made[148:156] = b" " * 8
    made[148:156] = b"%06o\0 " % sum(made[:512])
    return bytes(made)


def _array(header: bytes) -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(4)


def _others() -> list[Attack]:
    deep = b"{'descr':" + b"(" * 20_000 + b")" * 20_000 + b",'fortran_order':False,'shape':()}\n"
    digits = b"{'descr':'<f4','fortran_order':False,'shape':(" + b"9" * 60_000 + b",)}\n"
    rows = (
        ("a shape of 1e400", _safe(b'"shape":[1e400],"data_offsets":[0,4]'), UNREADABLE),
        ("a shape of a hundred thousand digits", _safe(b'"shape":[' + b"9" * 100_000 + b'],"data_offsets":[0,4]'),
         UNREADABLE),
        ("a hundred thousand dimensions", _safe(b'"shape":[' + b"1," * 100_000 + b'1],"data_offsets":[0,4]'),
         UNREADABLE),
        ("a shape that is not a number", _safe(b'"shape":[NaN],"data_offsets":[0,4]'), UNREADABLE),
        ("a type that is given twice", _safe(b'"dtype":"F64","shape":[1],"data_offsets":[0,4]'), UNREADABLE),
        ("a name twice, once escaped", _safe(b'"shape":[0],"data_offsets":[0,0]', b',"\\u0061":{"dtype":"F32","shape":'
                                             b'[1],"data_offsets":[0,4]}'), UNREADABLE),
        ("a header of 2^63 bytes", struct.pack("<Q", 1 << 63) + b"{" + bytes(100), UNREADABLE),
        ("a member of 2^63 bytes", _member(b"\x80\0\0\0" + struct.pack(">Q", 1 << 63)), REFUSED),
        ("a member of fewer than no bytes", _member(b"\xff" * 12), REFUSED),
        ("an array whose type nests deep", _array(deep), UNREADABLE),
        ("an array of a shape of sixty thousand digits", _array(digits), UNREADABLE),
        ("gzip that says another size", gzip.compress(zipped(EVIL))[:-4] + b"\xff" * 4, REFUSED),
        ("xz with a dictionary of half a GiB", lzma.compress(zipped(EVIL), filters=[
            {"id": lzma.FILTER_LZMA2, "dict_size": 512 << 20}]), REFUSED),
    )
    return [Attack(f"uncommon: {what}", "container differentials", data, "", verdicts) for what, data, verdicts in rows]


UNCOMMON: tuple[Attack, ...] = (*_zips(), *_pickles(), *_others())
