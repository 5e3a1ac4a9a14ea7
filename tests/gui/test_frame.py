"""Frames on a screen of double density, and lines of plots there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from ckpt_viewer.gui.parts.shapes import paint_frame
from ckpt_viewer.gui.plots import style


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_a_frame_takes_the_outermost_pixels_and_nothing_within(scale: int) -> None:
    image = QImage(20 * scale, 12 * scale, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    paint_frame(painter, QRect(3, 2, 10, 6), QColor("black"))
    painter.end()
    black = {(x, y) for x in range(image.width()) for y in range(image.height()) if not image.pixelColor(x, y).red()}
    outer, inner = (_pixels(3, 2, 10, 6, scale), _pixels(4, 3, 8, 4, scale))
    assert black == outer - inner


def test_lines_of_plots_are_as_wide_on_any_screen(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    class Dense:
        def devicePixelRatio(self) -> float:
            return 2.0

        @staticmethod
        def screens() -> list[Dense]:
            return [Dense()]

    assert style.line_pen("#000000", 1.5).widthF() == pytest.approx(1.5 * qapp.devicePixelRatio())
    monkeypatch.setattr(style, "QGuiApplication", Dense)
    pen = style.line_pen("#000000", 1.5)
    assert pen.isCosmetic()
    assert pen.widthF() == pytest.approx(3.0)


def _pixels(left: int, top: int, width: int, height: int, scale: int) -> set[tuple[int, int]]:
    return {(x, y) for x in range(left * scale, (left + width) * scale)
            for y in range(top * scale, (top + height) * scale)}
