"""What an edit is, and what it tells of itself. The rest of the house takes edits from the package."""

from __future__ import annotations

from typing import Protocol

from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import Attr, Graph, Mapping, Node, NodeId, Path, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.wording import path_text

_MAKING = Attr("metadata")


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


def refuse_making(graph: Graph, path: Path) -> None:
    """Raises InvalidEdit for a place within what a tensor is made with (the scale of a quantised one, the mark of a
    conjugated one): its numbers would no longer be those that are shown."""
    for depth in (at for at, key in enumerate(path) if key == _MAKING):
        if isinstance(graph[graph.resolve(path[:depth])], Tensor):
            raise InvalidEdit("this is part of how a tensor is made, and its numbers depend on it",
                              path_text(path), "Make another tensor in Python.")


def mapping_at(graph: Graph, node: NodeId) -> Mapping:
    """Raises InvalidEdit where the node has no keys."""
    held = graph[node]
    if not isinstance(held, Mapping):
        raise InvalidEdit(f"this {held.kind} has no keys to change", hint="Choose a dictionary.")
    return held
