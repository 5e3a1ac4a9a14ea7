"""Runs an act again and again, each time killed (SIGKILL) at another of the calls with which it changes the disk.

Contract: `python killing.py WHAT FOLDER TARGET` does the act in a copy of the folder for every point and prints one
line per point with that copy, and a last one for the run that came to its end. Points lie before, within and after each
call: of a write some of the bytes arrive, but all or none of one that lies within a sector, as with a disk. torch is
not imported, so that forking is quick and sound.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CALLS = ("open", "fsync", "replace", "rename", "link", "unlink", "chmod", "chown", "utime", "setxattr", "mkdir")
SECTOR = 512
PARTS = (1, 7, 64, 500, 1500)
"""Of how many bytes of a write arrive: the first so many, and all but so many."""


class Killer:
    """Counts points and ends the process at the one that is asked for."""

    def __init__(self, at: int) -> None:
        self._left = at

    def point(self) -> None:
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            self.point()
            done = call(*given, **named)
            self.point()
            return done

        return called

    def install(self) -> None:
        """Into `os` and the files that Python opens for writing."""
        killer = self

        class Watched(io.FileIO):
            def write(self, data: Any, /) -> int:
                view = memoryview(data).cast("B")
                sizes = {0, *PARTS, len(view) // 2, *(len(view) - part for part in PARTS)}
                if self.tell() // SECTOR == (self.tell() + len(view) - 1) // SECTOR:
                    sizes = {0}
                at = 0
                for size in sorted(size for size in sizes if 0 <= size < len(view)):
                    at += super().write(view[at:size]) if size > at else 0
                    killer.point()
                super().write(view[at:])
                killer.point()
                return len(view)

            def truncate(self, size: int | None = None, /) -> int:
                killer.point()
                done = super().truncate(size)
                killer.point()
                return done

        open_file = io.open

        def watched_open(file: Any, mode: str = "r", *given: Any, **named: Any) -> Any:
            return Watched(file, mode) if mode == "rb+" else open_file(file, mode, *given, **named)

        for name in CALLS:
            setattr(os, name, self.around(getattr(os, name)))
        io.open = watched_open
        os.fdopen = lambda handle, *_, **__: io.BufferedWriter(Watched(handle, "wb"), 1 << 20)  # type: ignore[assignment]


def act(what: str, path: Path, target: Path) -> None:
    """Save `path` at `target` with another epoch or without edits, update it in place, or take that back."""
    from ckpt_viewer.core import saving
    from ckpt_viewer.core.document import Document
    from ckpt_viewer.core.edits import Cast, SetValue
    from ckpt_viewer.core.formats import open_checkpoint
    from ckpt_viewer.core.saving.in_place import undo_update, update
    from ckpt_viewer.core.tensor import DTYPES

    if what == "undo":
        undo_update(path)
        return
    with open_checkpoint(path) as checkpoint:
        document, form = Document(checkpoint), what.partition(" ")[2] or "same"
        if what != "copy":
            document.apply(SetValue(checkpoint.graph.resolve(("epoch",)), 4, "epoch"))
        if what == "cast":
            document.apply(Cast(DTYPES["float16"], frozenset([checkpoint.graph.resolve(("w",))])))
        if what in ("update", "cast"):
            update(document.snapshot())
            return
        size = 20 if form == "shards" else None
        form = "safetensors" if size else form
        part = ("model",) if form == "safetensors" else None
        options = saving.SaveOptions(form=form, part=part, overwrite=True, max_shard_size=size)  # type: ignore[arg-type]
        saving.save(saving.plan(document.snapshot(), target, options))


def main(what: str, folder: str, target: str) -> None:
    pristine = Path(folder)
    warm_up(what, pristine, target)
    for at in itertools.count():
        ground = pristine.with_name(f"{pristine.name}-{at}")
        shutil.copytree(pristine, ground, symlinks=True)
        child = os.fork()
        if child == 0:
            Killer(at).install()
            act(what, ground / "old.pth", ground / target)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            print(json.dumps({"folder": str(ground), "done": False}))
            continue
        print(json.dumps({"folder": str(ground), "done": True, "status": status}))
        return


def warm_up(what: str, pristine: Path, target: str) -> None:
    """Once without being killed, so that everything is imported that a child needs."""
    ground = pristine.with_name(f"{pristine.name}-warm")
    shutil.copytree(pristine, ground, symlinks=True)
    act(what, ground / "old.pth", ground / target)
    shutil.rmtree(ground)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main(*sys.argv[1:])
