"""What stands in the columns of the tree: short texts, longer ones to read on demand, and keys to sort by.

Contract: cheap enough to be asked for while painting. Every text that comes from the file has gone through
`plain_text` and is bounded.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Literal

from ckpt_viewer.core.foreign import Sight, class_of, foreign_text, sight, tensor_class
from ckpt_viewer.core.graph import (
    Attr,
    Broken,
    Graph,
    Mapping,
    Node,
    NodeId,
    Object,
    Scalar,
    Sequence,
    StorageNode,
    Tensor,
)
from ckpt_viewer.core.outline.tree import Outline
from ckpt_viewer.core.wording import (
    brief_text,
    bytes_text,
    count_text,
    exact_bytes_text,
    natural,
    path_text,
    plain_text,
    shape_text,
    value_text,
)

CELL_LIMIT = 300  # characters worth shaping in a cell; a panel shows the rest
TIP_LIMIT = 2_000
SHORT_LIST = 8

Look = Literal["mapping", "sequence", "scalar", "tensor", "parameter", "module", "object", "broken", "group"]
SortKey = tuple[object, ...]


class Column(IntEnum):
    """The columns of the tree, from left to right."""

    NAME = 0
    KIND = 1
    SHAPE = 2
    DTYPE = 3
    BYTES = 4
    DEVICE = 5
    VALUE = 6


TITLES = ("Name", "Kind", "Shape", "Dtype", "Bytes", "Device", "Value")


def cell_text(outline: Outline, row: int, column: int) -> str:
    """The text of a cell."""
    match column:
        case Column.NAME:
            return outline.label(row)
        case Column.KIND:
            return kind_text(outline, row)
        case Column.BYTES:
            return _bytes_text(outline, row)
        case Column.VALUE:
            return _value(outline, row)
        case _:
            held = _held(outline, row)
            if isinstance(held, Object):
                return _sight_text(sight(outline.graph, int(outline.node[row])), column)
            return _tensor_text(held, column) if isinstance(held, Tensor | StorageNode) else ""


def kind_text(outline: Outline, row: int) -> str:
    """What a row is, as a person would call it; a module as it is constructed."""
    if row in outline.synthetic:
        return ""
    node = int(outline.node[row])
    return outline.captions.constructor(outline.graph, node) or _kind(outline.graph, node)


def _kind(graph: Graph, node: NodeId) -> str:
    held = graph[node]
    own = tensor_class(graph, held) if isinstance(held, Tensor) else None
    if own is not None:
        return plain_text(own.name.rpartition(".")[2], CELL_LIMIT)
    if not isinstance(held, Object):
        return short_kind(held)
    seen, cls = sight(graph, node), class_of(graph, node)
    name = seen.kind if seen else cls.name.rpartition(".")[2] if cls else ""
    return plain_text(name, CELL_LIMIT) or short_kind(held)


def short_kind(node: Node) -> str:
    """The class without its package, so that it fits a column."""
    match node:
        case Tensor() | StorageNode():
            return node.kind.lower()
        case Scalar():
            return "name" if node.kind == "global" else node.kind
        case Broken():
            return "unreadable"
        case _:
            return plain_text(node.kind.rsplit(".", 1)[-1], CELL_LIMIT)


def look(outline: Outline, row: int) -> Look:
    """Which icon a row gets."""
    if row in outline.synthetic:
        return "group"
    node = int(outline.node[row])
    match outline.graph[node]:
        case Mapping():
            return "mapping"
        case Sequence():
            return "sequence"
        case Scalar():
            return "scalar"
        case Tensor() | StorageNode() as held if _is_unreadable(held):
            return "broken"
        case Tensor(parameter=parameter):
            return "parameter" if parameter else "tensor"
        case StorageNode():
            return "tensor"
        case Broken():
            return "broken"
        case Object():
            if node in outline.captions.modules:
                return "module"
            return _object_look(outline.graph, node)


def tip_text(outline: Outline, row: int, column: int) -> str:
    """The cell in full and what else there is to know, as plain text."""
    if row in outline.synthetic:
        return "What the module's object holds beside its parameters, buffers and modules"
    node = int(outline.node[row])
    held = outline.graph[node]
    match column:
        case Column.NAME:
            path = path_text(outline.path(row), TIP_LIMIT)
            lines = [path, outline.captions.tips.get(node, ""), _shared(outline, row)]
        case Column.KIND:
            shown, kind = kind_text(outline, row), plain_text(held.kind, TIP_LIMIT)
            lines = [shown, kind if kind.lower() != shown.lower() else "", _mode(outline, node)]
        case Column.BYTES:
            count = held.storage.nbytes if isinstance(held, StorageNode) else int(outline.nbytes[row])
            lines = [exact_bytes_text(count)] if count or isinstance(held, Tensor) else []
        case Column.VALUE if isinstance(held, Scalar):
            lines = [value_text(held.value, TIP_LIMIT)]
        case Column.SHAPE if isinstance(held, Tensor) and len(held.spec.shape) != 1:
            lines = [f"{_tensor_text(held, column)} – {count_text(held.spec.numel, 'element')}"]
        case _:
            lines = [cell_text(outline, row, column)]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def sort_key(outline: Outline, row: int, column: int) -> SortKey:
    """Numbers before text before nothing; names with their digits as numbers."""
    match column:
        case Column.NAME:
            return natural(outline.label(row))
        case Column.BYTES:
            return (int(outline.nbytes[row]),)
        case Column.SHAPE:
            held = _held(outline, row)
            return (held.spec.numel, held.spec.shape) if isinstance(held, Tensor) else (-1, ())
        case Column.VALUE:
            held = _held(outline, row)
            value = held.value if isinstance(held, Scalar) else None
            if isinstance(value, int | float) and value == value:
                return (0, value, "")
            text = _value(outline, row).lower()
            return (1 if text else 2, 0, text)
        case _:
            text = cell_text(outline, row, column).lower()
            return (not text, text)


def _held(outline: Outline, row: int) -> Node | None:
    return None if row in outline.synthetic else outline.graph[int(outline.node[row])]


def _tensor_text(held: Tensor | StorageNode, column: int) -> str:
    if isinstance(held, StorageNode):
        return {Column.DTYPE: str(held.storage.dtype), Column.DEVICE: plain_text(held.storage.device, 60)}.get(
            Column(column), "")
    match column:
        case Column.SHAPE:
            return shape_text(held.spec.shape)
        case Column.DTYPE:
            return str(held.spec.dtype)
        case _:
            return plain_text(held.spec.device, 60)


def _sight_text(seen: Sight | None, column: int) -> str:
    """Shape, dtype and device of a tensor that is none of the ordinary ones."""
    if seen is None:
        return ""
    match column:
        case Column.SHAPE:
            shape = seen.shape
            return "" if shape is None else shape_text(shape)
        case Column.DTYPE:
            return plain_text(seen.dtype, 60)
        case _:
            return plain_text(seen.device, 60)


def _object_look(graph: Graph, node: NodeId) -> Look:
    """A tensor of another kind, a single value, or something that holds more."""
    seen = sight(graph, node)
    if seen is None:
        return "object"
    return "tensor" if seen.is_tensor else "object" if seen.entries else "scalar" if seen.text else "object"


def _bytes_text(outline: Outline, row: int) -> str:
    held = _held(outline, row)
    if isinstance(held, StorageNode):
        return bytes_text(held.storage.nbytes)
    if isinstance(held, Tensor) or int(outline.tensors[row]):
        return bytes_text(int(outline.nbytes[row]))
    return ""


def _value(outline: Outline, row: int) -> str:
    if row in outline.synthetic:
        return ""
    graph, node = outline.graph, int(outline.node[row])
    match graph[node]:
        case Scalar(value):
            return '""' if value == "" else brief_text(value, CELL_LIMIT)
        case Tensor() as tensor:
            return _problem(tensor) or _shared(outline, row)
        case Broken(reason):
            return plain_text(reason, CELL_LIMIT)
        case StorageNode(storage):
            return plain_text(storage.problem, CELL_LIMIT)
        case Sequence(items=items) as sequence if items and all(_is_brief(graph, i) for i in items[:SHORT_LIST]):
            return _list_text(graph, sequence)
        case Object() if foreign := foreign_text(graph, node):
            return plain_text(foreign, CELL_LIMIT)
        case _:
            return _container_text(outline, row, node)


def _container_text(outline: Outline, row: int, node: NodeId) -> str:
    captions = outline.captions
    if node in captions.hyper:
        return hyper_text(outline.graph, captions.hyper[node])
    tensors = int(outline.tensors[row])
    if mode := _mode(outline, node):  # that of what it lies in goes without saying
        above = int(outline.parent[row])
        return mode if above < 0 or _mode(outline, int(outline.node[above])) != mode else ""
    lost = 0 if outline.broken is None else int(outline.broken[row])
    parts = [f"{lost:,} unreadable" if lost else "", captions.summaries.get(node, "")]
    parts.append(count_text(tensors, "tensor") if tensors else _items_text(outline, node))
    return " · ".join(part for part in parts if part)


def _items_text(outline: Outline, node: NodeId) -> str:
    graph, entries = outline.graph, outline.captions.entries.get(node)
    if entries is not None:
        return count_text(len(entries), "item") if entries else "empty"
    match graph[node]:
        case Mapping(values=items) | Sequence(items=items):
            return count_text(len(items), "item") if items else "empty"
        case _:
            count = sum(not isinstance(key, Attr) for key, _ in graph.children(node))
            return count_text(count, "attribute") if count else "empty"


def hyper_text(graph: Graph, hyper: tuple[tuple[str, NodeId], ...]) -> str:
    """`lr 0.01 · momentum 0.9`, the learning rate first, without what is None."""
    told = [entry for entry in hyper if graph[entry[1]] != Scalar(None)]
    first = sorted(told, key=lambda entry: (entry[0] != "lr", entry[0] != "momentum", entry[0] != "betas"))
    parts = [f"{plain_text(name, 60)} {_brief(graph, node)}" for name, node in first[:12]]
    return " · ".join(parts)


def _list_text(graph: Graph, sequence: Sequence) -> str:
    items = [_brief(graph, item) for item in sequence.items[:SHORT_LIST]]
    count = len(sequence.items)
    inside = ", ".join(items) + (", …" if count > SHORT_LIST else "")
    shown = {"tuple": f"({inside})", "set": f"{{{inside}}}", "frozenset": f"{{{inside}}}"}.get(
        sequence.kind, f"[{inside}]")
    return f"{shown} · {count_text(count, 'item')}" if count > SHORT_LIST else shown


def _is_brief(graph: Graph, node: NodeId) -> bool:
    held = graph[node]
    if isinstance(held, Sequence):
        return len(held.items) <= SHORT_LIST and all(isinstance(graph[item], Scalar) for item in held.items)
    return isinstance(held, Scalar)


def _brief(graph: Graph, node: NodeId) -> str:
    """A node in a few characters, without looking below its items."""
    match graph[node]:
        case Scalar(value):
            return repr(plain_text(value, 60)) if type(value) is str else brief_text(value, 60)
        case Sequence(kind, items) if _is_brief(graph, node):
            inside = ", ".join(_brief(graph, item) for item in items)
            return f"({inside})" if kind == "tuple" else f"[{inside}]"
        case Sequence() | Mapping() as held:
            return f"{short_kind(held)} of {len(held.items if isinstance(held, Sequence) else held.values):,}"
        case held:
            return plain_text(foreign_text(graph, node), 60) or short_kind(held)


def _is_unreadable(held: Tensor | StorageNode) -> bool:
    """Whether there should be numbers and are none; a meta tensor never had any."""
    storage = held.spec.storage if isinstance(held, Tensor) else held.storage
    broken = isinstance(held, Tensor) and bool(held.problem)
    return broken or (bool(storage.problem) and storage.device != "meta")


def _problem(tensor: Tensor) -> str:
    problem = tensor.problem or tensor.spec.storage.problem
    return plain_text(f"unreadable: {problem}", CELL_LIMIT) if problem else ""


def _shared(outline: Outline, row: int) -> str:
    first = int(outline.first[row])
    if first == row:
        return ""
    what = "memory with" if isinstance(_held(outline, row), Tensor) else "the object at"
    return f"shares {what} {_dotted(outline, first)}"


def _dotted(outline: Outline, row: int) -> str:
    labels = [outline.label(above) for above in reversed(outline.ancestors(row)) if above not in outline.synthetic]
    return plain_text(" ▸ ".join([*labels, outline.label(row)][-4:]), CELL_LIMIT)


def _mode(outline: Outline, node: NodeId) -> str:
    module = outline.captions.modules.get(node)
    if module is None or module.view.training is None:
        return ""
    return "train mode" if module.view.training else "eval mode"
