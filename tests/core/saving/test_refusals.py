"""What can be in the way of a save, made for real: the old file stays whole, nothing is left, and one line helps."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Cast, SetValue
from ckpt_viewer.core.errors import CheckpointError, SaveFailed
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving import SaveOptions, running
from ckpt_viewer.core.saving.in_place import undo_update, update
from ckpt_viewer.core.saving.targets import replaced_at
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import DTYPES

NOBODY = 65534
Act = Callable[[], object]


def write(path: Path, *, numbers: int = 100, legacy: bool = False) -> Path:
    torch.save({"epoch": 3, "w": torch.arange(float(numbers))}, path, _use_new_zipfile_serialization=not legacy)
    return path


def edited(path: Path, *, cast: bool = False) -> Checkpoint:
    document = Document(open_checkpoint(path))
    document.apply(SetValue(document.graph.resolve(("epoch",)), 4, "epoch"))
    if cast:
        document.apply(Cast(DTYPES["float64"], frozenset([document.graph.resolve(("w",))])))
    return document.snapshot()


def save(path: Path, target: Path, task: Task | None = None, *, overwrite: bool = True) -> None:
    saving.save(saving.plan(edited(path), target, SaveOptions(overwrite=overwrite)), task)


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Names, kinds and bytes of all that is there."""
    return {str(path.relative_to(folder)): (path.lstat().st_mode, path.read_bytes() if path.is_file() else b"")
            for path in sorted(folder.rglob("*"))}


@contextmanager
def refused(folder: Path, *words: str) -> Iterator[None]:
    """The act fails with one line that says these words and what to do, and changes nothing."""
    before = everything(folder)
    with pytest.raises(CheckpointError) as caught:
        yield
    text = str(caught.value)
    assert all(word in text for word in words), text
    assert "\n" not in text
    assert len(caught.value.what + caught.value.hint) < 500
    assert text.rstrip().endswith("."), f"it says what to do: {text}"
    assert everything(folder) == before


@pytest.fixture
def ground() -> Iterator[Path]:
    """A folder that everybody may enter."""
    folder = Path(tempfile.mkdtemp(prefix="ckpt_viewer-refusals-"))
    folder.chmod(0o777)
    yield folder
    subprocess.run(["chmod", "-R", "u+rwX", str(folder)], check=True)
    shutil.rmtree(folder)


