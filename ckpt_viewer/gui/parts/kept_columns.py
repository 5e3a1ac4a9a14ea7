"""Columns as a person left them: how wide they were drawn and which were hidden, the next time as well.

Contract: a table fits its columns by `fit`, which leaves alone those whose border a person has dragged ("drawn").
Tables of the same name, which begins with `columns`, share what is kept; the window begins with what the settings hold
(`begin_with`) and stores `kept()`. A tuple has a number for every column: pixels, 0 for hidden, -1 where it is fitted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QTableView, QWidget

from ckpt_viewer.gui.language import tr

Widths = tuple[int, ...]
_KEPT = "ckpt_viewer_columns"  # a property of the application
_NAMES = ("columns", "splitter")
_FITTED, _HIDDEN = -1, 0
_LEAST, _MOST = 40, 2000


class KeptColumns(QObject):
    """Those of one table. `refit` is called when a person wants them fitted again."""

    def __init__(self, view: QTableView, name: str, refit: Callable[[], None]) -> None:
        super().__init__(view)
        self._view, self._name, self._refit = view, name, refit
        self._fitting = False
        self.drawn: set[int] = set()  # the columns that a person has given their width
        self.brought: set[int] = set()  # those that a person has brought back
        self._left_out: set[int] = set()
        header = view.horizontalHeader()
        header.sectionResized.connect(self._on_resized)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_menu)
        self._restore(kept().get(name, ()))

    @property
    def titles(self) -> tuple[str, ...]:
        model = self._view.model()
        return tuple(str(model.headerData(at, Qt.Orientation.Horizontal)).strip() for at in range(model.columnCount()))

    @property
    def shown(self) -> bool:
        return self._view.isVisible()

    @property
    def focused(self) -> bool:
        return self._view.window().focusWidget() is self._view

    def is_hidden(self, column: int) -> bool:
        """Whether a person has taken it away."""
        return self._view.isColumnHidden(column) and column not in self._left_out

    def hide(self, column: int, hidden: bool) -> None:
        """Take a column away or bring it back. The first says what a row is, and stays."""
        if column:
            self.brought = self.brought - {column} if hidden else self.brought | {column}
            self._left_out.discard(column)
            self._view.setColumnHidden(column, hidden)
            self._keep()
            self._refit()

    def reset(self) -> None:
        """All columns, as wide as fits."""
        self.drawn.clear()
        self.brought.clear()
        self._left_out.clear()
        for column in range(len(self.titles)):
            self._view.setColumnHidden(column, False)
        self._keep()
        self._refit()

    def leave_out(self, columns: set[int]) -> None:
        """Leave these out, and no others that were left out before."""
        for column in columns ^ self._left_out:
            self._view.setColumnHidden(column, column in columns)
        self._left_out = columns

    def fit(self, widths: Mapping[int, int]) -> None:
        """Give columns these widths, where no person has given them others."""
        self._fitting = True
        for column, pixels in widths.items():
            if column not in self.drawn and not self.is_hidden(column):
                self._view.setColumnWidth(column, pixels)
        self._fitting = False

    def put(self, order: Sequence[int]) -> None:
        """Have the columns stand in this order from left to right; the one that is then last takes what is left."""
        header, self._fitting = self._view.horizontalHeader(), True
        for place, column in enumerate(order):
            header.moveSection(header.visualIndex(column), place)
        self._fitting = False

    def fill_menu(self, menu: QMenu) -> None:
        """An entry for each column, and one that undoes it all."""
        for column, title in enumerate(self.titles):
            entry = menu.addAction(title.replace("&", "&&"))
            entry.setCheckable(True)
            entry.setChecked(not self._view.isColumnHidden(column))
            entry.setEnabled(column > 0)
            entry.toggled.connect(lambda on, column=column: self.hide(column, not on))
        menu.addSeparator()
        menu.addAction(tr("&Fit all columns")).triggered.connect(self.reset)

    def _restore(self, widths: Widths) -> None:
        if len(widths) != len(self.titles):
            return
        self._fitting = True
        for column, pixels in enumerate(widths):
            self._view.setColumnHidden(column, pixels == _HIDDEN and column > 0)
            if pixels > 0:
                self._view.setColumnWidth(column, max(_LEAST, min(pixels, _MOST)))
                self.drawn.add(column)
        self._fitting = False

    def _on_resized(self, column: int, before: int, now: int) -> None:
        if not self._fitting and before and now and column != self._stretched:
            self.drawn.add(column)
            self._keep()

    @property
    def _stretched(self) -> int:
        """The column that takes what is left, which no person draws; -1 for none."""
        header = self._view.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(header.count())]
        seen = [column for column in order if not header.isSectionHidden(column)]
        return seen[-1] if seen and header.stretchLastSection() else -1

    def _keep(self) -> None:
        if self._name:
            keep(self._name, self._widths())

    def _widths(self) -> Widths:
        return tuple(_HIDDEN if self.is_hidden(at) else self._view.columnWidth(at) if at in self.drawn else _FITTED
                     for at in range(len(self.titles)))

    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(self._view.horizontalHeader().mapToGlobal(place))


def begin_with(sizes: Mapping[str, Widths]) -> None:
    """What the settings hold of sizes, of which some are the window's own."""
    app = QCoreApplication.instance()
    if app is not None:
        app.setProperty(_KEPT, {
            name: tuple(widths) for name, widths in sizes.items() if name.startswith(_NAMES)})


def keep(name: str, sizes: Widths) -> None:
    """Keep sizes under a name."""
    app = QCoreApplication.instance()
    if app is not None:
        app.setProperty(_KEPT, {**kept(), name: sizes})


def kept() -> dict[str, Widths]:
    """What is kept now, by name."""
    app = QCoreApplication.instance()
    held = app.property(_KEPT) if app is not None else None
    return {str(name): tuple(map(int, widths)) for name, widths in held.items()} if isinstance(held, dict) else {}


def columns_in(page: QWidget) -> KeptColumns | None:
    """Those of the table that has the keyboard, else of the first one that is seen."""
    found = [columns for columns in page.findChildren(KeptColumns) if columns.shown]
    return next((columns for columns in found if columns.focused), found[0] if found else None)
