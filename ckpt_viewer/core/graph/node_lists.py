"""What a graph is made over: nodes as they were read, in a list or in something that makes them when asked for."""

from __future__ import annotations

from collections.abc import Sequence as Many

from ckpt_viewer.core.graph.nodes import Node, NodeId, Object, Row, ScalarValue, StorageNode, Tensor
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING, Protocol, cast
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Memory

if TYPE_CHECKING:
    from ckpt_viewer.core.tensor_columns import TensorColumns

Kind = type[Object | Tensor | StorageNode | bytes]


class NodeList(Protocol):
    """The nodes as they were read: a list, or something that makes a node when it is asked for."""

    def __getitem__(self, node: int, /) -> Node: ...

    def __len__(self) -> int: ...


class RunList(NodeList, Protocol):
    """Nodes that hold runs: `values` gives those of a run at once, None where it is one of lists, which `rows` gives.
    `plain` gives the values of nodes wherever they lie, None where one of them is no plain value. `holding` gives the
    ids of all nodes of a kind, or of all values that are bytes."""

    def values(self, run: range, /) -> list[ScalarValue] | None: ...

    def rows(self, run: range, /) -> list[Row]: ...

    def plain(self, nodes: Many[NodeId], /) -> list[ScalarValue] | None: ...

    def holding(self, kind: Kind, /) -> list[NodeId]: ...


class Unmade(Protocol):
    """A tensor that was read and that nobody has made yet: how it looks from afar, which alike ones have in common, and
    what tells its storage, of which the rest is as `look` has it."""

    @property
    def look(self) -> Tensor: ...

    @property
    def memory(self) -> Memory: ...


class FarNodes(NodeList, Protocol):
    """Nodes among which tensors may be told from afar, without making each: as by the methods of `Graph` so named."""

    def looks(self, nodes: Many[NodeId], /) -> list[Node]: ...

    def passing(self, nodes: Many[NodeId], /) -> list[Node]: ...

    def unmade(self, node: NodeId, /) -> Unmade | None: ...

    def laid(self, nodes: Many[NodeId], /) -> TensorColumns | None: ...

    def memories(self, nodes: Many[NodeId], /) -> list[Memory]: ...

    def problems(self, nodes: Many[NodeId], /) -> list[str]: ...

    def sharing(self, key: str, task: Task, /) -> list[NodeId]: ...


def as_run_list(nodes: NodeList) -> RunList | None:
    return cast("RunList", nodes) if hasattr(nodes, "rows") else None


def as_far_nodes(nodes: NodeList) -> FarNodes | None:
    return cast("FarNodes", nodes) if hasattr(nodes, "looks") else None
