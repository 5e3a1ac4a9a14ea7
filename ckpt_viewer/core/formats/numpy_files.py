"""`.npy`: one numpy array, which is read alone; `.npz`: a zip of such files, one for each name.

The header is that of numpy/lib/format.py: magic, version, length, then the text of a dict of exactly descr,
fortran_order and shape, which is matched, never evaluated. An array of Python objects is a pickle behind such a header;
alone it is read as a plain pickle, in a `.npz` it is not.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping as AbstractMapping

from ckpt_viewer.core.arrays import member_key, stored_tensor, torch_type
from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.errors import CheckpointError, Damaged, Unsupported
from ckpt_viewer.core.foreign import NumpyArray, NumpyType, object_items
from ckpt_viewer.core.formats.arrival import cut_text, missing_text
from ckpt_viewer.core.formats.base import Format, Peek, Sink, Writer, Written
from ckpt_viewer.core.formats.zip_directory import LOCAL_MAGIC, ZipRecord
from ckpt_viewer.core.formats.zip_records import find_records
from ckpt_viewer.core.formats.zip_rows import Names
from ckpt_viewer.core.graph import Broken, Graph, Mapping, Node, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.sources.base import Source, WindowSource
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.sources.paged import PagedSource
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Chunk, Readable, Storage, TensorSpec, invalid_geometry
from ckpt_viewer.core.wording import count_text

MAGIC = b"\x93NUMPY"
OBJECTS = "objects"
"""In the details of an array of Python objects: whether it is a single one, or many."""
_UNREAD = "its elements are Python objects, which are not read"
_MAX_HEADER = 1 << 16
_MOST_HEADERS = 1024
_NO_BYTES = MemorySource(b"")
_HEADER = re.compile(
    r"\s*\{\s*'descr'\s*:\s*'([<>|=])([a-zA-Z]\d{0,4})'\s*,\s*'fortran_order'\s*:\s*(True|False)\s*,"
    r"\s*'shape'\s*:\s*\(([\d, L]*)\)\s*,?\s*\}\s*", re.ASCII)
_NUMBER = re.compile(r"\d{1,19}L?", re.ASCII)


class NumpyArrayFile(Format):
    name = "npy"
    title = "numpy array"
    not_written = ("This program does not write files of one array, and no other form holds one. Load it with "
                   "numpy.load, and save what you make of it.")

    def probe(self, peek: Peek) -> int:
        return 95 if peek.head.startswith(MAGIC) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        task.check()
        start = object_pickle_start(source)
        if start is not None:
            return _objects(source, start, task)
        held = _tensor(source, "array", source.name)
        damage = cut_text(source.size) if held.spec.storage.problem else ""
        return Checkpoint(Graph([held], 0), source, self.name, damage=damage)


class NumpyArchive(Writer):
    name = "npz"
    title = "numpy archive of arrays"

    def probe(self, peek: Peek) -> int:
        if peek.records:
            return 85 if all(name.endswith(".npy") for name in peek.records) else 0
        length = int.from_bytes(peek.head[26:28], "little")
        return 85 if peek.head.startswith(LOCAL_MAGIC) and peek.head[30 : 30 + length].endswith(b".npy") else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        found = find_records(source, task)
        rows = found.entries
        names = tuple(name.removesuffix(".npy") for name in Names.of(rows))
        nodes: list[Node] = [Mapping(names, tuple(range(1, len(rows) + 1)))]
        pages, headers = PagedSource(source), _Headers()
        for row in rows:
            task.check()
            nodes.append(_member(ZipRecord(source, row), ZipRecord(pages, row), headers, source.name))
        unread = sum(isinstance(node, Broken) and node.reason == _UNREAD for node in nodes)
        notes = (Note("warning", f"{count_text(unread, 'array')} of Python objects, which are pickles: only a scan "
                                 "tells what they name"),) if unread else ()
        return Checkpoint(Graph(nodes, 0), source, self.name, notes, damage=found.damage)

    def write(self, graph: Graph, out: Sink, task: Task,
              details: AbstractMapping[str, str | int]) -> tuple[Written, ...]:  # noqa: ARG002 (the graph says it all)
        from ckpt_viewer.core.formats.npz_writer import write_npz  # only a save needs it, and numpy

        return write_npz(graph, out, task)

    def written_size(self, graph: Graph, task: Task, details: AbstractMapping[str, str | int]) -> int:  # noqa: ARG002
        from ckpt_viewer.core.formats.npz_writer import npz_written_size

        return npz_written_size(graph)


def _objects(source: Source, start: int, task: Task) -> Checkpoint:
    """`numpy.save` wraps a dict, or whatever else is no array, into an array without dimensions: then it is the root.
    """
    from ckpt_viewer.core.formats.bare_pickle import BarePickle  # hardly a file needs it

    read = BarePickle().read(WindowSource(source, start, source.size, source.name), task)
    told = object_items(read.graph, read.graph.root)
    single = told is not None and not told[0]
    graph = read.graph.replace({}, told[2][0]) if told and single else read.graph
    note = Note("info", "An array of Python objects, which are a pickle: numpy.load needs allow_pickle=True for it")
    details: dict[str, str | int] = {**read.details, OBJECTS: "single" if single else "many"}
    return replace(read, graph=graph, source=source, format=NumpyArrayFile.name, notes=(note, *read.notes),
                   details=details)


def object_pickle_start(source: Readable) -> int | None:
    """Where the pickle of an array of Python objects begins; None where it is no such array."""
    try:
        told, start = _header(source, "array", _Headers())
    except CheckpointError:
        return None
    return start if told.array.dtype.code == "O" else None


@dataclass(frozen=True, slots=True)
class _Described:
    """What the text of a header says: the array without its bytes, the name of its type in the file, and the tensor
    that it is, without its bytes too, or None where PyTorch has no such type. `problem` says what is wrong with it."""

    array: NumpyArray
    type_name: str
    blank: Tensor | None
    problem: str = ""


class _Headers:
    """Very many arrays have the same header, which is read once."""

    def __init__(self) -> None:
        self._known: dict[str, _Described] = {}

    def read(self, text: str, where: str) -> _Described:
        """Raises Unsupported."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= _MOST_HEADERS:
                self._known.clear()
            known = self._known[text] = _described(text, where)
        return known