@contextmanager
def as_somebody() -> Iterator[None]:
    """Not as root, whom permissions do not stop; as who runs the tests where that is somebody else."""
    if os.geteuid() != 0:
        yield
        return
    groups = os.getgroups()
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, 0)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
        os.setgroups(groups)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 2 MiB."""
    folder = Path(tempfile.mkdtemp(prefix="ckpt_viewer-disk-"))
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True,
                          check=False)
    if made.returncode:
        folder.rmdir()
        pytest.skip("this account may not mount file systems")
    try:
        yield folder
    finally:
        # Lazily: what a failed test has left open must not keep it.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


# -- no room -----------------------------------------------------------------------------------------------------------


def fill(disk: Path, but: int) -> None:
    """Leave `but` bytes free."""
    with (disk / "filler").open("wb") as filler:
        filler.write(bytes(shutil.disk_usage(disk).free - but))


def test_a_disk_that_is_too_small_is_known_before(small_disk: Path) -> None:
    path = write(small_disk / "old.pth", numbers=400_000)
    with refused(small_disk, "needs 1.5 MiB", "free there", "Free some space"):
        save(path, small_disk / "new.pth")


@pytest.mark.parametrize("legacy", [False, True])
def test_a_disk_that_fills_up_while_saving(small_disk: Path, legacy: bool) -> None:
    path = write(small_disk / "old.pth", numbers=200_000, legacy=legacy)
    plan = saving.plan(edited(path), path, SaveOptions(overwrite=True))
    fill(small_disk, 500_000)
    with refused(small_disk, "not enough free space", "Free some space"):
        saving.save(plan)


@pytest.mark.parametrize("free", [0, 8192, 200_000])
def test_a_disk_without_room_for_an_update_in_place(small_disk: Path, free: int) -> None:
    path = write(small_disk / "old.pth", numbers=100_000)
    checkpoint = edited(path, cast=True)
    fill(small_disk, free)
    before = path.stat()
    with refused(small_disk, "not enough free space", "Free some space"):
        update(checkpoint)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_disk_that_is_full_does_not_keep_from_taking_back(small_disk: Path) -> None:
    path = write(small_disk / "old.pth")
    before = path.read_bytes()
    update(edited(path))
    fill(small_disk, 0)
    undo_update(path)
    assert path.read_bytes() == before


def test_a_disk_that_may_only_be_read(small_disk: Path) -> None:
    path = write(small_disk / "old.pth")
    plan = saving.plan(edited(path), small_disk / "new.pth")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with refused(small_disk, "disk is read-only", "another disk"):
        saving.save(plan)
    with refused(small_disk, "a disk that can only be read", "another disk"):
        save(path, small_disk / "new.pth")
    with refused(small_disk, "old.pth"):
        save(path, path)
    with refused(small_disk, "write-protected", "Save a copy"):
        update(edited(path))


# -- no permission -----------------------------------------------------------------------------------------------------


def test_a_folder_that_may_only_be_read(ground: Path) -> None:
    path = write(ground / "old.pth")
    plan = saving.plan(edited(path), ground / "new.pth")
    ground.chmod(0o555)
    with as_somebody(), refused(ground, "no permission to write", "another folder"):
        save(path, ground / "new.pth")
    with as_somebody(), refused(ground, "no permission to write", "another folder"):
        saving.save(plan)


def test_a_folder_that_nobody_may_look_into(ground: Path) -> None:
    path, closed = write(ground / "old.pth"), ground / "closed"
    closed.mkdir(mode=0o000)
    with as_somebody():
        assert replaced_at(closed / "new.pth", SaveOptions()) == ""
    with as_somebody(), refused(ground, "no permission to write", "another folder"):
        save(path, closed / "new.pth")


def test_a_file_that_may_only_be_read(ground: Path) -> None:
    path = write(ground / "old.pth")
    path.chmod(0o444)
    with as_somebody(), refused(ground, "write-protected", "another name"):
        save(path, path)
    with as_somebody(), refused(ground, "write-protected", "Save a copy"):
        update(edited(path))
    path.chmod(0o644)
    update(edited(path))
    path.chmod(0o444)
    with as_somebody(), refused(ground, "no permission"):
        undo_update(path)


# -- names and kinds ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "words"), [
    ("x" * 252 + ".pth", ("name is too long", "shorter")),
    ("ä" * 130 + ".pth", ("name is too long", "shorter")),
    ("/".join(["d" * 200] * 30) + "/x.pth", ("too long",)),
    ("gone/x.pth", ("no folder", "Make it first")),
    ("old.pth/x.pth", ("no folder", "Make it first")),
    ("folder", ("There is a folder called folder", "another name")),
    ("pipe", ("not a file", "another name")),
    ("circle", ("not a file", "another name")),
    ("nul\0.pth", ("cannot be used", "another")),
])
def test_names(ground: Path, name: str, words: tuple[str, ...]) -> None:
    path = write(ground / "old.pth")
    (ground / "folder").mkdir()
    os.mkfifo(ground / "pipe")
    (ground / "circle").symlink_to("circle")
    with refused(ground, *words):
        save(path, ground / name)


def test_a_link_that_leads_nowhere_yet(ground: Path) -> None:
    path = write(ground / "old.pth")
    (ground / "link.pth").symlink_to("later.pth")
    save(path, ground / "link.pth", overwrite=False)
    assert (ground / "link.pth").readlink() == Path("later.pth")
    assert torch.load(ground / "later.pth")["epoch"] == 4
    (ground / "far.pth").symlink_to("gone/later.pth")
    with refused(ground, "no folder", "Make it first"):
        save(path, ground / "far.pth")


def test_a_link_from_another_folder(ground: Path) -> None:
    path = write(ground / "old.pth")
    (ground / "links").mkdir()
    (ground / "links" / "a.pth").symlink_to("../old.pth")
    save(path, ground / "links" / "a.pth")
    assert (ground / "links" / "a.pth").is_symlink()
    assert torch.load(path)["epoch"] == 4
    assert sorted(everything(ground)) == ["links", "links/a.pth", "old.pth"]


def test_of_two_names_the_other_one_keeps_the_old_file(ground: Path) -> None:
    path = write(ground / "old.pth")
    os.link(path, ground / "second.pth")
    before = path.read_bytes()
    plan = saving.plan(edited(path), path, SaveOptions(overwrite=True))
    assert any("1 other name" in warning and "hard link" in warning for warning in plan.warnings)
    saving.save(plan)
    assert torch.load(path)["epoch"] == 4
    assert (ground / "second.pth").read_bytes() == before


# -- other programs ----------------------------------------------------------------------------------------------------


def test_a_file_that_another_program_has_locked(ground: Path) -> None:
    path = write(ground / "old.pth")
    update(edited(path))
    again = edited(path)
    with path.open("rb+") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        for act in (lambda: save(path, path), lambda: update(again), lambda: undo_update(path)):
            with refused(ground, "another program has locked", "Wait"):
                act()
    undo_update(path)
    save(path, path)
    assert torch.load(path)["epoch"] == 4


def test_a_training_that_writes_its_next_checkpoint_there_meanwhile(ground: Path) -> None:
    path, target = write(ground / "old.pth"), write(ground / "last.pth")
    written: list[bytes] = []

    def train(done: int, total: int, text: str) -> None:
        if not written:
            torch.save({"epoch": 50}, target)
            written.append(target.read_bytes())

    with pytest.raises(SaveFailed, match=r"changed the file there while saving. Wait"):
        save(path, target, Task(train))
    assert target.read_bytes() == written[0]
    assert sorted(everything(ground)) == ["last.pth", "old.pth"]


def test_a_folder_that_is_removed_before_the_new_file_has_its_name(ground: Path,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    path, folder = write(ground / "old.pth"), ground / "folder"
    folder.mkdir()

    def removed(new: Path, task: Task) -> Checkpoint:
        shutil.rmtree(folder)
        return open_checkpoint(new, task)

    monkeypatch.setattr(running, "open_checkpoint", removed)
    with pytest.raises(SaveFailed, match=r"new.pth: the new file disappeared .* Nothing was replaced. Save again"):
        save(path, folder / "new.pth")
    assert sorted(everything(ground)) == ["old.pth"]


def test_an_opened_file_that_is_deleted_meanwhile_is_saved_all_the_same(ground: Path) -> None:
    path = write(ground / "old.pth")

    def delete(done: int, total: int, text: str) -> None:
        path.unlink(missing_ok=True)

    save(path, ground / "new.pth", Task(delete))
    assert torch.load(ground / "new.pth")["epoch"] == 4
    assert sorted(everything(ground)) == ["new.pth"]


# -- cancelling --------------------------------------------------------------------------------------------------------


class Impatient(Task):
    """Is cancelled when it is asked for the n-th time."""

    def __init__(self, patience: int) -> None:
        super().__init__()
        self._patience = patience

    def check(self) -> None:
        self._patience -= 1
        if self._patience < 0:
            self.cancel()
        super().check()


@pytest.mark.parametrize("act", ["save", "copy", "legacy", "update", "undo"])
def test_cancelled_at_any_moment(ground: Path, act: str) -> None:
    path = write(ground / "old.pth", legacy=act == "legacy")
    if act == "undo":
        update(edited(path))
    before = everything(ground)
    for patience in range(1000):
        checkpoint = open_checkpoint(path) if act == "copy" else edited(path, cast=act == "update")
        task = Impatient(patience)
        try:
            if act == "update":
                update(checkpoint, task)
            elif act == "undo":
                undo_update(path, task)
            else:
                saving.save(saving.plan(checkpoint, path, SaveOptions(overwrite=True)), task)
        except Cancelled:
            assert everything(ground) == before
        else:
            break
    assert patience > (0 if act == "undo" else 3)
    assert torch.load(path)["epoch"] == (3 if act in ("undo", "copy") else 4)


# -- what stays --------------------------------------------------------------------------------------------------------


def test_attributes_owner_and_mode_stay(ground: Path) -> None:
    path = write(ground / "old.pth")
    path.chmod(0o640)
    try:
        os.setxattr(path, "user.experiment", b"run 7")
    except OSError:
        pytest.skip("this file system keeps no attributes")
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
        access = bytes.fromhex("02000000 01000600ffffffff 02000700e8030000 04000400ffffffff 10000700ffffffff "
                               "20000000ffffffff")  # user 1000 may read, write and run it
        os.setxattr(path, "system.posix_acl_access", access)
    before, attributes = path.stat(), shown_attributes(path)
    save(path, path)
    assert torch.load(path)["epoch"] == 4
    after = path.stat()
    assert (after.st_uid, after.st_gid, stat.S_IMODE(after.st_mode)) == (
        before.st_uid, before.st_gid, stat.S_IMODE(before.st_mode))
    assert shown_attributes(path) == attributes
    assert attributes["user.experiment"] == b"run 7"


def shown_attributes(path: Path) -> dict[str, Any]:
    return {name: os.getxattr(path, name) for name in os.listxattr(path)}
