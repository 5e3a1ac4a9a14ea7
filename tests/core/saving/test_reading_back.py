"""Reading a file back while it is written: sums of what the file holds, and a thread that ends with the save."""

from __future__ import annotations

import errno
import io
import os
import random
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core import saving
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import RetagDevice
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving import SaveOptions, reading_back, replacing, running, verify
from ckpt_viewer.core.saving.reading_back import ReadBack
from ckpt_viewer.core.task import Cancelled, Task


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


@pytest.fixture(autouse=True)
def _small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the thread is at work long before the end."""
    monkeypatch.setattr(reading_back, "_RANGE", 1 << 16)
    monkeypatch.setattr(reading_back, "_BLOCK", 1 << 12)


class Flipping(io.BufferedWriter):
    """A disk that flips a bit of the first byte behind the first 16 blocks, where tensors lie."""

    flipped = False

    def write(self, data: Any, /) -> int:
        if self.tell() >= 1 << 16 and not self.flipped:
            self.flipped = True
            data = bytes([data[0] ^ 1]) + bytes(data[1:])
        return super().write(data)


class Forgetful(io.BufferedWriter):
    """A disk that drops what comes after the first 100,000 bytes, and says nothing."""

    def write(self, data: Any, /) -> int:
        return super().write(data) if self.tell() < 100_000 else len(data)


@pytest.mark.parametrize("advise", [True, False])
def test_the_sums_are_those_of_the_storages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, advise: bool) -> None:
    if not advise:
        monkeypatch.delattr(os, "posix_fadvise", raising=False)
    generator = random.Random(5)
    path = tmp_path / "new"
    expected = {}
    with path.open("wb") as file, ReadBack(file, path) as out:
        for nbytes in (0, 1, 4095, 4096, 4097, 0, 200_000, 8, 70_000, 3, 1 << 16, 0):
            out.write(generator.randbytes(generator.choice([0, 1, 64, 5000])))
            data = generator.randbytes(nbytes)
            if data:
                expected[out.count] = zlib.crc32(data)
            out.storage_follows(nbytes)
            for start in range(0, nbytes, 1 << 13):
                out.write(memoryview(data)[start : start + (1 << 13)])
        out.flush()
        assert dict(out.finish(Task()).items()) == expected
        assert out.count == path.stat().st_size


class Listening(io.BufferedWriter):
    """Tells where writes began."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__(raw, buffer_size=1)
        self.began: list[int] = []

    def write(self, data: Any, /) -> int:
        self.began.append(self.tell())
        return super().write(data)


def test_the_file_is_written_in_whole_blocks(tmp_path: Path) -> None:
    path, generator, expected = tmp_path / "new", random.Random(6), b""
    with Listening(io.FileIO(path, "wb")) as file, ReadBack(file, path) as out:
        for nbytes in (1, 4095, 4096, 4097, 0, 50_000, 8, 4096, 12_288, 20_000):
            data = generator.randbytes(nbytes)
            expected += data
            out.write(data)
        out.flush()
        assert file.began == list(range(0, len(expected), 4096))
    assert path.read_bytes() == expected


def test_they_come_from_the_file(tmp_path: Path) -> None:
    path, data = tmp_path / "new", bytes(300_000)
    with Flipping(io.FileIO(path, "wb")) as file, ReadBack(file, path) as out:
        out.storage_follows(len(data))
        out.write(data)
        out.flush()
        assert dict(out.finish(Task()).items()) == {0: zlib.crc32(data[: 1 << 16] + b"\x01" + data[(1 << 16) + 1 :])}


def test_a_file_that_cannot_be_read_back(tmp_path: Path) -> None:
    path = tmp_path / "new"
    with path.open("wb") as file, ReadBack(file, tmp_path / "elsewhere") as out:
        out.write(b"abc")
        with pytest.raises(FileNotFoundError):
            out.finish(Task())


def test_what_went_wrong_is_raised_while_writing(tmp_path: Path) -> None:
    def write_on() -> None:  # which of the writes comes too late is not known
        while True:
            out.write(bytes(1 << 16))

    with (tmp_path / "new").open("wb") as file, ReadBack(file, tmp_path / "elsewhere") as out, pytest.raises(
            FileNotFoundError):
        write_on()


def test_a_file_that_ends_early_is_an_error_of_the_disk(tmp_path: Path) -> None:
    def write_all() -> None:  # whether a write comes after it was noticed is not known
        for _ in range(3):
            out.write(bytes(100_000))
        out.flush()
        out.finish(Task())

    path = tmp_path / "new"
    with Forgetful(io.FileIO(path, "wb")) as file, ReadBack(file, path) as out, pytest.raises(OSError) as caught:
        write_all()
    assert caught.value.errno == errno.EIO


