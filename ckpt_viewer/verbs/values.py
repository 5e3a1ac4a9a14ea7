"""The values of a file for `ckpt info`: all of them for programs, those that a person looks for as text.

An object that is really one value, such as a number of numpy or a date, is one value here too.
"""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core import foreign, modules
from ckpt_viewer.core.graph import (
    Attr,
    Broken,
    Graph,
    Mapping,
    Node,
    NodeId,
    Object,
    Path,
    Scalar,
    Sequence,
    Tensor,
    key_text,
    runs_of,
)
from ckpt_viewer.core.wording import path_text, plain_text, shape_text, value_text
from ckpt_viewer.verbs.answer import Json, json_path, json_value

_CELL = 200
_MANY = 32  # items of a list; a random generator's state has hundreds
_MANY_KEYS = 1_000
_MAX_DEPTH = 64
LONG, OF_MANY, LESS_LONG = 10_000, 200_000, 100
"""A container of more than LONG plain values is told by its length and first values; after OF_MANY values in all, one
of more than LESS_LONG."""
FIRST = 8


def scalars(graph: Graph) -> Iterator[Json]:
    """Path, type and value of each scalar and of each object that amounts to one; of a long container of plain values
    its path, type, length and first values; of what cannot be read the reason, under the type `broken`."""
    count = 0
    for found in _scalars(graph):
        for row in _rows_of(graph, *found, long=LONG if count < OF_MANY else LESS_LONG):
            yield row
            count += 1


def _scalars(graph: Graph) -> Iterator[tuple[Path, NodeId, Node]]:
    """Places and nodes that have rows."""
    skipping: Path | None = None
    for path, node, held in graph.walk_looks(runs=False):
        if isinstance(held, Tensor):
            continue
        if skipping is not None and len(path) > len(skipping) and path[: len(skipping)] == skipping:
            continue
        if isinstance(held, Object) and foreign.plain_value(graph, node) is not None:
            skipping = path
        yield path, node, held


def _rows_of(graph: Graph, path: Path, node: NodeId, held: Node, long: int) -> Iterator[Json]:
    if isinstance(held, Scalar):
        yield {"path": json_path(path), "type": held.kind, "value": json_value(held.value)}
    elif isinstance(held, Broken):
        yield {"path": json_path(path), "type": held.kind, "value": held.reason}
    elif isinstance(held, Object) and (value := foreign.plain_value(graph, node)) is not None:
        yield {"path": json_path(path), "type": _class(graph, node), "value": json_value(value)}
    elif runs := runs_of(held):
        if max(len(graph.within(run)) for run in runs) > long:
            yield _long(graph, path, held)
        else:
            yield from _listed(graph, path, node)


def _listed(graph: Graph, path: Path, node: NodeId) -> Iterator[Json]:
    """Every value in the runs of a container."""
    for key, child in graph.children(node)[: sum(map(len, runs_of(graph[node])))]:
        held = graph[child]
        if isinstance(held, Scalar):
            yield {"path": json_path((*path, key)), "type": held.kind, "value": json_value(held.value)}
        else:
            yield from _listed(graph, (*path, key), child)


def _long(graph: Graph, path: Path, held: Node) -> Json:
    """A long container, with its first values: a list of them, or an object where they have keys."""
    run = max(runs_of(held), key=len)
    first = [_value(graph, node) for node in run[:FIRST]]
    keys = held.keys if isinstance(held, Mapping) else ()
    value: Json = {key_text(key): one for key, one in zip(keys, first, strict=False)} if keys else first
    return {"path": json_path(path), "type": held.kind, "length": len(run), "value": value}


def _class(graph: Graph, node: NodeId) -> str:
    """`numpy.float64`, `pathlib.PosixPath`"""
    cls, seen = foreign.class_of(graph, node), foreign.sight(graph, node)
    if cls is not None and cls.module.startswith("numpy") and seen is not None:
        return f"numpy.{seen.kind}"
    return str(cls)


def value_rows(graph: Graph, optimizers: list[Path]) -> Iterator[tuple[str, str, str]]:
    """Where, type and value of what a person looks for: not what is in optimizers and modules, which are told apart,
    nor the versions in `_metadata`; of a long list its length."""
    skipped = {graph.resolve(path) for path in optimizers}
    seen = bytearray(len(graph))
    stack: list[tuple[Path, NodeId]] = [((), graph.root)]
    while stack:
        path, node = stack.pop()
        held = graph[node]
        if isinstance(held, Scalar):
            yield path_text(path), held.kind, value_text(held.value, _CELL)
            continue
        if seen[node] or node in skipped or isinstance(held, Tensor) or len(path) >= _MAX_DEPTH:
            continue
        seen[node] = 1
        if isinstance(held, Object):
            row, entered = _object_row(graph, node, path_text(path))
            if row is not None:
                yield row
            if not entered:
                continue
        elif _is_long(graph, held):
            from ckpt_viewer.core.rendering import brief  # of most values the text is known

            yield path_text(path), plain_text(held.kind, 60), brief(graph, node, _CELL)
            continue
        below = _below(graph, node)
        looks = graph.looks([child for _, child in below])
        stack.extend(((*path, *keys), child) for (keys, child), look in reversed(list(zip(below, looks, strict=True)))
                     if not isinstance(look, Tensor))


def _value(graph: Graph, node: NodeId) -> Json:
    held = graph[node]
    if isinstance(held, Sequence):
        return [_value(graph, item) for item in held.items[:FIRST]]
    return json_value(held.value) if isinstance(held, Scalar) else held.kind


def _is_long(graph: Graph, held: Node) -> bool:
    """A list that nobody reads as rows of a table, or a vocabulary."""
    if isinstance(held, Sequence) and len(held.items) > _MANY:
        return isinstance(held.items, range) or isinstance(graph[held.items[0]], Scalar)
    return isinstance(held, Mapping) and isinstance(held.values, range) and len(held.values) > _MANY_KEYS


def _object_row(graph: Graph, node: NodeId, where: str) -> tuple[tuple[str, str, str] | None, bool]:
    """The row of an object that can be told in a few words, and whether what is below it is told too."""
    if modules.is_module(graph, node):
        return None, False
    found = foreign.sight(graph, node)
    if found is None:
        return None, True
    text = found.text
    if found.is_tensor:
        shape = [shape_text(found.shape)] if found.shape else []
        text = ", ".join(filter(None, [*shape, found.dtype, found.device, found.text]))
    row = (where, plain_text(found.kind, 60), plain_text(text, _CELL)) if text else None
    return row, bool(found.entries) if found.entries is not None else row is None


def _below(graph: Graph, node: NodeId) -> list[tuple[Path, NodeId]]:
    found = foreign.sight(graph, node) if isinstance(graph[node], Object) else None
    if found is not None and found.entries is not None:
        return [(entry.keys, entry.node) for entry in found.entries]
    return [((key,), child) for key, child in graph.children(node) if key != Attr("_metadata")]
