"""Which rows of an outline are to be seen, and in what order: unfolded, found by the filter, sorted.

Contract: belongs to the window's thread and answers in milliseconds. Positions are places in the sorted order of all
rows, shown or not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from copy import copy

import numpy as np

from ckpt_viewer.core.graph import Attr, Sequence
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.outline.searching import Found
from ckpt_viewer.core.outline.tree import Mask, Outline, Rows

Labels = tuple[str, ...]

REMEMBERED = 2000  # unfolded rows that are unfolded again when a file is read again
_LONG = 100_000
FIRST_LOOK = 48  # rows that a freshly opened tree may show


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A state of the view, computed before it is adopted, so that a model can announce the difference."""

    expanded: Mask
    rows: Rows


class OutlineView:
    """The rows to be seen of one outline. `rows` are outline rows from top to bottom. It begins unfolded as far as a
    screen shows, or as `before`, the view of the graph before an edit."""

    def __init__(self, outline: Outline, before: OutlineView | None = None) -> None:
        self.outline = outline
        self._expanded: Mask = np.zeros(len(outline), np.bool_)
        self._unfiltered = self._expanded
        self._found: Found | None = None
        self._order: Rows | None = None
        self._position: Rows = np.arange(len(outline), dtype=np.int32)
        if before is None:
            self._open_first_look()
        else:
            self._unfold_as(before)
        self.rows: Rows = self._visible(self._expanded)

    def twin(self) -> OutlineView:
        """Another one of the same outline with the same rows unfolded, neither filtered nor sorted."""
        made = copy(self)
        made._expanded = made._unfiltered = self.unfolded.copy()
        made._found = None
        if self._found is not None or self._order is not None:
            made.set_order(None)
        return made

    @property
    def found(self) -> Found | None:
        return self._found

    @property
    def unfolded(self) -> Mask:
        """What is unfolded without regard to the filter; another array once something else is."""
        return self._expanded if self._found is None else self._unfiltered

    def has_children(self, row: int) -> bool:
        return int(self.outline.size[row]) > 1

    def is_expanded(self, row: int) -> bool:
        return bool(self._expanded[row])

    def index(self, row: int) -> int:
        """Where a row is shown, or -1 where it is not."""
        at = bisect_left(self.rows, self._position[row], key=self._position.__getitem__)
        return at if at < len(self.rows) and int(self.rows[at]) == row else -1

    def indexes(self, rows: Rows) -> Rows:
        """Where those of `rows` that are shown are shown, ascending."""
        if not len(rows):
            return rows
        wanted = np.zeros(len(self.outline), np.bool_)
        wanted[rows] = True
        return np.flatnonzero(wanted[self.rows]).astype(np.int32)

    def toggled(self, row: int) -> Shown:
        """The view with a row folded or unfolded the other way."""
        expanded = self._expanded.copy()
        expanded[row] = not expanded[row]
        return Shown(expanded, self._visible(expanded))

    def with_branch(self, row: int) -> Shown:
        """The view with a row and everything below it unfolded."""
        expanded = self._expanded.copy()
        expanded[row : row + int(self.outline.size[row])] = True
        return Shown(expanded, self._visible(expanded))

    def with_all(self, expanded: bool) -> Shown:
        every = np.full(len(self.outline), expanded, np.bool_)
        return Shown(every, self._visible(every))

    def revealing(self, row: int) -> Shown:
        """The view with everything above a row unfolded."""
        expanded = self._expanded.copy()
        expanded[self.outline.ancestors(row)] = True
        return Shown(expanded, self._visible(expanded))

    def adopt(self, shown: Shown) -> None:
        """Make a computed state the present one."""
        self._expanded, self.rows = shown.expanded, shown.rows

    def set_found(self, found: Found | None) -> None:
        """Show what a filter left, unfolded; without one, go back to what was unfolded before."""
        if self._found is None:
            self._unfiltered = self._expanded
        self._found = found
        self._expanded = self._unfiltered.copy() if found is None else found.opened.copy()
        self.rows = self._visible(self._expanded)

    def set_order(self, order: Rows | None) -> None:
        """Show the rows in this order of all rows (from `sorting.py`), or in that of the file."""
        self._order = order
        self._position = np.arange(len(self.outline), dtype=np.int32)
        if order is not None:
            self._position[order] = np.arange(len(order), dtype=np.int32)
        self.rows = self._visible(self._expanded)

    def _unfold_as(self, other: OutlineView) -> None:
        """Unfold what was unfolded in the view of the graph before an edit, by node."""
        theirs = other.outline
        count = 1 + max(int(self.outline.node.max(initial=-1)), int(theirs.node.max(initial=-1)))
        for group in (False, True):  # a grouping row has the node of the row above it
            known = np.zeros(count, np.bool_)
            known[theirs.node[other.unfolded & (_grouping(theirs) == group)]] = True
            mine = _grouping(self.outline) == group
            self._expanded[mine] = known[self.outline.node[mine]]

    def folds(self) -> frozenset[Labels]:
        """What is unfolded without regard to the filter, by labels from the top down; of the first REMEMBERED."""
        unfolded, found = self.unfolded, dict[int, Labels]()
        waiting: deque[tuple[int, Labels]] = deque((row, ()) for row in self._few_children(-1))
        while waiting and len(found) < REMEMBERED:
            row, above = waiting.popleft()
            if unfolded[row] and self.has_children(row):
                found[row] = labels = (*above, self.outline.labels[row])
                waiting += ((child, labels) for child in self._few_children(row))
        return frozenset(found.values())

    def refold(self, folds: frozenset[Labels]) -> None:
        """Unfold what `folds` of another outline names, and nothing else; what a filter has found stays in sight."""
        unfolded = self.unfolded
        unfolded[:] = False  # nobody else has seen it
        waiting: deque[tuple[int, Labels]] = deque((row, ()) for row in self._few_children(-1))
        while waiting:
            row, above = waiting.popleft()
            labels = (*above, self.outline.labels[row])
            if labels in folds:
                unfolded[row] = True
                waiting += ((child, labels) for child in self._few_children(row))
        self.rows = self._visible(self._expanded)

    def _few_children(self, row: int) -> list[int]:
        """None of a container so long that nobody folds its parts one by one."""
        size = len(self.outline) if row < 0 else int(self.outline.size[row])
        return self.outline.children(row) if size < _LONG else []

    def _visible(self, expanded: Mask) -> Rows:
        size, total = self.outline.size, len(self.outline)
        closed = np.flatnonzero(~expanded & (size > 1))
        start, ends = self._position[closed], np.zeros(total + 1, np.int32)
        ends[start + 1] = start + size[closed]  # what is below one row lies together, so the farthest end says it all
        shown: Mask = np.maximum.accumulate(ends[:total]) <= np.arange(total, dtype=np.int32)
        if self._found is not None:
            shown &= self._found.keep if self._order is None else self._found.keep[self._order]
        places = np.flatnonzero(shown)
        return (places if self._order is None else self._order[places]).astype(np.int32)

    def _open_first_look(self) -> None:
        """Unfold level by level as long as all of a container's rows still fit on a first screen."""
        shown = self.outline.children(-1)
        count, level = len(shown), shown
        while level and count < FIRST_LOOK:
            below: list[int] = []
            for row in level:
                if not self.has_children(row) or self._is_dull(row):
                    continue
                children = self.outline.children(row) if int(self.outline.size[row]) < _LONG else []
                if children and count + len(children) <= FIRST_LOOK:
                    self._expanded[row] = True
                    count += len(children)
                    below += children
            level = below

    def _is_dull(self, row: int) -> bool:
        """Attributes are seldom asked for; lists of bare values say all on one line."""
        outline = self.outline
        if row in outline.synthetic or isinstance(outline.step(row), Attr):
            return True
        held = outline.graph[int(outline.node[row])]
        if not isinstance(held, Sequence) or int(outline.tensors[row]) > 0:
            return False
        return int(outline.size[row]) == 1 + len(held.items)


def _grouping(outline: Outline) -> Mask:
    mask = np.zeros(len(outline), np.bool_)
    mask[list(outline.synthetic)] = True
    return mask
