"""Files and folders that stand beside a target while a save runs, and the removal of those that a killed one left.

Contract: what is in use is locked by the process that made it for as long as that lives. What bears a name of ours,
belongs to this person and is locked by nobody was left by a process that is dead: the next save in the same folder
removes it, once an exchange of files that was broken off there is finished or taken back; the next window does so with
what lies among temporary files. Where the system has no such locks (Windows, some network disks) nothing is removed.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ckpt_viewer.core.saving.exchanging import is_unfinished, settle
from ckpt_viewer.core.saving.letting_go import let_go, remove_folder

LOCKS = os.name == "posix"
FILE, FOLDER = ".part", ".rebuild"
_PREFIX = ".ckpt-viewer-"
_NAME = re.compile(rf"{re.escape(_PREFIX)}[0-9a-f]{{16}}(?:{re.escape(FILE)}|{re.escape(FOLDER)})")
_TRIES = 16


def new_name(ending: str) -> str:
    """A name that nothing has yet, which this module knows again."""
    return f"{_PREFIX}{secrets.token_hex(8)}{ending}"


def is_own(path: Path) -> bool:
    """Whether it has such a name."""
    return _NAME.fullmatch(path.name) is not None


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
    folder, handle = locked_folder(parent, FOLDER, 0o700)
    try:
        yield folder
    finally:
        remove_folder(folder)
        if handle >= 0:
            os.close(handle)


def remove_leftovers(folder: Path) -> None:
    """Remove what processes that were killed while saving left here, when nothing of it is needed any more."""
    for path in _left(folder) if LOCKS else ():
        with suppress(OSError):
            _if_left(path, _clear_away)


def unfinished(folder: Path) -> tuple[Path, ...]:
    """Where an exchange of files that was broken off in this folder left a part of them."""
    return tuple(path for path in _left(folder) if is_unfinished(path) and not _is_busy(path))


def left_folders(parent: Path) -> tuple[Path, ...]:
    """Folders in this one whose process is dead; all of ours where there are no locks."""
    return tuple(path for path in _left(parent) if path.is_dir() and not (LOCKS and _is_busy(path)))


def _left(folder: Path) -> list[Path]:
    """All that bears a name of ours."""
    try:
        with os.scandir(folder) as entries:
            return [folder / entry.name for entry in entries if is_own(Path(entry.name))]
    except OSError:
        return []


def _is_busy(path: Path) -> bool:
    found: list[Path] = []
    with suppress(OSError):
        _if_left(path, found.append)
    return LOCKS and not found


def is_at(path: Path, handle: int) -> bool:
    """Whether the open file or folder is what stands at this path."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(handle))
    except OSError:
        return False


def locked_folder(parent: Path, ending: str, mode: int) -> tuple[Path, int]:
    """A new folder and the handle that locks it, -1 where there are no locks. Raises OSError.

    Another process that looks for leftovers may come between making and locking it: then a new one is made.
    """
    for _ in range(_TRIES):
        folder = parent / new_name(ending)
        folder.mkdir(mode)
        if not LOCKS:
            break
        handle = os.open(folder, os.O_RDONLY)
        if lock(handle) and is_at(folder, handle):
            return folder, handle
        os.close(handle)
    return folder, -1


def _clear_away(path: Path) -> None:
    if not path.is_dir():
        path.unlink()
    elif settle(path, path.parent):
        remove_folder(path)


def _if_left(path: Path, act: Callable[[Path], None]) -> None:
    """Act while nobody else can have it."""
    found = path.lstat()
    kind, mine = stat.S_IFMT(found.st_mode), found.st_uid == os.geteuid()
    if not mine or kind not in ((stat.S_IFDIR,) if path.suffix == FOLDER else (stat.S_IFDIR, stat.S_IFREG)):
        return
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if _try_lock(handle) and is_at(path, handle):
            act(path)
    finally:
        let_go(handle)


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
