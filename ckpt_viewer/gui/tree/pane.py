"""The left side of a tab: the filter box above the tree. Filtering and sorting run as jobs.

Contract: `selection` is what is chosen as nodes and paths; it survives filter, sorting and edits. `show_graph` is told
after every edit.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from copy import copy

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from ckpt_viewer.core.graph import Graph, NodeId, Path
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.outline.building import build_outline, same_rows
from ckpt_viewer.core.outline.cells import Column
from ckpt_viewer.core.outline.searching import Found, Searcher
from ckpt_viewer.core.outline.sorting import sorted_order
from ckpt_viewer.core.outline.tree import Mask, Outline, Rows, edited_rows
from ckpt_viewer.core.outline.view import OutlineView
from ckpt_viewer.core.task import Task, pure
from ckpt_viewer.core.wording import count_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.filter_box import FilterBox
from ckpt_viewer.gui.parts.laying import lay_column, lay_row
from ckpt_viewer.gui.tree.model import TreeModel
from ckpt_viewer.gui.tree.view import TreeView

DEBOUNCE_MS = 120
PREPARE_MS = 400
PREPARED = 1_000_000  # rows; the texts of more take memory that may never be asked for
LOOKED_AT = 1_000  # changed nodes
BY_PATH = 50  # chosen rows that are looked for by path; more would take their square


@dataclass(frozen=True, slots=True, eq=False)
class _Again:
    """Another outline, unfolded and with those rows picked as `unfolded` and `chosen` say of the one before."""

    view: OutlineView
    picked: Rows
    unfolded: Mask
    chosen: Rows


class TreePane(QWidget):
    """Filter box, tree, and a line that says what the filter left."""

    choice_changed = Signal()

    def __init__(self, view: OutlineView, root_name: str, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._root_name = jobs, root_name
        self._searcher = Searcher(view.outline)
        self._sort: tuple[int, bool] | None = None  # column, descending
        self._stood: int | None = None  # how far the tree was scrolled that this one takes the place of
        self.model = TreeModel(view, self)
        self.tree = TreeView(self.model, self)
        self.filter_box = FilterBox(tr("Filter by name, path, kind, dtype or device"), tr("Filter the tree"), self)
        self._status = QLabel(self)
        self._status.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._delay = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._arrange()
        self._delay.timeout.connect(self._search)
        self.filter_box.textChanged.connect(self._delay.start)
        self.filter_box.down_pressed.connect(self._on_down)
        self.tree.choice_changed.connect(self.choice_changed)
        self.tree.sort_requested.connect(self._on_sort_requested)
        self._prepare_later()

    def _prepare_later(self) -> None:
        """Have the first search find its texts ready, and the first edit of an element what shares its memory, once the
        first rows are there to be seen."""
        QTimer.singleShot(PREPARE_MS, self, self._prepare)

    def _prepare(self) -> None:
        searcher, graph = self._searcher, self.outline.graph

        def prepare(task: Task) -> None:
            if len(searcher.outline) <= PREPARED:
                searcher.prepare(task)
            graph.sharing("", task)

        self._jobs.submit("prepare", prepare, lambda _: None, quiet=True)

    def _arrange(self) -> None:
        top = lay_row((self.filter_box, 1), self._status)
        self._status.hide()
        lay_column(top, (self.tree, 1), on=self, margins=0, spacing=6)
        self.setFocusProxy(self.tree)

    @property
    def outline(self) -> Outline:
        return self.model.outline

    @property
    def status(self) -> str:
        """What stands beside the filter box; empty without a filter."""
        return self._status.text()

    @property
    def settled(self) -> bool:
        """False while what was typed has not been searched for."""
        return not self._delay.isActive()

    def selection(self, most: int | None = None) -> tuple[tuple[NodeId, Path], ...]:
        """What is chosen, at most so many, in the order of the tree. A grouping row stands for its module."""
        outline = self.outline
        return tuple((int(outline.node[row]), outline.path(row)) for row in self.tree.picked[:most].tolist())

    def reveal(self, path: Path) -> None:
        """Select the node at a path, or the nearest above it."""
        row = self.outline.find(path)
        if row >= 0:
            if self.model.view.found is not None and not self.model.view.found.keep[row]:
                self.filter_box.clear()
                self._show_found(None)
            self.tree.choose([row])

    def arranging(self) -> Callable[[OutlineView, Task], None]:
        """What filters and sorts another outline as this one is now; for the job that lays it out, so that nobody sees
        it otherwise before."""
        text, sort = self.filter_box.text(), self._sort

        def arrange(view: OutlineView, task: Task) -> None:
            if text.strip():
                view.set_found(Searcher(view.outline).search(text, task))
            if sort is not None:
                view.set_order(sorted_order(view.outline, *sort, task))

        return arrange

    def take_over(self, old: TreePane) -> None:
        """Stand where the tree of the same file stood before it was read again: folds, filter, order, selection,
        scroll."""
        self._sort, self._stood = old._sort, old.tree.verticalScrollBar().value()
        if self.outline is not old.outline:  # else it begins with the same folds
            self.model.take_folds(old.model)
        picked = old.tree.picked[:BY_PATH].tolist()
        rows = [row for before in picked if (row := self.outline.find(old.outline.path(before), before)) >= 0]
        self.filter_box.setText(old.filter_box.text())
        found = self.model.view.found
        if found is not None:  # by the job that has read the file, and the filter may be another one by now
            self._show_found(found if self.filter_box.text().strip() else None)
        if rows:
            self.tree.choose(rows)
        if self._sort is not None:
            self._submit_sort()
        self._stand()

    def show_graph(self, graph: Graph, touched: frozenset[NodeId], edited: Set[NodeId]) -> None:
        """The graph after an edit: at once where only values differ, else by a job that lays the rows out again."""
        before = self.outline
        few = len(touched) <= LOOKED_AT  # to look at a million takes longer than to lay out their rows in a job
        fits = few and not self._jobs.is_running("outline") and same_rows(before.graph, graph, touched)
        self.model.refresh(before.with_graph(graph) if fits else before, edited)
        if not fits:
            self._lay_out(graph)
        elif self._sort is not None:
            self._submit_sort()
        self._find_marks()

    def _lay_out(self, graph: Graph) -> None:
        """What is unfolded and chosen is found again by the job: of a million rows that takes as long as a turn may."""
        name, damaged, chosen = self._root_name, self.outline.broken is not None, self.tree.picked
        given = [copy(self.model.view)]  # the job lets go of it, so that the old rows are left to another one

        def lay_out(task: Task) -> _Again:
            return _again(build_outline(graph, task, name, damaged=damaged), given.pop(), chosen)

        self._jobs.submit("outline", lay_out, self._show_again, title=tr("Laying out the tree"), quiet=True)

    def _find_marks(self) -> None:
        """Which rows are above an edit; a job, as it may be one of a million nodes."""
        outline, edited = self.outline, self.model.edited

        def show(rows: Rows) -> None:
            if self.outline.node is outline.node:  # else they were laid out again, and are looked for again
                self.model.mark(rows)

        self._jobs.submit("marks", pure(lambda: edited_rows(outline, edited)), show, quiet=True)

    def expand_all(self, expanded: bool) -> None:
        self.model.expand_all(expanded)

    def _show_again(self, made: _Again) -> None:
        before = self.model.view
        if made.unfolded is not before.unfolded or made.chosen is not self.tree.picked:  # by now it is something else
            made = _again(made.view.outline, before, self.tree.picked)
        left: list[object] = [before, self._searcher]
        del before
        self.tree.replace_chosen(made.picked)
        self.model.set_view(made.view)
        self._find_marks()
        self._searcher = Searcher(made.view.outline)
        self._prepare_later()
        if self.filter_box.text().strip():
            self._search()
        if self._sort is not None:
            self._submit_sort()
        self.choice_changed.emit()
        self._jobs.leave(left)

    def _search(self) -> None:
        text, searcher = self.filter_box.text(), self._searcher
        if not text.strip():
            self._jobs.forget("filter")
            self._show_found(None)
            return

        def search(task: Task) -> Found | None:
            return searcher.search(text, task)

        self._jobs.submit("filter", search, self._show_found, title=tr("Filtering"), quiet=True)

    def _show_found(self, found: Found | None) -> None:
        if found is not None and len(found.keep) != len(self.outline):
            return  # rows were laid out again meanwhile; the new search is on its way
        self.model.set_found(found)
        self._status.setVisible(found is not None)
        matches = 0 if found is None else found.matches
        text = told(count_text(matches, "match", "matches")) if matches else tr("no match")
        self._status.setText("" if found is None else text)
        if found is None:
            self.tree.bring_chosen()
        self._stand()

    def _stand(self) -> None:
        """Scroll to where the tree before stood. The rows that a filter leaves, and their order, come later than it."""
        if self._stood is not None:
            self.tree.verticalScrollBar().setValue(self._stood)
            if self.settled and not any(map(self._jobs.is_running, ("filter", "sort"))):
                self._stood = None

    def _on_sort_requested(self, column: int) -> None:
        """Words from the first, bytes from the largest; then the other way round, then the order of the file again."""
        first = column == Column.BYTES
        if self._sort is None or self._sort[0] != column:
            self._sort = (column, first)
        else:
            self._sort = (column, not first) if self._sort[1] == first else None
        self._submit_sort()

    def _submit_sort(self) -> None:
        header, sort, outline = self.tree.horizontalHeader(), self._sort, self.outline
        if sort is None:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self._jobs.forget("sort")
            self.model.set_order(None)
            return
        column, descending = sort
        header.setSortIndicator(
            column, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)

        def sort_rows(task: Task) -> Rows:
            return sorted_order(outline, column, descending, task)

        self._jobs.submit("sort", sort_rows, self._show_order, title=tr("Sorting"))

    def _show_order(self, order: Rows) -> None:
        if len(order) == len(self.outline):
            self.model.set_order(order)
            self._stand()

    def _on_down(self) -> None:
        self.tree.setFocus()
        if self.model.rowCount() and not self.tree.selectionModel().hasSelection():
            self.tree.selectRow(self._first_match())

    def _first_match(self) -> int:
        """The first row in sight that is not shown for the sake of what is below it alone."""
        found = self.model.view.found
        rows = range(self.model.rowCount())
        return next((at for at in rows if found is None or not found.opened[self.model.row(at)]), 0)


def _again(outline: Outline, before: OutlineView, chosen: Rows) -> _Again:
    picked = _rows_again(before.outline, chosen, outline)
    return _Again(OutlineView(outline, before), picked, before.unfolded, chosen)


def _rows_again(before: Outline, picked: Rows, outline: Outline) -> Rows:
    """The rows of the same nodes in another outline; where none of them is left, of what stood beside them."""
    own = before.own(picked)
    found = _same_nodes(before, own, outline)
    beside = _beside(before, own) if len(own) and not len(found) else []
    return next((again for row in beside if len(again := _same_nodes(before, row, outline))), found)


def _same_nodes(before: Outline, rows: Rows, outline: Outline) -> Rows:
    """A few at their old paths, where a node still is there; else the first."""
    found = outline.rows_of(before.node[rows])
    if len(rows) <= BY_PATH:
        for at, row in enumerate(rows.tolist()):
            place = outline.find(before.path(row), int(found[at]))
            if place >= 0 and outline.node[place] == before.node[row]:
                found[at] = place
    return found[found >= 0]


def _beside(outline: Outline, rows: Rows) -> list[Rows]:
    """The row behind the last of these, the one before the first, and the one that both are in, as far as they are
    there: what a person goes on with after a removal."""
    first, last = int(rows.min()), int(rows.max())
    above, behind, before = int(outline.parent[first]), last + int(outline.size[last]), first - 1
    while before > above and int(outline.parent[before]) != above:
        before = int(outline.parent[before])
    found = [behind] if behind < len(outline) and outline.parent[behind] == above else []
    found += [row for row in dict.fromkeys((before, above)) if row >= 0]
    return [np.array([row], np.int32) for row in found]
