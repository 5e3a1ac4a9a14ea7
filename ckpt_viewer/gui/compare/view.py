"""The rows of a comparison as a person handles them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.diffing.columns import NUMBERS, STATUS_TEXTS, TITLES, Column
from ckpt_viewer.core.graph import Path
from ckpt_viewer.gui.compare.model import DiffModel
from ckpt_viewer.gui.compare.painting import DiffCells
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.by_rows import AIR
from ckpt_viewer.gui.parts.row_view import RowView
from ckpt_viewer.gui.parts.text_size import scaled
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.tree.delegate import ROW_PADDING


class DiffView(Themed, RowView[DiffModel]):
    """What differs, as a tree or sorted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(DiffModel(), ROW_PADDING, "columns-comparison", parent)
        self._cells = DiffCells()
        self.setAccessibleName(tr("Differences"))
        self.follow_theme()

    def entries_in_sight(self) -> list[int]:
        """The numbers of the entries that are in sight; -1 for a part of a path."""
        table = self.rows.table
        return [] if table is None else table.outline.entry[self.rows_in_sight()].tolist()

    def first_entry(self) -> int:
        """The number of the entry that is uppermost, or -1."""
        table = self.rows.table
        entries = () if table is None else table.outline.entry[table.rows].tolist()
        return next((number for number in entries if number >= 0), -1)

    def current_entry(self) -> int:
        """The number of the entry that is selected, or -1."""
        table, row = self.rows.table, self.current_row()
        return int(table.outline.entry[row]) if table is not None and row >= 0 else -1

    def current_paths(self) -> tuple[Path | None, Path | None]:
        """Where the current row lies in A and in B."""
        table, number = self.rows.table, self.current_entry()
        entry = table.diff.entries[number] if table is not None and number >= 0 else None
        return (None, None) if entry is None else (entry.path_a, entry.path_b)

    def select_entry(self, number: int) -> bool:
        """Make the row of an entry the current one; False where there is none, or it is folded or filtered away."""
        table = self.rows.table
        if table is None or number < 0:
            return False
        rows = (table.outline.entry == number).nonzero()[0]
        if not len(rows) or not self.go_to(int(rows[0])):
            return False
        self.scrollTo(self.currentIndex())
        return True

    def paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int, *, selected: bool) -> None:
        self._cells.paint(painter, rect, self.fontMetrics(), self.rows, row, column, selected=selected)

    def column(self, section: int) -> Column:
        return Column(section)

    def widths(self) -> Mapping[Column, int]:
        """Every column as wide as what it usually holds. The path takes what is left over; where too little is left,
        the two sides give way first, then the path, and only then there is something to scroll, of which no column is
        cut by the edge."""
        width = self.width_of
        numbers = {column: width(told(TITLES[column]) + " ▾", "0.0001234") for column in NUMBERS}
        roomy = self.viewport().width() > width("m" * 100)
        status = ("↷ renamed, values changed", ) if roomy else (STATUS_TEXTS["waiting"], STATUS_TEXTS["broken"])
        widths = {Column.STATUS: width(*map(told, status)), **numbers}
        room = self.viewport().width() - sum(widths.values())
        wide, narrow = width("m" * 20), width("10 × 128  float32")
        path = min(self.needed(Column.PATH), width("m" * 34))
        sides = max(narrow, self.needed(Column.A), self.needed(Column.B))
        widths[Column.A] = widths[Column.B] = min(wide, sides, max(narrow, (room - path) // 2))
        widths[Column.PATH] = max(room - 2 * widths[Column.A], min(path, width("m" * 14)))
        return self._shared(widths, narrow) if sum(widths.values()) <= self.viewport().width() else self._whole(widths)

    def _shared(self, widths: dict[Column, int], side: int) -> Mapping[Column, int]:
        """What paths and sides have goes where it is needed, to short texts first, then some to all columns: the eye
        has no long way to the numbers."""
        needs = {Column.PATH: self.needed(Column.PATH)}
        needs.update({column: max(side, self.needed(column)) for column in (Column.A, Column.B)})
        free = sum(widths[column] for column in needs)
        for count, column in zip((3, 2, 1), sorted(needs, key=needs.__getitem__), strict=True):
            widths[column] = min(needs[column], free // count)
            free -= widths[column]
        extra = min(free // len(widths), scaled(AIR))
        return {column: pixels + extra for column, pixels in widths.items()}

    def _whole(self, widths: dict[Column, int]) -> Mapping[Column, int]:
        """What fits takes all the room; the other columns begin behind it."""
        room = self.viewport().width()
        for column in Column:
            if room < widths[column]:
                break
            room -= widths[column]
        side = room // 4
        widths[Column.A], widths[Column.B] = widths[Column.A] + side, widths[Column.B] + side
        widths[Column.PATH] += room - 2 * side
        return widths

    def retheme(self) -> None:
        self._cells.retheme()
