"""The rows of a zip directory: as zipfile reads them, whatever names, extra fields and comments hold."""

from __future__ import annotations

import io
import time
import warnings
import zipfile

import pytest

from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats.zip_archive import NamedRows
from ckpt_viewer.core.formats.zip_directory import read_directory
from ckpt_viewer.core.formats.zip_rows import Names, ZipRows
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task

PLAIN = [f"folder/data/{number}" for number in range(300)]
COUNTED = [f"folder/data/{number}" for number in range(2345)]
OTHERS = [f"other/{number}" for number in range(95, 1200)]
MAGIC = ["a", "PK\x01\x02", "nPK\x01\x02" * 3, "b"]
UNREAD = {*range(4, 8), *range(12, 16), *range(34, 42)}  # versions, times, disk and attributes
ODD = ["ä/日本", "emoji 😀", "", "x" * 3000, "line\nbreak"]


def made(names: list[str], *, extra: bytes = b"", comment: bytes = b"", method: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for number, name in enumerate(names):
            info = zipfile.ZipInfo(name)
            info.compress_type, info.extra, info.comment = method, extra, comment
            archive.writestr(info, b"z" * number)
    return out.getvalue()


def read(data: bytes) -> ZipRows:
    return read_directory(MemorySource(data), Task())


@pytest.mark.parametrize("names", [PLAIN, MAGIC, ODD, COUNTED, [*COUNTED, *MAGIC, *OTHERS, *ODD]],
                         ids=["plain", "magic", "odd", "counted", "all"])
@pytest.mark.parametrize("behind", [{}, {"extra": b"\xfe\xca\x04\x00PK\x01\x02"}, {"comment": b"PK\x01\x02 hi"},
                                    {"method": zipfile.ZIP_DEFLATED}], ids=["bare", "extra", "comment", "deflated"])
def test_rows_are_those_of_zipfile(names: list[str], behind: dict[str, bytes | int]) -> None:
    data = made(names, **behind)  # type: ignore[arg-type]
    rows, wanted = read(data), zipfile.ZipFile(io.BytesIO(data)).infolist()
    found = [(row.name, row.method, row.flags, row.crc, row.stored_size, row.size, row.header, row.extra)
             for row in rows]
    assert found == [(info.filename, info.compress_type, info.flag_bits, info.CRC, info.compress_size, info.file_size,
                      info.header_offset, info.extra) for info in wanted]
    assert list(Names.of(rows)) == [row.name for row in rows] == list(Names.of(list(rows)))
    assert rows[-1] == list(rows)[-1]
    assert rows[1:3] == list(rows)[1:3]


@pytest.mark.parametrize("field", [20, 24, 42], ids=["stored size", "size", "offset"])
def test_one_row_that_lies_is_found_among_many(field: int) -> None:
    data = bytearray(made(PLAIN))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"PK\x01\x02"))
    data[at + field : at + field + 4] = (0x7FFFFFFF).to_bytes(4, "little")
    with pytest.raises(Damaged, match=r"folder/data/298.*within the file"):
        read(bytes(data))


def test_of_two_rows_with_one_name_the_first_counts() -> None:
    rows = list(read(made(["a", "b", "c"])))
    named = NamedRows(Names(["a", "b", "a"]), rows)
    assert (named["a"], named["b"], list(named), named.doubles) == (rows[0], rows[1], ["a", "b"], ["a"])


@pytest.mark.parametrize("names", [
    [*COUNTED, "folder/data/77"], ["folder/data/1500", *COUNTED], [*COUNTED, *COUNTED[200:900]],
    [*COUNTED[1000:], "between", *COUNTED[:1100]], [*COUNTED[:500], *COUNTED[300:]],
    [*COUNTED, *(f"folder/data/0{number}" for number in range(100, 300))],
    [*COUNTED, *OTHERS, "folder/data/\u0661", "folder/data/", "folder/data/01"],
], ids=["behind", "before", "again", "turned", "overlapping", "leading zeros", "two folders"])
def test_the_first_of_a_name_counts_whether_it_is_one_of_many_or_stands_alone(names: list[str]) -> None:
    with warnings.catch_warnings(action="ignore"):  # of names that stand twice
        data = made(names)
    rows, first = read(data), dict[str, int]()
    twice = [name for place, name in enumerate(names) if first.setdefault(name, place) != place]
    named = NamedRows(Names.of(rows), rows)
    assert (list(named), len(named), named.doubles) == (list(first), len(first), twice)
    assert [named[name].header for name in first] == [rows[place].header for place in first.values()]
    assert all(named.holds(name, place) and not named.holds(name, place + 1) for name, place in first.items())
    for word in ("2345", "00", "\u0663", "", "9" * 5000):
        name = f"folder/data/{word}"
        assert (name in named, named.holds(name, 0)) == (name in first, name in first)


@pytest.mark.parametrize("count", [2000, 40_000])
def test_what_is_different_about_one_row_of_many_is_told(count: int) -> None:
    """In whatever byte of it: rows that are taken together are proved to be alike."""
    data, wanted = bytearray(empty(count)), [f"folder/data/{number}" for number in range(count)]
    begin = data.rfind(f"folder/data/{count - 300}".encode()) - 46
    entry, plain = read(bytes(data))[count - 300], bytes(data)
    for byte in range(4, 46 + len(wanted[-1])):
        changed = bytearray(plain)
        changed[begin + byte] ^= 1
        try:
            rows = read(bytes(changed))
        except Damaged:
            continue
        found = rows[count - 300]
        assert (found == entry) == (byte in UNREAD)
        assert list(rows.names()) == [*wanted[: count - 300], found.name, *wanted[count - 299 :]]


def test_time_grows_with_the_rows() -> None:
    """Four times the rows take about four times as long; were it quadratic, sixteen times."""
    files = {count: empty(count) for count in (10_000, 40_000)}
    least = dict.fromkeys(files, float("inf"))
    with no_collection():
        for _ in range(15):
            for count, data in files.items():
                begin = time.process_time()
                list(Names.of(read(data)))
                least[count] = min(least[count], time.process_time() - begin)
    assert least[40_000] < 10 * least[10_000]


def empty(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(count):
            archive.writestr(f"folder/data/{number}", b"")
    return out.getvalue()


def test_a_magic_number_within_names_of_a_long_directory() -> None:
    """Of several megabytes, so that it is read in blocks, one of which may end within a name."""
    names = [f"{'x' * 600}PK\x01\x02{'y' * 90}{number}" for number in range(9_000)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    assert list(read(out.getvalue()).names()) == names
