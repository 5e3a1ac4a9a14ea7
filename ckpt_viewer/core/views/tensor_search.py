"""Which tensor of a list to go to: who has the largest value, the smallest, or what is not finite.

Contract: goes by what the list knows of its tensors so far, in the order in which it is sorted, else in that of the
file: who asks for NaN wants the first layer that has it. Also those in folded rows, not those that its filter hides.
Reads no tensor.
"""

from __future__ import annotations

import numpy as np

from ckpt_viewer.core.graph import Graph, NodeId, Path
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.views.finding import Wanted
from ckpt_viewer.core.views.tensor_table import TensorTable


@dataclass(frozen=True, slots=True, eq=False)
class Odd:
    """How many tensors at and below `nodes` are known to hold NaN, and how many infinities; where the first of either
    is; and whether all were read to the last element."""

    graph: Graph
    nodes: tuple[NodeId, ...]
    nan: int
    inf: int
    first: Path
    exact: bool


def find_odd(table: TensorTable, graph: Graph, nodes: tuple[NodeId, ...]) -> Odd | None:
    """What is not finite in the whole list; None where nothing is known to be."""
    odd = np.flatnonzero(table.numbers.column("odd") > 0)
    if not odd.size:
        return None
    nan, inf = (int((table.numbers.column(name) > 0).sum()) for name in ("nan", "inf"))
    return Odd(graph, nodes, nan, inf, table.folded.leaves[int(odd[0])].path, bool(table.numbers.exact.all()))


def count_odd(table: TensorTable) -> int:
    """How many tensors of the whole list are known to hold NaN or infinities."""
    return int((table.numbers.column("odd") > 0).sum())


def find_tensor(table: TensorTable, wanted: Wanted, after: int) -> int:
    """The place of the tensor, -1 where none is known; `after` is the place where the search for the next or the last
    one before begins, -1 for the beginning; it goes on from the other end."""
    if wanted in ("largest", "smallest"):
        return _extreme(table, largest=wanted == "largest")
    return _odd(table, after, forward=wanted == "next-odd")


def place_before(table: TensorTable, row: int) -> int:
    """Where a search begins that is to come to the first tensor of a row: at the one before it, or at the beginning."""
    places = table.places()
    here = np.flatnonzero(places == table.leaves_of(row)[0])
    return int(places[here[0] - 1]) if here.size and here[0] else -1


def _extreme(table: TensorTable, *, largest: bool) -> int:
    places = table.places()
    values = table.numbers.column("maximum" if largest else "minimum")[places]
    if np.isnan(values).all():
        return -1
    return int(places[np.nanargmax(values) if largest else np.nanargmin(values)])


def _odd(table: TensorTable, after: int, *, forward: bool) -> int:
    places = table.places()
    odd = np.flatnonzero(table.numbers.column("odd")[places] > 0)
    if not odd.size:
        return -1
    here = np.flatnonzero(places == after)
    if not here.size:
        return int(places[odd[0]])
    beyond = odd[odd > here[0]] if forward else odd[odd < here[0]][::-1]
    return int(places[beyond[0] if beyond.size else odd[0 if forward else -1]])
