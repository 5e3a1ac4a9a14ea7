"""The rows of a comparison as a Qt model."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ckpt_viewer.core.diffing.columns import NUMBERS, OF_PARTS, TIPS, TITLES, Column
from ckpt_viewer.core.diffing.rows import IN_B, UNREAD, DiffRows
from ckpt_viewer.core.graph import Scalar
from ckpt_viewer.gui.language import later, told
from ckpt_viewer.gui.parts.row_model import Columns, RowModel

LARGEST_FIRST = NUMBERS - {Column.COSINE}  # what moved most comes first, which has the smallest cosine
_OF_WEIGHTS = NUMBERS - {Column.CHANGED}
_TIPS = tuple(f"{tip}\n{OF_PARTS}" if column in _OF_WEIGHTS else tip for column, tip in enumerate(TIPS))
COLUMNS = Columns(TITLES, _TIPS, NUMBERS, LARGEST_FIRST, frozenset({Column.STATUS}), later("nothing"))


class DiffModel(RowModel[DiffRows]):
    """Shows a `DiffRows`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)

    def cell(self, row: int, column: int) -> str:
        """Of a side what is no value of the file is words."""
        text = super().cell(row, column)
        return told(text) if text and column in (Column.A, Column.B) and not self._is_value(row, column) else text

    def tip(self, row: int, column: int) -> str:
        if column in (Column.A, Column.B):
            return self.cell(row, column)
        text = super().tip(row, column)
        if column == Column.PATH:
            return text.replace(IN_B, told(IN_B))
        return told(UNREAD) if text == UNREAD else text

    def _is_value(self, row: int, column: int) -> bool:
        assert self.table is not None
        entry, diff = self.table.entry(row), self.table.diff
        if entry is None:
            return False
        graph, node = (diff.a, entry.node_a) if column == Column.A else (diff.b, entry.node_b)
        return node is not None and isinstance(graph[node], Scalar)
