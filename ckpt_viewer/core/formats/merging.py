"""What several pickles of one file have in common: the names in them, and the records that stand beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ckpt_viewer.core.checkpoint import GlobalUse
from ckpt_viewer.core.graph import Global, Graph, Mapping, Node


def merged_uses(uses: Iterable[GlobalUse]) -> tuple[GlobalUse, ...]:
    """One use per name with the place where it stands first, in the order of the first ones."""
    found: dict[Global, GlobalUse] = {}
    for use in uses:
        first = found.get(use.name)
        found[use.name] = use if first is None else replace(
            first, count=first.count + use.count, called=first.called + use.called)
    return tuple(found.values())


def with_records(graph: Graph, groups: dict[str, dict[str, Node]], single: dict[str, Node]) -> Graph:
    """The graph with more keys at its root, which is a mapping, as if it had been read so."""
    nodes = [graph[node] for node in range(len(graph))]
    root = nodes[graph.root]
    assert isinstance(root, Mapping)
    added = {}
    for name, held in groups.items():
        if held:
            first = len(nodes)
            nodes += held.values()
            nodes.append(Mapping(tuple(held), tuple(range(first, first + len(held)))))
            added[name] = len(nodes) - 1
    for name, node in single.items():
        nodes.append(node)
        added[name] = len(nodes) - 1
    nodes[graph.root] = replace(root, keys=(*root.keys, *added), values=(*root.values, *added.values()))
    return Graph(nodes, graph.root)
