"""A node told in the ids of another graph.

Contract: pure; `new` is asked for every id that the node names, and `new_run` for children that lie in a run. A node
that names none stays the object that it is.
"""

from __future__ import annotations

from collections.abc import Callable

from ckpt_viewer.core.graph.nodes import (
    Broken,
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
    StorageNode,
    Tensor,
)
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.lazy_typing import assert_never


@dataclass(frozen=True, slots=True)
class Renumbering:
    """What ids and runs of ids are called in the other graph."""

    new: Callable[[NodeId], NodeId]
    new_run: Callable[[range], Ids]

    def of(self, node: Node) -> Node:
        """The node with other ids."""
        match node:
            case Scalar() | Broken() | StorageNode():
                return node
            case Sequence():
                return replace(node, items=self._ids(node.items), made=self._made(node.made),
                               state=self._id(node.state))
            case Mapping():
                return replace(node, keys=self._keys(node.keys), values=self._ids(node.values),
                               made=self._made(node.made), state=self._id(node.state))
            case Object():
                return self._object(node)
            case Tensor(hooks=None, metadata=None, state=None, verbatim=None):
                return node
            case Tensor():
                verbatim = None if node.verbatim is None else self._object(node.verbatim)
                return replace(node, hooks=self._id(node.hooks), metadata=self._id(node.metadata),
                               state=self._id(node.state), verbatim=verbatim)
            case _:
                assert_never(node)

    def _object(self, node: Object) -> Object:
        made = self._made(node.made) or node.made
        return Object(made, self._id(node.state), self._ids(node.items), self._keys(node.keys), self._ids(node.values))

    def _made(self, made: Made | None) -> Made | None:
        if made is None:
            return None
        callee = self.new(made.callee) if isinstance(made.callee, int) else made.callee
        return Made(callee, self.new(made.args), made.how, self._id(made.kwargs))

    def _keys(self, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        if not any(type(key) is NodeKey for key in keys):
            return keys
        return tuple([NodeKey(self.new(k.node), k.position) if isinstance(k, NodeKey) else k for k in keys])

    def _ids(self, ids: Ids) -> Ids:
        return self.new_run(ids) if isinstance(ids, range) else tuple(map(self.new, ids))

    def _id(self, node: NodeId | None) -> NodeId | None:
        return None if node is None else self.new(node)
