"""A graph as the rows of a tree: in the order of the file, parents first, each row a number.

Contract: built once by `build_outline` (slow for a million rows, so a job does it), then only read. Columns are flat
arrays over the rows; the texts of a row are made when it is looked at (`cells.py`), from the graph as it then is. What
is folded, filtered out or sorted is not here but in `outline_view.py`. Nothing recurses: a file may be a million deep.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.graph import (
    Attr,
    Graph,
    Key,
    Mapping,
    Node,
    NodeId,
    Object,
    Path,
    Sequence,
    Tensor,
    key_text,
)
from ckpt_viewer.core.outline.captions import Captions, read_captions
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text

Rows = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Step = Key | tuple[Key, ...]  # the keys from a parent row to its child; several where the tree leaves out a level

LABEL_LIMIT = 1_000
ATTRIBUTES = "attributes"
_LEAVE = -2


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Rows 0 … n-1. `parent` is -1 for rows at the top, `size` counts a row and all below it, `nbytes` and `tensors`
    are sums over that. `fact` indexes `facts`, the distinct texts that a filter searches beside the names. `first` is
    the first row of the same memory or container, or the row itself. `synthetic` rows group what has no node."""

    graph: Graph
    captions: Captions
    node: Rows
    parent: Rows
    depth: Rows
    size: Rows
    first: Rows
    nbytes: npt.NDArray[np.int64]
    tensors: Rows
    fact: Rows
    facts: tuple[str, ...]
    labels: list[str]
    steps: list[Step]
    synthetic: frozenset[int]

    def __len__(self) -> int:
        return len(self.labels)

    def with_graph(self, graph: Graph) -> Outline:
        """The same rows over a graph in which only values differ."""
        return replace(self, graph=graph)

    def path(self, row: int) -> Path:
        """The path of a row's node in the graph; that of its parent for a row that only groups."""
        steps: list[Key] = []
        while row >= 0:
            step = self.steps[row]
            steps.extend(reversed(step) if isinstance(step, tuple) else (step,))
            row = int(self.parent[row])
        return tuple(reversed(steps))

    def children(self, row: int) -> list[int]:
        """The rows directly below a row; -1 stands for the whole file."""
        below, at = [], row + 1
        end = len(self) if row < 0 else row + int(self.size[row])
        while at < end:
            below.append(at)
            at += int(self.size[at])
        return below

    def find(self, path: Path) -> int:
        """The row at a path, or the nearest row above it; -1 where there is none."""
        row = -1
        while path or row < 0:
            hit = next(((below, len(keys)) for below in self.children(row)
                        if (keys := self._keys(below)) == path[: len(keys)] and (keys or row < 0)), None)
            if hit is None:
                return row
            row, used = hit
            path = path[used:]
        return row

    def first_rows(self) -> dict[NodeId, int]:
        """The first row of each node that has one of its own."""
        rows: dict[NodeId, int] = {}
        for row, node in enumerate(self.node.tolist()):
            if row not in self.synthetic:
                rows.setdefault(node, row)
        return rows

    def ancestors(self, row: int) -> list[int]:
        """The rows above a row, nearest first."""
        above = []
        while (row := int(self.parent[row])) >= 0:
            above.append(row)
        return above

    def _keys(self, row: int) -> tuple[Key, ...]:
        step = self.steps[row]
        return step if isinstance(step, tuple) else (step,)


def build_outline(graph: Graph, task: Task, root_name: str = "") -> Outline:
    """The rows of a graph. A root that is a dict is not a row itself: its items stand at the top.

    Raises Cancelled.
    """
    with no_collection():
        return _Builder(graph, read_captions(graph), task).build(root_name)


def same_rows(before: Graph, after: Graph, touched: frozenset[NodeId]) -> bool:
    """True when an edit changed values only, so that an outline of `before` still fits `after`."""
    return all(
        node < len(before) and not before.children(node) and not after.children(node)
        and type(before[node]) is type(after[node]) and _fact(before[node]) == _fact(after[node])
        for node in touched
    )


_Entry = tuple[NodeId, int, int, str, Step, bool]  # node, parent row, depth, label, step, synthetic


