"""A file that changes under our hands, and what a read refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ckpt_viewer.core.errors import ChangedOnDisk, SourceError
from ckpt_viewer.core.sources.local import LocalFile, MemorySource, ReopenedFile
from ckpt_viewer.core.sources.several import SeveralFiles


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "file.pth"
    made.write_bytes(bytes(range(100)))
    return made


def test_reads_anywhere(path: Path) -> None:
    source = LocalFile(path)
    assert source.read_at(10, 5) == bytes(range(10, 15))
    assert source.size == 100
    assert not source.changed()


@pytest.mark.parametrize(("offset", "count"), [(-1, 5), (96, 5), (200, 1)])
def test_outside_the_file(path: Path, offset: int, count: int) -> None:
    with pytest.raises(SourceError, match="it has 100 bytes"):
        LocalFile(path).read_at(offset, count)


def test_truncated_after_opening(path: Path) -> None:
    source = LocalFile(path)
    path.write_bytes(b"short")
    with pytest.raises(ChangedOnDisk, match="Reload"):
        source.read_at(50, 10)
    assert source.changed()


def test_overwritten_in_place(path: Path) -> None:
    source = LocalFile(path)
    path.write_bytes(bytes(100))
    os.utime(path, ns=(1, 1))
    with pytest.raises(ChangedOnDisk):
        source.read_at(0, 10)


def test_replaced_by_another_file_keeps_the_old_bytes(path: Path) -> None:
    source = LocalFile(path)
    other = path.with_name("other")
    other.write_bytes(b"new")
    other.replace(path)
    assert source.read_at(0, 3) == bytes(range(3))
    assert source.changed()


def test_replaced_where_handles_cannot_be_shared(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows each read opens the file anew: bytes of another file must not come for ours."""
    monkeypatch.delattr(os, "preadv")
    source = LocalFile(path)
    assert source.read_at(0, 3) == bytes(range(3))
    other = path.with_name("other")
    other.write_bytes(bytes(100))
    other.replace(path)
    with pytest.raises(ChangedOnDisk):
        source.read_at(0, 3)


def open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


def test_not_held_open_where_that_would_keep_others_from_replacing_it(
        path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_files()
    held = LocalFile(path)
    assert open_files() == before + 1
    held.close()
    monkeypatch.delattr(os, "preadv")
    source = LocalFile(path)
    assert open_files() == before
    assert source.read_at(3, 2) == bytes([3, 4])
    source.close()
    with pytest.raises(SourceError, match="closed"):
        source.read_at(3, 2)


def test_closed(path: Path) -> None:
    source = LocalFile(path)
    source.close()
    with pytest.raises(SourceError, match="closed"):
        source.read_at(0, 1)
    source.close()


def test_memory() -> None:
    source = MemorySource(b"abcdef", "here")
    assert source.read_at(2, 3) == b"cde"
    with pytest.raises(SourceError, match="here"):
        source.read_at(5, 2)


def test_a_reopened_file_is_open_while_it_is_read_alone(path: Path) -> None:
    source = ReopenedFile(path)
    assert source.identity() == LocalFile(path).identity()
    assert source.read_at(10, 5) == bytes(range(10, 15))
    other = path.with_name("other")
    other.write_bytes(bytes(100))
    other.replace(path)
    with pytest.raises(ChangedOnDisk, match="Reload"):
        source.read_at(0, 3)
    assert source.changed()
    path.unlink()
    with pytest.raises(ChangedOnDisk):
        source.read_at(0, 3)
    source.close()
    with pytest.raises(SourceError, match="closed"):
        source.read_at(0, 1)


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", "/etc/passwd", "https://x", "c:x", "a\0", "\ud800"])
def test_only_a_bare_name_lies_beside(path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="bare name"):
        LocalFile(path).beside(name)
    with pytest.raises(SourceError):
        MemorySource(b"").beside("file.pth")


def test_names_beside_are_few_or_none(path: Path) -> None:
    path.with_name("other").touch()
    source = LocalFile(path)
    assert source.names_beside(2) == ("file.pth", "other")
    assert source.names_beside(1) == ()
    assert source.beside("other").size == 0


def test_several_files_change_and_close_together(path: Path) -> None:
    path.with_name("other").write_bytes(b"abc")
    first = LocalFile(path)
    second = first.beside("other")
    both = SeveralFiles(first, (second,))
    assert (both.name, both.size, both.read_at(1, 2)) == (str(path), 100, b"\x01\x02")
    assert both.files == (str(path), second.name)
    assert both.identity() == first.identity() + second.identity()
    os.utime(path.with_name("other"), ns=(1, 1))
    assert both.changed()
    with pytest.raises(ChangedOnDisk, match="other"):
        both.read_at(1, 2)
    both.close()
    for source in (first, second):
        with pytest.raises(SourceError, match="closed"):
            source.read_at(0, 1)


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"too long.*Check the name"):
        LocalFile(tmp_path / ("x" * 300))


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_what_no_file_can_be_called(name: str) -> None:
    with pytest.raises(SourceError, match="no file can be called that"):
        LocalFile(name)


def test_a_file_taken_for_a_folder(path: Path) -> None:
    with pytest.raises(SourceError, match=r"no such file.*Check the name and the folder"):
        LocalFile(path / "model.pth")
