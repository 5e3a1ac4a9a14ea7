"""The rows of a comparison as a Qt model."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ckpt_viewer.core.diffing.columns import NUMBERS, TIPS, TITLES
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.gui.parts.row_model import Columns, RowModel

COLUMNS = Columns(TITLES, TIPS, NUMBERS, NUMBERS, "nothing")


class DiffModel(RowModel[DiffRows]):
    """Shows a `DiffRows`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