def _member(record: ZipRecord, near: ZipRecord, headers: _Headers, file: str) -> Node:
    """One array; what is wrong with it is said in its place. `near` is the same record, read together with others."""
    try:
        return _tensor(record, member_key(record.entry.name, record.entry.header), file, near, headers)
    except CheckpointError as error:
        return Broken(error.what)


def _tensor(source: Readable, key: str, where: str, near: Readable | None = None,
            headers: _Headers | None = None) -> Tensor:
    told, start = _header(near or source, where, headers or _Headers())
    if told.array.dtype.code == "O":
        raise Unsupported(_UNREAD, where, "Load it with numpy.load.")
    if told.blank is None:
        raise Unsupported(f"its elements are of type {told.type_name}, which PyTorch does not have", where,
                          "Load it with numpy.load.")
    if told.problem:
        raise Damaged(f"the array has {told.problem}", where)
    spec, there = told.blank.spec, source.size - start
    nbytes, problem, chunks = spec.storage.nbytes, "", ()  # type: int, str, tuple[Chunk, ...]
    if there < nbytes:
        problem = missing_text(there, nbytes)
    elif nbytes:
        chunks = (Chunk(source, start, nbytes),)
    storage = Storage(key, spec.dtype, nbytes, "cpu", chunks, spec.storage.little_endian, problem)
    return Tensor(TensorSpec(spec.dtype, spec.shape, spec.stride, 0, storage))


def _header(source: Readable, where: str, headers: _Headers) -> tuple[_Described, int]:
    """The array without its bytes, and where they begin."""
    head = source.read_at(0, min(12, source.size))
    if not head.startswith(MAGIC) or len(head) < 10:
        raise Damaged("the header of the array is missing or cut short", where)
    wide = head[6] > 1
    if head[6] not in (1, 2, 3) or (wide and len(head) < 12):
        raise Unsupported(f"version {head[6]} of numpy's file format is not known", where, "Load it with numpy.load.")
    start, length = (12, struct.unpack("<I", head[8:12])[0]) if wide else (10, struct.unpack("<H", head[8:10])[0])
    if length > _MAX_HEADER or start + length > source.size:
        raise Damaged("the header of the array is cut short or too long", where)
    text = source.read_at(start, length).decode("latin-1")
    return headers.read(text, where), start + length


def _described(text: str, where: str) -> _Described:
    found = _HEADER.fullmatch(text)
    sizes = _sizes(found[4]) if found else None
    if found is None or sizes is None:
        kind = "its elements are records" if "[(" in text else "its header is not one that NumPy writes"
        raise Unsupported(kind, where, "Load it with numpy.load.")
    order = "<" if found[1] == "=" else found[1]
    array = NumpyArray(NumpyType(found[2], order), sizes, fortran=found[3] == "True", data=b"")
    dtype = torch_type(array.dtype)
    blank = None if dtype is None else stored_tensor(array, dtype, _NO_BYTES, 0, "")
    return _Described(array, found[1] + found[2], blank, "" if blank is None else invalid_geometry(blank.spec))


def _sizes(text: str) -> tuple[int, ...] | None:
    words = [word.strip() for word in text.split(",")]
    if words and not words[-1]:
        words.pop()
    if len(words) > 64 or not all(_NUMBER.fullmatch(word) for word in words):
        return None
    return tuple(int(word.rstrip("L")) for word in words)
