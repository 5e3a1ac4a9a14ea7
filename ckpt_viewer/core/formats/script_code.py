"""The texts and other small records of a TorchScript archive, read within a budget; what the code says of its classes.

The layout of the code is that of torch/csrc/jit/serialization/python_print.cpp. Nothing of it is parsed as Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ckpt_viewer.core.checkpoint import Note
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats.zip_archive import Archive
from ckpt_viewer.core.graph import Broken, Global, Node, Scalar
from ckpt_viewer.core.lazy_dataclasses import dataclass, field
from ckpt_viewer.core.pickles.scripted import ScriptClass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text, plain_text

MAX_TEXT = 1 << 20
MAX_UNPACKED = 16 << 20
MAX_TOGETHER = 64 << 20
_PER_RECORD = 1024
_CLASS = re.compile(r"^class (\w+)\(Module\):\n(?:  __parameters__ = \[(.*)\]\n)?(?:  __buffers__ = (\[.*\])\n)?", re.M)
_WORD = re.compile(r'"([^"\\\n]*)"')


@dataclass(slots=True)
class SmallRecords:
    """Reads the small records of an archive. `notes` says what was cut or left out."""

    archive: Archive
    left: int = MAX_TOGETHER
    notes: list[Note] = field(default_factory=list)
    _skipped: int = 0

    def below(self, folder: str, ending: str, task: Task) -> Iterator[tuple[str, Node]]:
        """The records in a folder by their names within it, as text, as bytes, or broken."""
        for name in self.archive.entries:
            if name.startswith(folder) and name.endswith(ending) and not name.endswith("/"):
                task.check()
                yield name.removeprefix(folder), self.value(name)
        if self._skipped:
            self.notes.append(Note("warning", f"{count_text(self._skipped, 'record')} in {folder} not read: all of "
                                              f"them together are larger than {MAX_TOGETHER >> 20} MiB"))
            self._skipped = 0

    def value(self, name: str) -> Node:
        """The record of that name; a scalar of what can be read of it."""
        entry = self.archive.entries[name]
        cost = _PER_RECORD + (min(entry.size, MAX_TEXT) if entry.method == 0 else entry.size)
        if entry.method and entry.size > MAX_UNPACKED:
            return Broken(f"{entry.size:,} bytes are too many to unpack and show")
        if cost > self.left:
            self._skipped += 1
            return Broken("not read: the records beside the tensors are too large together")
        self.left -= cost
        try:
            data = self.archive.record(name).read_at(0, min(entry.size, MAX_TEXT))
        except CheckpointError as error:
            return Broken(error.what)
        if entry.size > MAX_TEXT:
            self.notes.append(Note("info", f"{plain_text(name, 120)} has {entry.size:,} bytes; the first "
                                           f"{MAX_TEXT:,} are shown"))
        return Scalar(_text_or_bytes(data, cut=entry.size > MAX_TEXT))


def _text_or_bytes(data: bytes, *, cut: bool) -> str | bytes:
    """Text in UTF-8, whose last letter may be cut in two, or the bytes."""
    for lost in range(4 if cut else 1):
        try:
            return data[: len(data) - lost].decode("utf-8")
        except UnicodeDecodeError:
            continue
    return data


def script_classes(texts: dict[str, str]) -> dict[Global, ScriptClass]:
    """The classes of modules in the code, whose files are named by their path below `code/`."""
    found: dict[Global, ScriptClass] = {}
    for file, text in texts.items():
        module = file.removesuffix(".py").replace("/", ".")
        for name, parameters, buffers in _CLASS.findall(text):
            known = frozenset(_WORD.findall(buffers)) if buffers else None
            found[Global(module, name)] = ScriptClass(frozenset(_WORD.findall(parameters)), known)
    return found
