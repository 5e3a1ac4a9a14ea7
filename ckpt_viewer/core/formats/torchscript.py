"""TorchScript archives of torch.jit.save, also for mobile (`.ptl`): modules with their state, constants, code, extras.

A reader only. Layout from torch/csrc/jit/serialization/export_module.cpp and import.cpp: the module in `data.pkl`, its
storages in `data/`, constants of the code in `constants.pkl` and `constants/`, sources in `code/`. Nothing is compiled.
"""

from __future__ import annotations

from collections.abc import Mapping

from ckpt_viewer.core.checkpoint import Checkpoint, GlobalUse, Note, named_before
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats.base import Format, Peek
from ckpt_viewer.core.formats.script_code import SmallRecords, script_classes
from ckpt_viewer.core.formats.torchscript_json import with_records
from ckpt_viewer.core.formats.zip_archive import Archive
from ckpt_viewer.core.formats.zip_directory import EMPTY_MAGIC, LOCAL_MAGIC
from ckpt_viewer.core.graph import Graph, Node, Scalar
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.reader import Machined, build_graph, run_pickle
from ckpt_viewer.core.pickles.scripted import ArchivedIds, plain_dict, plain_script
from ckpt_viewer.core.pickles.sequence import names_within, run_following, together
from ckpt_viewer.core.pickles.storages import Locate, StorageId
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage
from ckpt_viewer.core.wording import count_text, plain_text

MAX_SCANNED = 8 << 20
_MAX_NOTES = 10
_SHOWN = ("data.pkl", "constants.pkl")
_CODE_NOTE = Note("info", "This is a program: torch.jit.load compiles the code in it, and calling the model runs it")


class TorchScript(Format):
    """`.pt`, `.jit`, `.ptl` as torch.jit.save and the lite interpreter write them."""

    name = "torchscript"
    title = "TorchScript archive"

    def probe(self, peek: Peek) -> int:
        """Perhaps, for any zip: what tells it from torch.save stands anywhere in the directory. The reader of zips, who
        has read that, hands a script over."""
        return 1 if peek.head.startswith((LOCAL_MAGIC, EMPTY_MAGIC)) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        return read_script(Archive.open(source, task), task)


def read_script(archive: Archive, task: Task) -> Checkpoint:
    """The checkpoint of an archive that was opened; errors of `Format.read`."""
    small = SmallRecords(archive)
    code = dict(small.below("code/", ".py", task))
    extra = dict(small.below("extra/", "", task))
    version = {"version": _stripped(small.value("version"))} if "version" in archive.entries else {}
    data = _ran(archive, "data.pkl", task)
    seen, notes = [data], [_CODE_NOTE, *archive.notes, *small.notes]
    uses = [*data.globals]
    constants: Machined | None = None
    if "constants.pkl" in archive.entries:
        try:
            constants = _ran(archive, "constants.pkl", task)
            seen.append(constants)
        except CheckpointError as error:
            uses += named_before(error)
            notes.append(Note("warning", f"The constants cannot be read: {error}"))
    beside = _scanned(archive, notes, uses, task)
    notes += [note for ran in (*seen, *beside) for note in ran.notes]
    uses += [use for ran in (*seen[1:], *beside) for use in ran.globals]
    graph = _graph(archive, data, constants, _texts(code), task)
    details: dict[str, str | int] = {"folder": archive.folder, "byteorder": archive.byteorder}
    groups = {"code": code, "extra": extra}
    return Checkpoint(with_records(graph, groups, version), archive.source, TorchScript.name, tuple(notes),
                      together(uses), details, archive.damage)


def _stripped(node: Node) -> Node:
    """Without the line break that ends the text of the version."""
    return Scalar(node.value.strip()) if isinstance(node, Scalar) and isinstance(node.value, str) else node


def _ran(archive: Archive, name: str, task: Task, spent: Spending | None = None) -> Machined:
    data = archive.pickle(name)
    where = archive.entries[name].name
    ran = run_pickle(data, task, where=where, spent=spent)
    after = run_following(data, ran.end, task, where)
    return replace(ran, notes=(*ran.notes, *after.notes), globals=(*ran.globals, *after.globals))


def _scanned(archive: Archive, notes: list[Note], uses: list[GlobalUse], task: Task) -> list[Machined]:
    """The pickles that are not shown (instructions for mobile, traced inputs, places in the code): for their names.
    `uses` gets the names of those that cannot be read to the end."""
    found: list[Machined] = []
    spent = Spending(MAX_SCANNED)
    hidden, skipped = _within_budget({name: entry.size for name, entry in archive.entries.items()})
    unread: list[str] = []
    for name in hidden:
        try:
            ran = _ran(archive, name, task, spent)
            nested = names_within(ran, task, archive.entries[name].name)
            found.append(replace(ran, globals=(*ran.globals, *nested)))
        except CheckpointError as error:
            uses += named_before(error)
            unread.append(f"{plain_text(name, 120)} cannot be read: {error}")
    notes += [Note("warning", text) for text in unread[:_MAX_NOTES]]
    if skipped:
        notes.append(Note("warning", f"{count_text(skipped, 'pickle')} beside the model not looked through: larger "
                                     f"than {MAX_SCANNED >> 20} MiB together"))
    return found


def looked_through(sizes: Mapping[str, int]) -> list[str]:
    """Which of the records of these sizes `read_script` runs the pickles of."""
    return [*_SHOWN, *_within_budget(sizes)[0]]


def _within_budget(sizes: Mapping[str, int]) -> tuple[list[str], int]:
    """The pickles to look through beside those that are shown, and how many are too large for it."""
    left, found = MAX_SCANNED, []
    hidden = [n for n in sizes if n.endswith((".pkl", ".debug_pkl")) and n not in _SHOWN]
    for name in sorted(hidden, key=lambda n: n.endswith(".debug_pkl")):
        size = sizes[name] + 1024
        if size <= left:
            left -= size
            found.append(name)
    return found, len(hidden) - len(found)


def _texts(code: dict[str, Node]) -> dict[str, str]:
    return {file: held.value for file, held in code.items() if isinstance(held, Scalar) and isinstance(held.value, str)}


def _graph(archive: Archive, data: Machined, constants: Machined | None, texts: dict[str, str], task: Task) -> Graph:
    classes = script_classes(texts)
    parts: list[tuple[Machined, Locate]] = [(data, _place(archive, "data", "tensors"))]
    pairs = [("model", plain_script(data.top, classes, task))]
    if constants is not None:
        parts.append((constants, _place(archive, "constants", "data")))
        pairs.append(("constants", plain_script(constants.top, classes, task)))
    return build_graph(plain_dict(pairs), ArchivedIds(parts), task)


def _place(archive: Archive, *folders: str) -> Locate:
    """Storages of a pickle lie in the first of these folders that has a record of the name."""

    def locate(wanted: StorageId) -> Storage:
        folder = next((f for f in folders if f"{f}/{wanted.key}" in archive.entries), folders[0])
        return replace(archive.locate(wanted, folder), key=f"{folder}/{wanted.key}")

    return locate