def test_what_is_stopped_reads_no_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, moment = tmp_path / "new", threading.Event()

    def until_stopped(*_: object) -> None:
        while not out._following._stopped:
            moment.wait(0.001)

    monkeypatch.setattr(reading_back, "_begin_flushing", until_stopped)
    with path.open("wb") as file, ReadBack(file, path) as out:
        out.storage_follows(10)
        out.write(bytes(1 << 17))
    assert not out._following.sums.passed


def test_waiting_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread is held at its first block until the writer has been refused."""
    begun, go_on = threading.Event(), threading.Event()

    def held(*_: object) -> None:
        begun.set()
        go_on.wait(30)

    monkeypatch.setattr(reading_back, "_begin_flushing", held)
    path, task = tmp_path / "new", Task()
    with path.open("wb") as file, ReadBack(file, path) as out:
        out.write(bytes(1 << 17))
        assert begun.wait(30)
        task.cancel()
        with pytest.raises(Cancelled):
            out.finish(task)
        go_on.set()


# -- saving ------------------------------------------------------------------------------------------------------------


def content() -> dict[str, Any]:
    generator = torch.Generator().manual_seed(2)
    return {"big": torch.randn(60_000, generator=generator), "none": torch.zeros(0),
            **{f"w{i}": torch.randn(40, 10, generator=generator) for i in range(50)}}


def old_file(folder: Path, *, legacy: bool = False) -> Path:
    path = folder / "old.pth"
    torch.save(content(), path, _use_new_zipfile_serialization=not legacy)
    return path


def planned(path: Path, target: Path, **options: Any) -> saving.SavePlan:
    document = Document(open_checkpoint(path))
    document.apply(RetagDevice("cuda:0"))
    return saving.plan(document.snapshot(), target, SaveOptions(**options))


@pytest.mark.parametrize(("name", "legacy", "options"), [
    ("zip", False, {}), ("legacy", True, {}), ("safetensors", False, {"form": "safetensors"}),
    ("npz", False, {"form": "npz"}), ("shards", False, {"form": "safetensors", "max_shard_size": 100_000}),
    ("zip shards", False, {"form": "state_dict", "max_shard_size": 100_000}),
])
def test_no_tensor_is_read_again_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, legacy: bool, options: dict[str, Any]
) -> None:
    def again(storage: Any, task: Task) -> int:
        assert not storage.nbytes
        return 0

    monkeypatch.setattr(verify, "checksum", again)
    target = tmp_path / f"new.{name}" / "new.bin"
    target.parent.mkdir()
    report = saving.save(planned(old_file(tmp_path, legacy=legacy), target, **options))
    assert any("byte for byte" in line for line in report.verified)


def torch_and_numpy_agree(path: Path) -> bool:
    loaded = torch.load(path, map_location="cpu")
    return all(np.array_equal(loaded[key].numpy(), value.numpy()) for key, value in content().items())


@pytest.mark.parametrize("legacy", [False, True])
def test_it_is_what_torch_reads(tmp_path: Path, legacy: bool) -> None:
    report = saving.save(planned(old_file(tmp_path, legacy=legacy), tmp_path / "new.pth"))
    assert torch_and_numpy_agree(report.target)


@pytest.mark.parametrize(("disk", "words"), [(Flipping, "not those that were written"), (Forgetful, "disk")])
@pytest.mark.parametrize("legacy", [False, True])
def test_a_disk_that_lies_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: type[io.BufferedWriter], words: str, legacy: bool
) -> None:
    """The old file stays, and nothing else."""
    path = old_file(tmp_path, legacy=legacy)
    before, plan = path.read_bytes(), planned(path, path, overwrite=True)

    class Lying(replacing.Replacement):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            buffered: Any = self.out
            self.out: Any = disk(buffered.detach())

    monkeypatch.setattr(running, "Replacement", Lying)
    with pytest.raises(SaveFailed, match=words):
        saving.save(plan)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["old.pth"]


@pytest.mark.parametrize("share", [0, 0.3, 0.9])
def test_cancelled_in_the_middle(tmp_path: Path, share: float) -> None:
    path = old_file(tmp_path)
    before, plan = path.read_bytes(), planned(path, path, overwrite=True)
    task = Task(lambda done, total, text: task.cancel() if text == "writing" and done > share * total else None)
    with pytest.raises(Cancelled):
        saving.save(plan, task)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["old.pth"]
