"""safetensors: a length, a JSON header with a name, type, shape and place for each tensor, then the bytes.

The format is described at https://github.com/huggingface/safetensors (README, "Format"); what is refused here is what
its reader in Rust refuses (safetensors/src/tensor.rs): names that stand twice, places that overlap or leave holes,
sizes that do not fit. The header may be of any size up to MAX_HEADER, since files with 1.3 million tensors exist; nodes
are made when they are asked for. Where there are fewer bytes than the header speaks of, those at the end are taken to
be missing: nothing in the file could tell of a hole in its middle.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Many

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.crc import crc32
from ckpt_viewer.core.errors import Damaged, Unsupported
from ckpt_viewer.core.formats.arrival import cut_text, missing_text
from ckpt_viewer.core.formats.base import CERTAIN, Peek, Sink, Writer, Written
from ckpt_viewer.core.formats.safetensors_header import (
    MAX_HEADER,
    METADATA,
    NAMES,
    Header,
    bytes_alone,
    elements_of,
    has_shape_in_file,
    parse_header,
    shape_in_file,
    shape_of,
)
from ckpt_viewer.core.formats.storage_stream import StorageStream
from ckpt_viewer.core.graph import Broken, Graph, Node, NodeId, Scalar, Tensor
from ckpt_viewer.core.graph import Mapping as MappingNode
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Chunk, Memory, Storage, TensorSpec, contiguous_stride, memory_of
from ckpt_viewer.core.wording import count_text

if TYPE_CHECKING:
    from ckpt_viewer.core.tensor_columns import TensorColumns

_LENGTH = 8
_LIKE_OTHERS = (b"\x80", b"PK")  # a length that begins like a pickle or a zip
_ALIGNMENT = 8
_AS_IT_IS = "Save it as the same kind."
"""Spaces behind the header bring the first byte of the tensors to a multiple of this (tensor.rs, N_LEN)."""


def looks_like_safetensors(head: bytes, size: int) -> bool:
    """Whether a file of `size` bytes that begins so has a length and a JSON header."""
    length = int.from_bytes(head[:_LENGTH], "little")
    return head[_LENGTH : _LENGTH + 1] == b"{" and 2 <= length <= size - _LENGTH


class SafeTensors(Writer):
    """`.safetensors`, whatever the file is called."""

    name = "safetensors"
    title = "safetensors"

    def probe(self, peek: Peek) -> int:
        if looks_like_safetensors(peek.head, peek.size):
            return 94 if peek.head.startswith(_LIKE_OTHERS) else CERTAIN
        length = int.from_bytes(peek.head[:_LENGTH], "little")
        cut = peek.head[_LENGTH : _LENGTH + 1] == b"{" and 2 <= length <= MAX_HEADER
        return 50 if cut and peek.head[_LENGTH + 1 : _LENGTH + 2] in (b'"', b"") else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        task.check()
        length = int.from_bytes(source.read_at(0, _LENGTH), "little")
        if length > MAX_HEADER:
            raise Unsupported(f"its header has {length:,} bytes, more than {MAX_HEADER:,}", source.name,
                              "It is damaged, or made to fill memory; download it again.")
        if length > source.size - _LENGTH:
            raise Damaged(f"the file is cut short within its header: {source.size - _LENGTH:,} of its {length:,} bytes "
                          "are here", source.name, "Nothing can be rescued from it; copy or download it again.")
        raw = bytearray(length)
        source.readinto_at(_LENGTH, memoryview(raw))
        start = _LENGTH + length
        header = parse_header(raw, source.size - start, source.name, task)
        notes = _type_notes(header)
        graph, missing = Graph(_Nodes(header, source, start), 0), start + header.nbytes - source.size
        if missing <= 0:
            return Checkpoint(graph, source, self.name, notes)
        note = Note("info", f"{count_text(missing, 'byte')} missing: they are assumed to be the last ones. A file of "
                            "this kind has no checksums, which would reveal a gap in the middle")
        return Checkpoint(graph, source, self.name, (*notes, note), damage=cut_text(source.size))

    def write(self, graph: Graph, out: Sink, task: Task,
              details: Mapping[str, str | int]) -> tuple[Written, ...]:  # noqa: ARG002 (the graph says it all)
        named = _named_tensors(graph)
        placed = _placed(named)
        header = _header_text(named, placed, metadata_of(graph))
        task.start(sum(tensor.spec.nbytes for _, tensor in named), "writing")
        out.write(len(header).to_bytes(_LENGTH, "little") + header)
        stream = StorageStream(out, task, little_endian=True)
        return tuple(_write_tensor(name, tensor, out, stream) for name, tensor in placed)

    def written_size(self, graph: Graph, task: Task, details: Mapping[str, str | int]) -> int:  # noqa: ARG002
        named = _named_tensors(graph)
        header = _header_text(named, _placed(named), metadata_of(graph))
        return _LENGTH + len(header) + sum(tensor.spec.nbytes for _, tensor in named)


class _Nodes:
    """Node 0 is the mapping of names to tensors, node 1 + i the i-th tensor; then those of the metadata."""

    def __init__(self, header: Header, source: Source, start: int) -> None:
        self._header, self._source, self._start = header, source, start
        self._looks: dict[tuple[str, bytes], Node] = {}
        count = len(header.names)
        rest: list[Node] = []
        state = _metadata_nodes(header.metadata, count + 1, rest) if header.metadata is not None else None
        self._root = MappingNode(tuple(header.names), tuple(range(1, count + 1)), None, state)
        self._rest = rest

    def __len__(self) -> int:
        return 1 + len(self._header.names) + len(self._rest)

    def __getitem__(self, node: int, /) -> Node:
        if node == 0:
            return self._root
        count = len(self._header.names)
        return self._tensor(node - 1) if node <= count else self._rest[node - 1 - count]

    def looks(self, nodes: Many[NodeId]) -> list[Node]:
        """As `FarNodes.looks`: tensors of one type and shape are the same one."""
        header, known, count = self._header, self._looks, len(self._header.names)
        found: list[Node] = []
        for node in nodes:
            if not 0 < node <= count:
                found.append(self[node])
                continue
            told = header.types[node - 1], header.digits[node - 1]
            look = known.get(told)
            if look is None:
                look = known[told] = self._tensor(node - 1)
            found.append(look)
        return found

    def passing(self, nodes: Many[NodeId]) -> list[Node]:
        """As `FarNodes.passing`: no tensor is kept."""
        return [self[node] for node in nodes]

    def unmade(self, _node: NodeId) -> None:
        """As `FarNodes.unmade`: nothing is kept here of how tensors look."""

    def laid(self, nodes: Many[NodeId]) -> TensorColumns | None:
        """As `FarNodes.laid`."""
        import numpy as np  # small files are opened without it

        from ckpt_viewer.core.tensor_columns import TensorColumns, Unheaded

        here, last = self._source.size - self._start, len(self._header.names)
        told = [(row, node - 1, look) for row, (node, look) in enumerate(zip(nodes, self.looks(nodes), strict=True))
                if 0 < node <= last and isinstance(look, Tensor) and self._header.ends[node - 1] <= here]
        begins = np.array([self._header.begins[index] for _, index, _ in told], np.int64) + self._start
        looks = {id(look): look.spec for _, _, look in told}
        numbers = dict(zip(looks, range(len(looks)), strict=True))
        return TensorColumns(np.array([row for row, _, _ in told], np.int64), list(looks.values()),
                             np.array([numbers[id(look)] for _, _, look in told], np.int64), np.arange(len(told)),
                             Unheaded(self._source, begins))

    def memories(self, tensors: Many[NodeId]) -> list[Memory]:
        """As `FarNodes.memories`: each tensor has its own, which is called as it is."""
        names = self._header.names
        return [memory_of(names[node - 1]) for node in tensors]

    def sharing(self, key: str, _task: Task) -> list[NodeId]:
        """As `FarNodes.sharing`: names are looked through in no time."""
        names = self._header.names
        return [names.index(key) + 1] if key in names else []

    def problems(self, tensors: Many[NodeId]) -> list[str]:
        """As `FarNodes.problems`."""
        return [self._problem(node - 1) for node in tensors]

    def _problem(self, index: int) -> str:
        begin, end = self._header.begins[index], self._header.ends[index]
        there = self._source.size - self._start - begin
        return missing_text(there, end - begin) if end > begin + max(there, 0) else ""

    def _tensor(self, index: int) -> Node:
        header = self._header
        begin, nbytes = header.begins[index], header.ends[index] - header.begins[index]
        elements = elements_of(header.types[index], shape_of(header.digits[index]), nbytes)
        if elements is None:
            return Broken(f"elements of type {header.types[index][:40]} are not known here")
        dtype, shape = elements
        problem = self._problem(index)
        chunks = (Chunk(self._source, self._start + begin, nbytes),) if nbytes and not problem else ()
        storage = Storage(header.names[index], dtype, nbytes, "cpu", chunks, problem=problem)
        return Tensor(TensorSpec(dtype, shape, contiguous_stride(shape), 0, storage))


def _type_notes(header: Header) -> tuple[Note, ...]:
    why = "shown as the bytes that its elements are packed into: PyTorch has no such tensors"
    return tuple(Note("info", f"{count_text(count, 'tensor')} of type {word} {why}")
                 for word, count in bytes_alone(header).items())


def _metadata_nodes(metadata: Mapping[str, str], first: NodeId, rest: list[Node]) -> NodeId:
    """The nodes of `__metadata__`, an attribute of the mapping; the id of the first of them."""
    values = tuple(range(first + 2, first + 2 + len(metadata)))
    rest.append(MappingNode((METADATA,), (first + 1,)))
    rest.append(MappingNode(tuple(metadata), values))
    rest.extend(map(Scalar, metadata.values()))
    return first


def data_bytes_of(checkpoint: Checkpoint) -> int | None:
    """The bytes of all tensors of a safetensors file, which lie without holes behind the header; None for others."""
    if checkpoint.format != SafeTensors.name:
        return None
    source = checkpoint.source
    return source.size - _LENGTH - int.from_bytes(source.read_at(0, _LENGTH), "little")


def metadata_of(graph: Graph) -> dict[str, str]:
    """The texts of `__metadata__`, by name; those of the mapping at the root, as `read` gives it."""
    root = graph[graph.root]
    state = graph[root.state] if isinstance(root, MappingNode) and root.state is not None else None
    if not isinstance(state, MappingNode) or METADATA not in state.keys:
        return {}
    held = graph[state.values[state.keys.index(METADATA)]]
    pairs = zip(held.keys, held.values, strict=True) if isinstance(held, MappingNode) else ()
    found: dict[str, str] = {}
    for key, child in pairs:
        value = graph[child]
        if type(key) is str and isinstance(value, Scalar) and type(value.value) is str:
            found[key] = value.value
    return found


def without_metadata(graph: Graph) -> Graph:
    """The same without `__metadata__`, or the very same where it has none."""
    root = graph[graph.root]
    state = graph[root.state] if isinstance(root, MappingNode) and root.state is not None else None
    if not isinstance(root, MappingNode) or not isinstance(state, MappingNode) or state.keys != (METADATA,):
        return graph
    return graph.replace({graph.root: replace(root, state=None)})


def _named_tensors(graph: Graph) -> list[tuple[str, Tensor]]:
    root = graph[graph.root]
    if not isinstance(root, MappingNode):
        raise Unsupported("a safetensors file holds tensors by name, and this is a single value", hint=_AS_IT_IS)
    found: list[tuple[str, Tensor]] = []
    for key, child in zip(root.keys, root.values, strict=True):
        held = graph[child]
        if type(key) is not str or not isinstance(held, Tensor) or not _can_hold(held.spec):
            raise Unsupported("a safetensors file holds only contiguous tensors with names", str(key)[:120],
                              _AS_IT_IS)
        found.append((key, held))
    return found


def _placed(named: list[tuple[str, Tensor]]) -> list[tuple[str, Tensor]]:
    """The wide types first, so that every tensor begins at a multiple of its element (tensor.rs, prepare)."""
    return sorted(named, key=lambda pair: -pair[1].spec.dtype.itemsize)


def _can_hold(spec: TensorSpec) -> bool:
    return spec.fills_storage and spec.dtype in NAMES and has_shape_in_file(spec.dtype, spec.shape)


def _header_text(named: Iterable[tuple[str, Tensor]], placed: Iterable[tuple[str, Tensor]],
                 metadata: dict[str, str]) -> bytes:
    at, places = 0, {}
    for name, tensor in placed:
        places[name] = (at, at + tensor.spec.nbytes)
        at += tensor.spec.nbytes
    entries = [f"{_quoted(METADATA)}:{_compact(metadata)}"] if metadata else []
    for name, tensor in named:
        spec, (begin, end) = tensor.spec, places[name]
        shape = ",".join(map(str, shape_in_file(spec.dtype, spec.shape)))
        entries.append(f'{_quoted(name)}:{{"dtype":"{NAMES[spec.dtype]}","shape":[{shape}],'
                       f'"data_offsets":[{begin},{end}]}}')
    try:
        raw = f"{{{','.join(entries)}}}".encode()
    except UnicodeEncodeError:
        raise Unsupported("a safetensors file cannot hold half a character, and a name or a text here has one",
                          hint="Rename it first.") from None
    return raw + b" " * (-len(raw) % _ALIGNMENT)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _compact(metadata: dict[str, str]) -> str:
    return json.dumps(metadata, ensure_ascii=False, separators=(",", ":"))


def _write_tensor(name: str, tensor: Tensor, out: Sink, stream: StorageStream) -> Written:
    crc = 0
    for block in stream.blocks(tensor.spec.storage):
        crc = crc32(block, crc)
        out.write(block)
    return Written(name, tensor.spec.storage, crc)
