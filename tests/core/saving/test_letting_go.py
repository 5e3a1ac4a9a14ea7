"""What nobody waits for: a disk that is slow to take a file, or to give one up."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ckpt_viewer.core.saving.folder_replacing import FolderReplacement
from ckpt_viewer.core.saving.leftovers import FILE, new_name, remove_leftovers
from ckpt_viewer.core.saving.letting_go import force_to_disk, let_go, remove_folder
from ckpt_viewer.core.saving.replacing import Replacement
from ckpt_viewer.core.task import Cancelled, Task

LARGE = 5 << 20


class SlowDisk:
    """Holds up whatever is done to files beside the test's own thread, until it is told to go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_on, self.closed = threading.Event(), list[int]()  # the sizes of what was closed
        self._before = set(threading.enumerate())
        self._mine, self._close = threading.current_thread(), os.close
        monkeypatch.setattr(os, "close", self._slow_close)

    def _slow_close(self, handle: int) -> None:
        self.wait()
        self.closed.append(os.fstat(handle).st_size)
        self._close(handle)

    def catch_up(self) -> None:
        self.go_on.set()
        for thread in set(threading.enumerate()) - self._before:
            thread.join(30)

    def wait(self) -> None:
        if threading.current_thread() is not self._mine:
            assert self.go_on.wait(30)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    disk = SlowDisk(monkeypatch)
    yield disk
    disk.catch_up()


def _large(path: Path) -> Path:
    """A file as long as one that is worth a thread."""
    path.touch()
    os.truncate(path, LARGE)
    return path


def test_a_large_file_is_closed_beside_and_a_small_one_at_once(tmp_path: Path, slow: SlowDisk) -> None:
    (tmp_path / "small").write_bytes(b"abc")
    let_go(os.open(tmp_path / "small", os.O_RDONLY))
    let_go(os.open(_large(tmp_path / "large"), os.O_RDONLY))
    assert len(b"abc") in slow.closed
    assert LARGE not in slow.closed
    slow.catch_up()
    assert LARGE in slow.closed


def test_of_a_save_that_is_given_up_the_name_is_gone_at_once(tmp_path: Path, slow: SlowDisk) -> None:
    with Replacement(tmp_path / "x", overwrite=False) as new:
        new.out.write(bytes(LARGE))
    assert list(tmp_path.iterdir()) == []
    assert LARGE not in slow.closed


def test_the_file_that_was_replaced_is_not_waited_for(tmp_path: Path, slow: SlowDisk) -> None:
    _large(tmp_path / "x")
    with Replacement(tmp_path / "x", overwrite=True) as new:
        new.out.write(b"new")
        slow.go_on.set()
        new.finish_writing(Task())
        slow.go_on.clear()
        new.put_in_place()
        assert (tmp_path / "x").read_bytes() == b"new"
    assert LARGE not in slow.closed
    slow.catch_up()
    assert LARGE in slow.closed


def test_a_cancel_does_not_wait_for_the_disk(tmp_path: Path, slow: SlowDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    task, forced = Task(), list[int]()

    def fsync(handle: int) -> None:
        task.cancel()
        slow.wait()
        forced.append(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with Replacement(tmp_path / "x", overwrite=False) as new:
        new.out.write(b"data")
        with pytest.raises(Cancelled):
            new.finish_writing(task)
    assert not forced
    assert list(tmp_path.iterdir()) == []


def test_what_the_disk_says_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with (tmp_path / "x").open("wb") as out, pytest.raises(OSError, match="No space"):
        force_to_disk(out.fileno(), Task())


def test_shards_that_are_given_up_are_gone_at_once(tmp_path: Path, slow: SlowDisk) -> None:
    slow.go_on.set()
    with FolderReplacement(tmp_path / "set") as new:
        with new.file("a", Task()) as out:
            out.write(bytes(LARGE))
        slow.go_on.clear()
        slow.closed.clear()
    assert list(tmp_path.iterdir()) == []
    assert LARGE not in slow.closed
    slow.catch_up()
    assert LARGE in slow.closed


def test_leftovers_are_gone_at_once(tmp_path: Path, slow: SlowDisk) -> None:
    _large(tmp_path / new_name(FILE))
    folder = tmp_path / new_name(FILE)
    folder.mkdir()
    _large(folder / "shard")
    remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert LARGE not in slow.closed
    slow.catch_up()
    assert slow.closed.count(LARGE) == 2


def test_whatever_stands_there_goes(tmp_path: Path) -> None:
    """Links and pipes are neither followed nor waited for."""
    kept, folder = tmp_path / "kept", tmp_path / "folder"
    kept.write_text("kept")
    folder.mkdir()
    (folder / "inner").mkdir()
    (folder / "inner" / "file").write_text("x")
    (folder / "link").symlink_to(kept)
    os.mkfifo(folder / "pipe")
    remove_folder(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
