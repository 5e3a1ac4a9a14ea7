"""A file that comes into being whole or not at all, at the level of the file system."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.saving import replacing
from ckpt_viewer.core.saving.folder_replacing import FolderReplacement
from ckpt_viewer.core.saving.leftovers import LOCKS
from ckpt_viewer.core.saving.replacing import Replacement, save_failed
from ckpt_viewer.core.sources.local import identity_at
from ckpt_viewer.core.task import Task


def test_nothing_is_there_before_it_is_put_in_place(tmp_path: Path) -> None:
    target = tmp_path / "x"
    with Replacement(target, overwrite=False) as new:
        new.out.write(b"data")
        assert new.finish_writing(Task()) == 4
        assert not target.exists()
        new.put_in_place()
    assert target.read_bytes() == b"data"
    assert list(tmp_path.iterdir()) == [target]


def test_leaving_without_putting_it_in_place_removes_it(tmp_path: Path) -> None:
    with Replacement(tmp_path / "x", overwrite=False) as new:
        new.out.write(b"data")
    assert list(tmp_path.iterdir()) == []


def test_an_error_removes_it(tmp_path: Path) -> None:
    with pytest.raises(SaveFailed), Replacement(tmp_path / "x", overwrite=True) as new:
        raise SaveFailed("no", str(new.path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("links", [True, False])
def test_a_file_is_not_replaced_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    """With hard links and, as on FAT, without."""
    if not links:
        def refusing(*_: object) -> None:
            raise PermissionError(1, "no links here")

        monkeypatch.setattr(os, "link", refusing)
    target = tmp_path / "x"
    with Replacement(target, overwrite=False) as new:
        new.finish_writing(Task())
        target.write_bytes(b"mine")
        with pytest.raises(SaveFailed, match="appeared"):
            new.put_in_place()
    assert target.read_bytes() == b"mine"
    target.unlink()
    with Replacement(target, overwrite=False) as new:
        new.out.write(b"new")
        new.finish_writing(Task())
        new.put_in_place()
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(SaveFailed, match="folder does not exist"):
        Replacement(tmp_path / "gone" / "x", overwrite=False)


def test_a_folder_that_takes_no_files(tmp_path: Path) -> None:
    """As /proc does: what it answers is said of a folder that is not there."""
    error = save_failed(FileNotFoundError(errno.ENOENT, "No such file or directory"), tmp_path / "x")
    assert str(error) == f"{tmp_path / 'x'}: no file can be made in this folder. Choose another folder or name."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    """As root a device would be gone for the whole system, and a pipe for whoever waits at its other end."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    there = sorted(tmp_path.iterdir())
    for name, why in (("pipe", "a device, a pipe"), ("folder", "a folder of this name"), ("loop", "a broken link")):
        with pytest.raises(SaveFailed, match=why):
            Replacement(tmp_path / name, overwrite=True)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert sorted(tmp_path.iterdir()) == there


def test_a_link_that_leads_nowhere_yet_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("there")
    with Replacement(tmp_path / "link", overwrite=False) as new:
        new.out.write(b"new")
        new.finish_writing(Task())
        new.put_in_place()
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"


def test_a_file_that_appears_is_not_replaced_although_replacing_is_allowed(tmp_path: Path) -> None:
    """What a person allowed to replace was nothing."""
    with Replacement(tmp_path / "x", overwrite=True) as new:
        new.finish_writing(Task())
        (tmp_path / "x").write_bytes(b"mine")
        with pytest.raises(SaveFailed, match="another program changed the file there"):
            new.put_in_place()
    assert (tmp_path / "x").read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [tmp_path / "x"]


@pytest.mark.skipif(not LOCKS, reason="this system has no such locks")
@pytest.mark.parametrize("there", [True, False])
def test_of_two_saves_that_end_at_once_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
                                                      ) -> None:
    """The first comes in the instant in which the second has just seen that it has not come yet."""
    target, placed = tmp_path / "x", list[bytes]()
    if there:
        target.write_bytes(b"old")

    def put(new: Replacement, data: bytes) -> None:
        with new, suppress(SaveFailed):
            new.put_in_place()
            placed.append(data)

    def seen(path: Path) -> tuple[int, ...]:
        found = identity_at(path)
        monkeypatch.undo()
        put(first, b"first")
        return found

    first, second = Replacement(target, overwrite=True), Replacement(target, overwrite=True)
    for new, data in ((first, b"first"), (second, b"second")):
        new.out.write(data)
        new.finish_writing(Task())
    monkeypatch.setattr(replacing, "identity_at", seen)
    put(second, b"second")
    assert [target.read_bytes()] == placed
    assert list(tmp_path.iterdir()) == [target]


def test_in_a_folder_that_was_moved_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with Replacement(tmp_path / "folder" / "x", overwrite=False) as new:
        new.finish_writing(Task())
        (tmp_path / "folder").rename(tmp_path / "moved")
        with pytest.raises(SaveFailed, match="folder does not exist"):
            new.put_in_place()
    assert list((tmp_path / "moved").iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "O_DIRECTORY"), reason="this system opens no folders")
def test_into_a_folder_that_may_be_written_and_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_open = os.open

    def refusing(path: Path, flags: int, *given: int, **named: int) -> int:
        if flags & os.O_DIRECTORY:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real_open(path, flags, *given, **named)

    monkeypatch.setattr(os, "open", refusing)
    with Replacement(tmp_path / "x", overwrite=False) as new:
        new.finish_writing(Task())
        new.put_in_place()
    with Replacement(tmp_path / "y", overwrite=False) as new:
        new.finish_writing(Task())
    assert list(tmp_path.iterdir()) == [tmp_path / "x"]


def test_of_a_disk_that_breaks_the_first_error_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux lets nothing more be written on it, and the new file cannot be removed either."""
    def broken(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    def failing(*_: object) -> None:
        monkeypatch.setattr(os, "unlink", broken)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", failing)
    new = Replacement(tmp_path / "x", overwrite=True)
    with pytest.raises(SaveFailed, match="the disk reports an error"), new:
        new.finish_writing(Task())


def test_a_set_of_files_on_a_disk_without_modes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAT and exFAT refuse a mode that they cannot keep: 0700 of a folder."""
    def refusing(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "chmod", refusing)
    for round_ in ("new folder", "the same again"):
        with FolderReplacement(tmp_path / "set") as new:
            with new.file("index", Task()) as file:
                file.write(round_.encode())
            new.put_in_place(["index"], ["index"] if (tmp_path / "set").exists() else [])
        assert (tmp_path / "set" / "index").read_text() == round_
        assert list(tmp_path.rglob("*")) == [tmp_path / "set", tmp_path / "set" / "index"]


def test_every_byte_is_forced_to_the_disk_before_the_name_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        order.append("sync")
        real_fsync(handle)

    def replace(source: Path, target: Path) -> Path:
        order.append("replace")
        return real_replace(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    (tmp_path / "x").write_bytes(b"old")
    with Replacement(tmp_path / "x", overwrite=True) as new:
        new.finish_writing(Task())
        new.put_in_place()
    assert order == ["sync", "replace", "sync"]
