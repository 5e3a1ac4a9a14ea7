"""A file that comes into being whole or not at all.

Contract: bytes are written to a new file beside the target, readable by nobody else; `put_in_place` gives it the old
file's owner, mode and attributes, and its name in one step, unless another program changed or locked the old file
meanwhile. Whatever goes wrong before that, the old file is untouched and the new one gone. A symbolic link is followed
and stays a link; of a file with several names the others keep the old bytes. What is no file is never replaced.
Failures of the file system are SaveFailed with what to do.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.saving.leftovers import FILE, LOCKS, is_at, lock, new_name, remove_leftovers
from ckpt_viewer.core.saving.letting_go import force_to_disk, let_go
from ckpt_viewer.core.saving.moving import change_mode, move_without_replacing, sync_folder
from ckpt_viewer.core.sources.local import identity_at, is_folder_at
from ckpt_viewer.core.task import Task

_BUFFER = 1 << 17  # less than a block of a tensor, which then goes to the system without another copy
_TRIES = 16
_WAIT = "Wait until it is done, then save again."


def real_target(target: Path) -> Path:
    """Where the bytes go: behind a symbolic link, to the file that it names."""
    return Path(os.path.realpath(target))


class Replacement:
    """Use as a context: on leaving it, what was not put in place is removed."""

    def __init__(self, target: Path, *, overwrite: bool) -> None:
        """Raises SaveFailed when no file can be made beside `target`, or what is there is none to be replaced."""
        self._asked = target
        self._target = real_target(target)
        _refuse_other(self._target, target)
        self._overwrite = overwrite
        self._placed = False
        self._was_there = identity_at(self._target)
        remove_leftovers(self._target.parent)
        try:
            self.path, handle = _new_file(self._target.parent)
        except OSError as error:
            raise save_failed(error, target) from None
        # Windows renames no file that is open, so there is no lock to keep either.
        self._lock = os.dup(handle) if LOCKS else -1
        self._folder = _folder_handle(self.path.parent) if LOCKS else -1
        self._mode = stat.S_IMODE(os.fstat(handle).st_mode)
        self.out: BinaryIO = os.fdopen(handle, "wb", buffering=_BUFFER)
        change_mode(self.path, 0o600)

    def __enter__(self) -> Replacement:
        return self

    def __exit__(self, *_: object) -> None:
        self._close_quietly()
        if not self._placed:
            self._remove()
        if self._lock >= 0:
            let_go(self._lock)
        if self._folder >= 0:
            os.close(self._folder)

    def finish_writing(self, task: Task) -> int:
        """Force every byte to the disk and close; the size. Raises SaveFailed, Cancelled."""
        try:
            self.out.flush()
            force_to_disk(self.out.fileno(), task)
            size = os.fstat(self.out.fileno()).st_size
            self.out.close()
        except OSError as error:
            raise save_failed(error, self._asked) from None
        return size

    def put_in_place(self) -> None:
        """Give the file its name, over the old one where that is allowed. Raises SaveFailed."""
        try:
            with self._free_target():
                self._take_over()
                if self._overwrite and self._was_there:
                    self.path.replace(self._target)
                else:
                    move_without_replacing(self.path, self._target)
                self._placed = True
                sync_folder(self._target.parent)
        except OSError as error:
            raise save_failed(error, self._asked) from None

    @contextmanager
    def _free_target(self) -> Iterator[None]:
        """While no other program has the old file. What one has written there since the save began is not what a person
        allowed to replace. Where the old file goes, it is let go afterwards."""
        handle = -1
        if self._overwrite:
            with suppress(OSError):  # what cannot be opened cannot be asked either
                handle = os.open(self._target, os.O_RDONLY) if LOCKS else -1
        try:
            if handle >= 0 and not lock(handle):
                raise SaveFailed("another program has locked the file there", str(self._asked), _WAIT)
            # Asked with the lock in hand: of two saves that come here at once the second must see what the first did.
            if self._overwrite and identity_at(self._target) != self._was_there:
                raise SaveFailed("another program changed the file there while saving", str(self._asked), _WAIT)
            yield
        finally:
            if handle >= 0:
                let_go(handle)

    def _remove(self) -> None:
        """Also from a folder that was moved meanwhile. What a broken disk does not let go of, the next save removes."""
        with suppress(OSError):
            if self._folder >= 0:
                os.unlink(self.path.name, dir_fd=self._folder)
            else:
                self.path.unlink()

    def _take_over(self) -> None:
        """Owner, mode and attributes of the old file; for a new one what the person's umask leaves."""
        try:
            old = self._target.stat()
        except OSError:
            change_mode(self.path, self._mode)
            return
        if hasattr(os, "chown"):
            _try_chown(self.path, old)
        _copy_attributes(self._target, self.path)
        change_mode(self.path, stat.S_IMODE(old.st_mode))

    def _close_quietly(self) -> None:
        if not self.out.closed:
            try:
                self.out.close()
            except OSError:
                return  # the disk is full: what was buffered is of no use anyway


