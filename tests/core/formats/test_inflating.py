"""Deflated records: any bytes of them, in whatever order and by however many threads, in bounded memory."""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import ckpt_viewer
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats.zip_directory import ZipRecord, read_directory
from ckpt_viewer.core.sources.local import LocalFile
from ckpt_viewer.core.task import Task

MIB = 1 << 20


def record(path: Path, data: bytes, damage: int | None = None) -> ZipRecord:
    """That of a file whose only record is `data`; one byte of what it was packed to is another where `damage` says."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a", data)
    written = bytearray(packed.getvalue())
    if damage is not None:
        written[damage] ^= 0xFF
    path.write_bytes(written)
    source = LocalFile(path)
    return ZipRecord(source, read_directory(source, Task())[0])


def numbers(count: int) -> bytes:
    """Bytes that pack, but not to nothing."""
    return np.random.default_rng(1).integers(0, 20, count, np.uint8).tobytes()


def test_any_part_is_what_was_packed(tmp_path: Path) -> None:
    data, chance = numbers(27 * MIB + 5), random.Random(3)
    packed = record(tmp_path / "a.zip", data)
    for _ in range(20):
        start = chance.choice([0, len(data) - 9, chance.randrange(len(data))])
        count = min(chance.choice([1, 9, MIB, 3 * MIB]), len(data) - start)
        assert packed.read_at(start, count) == data[start : start + count]
    assert packed.read_at(len(data), 0) == b""


def test_threads_may_share_one(tmp_path: Path) -> None:
    data = numbers(12 * MIB)
    packed = record(tmp_path / "a.zip", data)
    starts = list(range(0, len(data), MIB)) * 2
    random.Random(5).shuffle(starts)
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda start: packed.read_at(start, MIB), starts))
    assert all(part == data[start : start + MIB] for start, part in zip(starts, parts, strict=True))


def test_memory_does_not_grow_with_a_record(tmp_path: Path) -> None:
    packed = record(tmp_path / "a.zip", bytes(160 * MIB))
    room = memoryview(bytearray(2 * MIB))
    tracemalloc.start()
    for start in range(0, packed.size, len(room)):
        packed.readinto_at(start, room)
        assert not any(room[:: MIB // 2])
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert max(held, peak) < 32 * MIB


def test_memory_does_not_grow_with_the_number_of_records(tmp_path: Path) -> None:
    one = record(tmp_path / "a.zip", numbers(4 * MIB))
    many = [ZipRecord(one._source, one.entry) for _ in range(40)]
    tracemalloc.start()
    for each in many:
        assert len(each.read_at(3 * MIB, MIB)) == MIB
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 110 * MIB
    assert many[0].read_at(5, 9) == many[39].read_at(5, 9)


class Counted(LocalFile):
    """A file that tells how much of it was read."""

    count = 0

    def read_at(self, offset: int, count: int) -> bytes:
        self.count += count
        return super().read_at(offset, count)


def counted(path: Path, data: bytes) -> tuple[Counted, ZipRecord]:
    entry = record(path, data).entry
    source = Counted(path)
    return source, ZipRecord(source, entry)


def test_the_front_of_a_record_costs_what_it_is_worth(tmp_path: Path) -> None:
    source, packed = counted(tmp_path / "a.zip", numbers(8 * MIB))
    packed.read_at(0, 128)
    assert 0 < source.count < MIB


def test_going_back_does_not_begin_at_the_front(tmp_path: Path) -> None:
    source, packed = counted(tmp_path / "a.zip", numbers(40 * MIB))
    packed.read_at(40 * MIB - 9, 9)
    source.count = 0
    packed.read_at(39 * MIB, MIB)
    assert source.count == 0
    packed.read_at(18 * MIB, MIB)
    assert 0 < source.count < 6 * MIB


def test_threads_that_take_turns_go_through_a_record_once(tmp_path: Path) -> None:
    source, packed = counted(tmp_path / "a.zip", numbers(16 * MIB))
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda start: len(packed.read_at(start, MIB)), range(0, 16 * MIB, MIB))) == 16 * MIB
    assert source.count < 3 * packed.entry.stored_size


def test_zeros_pack_a_thousandfold_and_are_measured(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez_compressed(path, zeros=np.zeros(3_000_000, np.float32), ones=np.ones((1500, 1500), bool))
    found = ckpt_viewer.stats(path)
    assert {name: (each.summary.count, each.summary.zeros) for (name,), each in found.items()} == {
        "zeros": (3_000_000, 3_000_000), "ones": (2_250_000, 0)}


def test_what_claims_too_much_is_not_inflated_at_once(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="claims to inflate to 41,943,040 bytes"):
        record(tmp_path / "a.zip", bytes(40 * MIB)).read_at(0, 40 * MIB)


def test_a_broken_record_says_so_where_it_breaks(tmp_path: Path) -> None:
    data = numbers(8 * MIB)
    broken = record(tmp_path / "a.zip", data, damage=4 * MIB)
    assert broken.read_at(MIB, 99) == data[MIB : MIB + 99]
    for _ in range(2):
        with pytest.raises(Damaged, match="inflate"):
            broken.readinto_at(0, memoryview(bytearray(len(data))))


@pytest.mark.parametrize("size", [MIB - 1, MIB + 1])
def test_a_record_of_another_size_than_it_says(tmp_path: Path, size: int) -> None:
    data = numbers(MIB)
    held = record(tmp_path / "a.zip", data)
    text = bytearray((tmp_path / "a.zip").read_bytes())
    at = text.rindex(b"PK\x01\x02") + 24  # the size in the directory
    text[at : at + 4] = size.to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(text)
    source = LocalFile(tmp_path / "a.zip")
    held = ZipRecord(source, read_directory(source, Task())[0])
    with pytest.raises(Damaged, match="does not inflate to the size"):
        held.read_at(0, size)
