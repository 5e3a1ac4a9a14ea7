"""The rows of a zip directory: as zipfile reads them, whatever names, extra fields and comments hold."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats.zip_directory import read_directory
from ckpt_viewer.core.formats.zip_rows import NamedRows, ZipRows, names_of
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task

PLAIN = [f"folder/data/{number}" for number in range(300)]
MAGIC = ["a", "PK\x01\x02", "nPK\x01\x02" * 3, "b"]
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


@pytest.mark.parametrize("names", [PLAIN, MAGIC, ODD, [*PLAIN, *MAGIC, *ODD]], ids=["plain", "magic", "odd", "all"])
@pytest.mark.parametrize("behind", [{}, {"extra": b"\xfe\xca\x04\x00PK\x01\x02"}, {"comment": b"PK\x01\x02 hi"},
                                    {"method": zipfile.ZIP_DEFLATED}], ids=["bare", "extra", "comment", "deflated"])
def test_rows_are_those_of_zipfile(names: list[str], behind: dict[str, bytes | int]) -> None:
    data = made(names, **behind)  # type: ignore[arg-type]
    rows, wanted = read(data), zipfile.ZipFile(io.BytesIO(data)).infolist()
    found = [(row.name, row.method, row.flags, row.crc, row.stored_size, row.size, row.header, row.extra)
             for row in rows]
    assert found == [(info.filename, info.compress_type, info.flag_bits, info.CRC, info.compress_size, info.file_size,
                      info.header_offset, info.extra) for info in wanted]
    assert names_of(rows) == [row.name for row in rows] == names_of(list(rows))
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
    named = NamedRows(["a", "b", "a"], rows)
    assert (named["a"], named["b"], list(named), named.doubles) == (rows[0], rows[1], ["a", "b"], ["a"])


def test_time_grows_with_the_rows() -> None:
    """Four times the rows take about four times as long; were it quadratic, sixteen times."""
    files = {count: empty(count) for count in (10_000, 40_000)}
    least = dict.fromkeys(files, float("inf"))
    with no_collection():
        for _ in range(7):
            for count, data in files.items():
                begin = time.perf_counter()
                names_of(read(data))
                least[count] = min(least[count], time.perf_counter() - begin)
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
    assert read(out.getvalue()).names() == names
