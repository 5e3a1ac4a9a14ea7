"""Texts that tell the children of a container apart, by which two containers are laid side by side.

A text for each key, so that nothing a file holds is hashed or compared but as text.
"""

from __future__ import annotations

from collections import defaultdict

from ckpt_viewer.core.graph import (
    Attr,
    BigInt,
    Global,
    Graph,
    Key,
    NodeId,
    NodeKey,
    Scalar,
    Sequence,
    SourcedGlobal,
)


def child_names(graph: Graph, node: NodeId | None, below: list[tuple[Key, NodeId]]) -> list[str]:
    """A text for each key that tells it from every other: its type and value, and a number where it comes again.

    The items of a set have no order, so their values stand in for their positions.
    """
    held = graph[node] if node is not None else None
    unordered = isinstance(held, Sequence) and held.kind in ("set", "frozenset")
    if isinstance(held, Sequence) and not unordered and held.state is None:
        return [str(position) for position in range(len(below))]
    names = [_item_name(graph, key, child) if unordered else key_name(key) for key, child in below]
    return names if len(set(names)) == len(names) else _numbered(names)


def key_name(key: Key) -> str:
    match key:
        case str():
            return f"str {key}"
        case Attr(name):
            return f"attribute {name}"
        case NodeKey(_, position):
            return f"node {position}"
        case bool() | None:
            return repr(key)
        case int():
            return f"int {key:x}"
        case _:
            return f"{type(key).__name__} {key!r}"


def _item_name(graph: Graph, key: Key, child: NodeId) -> str:
    match graph[child]:
        case Scalar(Global() | SourcedGlobal() | BigInt() as value):
            return f"{type(value).__name__} {value}"
        case Scalar(value):
            return key_name(value) if not isinstance(value, BigInt | SourcedGlobal) else str(value)
        case _:
            return key_name(key)


def _numbered(names: list[str]) -> list[str]:
    times: dict[str, int] = defaultdict(int)
    numbered = []
    for name in names:
        times[name] += 1
        numbered.append(f"{name} ({times[name]})")
    return numbered
