"""Several files that come into being together: a set of shards and its index.

Contract: files are written into a hidden folder of our own on the same disk, which is locked while this process lives.
A target folder that does not exist yet appears whole, in one step. In one that exists the names are given one after
another, the last of them last: readers go by the index, so that without it a half-set does not look whole. Old files of
the set are set aside first, the one that opens them before the others, and come back if anything fails; they are
removed when all new ones are in place. A crash within these renames, milliseconds, leaves both sets on the disk; the
next save in the folder puts the old one back or finishes the new one (see exchanging.py). Failures of the file system
are SaveFailed with what to do.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.saving.exchanging import NotPutBack, exchange
from ckpt_viewer.core.saving.leftovers import FILE, locked_folder, remove_leftovers
from ckpt_viewer.core.saving.letting_go import force_to_disk, remove_folder
from ckpt_viewer.core.saving.moving import change_mode, sync_folder
from ckpt_viewer.core.saving.replacing import save_failed
from ckpt_viewer.core.task import Task

_BUFFER = 1 << 17  # less than a block of a tensor, which then goes to the system without another copy


class FolderReplacement:
    """Use as a context: on leaving it, what was not put in place is removed. `path` has the files meanwhile."""

    def __init__(self, folder: Path) -> None:
        """Raises SaveFailed when nothing can be made there."""
        self._asked = folder
        self._folder = Path(os.path.realpath(folder))
        self._is_new = not self._folder.exists()
        beside = self._folder.parent if self._is_new else self._folder
        self._keep = False
        remove_leftovers(beside)
        try:
            self.path, self._lock = locked_folder(beside, FILE, 0o777)
        except OSError as error:
            raise save_failed(error, folder) from None
        self._mode = stat.S_IMODE(self.path.stat().st_mode)
        change_mode(self.path, 0o700)

    def __enter__(self) -> FolderReplacement:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._keep:
            remove_folder(self.path)
        if self._lock >= 0:
            os.close(self._lock)

    @contextmanager
    def file(self, name: str, task: Task) -> Iterator[BinaryIO]:
        """A new file; on leaving, every byte of it is on the disk. Raises SaveFailed for what the system says,
        Cancelled."""
        try:
            with (self.path / name).open("xb", buffering=_BUFFER) as out:
                yield out
                out.flush()
                force_to_disk(out.fileno(), task)
        except OSError as error:
            raise save_failed(error, self._asked / name) from None

    def put_in_place(self, names: Sequence[str], old: Sequence[str]) -> None:
        """Give the files their names, the last of `names` last. `old` are files of the folder that go.

        Raises SaveFailed.
        """
        sync_folder(self.path)
        try:
            if self._is_new:
                change_mode(self.path, self._mode)
                self.path.rename(self._folder)
                self._keep = True
                sync_folder(self._folder.parent)
            else:
                exchange(self.path, self._folder, names, old)
        except NotPutBack as error:
            self._keep = True
            raise SaveFailed("the old files could not be put back", str(self._asked),
                             f"They are in {error.folder}; the next save in this folder tries again.") from None
        except OSError as error:
            raise save_failed(error, self._asked) from None
