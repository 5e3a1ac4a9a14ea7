"""Rows of a tree that fold and unfold, as a table shows them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import IntEnum
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


class Order(Protocol):
    """By which column rows are sorted; as in the file where there is none."""

    @property
    def sorted_by(self) -> IntEnum | None: ...

    @property
    def descending(self) -> bool: ...


class TreeRows(ABC):
    """`rows` are those that are shown, from top to bottom, as `choice` has arranged them. Sorted ones stand without
    their tree, which is in the first column."""

    rows: npt.NDArray[np.int32]
    choice: Order

    def __init__(self, size: npt.NDArray[Any], parent: npt.NDArray[Any], depth: npt.NDArray[Any],
                 expanded: npt.NDArray[np.bool_]) -> None:
        """Of each row of the tree, parents first: how many rows it is with all below it, the row that it is below or
        -1, below how many it is, and whether it is unfolded."""
        self._size, self._parent, self._depth, self._expanded = size, parent, depth, expanded
        self.rows = np.empty(0, np.int32)

    @property
    def is_tree(self) -> bool:
        return self.choice.sorted_by is None

    def has_children(self, row: int) -> bool:
        return self.is_tree and int(self._size[row]) > 1

    def is_expanded(self, row: int) -> bool:
        return bool(self._expanded[row])

    def above(self, row: int) -> int:
        """The row that this one is below, or -1."""
        return int(self._parent[row]) if self.is_tree else -1

    def level(self, row: int) -> int:
        """How many rows it is below."""
        return int(self._depth[row]) if self.is_tree else 0

    @abstractmethod
    def cell(self, row: int, column: int) -> str:
        """The text of a cell."""

    @abstractmethod
    def tip(self, row: int, column: int) -> str:
        """The cell in full, and what else there is to know."""

    def _unfolded(self) -> npt.NDArray[np.bool_]:
        """Marks the rows that lie in none that is folded."""
        closed, total = np.flatnonzero(~self._expanded & (self._size > 1)), len(self._size)
        ends = closed + self._size[closed]
        edges = np.bincount(closed + 1, minlength=total + 1) - np.bincount(ends, minlength=total + 1)
        shown: npt.NDArray[np.bool_] = np.cumsum(edges[:total]) == 0
        return shown
