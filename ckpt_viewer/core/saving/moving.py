"""New names and modes for files that are on the disk already: nothing is lost that stands in the way, names last."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path


def move_without_replacing(source: Path, target: Path) -> None:
    """As `os.replace`, but a file that appeared at the target meanwhile is not lost. Raises OSError."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # no hard links here, as on FAT and some network disks
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "exists") from None
        source.rename(target)
        return
    source.unlink()


def change_mode(path: Path, mode: int) -> None:
    """As far as the file system has modes: FAT and some network disks refuse those that they cannot keep."""
    with suppress(OSError):
        path.chmod(mode)


def sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut; some systems cannot sync a folder."""
    flags = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
    try:
        handle = os.open(folder, flags)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)
