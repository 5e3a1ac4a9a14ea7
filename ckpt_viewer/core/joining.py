"""Several graphs as one, for a checkpoint that lies in several files: shards, or the members of a bundle.

Contract: the nodes of a part are shifted when they are asked for, so that joining costs nothing per node. What a part
shares within itself stays shared; nothing is shared between parts, and the keys of their storages are told apart by
the part's name. A part must be as it was read, without edits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from ckpt_viewer.core.graph import Graph, Key, Kind, Mapping, Node, NodeId, Row, ScalarValue, StorageNode, Tensor
from ckpt_viewer.core.graph.renumbering import Renumbering
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.tensor import Storage


class Joiner:
    """Collects parts and nodes of one's own, then gives the graph of all of them."""

    def __init__(self) -> None:
        self._nodes = _Joined()

    def add_graph(self, name: str, part: Graph) -> Part:
        """Take a whole graph in; `name` must be unique."""
        assert part.as_read
        added = Part(name, part, len(self._nodes))
        self._nodes.append(added)
        return added

    def add_node(self, node: Node) -> NodeId:
        """Take in one node whose children are ids of the joined graph."""
        return self._nodes.append_own(node)

    def add_mapping(self, items: Iterable[tuple[Key, NodeId]]) -> NodeId:
        pairs = list(items)
        return self.add_node(Mapping(tuple([key for key, _ in pairs]), tuple([node for _, node in pairs])))

    def graph(self, root: NodeId) -> Graph:
        """The joined graph; nothing may be added afterwards."""
        return Graph(self._nodes, root)


class Part:
    """A graph within the joined one, where its ids begin at `start`."""

    __slots__ = ("_graph", "_name", "_renumbering", "_storages", "start")

    def __init__(self, name: str, graph: Graph, start: int) -> None:
        self._name, self._graph, self.start = name, graph, start
        self._storages: dict[tuple[str, str, str], Storage] = {}
        # Of the number alone: who knew the part would keep it until garbage is looked for.
        self._renumbering = Renumbering(start.__add__, lambda run: range(run.start + start, run.stop + start))

    @property
    def root(self) -> NodeId:
        """The id of the part's root in the joined graph."""
        return self._graph.root + self.start

    def id_of(self, node: NodeId) -> NodeId:
        """The id in the joined graph of a node of the part."""
        return node + self.start

    def __len__(self) -> int:
        return len(self._graph)

    def __getitem__(self, index: int) -> Node:
        match self._renumbering.of(self._graph[index]):
            case Tensor() as node:
                return replace(node, spec=node.spec.stored_in(self._storage))
            case StorageNode(storage):
                return StorageNode(self._storage(storage))
            case node:
                return node

    def _storage(self, storage: Storage) -> Storage:
        """Always the same object for the same storage, as within the part."""
        facts = (storage.key, storage.dtype.name, storage.device)
        held = self._storages.get(facts)
        if held is None:
            held = self._storages.setdefault(facts, replace(storage, key=f"{self._name}/{storage.key}"))
        return held

    def values(self, run: range) -> list[ScalarValue] | None:
        """As `RunList.values`."""
        return self._graph.values(run)

    def rows(self, run: range) -> list[Row]:
        """As `RunList.rows`."""
        return self._graph.rows(run)

    def holding(self, kind: Kind) -> list[NodeId]:
        """As `RunList.holding`, in the ids of the joined graph."""
        return [node + self.start for node in self._graph.holding(kind)]


class _Joined:
    """A `NodeList` of pieces that lie behind one another."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._pieces: list[Part | list[Node]] = []
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, node: int) -> Node:
        at = bisect_right(self._starts, node) - 1
        return self._pieces[at][node - self._starts[at]]

    def values(self, run: range) -> list[ScalarValue] | None:
        """As `RunList.values`."""
        if not run:  # it may lie behind the last node of its part
            return []
        part, inner = self._of(run)
        return part.values(inner)

    def rows(self, run: range) -> list[Row]:
        """As `RunList.rows`."""
        if not run:
            return []
        part, inner = self._of(run)
        return part.rows(inner)

    def _of(self, run: range) -> tuple[Part, range]:
        """The part that a run lies in, and the run as it is called there."""
        at = bisect_right(self._starts, run.start) - 1
        piece, start = self._pieces[at], self._starts[at]
        assert isinstance(piece, Part)
        return piece, range(run.start - start, run.stop - start)

    def holding(self, kind: Kind) -> list[NodeId]:
        """As `RunList.holding`."""
        found: list[NodeId] = []
        for start, piece in zip(self._starts, self._pieces, strict=True):
            own = piece if isinstance(piece, Part) else Part("", Graph(piece, 0), start)
            found += own.holding(kind)
        return found

    def append(self, piece: Part | list[Node]) -> None:
        if len(piece):
            self._starts.append(self._length)
            self._pieces.append(piece)
            self._length += len(piece)

    def append_own(self, node: Node) -> NodeId:
        last = self._pieces[-1] if self._pieces else None
        if isinstance(last, list):
            last.append(node)
            self._length += 1
        else:
            self.append([node])
        return self._length - 1
