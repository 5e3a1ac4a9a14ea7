"""A set of files takes the place of another in its folder, in such a way that a crash in between can be mended.

Contract: the new files lie whole and on the disk in `part`, a folder of ours within the folder. As long as old files
are being set aside they lie in `part/old`; when all are, that becomes `part/replaced`, and the new files get their
names. So whoever finds `old` puts the old files back, and whoever finds `replaced` gives the rest of the new ones their
names: `settle`, which may be killed and called again. What somebody else has put in the place of one of these files
meanwhile is never touched. The file that opens a set, an index, goes first and comes last. Raises OSError.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from ckpt_viewer.core.saving.moving import move_without_replacing, sync_folder

_OLD, _REPLACED = "old", "replaced"


class NotPutBack(Exception):
    """The exchange failed, and taking it back as well; `folder` has the old files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder


def exchange(part: Path, folder: Path, names: Sequence[str], old: Iterable[str]) -> None:
    """Set the files `old` of the folder aside and give those in `part` their names, the last of them last.

    Raises NotPutBack; after any other error all is as it was.
    """
    aside, given = part / _OLD, list[str]()
    aside.mkdir(0o700)
    done = False
    try:
        for name in sorted(old, key=lambda name: (name != names[-1], not name.endswith(".json"), name)):
            (folder / name).rename(aside / name)
        sync_folder(aside)
        aside.rename(part / _REPLACED)
        sync_folder(part)
        for name in names:
            move_without_replacing(part / name, folder / name)
            given.append(name)
        done = True
    finally:
        if not done:
            _take_back(part, folder, given)
    sync_folder(folder)


def is_unfinished(part: Path) -> bool:
    """Whether an exchange was broken off, so that the folder holds neither set whole."""
    aside, replaced = part / _OLD, part / _REPLACED
    return (aside.is_dir() and bool(_files(aside))) or (replaced.is_dir() and bool(_files(part)))


def settle(part: Path, folder: Path) -> bool:
    """Finish what a dead process began, or take it back; False where something stands in the way, and all is left."""
    aside, replaced = part / _OLD, part / _REPLACED
    if aside.is_dir():
        return _give(aside, folder)
    return not replaced.is_dir() or _give(part, folder)


def _give(source: Path, folder: Path) -> bool:
    """Every file of `source` its name in the folder; one that the crash left with both names loses this one."""
    files = _files(source)
    there = {file for file in files if os.path.lexists(folder / file.name)}
    if any(not _is_same(file, folder / file.name) for file in there):
        return False
    for file in files:
        if file in there:
            file.unlink()
        else:
            move_without_replacing(file, folder / file.name)
    sync_folder(folder)
    return True


def _take_back(part: Path, folder: Path, given: Sequence[str]) -> None:
    """In such an order that being killed meanwhile leaves what `settle` can mend."""
    aside, replaced = part / _OLD, part / _REPLACED
    try:
        for name in reversed(given):
            (folder / name).rename(part / name)
        if replaced.is_dir():
            replaced.rename(aside)
        for file in _files(aside):
            file.rename(folder / file.name)
    except OSError:
        raise NotPutBack(aside if aside.is_dir() else replaced) from None


def _files(folder: Path) -> list[Path]:
    """What opens the set is the last."""
    found = (file for file in folder.iterdir() if not file.is_dir())
    return sorted(found, key=lambda file: (file.name.endswith(".json"), file.name))


def _is_same(one: Path, other: Path) -> bool:
    return os.path.samestat(one.lstat(), other.lstat())