class _Builder:
    """The arrays while they grow."""

    def __init__(self, graph: Graph, captions: Captions, task: Task) -> None:
        self.graph, self.captions, self.task = graph, captions, task
        self.node, self.parent, self.depth = array("i"), array("i"), array("i")
        self.first, self.fact = array("i"), array("i")
        self.nbytes, self.is_tensor = array("q"), array("i")
        self.labels: list[str] = []
        self.steps: list[Step] = []
        self.synthetic: set[int] = set()
        self.facts: dict[str, int] = {}
        self.row_of_node = array("i", [-1]) * len(graph)
        self.row_of_storage: dict[str, int] = {}

    def build(self, root_name: str) -> Outline:
        root = self.graph.root
        hidden = isinstance(self.graph[root], Mapping) and self.graph[root].kind in _PLAIN_ROOTS
        start: list[_Entry] = (
            self._below(root, -1, 0) if hidden else [(root, -1, 0, plain_text(root_name) or "(whole file)", (), False)]
        )
        self._walk(start)
        parent = np.array(self.parent, np.int32)
        size, nbytes, tensors = _sums(self.parent, self.nbytes, self.is_tensor)
        return Outline(
            self.graph, self.captions, np.array(self.node, np.int32), parent, np.array(self.depth, np.int32), size,
            np.array(self.first, np.int32), nbytes, tensors, np.array(self.fact, np.int32), tuple(self.facts),
            self.labels, self.steps, frozenset(self.synthetic),
        )

    def _walk(self, start: list[_Entry]) -> None:
        """Preorder with a stack. A container on the way down to itself is not entered again, and none that was seen
        once the rows are many times the nodes (a file can be built to have exponentially many paths)."""
        budget = 4 * len(self.graph) + 1000
        open_nodes: set[NodeId] = set()
        stack = list(reversed(start))
        while stack:
            entry = stack.pop()
            node, depth, synthetic = entry[0], entry[2], entry[5]
            if depth == _LEAVE:
                open_nodes.discard(node)
                continue
            row, seen = self._add(entry)
            budget -= 1
            if not row & 0xFFFF:
                self.task.advance(0)
            if not synthetic and (node in open_nodes or (budget < 0 and seen)):
                continue
            below = self._attributes(node, row, depth) if synthetic else self._below(node, row, depth + 1)
            if below:
                if not synthetic:
                    open_nodes.add(node)
                    stack.append((node, 0, _LEAVE, "", (), False))
                below.reverse()
                stack.extend(below)

    def _add(self, entry: _Entry) -> tuple[int, bool]:
        """Append a row; also whether its node has been a row before."""
        node, parent, depth, label, step, synthetic = entry
        row = len(self.labels)
        held = self.graph[node]
        self.node.append(node)
        self.parent.append(parent)
        self.depth.append(depth)
        self.labels.append(label)
        self.steps.append(step)
        text = ATTRIBUTES if synthetic else self.captions.fact(node) or _fact(held)
        self.fact.append(self.facts.setdefault(text, len(self.facts)))
        is_tensor = isinstance(held, Tensor) and not synthetic
        claimed = held.spec.nbytes if isinstance(held, Tensor) and not synthetic else 0
        self.nbytes.append(max(0, min(claimed, _MOST)))  # sizes that a file claims may be negative as well
        self.is_tensor.append(is_tensor)
        if synthetic:
            self.synthetic.add(row)
            self.first.append(row)
            return row, False
        seen = self.row_of_node[node] >= 0
        self.first.append(self._first(row, node, held))
        return row, seen

    def _first(self, row: int, node: NodeId, held: Node) -> int:
        if self.row_of_node[node] < 0:
            self.row_of_node[node] = row
        if isinstance(held, Tensor):
            return self.row_of_storage.setdefault(held.spec.storage.key, row)
        return self.row_of_node[node] if isinstance(held, Mapping | Sequence | Object) else row

    def _below(self, node: NodeId, row: int, depth: int) -> list[_Entry]:
        """What stands below a node: a module's parameters and modules under their names, else its children."""
        held = self.graph[node]
        if isinstance(held, Tensor) and held.hooks is None and held.metadata is None and held.state is None:
            return []
        entries = self.captions.entries.get(node)
        if entries is not None:
            return [(e.node, row, depth, self._entry_label(e.name, e.node), e.keys, False) for e in entries]
        module = self.captions.modules.get(node)
        if module is None:
            below = self.graph.children(node)
            return [(child, row, depth, self._label(key, child), key, False) for key, child in below]
        named = [(child, row, depth, self._label(key[-1], child), key, False) for key, child in module.named]
        rest: list[_Entry] = [(node, row, depth, ATTRIBUTES, (), True)] if module.attributes else []
        return named + rest

    def _attributes(self, node: NodeId, row: int, depth: int) -> list[_Entry]:
        held = self.captions.modules[node].attributes
        return [(child, row, depth + 1, self._label(key[-1], child), key, False) for key, child in held]

    def _label(self, key: Key, child: NodeId) -> str:
        return self._entry_label(key if type(key) is str else key.name if type(key) is Attr else key_text(key), child)

    def _entry_label(self, text: str, child: NodeId) -> str:
        if not (text.isascii() and text.isprintable() and len(text) <= LABEL_LIMIT):
            text = plain_text(text, LABEL_LIMIT)
        name = self.captions.names.get(child)
        return text or '""' if name is None else f"{text} · {name}"


_PLAIN_ROOTS = {"dict", "collections.OrderedDict", "builtins.dict"}


def _fact(node: Node) -> str:
    """What a filter finds a node by beside its name: kind, dtype, device."""
    if isinstance(node, Tensor):
        return f"{node.kind.lower()} {node.spec.dtype} {node.spec.device}"
    return node.kind.lower()


def _sums(parent: array[int], nbytes: array[int], is_tensor: array[int]
          ) -> tuple[Rows, npt.NDArray[np.int64], Rows]:
    """Sizes of subtrees, their bytes and their tensors. A row comes after its parent, so one pass backwards does."""
    size, total, tensors = array("i", [1]) * len(parent), nbytes[:], is_tensor[:]
    for row in range(len(parent) - 1, 0, -1):
        above = parent[row]
        if above >= 0:
            size[above] += size[row]
            tensors[above] += tensors[row]
            total[above] = min(total[above] + total[row], _MOST)
    return np.array(size, np.int32), np.array(total, np.int64), np.array(tensors, np.int32)


_MOST = 2**63 - 1  # tensors of stride 0 may claim 2**60 elements each
