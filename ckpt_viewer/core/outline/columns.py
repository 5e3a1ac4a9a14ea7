"""The columns of an outline while they grow: where they get their rows."""

from __future__ import annotations

from array import array
from collections.abc import Sequence as Many

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.graph import Node, NodeId
from ckpt_viewer.core.outline.tree import Rows

FEW = 32  # numbers that are made sooner without numpy
_SINGLE = 3  # rows that are made sooner one by one


class Open:
    """A row whose children are being laid out: `ids` in their order, from `at` on; `numbered` where they are items of
    a sequence, `grouping` the place of the child that only groups what a module holds beside its parts, `alone` the one
    up to which several containers are not looked at together, `wait` how many these are at least the next time, and
    `together` how many are looked at. `looks` are the children, where they are few and were looked at."""

    __slots__ = ("alone", "at", "depth", "grouping", "ids", "looks", "node", "numbered", "row", "together", "wait")

    def __init__(self, row: int, node: NodeId, depth: int, ids: Many[NodeId], *, numbered: bool = False,
                 grouping: int = -1) -> None:
        self.row, self.node, self.depth, self.ids, self.at = row, node, depth, ids, 0
        self.numbered, self.grouping = numbered, grouping
        self.alone = len(ids) if grouping >= 0 else 0
        self.wait, self.together = 1, FEW
        self.looks: list[Node] | None = None


class Columns:
    """A column for each thing that an outline says of its rows."""

    def __init__(self) -> None:
        self.node, self.parent, self.slot, self.depth = array("i"), array("i"), array("i"), array("i")
        self.size, self.first, self.nbytes = array("i"), array("i"), array("q")
        self.is_tensor, self.numbered = bytearray(), bytearray()

    def add_one(self, node: NodeId, here: Open, place: int, first: int) -> None:
        """As `add`, of a child whose first row this is."""
        self.node.append(node)
        self.parent.append(here.row)
        self.slot.append(place)
        self.depth.append(here.depth)
        self.size.append(1)
        self.first.append(first)
        self.nbytes.append(0)
        self.is_tensor.append(0)
        self.numbered.append(here.numbered)

    def add(self, nodes: Many[NodeId], here: Open, place: int) -> None:
        """Rows for children of `here` from that place on, each the first of its node."""
        row, count = len(self.node), len(nodes)
        if count <= _SINGLE:
            for at, node in enumerate(nodes):
                self.add_one(node, here, place + at, row + at)
            return
        self.node.extend(_numbers(nodes) if isinstance(nodes, range) else nodes)
        self.parent.extend(array("i", [here.row]) * count)
        self.slot.extend(_numbers(range(place, place + count)))
        self.depth.extend(array("i", [here.depth]) * count)
        self.size.extend(array("i", [1]) * count)
        self.first.extend(_numbers(range(row, row + count)))
        self.nbytes.extend(array("q", [0]) * count)
        self.is_tensor += bytes(count)
        self.numbered += (b"\1" if here.numbered else b"\0") * count

    def add_nested(self, here: Open, nodes: Many[NodeId], inside: Many[NodeId], lengths: Rows,
                    numbered: npt.NDArray[np.bool_]) -> tuple[Rows, Rows]:
        """Rows for children of `here` from the next one on, each with as many behind it as it holds, which are all
        leaves, `numbered` or not. Gives the rows of the children and those of the leaves."""
        top, total, ends = len(self.node), len(nodes) + len(inside), np.cumsum(lengths)
        at = np.arange(len(nodes), dtype=np.int32) + (ends - lengths).astype(np.int32)  # of each child, from here
        is_leaf = np.ones(total, np.bool_)
        is_leaf[at] = False

        def column(of_children: Many[int] | Rows | int, of_leaves: Many[int] | Rows | int) -> bytes:
            made = np.empty(total, np.int32)
            made[at], made[is_leaf] = of_children, of_leaves
            return made.tobytes()

        places = np.arange(len(inside), dtype=np.int32) - np.repeat(ends - lengths, lengths).astype(np.int32)
        self.node.frombytes(column(nodes, inside))
        self.parent.frombytes(column(here.row, np.repeat(at, lengths) + top))
        self.slot.frombytes(column(range(here.at, here.at + len(nodes)), places))
        self.depth.frombytes(column(here.depth, here.depth + 1))
        self.size.frombytes(column(lengths + 1, 1))
        self.first.frombytes(np.arange(top, top + total, dtype=np.int32).tobytes())
        self.nbytes.extend(array("q", [0]) * total)
        self.is_tensor += bytes(total)
        own = np.full(total, here.numbered)
        own[is_leaf] = numbered
        self.numbered += own.tobytes()
        return at + top, np.flatnonzero(is_leaf).astype(np.int32) + top


def _numbers(numbers: range) -> array[int]:
    if len(numbers) < FEW:
        return array("i", numbers)
    made = array("i")
    made.frombytes(np.arange(numbers.start, numbers.stop, dtype=np.int32).tobytes())
    return made
