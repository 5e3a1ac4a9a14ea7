"""What stands beside a value on both sides of a comparison: the other values of the same mapping, list or object.

Contract: reads no tensor byte. Equal values are among them, which are no entries of a Diff. A container may have a
million children: look in a job. Raises Cancelled.
"""

from __future__ import annotations

from ckpt_viewer.core.diffing.diff import Diff, Entry
from ckpt_viewer.core.diffing.naming import Child, child_names
from ckpt_viewer.core.diffing.objects import same_value
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, NodeId, Path, Scalar, key_text
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text

MOST = 200  # on each side of the one that is asked for
_NAME = 120  # characters


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A value of a container in one file or in both; `asked` is the one whose neighbours these are."""

    name: str
    node_a: NodeId | None
    node_b: NodeId | None
    same: bool
    asked: bool


def values_beside(diff: Diff, entry: Entry, task: Task) -> tuple[Neighbour, ...]:
    """The values that stand in the same container as an entry, itself included, in the order of the first file; what
    only the second has comes last. Of very many the MOST before it and after it."""
    one, other = _children(diff.a, entry.path_a), _children(diff.b, entry.path_b)
    names = list({**one, **other})
    at = _place(names, one, other, entry)
    found = []
    for name in names[max(0, at - MOST) : at + MOST + 1]:
        task.check()
        (key, a), (other_key, b) = one.get(name, (None, None)), other.get(name, (None, None))
        values = [graph[node] for graph, node in ((diff.a, a), (diff.b, b)) if node is not None]
        scalars = [held.value for held in values if isinstance(held, Scalar)]
        if scalars or name == names[at]:
            same = len(scalars) == 2 and same_value(*scalars)
            label = plain_text(key_text(key if a is not None else other_key), _NAME)
            found.append(Neighbour(label, a, b, same, name == names[at]))
    return tuple(found)


def _place(names: list[str], one: dict[str, Child], other: dict[str, Child], entry: Entry) -> int:
    """Where the entry itself stands; 0 where it has no container."""
    for path, children in ((entry.path_a, one), (entry.path_b, other)):
        if path and children:
            text = key_text(path[-1])
            node = entry.node_a if children is one else entry.node_b
            hits = [name for name, (key, child) in children.items() if child == node and key_text(key) == text]
            if hits:
                return names.index(hits[0])
    return 0


def _children(graph: Graph, path: Path | None) -> dict[str, Child]:
    """What is in the container that holds a path, each under a text that tells it from the others."""
    if not path:
        return {}
    try:
        holder = graph.resolve(path[:-1])
    except CheckpointError:  # a path of a comparison may lead through what is not a key
        return {}
    below = graph.children(holder)
    return dict(zip(child_names(graph, holder, below), below, strict=True))
