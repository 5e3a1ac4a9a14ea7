"""A plain pickle that torch.save did not write: dicts and lists of numpy arrays and Python values, protocols 0 to 5.

numpy arrays become tensors, whose bytes are those of the pickle; everything else stays what the file says. Such a file
is read, never written: a save makes a PyTorch file of its state_dict.
"""

from __future__ import annotations

import re

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.errors import Damaged, Unsupported
from ckpt_viewer.core.foreign import numpy_array
from ckpt_viewer.core.formats.base import Format, Peek
from ckpt_viewer.core.formats.numpy_arrays import tensor_of
from ckpt_viewer.core.graph import Graph, Node, NodeId
from ckpt_viewer.core.pickles.operands import OutOfData
from ckpt_viewer.core.pickles.reader import Machined, build_graph, run_pickle
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage
from ckpt_viewer.core.wording import count_text

MAX_PICKLE = 512 << 20
_CHECK_EVERY = 4096
# How Python begins a dict, list, tuple or object of protocol 0 and 1; no text file begins so.
_TEXT = re.compile(rb"\(?[dl]?p[01]\n|[}\])]q[\x00\x01][(.]|\([dl]p\d\n|c[A-Za-z_][\w.]*\n[A-Za-z_]\w*\n[(p]")
# Behind the protocol number stands an opcode; the length of a safetensors file goes on with zeros.
_OPCODES = b"\x95}](){c\x8c\x8fXCBKMJGN\x88\x89)\x8a"


class BarePickle(Format):
    """`.pkl`, `.pickle`, `.p`, and what people call `.pth` all the same."""

    name = "bare_pickle"
    title = "plain pickle"

    def probe(self, peek: Peek) -> int:
        head = peek.head
        if head[:1] == b"\x80" and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
            return 40 if len(head) > 2 and head[2:3] in _OPCODES else 0
        return 30 if peek.tail.endswith(b".") and _TEXT.match(head) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        if source.size > MAX_PICKLE:
            raise Unsupported(f"this plain pickle has {source.size:,} bytes, more than {MAX_PICKLE:,}", source.name,
                              "Load it with the program that wrote it.")
        ran = _run(source, task)
        graph, arrays = _with_tensors(build_graph(ran.top, PersistentIds(_nowhere), task), task)
        notes = [*ran.notes]
        if arrays:
            notes.append(Note("info", f"{count_text(arrays, 'numpy array')} shown as tensors"))
        if ran.end < source.size:
            notes.append(Note("warning", f"{source.size - ran.end:,} bytes follow the end of the pickle"))
        return Checkpoint(graph, source, self.name, tuple(notes), ran.globals, {"protocol": ran.protocol})


def _run(source: Source, task: Task) -> Machined:
    try:
        return run_pickle(source.read_at(0, source.size), task)
    except OutOfData as error:
        raise _said(error, f"the file is cut short: {error.what}", source, "Copy or download it again.") from None
    except Damaged as error:
        hint = error.hint or "It is damaged, or no pickle although it begins like one."
        raise _said(error, error.what, source, hint) from None


def _said(error: Damaged, what: str, source: Source, hint: str) -> Damaged:
    """The error as a person reads it, with the names that were seen before the damage."""
    said = Damaged(what, source.name, hint)
    said.seen = error.seen
    return said


def _nowhere(wanted: StorageId) -> Storage:
    problem = "its bytes are not in a plain pickle"
    return Storage(wanted.key, wanted.dtype, wanted.nbytes, wanted.device, (), problem=problem)


def _with_tensors(graph: Graph, task: Task) -> tuple[Graph, int]:
    """The graph with a tensor in place of each numpy array that can be one, and how many they are."""
    nodes: list[Node] = []
    arrays = 0
    for node in range(len(graph)):
        if node % _CHECK_EVERY == 0:
            task.check()
        tensor = _tensor(graph, node)
        arrays += tensor is not None
        nodes.append(tensor or graph[node])
    return (Graph(nodes, graph.root), arrays) if arrays else (graph, 0)


def _tensor(graph: Graph, node: NodeId) -> Node | None:
    array = numpy_array(graph, node)
    return tensor_of(array, f"numpy array {node}") if array is not None else None
