"""A file that changes under our hands, and what a read refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ckpt_viewer.core.errors import ChangedOnDisk, SourceError
from ckpt_viewer.core.sources.local import LocalFile, MemorySource


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
    with pytest.raises(SourceError, match="of 100"):
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
