"""Records that stand beside a pickle, at the root of its graph."""

from __future__ import annotations

from ckpt_viewer.core.graph import Graph, Mapping, Node
from ckpt_viewer.core.lazy_dataclasses import replace


def with_records(graph: Graph, groups: dict[str, dict[str, Node]], single: dict[str, Node]) -> Graph:
    """The graph with more keys at its root, which is a mapping, as if it had been read so."""
    root, nodes = graph[graph.root], []  # type: Node, list[Node]
    assert isinstance(root, Mapping)
    added = {}
    for name, held in groups.items():
        if held:
            first = graph.next_id + len(nodes)
            nodes += held.values()
            nodes.append(Mapping(tuple(held), tuple(range(first, first + len(held)))))
            added[name] = first + len(held)
    for name, node in single.items():
        nodes.append(node)
        added[name] = graph.next_id + len(nodes) - 1
    grown = dict(enumerate(nodes, graph.next_id))
    grown[graph.root] = replace(root, keys=(*root.keys, *added), values=(*root.values, *added.values()))
    return Graph(graph.replace(grown), graph.root)