def _refuse_other(real: Path, asked: Path) -> None:
    """Only a file that may be written is replaced: a pipe or a device would be gone for all who use it."""
    try:
        mode = real.lstat().st_mode
    except OSError:
        return  # nothing there, or no way there, which making the new file tells
    if stat.S_ISDIR(mode):
        raise SaveFailed("there is a folder of this name", str(asked), "Choose another name.")
    if not stat.S_ISREG(mode):
        raise SaveFailed("this is a device, a pipe or a broken link, not a file", str(asked), "Choose another name.")
    if not os.access(real, os.W_OK):
        raise SaveFailed("this file is write-protected", str(asked), "Choose another name.")


def save_failed(error: OSError, target: Path) -> SaveFailed:
    """What the system says, in words, with what to do."""
    what, hint = _SYSTEM_WORDS.get(error.errno or 0, (f"the file could not be written ({error.strerror or error})", ""))
    if error.errno == errno.ENOENT and is_folder_at(target.parent):  # as /proc answers
        what, hint = "no file can be made in this folder", ""
    return SaveFailed(what, str(target), hint or "Choose another folder or name.")


_SYSTEM_WORDS = {
    errno.ENOSPC: ("there is not enough free space on the disk", "Free some space or choose another disk."),
    errno.EDQUOT: ("your quota on this disk is used up", "Free some space or choose another disk."),
    errno.EACCES: ("you have no permission to write in this folder", "Choose another folder."),
    errno.EPERM: ("the system does not allow writing here", "Choose another folder."),
    errno.EROFS: ("this disk is read-only", "Choose another disk."),
    errno.ENOENT: ("the folder does not exist", "Make the folder first, or choose another."),
    errno.ENOTDIR: ("the folder does not exist", "Make the folder first, or choose another."),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter one."),
    errno.EEXIST: ("a file of this name appeared while saving", "Allow replacing it, or choose another name."),
    errno.EFBIG: ("the file is too large for this disk", "Choose another disk."),
    errno.EIO: ("the disk reports an error", "Choose another disk, and check this one."),
    errno.EISDIR: ("there is a folder of this name", "Choose another name."),
}


def _new_file(folder: Path) -> tuple[Path, int]:
    """A new file, open and locked; where another process took it for a leftover, the next one."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    for left in reversed(range(_TRIES)):
        path = folder / new_name(FILE)
        # With 0666 the system applies the person's umask; what it leaves is the mode of a new file.
        handle = os.open(path, flags, 0o666)
        if (lock(handle) and is_at(path, handle)) or not left:
            break
        os.close(handle)
    return path, handle


def _folder_handle(folder: Path) -> int:
    """A handle that leads to what is in a folder wherever that is moved, or -1: some may be written into, not read."""
    with suppress(OSError):
        return os.open(folder, getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY)
    return -1


def _try_chown(path: Path, old: os.stat_result) -> None:
    """A file of a group's folder stays the group's, where the system lets us."""
    try:
        now = path.stat()
        if (now.st_uid, now.st_gid) != (old.st_uid, old.st_gid):
            os.chown(path, old.st_uid, old.st_gid)
    except OSError:
        return


def _copy_attributes(old: Path, new: Path) -> None:
    """What else the system keeps with a file, such as access lists and labels, as far as it lets us."""
    if not hasattr(os, "listxattr"):
        return
    with suppress(OSError):
        for name in os.listxattr(old):
            with suppress(OSError):
                os.setxattr(new, name, os.getxattr(old, name))
