"""What a save writes: every node that hangs on the root, by whatever way, and the storages below.

Iterative; each node once; linear in the nodes that are reached.
"""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core.graph import (
    Global,
    Graph,
    Ids,
    Key,
    Made,
    Mapping,
    Node,
    NodeId,
    NodeKey,
    Object,
    Scalar,
    Sequence,
    SourcedGlobal,
    StorageNode,
    Tensor,
)
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.tensor import Memory, Storage

Looking = tuple[Memory, Tensor | StorageNode]
"""What tells a storage, and what looks into it."""


def reachable(graph: Graph, root: NodeId | None = None) -> Iterator[NodeId]:
    """Ids in no particular order; arguments of calls, keys that are nodes and states among them. Not the values in
    runs, which are neither tensors nor names."""
    return looking_up(_reachable(graph, root))


def _reachable(graph: Graph, root: NodeId | None) -> Iterator[NodeId]:
    first = graph.root if root is None else root
    seen = bytearray(len(graph))
    seen[first] = 1
    stack = [first]
    while stack:
        node = stack.pop()
        yield node
        if graph.unmade(node) is not None:
            continue
        held = graph[node]
        if isinstance(held, Scalar):
            continue
        for child in references(held, runs=False):
            if not seen[child]:
                seen[child] = 1
                stack.append(child)


@dataclass(frozen=True, slots=True)
class Held:
    """All that a save writes. `looks` are the nodes as they look from afar (`Graph.looks`), `stored` those of tensors
    and storages, each behind what tells its storage; `unmade` are the ids of tensors that nobody has made."""

    looks: list[Node]
    stored: list[Looking]
    unmade: list[NodeId]

    @classmethod
    def of(cls, graph: Graph, nodes: list[NodeId]) -> Held:
        looks = graph.looks(nodes)
        with_bytes = [(node, look) for node, look in looking_up(zip(nodes, looks, strict=True))
                      if isinstance(look, Tensor | StorageNode)]
        tensors = [node for node, _ in with_bytes]
        stored = zip(graph.memories(tensors), [look for _, look in with_bytes], strict=True)
        return cls(looks, list(stored), [node for node in looking_up(tensors) if graph.unmade(node) is not None])


def references(held: Node, *, runs: bool = True) -> list[NodeId]:
    """Every id that a node names, in the order in which they are written; those of runs only with `runs`."""
    def some(ids: Ids) -> Ids:
        return ids if runs or not isinstance(ids, range) else ()

    match held:
        case Sequence(_, items, made, state):
            return [*_made(made), *some(items), *_one(state)]
        case Mapping(keys, values, made, state):
            return [*_made(made), *_keys(keys), *some(values), *_one(state)]
        case Object(made, state, items, keys, values):
            return [*_made(made), *some(items), *_keys(keys), *some(values), *_one(state)]
        case Tensor():
            inner = references(held.verbatim) if held.verbatim is not None else []
            return [*_one(held.metadata), *_one(held.hooks), *_one(held.state), *inner]
        case _:
            return []


def names_in(held: Node) -> list[Global]:
    """The names of classes and functions that a node itself holds."""
    match held:
        case Scalar(Global() as name) | Scalar(SourcedGlobal(cls=name)):
            return [name]
        case Sequence(made=made):
            return _called(made)
        case Mapping(keys, _, made) | Object(made, keys=keys):
            return [*_called(made), *(key for key in keys if isinstance(key, Global))]
        case Tensor(verbatim=Object() as thing):
            return names_in(thing)
        case Tensor(own_class=Global() as name):
            return [name]
        case _:
            return []


def storage_of(held: Node) -> Storage | None:
    match held:
        case Tensor(spec):
            return spec.storage
        case StorageNode(storage):
            return storage
        case _:
            return None


def _made(made: Made | None) -> list[NodeId]:
    if made is None:
        return []
    callee = [made.callee] if isinstance(made.callee, int) else []
    return [*callee, made.args, *_one(made.kwargs)]


def _called(made: Made | None) -> list[Global]:
    return [made.cls] if made is not None and made.cls is not None else []


def _keys(keys: tuple[Key, ...]) -> list[NodeId]:
    return [key.node for key in keys if isinstance(key, NodeKey)]


def _one(node: NodeId | None) -> tuple[NodeId, ...]:
    return () if node is None else (node,)
