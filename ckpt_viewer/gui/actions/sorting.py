"""Sorts the table in front without a click on a title, for the keyboard and the command palette: an entry of the View
menu.

Contract: does what a click on the title does, a second time too. The table is the one that had the keyboard last, or
else the first that can be sorted.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from ckpt_viewer.gui.actions.base import Action, Context, Submenu
from ckpt_viewer.gui.parts.by_rows import show_column
from ckpt_viewer.gui.parts.row_view import RowView


def _titles(context: Context) -> tuple[Action, ...]:
    """The columns of the table, from left to right as they are seen."""
    table = _table(context)
    return () if table is None else tuple(
        Action(f"sort-{section}", _title(table, section).replace("&", "&&"),
               partial(_click, table=table, section=section))
        for section in _sections(table))


def _table(context: Context) -> QTableView | None:
    front = context.front
    if front is None:
        return None
    last = front.focusWidget()
    tables = [table for table in front.findChildren(QTableView) if table.isVisible() and _sortable(table)]
    return last if isinstance(last, QTableView) and last in tables else next(iter(tables), None)


def _sortable(table: QTableView) -> bool:
    """Every table of Qt has titles that can be pressed; those that sort have an arrow, or a word for the order."""
    return isinstance(table, RowView) or table.horizontalHeader().isSortIndicatorShown()


def _sections(table: QTableView) -> list[int]:
    header = table.horizontalHeader()
    places = map(header.logicalIndex, range(header.count()))
    return [section for section in places if not header.isSectionHidden(section) and
            not (isinstance(table, RowView) and table.column(section) is None)]


def _title(table: QTableView, section: int) -> str:
    return str(table.model().headerData(section, Qt.Orientation.Horizontal)).strip()


def _click(_context: Context, table: QTableView, section: int) -> None:
    """Sort, and bring the column into sight."""
    table.horizontalHeader().sectionClicked.emit(section)
    show_column(table, section)


SORT = Submenu("sort", "S&ort by", _titles, "Nothing here can be sorted")
