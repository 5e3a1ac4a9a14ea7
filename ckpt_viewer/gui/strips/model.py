"""The rows of a list of tensors as a Qt model."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ckpt_viewer.core.views.tensor_table import STATISTICS, TIPS, TITLES, Column, TensorTable
from ckpt_viewer.gui.language import later
from ckpt_viewer.gui.parts.row_model import Columns, RowModel

COLUMNS = Columns(TITLES, TIPS, frozenset(STATISTICS), frozenset({*STATISTICS, Column.SHAPE}),
                  frozenset(Column) - {Column.NAME}, later("not measured yet"))


class StripModel(RowModel[TensorTable]):
    """Shows a `TensorTable`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
