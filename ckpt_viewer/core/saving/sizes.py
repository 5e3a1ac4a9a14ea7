"""How large a file will be, without making it: exact where the graph is small, estimated where it is huge; and how much
of what it stores its tensors use: a view of a big storage drags all of it along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.formats import writer_named
from ckpt_viewer.core.formats.zip_emitter import ALIGNMENT
from ckpt_viewer.core.graph import Graph, Mapping, Node, Object, Scalar, StorageNode, Tensor, runs_of
from ckpt_viewer.core.saving.reach import Looking
from ckpt_viewer.core.task import Task, looking_up
from ckpt_viewer.core.tensor import Memory, Span, Storage
from ckpt_viewer.core.wording import bytes_text

_EXACT_UP_TO = 5_000
"""Nodes; pickling so many takes less than a tenth of a second."""
_PER_NODE = 12
# Of what stands in runs; by type, where it is not the 4 bytes of a middling whole number.
_PER_ROW, _PER_VALUE = 7, {float: 9, str: 10, bytes: 10, bool: 1}
# What a tensor takes beside its name and its bytes, measured.
_PER_TENSOR = {"torch_zip": 72, "torch_legacy": 98, "safetensors": 54, "npz": 278}
_WORTH = 1 << 16  # bytes of waste; less is not worth a word
_RECORD_HEADER, _RECORD_ROW = 30 + 4 + 16 + 20, 46 + 20  # with names of about twenty letters


def expected_size(graph: Graph, container: str, details: dict[str, str | int], held: list[Node],
                  storages: Iterable[Storage]) -> int:
    """Bytes of the file that a graph with all of `held` goes into. Raises Unsupported where it cannot be written."""
    runs = [run for node in looking_up(held) for run in runs_of(node)]
    if len(held) + sum(map(len, runs)) <= _EXACT_UP_TO:
        return writer_named(container).written_size(graph, Task(), details)
    text = sum(_text(node, container) for node in looking_up(held)) + sum(_run_text(graph, run) for run in runs)
    if container != "torch_zip":
        return text + sum(storage.nbytes for storage in looking_up(storages))
    return text + sum(_up(storage.nbytes + _RECORD_HEADER) + _RECORD_ROW for storage in looking_up(storages))


def _up(size: int) -> int:
    """Each record begins at a multiple of the alignment."""
    return size + -size % ALIGNMENT


def _run_text(graph: Graph, run: range) -> int:
    values = graph.values(graph.within(run)) or []
    rows = 0 if graph.within(run) == run else len(run)
    kinds = Counter(map(type, values))
    letters = sum(len(value) for value in values if isinstance(value, str | bytes)) if kinds[str] + kinds[bytes] else 0
    return letters + _PER_ROW * rows + sum(number * _PER_VALUE.get(kind, 4) for kind, number in kinds.items())


def _text(held: Node, container: str) -> int:
    match held:
        case Tensor():
            return _PER_TENSOR[container]
        case Scalar(str() | bytes() as value):
            return len(value) + _PER_NODE
        case Mapping(keys) | Object(keys=keys):
            return sum(len(key) + 8 if isinstance(key, str) else 8 for key in keys) + _PER_NODE
        case _:
            return _PER_NODE


def storages_of(stored: Iterable[Looking]) -> PartedDict[Memory, Storage]:
    """Every storage once, as it looks from afar: of its size and its device."""
    found = PartedDict[Memory, Storage]()
    for memory, look in looking_up(stored):
        found.setdefault(memory, look.spec.storage if isinstance(look, Tensor) else look.storage)
    return found


def stored_bytes(held: Iterable[Looking]) -> int:
    """Bytes of the storages, each once."""
    found = storages_of(held)
    stored = sum(storage.nbytes for storage in looking_up(found.values()))
    found.clear()
    return stored


def used_bytes(held: Iterable[Looking]) -> int:
    """Bytes from the first to the last that some tensor needs, over all storages; one without elements needs none."""
    spans, alike = PartedDict[Memory, Span](), PartedDict[int, Span]()
    for memory, look in looking_up(held):
        span = alike.get(id(look))
        if span is None:
            span = alike[id(look)] = _span(look)
        known = spans.setdefault(memory, span)
        if known is not span:
            spans[memory] = min(known[0], span[0]), max(known[1], span[1])
    used = sum(max(0, high - low) for low, high in looking_up(spans.values()))
    spans.clear()
    alike.clear()
    return used


def _span(look: Tensor | StorageNode) -> Span:
    """The bytes of its storage that something needs; from the end to the beginning where it needs none."""
    if isinstance(look, StorageNode):
        return 0, look.storage.nbytes
    first, end = (0, look.spec.storage.nbytes) if look.problem else look.spec.byte_span
    return (first, end) if first < end else (look.spec.storage.nbytes, 0)


def stored_and_used(stored: int, used: int) -> str:
    return f"stored {bytes_text(stored)}, used {bytes_text(used)}"


def waste_text(stored: int, used: int) -> str:
    """A sentence where tensors use clearly less than is stored for them; else empty."""
    if stored - used < max(_WORTH, stored // 10):
        return ""
    return f"Tensors take more than they need: {stored_and_used(stored, used)}. Compact leaves the rest out."
