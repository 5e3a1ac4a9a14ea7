"""A damaged file with a hole of a terabyte: what is looked for is found without walking through the hole."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.formats import read_checkpoint
from ckpt_viewer.core.formats.zip_ends import ends_of_zips
from ckpt_viewer.core.formats.zip_records import find_records
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.inner import Window, allowance_of
from ckpt_viewer.core.sources.local import LocalFile, ReopenedFile
from ckpt_viewer.core.task import Task
from tests.oracles import save

HOLE = 1 << 40
MOST = 64 << 20  # bytes that may be read of a terabyte


class Holed(Source):
    """A file as its system sees it, that cannot be read to its end."""

    def __init__(self, path: Path) -> None:
        self._file, self.left = LocalFile(path), MOST

    @property
    def size(self) -> int:
        return self._file.size

    @property
    def name(self) -> str:
        return self._file.name

    def identity(self) -> tuple[int, ...]:
        return self._file.identity()

    def changed(self) -> bool:
        return self._file.changed()

    def next_data(self, offset: int) -> int:
        return self._file.next_data(offset)

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        self.left -= buffer.nbytes
        if self.left < 0:
            raise SourceError("too much was read", self.name, "Use the holes.")
        self._file.readinto_at(offset, buffer)

    def close(self) -> None:
        self._file.close()


def with_hole(path: Path, before: bytes, after: bytes = b"") -> Path:
    with path.open("wb") as file:
        file.write(before)
        file.seek(HOLE)
        file.write(after)
        file.truncate(HOLE + max(1, len(after)))
    with closing(LocalFile(path)) as source:
        if source.next_data(1 << 30) == 1 << 30:
            pytest.skip("this file system knows no holes")
    return path


@pytest.fixture
def data(tmp_path: Path) -> bytes:
    return save({f"w{number}": torch.ones(500) for number in range(4)}, tmp_path / "whole.pth").read_bytes()


@pytest.mark.parametrize("kind", [LocalFile, ReopenedFile])
def test_a_source_says_where_data_follow(kind: type[LocalFile | ReopenedFile], tmp_path: Path) -> None:
    path = with_hole(tmp_path / "x", b"abc", b"xyz")
    with closing(kind(path)) as source:
        assert source.next_data(1) == 1
        assert 1 << 30 < source.next_data(1 << 30) <= HOLE
        assert source.next_data(source.size) == source.size
        assert source.end_of_data(source.size) == source.size
        before = source.end_of_data(HOLE - (1 << 16))
        assert 3 <= before <= HOLE >> 1
        assert Window(source, 1, 1 << 20, "w", allowance_of(source)).next_data(1 << 19) == 1 << 20
        assert Window(source, HOLE - 10, 12, "w", allowance_of(source)).next_data(11) == 11


def test_records_behind_a_hole_are_found(data: bytes, tmp_path: Path) -> None:
    half = data.index(b"/data/2")
    path = with_hole(tmp_path / "x.pth", data[:half], data[half:])
    with closing(Holed(path)) as source:
        found = [entry.name.rpartition("/")[2] for entry in find_records(source, Task()).entries]
    assert {"data.pkl", "0", "1", "3"} <= set(found)


def test_of_a_zip_that_ends_in_a_hole_what_arrived_is_found(data: bytes, tmp_path: Path) -> None:
    path = with_hole(tmp_path / "x.pth", data[: len(data) // 2])
    with closing(Holed(path)) as source:
        records = find_records(source, Task())
    assert "damaged" in records.damage
    assert any(entry.name.endswith("data.pkl") and not entry.problem for entry in records.entries)


def test_ends_of_zips_before_a_hole_are_found(data: bytes, tmp_path: Path) -> None:
    path = with_hole(tmp_path / "x.pth", data)
    with closing(Holed(path)) as source:
        assert next(ends_of_zips(source, Task())) == len(data)


def test_a_part_of_a_distributed_checkpoint_that_ends_in_a_hole_opens(data: bytes, tmp_path: Path) -> None:
    path = with_hole(tmp_path / "x.distcp", data + data)
    with closing(Holed(path)) as source, read_checkpoint(source, Task()) as checkpoint:
        assert [place for (place,), _ in checkpoint.members] == ["piece at byte 0", f"piece at byte {len(data):,}"]
        assert "cut short" in checkpoint.damage
