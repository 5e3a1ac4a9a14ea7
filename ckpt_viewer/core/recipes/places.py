"""Where an operation of a recipe applies: pointers to nodes, to keys, and to the tensors below them."""

from __future__ import annotations

from collections.abc import Iterable

from ckpt_viewer.core.edits import Change, Edit, refuse_making
from ckpt_viewer.core.errors import InvalidEdit, InvalidPath
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Path, StorageNode, Tensor, key_text
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.wording import path_text


def node_at(graph: Graph, pointer: str) -> tuple[NodeId, Path]:
    """The node that a pointer names, and its path. Raises InvalidPath."""
    path = graph.parse_pointer(pointer)
    return graph.resolve(path), path


def value_at(graph: Graph, pointer: str) -> tuple[NodeId, Path]:
    """The same, of a value that is to be another. Raises InvalidEdit, too, where that cannot be."""
    node, path = node_at(graph, pointer)
    refuse_making(graph, path)
    return node, path


def key_at(graph: Graph, path: Path) -> tuple[NodeId, int]:
    """The mapping that holds what is at `path`, and its position there. Raises InvalidEdit."""
    if not path:
        raise InvalidEdit("the whole file cannot be renamed or left out", hint="Name a place in it.")
    refuse_making(graph, path)
    parent = graph.resolve(path[:-1])
    held, key = graph[parent], path[-1]
    keys = held.keys if isinstance(held, Mapping) else ()
    positions = [n for n, k in enumerate(keys) if type(k) is type(key) and k == key]
    if not positions:
        raise InvalidEdit(f"{key_text(key)!r} is not the key of a dictionary", path_text(path),
                          "Only what is in a dictionary has a name and can be taken out.")
    return parent, positions[-1]


def new_key(graph: Graph, pointer: str) -> tuple[NodeId, str, str]:
    """The mapping that a new item at `pointer` would go into, its key, and the place in words. Raises InvalidPath,
    InvalidEdit."""
    parent, slash, last = pointer.rpartition("/")
    if not slash or not last:
        raise InvalidPath("a new value needs a key", pointer, "For example /note")
    path = graph.parse_pointer(parent)
    refuse_making(graph, path)
    key = last.replace("~1", "/").replace("~0", "~")
    return graph.resolve(path), key, path_text((*path, key))


def tensors_below(graph: Graph, pointer: str) -> frozenset[NodeId]:
    """The tensors and storages at or below a place. Raises InvalidPath, InvalidEdit where there are none."""
    node, path = node_at(graph, pointer)
    found = frozenset(n for _, n in graph.survey(node, path) if isinstance(graph[n], Tensor | StorageNode))
    if not found:
        raise InvalidEdit("there is no tensor at this place", path_text(path), "`ckpt info` shows where they are.")
    return found


def model_tensors(graph: Graph) -> frozenset[NodeId]:
    """The tensors outside of optimizers, whose state would lose its meaning in a smaller type."""
    apart = [view.path for view in find_optimizers(graph, named=False) if view.path]
    return frozenset(node for path, node in graph.walk(runs=False) if isinstance(graph[node], Tensor)
                     and not any(path[: len(place)] == place for place in apart))


def composed(graph: Graph, edits: Iterable[Edit], text: str = "") -> Change:
    """What several edits do one after another, as one change. Raises InvalidEdit."""
    touched: frozenset[NodeId] = frozenset()
    lines: tuple[str, ...] = ()
    for edit in edits:
        change = edit.apply(graph)
        graph = change.graph
        if change.touched:
            touched |= change.touched
            lines += change.lines
    return Change(graph, touched, text or (lines[0] if lines else ""), lines)
