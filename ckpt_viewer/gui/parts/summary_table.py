"""Summary numbers of a few tensors below one another, to be compared by eye."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from ckpt_viewer.core.engine.base import Summary
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.wording import number_text, shape_text
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.parts.facts import plain_tip

COLUMNS = (later("Tensor"), later("Shape"), later("Mean"), later("Std. deviation"), later("Minimum"), later("Maximum"),
           later("Zeros"), "NaN", later("Inf"))

_NAME, _SHARE = 130, 0.34  # pixels and share of the width that the names may take


class SummaryTable(QTableWidget):
    """One row per tensor; as high as its rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        self._widest = 0  # pixels of the longest name
        self.setHorizontalHeaderLabels([tr(title) for title in COLUMNS])
        self.setAccessibleName(tr("Summary numbers of the selected tensors"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 7)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        first = QTableWidgetItem(tr(COLUMNS[0]))
        first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setHorizontalHeaderItem(0, first)

    def show_rows(self, rows: Sequence[tuple[str, TensorSpec, Summary | None]]) -> None:
        """Name, tensor and, once known, its numbers."""
        self.setRowCount(len(rows))
        for row, (name, spec, summary) in enumerate(rows):
            for column, text in enumerate((name, told(shape_text(spec.shape)), *_cells(summary))):
                self.setItem(row, column, _item(text, left=column == 0))
        for column in range(1, len(COLUMNS)):  # once: a header that does so by itself looks again at each cell put down
            self.resizeColumnToContents(column)
        self._widest = max((self.fontMetrics().horizontalAdvance(name) for name, *_ in rows), default=0) + 18
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Names leave most of a narrow table to the numbers; it is as high as its rows."""
        self.setColumnWidth(0, min(self._widest, max(_NAME, int(self.viewport().width() * _SHARE))))
        rows = self.rowCount() * self.verticalHeader().defaultSectionSize()
        scrolls = self.horizontalHeader().length() > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if scrolls else 0
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + bar + 2 * self.frameWidth())


def _cells(summary: Summary | None) -> tuple[str, ...]:
    if summary is None:
        return ("…",) * (len(COLUMNS) - 2)
    s = summary
    measured = (s.mean, s.std, s.minimum, s.maximum)
    return (*(number_text(x, 4) if s.finite else "–" for x in measured), *(f"{n:,}" for n in (s.zeros, s.nan, s.inf)))


def _item(text: str, *, left: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    item.setToolTip(plain_tip(text))
    return item
