"""A node told in the ids of another graph.

Contract: pure; `new` is asked for every id that the node names.
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
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.lazy_typing import assert_never

New = Callable[[NodeId], NodeId]


def renumbered(node: Node, new: New) -> Node:
    """The node with other ids; what was a run is one no longer."""
    match node:
        case Scalar() | Broken() | StorageNode():
            return node
        case Sequence():
            return replace(node, items=_ids(node.items, new), made=_made(node.made, new), state=_id(node.state, new))
        case Mapping():
            return replace(node, keys=_keys(node.keys, new), values=_ids(node.values, new),
                           made=_made(node.made, new), state=_id(node.state, new))
        case Object():
            return _object(node, new)
        case Tensor():
            verbatim = None if node.verbatim is None else _object(node.verbatim, new)
            return replace(node, hooks=_id(node.hooks, new), metadata=_id(node.metadata, new),
                           state=_id(node.state, new), verbatim=verbatim)
        case _:
            assert_never(node)


def _object(node: Object, new: New) -> Object:
    made = _made(node.made, new) or node.made
    return Object(made, _id(node.state, new), _ids(node.items, new), _keys(node.keys, new), _ids(node.values, new))


def _made(made: Made | None, new: New) -> Made | None:
    if made is None:
        return None
    callee = new(made.callee) if isinstance(made.callee, int) else made.callee
    return Made(callee, new(made.args), made.how, _id(made.kwargs, new))


def _keys(keys: tuple[Key, ...], new: New) -> tuple[Key, ...]:
    return tuple([NodeKey(new(key.node), key.position) if isinstance(key, NodeKey) else key for key in keys])


def _ids(ids: Ids, new: New) -> Ids:
    return tuple(map(new, ids))


def _id(node: NodeId | None, new: New) -> NodeId | None:
    return None if node is None else new(node)
