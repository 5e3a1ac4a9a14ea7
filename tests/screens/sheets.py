"""Sheets with several pictures each, for eyes that look at many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

COLUMNS, ROWS = 2, 2
CELL = (900, 640)
_NAME = 24  # pixels for the name above a picture


def make_sheets(folder: Path) -> list[Path]:
    """Put the pictures of a folder on sheets in `FOLDER/sheets`."""
    app = QGuiApplication.instance() or QGuiApplication(["sheets", "-platform", "offscreen"])
    pictures = sorted(folder.glob("*.png"))
    made = []
    for number, first in enumerate(range(0, len(pictures), COLUMNS * ROWS), 1):
        made.append(folder / "sheets" / f"{number:02}.png")
        made[-1].parent.mkdir(exist_ok=True)
        _sheet(pictures[first : first + COLUMNS * ROWS]).save(str(made[-1]))
    del app
    return made


def _sheet(pictures: Sequence[Path]) -> QImage:
    width, height = CELL
    sheet = QImage(COLUMNS * width, ROWS * height, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#808080"))
    painter = QPainter(sheet)
    for at, picture in enumerate(pictures):
        row, column = divmod(at, COLUMNS)
        cell = QRect(column * width, row * height, width, height)
        painter.drawText(cell.adjusted(6, 4, 0, 0), picture.stem)
        inner = cell.adjusted(2, _NAME, -2, -2)
        shown = QImage(str(picture)).scaled(inner.size(), Qt.AspectRatioMode.KeepAspectRatio,
                                            Qt.TransformationMode.SmoothTransformation)
        painter.drawImage(inner.topLeft(), shown)
    painter.end()
    return sheet
