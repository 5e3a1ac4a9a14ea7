"""Every tensor below some nodes, in file order, each once, and the name under which a person knows it.

Contract: reads the graph alone. What an optimizer keeps for a parameter stands under that parameter's name, where one
is known, and what is in a pickled module under the names that its state_dict would have; `path` is where it really is.
Arrays of numpy count as tensors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence as Many
from itertools import islice

from ckpt_viewer.core.arrays import tensor_at
from ckpt_viewer.core.big_dict import empty
from ckpt_viewer.core.foreign import sight
from ckpt_viewer.core.graph import Attr, Graph, Key, NodeId, Object, Path, Tensor, to_pointer
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.modules import is_module
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text

_STRIDE = 256  # nodes between two looks at the task
_LOOKS = 400  # nodes
_PIECE = 300  # characters of one piece of a name
_PARTS = ("_parameters", "_buffers", "_modules")
_WRAPPERS = 5  # keys between a module and what it holds, where a reduce has put its state into something else


@dataclass(frozen=True, slots=True)
class Listed:
    """A tensor and where it is. `pieces` joined are its name; each but the last ends with the `.` or `/` that parts it
    from the next."""

    path: Path
    node: NodeId
    pieces: tuple[str, ...]
    tensor: Tensor

    @property
    def name(self) -> str:
        return "".join(self.pieces)

    @property
    def problem(self) -> str:
        """Why its numbers cannot be had, or an empty string."""
        return self.tensor.problem or self.tensor.spec.storage.problem


def list_tensors(graph: Graph, nodes: Many[NodeId], paths: Many[Path], task: Task) -> list[Listed]:
    """The tensors at and below `nodes`, which stand at `paths`. Where one node is given, names begin below it."""
    names, modules = _state_names(graph), _modules(graph)
    above = len(_named(graph, paths[0], {}, modules)) + 1 if len(nodes) == 1 else 1
    found: list[Listed] = []
    for path, node, tensor in _tensors(graph, nodes, paths, task):
        whole = _named(graph, path, names, modules)
        text = whole[above:] or whole.rpartition("/")[2]
        text = text or ('""' if path else "whole file")  # a key may be an empty text
        pieces = tuple(plain_text(piece, _PIECE) for piece in re.split(r"(?<=[./])", text) if piece)
        found.append(Listed(path, node, pieces, tensor))
    empty(names)
    return found


def holds_tensors(graph: Graph, node: NodeId) -> bool:
    """Whether one of the first nodes below is a tensor; a long list of other things hides it."""
    return any(isinstance(graph[found], Tensor) for _, found in islice(graph.survey(node, runs=False), _LOOKS))


def _tensors(graph: Graph, nodes: Many[NodeId], paths: Many[Path], task: Task) -> Iterator[tuple[Path, NodeId, Tensor]]:
    seen, steps = bytearray(len(graph)), 0
    for start, at in zip(nodes, paths, strict=True):
        for path, node in graph.walk(start, at, runs=False):
            steps += 1
            if steps % _STRIDE == 0:
                task.check()
            if seen[node]:
                continue
            seen[node] = 1
            held = graph[node]
            tensor = held if isinstance(held, Tensor) else tensor_at(graph, node) if isinstance(held, Object) else None
            if tensor is not None:
                yield path, node, tensor


def _state_names(graph: Graph) -> dict[Path, str]:
    """The parameter's name by the path of what an optimizer keeps for it."""
    return {param.state_path: param.name for view in find_optimizers(graph) for param in view.params
            if param.name is not None and param.state_path is not None}


def _modules(graph: Graph) -> frozenset[NodeId]:
    return frozenset(node for node in graph.holding(Object) if is_module(graph, node))


def _named(graph: Graph, path: Path, names: dict[Path, str], modules: frozenset[NodeId]) -> str:
    """The path as a pointer, with the parameter's name in place of its number, and dotted names within a module."""
    for depth in range(len(path) - 1, 0, -1) if names else ():
        name = names.get(path[:depth])
        if name is not None:
            return f"{to_pointer(path[: depth - 1])}/{name}{to_pointer(path[depth:])}"
    return _module_pointer(graph, path, modules) if modules else _seen_pointer(graph, path)


def _seen_pointer(graph: Graph, path: Path) -> str:
    """The path as the tree has it: `/adj/indices` for `/adj/@args/1/0` of a sparse tensor."""
    if not any(isinstance(key, Attr) for key in path):
        return to_pointer(path)
    shown: list[Key] = []
    at, node = 0, graph.root
    while at < len(path):
        seen = sight(graph, node) if isinstance(graph[node], Object) else None
        entries = seen.entries if seen is not None and seen.entries else ()
        entry = next((e for e in entries if e.keys == path[at : at + len(e.keys)]), None)
        keys = path[at : at + 1] if entry is None else entry.keys
        shown += keys if entry is None else (entry.name,)
        at += len(keys)
        below = graph.child(node, keys[0]) if entry is None else entry.node
        if below is None:
            return to_pointer(path)
        node = below
    return to_pointer(tuple(shown))


def _module_pointer(graph: Graph, path: Path, modules: frozenset[NodeId]) -> str:
    """`/net/features.0.weight` for `/net/_modules/features/_modules/0/_parameters/weight`."""
    text, at, inside, node = "", 0, False, graph.root
    while at < len(path):
        part = _part_at(path, at) if node in modules else -1
        skipped = path[at : part + 1] if part >= 0 else ()
        for key in path[at : at + len(skipped) + 1]:
            below = graph.child(node, key)
            if below is None:
                return to_pointer(path)
            node = below
        at += len(skipped)
        pointer = to_pointer(path[at : at + 1])
        text += f".{pointer[1:]}" if inside and skipped else pointer
        inside, at = bool(skipped), at + 1
    return text


def _part_at(path: Path, at: int) -> int:
    """Where the key of one of a module's three dicts stands, at most a few wrappers below the module; -1 for none."""
    for place in range(at, min(at + _WRAPPERS, len(path) - 1)):
        key = path[place]
        if (key.name if isinstance(key, Attr) else key) in _PARTS:
            return place
    return -1
