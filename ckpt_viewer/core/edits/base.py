"""What an edit is, and what it tells of itself. The rest of the house takes edits from the package."""

from __future__ import annotations

from typing import Protocol

from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import Graph, Mapping, Node, NodeId
from ckpt_viewer.core.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit did: the graph after it, the ids that differ, and a sentence for the undo menu.

    `details` are the lines for the list of changes, where that one sentence is not all there is to say.
    """

    graph: Graph
    touched: frozenset[NodeId]
    text: str
    details: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        return self.details or (self.text,)


class Edit(Protocol):
    """Anything that can be applied to a graph."""

    def apply(self, graph: Graph) -> Change:
        """The change. Raises InvalidEdit."""
        ...


def changed(graph: Graph, changes: dict[NodeId, Node], text: str) -> Change:
    """The change that puts these nodes in place of, or beside, those of `graph`."""
    return Change(graph.replace(changes), frozenset(changes), text)


def mapping_at(graph: Graph, node: NodeId) -> Mapping:
    """Raises InvalidEdit where the node has no keys."""
    held = graph[node]
    if not isinstance(held, Mapping):
        raise InvalidEdit(f"a {held.kind} has no keys to change", hint="Choose a dictionary.")
    return held
