"""Walks over a graph with paths, without recursion; each node comes with how it looks from afar (`Graph.looks`).

Contract: work within `stoppable` ends here where it is to. No tensor is made that the file keeps packed: a file may
have a million tensors, and a tensor with its storage takes as long to make as a hundred steps of a walk.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Many
from functools import partial
from itertools import chain

from ckpt_viewer.core.graph.nodes import Key, Mapping, Node, NodeId, NodeKey, Object, Path, Scalar, Sequence, Tensor
from ckpt_viewer.core.lazy_typing import Protocol
from ckpt_viewer.core.task import look_up, looking_up

WALK_DEPTH = 2_000  # Python itself cannot pickle what nests deeper than about a thousand levels
_AT_ONCE = 512

Step = tuple[Path, NodeId, Node]
"""Where, which, and how it looks."""


class Walked(Protocol):
    """What a walk asks a graph for."""

    def looks(self, nodes: Many[NodeId], /) -> list[Node]: ...

    def children(self, node: NodeId, /) -> list[tuple[Key, NodeId]]: ...

    def inner(self, node: NodeId, /) -> list[tuple[Key, NodeId]]: ...

    def below(self, node: NodeId, /) -> Many[NodeId]: ...

    def __len__(self) -> int: ...


def is_leaf(look: Node) -> bool:
    """Whether nothing hangs below what looks so."""
    if type(look) is Tensor:
        return look.hooks is None and look.metadata is None and look.state is None
    return type(look) is Scalar


def survey(graph: Walked, first: NodeId, at: Path, depth: int, *, runs: bool) -> Iterator[Step]:
    """As `Graph.survey`."""
    seen = bytearray(len(graph))
    seen[first] = 1
    look = graph.looks([first])[0]
    yield at, first, look
    waiting = deque([(at, first, look)])
    while waiting:
        path, node, look = waiting.popleft()
        entered = len(path) + 1 - len(at) < depth
        for key, child, below in _below(graph, node, look, runs=runs):
            if seen[child]:
                continue
            seen[child] = 1
            place = (*path, key)
            yield place, child, below
            if entered and not is_leaf(below):
                waiting.append((place, child, below))


def walk(graph: Walked, first: NodeId, at: Path, *, runs: bool) -> Iterator[Step]:
    """As `Graph.walk`."""
    budget = 4 * len(graph) + 1000
    seen: set[NodeId] = set()
    open_nodes: set[NodeId] = set()
    below: Iterable[tuple[Key, NodeId, Node]] = ()
    stack: list[tuple[Path, NodeId, Iterator[tuple[Key, NodeId, Node]]]] = []
    step: Step | None = (at, first, graph.looks([first])[0])
    while step is not None:
        yield step
        budget -= 1
        path, node, look = step
        if not (is_leaf(look) or node in open_nodes or len(path) >= WALK_DEPTH or (budget < 0 and node in seen)):
            seen.add(node)
            open_nodes.add(node)
            stack.append((path, node, _below(graph, node, look, runs=runs)))
        step = None
        while stack and step is None:
            path, node, below = stack[-1]
            for key, child, look in below:
                step = ((*path, key), child, look)
                if not is_leaf(look):
                    break
                yield step
                budget -= 1
                step = None
            if step is None:
                open_nodes.discard(node)
                stack.pop()


def reach(graph: Walked, first: Many[NodeId], seen: bytearray, *, keys: bool) -> Iterator[tuple[NodeId, Node]]:
    """Every node that `first` lead to, these among them, each once and with how it looks from afar, but those in runs;
    nodes that are keys of mappings only with `keys`. What is marked in `seen` is passed over; what comes is marked."""
    stack: list[tuple[NodeId, Node]] = []
    _push(graph, first, seen, stack)
    for node, look in looking_up(_popped(stack)):
        yield node, look
        if not is_leaf(look):
            below, named = graph.below(node), look.keys if keys and isinstance(look, Mapping | Object) else ()
            also = [key.node for key in named if isinstance(key, NodeKey)]
            _push(graph, [*below, *also] if also else below, seen, stack)


def _popped(stack: list[tuple[NodeId, Node]]) -> Iterator[tuple[NodeId, Node]]:
    while stack:
        yield stack.pop()


def _push(graph: Walked, nodes: Many[NodeId], seen: bytearray, stack: list[tuple[NodeId, Node]]) -> None:
    """Put those that were not seen yet upon the stack, the first of them uppermost."""
    new: list[NodeId] = []
    for node in reversed(nodes):
        if not seen[node]:
            seen[node] = 1
            new.append(node)
    for start in range(0, len(new), _AT_ONCE):  # half a million at once would keep every thread waiting
        part = new[start : start + _AT_ONCE]
        stack.extend(zip(part, _looks(graph, part), strict=True))


def _below(graph: Walked, node: NodeId, look: Node, *, runs: bool) -> Iterator[tuple[Key, NodeId, Node]]:
    """What hangs below a node that looks so. Whoever walks may be stopped here."""
    look_up()
    keys: Iterable[Key]
    if isinstance(look, Mapping) and look.state is None and not isinstance(look.values, range):
        keys, nodes = look.keys, look.values
    elif isinstance(look, Sequence) and look.state is None and not isinstance(look.items, range):
        keys, nodes = range(len(look.items)), look.items
    else:
        pairs = graph.children(node) if runs else graph.inner(node)
        keys, nodes = [key for key, _ in pairs], tuple([child for _, child in pairs])
    if len(nodes) <= _AT_ONCE:
        return zip(keys, nodes, graph.looks(nodes), strict=True)
    blocks = (nodes[start : start + _AT_ONCE] for start in range(0, len(nodes), _AT_ONCE))
    return zip(keys, nodes, chain.from_iterable(map(partial(_looks, graph), blocks)), strict=True)


def _looks(graph: Walked, nodes: Many[NodeId]) -> list[Node]:
    look_up()
    return graph.looks(nodes)
