"""Runs `ckpt scan` and `ckpt info` on hostile files in a process of its own that watches itself.

    python -P watched.py FOLDER

Writes one JSON line per file: {file, verdict, names, error, forbidden, clean, grown}. `forbidden` lists what an audit
hook saw while the file was read: imports, code, processes, sockets, changes to files. `grown` is the memory asked for,
in bytes.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import resource
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from ckpt_viewer.core import lazy_dataclasses  # noqa: E402
from ckpt_viewer.core.crc import crc32  # noqa: E402
from ckpt_viewer.core.errors import CheckpointError  # noqa: E402
from ckpt_viewer.core.formats import open_checkpoint  # noqa: E402
from ckpt_viewer.core.scanning import AllowList, installed_list, places_of, scan, scan_unreadable  # noqa: E402
from ckpt_viewer.core.task import Task  # noqa: E402

HARMFUL = ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.remove", "os.rename", "os.rmdir",
           "os.mkdir", "os.chmod", "os.putenv", "os.symlink", "os.link", "os.truncate", "subprocess.", "socket.",
           "ctypes.", "pty.", "shutil.", "webbrowser.", "urllib.", "pickle.", "marshal.", "exec", "compile", "import",
           "code.__new__", "sys.settrace", "sys.addaudithook", "builtins.input", "tempfile.", "glob.", "mmap.")


_NEAR = 8  # calls: the standard library's dataclasses may stand between


class Watch:
    """An audit hook that is on only between `with`."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event in ("compile", "exec", "code.__new__") and _is_ours(sys._getframe(1)):
            return
        writes = event == "open" and _writes(arguments)
        if writes or event.startswith(HARMFUL):
            self.seen.append(f"{event}{arguments[:2]!r}"[:200])

    def __enter__(self) -> Watch:
        self.seen, self.on = [], True
        return self

    def __exit__(self, *_: object) -> None:
        self.on = False


def _is_ours(frame: FrameType | None) -> bool:
    """Whether the program writes a method of a class of its own, which it puts off until it is wanted."""
    for _ in range(_NEAR):
        if frame is None or frame.f_code.co_filename == lazy_dataclasses.__file__:
            return frame is not None
        frame = frame.f_back
    return False


def import_everything(below: str) -> None:
    """What the program itself imports late is not a file's doing."""
    package = importlib.import_module(below)
    for found in pkgutil.walk_packages(package.__path__, f"{below}."):
        if not found.name.endswith(("__main__", "torch_engine")) and ".rebuild" not in found.name:
            importlib.import_module(found.name)


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode, flags = (*arguments, None, None)[1:3]
    asks = isinstance(mode, str) and any(letter in mode for letter in "wax+")
    return asks or (isinstance(flags, int) and flags & 3 != 0)


def examined(file: Path, watch: Watch, allowed: AllowList) -> dict[str, Any]:
    before, error = _peak(), ""
    with watch:
        try:
            with open_checkpoint(file) as checkpoint:
                report = scan(checkpoint, allowed=allowed)
                places_of(checkpoint.graph, Task())
                graph = checkpoint.graph
                for node in range(len(graph)):
                    graph.children(node)
        except CheckpointError as problem:
            error, report = str(problem), scan_unreadable(problem, file, Task(), allowed)
    names = [f"{found.module}.{found.name}" for found in report.globals]
    return {"file": file.name, "verdict": report.verdict, "names": names, "error": error,
            "forbidden": watch.seen, "clean": report.clean, "grown": _peak() - before}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    files = sorted(folder.iterdir())
    b"a".decode("unicode_escape")  # a codec of Python's own, which it imports when it is first used
    import_everything("ckpt_viewer.core")
    crc32(b"")  # its library is imported with the first sum
    with suppress(CheckpointError):
        open_checkpoint(files[0]).close()
    allowed = installed_list()
    watch = Watch()
    for file in files:
        print(json.dumps(examined(file, watch, allowed)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
