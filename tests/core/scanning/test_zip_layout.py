"""Zips that two programs read differently."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ckpt_viewer.core.checkpoint import Note
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.formats.zip_directory import read_directory
from ckpt_viewer.core.saving.in_place import update
from ckpt_viewer.core.scanning import scan
from ckpt_viewer.core.scanning.zip_layout import ZipLayout
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task
from tests.fuzz import seeds

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def layout_of(data: bytes) -> ZipLayout:
    source = MemorySource(data)
    return ZipLayout(source, read_directory(source, Task()), Task())


def notes_of(data: bytes) -> tuple[Note, ...]:
    return tuple(layout_of(data).notes)


def archive(*names: str, comment: bytes = b"", content: bytes = b"four") -> bytearray:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names or ("a/data.pkl", "a/version"):
            made.writestr(zipfile.ZipInfo(name), content)
        made.comment = comment
    return bytearray(out.getvalue())


def local(at: int, value: bytes) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        data[at : at + len(value)] = value

    return change


def central(at: int, value: bytes) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        start = data.index(CENTRAL) + at
        data[start : start + len(value)] = value

    return change


def squeezed(data: bytearray) -> None:
    """Bytes between the records and the directory, which the end record knows of."""
    at = data.index(CENTRAL)
    end = data.index(END)
    (offset,) = struct.unpack_from("<L", data, end + 16)
    struct.pack_into("<L", data, end + 16, offset + 40)
    data[at:at] = b"x" * 40


def unlisted(data: bytearray) -> None:
    """The directory says one record fewer than there are."""
    first = data.index(CENTRAL)
    second = data.index(CENTRAL, first + 4)
    end = data.index(END)
    count, size, offset = 1, end - second, first
    struct.pack_into("<2H2L", data, end + 8, count, count, size, offset)
    del data[first:second]


def overlapping(data: bytearray) -> None:
    """The first record is as long as both together."""
    struct.pack_into("<2L", data, 18, 60, 60)
    struct.pack_into("<2L", data, data.index(CENTRAL) + 20, 60, 60)


@pytest.mark.parametrize(("change", "words", "severity"), [
    (local(6, b"\x01\x00"), "encrypted by its own header", "danger"),
    (local(8, b"\x08\x00"), "packed in another way", "danger"), (local(14, b"abcd"), "another checksum", "danger"),
    (local(18, b"\x01\0\0\0\x01\0\0\0"), "another size", "danger"),
    (local(30, b"b/Data"), "has another name", "danger"),
    (central(46, b"b/Data"), "has another name", "danger"), (local(2, b"XX"), "no header where", "danger"),
    (squeezed, "belong to none", "warning"), (unlisted, "does not list: a/data.pkl", "danger"),
    (overlapping, "shares its bytes", "danger"),
])
def test_what_differs_is_told(change: Callable[[bytearray], None], words: str, severity: str) -> None:
    data = archive()
    assert notes_of(bytes(data)) == ()
    change(data)
    found = notes_of(bytes(data))
    assert any(words in note.text and note.severity == severity for note in found), found


def test_a_record_that_is_encrypted_both_ways_is_told() -> None:
    data = archive()
    local(6, b"\x01\x00")(data)
    central(8, b"\x01\x00")(data)
    assert [note.text for note in notes_of(bytes(data))] == [
        "The record a/data.pkl is encrypted, so that nothing can be said about it"]


@pytest.mark.parametrize(("name", "words"), [
    ("a/DATA.PKL", "only in capital letters"), ("a\\b.pkl", "backslash"),
    ("../../x.pkl", "leads out"), ("/etc/x", "leads out"),
    ("a/\u202edata", "invisible"), ("folder/", "is called a folder"),
])
def test_odd_names_are_told(name: str, words: str) -> None:
    found = notes_of(bytes(archive("a/data.pkl", name)))
    assert any(words in note.text for note in found), found


def test_a_nul_in_a_name() -> None:
    data = bytes(archive("a/data.pkl", "a/other_pkl")).replace(b"other_pkl", b"other\0pkl")
    assert any("NUL" in note.text for note in notes_of(data))


def test_a_second_name_in_unicode() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        row = zipfile.ZipInfo("a/data.pkl")
        row.extra = struct.pack("<2HBL", 0x7075, 5 + 6, 1, 0) + b"b/evil"
        made.writestr(row, b"four")
    assert any("second name" in note.text for note in notes_of(out.getvalue()))


def test_before_behind_and_comment() -> None:
    data = bytes(archive())
    assert any("comment of 9 bytes" in note.text for note in notes_of(bytes(archive(comment=b"a comment"))))
    behind = data + b"x" * 40
    assert layout_of(behind).gaps == [(len(data), len(behind))]
    assert not notes_of(behind)  # told on opening: see the tests of torch_zip


def test_what_torch_writes_has_nothing_odd() -> None:
    """Its sizes follow the records, and zip64 ends it."""
    for make in (seeds.torch_zip, seeds.torch_zip_framed, seeds.torch_zip_deflated, seeds.torchscript):
        assert notes_of(make()) == ()


def test_many_records_are_one_note() -> None:
    (note,) = notes_of(bytes(archive(*(f"a/{n}\\x" for n in range(20)))))
    assert note.text.startswith("Each of a/0\\x, a/1\\x, a/2\\x and 17 more records has a backslash in its name")


def test_a_file_that_was_updated_in_place_says_so_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "run.pt"
    path.write_bytes(seeds.torch_zip())
    for epoch in (8, 9):
        with open_checkpoint(path) as checkpoint:
            document = Document(checkpoint)
            document.apply(SetValue(document.graph.resolve(("epoch",)), epoch, "epoch"))
            update(document.snapshot())
    with open_checkpoint(path) as checkpoint:
        report = scan(checkpoint)
    (note,) = report.notes
    assert (report.verdict, note.severity) == ("known_only", "info")
    assert "updated in place" in note.text
    assert report.clean


def test_an_update_hides_no_pickle(tmp_path: Path) -> None:
    """Whatever the comment claims, what lies before is looked through."""
    hostile = archive_with(b"\x80\x02cos\nsystem\n.")
    calm = archive_with(b"\x80\x02}.")
    comment = b"ckpt_viewer update, before it %d bytes, crc32 of the last 1 00000000" % len(hostile)
    moved = bytearray(calm)
    at, end = moved.index(CENTRAL), moved.index(END)
    struct.pack_into("<L", moved, end + 16, at + len(hostile))
    struct.pack_into("<H", moved, end + 20, len(comment))
    while at < end:
        struct.pack_into("<L", moved, at + 42, struct.unpack_from("<L", moved, at + 42)[0] + len(hostile))
        at += 46 + sum(struct.unpack_from("<3H", moved, at + 28))
    (tmp_path / "x.pt").write_bytes(hostile + moved + comment)
    with open_checkpoint(tmp_path / "x.pt") as checkpoint:
        assert [use for use in checkpoint.globals if use.name.module == "os"] == []
        assert scan(checkpoint).verdict == "dangerous"


def archive_with(pickle: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a/data.pkl", pickle)
        made.writestr("a/version", b"3\n")
    return out.getvalue()
