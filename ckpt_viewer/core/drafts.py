"""Edits that are not saved, kept beside the settings so that they outlive a program that is killed.

Contract: each running program has a folder, locked for as long as it lives, and there a small JSON file for each opened
file with edits: where that lies, what told it from another, and the edits as a recipe, which runs nothing. What lies in
a folder that nobody has locked was left by a program that was killed. Where nothing can be written nothing is kept, and
what cannot be understood is not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ckpt_viewer.core import settings
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task

if TYPE_CHECKING:  # numpy comes with it, and with all that is imported where it is needed
    from ckpt_viewer.core.document import Step
    from ckpt_viewer.core.recipes import Operation

    _Told = tuple[Step, tuple[Operation, ...]]

MOST_LINES = 3  # of what was changed, for a message
_MOST_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Draft:
    """`identity` is that of the Source that was edited; `lines` are the first of `count` that say what was changed;
    `recipe` is the text of one."""

    path: str
    identity: tuple[int, ...]
    lines: tuple[str, ...]
    count: int
    recipe: str


class Drafts:
    """Those of this program, and what others left."""

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = settings.folder() / "unsaved" if parent is None else parent
        self._own: Path | None = None
        self._handle = -1
        self._told: dict[str, tuple[_Told, ...]] = {}  # by file: looking for the place of an edit takes its time

    def draft_of(self, path: str, identity: tuple[int, ...], steps: tuple[Step, ...]) -> Draft:
        """What these steps have made of an opened file. Raises InvalidRecipe for what no recipe has words for."""
        from ckpt_viewer.core.recipes import recipe_text, recorded

        known = {id(step): operations for step, operations in self._told.get(path, ())}
        self._told[path] = tuple((step, known.get(id(step)) or recorded((step,))) for step in steps)
        lines = tuple(islice((line for step in steps for line in step.details), MOST_LINES))
        recipe = recipe_text([operation for _, operations in self._told[path] for operation in operations])
        return Draft(path, identity, lines, sum(len(step.details) for step in steps), recipe)

    def keep(self, draft: Draft, task: Task) -> None:
        """In the place of what was kept of the same file. Raises SaveFailed, Cancelled, OSError."""
        from ckpt_viewer.core.exporting import write_text
        from ckpt_viewer.core.saving.leftovers import FOLDER, locked_folder

        if self._own is None:
            self._parent.mkdir(parents=True, exist_ok=True)
            self._own, self._handle = locked_folder(self._parent, FOLDER, 0o700)
        text = json.dumps({name: getattr(draft, name) for name in Draft.__match_args__})
        write_text(text, self._own / _name(draft.path), task)

    def find(self, path: str) -> Draft | None:
        """The newest that a killed program left of a file."""
        found = [file for folder in self._left() if (file := folder / _name(path)).is_file()]
        return _read(max(found, key=lambda file: file.stat().st_mtime_ns)) if found else None

    def forget(self, path: str) -> None:
        """What was kept of a file is no longer wanted, whoever kept it."""
        self._told.pop(path, None)
        for folder in (self._own, *self._left()):
            if folder is not None:
                with suppress(OSError):
                    (folder / _name(path)).unlink()
            if folder is not None and folder != self._own:
                with suppress(OSError):  # others may lie there
                    folder.rmdir()

    def end(self) -> None:
        """The program ends, and nothing is unsaved."""
        if self._own is not None:
            shutil.rmtree(self._own, ignore_errors=True)
            self._own = None
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _left(self) -> Iterator[Path]:
        from ckpt_viewer.core.saving.leftovers import left_folders

        return (folder for folder in left_folders(self._parent) if folder != self._own)


def _name(path: str) -> str:
    return f"{hashlib.sha256(os.fsencode(path)).hexdigest()[:32]}.json"


def _read(file: Path) -> Draft | None:
    try:
        with file.open("rb") as held:
            data = json.loads(held.read(_MOST_BYTES))
        return Draft(str(data["path"]), tuple(map(int, data["identity"])), tuple(map(str, data["lines"])),
                     int(data["count"]), str(data["recipe"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
