"""Walks over a graph with paths, without recursion; each node comes with how it looks from afar (`Graph.looks`).

Contract: work within `stoppable` ends here where it is to. No tensor is made that the file keeps packed: a file may
have a million tensors, and a tensor with its storage takes as long to make as a hundred steps of a walk.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Sequence as Many
from functools import partial
from itertools import chain

from ckpt_viewer.core.graph.nodes import Key, Mapping, Node, NodeId, Path, Scalar, Sequence, Tensor
from ckpt_viewer.core.lazy_typing import Protocol
from ckpt_viewer.core.task import look_up

WALK_DEPTH = 2_000  # Python itself cannot pickle what nests deeper than about a thousand levels
_AT_ONCE = 512

Step = tuple[Path, NodeId, Node]
"""Where, which, and how it looks."""
Below = Callable[[NodeId], list[tuple[Key, NodeId]]]


class Walked(Protocol):
    """What a walk asks a graph for."""

    def looks(self, nodes: Many[NodeId], /) -> list[Node]: ...

    def children(self, node: NodeId, /) -> list[tuple[Key, NodeId]]: ...

    def inner(self, node: NodeId, /) -> list[tuple[Key, NodeId]]: ...

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
