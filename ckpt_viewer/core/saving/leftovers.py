"""Files and folders that stand beside a target while a save runs, and the removal of those that a killed one left.

Contract: what is in use is locked by the process that made it for as long as that lives. What bears a name of ours,
belongs to this person and is locked by nobody was left by a process that is dead: the next save in the same folder
removes it. Where the system has no such locks (Windows, some network disks) nothing is removed.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOCKS = os.name == "posix"
FILE, FOLDER = ".part", ".rebuild"
_PREFIX = ".ckpt-viewer-"
_NAME = re.compile(rf"{re.escape(_PREFIX)}[0-9a-f]{{16}}(?:{re.escape(FILE)}|{re.escape(FOLDER)})")
_TRIES = 16


def new_name(ending: str) -> str:
    """A name that nothing has yet, which this module knows again."""
    return f"{_PREFIX}{secrets.token_hex(8)}{ending}"


def lock(handle: int) -> bool:
    """Lock an open file or folder until the handle and all its copies are closed; False where somebody else has.

    True also where there are no locks.
    """
    try:
        return _try_lock(handle)
    except OSError:
        return True


@contextmanager
def own_folder(parent: Path) -> Iterator[Path]:
    """A new folder that nobody else can look into, and that goes with all that is in it. Raises OSError."""
    remove_leftovers(parent)
    folder, handle = _locked_folder(parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if handle >= 0:
            os.close(handle)


def remove_leftovers(folder: Path) -> None:
    """Remove what processes that were killed while saving left here."""
    if not LOCKS:
        return
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if _NAME.fullmatch(entry.name)]
    except OSError:
        return
    for name in names:
        with suppress(OSError):
            _remove_if_left(folder / name)


def is_at(path: Path, handle: int) -> bool:
    """Whether the open file or folder is what stands at this path."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(handle))
    except OSError:
        return False


def _locked_folder(parent: Path) -> tuple[Path, int]:
    """Another process that looks for leftovers may come between making and locking it: then a new one is made."""
    for _ in range(_TRIES):
        folder = parent / new_name(FOLDER)
        folder.mkdir(0o700)
        if not LOCKS:
            break
        handle = os.open(folder, os.O_RDONLY)
        if lock(handle) and is_at(folder, handle):
            return folder, handle
        os.close(handle)
    return folder, -1


def _remove_if_left(path: Path) -> None:
    found = path.lstat()
    kind, mine = stat.S_IFMT(found.st_mode), found.st_uid == os.geteuid()
    if not mine or kind != (stat.S_IFDIR if path.suffix == FOLDER else stat.S_IFREG):
        return
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not _try_lock(handle) or not is_at(path, handle):
            return
        if kind == stat.S_IFDIR:
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    """Raises OSError where locks cannot be had."""
    if sys.platform == "win32":
        raise OSError("no locks")
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
